//! Every address that the program answers, in one table. The router is built from it and from nothing else, so that a
//! test can hold each row against everybody who may come along: `tests/access.rs` fails when a row is missing there.

use std::sync::LazyLock;

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

use super::{
    OPERATIONS, Operation, Web, assets, chair, classes, comments, delete, desk, events, exports,
    finish, health, home, interview, join, links, metrics, overrules, readable, report, review,
    scenarios, search, sessions, suggestions, takeover, turns, watch, yours,
};

/// An address with one of its methods.
#[derive(Clone, Debug)]
pub struct Route {
    /// The method; a `GET` answers `HEAD` too.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    answered_by: AnsweredBy,
}

#[derive(Clone, Debug)]
enum AnsweredBy {
    Page(fn() -> MethodRouter<Web>),
    Operation(&'static Operation),
}

/// The table: the pages, and the operations of the API. A path with two methods has two rows.
pub static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let operations = OPERATIONS.iter().map(|operation| Route {
        method: operation.method.clone(),
        path: operation.path,
        answered_by: AnsweredBy::Operation(operation),
    });
    PAGES.iter().cloned().chain(operations).collect()
});

const PAGES: &[Route] = &[
    Route::get("/", || get(home::show)),
    Route::get("/scenarios/{slug}", || get(scenarios::show)),
    Route::post("/sessions", || post(sessions::create)),
    Route::get("/sessions/{id}", || get(interview::show)),
    Route::post("/sessions/{id}/turns", || post(turns::create)),
    Route::get("/sessions/{id}/finish", || get(finish::show)),
    Route::get("/sessions/{id}/report", || get(report::show)),
    Route::get("/sessions/{id}/events", || get(events::show)),
    Route::get("/search", || get(search::show)),
    Route::get("/sessions/{id}/share", || get(links::show)),
    Route::post("/sessions/{id}/links", || post(links::create)),
    Route::post("/sessions/{id}/links/{link}/revoke", || post(links::revoke)),
    Route::post("/sessions/{id}/readable", || post(readable::change)),
    Route::get("/sessions/{id}/watch", || get(watch::show)),
    Route::get("/sessions/{id}/watch/events", || get(watch::events)),
    Route::post("/sessions/{id}/comments", || post(comments::create)),
    Route::post("/sessions/{id}/comments/{comment}", || {
        post(comments::change)
    }),
    Route::post("/sessions/{id}/review", || post(review::create)),
    Route::post("/sessions/{id}/overrules", || post(overrules::create)),
    Route::post("/sessions/{id}/suggestions", || post(suggestions::create)),
    Route::post("/sessions/{id}/chair", || post(chair::create)),
    Route::get("/sessions/{id}/export", || get(exports::show)),
    Route::get("/links/{secret}", || get(links::open)),
    Route::get("/take/{secret}", || get(takeover::show)),
    Route::post("/take/{secret}", || post(takeover::create)),
    Route::get("/desk", || get(desk::scenarios::show)),
    Route::get("/desk/sign-in", || get(desk::sign_in::show)),
    Route::post("/desk/sign-in", || post(desk::sign_in::create)),
    Route::post("/desk/sign-out", || post(desk::sign_in::end)),
    Route::post("/desk/sign-out-everywhere", || post(desk::sign_in::end_all)),
    Route::get("/desk/invitation/{secret}", || get(desk::invitation::show)),
    Route::post("/desk/invitation/{secret}", || {
        post(desk::invitation::create)
    }),
    Route::get("/desk/account", || get(desk::account::show)),
    Route::post("/desk/account", || post(desk::account::change)),
    Route::post("/desk/scenarios", || post(desk::scenarios::create)),
    Route::get("/desk/scenarios/{slug}", || get(desk::editor::show)),
    Route::post("/desk/scenarios/{slug}", || {
        post(desk::editor::save).layer(DefaultBodyLimit::max(desk::editor::LONGEST_FORM))
    }),
    Route::post("/desk/scenarios/{slug}/check", || {
        post(desk::editor::look).layer(DefaultBodyLimit::max(desk::editor::LONGEST_FORM))
    }),
    Route::post("/desk/scenarios/{slug}/play", || {
        post(desk::play::create).layer(DefaultBodyLimit::max(desk::editor::LONGEST_FORM))
    }),
    Route::post("/desk/scenarios/{slug}/archive", || {
        post(desk::scenarios::archive)
    }),
    Route::get("/desk/scenarios/{slug}/versions", || {
        get(desk::versions::show)
    }),
    Route::post("/desk/scenarios/{slug}/restore", || {
        post(desk::versions::restore)
    }),
    Route::post("/desk/uploads", || {
        post(desk::uploads::create).layer(DefaultBodyLimit::max(desk::editor::LONGEST_FORM))
    }),
    Route::get("/desk/inbox", || get(desk::inbox::index)),
    Route::get("/desk/inbox/{slug}", || get(desk::inbox::show)),
    Route::post("/desk/inbox/{slug}/marks", || post(desk::inbox::mark)),
    Route::post("/desk/inbox/{slug}/change", || {
        post(desk::inbox::change::create)
    }),
    Route::get("/desk/scenarios/{slug}/file", || get(desk::scenarios::file)),
    Route::get("/desk/classes", || get(desk::classes::show)),
    Route::post("/desk/classes", || post(desk::classes::create)),
    Route::get("/desk/classes/{class}", || get(desk::class::show)),
    Route::post("/desk/classes/{class}", || post(desk::class::rename)),
    Route::post("/desk/classes/{class}/archive", || {
        post(desk::class::archive)
    }),
    Route::post("/desk/classes/{class}/delete", || post(desk::class::delete)),
    Route::post("/desk/classes/{class}/link", || post(desk::class::link)),
    Route::post("/desk/classes/{class}/link/revoke", || {
        post(desk::class::revoke)
    }),
    Route::post("/desk/classes/{class}/learners/{learner}/remove", || {
        post(desk::class::remove)
    }),
    Route::post("/desk/classes/{class}/assignments", || {
        post(desk::class::assign::create)
    }),
    Route::post("/desk/classes/{class}/assignments/{assignment}", || {
        post(desk::class::assign::change)
    }),
    Route::get("/desk/classes/{class}/figures", || {
        get(desk::class::figures::show)
    }),
    Route::get("/desk/classes/{class}/lines", || {
        get(desk::class::lines::show)
    }),
    Route::get("/desk/classes/{class}/sessions/{session}", || {
        get(desk::class::transcript::show)
    }),
    Route::get("/desk/classes/{class}/csv", || get(desk::class::csv::show)),
    Route::get("/join/{secret}", || get(join::show)),
    Route::post("/join/{secret}", || post(join::create)),
    Route::get("/classes/{class}", || get(classes::show)),
    Route::post("/classes/{class}", || post(classes::rename)),
    Route::post("/classes/{class}/assignments/{assignment}/sessions", || {
        post(classes::start)
    }),
    Route::post("/classes/{class}/leave", || post(classes::leave)),
    Route::get("/yours", || get(yours::show)),
    Route::get("/yours/export", || get(yours::export)),
    Route::post("/yours/delete", || post(yours::delete)),
    Route::get("/sessions/{id}/delete", || get(delete::show)),
    Route::post("/sessions/{id}/delete", || post(delete::create)),
    Route::get("/assets/{name}", || get(assets::show)),
    Route::get("/healthz", || get(health::alive)),
    Route::get("/readyz", || get(health::ready)),
    Route::get("/metrics", || get(metrics::show)),
];

impl Route {
    pub(super) fn handler(&self) -> MethodRouter<Web> {
        match &self.answered_by {
            AnsweredBy::Page(handler) => handler(),
            AnsweredBy::Operation(operation) => operation.handler(),
        }
    }

    const fn get(path: &'static str, handler: fn() -> MethodRouter<Web>) -> Route {
        Route {
            method: Method::GET,
            path,
            answered_by: AnsweredBy::Page(handler),
        }
    }

    const fn post(path: &'static str, handler: fn() -> MethodRouter<Web>) -> Route {
        Route {
            method: Method::POST,
            path,
            answered_by: AnsweredBy::Page(handler),
        }
    }
}
