//! The pages of an import.

use maud::{Markup, html};
use oblast_register::matching::{NUMBER, STATE};
use oblast_store::Record;
use oblast_store::imports::{BadCell, ENCODINGS, FINDINGS, Format, LARGEST, Phase, Run};

use super::super::registers::View;
use super::is_open;
use super::words::{cell_words, notice as notice_words};
use crate::components::field::select;
use crate::components::table::{Head, table};
use crate::components::{next_page, notice};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout, upload};

/// Notices that are shown at once; the others are under a fold.
const NOTICES: usize = 5;

/// The imports of a register.
pub(super) fn list(app: &App, visitor: &Visitor, view: &View, runs: &[Run], error: Option<&str>) -> Markup {
    let title = visitor.t("import-title");
    let rows: Vec<Vec<Markup>> = runs
        .iter()
        .map(|run| {
            vec![
                html! { a data-item href={ "/imports/" (run.id) } { (run.file_name) } },
                html! { (format::instant(run.created_at, visitor.lang)) },
                html! { (format::count(run.rows)) },
                phase(visitor, run),
            ]
        })
        .collect();
    let heads = [
        Head::new(visitor.t("import-file")),
        Head::new(visitor.t("import-when")),
        Head::number(visitor.t("import-rows")),
        Head::new(visitor.t("import-phase")),
    ];
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            (crumbs(visitor, view))
            h1 { (title) }
            div class="column" {
                p { (visitor.t("import-lead")) }
                (file_form(visitor, view, error))
            }
            @if !rows.is_empty() {
                h2 { (visitor.t("import-earlier")) }
                (table(&visitor.t("import-earlier"), &heads, &rows))
            }
        },
    )
}

fn crumbs(visitor: &Visitor, view: &View) -> Markup {
    let id = &view.register.id;
    html! {
        p class="crumbs" {
            a href="/registers" { (visitor.t("menu-registers")) } " · "
            a href={ "/registers/" (id) } { (visitor.say(&view.register.title)) } " · "
            a href={ "/registers/" (id) "/imports" } { (visitor.t("import-title")) }
        }
    }
}

fn file_form(visitor: &Visitor, view: &View, error: Option<&str>) -> Markup {
    let described = if error.is_some() { "f-file-help f-file-error" } else { "f-file-help" };
    html! {
        form method="post" action={ "/registers/" (view.register.id) "/imports" } enctype="multipart/form-data"
            data-upload=(visitor.t("file-sending")) data-largest=(LARGEST) data-too-large=(visitor.t("import-too-large")) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            div class=(if error.is_some() { "field wrong" } else { "field" }) {
                label for="f-file" { (visitor.t("import-choose")) }
                p class="help" id="f-file-help" { (visitor.t("import-choose-help")) }
                @if let Some(error) = error { p class="error-text" id="f-file-error" role="alert" { (error) } }
                input id="f-file" name="file" type="file" accept=".csv,.txt,.tsv,.xlsx,.ods,.geojson,.json" aria-describedby=(described);
            }
            div class="actions" { button class="button" type="submit" { (visitor.t("import-send")) } }
            progress hidden max="100" value="0" aria-label=(visitor.t("file-sending")) {}
        }
    }
}

fn phase(visitor: &Visitor, run: &Run) -> Markup {
    let class = match run.phase {
        Phase::Published => "state done",
        _ if run.failure.is_some() => "state late",
        Phase::Checked if run.bad_cells > 0 => "state soon",
        _ => "state",
    };
    html! { span class=(class) { (visitor.t(&format!("import-phase-{}", run.phase.name()))) } }
}

/// What the page of an import shows.
pub(super) struct Shown<'s> {
    pub view: &'s View,
    pub run: &'s Run,
    pub bad: &'s [BadCell],
    pub next: Option<String>,
    /// Published imports of the same file.
    pub same: &'s [Record],
    pub set: Option<&'s Record>,
    pub error: Option<&'s str>,
}

/// The page of an import.
pub(super) fn page(app: &App, visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let Shown { view, run, .. } = shown;
    let title = visitor.tf("import-of", &[("name", run.file_name.as_str().into())]);
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            (crumbs(visitor, view))
            h1 { (title) }
            p { (phase(visitor, run)) " " (facts(visitor, run)) }
            @if let Some(error) = shown.error { (notice("late", None, html! { p { (error) } })) }
            @if let Some(failure) = &run.failure {
                (notice("late", None, html! { p { (visitor.t(&format!("import-failure-{failure}"))) } }))
            }
            @if is_open(run) { (warnings(visitor, shown)) }
            (step(visitor, shown))
            @if matches!(run.phase, Phase::Read | Phase::Checked | Phase::Checking | Phase::Staging | Phase::Staged) {
                form method="post" action={ "/imports/" (run.id) "/discard" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    button class="linklike" type="submit" { (visitor.t("import-discard")) }
                }
            }
        },
    )
}

fn facts(visitor: &Visitor, run: &Run) -> String {
    let mut facts = vec![
        upload::size(visitor, run.file_size),
        visitor.tf(
            "import-rows-count",
            &[("count", run.rows.into()), ("shown", format::count(run.rows).into())],
        ),
    ];
    facts.extend(run.summary.encoding.clone());
    facts.push(format::instant(run.created_at, visitor.lang));
    facts.join(" · ")
}

/// What is odd about the file, and other ways to read it.
fn warnings(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let run = shown.run;
    let words: Vec<String> = run.summary.notices.iter().map(|own| notice_words(visitor, own)).collect();
    let (first, rest) = words.split_at(words.len().min(NOTICES));
    html! {
        @if let Some(same) = shown.same.first() {
            (notice("soon", None, html! { p {
                (visitor.tf("import-same-file", &[("when", format::instant(same.int("ended_at").unwrap_or_default(), visitor.lang).into())]))
            } }))
        }
        @if !words.is_empty() {
            (notice("soon", None, html! {
                @for words in first { p { (words) } }
                @if !rest.is_empty() {
                    details {
                        summary { (visitor.tf("import-more-notices", &[("count", rest.len().into())])) }
                        @for words in rest { p { (words) } }
                    }
                }
            }))
        }
        (other_reading(visitor, run))
    }
}

fn other_reading(visitor: &Visitor, run: &Run) -> Markup {
    let same = |name: &str| (name.to_owned(), name.to_owned());
    let (name, label, choices, value) = match run.format {
        Format::Csv => {
            let value = run.summary.encoding.clone().unwrap_or_default();
            let mut choices: Vec<_> = ENCODINGS.map(same).to_vec();
            if !choices.iter().any(|(known, _)| *known == value) {
                choices.push(same(&value));
            }
            ("encoding", "import-encoding", choices, value)
        }
        Format::Xlsx | Format::Ods if run.summary.sheets.len() > 1 => {
            let choices = run.summary.sheets.iter().map(|name| same(name)).collect();
            ("sheet", "import-sheet", choices, run.reading.sheet.clone().unwrap_or_default())
        }
        _ => return html! {},
    };
    html! {
        form class="filters" method="post" action={ "/imports/" (run.id) "/read" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (select(name, &visitor.t(label), &choices, &value, None, None))
            button class="button quiet" type="submit" { (visitor.t("import-read-again")) }
        }
    }
}

fn step(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let run = shown.run;
    match run.phase {
        _ if run.failure.is_some() && run.phase != Phase::Read => html! {},
        Phase::Read => columns(visitor, shown),
        Phase::Checking => progress(visitor, run, "import-checking", run.rows),
        Phase::Checked if run.bad_cells > 0 => mistakes(visitor, shown),
        Phase::Checked => all_sound(visitor, shown),
        Phase::Staging => progress(visitor, run, "import-staging", run.rows - run.bad_rows),
        Phase::Staged => staged(visitor, shown),
        Phase::Published => published(visitor, shown),
        Phase::Discarding => html! { (notice("", None, html! { p { (visitor.t("import-discarding")) } })) },
        Phase::Discarded => html! { (notice("", None, html! { p { (visitor.t("import-discarded")) } })) },
    }
}

/// Which column goes into which field.
fn columns(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let Shown { view, run, .. } = shown;
    let register = &view.register;
    let mut targets: Vec<(String, String)> = Vec::new();
    for field in register.fields.iter().filter(|field| field.is_typed()) {
        let mark = if field.required { " *" } else { "" };
        targets.push((field.id.clone(), format!("{}{mark}", visitor.say(&field.title))));
    }
    if register.number.is_some() {
        targets.push((NUMBER.to_owned(), visitor.t("record-number")));
    }
    if !register.states.is_empty() {
        targets.push((STATE.to_owned(), visitor.t("record-state")));
    }
    let none = visitor.t("import-left-aside");
    let rows: Vec<Vec<Markup>> = run
        .summary
        .heads
        .iter()
        .enumerate()
        .map(|(column, head)| {
            let sample: Vec<&str> = run
                .summary
                .sample
                .iter()
                .filter_map(|row| row.get(column))
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .collect();
            let chosen = run.mapping.get(column).cloned().flatten().unwrap_or_default();
            let name = format!("column-{column}");
            let shown_head = if head.is_empty() { visitor.t("import-no-head") } else { head.clone() };
            vec![
                html! { (shown_head) },
                html! { span class="soft" { (sample.join(" · ")) } },
                html! {
                    select name=(name) aria-label=(visitor.tf("import-goes-into", &[("head", shown_head.as_str().into())])) {
                        option value="" { (none) }
                        @for (code, title) in &targets { option value=(code) selected[*code == chosen] { (title) } }
                    }
                },
            ]
        })
        .collect();
    let heads = ["import-head", "import-sample", "import-field"].map(|key| Head::new(visitor.t(key)));
    html! {
        h2 { (visitor.t("import-columns")) }
        p class="column" { (visitor.t("import-columns-lead")) }
        form method="post" action={ "/imports/" (run.id) "/check" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (table(&visitor.t("import-columns"), &heads, &rows))
            div class="actions" { button class="button" type="submit" { (visitor.t("import-check")) } }
        }
    }
}

/// How far the work is, in rows.
fn progress(visitor: &Visitor, run: &Run, words: &str, whole: i64) -> Markup {
    let done = visitor.tf(
        "import-progress",
        &[("done", format::count(run.done).into()), ("whole", format::count(whole).into())],
    );
    html! {
        div class="column" role="status" {
            p { (visitor.t(words)) }
            progress max=(whole) value=(run.done) aria-label=(visitor.t(words)) {}
            p { (done) }
            p class="soft" { (visitor.t("import-can-leave")) }
        }
    }
}

fn mistakes(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let Shown { view, run, bad, .. } = shown;
    let rows: Vec<Vec<Markup>> = bad
        .iter()
        .map(|cell| {
            let head = run.summary.heads.get(cell.column);
            let label = visitor.tf(
                "import-cell",
                &[
                    ("row", cell.row.into()),
                    ("column", head.cloned().unwrap_or_default().into()),
                ],
            );
            let name = format!("cell-{}-{}", cell.row, cell.column);
            vec![
                html! { (cell.row) },
                html! { (head.map_or_else(|| visitor.t("import-whole-row"), Clone::clone)) },
                html! { (cell_words(visitor, view, run, cell)) },
                html! {
                    @if head.is_some() { input type="text" name=(name) value=(cell.value) aria-label=(label); }
                },
            ]
        })
        .collect();
    let heads = [
        Head::new(visitor.t("import-row")),
        Head::new(visitor.t("import-column")),
        Head::new(visitor.t("import-mistake")),
        Head::new(visitor.t("import-mended")),
    ];
    let sound = run.rows - run.bad_rows;
    html! {
        h2 { (visitor.tf("import-mistakes", &[("cells", run.bad_cells.into()), ("rows", run.bad_rows.into())])) }
        p class="column" {
            (visitor.t("import-mistakes-lead")) " "
            a href={ "/imports/" (run.id) "/mistakes.csv" } { (visitor.t("import-mistakes-file")) }
        }
        @if run.bad_cells > FINDINGS { p { (visitor.tf("import-mistakes-cut", &[("max", format::count(FINDINGS).into())])) } }
        form method="post" action={ "/imports/" (run.id) "/mend" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (table(&visitor.t("import-mistake"), &heads, &rows))
            div class="actions" { button class="button" type="submit" { (visitor.t("import-mend")) } }
        }
        (next_page(visitor, shown.next.as_deref()))
        @if sound > 0 {
            details {
                summary { (visitor.tf("import-leave-out", &[("sound", format::count(sound).into()), ("rows", format::count(run.rows).into())])) }
                p class="column" { (visitor.t("import-leave-out-lead")) }
                (stage_form(visitor, run, true, "import-stage-sound"))
            }
        }
    }
}

fn stage_form(visitor: &Visitor, run: &Run, leave_out: bool, button: &str) -> Markup {
    html! {
        form method="post" action={ "/imports/" (run.id) "/stage" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            @if leave_out { input type="hidden" name="leave_out" value="true"; }
            div class="actions" { button class=(if leave_out { "button quiet" } else { "button" }) type="submit" { (visitor.t(button)) } }
        }
    }
}

fn all_sound(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let run = shown.run;
    html! {
        (notice("done", None, html! { p {
            (visitor.tf("import-all-sound", &[("count", run.rows.into()), ("shown", format::count(run.rows).into())]))
        } }))
        p class="column" { (visitor.t("import-stage-lead")) }
        (stage_form(visitor, run, false, "import-stage"))
    }
}

fn staged(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let run = shown.run;
    html! {
        (notice("", None, html! { p {
            (visitor.tf("import-staged", &[("count", run.done.into()), ("shown", format::count(run.done).into())]))
        } }))
        form method="post" action={ "/imports/" (run.id) "/publish" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            div class="actions" { button class="button" type="submit" { (visitor.t("import-publish")) } }
        }
    }
}

fn published(visitor: &Visitor, shown: &Shown<'_>) -> Markup {
    let Shown { view, set, .. } = shown;
    let Some(set) = set else { return html! {} };
    let rows = set.int("rows").unwrap_or_default();
    html! {
        (notice("done", None, html! { p {
            (visitor.tf("import-published", &[("count", rows.into()), ("shown", format::count(rows).into())]))
        } }))
        p { a class="button" href={ "/registers/" (view.register.id) } { (visitor.t("import-to-register")) } }
        dl class="facts" {
            dt { (visitor.t("import-when")) } dd { (format::instant(set.int("ended_at").unwrap_or_default(), visitor.lang)) }
            dt { (visitor.t("import-file-hash")) } dd class="hash" { (set.text("file_hash")) }
            dt { (visitor.t("import-root")) } dd class="hash" { (set.text("root")) }
        }
    }
}
