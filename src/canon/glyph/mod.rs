//! Text layers whose character codes are glyph ids. The order in which the font numbers its glyphs
//! and the offset are searched with the statistics of legal language on every other line, and
//! proved on the lines between; without that proof the text is refused.

mod apply;
mod fit;
mod latin;
mod layer;
mod marks;
mod order;
mod proof;
mod table;

use crate::model::Cell;
use fit::Fit;
use layer::Layer;
use proof::Proof;

/// Stands for a glyph that the order does not hold and no context proves.
pub const UNKNOWN: char = '□';
/// Below this many glyphs on either half nothing can be proved.
const ENOUGH: usize = 60;

/// Texts with more characters than this are not searched: no policy text has as many, and the search
/// asks each of them some hundred times.
const MOST: usize = 200_000;

/// What was found, for the diagnostics.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    pub order: &'static str,
    /// Glyph id of the first character of the order.
    pub offset: i32,
    /// What is added to a code to get ASCII, when that is proved.
    pub ascii: Option<i32>,
    /// Runs marked as right to left were read backwards.
    pub reversed: bool,
    /// Characters that were set right.
    pub mapped: usize,
    /// Glyphs left as [`UNKNOWN`].
    pub unknown: usize,
    pub proof: Proof,
}

/// Sets the characters of a damaged text right, or says why that cannot be done. All cells of a
/// reversed run stand for the raw stretch of the run.
pub fn repair(cells: &mut [Cell]) -> Result<Repair, String> {
    if cells.len() > MOST {
        return Err(format!(
            "{} characters are too many to search an order in (文本过长，未作推断)",
            cells.len()
        ));
    }
    let mut kinds = layer::kinds(cells);
    let orders = [false, true].map(|reverse| layer::order(cells, reverse));
    let [plain, turned] = [0, 1].map(|i| Layer::of(cells, &kinds, &orders[i]));
    let (Some(straight), Some(reversed)) = (Fit::search(&plain), Fit::search(&turned)) else {
        return Err("too few glyphs to search an order of the font in (字形过少，无法推断)".into());
    };
    let reverse = reversed.score > straight.score;
    let (mut fit, layer) = if reverse { (reversed, turned) } else { (straight, plain) };
    fit.signs(&layer);
    fit.latin(&layer);
    fit.quotes(&layer);
    let order = &orders[usize::from(reverse)];
    fit.settle(cells, order, &mut kinds);
    let layer = Layer::of(cells, &kinds, order);
    fit.strays(&layer);
    let proof = Proof::of(&fit, &layer);
    if let Some(fault) = proof.fault(&fit) {
        return Err(fault);
    }
    let (mapped, unknown) = apply::apply(cells, &kinds, &fit, reverse);
    Ok(Repair {
        order: fit.order,
        offset: fit.offset,
        ascii: fit.ascii,
        reversed: reverse,
        mapped,
        unknown,
        proof,
    })
}

impl std::fmt::Display for Repair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let p = &self.proof;
        write!(
            f,
            "{} characters were glyph ids and are repaired (文本层已修复): {} {:+}",
            self.mapped, self.order, self.offset
        )?;
        match self.ascii {
            Some(ascii) => write!(f, ", ASCII {ascii:+}")?,
            None => f.write_str(", ASCII not told")?,
        }
        if self.reversed {
            f.write_str(", right-to-left runs reversed")?;
        }
        write!(
            f,
            "; on the half of the lines kept for the proof (留出检验) {:.1}% known neighbours (next best order {:.1}%), {:.2}% plausible characters, dates {}/{}; article numbers {}/{}; left as {UNKNOWN}: {}",
            p.known * 100.0,
            p.second * 100.0,
            p.plausible.share() * 100.0,
            p.dates.good,
            p.dates.all,
            p.articles.good,
            p.articles.all,
            self.unknown
        )
    }
}

#[cfg(test)]
mod tests;
