//! All declarations together, and what only all of them can show.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::sortkey::sort_key;
use oblast_kernel::{Lang, Text, Value};

use crate::directory::Directories;
use crate::kind::{Field, FieldError};
use crate::life_event::{self, LifeEvent, Part};
use crate::problem::Problem;
use crate::procedure::{self, Origin, Procedure};
use crate::register::{self, Register};

/// Values by field.
pub type Values = BTreeMap<String, Value>;

/// Values from pairs.
pub fn values<const N: usize>(all: [(&str, Value); N]) -> Values {
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Some values as they are: for rules by which computed fields stay what a page of the system made them.
pub fn kept(record: &Values, names: &[&str]) -> Values {
    names.iter().filter_map(|name| Some(((*name).to_owned(), record.get(*name)?.clone()))).collect()
}

/// A declaration in a file: `register.toml` or `procedure.toml` of a slice.
#[derive(Clone, Debug)]
pub struct DeclarationFile {
    /// The path as it is to be named in messages.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The rules that a slice has in Rust for its procedure. Pure functions.
pub trait ProcedureRules: Send + Sync {
    /// Is a field asked, given the answers so far? One that is not asked stays empty, even where required.
    fn asks(&self, _field: &str, _answers: &Values) -> bool {
        true
    }

    /// Checks an application beyond its fields; errors stand beside the named fields.
    fn check(&self, _application: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        Vec::new()
    }

    /// The conditions of a positive decision, each met or not: shown to those who check and decide.
    fn conditions(&self, _asked: &Asked<'_>) -> Vec<Condition> {
        Vec::new()
    }

    /// Fills the fields of the resulting record whose origin is `rule`; `on` is the day of the decision.
    fn complete(&self, _asked: &Asked<'_>, _record: &mut Values) {}
}

/// What rules know of a case.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The answers of the application.
    pub application: &'a Values,
    /// The applicant's full name.
    pub name: &'a str,
    /// The applicant's tax number, if known.
    pub rnokpp: Option<&'a str>,
    /// The day of the decision; while there is none, today.
    pub on: Date,
    /// The day on which the application came.
    pub submitted_on: Date,
    /// The decision that the application is an appeal of.
    pub appealed: Option<&'a Appealed>,
    /// The records that lookups found.
    pub found: &'a Found,
}

/// A decision that is appealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appealed {
    /// The number of the case.
    pub number: String,
    /// The day of the decision; nothing where it was set aside.
    pub decided_on: Option<Date>,
}

/// Records found by lookups: the fields of each.
pub type Found = BTreeMap<String, Values>;

/// A condition of a positive decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is asked for.
    pub title: Text,
    /// Is it so?
    pub met: bool,
}

/// The rules that a slice has in Rust for its register. Pure functions.
pub trait RecordRules: Send + Sync {
    /// Checks a record beyond its fields; errors stand beside the named fields.
    fn check(&self, _record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        Vec::new()
    }

    /// Checks what was filled in for a step, beyond [`RecordRules::check`].
    fn check_step(&self, _step: &str, _record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        Vec::new()
    }

    /// The values of the computed fields; asked whenever a record is written. Its state stands among the values as `state`.
    fn compute(&self, _record: &Values) -> Values {
        Values::new()
    }
}

/// Rules of a procedure that has none.
struct NoRules;
impl ProcedureRules for NoRules {}

/// A procedure with its rules.
#[derive(Clone)]
pub struct Service {
    /// The declaration.
    pub procedure: Arc<Procedure>,
    /// The rules.
    pub rules: Arc<dyn ProcedureRules>,
}

impl Service {
    /// The fields that are asked, given the answers so far.
    pub fn asked<'s>(&'s self, answers: &'s Values) -> impl Iterator<Item = &'s Field> {
        self.procedure.fields.iter().filter(|field| self.rules.asks(&field.id, answers))
    }
}

/// All registers and procedures.
#[derive(Clone, Default)]
pub struct Catalogue {
    registers: BTreeMap<String, Arc<Register>>,
    services: BTreeMap<String, Service>,
    events: BTreeMap<String, Arc<LifeEvent>>,
    record_rules: BTreeMap<String, Arc<dyn RecordRules>>,
    older: BTreeMap<(String, i64), Arc<Procedure>>,
    texts: Vec<(&'static str, String, i64, String)>,
    directories: Directories,
}

impl Catalogue {
    /// Reads and checks declarations; every mistake of every file is reported.
    pub fn read(files: &[DeclarationFile]) -> Result<Catalogue, Vec<Problem>> {
        let mut catalogue = Catalogue::default();
        let mut problems = Vec::new();
        let mut read_procedures = Vec::new();
        let mut read_events = Vec::new();
        for file in files {
            if file.path.ends_with("life_event.toml") {
                match life_event::parse(&file.path, &file.text) {
                    Ok(event) => read_events.push((file, event)),
                    Err(found) => problems.extend(found),
                }
            } else if file.path.ends_with("procedure.toml") {
                match procedure::parse(&file.path, &file.text) {
                    Ok(mut procedure) => {
                        catalogue.give_directories(&mut procedure.fields);
                        let (id, version) = (procedure.id.clone(), procedure.version);
                        catalogue.texts.push(("procedure", id, version, file.text.clone()));
                        read_procedures.push((file, procedure));
                    }
                    Err(found) => problems.extend(found),
                }
            } else {
                match register::parse(&file.path, &file.text) {
                    Ok(mut register) => {
                        catalogue.give_directories(&mut register.fields);
                        if catalogue.registers.contains_key(&register.id) {
                            problems.push(twice(file, "register", &register.id));
                        }
                        let (id, version) = (register.id.clone(), register.version);
                        catalogue.texts.push(("register", id, version, file.text.clone()));
                        catalogue.registers.insert(register.id.clone(), Arc::new(register));
                    }
                    Err(found) => problems.extend(found),
                }
            }
        }
        problems.extend(catalogue.check_references(files));
        problems.extend(catalogue.check_parts(files));
        let appeals: Vec<String> = read_procedures
            .iter()
            .filter(|(_, procedure)| procedure.about_decision)
            .map(|(_, procedure)| procedure.id.clone())
            .collect();
        for (file, procedure) in read_procedures {
            if procedure.fields.iter().any(|field| field.target.is_some()) {
                let place = file.text.find("\"reference\"").unwrap_or(0);
                let message = "an application refers to no record: ask by `lookups`";
                problems.push(Problem::at(&file.path, &file.text, place, message));
            }
            problems.extend(check_appeal(file, &procedure, &appeals));
            problems.extend(catalogue.check_lookups(file, &procedure));
            problems.extend(catalogue.check_record(file, &procedure));
            if catalogue.services.contains_key(&procedure.id) {
                problems.push(twice(file, "procedure", &procedure.id));
            }
            let service = Service { procedure: Arc::new(procedure), rules: Arc::new(NoRules) };
            catalogue.services.insert(service.procedure.id.clone(), service);
        }
        for (file, event) in read_events {
            problems.extend(catalogue.check_event(file, &event));
            catalogue.texts.push(("life_event", event.id.clone(), event.version, file.text.clone()));
            catalogue.events.insert(event.id.clone(), Arc::new(event));
        }
        if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
    }

    /// The file that declares a register.
    fn file_of<'f>(&self, register: &Register, files: &'f [DeclarationFile]) -> Option<&'f DeclarationFile> {
        let own = self.texts.iter().find(|(what, id, ..)| *what == "register" && *id == register.id);
        own.and_then(|(.., text)| files.iter().find(|file| file.text == *text))
    }

    /// What steps say of the records that belong to theirs: the register, its reference, its state.
    fn check_parts(&self, files: &[DeclarationFile]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for register in self.registers.values() {
            for part in register.steps.iter().flat_map(|step| &step.parts) {
                let other = self.registers.get(&part.register);
                let refers = |own: &&Arc<Register>| {
                    own.field(&part.field).is_some_and(|field| field.target.as_ref() == Some(&register.id))
                };
                let message = match other {
                    None => format!("there is no register `{}`", part.register),
                    Some(own) if !refers(&own) => {
                        format!("`{}` of `{}` does not refer to `{}`", part.field, part.register, register.id)
                    }
                    Some(own) if own.state(&part.to).is_none() => {
                        format!("`{}` has no state `{}`", part.register, part.to)
                    }
                    Some(_) => continue,
                };
                let Some(file) = self.file_of(register, files) else { continue };
                let place = file.text.find("steps.parts").unwrap_or(0);
                problems.push(Problem::at(&file.path, &file.text, place, message));
            }
        }
        problems
    }

    /// Fields of kinds with a directory ask this catalogue's.
    fn give_directories(&self, fields: &mut [Field]) {
        for field in fields {
            field.directory = field.kind.directory().map(|which| self.directories.of(which).clone());
        }
    }

    /// What codes stand for; the store fills them.
    pub fn directories(&self) -> &Directories {
        &self.directories
    }

    /// The life events by name.
    pub fn events(&self) -> impl Iterator<Item = &Arc<LifeEvent>> {
        self.events.values()
    }

    /// A life event.
    pub fn event(&self, id: &str) -> Option<&Arc<LifeEvent>> {
        self.events.get(id)
    }

    /// The services of a life event, each with its part.
    pub fn parts(&self, event: &LifeEvent) -> Vec<(Service, Part)> {
        let parts = event.parts.iter();
        parts.filter_map(|part| Some((self.service(&part.procedure)?.clone(), part.clone()))).collect()
    }

    /// What an application is filled in by: a service, or a life event as if it were one.
    pub fn form(&self, id: &str) -> Option<Service> {
        match self.event(id) {
            Some(event) => life_event::form(event, self.parts(event)),
            None => self.service(id).cloned(),
        }
    }

    /// Gives a procedure its rules. `false` where there is no such procedure.
    pub fn attach(&mut self, procedure: &str, rules: Arc<dyn ProcedureRules>) -> bool {
        match self.services.get_mut(procedure) {
            Some(service) => {
                service.rules = rules;
                true
            }
            None => false,
        }
    }

    /// Gives a register its rules. `false` where there is no such register.
    pub fn attach_record_rules(&mut self, register: &str, rules: Arc<dyn RecordRules>) -> bool {
        self.record_rules.insert(register.to_owned(), rules);
        self.registers.contains_key(register)
    }

    /// What the rules of a register say about a record.
    pub fn check_values(
        &self,
        register: &str,
        values: &Values,
        today: Date,
    ) -> Vec<(&'static str, FieldError)> {
        self.record_rules.get(register).map_or_else(Vec::new, |rules| rules.check(values, today))
    }

    /// What the rules of a register say about a record for which a step is being taken.
    pub fn check_step(
        &self,
        register: &str,
        step: &str,
        values: &Values,
        today: Date,
    ) -> Vec<(&'static str, FieldError)> {
        self.record_rules.get(register).map_or_else(Vec::new, |rules| rules.check_step(step, values, today))
    }

    /// What the rules of a register compute of a record.
    pub fn compute(&self, register: &str, values: &Values) -> Values {
        self.record_rules.get(register).map_or_else(Values::new, |rules| rules.compute(values))
    }

    /// Registers with computed fields need rules; asked once all rules are attached.
    pub fn check_computed(&self) -> Vec<Problem> {
        let lacking = self
            .registers
            .values()
            .filter(|own| own.is_computed() && !self.record_rules.contains_key(&own.id));
        lacking
            .map(|register| {
                let text = self.texts.iter().find(|(what, id, ..)| *what == "register" && *id == register.id);
                let text = text.map_or("", |(.., text)| text.as_str());
                let place = text.find("computed").unwrap_or(0);
                let message = "`computed` fields are filled by rules in Rust, and this register has none";
                Problem::at(&format!("{} (register)", register.id), text, place, message)
            })
            .collect()
    }

    /// The registers by name.
    pub fn registers(&self) -> impl Iterator<Item = &Arc<Register>> {
        self.registers.values()
    }

    /// A register.
    pub fn register(&self, id: &str) -> Option<&Arc<Register>> {
        self.registers.get(id)
    }

    /// The services by name.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.values()
    }

    /// The services in the order of their titles, as a reader of this language knows the alphabet.
    pub fn services_by_title(&self, lang: Lang) -> Vec<&Service> {
        let mut services: Vec<&Service> = self.services.values().collect();
        services.sort_by_cached_key(|service| sort_key(service.procedure.title.get(lang)));
        services
    }

    /// A service.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.get(id)
    }

    /// The procedure of the version under which a case began.
    pub fn procedure_version(&self, id: &str, version: i64) -> Option<&Arc<Procedure>> {
        self.services
            .get(id)
            .map(|service| &service.procedure)
            .filter(|procedure| procedure.version == version)
            .or_else(|| self.older.get(&(id.to_owned(), version)))
    }

    /// Adds an older version of a procedure, for cases that still run under it.
    pub fn add_older_procedure(&mut self, file: &str, text: &str) -> Result<(), Vec<Problem>> {
        let mut procedure = procedure::parse(file, text)?;
        self.give_directories(&mut procedure.fields);
        self.older.insert((procedure.id.clone(), procedure.version), Arc::new(procedure));
        Ok(())
    }

    /// The declarations as they stand in their files: what, name, version, text.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str, i64, &str)> {
        self.texts.iter().map(|(what, id, version, text)| (*what, id.as_str(), *version, text.as_str()))
    }

    fn check_event(&self, file: &DeclarationFile, event: &LifeEvent) -> Vec<Problem> {
        let at = |offset, message: String| Problem::at(&file.path, &file.text, offset, message);
        let mut problems = Vec::new();
        if self.services.contains_key(&event.id) || self.events.contains_key(&event.id) {
            problems.push(twice(file, "service", &event.id));
        }
        let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
        for part in &event.parts {
            let Some(service) = self.services.get(&part.procedure) else {
                let message = format!("there is no procedure `{}`", part.procedure);
                let known = self.services.keys().map(String::as_str);
                problems.push(at(part.offset, message).suggest(&part.procedure, known));
                continue;
            };
            for (name, text) in &part.preset {
                let read = service.procedure.field(name).map(|field| field.parse(text));
                if !matches!(read, Some(Ok(_))) {
                    let message = format!("`{}` takes no `{name}` of \"{text}\"", part.procedure);
                    problems.push(at(part.offset, message));
                }
            }
            for field in &service.procedure.fields {
                let kind = kinds.entry(&field.id).or_insert(field.kind.name());
                if *kind != field.kind.name() {
                    let message = format!(
                        "`{}` is of kind `{kind}` in one service and of `{}` in another",
                        field.id,
                        field.kind.name()
                    );
                    problems.push(at(part.offset, message));
                }
            }
        }
        problems
    }

    /// Registers that fields refer to are declared; applications refer to none: they ask by lookups.
    fn check_references(&self, files: &[DeclarationFile]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let known: Vec<&str> = self.registers.keys().map(String::as_str).collect();
        for register in self.registers.values() {
            let wrong = register.fields.iter().filter_map(|field| field.target.as_deref());
            for target in wrong.filter(|target| !self.registers.contains_key(*target)) {
                let Some(file) = self.file_of(register, files) else { continue };
                let place = file.text.find(&format!("register = \"{target}\"")).unwrap_or(0);
                let problem =
                    Problem::at(&file.path, &file.text, place, format!("there is no register `{target}`"));
                problems.push(problem.suggest(target, known.iter().copied()));
            }
        }
        problems
    }

    fn check_lookups(&self, file: &DeclarationFile, procedure: &Procedure) -> Vec<Problem> {
        let mut problems = Vec::new();
        for lookup in &procedure.lookups {
            match self.declared(file, &lookup.register, lookup.offset) {
                Ok(register) => problems.extend(self.check_map(file, procedure, register, &lookup.fits)),
                Err(problem) => problems.push(problem),
            }
        }
        problems
    }

    fn check_record(&self, file: &DeclarationFile, procedure: &Procedure) -> Vec<Problem> {
        let Some(plan) = &procedure.record else { return Vec::new() };
        let register = match self.declared(file, &plan.register, plan.offset) {
            Ok(register) => register,
            Err(problem) => return vec![problem],
        };
        let mut problems = self.check_map(file, procedure, register, &plan.fields);
        for field in register.fields.iter().filter(|field| field.required) {
            if !plan.fields.iter().any(|(name, ..)| *name == field.id) {
                let message =
                    format!("the register `{}` requires `{}`: say its origin", register.id, field.id);
                problems.push(Problem::at(&file.path, &file.text, plan.offset, message));
            }
        }
        problems
    }

    fn declared(&self, file: &DeclarationFile, name: &str, offset: usize) -> Result<&Arc<Register>, Problem> {
        self.registers.get(name).ok_or_else(|| {
            let known = self.registers.keys().map(String::as_str);
            let message = format!("there is no register `{name}`");
            Problem::at(&file.path, &file.text, offset, message).suggest(name, known)
        })
    }

    /// Checks that register fields and their origins exist and are of one kind.
    fn check_map(
        &self,
        file: &DeclarationFile,
        procedure: &Procedure,
        register: &Register,
        map: &[(String, Origin, usize)],
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, origin, place) in map {
            let at = |message: String| Problem::at(&file.path, &file.text, *place, message);
            let Some(field) = register.field(name) else {
                let known = register.fields.iter().map(|field| field.id.as_str());
                let message = format!("the register `{}` has no field `{name}`", register.id);
                problems.push(at(message).suggest(name, known));
                continue;
            };
            let expected = field.kind.name();
            match self.origin_kind(procedure, origin) {
                Ok(found) if found.is_none_or(|found| found == expected) => {}
                Ok(found) => {
                    let found = found.unwrap_or_default();
                    problems.push(at(format!("`{name}` is of kind `{expected}`, its origin of `{found}`")));
                }
                Err((message, wrong, known)) => {
                    problems.push(at(message).suggest(&wrong, known.iter().map(String::as_str)));
                }
            }
        }
        problems
    }

    /// The kind of an origin; nothing where any kind is right. Or what is wrong, the name, and the known names.
    fn origin_kind(
        &self,
        procedure: &Procedure,
        origin: &Origin,
    ) -> Result<Option<&'static str>, (String, String, Vec<String>)> {
        let names = |fields: &[Field]| fields.iter().map(|field| field.id.clone()).collect::<Vec<_>>();
        match origin {
            Origin::Field(source) => match procedure.field(source) {
                Some(source) => Ok(Some(source.kind.name())),
                None => {
                    let message = format!("the application has no field `{source}`");
                    Err((message, source.clone(), names(&procedure.fields)))
                }
            },
            Origin::Lookup(lookup, source) => {
                let Some(declared) = procedure.lookup(lookup) else {
                    let known = procedure.lookups.iter().map(|lookup| lookup.id.clone()).collect();
                    return Err((format!("there is no lookup `{lookup}`"), lookup.clone(), known));
                };
                // A register that is not declared is reported with the lookup itself.
                let Some(register) = self.registers.get(&declared.register) else { return Ok(None) };
                match register.field(source) {
                    Some(field) => Ok(Some(field.kind.name())),
                    None => {
                        let message = format!("the register `{}` has no field `{source}`", register.id);
                        Err((message, source.clone(), names(&register.fields)))
                    }
                }
            }
            Origin::ApplicantName | Origin::CaseNumber => Ok(Some("text")),
            Origin::ApplicantRnokpp => Ok(Some("rnokpp")),
            Origin::DecisionDate => Ok(Some("date")),
            Origin::Rule => Ok(None),
        }
    }
}

/// What a procedure names for its appeals is about decisions.
fn check_appeal(file: &DeclarationFile, procedure: &Procedure, appeals: &[String]) -> Option<Problem> {
    let (name, offset) = procedure.appeal.as_ref()?;
    if appeals.contains(name) {
        return None;
    }
    let message = format!("no procedure `{name}` is `about_decision`");
    let known = appeals.iter().map(String::as_str);
    Some(Problem::at(&file.path, &file.text, *offset, message).suggest(name, known))
}

fn twice(file: &DeclarationFile, what: &str, id: &str) -> Problem {
    let offset = file.text.find("id").unwrap_or(0);
    Problem::at(&file.path, &file.text, offset, format!("the {what} `{id}` stands twice"))
}
