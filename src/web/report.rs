//! The report: where the candidate stands, and why, with their own words.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::error::Error;
use super::guest::{Party, party};
use super::interview::{Turn, Viewer};
use super::moment::{Moment, minutes};
use super::owner::Browser;
use super::remarks::Visible;
use super::review;
use super::views::{LEVELS, Views};
use super::words::{self, Label};
use crate::assessment::{
    AskedLine, CompetencyScore, MisconceptionLine, NumberLine, Practice, Report, ReportLine,
    Strength, of_the_candidate,
};
use crate::interview::state::Quote;
use crate::language::Id;
use crate::scenario::Step;
use crate::session::{self, App};
use crate::store::{Role, Session, Suggestion};

mod model;

use model::Model;

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    id: String,
    /// The class that it was held for, where its instructor reads it.
    room: Option<ClassRoom>,
    /// Whether somebody else than the candidate reads it.
    guest: bool,
    /// Whether somebody reads it who may overrule it.
    reviews: bool,
    /// How many comments this reader sees in the transcript.
    comments: usize,
    title: String,
    setup: String,
    when: Moment,
    band: Label,
    headline: String,
    caps: Vec<String>,
    scores: Vec<Score>,
    strengths: Vec<Strength>,
    raise: Option<String>,
    practise: Vec<Practice>,
    groups: Vec<Group>,
    numbers: Vec<Number>,
    asked: Vec<AskedLine>,
    not_asked: Vec<String>,
    assumptions: Vec<Quote>,
    misconceptions: Vec<MisconceptionLine>,
    time: Vec<Time>,
    timed: bool,
    model: Model,
    turns: Vec<Turn>,
    views: Views,
}

/// The class that an interview was held for, and by whom.
pub struct ClassRoom {
    /// The class's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the learner is called.
    pub learner: String,
    /// The number they joined by.
    pub number: u32,
}

/// Who reads a report.
enum Reader<'a> {
    Party(&'a Party),
    Instructor(ClassRoom),
}

/// What was said about the interview, and who reads the report.
struct Said<'a> {
    reader: Reader<'a>,
    views: Views,
    suggested: Vec<Suggestion>,
    comments: usize,
}

impl Said<'_> {
    /// Whether this reader may say that something should have counted.
    fn may_claim(&self) -> bool {
        match self.reader {
            Reader::Party(Party::Candidate) => true,
            Reader::Party(party @ Party::Guest(_)) => party.may_review(),
            Reader::Instructor(_) => false,
        }
    }
}

struct Score {
    name: &'static str,
    score: u32,
    bar: u32,
    band: Label,
    /// Where the bar's mark begins, so that it stays inside the picture.
    mark: u32,
}

/// The expectations of one step.
struct Group {
    step: &'static str,
    lines: Vec<Line>,
}

struct Line {
    expectation: Id,
    level_value: &'static str,
    /// What could have counted and didn't; empty for those who may not say so.
    claims: Vec<Claim>,
    /// Sentences that were suggested to the scenario's author.
    claimed: Vec<String>,
    title: String,
    rationale: String,
    level: Label,
    how: Option<String>,
    quotes: Vec<Quote>,
    why: String,
    withdrawn: Vec<Quote>,
    near: Vec<Near>,
    found: Vec<Found>,
}

/// A part that was missed.
struct Claim {
    part: String,
    label: String,
}

struct Near {
    /// `expectation/part`, for those who may say that it should have counted.
    part: Option<String>,
    label: String,
    quote: Quote,
    absent: String,
}

struct Found {
    label: String,
    how: &'static str,
    by: Option<String>,
}

struct Number {
    title: String,
    text: String,
    lesson: Option<String>,
    quote: Quote,
}

struct Time {
    name: &'static str,
    spent: String,
    budget: Option<String>,
}

/// `GET /sessions/{id}/report`: of an interview that still goes on there is none yet.
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let (session, party) = party(&app, &browser, &id, Role::Reader).await?;
    if session.finished_at_ms.is_none() {
        return Ok(Redirect::to(&party.page(&session)).into_response());
    }
    let report = session::report(&app, &session).await?;
    let views = match &party {
        Party::Guest(link) if link.role == Role::Reader => Views::default(),
        Party::Candidate | Party::Guest(_) => Views::load(&app, &session, &party, &report).await?,
    };
    // Whoever reviews scores first, blind.
    let review = review::of(&app, &session, party.author()).await?;
    let scored = review.is_some_and(|review| review.scores.is_some());
    if party.may_review() && !scored {
        return Ok(Redirect::to(&format!("{}#desk", party.page(&session))).into_response());
    }
    let viewer = match party {
        Party::Candidate => Viewer::Candidate,
        Party::Guest(_) => Viewer::Guest,
    };
    let shown = app.store.shown(session.id, 0).await?;
    let now_ms = app.clock.now_ms();
    let mut turns: Vec<Turn> = shown
        .into_iter()
        .map(|shown| Turn::new(shown, now_ms, true, viewer))
        .collect();
    let visible = Visible::load(&app, &session, &party).await?;
    visible.attach(&mut turns);
    let suggested = app.store.suggestions_of(session.id).await?;
    let model = Model::load(&app, &session).await;
    let said = Said {
        reader: Reader::Party(&party),
        views,
        suggested,
        comments: visible.count().0,
    };
    let page = ReportPage::new(&session, report, model, turns, said, now_ms);
    Ok(Html(page.render()?).into_response())
}

/// The report of somebody in a class, for their instructor: without what others said about it.
pub async fn for_instructor(
    app: &App,
    session: &Session,
    room: ClassRoom,
) -> Result<Html<String>, Error> {
    let report = session::report(app, session).await?;
    let shown = app.store.shown(session.id, 0).await?;
    let now_ms = app.clock.now_ms();
    let turns = shown
        .into_iter()
        .map(|shown| Turn::new(shown, now_ms, true, Viewer::Guest))
        .collect();
    let said = Said {
        reader: Reader::Instructor(room),
        views: Views::default(),
        suggested: Vec::new(),
        comments: 0,
    };
    let model = Model::load(app, session).await;
    let page = ReportPage::new(session, report, model, turns, said, now_ms);
    Ok(Html(page.render()?))
}

impl ReportPage {
    fn new(
        session: &Session,
        report: Report,
        model: Model,
        turns: Vec<Turn>,
        said: Said<'_>,
        now_ms: i64,
    ) -> ReportPage {
        let guest = !matches!(said.reader, Reader::Party(Party::Candidate));
        let report = match guest {
            true => report.for_others(),
            false => report,
        };
        let groups = groups(report.lines, &said);
        let (reviews, room) = match said.reader {
            Reader::Party(party) => (party.may_review(), None),
            Reader::Instructor(room) => (false, Some(room)),
        };
        let number = |line| Number::new(line, guest);
        ReportPage {
            id: session.id.to_string(),
            room,
            guest,
            reviews,
            comments: said.comments,
            title: report.title,
            setup: words::setup(&report.setup),
            when: Moment::new(session.finished_at_ms.unwrap_or(session.last_at_ms), now_ms),
            band: words::band(report.band),
            headline: report.headline,
            caps: report.caps,
            scores: report.competencies.iter().map(Score::new).collect(),
            strengths: report.strengths,
            raise: report.counterfactual.map(|raised| raised.text),
            practise: report.practise,
            groups,
            numbers: report.numbers.into_iter().map(number).collect(),
            asked: report.asked,
            not_asked: report.not_asked,
            assumptions: report.assumptions,
            misconceptions: report.misconceptions,
            timed: report.time.iter().any(|step| step.budget_ms.is_some()),
            time: report
                .time
                .iter()
                .map(|step| Time {
                    name: words::step(step.step),
                    spent: minutes(step.spent_ms),
                    budget: step.budget_ms.map(minutes),
                })
                .collect(),
            model,
            turns,
            views: said.views,
        }
    }
}

impl Score {
    fn new(score: &CompetencyScore) -> Score {
        Score {
            name: words::competency(score.competency),
            score: score.score,
            bar: score.bar,
            band: words::band(score.band),
            mark: score.bar.min(994),
        }
    }
}

fn groups(lines: Vec<ReportLine>, said: &Said<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Step::ALL
        .iter()
        .map(|step| Group {
            step: words::step(*step),
            lines: Vec::new(),
        })
        .collect();
    for line in lines {
        groups[line.step as usize].lines.push(Line::new(line, said));
    }
    groups.retain(|group| !group.lines.is_empty());
    groups
}

impl Line {
    fn new(line: ReportLine, said: &Said<'_>) -> Line {
        let quotes: Vec<Quote> = line.quotes().into_iter().cloned().collect();
        let near = line
            .parts
            .iter()
            .filter(|part| part.required)
            .filter_map(|part| {
                let near = part.near_miss.as_ref().filter(|near| says(&near.quote))?;
                let absent: Option<Vec<String>> = near
                    .absent
                    .iter()
                    .map(|absent| in_plain_words(absent))
                    .collect();
                let absent = absent?.join(", ");
                let name = format!("{}/{}", line.expectation, part.part);
                Some(Near {
                    part: said.may_claim().then_some(name),
                    label: part.label.clone(),
                    quote: near.quote.clone(),
                    absent,
                })
            })
            .collect();
        let found = match line.parts.iter().any(|part| part.help.is_some()) {
            true => line
                .parts
                .iter()
                .map(|part| Found::new(part, line.step))
                .collect(),
            false => Vec::new(),
        };
        let claims = line
            .parts
            .iter()
            .filter(|part| part.help.is_none() && said.may_claim())
            .map(|part| Claim {
                part: format!("{}/{}", line.expectation, part.part),
                label: part.label.clone(),
            })
            .collect();
        let of_line = |suggestion: &&Suggestion| {
            suggestion.part.split('/').next() == Some(&*line.expectation)
        };
        let claimed = match said.may_claim() {
            true => said.suggested.iter().filter(of_line),
            false => [].iter().filter(of_line),
        };
        Line {
            level_value: LEVELS
                .iter()
                .find(|(level, _)| *level == line.level)
                .map_or("", |(_, value)| value),
            claims,
            claimed: claimed.map(|known| known.sentence.clone()).collect(),
            expectation: line.expectation.clone(),
            title: line.title,
            rationale: line.rationale,
            level: words::level(line.level),
            how: line.help.map(|help| {
                format!(
                    "{}, {}% of the credit",
                    words::help(help, line.step),
                    line.points / 10
                )
            }),
            quotes,
            why: line.why,
            withdrawn: line
                .parts
                .iter()
                .filter_map(|part| part.withdrawn.clone())
                .collect(),
            near,
            found,
        }
    }
}

/// A piece of a pattern as somebody says it who knows no notation: `(last | oldest)` is "last or oldest". None where it has
/// no such words: an order, something that must not stand there, a figure.
fn in_plain_words(absent: &str) -> Option<String> {
    const SHOWN: usize = 3;
    let inner = absent.trim().trim_start_matches('(').trim_end_matches(')');
    let plain = |word: &&str| {
        let mut letters = word.chars();
        letters.all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''))
    };
    let words: Vec<&str> = inner
        .split('|')
        .map(|word| word.trim().trim_start_matches('=').trim_matches('"'))
        .collect();
    let known = words.iter().all(plain) && !absent.contains("said ");
    (known && !words.is_empty()).then(|| {
        let shown: Vec<&str> = words.iter().take(SHOWN).copied().collect();
        shown.join(" or ")
    })
}

/// Whether a quote says something by itself: a word or two that a pattern happens to have are no near miss to a reader.
fn says(quote: &Quote) -> bool {
    quote.text.split_whitespace().count() > 2
}

impl Found {
    fn new(part: &crate::assessment::ReportPart, step: Step) -> Found {
        Found {
            label: part.label.clone(),
            how: match part.help {
                Some(help) => words::help(help, step),
                None if part.withdrawn.is_some() => "taken back",
                None if !part.required => "not said; it would have been more than needed",
                None => "missing",
            },
            by: part.help.and(part.by.clone()),
        }
    }
}

impl Number {
    fn new(line: NumberLine, guest: bool) -> Number {
        let NumberLine {
            title,
            said,
            expected,
            right,
            corrected,
            lesson,
            quote,
        } = line;
        let text = match (right, corrected) {
            (true, true) => format!("You first said {said}, and put it right: {expected}."),
            (true, false) => format!("{said} holds; worked out, it is {expected}."),
            (false, _) => format!("You said {said}; worked out, it is {expected}."),
        };
        Number {
            title,
            text: match guest {
                true => of_the_candidate(&text),
                false => text,
            },
            // Whoever got it right at once needs no lesson.
            lesson: (!right || corrected).then_some(lesson),
            quote,
        }
    }
}
