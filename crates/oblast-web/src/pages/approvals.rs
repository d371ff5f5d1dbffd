//! Four eyes: what one operator asks for and another one approves.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_store::Record;
use oblast_store::accounts::approvals::{ApprovalError, Deed};
use oblast_store::accounts::full_name;

use super::officials::invitations;
use super::persons::note;
use crate::components::field::Plain;
use crate::components::table::{Head, table};
use crate::components::{empty, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The list.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    page(&app, &visitor, None).await
}

async fn page(app: &App, visitor: &Visitor, error: Option<String>) -> Result<Markup, WebError> {
    let approvals = app.store.approvals().await?;
    let (mut rows, mut named) = (Vec::new(), Vec::new());
    for own in &approvals {
        rows.push(row(app, visitor, own, &mut named).await?);
    }
    note(app, visitor, &named).await?;
    let heads: Vec<Head> = ["approval-what", "approval-why", "approval-who", "approval-state"]
        .map(|key| Head::new(visitor.t(key)))
        .into();
    let title = visitor.t("approvals-title");
    Ok(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("approvals-lead")) }
            @if let Some(error) = error { (notice("late", None, html! { p { (error) } })) }
            @if rows.is_empty() { (empty(&visitor.t("approvals-none"), None)) } @else { (table(&title, &heads, &rows)) }
        },
    ))
}

/// The form by which a deed is asked for, with its reason.
pub(super) fn asking(
    visitor: &Visitor,
    action: &str,
    label: String,
    typed: &str,
    error: Option<&str>,
) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (Plain { name: "reason", label, value: typed, error, ..Plain::default() }.line("text", false, false))
            div class="actions" { button class="button" type="submit" { (visitor.t("erase-do")) } }
        }
    }
}

/// A row; the persons whose names it says go to `named`.
async fn row(
    app: &App,
    visitor: &Visitor,
    own: &Record,
    named: &mut Vec<Record>,
) -> Result<Vec<Markup>, WebError> {
    let name = async |column: &str| match own.reference(column) {
        Some(account) => Ok::<_, WebError>(app.store.account_name(account).await?.unwrap_or_default()),
        None => Ok(String::new()),
    };
    let deed = app.store.deed_of(own)?;
    let shown = shown_on(&deed);
    let about = match deed {
        Deed::AppointOperator(new) => {
            format!("{} {} {} ({})", new.family_name, new.given_name, new.patronymic, new.login)
        }
        Deed::Invite { account } => app.store.account_name(account).await?.unwrap_or_default(),
        Deed::Retention { register, until, count } => {
            let known = app.store.catalogue().register(&register);
            let title = known.map_or(register.clone(), |own| visitor.say(&own.title).to_owned());
            let args = [
                ("register", title.into()),
                ("until", format::date(until, visitor.lang).into()),
                ("count", format::count(count as i64).into()),
            ];
            visitor.tf("retention-deed", &args)
        }
        Deed::Merge { kept, duplicate } => both_names(app, [kept, duplicate], named).await?,
        Deed::Unmerge { merger } => match app.store.load("person_merge", merger).await? {
            Some(row) => {
                let [kept, duplicate] =
                    ["kept", "duplicate"].map(|column| row.reference(column).unwrap_or_default());
                both_names(app, [kept, duplicate], named).await?
            }
            None => String::new(),
        },
        Deed::Erase { register, record } => {
            let known = app.store.catalogue().register(&register).cloned();
            let title = known.as_ref().map_or(register, |own| visitor.say(&own.title).to_owned());
            let row = match known {
                Some(own) => app.store.load(&own.table(), record).await?,
                None => None,
            };
            let number = row.and_then(|row| row.get("number").as_text().map(str::to_owned));
            format!("{title}: {}", number.unwrap_or_else(|| record.to_string()))
        }
    };
    let asked = format::instant(own.int("asked_at").unwrap_or(0), visitor.lang);
    let author = own.reference("asked_by").unwrap_or(Uuid::nil());
    let is_open = own.text("state") == "open";
    let decides = |what: &'static str, quiet: bool| {
        html! {
            form method="post" action={ "/approvals/" (own.id()) } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="decision" value=(what);
                button class=(if quiet { "button quiet" } else { "button" }) type="submit" {
                    (visitor.t(&format!("approval-{what}"))) span class="hidden-word" { " – " (about) }
                }
            }
        }
    };
    let decided = name("decided_by").await?;
    Ok(vec![
        html! { (visitor.t(&format!("deed-{}", own.text("deed").replace('_', "-")))) br; (about)
            @if let Some(path) = shown.filter(|_| is_open) {
                br; a href=(path) { (visitor.t("approval-look")) span class="hidden-word" { " – " (about) } }
            }
        },
        html! { (own.text("reason")) },
        html! { (name("asked_by").await?) br; span class="soft" { (asked) } },
        html! {
            @if is_open {
                @if visitor.may(Request::Approve { author }) { div class="actions" { (decides("approve", false)) (decides("refuse", true)) } }
                @else { (visitor.t("approval-waits")) (decides("refuse", true)) }
            } @else {
                (visitor.t(&format!("approval-{}", own.text("state")))) br;
                span class="soft" { (decided) ", " (format::instant(own.int("decided_at").unwrap_or(0), visitor.lang)) }
            }
        },
    ])
}

/// The page that shows what a deed would do, for who is to approve it.
fn shown_on(deed: &Deed) -> Option<String> {
    match deed {
        Deed::Merge { kept, duplicate } => Some(format!("/persons/compare?person={kept}&person={duplicate}")),
        Deed::Unmerge { merger } => Some(format!("/persons/mergers/{merger}")),
        Deed::Retention { register, .. } => Some(format!("/retention/{register}")),
        // The others are said whole in the list; a record with restricted values is not an operator's to read.
        Deed::AppointOperator(_) | Deed::Invite { .. } | Deed::Erase { .. } => None,
    }
}

/// The two of a merger.
async fn both_names(
    app: &App,
    [kept, duplicate]: [Uuid; 2],
    named: &mut Vec<Record>,
) -> Result<String, WebError> {
    let people = app.store.load_all("person", [kept, duplicate].into_iter()).await?;
    let name = |id| people.iter().find(|own| own.id() == id).map(full_name).unwrap_or_default();
    let words = format!("{} ← {}", name(kept), name(duplicate));
    named.extend(people);
    Ok(words)
}

/// Approves or refuses.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let done = match form.get("decision") {
        "approve" => app.store.approve(&visitor.actor, id).await,
        "refuse" => app.store.refuse_approval(&visitor.actor, id).await.map(|()| Vec::new()),
        _ => return Err(WebError::BadRequest("neither approved nor refused".into())),
    };
    match done {
        Ok(invited) if invited.is_empty() => Ok(Redirect::to("/approvals").into_response()),
        Ok(invited) => Ok(invitations(&app, &visitor, &invited).await?.into_response()),
        Err(ApprovalError::Decided) => Err(WebError::Conflict),
        Err(ApprovalError::Denied(denied)) => Err(denied.into()),
        Err(ApprovalError::NotAppointed(error)) => {
            let (_, words) = super::officials::appoint::refusal(&visitor, &error);
            refused(&app, &visitor, words).await
        }
        Err(ApprovalError::NotMerged(error)) => {
            refused(&app, &visitor, super::persons::words(&visitor, error)).await
        }
        Err(ApprovalError::Account(error)) => Err(error.into()),
    }
}

/// The list again, with why the deed was not done.
async fn refused(app: &App, visitor: &Visitor, words: String) -> Result<Response, WebError> {
    let page = page(app, visitor, Some(words)).await?;
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
