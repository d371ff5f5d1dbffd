//! `[retention]`: after how many years what is restricted in a record is destroyed, counted from one of its dates.

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::Text;

use crate::kind::Field;
use crate::reader::Table;

/// The longest term, in years: personnel files are kept for seventy-five.
const LONGEST: i64 = 100;

/// How long restricted values are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// So many years.
    pub years: i16,
    /// From this date of the record.
    pub from: String,
    /// By which act.
    pub basis: Text,
    /// Was that read in the act in force?
    pub confirmed: bool,
}

impl Retention {
    /// The last date from which the term has ended on a day. Years are counted from the first of January after the date, as archives
    /// count them: never too early.
    pub fn until(&self, today: Date) -> Date {
        let years = today.saturating_sub(self.years.years());
        // Records of that year's day have their term end at the end of a year.
        Date::new(years.year() - 1, 12, 31).unwrap_or(Date::MIN)
    }
}

/// Reads the table.
pub(crate) fn read(table: &Table<'_, '_>, fields: &[Field]) -> Option<Retention> {
    let years = table.integer("years");
    let from = table.required_string("from");
    let basis = table.required_text("basis");
    let confirmed = table.boolean("confirmed");
    table.finish();
    if let Some(name) = &from {
        let dates: Vec<&str> = fields
            .iter()
            .filter(|field| field.kind.name() == "date")
            .map(|field| field.id.as_str())
            .collect();
        if !dates.contains(&name.as_str()) {
            table.source.unknown(table.place("from"), name, &dates);
        }
    }
    let Some(years) = years.filter(|years| (1..=LONGEST).contains(years)) else {
        table.report("years", format!("`years` is a whole number from 1 to {LONGEST}"));
        return None;
    };
    if !fields.iter().any(Field::is_restricted) {
        table.report("from", "only restricted values can be destroyed, and this register has none");
    }
    Some(Retention { years: i16::try_from(years).ok()?, from: from?, basis: basis?, confirmed })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_term_of_years_ends_with_a_year() {
        let own = Retention { years: 5, from: "drawn_on".into(), basis: Text::default(), confirmed: false };
        // What is of 2020 is kept through 2021 to 2025; it may go from 1 January 2026 on.
        assert_eq!(own.until(date(2025, 12, 31)), date(2019, 12, 31));
        assert_eq!(own.until(date(2026, 1, 1)), date(2020, 12, 31));
        assert_eq!(own.until(date(2028, 2, 29)), date(2022, 12, 31));
    }

    #[test]
    fn a_term_names_its_date_and_something_to_destroy() {
        let sound = crate::skeleton::register("playgrounds").unwrap();
        let wrong =
            "[retention]\nyears = 0\nfrom = \"nothing\"\nbasis = { uk = \"А\", en = \"A\" }\n\n[access]";
        let told: Vec<String> = crate::register::parse("r.toml", &sound.replacen("[access]", wrong, 1))
            .unwrap_err()
            .into_iter()
            .map(|problem| problem.message)
            .collect();
        for words in ["unknown `nothing`", "from 1 to 100"] {
            assert!(told.iter().any(|message| message.contains(words)), "{words}: {told:?}");
        }
        let empty = wrong.replace("= 0", "= 5");
        let told = crate::register::parse("r.toml", &sound.replacen("[access]", &empty, 1)).unwrap_err();
        assert!(told.iter().any(|problem| problem.message.contains("this register has none")), "{told:?}");
    }
}
