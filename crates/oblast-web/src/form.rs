//! Submitted forms: bounded, and proved to come from our own pages.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use oblast_kernel::Uuid;
use oblast_register::Field;
use oblast_register::kind::Input;
use subtle::ConstantTimeEq as _;

use crate::error::WebError;
use crate::visitor::Visitor;

/// The names and values of a submitted form, in their order.
#[derive(Clone, Debug, Default)]
pub struct Submitted(Vec<(String, String)>);

impl Submitted {
    /// The value of a name; empty where absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All names and values, in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The form of a body that was read already; empty where it is none.
    pub fn of_body(body: &[u8]) -> Self {
        Submitted(serde_urlencoded::from_bytes(body).unwrap_or_default())
    }

    /// Does the form hold this name?
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// All values of a name, in their order.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// What was typed into a field: where it takes several choices, all of them.
    pub fn answer(&self, field: &Field) -> String {
        match field.kind.input() {
            Input::Several => self.all(&field.id).join(" "),
            _ => self.get(&field.id).to_owned(),
        }
    }

    /// The form without a name.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// The value as an id.
    pub fn id(&self, name: &str) -> Option<Uuid> {
        self.get(name).parse().ok()
    }

    /// The value as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// The form with a value added: for showing stored values in a form.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let visitor = request.extensions().get::<Visitor>().cloned();
        let same_site = is_same_site(request.headers());
        let Form(pairs) =
            Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(|rejection| {
                match rejection.status().as_u16() {
                    413 => WebError::TooLarge,
                    _ => WebError::BadRequest("the form cannot be read".into()),
                }
            })?;
        let form = Submitted(pairs);
        let expected = visitor.map(|visitor| visitor.csrf).unwrap_or_default();
        let token_fits =
            expected.is_empty() || bool::from(form.get("csrf").as_bytes().ct_eq(expected.as_bytes()));
        if same_site && token_fits { Ok(form) } else { Err(WebError::StaleForm) }
    }
}

/// Browsers say where a request comes from; a request that names another site is not ours.
pub(crate) fn is_same_site(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (
        value("sec-fetch-site"),
        value("origin"),
        headers.get(header::HOST).and_then(|host| host.to_str().ok()),
    ) {
        (Some(site), ..) => matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split("://").nth(1) == Some(host),
        (None, Some(_), None) => false,
        (None, None, _) => true,
    }
}
