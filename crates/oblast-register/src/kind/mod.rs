//! Field kinds, one file each. A kind parses, checks, formats, exports and says how it is asked for.

mod account;
mod address;
mod body;
mod cadastral;
mod choice;
mod date;
mod decimal;
mod edrpou;
mod email;
mod files;
mod iban;
mod instant;
mod integer;
mod katotth;
mod line;
mod link;
mod period;
mod person;
mod phone;
mod point;
mod polygon;
mod quantity;
pub mod reference;
mod rnokpp;
mod several;
mod shape;
mod territory;
mod text;
mod unzr;
mod year;
mod yes_no;

use jiff::civil::Date;
use oblast_kernel::access::FieldClass;
use oblast_kernel::sortkey::sort_key;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Text, Value};
use serde_json::{Value as Json, json};

use crate::directory::Directory;
pub use crate::directory::Which;

/// Why a value was refused. The words are the interface's texts under `field-<code>`; `args` fill them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct FieldError {
    /// The code of the text.
    pub code: &'static str,
    /// Its variables.
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    /// An error without variables.
    pub fn new(code: &'static str) -> Self {
        FieldError { code, args: Vec::new() }
    }

    /// Adds a variable.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// One choice of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The code that is stored.
    pub id: String,
    /// What is shown.
    pub title: Text,
    /// The first day on which it may be chosen.
    pub from: Option<Date>,
    /// The last day on which it may be chosen; what was chosen until then keeps its meaning.
    pub until: Option<Date>,
}

impl Choice {
    /// A choice without an end.
    pub fn new(id: impl Into<String>, title: Text) -> Self {
        Choice { id: id.into(), title, from: None, until: None }
    }

    /// May it be chosen on a day?
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A declared field.
#[derive(Clone)]
pub struct Field {
    /// The name, also of the column and in the API.
    pub id: String,
    /// The kind.
    pub kind: &'static dyn FieldKind,
    /// The title.
    pub title: Text,
    /// A hint under the title.
    pub help: Option<Text>,
    /// Must it be filled?
    pub required: bool,
    /// May no two records share a value?
    pub unique: bool,
    /// Who sees it.
    pub class: FieldClass,
    /// Is it filled by the rules of its register, in Rust, and by nobody else?
    pub computed: bool,
    /// Can a list be filtered by it?
    pub filter: bool,
    /// Is it a column of the list?
    pub list: bool,
    /// The longest text, in characters.
    pub max_length: usize,
    /// The least value, in the kind's units.
    pub min: Option<i64>,
    /// The greatest value, in the kind's units.
    pub max: Option<i64>,
    /// Digits after the decimal mark.
    pub scale: u32,
    /// The choices.
    pub choices: Vec<Choice>,
    /// The unit of measure.
    pub unit: Option<Text>,
    /// Since which version of the register.
    pub since: i64,
    /// Until which version it is used.
    pub until: Option<i64>,
    /// Is that version over, so that its values stand in older versions of records alone?
    pub retired: bool,
    /// The older field whose values it takes over.
    pub from: Option<String>,
    /// The group of the form that it belongs to.
    pub group: Option<String>,
    /// What its codes stand for, where the kind has a directory.
    pub directory: Option<Directory>,
    /// The register whose records it refers to.
    pub target: Option<String>,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Field({}: {})", self.id, self.kind.name())
    }
}

/// What the name of a column with a sort key ends with.
const SORT: &str = "_sort";

/// How a form asks for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line; the second part is the HTML `inputmode`, the third the `autocomplete` token.
    Line(&'static str, &'static str),
    /// Several lines.
    Area,
    /// A date, typed.
    Date,
    /// One of the choices.
    Choices,
    /// Some of the choices.
    Several,
    /// Yes or no.
    YesNo,
    /// Coordinates, typed or drawn on a map.
    Shape(Shape),
    /// An entry of a directory: chosen from a short one, named in a long one.
    Entry,
    /// Files, so many at most: added on the card, in no form.
    Files(usize),
}

/// What is drawn on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A place.
    Point,
    /// A course.
    Line,
    /// An area.
    Polygon,
}

impl Shape {
    /// The name in pages.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Point => "point",
            Shape::Line => "line",
            Shape::Polygon => "polygon",
        }
    }
}

/// How a list is filtered by a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Not at all.
    None,
    /// The value itself.
    Equal,
    /// Words in it, whatever the letter case.
    Words,
    /// From a value, to a value.
    Range,
    /// One of the choices, or yes and no.
    OneOf,
    /// A choice among several.
    Contains,
    /// A box on the map.
    Box,
    /// A territory with all that lies within it.
    Within,
    /// A record that is referred to.
    Refers,
    /// Whole words of what is stored encrypted, by a blind index.
    Blind,
}

/// What a kind does. Texts come from people and files and are trimmed before [`FieldKind::parse`].
pub trait FieldKind: Sync + Send {
    /// The name in declarations.
    fn name(&self) -> &'static str;

    /// The column that keeps it.
    fn column(&self) -> ColumnType {
        ColumnType::Text
    }

    /// Reads what a person typed. The text is trimmed and not empty.
    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError>;

    /// Reads a cell of somebody's table. The text is trimmed and not empty; choices may stand by their titles.
    fn parse_cell(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        self.parse(text, field)
    }

    /// Reads a JSON value that is not null. Strings are read as if typed.
    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        match json {
            Json::String(text) => field.parse(text),
            _ => Err(FieldError::new("wrong-type")),
        }
    }

    /// The value as data: what [`FieldKind::parse`] reads back, in the JSON type of [`FieldKind::schema`].
    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        value.as_text().map_or(Json::Null, Json::from)
    }

    /// The value as a person reads it.
    fn display(&self, value: &Value, field: &Field, lang: Lang) -> String {
        let _ = lang;
        self.to_text(value, field)
    }

    /// The value as a form and a CSV file hold it.
    fn to_text(&self, value: &Value, field: &Field) -> String {
        match self.to_json(value, field) {
            Json::Null => String::new(),
            Json::String(text) => text,
            other => other.to_string(),
        }
    }

    /// The value as a form shows it to be changed, in the way its hint asks for.
    fn to_input(&self, value: &Value, field: &Field) -> String {
        self.to_text(value, field)
    }

    /// The JSON Schema of the value.
    fn schema(&self, field: &Field) -> Json {
        json!({ "type": "string", "minLength": 1, "maxLength": field.max_length })
    }

    /// How a form asks for it.
    fn input(&self) -> Input {
        Input::Line("text", "off")
    }

    /// How a list is filtered by it.
    fn filter(&self) -> Filter {
        match self.input() {
            Input::Choices | Input::YesNo => Filter::OneOf,
            Input::Date => Filter::Range,
            _ if self.has_sort_key() => Filter::Words,
            Input::Area | Input::Shape(_) => Filter::None,
            _ => Filter::Equal,
        }
    }

    /// Where a click on the value leads.
    fn href(&self, _value: &Value, _field: &Field) -> Option<String> {
        None
    }

    /// What it holds, in Ukrainian, for the reference.
    fn about(&self) -> &'static str;

    /// A value as one types it, for the reference.
    fn example(&self) -> &'static str;

    /// The directory that its values come from.
    fn directory(&self) -> Option<Which> {
        None
    }

    /// The columns beside the value's own: what their names end with, and their types.
    fn beside(&self) -> &'static [(&'static str, ColumnType)] {
        if self.has_sort_key() { &[(SORT, ColumnType::Text)] } else { &[] }
    }

    /// What stands in these columns.
    fn beside_values(&self, value: &Value) -> Vec<Value> {
        if self.has_sort_key() { vec![value.as_text().map(sort_key).into()] } else { Vec::new() }
    }

    /// The parts of a stored or typed text by which it is found where it is encrypted: whole words, or the text itself
    /// where a part of it says nothing.
    fn words(&self, text: &str) -> Vec<String> {
        let key = sort_key(text);
        if self.has_sort_key() { key.split(' ').map(str::to_owned).collect() } else { vec![key] }
    }

    /// Is it sorted by a Ukrainian sort key in a column of its own?
    fn has_sort_key(&self) -> bool {
        false
    }

    /// Digits after the mark of its numbers.
    fn decimals(&self, field: &Field) -> u32 {
        field.scale
    }

    /// Are numbers set right-aligned?
    fn is_number(&self) -> bool {
        false
    }

    /// What a declaration of this kind must have besides the common keys: a message, if it is wrong.
    fn check(&self, _field: &Field) -> Option<&'static str> {
        None
    }
}

/// A date as people type it, where no declared field is around it.
pub fn read_date(text: &str) -> Option<jiff::civil::Date> {
    date::read(text.trim())
}

/// Every kind, in the order of the reference.
pub const KINDS: &[&dyn FieldKind] = &[
    &text::TEXT,
    &text::LONG_TEXT,
    &integer::INTEGER,
    &decimal::DECIMAL,
    &decimal::MONEY,
    &quantity::QUANTITY,
    &date::DATE,
    &period::PERIOD,
    &year::YEAR,
    &instant::INSTANT,
    &yes_no::YES_NO,
    &choice::CHOICE,
    &several::SEVERAL,
    &edrpou::EDRPOU,
    &rnokpp::RNOKPP,
    &unzr::UNZR,
    &iban::IBAN,
    &cadastral::CADASTRAL,
    &katotth::KATOTTH,
    &territory::TERRITORY,
    &body::BODY,
    &account::ACCOUNT,
    &reference::REFERENCE,
    &person::PERSON,
    &address::ADDRESS,
    &phone::PHONE,
    &email::EMAIL,
    &link::LINK,
    &point::POINT,
    &line::LINE,
    &polygon::POLYGON,
    &files::FILE,
    &files::GALLERY,
];

/// The kind of a name.
pub fn find(name: &str) -> Option<&'static dyn FieldKind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}

impl Field {
    /// Reads what a person typed; an empty text is [`Value::Null`], an error where the field is required.
    pub fn parse(&self, text: &str) -> Result<Value, FieldError> {
        self.parse_by(text, |text| self.kind.parse(text, self))
    }

    /// Reads a cell of somebody's table.
    pub fn parse_cell(&self, text: &str) -> Result<Value, FieldError> {
        self.parse_by(text, |text| self.kind.parse_cell(text, self))
    }

    fn parse_by(
        &self,
        text: &str,
        read: impl Fn(&str) -> Result<Value, FieldError>,
    ) -> Result<Value, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return if self.required { Err(FieldError::new("required")) } else { Ok(Value::Null) };
        }
        if text.chars().any(|c| c == '\0' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))) {
            return Err(FieldError::new("control-characters"));
        }
        let length = text.chars().count();
        if length > self.max_length {
            return Err(FieldError::new("too-long").with("max", self.max_length).with("got", length));
        }
        match read(text) {
            Ok(Value::Null) if self.required => Err(FieldError::new("required")),
            read => read,
        }
    }

    /// Reads a JSON value; null and absence are as an empty text.
    pub fn parse_json(&self, json: Option<&Json>) -> Result<Value, FieldError> {
        match json {
            None | Some(Json::Null) => self.parse(""),
            Some(json) => self.kind.parse_json(json, self),
        }
    }

    /// The choice of a code or of a title in either language, whatever the letter case.
    fn choice_meant(&self, text: &str) -> Option<&Choice> {
        let text = text.trim();
        let lower = text.to_lowercase();
        let by_title = |title: &Text| title.uk.to_lowercase() == lower || title.en.to_lowercase() == lower;
        let mut choices = self.choices.iter();
        choices.find(|choice| choice.id == text || by_title(&choice.title))
    }

    /// What is chosen in a value, alone or among several, and may not be chosen on a day.
    pub fn not_in_force(&self, value: &Value, day: Date) -> Option<&Choice> {
        let chosen = |choice: &&Choice| {
            value.as_text().is_some_and(|codes| codes.split_whitespace().any(|code| code == choice.id))
        };
        self.choices.iter().filter(|choice| !choice.is_in_force(day)).find(chosen)
    }

    /// Is it filled in by forms, files and the API? Files are added on the card, what is computed by nobody.
    pub fn is_typed(&self) -> bool {
        !self.computed && !self.retired && !self.holds_files()
    }

    /// Does it hold files?
    pub fn holds_files(&self) -> bool {
        matches!(self.kind.input(), Input::Files(_))
    }

    /// The title of the directory's entry that is stored, or the code itself where there is none.
    fn entry_title(&self, value: &Value, lang: Lang) -> String {
        let code = value.as_text().unwrap_or_default();
        self.directory.as_ref().map_or_else(|| code.to_owned(), |directory| directory.title(code, lang))
    }

    /// The title of the choice that is stored, or the code itself where the choice is gone.
    pub fn choice_title(&self, code: &str, lang: Lang) -> String {
        self.choices
            .iter()
            .find(|choice| choice.id == code)
            .map_or_else(|| code.to_owned(), |choice| choice.title.get(lang).to_owned())
    }

    /// The name of the column that keeps the sort key, if there is one.
    pub fn sort_column(&self) -> Option<String> {
        (self.kind.has_sort_key() && !self.is_restricted()).then(|| format!("{}{SORT}", self.id))
    }

    /// Is it stored encrypted?
    pub fn is_restricted(&self) -> bool {
        self.class == FieldClass::Restricted
    }

    /// The type of its column.
    pub fn column(&self) -> ColumnType {
        if self.is_restricted() { ColumnType::Bytes } else { self.kind.column() }
    }

    /// The columns beside its own; what is encrypted has none, they would tell of it.
    pub fn beside(&self) -> &'static [(&'static str, ColumnType)] {
        if self.is_restricted() { &[] } else { self.kind.beside() }
    }

    /// How a list is filtered by it.
    pub fn filtering(&self) -> Filter {
        match self.kind.filter() {
            Filter::None => Filter::None,
            _ if self.is_restricted() => Filter::Blind,
            filter => filter,
        }
    }

    /// What a restricted value is found by.
    pub fn words(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Text(text) => self.kind.words(text).into_iter().filter(|word| !word.is_empty()).collect(),
            Value::Int(int) => vec![int.to_string()],
            _ => Vec::new(),
        }
    }

    /// The words that a restricted field is asked for; typed in the way of its kind, where a part of it says nothing.
    pub fn asked_words(&self, text: &str) -> Result<Vec<String>, FieldError> {
        if self.kind.has_sort_key() {
            return Ok(self.words(&Value::from(text)));
        }
        self.parse(text).map(|value| self.words(&value))
    }

    fn within(&self, number: i64) -> Result<Value, FieldError> {
        let shown = |limit: i64| oblast_kernel::decimal::readable(limit, self.kind.decimals(self));
        match (self.min, self.max) {
            (Some(min), _) if number < min => Err(FieldError::new("too-small").with("min", shown(min))),
            (_, Some(max)) if number > max => Err(FieldError::new("too-large").with("max", shown(max))),
            _ => Ok(Value::Int(number)),
        }
    }
}

#[cfg(test)]
pub(crate) fn sample(kind: &'static dyn FieldKind) -> Field {
    Field {
        id: "sample".into(),
        kind,
        title: Text::new("Зразок", "Sample"),
        help: None,
        required: false,
        unique: false,
        class: FieldClass::Public,
        computed: false,
        filter: false,
        list: false,
        max_length: 200,
        min: None,
        max: None,
        scale: 2,
        choices: vec![Choice::new("one", Text::new("Один", "One"))],
        unit: None,
        since: 1,
        until: None,
        retired: false,
        from: None,
        group: None,
        directory: None,
        target: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_answer_is_an_error_only_where_one_is_required() {
        let mut field = sample(&text::TEXT);
        assert_eq!(field.parse("  "), Ok(Value::Null));
        field.required = true;
        assert_eq!(field.parse("  "), Err(FieldError::new("required")));
    }

    #[test]
    fn control_characters_and_excess_are_refused() {
        let field = sample(&text::TEXT);
        assert_eq!(field.parse("a\0b").unwrap_err().code, "control-characters");
        let error = field.parse(&"я".repeat(10_000)).unwrap_err();
        assert_eq!(error, FieldError::new("too-long").with("max", 200).with("got", 10_000));
    }

    proptest! {
        /// What a field accepts it writes so that it reads the same back, as text and as JSON.
        #[test]
        fn accepted_values_are_read_back(text in "\\PC{0,40}|[0-9.,: T-]{0,20}|true|so|one|[+0-9 ()-]{9,20}|[a-z@.]{3,12}",
                                         kind in 0..KINDS.len()) {
            let field = sample(KINDS[kind]);
            if let Ok(value) = field.parse(&text) && !value.is_null() {
                prop_assert_eq!(field.parse(&field.kind.to_text(&value, &field)), Ok(value.clone()));
                prop_assert_eq!(field.parse(&field.kind.to_input(&value, &field)), Ok(value.clone()));
                let json = field.kind.to_json(&value, &field);
                prop_assert_eq!(field.parse_json(Some(&json)), Ok(value));
            }
        }
    }
}
