//! Groups of fields: a step of an application, a part of a record's form and card.

use oblast_kernel::Text;

use crate::kind::Field;
use crate::reader::Table;

/// A group of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The code.
    pub id: String,
    /// The title.
    pub title: Text,
    /// A hint under the title.
    pub help: Option<Text>,
}

pub(crate) fn read(root: &Table<'_, '_>) -> Vec<Group> {
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
pub(crate) fn check(root: &Table<'_, '_>, groups: &[Group], fields: &[Field]) {
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

/// Fields by their groups, in the order of the groups; all together where there are none. No part is empty.
pub fn parts<'f>(
    groups: &'f [Group],
    fields: impl Iterator<Item = &'f Field>,
) -> Vec<(Option<&'f Group>, Vec<&'f Field>)> {
    let mut parts: Vec<(Option<&Group>, Vec<&Field>)> = match groups {
        [] => vec![(None, Vec::new())],
        groups => groups.iter().map(|group| (Some(group), Vec::new())).collect(),
    };
    for field in fields {
        let own = |group: &Option<&Group>| group.is_none_or(|group| field.group.as_ref() == Some(&group.id));
        if let Some((_, fields)) = parts.iter_mut().find(|(group, _)| own(group)) {
            fields.push(field);
        }
    }
    parts.retain(|(_, fields)| !fields.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;

    fn field(id: &str, group: Option<&str>) -> Field {
        Field { id: id.into(), group: group.map(str::to_owned), ..reference::field(crate::kind::KINDS[0]) }
    }

    fn shape(groups: &[Group], fields: &[Field]) -> Vec<(String, Vec<String>)> {
        let ids = |fields: Vec<&Field>| fields.iter().map(|field| field.id.clone()).collect();
        let name = |group: Option<&Group>| group.map(|group| group.id.clone()).unwrap_or_default();
        parts(groups, fields.iter()).into_iter().map(|(group, fields)| (name(group), ids(fields))).collect()
    }

    #[test]
    fn fields_stand_in_the_order_of_their_groups() {
        let group = |id: &str| Group { id: id.into(), title: Text::new(id, id), help: None };
        let fields =
            [field("height", Some("body")), field("name", Some("who")), field("weight", Some("body"))];
        let expected = [("who", vec!["name"]), ("body", vec!["height", "weight"])];
        let expected: Vec<(String, Vec<String>)> =
            expected.map(|(group, ids)| (group.into(), ids.into_iter().map(str::to_owned).collect())).into();
        assert_eq!(shape(&[group("who"), group("empty"), group("body")], &fields), expected);
        assert_eq!(
            shape(&[], &fields),
            [(String::new(), vec!["height".into(), "name".into(), "weight".into()])]
        );
        assert!(shape(&[], &[]).is_empty());
    }

    #[test]
    fn a_field_in_no_group_and_a_group_without_fields_are_told() {
        let text = crate::skeleton::register("sheds").unwrap();
        let groups =
            "[[groups]]\nid = \"main\"\ntitle = { uk = \"О\", en = \"M\" }\n\n[[fields]]\nid = \"title\"";
        let text = text.replacen("[[fields]]\nid = \"title\"", groups, 1);
        let problems = crate::register::parse("register.toml", &text).unwrap_err();
        let said: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
        assert!(said.contains(&"the group `main` has no field".to_owned()), "{said:?}");
        assert!(said.contains(&"the field `title` is in no `group`".to_owned()), "{said:?}");
    }
}
