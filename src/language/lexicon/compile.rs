//! From files to a [`Lexicon`]: everything is read first, then references are resolved, so that all problems of all
//! files are told at once.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::super::Id;
use super::super::concept::{FormError, Forms, Paraphrases};
use super::super::pattern::{Pattern, Vocabulary};
use super::super::repair::{Builder, Spellings};
use super::super::sentence::Hashed;
use super::super::stem::stem;
use super::super::token::{Word, tokens};
use super::super::topic::Asked;
use super::{Concept, Lexicon, Role, Topic};
use crate::document::{Document, Problem, Severity, Table, Text};

const ROLES: &[(&str, Role)] = &[
    ("component", Role::Component),
    ("store", Role::Store),
    ("technique", Role::Technique),
    ("property", Role::Property),
    ("practice", Role::Practice),
];

/// A concept as read, with the places that later problems point at.
struct Draft<'d, 's> {
    document: &'d Document<'s>,
    id: Text<'d>,
    parents: Vec<Text<'d>>,
    forms: Vec<Text<'d>>,
    ambiguous: Vec<(Text<'d>, Vec<Text<'d>>)>,
}

/// The concept files, read: half of a [`Lexicon`]. The halves know nothing of each other, so that two processors can read
/// them in the time of one.
#[derive(Debug)]
pub struct Concepts {
    lexicon: Lexicon,
    words: Builder,
    problems: Vec<Problem>,
}

/// The questions and the common words, read: the other half.
#[derive(Debug)]
pub struct Questions<'s> {
    file: &'s str,
    source: &'s str,
    topics: Vec<Topic>,
    synonyms: HashMap<Word, Word, BuildHasherDefault<Hashed>>,
    beside: Vec<Vec<String>>,
    asks_nothing: Vec<String>,
    statements: Vec<String>,
    elsewhere: Vec<String>,
    asked: Asked,
    words: Builder,
    /// Per topic, where its patterns stand, for those that name a concept.
    places: Vec<Range<usize>>,
    problems: Vec<Problem>,
}

impl Concepts {
    /// Reads concept files, each with the name that problems call it.
    pub fn read(files: &[(&str, &str)]) -> Concepts {
        let documents: Vec<Document<'_>> = files
            .iter()
            .map(|(file, source)| Document::parse(file, source))
            .collect();
        let mut lexicon = Lexicon::default();
        let mut words = Spellings::builder();
        let mut vocabulary = Vocabulary::default();
        let mut drafts = Vec::new();
        let mut paraphrases = Vec::new();
        for document in &documents {
            read_concepts(
                document,
                &mut lexicon,
                &mut words,
                &mut vocabulary,
                &mut drafts,
                &mut paraphrases,
            );
        }
        lexicon.paraphrases = Paraphrases::of(paraphrases);
        resolve(&mut lexicon, &drafts);
        add_forms(&mut lexicon, &drafts, &mut words);
        drop(drafts);
        Concepts {
            lexicon,
            words,
            problems: documents.into_iter().flat_map(Document::finish).collect(),
        }
    }
}

impl<'s> Questions<'s> {
    /// Reads the questions, with the name that problems call their file, and the list of common words, one or more on a line,
    /// `#` before remarks.
    pub fn read((file, source): (&'s str, &'s str), english: &str) -> Questions<'s> {
        let document = Document::parse(file, source);
        let mut questions = Questions {
            file,
            source,
            topics: Vec::new(),
            synonyms: HashMap::default(),
            beside: Vec::new(),
            asks_nothing: Vec::new(),
            statements: Vec::new(),
            elsewhere: Vec::new(),
            asked: Asked::default(),
            words: Spellings::builder(),
            places: Vec::new(),
            problems: Vec::new(),
        };
        questions.read_topics(&document);
        questions.asked = Asked::of(&questions.topics);
        for line in english.lines() {
            for word in line.split('#').next().unwrap_or("").split_whitespace() {
                questions.words.add_common(word);
            }
        }
        questions.problems = document.finish();
        questions
    }

    /// What is wrong with it beside these concepts.
    fn problems(&self, concepts: &HashMap<Id, u16>) -> Vec<Problem> {
        let unknown = self
            .topics
            .iter()
            .zip(&self.places)
            .flat_map(|(topic, place)| {
                let named = topic.asks.iter().chain(&topic.weak);
                let named = named.flat_map(Pattern::concepts);
                named
                    .filter(|concept| !concepts.contains_key(concept))
                    .map(move |concept| {
                        let message = format!(
                            "the topic `{}` names the concept `{concept}`, which nobody is",
                            topic.id
                        );
                        let span = place.clone();
                        Problem::at(self.file, self.source, span, Severity::Error, message, None)
                    })
            });
        self.problems.iter().cloned().chain(unknown).collect()
    }
}

/// Puts the halves together.
pub(super) fn join(concepts: Concepts, questions: Questions<'_>) -> Result<Lexicon, Vec<Problem>> {
    let Concepts {
        mut lexicon,
        mut words,
        mut problems,
    } = concepts;
    problems.extend(questions.problems(&lexicon.by_id));
    if problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
    {
        problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        return Err(problems);
    }
    lexicon.concepts.shrink_to_fit();
    words.join(questions.words);
    lexicon.spellings = words.build();
    lexicon.topics = questions.topics;
    lexicon.synonyms = questions.synonyms;
    lexicon.beside = questions.beside;
    lexicon.asks_nothing = questions.asks_nothing;
    lexicon.statements = questions.statements;
    lexicon.said_elsewhere = questions.elsewhere;
    lexicon.asked = questions.asked;
    Ok(lexicon)
}

fn read_concepts<'d, 's>(
    document: &'d Document<'s>,
    lexicon: &mut Lexicon,
    words: &mut Builder,
    vocabulary: &mut Vocabulary,
    drafts: &mut Vec<Draft<'d, 's>>,
    paraphrases: &mut Vec<(u16, Pattern)>,
) {
    let root = document.root();
    let section = root.text("title").value.to_owned();
    for table in root.tables("concept") {
        let id = table.id("id");
        let at = u16::try_from(lexicon.concepts.len()).unwrap_or(u16::MAX);
        let name: Id = id.value.into();
        if lexicon.by_id.contains_key(&name) {
            document.error(
                id.span.clone(),
                format!("the concept `{}` stands in these files twice", id.value),
            );
        } else {
            lexicon.by_id.insert(Id::clone(&name), at);
        }
        for pattern in patterns(&table, "patterns", words, vocabulary) {
            if !pattern.concepts().is_empty() {
                document.error(
                    table.span_of("patterns"),
                    format!(
                        "`{}` names a concept: paraphrases are made of words alone",
                        pattern.text
                    ),
                );
            }
            paraphrases.push((at, pattern));
        }
        lexicon.concepts.push(Concept {
            id: name,
            name: table.text("name").value.to_owned(),
            role: table.choice("role", ROLES).unwrap_or(Role::Practice),
            hazard: table.flag("hazard", false),
            incidental: table.flag("incidental", false),
            ancestors: Vec::new(),
            forms: forms(&table),
            note: table.block("note").value.to_owned(),
            costs: patterns(&table, "costs", words, vocabulary),
            section: section.clone(),
        });
        let ambiguous = table
            .tables("ambiguous")
            .iter()
            .map(|table| (table.text("form"), table.optional_texts("near")))
            .collect();
        drafts.push(Draft {
            document,
            id,
            parents: table.ids("kinds_of"),
            forms: table.optional_texts("forms"),
            ambiguous,
        });
    }
}

/// What a concept is found by, for people.
fn forms(table: &Table<'_, '_>) -> Vec<String> {
    let named = table.optional_texts("forms").into_iter();
    let named = named.map(|form| form.value.to_owned());
    let ambiguous = table.tables("ambiguous").into_iter().map(|table| {
        let near = table.optional_texts("near");
        let near: Vec<&str> = near.iter().map(|near| near.value).collect();
        let company = match near.as_slice() {
            [] => "another concept".to_owned(),
            near => near.join(", "),
        };
        format!("{} (beside {company})", table.text("form").value)
    });
    let paraphrases = table.optional_texts("patterns").into_iter();
    let paraphrases = paraphrases.map(|pattern| format!("`{}`", pattern.value));
    named.chain(ambiguous).chain(paraphrases).collect()
}

/// The patterns under a key; those that are wrong are reported and left out.
fn patterns(
    table: &Table<'_, '_>,
    key: &str,
    words: &mut Builder,
    vocabulary: &mut Vocabulary,
) -> Vec<Pattern> {
    table
        .optional_texts(key)
        .iter()
        .filter_map(|text| match Pattern::parse_in(text.value, vocabulary) {
            Ok(pattern) => {
                pattern.words().into_iter().for_each(|word| words.add(word));
                Some(pattern)
            }
            Err(error) => {
                text.error_at(
                    table.document(),
                    Range {
                        start: error.start,
                        end: error.end,
                    },
                    error.message,
                );
                None
            }
        })
        .collect()
}

/// Turns parents into ancestors, nearest first; reports parents that nobody is and circles.
fn resolve(lexicon: &mut Lexicon, drafts: &[Draft<'_, '_>]) {
    let mut parents: Vec<Vec<u16>> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut own = Vec::new();
        for parent in &draft.parents {
            match lexicon.by_id.get(parent.value) {
                Some(&at) => own.push(at),
                None => draft.document.unknown(
                    parent,
                    "concept",
                    lexicon.concepts.iter().map(|concept| &*concept.id),
                ),
            }
        }
        parents.push(own);
    }
    for (at, draft) in drafts.iter().enumerate() {
        let mut ancestors: Vec<u16> = Vec::new();
        let mut next = parents[at].clone();
        while !next.is_empty() {
            let mut after = Vec::new();
            for parent in next {
                if usize::from(parent) == at {
                    draft.document.error(
                        draft.id.span.clone(),
                        format!(
                            "`{}` is a kind of itself, by its parents' parents",
                            draft.id.value
                        ),
                    );
                } else if !ancestors.contains(&parent) {
                    ancestors.push(parent);
                    after.extend(&parents[usize::from(parent)]);
                }
            }
            next = after;
        }
        lexicon.concepts[at].ancestors = ancestors
            .iter()
            .map(|&ancestor| Id::clone(&lexicon.concepts[usize::from(ancestor)].id))
            .collect();
        lexicon.ancestors.push(ancestors);
    }
}

fn add_forms(lexicon: &mut Lexicon, drafts: &[Draft<'_, '_>], words: &mut Builder) {
    let mut forms = Forms::default();
    let refuse = |draft: &Draft<'_, '_>, text: &Text<'_>, error: FormError| {
        let message = match error {
            FormError::Empty => format!("the form `{}` has no word in it", text.value),
            FormError::Owned(owner) => {
                let owner = &lexicon.concepts[usize::from(owner)].id;
                format!("the form `{}` belongs to `{owner}` already", text.value)
            }
        };
        draft.document.error(text.span.clone(), message);
    };
    for (at, draft) in drafts.iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        for text in &draft.forms {
            let tokens = tokens(text.value);
            words.add_form(text.value, &tokens);
            if let Err(error) = forms.add(at, text.value, &tokens) {
                refuse(draft, text, error);
            }
        }
        for (text, near) in &draft.ambiguous {
            words.add(text.value);
            near.iter().for_each(|near| words.add(near.value));
            let near = near.iter().map(|near| near.value);
            if let Err(error) = forms.add_ambiguous(at, text.value, near) {
                refuse(draft, text, error);
            }
        }
    }
    forms.shrink();
    lexicon.forms = forms;
}

/// The text with its `$classes` written out.
fn write_out(text: &str, classes: &[(String, String)]) -> String {
    if !text.contains('$') {
        return text.to_owned();
    }
    classes.iter().fold(text.to_owned(), |text, (name, words)| {
        text.replace(name.as_str(), words)
    })
}

/// Like [`patterns`], with classes of words: a mistake inside a written-out one is reported for the whole pattern.
fn topic_patterns(
    table: &Table<'_, '_>,
    key: &str,
    classes: &[(String, String)],
    words: &mut Builder,
    vocabulary: &mut Vocabulary,
) -> Vec<Pattern> {
    table
        .optional_texts(key)
        .iter()
        .filter_map(|text| {
            let written = write_out(text.value, classes);
            match Pattern::parse_written_out(&written, vocabulary) {
                Ok(pattern) => {
                    pattern.words().into_iter().for_each(|word| words.add(word));
                    Some(pattern)
                }
                Err(error) => {
                    let place = match written == text.value {
                        true => error.start..error.end,
                        false => 0..text.value.len(),
                    };
                    text.error_at(table.document(), place, error.message);
                    None
                }
            }
        })
        .collect()
}

fn strings(table: &Table<'_, '_>, key: &str) -> Vec<String> {
    let texts = table.optional_texts(key).into_iter();
    texts.map(|text| text.value.to_string()).collect()
}

impl Questions<'_> {
    fn read_topics(&mut self, document: &Document<'_>) {
        let words = &mut self.words;
        let mut vocabulary = Vocabulary::default();
        let root = document.root();
        for group in root.optional_texts("synonyms") {
            let mut stems = group.value.split_whitespace().map(stem);
            let Some(first) = stems.next() else { continue };
            words.add(group.value);
            for other in stems {
                let known = self.synonyms.insert(other, first);
                if known.is_some_and(|known| known != first) {
                    document.error(
                        group.span.clone(),
                        "a word of this group stands in another group of synonyms too",
                    );
                }
            }
        }
        for group in root.tables("beside") {
            group.text("about");
            self.beside.push(strings(&group, "questions"));
        }
        let nothing = root.optional_texts("asks-nothing").into_iter();
        self.asks_nothing = nothing.map(|text| text.value.to_string()).collect();
        let said = root.optional_texts("statements").into_iter();
        self.statements = said.map(|text| text.value.to_string()).collect();
        let elsewhere = root.optional_texts("elsewhere").into_iter();
        self.elsewhere = elsewhere.map(|text| text.value.to_string()).collect();
        let mut classes: Vec<(String, String)> = Vec::new();
        for table in root.tables("class") {
            // A class may name those that stand before it.
            let words = write_out(table.text("words").value, &classes);
            classes.push((format!("${}", table.id("id").value), format!("({words})")));
        }
        // The longest name first, so that `$post` leaves `$posting` alone.
        classes.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        let mut places: BTreeMap<String, ()> = BTreeMap::new();
        for table in root.tables("topic") {
            let id = table.id("id");
            if places.insert(id.value.to_owned(), ()).is_some() {
                document.error(
                    id.span.clone(),
                    format!("the topic `{}` stands here twice", id.value),
                );
            }
            let topic = Topic {
                id: id.value.into(),
                name: table.text("name").value.to_owned(),
                broad: table.flag("broad", false),
                asks: topic_patterns(&table, "asks", &classes, words, &mut vocabulary),
                weak: topic_patterns(&table, "weak", &classes, words, &mut vocabulary),
                samples: strings(&table, "samples"),
            };
            self.places.push(table.span_of("asks"));
            self.topics.push(topic);
        }
    }
}
