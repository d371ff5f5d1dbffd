//! A register: one `register.toml`.

use oblast_kernel::Text;
use oblast_kernel::access::{Audience, FieldClass, Keeping, Rules};

use crate::fields::fields;
use crate::group::{self, Group};
use crate::indicator::{self, Indicator};
use crate::kind::Field;
use crate::problem::Problem;
use crate::reader::{Source, Table};
use crate::retention::{self, Retention};
use crate::step::{self, Step};

/// A declared register.
#[derive(Clone, Debug)]
pub struct Register {
    /// The name in URLs: lower-case words joined by `-`.
    pub id: String,
    /// The version of the declaration, from 1.
    pub version: i64,
    /// The title.
    pub title: Text,
    /// What the register is for.
    pub description: Text,
    /// The code of the body that holds it (держатель).
    pub holder: String,
    /// The template of record numbers, e.g. `ЗР-{counter:05}/{year}`.
    pub number: Option<String>,
    /// The field that names a record; the number where absent.
    pub label: Option<String>,
    /// The field by which a list is sorted at first.
    pub sort: String,
    /// Is the newest (greatest) first?
    pub descending: bool,
    /// Do its records hold personal data, so that each reading of them is journalled?
    pub personal: bool,
    /// What they are processed for and by which law (Law 2297-VI, art. 6): read by the persons themselves.
    pub purpose: Option<Text>,
    /// Are its records found by the search of the site? Their public fields only, and only where anyone may read it.
    pub search: bool,
    /// Other words by which people look for it.
    pub words: Option<Text>,
    /// Who may do what.
    pub rules: Rules,
    /// The states of a record, the first one is where it begins; empty where records have none.
    pub states: Vec<State>,
    /// How a record goes from state to state; empty where the state is changed like any field.
    pub steps: Vec<Step>,
    /// The groups of fields: the parts of its form and card; empty where they are one.
    pub groups: Vec<Group>,
    /// The fields.
    pub fields: Vec<Field>,
    /// Pages that its system has for it, shown over the list.
    pub links: Vec<Link>,
    /// Its figures on the dashboard.
    pub indicators: Vec<Indicator>,
    /// Do its records say where territories lie?
    pub outlines: Option<Outlines>,
    /// After how long what is restricted in its records is destroyed.
    pub retention: Option<Retention>,
}

/// The fields of a register that says where territories lie. A territory of several parts has several records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlines {
    /// The field with the territory.
    pub territory: String,
    /// The field with its outline, a polygon that anybody may see.
    pub geometry: String,
}

/// A page of a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What one does there.
    pub title: Text,
    /// Its path on the site.
    pub path: String,
    /// To whom it is shown; the page itself decides who may open it.
    pub audience: Audience,
}

/// A state of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The code.
    pub id: String,
    /// What is shown.
    pub title: Text,
    /// Is a record in this state closed to changes by hand?
    pub closed: bool,
}

impl Register {
    /// The name of its table.
    pub fn table(&self) -> String {
        format!("reg_{}", self.id.replace('-', "_"))
    }

    /// A field by its name.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// A state by its code.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Is the state changed by steps alone?
    pub fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Do its steps have two sides: the holder does some of them with the records of others? Then the others are the
    /// keepers' alone: nobody answers for somebody else what they are to look at themselves.
    pub fn has_two_sides(&self) -> bool {
        self.steps.iter().any(|step| step.by_holder)
    }

    /// A step by its code.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The steps that are taken in a state.
    pub fn steps_from<'s>(&'s self, state: &'s str) -> impl Iterator<Item = &'s Step> {
        self.steps.iter().filter(move |step| step.is_from(state))
    }

    /// Does a step keep in this field who took it, or when?
    pub fn is_signed(&self, field: &str) -> bool {
        let is = |own: &Option<String>| own.as_deref() == Some(field);
        self.steps.iter().any(|step| is(&step.sign) || is(&step.dated))
    }

    /// Is a field filled in by a later step, and not when a record is entered?
    pub fn comes_later(&self, field: &str) -> bool {
        self.steps.iter().any(|step| step.fields.iter().any(|own| own == field))
    }

    /// Are any of its fields filled by rules in Rust?
    pub fn is_computed(&self) -> bool {
        self.fields.iter().any(|field| field.computed)
    }

    /// Is a record in this state closed to changes by hand?
    pub fn is_closed(&self, state: Option<&str>) -> bool {
        state.and_then(|state| self.state(state)).is_some_and(|state| state.closed)
    }
}

/// Parses a declaration. All mistakes are reported, in the order of the file.
pub fn parse(file: &str, text: &str) -> Result<Register, Vec<Problem>> {
    let source = Source::new(file, text);
    let document = source.document();
    let root = Table::new(&source, document.get_ref(), 0);
    let register = read(&root);
    root.finish();
    drop(root);
    source.finish(register)
}

fn read(root: &Table<'_, '_>) -> Option<Register> {
    let head = root.required_table("register");
    let access = root.required_table("access");
    let states = states(root);
    let fields = fields(root);
    let groups = group::read(root);
    group::check(root, &groups, &fields);
    let links = links(root);
    let indicators = indicator::read(root, &fields, &states);
    let retention = root.table("retention").and_then(|table| retention::read(&table, &fields));
    let outlines = root.table("outlines").and_then(|table| outlines(&table, &fields));
    let steps = step::read(root, &fields, &states);
    let (head, access) = (head?, access?);
    let rules = rules(&access);
    access.finish();
    if let Some(keeping) = &rules.kept_by {
        let kind = if matches!(keeping, Keeping::Body(_)) { "body" } else { "territory" };
        let known = fields.iter().filter(|field| field.kind.name() == kind && !field.is_restricted());
        let known: Vec<&str> = known.map(|field| field.id.as_str()).collect();
        if !known.contains(&keeping.field()) {
            root.source.unknown(access.place(kind), keeping.field(), &known);
        }
    }
    if rules.kept_by.is_none() && steps.iter().any(|step| step.by_holder || !step.tell.is_empty()) {
        access.report("territory", "steps `by` the holder, or that `tell` the other side, are of registers kept by `territory` or `body`");
    }
    if rules.propose.is_empty() != rules.approve.is_empty() {
        access.report("approve", "changes by request need both who may `propose` and who may `approve`");
    }

    let id = head.name("id", '-');
    let version = head.integer("version");
    let title = head.required_text("title");
    let description = head.required_text("description");
    let holder = head.name("holder", '-');
    let number = head.string("number");
    let label = head.string("label");
    let sort = head.required_string("sort");
    let descending = head.boolean("descending");
    let personal = head.boolean("personal");
    let purpose = head.text("purpose");
    let search = head.boolean("search");
    let words = head.text("words");
    head.finish();

    if search && (personal || !rules.read.contains(&Audience::Public)) {
        head.report("search", "only records that anyone may read are found by the search");
    }
    if let Some(template) = &number
        && let Err(message) = check_number_template(template)
    {
        head.report("number", message);
    }
    // Names as they stand, so that a mistake inside a field does not make its name unknown elsewhere.
    let names: Vec<String> = root.tables("fields").iter().filter_map(|table| table.string("id")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (key, name) in [("label", &label), ("sort", &sort)] {
        if let Some(name) = name
            && !names.contains(&name.as_str())
        {
            root.source.unknown(head.place(key), name, &names);
        }
    }
    if label.is_none() && number.is_none() {
        head.report("label", "a register needs a `number` or a `label`, or its records have no name");
    }
    if version.is_none_or(|version| version < 1) {
        head.report("version", "`version` is a whole number from 1");
    }
    if !root.has("fields") {
        root.missing("[[fields]]");
    }
    let register = Register {
        id: id?,
        version: version?,
        title: title?,
        description: description?,
        holder: holder?,
        number,
        label,
        sort: sort?,
        descending,
        personal,
        purpose,
        search,
        words,
        rules,
        states,
        steps,
        groups,
        fields,
        links,
        indicators,
        outlines,
        retention,
    };
    check_personal(root, &head, &register);
    Some(versions(root, &head, register))
}

/// Checks a template of numbers: exactly one `{counter}` or `{counter:0N}`, optionally `{year}`.
pub fn check_number_template(template: &str) -> Result<(), String> {
    let counters = template.matches("{counter").count();
    if counters != 1 {
        return Err(format!("a number needs exactly one `{{counter}}`, this has {counters}"));
    }
    let shown = format_number(template, 1, 2026);
    if shown.contains(['{', '}']) {
        return Err("a number knows `{counter}`, `{counter:05}` and `{year}` only".into());
    }
    Ok(())
}

/// Fills a template of numbers.
pub fn format_number(template: &str, counter: i64, year: i16) -> String {
    let mut out = template.replace("{year}", &year.to_string()).replace("{counter}", &counter.to_string());
    if let Some(start) = out.find("{counter:0")
        && let Some(length) = out[start..].find('}')
        && let Ok(width) = out[start + 10..start + length].parse::<usize>()
        && width <= 12
    {
        out.replace_range(start..=start + length, &format!("{counter:0width$}"));
    }
    out
}

/// The names of audiences in declarations.
pub(crate) const AUDIENCES: [&str; 7] =
    ["public", "signed_in", "official", "administrator", "specialist", "head", "operator"];

fn links(root: &Table<'_, '_>) -> Vec<Link> {
    root.tables("links")
        .iter()
        .filter_map(|table| {
            let (title, path) = (table.required_text("title"), table.required_string("path"));
            let audience = table.one_of("audience", &AUDIENCES, Audience::from_name);
            if !table.has("audience") {
                table.missing("audience");
            }
            if path.as_ref().is_some_and(|path| !path.starts_with('/') || path.starts_with("//")) {
                table.report("path", "`path` is a path of this site: it begins with one `/`");
            }
            table.finish();
            Some(Link { title: title?, path: path?, audience: audience? })
        })
        .collect()
}

fn outlines(table: &Table<'_, '_>, fields: &[Field]) -> Option<Outlines> {
    let named = |key: &'static str, kind: &str| {
        let name = table.required_string(key)?;
        let fits = |field: &&Field| field.kind.name() == kind && field.class == FieldClass::Public;
        let known: Vec<&str> = fields.iter().filter(fits).map(|field| field.id.as_str()).collect();
        if !known.contains(&name.as_str()) {
            table.source.unknown(table.place(key), &name, &known);
        }
        Some(name)
    };
    let (territory, geometry) = (named("territory", "territory"), named("geometry", "polygon"));
    table.finish();
    Some(Outlines { territory: territory?, geometry: geometry? })
}

fn rules(access: &Table<'_, '_>) -> Rules {
    let audiences = |key| -> Vec<Audience> {
        let mut audiences = Vec::new();
        for (name, place) in access.strings(key) {
            match Audience::from_name(&name) {
                Some(audience) => audiences.push(audience),
                None => access.source.unknown(place, &name, &AUDIENCES),
            }
        }
        audiences
    };
    Rules {
        read: audiences("read"),
        create: audiences("create"),
        change: audiences("change"),
        restricted: audiences("restricted"),
        propose: audiences("propose"),
        approve: audiences("approve"),
        kept_by: kept_by(access),
    }
}

fn kept_by(access: &Table<'_, '_>) -> Option<Keeping> {
    let (territory, body) = (access.string("territory"), access.string("body"));
    if territory.is_some() && body.is_some() {
        access.report("body", "records are kept by `territory` or by `body`, not by both");
    }
    body.map(Keeping::Body).or(territory.map(Keeping::Territory))
}

fn states(root: &Table<'_, '_>) -> Vec<State> {
    let mut states: Vec<State> = Vec::new();
    for table in root.tables("states") {
        let (id, title) = (table.name("id", '_'), table.required_text("title"));
        let closed = table.boolean("closed");
        table.finish();
        if let (Some(id), Some(title)) = (id, title) {
            if states.iter().any(|state| state.id == id) {
                table.report("id", format!("the state `{id}` stands twice"));
            }
            states.push(State { id, title, closed });
        }
    }
    states
}

/// Says which fields are retired; those that take over, sort or name are in use.
fn versions(root: &Table<'_, '_>, head: &Table<'_, '_>, mut register: Register) -> Register {
    let version = register.version;
    for field in &mut register.fields {
        field.retired = field.until.is_some_and(|until| until < version);
        if field.retired {
            // What is not asked for any more is not required, not filtered by and in no list.
            (field.required, field.filter, field.list, field.unique) = (false, false, false, false);
        }
    }
    for table in root.tables("fields") {
        let Some(field) = table.string("id").and_then(|id| register.field(&id).cloned()) else { continue };
        if !(1..=version).contains(&field.since) {
            table.report("since", format!("`since` is from 1 to the version, which is {version}"));
        }
        if field.until.is_some_and(|until| until < field.since) {
            table.report("until", "`until` is not before `since`");
        }
        let Some(from) = &field.from else { continue };
        match register.field(from) {
            None => {
                let known: Vec<&str> = register.fields.iter().map(|field| field.id.as_str()).collect();
                table.source.unknown(table.place("from"), from, &known);
            }
            Some(source) if source.id == field.id || source.is_restricted() != field.is_restricted() => {
                table.report("from", "a field takes over another one, and what is restricted stays so");
            }
            Some(_) if !field.is_typed() || field.target.is_some() => {
                table.report("from", "files, references and what is computed take nothing over");
            }
            Some(_) => {}
        }
    }
    let used = |name: &str| register.field(name).is_some_and(|field| field.retired);
    for (key, name) in [("label", register.label.as_deref()), ("sort", Some(register.sort.as_str()))] {
        if name.is_some_and(used) {
            head.report(key, format!("`{key}` is a field that is used until an older version only"));
        }
    }
    register
}

/// Where restricted fields are, it is said who sees them, every reading is journalled, and nothing is sorted or named by them.
fn check_personal(root: &Table<'_, '_>, head: &Table<'_, '_>, register: &Register) {
    if register.personal && register.purpose.is_none() {
        head.report("personal", "say in `purpose` what personal data are processed for, and by which law");
    }
    let restricted: Vec<&str> =
        register.fields.iter().filter(|field| field.is_restricted()).map(|field| field.id.as_str()).collect();
    if restricted.is_empty() {
        return;
    }
    if !register.personal {
        head.report("personal", "a register with `restricted` fields is `personal = true`");
    }
    if register.rules.restricted.is_empty() {
        root.report("access", "say in `restricted` who sees the restricted fields");
    }
    for (key, name) in [("label", register.label.as_deref()), ("sort", Some(register.sort.as_str()))] {
        if name.is_some_and(|name| restricted.contains(&name)) {
            head.report(key, format!("`{key}` cannot be a restricted field"));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use oblast_kernel::access::FieldClass;

    use super::*;

    const GOOD: &str = r#"
[register]
id = "benches"
version = 1
title = { uk = "Лавки", en = "Benches" }
description = { uk = "Де стоять", en = "Where they stand" }
holder = "parks"
label = "place"
sort = "place"

[access]
read = ["public"]
create = ["head"]
change = ["specialist"]

[[fields]]
id = "place"
kind = "text"
title = { uk = "Місце", en = "Place" }
class = "public"
"#;

    #[test]
    fn a_sound_declaration_is_read() {
        let register = parse("register.toml", GOOD).unwrap();
        assert_eq!(register.table(), "reg_benches");
        assert_eq!(register.fields[0].class, FieldClass::Public);
    }

    #[test]
    fn every_mistake_of_a_file_is_told_with_its_place() {
        let bad = GOOD
            .replace("sort = \"place\"", "sort = \"plase\"\nnumbr = \"{counter}\"")
            .replace("kind = \"text\"", "kind = \"txt\"")
            .replace("\"specialist\"", "\"specalist\"");
        let shown: Vec<String> = parse("benches/register.toml", &bad)
            .unwrap_err()
            .iter()
            .map(|problem| {
                format!(
                    "{}:{} {} / {}",
                    problem.line,
                    problem.column,
                    problem.message.split(';').next().unwrap(),
                    problem.suggestion.clone().unwrap_or_default()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "9:8 unknown `plase` / did you mean `place`?",
                "10:1 unknown key `numbr` / did you mean `number`?",
                "15:11 unknown `specalist` / did you mean `specialist`?",
                "19:8 unknown `txt` / did you mean `text`?",
            ]
        );
    }

    #[test]
    fn a_problem_shows_the_line_and_points_at_the_column() {
        let bad = GOOD.replace("kind = \"text\"", "kind = \"txt\"");
        let problem = &parse("r.toml", &bad).unwrap_err()[0];
        let shown = problem.to_string();
        assert!(shown.starts_with("r.toml:18:8: unknown `txt`"), "{shown}");
        assert!(shown.contains("  | kind = \"txt\"\n  |        ^"), "{shown}");
    }

    #[test]
    fn a_field_is_not_public_unless_it_says_so() {
        let silent = GOOD.replace("class = \"public\"\n", "");
        assert_eq!(parse("r.toml", &silent).unwrap().fields[0].class, FieldClass::Official);
    }

    #[test]
    fn what_is_restricted_is_neither_shown_to_nobody_nor_compared() {
        let field = "\n[[fields]]\nid = \"who\"\nkind = \"person\"\nclass = \"restricted\"\nunique = true\n\
                     title = { uk = \"Хто\", en = \"Who\" }\n\
                     [[fields]]\nid = \"where\"\nkind = \"point\"\nclass = \"restricted\"\ntitle = { uk = \"Де\", en = \"Where\" }\n";
        let bad = format!("{GOOD}{field}").replace("sort = \"place\"", "sort = \"who\"");
        let told: Vec<String> =
            parse("r.toml", &bad).unwrap_err().into_iter().map(|problem| problem.message).collect();
        for words in [
            "`sort` cannot be a restricted field",
            "is `personal = true`",
            "who sees the restricted fields",
            "cannot be `unique`",
            "a `point` cannot be `restricted`",
        ] {
            assert!(told.iter().any(|message| message.contains(words)), "{words}: {told:?}");
        }
    }

    #[test]
    fn a_word_of_sql_names_no_field() {
        for word in ["order", "group", "user", "limit", "rowid"] {
            let bad = format!(
                "{GOOD}\n[[fields]]\nid = \"{word}\"\nkind = \"text\"\ntitle = {{ uk = \"Х\", en = \"X\" }}\n"
            );
            assert!(parse("r.toml", &bad).is_err(), "{word}");
        }
    }

    #[test]
    fn numbers_are_filled_and_wrong_templates_refused() {
        assert_eq!(format_number("ЗР-{counter:05}/{year}", 42, 2026), "ЗР-00042/2026");
        assert!(check_number_template("ЗР-{year}").is_err());
        assert!(check_number_template("{counter}-{month}").is_err());
        assert!(check_number_template("{counter:0999}").is_err());
    }

    proptest! {
        #[test]
        fn nothing_panics(at in 0usize..500, text in "\\PC{0,12}|\\[\\[fields\\]\\]|= *\"|\n") {
            let mut source = GOOD.to_owned();
            let mut at = at.min(source.len());
            while !source.is_char_boundary(at) { at -= 1; }
            source.insert_str(at, &text);
            if let Err(problems) = parse("r.toml", &source) {
                for problem in problems { let _ = problem.to_string(); }
            }
        }
    }
}
