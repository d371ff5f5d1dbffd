//! The pages of documents that are being read.

use maud::{Markup, html};
use oblast_store::Record;
use oblast_web::components::table::{Head, table};
use oblast_web::components::{error_summary, notice};
use oblast_web::form::Submitted;
use oblast_web::pages::registers::{View, state_title};
use oblast_web::{App, Visitor, WebError, layout, upload};

use super::super::super::amount::Funding;
use super::super::super::check::Finding;
use super::super::super::corrections::lines;
use super::super::super::draft::{DRAFTS, Draft};
use super::super::super::model::{Column, Direction, Measure, Notice, Row};
use super::super::super::queries;
use super::super::super::saving::causes;
use super::super::{MENU, word};
use super::save;

/// How many lines of the source are shown before the one that is looked at, and from it on.
const BEFORE: usize = 4;
const AROUND: usize = 20;
/// How many notices of a kind are shown at once.
const SHOWN: usize = 50;

pub(super) async fn list(app: &App, visitor: &Visitor, error: Option<&str>) -> Result<Markup, WebError> {
    let view = View::open(app, visitor, DRAFTS).await?;
    let drafts = queries::drafts(&app.store).await?;
    let title = word(
        visitor,
        "Рішення про програми: прочитати з файлу",
        "Decisions about programmes: read from a file",
    );
    let rows: Vec<Vec<Markup>> = drafts
        .iter()
        .map(|own| {
            vec![
                html! { a data-item href={ "/programmes/drafts/" (own.id()) } { (own.text("title")) } },
                html! { (oblast_web::format::instant(own.int("created_at").unwrap_or_default(), visitor.lang)) },
                html! { span class="state" { (state_title(visitor, &view.register, own.text("state"))) } },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Файл", "File")),
        Head::new(word(visitor, "Коли", "When")),
        Head::new(word(visitor, "Стан", "State")),
    ];
    Ok(layout::page(
        app,
        visitor,
        title,
        MENU,
        html! {
            (super::super::crumbs(visitor, None))
            h1 { (title) }
            div class="column" {
                p { (word(visitor,
                    "Виберіть файл рішення або його додатка: DOCX, XLSX, ODS чи текст. Заходи, джерела й суми буде прочитано і звірено; до збереження все видно поруч із документом і можна виправити.",
                    "Choose the file of a decision or its annex: DOCX, XLSX, ODS or text. Measures, sources and sums are read and compared; before anything is saved, all is seen beside the document and can be corrected.")) }
                @if view.may_create(visitor) {
                    (upload::form(visitor, "/programmes/drafts", None, word(visitor, "Файл рішення", "File of the decision"), error))
                } @else {
                    p class="soft" { (word(visitor, "Файли читають працівники відповідального підрозділу.", "Files are read in by the responsible body.")) }
                }
            }
            @if !rows.is_empty() { h2 { (word(visitor, "Прочитані файли", "Files")) } (table(word(visitor, "Прочитані файли", "Files"), &heads, &rows)) }
        },
    ))
}

/// A document: what is understood, what not, what disagrees; the source; the form to save it.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    line: Option<usize>,
    typed: &Submitted,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let title = draft.record.text("title");
    let is_reading = draft.record.text("state") == "reading";
    let view = View::open(app, visitor, DRAFTS).await?;
    let programme = &draft.programme;
    let first = programme.annex.directions.first().map(|own| own.line);
    let line = line.or(programme.not_understood.first().map(|own| own.place.line)).or(first);
    Ok(layout::page(
        app,
        visitor,
        title,
        MENU,
        html! {
            p class="crumbs" {
                a href="/programmes" { (word(visitor, "Програми", "Programmes")) } " · "
                a href="/programmes/drafts" { (word(visitor, "Рішення з файлів", "Decisions from files")) }
            }
            h1 { (title) }
            p { span class="state" { (state_title(visitor, &view.register, draft.record.text("state"))) } }
            (error_summary(visitor, errors))
            (summary(visitor, draft))
            div class="beside" {
                section class="pane" aria-label=(word(visitor, "Документ", "The document")) tabindex="0" {
                    (source(visitor, draft, line, is_reading))
                }
                div {
                    (odd(visitor, draft, "not-understood", word(visitor, "Не зрозуміло", "Not understood"), &programme.not_understood))
                    (disagreements(visitor, draft))
                    (odd(visitor, draft, "notices", word(visitor, "Варто перевірити", "Worth a look"), &programme.notices))
                    (understood(visitor, draft))
                }
            }
            @if is_reading && programme.annex.measures().next().is_some() {
                (save::form(app, visitor, draft, typed, errors).await?)
            }
            @if is_reading {
                form method="post" action={ "/programmes/drafts/" (draft.record.id()) "/discard" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    button class="linklike" type="submit" { (word(visitor, "Відкинути цей файл", "Discard this file")) }
                }
            }
        },
    ))
}

fn summary(visitor: &Visitor, draft: &Draft) -> Markup {
    let annex = &draft.programme.annex;
    let count = annex.measures().count();
    if count == 0 {
        return notice(
            "late",
            None,
            html! {
                p { (word(visitor,
                    "У файлі не знайдено додатка із заходами: таблиці, у шапці якої є «захід» і «джерела фінансування». Якщо шапка записана інакше, виправте її рядок.",
                    "No annex with measures was found: a table whose head has “захід” and “джерела фінансування”. If the head is written otherwise, correct its line.")) }
            },
        );
    }
    let years = annex.years();
    let years = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (Some(first), _) => first.to_string(),
        _ => "–".to_owned(),
    };
    let tiles = [
        (word(visitor, "Напрямів", "Directions"), annex.directions.len().to_string(), None),
        (word(visitor, "Заходів", "Measures"), count.to_string(), None),
        (word(visitor, "Роки", "Years"), years, None),
        (
            word(visitor, "Не зрозуміло комірок", "Cells not understood"),
            draft.programme.not_understood.len().to_string(),
            Some("#not-understood"),
        ),
        (
            word(visitor, "Розбіжностей у сумах", "Disagreements of sums"),
            causes(&draft.findings).to_string(),
            Some("#findings"),
        ),
        (word(visitor, "Виправлено рядків", "Lines corrected"), draft.corrections.len().to_string(), None),
    ];
    html! {
        ul class="tiles" {
            @for (name, value, href) in tiles {
                li class="tile" {
                    @match href { Some(href) => a class="cover" href=(href) { (name) }, None => span { (name) } }
                    span class="value" { (value) }
                }
            }
        }
    }
}

fn to_line(draft: &Draft, line: usize) -> String {
    format!("/programmes/drafts/{}?line={line}#line-{line}", draft.record.id())
}

fn line_link(visitor: &Visitor, draft: &Draft, line: usize) -> Markup {
    html! { a href=(to_line(draft, line)) { (word(visitor, "рядок", "line")) " " (line) } }
}

/// The source around a line, that one to be corrected.
fn source(visitor: &Visitor, draft: &Draft, line: Option<usize>, is_reading: bool) -> Markup {
    let corrected = draft.corrections.apply(draft.written.clone());
    let all = lines(&corrected);
    let here = line.and_then(|line| all.iter().position(|(own, _)| *own >= line)).unwrap_or(0);
    let from = here.saturating_sub(BEFORE);
    let until = (here + AROUND).min(all.len());
    let window = all.get(from..until).unwrap_or_default();
    let step = |place: usize| all.get(place).map(|(line, _)| to_line(draft, *line));
    html! {
        h2 { (word(visitor, "Документ", "The document")) }
        form class="filters" method="get" {
            div class="field" {
                label for="f-line" { (word(visitor, "Рядок", "Line")) }
                input id="f-line" name="line" class="short" inputmode="numeric" value=[line];
            }
            button class="button quiet" type="submit" { (word(visitor, "Показати", "Show")) }
        }
        p {
            @if from > 0 { @if let Some(href) = step(here.saturating_sub(AROUND)) { a href=(href) { "↑ " (word(visitor, "вище", "above")) } " " } }
            @if until < all.len() { @if let Some(href) = step(until) { a href=(href) { "↓ " (word(visitor, "нижче", "below")) } } }
        }
        @for (index, (own, cells)) in window.iter().enumerate() {
            @let is_here = from + index == here;
            div class=(if is_here { "source-line here" } else { "source-line" }) id={ "line-" (own) } {
                a class="soft" href=(to_line(draft, *own)) aria-label={ (word(visitor, "Рядок", "Line")) " " (own) } { (own) }
                div {
                    @if draft.corrections.has(*own) { span class="state soon" { (word(visitor, "виправлено", "corrected")) } " " }
                    @if is_here && is_reading { (editor(visitor, draft, *own, cells)) }
                    @else { @for cell in cells { span class="cell" { (cell) } } }
                }
            }
        }
    }
}

/// The cells of a line, to be typed anew; one may be put in or taken out where a row slid.
fn editor(visitor: &Visitor, draft: &Draft, line: usize, cells: &[&str]) -> Markup {
    html! {
        form method="post" action={ "/programmes/drafts/" (draft.record.id()) "/lines" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="line" value=(line);
            // The first button is the one that Enter presses.
            button class="hidden-word" type="submit" name="do" value="keep" tabindex="-1" aria-hidden="true" { (word(visitor, "Записати", "Keep")) }
            @for (place, cell) in cells.iter().enumerate() {
                div class="field" {
                    label for={ "cell-" (place) } { (word(visitor, "Комірка", "Cell")) " " (place + 1) }
                    @if cell.chars().count() > 40 { textarea id={ "cell-" (place) } name="cell" rows="3" { (cell) } }
                    @else { input id={ "cell-" (place) } name="cell" type="text" autocomplete="off" value=(cell); }
                    button class="linklike" type="submit" name="do" value={ "insert-" (place) } aria-label={ (word(visitor, "Вставити порожню комірку перед коміркою", "Insert an empty cell before cell")) " " (place + 1) } { (word(visitor, "вставити перед нею", "insert before")) }
                    " "
                    button class="linklike" type="submit" name="do" value={ "drop-" (place) } aria-label={ (word(visitor, "Вилучити комірку", "Take out cell")) " " (place + 1) } { (word(visitor, "вилучити", "take out")) }
                }
            }
            div class="actions" {
                button class="button" type="submit" name="do" value="keep" { (word(visitor, "Читати так", "Read it so")) }
                button class="linklike" type="submit" name="do" value={ "insert-" (cells.len()) } { (word(visitor, "Додати комірку в кінці", "Add a cell at the end")) }
                @if draft.corrections.has(line) {
                    button class="linklike" type="submit" name="do" value="forget" { (word(visitor, "Як у документі", "As it is written")) }
                }
            }
        }
    }
}

fn odd(visitor: &Visitor, draft: &Draft, id: &str, title: &str, all: &[Notice]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    html! {
        section id=(id) {
            h2 { (title) " (" (all.len()) ")" }
            @if all.len() > SHOWN { p class="soft" { (word(visitor, "Показано перші", "The first")) " " (SHOWN) "." } }
            ul {
                @for own in all.iter().take(SHOWN) {
                    li {
                        (line_link(visitor, draft, own.place.line))
                        @if own.place.cell > 0 { ", " (word(visitor, "комірка", "cell")) " " (own.place.cell) }
                        ": " (kind(visitor, own.kind)) " – " q { (beginning(&own.words)) }
                    }
                }
            }
        }
    }
}

fn beginning(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What is odd, in words.
fn kind<'w>(visitor: &Visitor, kind: &'w str) -> &'w str {
    match kind {
        "amount" => word(visitor, "це не сума", "this is no amount"),
        "slid_row" => word(
            visitor,
            "комірки зсунулися; прочитано так, як сходяться суми",
            "the cells slid; read as the sums agree",
        ),
        "sums_of_row" => word(visitor, "суми рядка не сходяться", "the sums of the row disagree"),
        "hidden_row" => word(visitor, "рядок у документі приховано", "the document hides this row"),
        "code_twice" => word(visitor, "цей код уже має інший захід", "another measure has this code"),
        "outside_term" => word(
            visitor,
            "гроші на рік поза строком заходу",
            "money of a year outside the term of the measure",
        ),
        "perhaps_hryvnias" => word(
            visitor,
            "дуже велика сума: чи не в гривнях її записано?",
            "a very large amount: was it written in hryvnias?",
        ),
        "negative" => word(visitor, "від’ємна сума", "a negative amount"),
        other => other,
    }
}

/// Root causes, each with what follows from it.
fn disagreements(visitor: &Visitor, draft: &Draft) -> Markup {
    if draft.programme.annex.measures().next().is_none() {
        return html! {};
    }
    if draft.findings.is_empty() {
        return notice(
            "done",
            None,
            html! { p { (word(visitor, "Усі суми сходяться.", "All sums agree.")) } },
        );
    }
    let one = |own: &Finding| {
        let line = own.places.first().map(|place| place.line);
        html! { @if let Some(line) = line { (line_link(visitor, draft, line)) ": " } (own.text(visitor.lang)) }
    };
    html! {
        section id="findings" {
            h2 { (word(visitor, "Суми, що не сходяться", "Sums that disagree")) " (" (causes(&draft.findings)) ")" }
            p class="soft" { (word(visitor, "Якщо так записано в самому рішенні, зберігайте як є: розбіжності буде видно на сторінці програми.", "If the decision itself says so, save it as it is: the disagreements are shown on the page of the programme.")) }
            ul {
                @for (place, own) in draft.findings.iter().enumerate().filter(|(_, own)| own.follows_from.is_none()) {
                    @let following: Vec<&Finding> = draft.findings.iter().filter(|other| other.follows_from == Some(place)).collect();
                    li {
                        (one(own))
                        @if !following.is_empty() {
                            details { summary { (word(visitor, "звідси", "from this")) " (" (following.len()) ")" } ul { @for other in &following { li { (one(other)) } } } }
                        }
                    }
                }
            }
        }
    }
}

/// The measures as they are understood, by direction.
fn understood(visitor: &Visitor, draft: &Draft) -> Markup {
    let annex = &draft.programme.annex;
    if annex.directions.is_empty() {
        return html! {};
    }
    let years = annex.years();
    html! {
        section id="understood" {
            h2 { (word(visitor, "Що прочитано", "What was read")) }
            @for direction in &annex.directions {
                details {
                    summary { (direction.code) ". " (direction.title) " (" (direction.measures.len()) ")" }
                    (direction_table(visitor, draft, direction, &years))
                }
            }
        }
    }
}

fn direction_table(visitor: &Visitor, draft: &Draft, direction: &Direction, years: &[i16]) -> Markup {
    let mut heads = vec![
        Head::new(word(visitor, "Захід", "Measure")),
        Head::new(word(visitor, "Джерело", "Source")),
        Head::number(word(visitor, "Усього", "In all")),
    ];
    heads.extend(years.iter().map(|year| Head::number(year.to_string())));
    let row_of = |name: Markup, row: &Row| {
        let source = row.source.as_ref().map_or("–", |source| source.name.as_str());
        let mut cells = vec![name, html! { (source) }, figure(visitor, row, Column::Total)];
        cells.extend(years.iter().map(|year| figure(visitor, row, Column::Year(*year))));
        cells
    };
    let mut rows = Vec::new();
    for measure in &direction.measures {
        if measure.rows.is_empty() {
            rows.push(row_of(name(visitor, draft, measure), &Row::default()));
        }
        for row in &measure.rows {
            rows.push(row_of(name(visitor, draft, measure), row));
        }
    }
    for row in &direction.totals {
        let link = line_link(visitor, draft, row.line);
        rows.push(row_of(
            html! { strong { (word(visitor, "Разом за напрямом", "The direction in all")) } " (" (link) ")" },
            row,
        ));
    }
    table(&direction.title, &heads, &rows)
}

fn name(visitor: &Visitor, draft: &Draft, measure: &Measure) -> Markup {
    html! {
        (measure.code) ". " (measure.title)
        " (" (line_link(visitor, draft, measure.line)) ")"
    }
}

fn figure(visitor: &Visitor, row: &Row, column: Column) -> Markup {
    let said = row.figure(column).map_or(Funding::Empty, |figure| figure.value);
    html! {
        @match said {
            Funding::Amount(money) => (money),
            Funding::None => "–",
            Funding::Empty => "",
            Funding::WithinFunding => (word(visitor, "у межах фінансування", "within funding")),
            Funding::NeedsNone => (word(visitor, "не потребує", "needs none")),
        }
    }
}

/// The programmes that a document may be a version of.
pub(super) fn programme_choices(programmes: &[Record]) -> Vec<(String, String)> {
    programmes.iter().map(|own| (own.id().to_string(), own.text("title").to_owned())).collect()
}
