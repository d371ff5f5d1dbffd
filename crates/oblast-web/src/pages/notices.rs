//! A person's notices and what they chose about messages; for the operator, the journal of deliveries.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Redirect;
use maud::{Markup, html};
use oblast_kernel::Lang;
use oblast_store::notices::Choice;

use super::cases::parse_place;
use crate::components::table::{Head, table};
use crate::components::{empty, field, next_page};
use crate::error::WebError;
use crate::form::Submitted;
use crate::notices::{path, words};
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

const PAGE: i64 = 25;

/// The notices, the newest first.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let mut notices = app.store.notices(person, parse_place(query.get("after")), PAGE + 1).await?;
    let more = notices.len() as i64 > PAGE;
    notices.truncate(PAGE as usize);
    let next = notices
        .last()
        .filter(|_| more)
        .map(|notice| format!("/notices?after={}.{}", notice.int("at").unwrap_or_default(), notice.id()));
    let mut shown = Vec::new();
    for notice in &notices {
        let args = serde_json::from_str(notice.text("args")).unwrap_or_default();
        let case = notice.reference("case_id");
        let (subject, body) = words(&app.store, visitor.lang, notice.text("template"), &args, case).await?;
        shown.push((
            subject,
            body,
            path(notice.text("template"), &args, case),
            notice.int("at").unwrap_or_default(),
        ));
    }
    let choice = app.store.notice_choice(person).await?;
    app.store.see_notices(person).await?;
    let title = visitor.t("menu-notices");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/notices",
        html! {
            h1 { (title) }
            @if shown.is_empty() { (empty(&visitor.t("notices-none"), None)) }
            ul class="cards" data-list {
                @for (subject, body, path, at) in &shown {
                    li class="card" {
                        p class="small soft" { (format::instant(*at, visitor.lang)) }
                        h2 {
                            @if let Some(path) = path { a class="cover" data-item href=(path) { (subject) } }
                            @else { (subject) }
                        }
                        p class="pre" { (body) }
                    }
                }
            }
            (next_page(&visitor, next.as_deref()))
            (choices(&visitor, choice))
        },
    ))
}

fn choices(visitor: &Visitor, choice: Choice) -> Markup {
    let langs = [("uk".to_owned(), "Українська".to_owned()), ("en".to_owned(), "English".to_owned())];
    let boxes = [("email", choice.email), ("sms", choice.sms)];
    html! {
        section class="column" {
            h2 { (visitor.t("notices-how")) }
            p { (visitor.t("notices-quiet")) }
            form method="post" action="/notices" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                @for (name, chosen) in boxes {
                    label class="radio" {
                        input type="checkbox" name=(name) value="1" checked[chosen];
                        span { (visitor.t(&format!("notices-{name}"))) }
                    }
                }
                (field::select("lang", &visitor.t("notices-lang"), &langs, choice.lang.tag(), None, None))
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("save")) } }
            }
        }
    }
}

/// Keeps what was chosen.
pub async fn choose(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Redirect, WebError> {
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let choice = Choice {
        lang: Lang::from_tag(form.get("lang")).unwrap_or(Lang::Uk),
        email: form.get("email") == "1",
        sms: form.get("sms") == "1",
    };
    app.store.choose_notices(&visitor.actor, person, choice).await?;
    Ok(Redirect::to("/notices"))
}

/// The journal of deliveries: no address and no text.
pub async fn deliveries(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let heads = [
        "delivery-id",
        "delivery-channel",
        "delivery-state",
        "delivery-attempts",
        "delivery-changed",
        "delivery-detail",
    ]
    .map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = app
        .store
        .deliveries(200)
        .await?
        .iter()
        .map(|line| {
            let state = visitor.t(&format!("delivery-{}", line.state.replace('_', "-")));
            let next = format::instant(line.next_at, visitor.lang);
            vec![
                html! { span class="hash" { (line.id) } },
                html! { (line.channel) },
                html! { (state) @if line.state == "waiting" { " – " (visitor.tf("delivery-next", &[("when", next.into())])) } },
                html! { (line.attempts) },
                html! { (format::instant(line.changed_at, visitor.lang)) },
                html! { (line.detail) },
            ]
        })
        .collect();
    let title = visitor.t("delivery-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/notices",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("delivery-lead")) }
            p { (hint(&visitor, Hint::Deliveries)) }
            @if rows.is_empty() { (empty(&visitor.t("delivery-none"), None)) } @else { (table(&title, &heads, &rows)) }
        },
    ))
}
