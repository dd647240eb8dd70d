//! What is said about the message before anything else: only as strong as the evidence.

use super::{Turn, agenda};
use crate::interview::interpret::ASKED;
use crate::interview::interpretation::{Answer, Credit, Figure, Gets, Request};
use crate::interview::opinion::Opinion;
use crate::interview::reply::capital;
use crate::interview::{Move, figure, ledger, opinion};
use crate::language::aside::AsideKind;
use crate::language::{Act, LinkKind, Span};
use crate::scenario::{PartRef, Scenario, Step};

/// A question of more words than this isn't quoted back.
const LONG: usize = 14;
/// From so many words on it is worth saying which of them count.
const MUCH: usize = 18;
/// The longest words that are said back, in characters, and how many words they are at least.
const SHOWN: usize = 80;
const SAID: usize = 5;

impl<'a> Turn<'a> {
    /// Whether the sentence that seeks a nod, or the one before it, asks for something that is told: "what if a photo gets
    /// lost, is that ok?".
    fn nod_is_answered(&self) -> bool {
        let Some(reading) = self.reading else {
            return false;
        };
        let nods = reading
            .asides
            .iter()
            .filter(|aside| aside.kind == AsideKind::Nod);
        let mut nods = nods.filter_map(|aside| reading.sentence_of(aside.span));
        // "Is that ok?" is about what stands before it; "I'd leave out likes, if that's fine" isn't.
        const TAG: usize = 5;
        let tag = |at: usize| {
            let words = reading.sentences[at].span.of(self.text);
            words.split_whitespace().count() <= TAG
        };
        nods.any(|nod| {
            self.found.questions.iter().any(|question| {
                let at = reading.sentence_of(question.span);
                let told = matches!(
                    question.gets,
                    Gets::Fact(_) | Gets::Either(..) | Gets::Open(_)
                );
                told && at.is_some_and(|at| at == nod || tag(nod) && at + 1 == nod)
            })
        })
    }

    /// "…, does that make sense?", "is that the kind of answer you mean?"
    fn seeks_a_nod(&self) -> bool {
        self.has(AsideKind::Nod) || self.has(AsideKind::Meant) && !self.asks_what_was_meant()
    }

    /// "Do you mean that it should be there before?": whether more was meant than was asked.
    fn asks_what_was_meant(&self) -> bool {
        const OF_ANSWERS: [&str; 4] = ["what you", "what u", "answer", "kind of"];
        let asides = self.reading.into_iter().flat_map(|reading| &reading.asides);
        let mut meant = asides.filter(|aside| aside.kind == AsideKind::Meant);
        meant.any(|aside| {
            let words = aside.span.of(self.text).to_lowercase();
            !OF_ANSWERS.iter().any(|known| words.contains(known))
        })
    }

    /// Whether the message says what it leaves out.
    fn leaves_out(&self) -> bool {
        self.reading.is_some_and(|reading| {
            let mut mentions = reading.mentions.iter();
            mentions.any(|mention| &*mention.concept == "out-of-scope")
        })
    }

    /// A word of calm for who says that they are nervous. It is no verdict, so that an exam has it too.
    pub(super) fn reassure(&mut self) {
        const UNEASY: [&str; 9] = [
            "nervous",
            "anxious",
            "scared",
            "stressed",
            "overwhelmed",
            "panicking",
            "sorry",
            "stupid",
            "embarrassed",
        ];
        let idle = self.reading.is_some_and(|reading| {
            matches!(reading.act, Act::Social | Act::OffTopic | Act::DontKnow)
        });
        let words: Vec<String> = self
            .text
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        // Beside a question too: "I'm nervous, it's my first interview. How does this work?"
        let first = words.windows(2).any(|pair| pair == ["my", "first"]);
        let plainly = !self.found.gains()
            && (says(&UNEASY[..6]) || first && says(&["interview", "mock", "time"]));
        if (idle || plainly) && (says(&UNEASY) || first) && says(&["i", "im", "me", "my", "sorry"])
        {
            let words = self.reply.word("reassure", &[]);
            self.reply.add(
                Move::Acknowledge { of: None },
                8,
                "the candidate is uneasy",
                words,
            );
        }
    }

    pub(super) fn remarks(&mut self) {
        // Who says goodbye is let go.
        if self.says_goodbye() {
            return;
        }
        self.reassure();
        if self.has(AsideKind::Misread) {
            let words = self.reply.word("misread", &[]);
            self.reply.add(
                Move::Acknowledge { of: None },
                1,
                "the candidate says that it was misread",
                words,
            );
        }
        let agreed = self.has(AsideKind::Nod)
            && self.found.request != Some(Request::Nod)
            && (self.step == Step::Clarify || self.leaves_out())
            && self.found.contradictions.is_empty()
            && self.found.estimates.iter().all(|figure| figure.right)
            // A figure is confirmed by itself, and a fact says itself whether it's fine.
            && self.confirmed().is_none()
            && !self.nod_is_answered();
        if agreed {
            let words = self.reply.word("nod-scope", &[]);
            self.reply.add(
                Move::Acknowledge { of: None },
                1,
                "the candidate seeks a nod",
                words,
            );
        } else if let Some(assumption) = &self.found.assumption {
            let words = self.reply.word("note-assumption", &[]);
            let because = format!("assumed: \"{}\"", self.quote_of(assumption.span));
            let about = assumption.about.clone();
            self.reply
                .add(Move::NoteAssumption { about }, 2, because, words);
        }
        for hit in &self.found.settled {
            let settle = Move::Settle {
                misconception: hit.id.clone(),
            };
            if self.is_spent(&settle) {
                continue;
            }
            let own = self
                .scenario
                .misconceptions
                .iter()
                .find(|known| known.id == hit.id)
                .and_then(|known| known.settled.clone());
            let words = match own {
                Some(own) if self.coach() => self.reply.fill_author(&own, ""),
                _ => self.reply.word("settle", &[]),
            };
            let because = format!("\"{}\" settles it", self.quote_of(hit.span));
            self.reply.add(settle, 4, because, words);
            return;
        }
        if let Some(counted) = &self.found.recounted
            && counted.right
        {
            let words = self.reply.word("confirm", &[]);
            let because = format!("\"{}\" follows now", self.quote_of(counted.span));
            self.reply
                .add(Move::Acknowledge { of: None }, 3, because, words);
            return;
        }
        if let Some(figure) = self.confirmed() {
            let words = self.reply.word("confirm", &[]);
            let because = format!("\"{}\" is within the tolerance", self.quote_of(figure.span));
            let estimate = figure.estimate.clone();
            self.reply
                .add(Move::Confirm { estimate }, 3, because, words);
            // "… so 3 TB. What's your opinion?": the figure is no answer to that, unless it was what was put up.
            let put_up = self.found.unanswered.last().map(|left| left.span);
            if put_up.is_some_and(|span| self.is_a_right_figure(span)) {
                return;
            }
            if self.found.unanswered.iter().any(|left| left.view) || self.found.questions.is_empty()
            {
                self.view_wanted();
            }
            return;
        }
        // "Postgres, for the joins. What would you pick?": the answer comes first.
        let own = self.found.unanswered.last().is_some_and(|left| {
            opinion::of(left.span.of(self.text)) == Some(Opinion::Own) && left.view
        });
        if own && self.found.gains() && self.found.questions.is_empty() {
            self.acknowledge();
        }
        if self.found.questions.is_empty() && self.view_wanted() {
            return;
        }
        if self.term_wanted() {
            return;
        }
        self.acknowledge();
    }

    /// A word on a question that gets nothing else: what the interviewer thinks of a choice, or whether there is a better
    /// one. A "yes" would answer it by chance.
    pub(super) fn view_wanted(&mut self) -> bool {
        let Some(last) = self.found.unanswered.last() else {
            return false;
        };
        // "No conflict. What made you think so?" has got its answer: the interviewer was wrong.
        let why = {
            let lower = last.span.of(self.text).to_lowercase();
            ["you think", "u think", "you thought", "made you", "made u"]
                .iter()
                .any(|words| lower.contains(words))
        };
        if self.has(AsideKind::Misread) && why && !last.view && !last.may {
            return false;
        }
        let question = self.quote_of(last.span);
        let question = question.trim_end_matches(['.', '!', ',']);
        let because = format!("nothing else answers \"{question}\"");
        if opinion::is_what_if(question) && self.step != Step::Clarify && !self.reply.asks() {
            let words = self.reply.word("what-if", &[]);
            self.reply.add(Move::Defer, 2, because, words);
            return true;
        }
        if opinion::may_follow(question) && self.step != Step::Clarify && !self.reply.asks() {
            if self.found.gains() {
                self.acknowledge();
            }
            let words = self.reply.word("might-follow", &[]);
            self.reply.add(Move::Defer, 2, because, words);
            return true;
        }
        let long = question.split_whitespace().count() > LONG;
        let words = match (last.figure, long) {
            _ if self.is_a_right_figure(last.span) => self.reply.word("confirm", &[]),
            _ if last.may => self.reply.word("may", &[]),
            (false, _) if last.view => self.view(last.span),
            (true, _) => self.reply.word("nothing-on", &[("question", question)]),
            (false, true) => self.reply.word("left-to-you", &[]),
            (false, false) => self.reply.word("left-to-you-on", &[("question", question)]),
        };
        self.reply
            .add(Move::Acknowledge { of: None }, 2, because, words);
        true
    }

    /// "Was my 500/s about right?": whether the figure in a question is what one of the estimates comes to.
    fn is_a_right_figure(&self, question: Span) -> bool {
        let figures = self.reading.map(|reading| &*reading.quantities);
        let mut figures = figures.unwrap_or_default().iter();
        figures
            .any(|figure| figure.span.begins_in(question) && figure::follows(self.scenario, figure))
    }

    /// A word that the candidate doesn't know is explained; one that they look for isn't needed: what they describe counts.
    fn term_wanted(&mut self) -> bool {
        let restated = self.found.request == Some(Request::Restate);
        let term = self.found.term.as_ref();
        let Some(term) = term.filter(|term| term.own.is_none() && !(term.unknown && restated))
        else {
            return false;
        };
        // No word of the trade: what the interviewer asked wasn't understood.
        let plain = term.concept.is_none() && !term.fits;
        let about = plain && self.wonders_about_the_question(term.span);
        if about && let Some(question) = self.asked_plainly() {
            let words = self
                .reply
                .word("restate-plainly", &[("question", &question)]);
            let because = "the question wasn't understood";
            self.reply.add(Move::Repeat, 1, because, words);
            return true;
        }
        let lexicon = &self.engine.lexicon;
        // "Idem something?"
        let begun = term.concept.as_deref().filter(|_| term.fits);
        let begun = begun.and_then(|id| lexicon.name(id));
        let note = term.concept.as_deref().and_then(|id| lexicon.note(id));
        let first = note.and_then(|note| note.split_inclusive(". ").next());
        let words = match first {
            Some(_) if begun.is_some() => {
                let name = begun.unwrap_or_default();
                self.reply.word("term-is", &[("name", name)])
            }
            Some(note) => self.reply.word("term", &[("note", note.trim_end())]),
            None if term.fits => self.reply.word("term-right", &[]),
            None if term.unknown => self.reply.word("term-none", &[]),
            None => self.reply.word("term-unknown", &[]),
        };
        let because = format!("asked for a word: \"{}\"", self.quote_of(term.span));
        let of = None;
        self.reply.add(Move::Acknowledge { of }, 2, because, words);
        true
    }

    /// "Who owns what, do you mean which team?": a question back, and none for a word.
    fn wonders_about_the_question(&self, span: Span) -> bool {
        const BACK: [&str; 3] = ["you", "u", "which"];
        let words = span.of(self.text).to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        words.any(|word| BACK.contains(&word)) && self.focus_move().is_some()
    }

    /// A right figure that is worth a word: it was asked for, or it is new and the point of the message. One given in
    /// passing gets none.
    pub(super) fn confirmed(&self) -> Option<Figure> {
        if self.found.estimates.iter().any(|figure| !figure.right) {
            return None;
        }
        let figure = self.found.estimates.last()?;
        let asked = matches!(
            self.focus_move(),
            Some(Move::Recheck { .. } | Move::AskEstimate { .. } | Move::NextFigure { .. })
        );
        let known = self
            .before
            .estimates
            .iter()
            .any(|known| known.estimate == figure.estimate && known.right);
        let point = !known
            && self.found.components.is_empty()
            && self.found.questions.is_empty()
            && self.found.assumption.is_none();
        (asked || point).then(|| figure.clone())
    }

    /// Whether the message gave something; an exam, which helps nobody, takes any answer as one.
    fn heard(&self) -> bool {
        let answers = self.found.answer == Answer::Substance && self.found.request.is_none();
        self.found.gains() || !self.coach() && answers
    }

    /// Whether a message ends in a question that a "yes" would answer, and seeks none.
    fn ends_asking(&self) -> bool {
        if matches!(self.found.request, Some(Request::Missed | Request::Finish)) {
            return true;
        }
        let sentences = self.reading.map(|reading| &*reading.sentences);
        let last = sentences.unwrap_or_default().last();
        last.is_some_and(|last| {
            let states = matches!(
                last.act,
                Act::Proposal | Act::Assertion | Act::Estimate | Act::TradeOff | Act::Summary
            );
            last.span.of(self.text).trim_end().ends_with('?') && !states
        }) && !self.has(AsideKind::Nod)
    }

    /// The words in which the candidate disagrees with what was asked, where a reason follows.
    fn disagreement(&self) -> Option<String> {
        const DIFFERS: [&str; 9] = [
            "don't agree",
            "do not agree",
            "disagree",
            "don't think that's a problem",
            "don't think it's a problem",
            "don't see a problem",
            "isn't a problem here",
            "not a problem here",
            "don't think that's true",
        ];
        const LEADS: [&str; 5] = ["but ", "but, ", "well, ", "no, ", "so "];
        self.focus_expectation()?;
        let sentences = &self.reading?.sentences;
        let at = sentences.iter().position(|sentence| {
            let words = sentence
                .span
                .of(self.text)
                .to_lowercase()
                .replace('\u{2019}', "'");
            let words = words.replace("dont ", "don't ").replace("isnt ", "isn't ");
            DIFFERS.iter().any(|known| words.contains(known)) && !words.ends_with('?')
        })?;
        let sentence = sentences.get(at)?;
        let reasons = self.reading.into_iter().flat_map(|reading| &reading.links);
        let gives = sentences.len() > at + 1
            || reasons
                .into_iter()
                .any(|link| matches!(link.kind, LinkKind::Reason));
        let said = self.quote_of(sentence.span);
        let said = said.trim_end_matches(['.', '!', ' ']);
        let lower = said.to_lowercase();
        let lead = LEADS.iter().find(|lead| lower.starts_with(**lead));
        let said = lead.and_then(|lead| said.get(lead.len()..)).unwrap_or(said);
        (gives && said.chars().count() <= SHOWN).then(|| said.to_owned())
    }

    /// Whether the message says beside its answer that it was said before.
    fn says_again(&self) -> bool {
        self.has(AsideKind::Already)
            && self.found.request.is_none()
            && self.found.answer == Answer::Substance
            && self.focus_expectation().is_some()
    }

    /// Whether a sentence talks about the interview: it is nothing to quote for what it says about the design.
    fn is_beside_the_point(&self, span: Span) -> bool {
        let inside = |outer: Span, at: u32| outer.start <= at && at < outer.end;
        self.reading.is_some_and(|reading| {
            let mut asides = reading.asides.iter();
            asides.any(|aside| inside(aside.span, span.start) || inside(span, aside.span.start))
        })
    }

    pub(super) fn acknowledge(&mut self) {
        if !self.said || self.found.assumption.is_some() {
            return;
        }
        let trouble = !self.found.misconceptions.is_empty()
            || !self.found.contradictions.is_empty()
            || self.found.estimates.iter().any(|figure| !figure.right);
        if trouble {
            return;
        }
        // Who has just explained it to somebody is thanked: it was long, and asked for as a whole.
        const EXPLAINED: usize = 25;
        let explained = matches!(
            self.focus_move(),
            Some(Move::Advance {
                to: Step::Communicate
            })
        );
        let explained = explained && !self.state.wording.contains_key("explanation");
        if explained && self.text.split_whitespace().count() >= EXPLAINED && self.found.gains() {
            let words = self.reply.word("explanation", &[]);
            let of = None;
            self.reply.add(
                Move::Acknowledge { of },
                8,
                "the explanation was given",
                words,
            );
            return;
        }
        if self.says_again() {
            let words = self.reply.word("said-again", &[]);
            let of = None;
            let because = "the candidate says that it was said before";
            self.reply.add(Move::Acknowledge { of }, 8, because, words);
            return;
        }
        if let Some(said) = self.disagreement() {
            let words = self.reply.word("fair", &[("said", &said)]);
            let because = format!("a disagreement with a reason: \"{said}\"");
            let of = None;
            self.reply.add(Move::Acknowledge { of }, 8, because, words);
            return;
        }
        if self.asks_what_was_meant() && self.found.gains() && self.found.questions.is_empty() {
            let words = self.reply.word("meant-no-more", &[]);
            let of = None;
            let because = "the candidate asks whether more was meant";
            self.reply.add(Move::Acknowledge { of }, 2, because, words);
            return;
        }
        let asks = !self.found.questions.is_empty();
        // What stands before the answer to a question would be read as one.
        let quiet = asks || self.ends_asking();
        let completed = self.found.credits.iter().filter(|_| !asks).find(|credit| {
            self.scenario
                .expectation_index(&credit.expectation)
                .is_some_and(|index| {
                    ledger::is_full(self.scenario, self.state, index)
                        && !ledger::is_full(self.scenario, self.before, index)
                        // What was said for it before is no answer to what was said now.
                        && agenda::unsaid(
                            self.state,
                            &self.scenario.expectations[index].acknowledge,
                        )
                })
        });
        let asked = self.focus_expectation();
        let reached = self.found.credits.iter().find(|credit| {
            asked.is_some_and(|index| self.scenario.expectations[index].id == credit.expectation)
        });
        // What was asked for has its own word first; that the whole is complete comes where there is none.
        let own = self.author_acknowledges();
        let asked_for = own.as_ref().is_some_and(|(credit, _)| {
            let part = self
                .focus_move()
                .and_then(|asked| ledger::credited_part(self.scenario, &asked));
            part == self.scenario.part_ref(&credit.expectation, &credit.part)
        });
        if let (Some(credit), true) = (completed, self.coach() && (!asked_for || quiet))
            && let Some(index) = self.scenario.expectation_index(&credit.expectation)
        {
            let texts = &self.scenario.expectations[index].acknowledge;
            let key = format!("acknowledge {}", credit.expectation);
            let said = self.quote_of(credit.span);
            let words = self.reply.author_text(&key, texts, &said);
            let words = match quiet.then(|| without_yes(&words)) {
                Some(Some(words)) => words,
                Some(None) => self.reply.word("heard", &[]),
                None => words,
            };
            let of = Some(credit.expectation.clone());
            self.reply.add(
                Move::Acknowledge { of },
                8,
                format!("\"{said}\" completes it"),
                words,
            );
            return;
        }
        if let Some((credit, texts)) = own.filter(|_| self.coach() && !quiet) {
            let said = self.quote_of(credit.span);
            let key = format!("acknowledge {}/{}", credit.expectation, credit.part);
            let told = self.reply.author_text(&key, texts, &said);
            // "…, does that make sense?"
            let word = if self.seeks_a_nod() {
                "acknowledge-yes"
            } else {
                "acknowledge-told"
            };
            let words = self.reply.word(word, &[("told", &told)]);
            let because = format!(
                "\"{said}\" reaches {}/{}, which was asked for",
                credit.expectation, credit.part
            );
            let of = Some(credit.expectation.clone());
            self.reply.add(Move::Acknowledge { of }, 8, because, words);
        } else if let Some(credit) = reached {
            let said = self.quote_of(credit.span);
            // What hangs on something else says little by itself.
            let hangs = said.split_whitespace().next().is_some_and(|first| {
                const HANGING: [&str; 26] = [
                    "and", "but", "so", "because", "bc", "since", "which", "that", "then", "or",
                    "if", "without", "otherwise", "else", "nothing", "no", "not", "yes", "only",
                    "same", "also", "maybe", "depends", "as", "weakest", "worst",
                ];
                let letters = |c: char| !c.is_alphanumeric();
                let first = first.trim_end_matches(letters).to_lowercase();
                HANGING.contains(&first.as_str())
            })
            // "I can think of one: both copies in one zone": what leads in belongs to it, and says something else.
            || said.contains([':', '?', ';']);
            let long = self.text.split_whitespace().count() >= MUCH
                && !self.is_beside_the_point(credit.span)
                && said.chars().count() <= SHOWN
                && !hangs
                && said.split_whitespace().count() >= SAID;
            // Before the answer to a question, a "right" would answer that.
            let words = match (quiet, long) {
                (true, _) => self.reply.word("heard", &[]),
                (false, true) => self.reply.word(
                    "acknowledge-said",
                    &[("said", said.trim_end_matches(['.', '!', ' ']))],
                ),
                (false, false) => self.reply.word("acknowledge", &[]),
            };
            let because = format!(
                "\"{}\" reaches {}/{}, which was asked for",
                self.quote_of(credit.span),
                credit.expectation,
                credit.part
            );
            let of = Some(credit.expectation.clone());
            self.reply.add(Move::Acknowledge { of }, 8, because, words);
        } else if let Some((credit, texts)) = self.raised().filter(|_| self.coach() && !quiet) {
            let said = self.quote_of(credit.span);
            let key = format!("acknowledge {}/{}", credit.expectation, credit.part);
            let told = self.reply.author_text(&key, texts, &said);
            let words = self.reply.word("acknowledge-told", &[("told", &told)]);
            let because = format!("\"{said}\" and more of it, unasked");
            let of = Some(credit.expectation.clone());
            self.reply.add(Move::Acknowledge { of }, 8, because, words);
        } else if !asks
            && self.found.understood
            && (self.heard()
                && (asked.is_some() || !self.found.credits.is_empty() && !self.drives())
                // What was handed back got an answer.
                || matches!(self.focus_move(), Some(Move::Defer))
                    && self.found.answer == Answer::Substance)
        {
            let words = self.reply.word("heard", &[]);
            self.reply.add(
                Move::Acknowledge { of: None },
                8,
                "heard, though it isn't what was asked for",
                words,
            );
        }
    }

    /// What an author has to say of something that was raised unasked. One part may be reached by chance; who reaches
    /// several of one expectation speaks of it.
    fn raised(&self) -> Option<(Credit, &'a [String])> {
        const SEVERAL: usize = 2;
        let scenario: &'a Scenario = self.scenario;
        let new = self.found.credits.iter().filter_map(|credit| {
            let part = scenario.part_ref(&credit.expectation, &credit.part)?;
            let new = ledger::is_reached(self.state, &part)
                && !ledger::is_reached(self.before, &part)
                && credit.by != ASKED;
            new.then_some((credit, part))
        });
        let new: Vec<(&Credit, PartRef)> = new.collect();
        let beside = |credit: &Credit| {
            let same = new
                .iter()
                .filter(|(one, _)| one.expectation == credit.expectation);
            same.count()
        };
        let several = new.iter().filter(|(credit, _)| beside(credit) >= SEVERAL);
        // What was done has the word, before its reason and its price.
        let told = several.filter_map(|(credit, part)| {
            let texts = &*scenario.part(part).acknowledge;
            let unsaid = !texts.is_empty() && agenda::unsaid(self.state, texts);
            unsaid.then_some((part.part, *credit, texts))
        });
        told.min_by_key(|(part, ..)| *part)
            .map(|(_, credit, texts)| (credit.clone(), texts))
    }

    /// What an author has to say of a part that an answer reached, the one that was asked for before its siblings; each
    /// once.
    fn author_acknowledges(&self) -> Option<(Credit, &'a [String])> {
        let index = self.focus_expectation()?;
        let scenario: &'a Scenario = self.scenario;
        let expectation = &scenario.expectations[index];
        let asked = self
            .focus_move()
            .and_then(|asked| ledger::credited_part(self.scenario, &asked));
        let credits = self.found.credits.iter().filter_map(|credit| {
            let part = self
                .scenario
                .part_ref(&credit.expectation, &credit.part)
                .filter(|part| usize::from(part.expectation) == index)?;
            let texts = &*expectation.parts[usize::from(part.part)].acknowledge;
            let new = ledger::is_reached(self.state, &part)
                && !ledger::is_reached(self.before, &part)
                && agenda::unsaid(self.state, texts);
            new.then_some((asked.as_ref() != Some(&part), credit, texts))
        });
        credits
            .min_by_key(|(beside, ..)| *beside)
            .map(|(_, credit, texts)| (credit.clone(), texts))
    }
}

/// An author's words without the "yes" that they begin with; none where they say too little then.
fn without_yes(words: &str) -> Option<String> {
    const YES: [&str; 6] = ["Yes: ", "Yes, ", "Yes. ", "Right: ", "Right, ", "Right. "];
    let rest = YES.iter().find_map(|yes| words.strip_prefix(yes));
    match rest {
        None => Some(words.to_owned()),
        Some(rest) => (rest.split_whitespace().count() >= SAID).then(|| capital(rest)),
    }
}
