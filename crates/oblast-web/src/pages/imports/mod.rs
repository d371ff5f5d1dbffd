//! Imports: a file becomes records, step by step – read, matched, checked, staged, published.

mod view;
mod words;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;
use oblast_kernel::access::Request;
use oblast_kernel::{Lang, Text, Uuid};
use oblast_register::matching::{Mapping, NUMBER, STATE};
use oblast_store::imports::{ImportError, LARGEST, Phase, Reading, Run};

use super::downloads::safe_cell;
use super::registers::View;
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::texts;
use crate::upload::{FileProblem, Uploaded};
use crate::visitor::Visitor;

pub(crate) use words::{cell_words, import_error};

/// How many bad cells a page shows.
const PAGE: i64 = 100;

/// The title of a column that every register has, in both languages.
fn column_title(key: &str) -> Text {
    Text::new(texts::text(Lang::Uk, key, &[]), texts::text(Lang::En, key, &[]))
}

/// The titles of the columns of numbers and states, by which they are recognised.
pub(crate) fn titles() -> (Text, Text) {
    (column_title("record-number"), column_title("record-state"))
}

/// A register into which the visitor may import.
pub(crate) async fn open(app: &App, visitor: &Visitor, register: &str) -> Result<View, WebError> {
    let view = View::open(app, visitor, register).await?;
    visitor.must(Request::CreateRecord { rules: &view.register.rules, holder: view.holder })?;
    if view.may_import(visitor) { Ok(view) } else { Err(WebError::NotPermitted) }
}

/// An import of such a register; to others it looks like one that does not exist.
pub(crate) async fn load(app: &App, visitor: &Visitor, id: &str) -> Result<(View, Run), WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let run = app.store.import_run(id).await?.ok_or(WebError::NotFound)?;
    let view = open(app, visitor, &run.register).await.map_err(|_| WebError::NotFound)?;
    Ok((view, run))
}

fn to_run(id: Uuid) -> Response {
    Redirect::to(&format!("/imports/{id}")).into_response()
}

/// The imports of a register, and the form of a new one.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
) -> Result<Markup, WebError> {
    let view = open(&app, &visitor, &register).await?;
    let runs = app.store.import_runs(&register).await?;
    Ok(view::list(&app, &visitor, &view, &runs, None))
}

/// Takes a file and reads it.
pub async fn receive(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, &register).await?;
    let (store, actor, own) = (app.store.clone(), visitor.actor.clone(), view.register.clone());
    let taken = form.take_by(LARGEST, |name, _, part| {
        Box::pin(async move {
            let (number, state) = titles();
            let received = store.receive_import(&actor, &own, &name, (&number, &state), Box::pin(part)).await;
            match received {
                Err(ImportError::File(error)) => Err(error.into()),
                received => Ok(received),
            }
        })
    });
    let words = match taken.await {
        Ok(Ok(id)) => return Ok(to_run(id)),
        Ok(Err(error)) => import_error(&visitor, error)?,
        Err(WebError::File(FileProblem::TooLarge)) => visitor.t("import-too-large"),
        Err(WebError::File(problem)) => problem.words(&visitor),
        Err(error) => return Err(error),
    };
    let runs = app.store.import_runs(&register).await?;
    let page = view::list(&app, &visitor, &view, &runs, Some(&words));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The place among the bad cells: `row.column`.
fn place(query: &HashMap<String, String>) -> (i64, i64) {
    let read = |text: &String| {
        let (row, column) = text.split_once('.')?;
        Some((row.parse().ok()?, column.parse().ok()?))
    };
    query.get("after").and_then(read).unwrap_or((0, -1))
}

/// An import where it is.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    page(&app, &visitor, &view, &run, place(&query), None).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    view: &View,
    run: &Run,
    after: (i64, i64),
    error: Option<&str>,
) -> Result<Response, WebError> {
    let mut bad = app.store.bad_cells(run, after, PAGE + 1).await?;
    let more = bad.len() as i64 > PAGE;
    bad.truncate(PAGE as usize);
    let next = bad.last().filter(|_| more).map(|cell| format!("?after={}.{}", cell.row, cell.column));
    let same = app.store.same_file(run).await?;
    let set = app.store.load("import_set", run.id).await?;
    let shown = view::Shown { view, run, bad: &bad, next, same: &same, set: set.as_ref(), error };
    let page = view::page(app, visitor, &shown);
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    if run.phase.is_running() && run.failure.is_none() {
        // Without scripts too: the browser asks again.
        return Ok((status, [(header::REFRESH, "1")], page).into_response());
    }
    Ok((status, page).into_response())
}

/// The page again with what is wrong, or the way on.
async fn answer(
    app: &App,
    visitor: &Visitor,
    view: &View,
    run: &Run,
    done: Result<(), ImportError>,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(to_run(run.id)),
        // The second of two clicks, or somebody else was faster: the page shows where the import is.
        Err(ImportError::Step) => Ok(to_run(run.id)),
        Err(error) => {
            let words = import_error(visitor, error)?;
            page(app, visitor, view, run, (0, -1), Some(&words)).await
        }
    }
}

/// Reads the file in another encoding, or another sheet of it.
pub async fn read_again(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let given = |name: &str| Some(form.get(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let reading = Reading { encoding: given("encoding"), sheet: given("sheet"), ..Reading::default() };
    let (number, state) = titles();
    let done = app.store.read_again(&view.register, &run, (&number, &state), reading).await;
    answer(&app, &visitor, &view, &run, done).await
}

/// What each column goes into, as the form says.
fn mapping(view: &View, run: &Run, form: &Submitted) -> Mapping {
    let known = |target: &str| {
        view.register.field(target).is_some_and(oblast_register::Field::is_typed)
            || (target == NUMBER && view.register.number.is_some())
            || (target == STATE && !view.register.states.is_empty())
    };
    let mut taken: Vec<String> = Vec::new();
    (0..run.summary.heads.len())
        .map(|column| {
            let target = form.get(&format!("column-{column}")).to_owned();
            let free = known(&target) && !taken.contains(&target);
            if free {
                taken.push(target.clone());
            }
            free.then_some(target)
        })
        .collect()
}

/// Matches the columns and has the rows checked.
pub async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (view, mut run) = load(&app, &visitor, &id).await?;
    run.mapping = mapping(&view, &run, &form);
    let done = app.store.check_import(&view.register, &run, &run.mapping).await;
    answer(&app, &visitor, &view, &run, done).await
}

/// Mends cells and has the rows checked again.
pub async fn mend(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let read = |(name, value): (&str, &str)| {
        let (row, column) = name.strip_prefix("cell-")?.split_once('-')?;
        Some((row.parse().ok()?, column.parse().ok()?, value.to_owned()))
    };
    let cells: Vec<(i64, usize, String)> = form.pairs().filter_map(read).collect();
    let mut done = app.store.mend_cells(&run, &cells).await;
    if done.is_ok() {
        done = app.store.check_import(&view.register, &run, &run.mapping).await;
    }
    answer(&app, &visitor, &view, &run, done).await
}

/// Stages the rows.
pub async fn stage(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let leave_out = form.get("leave_out") == "true";
    let done = app.store.stage_import(&visitor.actor, &view.register, &run, leave_out).await;
    answer(&app, &visitor, &view, &run, done).await
}

/// Publishes what is staged.
pub async fn publish(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _form: Submitted,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let done = app.store.publish_import(&visitor.actor, &run).await;
    answer(&app, &visitor, &view, &run, done).await
}

/// Discards the import.
pub async fn discard(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _form: Submitted,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let done = app.store.discard_import(&visitor.actor, &run).await;
    answer(&app, &visitor, &view, &run, done).await
}

/// The bad cells as a file, for whoever mends the table itself.
pub async fn mistakes(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    // Writing into memory cannot fail.
    let _ = writer.write_record(
        ["import-row", "import-column", "import-value", "import-mistake"].map(|key| visitor.t(key)),
    );
    let mut after = (0, -1);
    loop {
        let bad = app.store.bad_cells(&run, after, 1000).await?;
        let Some(last) = bad.last() else { break };
        after = (last.row, i64::try_from(last.column).unwrap_or(i64::MAX));
        for cell in &bad {
            let head = run.summary.heads.get(cell.column).cloned().unwrap_or_default();
            let words = cell_words(&visitor, &view, &run, cell);
            let row = [cell.row.to_string(), head, cell.value.clone(), words];
            let _ = writer.write_record(row.map(safe_cell));
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Ok(super::downloads::attachment("mistakes", "csv", "text/csv; charset=utf-8", bytes.into()))
}

/// Is a register's import at a step where its words can still change?
fn is_open(run: &Run) -> bool {
    matches!(run.phase, Phase::Read | Phase::Checked)
}
