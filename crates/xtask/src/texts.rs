//! Every text exists in both languages with the same variables, and every key that code names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::{files, read};

type Texts = BTreeMap<String, BTreeSet<String>>;

/// Compares the files of texts, and the keys in the code with them.
pub fn check(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    let folder = root.join("crates/oblast-web/texts");
    let uk = load(&folder.join("uk.ftl"), &mut problems);
    let en = load(&folder.join("en.ftl"), &mut problems);
    for key in uk.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
        match (uk.get(key), en.get(key)) {
            (Some(one), Some(other)) if one != other => {
                problems.push(format!("text `{key}`: variables differ: uk {one:?}, en {other:?}"));
            }
            (Some(_), Some(_)) => {}
            (found, _) => {
                let lacking = if found.is_some() { "en" } else { "uk" };
                problems.push(format!("text `{key}` is missing in {lacking}.ftl"));
            }
        }
    }
    for file in files(&root.join("crates/oblast-web"), "rs") {
        let shown = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        for key in keys_in(&read(&file)) {
            if !uk.contains_key(&key) {
                problems.push(format!("{shown}: there is no text `{key}`"));
            }
        }
    }
    problems
}

fn load(path: &Path, problems: &mut Vec<String>) -> Texts {
    let source = read(path);
    let resource = parser::parse(source.as_str()).unwrap_or_else(|(resource, errors)| {
        problems.extend(errors.iter().map(|error| format!("{}: {error}", path.display())));
        resource
    });
    let mut texts = Texts::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            let mut variables = BTreeSet::new();
            if let Some(pattern) = &message.value {
                collect(pattern, &mut variables);
            }
            if texts.insert(message.id.name.to_owned(), variables).is_some() {
                problems.push(format!("{}: `{}` stands twice", path.display(), message.id.name));
            }
        }
    }
    texts
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => variable(inline, variables),
            Expression::Select { selector, variants } => {
                variable(selector, variables);
                variants.iter().for_each(|variant| collect(&variant.value, variables));
            }
        }
    }
}

fn variable(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        variables.insert(id.name.to_owned());
    }
}

/// Keys written out in calls `.t("...")` and `.tf("...")`.
fn keys_in(source: &str) -> Vec<String> {
    [".t(\"", ".tf(\""]
        .iter()
        .flat_map(|call| source.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}
