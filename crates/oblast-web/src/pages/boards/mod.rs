//! Indicators together: of a department, of a territory, of a board that anybody puts together. A board is its address:
//! it can be sent, kept, and stood within another page.

mod own;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use maud::{Markup, html};
use oblast_kernel::Text;
use oblast_kernel::territory::{self, Level};
use oblast_register::Register;
use oblast_register::directory::Entries;
use oblast_register::indicator::Indicator;
use oblast_store::cube::{Cube, Kept};
use oblast_store::figures::Sums;

use crate::components::chart::{Bar, Lines, Series, bars, lines, small_multiples};
use crate::components::choropleth::{Area, choropleth};
use crate::components::empty;
use crate::components::field::select;
use crate::error::{WebError, form_encoded};
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

use self::own::{Own, published};

/// How many indicators a board has at most.
const MOST: usize = 100;
/// How many territories are compared at most.
const COMPARED: usize = 3;
/// How many territories are drawn beside each other.
const RANKED: usize = 20;

/// A territory: the part of its code by which values are kept, and its title.
#[derive(Clone)]
struct Place {
    code: String,
    part: String,
    title: String,
}

/// The districts and communities.
fn places(app: &App, visitor: &Visitor) -> Vec<Place> {
    let entries: Arc<Entries> = app.store.catalogue().directories().territories.entries();
    entries
        .iter()
        .filter(|entry| !entry.ended)
        .filter_map(|entry| {
            let level = territory::level(&entry.code)?;
            let is_kept = matches!(level, Level::District | Level::Community);
            let part = territory::part(&entry.code, level).filter(|_| is_kept)?;
            Some(Place {
                code: entry.code.clone(),
                part: part.to_owned(),
                title: visitor.say(&entry.title).to_owned(),
            })
        })
        .collect()
}

fn whole(visitor: &Visitor) -> Place {
    Place { code: String::new(), part: String::new(), title: visitor.t("board-region") }
}

/// The years that a territory has values for.
fn years(cells: &Cube, parts: &[&str]) -> Vec<String> {
    let own = cells.keys().filter(|(part, year)| !year.is_empty() && parts.contains(&part.as_str()));
    own.map(|(_, year)| year.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn cell(cells: &Cube, part: &str, year: &str) -> Option<Sums> {
    cells.get(&(part.to_owned(), year.to_owned())).copied()
}

/// Cards of indicators, each with what is kept of it in the first of the places, compared with the others.
fn cards(visitor: &Visitor, all: &[(Own, Kept)], places: &[Place]) -> Markup {
    html! {
        div class="board" {
            @for (own, kept) in all { (card(visitor, own, kept, places)) }
        }
    }
}

fn card(visitor: &Visitor, own: &Own, kept: &Kept, places: &[Place]) -> Markup {
    let title = own.title(visitor);
    let parts: Vec<&str> = places.iter().map(|place| place.part.as_str()).collect();
    let years = years(&kept.cells, &parts);
    let first = parts.first().copied().unwrap_or_default();
    let of_year = |year: &String| Some((year.clone(), own.value(cell(&kept.cells, first, year)?)?));
    let known: Vec<(String, i64)> = years.iter().filter_map(of_year).collect();
    let now = match known.last() {
        Some((_, value)) => Some(*value),
        None => cell(&kept.cells, first, "").and_then(|sums| own.value(sums)),
    };
    html! {
        section {
            h2 { a href=(own.path()) { (title) } }
            p class="tile-value" {
                @match now {
                    Some(value) => { span class="value" { (own.read(visitor, value)) } @if let Some((year, _)) = known.last() { " " small { (year) } } }
                    None => span class="value" { "–" },
                }
            }
            @if let [.., (year, before), (_, after)] = known.as_slice() { (change(visitor, own, year, *before, *after)) }
            @if years.len() > 1 { (line_chart(visitor, own, kept, places, &years)) }
            @else if places.len() > 1 {
                @for place in &places[1..] {
                    p { (place.title) ": " (cell(&kept.cells, &place.part, "").and_then(|sums| own.value(sums)).map_or("–".to_owned(), |value| own.read(visitor, value))) }
                }
            }
            @if let Some(target) = own.target().filter(|_| years.len() < 2) {
                p class="small" { (visitor.t("board-target")) ": " (own.read(visitor, target)) }
            }
            @if kept.cells.is_empty() && !first.is_empty() { p { (visitor.t("board-not-here")) } }
            p class="soft small" {
                (visitor.say(own.of().1))
                @if kept.made > 0 {
                    br;
                    (visitor.tf("figure-as-of", &[("when", format::instant(kept.made, visitor.lang).into())]))
                }
            }
        }
    }
}

/// By how much it is more or less than the year before, and whether that is good.
fn change(visitor: &Visitor, own: &Own, year: &str, before: i64, after: i64) -> Markup {
    let difference = after.saturating_sub(before);
    let class = match own.less_is_better() {
        Some(less) if difference != 0 => {
            if (difference < 0) == less {
                "state done"
            } else {
                "state late"
            }
        }
        _ => "state",
    };
    let sign = if difference > 0 { "+" } else { "" };
    let words = format!("{sign}{}", own.number(visitor, difference));
    html! { p { span class=(class) { (words) } " " small { (visitor.tf("board-since", &[("year", year.into())])) } } }
}

fn line_chart(visitor: &Visitor, own: &Own, kept: &Kept, places: &[Place], years: &[String]) -> Markup {
    over_years(visitor, own, kept, places, years, lines)
}

/// Values over the years, drawn as lines together or as small ones beside each other.
fn over_years(
    visitor: &Visitor,
    own: &Own,
    kept: &Kept,
    places: &[Place],
    years: &[String],
    draw: fn(&Lines<'_>, &[Series]) -> Markup,
) -> Markup {
    let series: Vec<Series> = places
        .iter()
        .map(|place| Series {
            name: place.title.clone(),
            values: years
                .iter()
                .map(|year| cell(&kept.cells, &place.part, year).and_then(|sums| own.value(sums)))
                .collect(),
        })
        .collect();
    let (target, title) = (visitor.t("board-target"), own.title(visitor));
    let chart = Lines {
        title: &title,
        axis: &visitor.t("figure-year"),
        places: years,
        target: own.target().map(|aim| (aim, target.as_str())),
        show: &visitor.t("board-table"),
        shown: &|value| own.read(visitor, value),
    };
    draw(&chart, &series)
}

/// What is kept of some indicators in some places, in their order.
async fn kept(app: &App, all: Vec<Own>, places: &[Place]) -> Result<Vec<(Own, Kept)>, WebError> {
    let keys: Vec<String> = all.iter().map(Own::key).collect();
    let parts: Vec<String> = places.iter().map(|place| place.part.clone()).collect();
    let mut cubes = app.store.kept_cubes(&keys, Some(&parts)).await?;
    Ok(all.into_iter().zip(keys).map(|(own, key)| (own, cubes.remove(&key).unwrap_or_default())).collect())
}

/// What the page of a figure shows of its territories: line over the years, the communities beside each other.
pub(super) async fn part(
    app: &App,
    visitor: &Visitor,
    register: &Arc<Register>,
    indicator: &Indicator,
) -> Result<Markup, WebError> {
    let own = Own::Record(Arc::clone(register), Box::new(indicator.clone()));
    let cells = app.store.cube(register, indicator).await?;
    let kept = Kept { made: 0, cells };
    let region = [whole(visitor)];
    let years = years(&kept.cells, &[""]);
    let communities: Vec<Place> = places(app, visitor)
        .into_iter()
        .filter(|place| territory::level(&place.code) == Some(Level::Community))
        .collect();
    // Counts and sums of all years add up; of means and shares the latest year says how it is.
    let when = years.last().filter(|_| !own.adds_up()).map_or("", String::as_str);
    let value = |place: &Place| own.value(cell(&kept.cells, &place.part, when)?);
    let mut ranked: Vec<(&Place, i64)> =
        communities.iter().filter_map(|place| Some((place, value(place)?))).collect();
    ranked.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
    if indicator.less_is_better == Some(true) {
        ranked.reverse();
    }
    let chart: Vec<Bar> = ranked
        .iter()
        .take(RANKED)
        .map(|(place, value)| Bar {
            name: place.title.clone(),
            value: *value,
            shown: Some(own.read(visitor, *value)),
            href: format!("/dashboard/territories/{}", place.code),
        })
        .collect();
    let by_territory = visitor.t("board-by-territory");
    let key = form_encoded(&own.key());
    let area = |place: &Place| Area {
        code: place.code.clone(),
        words: match value(place) {
            Some(amount) => format!("{}: {}", place.title, own.read(visitor, amount)),
            None => format!("{}: –", place.title),
        },
        value: value(place),
        href: format!("/dashboard/territories/{}", place.code),
    };
    let areas: Vec<Area> = communities.iter().map(area).collect();
    let (title, without) = (visitor.say(&indicator.title), visitor.t("board-without"));
    let map = match ranked.len() {
        0 | 1 => html! {},
        _ => choropleth(title, &app.store.outlines().await?, &areas, &without, &|value| {
            own.read(visitor, value)
        }),
    };
    let districts: Vec<Place> = places(app, visitor)
        .into_iter()
        .filter(|place| territory::level(&place.code) == Some(Level::District))
        .filter(|place| kept.cells.keys().any(|(part, year)| *part == place.part && !year.is_empty()))
        .collect();
    Ok(html! {
        @if years.len() > 1 { h2 { (visitor.t("board-over-years")) } (line_chart(visitor, &own, &kept, &region, &years)) }
        @if years.len() > 1 && districts.len() > 1 {
            h2 { (visitor.t("board-districts")) }
            (over_years(visitor, &own, &kept, &districts, &years, small_multiples))
        }
        @if ranked.len() > 1 { h2 { (visitor.t("board-map")) @if !when.is_empty() { ", " (when) } } (map) }
        @if chart.len() > 1 && indicator.by != indicator.territory {
            h2 { (by_territory) @if !when.is_empty() { ", " (when) } }
            (bars(&by_territory, (&visitor.t("board-territory"), visitor.say(&indicator.title)), &chart))
        }
        @if indicator.is_public(register) {
            p class="small" {
                a href={ "/dashboard/board?i=" (key) } { (visitor.t("board-begin")) } " · "
                a href={ "/embed/board?i=" (key) } { (visitor.t("board-embed")) }
            }
        }
    })
}

/// All indicators of a department.
pub async fn department(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Markup, WebError> {
    let all: Vec<Own> = published(&app).into_iter().filter(|own| own.holder() == code).collect();
    if all.is_empty() {
        return Err(WebError::NotFound);
    }
    let title = match app.store.body_by_code(&code).await? {
        Some(body) => visitor.say(&body.title).to_owned(),
        None => code,
    };
    let all = kept(&app, all, &[whole(&visitor)]).await?;
    Ok(page(&app, &visitor, &title, cards(&visitor, &all, &[whole(&visitor)])))
}

/// All indicators of a territory, beside the whole region.
pub async fn territory(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Markup, WebError> {
    let place = places(&app, &visitor).into_iter().find(|place| place.code == code);
    let place = place.ok_or(WebError::NotFound)?;
    let title = place.title.clone();
    let told: Vec<Own> = published(&app).into_iter().filter(Own::is_told_by_territory).collect();
    let beside = [place, whole(&visitor)];
    let mut all = kept(&app, told, &beside).await?;
    all.retain(|(_, kept)| kept.cells.keys().any(|(part, _)| *part == beside[0].part));
    let content = html! {
        @if all.is_empty() { (empty(&visitor.t("board-none"), None)) }
        div class="board" {
            @for (own, kept) in &all {
                // Of counts and sums the region has always more: there is nothing to compare.
                (card(&visitor, own, kept, if own.adds_up() { &beside[..1] } else { &beside }))
            }
        }
    };
    Ok(page(&app, &visitor, &title, content))
}

fn page(app: &App, visitor: &Visitor, title: &str, content: Markup) -> Markup {
    layout::page(
        app,
        visitor,
        title,
        "/dashboard",
        html! {
            p class="crumbs" { a href="/dashboard" { (visitor.t("menu-dashboard")) } }
            h1 { (title) }
            (content)
        },
    )
}

/// What a board is made of, by its address.
struct Board {
    title: String,
    chosen: Vec<Own>,
    places: Vec<Place>,
    address: String,
}

impl Board {
    fn read(app: &App, visitor: &Visitor, query: Option<String>) -> Board {
        let query = Submitted::of_body(query.unwrap_or_default().as_bytes());
        let known = published(app);
        let mut chosen: Vec<Own> = Vec::new();
        for key in query.all("i").into_iter().take(MOST) {
            if let Some(own) = known.iter().find(|own| own.key() == key)
                && !chosen.iter().any(|other| other.key() == key)
            {
                chosen.push(own.clone());
            }
        }
        let all = places(app, visitor);
        let asked = query.all("t").into_iter().take(COMPARED);
        let mut places: Vec<Place> =
            asked.filter_map(|code| all.iter().find(|place| place.code == code).cloned()).collect();
        places.dedup_by(|one, other| one.code == other.code);
        let title: String = query.get("title").trim().chars().take(120).collect();
        let parts = chosen.iter().map(|own| format!("i={}", form_encoded(&own.key())));
        let parts = parts.chain(places.iter().map(|place| format!("t={}", place.code)));
        let named = (!title.is_empty()).then(|| format!("title={}", form_encoded(&title)));
        let address = parts.chain(named).collect::<Vec<_>>().join("&");
        if places.is_empty() {
            places.push(whole(visitor));
        }
        Board { title, chosen, places, address }
    }

    fn title(&self, visitor: &Visitor) -> String {
        match self.title.as_str() {
            "" => match self.chosen.as_slice() {
                [own] => own.title(visitor),
                _ => visitor.t("board-title"),
            },
            title => title.to_owned(),
        }
    }

    async fn cards(&self, app: &App, visitor: &Visitor) -> Result<Markup, WebError> {
        let all = kept(app, self.chosen.clone(), &self.places).await?;
        Ok(html! {
            @if self.places.len() > 1 || !self.places[0].code.is_empty() {
                p class="lead" { (self.places.iter().map(|place| place.title.as_str()).collect::<Vec<_>>().join(", ")) }
            }
            (cards(visitor, &all, &self.places))
        })
    }
}

/// A board, and the form by which it is put together.
pub async fn board(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Markup, WebError> {
    let board = Board::read(&app, &visitor, query);
    let title = board.title(&visitor);
    let cards = board.cards(&app, &visitor).await?;
    let content = html! {
        @if board.chosen.is_empty() { p class="lead column" { (visitor.t("board-lead")) } }
        @else {
            (cards)
            p class="small" {
                a href={ "/dashboard/board?" (board.address) } { (visitor.t("board-permalink")) } " · "
                a href={ "/embed/board?" (board.address) } { (visitor.t("board-embed")) }
            }
            p class="small" { (visitor.t("board-embed-code")) " " code { "<iframe src=\"" (app.site.public_url) "/embed/board?" (board.address) "\" width=\"100%\" height=\"600\"></iframe>" } }
        }
        details open[board.chosen.is_empty()] {
            summary { (visitor.t("board-change")) }
            (builder(&app, &visitor, &board))
        }
    };
    Ok(page(&app, &visitor, &title, content))
}

/// The form of a board: it is sent as the address of the board.
fn builder(app: &App, visitor: &Visitor, board: &Board) -> Markup {
    let all = published(app);
    let mut groups: Vec<(&str, &Text)> = all.iter().map(Own::of).collect();
    groups.dedup_by(|one, other| one.0 == other.0);
    let choices: Vec<(String, String)> =
        places(app, visitor).into_iter().map(|place| (place.code, place.title)).collect();
    let region = visitor.t("board-region");
    html! {
        form method="get" action="/dashboard/board" {
            div class="field" {
                label for="f-title" { (visitor.t("board-name")) }
                input id="f-title" name="title" maxlength="120" autocomplete="off" value=(board.title);
            }
            @for (group, title) in groups {
                fieldset {
                    legend { (visitor.say(title)) }
                    ul class="choices" {
                        @for own in all.iter().filter(|own| own.of().0 == group) {
                            li {
                                label class="radio" {
                                    input type="checkbox" name="i" value=(own.key()) checked[board.chosen.iter().any(|other| other.key() == own.key())];
                                    span { (own.title(visitor)) }
                                }
                            }
                        }
                    }
                }
            }
            div class="filters" {
                @for place in 0..COMPARED {
                    @let chosen = board.places.get(place).map_or("", |place| place.code.as_str());
                    (numbered(&select("t", &format!("{} {}", visitor.t("board-territory"), place + 1), &choices, chosen, Some(&region), None), place))
                }
            }
            div class="actions" { button class="button" type="submit" { (visitor.t("board-show")) } }
        }
    }
}

/// A control that stands there several times under one name has an id of its own each time.
fn numbered(control: &Markup, place: usize) -> Markup {
    maud::PreEscaped(control.0.replace("f-t\"", &format!("f-t-{place}\"")))
}

/// A board within a page of somebody else.
pub async fn embedded(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Markup, WebError> {
    let board = Board::read(&app, &visitor, query);
    if board.chosen.is_empty() {
        return Err(WebError::NotFound);
    }
    let source = format!("{}/dashboard/board?{}", app.site.public_url, board.address);
    let cards = board.cards(&app, &visitor).await?;
    Ok(layout::embedded(&visitor, &board.title(&visitor), &source, cards))
}

/// The departments and territories that have indicators, as links.
pub(super) async fn ways(app: &App, visitor: &Visitor) -> Result<Markup, WebError> {
    let mut holders: Vec<String> = published(app).iter().map(|own| own.holder().to_owned()).collect();
    holders.sort();
    holders.dedup();
    let mut departments = Vec::new();
    for code in holders {
        if let Some(body) = app.store.body_by_code(&code).await? {
            departments.push((code, visitor.say(&body.title).to_owned()));
        }
    }
    let places = places(app, visitor);
    Ok(html! {
        h2 { (visitor.t("board-departments")) }
        ul class="choices" { @for (code, title) in &departments { li { a href={ "/dashboard/departments/" (code) } { (title) } } } }
        h2 { (visitor.t("board-territories")) }
        ul class="choices" { @for place in &places { li { a href={ "/dashboard/territories/" (place.code) } { (place.title) } } } }
        p { a class="button quiet" href="/dashboard/board" { (visitor.t("board-begin")) } }
    })
}
