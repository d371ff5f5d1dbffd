//! An appointment by hand.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::access::{Request, Role};
use oblast_kernel::{Uuid, identifier};
use oblast_register::kind::read_date;
use oblast_store::accounts::BodyView;
use oblast_store::accounts::approvals::Deed;
use oblast_store::accounts::officials::{Appointment, NotAppointed};

use super::{invitations, own_bodies};
use crate::components::error_summary;
use crate::components::field::{Plain, select};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The longest part of a name and title of a position.
const LONGEST: usize = 200;

type Errors = Vec<(String, String)>;

/// The form.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let today = visitor.today().strftime("%d.%m.%Y").to_string();
    let form = Submitted::default().with("from", today);
    page(&app, &visitor, &form, &Errors::new()).await
}

async fn bodies(app: &App, visitor: &Visitor) -> Result<Vec<BodyView>, WebError> {
    let own = own_bodies(visitor)?;
    let all = app.store.all_bodies().await?;
    Ok(all.into_iter().filter(|body| own.as_ref().is_none_or(|own| own.contains(&body.id))).collect())
}

async fn page(app: &App, visitor: &Visitor, form: &Submitted, errors: &Errors) -> Result<Markup, WebError> {
    let bodies: Vec<(String, String)> = bodies(app, visitor)
        .await?
        .iter()
        .map(|body| (body.id.to_string(), visitor.say(&body.title).to_owned()))
        .collect();
    let roles = Role::ALL
        .iter()
        .filter(|role| **role != Role::Operator || visitor.actor.has_role(Role::Operator))
        .map(|role| (role.name().to_owned(), visitor.t(&format!("role-{}", role.name()))))
        .collect::<Vec<_>>();
    let error = |name: &str| errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str());
    let choose = visitor.t("choose");
    let line = |name: &'static str, help: bool| {
        let optional = matches!(name, "patronymic" | "rnokpp" | "email").then(|| visitor.t("optional"));
        Plain {
            name,
            label: visitor.t(&format!("appoint-{}", if name == "title" { "position" } else { name })),
            optional,
            help: help.then(|| visitor.t(&format!("appoint-{name}-help"))),
            value: form.get(name),
            error: error(name),
        }
        .line("text", false, false)
    };
    let title = visitor.t("appoint-title");
    Ok(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            div class="column" {
                (error_summary(visitor, errors))
                h1 { (title) }
                p class="lead" { (visitor.t("appoint-lead")) }
                form method="post" action="/officials/new" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (line("family_name", false))
                    (line("given_name", false))
                    (line("patronymic", false))
                    (line("rnokpp", true))
                    (line("login", true))
                    (line("email", false))
                    (select("body", &visitor.t("appoint-body"), &bodies, form.get("body"), Some(&choose), error("body")))
                    (select("role", &visitor.t("appoint-role"), &roles, form.get("role"), Some(&choose), error("role")))
                    (line("title", false))
                    (line("from", true))
                    div class="actions" { button class="button" type="submit" { (visitor.t("appoint-do")) } }
                }
            }
        },
    ))
}

/// What was typed or read about somebody who is to be appointed, and what is wrong with it, by name.
pub(super) fn read(
    visitor: &Visitor,
    get: &dyn Fn(&str) -> String,
    body: Option<Uuid>,
    role: Option<Role>,
) -> Result<Appointment, Errors> {
    let mut errors = Errors::new();
    let mut wrong = |name: &str, key: &str| errors.push((name.to_owned(), visitor.t(key)));
    let is_sound = |text: &str| text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    for name in ["family_name", "given_name", "title"] {
        let text = get(name);
        if text.is_empty() || !is_sound(&text) {
            wrong(name, "appoint-empty");
        }
    }
    for name in ["family_name", "given_name", "patronymic"] {
        let text = get(name);
        let is_name = text.chars().all(|c| c.is_alphabetic() || "-’'ʼ ".contains(c));
        if !is_name || !is_sound(&text) {
            wrong(name, "appoint-name-wrong");
        } else if !identifier::is_of_one_script(&text) {
            wrong(name, "appoint-script");
        }
    }
    let (login, rnokpp, email) = (get("login").to_lowercase(), get("rnokpp"), get("email"));
    if !identifier::is_login(&login) {
        wrong("login", "appoint-login-wrong");
    }
    if !rnokpp.is_empty() && identifier::rnokpp(&rnokpp).is_err() {
        wrong("rnokpp", "appoint-rnokpp-wrong");
    }
    let is_email = email.is_empty()
        || (email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            && email.len() <= LONGEST
            && !email.contains(|c: char| c.is_whitespace() || c.is_control()));
    if !is_email {
        wrong("email", "appoint-email-wrong");
    }
    let from = get("from");
    let from = if from.is_empty() { Some(visitor.today()) } else { read_date(&from) };
    if from.is_none() {
        wrong("from", "date-wrong");
    }
    if body.is_none() {
        wrong("body", "appoint-body-wrong");
    }
    if role.is_none() {
        wrong("role", "appoint-role-wrong");
    }
    match (body, role, from) {
        (Some(body), Some(role), Some(from)) if errors.is_empty() => Ok(Appointment {
            login,
            family_name: get("family_name"),
            given_name: get("given_name"),
            patronymic: get("patronymic"),
            rnokpp,
            email,
            body,
            role,
            title: get("title"),
            from,
        }),
        _ => Err(errors),
    }
}

/// Why somebody cannot be appointed, in words: at which field.
pub(in crate::pages) fn refusal(visitor: &Visitor, error: &NotAppointed) -> (String, String) {
    match error {
        NotAppointed::LoginTaken => ("login".into(), visitor.t("appoint-login-taken")),
        NotAppointed::OtherName => ("rnokpp".into(), visitor.t("appoint-other-name")),
        NotAppointed::OtherLogin(login) => {
            ("login".into(), visitor.tf("appoint-other-login", &[("login", login.as_str().into())]))
        }
        NotAppointed::Holds => ("role".into(), visitor.t("appoint-holds")),
    }
}

/// Appoints; an operator by the approval of another one only.
pub async fn submit(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let body = form.id("body");
    let role = Role::from_name(form.get("role"));
    let again = async |errors: Errors| {
        Ok::<_, WebError>(
            (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visitor, &form, &errors).await?).into_response(),
        )
    };
    let known_bodies = bodies(&app, &visitor).await?;
    let body = body.filter(|id| known_bodies.iter().any(|body| body.id == *id));
    let new = match read(&visitor, &|name| form.get(name).trim().to_owned(), body, role) {
        Ok(new) => new,
        Err(errors) => return again(errors).await,
    };
    visitor.must(Request::Appoint { body: new.body, role: new.role })?;
    let known = match app.store.recognise(&new).await? {
        Ok(known) => known,
        Err(error) => return again(vec![refusal(&visitor, &error)]).await,
    };
    if new.role == Role::Operator {
        let reason = visitor.t("appoint-operator");
        app.store.ask_approval(&visitor.actor, &Deed::AppointOperator(Box::new(new)), &reason).await?;
        return Ok(Redirect::to("/approvals").into_response());
    }
    let position = visitor.actor.first_position();
    match app.store.appoint(&visitor.actor, position, &[(new, known)]).await {
        Ok(appointed) => Ok(invitations(&app, &visitor, &appointed).await?.into_response()),
        Err(oblast_store::accounts::AccountError::Act(oblast_store::ActError::Duplicate { .. })) => {
            again(vec![refusal(&visitor, &NotAppointed::LoginTaken)]).await
        }
        Err(error) => Err(error.into()),
    }
}
