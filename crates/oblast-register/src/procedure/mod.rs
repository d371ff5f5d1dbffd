//! A procedure: one `procedure.toml`.

mod read;

use std::sync::LazyLock;

use oblast_kernel::Text;
use oblast_kernel::access::Role;
use oblast_kernel::term::Term;

pub use crate::group::Group;
use crate::kind::Field;

pub use read::parse;

/// The state of a case that the applicant took back; every procedure has it.
pub const WITHDRAWN: &str = "withdrawn";

/// A declared procedure.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// The name in URLs.
    pub id: String,
    /// The version; a running case stays with the one it began under.
    pub version: i64,
    /// The title of the service.
    pub title: Text,
    /// What one gets and for whom it is, in a sentence or two.
    pub summary: Text,
    /// The code of the body that provides the service (суб'єкт надання).
    pub provider: String,
    /// The statutory term.
    pub term: &'static Term,
    /// Was the term confirmed for this very service?
    pub term_confirmed: bool,
    /// The procedure by which a refusal is appealed, with its place in the file.
    pub appeal: Option<(String, usize)>,
    /// Is this an appeal itself: an application about the decision of another case?
    pub about_decision: bool,
    /// The template of case numbers.
    pub number: String,
    /// What it costs.
    pub fee: Text,
    /// How the result is handed over.
    pub delivery: Text,
    /// Other words by which people look for it.
    pub words: Option<Text>,
    /// The legal grounds.
    pub basis: Vec<Basis>,
    /// The documents that the applicant brings.
    pub documents: Vec<Document>,
    /// The grounds on which the service may be refused.
    pub refusals: Vec<Refusal>,
    /// The groups of the application: its steps, in their order. Without groups all is asked at once.
    pub groups: Vec<Group>,
    /// The fields of the application.
    pub fields: Vec<Field>,
    /// What other registers are asked for.
    pub lookups: Vec<Lookup>,
    /// The stages in their order.
    pub stages: Vec<Stage>,
    /// The ways in which a case ends.
    pub results: Vec<CaseResult>,
    /// The record that a positive result creates.
    pub record: Option<RecordPlan>,
    /// Who signs what, and by which signatures.
    pub signing: Signing,
}

/// Who signs electronically, and by which signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// The tasks whose officials sign the decision; where there are none, that by which the case was decided.
    pub decision: Vec<String>,
    /// Do they sign one after another?
    pub in_order: bool,
    /// Does the applicant sign the application?
    pub applicant: bool,
    /// Which level of signatures is taken from which day on, in their order.
    pub levels: Vec<(jiff::civil::Date, String)>,
}

impl Signing {
    /// The levels of signatures (Law 2155-VIII), the highest first.
    pub const LEVELS: [&'static str; 3] = ["qualified", "advanced-qualified-certificate", "advanced"];

    /// The least level that is taken on a day: where nothing is said, an advanced signature based on a qualified certificate.
    pub fn level(&self, on: jiff::civil::Date) -> &str {
        let last = self.levels.iter().rev().find(|(from, _)| *from <= on);
        last.map_or(Self::LEVELS[1], |(_, level)| level)
    }
}

/// A document that the applicant brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub title: Text,
    /// Is it the application itself, which is filled in here? Then no file is asked for.
    pub filled_here: bool,
}

/// A legal ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The act and what it says.
    pub title: Text,
    /// Was it read in the act in force? If not, the card says «to be confirmed».
    pub confirmed: bool,
}

/// A ground for refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub id: String,
    /// The words.
    pub title: Text,
}

/// A question to a register: the first record, not closed, whose fields equal these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The code.
    pub id: String,
    /// What it says, for officials.
    pub title: Text,
    /// The register.
    pub register: String,
    /// Register field <- origin, with places in the file.
    pub fits: Vec<(String, Origin, usize)>,
    /// If a positive result needs a record: what is said where there is none.
    pub required: Option<Text>,
    /// The place of `register` in the file.
    pub offset: usize,
}

/// A stage: one task or several at once; the next stage begins when all of them are done.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The code; also the state of a case in this stage.
    pub id: String,
    /// The state in words.
    pub title: Text,
    /// The tasks.
    pub tasks: Vec<Task>,
}

/// Where a task goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskBody {
    /// The service centre that received the application.
    Intake,
    /// The body of this code.
    Code(String),
}

/// A task of a stage.
#[derive(Clone, Debug)]
pub struct Task {
    /// The code, unique in the procedure.
    pub id: String,
    /// What is to be done.
    pub title: Text,
    /// Who does it.
    pub role: Role,
    /// In which body.
    pub body: TaskBody,
    /// How the body takes part, for the process card.
    pub participation: Participation,
    /// How many days it is meant to take, for the process card.
    pub days: Option<i64>,
    /// How it may end.
    pub outcomes: Vec<Outcome>,
}

/// How a body takes part in a step (технологічна картка: В, У, П, З).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Participation {
    /// Performs (виконує).
    #[default]
    Performs,
    /// Takes part (бере участь).
    TakesPart,
    /// Agrees (погоджує).
    Agrees,
    /// Approves (затверджує).
    Approves,
}

impl Participation {
    /// The names in declarations.
    pub const NAMES: [&'static str; 4] = ["performs", "takes_part", "agrees", "approves"];

    fn from_name(name: &str) -> Option<Self> {
        [Self::Performs, Self::TakesPart, Self::Agrees, Self::Approves]
            .into_iter()
            .find(|participation| participation.name() == name)
    }

    /// The name in declarations.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// Where an outcome leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To another stage.
    Stage(String),
    /// To the end of the case.
    Result(String),
}

/// An outcome of a task: one button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The code.
    pub id: String,
    /// The verb on the button.
    pub label: Text,
    /// What the history says.
    pub done: Text,
    /// Where it leads.
    pub next: Next,
    /// Must it be explained?
    pub note_required: bool,
    /// Must a ground for refusal be named?
    pub grounds_required: bool,
    /// The place of `next` or `result` in the file, for messages.
    pub offset: usize,
}

/// A way in which a case ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The code; also the state of the case.
    pub id: String,
    /// The state in words.
    pub title: Text,
    /// Does the applicant get what they applied for?
    pub positive: bool,
    /// Does it set the appealed decision aside, so that the other case is decided anew?
    pub reopens: bool,
}

/// The record that a positive result creates, in the same act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPlan {
    /// The register.
    pub register: String,
    /// The place in the file, for messages of the catalogue.
    pub offset: usize,
    /// Register field <- source, with places.
    pub fields: Vec<(String, Origin, usize)>,
    /// The title of the document that the applicant gets of it, if they get one.
    pub certificate: Option<Text>,
}

/// Where the value of a field of the created record comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A field of the application.
    Field(String),
    /// A field of a record that a lookup found.
    Lookup(String, String),
    /// The applicant's full name.
    ApplicantName,
    /// The applicant's tax number.
    ApplicantRnokpp,
    /// The date of the decision in Kyiv.
    DecisionDate,
    /// The number of the case.
    CaseNumber,
    /// Set by the slice's rules in Rust.
    Rule,
}

impl Procedure {
    /// A field of the application.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// A stage.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// A task of any stage.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.stages.iter().flat_map(|stage| &stage.tasks).find(|task| task.id == id)
    }

    /// A way to end.
    pub fn result(&self, id: &str) -> Option<&CaseResult> {
        self.results.iter().find(|result| result.id == id)
    }

    /// A lookup.
    pub fn lookup(&self, id: &str) -> Option<&Lookup> {
        self.lookups.iter().find(|lookup| lookup.id == id)
    }

    /// A ground for refusal.
    pub fn refusal(&self, id: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| refusal.id == id)
    }

    /// The title of a state: of a stage or of a result.
    pub fn state_title(&self, state: &str) -> Option<&Text> {
        static TAKEN_BACK: LazyLock<Text> = LazyLock::new(|| Text::new("відкликано", "withdrawn"));
        self.stage(state)
            .map(|stage| &stage.title)
            .or_else(|| self.result(state).map(|result| &result.title))
            .or_else(|| (state == WITHDRAWN).then(|| &*TAKEN_BACK))
    }
}

impl Task {
    /// An outcome of the task.
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }
}
