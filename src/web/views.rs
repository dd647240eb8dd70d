//! One interview seen three ways: as the candidate expected it, as the engine scored it, and as reviewers see it.

use std::collections::BTreeMap;

use super::error::Error;
use super::guest::Party;
use super::moment::Moment;
use super::remarks::names;
use super::words::{self, Label};
use crate::assessment::{Level, Report};
use crate::language::Id;
use crate::session::App;
use crate::store::{Author, Bands, Overrule, Session};

/// The scores beside each other, and what reviewers say besides.
#[derive(Default)]
pub struct Views {
    /// Who scored besides the engine.
    pub columns: Vec<String>,
    pub rows: Vec<ViewRow>,
    pub summaries: Vec<Summary>,
    /// By expectation.
    pub overrules: BTreeMap<Id, Vec<Otherwise>>,
}

/// A competency.
pub struct ViewRow {
    pub name: &'static str,
    pub engine: Label,
    pub cells: Vec<Cell>,
}

/// What one of the columns says.
pub struct Cell {
    pub of: String,
    pub given: Label,
    pub agreement: Label,
}

/// A reviewer's words about the whole.
pub struct Summary {
    pub who: String,
    pub text: String,
    pub moment: Moment,
}

/// How a reviewer sees a line.
pub struct Otherwise {
    pub who: String,
    pub level: Label,
    pub reason: String,
}

impl Views {
    /// What this party may see: the candidate every review that was shared, a reviewer their own; both the guess.
    pub async fn load(
        app: &App,
        session: &Session,
        party: &Party,
        report: &Report,
    ) -> Result<Views, Error> {
        let viewer = party.author();
        let reviews = app.store.reviews_of(session.id).await?;
        let names = names(app, session).await?;
        let now_ms = app.clock.now_ms();
        let who = |author: Author| match author {
            Author::Candidate if viewer == author => "You expected".to_owned(),
            Author::Candidate => "The candidate expected".to_owned(),
            _ if viewer == author => "You".to_owned(),
            Author::Link(link) => names.get(&link).cloned().unwrap_or_default(),
        };
        let mut seen: Vec<Author> = Vec::new();
        let mut views = Views::default();
        let mut given: Vec<(String, Bands)> = Vec::new();
        for review in reviews {
            let guess = review.author == Author::Candidate;
            let shared = viewer == Author::Candidate && review.submitted_at_ms.is_some();
            if !guess && !shared && review.author != viewer {
                continue;
            }
            seen.push(review.author);
            let who = who(review.author);
            if let Some(at_ms) = review.submitted_at_ms
                && !review.summary.is_empty()
            {
                views.summaries.push(Summary {
                    who: who.clone(),
                    text: review.summary,
                    moment: Moment::new(at_ms, now_ms),
                });
            }
            given.extend(review.scores.map(|scores| (who, scores)));
        }
        // The guess came first, and stands first.
        given.sort_by_key(|(who, _)| !who.ends_with("expected"));
        views.columns = given.iter().map(|(who, _)| who.clone()).collect();
        views.rows = rows(report, &given);
        for overrule in app.store.overrules_of(session.id).await? {
            let author = Author::Link(overrule.link);
            if seen.contains(&author) || author == viewer {
                let line = views
                    .overrules
                    .entry(overrule.expectation.clone())
                    .or_default();
                line.push(Otherwise::new(who(author), overrule));
            }
        }
        Ok(views)
    }

    /// Whether somebody besides the engine said anything.
    pub fn is_there(&self) -> bool {
        !self.columns.is_empty() || !self.summaries.is_empty()
    }

    /// How a line is seen otherwise.
    pub fn otherwise(&self, expectation: &Id) -> &[Otherwise] {
        self.overrules
            .get(expectation)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

impl Otherwise {
    fn new(who: String, overrule: Overrule) -> Otherwise {
        Otherwise {
            who,
            level: words::level(overrule.level),
            reason: overrule.reason,
        }
    }
}

fn rows(report: &Report, given: &[(String, Bands)]) -> Vec<ViewRow> {
    report
        .competencies
        .iter()
        .map(|engine| ViewRow {
            name: words::competency(engine.competency),
            engine: words::band(engine.band),
            cells: given
                .iter()
                .filter_map(|(who, bands)| {
                    let band = *bands.get(&engine.competency)?;
                    Some(Cell {
                        of: who.clone(),
                        given: words::band(band),
                        agreement: words::agreement(band, engine.band),
                    })
                })
                .collect(),
        })
        .collect()
}

/// Every level, lowest first, as a form offers it.
pub const LEVELS: [(Level, &str); 4] = [
    (Level::None, "none"),
    (Level::Mention, "mention"),
    (Level::Partial, "partial"),
    (Level::Full, "full"),
];
