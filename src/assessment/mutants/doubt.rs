//! Twins that turn an idea down, ask about it, or put another in its place.

use super::clause::{Doing, Part, Place, replaced};
use super::{Kind, Twin};
use crate::language::lexicon::{Concept, Lexicon};
use crate::language::{Analysis, Mention, Span};

/// What stands for the concept where it is left out: a word that no pattern looks for.
pub(super) const NOTHING: &str = "something";

/// Sentences that turn a thing down.
const NEGATED: [&str; 3] = [
    "we don't need {x}",
    "I wouldn't use {x}",
    "{x} would be overkill",
];

/// Clauses that turn it down and go on with what was said about it.
const NEGATED_IN_PLACE: [&str; 2] = ["we don't need {x}", "I wouldn't use {x}"];

/// Sentences that ask about it; they may go on likewise.
const ASKED: [&str; 2] = ["do we need {x}?", "should we use {x} or not?"];

/// What stands between the concept taken and the one left.
const INSTEAD: [&str; 2] = ["instead of", "rather than"];

/// More siblings than this are not tried.
const MOST_SIBLINGS: usize = 6;

/// A twin, and the same words without the concept: what they reach was not reached through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubted {
    pub twin: Twin,
    pub control: String,
}

/// A mention to be doubted.
pub(super) struct Doubt<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    mention: &'a Mention,
    name: &'a str,
    place: Option<Place>,
}

impl<'a> Doubt<'a> {
    pub fn new(
        lexicon: &'a Lexicon,
        text: &'a str,
        analysis: &Analysis,
        mention: &'a Mention,
    ) -> Doubt<'a> {
        Doubt {
            lexicon,
            text,
            mention,
            name: lexicon.name(&mention.concept).unwrap_or(NOTHING),
            place: Place::of(analysis, mention),
        }
    }

    /// Turned down: its sentence gives way to one that does, its clause begins so, or what is done isn't.
    pub fn negated(&self) -> Vec<Doubted> {
        let mut twins: Vec<Doubted> = NEGATED
            .iter()
            .filter_map(|frame| self.in_its_sentence(Kind::Negated, frame))
            .collect();
        let Some(place) = self.place.as_ref().filter(|place| !place.negated) else {
            return twins;
        };
        match place.part {
            Part::Object => {
                for frame in NEGATED_IN_PLACE {
                    twins.push(self.in_its_clause(Kind::Negated, place, frame));
                }
            }
            Part::Subject => {
                let name = place.name.of(self.text);
                twins.push(Doubted {
                    twin: self.twin(Kind::Negated, place.phrase, &format!("no {name}")),
                    control: replaced(self.text, place.phrase, &format!("no {NOTHING}")),
                });
            }
            Part::Order => twins.push(self.done(Kind::Negated, place, "don't {x}", place.clause)),
            Part::Other => {}
        }
        if let Some(doing) = self.doing(place) {
            let frame = format!("{} {{x}}", doing.refusal);
            twins.push(self.done(Kind::Negated, place, &frame, self.span_of(doing.done)));
        }
        twins
    }

    /// Asked about.
    pub fn asked(&self) -> Vec<Doubted> {
        let mut twins: Vec<Doubted> = ASKED
            .iter()
            .filter_map(|frame| self.in_its_sentence(Kind::Asked, frame))
            .collect();
        let Some(place) = self.place.as_ref().filter(|place| !place.negated) else {
            return twins;
        };
        const DONE: &str = "should we {x} or not?";
        match place.part {
            Part::Object => {
                for frame in ASKED {
                    twins.push(self.in_its_clause(Kind::Asked, place, frame));
                }
            }
            Part::Order => twins.push(self.done(Kind::Asked, place, DONE, place.clause)),
            Part::Subject | Part::Other => {}
        }
        if let Some(doing) = self.doing(place) {
            twins.push(self.done(Kind::Asked, place, DONE, self.span_of(doing.done)));
        }
        twins
    }

    /// With another concept in its place.
    pub fn instead_of(&self, sibling: &Concept) -> Vec<Doubted> {
        let place = self.place.as_ref();
        let named = place.filter(|place| match place.part {
            Part::Subject | Part::Object => !place.negated,
            Part::Order | Part::Other => false,
        });
        INSTEAD
            .iter()
            .filter_map(|instead| match named {
                Some(place) => {
                    let with = |x: &str| format!("{} {instead} {x}", sibling.name);
                    let phrase = place.phrase.of(self.text);
                    Some(Doubted {
                        twin: self.twin(Kind::InsteadOf, place.phrase, &with(phrase)),
                        control: replaced(self.text, place.phrase, &with(NOTHING)),
                    })
                }
                None => {
                    let frame = format!("we'd use {} {instead} {{x}}", sibling.name);
                    self.in_its_sentence(Kind::InsteadOf, &frame)
                }
            })
            .collect()
    }

    /// Other concepts of the same kind, in the lexicon's order: of the same nearest parent, or else from the same file.
    pub fn siblings(&self) -> Vec<&'a Concept> {
        let Some(own) = self.lexicon.concept(&self.mention.concept) else {
            return Vec::new();
        };
        let related = |other: &Concept| {
            self.lexicon.is_kind_of(&own.id, &other.id)
                || self.lexicon.is_kind_of(&other.id, &own.id)
        };
        let alike = |other: &&Concept| other.role == own.role && !other.hazard && !related(other);
        let of_parent = |other: &&Concept| {
            !own.ancestors.is_empty() && own.ancestors.first() == other.ancestors.first()
        };
        let all = || self.lexicon.concepts().iter().filter(alike);
        all()
            .filter(of_parent)
            .chain(all().filter(|other| !of_parent(other) && other.section == own.section))
            .take(MOST_SIBLINGS)
            .collect()
    }

    fn twin(&self, kind: Kind, span: Span, with: &str) -> Twin {
        Twin {
            kind,
            text: replaced(self.text, span, with),
        }
    }

    /// What "we" do in the clause, where the mention is soon named: "we don't" says little of what stands far behind.
    fn doing(&self, place: &Place) -> Option<Doing<'a>> {
        const SOON: usize = 4;
        let doing = Doing::of(place.clause.of(self.text))?;
        let start = self
            .mention
            .span
            .start
            .checked_sub(self.span_of(doing.done).start)?;
        let before = doing.done.get(..start as usize)?;
        (before.split_whitespace().count() <= SOON).then_some(doing)
    }

    /// Where a stretch of the text stands.
    fn span_of(&self, stretch: &str) -> Span {
        let start = stretch.as_ptr() as usize - self.text.as_ptr() as usize;
        Span {
            start: start as u32,
            end: (start + stretch.len()) as u32,
        }
    }

    /// The mention's whole sentence gives way.
    fn in_its_sentence(&self, kind: Kind, frame: &str) -> Option<Doubted> {
        let sentence = self.place.as_ref()?.sentence;
        Some(Doubted {
            twin: Twin {
                kind,
                text: self.framed(sentence, frame, self.name),
            },
            control: self.framed(sentence, frame, NOTHING),
        })
    }

    /// The clause gives way up to the mention, and goes on as it did.
    fn in_its_clause(&self, kind: Kind, place: &Place, frame: &str) -> Doubted {
        let rest = Span {
            start: place.phrase.start,
            end: place.clause.end,
        };
        self.done(kind, place, frame, rest)
    }

    /// The clause gives way to the frame around a stretch of it that holds the mention.
    fn done(&self, kind: Kind, place: &Place, frame: &str, stretch: Span) -> Doubted {
        let said = stretch.of(self.text);
        let masked = replaced(said, within(self.mention.span, stretch), NOTHING);
        Doubted {
            twin: Twin {
                kind,
                text: self.framed(place.clause, frame, said),
            },
            control: self.framed(place.clause, frame, &masked),
        }
    }

    /// The text with a frame around `x` in the place of a stretch; a question ends its sentence.
    fn framed(&self, span: Span, frame: &str, x: &str) -> String {
        let before = &self.text[..span.start as usize];
        let after = &self.text[span.end as usize..];
        let framed = frame.replace("{x}", x);
        let whole = span == self.place.as_ref().map_or(span, |place| place.sentence);
        if !framed.ends_with('?') && !whole {
            return format!("{before}{framed}{after}");
        }
        let after = after.trim_start_matches([',', '.', ';', ':', '!', '?', ' ']);
        let stop = match framed.ends_with('?') || after.is_empty() {
            true => "",
            false => ".",
        };
        format!("{before}{framed}{stop} {after}")
            .trim_end()
            .to_owned()
    }
}

/// A stretch as counted from the beginning of another.
fn within(span: Span, whole: Span) -> Span {
    Span {
        start: span.start.saturating_sub(whole.start),
        end: span.end.saturating_sub(whole.start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::analyse;

    const CONCEPTS: &str = r#"
title = "Boxes"
[[concept]]
id = "store"
name = "a store"
role = "component"
forms = ["store room"]
note = "A store."
[[concept]]
id = "cache"
kinds_of = ["store"]
name = "a cache"
role = "component"
forms = ["cache"]
note = "A cache."
[[concept]]
id = "queue"
kinds_of = ["store"]
name = "a queue"
role = "component"
forms = ["queue"]
note = "A queue."
"#;

    /// The twins of the first mention.
    fn twins(text: &str, of: impl Fn(&Doubt<'_>) -> Vec<Doubted>) -> Vec<String> {
        let lexicon = Lexicon::compile(&[("boxes.toml", CONCEPTS)], ("questions.toml", ""), "")
            .expect("the concepts compile");
        let analysis = analyse(&lexicon, text);
        let mention = analysis.reading.mentions.first().expect("a mention");
        let doubt = Doubt::new(&lexicon, text, &analysis, mention);
        of(&doubt)
            .into_iter()
            .map(|doubted| doubted.twin.text)
            .collect()
    }

    #[test]
    fn a_thing_is_turned_down() {
        assert_eq!(
            twins("Reads are many. I'd put a small cache in front.", |doubt| {
                doubt.negated()
            }),
            [
                "Reads are many. we don't need a cache",
                "Reads are many. I wouldn't use a cache",
                "Reads are many. a cache would be overkill",
                "Reads are many. we don't need a small cache in front.",
                "Reads are many. I wouldn't use a small cache in front.",
                "Reads are many. I wouldn't put a small cache in front.",
            ]
        );
        let last = |text| {
            twins(text, |doubt| doubt.negated())
                .pop()
                .unwrap_or_default()
        };
        assert_eq!(last("a cache takes the reads"), "no cache takes the reads");
        assert_eq!(last("cache the timelines"), "don't cache the timelines");
    }

    #[test]
    fn a_thing_is_asked_about() {
        assert_eq!(
            twins("I'd put a cache in front, reads are many", |doubt| doubt
                .asked())[2..],
            [
                "do we need a cache in front? reads are many",
                "should we use a cache in front or not? reads are many",
                "should we put a cache in front or not? reads are many",
            ]
        );
    }

    #[test]
    fn another_takes_its_place() {
        fn instead(doubt: &Doubt<'_>) -> Vec<Doubted> {
            let siblings = doubt.siblings();
            assert_eq!(siblings.len(), 1, "neither itself nor its parent");
            doubt.instead_of(siblings[0])
        }
        assert_eq!(
            twins("writes go to the cache first", instead),
            [
                "writes go to a queue instead of the cache first",
                "writes go to a queue rather than the cache first",
            ]
        );
        assert_eq!(
            twins("cache the timelines", instead),
            [
                "we'd use a queue instead of a cache",
                "we'd use a queue rather than a cache",
            ]
        );
    }
}
