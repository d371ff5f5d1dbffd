//! The guide, as it stands in `docs/guide`, so that it can be read where there is no internet; and the hints on
//! pages that lead into it.

use axum::extract::{Path, State};
use maud::{Markup, PreEscaped, html};
use oblast_kernel::Lang;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::error::WebError;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The chapters: the name in addresses and the text.
const CHAPTERS: [(&str, &str); 3] = [
    ("resident", include_str!("../../../../docs/guide/resident.md")),
    ("official", include_str!("../../../../docs/guide/official.md")),
    ("operator", include_str!("../../../../docs/guide/operator.md")),
];

/// A place in the guide that a page points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Applying.
    Apply,
    /// Acting for another.
    Mandates,
    /// The queue.
    Queue,
    /// The desk.
    Desk,
    /// Who does the work.
    Duties,
    /// Terms and calendar.
    Terms,
    /// Messages.
    Deliveries,
    /// Records of registers.
    Records,
}

impl Hint {
    #[cfg(test)]
    const ALL: [Hint; 8] = [
        Hint::Apply,
        Hint::Mandates,
        Hint::Queue,
        Hint::Desk,
        Hint::Duties,
        Hint::Terms,
        Hint::Deliveries,
        Hint::Records,
    ];

    /// The chapter and the heading.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Hint::Apply => ("resident", "Подати заяву"),
            Hint::Mandates => ("resident", "За дитину, батьків, підприємство"),
            Hint::Queue => ("official", "Черга"),
            Hint::Desk => ("official", "Адміністраторові центру"),
            Hint::Duties => ("official", "Передати, повернути, заступити"),
            Hint::Terms => ("operator", "Строки й календар"),
            Hint::Deliveries => ("operator", "Повідомлення"),
            Hint::Records => ("official", "Записи реєстру"),
        }
    }
}

/// The way from a page to its place in the guide.
pub fn hint(visitor: &Visitor, hint: Hint) -> Markup {
    let (chapter, heading) = hint.place();
    html! { a class="small" href={ "/help/" (chapter) "#" (anchor(heading)) } { (visitor.t("hint")) } }
}

/// `Подати заяву` as `подати-заяву`.
fn anchor(heading: &str) -> String {
    let words = heading.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// A chapter as HTML: headings have anchors, the first one is left to the page.
fn rendered(text: &str) -> String {
    let mut events: Vec<Event<'_>> = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        if let Event::End(TagEnd::Heading(_)) = event {
            name_heading(&mut events);
        }
        events.push(event);
    }
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events.into_iter());
    // A wide table scrolls in its own place.
    out.replace(
        "<table>",
        r#"<div class="table-wrap" tabindex="0" role="region" aria-label="Налаштування"><table>"#,
    )
    .replace("</table>", "</table></div>")
}

/// Gives the heading that just ended its anchor.
fn name_heading(events: &mut [Event<'_>]) {
    let Some(start) = events.iter().rposition(|event| matches!(event, Event::Start(Tag::Heading { .. })))
    else {
        return;
    };
    let words: String = events[start..]
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    if let Event::Start(Tag::Heading { id, .. }) = &mut events[start] {
        *id = Some(CowStr::from(anchor(&words)));
    }
}

/// The chapters.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Markup {
    let title = visitor.t("help-title");
    layout::page(
        &app,
        &visitor,
        &title,
        "/help",
        html! {
            h1 { (title) }
            ul class="cards" {
                @for (name, _) in CHAPTERS {
                    li class="card" {
                        h2 { a class="cover" href={ "/help/" (name) } { (visitor.t(&format!("help-{name}"))) } }
                        p { (visitor.t(&format!("help-{name}-summary"))) }
                    }
                }
            }
        },
    )
}

/// A chapter; the guide is written in Ukrainian.
pub async fn chapter(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Markup, WebError> {
    let (_, text) = CHAPTERS.into_iter().find(|(known, _)| *known == name).ok_or(WebError::NotFound)?;
    let title = visitor.t(&format!("help-{name}"));
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/help",
        html! {
            p class="crumbs" { a href="/help" { (visitor.t("help-title")) } }
            @if visitor.lang != Lang::Uk { p class="notice soon" { (visitor.t("help-ukrainian")) } }
            article class="guide" lang="uk" { (PreEscaped(rendered(text))) }
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hint_leads_to_a_heading_of_the_guide() {
        for hint in Hint::ALL {
            let (chapter, heading) = hint.place();
            let (_, text) = CHAPTERS.into_iter().find(|(name, _)| *name == chapter).unwrap();
            let place = format!("id=\"{}\"", anchor(heading));
            assert!(rendered(text).contains(&place), "{hint:?}: {chapter} has no {place}");
        }
    }

    #[test]
    fn anchors_are_words_joined() {
        assert_eq!(anchor("За дитину, батьків, підприємство"), "за-дитину-батьків-підприємство");
    }
}
