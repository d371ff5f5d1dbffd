//! The registers and the list of each.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, html};
use oblast_kernel::access::{self, FieldClass};
use oblast_kernel::geometry::{Bounds, DEGREE};
use oblast_kernel::{Lang, Uuid, Value, decimal};
use oblast_register::catalogue::Values;
use oblast_register::group::{self, Group};
use oblast_register::kind::{Filter, Input};
use oblast_register::{Field, FieldError, Register};
use oblast_store::Record;
use oblast_store::records::{COUNTED, Condition, Cursor, ListQuery};

use super::downloads::{MAPPED, geometry_field};
use super::views;
use crate::components::field::{entries, error_words, rule_errors, select, short_directory};
use crate::components::map::{Map, map};
use crate::components::table::{Head, table};
use crate::components::{empty, next_page};
use crate::error::{WebError, form_encoded};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How many records a page of a list has.
pub const PAGE: i64 = 25;

/// A register as this visitor may see it.
pub struct View {
    /// The register.
    pub register: Arc<Register>,
    /// The body that holds the register, if it exists here.
    holds_register: Option<Uuid>,
    /// The body that keeps what is looked at: the same, or where it is kept by territory the body of its own.
    pub holder: Option<Uuid>,
    /// Does the visitor see fields for officials?
    pub sees_official: bool,
    /// Does the visitor see the restricted ones?
    pub sees_restricted: bool,
}

impl View {
    /// The register of a name, if the visitor may read it.
    pub async fn open(app: &App, visitor: &Visitor, id: &str) -> Result<View, WebError> {
        let register = app.store.catalogue().register(id).cloned().ok_or(WebError::NotFound)?;
        visitor.must(access::Request::ReadRegister(&register.rules))?;
        View::of(app, visitor, &register).await
    }

    /// A register whoever reads it: for what is shown of it without its records.
    pub async fn of(app: &App, visitor: &Visitor, register: &Arc<Register>) -> Result<View, WebError> {
        let register = Arc::clone(register);
        let holder = app.store.body_by_code(&register.holder).await?.map(|body| body.id);
        let mut view =
            View { register, holds_register: holder, holder, sees_official: false, sees_restricted: false };
        view.look(visitor);
        Ok(view)
    }

    /// The view of a record: where the register is kept by territory, the body of its own keeps it.
    pub fn of_record(mut self, visitor: &Visitor, record: &Record) -> View {
        let place = self.register.rules.territory.as_ref().map(|field| record.text(field).to_owned());
        self.keep(visitor, place.as_deref());
        self
    }

    /// The view of a record that is yet to be made.
    pub fn of_new(mut self, visitor: &Visitor) -> View {
        self.keep(visitor, None);
        self
    }

    fn keep(&mut self, visitor: &Visitor, place: Option<&str>) {
        self.holder = access::keeper(&visitor.actor, &self.register.rules, self.holds_register, place);
        self.look(visitor);
    }

    fn look(&mut self, visitor: &Visitor) {
        let (rules, holder) = (&self.register.rules, self.holder);
        let sees = |class| visitor.may(access::Request::ReadField { class, rules, holder });
        (self.sees_official, self.sees_restricted) =
            (sees(FieldClass::Official), sees(FieldClass::Restricted));
    }

    /// Does the visitor see a field?
    pub fn sees(&self, field: &Field) -> bool {
        match field.class {
            FieldClass::Public => true,
            FieldClass::Official => self.sees_official,
            FieldClass::Restricted => self.sees_restricted,
        }
    }

    /// A record with these values would lie in another's territory: the field and the words beside it.
    pub fn misplaced(&self, visitor: &Visitor, values: &Values, changes: bool) -> Option<(String, String)> {
        let rules = &self.register.rules;
        let field = rules.territory.as_ref()?;
        let place = values.get(field).and_then(Value::as_text).unwrap_or_default();
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, Some(place));
        let request = match changes {
            true => access::Request::ChangeRecord { rules, holder, closed: false },
            false => access::Request::CreateRecord { rules, holder },
        };
        (!visitor.may(request)).then(|| (field.clone(), visitor.t("field-other-territory")))
    }

    /// Journals that these records were read, where they hold personal data that the visitor sees.
    pub async fn note_reading(
        &self,
        app: &App,
        visitor: &Visitor,
        records: &[Record],
    ) -> Result<(), WebError> {
        if !self.register.personal || !self.sees_official {
            return Ok(());
        }
        let ids: Vec<Uuid> = records.iter().map(Record::id).collect();
        let subject = ids.first().copied().filter(|_| ids.len() == 1);
        let table = self.register.table();
        let subject = subject.map(|id| (table.as_str(), id));
        Ok(app
            .store
            .note_reading(&visitor.actor, ids.clone(), &format!("register {}", self.register.id), subject)
            .await?)
    }

    /// Puts records in the place of what refers to them, then asks the rules of the register; errors in words by field.
    pub async fn settle(
        &self,
        app: &App,
        visitor: &Visitor,
        values: &mut Values,
    ) -> Result<Vec<(String, String)>, WebError> {
        let missing = app.store.settle_references(&self.register, values).await?;
        if missing.is_empty() {
            return Ok(self.rule_errors(app, visitor, values));
        }
        let words = |(name, error): (String, FieldError)| {
            let field = self.register.field(&name);
            let words = field.map_or_else(|| error.to_string(), |field| error_words(visitor, field, &error));
            (name, words)
        };
        Ok(missing.into_iter().map(words).collect())
    }

    /// What the rules of the register say about a record, in words by field.
    fn rule_errors(&self, app: &App, visitor: &Visitor, values: &Values) -> Vec<(String, String)> {
        let errors = app.store.catalogue().check_values(&self.register.id, values, visitor.today());
        rule_errors(visitor, |name| self.register.field(name), errors)
    }

    /// The fields that the visitor may see.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.register.fields.iter().filter(|field| self.sees(field))
    }

    /// The fields that the visitor fills in, where they may write at all: of the restricted ones those that they see.
    pub fn filled(&self) -> impl Iterator<Item = &Field> {
        self.register.fields.iter().filter(|field| !field.is_restricted() || self.sees_restricted)
    }

    /// The fields that the visitor may see, by their groups; those that are typed alone, as a form and a card have them.
    pub fn parts(&self) -> Vec<(Option<&Group>, Vec<&Field>)> {
        group::parts(&self.register.groups, self.fields().filter(|field| field.is_typed()))
    }

    /// May the visitor enter a record by hand?
    pub fn may_create(&self, visitor: &Visitor) -> bool {
        let rules = &self.register.rules;
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, None);
        visitor.may(access::Request::CreateRecord { rules, holder })
    }

    /// May the visitor change this record by hand?
    pub fn may_change(&self, visitor: &Visitor, record: &Record) -> bool {
        let rules = &self.register.rules;
        let place = rules.territory.as_ref().map(|field| record.text(field));
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, place);
        let closed = self.register.is_closed(record.get("state").as_text());
        visitor.may(access::Request::ChangeRecord { rules, holder, closed })
    }

    /// May the visitor change any record of the register?
    pub fn may_change_some(&self, visitor: &Visitor) -> bool {
        let rules = &self.register.rules;
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, None);
        visitor.may(access::Request::ChangeRecord { rules, holder, closed: false })
    }

    /// May the visitor load records from a file? Only for the whole register.
    pub fn may_import(&self, visitor: &Visitor) -> bool {
        let (rules, holder) = (&self.register.rules, self.holds_register);
        let class = FieldClass::Restricted;
        let sees_all = !self.register.fields.iter().any(Field::is_restricted)
            || visitor.may(access::Request::ReadField { class, rules, holder });
        sees_all && visitor.may(access::Request::CreateRecord { rules, holder })
    }

    /// The name of a record.
    pub fn label(&self, visitor: &Visitor, record: &Record) -> String {
        self.label_in(visitor.lang, record)
    }

    /// What a record is called, where a field says so.
    pub fn name(&self, visitor: &Visitor, record: &Record) -> Option<String> {
        let field =
            self.register.label.as_ref().and_then(|label| self.fields().find(|field| field.id == *label))?;
        let name = field.kind.display(record.get(&field.id), field, visitor.lang);
        (!name.is_empty()).then_some(name)
    }

    /// The name of a record in a language.
    pub fn label_in(&self, lang: Lang, record: &Record) -> String {
        let number = record.text("number");
        let field = self.register.label.as_ref().and_then(|label| self.register.field(label));
        match field {
            Some(field) if number.is_empty() => field.kind.display(record.get(&field.id), field, lang),
            _ => number.to_owned(),
        }
    }
}

/// West, south, east, north in degrees, with commas between them.
fn read_box(text: &str) -> Option<Bounds> {
    let sides: Option<Vec<i64>> = text.split(',').map(|side| decimal::parse(side, 7).ok()).collect();
    let [west, south, east, north] = sides?[..] else { return None };
    let earth = |side: i64, most: i64| side.abs() <= most * DEGREE;
    let sound = earth(west, 180) && earth(east, 180) && earth(south, 90) && earth(north, 90);
    (sound && west <= east && south <= north).then_some(Bounds { west, south, east, north })
}

/// The longest text that a list is filtered by, in characters.
const LONGEST: usize = 1_000;

/// Reads the query of a list: filters by the fields that the visitor may see, order, place.
pub fn read_query(view: &View, query: &HashMap<String, String>, limit: i64) -> Result<ListQuery, WebError> {
    let mut list = ListQuery { limit, ..ListQuery::default() };
    let get = |name: &str| query.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let wrong = |name: &str| WebError::BadRequest(format!("`{name}` cannot be read"));
    if query.get("order").is_some_and(|order| !matches!(order.as_str(), "" | "asc" | "desc")) {
        return Err(wrong("order"));
    }
    if get("state").is_some_and(|state| view.register.state(state).is_none()) {
        return Err(wrong("state"));
    }
    // A map asks for what it shows, whether the declaration speaks of a filter or not.
    let filters = |field: &&Field| field.filter || matches!(field.filtering(), Filter::Box | Filter::Refers);
    for field in view.fields().filter(filters) {
        if let Some(text) = get(&field.id) {
            let condition = match field.filtering() {
                Filter::Blind => Condition::Words(field.asked_words(text).map_err(|_| wrong(&field.id))?),
                Filter::Words if text.chars().count() > LONGEST => return Err(wrong(&field.id)),
                Filter::Words => Condition::Holds(text.to_owned()),
                Filter::Refers => match field.parse(text).map_err(|_| wrong(&field.id))? {
                    Value::Text(text) => Condition::Within(text),
                    value => Condition::Is(value),
                },
                Filter::Within => match field.parse(text).map_err(|_| wrong(&field.id))? {
                    Value::Text(code) => Condition::Within(code),
                    value => Condition::Is(value),
                },
                Filter::Box => Condition::Meets(read_box(text).ok_or_else(|| wrong(&field.id))?),
                Filter::Contains => {
                    field.parse(text).map_err(|_| wrong(&field.id))?;
                    Condition::Among(text.to_owned())
                }
                _ => Condition::Is(field.parse(text).map_err(|_| wrong(&field.id))?),
            };
            list.conditions.push((field.id.clone(), condition));
        }
        for (suffix, make) in
            [("_from", Condition::From as fn(Value) -> Condition), ("_until", Condition::Until)]
        {
            let name = format!("{}{suffix}", field.id);
            if let Some(text) = get(&name).filter(|_| !field.is_restricted()) {
                let value = field.parse(text).map_err(|_| wrong(&name))?;
                list.conditions.push((field.id.clone(), make(value)));
            }
        }
    }
    for name in ["state", "number"] {
        if let Some(text) = get(name) {
            list.conditions.push((name.to_owned(), Condition::Is(text.into())));
        }
    }
    if let Some(sort) = get("sort") {
        let field = view
            .fields()
            .find(|field| field.id == sort && field.required && !field.is_restricted())
            .ok_or_else(|| wrong("sort"))?;
        list.sort = Some(field.id.clone());
        list.descending = Some(get("order") == Some("desc"));
    }
    if let Some(text) = get("after") {
        list.after = Some(read_cursor(text).ok_or_else(|| wrong("after"))?);
    }
    Ok(list)
}

/// A cursor as text: opaque to clients.
pub fn cursor_text(cursor: &Cursor) -> String {
    let key = match &cursor.key {
        Value::Int(int) => format!("i{int}"),
        Value::Text(text) => format!("t{text}"),
        _ => "n".to_owned(),
    };
    URL_SAFE_NO_PAD.encode(format!("{}{key}", cursor.id.simple()))
}

/// The cursor of a text; `None` where it is none of ours.
pub fn read_cursor(text: &str) -> Option<Cursor> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (id, key) = plain.split_at_checked(32)?;
    let id = id.parse().ok()?;
    let key = match key.split_at_checked(1)? {
        ("i", int) => Value::Int(int.parse().ok()?),
        ("t", text) if !text.contains('\0') => Value::Text(text.to_owned()),
        _ => return None,
    };
    Some(Cursor { key, id })
}

/// The query of a list as text, with some names left out.
pub fn query_text(query: &HashMap<String, String>, without: &[&str]) -> String {
    let mut pairs: Vec<_> =
        query.iter().filter(|(name, value)| !without.contains(&name.as_str()) && !value.is_empty()).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{}={}&", form_encoded(name), form_encoded(value))).collect()
}

/// All registers that the visitor may see.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let title = visitor.t("menu-registers");
    let registers: Vec<_> = app
        .store
        .catalogue()
        .registers()
        .filter(|register| visitor.may(access::Request::ReadRegister(&register.rules)))
        .collect();
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            h1 { (title) }
            @if visitor.actor.is_signed_in() { p { a href="/changes" { (visitor.t("changes-title")) } } }
            ul class="cards" data-list {
                @for register in registers {
                    li class="card" {
                        h2 { a class="cover" data-item href={ "/registers/" (register.id) } { (visitor.say(&register.title)) } }
                        p { (visitor.say(&register.description)) }
                    }
                }
            }
        },
    ))
}

/// The list of a register.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let view = View::open(&app, &visitor, &id).await?;
    let asked = read_query(&view, &query, PAGE);
    let wrong_filter = asked.is_err();
    let list_query = asked.unwrap_or(ListQuery { limit: PAGE, ..ListQuery::default() });
    let page = app.store.list(&view.register, &list_query).await?;
    view.note_reading(&app, &visitor, &page.records).await?;
    let count = app.store.count_records(&view.register, &list_query).await?;
    let columns = views::columns(&view, &query);
    let saved = match visitor.actor.account {
        Some(account) => app.store.views(account, &id).await?,
        None => Vec::new(),
    };
    let heads = heads(&visitor, &view, &query, &columns);
    let rows: Vec<Vec<Markup>> =
        page.records.iter().map(|record| row(&visitor, &view, &columns, record)).collect();
    let geometry = geometry_field(&view, None).filter(|field| field.class == FieldClass::Public);
    let filtered = query_text(&query, &["after", "sort", "order"]);
    let next = page.next.map(|cursor| {
        format!("/registers/{id}?{}after={}", query_text(&query, &["after"]), cursor_text(&cursor))
    });
    let title = visitor.say(&view.register.title).to_owned();
    let shown = if count > COUNTED {
        visitor.tf("list-many", &[("count", format::count(COUNTED).into())])
    } else {
        visitor.tf("list-count", &[("count", count.into()), ("shown", format::count(count).into())])
    };
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href="/registers" { (visitor.t("menu-registers")) } }
            h1 { (title) }
            p class="column" { (visitor.say(&view.register.description)) }
            @if wrong_filter { p class="notice soon" { (visitor.t("list-wrong-filter")) } }
            (filters(&visitor, &view, &query))
            (views::tools(&visitor, &view, &query, &saved))
            div class="actions" {
                span { (shown) }
                a href={ "/registers/" (id) "/records.csv?" (filtered) } { (visitor.t("download-csv")) }
                a href={ "/registers/" (id) "/records.xlsx?" (filtered) } { (visitor.t("download-xlsx")) }
                a href={ "/registers/" (id) "/records.json?" (filtered) } { (visitor.t("download-json")) }
                @if geometry.is_some() { a href={ "/registers/" (id) "/records.geojson?" (filtered) } { (visitor.t("download-geojson")) } }
                @for link in &view.register.links {
                    @if visitor.may(access::Request::Page(link.audience)) { a href=(link.path) { (visitor.say(&link.title)) } }
                }
                @if count > 0 && visitor.actor.is_official() {
                    a href={ "/registers/" (id) "/labels?" (filtered) } { (visitor.t("labels-link")) }
                }
                @if count > 0 && view.may_change_some(&visitor) {
                    a href={ "/registers/" (id) "/bulk?" (filtered) } { (visitor.t("bulk-link")) }
                }
                @if view.may_import(&visitor) {
                    a href={ "/registers/" (id) "/imports" } { (visitor.t("import-link")) }
                }
                @if view.may_create(&visitor) {
                    a class="button" href={ "/registers/" (id) "/new" } { (visitor.t("record-new")) }
                }
            }
            @if let Some(geometry) = geometry {
                @let source = format!("/registers/{id}/records.geojson?{filtered}most={MAPPED}");
                @let title = visitor.say(&geometry.title);
                details class="map-fold" {
                    summary { (visitor.t("map-open")) }
                    (map(&visitor, title, &Map::Source(&source)))
                    @if count > MAPPED { p class="soft" { (visitor.tf("map-cut", &[("most", format::count(MAPPED).into())])) } }
                }
            }
            @if rows.is_empty() {
                (empty(&visitor.t(if filtered.is_empty() { "list-empty" } else { "list-nothing-found" }), None))
            } @else {
                (table(&title, &heads, &rows))
                (next_page(&visitor, next.as_deref()))
            }
        },
    ))
}

fn heads(visitor: &Visitor, view: &View, query: &HashMap<String, String>, columns: &[&Field]) -> Vec<Head> {
    let id = &view.register.id;
    let mut heads = vec![Head::new(visitor.t("record-number"))];
    for field in columns {
        let turned =
            query.get("sort") == Some(&field.id) && query.get("order").is_none_or(|order| order != "desc");
        let order = if turned { "&order=desc" } else { "" };
        let rest = query_text(query, &["after", "sort", "order"]);
        let mut title = visitor.say(&field.title).to_owned();
        if let Some(unit) = &field.unit {
            title = format!("{title}, {}", visitor.say(unit));
        }
        heads.push(Head {
            title,
            number: field.kind.is_number(),
            href: field.required.then(|| format!("/registers/{id}?{rest}sort={}{order}", field.id)),
        });
    }
    if !view.register.states.is_empty() {
        heads.push(Head::new(visitor.t("record-state")));
    }
    heads
}

fn row(visitor: &Visitor, view: &View, columns: &[&Field], record: &Record) -> Vec<Markup> {
    let href = format!("/registers/{}/{}", view.register.id, record.id());
    let mut row = vec![html! { a data-item href=(href) { (view.label(visitor, record)) } }];
    row.extend(
        columns
            .iter()
            .map(|field| html! { (field.kind.display(record.get(&field.id), field, visitor.lang)) }),
    );
    if !view.register.states.is_empty() {
        row.push(html! { (state_title(visitor, &view.register, record.text("state"))) });
    }
    row
}

/// The title of a record's state.
pub fn state_title(visitor: &Visitor, register: &Register, state: &str) -> String {
    register.state(state).map_or_else(|| state.to_owned(), |state| visitor.say(&state.title).to_owned())
}

/// The choices of a filter: those of the field, or yes and no.
fn choices(visitor: &Visitor, field: &Field) -> Vec<(String, String)> {
    if field.kind.input() == Input::YesNo {
        return [("true", "yes"), ("false", "no")]
            .map(|(code, key)| (code.to_owned(), visitor.t(key)))
            .into();
    }
    field.choices.iter().map(|choice| (choice.id.clone(), visitor.say(&choice.title).to_owned())).collect()
}

fn filters(visitor: &Visitor, view: &View, query: &HashMap<String, String>) -> Markup {
    let value = |name: &str| query.get(name).map_or("", String::as_str);
    let any = visitor.t("filter-any");
    let typed = |field: &&Field| field.filter && !matches!(field.filtering(), Filter::Box | Filter::Refers);
    let filterable: Vec<&Field> = view.fields().filter(typed).collect();
    let states: Vec<(String, String)> = view
        .register
        .states
        .iter()
        .map(|state| (state.id.clone(), visitor.say(&state.title).to_owned()))
        .collect();
    html! {
        @if !filterable.is_empty() || !states.is_empty() {
            form class="filters" method="get" role="search" {
                (views::kept(query, |name| !views::is_column(name)))
                @for field in filterable {
                    @let title = visitor.say(&field.title);
                    @match field.filtering() {
                        Filter::Within | Filter::Equal if short_directory(field).is_some() => {
                            (select(&field.id, title, &entries(visitor, field), value(&field.id), Some(&any), None))
                        }
                        Filter::OneOf | Filter::Contains => {
                            (select(&field.id, title, &choices(visitor, field), value(&field.id), Some(&any), None))
                        }
                        Filter::Range => {
                            @let shape = (field.kind.input() == Input::Date).then(|| visitor.t("date-shape"));
                            @for (suffix, key) in [("_from", "filter-from"), ("_until", "filter-until")] {
                                @let name = format!("{}{suffix}", field.id);
                                div class="field" {
                                    label for={ "f-" (name) } { (title) ", " (visitor.t(key)) }
                                    input id={ "f-" (name) } name=(name) value=(value(&name)) inputmode="numeric" placeholder=[shape.as_deref()];
                                }
                            }
                        }
                        _ => {
                            div class="field" {
                                label for={ "f-" (field.id) } { (title) }
                                input id={ "f-" (field.id) } name=(field.id) value=(value(&field.id)) data-search;
                            }
                        }
                    }
                }
                @if !states.is_empty() {
                    (select("state", &visitor.t("record-state"), &states, value("state"), Some(&any), None))
                }
                button class="button quiet" type="submit" { (visitor.t("filter")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_refused() {
        for key in [Value::Int(-5), Value::Text("їжак".into())] {
            let cursor = Cursor { key, id: Uuid::from_u128(7) };
            assert_eq!(read_cursor(&cursor_text(&cursor)), Some(cursor));
        }
        for wrong in ["", "x", "!!!", "AAAA", &"A".repeat(5000)] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
