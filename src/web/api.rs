//! The JSON API, version 1: for a client that isn't a browser. It does what the pages do by the same calls; who asks
//! says so with a token.
//!
//! [`OPERATIONS`] is the one table. The router is built from it, and so is the document at `/api/v1/openapi.json`:
//! parameters, bodies and answers are described by the types that read and write them (`operation.rs`). Field names and
//! the names of problems are promises: version 1 only adds to them.

use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use super::Web;
use crate::store::Owner;

mod bearer;
mod document;
mod events;
mod names;
mod operation;
mod problem;
mod report;
mod scenarios;
mod search;
mod sessions;
mod turns;

use operation::{Served, served, served_to_all};
use problem::{Code, Problem};

/// What all its addresses begin with.
const BASE: &str = "/api/v1";

/// One thing that can be asked of the API.
#[derive(Debug)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Its name, for programs that are written from the document.
    pub id: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What a client should know, in sentences.
    pub description: &'static str,
    /// What may stand in the way, besides what follows from its parameters and its body.
    problems: &'static [Code],
    served: fn() -> Served,
}

impl Operation {
    /// Its handler.
    pub(super) fn handler(&self) -> MethodRouter<Web> {
        (self.served)().answering(&self.method)
    }
}

/// All operations.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        method: Method::GET,
        path: "/api/v1/openapi.json",
        id: "describe",
        summary: "This document",
        description: "An OpenAPI 3.1 document, made from the types that the program reads and writes.",
        problems: &[],
        served: || served_to_all(document::show),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/scenarios",
        id: "listScenarios",
        summary: "The interview questions",
        description: "What suits a first interview comes first.",
        problems: &[],
        served: || served(scenarios::list),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/scenarios/{slug}",
        id: "getScenario",
        summary: "One interview question",
        description: "",
        problems: &[],
        served: || served(scenarios::show),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/sessions",
        id: "listSessions",
        summary: "The token's sessions",
        description: "Newest first, a page at a time: where `next` is given, ask again with it as `before`.",
        problems: &[],
        served: || served(sessions::list),
    },
    Operation {
        method: Method::POST,
        path: "/api/v1/sessions",
        id: "startSession",
        summary: "Start an interview",
        description: "The session is the token's. Its first turn is the interviewer's: read it with `listTurns`. \
            The same key with the same body gives the same session again.",
        problems: &[Code::NoScenario, Code::OtherContent],
        served: || served(sessions::start),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/sessions/{id}",
        id: "getSession",
        summary: "Where a session stands",
        description: "With the step it is in, the notes that the page shows beside the talk, and in coach mode how much of \
            each step is covered.",
        problems: &[],
        served: || served(sessions::show),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/sessions/{id}/turns",
        id: "listTurns",
        summary: "What was said",
        description: "In order, a page at a time: where `next` is given, ask again with it as `after`.",
        problems: &[],
        served: || served(turns::list),
    },
    Operation {
        method: Method::POST,
        path: "/api/v1/sessions/{id}/turns",
        id: "takeTurn",
        summary: "Say something, or press a button",
        description: "An answer of 2xx means that the turn and the reply to it are safely on disk. Anything else means that \
            nothing was saved, unless the problem says that it isn't known: then send it again with the same key. The same key \
            with the same content gives the same turns again. A body of plain text is what the candidate says; who accepts only \
            plain text gets the interviewer's words.",
        problems: &[Code::Finished, Code::OtherContent, Code::Contended],
        served: || served(turns::take),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/sessions/{id}/report",
        id: "getReport",
        summary: "The report of a finished interview",
        description: "As it was given when the interview ended.",
        problems: &[Code::Unfinished],
        served: || served(report::show),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/sessions/{id}/events",
        id: "followTurns",
        summary: "Turns as they come",
        description: "Server-sent events: each has a turn as its data, in the form of `listTurns`, and the turn's `seq` as its \
            id. The stream begins after the turn that `Last-Event-ID` or `after` names, so that nothing is lost by connecting \
            again. It ends within seconds when the token is revoked.",
        problems: &[],
        served: || served(events::follow),
    },
    Operation {
        method: Method::GET,
        path: "/api/v1/search",
        id: "searchTurns",
        summary: "Find what was said",
        description: "In all sessions of the token, newest first, a page at a time: where `next` is given, ask again with it as \
            `before`. Every word has to be there, in any form; words in double quotes as they stand together.",
        problems: &[],
        served: || served(search::list),
    },
];

/// Whose a request is: a token's, whatever it is worth. A cookie says nothing here.
pub(super) fn owner(headers: &HeaderMap) -> Option<Owner> {
    bearer::secret(headers).map(|secret| Owner::of_secret(secret.expose()))
}

/// The answer to who sends too much.
pub(super) fn too_many(detail: String) -> Response {
    Problem::with(Code::TooMany, detail).into_response()
}

/// Whatever goes wrong on the way to an operation, or where there is none, is a problem document under `/api/`, never a
/// page: what the router and its layers say in HTML is said again in the API's own form.
pub(super) async fn speak_for_programs(request: Request, next: Next) -> Response {
    let is_ours = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let spoken = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == problem::MEDIA_TYPE);
    if !is_ours || !failed || spoken {
        return response;
    }
    let mut said_again = Problem::new(Code::of_status(response.status())).into_response();
    // What else the layers have to say, such as how long to wait, stays.
    for (name, value) in response.headers() {
        if ![CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING].contains(name) {
            said_again.headers_mut().insert(name, value.clone());
        }
    }
    said_again
}
