//! A procedure: one `procedure.toml`.

use std::sync::LazyLock;

use oblast_kernel::Text;
use oblast_kernel::access::Role;
use oblast_kernel::term::{self, TERMS, Term};

use crate::kind::Field;
use crate::problem::Problem;
use crate::reader::{Source, Table};
use crate::register::{check_number_template, fields};

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
    pub documents: Vec<Text>,
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
}

/// A group of fields: one step of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The code.
    pub id: String,
    /// The title.
    pub title: Text,
    /// A hint under the title.
    pub help: Option<Text>,
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
    /// How it may end.
    pub outcomes: Vec<Outcome>,
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

/// Parses a declaration. All mistakes are reported, in the order of the file.
pub fn parse(file: &str, text: &str) -> Result<Procedure, Vec<Problem>> {
    let source = Source::new(file, text);
    let document = source.document();
    let root = Table::new(&source, document.get_ref(), 0);
    let procedure = read(&root);
    root.finish();
    drop(root);
    source.finish(procedure)
}

fn read(root: &Table<'_, '_>) -> Option<Procedure> {
    let groups = groups(root);
    let fields = fields(root);
    check_groups(root, &groups, &fields);
    let results = results(root);
    let refusals = refusals(root);
    let stages = stages(root);
    let basis = basis(root);
    let documents = documents(root);
    let lookups = lookups(root);
    let record = root.table("record").and_then(|table| record(&table));
    let head = root.required_table("procedure")?;

    let id = head.name("id", '-');
    let version = head.integer("version");
    let title = head.required_text("title");
    let summary = head.required_text("summary");
    let provider = head.name("provider", '-');
    let codes: Vec<&str> = TERMS.iter().map(|term| term.code.as_ref()).collect();
    if !head.has("term") {
        head.missing("term");
    }
    let term = head.one_of("term", &codes, term::find);
    let term_confirmed = head.boolean("term_confirmed");
    let number = head.required_string("number");
    let fee = head.required_text("fee");
    let delivery = head.required_text("delivery");
    let words = head.text("words");
    head.finish();

    if let Some(template) = &number
        && let Err(message) = check_number_template(template)
    {
        head.report("number", message);
    }
    if version.is_none_or(|version| version < 1) {
        head.report("version", "`version` is a whole number from 1");
    }
    check_flow(root, &stages, &results, &refusals);
    Some(Procedure {
        id: id?,
        version: version?,
        title: title?,
        summary: summary?,
        provider: provider?,
        term: term?,
        term_confirmed,
        number: number?,
        fee: fee?,
        delivery: delivery?,
        words,
        basis,
        documents,
        refusals,
        groups,
        fields,
        lookups,
        stages: stages.into_iter().map(|(stage, _)| stage).collect(),
        results,
        record,
    })
}

fn groups(root: &Table<'_, '_>) -> Vec<Group> {
    root.tables("groups")
        .iter()
        .filter_map(|table| {
            let (id, title, help) = (table.name("id", '_'), table.required_text("title"), table.text("help"));
            table.finish();
            Some(Group { id: id?, title: title?, help })
        })
        .collect()
}

/// With groups every field belongs to one of them, and each group has a field.
fn check_groups(root: &Table<'_, '_>, groups: &[Group], fields: &[Field]) {
    let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    for field in fields {
        match &field.group {
            Some(group) if !known.contains(&group.as_str()) => {
                root.report(
                    "fields",
                    format!("the field `{}` is in the group `{group}`, which is not declared", field.id),
                );
            }
            None if !groups.is_empty() => {
                root.report("fields", format!("the field `{}` is in no `group`", field.id));
            }
            _ => {}
        }
    }
    for group in groups {
        if !fields.iter().any(|field| field.group.as_deref() == Some(group.id.as_str())) {
            root.report("groups", format!("the group `{}` has no field", group.id));
        }
    }
}

fn basis(root: &Table<'_, '_>) -> Vec<Basis> {
    root.tables("basis")
        .iter()
        .filter_map(|table| {
            let (title, confirmed) = (table.required_text("title"), table.boolean("confirmed"));
            table.finish();
            Some(Basis { title: title?, confirmed })
        })
        .collect()
}

fn documents(root: &Table<'_, '_>) -> Vec<Text> {
    root.tables("documents")
        .iter()
        .filter_map(|table| {
            let title = table.required_text("title");
            table.finish();
            title
        })
        .collect()
}

fn refusals(root: &Table<'_, '_>) -> Vec<Refusal> {
    root.tables("refusals")
        .iter()
        .filter_map(|table| {
            let (id, title) = (table.name("id", '_'), table.required_text("title"));
            table.finish();
            Some(Refusal { id: id?, title: title? })
        })
        .collect()
}

fn results(root: &Table<'_, '_>) -> Vec<CaseResult> {
    root.tables("results")
        .iter()
        .filter_map(|table| {
            let (id, title) = (table.name("id", '_'), table.required_text("title"));
            let positive = table.boolean("positive");
            table.finish();
            Some(CaseResult { id: id?, title: title?, positive })
        })
        .collect()
}

fn record(table: &Table<'_, '_>) -> Option<RecordPlan> {
    let register = table.name("register", '-');
    let offset = table.place("register");
    let map = table.required_table("fields");
    table.finish();
    let fields = map?.pairs().into_iter().map(|(field, name, place)| (field, origin(name), place)).collect();
    Some(RecordPlan { register: register?, offset, fields })
}

fn origin(name: String) -> Origin {
    match name.as_str() {
        "applicant.name" => Origin::ApplicantName,
        "applicant.rnokpp" => Origin::ApplicantRnokpp,
        "decision.date" => Origin::DecisionDate,
        "case.number" => Origin::CaseNumber,
        "rule" => Origin::Rule,
        _ => match name.split_once('.') {
            Some((lookup, field)) => Origin::Lookup(lookup.to_owned(), field.to_owned()),
            None => Origin::Field(name),
        },
    }
}

fn lookups(root: &Table<'_, '_>) -> Vec<Lookup> {
    root.tables("lookups")
        .iter()
        .filter_map(|table| {
            let (id, title) = (table.name("id", '_'), table.required_text("title"));
            let (register, offset) = (table.name("register", '-'), table.place("register"));
            let (fits, required) = (table.required_table("where"), table.text("required"));
            table.finish();
            let fits = fits?.pairs().into_iter().map(|(field, name, place)| (field, origin(name), place));
            Some(Lookup {
                id: id?,
                title: title?,
                register: register?,
                fits: fits.collect(),
                required,
                offset,
            })
        })
        .collect()
}

fn stages(root: &Table<'_, '_>) -> Vec<(Stage, usize)> {
    let mut stages = Vec::new();
    for table in root.tables("stages") {
        let (id, title) = (table.name("id", '_'), table.required_text("title"));
        let tasks: Vec<Task> = table.tables("tasks").iter().filter_map(task).collect();
        table.finish();
        if tasks.is_empty() {
            table.missing("[[stages.tasks]]");
        }
        if let (Some(id), Some(title)) = (id, title) {
            stages.push((Stage { id, title, tasks }, table.offset));
        }
    }
    if stages.is_empty() {
        root.missing("[[stages]]");
    }
    stages
}

fn task(table: &Table<'_, '_>) -> Option<Task> {
    let (id, title) = (table.name("id", '_'), table.required_text("title"));
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let role = table.one_of("role", &roles, Role::from_name);
    if !table.has("role") {
        table.missing("role");
    }
    let body = table.required_string("body").map(|body| match body.as_str() {
        "intake" => TaskBody::Intake,
        _ => TaskBody::Code(body),
    });
    let outcomes: Vec<Outcome> = table.tables("outcomes").iter().filter_map(outcome).collect();
    table.finish();
    if outcomes.is_empty() {
        table.missing("[[stages.tasks.outcomes]]");
    }
    Some(Task { id: id?, title: title?, role: role?, body: body?, outcomes })
}

fn outcome(table: &Table<'_, '_>) -> Option<Outcome> {
    let (id, label, done) =
        (table.name("id", '_'), table.required_text("label"), table.required_text("done"));
    let next = match (table.string("next"), table.string("result")) {
        (Some(stage), None) => Some(Next::Stage(stage)),
        (None, Some(result)) => Some(Next::Result(result)),
        _ => {
            table.report("next", "an outcome leads either to a stage (`next`) or to a `result`");
            None
        }
    };
    let offset = table.place(if table.has("result") { "result" } else { "next" });
    let note_required = table.boolean("note_required");
    let grounds_required = table.boolean("grounds_required");
    table.finish();
    Some(Outcome {
        id: id?,
        label: label?,
        done: done?,
        next: next?,
        note_required,
        grounds_required,
        offset,
    })
}

/// Checks what one table cannot: names that stand twice, that nothing has, that lead apart.
fn check_flow(root: &Table<'_, '_>, stages: &[(Stage, usize)], results: &[CaseResult], refusals: &[Refusal]) {
    let report = |offset, message: String| root.source.report(offset, message);
    let stage_ids: Vec<&str> = stages.iter().map(|(stage, _)| stage.id.as_str()).collect();
    let result_ids: Vec<&str> = results.iter().map(|result| result.id.as_str()).collect();
    let mut seen: Vec<&str> = result_ids.clone();
    seen.push(WITHDRAWN);
    if result_ids.contains(&WITHDRAWN) {
        root.report(
            "results",
            "`withdrawn` is the state of a case that was taken back: name the result otherwise",
        );
    }
    let mut tasks: Vec<&str> = Vec::new();
    for (stage, offset) in stages {
        if seen.contains(&stage.id.as_str()) {
            report(*offset, format!("the state `{}` stands twice", stage.id));
        }
        seen.push(&stage.id);
        for task in &stage.tasks {
            if tasks.contains(&task.id.as_str()) {
                report(*offset, format!("the task `{}` stands twice", task.id));
            }
            tasks.push(&task.id);
            for outcome in &task.outcomes {
                match &outcome.next {
                    Next::Stage(next) if !stage_ids.contains(&next.as_str()) => {
                        root.source.unknown(outcome.offset, next, &stage_ids);
                    }
                    Next::Result(result) if !result_ids.contains(&result.as_str()) => {
                        root.source.unknown(outcome.offset, result, &result_ids);
                    }
                    _ => {}
                }
                if outcome.grounds_required && refusals.is_empty() {
                    report(*offset, format!("`{}` needs grounds, but there are no [[refusals]]", outcome.id));
                }
            }
        }
        let mut targets = stage.tasks.iter().flat_map(|task| &task.outcomes).map(|outcome| &outcome.next);
        let first = targets.next();
        if stage.tasks.len() > 1 && targets.any(|next| Some(next) != first) {
            report(
                *offset,
                format!("the tasks of `{}` run side by side, so all outcomes lead to one stage", stage.id),
            );
        }
    }
}
