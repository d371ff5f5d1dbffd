//! Real programme documents: what is understood of them, and what of their figures disagrees.
//!
//! The documents are not a part of the project: where the folder beside it has none, the tests say so and pass.

use std::path::Path;

use oblast_kernel::Lang;
use oblast_tables::document::read_text;
use systems_governance::programme::amount::Money;
use systems_governance::programme::check::{Finding, Kind, check};
use systems_governance::programme::model::Programme;
use systems_governance::programme::reading::read;

fn document(name: &str) -> Option<Programme> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/programmes").join(name);
    match std::fs::read_to_string(&place) {
        Ok(text) => Some(read(&read_text(&text))),
        Err(error) => {
            eprintln!("skipped: {}: {error}", place.display());
            None
        }
    }
}

fn thousand(value: i64) -> Money {
    Money(value * 10_000)
}

fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|own| own.text(Lang::Uk)).collect()
}

#[test]
fn poltava_has_its_years_in_one_cell_and_is_right_to_the_last_kopiyka() {
    let Some(own) = document("poltava-2021-2023.txt") else { return };
    assert_eq!(own.annex.directions.len(), 4);
    assert_eq!(own.annex.directions.iter().map(|own| own.measures.len()).collect::<Vec<_>>(), [9, 3, 14, 4]);
    let all: Money = own.annex.measures().flat_map(|own| &own.rows).map(|row| row.sum()).sum();
    assert_eq!(all, thousand(502_357));
    assert_eq!(own.annex.years(), [2021, 2022, 2023]);
    let broken = own.annex.measures().find(|own| own.code == "3.12").unwrap();
    assert_eq!(broken.rows[0].by_year.len(), 3, "a year that stands on the next page");
    assert_eq!((own.passport.sources.len(), own.resources.len()), (4, 5));
    assert_eq!(own.not_understood, []);
    assert_eq!(told(&check(&own)), [""; 0]);
}

#[test]
fn odesa_has_a_row_for_each_source_and_real_mistakes_with_their_consequences() {
    let Some(own) = document("odesa-2021-2023.txt") else { return };
    let annex = &own.annex;
    assert_eq!(
        annex.directions.iter().map(|own| own.measures.len()).collect::<Vec<_>>(),
        [7, 12, 6, 12, 2, 6]
    );
    assert_eq!(
        annex.directions[3].title,
        "Інформатизація пріоритетних напрямків соціально-економічного розвитку області"
    );
    let tables: Vec<(Option<i16>, usize)> = own.tasks.iter().map(|own| (own.year, own.rows.len())).collect();
    assert_eq!(tables, [(None, 45), (Some(2021), 45)]);
    assert_eq!(own.justifications.len(), 20);
    let broken = annex.measures().find(|own| own.code == "2.12").unwrap();
    assert!(broken.title.ends_with("Facebook-сторінок суб'єктів владних повноважень"), "{}", broken.title);
    assert_eq!(
        annex.measures().find(|own| own.code == "4.2").unwrap().rows[1].source.as_ref().unwrap().name,
        "Інші джерела"
    );
    assert_eq!(annex.all.as_ref().unwrap().sum(), thousand(1_559_377));
    assert_eq!(own.passport.sources.iter().map(|row| row.sum()).sum::<Money>(), thousand(1_559_377));
    assert_eq!((own.history.len(), own.resources.len()), (13, 6));
    assert_eq!(own.not_understood, []);

    let findings = check(&own);
    let roots: Vec<(Kind, Option<&str>, Option<i16>, i64)> = findings
        .iter()
        .filter(|own| own.follows_from.is_none())
        .map(|own| (own.kind, own.about.code.as_deref(), own.about.year, own.difference()))
        .collect();
    for f in findings.iter().enumerate() {
        eprintln!("{:?} {:?} {}", f.1.kind, f.1.follows_from, f.1.text(Lang::Uk));
    }
    let expected = [
        (Kind::MeasuresToDirection, Some("6"), Some(2021), -6_000_000),
        // The years of the whole are wrong, and right together.
        (Kind::SourcesToProgramme, None, Some(2021), 485_000_000),
        (Kind::SourcesToProgramme, None, Some(2022), -220_000_000),
        (Kind::SourcesToProgramme, None, Some(2023), -265_000_000),
        // The text and the table of tasks part costs differently.
        (Kind::TaskToJustification, Some("2.3"), None, 46_500_000),
        (Kind::TaskToJustification, Some("4.2"), None, -50_000_000),
        (Kind::TaskToJustification, Some("4.5"), None, 5_000_000),
        // 700 hryvnias less a slip of the decimal sign.
        (Kind::AnnexToJustification, Some("6.2"), None, -69_930),
        (Kind::PartsToJustification, Some("6.6"), None, -30_000_000),
    ];
    assert_eq!(roots, expected, "{:#?}", told(&findings));
    let slip = &findings[0];
    assert_eq!((slip.about.code.as_deref(), slip.places[0].line), (Some("6"), 1845));
    assert_eq!(
        slip.text(Lang::Uk),
        "Напрям 6, «Інші джерела*», 2021: записано 6\u{a0}136,0 тис. грн, а заходи напряму дають 6\u{a0}196,0 тис. грн."
    );
    // The whole counts the measure that the sum of the direction left out.
    let follows = findings.iter().find(|own| own.kind == Kind::DirectionsToAll).unwrap();
    assert_eq!((follows.follows_from, follows.difference()), (Some(0), thousand(600).0));
}

#[test]
fn dnipro_has_no_annex_and_nothing_is_made_up() {
    let Some(own) = document("dnipropetrovsk-2023-2025.txt") else { return };
    assert_eq!(own.annex.measures().count(), 0);
    assert_eq!(told(&check(&own)), [""; 0]);
}
