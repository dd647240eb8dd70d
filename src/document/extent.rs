//! How large a document is, found before anything in it is looked at.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// What of a document is beyond a limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The first table beyond the number that was allowed.
    pub too_many: Option<Range<usize>>,
    /// The first thing that lies deeper than was allowed.
    pub too_deep: Option<Range<usize>>,
}

/// Walks through a document. The parser has refused what is so deep that walking would be a danger.
#[derive(Default)]
pub(super) struct Walk {
    deepest: usize,
    tables: Vec<Range<usize>>,
    too_deep: Option<Range<usize>>,
}

impl Walk {
    pub fn new(deepest: usize) -> Walk {
        Walk {
            deepest,
            ..Walk::default()
        }
    }

    pub fn table(&mut self, table: &DeTable<'_>, depth: usize) {
        for value in table.values() {
            self.value(value.get_ref(), value.span(), depth + 1);
        }
    }

    fn value(&mut self, value: &DeValue<'_>, span: Range<usize>, depth: usize) {
        match value {
            DeValue::Table(table) => {
                self.tables.push(span.clone());
                if self.goes_on(span, depth) {
                    self.table(table, depth);
                }
            }
            DeValue::Array(array) => {
                if self.goes_on(span, depth) {
                    for value in array.iter() {
                        self.value(value.get_ref(), value.span(), depth + 1);
                    }
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }

    fn goes_on(&mut self, span: Range<usize>, depth: usize) -> bool {
        let fits = depth <= self.deepest;
        let first = self.too_deep.as_ref();
        if !fits && first.is_none_or(|first| span.start < first.start) {
            self.too_deep = Some(span);
        }
        fits
    }

    pub fn extent(mut self, most: usize) -> Extent {
        self.tables.sort_by_key(|span| span.start);
        Extent {
            too_many: self.tables.into_iter().nth(most),
            too_deep: self.too_deep,
        }
    }
}
