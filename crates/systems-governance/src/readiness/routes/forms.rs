//! A form: filled in by the community, looked at by the reviewers, read by other officials.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::{Uuid, Value};
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_store::{ActError, Record};
use oblast_web::components::field::{Plain, error_words};
use oblast_web::components::table::{Head, table};
use oblast_web::components::{due_badge, empty, error_summary, notice};
use oblast_web::form::Submitted;
use oblast_web::pages::records::steps::{listed, may_take, take_now};
use oblast_web::pages::registers::{View, state_title};
use oblast_web::{App, Visitor, WebError, layout};

use super::super::answering::{Given, keep};
use super::super::model::{Area, Question, Questionnaire, Scoring};
use super::super::queries;
use super::{MENU, crumbs, points, word};

/// How many rounds are looked through for forms.
const ROUNDS: usize = 3;

/// The forms that wait for the visitor, and those of their community.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let view = View::open(&app, &visitor, "readiness-forms").await?;
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for round in
        queries::rounds(&app.store).await?.iter().filter(|own| own.text("state") != "draft").take(ROUNDS)
    {
        for own in queries::forms(&app.store, round.id()).await? {
            let keeps = visitor
                .actor
                .positions
                .iter()
                .any(|position| position.territory.as_deref() == Some(own.text("territory")));
            if keeps || may_take(&visitor, &view, &own, "confirm") {
                let due: Option<Date> = own
                    .text("due")
                    .parse()
                    .ok()
                    .filter(|_| matches!(own.text("state"), "asked" | "returned"));
                rows.push(vec![
                    html! { a data-item href={ "/readiness/forms/" (own.id()) } { (app.territory(own.text("territory"), visitor.lang)) ", " (own.int("year").unwrap_or_default()) } },
                    html! { (state_title(&visitor, &view.register, own.text("state"))) },
                    html! { @if let Some(due) = due { (due_badge(&visitor, due)) } },
                    html! { (own.int("answered_count").unwrap_or_default()) " / " (own.int("asked_count").unwrap_or_default()) },
                ]);
            }
        }
    }
    let title = word(&visitor, "Анкети цифрової готовності", "Forms on digital readiness");
    let heads = [
        Head::new(word(&visitor, "Громада", "Community")),
        Head::new(word(&visitor, "Стан", "State")),
        Head::new(word(&visitor, "Строк", "Due")),
        Head::number(word(&visitor, "Відповідей", "Answers")),
    ];
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, &[]))
            h1 { (title) }
            @if rows.is_empty() { (empty(word(&visitor, "Анкет, що чекають на вас, немає.", "No forms wait for you."), None)) }
            @else { (table(title, &heads, &rows)) }
            p { a href="/registers/readiness-forms" { (word(&visitor, "Усі анкети", "All forms")) } }
        },
    ))
}

/// What the visitor does with a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Answer,
    Review,
    Read,
}

struct Opened {
    view: View,
    form: Record,
    questionnaire: Questionnaire,
    answers: BTreeMap<String, Record>,
    work: Work,
}

async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<Opened, WebError> {
    let view = View::open(app, visitor, "readiness-forms").await?;
    let form = app.store.load(queries::FORMS, id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(visitor, &form);
    if !view.sees_official {
        return Err(WebError::NotPermitted);
    }
    let round = oblast_register::kind::reference::parts(form.get("round")).map(|(id, _)| id);
    let round = round.ok_or(WebError::NotFound)?;
    let round = app.store.load(queries::ROUNDS, round).await?.ok_or(WebError::NotFound)?;
    let questionnaire = queries::questionnaire(&app.store, &round).await?.map_err(|_| WebError::NotFound)?;
    let answers = queries::answers(&app.store, id).await?;
    let work = if may_take(visitor, &view, &form, "submit") {
        Work::Answer
    } else if may_take(visitor, &view, &form, "confirm") {
        Work::Review
    } else {
        Work::Read
    };
    Ok(Opened { view, form, questionnaire, answers, work })
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let opened = open(&app, &visitor, id).await?;
    Ok(opened.page(&app, &visitor, &Typed::default()))
}

/// What was typed and not kept, and why.
#[derive(Default)]
struct Typed {
    form: Option<Submitted>,
    errors: Vec<(String, String)>,
    outdated: bool,
}

impl Typed {
    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str())
    }
}

impl Opened {
    fn title(&self, app: &App, visitor: &Visitor) -> String {
        format!(
            "{}, {}",
            app.territory(self.form.text("territory"), visitor.lang),
            self.form.int("year").unwrap_or_default()
        )
    }

    /// What stands in a control: what was typed, or what is stored.
    fn value(&self, typed: &Typed, part: &str, code: &str) -> String {
        let name = format!("{part}-{code}");
        match &typed.form {
            Some(form) if form.has(&name) => form.get(&name).to_owned(),
            _ => self.answers.get(code).map(|own| own.text(part).to_owned()).unwrap_or_default(),
        }
    }

    fn page(&self, app: &App, visitor: &Visitor, typed: &Typed) -> Markup {
        let title = self.title(app, visitor);
        let form = &self.form;
        let state = form.text("state");
        let due: Option<Date> =
            form.text("due").parse().ok().filter(|_| matches!(state, "asked" | "returned"));
        let count = |name: &str| form.int(name).unwrap_or_default();
        let back = format!("/readiness/forms/{}", form.id());
        layout::page(
            app,
            visitor,
            &title,
            MENU,
            html! {
                (crumbs(visitor, &[("/readiness/forms", word(visitor, "Анкети", "Forms"))]))
                (error_summary(visitor, &typed.errors))
                h1 { (title) }
                p { span class="state" { (state_title(visitor, &self.view.register, state)) } @if let Some(due) = due { " " (due_badge(visitor, due)) } }
                @if typed.outdated { (notice("soon", None, html! { p { (word(visitor,
                    "Анкету щойно змінив хтось інший. Ваші відповіді нижче; перевірте їх і збережіть ще раз.",
                    "Somebody else has just changed the form. Your answers are below; look at them and save again.")) } })) }
                @if state == "returned" && !form.get("remark").is_null() { (notice("soon", Some(word(visitor, "Що виправити", "What to correct")), html! { p class="pre" { (form.text("remark")) } })) }
                p {
                    (word(visitor, "Відповідей", "Answers")) ": " strong { (count("answered_count")) " / " (count("asked_count")) }
                    @if count("lacking_count") > 0 { ", " (word(visitor, "без обов’язкового підтвердження", "without the evidence that is required")) ": " strong { (count("lacking_count")) } }
                    @if self.work == Work::Review { ", " (word(visitor, "розглянуто", "reviewed")) ": " strong { (count("judged_count")) } }
                    @if let Some(index) = form.int("readiness_index") { ". " (word(visitor, "Індекс за цими відповідями", "The index by these answers")) ": " strong { (points(index, visitor.lang)) } }
                }
                @match self.work {
                    Work::Read => { (self.questions(visitor, typed)) div class="actions" { (listed(visitor, &self.view, form, &back)) } }
                    _ => form method="post" class="questionnaire" novalidate {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        input type="hidden" name="version" value=(form.version());
                        (self.questions(visitor, typed))
                        div class="actions" { (self.buttons(visitor, &back)) }
                    },
                }
            },
        )
    }

    fn buttons(&self, visitor: &Visitor, back: &str) -> Markup {
        let button = |what: &str, class: &str, uk: &'static str, en: &'static str| html! { button class=(class) type="submit" name="do" value=(what) { (word(visitor, uk, en)) } };
        html! {
            @if self.work == Work::Answer {
                (button("save", "button quiet", "Зберегти", "Save"))
                (button("submit", "button", "Зберегти й подати", "Save and submit"))
            } @else {
                (button("save", "button quiet", "Зберегти висновки", "Save the verdicts"))
                (button("rest", "button quiet", "Прийняти решту без висновку", "Accept the rest"))
                (button("confirm", "button", "Зберегти й підтвердити анкету", "Save and confirm the form"))
                a href={ "/registers/readiness-forms/" (self.form.id()) "/steps/return?back=" (back) } { (word(visitor, "Повернути громаді", "Return to the community")) }
            }
        }
    }

    fn questions(&self, visitor: &Visitor, typed: &Typed) -> Markup {
        html! { @for area in &self.questionnaire.areas { (self.area(visitor, typed, area)) } }
    }

    fn area(&self, visitor: &Visitor, typed: &Typed, area: &Area) -> Markup {
        html! {
            h2 { (area.code) ". " (area.title) }
            @for question in &area.questions {
                @match self.work {
                    Work::Answer => (self.asked(visitor, typed, question)),
                    _ => (self.answered(visitor, typed, question)),
                }
            }
        }
    }

    /// A question with its controls.
    fn asked(&self, visitor: &Visitor, typed: &Typed, question: &Question) -> Markup {
        let code = &question.code;
        let name = format!("answer-{code}");
        let value = self.value(typed, "answer", code);
        let error = typed.error(&name);
        let card = self.answers.get(code).map(|own| own.id());
        let files = self.answers.get(code).and_then(|own| own.int("evidence")).unwrap_or(0);
        let choices: Option<Vec<(String, String)>> = match &question.scoring {
            Scoring::YesNo => Some(vec![
                ("yes".to_owned(), word(visitor, "так", "yes").to_owned()),
                ("no".to_owned(), word(visitor, "ні", "no").to_owned()),
            ]),
            Scoring::Options(all) => {
                Some(all.iter().map(|(title, _)| (title.clone(), title.clone())).collect())
            }
            Scoring::Number { .. } => None,
        };
        let source = self.value(typed, "source", code);
        let note = self.value(typed, "note", code);
        let evidence = match question.evidence.as_str() {
            "required" => {
                Some(word(visitor, "обов’язково: посилання або файл", "required: a link or a file"))
            }
            "welcome" => Some(word(visitor, "бажано", "welcome")),
            _ => None,
        };
        let source_name = format!("source-{code}");
        let note_name = format!("note-{code}");
        html! {
            fieldset class=(if error.is_some() { "field wrong question" } else { "field question" }) id={ "f-" (name) } tabindex="-1" {
                legend { (code) ". " (question.title) }
                @if !question.explanation.is_empty() { p class="help pre" { (question.explanation) } }
                @if let Some(error) = error { p class="error-text" { (error) } }
                @match choices {
                    Some(choices) => @for (code, title) in &choices {
                        label class="radio" { input type="radio" name=(name) value=(code) checked[*code == value]; span { (title) } }
                    },
                    None => {
                        @let typed_value = if typed.form.is_some() { value.clone() } else { plain_number(&value) };
                        span class="with-unit" {
                            input type="text" inputmode="decimal" autocomplete="off" class="short" name=(name) value=(typed_value) aria-label={ (code) ". " (question.title) } aria-invalid=[error.map(|_| "true")];
                            @if !question.unit.is_empty() { span { (question.unit) } }
                        }
                    },
                }
                @if let Some(evidence) = evidence {
                    (Plain {
                        name: &source_name,
                        label: format!("{} ({evidence})", word(visitor, "Посилання на підтвердження", "Link to the evidence")),
                        value: &source,
                        error: typed.error(&source_name),
                        ..Plain::default()
                    }.line("url", false, false))
                    @if let Some(card) = card {
                        p class="small" {
                            (word(visitor, "Файлів", "Files")) ": " (files) ". "
                            a href={ "/registers/readiness-answers/" (card) } aria-label={ (word(visitor, "Додати файл до", "Add a file to")) " " (code) } { (word(visitor, "Додати файл", "Add a file")) }
                        }
                    }
                }
                details open[!note.is_empty()] {
                    summary { (word(visitor, "Примітка", "Note")) }
                    (Plain { name: &note_name, label: format!("{} {code}", word(visitor, "Примітка до", "A note on")), value: &note, ..Plain::default() }.area(2))
                }
            }
        }
    }

    /// An answer with its evidence, and what the reviewer says of it.
    fn answered(&self, visitor: &Visitor, typed: &Typed, question: &Question) -> Markup {
        let code = &question.code;
        let Some(own) = self.answers.get(code) else { return html! {} };
        let name = format!("verdict-{code}");
        let verdict = self.value(typed, "verdict", code);
        let remark = self.value(typed, "remark", code);
        let worth = question.scoring.points(own.text("answer")).unwrap_or(0);
        let files = own.int("evidence").unwrap_or(0);
        let remark_name = format!("remark-{code}");
        let verdicts = [
            ("accepted", word(visitor, "прийняти", "accept")),
            ("declined", word(visitor, "не підтверджено: 0 балів", "not confirmed: 0 points")),
        ];
        html! {
            fieldset class="field question" id={ "f-" (name) } tabindex="-1" {
                legend { (code) ". " (question.title) }
                p { strong { (question.scoring.shown(own.text("answer"), &question.unit, visitor.lang)) } ", " (word(visitor, "балів", "points")) ": " (points(worth, visitor.lang)) }
                @if !own.get("note").is_null() { p class="pre soft" { (own.text("note")) } }
                @if !own.get("source").is_null() { p { a href=(own.text("source")) rel="noopener nofollow" { (own.text("source")) } } }
                @if files > 0 { p { a href={ "/registers/readiness-answers/" (own.id()) } { (word(visitor, "Файли підтвердження", "Files of evidence")) ": " (files) } } }
                @if question.evidence == "required" && own.get("source").is_null() && files == 0 && worth > 0 { p class="error-text" { (word(visitor, "Обов’язкового підтвердження немає", "The evidence that is required is missing")) } }
                @if self.work == Work::Review {
                    @for (value, title) in verdicts {
                        label class="radio" { input type="radio" name=(name) value=(value) checked[value == verdict]; span { (title) } }
                    }
                    (Plain { name: &remark_name, label: format!("{} {code}", word(visitor, "Зауваження до", "A remark on")), value: &remark, error: typed.error(&remark_name), ..Plain::default() }.line("text", false, false))
                } @else {
                    @if let Some((_, title)) = verdicts.iter().find(|(value, _)| *value == verdict) { p { span class=(if verdict == "declined" { "state late" } else { "state done" }) { (title) } } }
                    @if !remark.is_empty() { p class="soft" { (remark) } }
                }
            }
        }
    }

    /// Reads what was given; errors by control.
    fn read(
        &self,
        visitor: &Visitor,
        register: &Register,
        form: &Submitted,
    ) -> (Given, Vec<(String, String)>) {
        let (mut given, mut errors) = (Given::new(), Vec::new());
        for question in self.questionnaire.questions() {
            let (values, found) = match self.work {
                Work::Answer => answer(visitor, register, question, form),
                _ => verdict(visitor, question, form, self.answers.get(&question.code)),
            };
            errors.extend(found);
            given.insert(question.code.clone(), values);
        }
        (given, errors)
    }
}

/// A stored number as one types it.
fn plain_number(stored: &str) -> String {
    stored.strip_suffix(".00").unwrap_or(stored).replace('.', ",")
}

type Read = (Values, Vec<(String, String)>);

fn answer(visitor: &Visitor, register: &Register, question: &Question, form: &Submitted) -> Read {
    let (mut values, mut errors) = (Values::new(), Vec::new());
    let code = &question.code;
    let name = format!("answer-{code}");
    let typed = form.get(&name).trim();
    match question.scoring.read(typed) {
        Some(read) => {
            values.insert("answer".into(), read.into());
        }
        None if typed.is_empty() => {
            values.insert("answer".into(), Value::Null);
        }
        None => {
            let words = word(
                visitor,
                "напишіть число, не менше за нуль, щонайбільше з двома знаками після коми",
                "write a number from nought, with two decimals at most",
            );
            errors.push((name, format!("{code}: {words}")));
        }
    }
    for part in ["source", "note"] {
        let name = format!("{part}-{code}");
        if !form.has(&name) {
            continue;
        }
        let Some(field) = register.field(part) else { continue };
        match field.parse(form.get(&name)) {
            Ok(value) => {
                values.insert(part.into(), value);
            }
            Err(error) => errors.push((name, format!("{code}: {}", error_words(visitor, field, &error)))),
        }
    }
    (values, errors)
}

fn verdict(visitor: &Visitor, question: &Question, form: &Submitted, own: Option<&Record>) -> Read {
    let (mut values, mut errors) = (Values::new(), Vec::new());
    let code = &question.code;
    let mut said = form.get(&format!("verdict-{code}"));
    if said.is_empty() && form.get("do") == "rest" && own.is_some_and(|own| own.get("verdict").is_null()) {
        said = "accepted";
    }
    let remark: String = form.get(&format!("remark-{code}")).trim().chars().take(500).collect();
    if said == "declined" && remark.is_empty() {
        let words = word(visitor, "напишіть, чого бракує", "write what is missing");
        errors.push((format!("remark-{code}"), format!("{code}: {words}")));
    }
    let known = ["accepted", "declined"].contains(&said);
    values.insert("verdict".into(), if known { said.into() } else { Value::Null });
    values.insert("remark".into(), if remark.is_empty() { Value::Null } else { remark.into() });
    (values, errors)
}

/// Keeps what was given, and takes the step that was asked for.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let mut opened = open(&app, &visitor, id).await?;
    if opened.work == Work::Read {
        return Err(WebError::NotPermitted);
    }
    let register = app.store.catalogue().register("readiness-answers").cloned().ok_or(WebError::NotFound)?;
    let (given, errors) = opened.read(&visitor, &register, &form);
    let outdated = form.number("version").ok_or(WebError::StaleForm)? != opened.form.version();
    let refused = |opened: &Opened, status, typed: &Typed| {
        Ok((status, opened.page(&app, &visitor, typed)).into_response())
    };
    if outdated || !errors.is_empty() {
        let status = if outdated { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        return refused(&opened, status, &Typed { form: Some(form), errors, outdated });
    }
    let kept = keep(&app.store, &visitor.actor, &opened.questionnaire, opened.form.clone(), &given).await;
    opened.form = match kept {
        Ok(kept) => kept,
        Err(ActError::Conflict { .. }) => {
            let opened = open(&app, &visitor, id).await?;
            return refused(
                &opened,
                StatusCode::CONFLICT,
                &Typed { form: Some(form), errors, outdated: true },
            );
        }
        Err(error) => return Err(error.into()),
    };
    let page = format!("/readiness/forms/{id}");
    let (step, part) = match form.get("do") {
        "submit" => ("submit", "answer"),
        "confirm" => ("confirm", "verdict"),
        _ => return Ok(Redirect::to(&page).into_response()),
    };
    opened.answers = queries::answers(&app.store, id).await?;
    match take_now(&app, &visitor, &opened.view, &opened.form, step).await? {
        Ok(()) => Ok(Redirect::to(&page).into_response()),
        Err(errors) => {
            // The rules count; the page says which questions they mean.
            let words = errors.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(". ");
            let place = opened.first_lacking(part);
            let errors = vec![(place, words)];
            refused(&opened, StatusCode::UNPROCESSABLE_ENTITY, &Typed { form: None, errors, outdated: false })
        }
    }
}

impl Opened {
    /// The control of the first question that still wants something.
    fn first_lacking(&self, part: &str) -> String {
        let lacks = |question: &&Question| {
            self.answers.get(&question.code).is_some_and(|own| {
                own.get(part).is_null()
                    || (part == "answer"
                        && question.evidence == "required"
                        && own.get("source").is_null()
                        && own.int("evidence").unwrap_or(0) == 0)
            })
        };
        let code = self.questionnaire.questions().find(lacks).map(|own| own.code.clone()).unwrap_or_default();
        format!("{part}-{code}")
    }
}
