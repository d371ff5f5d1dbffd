//! A field of a form, by its kind.

use maud::{Markup, html};
use oblast_kernel::{Value, territory};
use oblast_register::directory::{Entries, Entry};
use oblast_register::kind::{Input, Shape};
use oblast_register::{Catalogue, Choice, Field, FieldError};

use super::map::{Map, map};
use crate::visitor::Visitor;

/// The words of a field's error.
pub fn error_words(visitor: &Visitor, field: &Field, error: &FieldError) -> String {
    let mut args: Vec<(&str, fluent_bundle::FluentValue<'_>)> =
        error.args.iter().map(|(name, value)| (*name, number_or_text(value))).collect();
    args.push(("title", visitor.say(&field.title).to_owned().into()));
    visitor.tf(&format!("field-{}", error.code), &args)
}

/// What rules say about a record or an application, in words by field.
pub fn rule_errors<'f>(
    visitor: &Visitor,
    field: impl Fn(&str) -> Option<&'f Field>,
    errors: Vec<(&'static str, FieldError)>,
) -> Vec<(String, String)> {
    let words = |(name, error): (&'static str, FieldError)| {
        let words = field(name).map(|field| error_words(visitor, field, &error));
        (name.to_owned(), words.unwrap_or_else(|| error.to_string()))
    };
    errors.into_iter().map(words).collect()
}

fn number_or_text(value: &str) -> fluent_bundle::FluentValue<'_> {
    value.parse::<i64>().map_or_else(|_| value.into(), Into::into)
}

/// A control with its label, help and error. `value` is what was typed or stored.
pub fn control(visitor: &Visitor, field: &Field, value: &str, error: Option<&str>) -> Markup {
    if !field.is_typed() {
        return html! {};
    }
    let id = format!("f-{}", field.id);
    let described = described_by(&id, field.help.is_some(), error.is_some());
    let invalid = error.map(|_| "true");
    let label = html! {
        (visitor.say(&field.title))
        @if !field.required { " " span class="optional" { (visitor.t("optional")) } }
    };
    let notes = html! {
        @if let Some(help) = &field.help { p class="help" id={ (id) "-help" } { (visitor.say(help)) } }
        @if let Some(error) = error { p class="error-text" id={ (id) "-error" } { (error) } }
    };
    let class = if error.is_some() { "field wrong" } else { "field" };
    let yes_no;
    let choices: Vec<(&str, &str)> = match field.kind.input() {
        Input::Choices | Input::Several => {
            let chosen = |id: &str| value.split_whitespace().any(|code| code == id);
            let offered = |choice: &&Choice| choice.is_in_force(visitor.today()) || chosen(&choice.id);
            let offered = field.choices.iter().filter(offered);
            offered.map(|choice| (choice.id.as_str(), visitor.say(&choice.title))).collect()
        }
        Input::YesNo => {
            yes_no = [visitor.t("yes"), visitor.t("no")];
            vec![("true", yes_no[0].as_str()), ("false", yes_no[1].as_str())]
        }
        _ => Vec::new(),
    };
    let several = field.kind.input() == Input::Several;
    let (kind, chosen): (&str, Vec<&str>) =
        if several { ("checkbox", value.split_whitespace().collect()) } else { ("radio", vec![value]) };
    if !choices.is_empty() {
        return html! {
            fieldset class=(class) id=(id) aria-describedby=[described.as_deref()] tabindex="-1" {
                legend { (label) }
                (notes)
                @for (code, title) in choices {
                    label class="radio" {
                        input type=(kind) name=(field.id) value=(code) checked[chosen.contains(&code)] aria-invalid=[invalid];
                        span { (title) }
                    }
                }
            }
        };
    }
    html! {
        div class=(class) {
            label for=(id) { (label) }
            (notes)
            @match field.kind.input() {
                Input::Area => {
                    textarea id=(id) name=(field.id) rows="4" aria-describedby=[described.as_deref()] aria-invalid=[invalid] { (value) }
                }
                Input::Entry if short_directory(field).is_some() => {
                    select id=(id) name=(field.id) aria-describedby=[described.as_deref()] aria-invalid=[invalid] {
                        option value="" { (visitor.t("choose")) }
                        @for (code, title) in entries(visitor, field) { option value=(code) selected[code == value] { (title) } }
                    }
                }
                Input::Entry => {
                    p class="help" id={ (id) "-entry" } { (visitor.t("entry-help")) }
                    input id=(id) name=(field.id) value=(value) type="text" autocomplete="off"
                        aria-describedby={ (id) "-entry" @if let Some(own) = &described { " " (own) } } aria-invalid=[invalid];
                }
                Input::Shape(shape) => {
                    @let rows = if shape == Shape::Point { "1" } else { "6" };
                    p class="help" id={ (id) "-shape" } { (visitor.t(&format!("map-type-{}", shape.name()))) }
                    textarea id=(id) name=(field.id) rows=(rows) class="coordinates" inputmode="text" autocomplete="off"
                        aria-describedby={ (id) "-shape" @if let Some(own) = &described { " " (own) } } aria-invalid=[invalid] { (value) }
                    (map(visitor, &visitor.tf("map-draw", &[("title", visitor.say(&field.title).into())]), &Map::Field(shape, &id)))
                }
                Input::Line(mode, autocomplete) => {
                    @let short = field.kind.is_number() || mode == "numeric" || mode == "tel";
                    span class=[field.unit.as_ref().map(|_| "with-unit")] {
                        input id=(id) name=(field.id) value=(value) type="text" inputmode=(mode) autocomplete=(autocomplete)
                            class=[short.then_some("short")] aria-describedby=[described.as_deref()] aria-invalid=[invalid];
                        @if let Some(unit) = &field.unit { span { (visitor.say(unit)) } }
                    }
                }
                _ => {
                    input id=(id) name=(field.id) value=(value) type="text" inputmode="numeric" class="short"
                        placeholder=(visitor.t("date-shape")) aria-describedby=[described.as_deref()] aria-invalid=[invalid];
                }
            }
        }
    }
}

fn described_by(id: &str, help: bool, error: bool) -> Option<String> {
    let parts: Vec<String> = [(help, "help"), (error, "error")]
        .iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{id}-{part}"))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A control of a form that no declaration describes.
#[derive(Clone, Debug, Default)]
pub struct Plain<'a> {
    /// The name.
    pub name: &'a str,
    /// The label.
    pub label: String,
    /// The word beside the label where nothing has to be filled in.
    pub optional: Option<String>,
    /// A hint.
    pub help: Option<String>,
    /// What was typed or stored.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a str>,
}

impl Plain<'_> {
    fn around(&self, control: impl FnOnce(&str, Option<&str>, Option<&str>) -> Markup) -> Markup {
        let id = format!("f-{}", self.name);
        let described = described_by(&id, self.help.is_some(), self.error.is_some());
        html! {
            div class=(if self.error.is_some() { "field wrong" } else { "field" }) {
                label for=(id) {
                    (self.label)
                    @if let Some(optional) = &self.optional { " " span class="optional" { (optional) } }
                }
                @if let Some(help) = &self.help { p class="help" id={ (id) "-help" } { (help) } }
                @if let Some(error) = self.error { p class="error-text" id={ (id) "-error" } { (error) } }
                (control(&id, described.as_deref(), self.error.map(|_| "true")))
            }
        }
    }

    /// One line; `mode` is the HTML `inputmode`.
    pub fn line(&self, mode: &str, short: bool, autofocus: bool) -> Markup {
        self.around(|id, described, invalid| {
            html! {
                input id=(id) name=(self.name) type="text" inputmode=(mode) autocomplete="off" value=(self.value)
                    class=[short.then_some("short")] autofocus[autofocus]
                    aria-describedby=[described] aria-invalid=[invalid];
            }
        })
    }

    /// A password; `autocomplete` tells password managers which.
    pub fn password(&self, autocomplete: &str) -> Markup {
        self.around(|id, described, invalid| {
            html! {
                input id=(id) name=(self.name) type="password" autocomplete=(autocomplete)
                    aria-describedby=[described] aria-invalid=[invalid];
            }
        })
    }

    /// A code that is good once.
    pub fn code(&self) -> Markup {
        self.around(|id, described, invalid| {
            html! {
                input id=(id) name=(self.name) type="text" class="short" autocomplete="one-time-code" autocapitalize="characters"
                    spellcheck="false" autofocus aria-describedby=[described] aria-invalid=[invalid];
            }
        })
    }

    /// Several lines.
    pub fn area(&self, rows: u8) -> Markup {
        self.around(|id, described, invalid| {
            html! {
                textarea id=(id) name=(self.name) rows=(rows) aria-describedby=[described] aria-invalid=[invalid] {
                    (self.value)
                }
            }
        })
    }
}

/// A list of choices as a drop-down, for filters and short questions.
pub fn select(
    name: &str,
    label: &str,
    choices: &[(String, String)],
    value: &str,
    any: Option<&str>,
    error: Option<&str>,
) -> Markup {
    let id = format!("f-{name}");
    let class = if error.is_some() { "field wrong" } else { "field" };
    html! {
        div class=(class) {
            label for=(id) { (label) }
            @if let Some(error) = error { p class="error-text" id={ (id) "-error" } { (error) } }
            select id=(id) name=(name) aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("{id}-error"))] {
                @if let Some(any) = any { option value="" { (any) } }
                @for (code, title) in choices { option value=(code) selected[code == value] { (title) } }
            }
        }
    }
}

/// All services, of which some may be ticked; their names are sent as `service`.
pub fn services(visitor: &Visitor, catalogue: &Catalogue, label: &str, chosen: &[&str]) -> Markup {
    html! {
        fieldset class="field" {
            legend { (label) }
            @for service in catalogue.services_by_title(visitor.lang) {
                @let id = service.procedure.id.as_str();
                label class="radio" {
                    input type="checkbox" name="service" value=(id) checked[chosen.contains(&id)];
                    span { (visitor.say(&service.procedure.title)) }
                }
            }
        }
    }
}

/// How many entries of a directory are offered to be chosen from; a longer one is asked for by name.
const CHOSEN_FROM: usize = 300;

/// The entries of a field's directory, if they are few enough to be chosen from.
pub fn short_directory(field: &Field) -> Option<std::sync::Arc<Entries>> {
    let entries = field.directory.as_ref()?.entries();
    (1..=CHOSEN_FROM).contains(&entries.len()).then_some(entries)
}

/// The entries of a short directory with their titles; territories deeper where they lie within others.
pub fn entries(visitor: &Visitor, field: &Field) -> Vec<(String, String)> {
    let Some(entries) = short_directory(field) else { return Vec::new() };
    let shown = |entry: &Entry| {
        let depth = territory::level(&entry.code).map_or(0, |level| level as usize);
        (entry.code.clone(), format!("{}{}", "– ".repeat(depth), visitor.say(&entry.title)))
    };
    entries.iter().filter(|entry| !entry.ended).map(shown).collect()
}

/// A stored value as a person reads it, with its unit.
pub fn shown(visitor: &Visitor, field: &Field, value: &Value) -> Markup {
    let text = field.kind.display(value, field, visitor.lang);
    html! {
        @match field.kind.href(value, field) {
            Some(href) => a href=(href) rel="noopener nofollow" { (text) },
            None => (text),
        }
        @if let Some(unit) = &field.unit { " " (visitor.say(unit)) }
    }
}
