//! Reading a procedure's declaration.

use oblast_kernel::access::Role;
use oblast_kernel::term::{self, TERMS};

use super::{
    Basis, CaseResult, Document, Lookup, Next, Origin, Outcome, Participation, Procedure, RecordPlan,
    Refusal, Signing, Stage, Task, TaskBody, WITHDRAWN,
};
use crate::fields::fields;
use crate::group;
use crate::kind::Field;
use crate::problem::Problem;
use crate::reader::{Source, Table};
use crate::register::check_number_template;

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
    let groups = group::read(root);
    let fields = fields(root);
    group::check(root, &groups, &fields);
    check_names(root, &fields);
    check_classes(root, &fields);
    let results = results(root);
    let refusals = refusals(root);
    let stages = stages(root);
    let basis = basis(root);
    let documents = documents(root);
    let lookups = lookups(root);
    let record = root.table("record").and_then(|table| record(&table));
    let signing = root.table("signing").map(|table| signing(&table, &stages)).unwrap_or_default();
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
    let appeal = if head.has("appeal") { head.name("appeal", '-') } else { None };
    let appeal = appeal.map(|appeal| (appeal, head.place("appeal")));
    let about_decision = head.boolean("about_decision");
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
    if results.iter().any(|result| result.reopens) != about_decision {
        head.report("about_decision", "`about_decision` goes with a result that `reopens` the other case");
    }
    Some(Procedure {
        id: id?,
        version: version?,
        title: title?,
        summary: summary?,
        provider: provider?,
        term: term?,
        term_confirmed,
        appeal,
        about_decision,
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
        signing,
    })
}

/// Who signs: tasks that are declared, levels from their days on.
fn signing(table: &Table<'_, '_>, stages: &[(Stage, usize)]) -> Signing {
    let is_task = |id: &str| stages.iter().any(|(stage, _)| stage.tasks.iter().any(|task| task.id == id));
    let mut decision = Vec::new();
    for (id, _) in table.strings("decision") {
        if !is_task(&id) {
            table.report("decision", format!("there is no task `{id}`"));
        }
        decision.push(id);
    }
    let mut levels = Vec::new();
    for own in table.tables("levels") {
        let from = own.required_string("from");
        let from = from.and_then(|from| match from.parse() {
            Ok(from) => Some(from),
            Err(_) => {
                own.report("from", "`from` is a day, as 2026-01-01");
                None
            }
        });
        if !own.has("level") {
            own.missing("level");
        }
        let level = own.one_of("level", &Signing::LEVELS, |name| {
            Signing::LEVELS.contains(&name).then(|| name.to_owned())
        });
        own.finish();
        levels.extend(from.zip(level));
    }
    levels.sort();
    let (in_order, applicant) = (table.boolean("in_order"), table.boolean("applicant"));
    table.finish();
    Signing { decision, in_order, applicant, levels }
}

/// Names that the forms of an application have already, online and at the desk.
const TAKEN: [&str; 13] = [
    "about",
    "answers",
    "behalf",
    "centre",
    "csrf",
    "do",
    "document",
    "family_name",
    "given_name",
    "intake",
    "key",
    "patronymic",
    "step",
];

/// Who takes part in a case sees its application: nobody else, and no field of it less than another.
fn check_classes(root: &Table<'_, '_>, fields: &[Field]) {
    let tables = root.tables("fields");
    for table in &tables {
        let id = table.string("id");
        if fields.iter().any(|field| field.is_restricted() && Some(&field.id) == id.as_ref()) {
            table.report(
                "class",
                "only a register has `restricted` fields: an application is seen by its parties alone",
            );
        }
    }
}

fn check_names(root: &Table<'_, '_>, fields: &[Field]) {
    let taken = |id: &str| TAKEN.contains(&id) || id.starts_with("behalf_") || id.starts_with("principal_");
    for field in fields.iter().filter(|field| taken(&field.id)) {
        root.report("fields", format!("the form has a field `{}` already: name yours otherwise", field.id));
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

fn documents(root: &Table<'_, '_>) -> Vec<Document> {
    root.tables("documents")
        .iter()
        .filter_map(|table| {
            let (title, filled_here) = (table.required_text("title"), table.boolean("filled_here"));
            table.finish();
            Some(Document { title: title?, filled_here })
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
            let (positive, reopens) = (table.boolean("positive"), table.boolean("reopens"));
            table.finish();
            Some(CaseResult { id: id?, title: title?, positive, reopens })
        })
        .collect()
}

fn record(table: &Table<'_, '_>) -> Option<RecordPlan> {
    let register = table.name("register", '-');
    let offset = table.place("register");
    let certificate = table.text("certificate");
    let map = table.required_table("fields");
    table.finish();
    let fields = map?.pairs().into_iter().map(|(field, name, place)| (field, origin(name), place)).collect();
    Some(RecordPlan { register: register?, offset, fields, certificate })
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
    let participation = table.one_of("participation", &Participation::NAMES, Participation::from_name);
    let days = table.integer("days");
    if days.is_some_and(|days| !(0..=366).contains(&days)) {
        table.report("days", "`days` is from 0 to 366");
    }
    let outcomes: Vec<Outcome> = table.tables("outcomes").iter().filter_map(outcome).collect();
    table.finish();
    if outcomes.is_empty() {
        table.missing("[[stages.tasks.outcomes]]");
    }
    Some(Task {
        id: id?,
        title: title?,
        role: role?,
        body: body?,
        participation: participation.unwrap_or_default(),
        days,
        outcomes,
    })
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

#[cfg(test)]
mod tests {
    use super::parse;

    /// The permit's declaration, changed.
    fn mistakes(change: impl Fn(String) -> String) -> Vec<String> {
        let permit = include_str!("../../../systems-office/src/outdoor_advertising/procedure.toml");
        match parse("procedure.toml", &change(permit.to_owned())) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(|problem| problem.message.clone()).collect(),
        }
    }

    #[test]
    fn a_field_is_not_named_as_one_of_the_form() {
        assert_eq!(mistakes(|permit| permit), Vec::<String>::new());
        for taken in ["intake", "behalf", "family_name", "principal_rnokpp"] {
            let found = mistakes(|permit| permit.replace("id = \"place\"", &format!("id = \"{taken}\"")));
            assert!(found.iter().any(|words| words.contains(&format!("`{taken}` already"))), "{found:?}");
        }
    }

    #[test]
    fn what_is_about_decisions_reopens_and_nothing_else_does() {
        let found = mistakes(|permit| permit.replace("positive = true", "positive = true\nreopens = true"));
        assert!(found.iter().any(|words| words.contains("reopens")), "{found:?}");
        let found = mistakes(|permit| permit.replace("term_confirmed = false", "about_decision = true"));
        assert!(found.iter().any(|words| words.contains("reopens")), "{found:?}");
    }
}
