//! One line per instrument x provision, for programs: states, evidence, slots, certificates.

use super::{Exporter, Input};
use crate::model::Finding;
use std::io::{self, Write};

pub(super) const EXPORTER: Exporter = Exporter {
    file: "findings.jsonl",
    about: "编码结果 findings, one JSON object a line: instrument x provision",
    write,
};

fn write(input: &Input, out: &mut dyn Write) -> io::Result<()> {
    for finding in &input.analysis.findings {
        write_finding(finding, out)?;
    }
    out.flush()
}

/// One finding as a line of JSON.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, finding)?;
    out.write_all(b"\n")
}
