//! Text reuse on texts of a grammar about invented places, with passages planted into them. The
//! same measure over real texts, with a generator that shares no code, is benches/reuse.sh.

use std::collections::BTreeMap;
use tiaokuan::compare::reuse::{Form, Passage, Reuse, ReuseOptions, ReuseText, reuse};
use tiaokuan::model::{Date, SplitMix};

const LETTERS: &str = "安保本变标采场城程川存大档道地点定东度段发法方丰风工公功构古关光规轨国海行和河湖护化环汇基际济家价检建江交街节金经境井局举具开科库矿类里理力联林流路旅门木南能年牧品期桥勤清泉群热森沙山商社石市树水司田铁通土湾网西线乡项校信形学盐岩业医艺印营用油渔宇园源月运杂站章镇政支植智州洲竹住庄资组";
const BODIES: [&str; 6] = ["主管部门", "管理机构", "经营者", "登记中心", "养护单位", "评审委员会"];
const DUTIES: [&str; 6] = [
    "应当按照{}的要求对{}进行{}",
    "不得擅自改变{}的{}用途",
    "应当将{}的{}情况报送{}站",
    "可以委托{}所承担{}的{}事务",
    "应当建立{}台账，载明{}、{}的数量和去向",
    "对{}与{}相邻的{}区实行分级管理",
];

struct Maker {
    random: SplitMix,
    letters: Vec<char>,
}

impl Maker {
    fn new(seed: u64) -> Self {
        Self { random: SplitMix::new(seed), letters: LETTERS.chars().collect() }
    }

    fn letter(&mut self) -> char {
        self.letters[self.random.below(self.letters.len())]
    }

    fn word(&mut self, letters: usize) -> String {
        (0..letters).map(|_| self.letter()).collect()
    }

    fn sentence(&mut self) -> String {
        let body = BODIES[self.random.below(BODIES.len())];
        let mut out = self.word(2) + body;
        for part in DUTIES[self.random.below(DUTIES.len())].split("{}") {
            out += part;
            out += &self.word(3);
        }
        out + "。"
    }

    fn sentences(&mut self, n: usize) -> Vec<String> {
        (0..n).map(|_| self.sentence()).collect()
    }

    /// One letter in ten replaced, dropped or doubled by another.
    fn changed(&mut self, words: &str) -> String {
        let mut out = String::new();
        for c in words.chars() {
            match self.random.below(10) {
                0 if c.is_alphanumeric() => match self.random.below(5) {
                    0 => {}
                    1 => out.extend([c, self.letter()]),
                    _ => out.push(self.letter()),
                },
                _ => out.push(c),
            }
        }
        out
    }
}

fn text(name: &str, year: u16, clauses: &[String]) -> ReuseText {
    let date = (year > 0).then(|| Date::new(year, 1, 1).expect("a day"));
    let mut t = ReuseText::new(name, name, name, date);
    let mut at = 0;
    for (i, words) in clauses.iter().enumerate() {
        t.push(&format!("第{}条", i + 1), words, at);
        at += words.len();
    }
    t
}

fn names(found: &Reuse, p: &Passage) -> [String; 2] {
    p.texts.map(|t| found.texts[t as usize].id.clone())
}

fn words(found: &Reuse, p: &Passage, side: usize) -> String {
    found.texts[p.texts[side] as usize].stretch(p.spans[side][0], p.spans[side][1]).text
}

fn bare(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Share of a planted passage that a stretch of the same text covers: both are contiguous there.
fn covered(stretch: &str, planted: &str) -> f64 {
    let (s, p) = (bare(stretch), bare(planted));
    let (n, chars) = (p.chars().count(), p.chars().collect::<Vec<_>>());
    if s.contains(&p) {
        return 1.0;
    }
    if p.contains(&s) {
        return s.chars().count() as f64 / n as f64;
    }
    let part = |range: std::ops::Range<usize>| chars[range].iter().collect::<String>();
    let longest = (1..n).rev().find(|k| s.ends_with(&part(0..*k)) || s.starts_with(&part(n - k..n)));
    longest.unwrap_or(0) as f64 / n as f64
}

/// A run of twelve letters of a stretch stands in the planted passage.
fn shares_run(stretch: &str, planted: &str) -> bool {
    let (letters, planted) = (bare(stretch).chars().collect::<Vec<_>>(), bare(planted));
    letters.windows(12).any(|run| planted.contains(&run.iter().collect::<String>()))
}

#[test]
fn planted_passages_are_found_and_nothing_else() {
    let mut m = Maker::new(7);
    let mut clauses: Vec<Vec<String>> = (0..60).map(|_| m.sentences(20)).collect();
    let mut planted: Vec<(&str, [usize; 2], [String; 2])> = Vec::new();
    for i in 0..90 {
        let (n, into) = (2 + m.random.below(4), m.random.below(60));
        let own = m.sentences(n);
        let first = own.concat();
        let (kind, second) = match i % 3 {
            0 => ("exact", first.clone()),
            1 => ("changed", m.changed(&first)),
            _ => ("reordered", own[1..].concat() + &own[0]),
        };
        let other = (into + 1 + m.random.below(59)) % 60;
        for (t, w) in [(into, &first), (other, &second)] {
            let at = m.random.below(clauses[t].len());
            clauses[t].insert(at, w.clone());
        }
        planted.push((kind, [into, other], [first, second]));
    }
    let name = |i: usize| format!("t{i:02}");
    let texts = clauses.iter().enumerate().map(|(i, c)| text(&name(i), 2000 + i as u16, c)).collect();
    let found = reuse(texts, &ReuseOptions::default());
    let mut recalled = BTreeMap::<&str, Vec<bool>>::new();
    for (kind, into, sides) in &planted {
        let hit = found.passages.iter().any(|p| {
            let of = names(&found, p);
            [0, 1].iter().all(|s| {
                let side = of.iter().position(|n| *n == name(into[*s]));
                side.is_some_and(|side| covered(&words(&found, p, side), &sides[*s]) >= 0.8)
            })
        });
        recalled.entry(kind).or_default().push(hit);
    }
    let recall = |kind: &str| {
        let all = &recalled[kind];
        all.iter().filter(|h| **h).count() as f64 / all.len() as f64
    };
    assert!(
        recall("exact") >= 0.98 && recall("changed") >= 0.9 && recall("reordered") >= 0.9,
        "{recalled:?}"
    );
    // A changed plant may come as two passages: what counts is that both sides lie in one plant.
    let of_plant = |p: &Passage| {
        let of = names(&found, p);
        planted.iter().any(|(_, into, sides)| {
            [0, 1].iter().all(|s| {
                let side = of.iter().position(|n| *n == name(into[*s]));
                side.is_some_and(|side| shares_run(&words(&found, p, side), &sides[*s]))
            })
        })
    };
    let right = found.passages.iter().filter(|p| of_plant(p)).count();
    assert!(right * 100 >= found.passages.len() * 95, "{right} of {}", found.passages.len());
}

#[test]
fn the_order_of_the_texts_changes_nothing() {
    let mut m = Maker::new(3);
    let shared = m.sentences(12);
    let mut texts: Vec<ReuseText> = (0..12)
        .map(|i| {
            let mut own = m.sentences(6);
            own.extend(shared.iter().skip(i % 5).step_by(2).cloned());
            text(&format!("t{i}"), if i % 4 == 3 { 0 } else { 2010 + (i as u16 % 6) }, &own)
        })
        .collect();
    let a = reuse(texts.clone(), &ReuseOptions::default());
    assert!(!a.passages.is_empty() && !a.network.edges.is_empty());
    texts.reverse();
    texts.swap(2, 7);
    let b = reuse(texts, &ReuseOptions::default());
    assert_eq!(
        (&a.texts, &a.passages, &a.common, &a.network),
        (&b.texts, &b.passages, &b.common, &b.network)
    );
}

#[test]
fn which_text_is_earlier_changes_no_passage() {
    let mut m = Maker::new(5);
    let (one, two) = (m.sentences(9), m.sentences(9));
    let shared = m.sentences(3).concat();
    let other = m.changed(&shared);
    let side = |own: &[String], w: &str| [&own[..4], &[w.to_owned()], &own[4..]].concat();
    let pair = |x: u16, y: u16| {
        let texts = vec![text("a", x, &side(&one, &shared)), text("b", y, &side(&two, &other))];
        reuse(texts, &ReuseOptions::default())
    };
    let (forth, back) = (pair(2001, 2002), pair(2002, 2001));
    let ([p], [q]) = (&forth.passages[..], &back.passages[..]) else { panic!("one passage each") };
    assert_eq!(
        (names(&forth, p), names(&back, q)),
        (["a", "b"].map(String::from), ["b", "a"].map(String::from))
    );
    for s in [0, 1] {
        assert!(covered(&words(&back, q, 1 - s), &words(&forth, p, s)) >= 0.9);
    }
}

#[test]
fn an_exact_copy_of_the_least_length_is_always_found() {
    for seed in 0..150 {
        let mut m = Maker::new(seed);
        let copied = m.word(40);
        let mut with = |name: &str| {
            let (n, k) = (m.random.below(80), m.random.below(80));
            text(name, 0, &[m.word(n), m.word(k) + &copied + &m.word(60)])
        };
        let texts = vec![with("a"), with("b")];
        let found = reuse(texts, &ReuseOptions::default());
        let hit =
            found.passages.iter().any(|p| [0, 1].iter().all(|s| words(&found, p, *s).contains(&copied)));
        assert!(hit, "seed {seed}: {:?}", found.passages);
    }
}

#[test]
fn a_text_and_itself() {
    let own = Maker::new(11).sentences(8);
    let texts = vec![text("a", 2001, &own), text("b", 2003, &own)];
    let found = reuse(texts, &ReuseOptions::default());
    let [p] = &found.passages[..] else { panic!("one passage") };
    assert_eq!((p.form(), p.similarity(), p.len(0)), (Form::Exact, 1.0, found.texts[0].len()));
    let original: Vec<_> = found.network.nodes.iter().map(|n| n.originality).collect();
    assert_eq!(original, [Some(1.0), Some(0.0)]);
    // On the same day nobody is known to be first.
    let found = reuse(vec![text("a", 2001, &own), text("b", 2001, &own)], &ReuseOptions::default());
    let [e] = &found.network.edges[..] else { panic!("one edge") };
    assert!(!e.directed && e.letters == found.texts[0].len());
    assert!(found.network.nodes.iter().all(|n| n.held == 0 && n.open == n.letters));
}

#[test]
fn letters_count_for_the_earliest_holder_and_undated_texts_for_nobody() {
    let mut m = Maker::new(13);
    let shared = m.sentences(4);
    let mut with = |name: &str, year| text(name, year, &[m.sentences(3), shared.clone()].concat());
    let texts = vec![with("c", 2003), with("a", 2001), with("none", 0), with("b", 2002)];
    let found = reuse(texts, &ReuseOptions::default());
    let n = &found.network;
    let id = |i: usize| n.nodes[i].id.as_str();
    let shared_letters = bare(&shared.concat()).chars().count() as u32;
    let directed: Vec<_> = n.edges.iter().filter(|e| e.directed).map(|e| (id(e.from), id(e.to))).collect();
    assert_eq!(directed, [("a", "b"), ("a", "c")]);
    // Sentences of the grammar may begin or end alike where the shared ones stand.
    let about = |letters: u32| (shared_letters..=shared_letters + 16).contains(&letters);
    assert!(n.edges.iter().all(|e| about(e.letters)), "{:?}", n.edges);
    assert_eq!(n.edges.iter().filter(|e| !e.directed).count(), 3);
    let none = n.nodes.iter().find(|x| x.id == "none").expect("the text");
    assert!(none.originality.is_none() && about(none.open), "{none:?}");
    // Whether the undated text was before the first is not known either.
    let a = n.nodes.iter().find(|x| x.id == "a").expect("the text");
    assert!(a.originality == Some(1.0) && about(a.open), "{a:?}");
}

#[test]
fn a_formula_in_many_texts_is_named_and_nobody_borrows_it() {
    let mut m = Maker::new(17);
    let formula = m.sentences(3).concat();
    let two = m.sentences(3).concat();
    let texts = (0..12u16)
        .map(|i| {
            let mut own = m.sentences(5);
            own.push(formula.clone());
            own.extend((i < 2).then(|| two.clone()));
            text(&format!("t{i:02}"), 2000 + i, &own)
        })
        .collect();
    let found = reuse(texts, &ReuseOptions { most: 5, ..ReuseOptions::default() });
    let c = found.common.iter().max_by_key(|c| c.span[1] - c.span[0]).expect("a common passage");
    assert_eq!((c.holders, c.text), (12, 0));
    let stands = found.texts[0].stretch(c.span[0], c.span[1]).text;
    assert!(bare(&formula).contains(&bare(&stands)) && covered(&stands, &formula) >= 0.7, "{stands}");
    let edges: Vec<_> = found.network.edges.iter().map(|e| (e.from, e.to)).collect();
    assert_eq!(edges, [(0, 1)]);
    // The formula is held all the same: it is nobody's own but the first one's.
    assert!(
        found.network.nodes[1..].iter().all(|n| n.common * 10 >= bare(&formula).chars().count() as u32 * 7)
    );
}

#[test]
fn texts_without_letters_share_nothing() {
    let texts =
        vec![text("a", 2001, &[]), text("b", 2002, &["。。。".into(), String::new()]), text("c", 0, &[])];
    let found = reuse(texts, &ReuseOptions { least: 0, similarity: 0.5, most: 0 });
    assert!(found.passages.is_empty() && found.network.nodes.iter().all(|n| n.originality.is_none()));
}
