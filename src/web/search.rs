//! Finding something again in one's own interviews.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::error::Error;
use super::moment::Moment;
use super::owner::Browser;
use super::root;
use crate::interview::Author;
use crate::session::App;
use crate::store::{Hit, Piece, Wanted};

/// How many hits a page has.
const PAGE: u32 = 20;

/// What was typed, and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    before: String,
}

/// The page.
#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    /// What was typed.
    typed: String,
    /// Whether there is a word in it.
    asked: bool,
    /// Whether it isn't the first page.
    further: bool,
    hits: Vec<Found>,
    /// The address of the next page.
    older: Option<String>,
}

struct Found {
    address: String,
    title: String,
    who: &'static str,
    when: Moment,
    excerpt: Vec<Piece>,
}

impl Found {
    fn new(hit: Hit, now_ms: i64) -> Found {
        Found {
            address: format!("{}/sessions/{}#turn-{}", root(), hit.session, hit.seq),
            title: hit.title,
            who: match hit.author {
                Author::Candidate => "You",
                Author::Engine | Author::Partner => "Interviewer",
                Author::System => "Note",
            },
            when: Moment::new(hit.at_ms, now_ms),
            excerpt: hit.excerpt,
        }
    }
}

/// `GET /search?q=WORDS&before=PLACE`
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    Query(Search { q, before }): Query<Search>,
) -> Result<Html<String>, Error> {
    let before: Option<i64> = before.parse().ok();
    let wanted = Wanted::parse(&q);
    let mut hits = match (browser.owner(), &wanted) {
        (Some(owner), Some(wanted)) => app.store.search(&owner, wanted, before, PAGE + 1).await?,
        (None, _) | (_, None) => Vec::new(),
    };
    let more = hits.len() > PAGE as usize;
    hits.truncate(PAGE as usize);
    let last = hits.last().filter(|_| more).map(|last| last.place);
    let now_ms = app.clock.now_ms();
    let page = SearchPage {
        older: last.map(|place| format!("{}/search?q={}&before={place}", root(), in_query(&q))),
        asked: wanted.is_some(),
        further: before.is_some(),
        typed: q,
        hits: hits
            .into_iter()
            .map(|hit| Found::new(hit, now_ms))
            .collect(),
    };
    Ok(Html(page.render()?))
}

/// A text as it may stand in the query of an address.
fn in_query(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_goes_into_an_address_and_comes_back() {
        for text in ["read replica", "\"a\" & b=c#d?", "Zürich 👩‍💻", "%2f"] {
            let uri = format!("/search?q={}", in_query(text)).parse().unwrap();
            let Query(search) = Query::<Search>::try_from_uri(&uri).unwrap();
            assert_eq!(search.q, text);
        }
    }
}
