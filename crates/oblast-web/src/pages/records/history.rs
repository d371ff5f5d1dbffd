//! The history of a record: who, what, when; the record as it was on any day, and what differs between two days.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::clock::kyiv;
use oblast_register::Field;
use oblast_register::kind::read_date;
use oblast_store::Record;
use oblast_store::records::VersionView;

use crate::components::field::Plain;
use crate::components::notice;
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::format;
use crate::pages::registers::{View, state_title};
use crate::state::App;
use crate::visitor::Visitor;

/// A look at the past of a record: as it was at the end of a day, beside how it was at the end of another one
/// or is now.
pub(super) struct Past {
    /// What was typed: the day to show, the day to compare with.
    typed: [String; 2],
    shown: Option<Shown>,
    compared: Option<Shown>,
}

/// A day, and the version that stood at its end; no version where the record did not exist yet.
struct Shown {
    day: Date,
    version: Option<VersionView>,
}

impl Past {
    pub(super) async fn read(
        app: &App,
        view: &View,
        id: Uuid,
        query: &HashMap<String, String>,
    ) -> Result<Self, WebError> {
        let typed = ["on", "with"].map(|name| query.get(name).cloned().unwrap_or_default());
        let mut shown = [None, None];
        for (text, shown) in typed.iter().zip(&mut shown) {
            let end = read_date(text).and_then(|day| Some((day, end_of(day)?)));
            if let Some((day, end)) = end {
                let version = app.store.version_at(&view.register.table(), id, end).await?;
                *shown = Some(Shown { day, version });
            }
        }
        let [shown, compared] = shown;
        Ok(Past { typed, shown, compared })
    }

    pub(super) fn is_now(&self) -> bool {
        self.shown.is_none()
    }

    /// The record of the day; where it did not exist then, as it is now.
    pub(super) fn record<'r>(&'r self, now: &'r Record) -> &'r Record {
        let version = self.shown.as_ref().and_then(|shown| shown.version.as_ref());
        version.map_or(now, |version| &version.record)
    }

    /// That the page shows a day of the past, and what differs.
    pub(super) fn notice(&self, visitor: &Visitor, view: &View, now: &Record) -> Markup {
        let Some(Shown { day, version }) = &self.shown else { return html! {} };
        let title = visitor.tf("past-title", &[("date", format::date(*day, visitor.lang).into())]);
        let Some(version) = version else {
            return notice("soon", Some(&title), html! { p { (visitor.t("past-none")) } });
        };
        let (other, words) = match &self.compared {
            Some(Shown { day, version: Some(version) }) => {
                let args = [("date", format::date(*day, visitor.lang).into())];
                (&version.record, visitor.tf("past-compared", &args))
            }
            _ => (now, visitor.t("past-since")),
        };
        let (older, newer) = if version.record.version() <= other.version() {
            (&version.record, other)
        } else {
            (other, &version.record)
        };
        notice(
            "soon",
            Some(&title),
            html! {
                p { (words) }
                @if older.version() == newer.version() { p { (visitor.t("past-same")) } }
                @else { (differences(visitor, view, Some(older), newer)) }
            },
        )
    }

    /// The form: which day, compared with which.
    pub(super) fn form(&self, visitor: &Visitor) -> Markup {
        let wrong = |index: usize, found: bool| {
            (!self.typed[index].trim().is_empty() && !found).then(|| visitor.t("date-wrong"))
        };
        let errors = [wrong(0, self.shown.is_some()), wrong(1, self.compared.is_some())];
        let line = |name, key: &str, index: usize| {
            let field = Plain {
                name,
                label: visitor.t(key),
                value: &self.typed[index],
                error: errors[index].as_deref(),
                help: Some(visitor.t("date-shape")),
                ..Plain::default()
            };
            field.line("numeric", true, false)
        };
        html! {
            details open[!self.is_now() || errors.iter().any(Option::is_some)] {
                summary { (visitor.t("past-ask")) }
                form method="get" class="filters" {
                    (line("on", "past-on", 0))
                    (line("with", "past-with", 1))
                    button class="button quiet" type="submit" { (visitor.t("past-show")) }
                }
            }
        }
    }
}

/// The last microsecond of a day in Kyiv.
fn end_of(day: Date) -> Option<i64> {
    let next = day.checked_add(1.day()).ok()?.to_zoned(kyiv()).ok()?;
    Some(next.timestamp().as_microsecond() - 1)
}

/// Who, what, when: each version with its difference from the one before.
pub(super) async fn history_table(
    app: &App,
    visitor: &Visitor,
    view: &View,
    history: &[VersionView],
) -> Result<Markup, WebError> {
    let accounts =
        app.store.load_all("account", history.iter().filter_map(|version| version.account)).await?;
    let people = app
        .store
        .load_all("person", accounts.iter().filter_map(|account| account.reference("person")))
        .await?;
    let name = |version: &VersionView| {
        let account = accounts.iter().find(|account| Some(account.id()) == version.account)?;
        let person = people.iter().find(|person| Some(person.id()) == account.reference("person"))?;
        Some(oblast_store::accounts::full_name(person))
    };
    let mut heads = vec![
        Head::new(visitor.t("history-version")),
        Head::new(visitor.t("history-when")),
        Head::new(visitor.t("history-what")),
        Head::new(visitor.t("history-difference")),
    ];
    if view.sees_official {
        heads.push(Head::new(visitor.t("history-who")));
    }
    let rows: Vec<Vec<Markup>> = history
        .iter()
        .enumerate()
        .map(|(index, version)| {
            let before = history.get(index + 1).map(|version| &version.record);
            let mut row = vec![
                html! { (version.record.version()) },
                html! { (format::instant(version.at, visitor.lang)) },
                html! { (visitor.t(&format!("act-{}", version.act.replace('.', "-")))) },
                differences(visitor, view, before, &version.record),
            ];
            if view.sees_official {
                row.push(html! { (name(version).unwrap_or_default()) });
            }
            row
        })
        .collect();
    Ok(table(&visitor.t("record-history"), &heads, &rows))
}

fn differences(visitor: &Visitor, view: &View, before: Option<&Record>, after: &Record) -> Markup {
    let Some(before) = before else { return html! { (visitor.t("history-first")) } };
    let changed: Vec<&Field> =
        view.fields_ever().filter(|field| before.get(&field.id) != after.get(&field.id)).collect();
    let show =
        |record: &Record, field: &Field| field.kind.display(record.get(&field.id), field, visitor.lang);
    let state = |record: &Record| state_title(visitor, &view.register, record.text("state"));
    html! {
        @for field in changed {
            div {
                (visitor.say(&field.title)) ": "
                @if !before.get(&field.id).is_null() { del { (show(before, field)) } " " }
                ins { (show(after, field)) }
            }
        }
        @if before.get("state") != after.get("state") {
            div { (visitor.t("record-state")) ": " del { (state(before)) } " " ins { (state(after)) } }
        }
    }
}
