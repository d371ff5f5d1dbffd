//! Signatures over the documents of a case: who signs, the page on which they do, what was signed with its signatures.
//!
//! The page signs in the browser, by a key file that never leaves it; without scripts a signature that was made elsewhere is uploaded. Both
//! come to the same place and are verified alike.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use dstu::asic;
use dstu::create::merge;
use dstu::verdict::Level;
use maud::{Markup, html};
use oblast_document::{Content, Section, Template};
use oblast_kernel::access::Request;
use oblast_kernel::{Lang, Uuid};
use oblast_store::Record;
use oblast_store::cases::{CaseError, CaseView};
use oblast_store::documents::DocumentError;
use oblast_store::signatures::{APPLICANT, SEAL};

use super::{application_document, decision_content, decision_document, fact, make, pdf};
use crate::components::sign_form::{self, Signed};
use crate::components::{error_of, notice};
use crate::error::WebError;
use crate::pages::cases::{changed_notice, open, task_request};
use crate::signing::{SignProblem, Whose, level_words};
use crate::state::App;
use crate::upload::{FileProblem, Uploaded, inert};
use crate::visitor::Visitor;
use crate::{format, layout};

/// The document of a case that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Decision,
    Application,
}

impl Kind {
    fn of(name: &str) -> Result<Kind, WebError> {
        match name {
            "decision" => Ok(Kind::Decision),
            "application" => Ok(Kind::Application),
            _ => Err(WebError::NotFound),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Decision => "decision",
            Kind::Application => "application",
        }
    }

    /// Is there something to sign yet: a case that was decided, an application that its procedure wants signed?
    fn is_asked(self, view: &CaseView) -> bool {
        match self {
            Kind::Decision => !view.case.get("decided_on").is_null(),
            Kind::Application => view.procedure.signing.applicant,
        }
    }

    /// The places for signatures, with those that were given.
    fn slots(self, visitor: &Visitor, view: &CaseView, given: &[Record]) -> Vec<Slot> {
        match self {
            Kind::Decision => decision_slots(visitor, view, given),
            Kind::Application => vec![Slot {
                name: APPLICANT.to_owned(),
                title: visitor.t("case-applicant"),
                signature: in_slot(given, APPLICANT),
                is_own: visitor.may(Request::ActForApplicant(&view.parties)),
            }],
        }
    }

    /// The page on which it is signed.
    fn path(self, case: Uuid) -> String {
        format!("/cases/{case}/sign/{}", self.name())
    }
}

/// A place for a signature.
struct Slot {
    /// The task, or [`APPLICANT`].
    name: String,
    /// Who signs there.
    title: String,
    /// The signature that stands there.
    signature: Option<Record>,
    /// May the visitor sign there?
    is_own: bool,
}

/// What is signed: the document in Ukrainian, whatever language the page has.
struct Signable {
    kind: Kind,
    view: CaseView,
    document: Record,
    slots: Vec<Slot>,
}

impl Signable {
    async fn load(app: &App, visitor: &Visitor, case: Uuid, kind: &str) -> Result<Signable, WebError> {
        let kind = Kind::of(kind)?;
        let view = open(app, visitor, case).await?;
        let in_ukrainian = Visitor { lang: Lang::Uk, ..visitor.clone() };
        let document = match kind {
            Kind::Decision => decision_document(app, &in_ukrainian, &view).await?,
            Kind::Application if kind.is_asked(&view) => {
                application_document(app, &in_ukrainian, &view).await?
            }
            Kind::Application => return Err(WebError::NotFound),
        };
        let given = app.store.signatures(document.id()).await?;
        let slots = kind.slots(visitor, &view, &given);
        Ok(Signable { kind, view, document, slots })
    }

    /// The place in which the visitor signs now, where there is one: of those who sign in their order the next one.
    fn own(&self) -> Option<&Slot> {
        let in_order = self.kind == Kind::Decision && self.view.procedure.signing.in_order;
        let mut open = self.slots.iter().filter(|slot| slot.signature.is_none());
        match in_order {
            true => open.next().filter(|slot| slot.is_own),
            false => open.find(|slot| slot.is_own),
        }
    }

    fn given(&self) -> impl Iterator<Item = &Record> {
        self.slots.iter().filter_map(|slot| slot.signature.as_ref())
    }

    fn path(&self) -> String {
        self.kind.path(self.view.case.id())
    }
}

fn in_slot(given: &[Record], slot: &str) -> Option<Record> {
    given.iter().find(|own| own.text("slot") == slot).cloned()
}

/// Who signs a decision: the declared tasks that were done, else that by which the case was decided.
fn decision_slots(visitor: &Visitor, view: &CaseView, given: &[Record]) -> Vec<Slot> {
    let declared = &view.procedure.signing.decision;
    let done = || view.tasks.iter().filter(|task| !task.get("outcome").is_null());
    let last = done().max_by_key(|task| task.int("done_at")).map(|task| task.text("task").to_owned());
    let names: Vec<String> = match declared.is_empty() {
        true => last.into_iter().collect(),
        false => declared.clone(),
    };
    let slot = |name: String| {
        let task = done().filter(|task| task.text("task") == name).max_by_key(|task| task.int("done_at"))?;
        let title = view.procedure.task(&name).map(|own| visitor.say(&own.title).to_owned());
        let is_own = task_request(view, task).is_some_and(|request| visitor.may(request));
        let signature = in_slot(given, &name);
        Some(Slot { title: title.unwrap_or_else(|| name.clone()), name, signature, is_own })
    };
    names.into_iter().filter_map(slot).collect()
}

/// For the page of a case: the signatures of its decision and application, and the way to sign.
pub(crate) async fn section(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Markup, WebError> {
    let mut parts = Vec::new();
    for kind in [Kind::Application, Kind::Decision].into_iter().filter(|kind| kind.is_asked(view)) {
        let issued = app.store.issued_document(view.case.id(), kind.name(), Lang::Uk).await?;
        let given = match &issued {
            Some(document) => app.store.signatures(document.id()).await?,
            None => Vec::new(),
        };
        let slots = kind.slots(visitor, view, &given);
        let may = slots.iter().any(|own| own.is_own && own.signature.is_none());
        if may || !given.is_empty() {
            parts.push((kind, given, may));
        }
    }
    Ok(html! {
        @for (kind, given, may) in &parts {
            @let path = kind.path(view.case.id());
            h2 { (visitor.t(&format!("sign-title-{}", kind.name()))) }
            @if !given.is_empty() { ul { @for own in given { li { (line(visitor, own)) } } } }
            @if app.site.signing.is_test && !given.is_empty() { p class="small soft" { (visitor.t("sign-test")) } }
            div class="actions" {
                @if *may { a class="button" href=(path) { (visitor.t("sign-go")) } }
                @else { a class="button quiet" href=(path) { (visitor.t("sign-show")) } }
            }
        }
    })
}

/// Who signed, and when, in a line.
fn line(visitor: &Visitor, own: &Record) -> String {
    let when = format::instant(own.int("signed_at").unwrap_or_default(), visitor.lang);
    let organisation = own.text("organisation");
    let who = match organisation.is_empty() {
        true => own.text("signer").to_owned(),
        false => format!("{}, {organisation}", own.text("signer")),
    };
    visitor.tf("sign-line", &[("who", who.into()), ("when", when.into())])
}

/// For the public page of a document: which officials signed it, or that it bears the seal. Residents' names are not told.
pub(super) async fn officials(app: &App, visitor: &Visitor, document: &Record) -> Result<Markup, WebError> {
    let given = app.store.signatures(document.id()).await?;
    let public: Vec<&Record> = given.iter().filter(|own| own.text("slot") != APPLICANT).collect();
    Ok(html! {
        @if !public.is_empty() {
            h2 { (visitor.t("sign-signatures")) }
            (test_words(app, visitor))
            ul { @for own in public { li { (line(visitor, own)) } } }
        }
    })
}

/// What every page about signatures says where an authority for tests is trusted.
pub(crate) fn test_words(app: &App, visitor: &Visitor) -> Markup {
    html! { @if app.site.signing.is_test { (notice("soon", None, html! { p { (visitor.t("sign-test")) } })) } }
}

/// Seals a document that was issued, where the installation has a seal.
pub(super) async fn seal(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
    document: &Record,
) -> Result<(), WebError> {
    if app.site.signing.seal.is_none() {
        return Ok(());
    }
    let content = app.store.files.read(document.text("hash")).await?;
    let (site, now, random) = (app.site.clone(), visitor.now.as_second(), app.store.ids.bytes());
    let sealing = tokio::task::spawn_blocking(move || site.signing.sealed(&content, now, &random));
    let sealed = sealing.await.map_err(|error| WebError::Internal(error.to_string()))?;
    let Some(new) = sealed else { return Ok(()) };
    match app.store.add_signature(&visitor.actor, view.case.id(), document, SEAL, &new).await {
        // Somebody asked for the document at the same time: it is sealed.
        Ok(_) | Err(DocumentError::Case(CaseError::Changed)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The page on which a document is signed.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, kind)): Path<(Uuid, String)>,
) -> Result<Markup, WebError> {
    let own = Signable::load(&app, &visitor, case, &kind).await?;
    Ok(page(&app, &visitor, &own, None, html! {}))
}

fn page(app: &App, visitor: &Visitor, own: &Signable, error: Option<&str>, changed: Markup) -> Markup {
    let title = visitor.t(&format!("sign-title-{}", own.kind.name()));
    let case = own.view.case.id();
    let base = own.path();
    let level = own.view.procedure.signing.level(visitor.today());
    layout::page(
        app,
        visitor,
        &title,
        "/cases",
        html! {
            div class="column" {
                p class="crumbs" {
                    a href={ "/cases/" (case) } { (visitor.tf("case-title", &[("number", own.view.case.text("number").into())])) }
                }
                (changed)
                (error_of(visitor, "signature", error))
                h1 { (title) }
                p class="lead" { (visitor.say(&own.view.procedure.title)) }
                (test_words(app, visitor))
                dl class="facts" {
                    dt { (visitor.t("sign-document")) }
                    dd { a href={ (base) "/document.pdf" } { (visitor.tf("sign-open", &[("number", own.document.text("number").into())])) } }
                    dt { "SHA-256" } dd class="hash" { (own.document.text("hash")) }
                }
                h2 { (visitor.t("sign-signatures")) }
                (slots(visitor, own))
                @if own.given().next().is_some() {
                    div class="actions" {
                        a class="button quiet" href={ (base) "/container.asics" } { (visitor.t("sign-container")) }
                        a class="button quiet" href={ (base) "/signature.p7s" } { (visitor.t("sign-p7s")) }
                        a class="button quiet" href={ (base) "/copy.pdf" } { (visitor.t("sign-copy")) }
                    }
                    p class="small" { a href="/verify" { (visitor.t("sign-verify")) } }
                }
                @if own.own().is_some() {
                    h2 { (visitor.t("sign-do-title")) }
                    p { (visitor.t("sign-do-help")) }
                    @if let Some(level) = Level::named(level) {
                        p class="small soft" { (visitor.tf("sign-level-wanted", &[("level", level_words(visitor, level).into())])) }
                    }
                    (sign_form::form(visitor, &Signed {
                        action: &base,
                        content: sign_form::Content::Address(&format!("{base}/document.pdf")),
                        hidden: html! {},
                        error,
                        button: visitor.t("sign-do"),
                    }))
                }
            }
        },
    )
}

/// The places for signatures with those that stand there.
fn slots(visitor: &Visitor, own: &Signable) -> Markup {
    html! {
        ul class="signatures" {
            @for slot in &own.slots {
                li {
                    strong { (slot.title) } br;
                    @match &slot.signature {
                        Some(signature) => {
                            span class="state done" { (visitor.t("sign-valid")) } " " (line(visitor, signature))
                            p class="small soft" {
                                @if let Some(level) = Level::named(signature.text("level")) { (level_words(visitor, level)) }
                                @if let Some(proved) = signature.int("proved_at") {
                                    "; " (visitor.tf("sign-proved", &[("when", format::instant(proved, visitor.lang).into())]))
                                }
                                "; " (visitor.tf("sign-serial", &[("serial", signature.text("serial").into())]))
                            }
                        }
                        None => span class="state" { (visitor.t("sign-waiting")) },
                    }
                }
            }
        }
    }
}

/// Takes a signature.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, kind)): Path<(Uuid, String)>,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let own = Signable::load(&app, &visitor, case, &kind).await?;
    let Some(slot) = own.own() else { return form.refuse(WebError::NotPermitted).await };
    let taken = sign_form::take(&mut form).await;
    let message = match taken {
        Ok(message) => message,
        Err(WebError::File(FileProblem::Empty)) => {
            return refused(&app, &visitor, &own, &SignProblem::NotSignature);
        }
        Err(error) => return Err(error),
    };
    let person = match visitor.actor.person {
        Some(person) => app.store.load("person", person).await?,
        None => None,
    };
    let rnokpp = person.and_then(|own| own.get("rnokpp").as_text().map(str::to_owned));
    let level = own.view.procedure.signing.level(visitor.today()).to_owned();
    let content = app.store.files.read(own.document.text("hash")).await?;
    let (site, asking) = (app.site.clone(), visitor.clone());
    let whose = Whose { rnokpp, edrpou: None, level };
    let judged =
        tokio::task::spawn_blocking(move || site.signing.accept(&asking, &message, &content, &whose));
    let new = match judged.await.map_err(|error| WebError::Internal(error.to_string()))? {
        Ok(new) => new,
        Err(problem) => return refused(&app, &visitor, &own, &problem),
    };
    match app.store.add_signature(&visitor.actor, case, &own.document, &slot.name, &new).await {
        Ok(_) => Ok(Redirect::to(&own.path()).into_response()),
        Err(DocumentError::Case(CaseError::Changed)) => {
            let own = Signable::load(&app, &visitor, case, &kind).await?;
            let page = page(&app, &visitor, &own, None, changed_notice(&visitor, None));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(
    app: &App,
    visitor: &Visitor,
    own: &Signable,
    problem: &SignProblem,
) -> Result<Response, WebError> {
    let words = problem.words(visitor);
    let page = page(app, visitor, own, Some(&words), html! {});
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What was signed, by the name in the address: the document, its signatures, both in a container, a copy with marks.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, kind, file)): Path<(Uuid, String, String)>,
) -> Result<Response, WebError> {
    let own = Signable::load(&app, &visitor, case, &kind).await?;
    let document = app.store.files.read(own.document.text("hash")).await?;
    let name = format!("{}-{}", own.kind.name(), own.document.text("number").replace('/', "-"));
    match file.as_str() {
        "document.pdf" => Ok(pdf(&name, document)),
        "signature.p7s" => {
            let message = message(&app, &own).await?;
            Ok(inert(&format!("{name}.pdf.p7s"), "application/pkcs7-signature", message.into()))
        }
        "container.asics" => {
            let message = message(&app, &own).await?;
            let made = asic::write(&format!("{name}.pdf"), &document, &message);
            let made = made.map_err(|error| WebError::Internal(error.to_string()))?;
            Ok(inert(&format!("{name}.asics"), asic::SIMPLE, made.into()))
        }
        "copy.pdf" => {
            let visitor = Visitor { lang: Lang::Uk, ..visitor };
            Ok(pdf(&format!("{name}-copy"), copy(&app, &visitor, &own).await?))
        }
        _ => Err(WebError::NotFound),
    }
}

/// All signatures over the document in one message.
async fn message(app: &App, own: &Signable) -> Result<Vec<u8>, WebError> {
    let mut whole: Option<Vec<u8>> = None;
    for signature in own.given() {
        let bytes = app.store.files.read(signature.text("hash")).await?;
        whole = Some(match whole {
            Some(one) => merge(&one, &bytes).map_err(|error| WebError::Internal(error.to_string()))?,
            None => bytes.to_vec(),
        });
    }
    whole.ok_or(WebError::NotFound)
}

/// A copy of the decision with marks of its signatures: what is read and printed; the original is the signed file.
async fn copy(app: &App, visitor: &Visitor, own: &Signable) -> Result<bytes::Bytes, WebError> {
    if own.given().next().is_none() || own.kind != Kind::Decision {
        return Err(WebError::NotFound);
    }
    let decided = own.view.case.text("decided_on").parse().map_err(|_| WebError::NotFound)?;
    let mut content = decision_content(app, visitor, &own.view, decided).await?;
    let code = own.document.text("code");
    let url = format!("{}/check/{code}", app.site.public_url);
    content.check_words =
        visitor.tf("document-check", &[("url", url.as_str().into()), ("code", code.into())]);
    content.sections.insert(0, marks(app, visitor, own));
    make(Template::Decision, Content { check_url: url, ..content }).await
}

/// The marks: who signed, by which certificate, when; and what the original is.
fn marks(app: &App, visitor: &Visitor, own: &Signable) -> Section {
    let mut facts = Vec::new();
    for signature in own.given() {
        facts.push(fact(visitor.t("sign-signed-by"), line(visitor, signature)));
        let until = format::instant(signature.int("valid_until").unwrap_or_default(), visitor.lang);
        let args = [("serial", signature.text("serial").into()), ("until", until.into())];
        facts.push(fact(visitor.t("sign-certificate"), visitor.tf("sign-certificate-words", &args)));
    }
    // In groups, so that a line can break.
    let hash: Vec<&str> = own
        .document
        .text("hash")
        .as_bytes()
        .chunks(8)
        .map(|part| std::str::from_utf8(part).unwrap_or_default())
        .collect();
    facts.push(fact(visitor.t("sign-original"), hash.join(" ")));
    let items = app.site.signing.is_test.then(|| visitor.t("sign-test")).into_iter().collect();
    Section { heading: visitor.t("sign-copy-title"), facts, items, ..Section::default() }
}
