//! The few places where the two databases are spoken to differently.

/// Do `$1`, `$2`... first appear in this order, and as many as there are parameters? SQLite numbers named
/// parameters by their first appearance.
pub(crate) fn placeholders_in_order(sql: &str, count: usize) -> bool {
    let mut highest = 0;
    for part in sql.split('$').skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        match digits.parse::<usize>() {
            Ok(number) if number <= highest => {}
            Ok(number) if number == highest + 1 => highest = number,
            _ => return false,
        }
    }
    highest == count
}

/// A migration for SQLite: its type names, STRICT tables, and the lines that are for SQLite alone.
pub(crate) fn sqlite_ddl(sql: &str) -> String {
    translate(sql, "-- sqlite: ", |word| match word {
        "uuid" | "bytea" => "blob",
        "bigint" => "integer",
        other => other,
    })
    .replace("\n);", "\n) strict;")
}

/// A migration for PostgreSQL: text sorts by bytes, as on SQLite; and the lines that are for PostgreSQL alone.
pub(crate) fn postgres_ddl(sql: &str) -> String {
    translate(sql, "-- postgres: ", |word| if word == "text" { "text collate \"C\"" } else { word })
}

fn translate(sql: &str, own: &str, word: impl Fn(&str) -> &str) -> String {
    sql.lines()
        .filter_map(|line| match line.strip_prefix(own) {
            Some(line) => Some(format!("{line}\n")),
            None if line.trim_start().starts_with("--") => None,
            None => {
                let parts: Vec<String> = line.split(' ').map(|part| translate_part(part, &word)).collect();
                Some(parts.join(" ") + "\n")
            }
        })
        .collect()
}

fn translate_part(part: &str, word: &impl Fn(&str) -> &str) -> String {
    let stem = part.trim_end_matches([',', ';']);
    format!("{}{}", word(stem), &part[stem.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_translated_and_names_left_alone() {
        let sql =
            "create table text_uuid (\n  id uuid not null primary key,\n  note text,\n  at bigint\n);\n";
        assert_eq!(
            sqlite_ddl(sql),
            "create table text_uuid (\n  id blob not null primary key,\n  note text,\n  at integer\n) strict;\n"
        );
        assert!(postgres_ddl(sql).contains("note text collate \"C\","));
    }

    #[test]
    fn placeholders_out_of_order_are_noticed() {
        assert!(placeholders_in_order("a = $1 and b = $2 and c = $1", 2));
        assert!(!placeholders_in_order("a = $2 and b = $1", 2));
        assert!(!placeholders_in_order("a = $1", 2));
    }
}
