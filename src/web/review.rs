//! A reviewer's desk: what they have written so far, their scores, and the day they share it all.
//!
//! The scores are blind: the engine's are shown once a reviewer has given theirs, which then stand.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::Deserialize;

use super::comments::not_taken;
use super::error::{Error, Refusal};
use super::guest::{Guest, Party, party_with_words, with_words};
use super::moment::Moment;
use super::owner::Browser;
use super::remarks::Visible;
use super::words::{self, Label};
use crate::assessment::Report;
use crate::scenario::{Band, Competency};
use crate::session::{self, App, Remark};
use crate::store::{Author, Bands, Review, Role, Session};

/// What a reviewer has done and can do.
pub struct Desk {
    pub id: String,
    pub comments: usize,
    pub drafts: usize,
    /// The lines to score; none once they are.
    pub open: Vec<OpenLine>,
    /// Theirs beside the engine's.
    pub scored: Vec<ScoredLine>,
    pub summary: String,
    pub submitted: Option<Moment>,
}

/// A competency to be scored.
pub struct OpenLine {
    pub name: &'static str,
    pub value: &'static str,
    pub choices: Vec<Choice>,
}

/// A band to choose.
pub struct Choice {
    pub name: &'static str,
    /// The same where the bar was named before.
    pub to_the_bar: &'static str,
    pub value: &'static str,
}

/// A competency as a reviewer and the engine see it.
pub struct ScoredLine {
    pub name: &'static str,
    pub theirs: Label,
    pub engine: Label,
    pub agreement: Label,
}

impl Desk {
    /// The desk of a guest who may review.
    pub async fn load(app: &App, guest: &Guest, visible: &Visible) -> Result<Desk, Error> {
        let session = &guest.session;
        let review = of(app, session, Author::Link(guest.link.id)).await?;
        let scores = review.as_ref().and_then(|review| review.scores.clone());
        let finished = session.finished_at_ms.is_some();
        let (open, scored) = match scores {
            _ if !finished => (Vec::new(), Vec::new()),
            None => (open_lines(), Vec::new()),
            Some(scores) => {
                let report = session::report(app, session).await?;
                (Vec::new(), scored_lines(&scores, &report))
            }
        };
        let now_ms = app.clock.now_ms();
        let (comments, drafts) = visible.count();
        let submitted_at_ms = review.as_ref().and_then(|review| review.submitted_at_ms);
        Ok(Desk {
            id: session.id.to_string(),
            comments,
            drafts,
            open,
            scored,
            submitted: submitted_at_ms.map(|at_ms| Moment::new(at_ms, now_ms)),
            summary: review.map_or_else(String::new, |review| review.summary),
        })
    }
}

/// The lines of a form that asks for every competency's band.
pub fn open_lines() -> Vec<OpenLine> {
    let line = |competency: &Competency| OpenLine {
        name: words::competency(*competency),
        value: words::competency_value(*competency),
        choices: words::BANDS
            .iter()
            .map(|band| Choice {
                name: words::band(*band).name,
                to_the_bar: words::band_to_it(*band),
                value: words::band_value(*band),
            })
            .collect(),
    };
    Competency::ALL.iter().map(line).collect()
}

fn scored_lines(scores: &Bands, report: &Report) -> Vec<ScoredLine> {
    report
        .competencies
        .iter()
        .filter_map(|engine| {
            let theirs = *scores.get(&engine.competency)?;
            Some(ScoredLine {
                name: words::competency(engine.competency),
                theirs: words::band(theirs),
                engine: words::band(engine.band),
                agreement: words::agreement(theirs, engine.band),
            })
        })
        .collect()
}

/// What this author has given of this session.
pub async fn of(app: &App, session: &Session, author: Author) -> Result<Option<Review>, Error> {
    let reviews = app.store.reviews_of(session.id).await?;
    Ok(reviews.into_iter().find(|review| review.author == author))
}

/// The form of the desk, and the guess of the finish form.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct BandsForm {
    /// Its band.
    pub problem_navigation: String,
    /// Its band.
    pub solution_design: String,
    /// Its band.
    pub technical_excellence: String,
    /// Its band.
    pub communication: String,
}

impl BandsForm {
    /// The bands, if there is one for each competency.
    pub fn bands(&self) -> Option<Bands> {
        let of = |competency| match competency {
            Competency::ProblemNavigation => &self.problem_navigation,
            Competency::SolutionDesign => &self.solution_design,
            Competency::TechnicalExcellence => &self.technical_excellence,
            Competency::Communication => &self.communication,
        };
        let given = Competency::ALL.map(|competency| {
            let band = words::BANDS
                .into_iter()
                .find(|band| words::band_value(*band) == of(competency));
            Some((competency, band?))
        });
        given.into_iter().collect::<Option<BTreeMap<_, Band>>>()
    }
}

/// What the desk sends.
#[derive(Debug, Deserialize)]
pub struct DeskForm {
    #[serde(rename = "do")]
    act: Act,
    #[serde(default)]
    summary: String,
    #[serde(flatten)]
    bands: BandsForm,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    Score,
    Keep,
    Submit,
}

/// `POST /sessions/{id}/review`: scores, keeps the summary, or shares the review.
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    form: Result<Form<DeskForm>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(form) = form?;
    let words = &form.summary;
    let (session, party) = party_with_words(&app, &browser, &id, Role::Reviewer, words).await?;
    let Party::Guest(link) = &party else {
        return Err(with_words(Error::NotFound, words));
    };
    let back = party.page(&session);
    let refused = |refusal| not_taken(&back, refusal, &form.summary);
    if session.finished_at_ms.is_none() {
        return Err(refused(Refusal::new(
            StatusCode::CONFLICT,
            "The interview goes on, so there is nothing to score or to share yet. Your comments are kept.",
        )));
    }
    let now_ms = app.clock.now_ms();
    match form.act {
        Act::Score => {
            let bands = form.bands.bands().ok_or_else(|| {
                refused(Refusal::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "Score all four competencies, then see what the engine made of them. Nothing was saved.",
                ))
            })?;
            // Scored twice is scored once: what was given before the engine's was seen stands.
            let author = Author::Link(link.id);
            app.store.score(session.id, author, bands, now_ms).await?;
        }
        Act::Keep | Act::Submit => {
            let summary = Remark::parse_optional(&form.summary);
            let summary = summary.map_err(|error| refused(error.into()))?;
            let summary = summary.map_or_else(String::new, Remark::into_string);
            let submitted = matches!(form.act, Act::Submit).then_some(now_ms);
            app.store
                .summarise(session.id, link.id, summary, submitted)
                .await?;
        }
    }
    Ok(Redirect::to(&format!("{back}#desk")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_one_of_every_competency_or_none() {
        let mut form = BandsForm {
            problem_navigation: "at".into(),
            solution_design: "well-below".into(),
            technical_excellence: "just-below".into(),
            communication: "above".into(),
        };
        let bands = form.bands().unwrap();
        assert_eq!(bands.len(), 4);
        assert_eq!(bands[&Competency::SolutionDesign], Band::WellBelow);
        form.communication = "best".into();
        assert_eq!(form.bands(), None);
        form.communication.clear();
        assert_eq!(form.bands(), None);
    }
}
