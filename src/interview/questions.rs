//! The questions of a message, each with what it gets: a fact, two close ones, an assumption to be made, or nothing.

use self::asker::{Asker, Judged};
use self::sentence::{
    accepts, asked_later, asks_to_speak, complains, denies_asking, doubts, figure_said_before,
    gets_answer, heads, is_design, is_fragment, lists_wants, names_a_part, recaps, rewords,
    wonders,
};
pub(super) use self::sentence::{answers_in_place, answers_itself, asks_later, weighs};
use super::figure;
use super::interpretation::{Gets, Question};
use super::opinion::{self, Opinion};
use super::{Engine, State, ledger};
use crate::language::likeness::telling_words;
use crate::language::token::{Token, Word, tokens};
use crate::language::topic::{Off, Put};
use crate::language::{Act, Analysis, Id, Span, Stance, TopicHit, talk};
use crate::scenario::{Fact, Step};

mod asker;
mod derived;
mod scope;
mod sentence;

/// From this chance on a question is answered. Chosen on the 360 questions of tests/heard, by people who knew none of the
/// samples: of the 290 that have an answer 257 get all of it, and 14 something besides or else.
const SURE: f64 = 0.28;
/// From here on it stands for itself: what was told is told again, and a question needs no question mark.
const CLEAR: f64 = 0.35;
/// From here on a statement asks: "need from you: users, uploads a day".
const PLAIN: f64 = 0.5;
/// While something is being designed most questions are about that. Of 65 that strangers asked then and that got a fact, 9 of
/// 14 below this got a wrong one; behind the design, 6 of 7 below `LATE`.
const DESIGNING: f64 = 0.45;
const LATE: f64 = 0.75;
/// From here on a telling of the idea is after a fact as such, and not after a nod.
const AS_SUCH: f64 = 0.65;
/// What isn't put like a question asks from these odds on (see [`crate::language::likeness::asks`]): fewest where questions are what
/// is expected, most where an answer is.
const ASKS_WITH_A_MARK: f64 = 1.0;
const ASKS_TO_CLARIFY: f64 = 1.0;
const ASKS_WHILE_DESIGNING: f64 = 2.0;
const ASKS_BESIDE_AN_ANSWER: f64 = 2.0;
/// A shared topic that says only "some feature": the words have to say which.
const VAGUE: [&str; 3] = ["feature-specific", "limits", "failure-handling"];

/// What a telling of the idea gets: the fact of what is designed, if that isn't told yet and no other is asked for as such.
fn recap(engine: &Engine, told: &[(Id, u32)], own: &[Token], found: &[Judged]) -> Option<Gets> {
    let scenario = &engine.scenario;
    // What a fact is mainly about comes first among its topics.
    let at = |fact: &Fact| fact.topics.iter().position(|id| &**id == "core-features");
    let facts = scenario.facts.iter();
    let (_, core) = facts
        .filter_map(|fact| Some((at(fact)?, fact)))
        .min_by_key(|(at, _)| *at)?;
    let known = |id: &Id| told.iter().any(|(told, _)| told == id);
    let clear = found.iter().any(|judged| match &judged.question.gets {
        Gets::Fact(id) => {
            let figure = scenario.fact(id).is_some_and(|fact| fact.value.is_some());
            known(id) || judged.sure >= AS_SUCH && !figure
        }
        Gets::Open(_) => judged.sure >= AS_SUCH,
        Gets::Either(..) | Gets::Estimate(_) | Gets::NoFact | Gets::Decide | Gets::Outside => false,
    });
    let idea =
        [&scenario.prompt, &core.answer].map(|text| telling_words(&engine.lexicon, &tokens(text)));
    let said = telling_words(&engine.lexicon, own);
    let shared = said
        .iter()
        .any(|word| idea.iter().any(|idea| idea.contains(word)));
    (!clear
        && !known(&core.id)
        && (shared || own.iter().any(|token| token.exact == Word::of("like"))))
    .then(|| Gets::Fact(core.id.clone()))
}

/// Finds the questions. Questions that are proposals ("could we cache it?") are none. Second: what only says one of them
/// again, and what was told before beside something new.
/// `put` says of each sentence how it asks. While `answering` what was asked, a statement is an answer, whatever it touches. Once the design has begun, only
/// what is built like a question asks.
pub(super) fn find(
    engine: &Engine,
    text: &str,
    analysis: &Analysis,
    state: &State,
    put: &[Put],
    answering: bool,
) -> (Vec<Question>, Vec<Span>) {
    let mut questions: Vec<Question> = Vec::new();
    let mut again: Vec<Span> = Vec::new();
    // What is asked for by name and isn't known.
    let mut named: Vec<Span> = Vec::new();
    // The last sentence that asked.
    let mut asked: Option<usize> = None;
    let told = &*state.told;
    let designing = state.step != Step::Clarify;
    // Behind the design hardly anything is asked about the problem: "how much is everyone?" is about the change.
    let late = state.step >= Step::Communicate;
    let assuming = ledger::awaits_assumption(state);
    let complains = complains(text);
    let builds = (0..analysis.reading.sentences.len()).any(|at| is_design(engine, analysis, at));
    for (index, sentence) in analysis.reading.sentences.iter().enumerate() {
        let hits: Vec<&TopicHit> = analysis
            .asked
            .iter()
            .filter(|hit| usize::from(hit.sentence) == index)
            .collect();
        // How sure it has to be that a fact is meant; none where nothing can be.
        let put = put.get(index).copied();
        let off = put.map_or(Off::No, |put| put.off);
        let least = match off {
            Off::No => SURE,
            Off::Interview | Off::View => CLEAR,
            Off::Told => continue,
        };
        let marked = sentence.span.of(text).trim_end().ends_with('?');
        // "I would assume it is public", to who was asked what to assume.
        const ASSUMING: [&str; 12] = [
            "i would assume",
            "i assume",
            "i'd assume",
            "i would say",
            "i'd say",
            "id say",
            "i would leave",
            "i'd leave",
            "id leave",
            "i would skip",
            "i'd skip",
            "like i said",
        ];
        let lower = sentence.span.of(text).to_lowercase();
        let assumes =
            assuming && index == 0 || ASSUMING.iter().any(|known| lower.starts_with(known));
        // "Out: DMs, stories, video."
        const LEAVING: [&str; 9] = [
            "out:",
            "out of scope:",
            "not in scope:",
            "out for now:",
            "excluded:",
            "skip:",
            "non-goals:",
            "non goals:",
            "not now:",
        ];
        // "POST /tweets {text, media_id}"
        const METHODS: [&str; 5] = ["get /", "post /", "put /", "delete /", "patch /"];
        let code = METHODS.iter().any(|method| lower.contains(method)) && !marked;
        let leaves = code || LEAVING.iter().any(|known| lower.starts_with(known)) && !marked;
        if leaves
            || assumes && !marked && !sentence.act.is_question() && !asks_later(analysis, index)
        {
            continue;
        }
        // "quick one while I draw the cache box, how stale may it be"
        let own = analysis.tokens.iter();
        let own = own.filter(|token| token.span.begins_in(sentence.span));
        let own: Vec<Token> = own.cloned().collect();
        // Who turns something down, or draws, says so, however it is put: "ok leave out ads and dms".
        // So does who reasons: "reads have to be cheap, so I'd precompute them".
        let reasons = [
            " so i ",
            " so id ",
            " so i'd ",
            " so i\u{2019}d ",
            " so we ",
            " so we'd ",
            " so ill ",
            " so i'll ",
        ]
        .iter()
        .any(|words| lower.contains(words));
        let says = || {
            let rejects = own.iter().any(|token| token.stance == Stance::Rejected);
            rejects || is_design(engine, analysis, index)
        };
        let wants = [" know", " ask", "wonder", "need a number"]
            .iter()
            .any(|words| lower.contains(words));
        if reasons && !marked && !wants && !sentence.act.is_question() {
            continue;
        }
        let asking = !sentence.act.is_question()
            && (marked || !says())
            && engine.scenario.asks(&own)
                >= match (marked, answering, designing) {
                    (true, ..) => ASKS_WITH_A_MARK,
                    (false, true, _) => ASKS_BESIDE_AN_ANSWER,
                    (false, false, true) => ASKS_WHILE_DESIGNING,
                    (false, false, false) => ASKS_TO_CLARIFY,
                };
        // "I'm wondering how long we keep them, and whether …"; "Retention." while questions are being asked.
        let accepts = index == 0 && !state.rest.is_empty() && accepts(&own);
        let implied = asking
            || accepts
            || !designing && lists_wants(&own)
            || !designing
                && (wonders(analysis, sentence.span)
                    || !answering && is_fragment(engine, analysis, state, sentence.span));
        // "I didn't ask about growth, but tell me about the peaks": only what follows asks.
        let denied = denies_asking(&own);
        let past = match denied.then(|| own.iter().position(|token| token.exact == Word::of("but")))
        {
            Some(None) => continue,
            Some(Some(but)) => analysis
                .tokens
                .iter()
                .position(|token| token.span == own[but].span)
                .map(|at| at as u16 + 1),
            None => None,
        };
        // "Can I do the numbers first, how many pages does one person open?"
        let moves = sentence.act == Act::StepMove;
        let later = moves.then(|| asked_later(analysis, index)).flatten();
        let least = match sentence.act {
            _ if later.is_some() => SURE,
            // "phone -> load balancer -> servers that keep the line open (websocket right?)": that is a design.
            Act::Confirmation if is_design(engine, analysis, index) => least.max(PLAIN),
            Act::ClarifyingQuestion | Act::Confirmation => least,
            // "We could keep it in Redis?" proposes.
            Act::Proposal
                if marked
                    && !asking
                    && !lower.contains("scope")
                    && names_a_part(engine, analysis, index)
                    && !asks_later(analysis, index) =>
            {
                continue;
            }
            // "For the search I'd take Elasticsearch, fine or overkill?" asks for an opinion first.
            Act::DesignQuestion => least.max((SURE + CLEAR) / 2.0),
            Act::Assertion
            | Act::Proposal
            | Act::Estimate
            | Act::TradeOff
            | Act::Summary
            | Act::OffTopic
            | Act::Social
            | Act::DontKnow => match (answering, marked || !designing) {
                _ if asking => least,
                // "And i guess how big is a photo", to who wants to hear what is asked.
                _ if implied && answering => CLEAR,
                // "…, redis for the timelines i guess": that is a design.
                _ if !marked && is_design(engine, analysis, index) => continue,
                (true, _) | (_, false) => continue,
                // "… so 500 a second??" checks a figure.
                _ if sentence.act == Act::Estimate => continue,
                (false, true) if implied => CLEAR,
                (false, true) if hits.is_empty() => CLEAR,
                (false, true) if !marked => PLAIN,
                (false, true) => least,
            },
            Act::StepMove
            | Act::StepBack
            | Act::Finish
            | Act::HintRequest
            | Act::Repeat
            | Act::Skip
            | Act::Time => continue,
        };
        // "Does the counter survive? I think yes, it just lags": asked of themselves.
        let next = analysis.reading.sentences.get(index + 1);
        let itself = designing && next.is_some_and(|next| answers_itself(next.span.of(text)));
        let least = if itself { least.max(PLAIN) } else { least };
        // "Should I say what exactly I'd cache?" asks for leave to.
        let words = sentence.span.of(text);
        if asks_to_speak(words)
            || heads(words)
            || designing && (answers_in_place(words) || doubts(words))
        {
            continue;
        }
        // "Is a 4 MB chunk too big?" wants an opinion, whatever facts there are about files.
        let wrong = designing && matches!(opinion::of(words), Some(Opinion::Wrong | Opinion::Hole));
        let weighs = wrong || (designing || builds) && weighs(sentence.span.of(text));
        // "Moderation, by the way: … Is that in scope for you?" is about that.
        const POINTS: [&str; 4] = ["is that in ", "is this in ", "is it in ", "are those in "];
        if designing
            && POINTS.iter().any(|known| lower.starts_with(known))
            && lower.contains("scope")
        {
            continue;
        }
        // "In mongo, both. Is that bad?"
        const BRIEF: usize = 5;
        if wrong && words.split_whitespace().count() <= BRIEF {
            continue;
        }
        // "So 50M / 5 is 10 million photos a day?" wants that confirmed, and no fact.
        let figures = analysis.reading.quantities.iter();
        let mut figures = figures.filter(|figure| usize::from(figure.sentence) == index);
        if (marked || sentence.act.is_question())
            && figures.any(|figure| figure::follows(&engine.scenario, figure))
        {
            continue;
        }
        // "What happens if the cache is down?" is about what was designed.
        if designing && opinion::is_what_if(words) && names_a_part(engine, analysis, index) {
            continue;
        }
        let least = match () {
            () if late => least.max(LATE),
            () if weighs || talk::is_clear(&own) => least.max(PLAIN),
            () if designing => least.max(DESIGNING),
            () => least,
        };
        // "I'd guess a sheet takes 2 KB … Is 2 KB okay?" asks about what the figure was said of.
        if let Some(said) = figure_said_before(analysis, index).filter(|_| marked) {
            let asker = Asker {
                engine,
                text,
                analysis,
                told,
                designing,
                late,
                weighs: false,
                least,
                marked: true,
                from: said.tokens.start,
                sentence: usize::from(said.sentence),
                act: Act::Confirmation,
                span: analysis.reading.sentences[usize::from(said.sentence)].span,
                alone: true,
                near: false,
            };
            let mut found = asker.find(&[]);
            found.retain(|judged| {
                judged.is_told() && judged.question.span.begins_in(analysis.span_of(said))
            });
            if let Some(judged) = found.into_iter().next() {
                let span = sentence.span;
                let question = judged.question;
                questions.push(Question { span, ..question });
                asked = Some(index);
                continue;
            }
        }
        let asker = Asker {
            engine,
            text,
            analysis,
            told,
            designing,
            late,
            weighs,
            least,
            marked: marked || implied,
            from: past.or(later).unwrap_or(put.map_or(0, |put| put.from)),
            sentence: index,
            act: match later {
                Some(_) => Act::ClarifyingQuestion,
                None => sentence.act,
            },
            span: sentence.span,
            alone: wrong || late,
            near: false,
        };
        let mut found = asker.find(&hits);
        // "You repeated the burst size, but my question was whether we know about it beforehand": not that fact. "By what
        // factor does traffic grow?", after the change: what the problem says of growth isn't that.
        let meant = |id: &Id| {
            let known = told.iter().any(|(told, _)| told == id);
            let fact = engine.scenario.fact(id);
            let growth = fact.is_some_and(|fact| fact.is_mainly("growth-peak"));
            !(complains && known || state.step == Step::Iterate && growth)
        };
        for judged in &mut found {
            if matches!(&judged.question.gets, Gets::Fact(id) if !meant(id)) {
                judged.question.gets = Gets::NoFact;
                judged.question.topic = None;
            }
        }
        // "So people upload pictures and others look at them?": the idea wants a nod, whatever figure there is about it.
        if !designing
            && marked
            && recaps(&own)
            && let Some(recap) = recap(engine, told, &own, &found)
        {
            let span = sentence.span;
            let topic = None;
            found = vec![Judged {
                question: Question {
                    span,
                    topic,
                    gets: recap,
                },
                sure: 1.0,
                apart: false,
            }];
        }
        // "What's the read QPS?": that is to be worked out.
        let calls = ["give me", "tell me"]
            .iter()
            .any(|lead| lower.starts_with(lead))
            || ["pls", "please"].iter().any(|end| lower.ends_with(end));
        if sentence.act.is_question() || marked || !found.is_empty() || calls {
            // Behind the design a load is the change's, and nothing that the facts say.
            if !late {
                derived::put_in(engine, analysis, sentence.span, &own, &mut found);
            }
            derived::put_numbers(engine, sentence.span, &own, &mut found);
        }
        // "Is block/mute in scope, or private accounts?": each of them.
        let several = (sentence.act.is_question() || marked || implied)
            && !late
            && scope::complete(&asker, &own, &hits, marked && !designing, &mut found);
        if several {
            let bare = found.iter().filter(|judged| !judged.is_told());
            named.extend(bare.map(|judged| judged.question.span));
        }
        // "How much history do you expect, and is there a budget?": each of them.
        if !late && (sentence.act.is_question() || marked) {
            let apart = found
                .iter()
                .filter(|judged| judged.apart && !judged.is_told());
            named.extend(apart.map(|judged| judged.question.span));
        }
        // "Is the cpu full? is there like a dashboard": what stands before it is asked for already, and it asks for something
        // else by itself.
        let new = |judged: &Judged| {
            let given = questions.iter().any(|q| q.gets == judged.question.gets);
            judged.is_told() && !given
        };
        if !questions.is_empty() && !found.is_empty() && !found.iter().any(new) {
            let alone = Asker {
                alone: true,
                ..asker.clone()
            };
            let other = alone.find(&hits);
            if other
                .iter()
                .any(|judged| new(judged) && judged.sure >= PLAIN)
            {
                found = other;
            }
        }
        // "Before I draw anything I'd like to understand who uses it. Is it …": what leads to questions is none.
        let mut rest = analysis.reading.sentences.iter().skip(index + 1);
        let leads = !marked && !designing && rest.any(|next| next.act.is_question());
        // Behind the design nothing is left to be assumed about the problem.
        if late {
            found.retain(|judged| judged.is_told() || judged.question.gets == Gets::Decide);
        }
        // What was not put as a question has to find something, and so has what is answered at once.
        if off == Off::View || implied || later.is_some() || itself || leads || assuming {
            found.retain(|judged| judged.is_told() || named.contains(&judged.question.span));
        }
        let before = index.checked_sub(1).filter(|before| asked == Some(*before));
        if let Some(before) = before
            && rewords(analysis, sentence.span)
        {
            let home =
                |question: &Question| analysis.reading.sentence_of(question.span) == Some(before);
            let bare = |question: &Question| !gets_answer(&question.gets) && home(question);
            let told_before = questions.iter().any(|q| home(q) && gets_answer(&q.gets));
            // "Like how many links, and how many clicks?": two items are two questions.
            let several = found.len() > 1;
            let least = match told_before && !several {
                true => PLAIN,
                false => least,
            };
            // "Like per user" says too little to ask for something else.
            const SAYING: usize = 6;
            let little = told_before && sentence.span.of(text).split_whitespace().count() < SAYING;
            let new = |judged: &Judged| {
                let known = questions.iter().any(|q| q.gets == judged.question.gets);
                judged.is_told() && judged.sure >= least && !known && !little
            };
            let (told, same): (Vec<Judged>, Vec<Judged>) = found.into_iter().partition(new);
            if !told.is_empty() {
                again.extend(questions.iter().filter(|q| bare(q)).map(|q| q.span));
                questions.retain(|question| !bare(question));
            } else if questions.iter().any(home) {
                again.push(sentence.span);
            }
            // "How bad is it? Like per second": the first of the two is the question.
            let lost = told.is_empty() && !questions.iter().any(home);
            asked = Some(index);
            found = if lost { same } else { told };
        }
        if sentence.act.is_question() || !found.is_empty() {
            asked = Some(index);
        }
        questions.extend(found.into_iter().map(|judged| judged.question));
    }
    // "… the window (e.g. per minute only, or several)" goes on with the question before.
    let example = |question: &Question| {
        let words = question.span.of(text).to_lowercase();
        let before = text.get(..question.span.start as usize).unwrap_or_default();
        let before = before.trim_end().to_lowercase();
        let led = ["for example", "for instance", "e.g."]
            .iter()
            .any(|lead| before.ends_with(lead));
        // "…, roughly, and …"
        let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
        let hedge = ["roughly", "approximately", "about", "more or less"].contains(&bare);
        if led || hedge {
            return true;
        }
        words.starts_with("e.g") || words.starts_with("eg ") || words.starts_with("for example")
    };
    if questions.len() > 1 {
        questions.retain(|question| !example(question));
    }
    // "…, ok?" alone asks for nothing that could be lacking.
    let says = |span: Span| {
        let tokens = analysis.tokens.iter();
        let own = tokens.filter(|token| token.span.begins_in(span));
        let own: Vec<Token> = own.cloned().collect();
        !telling_words(&engine.lexicon, &own).is_empty()
    };
    questions.retain(|question| match question.gets {
        Gets::NoFact | Gets::Outside => says(question.span) || question.topic.is_some(),
        Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Estimate(_) | Gets::Decide => true,
    });
    // What was offered comes anyhow.
    questions
        .retain(|question| !matches!(&question.gets, Gets::Fact(id) if state.rest.contains(id)));
    let mut seen: Vec<Gets> = Vec::new();
    questions.retain(|question| {
        let new = !seen.contains(&question.gets);
        seen.push(question.gets.clone());
        if !new {
            again.push(question.span);
        }
        new
    });
    // Beside something new, what was told before is not what is asked: "and how often do they read, per tweet?"
    let known = |question: &Question| matches!(&question.gets, Gets::Fact(id) if told.iter().any(|(told, _)| told == id));
    if questions
        .iter()
        .any(|question| matches!(question.gets, Gets::Fact(_)) && !known(question))
    {
        again.extend(questions.iter().filter(|q| known(q)).map(|q| q.span));
        questions.retain(|question| !known(question));
    }
    // Of several questions none is worth two answers; what another one gets, this one didn't mean.
    if questions.len() > 1 {
        let given: Vec<Id> = questions
            .iter()
            .filter_map(|question| match &question.gets {
                Gets::Fact(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        for question in &mut questions {
            if let Gets::Either(first, second) = &question.gets {
                let meant = if given.contains(first) { second } else { first };
                question.gets = Gets::Fact(meant.clone());
            }
        }
    }
    // A question that got an answer makes a vaguer one in the same sentence needless.
    let answered: Vec<Option<usize>> = questions
        .iter()
        .filter(|question| gets_answer(&question.gets))
        .map(|question| analysis.reading.sentence_of(question.span))
        .collect();
    questions.retain(|question| {
        let vague = question
            .topic
            .as_ref()
            .is_none_or(|topic| VAGUE.contains(&&**topic));
        let bare = match question.gets {
            Gets::NoFact => vague,
            Gets::Outside => true,
            Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Estimate(_) | Gets::Decide => {
                false
            }
        };
        !bare
            || named.contains(&question.span)
            || !answered.contains(&analysis.reading.sentence_of(question.span))
    });
    (questions, again)
}
