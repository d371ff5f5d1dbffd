//! Payments that the portal of public finance tells of: each is counted to a measure, or is of no programme.

use axum::extract::{Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::kind::reference;
use oblast_store::Record;
use oblast_web::components::empty;
use oblast_web::form::Submitted;
use oblast_web::pages::registers::View;
use oblast_web::{App, Visitor, WebError, layout};

use super::super::outside::{self, AssignError, Choice, spending};
use super::super::queries;
use super::{MENU, crumbs, shown, word};

/// How many are shown at once.
const SHOWN: i64 = 30;

/// A measure that a payment may be for.
struct Measure {
    programme: Record,
    code: String,
    title: String,
}

async fn measures(app: &App) -> Result<Vec<Measure>, WebError> {
    let mut all = Vec::new();
    for programme in queries::programmes(&app.store).await? {
        if programme.text("state") != "in_force" {
            continue;
        }
        let versions = queries::versions(&app.store, programme.id()).await?;
        let Some(version) = queries::current(&versions) else { continue };
        for own in queries::measures(&app.store, version.id()).await? {
            all.push(Measure {
                programme: programme.clone(),
                code: own.text("code").to_owned(),
                title: own.text("title").to_owned(),
            });
        }
    }
    Ok(all)
}

async fn must_keep(app: &App, visitor: &Visitor) -> Result<View, WebError> {
    let payments = View::open(app, visitor, "programme-payments").await?;
    if payments.may_create(visitor) { Ok(payments) } else { Err(WebError::NotPermitted) }
}

/// The page.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let payments = must_keep(&app, &visitor).await?;
    let register = app.store.register("programme-incoming")?;
    let waiting = outside::waiting(&app.store, SHOWN).await?;
    let measures = measures(&app).await?;
    let choices = |name: &str| -> Vec<(String, String)> {
        let field = payments.register.field(name);
        field.map_or_else(Vec::new, |field| {
            field.choices.iter().map(|own| (own.id.clone(), visitor.say(&own.title).to_owned())).collect()
        })
    };
    let (sources, costs) = (choices("source"), choices("costs"));
    let title =
        word(&visitor, "Платежі з порталу публічних фінансів", "Payments from the portal of public finance");
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, None))
            h1 { (title) }
            p class="column" { (word(&visitor,
                "Скажіть, якого заходу стосується платіж. Де отримувача знає лише один договір, платіж зараховано без запитання.",
                "Say which measure a payment is for. Where one contract alone has the payee, the payment was counted without asking.")) }
            p {
                a href="/registers/programme-payers" { (word(&visitor, "Чиї платежі беремо", "Whose payments are taken")) } " · "
                a href="/registers/programme-incoming" { (word(&visitor, "Усі отримані платежі", "All payments that came")) }
            }
            @if waiting.is_empty() { (empty(word(&visitor, "Нерозглянутих платежів немає.", "No payments wait."), None)) }
            @for own in &waiting {
                @let id = own.id();
                section class="panel" {
                    h2 { (shown(&visitor, &register, own, "amount")) " " (word(&visitor, "грн", "UAH")) ", " (shown(&visitor, &register, own, "paid_on")) }
                    p { (own.text("payee")) " – " (own.text("purpose")) }
                    p class="soft small" { (word(&visitor, "Платник", "Payer")) " " (own.text("payer")) ", КПКВК " (own.text("kpk")) ", КЕКВ " (own.text("kekv")) }
                    form method="post" action={ "/programmes/incoming/" (id) } class="filters" {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        (choose(id, "measure", word(&visitor, "Захід", "Measure"), &measures.iter().map(|own| (format!("{} {}", own.programme.id(), own.code), format!("{}. {}", own.code, own.title))).collect::<Vec<_>>(), ""))
                        (choose(id, "source", word(&visitor, "Джерело", "Source"), &sources, "oblast"))
                        (choose(id, "costs", word(&visitor, "Видатки", "Costs"), &costs, spending::costs(own.text("kekv")).unwrap_or("current")))
                        button class="button" type="submit" name="do" value="count" { (word(&visitor, "Зарахувати", "Count")) }
                        button class="button quiet" type="submit" name="do" value="dismiss" { (word(&visitor, "Не за програмою", "Of no programme")) }
                    }
                }
            }
        },
    ))
}

/// A choice whose control has an id of its own among many alike.
fn choose(id: Uuid, name: &str, label: &str, choices: &[(String, String)], value: &str) -> Markup {
    let control = format!("f-{name}-{id}");
    html! {
        div class="field" {
            label for=(control) { (label) }
            select id=(control) name=(name) { @for (code, title) in choices { option value=(code) selected[code == value] { (title) } } }
        }
    }
}

/// Counts a payment, or says that it is of no programme.
pub async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Redirect, WebError> {
    let payments = must_keep(&app, &visitor).await?;
    let incoming = app.store.load("reg_programme_incoming", id).await?.ok_or(WebError::NotFound)?;
    let done = match form.get("do") {
        "dismiss" => outside::dismiss(&app.store, &visitor.actor, incoming).await,
        "count" => {
            let known = |name: &str| {
                let field = payments.register.field(name);
                field.is_some_and(|field| field.choices.iter().any(|own| own.id == form.get(name)))
            };
            let measures = measures(&app).await?;
            let wanted = form.get("measure");
            let own = measures.iter().find(|own| format!("{} {}", own.programme.id(), own.code) == wanted);
            let own = own.filter(|_| known("source") && known("costs")).ok_or(WebError::StaleForm)?;
            let choice = Choice {
                programme: reference::stored(own.programme.id(), own.programme.text("title")),
                measure: own.code.clone(),
                source: form.get("source").to_owned(),
                costs: form.get("costs").to_owned(),
                contract: oblast_kernel::Value::Null,
            };
            outside::assign(&app.store, &visitor.actor, incoming, &choice).await
        }
        _ => return Err(WebError::StaleForm),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/programmes/incoming")),
        Err(AssignError::NotNow) => Err(WebError::StaleForm),
        Err(AssignError::Act(error)) => Err(error.into()),
        Err(AssignError::Store(error)) => Err(error.into()),
    }
}
