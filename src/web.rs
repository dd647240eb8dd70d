//! The pages.

use axum::Router;
use axum::routing::get;

use crate::session::App;

/// Every address that the program answers.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(async || "Greenroom"))
        .with_state(app)
}
