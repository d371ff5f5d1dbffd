//! Files of Open Budget: taken row by row, what is wrong told by row and column.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::StreamExt as _;
use maud::{Markup, html};
use oblast_store::files::FileError;
use oblast_web::components::notice;
use oblast_web::components::table::{Head, table};
use oblast_web::pages::registers::View;
use oblast_web::upload::{FileProblem, Uploaded};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::import::{self, ImportError, Taken};
use super::super::openbudget::{OpenBudgetError, Wrong, parse};
use super::{MENU, crumbs, word};

/// The largest file, in bytes: 32 MiB, a hundred times a year of a large budget.
const LARGEST: u64 = 32 * 1024 * 1024;

async fn open(app: &App, visitor: &Visitor) -> Result<(), WebError> {
    let view = View::open(app, visitor, "local-budgets").await?;
    if view.may_create(visitor) { Ok(()) } else { Err(WebError::NotPermitted) }
}

/// The form, and what became of a file that was just taken.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, usize>>,
) -> Result<Markup, WebError> {
    open(&app, &visitor).await?;
    let count = |name: &str| query.get(name).copied();
    let taken = match (count("new"), count("changed"), count("same")) {
        (Some(new), Some(changed), Some(same)) => Some(Taken { new, changed, same }),
        _ => None,
    };
    Ok(page(&app, &visitor, &taken.map_or(html! {}, |taken| done(&visitor, taken))))
}

fn page(app: &App, visitor: &Visitor, outcome: &Markup) -> Markup {
    let heading = word(visitor, "Файл виконання бюджету", "A file of the execution");
    layout::page(
        app,
        visitor,
        heading,
        MENU,
        html! {
            (crumbs(visitor))
            h1 { (heading) }
            (outcome)
            div class="column" {
                p { (word(visitor,
                    "CSV порталу Open Budget: доходи (COD_INCO) або видатки (COD_CONS_MB_FK, COD_CONS_MB_PK, COD_CONS_EK). Кодування буде визначено. Рядки, що вже є, оновлюються; той самий файл удруге нічого не змінює.",
                    "CSV of the portal Open Budget: income (COD_INCO) or expenses (COD_CONS_MB_FK, COD_CONS_MB_PK, COD_CONS_EK). The encoding is found out. Rows that are there already are brought up to date; the same file again changes nothing.")) }
                form method="post" enctype="multipart/form-data" data-upload=(word(visitor, "Надсилаємо файл", "Sending the file")) data-largest=(LARGEST) data-too-large=(too_large(visitor)) {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    div class="field" {
                        label for="f-file" { (word(visitor, "Файл CSV", "CSV file")) }
                        input id="f-file" name="file" type="file" accept=".csv,.txt";
                    }
                    div class="actions" { button class="button" type="submit" { (word(visitor, "Додати", "Add")) } }
                    progress hidden max="100" value="0" aria-label=(word(visitor, "Надсилаємо файл", "Sending the file")) {}
                }
                p { a href="/registers/local-budgets" { (word(visitor, "Коди бюджетів і населення", "Codes of the budgets and population")) } }
            }
        },
    )
}

fn too_large(visitor: &Visitor) -> &'static str {
    match visitor.lang {
        oblast_kernel::Lang::Uk => "Файл завеликий: щонайбільше 32 МБ.",
        oblast_kernel::Lang::En => "The file is too large: 32 MB at most.",
    }
}

/// Takes a file.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    open(&app, &visitor).await?;
    let gathered = form
        .take_by(LARGEST, |_, _, mut part| {
            Box::pin(async move {
                let mut bytes = Vec::new();
                while let Some(piece) = part.next().await {
                    let piece = piece.map_err(|error| FileError::Broken(error.to_string()))?;
                    bytes.extend_from_slice(&piece);
                    if bytes.len() as u64 > LARGEST {
                        return Err(FileError::TooLarge.into());
                    }
                }
                Ok(bytes)
            })
        })
        .await;
    let bytes = match gathered {
        Ok(bytes) => bytes,
        Err(WebError::File(FileProblem::TooLarge)) => {
            return Ok(refused(&app, &visitor, &words(too_large(&visitor))));
        }
        Err(WebError::File(problem)) => return Ok(refused(&app, &visitor, &words(&problem.words(&visitor)))),
        Err(error) => return Err(error),
    };
    let parsed = tokio::task::spawn_blocking(move || parse(bytes)).await;
    let lines = match parsed.map_err(|error| WebError::Internal(error.to_string()))? {
        Ok(lines) => lines,
        Err(error) => return Ok(refused(&app, &visitor, &told(&visitor, &error))),
    };
    match import::take(&app.store, &visitor.actor, &lines).await {
        Ok(Taken { new, changed, same }) => {
            let outcome = format!("/budgets/import?new={new}&changed={changed}&same={same}");
            Ok(Redirect::to(&outcome).into_response())
        }
        Err(ImportError::UnknownBudgets(codes)) => {
            let lead = word(
                &visitor,
                "Цих бюджетів іще немає в реєстрі; внесіть їх спершу: ",
                "These budgets are not in the register yet; enter them first: ",
            );
            let shown: Vec<String> = codes.into_iter().take(50).collect();
            Ok(refused(&app, &visitor, &words(&format!("{lead}{}", shown.join(", ")))))
        }
        Err(ImportError::Act(error)) => Err(error.into()),
        Err(ImportError::Store(error)) => Err(error.into()),
    }
}

fn refused(app: &App, visitor: &Visitor, words: &Markup) -> Response {
    let body = notice("late", Some(word(visitor, "Файл не додано", "The file was not added")), words.clone());
    (StatusCode::UNPROCESSABLE_ENTITY, page(app, visitor, &body)).into_response()
}

fn words(text: &str) -> Markup {
    html! { p { (text) } }
}

fn done(visitor: &Visitor, taken: Taken) -> Markup {
    notice(
        "done",
        Some(word(visitor, "Файл додано", "The file was added")),
        html! {
            p {
                (word(visitor, "Нових рядків", "New rows")) ": " (format::count(taken.new as i64)) ", "
                (word(visitor, "змінених", "changed")) ": " (format::count(taken.changed as i64)) ", "
                (word(visitor, "без змін", "the same")) ": " (format::count(taken.same as i64)) "."
            }
            p { a href="/budgets" { (word(visitor, "До бюджетів", "To the budgets")) } }
        },
    )
}

fn told(visitor: &Visitor, error: &OpenBudgetError) -> Markup {
    match error {
        OpenBudgetError::Wrong(all) => wrong(visitor, all),
        OpenBudgetError::Column(name) => words(&format!(
            "{} {name}. {}",
            word(visitor, "У файлі немає стовпця", "The file has no column"),
            word(
                visitor,
                "Потрібен файл Open Budget без змін.",
                "It must be a file of Open Budget as it is."
            )
        )),
        OpenBudgetError::Twice(row) => words(&format!(
            "{} {row} {}",
            word(visitor, "Рядок", "Row"),
            word(
                visitor,
                "повторює попередній: той самий місяць, фонд і код.",
                "repeats another: the same month, fund and code."
            )
        )),
        OpenBudgetError::TooMany => words(word(
            visitor,
            "Рядків забагато: щонайбільше 200 000. Завантажте за один рік.",
            "Too many rows: 200 000 at most. Take one year.",
        )),
        OpenBudgetError::Table(error) => words(&format!(
            "{} {error}",
            word(visitor, "Файл не вдалося прочитати:", "The file was not read:")
        )),
    }
}

fn wrong(visitor: &Visitor, all: &[Wrong]) -> Markup {
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|own| vec![html! { (own.row) }, html! { (own.column) }, html! { (own.value) }])
        .collect();
    let heads = [
        Head::new(word(visitor, "Рядок", "Row")),
        Head::new(word(visitor, "Стовпець", "Column")),
        Head::new(word(visitor, "Що записано", "What stands there")),
    ];
    html! {
        p { (word(visitor, "Ці комірки не зрозуміло:", "These cells were not understood:")) }
        (table(word(visitor, "Незрозумілі комірки", "Cells that were not understood"), &heads, &rows))
    }
}
