//! Programmes made up at random: a right one has no finding, one wrong figure is found where it stands.

use oblast_tables::document::read_text;
use proptest::prelude::*;
use systems_governance::programme::amount::Money;
use systems_governance::programme::check::check;
use systems_governance::programme::model::Programme;
use systems_governance::programme::reading::read;

const SOURCES: [&str; 4] = ["Державний бюджет", "Обласний бюджет", "Інші джерела*", "Інші джерела"];

/// Tenths of a thousand: by direction, measure, source and year; nothing where a measure has no row for the source.
type Amounts = Vec<Vec<[Option<[i64; 3]>; 4]>>;

fn amounts() -> impl Strategy<Value = Amounts> {
    let row = proptest::option::of(proptest::array::uniform3(0..200_000_i64));
    prop::collection::vec(prop::collection::vec(proptest::array::uniform4(row), 1..5), 1..5)
}

fn shown(tenths: i64) -> String {
    if tenths == 0 { "-".into() } else { format!("{},{}", tenths / 10, tenths % 10) }
}

fn line(lead: &str, source: &str, years: [i64; 3]) -> String {
    let [a, b, c] = years.map(shown);
    format!(
        "{lead}\t2024-2026\tДепартамент\t{source}\t{}\t{a}\t{b}\t{c}\tРезультат\n",
        shown(years.iter().sum())
    )
}

fn add(sum: &mut [i64; 3], more: [i64; 3]) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// The annex in the layout with a row for each source.
fn annex(amounts: &Amounts) -> String {
    let mut text =
        "Перелік заходів\tСтрок\tВиконавці\tДжерела фінансування\tОбсяги, тис. грн\t\t\t\tРезультат\n\
                    \t\t\t\tразом\t2024 рік\t2025 рік\t2026 рік\t\n"
            .to_owned();
    let mut whole = [[0; 3]; 4];
    for (number, direction) in (1..).zip(amounts) {
        text += &format!("{number}. Напрям без грошей у назві\t\t\t\t\t\t\t\t\n");
        let mut sums = [[0; 3]; 4];
        for (place, measure) in (1..).zip(direction) {
            let mut lead = format!("{number}.{place}. Захід");
            for (source, row) in measure.iter().enumerate() {
                let Some(years) = row else { continue };
                text += &line(&std::mem::take(&mut lead), SOURCES[source], *years);
                add(&mut sums[source], *years);
            }
            if !lead.is_empty() {
                text += &format!("{lead}\t2024-2026\tДепартамент\tНе потребує\t-\t-\t-\t-\tРезультат\n");
            }
        }
        for (source, years) in sums.into_iter().enumerate() {
            text += &line(if source == 0 { "Всього за напрямом" } else { "" }, SOURCES[source], years);
            add(&mut whole[source], years);
        }
    }
    let mut all = [0; 3];
    for (source, years) in whole.into_iter().enumerate() {
        text += &line(if source == 0 { "ВСЬОГО ЗА НАПРЯМАМИ" } else { "" }, SOURCES[source], years);
        add(&mut all, years);
    }
    text + &line("РАЗОМ ЗА ПРОГРАМОЮ", "", all)
}

fn programme(text: &str) -> Programme {
    read(&read_text(text))
}

proptest! {
    #[test]
    fn a_right_programme_has_no_finding(amounts in amounts()) {
        let own = programme(&annex(&amounts));
        prop_assert_eq!(own.annex.measures().count(), amounts.iter().map(Vec::len).sum::<usize>());
        let written: i64 = amounts.iter().flatten().flatten().flatten().flatten().sum();
        let read: Money = own.annex.measures().flat_map(|own| &own.rows).map(|row| row.years()).sum();
        prop_assert_eq!(read, Money(written * 10_000));
        prop_assert!(own.not_understood.is_empty() && own.notices.is_empty());
        prop_assert!(check(&own).is_empty());
    }

    #[test]
    fn one_wrong_figure_is_found_where_it_stands(amounts in amounts(), chosen in any::<prop::sample::Index>(), more in 1..9_999_i64) {
        let text = annex(&amounts);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // Years of rows that have a source.
        let figures: Vec<(usize, usize)> = (2..lines.len())
            .filter(|line| SOURCES.iter().any(|source| lines[*line].contains(&format!("\t{source}\t"))))
            .flat_map(|line| (5..8).map(move |cell| (line, cell)))
            .collect();
        let (line, cell) = figures[chosen.index(figures.len())];
        let mut cells: Vec<String> = lines[line].split('\t').map(str::to_owned).collect();
        let before: i64 = cells[cell].replace([',', '-'], "").parse().unwrap_or(0);
        cells[cell] = shown(before + more);
        lines[line] = cells.join("\t");
        let findings = check(&programme(&lines.join("\n")));
        let roots: Vec<_> = findings.iter().filter(|own| own.follows_from.is_none()).collect();
        prop_assert_eq!(roots.len(), 1, "{:?}", findings);
        prop_assert!(roots[0].places.iter().any(|place| place.line == line + 1), "{:?}", roots);
        prop_assert!(findings.iter().all(|own| own.difference().abs() == more * 10_000));
    }

    #[test]
    fn any_text_is_read(text in "([0-9]{1,3}\\.){0,2}[ -]?(Перелік заходів|Джерела фінансування|обсяг|Разом|Завдання|замовник|Всього|2021 рік|Період|план|факт|ініціатор|[0-9 ,.]{1,9}|\t|\n|\\PC){0,300}") {
        let own = programme(&text);
        check(&own);
    }
}
