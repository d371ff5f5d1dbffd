//! Indicators of a register: figures of its records, by group and by year, for the dashboard.

use oblast_kernel::access::FieldClass;
use oblast_kernel::{Text, Value, decimal};

use crate::kind::{Field, Filter, Input};
use crate::problem::Problem;
use crate::reader::Table;
use crate::register::{Register, State};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How many records there are.
    Count,
    /// The sum of a field.
    Sum,
    /// The mean of a field over the records that have it.
    Average,
    /// Which part of the records fulfils the conditions, in per cent.
    Share,
    /// The median of a field over the records that have it.
    Median,
}

impl Measure {
    const NAMES: [(&'static str, Measure); 5] = [
        ("count", Measure::Count),
        ("sum", Measure::Sum),
        ("average", Measure::Average),
        ("share", Measure::Share),
        ("median", Measure::Median),
    ];

    fn from_name(name: &str) -> Option<Measure> {
        Measure::NAMES.iter().find(|(known, _)| *known == name).map(|(_, measure)| *measure)
    }
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The name in URLs.
    pub id: String,
    /// The title.
    pub title: Text,
    /// How it is computed, in words.
    pub description: Option<Text>,
    /// What is measured.
    pub measure: Measure,
    /// The field that is summed or averaged.
    pub field: Option<String>,
    /// What records must hold: of `share` its numerator, else all that is measured. Column and value.
    pub conditions: Vec<(String, Value)>,
    /// The field, or `state`, by whose values it is broken down.
    pub by: Option<String>,
    /// The date or year by whose years it is broken down.
    pub time: Option<String>,
    /// The field by whose territories it is told on the pages of territories.
    pub territory: Option<String>,
    /// The unit, where it is not the field's own.
    pub unit: Option<Text>,
    /// Is less of it better? Nothing where neither is.
    pub less_is_better: Option<bool>,
    /// What is aimed at, in the units in which [`Measure`] gives it.
    pub target: Option<i64>,
    /// Is it shown to everybody although the register is not?
    pub publish: bool,
}

impl Measure {
    /// How many decimals its values have, where its field has so many.
    pub fn scale(self, of_field: u32) -> u32 {
        match self {
            Measure::Count => 0,
            Measure::Sum => of_field,
            Measure::Average | Measure::Median => of_field + 1,
            Measure::Share => 1,
        }
    }
}

/// The column of states.
pub const STATE: &str = "state";

/// Why an indicator does not look at what is encrypted.
const RESTRICTED: &str = "an indicator counts no `restricted` field: what is encrypted is not compared";

/// Reads `[[indicators]]`.
pub(crate) fn read(root: &Table<'_, '_>, fields: &[Field], states: &[State]) -> Vec<Indicator> {
    let mut indicators: Vec<Indicator> = Vec::new();
    for table in root.tables("indicators") {
        let Some(indicator) = one(&table, fields, states) else { continue };
        if indicators.iter().any(|other| other.id == indicator.id) {
            table.report("id", format!("the indicator `{}` stands twice", indicator.id));
        }
        indicators.push(indicator);
    }
    indicators
}

fn one(table: &Table<'_, '_>, fields: &[Field], states: &[State]) -> Option<Indicator> {
    let id = table.name("id", '-');
    let title = table.required_text("title");
    let description = table.text("description");
    let names: Vec<&str> = Measure::NAMES.iter().map(|(name, _)| *name).collect();
    if !table.has("measure") {
        table.missing("measure");
    }
    let measure = table.one_of("measure", &names, Measure::from_name);
    let known: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    let find = |name: &str| fields.iter().find(|field| field.id == name);
    // A name that stands for nothing is told with what was perhaps meant; one of a wrong kind with what fits.
    let named = |key: &'static str, fits: &dyn Fn(&Field) -> bool, wanted: &str| -> Option<String> {
        let name = table.string(key)?;
        match find(&name) {
            Some(field) if field.is_restricted() => table.report(key, RESTRICTED),
            Some(field) if fits(field) => {}
            Some(_) => table.report(key, format!("`{key}` must be {wanted}")),
            None => table.source.unknown(table.place(key), &name, &known),
        }
        Some(name)
    };
    let field = named("field", &|field| field.kind.is_number(), "a field with numbers");
    let grouped = |field: &Field| {
        matches!(field.kind.input(), Input::Choices | Input::YesNo | Input::Entry)
            || field.kind.name() == "year"
    };
    let by = match table.string("by") {
        Some(name) if name == STATE && !states.is_empty() => Some(name),
        _ => named("by", &grouped, "a field with choices, a year, a territory, a body or `state`"),
    };
    let time = named("time", &|field| matches!(field.kind.name(), "date" | "year"), "a date or a year");
    let territory = match table.string("territory") {
        Some(name) => {
            match find(&name) {
                Some(field) if field.is_restricted() => table.report("territory", RESTRICTED),
                Some(field) if field.kind.filter() == Filter::Within => {}
                Some(_) => table.report("territory", "`territory` must be a territory"),
                None => table.source.unknown(table.place("territory"), &name, &known),
            }
            Some(name)
        }
        None => only_territory(fields),
    };
    let unit = table.text("unit");
    let less_is_better = table.one_of("better", &["more", "less"], |word| match word {
        "more" => Some(false),
        "less" => Some(true),
        _ => None,
    });
    let decimals = field.as_deref().and_then(find).map_or(0, |field| field.kind.decimals(field));
    let target = table.string("target").and_then(|text| {
        let read = decimal::parse(&text, measure.map_or(0, |measure| measure.scale(decimals))).ok();
        if read.is_none() {
            table.report("target", format!("`{text}` is no number that the indicator can have"));
        }
        read
    });
    let publish = table.boolean("publish");
    let conditions = conditions(table, fields, states);
    table.finish();
    match (measure, &field) {
        (Some(Measure::Sum | Measure::Average | Measure::Median), None) => {
            table.report("measure", "this measure needs the `field` whose numbers it takes");
        }
        (Some(Measure::Share), _) if conditions.is_empty() => {
            table.report("measure", "a `share` needs `where`: which part of the records");
        }
        _ => {}
    }
    Some(Indicator {
        id: id?,
        title: title?,
        description,
        measure: measure?,
        field,
        conditions,
        by,
        time,
        territory,
        unit,
        less_is_better,
        target,
        publish,
    })
}

/// The territory of a register that has one alone.
fn only_territory(fields: &[Field]) -> Option<String> {
    let mut all = fields.iter().filter(|field| field.kind.name() == "territory" && !field.is_restricted());
    match (all.next(), all.next()) {
        (Some(field), None) => Some(field.id.clone()),
        _ => None,
    }
}

fn conditions(table: &Table<'_, '_>, fields: &[Field], states: &[State]) -> Vec<(String, Value)> {
    let Some(given) = table.table("where") else { return Vec::new() };
    let mut conditions = Vec::new();
    for (name, text, place) in given.pairs() {
        if name == STATE {
            match states.iter().find(|state| state.id == text) {
                Some(state) => conditions.push((name, Value::from(state.id.as_str()))),
                None => {
                    let known: Vec<&str> = states.iter().map(|state| state.id.as_str()).collect();
                    table.source.unknown(place, &text, &known);
                }
            }
            continue;
        }
        match fields.iter().find(|field| field.id == name) {
            Some(field) if field.is_restricted() => table.source.report(place, RESTRICTED),
            Some(field) => match field.parse(&text) {
                Ok(value) => conditions.push((name, value)),
                Err(_) => table.source.report(place, format!("`{text}` is no value of `{name}`")),
            },
            None => {
                let known: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
                let problem =
                    Problem::at(table.source.file, table.source.text, place, format!("no field `{name}`"));
                table.source.push(problem.suggest(&name, known));
            }
        }
    }
    conditions
}

impl Indicator {
    /// The fields that it looks at.
    fn looks_at<'r>(&'r self, register: &'r Register) -> impl Iterator<Item = &'r Field> {
        let conditions = self.conditions.iter().map(|(name, _)| name);
        let names =
            self.field.iter().chain(&self.by).chain(&self.time).chain(&self.territory).chain(conditions);
        names.filter_map(|name| register.field(name))
    }

    /// May everybody see it: the register and all it looks at is public, or its declaration says so.
    pub fn is_public(&self, register: &Register) -> bool {
        self.publish
            || (register.rules.read.contains(&oblast_kernel::access::Audience::Public)
                && self.looks_at(register).all(|field| field.class == FieldClass::Public))
    }

    /// The field whose numbers are taken.
    pub fn measured<'r>(&self, register: &'r Register) -> Option<&'r Field> {
        self.field.as_ref().and_then(|name| register.field(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::parse;
    use crate::skeleton;

    fn with(text: &str) -> Result<Register, Vec<String>> {
        let whole = format!("{}\n{text}", skeleton::register("benches").unwrap());
        let shown = |problems: Vec<Problem>| problems.iter().map(|problem| problem.message.clone()).collect();
        parse("register.toml", &whole).map_err(shown)
    }

    #[test]
    fn a_sound_indicator_is_read() {
        let register = with(
            "[[indicators]]\nid = \"cost-of-first\"\nmeasure = \"sum\"\nfield = \"cost\"\nby = \"state\"\ntime = \"begun_on\"\n\
             where = { category = \"first\" }\ntitle = { uk = \"а\", en = \"a\" }\n",
        )
        .unwrap();
        let indicator = register.indicators.last().unwrap();
        assert_eq!(indicator.conditions, [("category".to_owned(), Value::from("first"))]);
        assert!(indicator.is_public(&register));
    }

    #[test]
    fn every_mistake_is_told() {
        let problems = with(
            "[[indicators]]\nid = \"a\"\nmeasure = \"sum\"\nby = \"titel\"\ntime = \"cost\"\n\
             where = { category = \"third\", stat = \"x\" }\ntitle = { uk = \"а\", en = \"a\" }\n\
             [[indicators]]\nid = \"b\"\nmeasure = \"share\"\ntitle = { uk = \"а\", en = \"a\" }\n",
        )
        .unwrap_err();
        let told = problems.join("\n");
        for words in [
            "needs the `field`",
            "unknown `titel`",
            "`time` must be a date or a year",
            "no value of `category`",
            "no field `stat`",
            "needs `where`",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
