//! Terms of a query, each looked up once.

use super::opened::Known;
use super::plan::Planner;
use std::collections::HashMap;
use std::rc::Rc;
use tantivy::schema::Field;

/// Terms looked up: a query has few, one in which a clause was pasted many.
#[derive(Default)]
pub struct LookedUp {
    few: Vec<Rc<Known>>,
    many: HashMap<Box<str>, Rc<Known>>,
}

impl LookedUp {
    const FEW: usize = 32;

    fn get(&self, text: &str) -> Option<Rc<Known>> {
        self.few.iter().find(|k| &*k.text == text).or_else(|| self.many.get(text)).cloned()
    }

    fn add(&mut self, known: &Rc<Known>) {
        if self.few.len() < Self::FEW {
            self.few.push(known.clone());
        } else {
            self.many.insert(known.text.clone(), known.clone());
        }
    }
}

impl Planner<'_> {
    pub fn pair(&self, text: &str) -> Rc<Known> {
        self.look_up(0, self.opened.fields.pairs, text)
    }

    pub fn word(&self, text: &str) -> Rc<Known> {
        self.look_up(1, self.opened.fields.words, text)
    }

    pub fn hidden(&self, text: &str) -> Rc<Known> {
        self.look_up(2, self.opened.fields.hidden, text)
    }

    pub fn above(&self, text: &str) -> Rc<Known> {
        self.look_up(3, self.opened.fields.context, text)
    }

    /// A failure is told by [`plan`](Self::plan).
    fn look_up(&self, layer: usize, field: Field, text: &str) -> Rc<Known> {
        if let Some(known) = self.known[layer].borrow().get(text) {
            return known;
        }
        let known = self.opened.term(field, text).unwrap_or_else(|error| {
            self.failed.replace(Some(error));
            Known::none(field, text)
        });
        let known = Rc::new(known);
        self.known[layer].borrow_mut().add(&known);
        known
    }
}
