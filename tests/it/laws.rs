//! The laws of the house, over the sample corpus and, where it lies beside, the real texts.

use crate::common::{BOOK, POLICIES, SAMPLE, read, run_options};
use tiaokuan::corpus;
use tiaokuan::model::{Document, ReadState, Span, State, TextIndex};
use tiaokuan::pipeline::{Outcome, analyse};
use tiaokuan::report::write_finding;

fn outcomes() -> Vec<&'static Outcome> {
    std::iter::once(&*SAMPLE).chain(POLICIES.as_ref()).collect()
}

fn documents() -> Vec<&'static Document> {
    outcomes().into_iter().flat_map(|o| &o.readings).map(|r| &r.document).collect()
}

/// Law 1: the leaves of the tree, joined, are the canonical text.
#[test]
fn leaves_tile_the_canonical_text() {
    for d in documents() {
        let joined: String = d.root.leaves().map(|l| l.span.of(&d.canonical.text)).collect();
        assert_eq!(joined, d.canonical.text, "{}", d.source.name);
    }
}

/// Law 1: every canonical character maps back to its source or is recorded as inserted, in order.
#[test]
fn the_edit_map_tiles_both_texts() {
    for d in documents() {
        let (mut canon, mut raw) = (0, 0);
        for p in d.canonical.map.pieces() {
            assert_eq!((p.canon.start, p.raw.start), (canon, raw), "{}", d.source.name);
            (canon, raw) = (p.canon.end, p.raw.end);
        }
        assert_eq!(canon, d.canonical.text.len(), "{}", d.source.name);
    }
}

/// Law 2: spans lie on character boundaries, and counting in UTF-16 and code points is exact.
#[test]
fn spans_convert_exactly() {
    for o in outcomes() {
        for d in o.readings.iter().map(|r| &r.document) {
            let text = &d.canonical.text;
            let index = TextIndex::new(text);
            let evidence = o.analysis.findings.iter().filter(|f| f.source == d.source.name);
            let spans = d.instruments.iter().flat_map(|i| i.clauses.iter().map(|c| c.span));
            let all: Vec<Span> =
                spans.chain(evidence.flat_map(|f| f.evidence.iter().map(|e| e.span))).collect();
            for at in all.iter().flat_map(|s| [s.start, s.end]) {
                let (u16s, points) = index.from_byte(at).expect("a boundary");
                assert_eq!(index.byte_of_utf16(u16s), Some(at));
                assert_eq!(index.byte_of_point(points), Some(at));
            }
        }
    }
}

/// Law 3: same input, same bytes, whatever the number of threads and the order of files.
#[test]
fn threads_and_order_change_nothing() {
    let bytes = |threads: usize, reverse: bool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut sources = corpus::sample();
            if reverse {
                sources.reverse();
            }
            let outcome = analyse(&BOOK, read(&sources), Vec::new(), &run_options());
            serde_json::to_string(&outcome.analysis).unwrap()
        })
    };
    let one = bytes(1, false);
    assert!(one == bytes(2, true), "two threads, reverse order");
}

/// Law 5: every piece of evidence leads to its rule, clause and exact words.
#[test]
fn evidence_stands_where_it_says() {
    for o in outcomes() {
        for f in &o.analysis.findings {
            let d = &o.readings.iter().find(|r| r.document.source.name == f.source).unwrap().document;
            let instrument = d.instruments.iter().find(|i| i.id == f.instrument).unwrap();
            for e in &f.evidence {
                assert_eq!(e.span.of(&d.canonical.text), e.quote);
                assert!(instrument.clauses[e.clause].span.contains(e.span), "{} {}", f.source, e.quote);
                assert!(d.canonical.text[..e.span.start].ends_with(&e.prefix));
                assert!(d.canonical.text[e.span.end..].starts_with(&e.suffix));
                assert!(BOOK.set.patterns.iter().any(|p| p.name == e.rule), "{}", e.rule);
            }
        }
    }
}

/// Law 6: nothing unread is absent, and every number made from it says that it is undetermined.
#[test]
fn unread_is_never_absent() {
    let mut readings = read(&corpus::sample()[..3]);
    readings[0].document.state = ReadState::Partial;
    readings[1].document.state = ReadState::Unreadable;
    readings[1].document.instruments[0].facts = Default::default();
    let names: Vec<String> = readings.iter().map(|r| r.document.source.name.clone()).collect();
    let outcome = analyse(&BOOK, readings, Vec::new(), &run_options());
    let of =
        |name: &str| outcome.analysis.findings.iter().filter(move |f| f.source == *name).collect::<Vec<_>>();
    assert!(of(&names[0]).iter().all(|f| f.state != State::Absent));
    assert!(of(&names[0]).iter().any(|f| f.state == State::Present), "what stands there still counts");
    assert!(of(&names[1]).iter().all(|f| f.state == State::Undetermined));
    assert!(of(&names[2]).iter().any(|f| f.state == State::Absent));
    let id = &of(&names[1])[0].instrument;
    let row = outcome.analysis.instrument_values.iter().find(|v| v.id == *id).unwrap();
    assert!(row.composite.is_none() && row.determined == 0.0, "{row:?}");
}

/// Law 7: an absence comes with what was searched and with the nearest misses.
#[test]
fn absence_has_a_certificate() {
    for o in outcomes() {
        for f in o.analysis.findings.iter().filter(|f| f.state == State::Absent) {
            let c = f.certificate.as_ref().expect("a certificate");
            assert!(c.clauses_searched > 0 && c.patterns_tried > 0);
            assert!(c.near_misses.iter().all(|n| !n.failed.is_empty() && n.met < n.asked), "{f:?}");
        }
    }
}

#[test]
fn findings_are_lines_of_json() {
    let mut out = Vec::new();
    for f in &SAMPLE.analysis.findings {
        write_finding(f, &mut out).unwrap();
    }
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), SAMPLE.analysis.findings.len());
    for line in text.lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        for key in ["source", "title", "provision", "state", "evidence", "slots"] {
            assert!(v.get(key).is_some(), "{key} in {line}");
        }
    }
}
