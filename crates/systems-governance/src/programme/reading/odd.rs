//! What is understood and odd all the same: told, so that somebody looks.

use std::collections::HashSet;

use crate::programme::amount::Money;
use crate::programme::model::{Measure, Notice, Place, Programme};

/// A thousand million hryvnias in one cell: a programme of an oblast has no such measure, but a cell that was written in
/// hryvnias under a head of thousands looks so.
const PERHAPS_HRYVNIAS: Money = Money(100_000_000_000);

pub fn tell(programme: &mut Programme) {
    let mut notices = Vec::new();
    let mut codes: HashSet<&str> = HashSet::new();
    for measure in programme.annex.measures() {
        if !measure.code.is_empty() && !codes.insert(&measure.code) {
            let place = Place { line: measure.line, cell: 0 };
            let words = format!("{}. {}", measure.code, measure.title);
            notices.push(Notice { kind: "code_twice", place, words });
        }
        outside_term(measure, &mut notices);
        for figure in measure.rows.iter().flat_map(|row| row.by_year.values().chain(&row.total)) {
            if figure.value.money() >= PERHAPS_HRYVNIAS {
                let words = figure.value.money().to_string();
                notices.push(Notice { kind: "perhaps_hryvnias", place: figure.place.clone(), words });
            }
        }
    }
    programme.notices.extend(notices);
}

/// Money of years in which the measure is not carried out, by its own term.
fn outside_term(measure: &Measure, notices: &mut Vec<Notice>) {
    let years = term(&measure.term);
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return };
    for (year, figure) in measure.rows.iter().flat_map(|row| &row.by_year) {
        if !(first..=last).contains(&year) && figure.value.money() != Money::default() {
            let words = format!("{}: {year}, {}", measure.code, measure.term);
            notices.push(Notice { kind: "outside_term", place: figure.place.clone(), words });
        }
    }
}

/// The years that a term names.
fn term(text: &str) -> Vec<i16> {
    let numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| part.len() == 4);
    numbers.filter_map(|part| part.parse().ok()).filter(|year| (1990..2100).contains(year)).collect()
}

#[cfg(test)]
mod tests {
    use oblast_tables::document::read_text;

    use crate::programme::reading::read;

    const HEAD: &str = "Перелік заходів\tСтрок\tВиконавці\tДжерела фінансування\tОбсяги, тис. грн\t\t\n\
                        \t\t\t\tразом\t2025 рік\t2026 рік\n1. Напрям\t\t\t\t\t\t\n";

    fn told(rows: &str) -> Vec<(&'static str, usize)> {
        let own = read(&read_text(&format!("{HEAD}{rows}")));
        own.notices.iter().map(|own| (own.kind, own.place.line)).collect()
    }

    #[test]
    fn what_is_odd_is_told_and_what_is_usual_is_not() {
        let usual = "1.1. Портал\t2025-2026\tА\tОбласний бюджет\t30,0\t10,0\t20,0\n";
        assert_eq!(told(usual), []);
        let twice = "1.1. Мережа\t2025\tА\tОбласний бюджет\t5,0\t5,0\t-\n";
        assert_eq!(told(&format!("{usual}{twice}")), [("code_twice", 5)]);
        let late = "1.1. Портал\t2025\tА\tОбласний бюджет\t30,0\t10,0\t20,0\n";
        assert_eq!(told(late), [("outside_term", 4)]);
        let always = "1.1. Портал\tпостійно\tА\tОбласний бюджет\t30,0\t10,0\t20,0\n";
        assert_eq!(told(always), []);
        let hryvnias = "1.1. Портал\t2025\tА\tОбласний бюджет\t1200000,0\t1200000,0\t-\n";
        assert_eq!(told(hryvnias), [("perhaps_hryvnias", 4), ("perhaps_hryvnias", 4)]);
    }
}
