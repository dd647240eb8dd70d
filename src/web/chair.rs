//! The interviewer's chair: taking it, speaking from it, giving it back; and the engine's notes beside whoever has it.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::FRAGMENT;
use super::comments::not_taken;
use super::error::{Error, Refusal};
use super::guest::{Guest, Party, party_with_words};
use super::owner::Browser;
use super::watch::WatchUpdate;
use super::words::{self, Label};
use crate::interview::chair::{Proposal, ProposalKind};
use crate::interview::{State as Folded, ledger};
use crate::scenario::{Scenario, Step};
use crate::session::{self, App, ChairAct, Message};
use crate::store::{MessageId, Role, Session};

/// What the engine puts before a partner who may interview.
pub struct Console {
    pub id: String,
    /// Who has the chair; none: the engine.
    pub partner: Option<String>,
    /// The id of the next act.
    pub message_id: String,
    /// The last entry that the proposals are made for.
    pub seq: u32,
    pub proposals: Vec<Offer>,
    pub facts: Vec<Offer>,
    pub ledger: Vec<LedgerGroup>,
}

/// A proposal.
pub struct Offer {
    pub key: String,
    pub title: &'static str,
    pub text: String,
    pub because: String,
    pub message_id: String,
    /// Of a fact: whether it was told.
    pub told: bool,
}

/// The expectations of a step.
pub struct LedgerGroup {
    pub step: &'static str,
    pub lines: Vec<LedgerLine>,
}

/// An expectation as it stands.
pub struct LedgerLine {
    pub title: String,
    pub standing: Label,
    /// What is missing of it.
    pub missing: Vec<String>,
}

impl Console {
    /// What stands before the partner at the end of the log.
    pub async fn load(app: &App, session: &Session) -> Result<Console, Error> {
        let engine = session::engine(app, session).await?;
        let state = session::state(app, session, &engine).await?;
        let (mut proposals, mut facts) = (Vec::new(), Vec::new());
        if state.partner.is_some() {
            for proposal in session::proposals(app, session, &engine).await? {
                let told = match &proposal.kind {
                    ProposalKind::Fact(id) => state.told.iter().any(|(told, _)| told == id),
                    ProposalKind::Reply
                    | ProposalKind::Ask
                    | ProposalKind::Hint
                    | ProposalKind::Object
                    | ProposalKind::Change
                    | ProposalKind::Advance => false,
                };
                match proposal.kind {
                    ProposalKind::Fact(_) => facts.push(Offer::new(proposal, told)),
                    ProposalKind::Reply
                    | ProposalKind::Ask
                    | ProposalKind::Hint
                    | ProposalKind::Object
                    | ProposalKind::Change
                    | ProposalKind::Advance => proposals.push(Offer::new(proposal, told)),
                }
            }
        }
        Ok(Console {
            id: session.id.to_string(),
            partner: state.partner.clone(),
            message_id: MessageId::new().as_str().into(),
            seq: state.seq,
            proposals,
            facts,
            ledger: groups(&engine.scenario, &state),
        })
    }
}

impl Offer {
    fn new(proposal: Proposal, told: bool) -> Offer {
        let because = proposal.draft.record.trace.last();
        Offer {
            key: proposal.kind.key(),
            title: match proposal.kind {
                ProposalKind::Reply => "What the engine would say",
                ProposalKind::Ask => "Ask next",
                ProposalKind::Hint => "Give a hint",
                ProposalKind::Object => "Object",
                ProposalKind::Change => "Change the task",
                ProposalKind::Advance => "Move on",
                ProposalKind::Fact(_) => "Tell a fact",
            },
            because: because.map_or_else(String::new, |line| line.because.clone()),
            text: proposal.draft.text,
            message_id: MessageId::new().as_str().into(),
            told,
        }
    }
}

fn groups(scenario: &Scenario, state: &Folded) -> Vec<LedgerGroup> {
    Step::ALL
        .iter()
        .map(|step| LedgerGroup {
            step: words::step(*step),
            lines: (0..scenario.expectations.len())
                .filter(|index| scenario.expectations[*index].step == *step)
                .filter(|index| ledger::is_open(scenario, state, *index))
                .map(|index| line(scenario, state, index))
                .collect(),
        })
        .filter(|group| !group.lines.is_empty())
        .collect()
}

fn line(scenario: &Scenario, state: &Folded, index: usize) -> LedgerLine {
    let expectation = &scenario.expectations[index];
    let reached = state.ledger[index]
        .parts
        .iter()
        .any(|part| part.reached.is_some() && part.withdrawn.is_none());
    let (name, class) = match (ledger::is_full(scenario, state, index), reached) {
        (true, _) => ("in full", "good"),
        (false, true) => ("partly", "near"),
        (false, false) => ("not yet", "far"),
    };
    LedgerLine {
        title: expectation.title.clone(),
        standing: Label { name, class },
        missing: ledger::missing(scenario, state, index)
            .into_iter()
            .map(|part| expectation.parts[part].label.clone())
            .collect(),
    }
}

/// The forms at the chair.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChairForm {
    message_id: String,
    text: String,
    /// `take`, `leave`; empty: the words are said.
    press: String,
    /// Which proposal is sent, and the last entry that it was made for.
    proposal: String,
    seq: Option<u32>,
    /// The script's: the last turn that its page shows.
    after: Option<u32>,
}

/// `POST /sessions/{id}/chair`
pub async fn create(
    State(app): State<App>,
    browser: Browser,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<ChairForm>, FormRejection>,
) -> Result<Response, Error> {
    let scripted = headers
        .get(ACCEPT)
        .is_some_and(|accept| accept.as_bytes() == FRAGMENT.as_bytes());
    let Form(form) = form?;
    let words = &form.text;
    let (session, party) =
        match party_with_words(&app, &browser, &id, Role::Interviewer, words).await {
            Err(error) if scripted => {
                let refusal = Refusal::from(error);
                return Ok((refusal.status, refusal.notice).into_response());
            }
            found => found?,
        };
    let done = take(&app, &session, &party, &form).await;
    match (done, party) {
        (Err(refusal), _) if scripted => Ok((refusal.status, refusal.notice).into_response()),
        (Err(refusal), party) => Err(not_taken(&party.page(&session), refusal, &form.text)),
        (Ok(seq), Party::Guest(link)) if scripted => {
            let session = app.store.session(session.id).await?;
            let after = form.after.unwrap_or(seq.saturating_sub(1));
            let guest = Guest {
                session,
                link: *link,
            };
            let update = WatchUpdate::load(&app, &guest, after).await?;
            Ok(Html(update.render()?).into_response())
        }
        (Ok(seq), party) => {
            let page = party.page(&session);
            Ok(Redirect::to(&format!("{page}#turn-{seq}")).into_response())
        }
    }
}

/// Does it; gives the seq of the first entry that stands there for it.
async fn take(
    app: &App,
    session: &Session,
    party: &Party,
    form: &ChairForm,
) -> Result<u32, Refusal> {
    let unfit = |words: &str| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, words);
    let message_id = MessageId::parse(&form.message_id)
        .ok_or_else(|| unfit("Not sent: the form was incomplete. Send it again."))?;
    let act = match (party, form.press.as_str()) {
        (Party::Candidate, "leave") => ChairAct::Leave(None),
        (Party::Guest(link), "take") => ChairAct::Take(link.name.clone()),
        (Party::Guest(link), "leave") => ChairAct::Leave(Some(link.name.clone())),
        (Party::Guest(link), "") => ChairAct::Say {
            by: link.name.clone(),
            text: Message::parse(&form.text)?,
            proposal: match (form.proposal.as_str(), form.seq) {
                ("", _) | (_, None) => None,
                (key, Some(seq)) => Some((key.to_owned(), seq)),
            },
        },
        (Party::Candidate | Party::Guest(_), _) => {
            return Err(unfit("There is no such button. Nothing was sent."));
        }
    };
    let done = session::take_chair(app, session.id, act, message_id).await?;
    Ok(done.entries.first().map_or(1, |first| first.entry.seq))
}
