//! Finding what was said.

use axum::extract::Query;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::Author;
use super::operation::{Call, Reply, Shown};
use super::problem::{Code, Problem};
use super::sessions::Limit;
use crate::store::{self, Wanted};
use crate::web::moment::iso;

/// A page of hits.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hits {
    hits: Vec<Hit>,
    /// Where the next page begins, for `before`; null: there is none.
    next: Option<i64>,
}

impl Reply for Hits {}

/// A turn that was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hit {
    /// The session's id.
    #[schemars(extend("format" = "uuid"))]
    session: String,
    /// The session's title.
    title: String,
    /// The turn's `seq`.
    turn: u32,
    author: Author,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    /// The words around, cut to what matters.
    excerpt: Vec<Piece>,
}

/// A piece of an excerpt.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Piece {
    text: String,
    /// Whether it is what was searched for.
    found: bool,
}

impl From<store::Hit> for Hit {
    fn from(hit: store::Hit) -> Hit {
        Hit {
            session: hit.session.to_string(),
            title: hit.title,
            turn: hit.seq,
            author: hit.author.into(),
            at: iso(hit.at_ms),
            excerpt: hit
                .excerpt
                .into_iter()
                .map(|piece| Piece {
                    text: piece.text,
                    found: piece.found,
                })
                .collect(),
        }
    }
}

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The words.
    q: String,
    /// Only hits before this place: the `next` of the page before.
    #[serde(default)]
    before: Option<i64>,
    /// How many at most.
    #[serde(default)]
    limit: Limit,
}

/// `GET /api/v1/search`
pub async fn list(call: Call<(), Query<Page>, ()>) -> Result<Shown<Hits>, Problem> {
    let Query(Page { q, before, limit }) = call.query;
    let wanted = Wanted::parse(&q).ok_or_else(|| {
        Problem::with(Code::Invalid, "`q`: there is no letter and no digit in it.")
    })?;
    let owner = &call.caller.owner;
    let store = &call.app.store;
    let mut hits = store
        .search(owner, &wanted, before, limit.and_one())
        .await?;
    let more = limit.cut(&mut hits);
    let last = hits.last().filter(|_| more);
    Ok(Shown(Hits {
        next: last.map(|last| last.place),
        hits: hits.into_iter().map(Hit::from).collect(),
    }))
}
