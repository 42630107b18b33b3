//! The whole analysis with its receipts, to be read back and replayed.
//!
//! The receipts: a row's `composite` comes from its `dimensions`, a dimension from the
//! `indicators` that name it, an indicator from its `parts`. A part names the rubric line, the
//! provision and the instrument that counted; these two find the entry of `findings`. Its
//! evidence names rule, clause, span and page; `documents` give the hashes of the source and of
//! its canonical text, `rules` that of the rule set with version and rubric.

use super::{Exporter, Input};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

pub(super) const EXPORTER: Exporter =
    Exporter {
        file: "analysis.json", about: "全部结果与依据 the whole analysis with receipts", write
    };

fn write(input: &Input, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Lines::default());
    input.analysis.serialize(&mut serializer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A line per field of the whole and per entry of its lists: compact, and a diff still tells what
/// changed.
#[derive(Default)]
struct Lines {
    depth: usize,
}

impl Lines {
    const BROKEN: usize = 2;

    fn open<W: ?Sized + Write>(&mut self, w: &mut W, sign: &[u8]) -> io::Result<()> {
        self.depth += 1;
        w.write_all(sign)
    }

    fn close<W: ?Sized + Write>(&mut self, w: &mut W, sign: &[u8]) -> io::Result<()> {
        let broken = self.depth <= Self::BROKEN;
        self.depth -= 1;
        if broken {
            w.write_all(b"\n")?;
        }
        w.write_all(sign)
    }

    fn next<W: ?Sized + Write>(&self, w: &mut W, first: bool) -> io::Result<()> {
        if !first {
            w.write_all(b",")?;
        }
        if self.depth <= Self::BROKEN { w.write_all(b"\n") } else { Ok(()) }
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.open(w, b"[")
    }
    fn end_array<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.close(w, b"]")
    }
    fn begin_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.open(w, b"{")
    }
    fn end_object<W: ?Sized + Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.close(w, b"}")
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.next(w, first)
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.next(w, first)
    }
}
