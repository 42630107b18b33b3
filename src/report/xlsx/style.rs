//! Looks of cells and pages. States are told by letter and fill, so that grey print still tells them.

use crate::model::State;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatPattern, Worksheet};

pub(super) struct Style {
    pub title: Format,
    pub note: Format,
    pub head: Format,
    pub upright: Format,
    pub text: Format,
    /// Texts that begin like a formula: they stay texts when the cell is edited.
    pub quoted: Format,
    pub wrap: Format,
    pub wrap_quoted: Format,
    pub two: Format,
    /// Words where a value would stand.
    pub open: Format,
    pub strong: Format,
    pub strong_two: Format,
    pub percent: Format,
    pub whole: Format,
    pub link: Format,
    states: [Format; 5],
    pub none: Format,
}

const LINE: Color = Color::RGB(0x00cf_d6de);

impl Style {
    pub fn new() -> Self {
        let cell = || {
            Format::new().set_border(FormatBorder::Thin).set_border_color(LINE).set_align(FormatAlign::Top)
        };
        let head = || {
            cell()
                .set_bold()
                .set_background_color(Color::RGB(0x00e4_eaf1))
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
        };
        let strong = || cell().set_bold().set_background_color(Color::RGB(0x00f3_f5f8));
        let middle = || cell().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let filled = |back: u32, ink: u32| {
            middle().set_bold().set_background_color(Color::RGB(back)).set_font_color(Color::RGB(ink))
        };
        Self {
            title: Format::new().set_bold().set_font_size(14),
            note: Format::new()
                .set_font_color(Color::RGB(0x0050_5a66))
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            head: head(),
            upright: head().set_rotation(90),
            text: cell(),
            quoted: cell().set_quote_prefix(),
            wrap: cell().set_text_wrap(),
            wrap_quoted: cell().set_text_wrap().set_quote_prefix(),
            two: cell().set_num_format("0.00").set_align(FormatAlign::Right),
            open: cell().set_text_wrap().set_align(FormatAlign::Right).set_font_size(9),
            strong: strong(),
            strong_two: strong().set_num_format("0.00").set_align(FormatAlign::Right),
            percent: cell().set_num_format("0.0%").set_align(FormatAlign::Right),
            whole: cell().set_num_format("0").set_align(FormatAlign::Right),
            link: cell()
                .set_font_color(Color::RGB(0x000a_4f8f))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            states: [
                filled(0x000b_4f6c, 0x00ff_ffff),
                filled(0x00ff_f1cf, 0x007a_4b00),
                filled(0x009b_1c1c, 0x00ff_ffff),
                middle().set_font_color(Color::RGB(0x005d_6772)),
                middle()
                    .set_bold()
                    .set_pattern(FormatPattern::LightUp)
                    .set_foreground_color(Color::RGB(0x009a_a5b1))
                    .set_background_color(Color::White),
            ],
            none: middle().set_font_color(Color::RGB(0x005d_6772)),
        }
    }

    pub fn state(&self, state: State) -> &Format {
        &self.states[State::ALL.iter().position(|s| *s == state).unwrap_or(4)]
    }
}

/// A4 across, as many pages down as it takes, with sheet and page number below.
pub(super) fn page(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&L&A&R&P / &N");
}
