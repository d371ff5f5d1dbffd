//! Steps of a record: how it goes from state to state, who takes the step, what is filled in and by when.

use oblast_kernel::Text;
use oblast_kernel::access::{Audience, Role};
use oblast_kernel::term::{self, TERMS, Term};

use crate::kind::Field;
use crate::reader::Table;
use crate::register::{AUDIENCES, State};

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// The code.
    pub id: String,
    /// The verb on the button.
    pub title: Text,
    /// The states in which it is taken.
    pub from: Vec<String>,
    /// The state to which it leads; without one the state stays.
    pub to: Option<String>,
    /// Who takes it, in the body that keeps the record.
    pub who: Vec<Audience>,
    /// Is it taken by the body that holds the register, not by the one that keeps the record?
    pub by_holder: bool,
    /// These roles of the other side are told of it: of the keeper what the holder did, of the holder what the keeper did.
    pub tell: Vec<Role>,
    /// The fields that are filled in.
    pub fields: Vec<String>,
    /// Those of them without which it is not taken.
    pub required: Vec<String>,
    /// By when it is to be taken.
    pub due: Option<Due>,
    /// The field that keeps who took it.
    pub sign: Option<String>,
    /// The field that keeps the day on which it was taken.
    pub dated: Option<String>,
    /// The field that names the only one who takes it.
    pub only: Option<String>,
    /// The fields that name who does not take it: they took a step before.
    pub except: Vec<String>,
    /// Fields that take the value of another: field <- other.
    pub copy: Vec<(String, String)>,
    /// Fields that are emptied.
    pub clear: Vec<String>,
    /// Records that belong to this one and go into a state with it.
    pub parts: Vec<Parts>,
}

/// Records of another register that refer to this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Their register.
    pub register: String,
    /// Their field that refers to this register.
    pub field: String,
    /// The state into which all of them go.
    pub to: String,
}

/// By when a step is to be taken.
#[derive(Clone, Debug)]
pub enum Due {
    /// So long after the day in a field, or after the record came into its state.
    Term(&'static Term, Option<String>),
    /// On the day in a field.
    On(String),
}

impl Step {
    /// Is it taken in this state?
    pub fn is_from(&self, state: &str) -> bool {
        self.from.iter().any(|own| own == state)
    }

    /// Does the record wait for it: is there a day by which it is to be taken, somebody named who is to take it, or is
    /// it the holder's turn?
    pub fn is_awaited(&self) -> bool {
        self.due.is_some() || self.only.is_some() || self.by_holder
    }
}

/// Reads `[[steps]]`.
pub(crate) fn read(root: &Table<'_, '_>, fields: &[Field], states: &[State]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for table in root.tables("steps") {
        let Some(step) = one(&table, fields, states) else { continue };
        if steps.iter().any(|other| other.id == step.id) {
            table.report("id", format!("the step `{}` stands twice", step.id));
        }
        steps.push(step);
    }
    steps
}

fn one(table: &Table<'_, '_>, fields: &[Field], states: &[State]) -> Option<Step> {
    let names = Names { table, fields, states };
    let (id, title) = (table.name("id", '_'), table.required_text("title"));
    let from = names.states("from");
    if from.is_empty() {
        table.missing("from");
    }
    let to = table.string("to");
    if let Some(to) = &to {
        names.state(to, table.place("to"));
    }
    let who = names.audiences("who");
    if who.is_empty() {
        table.missing("who");
    }
    let by_holder = table.one_of("by", &SIDES, side).unwrap_or_default();
    let tell = names.roles("tell");
    let asked = names.fields("fields", &|field| field.is_typed(), "a field that is filled in");
    let required: Vec<String> = table.strings("required").into_iter().map(|(name, _)| name).collect();
    if required.iter().any(|name| !asked.contains(name)) {
        table.report("required", "what is required stands among `fields`");
    }
    let is_account = |field: &Field| field.kind.name() == "account";
    let sign = names.field("sign", &is_account, "an `account`");
    let is_date = |field: &Field| field.kind.name() == "date" && field.is_typed();
    let dated = names.field("dated", &is_date, "a `date`");
    let only = names.field("only", &is_account, "an `account`");
    let except = names.fields("except", &is_account, "an `account`");
    let clear = names.fields("clear", &|field| field.is_typed(), "a field that is filled in");
    let copy = names.copies();
    let due = names.due();
    let parts = table.tables("parts").iter().filter_map(parts).collect();
    table.finish();
    Some(Step {
        id: id?,
        title: title?,
        from,
        to,
        who,
        by_holder,
        tell,
        fields: asked,
        required,
        due,
        sign,
        dated,
        only,
        except,
        copy,
        clear,
        parts,
    })
}

fn parts(table: &Table<'_, '_>) -> Option<Parts> {
    let all = ["register", "field", "to"].map(|key| table.required_string(key));
    table.finish();
    let [register, field, to] = all;
    Some(Parts { register: register?, field: field?, to: to? })
}

/// Who takes a step: the body that keeps the record, or the one that holds the register.
const SIDES: [&str; 2] = ["keeper", "holder"];

fn side(name: &str) -> Option<bool> {
    SIDES.contains(&name).then_some(name == "holder")
}

/// What names in a step may stand for.
struct Names<'t, 'r, 's> {
    table: &'t Table<'r, 's>,
    fields: &'t [Field],
    states: &'t [State],
}

impl Names<'_, '_, '_> {
    fn state(&self, name: &str, place: usize) {
        if !self.states.iter().any(|state| state.id == name) {
            let known: Vec<&str> = self.states.iter().map(|state| state.id.as_str()).collect();
            self.table.source.unknown(place, name, &known);
        }
    }

    fn states(&self, key: &'static str) -> Vec<String> {
        let given = self.table.strings(key);
        given.iter().for_each(|(name, place)| self.state(name, *place));
        given.into_iter().map(|(name, _)| name).collect()
    }

    fn audiences(&self, key: &'static str) -> Vec<Audience> {
        let read = |(name, place): (String, usize)| {
            let audience = Audience::from_name(&name).filter(|audience| *audience != Audience::Public);
            if audience.is_none() {
                self.table.source.unknown(place, &name, &AUDIENCES[1..]);
            }
            audience
        };
        self.table.strings(key).into_iter().filter_map(read).collect()
    }

    fn roles(&self, key: &'static str) -> Vec<Role> {
        let read = |(name, place): (String, usize)| {
            let role = Role::from_name(&name);
            if role.is_none() {
                self.table.source.unknown(place, &name, &AUDIENCES[3..]);
            }
            role
        };
        self.table.strings(key).into_iter().filter_map(read).collect()
    }

    fn fits(&self, name: &str, place: usize, fits: &dyn Fn(&Field) -> bool, wanted: &str) {
        match self.fields.iter().find(|field| field.id == name) {
            Some(field) if fits(field) => {}
            Some(_) => self.table.source.report(place, format!("`{name}` must be {wanted}")),
            None => {
                let known: Vec<&str> = self.fields.iter().map(|field| field.id.as_str()).collect();
                self.table.source.unknown(place, name, &known);
            }
        }
    }

    fn field(&self, key: &'static str, fits: &dyn Fn(&Field) -> bool, wanted: &str) -> Option<String> {
        let name = self.table.string(key)?;
        self.fits(&name, self.table.place(key), fits, wanted);
        Some(name)
    }

    fn fields(&self, key: &'static str, fits: &dyn Fn(&Field) -> bool, wanted: &str) -> Vec<String> {
        let given = self.table.strings(key);
        given.iter().for_each(|(name, place)| self.fits(name, *place, fits, wanted));
        given.into_iter().map(|(name, _)| name).collect()
    }

    fn copies(&self) -> Vec<(String, String)> {
        let Some(given) = self.table.table("copy") else { return Vec::new() };
        let pairs = given.pairs();
        for (into, from, place) in &pairs {
            let find = |name: &str| self.fields.iter().find(|field| field.id == name);
            self.fits(into, *place, &|field| field.is_typed(), "a field that is filled in");
            self.fits(from, *place, &|_| true, "a field");
            if let (Some(a), Some(b)) = (find(into), find(from))
                && (a.kind.name(), a.scale, a.class) != (b.kind.name(), b.scale, b.class)
            {
                self.table
                    .source
                    .report(*place, format!("`{into}` and `{from}` are not of one kind and class"));
            }
        }
        pairs.into_iter().map(|(into, from, _)| (into, from)).collect()
    }

    fn due(&self) -> Option<Due> {
        let table = self.table;
        let is_date = |field: &Field| field.kind.name() == "date" && !field.is_restricted();
        let code = table.string("term");
        let after = self.field("after", &is_date, "a `date`");
        let on = self.field("until", &is_date, "a `date`");
        if code.is_some() && on.is_some() {
            table.report("until", "a step has a `term` or the day `until` which it is taken, not both");
        }
        if after.is_some() && code.is_none() {
            table.report("after", "`after` says from which day a `term` is counted");
        }
        match (code, on) {
            (Some(code), _) => match term::find(&code) {
                Some(term) => Some(Due::Term(term, after)),
                None => {
                    let known: Vec<&str> = TERMS.iter().map(|term| &*term.code).collect();
                    table.source.unknown(table.place("term"), &code, &known);
                    None
                }
            },
            (None, Some(day)) => Some(Due::On(day)),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{Register, parse};
    use crate::skeleton;

    fn with(steps: &str) -> Result<Register, Vec<String>> {
        let account =
            "[[fields]]\nid = \"taken_by\"\nkind = \"account\"\ntitle = { uk = \"Хто\", en = \"Who\" }\n";
        let whole = format!("{}\n{account}{steps}", skeleton::register("benches").unwrap());
        parse("register.toml", &whole)
            .map_err(|problems| problems.iter().map(|problem| problem.message.clone()).collect())
    }

    #[test]
    fn a_sound_step_is_read() {
        let register = with(
            "[[steps]]\nid = \"close\"\ntitle = { uk = \"Закрити\", en = \"Close\" }\nfrom = [\"active\"]\nto = \"closed\"\n\
             who = [\"head\"]\nfields = [\"cost\", \"note\"]\nrequired = [\"cost\"]\nterm = \"fine_payment_15d\"\nafter = \"begun_on\"\n\
             sign = \"taken_by\"\n",
        )
        .unwrap();
        let step = &register.steps[0];
        assert!(step.is_from("active") && !step.is_from("closed"));
        assert!(
            matches!(&step.due, Some(Due::Term(term, Some(day))) if term.count == 15 && day == "begun_on")
        );
    }

    #[test]
    fn sides_want_records_that_bodies_keep() {
        let step = "[[steps]]\nid = \"close\"\ntitle = { uk = \"Закрити\", en = \"Close\" }\nfrom = [\"active\"]\n\
                    who = [\"head\"]\nby = \"holder\"\ntell = [\"specialist\"]\n";
        let told = with(step).unwrap_err().join("\n");
        assert!(told.contains("`territory` or `body`"), "{told}");
    }

    #[test]
    fn every_mistake_is_told() {
        let told = with(
            "[[steps]]\nid = \"close\"\ntitle = { uk = \"Закрити\", en = \"Close\" }\nfrom = [\"activ\"]\nto = \"closed\"\n\
             who = [\"public\"]\nfields = [\"cost\"]\nrequired = [\"note\"]\nterm = \"fine_payment\"\nuntil = \"cost\"\n\
             sign = \"note\"\ncopy = { title = \"cost\" }\nby = \"owner\"\ntell = [\"boss\"]\n",
        )
        .unwrap_err()
        .join("\n");
        for words in [
            "unknown `activ`",
            "unknown `public`",
            "unknown `owner`",
            "unknown `boss`",
            "stands among `fields`",
            "unknown `fine_payment`",
            "`cost` must be a `date`",
            "`note` must be an `account`",
            "not of one kind",
            "not both",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
