//! A life event: one `life_event.toml`, one application that starts several services.

use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::{Text, Value};

use crate::catalogue::{ProcedureRules, Service, Values};
use crate::kind::FieldError;
use crate::problem::Problem;
use crate::procedure::{Document, Group, Procedure};
use crate::reader::{Source, Table};

/// A declared life event.
#[derive(Clone, Debug)]
pub struct LifeEvent {
    /// The name in URLs; no procedure has it.
    pub id: String,
    /// The version.
    pub version: i64,
    /// The title.
    pub title: Text,
    /// What it starts, in a sentence or two.
    pub summary: Text,
    /// Other words by which people look for it.
    pub words: Option<Text>,
    /// The services, in their order.
    pub parts: Vec<Part>,
}

/// A service that a life event starts.
#[derive(Clone, Debug)]
pub struct Part {
    /// The procedure.
    pub procedure: String,
    /// Answers that follow from the event itself: they are not asked.
    pub preset: Vec<(String, String)>,
    /// The place in the file, for messages of the catalogue.
    pub offset: usize,
}

/// Parses a declaration. All mistakes are reported, in the order of the file.
pub fn parse(file: &str, text: &str) -> Result<LifeEvent, Vec<Problem>> {
    let source = Source::new(file, text);
    let document = source.document();
    let root = Table::new(&source, document.get_ref(), 0);
    let event = read(&root);
    root.finish();
    drop(root);
    source.finish(event)
}

fn read(root: &Table<'_, '_>) -> Option<LifeEvent> {
    let parts: Vec<Part> = root.tables("services").iter().filter_map(part).collect();
    if parts.len() < 2 {
        root.report("services", "a life event starts at least two [[services]]");
    }
    let head = root.required_table("life_event")?;
    let id = head.name("id", '-');
    let version = head.integer("version");
    let title = head.required_text("title");
    let summary = head.required_text("summary");
    let words = head.text("words");
    head.finish();
    if version.is_none_or(|version| version < 1) {
        head.report("version", "`version` is a whole number from 1");
    }
    Some(LifeEvent { id: id?, version: version?, title: title?, summary: summary?, words, parts })
}

fn part(table: &Table<'_, '_>) -> Option<Part> {
    let (procedure, offset) = (table.name("procedure", '-'), table.place("procedure"));
    let preset = table.table("preset");
    table.finish();
    let preset = preset.map(|preset| preset.pairs()).unwrap_or_default();
    let preset = preset.into_iter().map(|(field, text, _)| (field, text)).collect();
    Some(Part { procedure: procedure?, preset, offset })
}

/// The values of a part: what was answered, what the event says, nothing that the part does not know.
pub fn part_values(service: &Service, part: &Part, answers: &Values) -> Values {
    let mut values = Values::new();
    for field in &service.procedure.fields {
        if let Some(value) = answers.get(&field.id) {
            values.insert(field.id.clone(), value.clone());
        }
        if let Some((_, text)) = part.preset.iter().find(|(name, _)| *name == field.id) {
            values.insert(field.id.clone(), field.parse(text).unwrap_or(Value::Null));
        }
    }
    values
}

/// The form of a life event as if it were one service: the groups and fields of its parts, each field once.
pub(crate) fn form(event: &LifeEvent, services: Vec<(Service, Part)>) -> Option<Service> {
    let mut merged: Procedure = (*services.first()?.0.procedure).clone();
    merged.id.clone_from(&event.id);
    merged.title = event.title.clone();
    merged.summary = event.summary.clone();
    merged.groups.clear();
    merged.fields.clear();
    merged.documents.clear();
    for (service, part) in &services {
        let procedure = &service.procedure;
        let own = Group { id: procedure.id.replace('-', "_"), title: procedure.title.clone(), help: None };
        let groups = if procedure.groups.is_empty() { vec![own.clone()] } else { procedure.groups.clone() };
        for field in &procedure.fields {
            let preset = part.preset.iter().any(|(name, _)| *name == field.id);
            if !preset && merged.field(&field.id).is_none() {
                let mut field = field.clone();
                field.group.get_or_insert_with(|| own.id.clone());
                merged.fields.push(field);
            }
        }
        merged.groups.extend(groups);
        let known = |document: &&Document| !merged.documents.contains(document);
        let documents: Vec<Document> = procedure.documents.iter().filter(known).cloned().collect();
        merged.documents.extend(documents);
    }
    let fields = &merged.fields;
    merged.groups.retain(|group| fields.iter().any(|field| field.group.as_ref() == Some(&group.id)));
    Some(Service { procedure: Arc::new(merged), rules: Arc::new(Together(services)) })
}

/// The rules of all parts.
struct Together(Vec<(Service, Part)>);

impl ProcedureRules for Together {
    fn asks(&self, field: &str, answers: &Values) -> bool {
        self.0.iter().any(|(service, part)| {
            let knows = service.procedure.field(field).is_some();
            knows && service.rules.asks(field, &part_values(service, part, answers))
        })
    }

    fn check(&self, application: &Values, today: Date) -> Vec<(&'static str, FieldError)> {
        let checks = self.0.iter();
        checks
            .flat_map(|(service, part)| service.rules.check(&part_values(service, part, application), today))
            .collect()
    }
}
