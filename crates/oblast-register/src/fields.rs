//! Reads `[[fields]]` of a register or of an application.

use jiff::civil::Date;
use oblast_kernel::access::FieldClass;

use crate::kind::{self, Choice, Field, KINDS};
use crate::reader::Table;

/// Names that every table of records has already.
const RESERVED: &[&str] = &[
    "id",
    "version",
    "number",
    "state",
    "case_id",
    "created_at",
    "updated_at",
    "import_id",
    "import_row",
    crate::plan::SEALED_KEY,
    crate::plan::DUE_ON,
    crate::plan::STATE_AT,
    "limit",
    "cursor",
    "q",
    "sort",
    "after",
    "whose",
];

/// Words that one of the databases keeps for itself, and the columns that it has anyway.
#[rustfmt::skip]
const SQL_WORDS: &[&str] = &[
    "add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "autoincrement", "between", "binary", "both", "case", "cast", "check", "cmax", "cmin", "collate", "collation",
    "column", "commit", "concurrently", "constraint", "create", "cross", "ctid", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable",
    "delete", "desc", "distinct", "do", "drop", "else", "end", "escape", "except", "exists", "false", "fetch", "for",
    "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in", "index", "indexed", "initially",
    "inner", "insert", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit",
    "localtime", "localtimestamp", "natural", "not", "nothing", "notnull", "null", "offset", "oid", "on", "only", "or",
    "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right", "rowid", "select",
    "session_user", "set", "similar", "some", "symmetric", "system_user", "table", "tableoid", "tablesample", "then",
    "to", "trailing", "transaction", "true", "union", "unique", "update", "user", "using", "values", "variadic",
    "verbose", "when", "where", "window", "with", "xmax", "xmin",
];

/// What the names of columns end with that stand beside others.
const ENDINGS: &[&str] = &["_sort", "_west", "_south", "_east", "_north"];

/// Reads `[[fields]]` of a register or of an application.
pub(crate) fn fields(root: &Table<'_, '_>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for table in root.tables("fields") {
        let Some(field) = field(&table) else { continue };
        if fields.iter().any(|other| other.id == field.id) {
            table.report("id", format!("the field `{}` stands twice", field.id));
        }
        if RESERVED.contains(&field.id.as_str()) || ENDINGS.iter().any(|ending| field.id.ends_with(ending)) {
            table.report("id", format!("`{}` is a name of the platform's own", field.id));
        } else if SQL_WORDS.contains(&field.id.as_str()) {
            let message = format!(
                "`{0}` is a word of SQL and cannot name a column: take another, such as `{0}_name`",
                field.id
            );
            table.report("id", message);
        }
        fields.push(field);
    }
    fields
}

fn field(table: &Table<'_, '_>) -> Option<Field> {
    let id = table.name("id", '_');
    if !table.has("kind") {
        table.missing("kind");
    }
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
    let kind = table.one_of("kind", &names, kind::find);
    let title = table.required_text("title");
    let class = table.one_of("class", &["public", "official", "restricted"], |word| match word {
        "public" => Some(FieldClass::Public),
        "official" => Some(FieldClass::Official),
        "restricted" => Some(FieldClass::Restricted),
        _ => None,
    });
    let usual = match kind.map(kind::FieldKind::input) {
        Some(kind::Input::Shape(_)) => 100_000,
        Some(kind::Input::Area) => 4_000,
        _ => 300,
    };
    let max_length = table.integer("max_length").unwrap_or(usual);
    let scale = table.integer("scale").unwrap_or(2);
    let field = Field {
        id: id.clone().unwrap_or_default(),
        kind: kind?,
        title: title?,
        help: table.text("help"),
        required: table.boolean("required"),
        unique: table.boolean("unique"),
        // A field whose class is not said is not public: deny by default.
        class: class.unwrap_or(FieldClass::Official),
        computed: table.boolean("computed"),
        filter: table.boolean("filter"),
        list: table.boolean("list"),
        max_length: usize::try_from(max_length).unwrap_or(0),
        min: table.integer("min"),
        max: table.integer("max"),
        scale: u32::try_from(scale).unwrap_or(u32::MAX),
        choices: choices(table),
        unit: table.text("unit"),
        since: table.integer("since").unwrap_or(1),
        until: table.integer("until"),
        // Said by the register, which has a version.
        retired: false,
        from: table.string("from"),
        group: table.string("group"),
        directory: None,
        target: table.string("register"),
    };
    table.finish();
    if !(1..=100_000).contains(&max_length) {
        table.report("max_length", "`max_length` is from 1 to 100 000");
    }
    if field.filter && field.kind.filter() == kind::Filter::None {
        table.report("filter", format!("a list is not filtered by a `{}`", field.kind.name()));
    }
    if field.target.is_some() && field.kind.name() != "reference" {
        table.report("register", "only a `reference` refers to another register");
    }
    if field.is_restricted() {
        check_restricted(table, &field);
    }
    if field.computed
        && (field.required || field.holds_files() || field.is_restricted() || field.target.is_some())
    {
        table.report(
            "computed",
            "what rules compute is not `required`, not `restricted`, no file and no reference",
        );
    }
    if let Some(message) = field.kind.check(&field) {
        table.report("kind", message);
    }
    id.map(|_| field)
}

/// What is encrypted is neither compared, nor drawn, nor referred to.
fn check_restricted(table: &Table<'_, '_>, field: &Field) {
    if matches!(field.kind.input(), kind::Input::Shape(_) | kind::Input::Entry) {
        table
            .report("class", format!("a `{}` cannot be `restricted`: make it `official`", field.kind.name()));
    }
    if field.unique {
        table.report("unique", "a `restricted` field cannot be `unique`: what is encrypted is not compared");
    }
}

/// A day as the law writes dates and as standards do.
fn day(table: &Table<'_, '_>, key: &'static str) -> Option<Date> {
    let text = table.string(key)?;
    let day = kind::read_date(&text);
    if day.is_none() {
        table.report(key, format!("`{text}` is no day: write it like 2026-01-31"));
    }
    day
}

fn choices(table: &Table<'_, '_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for choice in table.tables("choices") {
        let (id, title) = (choice.name("id", '_'), choice.required_text("title"));
        let (from, until) = (day(&choice, "from"), day(&choice, "until"));
        choice.finish();
        if let (Some(id), Some(title)) = (id, title) {
            if choices.iter().any(|other| other.id == id) {
                choice.report("id", format!("the choice `{id}` stands twice"));
            }
            if from.zip(until).is_some_and(|(from, until)| until < from) {
                choice.report("until", "`until` is not before `from`");
            }
            choices.push(Choice { id, title, from, until });
        }
    }
    choices
}
