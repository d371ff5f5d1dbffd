//! The reference of field kinds, generated from the kinds themselves: `docs/reference/kinds.md`.

use std::fmt::Write as _;

use oblast_kernel::Lang;
use oblast_kernel::access::FieldClass;

use crate::kind::{Choice, Field, FieldKind, Filter, KINDS};
use oblast_kernel::Text;

/// A field of this kind, as the reference declares it.
pub fn field(kind: &'static dyn FieldKind) -> Field {
    let choice = |(id, uk, en): (&str, &str, &str)| Choice::new(id, Text::new(uk, en));
    let choices: Vec<Choice> = match kind.name() {
        "choice" => [("billboard", "Щит", "Billboard"), ("roof", "Дахова", "On a roof")].map(choice).into(),
        "several" => [("ramp", "Пандус", "Ramp"), ("lift", "Ліфт", "Lift")].map(choice).into(),
        _ => Vec::new(),
    };
    Field {
        id: "example".into(),
        kind,
        title: Text::new("Приклад", "Example"),
        help: None,
        required: false,
        unique: false,
        class: FieldClass::Public,
        computed: false,
        filter: false,
        list: false,
        max_length: 4_000,
        min: None,
        max: None,
        scale: 2,
        choices,
        unit: (kind.name() == "quantity").then(|| Text::new("м²", "m²")),
        since: 1,
        until: None,
        retired: false,
        from: None,
        group: None,
        directory: None,
        target: (kind.name() == "reference").then(|| "benches".to_owned()),
    }
}

fn declaration(field: &Field) -> String {
    let mut out = format!(
        "[[fields]]\nid = \"example\"\nkind = \"{}\"\ntitle = {{ uk = \"Приклад\", en = \"Example\" }}\n",
        field.kind.name()
    );
    if let Some(unit) = &field.unit {
        out += &format!("unit = {{ uk = \"{}\", en = \"{}\" }}\n", unit.uk, unit.en);
    }
    if let Some(target) = &field.target {
        out += &format!("register = \"{target}\"\n");
    }
    for choice in &field.choices {
        out += &format!(
            "\n[[fields.choices]]\nid = \"{}\"\ntitle = {{ uk = \"{}\", en = \"{}\" }}\n",
            choice.id, choice.title.uk, choice.title.en
        );
    }
    out
}

fn filter_words(filter: Filter) -> &'static str {
    match filter {
        Filter::None => "немає",
        Filter::Equal => "точне значення",
        Filter::Words => "слова в тексті",
        Filter::Range => "від і до",
        Filter::OneOf => "один із варіантів",
        Filter::Contains => "записи, де є цей варіант",
        Filter::Refers => "записи, що посилаються на цей",
        Filter::Within => "територія з усім, що в ній",
        Filter::Blind => "цілі слова",
        Filter::Box => "прямокутник на мапі: захід, південь, схід, північ",
    }
}

/// The whole text.
pub fn kinds() -> String {
    let mut out = String::from(
        "# Види полів\n\nСтворено з коду: `cargo run -p xtask -- reference`. Кожен приклад перевірено.\n\n\
         Кожне поле має `id`, `kind`, `title`; може мати `help`, `required`, `unique`, `class` (`public`, `official` або `restricted` – зашифровано; без нього `official`),\n\
         `list` (стовпчик списку), `computed` (заповнюють правила на Rust), `filter`, `group`, `since` (з якої версії), `until` (до якої), `from` (яке старе поле заміняє), `max_length`, `min`, `max`.\n",
    );
    for kind in KINDS {
        let field = field(*kind);
        let value = field.parse(kind.example()).unwrap_or(oblast_kernel::Value::Null);
        let shown = kind.display(&value, &field, Lang::Uk).replace('\n', " / ");
        // Writing into a string cannot fail.
        let _ = write!(
            out,
            "\n## {name}\n\n{about}\n\n```toml\n{declaration}```\n\n\
             | | |\n|---|---|\n| вводять | {typed} |\n| показано | {shown} |\n| у даних | `{json}` |\n| фільтр | {filter} |\n",
            name = kind.name(),
            about = kind.about(),
            declaration = declaration(&field),
            typed = if field.is_typed() {
                format!("`{}`", kind.example().replace('\n', "` / `"))
            } else {
                "нічого: додають на картці".to_owned()
            },
            json = kind.to_json(&value, &field),
            filter = filter_words(kind.filter()),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_taken_and_every_declaration_is_sound() {
        for kind in KINDS {
            let field = field(*kind);
            let value = field.parse(kind.example());
            assert!(
                value.as_ref().is_ok_and(|value| value.is_null() != field.is_typed()),
                "{}: {value:?}",
                kind.name()
            );
            assert_eq!(kind.check(&field), None, "{}", kind.name());
            assert!(kind.about().ends_with('.'), "{}", kind.name());
            let register = format!(
                "[register]\nid = \"examples\"\nversion = 1\ntitle = {{ uk = \"П\", en = \"E\" }}\n\
                 description = {{ uk = \"П\", en = \"E\" }}\nholder = \"office\"\nnumber = \"П-{{counter}}\"\nsort = \"example\"\n\
                 [access]\nread = [\"public\"]\n{}",
                declaration(&field)
            );
            let parsed = crate::register::parse("register.toml", &register);
            assert!(parsed.is_ok(), "{}: {:?}", kind.name(), parsed.err());
        }
    }
}
