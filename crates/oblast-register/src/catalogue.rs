//! All declarations together, and what only all of them can show.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::Value;

use crate::kind::{Field, FieldError};
use crate::problem::Problem;
use crate::procedure::{self, Origin, Procedure};
use crate::register::{self, Register};

/// Values by field.
pub type Values = BTreeMap<String, Value>;

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

    /// Fills the fields of the resulting record whose origin is `rule`. `applicant` is the full name.
    fn complete(&self, _application: &Values, _applicant: &str, _decided_on: Date, _record: &mut Values) {}
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
    older: BTreeMap<(String, i64), Arc<Procedure>>,
    texts: Vec<(&'static str, String, i64, String)>,
}

impl Catalogue {
    /// Reads and checks declarations; every mistake of every file is reported.
    pub fn read(files: &[DeclarationFile]) -> Result<Catalogue, Vec<Problem>> {
        let mut catalogue = Catalogue::default();
        let mut problems = Vec::new();
        let mut read_procedures = Vec::new();
        for file in files {
            if file.path.ends_with("procedure.toml") {
                match procedure::parse(&file.path, &file.text) {
                    Ok(procedure) => {
                        let (id, version) = (procedure.id.clone(), procedure.version);
                        catalogue.texts.push(("procedure", id, version, file.text.clone()));
                        read_procedures.push((file, procedure));
                    }
                    Err(found) => problems.extend(found),
                }
            } else {
                match register::parse(&file.path, &file.text) {
                    Ok(register) => {
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
        for (file, procedure) in read_procedures {
            problems.extend(catalogue.check_record(file, &procedure));
            if catalogue.services.contains_key(&procedure.id) {
                problems.push(twice(file, "procedure", &procedure.id));
            }
            let service = Service { procedure: Arc::new(procedure), rules: Arc::new(NoRules) };
            catalogue.services.insert(service.procedure.id.clone(), service);
        }
        if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
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
        let procedure = procedure::parse(file, text)?;
        self.older.insert((procedure.id.clone(), procedure.version), Arc::new(procedure));
        Ok(())
    }

    /// The declarations as they stand in their files: what, name, version, text.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str, i64, &str)> {
        self.texts.iter().map(|(what, id, version, text)| (*what, id.as_str(), *version, text.as_str()))
    }

    fn check_record(&self, file: &DeclarationFile, procedure: &Procedure) -> Vec<Problem> {
        let Some(plan) = &procedure.record else { return Vec::new() };
        let at = |offset, message: String| Problem::at(&file.path, &file.text, offset, message);
        let Some(register) = self.registers.get(&plan.register) else {
            let known = self.registers.keys().map(String::as_str);
            let message = format!("there is no register `{}`", plan.register);
            return vec![at(plan.offset, message).suggest(&plan.register, known)];
        };
        let mut problems = Vec::new();
        for (name, origin, place) in &plan.fields {
            let Some(field) = register.field(name) else {
                let known = register.fields.iter().map(|field| field.id.as_str());
                let message = format!("the register `{}` has no field `{name}`", register.id);
                problems.push(at(*place, message).suggest(name, known));
                continue;
            };
            let expected = field.kind.name();
            let found = match origin {
                Origin::Field(source) => match procedure.field(source) {
                    Some(source) => source.kind.name(),
                    None => {
                        let known = procedure.fields.iter().map(|field| field.id.as_str());
                        let message = format!("the application has no field `{source}`");
                        problems.push(at(*place, message).suggest(source, known));
                        continue;
                    }
                },
                Origin::ApplicantName | Origin::CaseNumber => "text",
                Origin::DecisionDate => "date",
                Origin::Rule => expected,
            };
            if found != expected {
                problems
                    .push(at(*place, format!("`{name}` is of kind `{expected}`, its origin of `{found}`")));
            }
        }
        for field in register.fields.iter().filter(|field| field.required) {
            if !plan.fields.iter().any(|(name, ..)| *name == field.id) {
                let message =
                    format!("the register `{}` requires `{}`: say its origin", register.id, field.id);
                problems.push(at(plan.offset, message));
            }
        }
        problems
    }
}

fn twice(file: &DeclarationFile, what: &str, id: &str) -> Problem {
    let offset = file.text.find("id").unwrap_or(0);
    Problem::at(&file.path, &file.text, offset, format!("the {what} `{id}` stands twice"))
}
