//! The design system, alive: each component with its states.

use axum::extract::State;
use maud::{Markup, html};
use oblast_kernel::access::FieldClass;
use oblast_kernel::{Text, calendar};
use oblast_register::{Choice, Field, kind};

use crate::components::chart::{Bar, bars};
use crate::components::table::{Head, table};
use crate::components::timeline::{Step, timeline};
use crate::components::{due_badge, empty, error_summary, field, notice};
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

fn sample(id: &str, name: &str, title: (&str, &str)) -> Option<Field> {
    Some(Field {
        id: format!("sample_{id}"),
        kind: kind::find(name)?,
        title: Text::new(title.0, title.1),
        help: Some(Text::new("Підказка стоїть під назвою поля", "A hint stands under the field's name")),
        required: id != "optional",
        unique: false,
        class: FieldClass::Public,
        computed: false,
        filter: false,
        list: false,
        max_length: 300,
        min: None,
        max: None,
        scale: 2,
        choices: vec![
            Choice::new("one", Text::new("Білборд", "Billboard")),
            Choice::new("two", Text::new("Вивіска", "Sign")),
        ],
        unit: None,
        since: 1,
        until: None,
        retired: false,
        from: None,
        group: None,
        directory: None,
        target: None,
    })
}

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Markup {
    let title = visitor.t("footer-design");
    layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("design-lead")) }
            h2 { (visitor.t("design-colours")) }
            ul class="swatches" {
                @for (class, key) in [("accent", "design-accent"), ("raised", "design-raised"), ("soon", "design-soon"),
                    ("late", "design-late"), ("done", "design-done"), ("text", "design-text")] {
                    li class="swatch" { span class=(class) {} (visitor.t(key)) }
                }
            }
            h2 { (visitor.t("design-type")) }
            h3 { "Аа Бб Вв Гг Ґґ Дд Ее Єє Жж Зз Ии Іі Її Йй" }
            p { (visitor.t("about-lead")) }
            h2 { (visitor.t("design-buttons")) }
            div class="actions" {
                button type="button" class="button" { (visitor.t("apply-submit")) }
                button type="button" class="button quiet" { (visitor.t("find")) }
                button type="button" class="button grave" { (visitor.t("design-refuse")) }
                button type="button" class="button" disabled { (visitor.t("save")) }
            }
            h2 { (visitor.t("design-states")) }
            p { span class="state" { (visitor.t("design-state-plain")) } " "
                span class="state soon" { (visitor.t("to-be-confirmed")) } " "
                span class="state late" { (visitor.t("design-state-late")) } " "
                span class="state done" { (visitor.t("design-state-done")) } }
            ul { @for days in [-2, 0, 2, 20] { li { (due_badge(&visitor, shifted(&visitor, days))) } } }
            h2 { (visitor.t("design-notices")) }
            (notice("", Some(&visitor.t("submitted-title")), html! { p { (visitor.t("design-notice")) } }))
            (notice("soon", None, html! { p { (visitor.t("changed-task")) } }))
            (notice("done", None, html! { p { (visitor.tf("figure-agrees", &[("count", 60.into())])) } }))
            (empty(&visitor.t("cases-none"), Some(("/services", &visitor.t("cases-begin")))))
            h2 { (visitor.t("design-fields")) }
            (error_summary(&visitor, &[("sample_rnokpp".to_owned(), visitor.tf("field-rnokpp-length", &[("got", 9.into())]))]))
            form method="get" action="/design" { (fields(&visitor)) }
            h2 { (visitor.t("design-table")) }
            (table(&visitor.t("design-table"),
                &[Head::new(visitor.t("case-number")), Head::new(visitor.t("case-state")), Head::number(visitor.t("case-days"))],
                &[vec![html! { "ЗР-000001/2026" }, html! { (visitor.t("design-state-done")) }, html! { "18" }],
                  vec![html! { "ЗР-000002/2026" }, html! { (visitor.t("design-state-plain")) }, html! { "4" }]]))
            h2 { (visitor.t("design-chart")) }
            (bars(&visitor.t("design-chart"), (&visitor.t("case-state"), &visitor.t("cases-count")), &[
                Bar { name: visitor.t("design-state-done"), value: 31, shown: None, href: "/dashboard".into() },
                Bar { name: visitor.t("design-state-plain"), value: 12, shown: None, href: "/dashboard".into() },
            ]))
            h2 { (visitor.t("case-history")) }
            (timeline(&[
                Step { title: visitor.t("step-submitted"), by: None, when: Some("16.03.2026, 09:00".into()), note: None, waiting: false },
                Step { title: visitor.t("design-state-plain"), by: None, when: None, note: None, waiting: true },
            ]))
        },
    )
}

fn shifted(visitor: &Visitor, days: i32) -> jiff::civil::Date {
    use jiff::ToSpan as _;
    let day = visitor.today().saturating_add(days.days());
    if days == 0 { calendar::Regime::MartialLaw.roll_forward(day) } else { day }
}

fn fields(visitor: &Visitor) -> Markup {
    let samples = [
        ("text", "text", ("Місце", "Place")),
        ("optional", "long_text", ("Примітка", "Note")),
        ("rnokpp", "rnokpp", ("РНОКПП", "Tax number")),
        ("date", "date", ("Дата", "Date")),
        ("choice", "choice", ("Вид", "Kind")),
        ("yes_no", "yes_no", ("Є згода", "Consent")),
    ];
    html! {
        @for (id, kind, title) in samples {
            @if let Some(declared) = sample(id, kind, title) {
                @let error = (id == "rnokpp").then(|| visitor.tf("field-rnokpp-length", &[("got", 9.into())]));
                (field::control(visitor, &declared, if id == "rnokpp" { "123456789" } else { "" }, error.as_deref()))
            }
        }
    }
}
