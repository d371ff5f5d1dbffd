//! Whoever stands at the desk may act for another: the part of a form that says for whom, on which ground.

use maud::{Markup, html};
use oblast_kernel::identifier;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Service;
use oblast_register::kind::read_date;
use oblast_store::Record;
use oblast_store::mandates::{MandateKind, MandateView, NewMandate};

use super::person::{self, Entered, same};
use crate::components::field;
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::pages::cases::Typed;
use crate::state::App;
use crate::visitor::Visitor;

/// The longest title or ground, in characters.
const LONGEST: usize = 300;
/// The prefix of the fields of the person who is represented.
const PREFIX: &str = "principal_";

/// Whom the person at the desk acts for.
#[derive(Clone, Debug)]
pub struct Behalf {
    /// The person or organisation.
    pub principal: Uuid,
    /// The mandate.
    pub mandate: Uuid,
    /// What is to be entered: the principal, the mandate.
    pub new: Vec<Record>,
}

impl Behalf {
    /// Was the mandate recorded before?
    pub fn is_known(&self) -> bool {
        self.new.is_empty()
    }
}

/// The fields.
pub fn fields(visitor: &Visitor, typed: &Typed) -> Markup {
    let kinds: Vec<(String, String)> = MandateKind::ALL
        .iter()
        .map(|kind| (kind.name().to_owned(), visitor.t(&format!("mandate-{}", kind.name()))))
        .collect();
    let label = visitor.t("behalf-kind");
    let line = |name: &str, key: &str, mode: &str, optional: bool| {
        let (short, optional) = (name == "behalf_until", optional.then(|| visitor.t("optional")));
        field::Plain { optional, ..typed.plain(name, visitor.t(key)) }.line(mode, short, false)
    };
    html! {
        (field::select("behalf_kind", &label, &kinds, typed.form.get("behalf_kind"), Some(&visitor.t("behalf-none")), typed.error("behalf_kind")))
        fieldset class="part" {
            legend { (visitor.t("behalf-person")) }
            div class="grid" {
                (line("principal_family_name", "person-family-name", "text", false))
                (line("principal_given_name", "person-given-name", "text", false))
                (line("principal_patronymic", "person-patronymic", "text", true))
                (line("principal_rnokpp", "person-rnokpp", "numeric", true))
            }
        }
        fieldset class="part" {
            legend { (visitor.t("behalf-organisation")) }
            div class="grid" {
                (line("behalf_organisation", "organisation-title", "text", false))
                (line("behalf_edrpou", "organisation-edrpou", "numeric", false))
            }
        }
        (line("behalf_basis", "mandate-basis-label", "text", false))
        (line("behalf_until", "mandate-until-label", "numeric", true))
    }
}

/// Reads whom the representative acts for; nothing if the form names nobody. Errors go into `typed`.
pub async fn read(
    app: &App,
    visitor: &Visitor,
    typed: &mut Typed,
    representative: Uuid,
    centre: Uuid,
    services: Vec<String>,
) -> Result<Option<Behalf>, WebError> {
    let named = typed.form.get("behalf_kind").to_owned();
    if named.is_empty() {
        return Ok(None);
    }
    let Some(kind) = MandateKind::from_name(&named) else {
        return Err(WebError::BadRequest("no such kind of mandate".into()));
    };
    // Nobody gives themselves a power over others.
    if visitor.actor.person == Some(representative) {
        typed.errors.push(("behalf_kind".to_owned(), visitor.t("behalf-clerk")));
        return Ok(None);
    }
    let known = app.store.mandates_of(representative).await?;
    let principal = match kind {
        MandateKind::Officer => organisation(app, visitor, typed).await?,
        _ => match represented(&known, representative, &typed.form) {
            Some(id) => Some(Entered { id, new: None }),
            None => person::read(app, visitor, typed, PREFIX, false).await?,
        },
    };
    let Some(principal) = principal else {
        // What else is missing is told at once.
        ground(visitor, typed, kind);
        return Ok(None);
    };
    if principal.id == representative {
        typed.errors.push(("principal_family_name".to_owned(), visitor.t("behalf-oneself")));
        return Ok(None);
    }
    let own = known.iter().find(|own| {
        let (mandate, power) = (&own.mandate, own.power());
        let covered = services.iter().all(|service| power.covers(service));
        own.principal.id() == principal.id
            && own.representative.id() == representative
            && mandate.text("kind") == kind.name()
            && app.store.mandate_in_force(mandate)
            && covered
            && (!services.is_empty() || power.services.is_empty())
    });
    if let Some(own) = own {
        return Ok(Some(Behalf { principal: principal.id, mandate: own.mandate.id(), new: Vec::new() }));
    }
    let Some((basis, valid_until)) = ground(visitor, typed, kind) else { return Ok(None) };
    let new =
        NewMandate { kind, principal: principal.id, representative, services, basis, valid_until, centre };
    let mandate = app.store.mandate(&visitor.actor, &new)?;
    let (principal, id) = ((principal.id, principal.new), mandate.id());
    Ok(Some(Behalf {
        principal: principal.0,
        mandate: id,
        new: principal.1.into_iter().chain([mandate]).collect(),
    }))
}

/// The services of a mandate that is recorded with an application: a power of attorney is for this one only.
pub fn services_of(form: &Submitted, service: &Service) -> Vec<String> {
    let attorney = form.get("behalf_kind") == MandateKind::Attorney.name();
    if attorney { vec![service.procedure.id.clone()] } else { Vec::new() }
}

/// A person without a tax number, say a child, whom the representative acted for before.
fn represented(known: &[MandateView], representative: Uuid, form: &Submitted) -> Option<Uuid> {
    if !form.get("principal_rnokpp").trim().is_empty() {
        return None;
    }
    let fits = |own: &&MandateView| {
        own.representative.id() == representative
            && person::NAMES.iter().all(|name| {
                let typed = form.get(&format!("{PREFIX}{name}"));
                !own.principal.text("family_name").is_empty() && same(own.principal.text(name), typed)
            })
    };
    known.iter().find(fits).map(|own| own.principal.id())
}

async fn organisation(app: &App, visitor: &Visitor, typed: &mut Typed) -> Result<Option<Entered>, WebError> {
    let (title, code) = (
        typed.form.get("behalf_organisation").trim().to_owned(),
        typed.form.get("behalf_edrpou").trim().to_owned(),
    );
    if let Err(error) = identifier::edrpou(&code) {
        typed.errors.push(("behalf_edrpou".to_owned(), person::code_error(visitor, "edrpou", &error)));
        return Ok(None);
    }
    if let Some(known) = app.store.organisation(&code).await? {
        return Ok(Some(Entered { id: known.id(), new: None }));
    }
    if title.is_empty() || title.chars().count() > LONGEST || title.chars().any(char::is_control) {
        let title = visitor.t("organisation-title");
        let words = visitor.tf("behalf-text", &[("title", title.into()), ("max", LONGEST.into())]);
        typed.errors.push(("behalf_organisation".to_owned(), words));
        return Ok(None);
    }
    let row = app.store.new_person(&[("organisation", title.as_str()), ("edrpou", code.as_str())])?;
    Ok(Some(row.into()))
}

/// The document that was shown, and until when it is good.
fn ground(
    visitor: &Visitor,
    typed: &mut Typed,
    kind: MandateKind,
) -> Option<(String, Option<jiff::civil::Date>)> {
    let basis = typed.form.get("behalf_basis").trim().to_owned();
    let before = typed.errors.len();
    if basis.is_empty() || basis.chars().count() > LONGEST || basis.chars().any(char::is_control) {
        let title = visitor.t("mandate-basis-title");
        let words = visitor.tf("behalf-text", &[("title", title.into()), ("max", LONGEST.into())]);
        typed.errors.push(("behalf_basis".to_owned(), words));
    }
    let text = typed.form.get("behalf_until").trim();
    let until = read_date(text);
    if text.is_empty() && kind.ends() {
        typed.errors.push(("behalf_until".to_owned(), visitor.t("behalf-until-missing")));
    } else if !text.is_empty() && until.is_none() {
        typed.errors.push(("behalf_until".to_owned(), visitor.t("date-wrong")));
    } else if until.is_some_and(|until| until < visitor.today()) {
        typed.errors.push(("behalf_until".to_owned(), visitor.t("behalf-until-past")));
    }
    (typed.errors.len() == before).then_some((basis, until))
}

/// Until when a mandate is good, in words.
pub fn until_words(visitor: &Visitor, mandate: &Record) -> String {
    match (mandate.get("valid_until"), mandate.int("ended_at")) {
        (_, Some(at)) => {
            let day = format::instant(at, visitor.lang);
            visitor.tf("mandate-ended", &[("date", day.into())])
        }
        (Value::Text(day), None) => format::stored_date(day, visitor.lang),
        _ => visitor.t("mandate-open-end"),
    }
}
