//! A register as a visitor may see it: whose records, which fields, what may be done.

use std::collections::HashMap;
use std::sync::Arc;

use oblast_kernel::access::{self, FieldClass};
use oblast_kernel::{Lang, Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::group::{self, Group};
use oblast_register::step::Step;
use oblast_register::{Field, FieldError, Register};
use oblast_store::Record;

use super::query::WHOSE;
use crate::components::field::{error_words, rule_errors};
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;

/// A register as this visitor may see it.
pub struct View {
    /// The register.
    pub register: Arc<Register>,
    /// The body that holds the register, if it exists here.
    holds_register: Option<Uuid>,
    /// The body that keeps what is looked at: the same, or where it is kept by territory the body of its own.
    pub holder: Option<Uuid>,
    /// Does the visitor see fields for officials?
    pub sees_official: bool,
    /// Does the visitor see the restricted ones?
    pub sees_restricted: bool,
    /// By what the records that the visitor keeps are known, where each body keeps its own and another holds the register.
    pub(super) own: Option<String>,
    /// Is a list of those records alone?
    pub(super) is_own: bool,
}

impl View {
    /// The register of a name, if the visitor may read it.
    pub async fn open(app: &App, visitor: &Visitor, id: &str) -> Result<View, WebError> {
        let register = app.store.catalogue().register(id).cloned().ok_or(WebError::NotFound)?;
        visitor.must(access::Request::ReadRegister(&register.rules))?;
        View::of(app, visitor, &register).await
    }

    /// A register whoever reads it: for what is shown of it without its records.
    pub async fn of(app: &App, visitor: &Visitor, register: &Arc<Register>) -> Result<View, WebError> {
        let register = Arc::clone(register);
        let holder = app.store.body_by_code(&register.holder).await?.map(|body| body.id);
        let mut view = View {
            register,
            holds_register: holder,
            holder,
            sees_official: false,
            sees_restricted: false,
            own: None,
            is_own: false,
        };
        // Of all records of a register that is kept by territory nobody sees the persons.
        let guardian = holder.filter(|_| view.register.rules.kept_by.is_none());
        view.look(visitor, guardian);
        Ok(view)
    }

    /// The view of a list: of all records, or of those alone that the visitor keeps. What others keep is not looked
    /// through by the way, so where there are restricted fields, or the register is for officials alone, one's own are shown
    /// unless all are asked for.
    pub fn of_list(mut self, visitor: &Visitor, query: &HashMap<String, String>) -> View {
        let keeper = access::keeper(&visitor.actor, &self.register.rules, self.holds_register, None);
        let mut positions = visitor.actor.positions.iter();
        let kept = positions.find(|own| keeper != self.holds_register && Some(own.body) == keeper);
        let keeping = self.register.rules.kept_by.as_ref();
        self.own = kept.zip(keeping).and_then(|(own, keeping)| keeping.own(own)).map(str::to_owned);
        let is_public = self.register.rules.read.contains(&access::Audience::Public);
        let usual = !is_public || self.register.fields.iter().any(Field::is_restricted);
        self.is_own = self.own.is_some()
            && match query.get(WHOSE).map(String::as_str) {
                Some("own") => true,
                Some("all") => false,
                _ => usual,
            };
        if self.is_own { self.of_new(visitor) } else { self }
    }

    /// The view of a record: where the register is kept by territory, the body of its own keeps it.
    pub fn of_record(mut self, visitor: &Visitor, record: &Record) -> View {
        let place =
            self.register.rules.kept_by.as_ref().map(|keeping| record.text(keeping.field()).to_owned());
        self.keep(visitor, place.as_deref());
        self
    }

    /// The view of a record that is yet to be made.
    pub fn of_new(mut self, visitor: &Visitor) -> View {
        self.keep(visitor, None);
        self
    }

    fn keep(&mut self, visitor: &Visitor, place: Option<&str>) {
        self.holder = access::keeper(&visitor.actor, &self.register.rules, self.holds_register, place);
        let guardian = access::guardian(&visitor.actor, &self.register.rules, self.holds_register, place);
        self.look(visitor, guardian);
    }

    /// `guardian` looks after the persons of what is looked at.
    fn look(&mut self, visitor: &Visitor, guardian: Option<Uuid>) {
        let rules = &self.register.rules;
        let sees = |class, holder| visitor.may(access::Request::ReadField { class, rules, holder });
        self.sees_official = sees(FieldClass::Official, self.holder);
        self.sees_restricted = sees(FieldClass::Restricted, guardian);
    }

    /// The body that takes a step of a record.
    pub fn taker(&self, visitor: &Visitor, record: &Record, step: &Step) -> Option<Uuid> {
        match (step.by_holder, self.register.has_two_sides()) {
            (true, _) => self.holds_register,
            (false, true) => {
                let rules = &self.register.rules;
                let place = rules.kept_by.as_ref().map(|keeping| record.text(keeping.field()));
                access::guardian(&visitor.actor, rules, self.holds_register, place)
            }
            (false, false) => self.keeper_of(visitor, record),
        }
    }

    /// The body that keeps a record.
    fn keeper_of(&self, visitor: &Visitor, record: &Record) -> Option<Uuid> {
        let rules = &self.register.rules;
        let place = rules.kept_by.as_ref().map(|keeping| record.text(keeping.field()));
        access::keeper(&visitor.actor, rules, self.holds_register, place)
    }

    /// Does the visitor see a field?
    pub fn sees(&self, field: &Field) -> bool {
        match field.class {
            FieldClass::Public => true,
            FieldClass::Official => self.sees_official,
            FieldClass::Restricted => self.sees_restricted,
        }
    }

    /// A record with these values would lie in another's territory: the field and the words beside it.
    pub fn misplaced(&self, visitor: &Visitor, values: &Values, changes: bool) -> Option<(String, String)> {
        let rules = &self.register.rules;
        let field = rules.kept_by.as_ref()?.field();
        let place = values.get(field).and_then(Value::as_text).unwrap_or_default();
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, Some(place));
        let request = match changes {
            true => access::Request::ChangeRecord { rules, holder, closed: false },
            false => access::Request::CreateRecord { rules, holder },
        };
        (!visitor.may(request)).then(|| (field.to_owned(), visitor.t("field-other-territory")))
    }

    /// Journals that these records were read, where they hold personal data that the visitor sees.
    pub async fn note_reading(
        &self,
        app: &App,
        visitor: &Visitor,
        records: &[Record],
    ) -> Result<(), WebError> {
        if !self.register.personal || !self.sees_official {
            return Ok(());
        }
        let ids: Vec<Uuid> = records.iter().map(Record::id).collect();
        let subject = ids.first().copied().filter(|_| ids.len() == 1);
        let table = self.register.table();
        let subject = subject.map(|id| (table.as_str(), id));
        Ok(app
            .store
            .note_reading(&visitor.actor, ids.clone(), &format!("register {}", self.register.id), subject)
            .await?)
    }

    /// Puts records in the place of what refers to them, then looks at what is chosen and asks the rules of the register; errors in words by field.
    pub async fn settle(
        &self,
        app: &App,
        visitor: &Visitor,
        before: Option<&Record>,
        values: &mut Values,
    ) -> Result<Vec<(String, String)>, WebError> {
        let mut missing = app.store.settle_references(&self.register, values).await?;
        missing.extend(self.not_in_force(visitor, before, values));
        if missing.is_empty() {
            return Ok(self.rule_errors(app, visitor, values));
        }
        let words = |(name, error): (String, FieldError)| {
            let field = self.register.field(&name);
            let words = field.map_or_else(|| error.to_string(), |field| error_words(visitor, field, &error));
            (name, words)
        };
        Ok(missing.into_iter().map(words).collect())
    }

    /// Choices that may not be chosen today; what a record has already it may keep.
    fn not_in_force(
        &self,
        visitor: &Visitor,
        before: Option<&Record>,
        values: &Values,
    ) -> Vec<(String, FieldError)> {
        let wrong = |field: &Field| {
            let value = values.get(&field.id)?;
            let choice = field.not_in_force(value, visitor.today())?;
            let is_kept = before.is_some_and(|before| before.get(&field.id) == value);
            let error = FieldError::new("choice-not-now").with("choice", visitor.say(&choice.title));
            (!is_kept).then(|| (field.id.clone(), error))
        };
        self.register.fields.iter().filter_map(wrong).collect()
    }

    /// What the rules of the register say about a record, in words by field.
    fn rule_errors(&self, app: &App, visitor: &Visitor, values: &Values) -> Vec<(String, String)> {
        let errors = app.store.catalogue().check_values(&self.register.id, values, visitor.today());
        rule_errors(visitor, |name| self.register.field(name), errors)
    }

    /// The fields that the visitor may see.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.register.fields.iter().filter(|field| !field.retired && self.sees(field))
    }

    /// The same with those that are used no more: older versions of a record have them.
    pub fn fields_ever(&self) -> impl Iterator<Item = &Field> {
        self.register.fields.iter().filter(|field| self.sees(field))
    }

    /// Does the visitor fill in a field, where they may write at all? What rules compute and steps sign nobody does; the
    /// restricted ones those who see them.
    pub fn is_filled(&self, field: &Field) -> bool {
        let by_hand = !field.computed && !field.retired && !self.register.is_signed(&field.id);
        by_hand && (!field.is_restricted() || self.sees_restricted)
    }

    /// The fields that the visitor fills in.
    pub fn filled(&self) -> impl Iterator<Item = &Field> {
        self.register.fields.iter().filter(|field| self.is_filled(field))
    }

    /// The fields that the visitor may see, by their groups; those that are typed alone, as a form and a card have them.
    pub fn parts(&self, ever: bool) -> Vec<(Option<&Group>, Vec<&Field>)> {
        let shown = self.fields_ever().filter(|field| !field.holds_files() && (ever || !field.retired));
        group::parts(&self.register.groups, shown)
    }

    /// The fields of a form by their groups; of a new record without what later steps fill in.
    pub fn form_parts(&self, is_new: bool) -> Vec<(Option<&Group>, Vec<&Field>)> {
        let asked = |field: &&Field| {
            field.is_typed() && self.is_filled(field) && !(is_new && self.register.comes_later(&field.id))
        };
        group::parts(&self.register.groups, self.fields().filter(asked))
    }

    /// May the visitor enter a record by hand?
    pub fn may_create(&self, visitor: &Visitor) -> bool {
        let rules = &self.register.rules;
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, None);
        visitor.may(access::Request::CreateRecord { rules, holder })
    }

    /// May the visitor change this record by hand?
    pub fn may_change(&self, visitor: &Visitor, record: &Record) -> bool {
        let (rules, holder) = (&self.register.rules, self.keeper_of(visitor, record));
        let closed = self.register.is_closed(record.get("state").as_text());
        visitor.may(access::Request::ChangeRecord { rules, holder, closed })
    }

    /// May the visitor change any record of the register?
    pub fn may_change_some(&self, visitor: &Visitor) -> bool {
        let rules = &self.register.rules;
        let holder = access::keeper(&visitor.actor, rules, self.holds_register, None);
        visitor.may(access::Request::ChangeRecord { rules, holder, closed: false })
    }

    /// May the visitor load records from a file? Only for the whole register.
    pub fn may_import(&self, visitor: &Visitor) -> bool {
        let (rules, holder) = (&self.register.rules, self.holds_register);
        let class = FieldClass::Restricted;
        let sees_all = !self.register.fields.iter().any(Field::is_restricted)
            || visitor.may(access::Request::ReadField { class, rules, holder });
        sees_all && visitor.may(access::Request::CreateRecord { rules, holder })
    }

    /// The name of a record.
    pub fn label(&self, visitor: &Visitor, record: &Record) -> String {
        self.label_in(visitor.lang, record)
    }

    /// What [`View::label`] gives: the number, or the field that stands for it where there is none.
    pub fn label_title(&self, visitor: &Visitor) -> String {
        let label = self.register.label.as_ref().filter(|_| self.register.number.is_none());
        let field = label.and_then(|label| self.register.field(label));
        field.map_or_else(|| visitor.t("record-number"), |field| visitor.say(&field.title).to_owned())
    }

    /// What a record is called, where a field says so.
    pub fn name(&self, visitor: &Visitor, record: &Record) -> Option<String> {
        let field =
            self.register.label.as_ref().and_then(|label| self.fields().find(|field| field.id == *label))?;
        let name = field.kind.display(record.get(&field.id), field, visitor.lang);
        (!name.is_empty()).then_some(name)
    }

    /// The name of a record in a language.
    pub fn label_in(&self, lang: Lang, record: &Record) -> String {
        let number = record.text("number");
        let field = self.register.label.as_ref().and_then(|label| self.register.field(label));
        match field {
            Some(field) if number.is_empty() => field.kind.display(record.get(&field.id), field, lang),
            _ => number.to_owned(),
        }
    }
}
