//! For supervisors: is the process alive, does the database answer.

use axum::extract::State;

use crate::error::WebError;
use crate::state::App;

/// The process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too.
pub async fn ready(State(app): State<App>) -> Result<&'static str, WebError> {
    if app.store.is_ready().await { Ok("ok\n") } else { Err(WebError::Unavailable("not ready".into())) }
}
