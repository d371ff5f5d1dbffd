//! What was understood of a document, as JSON.

use oblast_kernel::Lang;
use serde_json::{Map, Value as Json, json};

use super::amount::{Funding, Money};
use super::check::{Finding, Unit};
use super::model::{Figure, Notice, Place, Programme, Row, Task};

/// The report of `oblast programme import --report --json`. Amounts are numbers of thousand hryvnias.
pub fn report(programme: &Programme, findings: &[Finding], lang: Lang) -> Json {
    let annex = &programme.annex;
    json!({
        "passport": passport(programme),
        "directions": annex.directions.iter().map(|own| json!({
            "code": own.code, "title": own.title, "totals": rows(&own.totals), "line": own.line,
        })).collect::<Vec<_>>(),
        "measures": annex.measures().map(|own| json!({
            "code": own.code, "title": own.title, "term": own.term, "executors": own.executors, "result": own.result,
            "rows": rows(&own.rows), "line": own.line,
        })).collect::<Vec<_>>(),
        "totals": rows(&annex.totals),
        "total": annex.all.as_ref().map(row),
        "resources": rows(&programme.resources),
        "history": programme.history.iter().map(|own| json!({
            "year": own.year,
            "planned": own.planned.each_ref().map(value),
            "actual": own.actual.each_ref().map(value),
            "percent": own.percent.map(|tenths| tenths as f64 / 10.0),
        })).collect::<Vec<_>>(),
        "justifications": programme.justifications.iter().map(|own| json!({
            "code": own.code,
            "rows": own.rows.iter().map(|costs| json!({
                "capital": value(&costs.capital), "current": value(&costs.current), "total": value(&costs.total),
            })).collect::<Vec<_>>(),
            "total": own.total.as_ref().map(value),
        })).collect::<Vec<_>>(),
        "tasks": programme.tasks.iter().map(|own| json!({
            "year": own.year,
            "rows": own.rows.iter().map(task).collect::<Vec<_>>(),
            "total": own.sum.as_ref().map(task),
        })).collect::<Vec<_>>(),
        "not_understood": notices(&programme.not_understood),
        "notices": notices(&programme.notices),
        "findings": findings.iter().map(|own| finding(own, lang)).collect::<Vec<_>>(),
    })
}

fn passport(programme: &Programme) -> Json {
    let entries = &programme.passport.entries;
    json!({
        "entries": entries.iter().map(|(number, name, text)| json!({ "number": number, "name": name, "text": text })).collect::<Vec<_>>(),
        "total": programme.passport.all.as_ref().and_then(|own| own.total.as_ref()).map(value),
        "sources": rows(&programme.passport.sources),
    })
}

/// Each for the oblast, the communities, all others.
fn task(own: &Task) -> Json {
    json!({
        "code": own.code,
        "total": own.total.each_ref().map(value),
        "capital": own.capital.each_ref().map(value),
        "research": own.research.each_ref().map(value),
        "needs": own.needs.each_ref().map(value),
    })
}

fn rows(rows: &[Row]) -> Vec<Json> {
    rows.iter().map(row).collect()
}

fn row(row: &Row) -> Json {
    let years: Map<String, Json> =
        row.by_year.iter().map(|(year, figure)| (year.to_string(), value(figure))).collect();
    json!({
        "source": row.source.as_ref().map(|source| source.name.as_str()),
        "total": row.total.as_ref().map(value),
        "by_year": years,
        "line": row.line,
    })
}

/// A number, nothing for an empty cell, else the name of what is said instead.
fn value(figure: &Figure) -> Json {
    match figure.value {
        Funding::Amount(money) => json!(money.thousands()),
        Funding::Empty => Json::Null,
        other => json!(other.name()),
    }
}

fn notices(notices: &[Notice]) -> Vec<Json> {
    let one = |own: &Notice| json!({ "kind": own.kind, "place": place(&own.place), "words": own.words });
    notices.iter().map(one).collect()
}

fn place(place: &Place) -> Json {
    json!({ "line": place.line, "cell": place.cell })
}

fn finding(own: &Finding, lang: Lang) -> Json {
    let number = |value: i64| match own.unit {
        Unit::Thousands => Money(value).thousands(),
        Unit::Percent => value as f64 / 10.0,
    };
    json!({
        "kind": own.kind.name(),
        "stated": number(own.stated),
        "computed": number(own.computed),
        "difference": number(own.difference()),
        "unit": match own.unit { Unit::Thousands => "thousand UAH", Unit::Percent => "percent" },
        "code": own.about.code,
        "source": own.about.source.as_ref().map(|source| source.name.as_str()),
        "year": own.about.year,
        "consequence_of": own.follows_from,
        "places": own.places.iter().map(place).collect::<Vec<_>>(),
        "text": own.text(lang),
    })
}
