//! Parts of rules that do nothing: conditions that can never hold together, and patterns that
//! another pattern of the same rule swallows whole.

use super::check::place;
use super::compile::{ClassId, Pattern, RuleSet};
use super::file::{EvidenceWidth, Scope};
use super::load::Parsed;
use crate::diag::Diagnostic;
use std::collections::BTreeSet;

/// What each class stands for: its terms, and its typed values behind them.
struct Members(Vec<BTreeSet<usize>>);

impl Members {
    fn new(set: &RuleSet) -> Self {
        let mut of = vec![BTreeSet::new(); set.classes.len()];
        for (i, term) in set.terms.iter().enumerate() {
            term.classes.iter().for_each(|c| _ = of[*c as usize].insert(i));
        }
        for (class, all) in set.classes.iter().zip(&mut of) {
            all.extend(class.typed.iter().map(|t| set.terms.len() + *t as usize));
        }
        Self(of)
    }

    fn any(&self, classes: &[ClassId]) -> BTreeSet<usize> {
        classes.iter().flat_map(|c| &self.0[*c as usize]).copied().collect()
    }

    /// Whatever is one of `inner` is one of `outer`.
    fn covers(&self, outer: &[ClassId], inner: &[ClassId]) -> bool {
        self.any(inner).is_subset(&self.any(outer))
    }
}

/// A warning for each pattern that can never fire or adds nothing.
pub(super) fn idle(parsed: &Parsed, set: &RuleSet) -> Vec<Diagnostic> {
    let members = Members::new(set);
    let mut out = Vec::new();
    for rule in &set.rules {
        let Some((source, _)) = parsed.rules.iter().find(|(_, file)| file.id == rule.id) else { continue };
        let patterns = &set.patterns[rule.patterns.clone()];
        for (i, pattern) in patterns.iter().enumerate() {
            // Of two that swallow each other the first stays.
            let does = |(j, other): &(usize, &Pattern)| {
                *j != i
                    && swallows(&members, other, pattern)
                    && (*j < i || !swallows(&members, pattern, other))
            };
            let swallower = patterns.iter().enumerate().find(does);
            let why = never(&members, pattern)
                .or_else(|| swallower.map(|(_, p)| format!("`{}` fires wherever it does", p.name)));
            if let Some(why) = why {
                let id = pattern.name.rsplit('/').next().unwrap_or_default();
                let at = source.text.find(&format!("id = \"{id}\"")).unwrap_or(0);
                let message = format!("pattern `{}` does nothing: {why}", pattern.name);
                out.push(Diagnostic::new("R007", place(source, at), message));
            }
        }
    }
    out
}

/// Why the pattern can never fire.
fn never(members: &Members, p: &Pattern) -> Option<String> {
    let lists: [&[ClassId]; 6] = [&p.sentence, &p.stem, &p.heading, &p.article, &p.title, &p.around];
    let empty = |c: &ClassId| members.0[*c as usize].is_empty();
    if p.steps.iter().any(|s| empty(&s.class)) || lists.iter().any(|l| !l.is_empty() && l.iter().all(empty)) {
        return Some("a term list that it asks for is empty (词表为空)".into());
    }
    let pairs: [(&[ClassId], &[ClassId], &str); 4] = [
        (&p.sentence, &p.not_sentence, "sentence"),
        (&p.stem, &p.not_stem, "stem"),
        (&p.heading, &p.not_heading, "heading"),
        (&p.title, &p.not_title, "title"),
    ];
    let barred = pairs.iter().find(|(need, bar, _)| !need.is_empty() && members.covers(bar, need));
    if let Some((_, _, name)) = barred {
        return Some(format!("`not_{name}` bars all that `{name}` asks for (条件互相排除)"));
    }
    // A quotation narrowed to one term need not hold the others.
    let quoted = !matches!(p.evidence, EvidenceWidth::First | EvidenceWidth::Last);
    for step in &p.steps {
        let bar = [("not_sentence", &p.not_sentence, true), ("not", &p.not, quoted)];
        if let Some((name, ..)) =
            bar.iter().find(|(_, bar, counts)| *counts && members.covers(bar, &[step.class]))
        {
            return Some(format!("`{name}` bars a term of its own `seq` (条件互相排除)"));
        }
    }
    let no_actor = !p.actor.is_empty() && p.actor.iter().all(|a| p.not_actor.contains(a));
    no_actor.then(|| "`not_actor` bars every `actor` (条件互相排除)".into())
}

/// Every match of `inner` is one of `outer`, with the same state, values and quotation.
fn swallows(members: &Members, outer: &Pattern, inner: &Pattern) -> bool {
    let alike = (outer.state, outer.strength, outer.evidence, outer.self_standing, &outer.set)
        == (inner.state, inner.strength, inner.evidence, inner.self_standing, &inner.set)
        && outer.any_order == inner.any_order
        && outer.steps.len() == inner.steps.len();
    let wide = outer.scope == inner.scope || (outer.scope, inner.scope) == (Scope::Sentence, Scope::Phrase);
    let steps = outer
        .steps
        .iter()
        .zip(&inner.steps)
        .all(|(o, i)| o.gap >= i.gap && members.covers(&[o.class], &[i.class]));
    let needs: [(&[ClassId], &[ClassId]); 6] = [
        (&outer.sentence, &inner.sentence),
        (&outer.stem, &inner.stem),
        (&outer.heading, &inner.heading),
        (&outer.article, &inner.article),
        (&outer.title, &inner.title),
        (&outer.around, &inner.around),
    ];
    let bars: [(&[ClassId], &[ClassId]); 5] = [
        (&outer.not, &inner.not),
        (&outer.not_sentence, &inner.not_sentence),
        (&outer.not_stem, &inner.not_stem),
        (&outer.not_heading, &inner.not_heading),
        (&outer.not_title, &inner.not_title),
    ];
    alike
        && wide
        && steps
        && needs.iter().all(|(o, i)| o.is_empty() || (!i.is_empty() && members.covers(o, i)))
        && bars.iter().all(|(o, i)| members.covers(i, o))
        && (outer.actor.is_empty()
            || (!inner.actor.is_empty() && inner.actor.iter().all(|a| outer.actor.contains(a))))
        && outer.not_actor.iter().all(|a| inner.not_actor.contains(a))
        && inner.allow.iter().all(|a| outer.allow.contains(a))
}

#[cfg(test)]
mod tests {
    use super::super::{RuleSource, idle_patterns, load};

    /// Warnings for a rule with these patterns.
    fn told(patterns: &str) -> Vec<String> {
        let example = |kind: &str| format!("[[{kind}]]\ntext = \"甲\"\nwhy = \"none\"\n");
        let text = format!(
            "id = \"exit.mechanism\"\ntitle = \"退出\"\ntitle_en = \"exit\"\nsection = \"A\"\nreason = \"试\"\n\
             source = \"试\"\nversion = 1\n{patterns}\n{}{}{}",
            example("fires"),
            example("near_miss"),
            example("excluded")
        );
        let sources = [RuleSource { path: "provisions/exit.mechanism.toml".into(), text }];
        let (set, _) = load(&sources).unwrap();
        idle_patterns(&sources, &set).into_iter().filter(|d| d.code == "R007").map(|d| d.message).collect()
    }

    #[test]
    fn what_bars_itself_is_told() {
        let message =
            told("[[pattern]]\nid = \"a\"\nseq = [\"退出\", \"删除\"]\nnot_sentence = [\"删除|归还\"]\n");
        assert!(message[0].contains("`not_sentence` bars a term"), "{message:?}");
        let message =
            told("[[pattern]]\nid = \"a\"\nseq = [\"退出\"]\ntitle = [\"登记\"]\nnot_title = [\"登记\"]\n");
        assert!(message[0].contains("`not_title` bars all"), "{message:?}");
    }

    #[test]
    fn a_narrower_pattern_is_swallowed_and_a_wider_one_is_not() {
        let narrow = "[[pattern]]\nid = \"a\"\nseq = [\"退出\", \"<5\", \"删除\"]\nnot = [\"不得\"]\n";
        let wide = "[[pattern]]\nid = \"b\"\nseq = [\"退出|终止\", \"<9\", \"删除\"]\n";
        let message = told(&format!("{narrow}{wide}"));
        assert_eq!(message.len(), 1, "{message:?}");
        assert!(message[0].contains("exit.mechanism/a") && message[0].contains("exit.mechanism/b"));
        let other = "[[pattern]]\nid = \"b\"\nseq = [\"终止\", \"<9\", \"删除\"]\n";
        assert!(told(&format!("{narrow}{other}")).is_empty());
        assert_eq!(
            told(&format!("{wide}{}", wide.replace("\"b\"", "\"c\""))).len(),
            1,
            "of two equal ones one stays"
        );
    }
}
