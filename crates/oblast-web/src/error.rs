//! Errors at the edge: domain errors become a status and words in the visitor's language.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use oblast_kernel::Uuid;
use oblast_kernel::access::Denied;
use oblast_store::accounts::AccountError;
use oblast_store::cases::CaseError;
use oblast_store::changes::ChangeError;
use oblast_store::facts::FactError;
use oblast_store::imports::ImportError;
use oblast_store::records::RecordError;
use oblast_store::{ActError, StoreError};
use serde_json::json;

use crate::form::Submitted;
use crate::layout;
use crate::pages::resume;
use crate::state::App;
use crate::upload::FileProblem;
use crate::visitor::Visitor;

/// What a handler can fail with. A page or a problem document is made of it by [`render`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum WebError {
    /// No such page, case, record.
    #[error("not found")]
    NotFound,
    /// A change must say which version it was made from.
    #[error("`If-Match` is missing")]
    NoVersion,
    /// The version that a change was made from is not the newest.
    #[error("the record was changed meanwhile")]
    OldVersion,
    /// Signing in may help.
    #[error("sign in first")]
    SignInFirst,
    /// The visitor has no such power.
    #[error("not permitted")]
    NotPermitted,
    /// Nobody decides their own case.
    #[error("own case")]
    OwnCase,
    /// The visitor asked for the change themselves.
    #[error("nobody approves what they asked for themselves")]
    OwnProposal,
    /// The visitor took the step that this one checks.
    #[error("nobody checks what they did themselves")]
    OwnStep,
    /// The visitor took part in the decision that is appealed.
    #[error("nobody decides on the appeal of their own decision")]
    OwnDecision,
    /// The form did not come from our page or the session has ended.
    #[error("the form is stale")]
    StaleForm,
    /// The token is unknown or revoked.
    #[error("the token is not known")]
    BadToken,
    /// The request cannot be understood; the words say why.
    #[error("{0}")]
    BadRequest(String),
    /// Fields of a JSON body are wrong: name, code and words of each.
    #[error("invalid fields")]
    Invalid(Vec<(String, String)>),
    /// The same key of idempotency with another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// Something was changed meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// A value that must not stand twice does: its column.
    #[error("`{0}` exists already")]
    Duplicate(String),
    /// The official signed in by a password alone, and officials have to do more here.
    #[error("a second factor first")]
    SecondFactorFirst,
    /// The visitor signed in too long ago for what is asked.
    #[error("sign in again")]
    SignInAgain,
    /// The same address comes too often; after so many seconds it may again.
    #[error("too often")]
    TooOften(i64),
    /// Too many forms came from the same network without a proof of work.
    #[error("too many without a proof of work")]
    Unproved,
    /// A field that people do not see was filled in.
    #[error("trapped")]
    Trapped,
    /// More come than can be served.
    #[error("busy")]
    Busy,
    /// There are as many as may be.
    #[error("too many")]
    TooMany,
    /// The body is larger than we take.
    #[error("too large")]
    TooLarge,
    /// The file is not taken, or cannot be given.
    #[error("file: {0:?}")]
    File(FileProblem),
    /// No body here provides the service.
    #[error("no body has the code `{0}`")]
    NoBody(String),
    /// The database does not answer.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// It is not known whether the act stands.
    #[error("outcome unknown")]
    Unknown,
    /// The disk is full.
    #[error("no space is left")]
    Full,
    /// A mistake of ours; the words go to the log only.
    #[error("internal: {0}")]
    Internal(String),
}

impl WebError {
    fn status(&self) -> StatusCode {
        match self {
            WebError::NotFound => StatusCode::NOT_FOUND,
            WebError::NoVersion => StatusCode::PRECONDITION_REQUIRED,
            WebError::OldVersion => StatusCode::PRECONDITION_FAILED,
            WebError::SignInFirst | WebError::BadToken => StatusCode::UNAUTHORIZED,
            WebError::NotPermitted
            | WebError::OwnCase
            | WebError::OwnDecision
            | WebError::OwnProposal
            | WebError::OwnStep
            | WebError::StaleForm => StatusCode::FORBIDDEN,
            WebError::SecondFactorFirst | WebError::SignInAgain => StatusCode::FORBIDDEN,
            WebError::TooOften(_) | WebError::Unproved => StatusCode::TOO_MANY_REQUESTS,
            WebError::BadRequest(_) => StatusCode::BAD_REQUEST,
            WebError::Invalid(_) | WebError::KeyReused | WebError::Trapped => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            WebError::Conflict | WebError::Duplicate(_) | WebError::TooMany => StatusCode::CONFLICT,
            WebError::TooLarge | WebError::File(FileProblem::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            WebError::File(FileProblem::Lost) => StatusCode::INTERNAL_SERVER_ERROR,
            WebError::File(_) => StatusCode::UNPROCESSABLE_ENTITY,
            WebError::NoBody(_) | WebError::Unavailable(_) | WebError::Unknown | WebError::Busy => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            WebError::Full => StatusCode::INSUFFICIENT_STORAGE,
            WebError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// May the same form be taken later?
    fn passes(&self) -> bool {
        matches!(self, WebError::Full | WebError::Unavailable(_) | WebError::Unknown | WebError::Busy)
    }

    /// The code in problem documents, and of the texts `error-<code>-title` and `error-<code>-help`.
    fn code(&self) -> &'static str {
        match self {
            WebError::NotFound => "not-found",
            WebError::NoVersion => "no-version",
            WebError::OldVersion => "old-version",
            WebError::SignInFirst => "sign-in",
            WebError::BadToken => "bad-token",
            WebError::NotPermitted => "not-permitted",
            WebError::SecondFactorFirst => "second-factor",
            WebError::SignInAgain => "sign-in-again",
            WebError::TooOften(_) => "too-often",
            WebError::Unproved => "unproved",
            WebError::Trapped => "trapped",
            WebError::Busy => "busy",
            WebError::OwnCase => "own-case",
            WebError::OwnDecision => "own-decision",
            WebError::OwnProposal => "own-proposal",
            WebError::OwnStep => "own-step",
            WebError::StaleForm => "stale-form",
            WebError::BadRequest(_) => "bad-request",
            WebError::Invalid(_) => "invalid",
            WebError::KeyReused => "key-reused",
            WebError::Conflict => "conflict",
            WebError::Duplicate(_) => "duplicate",
            WebError::TooMany => "too-many",
            WebError::TooLarge | WebError::File(FileProblem::TooLarge) => "too-large",
            WebError::File(FileProblem::Lost) => "file-lost",
            WebError::File(_) => "file",
            WebError::NoBody(_) => "no-body",
            WebError::Unavailable(_) => "unavailable",
            WebError::Unknown => "unknown-outcome",
            WebError::Full => "full",
            WebError::Internal(_) => "internal",
        }
    }
}

impl From<Denied> for WebError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::SignInFirst => WebError::SignInFirst,
            Denied::NotPermitted => WebError::NotPermitted,
            Denied::OwnCase => WebError::OwnCase,
            Denied::OwnDecision => WebError::OwnDecision,
            Denied::OwnProposal => WebError::OwnProposal,
            Denied::OwnStep => WebError::OwnStep,
        }
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => WebError::Full,
            StoreError::Database(words) => WebError::Unavailable(words),
            other => WebError::Internal(other.to_string()),
        }
    }
}

impl From<AccountError> for WebError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::Act(error) => error.into(),
            AccountError::NoAccount(_) => WebError::NotFound,
            AccountError::Hash(_) => WebError::Internal(error.to_string()),
        }
    }
}

impl From<ActError> for WebError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Conflict { .. } => WebError::Conflict,
            ActError::Duplicate { column, .. } => WebError::Duplicate(column),
            ActError::Replay => WebError::KeyReused,
            ActError::Full => WebError::Full,
            ActError::Unavailable(words) => WebError::Unavailable(words),
            ActError::Unknown => WebError::Unknown,
        }
    }
}

impl From<RecordError> for WebError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Missing => WebError::NotFound,
            RecordError::NotNow => WebError::Conflict,
            RecordError::Act(error) => error.into(),
            RecordError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeError> for WebError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Nothing | ChangeError::TooMany => WebError::BadRequest(error.to_string()),
            ChangeError::NotOpen | ChangeError::Outdated => WebError::Conflict,
            ChangeError::Act(error) => error.into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<ImportError> for WebError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Step | ImportError::BadCells | ImportError::NoRows => WebError::Conflict,
            ImportError::NotATable(_)
            | ImportError::Table(_)
            | ImportError::Missing(_)
            | ImportError::TooManyFixes => WebError::BadRequest(error.to_string()),
            ImportError::File(error) => error.into(),
            ImportError::Act(error) => error.into(),
            ImportError::Store(error) => error.into(),
        }
    }
}

impl From<FactError> for WebError {
    fn from(error: FactError) -> Self {
        match error {
            FactError::NoTerm(_) => WebError::NotFound,
            FactError::Count | FactError::Twice => WebError::BadRequest(error.to_string()),
            FactError::Act(error) => error.into(),
            FactError::Store(error) => error.into(),
        }
    }
}

impl From<CaseError> for WebError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Missing => WebError::NotFound,
            CaseError::NoBody(code) => WebError::NoBody(code),
            CaseError::Changed | CaseError::NotAppealable => WebError::Conflict,
            CaseError::NoSuchOutcome => WebError::BadRequest("no such outcome".into()),
            CaseError::NoteRequired
            | CaseError::GroundsRequired
            | CaseError::Waiting(_)
            | CaseError::TooSoon(_)
            | CaseError::NothingFound(_)
            | CaseError::NotForwardable
            | CaseError::NotExtendable => WebError::BadRequest(error.to_string()),
            CaseError::Act(error) => error.into(),
            CaseError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives an error its page or its problem document (RFC 9457). Other responses pass. `sent` is the form that was
/// sent: where it may be taken later, the page holds it.
pub fn render(
    app: &App,
    visitor: &Visitor,
    mut response: Response,
    is_api: bool,
    is_get: bool,
    sent: Option<&Submitted>,
) -> Response {
    let error = match response.extensions_mut().remove::<WebError>() {
        Some(error) => error,
        None => match response.status() {
            StatusCode::NOT_FOUND => WebError::NotFound,
            // The router's own words about an address or a form that it could not read: an address that names nothing is no page.
            StatusCode::BAD_REQUEST if is_plain(&response) && is_get => {
                *response.status_mut() = StatusCode::NOT_FOUND;
                WebError::NotFound
            }
            StatusCode::BAD_REQUEST if is_plain(&response) => WebError::BadRequest("unreadable".into()),
            StatusCode::METHOD_NOT_ALLOWED => WebError::BadRequest("method not allowed".into()),
            StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
            _ => return response,
        },
    };
    // Who would have the power by their position is told what is missing, not that they have none.
    let error = match error {
        WebError::NotPermitted if visitor.held_back => WebError::SecondFactorFirst,
        error => error,
    };
    let status = if response.status().is_success() { error.status() } else { response.status() };
    // By its id the operator finds in the log what somebody tells them about.
    let id = status.is_server_error().then(|| app.store.ids.id(visitor.now));
    if let Some(id) = id {
        tracing::error!(%id, code = error.code(), %error, "request failed");
    }
    let mut response = match is_api {
        true => problem(visitor, &error, status, id),
        false => page(app, visitor, &error, status, &Failed { is_get, sent, id }),
    };
    let wait = match error {
        WebError::TooOften(seconds) => Some(seconds),
        WebError::Unproved => Some(60),
        _ => None,
    };
    if let Some(seconds) = wait
        && let Ok(value) = header::HeaderValue::from_str(&seconds.to_string())
    {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// What failed.
struct Failed<'f> {
    /// Was a page asked for?
    is_get: bool,
    /// The form that was sent, where it may be taken later.
    sent: Option<&'f Submitted>,
    /// The id under which it stands in the log.
    id: Option<Uuid>,
}

fn is_plain(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn page(app: &App, visitor: &Visitor, error: &WebError, status: StatusCode, failed: &Failed<'_>) -> Response {
    let &Failed { is_get, sent, id } = failed;
    let sign_in = match error {
        WebError::SignInFirst if is_get => Some(form_encoded(&visitor.path)),
        WebError::SignInAgain if is_get => Some(format!("{}&again=1", form_encoded(&visitor.path))),
        // What was sent is not sent again by itself; the page that it came from is opened anew.
        WebError::SignInAgain => Some("/account/sign-in&again=1".to_owned()),
        _ => None,
    };
    if let Some(next) = sign_in {
        return Redirect::to(&format!("/login?next={next}")).into_response();
    }
    let title = visitor.t(&format!("error-{}-title", error.code()));
    let page = layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                h1 { (title) }
                p { (visitor.t(&format!("error-{}-help", error.code()))) }
                @if let Some(id) = id { p class="soft" { (visitor.t("error-id")) " " code { (id) } } }
                @if matches!(error, WebError::SecondFactorFirst) {
                    p { a class="button" href="/account/sign-in" { (visitor.t("account-factors")) } }
                }
                @if let Some(form) = sent.filter(|_| error.passes()) { (resume::again(visitor, form)) }
                p { a href="/" { (visitor.t("error-home")) } }
            }
        },
    );
    (status, page).into_response()
}

fn problem(visitor: &Visitor, error: &WebError, status: StatusCode, id: Option<Uuid>) -> Response {
    let mut body = json!({
        "type": format!("/api/errors#{}", error.code()),
        "title": visitor.t(&format!("error-{}-title", error.code())),
        "status": status.as_u16(),
        "code": error.code(),
    });
    if let Some(id) = id {
        body["instance"] = json!(format!("urn:uuid:{id}"));
    }
    match error {
        WebError::Invalid(fields) => {
            body["errors"] =
                fields.iter().map(|(field, words)| json!({ "field": field, "message": words })).collect();
        }
        WebError::BadRequest(words) => body["detail"] = json!(words),
        WebError::Duplicate(column) => body["field"] = json!(column),
        _ => {}
    }
    let mut response = (status, Json(body)).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
    response
}

/// Percent-encodes a path for a query.
pub fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                (byte as char).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
