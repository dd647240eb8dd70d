//! Whether the program runs, and whether it can work: for whatever starts it again or sends it requests.

use std::fmt::Write;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use crate::session::App;

/// How long the store may take to answer before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the program runs. It asks nothing else, because a full disk is no reason to start it again.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 where an interview could be held, else 503; a line for each thing that this takes.
pub async fn ready(State(app): State<App>) -> (StatusCode, String) {
    let store = match tokio::time::timeout(PATIENCE, app.store.answers()).await {
        Ok(Ok(())) => Ok("answers".to_owned()),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the store");
            Err("does not answer".to_owned())
        }
        Err(_) => Err(format!("no answer in {} s", PATIENCE.as_secs())),
    };
    let scenarios = match app.prompts.current().offered.len() {
        0 => Err("none could be read".to_owned()),
        count => Ok(format!("{count} loaded")),
    };
    let program = match app.stopping.is_cancelled() {
        true => Err("stopping".to_owned()),
        false => Ok("running".to_owned()),
    };
    let parts = [
        ("store", store),
        ("scenarios", scenarios),
        ("program", program),
    ];
    let status = match parts.iter().all(|(_, state)| state.is_ok()) {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut lines = String::new();
    for (part, state) in &parts {
        let (Ok(state) | Err(state)) = state;
        let _ = writeln!(lines, "{part}: {state}");
    }
    (status, lines)
}
