//! The load of the officials' bodies, and who deputises for whom.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::kind::read_date;
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::duties::{DeputyError, Load, NewDeputy};

use crate::components::table::{Head, table};
use crate::components::{empty, error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::pages::cases::Typed;
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// The longest ground of a deputy, in characters.
const LONGEST: usize = 300;

impl From<DeputyError> for WebError {
    fn from(error: DeputyError) -> Self {
        match error {
            DeputyError::NoAccount(_)
            | DeputyError::NoPosition(_)
            | DeputyError::Oneself
            | DeputyError::Days => WebError::BadRequest(error.to_string()),
            DeputyError::Act(error) => error.into(),
            DeputyError::Store(error) => error.into(),
        }
    }
}

/// The open tasks of the visitor's bodies: by role and who has taken them.
pub async fn workload(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let bodies: Vec<Uuid> = visitor.actor.positions.iter().map(|position| position.body).collect();
    let loads = app.store.workload(&bodies).await?;
    let records = app.store.load_all("body", loads.iter().map(|load| load.body)).await?;
    let accounts = app.store.load_all("account", loads.iter().filter_map(|load| load.assignee)).await?;
    let people = app
        .store
        .load_all("person", accounts.iter().filter_map(|account| account.reference("person")))
        .await?;
    let who = |load: &Load| {
        let account = accounts.iter().find(|account| Some(account.id()) == load.assignee)?;
        people.iter().find(|person| Some(person.id()) == account.reference("person")).map(full_name)
    };
    let rows: Vec<Vec<Markup>> = loads
        .iter()
        .map(|load| {
            let body = records.iter().find(|body| body.id() == load.body);
            vec![
                html! { (body.map_or("", |body| visitor.title(body))) },
                html! { (visitor.t(&format!("role-{}", load.role))) },
                html! { (who(load).unwrap_or_else(|| visitor.t("hand-nobody"))) },
                html! { (format::count(load.open)) },
                html! { (format::count(load.overdue)) },
                html! { (format::count(load.waiting)) },
            ]
        })
        .collect();
    let mut heads: Vec<Head> =
        ["load-body", "load-role", "load-who"].map(|key| Head::new(visitor.t(key))).into();
    heads.extend(["load-open", "load-overdue", "load-waiting"].map(|key| Head::number(visitor.t(key))));
    let title = visitor.t("load-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/queue",
        html! {
            p class="crumbs" { a href="/queue" { (visitor.t("menu-queue")) } }
            h1 { (title) }
            @if rows.is_empty() { (empty(&visitor.t("queue-empty"), None)) } @else { (table(&title, &heads, &rows)) }
            p { a href="/deputies" { (visitor.t("deputy-title")) } " · " (hint(&visitor, Hint::Duties)) }
        },
    ))
}

/// The positions that are the visitor's own, not those in which they deputise.
async fn own_positions(app: &App, visitor: &Visitor) -> Result<Vec<Record>, WebError> {
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let mut positions =
        app.store.load_all("position", visitor.actor.positions.iter().map(|position| position.id)).await?;
    positions.retain(|position| position.reference("person") == Some(person));
    positions.sort_by_key(Record::id);
    Ok(positions)
}

/// Who deputises for the visitor.
pub async fn deputies(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    page(&app, &visitor, &Typed::default()).await
}

async fn page(app: &App, visitor: &Visitor, typed: &Typed) -> Result<Markup, WebError> {
    let positions = own_positions(app, visitor).await?;
    let ids: Vec<Uuid> = positions.iter().map(Record::id).collect();
    let deputies = app.store.deputies(&ids).await?;
    let people =
        app.store.load_all("person", deputies.iter().filter_map(|deputy| deputy.reference("person"))).await?;
    let bodies = app
        .store
        .load_all("body", positions.iter().filter_map(|position| position.reference("body")))
        .await?;
    let position_title = |position: &Record| {
        let body = bodies.iter().find(|body| Some(body.id()) == position.reference("body"));
        format!("{}, {}", visitor.title(position), body.map_or("", |body| visitor.title(body)))
    };
    let today = visitor.today().to_string();
    let rows: Vec<Vec<Markup>> = deputies
        .iter()
        .map(|deputy| {
            let person = people.iter().find(|person| Some(person.id()) == deputy.reference("person"));
            let position =
                positions.iter().find(|position| Some(position.id()) == deputy.reference("position"));
            let day = |column: &str| format::stored_date(deputy.text(column), visitor.lang);
            let name = person.map(full_name).unwrap_or_default();
            vec![
                html! { (name) },
                html! { (position.map(position_title).unwrap_or_default()) br; span class="soft" { (scope(app, visitor, deputy)) } },
                html! {
                    @if deputy.text("valid_until") < deputy.text("valid_from") { (visitor.t("deputy-ended")) }
                    @else { (day("valid_from")) " – " (day("valid_until")) }
                },
                html! { (deputy.text("basis")) },
                html! {
                    @if deputy.text("valid_until") >= today.as_str() {
                        form method="post" action={ "/deputies/" (deputy.id()) "/end" } {
                            input type="hidden" name="csrf" value=(visitor.csrf);
                            button class="button quiet" type="submit" { (visitor.t("deputy-end")) span class="hidden-word" { " – " (name) } }
                        }
                    }
                },
            ]
        })
        .collect();
    let heads = ["deputy-who", "deputy-position", "deputy-days", "deputy-basis", "official-do"]
        .map(|key| Head::new(visitor.t(key)));
    let choices: Vec<(String, String)> =
        positions.iter().map(|position| (position.id().to_string(), position_title(position))).collect();
    let title = visitor.t("deputy-title");
    Ok(layout::page(
        app,
        visitor,
        &title,
        "/queue",
        html! {
            p class="crumbs" { a href="/queue" { (visitor.t("menu-queue")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("deputy-lead")) }
            p { (hint(visitor, Hint::Duties)) }
            @if !rows.is_empty() { (table(&title, &heads, &rows)) }
            section class="panel" {
                h2 { (visitor.t("deputy-name")) }
                (error_summary(visitor, &typed.errors))
                form method="post" action="/deputies" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (field::select("position", &visitor.t("deputy-position"), &choices, typed.form.get("position"), None, typed.error("position")))
                    @for name in ["login", "from", "until", "basis"] { (typed.plain(name, visitor.t(&format!("deputy-{name}"))).line("text", false, false)) }
                    (field::services(visitor, app.store.catalogue(), &visitor.t("deputy-services-label"), &typed.form.all("service")))
                    div class="actions" { button class="button" type="submit" { (visitor.t("deputy-do")) } }
                }
            }
        },
    ))
}

/// What a deputy has of the position: all of it, or the tasks of some services.
fn scope(app: &App, visitor: &Visitor, deputy: &Record) -> String {
    let title = |id: &str| match app.store.catalogue().service(id) {
        Some(service) => visitor.say(&service.procedure.title).to_owned(),
        None => id.to_owned(),
    };
    match deputy.get("services").as_text() {
        Some(services) => {
            let titles: Vec<String> = services.split_whitespace().map(title).collect();
            visitor.tf("deputy-services", &[("services", titles.join("; ").into())])
        }
        None => visitor.t("deputy-whole"),
    }
}

/// Names a deputy: in a position of one's own only.
pub async fn name(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let own = own_positions(&app, &visitor).await?;
    let position = form.id("position").filter(|id| own.iter().any(|position| position.id() == *id));
    let position = position.ok_or(WebError::NotPermitted)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let mut days = [Date::MIN; 2];
    for (day, name) in days.iter_mut().zip(["from", "until"]) {
        match read_date(form.get(name)) {
            Some(read) => *day = read,
            None => typed.errors.push((name.to_owned(), visitor.t("date-wrong"))),
        }
    }
    let basis = form.get("basis").trim();
    if basis.is_empty() || basis.chars().count() > LONGEST || basis.chars().any(char::is_control) {
        typed.errors.push(("basis".to_owned(), visitor.tf("amend-text", &[("max", LONGEST.into())])));
    }
    if typed.errors.is_empty() {
        let login = form.get("login").trim();
        let known = |id: &&str| app.store.catalogue().service(id).is_some();
        let services: Vec<&str> = form.all("service").into_iter().filter(known).collect();
        let new = NewDeputy { position, login, days: (days[0], days[1]), basis, services: &services };
        let (name, key) = match app.store.name_deputy(&visitor.actor, &new).await {
            Ok(()) => return Ok(Redirect::to("/deputies").into_response()),
            Err(DeputyError::NoAccount(_)) => ("login", "deputy-no-account"),
            Err(DeputyError::NoPosition(_)) => ("login", "deputy-no-position"),
            Err(DeputyError::Oneself) => ("login", "deputy-oneself"),
            Err(DeputyError::Days) => ("until", "deputy-wrong-days"),
            Err(error) => return Err(error.into()),
        };
        typed.errors.push((name.to_owned(), visitor.t(key)));
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visitor, &typed).await?).into_response())
}

/// Ends the time of a deputy in a position of one's own.
pub async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let own = own_positions(&app, &visitor).await?;
    let deputy = app.store.load("deputy", id).await?.ok_or(WebError::NotFound)?;
    if !own.iter().any(|position| Some(position.id()) == deputy.reference("position")) {
        return Err(WebError::NotFound);
    }
    if deputy.text("valid_until") < visitor.today().to_string().as_str() {
        return Err(WebError::Conflict);
    }
    app.store.end_deputy(&visitor.actor, &deputy).await?;
    Ok(Redirect::to("/deputies"))
}
