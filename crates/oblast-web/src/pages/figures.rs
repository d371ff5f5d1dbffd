//! Figures of registers: each by group and by year, with the records that it is made of.

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::Value;
use oblast_kernel::access::Request;
use oblast_kernel::{decimal, territory};
use oblast_register::indicator::{Indicator, Measure, STATE};
use oblast_register::{Field, Register};
use oblast_store::Record;
use oblast_store::figures::{RegisterFigure, Sums, by_territory};

use super::registers::{View, cursor_text, read_cursor, state_title};
use crate::components::chart::{Bar, bars};
use crate::components::field::shown;
use crate::components::table::{Head, table};
use crate::components::{next_page, notice};
use crate::error::{WebError, form_encoded};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

const PAGE: i64 = 50;
/// A group of so few persons is not shown: it could be guessed who they are.
pub(super) const FEW: i64 = 3;

/// May the visitor see an indicator?
pub(super) fn sees(visitor: &Visitor, register: &Register, indicator: &Indicator, official: bool) -> bool {
    indicator.is_public(register) || (official && visitor.may(Request::ReadRegister(&register.rules)))
}

/// A tile of the dashboard: the register's title, the indicator, its value.
pub(super) struct Tile {
    pub href: String,
    pub title: String,
    pub value: Markup,
    pub at: i64,
}

/// The tiles of the registers' indicators that everybody may see, by register.
pub(super) async fn tiles(app: &App, visitor: &Visitor) -> Result<Vec<(String, Vec<Tile>)>, WebError> {
    let mut all = Vec::new();
    for register in app.store.catalogue().registers() {
        let mut own = Vec::new();
        for indicator in register.indicators.iter().filter(|own| own.is_public(register)) {
            let (figure, at) = app.store.recent_figure(register, indicator).await?;
            own.push(Tile {
                href: format!("/dashboard/{}/{}", register.id, indicator.id),
                title: visitor.say(&indicator.title).to_owned(),
                value: value(visitor, register, indicator, figure.whole),
                at,
            });
        }
        if !own.is_empty() {
            all.push((visitor.say(&register.title).to_owned(), own));
        }
    }
    Ok(all)
}

/// A value in words: number and unit.
fn words(visitor: &Visitor, register: &Register, indicator: &Indicator, sums: Sums) -> (String, String) {
    let Some(amount) = sums.value(indicator.measure) else { return ("–".to_owned(), String::new()) };
    (number(visitor, register, indicator, amount), unit(visitor, register, indicator))
}

/// A value, or a target, as it is read.
pub(super) fn number(visitor: &Visitor, register: &Register, indicator: &Indicator, amount: i64) -> String {
    let decimals = indicator.measured(register).map_or(0, |field| field.kind.decimals(field));
    match indicator.measure {
        Measure::Share => format::tenths(amount, visitor.lang),
        measure => match measure.scale(decimals) {
            0 => format::count(amount),
            scale => decimal::readable(amount, scale),
        },
    }
}

/// The unit of an indicator; empty where it has none.
pub(super) fn unit(visitor: &Visitor, register: &Register, indicator: &Indicator) -> String {
    let of_field = indicator.measured(register).and_then(|field| field.unit.as_ref());
    let said = indicator
        .unit
        .as_ref()
        .or(of_field)
        .filter(|_| indicator.measure != Measure::Count || indicator.unit.is_some());
    match (said, indicator.measure) {
        (Some(unit), _) => visitor.say(unit).to_owned(),
        (None, Measure::Share) => "%".to_owned(),
        _ => String::new(),
    }
}

fn value(visitor: &Visitor, register: &Register, indicator: &Indicator, sums: Sums) -> Markup {
    let (number, unit) = words(visitor, register, indicator, sums);
    html! { span class="value" { (number) @if !unit.is_empty() { " " small { (unit) } } } }
}

/// What the page of a figure is made of.
struct Shown<'s> {
    visitor: &'s Visitor,
    view: &'s View,
    indicator: &'s Indicator,
    figure: &'s RegisterFigure,
    /// May the visitor open the records?
    opens: bool,
}

impl Shown<'_> {
    fn path(&self) -> String {
        format!("/dashboard/{}/{}", self.view.register.id, self.indicator.id)
    }

    /// The title of a group.
    fn group_title(&self, code: Option<&str>) -> String {
        let register = &self.view.register;
        match (code, self.indicator.by.as_deref()) {
            (None, _) | (_, None) => self.visitor.t("figure-no-group"),
            (Some(code), Some(STATE)) => state_title(self.visitor, register, code),
            (Some(part), Some(by)) if by_territory(register, self.indicator) => {
                let directory = register.field(by).and_then(|field| field.directory.as_ref());
                let entries =
                    directory.map(oblast_register::directory::Directory::entries).unwrap_or_default();
                let entry = entries.beginning(&territory::structure(part));
                entry.map_or_else(|| part.to_owned(), |entry| self.visitor.say(&entry.title).to_owned())
            }
            (Some(code), Some(by)) => register.field(by).map_or_else(
                || code.to_owned(),
                |field| field.kind.display(&group_value(field, code), field, self.visitor.lang),
            ),
        }
    }

    fn bar(&self, name: String, sums: Sums, href: String) -> Bar {
        let few = self.view.register.personal && sums.rows < FEW;
        let (number, unit) = words(self.visitor, &self.view.register, self.indicator, sums);
        let value = if few { 0 } else { sums.value(self.indicator.measure).unwrap_or_default() };
        let shown = if few {
            self.visitor.tf("figure-few", &[("few", FEW.into())])
        } else {
            format!("{number} {unit}").trim().to_owned()
        };
        Bar { name, value, shown: Some(shown), href }
    }

    fn parts(&self, title: &str, head: &str, bars_of: Vec<Bar>) -> Markup {
        html! {
            @if !bars_of.is_empty() {
                h2 { (title) }
                (bars(title, (head, &self.visitor.t("figure-value")), &bars_of))
            }
        }
    }

    fn by_group(&self) -> Markup {
        let Some(by) = self.indicator.by.as_deref() else { return html! {} };
        let field = self.view.register.field(by);
        let title = field.map_or_else(
            || self.visitor.t("record-state"),
            |field| self.visitor.say(&field.title).to_owned(),
        );
        let groups = in_order(&self.view.register, by, &self.figure.groups);
        let own = groups.into_iter().map(|(code, sums)| {
            let href = match code {
                Some(code) => format!("{}?group={}#rows", self.path(), form_encoded(code)),
                None => format!("{}#rows", self.path()),
            };
            self.bar(self.group_title(code), sums, href)
        });
        self.parts(&title, &title, own.collect())
    }

    fn by_year(&self) -> Markup {
        // Several years are drawn as a line, with their table.
        if self.indicator.time.is_none() || self.figure.years.keys().flatten().count() > 1 {
            return html! {};
        }
        let own = self.figure.years.iter().map(|(year, sums)| {
            let name = year.clone().unwrap_or_else(|| self.visitor.t("figure-no-year"));
            self.bar(name, *sums, format!("{}#rows", self.path()))
        });
        let title = self.visitor.t("figure-by-year");
        self.parts(&title, &self.visitor.t("figure-year"), own.collect())
    }

    fn rows(&self, records: &[Record]) -> Markup {
        let register = &self.view.register;
        let own = self.indicator;
        let mut names: Vec<&String> =
            [&own.territory, &own.by, &own.time, &own.field].into_iter().flatten().collect();
        names.dedup();
        let looked: Vec<&Field> =
            names.into_iter().filter_map(|name| self.view.fields().find(|field| field.id == *name)).collect();
        let mut heads = vec![Head::new(self.view.label_title(self.visitor))];
        for field in &looked {
            let title = self.visitor.say(&field.title);
            heads.push(if field.kind.is_number() { Head::number(title) } else { Head::new(title) });
        }
        if !register.states.is_empty() {
            heads.push(Head::new(self.visitor.t("record-state")));
        }
        let rows: Vec<Vec<Markup>> = records
            .iter()
            .map(|record| {
                let href = format!("/registers/{}/{}", register.id, record.id());
                let mut row =
                    vec![html! { a data-item href=(href) { (self.view.label(self.visitor, record)) } }];
                row.extend(looked.iter().map(|field| shown(self.visitor, field, record.get(&field.id))));
                if !register.states.is_empty() {
                    row.push(html! { (state_title(self.visitor, register, record.text("state"))) });
                }
                row
            })
            .collect();
        table(&self.visitor.t("figure-rows"), &heads, &rows)
    }
}

/// The groups in the order in which they are declared, those without a value last.
fn in_order<'g>(
    register: &Register,
    by: &str,
    groups: &'g BTreeMap<Option<String>, Sums>,
) -> Vec<(Option<&'g str>, Sums)> {
    let declared: Vec<&str> = match register.field(by) {
        Some(field) => field.choices.iter().map(|choice| choice.id.as_str()).collect(),
        None => register.states.iter().map(|state| state.id.as_str()).collect(),
    };
    let place = |code: Option<&str>| match code {
        Some(code) => declared.iter().position(|known| *known == code).unwrap_or(declared.len()),
        None => usize::MAX,
    };
    let mut all: Vec<_> = groups.iter().map(|(code, sums)| (code.as_deref(), *sums)).collect();
    all.sort_by_key(|(code, _)| place(*code));
    all
}

/// The stored value of a group's name.
fn group_value(field: &Field, code: &str) -> Value {
    match field.kind.column() {
        oblast_kernel::value::ColumnType::Int => code.parse::<i64>().map_or(Value::Null, Value::Int),
        _ => Value::from(code),
    }
}

/// The page of a figure.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let register = app.store.catalogue().register(&register).cloned().ok_or(WebError::NotFound)?;
    let indicator = register.indicators.iter().find(|own| own.id == id).ok_or(WebError::NotFound)?;
    let view = View::of(&app, &visitor, &register).await?;
    if !sees(&visitor, &register, indicator, view.sees_official) {
        return Err(WebError::NotFound);
    }
    let figure = app.store.register_figure(&register, indicator).await?;
    let again = app.store.register_figure_again(&register, indicator).await?;
    let reads = visitor.may(Request::ReadRegister(&register.rules));
    let opens = reads && (!register.personal || view.sees_official);
    let shown = Shown { visitor: &visitor, view: &view, indicator, figure: &figure, opens };
    let rows = rows(&app, &shown, &query).await?;
    let title = visitor.say(&indicator.title).to_owned();
    let same = figure == again;
    let agrees = if same { "figure-agrees" } else { "figure-differs" };
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/dashboard",
        html! {
            p class="crumbs" {
                a href="/dashboard" { (visitor.t("menu-dashboard")) }
                @if reads { " · " a href={ "/registers/" (register.id) } { (visitor.say(&register.title)) } }
            }
            h1 { (title) }
            @if let Some(description) = &indicator.description { p class="column" { (visitor.say(description)) } }
            p class="tile column" { (value(&visitor, &register, indicator, figure.whole)) }
            (notice(if same { "done" } else { "late" }, None, html! {
                p { (visitor.tf(agrees, &[("count", again.whole.rows.into())])) }
            }))
            (super::boards::part(&app, &visitor, &register, indicator).await?)
            (shown.by_group())
            (shown.by_year())
            (rows)
        },
    ))
}

async fn rows(app: &App, shown: &Shown<'_>, query: &HashMap<String, String>) -> Result<Markup, WebError> {
    let visitor = shown.visitor;
    if !shown.opens {
        return Ok(
            html! { h2 id="rows" { (visitor.t("figure-rows")) } p class="column" { (visitor.t("figure-rows-closed")) } },
        );
    }
    let register = &shown.view.register;
    let group = query.get("group").filter(|_| shown.indicator.by.is_some());
    let field = shown.indicator.by.as_ref().and_then(|by| register.field(by));
    let wanted =
        group.map(|code| field.map_or_else(|| Value::from(code.as_str()), |field| group_value(field, code)));
    let after = match query.get("after") {
        Some(text) => {
            Some(read_cursor(text).ok_or_else(|| WebError::BadRequest("`after` cannot be read".into()))?)
        }
        None => None,
    };
    let page = app.store.figure_records(register, shown.indicator, wanted, after, PAGE).await?;
    shown.view.note_reading(app, visitor, &page.records).await?;
    let next = page.next.map(|cursor| {
        let group = group.map(|code| format!("group={}&", form_encoded(code))).unwrap_or_default();
        format!("{}?{group}after={}#rows", shown.path(), cursor_text(&cursor))
    });
    Ok(html! {
        h2 id="rows" {
            (visitor.t("figure-rows"))
            @if let Some(code) = group { ": " (shown.group_title(Some(code))) }
        }
        (shown.rows(&page.records))
        (next_page(visitor, next.as_deref()))
    })
}
