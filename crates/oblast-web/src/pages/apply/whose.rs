//! For whom an application is: for oneself, for somebody one has a mandate of; and of which decision it is an
//! appeal.

use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::catalogue::Service;
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::{CaseView, Representation};
use oblast_store::drafts::Answers;

use super::Filling;
use crate::components::{field, notice};
use crate::error::WebError;
use crate::format;
use crate::pages::cases::procedure_of;
use crate::state::App;
use crate::visitor::Visitor;

/// The name of the answer that says for whom.
pub const BEHALF: &str = "behalf";
/// The name of the answer that says of which decision.
pub const ABOUT: &str = "about";

/// What there is to choose from.
pub struct Whose {
    /// Oneself.
    own: Record,
    /// Persons and organisations besides oneself.
    principals: Vec<Record>,
    /// Decisions that can be appealed; nothing where the service is no appeal.
    appealable: Option<Vec<Record>>,
}

impl Whose {
    pub(super) async fn of(
        app: &App,
        visitor: &Visitor,
        service: &Service,
        person: Uuid,
    ) -> Result<Self, WebError> {
        let own = app.store.load("person", person).await?.ok_or(WebError::NotFound)?;
        let names = services(app, service);
        let mut principals = app.store.principals(&visitor.actor, &names[0]).await?;
        principals.retain(|principal| {
            names.iter().all(|name| visitor.actor.mandate(principal.id(), name).is_some())
        });
        let appealable = if service.procedure.about_decision {
            let mut cases = Vec::new();
            for own in std::iter::once(own.id()).chain(principals.iter().map(Record::id)) {
                cases.extend(app.store.appealable(own, &service.procedure.id).await?);
            }
            Some(cases)
        } else {
            None
        };
        Ok(Whose { own, principals, appealable })
    }

    /// What the platform knows about oneself: it can be corrected.
    pub(super) fn known_answers(&self, service: &Service) -> Answers {
        let known = ["phone", "email", "rnokpp"].into_iter();
        known
            .filter(|name| service.procedure.field(name).is_some())
            .map(|name| (name.to_owned(), self.own.text(name).to_owned()))
            .collect()
    }
}

/// The services that an application starts: one, or those of a life event.
fn services(app: &App, service: &Service) -> Vec<String> {
    let id = &service.procedure.id;
    match app.store.catalogue().event(id) {
        Some(event) => event.parts.iter().map(|part| part.procedure.clone()).collect(),
        None => vec![id.clone()],
    }
}

impl Filling<'_> {
    fn answer(&self, name: &str) -> &str {
        self.answers.get(name).map_or("", String::as_str)
    }

    /// The chosen case whose decision is appealed.
    fn appealed_case(&self) -> Option<&Record> {
        let chosen: Uuid = self.answer(ABOUT).parse().ok()?;
        self.whose.appealable.as_ref()?.iter().find(|case| case.id() == chosen)
    }

    /// Is the application an appeal of a decision?
    pub(super) fn is_appeal(&self) -> bool {
        self.whose.appealable.is_some()
    }

    /// The tax number of the one who applies; what was filled in of it before goes with the choice.
    pub(super) fn take_behalf(&mut self, chosen: &str) {
        let before = self.applicant_rnokpp().to_owned();
        self.answers.insert(BEHALF.to_owned(), chosen.to_owned());
        if self.answer("rnokpp") == before && self.service.procedure.field("rnokpp").is_some() {
            let rnokpp = self.applicant_rnokpp().to_owned();
            self.answers.insert("rnokpp".to_owned(), rnokpp);
        }
    }

    fn applicant_rnokpp(&self) -> &str {
        let applicant = self.applicant();
        let principal = self.whose.principals.iter().find(|principal| principal.id() == applicant);
        principal.unwrap_or(&self.whose.own).text("rnokpp")
    }

    /// The person or organisation that applies.
    pub(super) fn applicant(&self) -> Uuid {
        if self.is_appeal() {
            let applicant = self.appealed_case().and_then(|case| case.reference("applicant"));
            return applicant.unwrap_or(self.person);
        }
        let chosen = self.answer(BEHALF).parse().ok();
        let principal = self.whose.principals.iter().find(|principal| Some(principal.id()) == chosen);
        principal.map_or(self.person, Record::id)
    }

    /// By which mandate, where one applies for another.
    pub(super) fn representation(&self) -> Option<Representation> {
        let names = services(self.app, self.service);
        let mandate = self.visitor.actor.mandate(self.applicant(), &names[0])?;
        Some(Representation { representative: self.person, mandate: mandate.id })
    }

    /// The case whose decision is appealed, with all that belongs to it.
    pub(super) async fn appealed(&self) -> Result<Option<CaseView>, WebError> {
        match self.appealed_case() {
            Some(case) => Ok(self.app.store.case(case.id()).await?),
            None => Ok(None),
        }
    }

    /// What is wrong with the choice, in words by field.
    pub(super) fn whose_errors(&self) -> Vec<(String, String)> {
        if self.is_appeal() && self.appealed_case().is_none() {
            return vec![(ABOUT.to_owned(), self.visitor.t("appeal-missing"))];
        }
        let chosen = self.answer(BEHALF);
        if !chosen.is_empty() && chosen != self.applicant().to_string() {
            return vec![(BEHALF.to_owned(), self.visitor.t("behalf-gone"))];
        }
        Vec::new()
    }

    /// The choice: for whom, of which decision.
    pub(super) fn whose_fields(&self, errors: &[(String, String)]) -> Markup {
        let visitor = self.visitor;
        let error =
            |name: &str| errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str());
        let name = visitor.name.clone().unwrap_or_default();
        if let Some(cases) = &self.whose.appealable {
            if cases.is_empty() {
                return notice(
                    "soon",
                    Some(&visitor.t("appeal-none")),
                    html! { p { (visitor.t("appeal-none-help")) } },
                );
            }
            let choices: Vec<(String, String)> =
                cases.iter().map(|case| (case.id().to_string(), self.decision_words(case))).collect();
            let (label, choose) = (visitor.t("appeal-about-label"), visitor.t("choose"));
            return field::select(ABOUT, &label, &choices, self.answer(ABOUT), Some(&choose), error(ABOUT));
        }
        if self.whose.principals.is_empty() && self.answer(BEHALF).is_empty() {
            return html! { p { (visitor.tf("apply-as", &[("name", name.into())])) } };
        }
        let choices: Vec<(String, String)> = self
            .whose
            .principals
            .iter()
            .map(|principal| (principal.id().to_string(), full_name(principal)))
            .collect();
        let myself = visitor.tf("behalf-myself", &[("name", name.into())]);
        field::select(
            BEHALF,
            &visitor.t("behalf-label"),
            &choices,
            self.answer(BEHALF),
            Some(&myself),
            error(BEHALF),
        )
    }

    fn decision_words(&self, case: &Record) -> String {
        let procedure = procedure_of(self.app, case);
        let title = procedure.map_or_else(String::new, |own| self.visitor.say(&own.title).to_owned());
        let date = format::stored_date(case.text("decided_on"), self.visitor.lang);
        format!("{date}, {} – {title}", case.text("number"))
    }

    /// For whom the application is, as the page of all answers says it.
    pub(super) fn whose_words(&self) -> Markup {
        let visitor = self.visitor;
        let principal = self.whose.principals.iter().find(|principal| principal.id() == self.applicant());
        let name = principal.map_or_else(|| visitor.name.clone().unwrap_or_default(), full_name);
        html! {
            dl class="facts" {
                dt { (visitor.t("case-applicant")) } dd { (name) }
                @if let Some(case) = self.appealed_case() {
                    dt { (visitor.t("appeal-about")) } dd { (self.decision_words(case)) }
                }
            }
        }
    }
}
