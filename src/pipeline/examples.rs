//! Runs the rules' own examples: each example is one clause in its surroundings.

use crate::coding;
use crate::diag::{Diagnostic, Place};
use crate::model::{
    Canonical, Clause, ClauseKind, Document, Facts, Finding, Format, Heading, Instrument, Node, NodeKind,
    ReadState, Source, Span, State,
};
use crate::rules::{Example, Rule, RuleSet};
use crate::scan::{Match, Scanner};

/// Number of examples run and what did not come out.
#[derive(Debug, Default)]
pub struct ExampleReport {
    pub run: usize,
    pub faults: Vec<Diagnostic>,
}

const TITLE: &str = "甲市公共数据资源授权运营管理办法";

/// Runs all examples of all rules, in order.
pub fn run(set: &RuleSet) -> ExampleReport {
    let scanner = Scanner::new(set);
    let mut report = ExampleReport::default();
    for rule in &set.rules {
        let kinds = [("fires", &rule.fires), ("near_miss", &rule.near_miss), ("excluded", &rule.excluded)];
        for (kind, examples) in kinds {
            for example in examples {
                report.run += 1;
                if let Err(message) = judge(&scanner, rule, kind, example) {
                    let place = Place {
                        file: Some(format!("rules/provisions/{}.toml", rule.id)),
                        excerpt: Some(example.text.clone()),
                        ..Place::default()
                    };
                    report.faults.push(Diagnostic::new(
                        "R004",
                        place,
                        format!("{} [[{kind}]]: {message}", rule.id),
                    ));
                }
            }
        }
    }
    report
}

/// Whether an example comes out.
///
/// # Errors
/// What came out instead, in words.
pub fn judge(scanner: &Scanner, rule: &Rule, kind: &str, example: &Example) -> Result<(), String> {
    let staged = Staged::new(scanner, example, coding::code);
    let index = scanner.rules.rules.iter().position(|r| r.id == rule.id).ok_or("no such rule")?;
    verdict(scanner, index, kind, example, &staged)
}

/// An example read, scanned and coded by a set of rules.
pub struct Staged {
    document: Document,
    findings: Vec<Finding>,
    matches: Vec<Match>,
}

impl Staged {
    pub fn new(
        scanner: &Scanner,
        example: &Example,
        code: fn(&Scanner, &Document, &Instrument) -> Vec<Finding>,
    ) -> Self {
        let (document, instrument) = stage(example);
        let findings = code(scanner, &document, &instrument);
        let ready = scanner.prepare(&document.canonical.text, &instrument);
        let matches = scanner.scan(&instrument, &ready);
        Self { document, findings, matches }
    }

    /// Whether any pattern of rule `index` matched.
    pub fn fired(&self, scanner: &Scanner, index: usize) -> bool {
        self.matches.iter().any(|m| scanner.rules.patterns[m.pattern].rule == index)
    }
}

/// Whether an example comes out as rule `index` of the set coded it.
///
/// # Errors
/// What came out instead, in words.
pub fn verdict(
    scanner: &Scanner,
    index: usize,
    kind: &str,
    example: &Example,
    staged: &Staged,
) -> Result<(), String> {
    let (rule, finding) = (&scanner.rules.rules[index], &staged.findings[index]);
    if kind != "fires" {
        return if matches!(finding.state, State::Absent) || example.state == Some(finding.state) {
            Ok(())
        } else {
            Err(format!("coded {} by {}", finding.state.en(), fired(finding)))
        };
    }
    let wanted = example.state.unwrap_or(State::Present);
    if finding.state != wanted {
        // Mutants are coded without certificates: nobody reads what they lack.
        let why = finding.certificate.as_ref().map(|_| nearest(scanner, index, staged)).unwrap_or_default();
        return Err(format!("coded {}, not {}{why}", finding.state.en(), wanted.en()));
    }
    if let Some(pattern) = &example.pattern {
        let name = format!("{}/{pattern}", rule.id);
        let text = &staged.document.canonical.text;
        let named: Vec<_> =
            staged.matches.iter().filter(|m| scanner.rules.patterns[m.pattern].name == name).collect();
        if named.is_empty() {
            return Err(format!("pattern {pattern} did not fire, but {}", fired(finding)));
        }
        if !example.quote.is_empty() && !named.iter().any(|m| m.span.of(text).contains(&example.quote)) {
            return Err(format!("the evidence of {pattern} lacks the quote: {}", named[0].span.of(text)));
        }
    } else if !example.quote.is_empty() && !finding.evidence.iter().any(|e| e.quote.contains(&example.quote))
    {
        let got: Vec<&str> = finding.evidence.iter().map(|e| e.quote.as_str()).collect();
        return Err(format!("the evidence lacks the quote: {}", got.join(" / ")));
    }
    for (key, value) in &example.slots {
        if finding.slots.get(key) != Some(value) {
            return Err(format!("slot {key} is {:?}, not {value}", finding.slots.get(key)));
        }
    }
    Ok(())
}

fn nearest(scanner: &Scanner, rule: usize, staged: &Staged) -> String {
    let (text, instrument) = (&staged.document.canonical.text, &staged.document.instruments[0]);
    let near = scanner.nearest_patterns(text, instrument, &scanner.prepare(text, instrument), rule, 1);
    near.first().map_or(String::new(), |n| format!("; nearest {}: {}", n.rule, n.failed))
}

fn fired(finding: &Finding) -> String {
    let mut names: Vec<String> =
        finding.evidence.iter().map(|e| format!("{} ({})", e.rule, e.quote)).collect();
    names.dedup();
    names.join(", ")
}

/// A document of one clause (and its stem) for an example.
pub fn stage(example: &Example) -> (Document, Instrument) {
    let title = if example.title.is_empty() { TITLE } else { &example.title };
    let text = format!("{}{}", example.stem, example.text);
    let own = Span::new(example.stem.len(), text.len());
    let headings: Vec<Heading> = example
        .heading
        .iter()
        .map(|h| Heading { kind: NodeKind::Chapter, label: String::new(), text: h.clone() })
        .chain([Heading { kind: NodeKind::Article, label: "第十条".into(), text: String::new() }])
        .collect();
    let clause = |span, kind, stem| Clause {
        label: "第十条".into(),
        article: "第十条".into(),
        kind,
        span,
        stem,
        headings: headings.clone(),
        cropped: false,
    };
    let stem = Span::new(0, example.stem.len());
    let clauses = if stem.is_empty() {
        vec![clause(own, ClauseKind::Paragraph, None)]
    } else {
        vec![clause(stem, ClauseKind::Paragraph, None), clause(own, ClauseKind::Item, Some(stem))]
    };
    let instrument = Instrument {
        id: "example-0".into(),
        title: title.into(),
        span: Span::new(0, text.len()),
        facts: Facts::default(),
        articles: 1,
        clauses,
    };
    let source = Source {
        name: "example".into(),
        path: "example".into(),
        sha256: String::new(),
        bytes: 0,
        format: Format::Txt,
        reader: String::new(),
        condition: None,
    };
    let cells = Canonical::cells(&text);
    let document = Document {
        source,
        state: ReadState::Read,
        canonical: Canonical::from_cells(&cells, &text),
        pages: Vec::new(),
        root: Node::leaf(NodeKind::Document, Span::new(0, text.len())),
        instruments: vec![instrument.clone()],
    };
    (document, instrument)
}
