//! Pages of the assessment: the ranking and a community for everybody, the round and the form for those who work on it.

mod forms;
mod profile;
mod ranking;
mod rounds;

use maud::{Markup, html};
use oblast_kernel::access::Audience;
use oblast_kernel::{Lang, decimal};
use oblast_store::Record;
use oblast_web::Visitor;
use oblast_web::routes::Routes;
use oblast_web::visitor::word;

use super::model::SCALE;

/// The pages of this system.
pub(super) fn routes(routes: &mut Routes) {
    use Audience::{Official, Public};
    routes.get("/readiness", Public, ranking::show);
    routes.get("/embed/readiness", Public, ranking::embedded);
    routes.get("/readiness/territories/{code}", Public, profile::show);
    routes.get("/readiness/rounds/{round}", Official, rounds::show);
    routes.post("/readiness/rounds/{round}", Official, rounds::act);
    routes.get("/readiness/forms", Official, forms::list);
    routes.get("/readiness/forms/{form}", Official, forms::show);
    routes.post("/readiness/forms/{form}", Official, forms::save);
}

/// What the menu shows as open.
const MENU: &str = "/registers";

/// Points as they are read: one decimal is enough to tell communities apart.
fn points(hundredths: i64, lang: Lang) -> String {
    // Half away from nought, so that a change of −0.05 is not less than one of +0.05.
    let tenths = (hundredths.abs() + 5) / 10 * hundredths.signum();
    let text = decimal::readable(tenths, SCALE - 1);
    if lang == Lang::En { text.replace(',', ".") } else { text }
}

/// A change since the year before: its sign, its size, whether it is for the better.
fn change(visitor: &Visitor, before: Option<i64>, now: i64) -> Markup {
    let Some(before) = before else { return html! { "–" } };
    let difference = now - before;
    let class = match difference.signum() {
        1 => "state done",
        -1 => "state late",
        _ => "state",
    };
    let sign = if difference > 0 { "+" } else { "" };
    html! { span class=(class) { (sign) (points(difference, visitor.lang).replace('-', "−")) } }
}

fn crumbs(visitor: &Visitor, more: &[(&str, &str)]) -> Markup {
    html! {
        p class="crumbs" {
            a href="/readiness" { (word(visitor, "Індекс цифрової готовності", "Index of digital readiness")) }
            @for (href, title) in more { " · " a href=(href) { (title) } }
        }
    }
}

/// The score of a result.
fn score(result: &Record) -> i64 {
    result.int("score").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_rounded_alike_up_and_down() {
        assert_eq!((points(6_745, Lang::Uk), points(6_744, Lang::En)), ("67,5".into(), "67.4".into()));
        assert_eq!(
            (points(-5, Lang::Uk), points(5, Lang::Uk), points(-4, Lang::Uk)),
            ("-0,1".into(), "0,1".into(), "0,0".into())
        );
    }
}
