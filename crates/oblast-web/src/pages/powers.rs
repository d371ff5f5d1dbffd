//! Who may do what: the matrix of roles over registers, procedures and pages, from the same declarations and routes that decide.

use axum::extract::State;
use maud::{Markup, html};
use oblast_kernel::access::{Audience, Role};
use oblast_register::Register;
use oblast_register::procedure::{Procedure, TaskBody};

use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::layout;
use crate::routes;
use crate::state::App;
use crate::visitor::Visitor;

/// The columns: everybody, who is signed in, then the roles.
const AUDIENCES: [Audience; 7] = [
    Audience::Public,
    Audience::SignedIn,
    Audience::Official,
    Audience::Role(Role::Administrator),
    Audience::Role(Role::Specialist),
    Audience::Role(Role::Head),
    Audience::Role(Role::Operator),
];

fn title(visitor: &Visitor, audience: Audience) -> String {
    match audience {
        Audience::Public => visitor.t("powers-public"),
        Audience::SignedIn => visitor.t("powers-signed-in"),
        Audience::Official => visitor.t("powers-official"),
        Audience::Role(role) => visitor.t(&format!("role-{}", role.name())),
    }
}

/// Does a rule for some audiences let members of another one through?
fn covers(rule: &[Audience], audience: Audience) -> bool {
    rule.iter().any(|own| {
        *own == audience
            || *own == Audience::Public
            || (*own == Audience::SignedIn && audience != Audience::Public)
            || (*own == Audience::Official && matches!(audience, Audience::Role(_)))
    })
}

/// What an audience may do with a register, in words.
fn powers(visitor: &Visitor, register: &Register, audience: Audience) -> String {
    let rules = &register.rules;
    let all = [
        ("powers-read", &rules.read),
        ("powers-create", &rules.create),
        ("powers-change", &rules.change),
        ("powers-restricted", &rules.restricted),
        ("powers-propose", &rules.propose),
        ("powers-approve", &rules.approve),
    ];
    let own = all.iter().filter(|(_, rule)| covers(rule, audience)).map(|(key, _)| visitor.t(key));
    own.collect::<Vec<_>>().join(", ")
}

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let title_words = visitor.t("powers-title");
    let mut heads = vec![Head::new(visitor.t("powers-register"))];
    heads.extend(AUDIENCES.map(|audience| Head::new(title(&visitor, audience))));
    let catalogue = app.store.catalogue();
    let registers: Vec<Vec<Markup>> = catalogue
        .registers()
        .map(|register| {
            let mut row =
                vec![html! { a href={ "/registers/" (register.id) } { (visitor.say(&register.title)) } }];
            row.extend(AUDIENCES.map(|audience| html! { (powers(&visitor, register, audience)) }));
            row
        })
        .collect();
    let step_heads: Vec<Head> =
        ["powers-procedure", "powers-stage", "powers-task", "powers-role", "powers-body"]
            .map(|key| Head::new(visitor.t(key)))
            .into();
    let mut steps = Vec::new();
    for service in catalogue.services() {
        steps.extend(tasks(&app, &visitor, &service.procedure).await?);
    }
    Ok(layout::page(
        &app,
        &visitor,
        &title_words,
        "",
        html! {
            h1 { (title_words) }
            p class="lead column" { (visitor.t("powers-lead")) }
            h2 { (visitor.t("powers-registers")) }
            p class="column" { (visitor.t("powers-registers-lead")) }
            (table(&visitor.t("powers-registers"), &heads, &registers))
            h2 { (visitor.t("powers-procedures")) }
            (table(&visitor.t("powers-procedures"), &step_heads, &steps))
            h2 { (visitor.t("powers-pages")) }
            (pages(&visitor))
        },
    ))
}

async fn tasks(app: &App, visitor: &Visitor, procedure: &Procedure) -> Result<Vec<Vec<Markup>>, WebError> {
    let mut rows = Vec::new();
    for stage in &procedure.stages {
        for task in &stage.tasks {
            let body = match &task.body {
                TaskBody::Code(code) => {
                    let known = app.store.body_by_code(code).await?;
                    known.map_or_else(|| code.clone(), |body| visitor.say(&body.title).to_owned())
                }
                TaskBody::Intake => visitor.t("powers-intake"),
            };
            rows.push(vec![
                html! { a href={ "/services/" (procedure.id) } { (visitor.say(&procedure.title)) } },
                html! { (visitor.say(&stage.title)) },
                html! { (visitor.say(&task.title)) },
                html! { (visitor.t(&format!("role-{}", task.role.name()))) },
                html! { (body) },
            ]);
        }
    }
    Ok(rows)
}

/// How many addresses are for whom; each of them in a list that can be opened.
fn pages(visitor: &Visitor) -> Markup {
    let specs = routes::specs(&[]);
    html! {
        @for audience in AUDIENCES {
            @let own: Vec<_> = specs.iter().filter(|spec| spec.audience == audience).collect();
            @if !own.is_empty() {
                details {
                    summary { (title(visitor, audience)) " – " (own.len()) }
                    ul { @for spec in own { li { code { (spec.method) " " (spec.path) } } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_many_is_for_each_of_them() {
        let head = Audience::Role(Role::Head);
        assert!(covers(&[Audience::Public], Audience::Public) && covers(&[Audience::Public], head));
        assert!(covers(&[Audience::Official], head) && !covers(&[Audience::Official], Audience::SignedIn));
        assert!(covers(&[Audience::SignedIn], head) && !covers(&[Audience::SignedIn], Audience::Public));
        assert!(
            covers(&[head], head) && !covers(&[head], Audience::Role(Role::Operator)) && !covers(&[], head)
        );
    }
}
