use std::collections::{BTreeMap, VecDeque};

/// One automaton over the terms of all rules: a double-array trie over the characters that occur
/// in terms, entered only where a pair of characters stands that some term begins with.
///
/// Most pairs of a text begin no term; a small set of bits tells them, and what is left are short
/// walks that do not wait for each other.
#[derive(Debug, Default)]
pub struct Literals {
    /// For each character of the basic plane its code; 0 when it is in no term.
    codes: Vec<u16>,
    /// Characters beyond it, with codes after all others.
    wide: BTreeMap<char, u32>,
    /// Codes `1..=singles` are those of terms of one character.
    singles: u32,
    /// The first code beyond the basic plane.
    wide_from: u32,
    /// A bit for (the hash of) each pair that a term begins with; a power of two of words.
    pairs: Vec<u64>,
    nodes: Vec<Node>,
    /// For each node its term.
    terms: Vec<u32>,
}

/// A node's children stand at `base` + code and name it as their parent.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// 0: no children. [`ENDS`] is set where a term ends.
    base: u32,
    parent: u32,
}

const ENDS: u32 = 1 << 31;
const FREE: Node = Node { base: 0, parent: u32::MAX };
const BASIC: usize = 1 << 16;
/// Places tried for a node's children before they are put behind all others.
const TRIES: usize = 200;

/// Texts in codes and the terms found in them; reused from text to text.
#[derive(Debug, Default)]
pub struct Coded {
    /// One a character and a 0 behind each text.
    codes: Vec<u32>,
    /// Some character is beyond the basic plane and in a term.
    wide: bool,
    /// The walks that go on: where each began and the node it came to.
    walks: Vec<(u32, u32)>,
    /// Where a term begins and the node that it ends at, the shorter terms first.
    ends: Vec<(u32, u32)>,
    /// For each character the first of [`Coded::found`] that begins there or later.
    from: Vec<u32>,
    found: Vec<Occurrence>,
}

/// Where a term begins, in characters of the texts together, and which it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Occurrence {
    pub start: u32,
    pub term: u32,
}

impl Coded {
    /// Takes all texts out.
    pub fn clear(&mut self) {
        self.codes.clear();
        self.wide = false;
    }

    /// Characters of all texts, one more behind each.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The terms that begin in a range of characters, in order of start, the shorter first.
    pub fn found(&self, range: std::ops::Range<usize>) -> &[Occurrence] {
        &self.found[self.from[range.start] as usize..self.from[range.end] as usize]
    }
}

impl Literals {
    /// Terms are known by their place in the order given; equal ones by the first, empty ones
    /// are never found.
    pub fn new<'t>(terms: impl Iterator<Item = &'t str> + Clone) -> Self {
        let mut all = Self::default();
        all.number(terms.clone());
        let code = |t: &str| t.chars().map(|c| all.code(c)).collect::<Vec<u32>>();
        let mut words: Vec<(Vec<u32>, u32)> = terms.zip(0..).map(|(t, i)| (code(t), i)).collect();
        words.retain(|w| !w.0.is_empty());
        words.sort();
        words.dedup_by(|b, a| a.0 == b.0);
        let mut pairs: Vec<(u32, u32)> =
            words.iter().filter(|w| w.0.len() > 1).map(|w| (w.0[0], w.0[1])).collect();
        pairs.dedup();
        all.pairs = vec![0; (pairs.len() / 4).next_power_of_two().clamp(64, 1 << 14)];
        for (a, b) in pairs {
            let bit = all.bit(a, b);
            all.pairs[bit / 64] |= 1 << (bit % 64);
        }
        all.build(&words);
        all
    }

    /// Numbers the characters: those that are terms first, then by how many terms hold them.
    fn number<'t>(&mut self, terms: impl Iterator<Item = &'t str>) {
        let mut seen: BTreeMap<char, (bool, usize)> = BTreeMap::new();
        for term in terms {
            for c in term.chars() {
                let of = seen.entry(c).or_default();
                of.0 |= term.len() == c.len_utf8();
                of.1 += 1;
            }
        }
        let mut order: Vec<(char, (bool, usize))> = seen.into_iter().collect();
        order.sort_by_key(|(c, (alone, n))| {
            (*c as usize >= BASIC, std::cmp::Reverse(*alone), std::cmp::Reverse(*n))
        });
        let basic = order.partition_point(|(c, _)| (*c as usize) < BASIC);
        self.singles = order[..basic].partition_point(|(_, of)| of.0) as u32;
        self.wide_from = basic as u32 + 1;
        self.codes = vec![0; BASIC];
        for ((c, _), code) in order.into_iter().zip(1u32..) {
            match self.codes.get_mut(c as usize) {
                // The basic plane has fewer characters than there are numbers.
                Some(of) => *of = code as u16,
                None => drop(self.wide.insert(c, code)),
            }
        }
    }

    fn code(&self, c: char) -> u32 {
        match self.codes.get(c as usize) {
            Some(code) => u32::from(*code),
            None => self.wide.get(&c).copied().unwrap_or(0),
        }
    }

    /// The bit of a pair, spread evenly.
    fn bit(&self, a: u32, b: u32) -> usize {
        let mixed = (a << 16 ^ b).wrapping_mul(0x9E37_79B1);
        (mixed >> 11) as usize & (self.pairs.len() * 64 - 1)
    }

    fn may_begin(&self, a: u32, b: u32) -> bool {
        let bit = self.bit(a, b);
        (a != 0) & (self.pairs[bit / 64] >> (bit % 64) & 1 != 0)
    }

    /// Lays out the trie breadth first, so that the nodes seen most lie together.
    fn build(&mut self, words: &[(Vec<u32>, u32)]) {
        let codes = self.wide_from as usize + self.wide.len();
        let mut room = Room::new(codes);
        let mut terms = BTreeMap::new();
        let mut todo = VecDeque::from([(0, 0..words.len(), 0)]);
        while let Some((at, mut range, depth)) = todo.pop_front() {
            if words.get(range.start).is_some_and(|w| w.0.len() == depth) {
                room.nodes[at].base = ENDS;
                terms.insert(at, words[range.start].1);
                range.start += 1;
            }
            let children: Vec<_> = words[range.clone()].chunk_by(|a, b| a.0[depth] == b.0[depth]).collect();
            if children.is_empty() {
                continue;
            }
            let codes: Vec<usize> = children.iter().map(|c| c[0].0[depth] as usize).collect();
            let base = if depth == 0 { 0 } else { room.base(&codes) };
            room.nodes[at].base |= base as u32;
            for (child, code) in children.iter().zip(codes) {
                room.put(base + code, at);
                let end = range.start + child.len();
                todo.push_back((base + code, range.start..end, depth + 1));
                range.start = end;
            }
        }
        // Any base and code must lie inside.
        room.grow(room.nodes.len() + codes);
        self.nodes = room.nodes;
        self.terms = vec![0; self.nodes.len()];
        terms.into_iter().for_each(|(at, term)| self.terms[at] = term);
    }

    /// Adds a text; its characters are counted on from those before.
    pub fn add(&self, text: &str, to: &mut Coded) {
        let from = to.codes.len();
        // As many as there are bytes at most.
        to.codes.resize(from + text.len(), 0);
        let mut len = from;
        for (code, c) in to.codes[from..].iter_mut().zip(text.chars()) {
            *code = self.code(c);
            len += 1;
        }
        to.codes.truncate(len);
        to.wide |= !self.wide.is_empty() && to.codes[from..].iter().any(|c| *c >= self.wide_from);
        to.codes.push(0);
    }

    /// Finds every occurrence of every term in the texts added, overlapping ones included.
    ///
    /// All walks take a step together, and which of them go on is told by counting instead of
    /// branching: where a walk ends cannot be foreseen.
    pub fn find(&self, texts: &mut Coded) {
        texts.ends.clear();
        if !self.nodes.is_empty() {
            self.begin(texts);
            let mut depth = 1;
            while !texts.walks.is_empty() {
                self.step(texts, depth);
                depth += 1;
            }
        }
        self.order(texts);
    }

    /// Terms of one character, and the walks that the first pairs allow.
    fn begin(&self, texts: &mut Coded) {
        let Coded { codes, walks, ends, wide, .. } = texts;
        walks.resize(codes.len(), (0, 0));
        ends.resize(codes.len(), (0, 0));
        let (mut on, mut over) = (0, 0);
        for (i, pair) in codes.windows(2).enumerate() {
            let here = (i as u32, pair[0]);
            (walks[on], ends[over]) = (here, here);
            on += usize::from(self.may_begin(pair[0], pair[1]));
            over += usize::from(pair[0].wrapping_sub(1) < self.singles);
        }
        walks.truncate(on);
        ends.truncate(over);
        if *wide {
            let single = |c: u32| c >= self.wide_from && self.nodes[c as usize].base & ENDS != 0;
            let more = codes.iter().zip(0..).filter(|(c, _)| single(**c));
            ends.extend(more.map(|(c, i)| (i, *c)));
        }
    }

    /// Takes every walk one character on.
    fn step(&self, texts: &mut Coded, depth: usize) {
        let Coded { codes, walks, ends, .. } = texts;
        let (mut on, mut over) = (0, ends.len());
        ends.resize(over + walks.len(), (0, 0));
        for i in 0..walks.len() {
            let (start, parent) = walks[i];
            let base = self.nodes[parent as usize].base & !ENDS;
            // Behind the last text the code is 0, as behind each: it leads nowhere.
            let code = codes.get(start as usize + depth).copied().unwrap_or(0);
            let slot = base + code;
            let node = self.nodes[slot as usize];
            let there = node.parent == parent;
            (walks[on], ends[over]) = ((start, slot), (start, slot));
            on += usize::from(there & (node.base & !ENDS != 0));
            over += usize::from(there & (node.base & ENDS != 0));
        }
        walks.truncate(on);
        ends.truncate(over);
    }

    /// Puts what was found in order of start; it lies in order of length.
    fn order(&self, texts: &mut Coded) {
        let Coded { codes, ends, from, found, .. } = texts;
        from.clear();
        from.resize(codes.len() + 2, 0);
        ends.iter().for_each(|(start, _)| from[*start as usize + 2] += 1);
        for i in 2..from.len() {
            from[i] += from[i - 1];
        }
        found.resize(ends.len(), Occurrence::default());
        for (start, slot) in ends {
            let at = &mut from[*start as usize + 1];
            found[*at as usize] = Occurrence { start: *start, term: self.terms[*slot as usize] };
            *at += 1;
        }
    }
}

/// The array while it is filled.
struct Room {
    nodes: Vec<Node>,
    /// For each slot a free one at or after it, or a slot nearer to one.
    next: Vec<u32>,
}

impl Room {
    fn new(codes: usize) -> Self {
        let mut room = Self { nodes: Vec::new(), next: Vec::new() };
        // The root and its children: the slot of a character that begins no term stays empty.
        room.grow(codes + 1);
        room.next.fill(codes as u32 + 1);
        room
    }

    fn grow(&mut self, len: usize) {
        if self.nodes.len() < len {
            self.next.extend(self.next.len() as u32..len as u32);
            self.nodes.resize(len, FREE);
        }
    }

    fn put(&mut self, slot: usize, parent: usize) {
        self.grow(slot + 1);
        self.nodes[slot].parent = parent as u32;
        self.next[slot] = self.next[slot].max(slot as u32 + 1);
    }

    fn free_from(&mut self, mut slot: usize) -> usize {
        self.grow(slot + 1);
        while self.next[slot] as usize != slot {
            let next = self.next[slot] as usize;
            self.grow(next + 1);
            self.next[slot] = self.next[next];
            slot = next;
        }
        slot
    }

    fn is_free(&self, slot: usize) -> bool {
        self.next.get(slot).is_none_or(|n| *n as usize == slot)
    }

    /// Where children with these codes, in order, all find a free slot.
    fn base(&mut self, codes: &[usize]) -> usize {
        let mut slot = codes[0];
        for _ in 0..TRIES {
            slot = self.free_from(slot + 1);
            let base = slot - codes[0];
            if codes[1..].iter().all(|c| self.is_free(base + c)) {
                return base;
            }
        }
        self.nodes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Start, end and term of all that is found in a text between two others.
    fn found(terms: &[String], text: &str) -> Vec<(u32, u32, u32)> {
        let mut literals = Literals::new(terms.iter().map(String::as_str));
        let with_pairs = found_by(&literals, terms, text);
        // The pairs only spare work.
        literals.pairs.fill(u64::MAX);
        assert_eq!(found_by(&literals, terms, text), with_pairs);
        with_pairs
    }

    fn found_by(literals: &Literals, terms: &[String], text: &str) -> Vec<(u32, u32, u32)> {
        let mut coded = Coded::default();
        literals.add("甲乙丙", &mut coded);
        let from = coded.len();
        literals.add(text, &mut coded);
        let to = coded.len();
        literals.add("丙乙甲", &mut coded);
        literals.find(&mut coded);
        let ends = |o: &Occurrence| {
            let start = o.start - from as u32;
            (start, start + terms[o.term as usize].chars().count() as u32, o.term)
        };
        coded.found(from..to).iter().map(ends).collect()
    }

    /// Every term at every place.
    fn naive(terms: &[String], text: &str) -> Vec<(u32, u32, u32)> {
        let chars: Vec<char> = text.chars().collect();
        let mut out = Vec::new();
        for start in 0..chars.len() {
            for (i, term) in terms.iter().enumerate() {
                let term_chars: Vec<char> = term.chars().collect();
                let first = terms.iter().position(|t| t == term) == Some(i);
                if first && !term.is_empty() && chars[start..].starts_with(&term_chars) {
                    out.push((start as u32, (start + term_chars.len()) as u32, i as u32));
                }
            }
        }
        out.sort();
        out
    }

    #[test]
    fn nested_and_overlapping_terms_are_all_found() {
        let terms = ["数据", "公共数据", "数", "据安", "数据安全", "𠀀", "𠀀数"].map(String::from);
        let wanted = [(0, 4, 1), (2, 3, 2), (2, 4, 0), (2, 6, 4), (3, 5, 3), (6, 7, 5), (6, 8, 6), (7, 8, 2)];
        assert_eq!(found(&terms, "公共数据安全𠀀数"), wanted);
    }

    #[test]
    fn no_terms_and_no_text_find_nothing() {
        assert!(found(&[], "数据").is_empty());
        assert!(found(&[String::new()], "数据").is_empty());
        assert!(found(&["数据".into()], "").is_empty());
    }

    proptest! {
        /// Few characters, so that terms share beginnings and pairs; some beyond the basic plane.
        #[test]
        fn finds_what_a_plain_search_finds(
            terms in proptest::collection::vec("[甲乙丙a𠀀𠀁]{0,5}", 0..60),
            text in "[甲乙丙丁ab𠀀𠀁𠀂]{0,80}",
        ) {
            prop_assert_eq!(found(&terms, &text), naive(&terms, &text));
        }

        /// Many characters: the array is filled with gaps.
        #[test]
        fn finds_each_of_many_terms(terms in proptest::collection::vec("[一-龥]{1,4}", 1..300)) {
            let text = terms.concat();
            prop_assert_eq!(found(&terms, &text), naive(&terms, &text));
        }
    }
}
