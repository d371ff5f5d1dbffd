//! Uploaded files: a multipart form with its secret first, the file streamed and never held whole.

use std::pin::Pin;

use axum::extract::multipart::{Field as Part, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_store::Store;
use oblast_store::files::{ALLOWED, FileError, FileKey, LARGEST, NotAccepted, Taken};
use subtle::ConstantTimeEq as _;

use crate::error::{WebError, form_encoded};
use crate::form::is_same_site;
use crate::format;
use crate::visitor::Visitor;

/// The largest file, in mebibytes.
const MEGABYTES: u64 = LARGEST / 1024 / 1024;
/// How long the rest of a file that is too large is read.
const DRAINED: std::time::Duration = std::time::Duration::from_secs(60);
/// The longest text beside a file, in bytes.
const TEXT: usize = 1_000;
/// What a form with a file may have around it, in bytes.
const AROUND: u64 = 64 * 1024;

/// A form with one file, proved to come from our own pages.
pub struct Uploaded {
    multipart: Multipart,
    /// How long it says that it is, in bytes.
    length: Option<u64>,
    secret: String,
    /// Which of the procedure's documents the file is, if the form says.
    pub document: Option<i64>,
    /// What is on it, if the form says.
    pub caption: String,
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let secret =
            request.extensions().get::<Visitor>().map(|visitor| visitor.csrf.clone()).unwrap_or_default();
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if !is_same_site(request.headers()) {
            return Err(WebError::StaleForm);
        }
        let multipart = Multipart::from_request(request, state)
            .await
            .map_err(|_| WebError::BadRequest("the form cannot be read".into()))?;
        Ok(Uploaded { multipart, length, secret, document: None, caption: String::new() })
    }
}

/// What becomes of the file of a form.
pub type Taking<'p, T> = Pin<Box<dyn Future<Output = Result<T, WebError>> + Send + 'p>>;

impl Uploaded {
    /// Takes the file among those of cases and records.
    pub async fn take(&mut self, store: &Store) -> Result<(String, Taken), WebError> {
        self.take_under(store, |_| Ok(None)).await
    }

    /// The same; `key` says what it is to be sealed under, given which document it is.
    pub async fn take_under(
        &mut self,
        store: &Store,
        key: impl FnOnce(Option<i64>) -> Result<Option<FileKey>, WebError> + Send,
    ) -> Result<(String, Taken), WebError> {
        let files = store.files.clone();
        self.take_by(LARGEST, |name, document, part| {
            let key = key(document);
            Box::pin(async move {
                let taken = files.take(&name, Box::pin(part), key?.as_ref()).await?;
                Ok((name, taken))
            })
        })
        .await
    }

    /// Gives the file to somebody who takes at most so many bytes: the secret of the form stands before it.
    pub async fn take_by<T>(
        &mut self,
        largest: u64,
        take: impl for<'p> FnOnce(String, Option<i64>, Part<'p>) -> Taking<'p, T>,
    ) -> Result<T, WebError> {
        let mut proved = self.secret.is_empty();
        loop {
            let part = self.multipart.next_field().await.map_err(|_| WebError::File(FileProblem::Broken))?;
            let Some(part) = part else { return Err(WebError::File(FileProblem::Empty)) };
            match part.name().unwrap_or_default() {
                "csrf" => {
                    let given = text(part).await?;
                    proved = bool::from(given.as_bytes().ct_eq(self.secret.as_bytes()));
                }
                "caption" => self.caption = text(part).await?,
                "document" => self.document = text(part).await?.parse().ok(),
                "file" if proved => {
                    let name = part.file_name().unwrap_or_default().to_owned();
                    // A form may say itself that it is too large.
                    if self.length.is_some_and(|length| length > largest + AROUND) {
                        drop(part);
                        return self.refuse_large().await;
                    }
                    return match take(name, self.document, part).await {
                        Err(WebError::File(FileProblem::TooLarge)) => self.refuse_large().await,
                        taken => taken,
                    };
                }
                _ => return Err(WebError::StaleForm),
            }
        }
    }
}

impl Uploaded {
    /// Takes a small file whole: its name and what it holds.
    pub async fn take_bytes(&mut self, largest: usize) -> Result<(String, Vec<u8>), WebError> {
        self.take_by(largest as u64, |name, _, mut part| {
            Box::pin(async move {
                let mut bytes = Vec::new();
                while let Some(piece) = part.chunk().await.map_err(|_| WebError::File(FileProblem::Broken))? {
                    bytes.extend_from_slice(&piece);
                    if bytes.len() > largest {
                        return Err(WebError::File(FileProblem::TooLarge));
                    }
                }
                match bytes.is_empty() {
                    true => Err(WebError::File(FileProblem::Empty)),
                    false => Ok((name, bytes)),
                }
            })
        })
        .await
    }

    async fn refuse_large<T>(&mut self) -> Result<T, WebError> {
        self.refuse(WebError::File(FileProblem::TooLarge)).await
    }

    /// Takes nothing; the rest is read and thrown away.
    pub async fn refuse<T>(&mut self, error: WebError) -> Result<T, WebError> {
        drain(&mut self.multipart).await;
        Err(error)
    }
}

/// Reads the rest of a form and throws it away, for a while: a browser reads the answer only after it has sent everything.
pub async fn drain(form: &mut Multipart) {
    let drained = async { while let Ok(Some(_)) = form.next_field().await {} };
    let _ = tokio::time::timeout(DRAINED, drained).await;
}

async fn text(mut part: Part<'_>) -> Result<String, WebError> {
    let mut text = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|_| WebError::File(FileProblem::Broken))? {
        text.extend_from_slice(&piece);
        if text.len() > TEXT {
            return Err(WebError::TooLarge);
        }
    }
    String::from_utf8(text).map_err(|_| WebError::StaleForm)
}

/// What is wrong with a file, for the one who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// Too large.
    TooLarge,
    /// Too many.
    TooMany,
    /// Nothing was chosen, or the file is empty.
    Empty,
    /// The upload broke off.
    Broken,
    /// Not of an accepted kind, not what it says, encrypted, damaged.
    NotAccepted(NotAccepted),
    /// The bytes are gone or not what they were.
    Lost,
}

impl From<FileError> for WebError {
    fn from(error: FileError) -> Self {
        let problem = match error {
            FileError::TooLarge => FileProblem::TooLarge,
            FileError::TooMany => FileProblem::TooMany,
            FileError::Empty => FileProblem::Empty,
            FileError::NotAccepted(why) => FileProblem::NotAccepted(why),
            FileError::Broken(_) => FileProblem::Broken,
            FileError::Missing | FileError::Altered => {
                tracing::error!(%error, "a stored file cannot be given");
                FileProblem::Lost
            }
            FileError::Erased => return WebError::NotFound,
            FileError::Full => return WebError::Full,
            FileError::Store(words) => return WebError::Unavailable(words),
        };
        WebError::File(problem)
    }
}

impl FileProblem {
    /// What is wrong and what to do.
    pub fn words(&self, visitor: &Visitor) -> String {
        match self {
            FileProblem::TooLarge => visitor.tf("file-too-large", &[("max", MEGABYTES.into())]),
            FileProblem::TooMany => visitor.t("file-too-many"),
            FileProblem::Empty => visitor.t("file-empty"),
            FileProblem::Broken => visitor.t("file-broken"),
            FileProblem::Lost => visitor.t("file-lost"),
            FileProblem::NotAccepted(NotAccepted::Kind(kind)) => {
                visitor.tf("file-kind", &[("kind", kind.as_str().into()), ("known", endings().into())])
            }
            FileProblem::NotAccepted(NotAccepted::Mismatch { said, found }) => visitor
                .tf("file-mismatch", &[("said", said.as_str().into()), ("found", found.as_str().into())]),
            FileProblem::NotAccepted(NotAccepted::Encrypted) => visitor.t("file-encrypted"),
            FileProblem::NotAccepted(NotAccepted::Damaged) => visitor.t("file-damaged"),
            FileProblem::NotAccepted(NotAccepted::Malware) => visitor.t("file-malware"),
        }
    }
}

/// A file as an answer, inert: never shown by the browser in our name.
pub fn inert(name: &str, media_type: &str, bytes: bytes::Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", form_encoded(name))),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// The accepted endings: «pdf, jpg, ...».
pub fn endings() -> String {
    ALLOWED.iter().flat_map(|(_, endings)| endings.iter().copied()).collect::<Vec<_>>().join(", ")
}

/// The size of a file as people read it.
pub fn size(visitor: &Visitor, bytes: i64) -> String {
    match bytes {
        0..=1023 => visitor.tf("size-bytes", &[("count", bytes.into())]),
        1024..=1_048_575 => visitor.tf("size-kilobytes", &[("count", format::count(bytes / 1024).into())]),
        _ => visitor
            .tf("size-megabytes", &[("count", format::tenths(bytes * 10 / 1_048_576, visitor.lang).into())]),
    }
}

/// The form of an upload. `document` says which document it is.
pub fn form(
    visitor: &Visitor,
    action: &str,
    document: Option<usize>,
    label: &str,
    error: Option<&str>,
) -> Markup {
    form_after(visitor, action, document, &html! {}, label, error)
}

/// The same with fields before the file.
pub fn form_after(
    visitor: &Visitor,
    action: &str,
    document: Option<usize>,
    before: &Markup,
    label: &str,
    error: Option<&str>,
) -> Markup {
    let id = document.map_or_else(|| "f-file".to_owned(), |document| format!("f-file-{document}"));
    html! {
        form method="post" action=(action) enctype="multipart/form-data" data-upload=(visitor.t("file-sending"))
            data-largest=(LARGEST) data-too-large=(FileProblem::TooLarge.words(visitor)) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            @if let Some(document) = document { input type="hidden" name="document" value=(document); }
            (before)
            div class=(if error.is_some() { "field wrong" } else { "field" }) {
                label for=(id) { (label) }
                p class="help" id={ (id) "-help" } {
                    (visitor.tf("file-help", &[("known", endings().into()), ("max", MEGABYTES.into())]))
                }
                @if let Some(error) = error { p class="error-text" id={ (id) "-error" } role="alert" { (error) } }
                input id=(id) name="file" type="file" aria-describedby={ (id) "-help" @if error.is_some() { " " (id) "-error" } }
                    accept=(ALLOWED.iter().map(|(kind, _)| *kind).collect::<Vec<_>>().join(","));
            }
            div class="actions" { button class="button quiet" type="submit" { (visitor.t("file-send")) } }
            progress hidden max="100" value="0" aria-label=(visitor.t("file-sending")) {}
        }
    }
}
