//! The form by which a document becomes a version of a programme.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::{Uuid, Value};
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_register::kind::read_date;
use oblast_web::components::field::{Plain, error_words, select};
use oblast_web::form::Submitted;
use oblast_web::pages::registers::View;
use oblast_web::{App, Visitor, WebError};

use super::super::super::draft::Draft;
use super::super::super::model::Programme;
use super::super::super::queries;
use super::super::super::saving::{self, Decision, SaveError};
use super::super::word;
use super::view;

/// What is asked of a new programme.
const ASKED: [&str; 6] = ["title", "begins", "ends", "customer", "lead_executor", "goal"];
/// The choice of a programme that is new.
const NEW: &str = "new";

/// What the document says of what is asked.
fn suggested(draft: &Draft, name: &str) -> String {
    let programme = &draft.programme;
    let years = programme.annex.years();
    let year = |year: Option<&i16>| year.map(ToString::to_string).unwrap_or_default();
    match name {
        "begins" => year(years.first()),
        "ends" => year(years.last()),
        "customer" => {
            entry(programme, &["замовник"]).or(entry(programme, &["ініціатор"])).unwrap_or_default()
        }
        "lead_executor" => entry(programme, &["відповідальний", "виконавець"]).unwrap_or_default(),
        "goal" => entry(programme, &["мета"]).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The entry of the passport whose name holds all of these words.
fn entry(programme: &Programme, words: &[&str]) -> Option<String> {
    let named = |name: &str| words.iter().all(|word| name.to_lowercase().contains(word));
    let found = programme.passport.entries.iter().find(|(_, name, _)| named(name))?;
    Some(found.2.chars().take(400).collect())
}

/// The form.
pub(super) async fn form(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    typed: &Submitted,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let register = app.store.catalogue().register("programmes").cloned().ok_or(WebError::NotFound)?;
    let programmes = queries::programmes(&app.store).await?;
    let mut choices = view::programme_choices(&programmes);
    choices.insert(0, (NEW.to_owned(), word(visitor, "нова програма", "a new programme").to_owned()));
    let error = |name: &str| errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str());
    let value = |name: &str| match typed.has(name) {
        true => typed.get(name).to_owned(),
        false => suggested(draft, name),
    };
    let plain = |name: &'static str, label: &str, value: &str| -> Markup {
        let control = Plain { name, label: label.to_owned(), value, error: error(name), ..Plain::default() };
        match name {
            "goal" | "note" => control.area(3),
            "begins" | "ends" | "decided_on" => control.line("numeric", true, false),
            _ => control.line("text", false, false),
        }
    };
    let unclear = draft.programme.not_understood.len();
    Ok(html! {
        section class="panel" id="save" {
            h2 { (word(visitor, "Зберегти як редакцію програми", "Save as a version of a programme")) }
            form method="post" action={ "/programmes/drafts/" (draft.record.id()) "/save" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                (select("programme", word(visitor, "Програма", "Programme"), &choices, typed.get("programme"), Some(word(visitor, "виберіть", "choose")), error("programme")))
                fieldset {
                    legend { (word(visitor, "Якщо програма нова", "If the programme is new")) }
                    @for name in ASKED {
                        @if let Some(field) = register.field(name) { (plain(name, visitor.say(&field.title), &value(name))) }
                    }
                }
                (plain("decision", word(visitor, "Рішення: хто ухвалив і номер", "Decision: who decided, and the number"), &value("decision")))
                (plain("decided_on", word(visitor, "Дата рішення", "Date of the decision"), &value("decided_on")))
                (plain("note", word(visitor, "Чому змінено (для змін)", "Why it was amended (for amendments)"), &value("note")))
                @if unclear > 0 {
                    div class=(if error("anyway").is_some() { "field wrong" } else { "field" }) {
                        @if let Some(words) = error("anyway") { p class="error-text" id="f-anyway-error" { (words) } }
                        label class="radio" {
                            input id="f-anyway" type="checkbox" name="anyway" value="yes" checked[typed.get("anyway") == "yes"];
                            span { (word(visitor, "Зберегти, хоча не зрозуміло комірок: ", "Save although cells are not understood: ")) (unclear) }
                        }
                    }
                }
                div class="actions" { button class="button" type="submit" { (word(visitor, "Зберегти", "Save")) } }
            }
        }
    })
}

/// Saves it.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let draft = super::open_reading(&app, &visitor, id).await?;
    let view = View::open(&app, &visitor, "programmes").await?;
    if !view.may_create(&visitor) {
        return Err(WebError::NotPermitted);
    }
    let mut errors = Vec::new();
    let decision = read(&app, &visitor, &view.register, &draft, &form, &mut errors).await?;
    let Some(decision) = decision.filter(|_| errors.is_empty()) else {
        return again(&app, &visitor, &draft, &form, &errors).await;
    };
    match saving::save(&app.store, &visitor.actor, draft, decision).await {
        Ok(programme) => Ok(Redirect::to(&format!("/programmes/{programme}")).into_response()),
        Err(SaveError::Act(error)) => Err(error.into()),
        Err(SaveError::Store(error)) => Err(error.into()),
        Err(SaveError::NotReading) => Err(WebError::StaleForm),
        Err(SaveError::NoMeasures | SaveError::TooMany) => {
            let words = word(
                &visitor,
                "У документі немає заходів або рядків забагато (понад 20 000).",
                "The document has no measures, or too many rows (over 20 000).",
            );
            let draft = super::open(&app, &visitor, id).await?;
            again(&app, &visitor, &draft, &form, &[("programme".to_owned(), words.to_owned())]).await
        }
    }
}

async fn again(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    form: &Submitted,
    errors: &[(String, String)],
) -> Result<Response, WebError> {
    let page = view::page(app, visitor, draft, None, form, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What was typed; what is wrong with it goes to the errors.
async fn read(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    draft: &Draft,
    form: &Submitted,
    errors: &mut Vec<(String, String)>,
) -> Result<Option<Decision>, WebError> {
    let mut wrong = |name: &str, words: &str| errors.push((name.to_owned(), words.to_owned()));
    let programme = match form.get("programme") {
        NEW => {
            let mut values = Values::new();
            for name in ASKED {
                let Some(field) = register.field(name) else { continue };
                match field.parse(form.get(name)) {
                    Ok(Value::Null) if field.required => {
                        wrong(
                            name,
                            &visitor.tf("field-required", &[("title", visitor.say(&field.title).into())]),
                        );
                    }
                    Ok(value) => drop(values.insert(name.to_owned(), value)),
                    Err(error) => wrong(name, &error_words(visitor, field, &error)),
                }
            }
            let title = values.get("title").and_then(Value::as_text).unwrap_or_default();
            let known = queries::programmes(&app.store).await?;
            if known.iter().any(|own| own.text("title") == title) {
                wrong(
                    "title",
                    word(
                        visitor,
                        "Така програма вже є: виберіть її у списку.",
                        "This programme is there already: choose it in the list.",
                    ),
                );
            }
            let year = |name: &str| values.get(name).and_then(Value::as_int);
            if let (Some(first), Some(last)) = (year("begins"), year("ends"))
                && last < first
            {
                wrong(
                    "ends",
                    word(visitor, "Останній рік раніше за перший.", "The last year is before the first."),
                );
            }
            Some(Err(values))
        }
        chosen => {
            let record = match chosen.parse::<Uuid>() {
                Ok(id) => queries::programme(&app.store, id).await?,
                Err(_) => None,
            };
            if record.is_none() {
                wrong(
                    "programme",
                    word(
                        visitor,
                        "Виберіть програму або «нова програма».",
                        "Choose a programme, or “a new programme”.",
                    ),
                );
            }
            record.map(Ok)
        }
    };
    let decision: String = form.get("decision").trim().chars().take(300).collect();
    if decision.is_empty() {
        wrong(
            "decision",
            word(visitor, "Введіть, хто ухвалив рішення і його номер.", "Enter who decided, and the number."),
        );
    }
    let decided_on = read_date(form.get("decided_on").trim());
    match decided_on {
        None => wrong(
            "decided_on",
            word(
                visitor,
                "Введіть дату рішення, наприклад 24.12.2020.",
                "Enter the date of the decision, e.g. 24.12.2020.",
            ),
        ),
        Some(day) if day > visitor.today() => {
            wrong("decided_on", word(visitor, "Ця дата ще не настала.", "This day has not come yet."));
        }
        Some(_) => {}
    }
    if !draft.programme.not_understood.is_empty() && form.get("anyway") != "yes" {
        wrong(
            "anyway",
            word(
                visitor,
                "Виправте незрозумілі комірки або позначте, що зберігаєте без них.",
                "Correct the cells that are not understood, or say that you save without them.",
            ),
        );
    }
    let note = Some(form.get("note").trim().to_owned()).filter(|text| !text.is_empty());
    Ok(programme.zip(decided_on).map(|(programme, decided_on)| Decision {
        programme,
        decision,
        decided_on,
        note,
    }))
}
