//! What the sections of a scenario share while they are read: ids, references, patterns, texts with gaps.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::PartRef;
use super::limits::{self, Counted, Counts};
use crate::document::{Document, Table, Text};
use crate::language::Id;
use crate::language::lexicon::Lexicon;
use crate::language::pattern::Pattern;

/// What the interviewer says at once has no more words than this.
const MAX_WORDS: usize = 60;

/// Where each string and table of the scenario stands, by a path such as `expectation/feed/full/0`: the linter
/// looks at a finished scenario and still names lines.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<String, Range<usize>>);

impl Places {
    /// The place of a path; the file's first byte where there is none.
    pub fn at(&self, path: &str) -> Range<usize> {
        self.0.get(path).cloned().unwrap_or(0..0)
    }
}

/// A table with an id, kept until all ids of the file are known.
#[derive(Debug)]
pub(super) struct Item<'d, 's> {
    pub table: Table<'d, 's>,
    pub id: Text<'d>,
    /// The parts of an expectation.
    pub parts: Vec<(Table<'d, 's>, Text<'d>)>,
}

/// All tables that have ids, and what their strings may refer to.
#[derive(Debug)]
pub(super) struct Reader<'r, 'd, 's> {
    pub document: &'d Document<'s>,
    concepts: BTreeSet<&'r str>,
    topics: BTreeSet<&'r str>,
    pub facts: Vec<Item<'d, 's>>,
    pub opens: Vec<Item<'d, 's>>,
    pub expectations: Vec<Item<'d, 's>>,
    pub misconceptions: Vec<Item<'d, 's>>,
    pub tradeoffs: Vec<Item<'d, 's>>,
    pub probes: Vec<Item<'d, 's>>,
    pub estimates: Vec<Item<'d, 's>>,
    pub curveballs: Vec<Item<'d, 's>>,
    pub lanes: Vec<Item<'d, 's>>,
    pub contracts: Vec<Table<'d, 's>>,
    pub pushbacks: Vec<Item<'d, 's>>,
    pub variants: Vec<Item<'d, 's>>,
    /// Which edition the text is.
    pub edition: Option<Table<'d, 's>>,
    /// What the variant of this edition changes, by `fact/…` and `estimate/…`.
    changes: BTreeMap<String, Table<'d, 's>>,
    places: RefCell<Places>,
    counts: Counts,
}

impl<'r, 'd, 's> Reader<'r, 'd, 's> {
    /// Reads the ids of `root`'s tables.
    pub fn new(root: &Table<'d, 's>, lexicon: &'r Lexicon) -> Self {
        let document = root.document();
        let facts = items(root, "fact");
        let opens = items(root, "open");
        document.distinct(
            "fact or open question",
            facts.iter().chain(&opens).map(|item| &item.id),
        );
        let mut reader = Reader {
            document,
            concepts: lexicon.concepts().iter().map(|known| &*known.id).collect(),
            topics: lexicon.topics().iter().map(|known| &*known.id).collect(),
            facts,
            opens,
            expectations: distinct_items(root, "expectation"),
            misconceptions: distinct_items(root, "misconception"),
            tradeoffs: distinct_items(root, "tradeoff"),
            probes: distinct_items(root, "probe"),
            estimates: distinct_items(root, "estimate"),
            curveballs: distinct_items(root, "curveball"),
            lanes: distinct_items(root, "lane"),
            contracts: root.tables("contract"),
            pushbacks: distinct_items(root, "pushback"),
            variants: distinct_items(root, "variant"),
            edition: None,
            changes: BTreeMap::new(),
            places: RefCell::default(),
            counts: Counts::default(),
        };
        reader.edition = root.optional_table("edition");
        let variant = reader.edition.as_ref();
        if let Some(id) = variant.and_then(|table| table.optional_id("variant")) {
            let mine = reader
                .variants
                .iter()
                .filter(|item| item.id.value == id.value);
            let mut changes = BTreeMap::new();
            for variant in mine {
                for key in ["fact", "estimate"] {
                    for table in variant.table.tables(key) {
                        changes.insert(format!("{key}/{}", table.id("id").value), table);
                    }
                }
            }
            reader.changes = changes;
        }
        for item in &reader.expectations {
            if item.parts.is_empty() {
                let message = "an expectation needs at least one part";
                document.error(item.table.span(), message);
            }
            document.distinct("part", item.parts.iter().map(|(_, id)| id));
        }
        reader
    }

    /// The table that says `key` of the fact or the estimate at this path: the variant's where it changes it.
    pub fn table_for<'t>(
        &'t self,
        path: &str,
        key: &str,
        own: &'t Table<'d, 's>,
    ) -> &'t Table<'d, 's> {
        let changed = self.changes.get(path).filter(|changed| changed.has(key));
        if changed.is_some() {
            own.pass_over(key);
        }
        changed.unwrap_or(own)
    }

    /// Where everything was read.
    pub fn into_places(self) -> Places {
        self.places.take()
    }

    /// Remembers where a table stands.
    pub fn place(&self, path: &str, span: Range<usize>) {
        self.places.borrow_mut().0.insert(path.to_string(), span);
    }

    /// The strings of a list with their places, `path/key/0` and so on. They are said by nobody: samples, questions.
    pub fn strings(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Vec<String> {
        let mut texts = table.optional_texts(key);
        texts.retain(|text| self.counts_message(text.value, &text.span));
        self.keep(path, key, &texts);
        texts.iter().map(|text| text.value.to_string()).collect()
    }

    /// Counts what a check plays, and says whether it still may.
    pub fn counts_message(&self, text: &str, span: &Range<usize>) -> bool {
        let counts = |what, more| self.counts.take(self.document, what, more, span);
        counts(Counted::Messages, 1) && counts(Counted::MessageBytes, text.len())
    }

    /// Texts that are shown and not said, of which one must be there.
    pub fn listed(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Vec<String> {
        let texts = table.texts(key);
        self.keep(path, key, &texts);
        texts.iter().map(|text| text.value.to_string()).collect()
    }

    /// One text that is shown and not said, which must be there: a title, a label, a reason.
    pub fn shown(&self, table: &Table<'d, 's>, path: &str, key: &str) -> String {
        let text = table.text(key);
        self.place(&format!("{path}/{key}"), text.span.clone());
        text.value.to_string()
    }

    /// One thing that the interviewer says, which must be there.
    pub fn said(&self, table: &Table<'d, 's>, path: &str, key: &str) -> String {
        let text = table.text(key);
        self.check_said(&text);
        self.place(&format!("{path}/{key}"), text.span.clone());
        text.value.to_string()
    }

    /// One thing that the interviewer may say.
    pub fn maybe_said(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Option<String> {
        table.has(key).then(|| self.said(table, path, key))
    }

    /// Things that the interviewer says, of which one must be there.
    pub fn wordings(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Vec<String> {
        self.worded(path, key, &table.texts(key))
    }

    /// Things that the interviewer may say.
    pub fn optional_wordings(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Vec<String> {
        self.worded(path, key, &table.optional_texts(key))
    }

    fn worded(&self, path: &str, key: &str, texts: &[Text<'d>]) -> Vec<String> {
        self.keep(path, key, texts);
        for text in texts {
            self.check_said(text);
        }
        texts.iter().map(|text| text.value.to_string()).collect()
    }

    /// Patterns that must be there.
    pub fn patterns(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Vec<Pattern> {
        self.compile(path, key, &table.texts(key))
    }

    /// Patterns that may be left out.
    pub fn optional_patterns(&self, table: &Table<'d, 's>, path: &str, key: &str) -> Vec<Pattern> {
        self.compile(path, key, &table.optional_texts(key))
    }

    /// Compiles patterns. One that doesn't compile is reported at its place and left out.
    pub fn compile(&self, path: &str, key: &str, texts: &[Text<'d>]) -> Vec<Pattern> {
        self.keep(path, key, texts);
        let (most, most_bytes) = limits::LIST;
        let mut bytes = 0;
        let fits = texts.iter().take(most).take_while(|text| {
            bytes += text.value.len();
            bytes <= most_bytes
        });
        let fitting = fits.count();
        if let Some(beyond) = texts.get(fitting) {
            let message =
                format!("a list of patterns has {most} entries and {most_bytes} bytes at most");
            self.document.error(beyond.span.clone(), message);
        }
        texts[..fitting]
            .iter()
            .filter_map(|text| self.compile_one(text))
            .collect()
    }

    /// Compiles one pattern, or reports it.
    pub fn compile_one(&self, text: &Text<'d>) -> Option<Pattern> {
        if text.value.is_empty() {
            return None;
        }
        let (bytes, span) = (text.value.len(), &text.span);
        let counts = |what, more| self.counts.take(self.document, what, more, span);
        if !counts(Counted::Patterns, 1) || !counts(Counted::PatternBytes, bytes) {
            return None;
        }
        match Pattern::parse(text.value) {
            Ok(pattern) => {
                for concept in pattern.concepts() {
                    if !self.concepts.contains(&*concept) {
                        let at = text.value.find(&*concept).unwrap_or(0);
                        let span = text.span_in(self.document, at..at + concept.len());
                        let id = Text {
                            value: &concept,
                            span,
                        };
                        self.unknown_concept(&id);
                    }
                }
                Some(pattern)
            }
            Err(error) => {
                text.error_at(self.document, error.start..error.end, error.message);
                None
            }
        }
    }

    /// Ids of concepts.
    pub fn concepts(&self, table: &Table<'d, 's>, key: &str) -> Vec<Id> {
        let ids = table.ids(key);
        for id in &ids {
            self.check_concept(id);
        }
        ids.iter().map(|id| Id::from(id.value)).collect()
    }

    /// One concept's id.
    pub fn optional_concept(&self, table: &Table<'d, 's>, key: &str) -> Option<Id> {
        let id = table.optional_id(key)?;
        self.check_concept(&id);
        Some(Id::from(id.value))
    }

    /// Reports a concept that the shared knowledge doesn't have.
    pub fn check_concept(&self, id: &Text<'_>) {
        if !id.value.is_empty() && !self.concepts.contains(id.value) {
            self.unknown_concept(id);
        }
    }

    fn unknown_concept(&self, id: &Text<'_>) {
        let known = self.concepts.iter().copied();
        let look = Some(where_to_look(id.value));
        self.document.unknown_but(id, "concept", known, look);
    }

    /// Ids of question topics.
    pub fn topics(&self, table: &Table<'d, 's>, key: &str) -> Vec<Id> {
        let ids = table.ids(key);
        for id in &ids {
            if !id.value.is_empty() && !self.topics.contains(id.value) {
                let known = self.topics.iter().copied();
                let look = Some(where_to_look(id.value));
                self.document.unknown_but(id, "question topic", known, look);
            }
        }
        ids.iter().map(|id| Id::from(id.value)).collect()
    }

    /// Ids of question topics, or of the scenario's own facts and open questions.
    pub fn topics_or_facts(&self, table: &Table<'d, 's>, key: &str) -> Vec<Id> {
        let ids = table.ids(key);
        let mut own = self.facts.iter().chain(&self.opens);
        for id in &ids {
            let fact = own.clone().any(|item| item.id.value == id.value);
            if !id.value.is_empty() && !fact && !self.topics.contains(id.value) {
                let known = own.by_ref().map(|item| item.id.value);
                let known = self.topics.iter().copied().chain(known);
                let look = Some(where_to_look(id.value));
                self.document
                    .unknown_but(id, "question topic or fact", known, look);
            }
        }
        ids.iter().map(|id| Id::from(id.value)).collect()
    }

    /// The index of the item that an id names, reported where there is none.
    pub fn index_of(&self, id: &Text<'_>, what: &str, items: &[Item<'d, 's>]) -> Option<u16> {
        if id.value.is_empty() {
            return None;
        }
        let index = items.iter().position(|item| item.id.value == id.value);
        if index.is_none() && self.document.is_whole() {
            self.document
                .unknown(id, what, items.iter().map(|item| item.id.value));
        }
        index.and_then(|index| u16::try_from(index).ok())
    }

    /// Reads `expectation/part`.
    pub fn part(&self, text: &Text<'_>) -> Option<PartRef> {
        if text.value.is_empty() {
            return None;
        }
        let Some((expectation, part)) = text.value.split_once('/') else {
            self.document.error_with(
                text.span.clone(),
                format!("`{}` names no part", text.value),
                "write `expectation/part`",
            );
            return None;
        };
        let middle = expectation.len();
        let expectation = Text {
            value: expectation,
            span: text.span_in(self.document, 0..middle),
        };
        let index = self.index_of(&expectation, "expectation", &self.expectations)?;
        let item = self.expectations.get(usize::from(index))?;
        let position = item.parts.iter().position(|(_, id)| id.value == part);
        if position.is_none() && self.document.is_whole() {
            let id = Text {
                value: part,
                span: text.span_in(self.document, middle + 1..text.value.len()),
            };
            let what = format!("part of `{}`", expectation.value);
            self.document
                .unknown(&id, &what, item.parts.iter().map(|(_, id)| id.value));
        }
        Some(PartRef {
            expectation: index,
            part: u16::try_from(position?).ok()?,
        })
    }

    /// The part that a key names, where it is there.
    pub fn optional_part(&self, table: &Table<'d, 's>, key: &str) -> Option<PartRef> {
        table.optional_text(key).and_then(|text| self.part(&text))
    }

    /// Reports what is too long to be listened to, and gaps, `{…}`, that nothing fills.
    fn check_said(&self, text: &Text<'_>) {
        let words = text.value.split_whitespace().count();
        if words > MAX_WORDS {
            let message = format!("{words} words at once: say it in {MAX_WORDS}");
            self.document.warn(text.span.clone(), message);
        }
        let mut from = 0;
        while let Some(open) = text
            .value
            .get(from..)
            .and_then(|rest| rest.find(['{', '}']))
        {
            let open = from + open;
            let inside = text.value.get(open + 1..).unwrap_or_default();
            let close = match inside.find(['{', '}']) {
                Some(close)
                    if text.value[open..].starts_with('{') && inside[close..].starts_with('}') =>
                {
                    open + 1 + close
                }
                _ => {
                    text.error_at(self.document, open..open + 1, "this bracket has no partner");
                    return;
                }
            };
            let gap = &text.value[open + 1..close];
            let place = Text {
                value: gap.strip_prefix('@').unwrap_or(gap),
                span: text.span_in(self.document, open..close + 1),
            };
            match gap.strip_prefix('@') {
                Some(_) => self.check_concept(&place),
                None if matches!(gap, "said" | "choice" | "working") => {}
                None => self.document.error_with(
                    place.span,
                    format!("nothing fills the gap `{{{gap}}}`"),
                    "gaps are `{@concept}`, `{said}`, `{choice}` and, for an estimate, `{working}`",
                ),
            }
            from = close + 1;
        }
    }

    fn keep(&self, path: &str, key: &str, texts: &[Text<'d>]) {
        for (i, text) in texts.iter().enumerate() {
            self.place(&format!("{path}/{key}/{i}"), text.span.clone());
        }
    }
}

/// How to find the id of a concept or a topic.
fn where_to_look(id: &str) -> String {
    let words = id.replace('-', " ");
    let short: String = words
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ')
        .take(40)
        .collect();
    format!("`greenroom knowledge {}` shows what there is", short.trim())
}

fn items<'d, 's>(root: &Table<'d, 's>, key: &str) -> Vec<Item<'d, 's>> {
    root.tables(key)
        .into_iter()
        .map(|table| {
            let id = table.id("id");
            let parts = match key {
                "expectation" => table.tables("part"),
                _ => Vec::new(),
            };
            let parts = parts
                .into_iter()
                .map(|part| {
                    let id = part.id("id");
                    (part, id)
                })
                .collect();
            Item { table, id, parts }
        })
        .collect()
}

fn distinct_items<'d, 's>(root: &Table<'d, 's>, key: &str) -> Vec<Item<'d, 's>> {
    let items = items(root, key);
    root.document()
        .distinct(key, items.iter().map(|item| &item.id));
    items
}
