use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::term::TERMS;

fn ask(case: Value) -> Result<Answer, CountError> {
    answer(&serde_json::from_value(case).unwrap())
}

fn due(code: &str, start: &str, regime: &str, options: Value) -> String {
    ask(json!({ "procedure": code, "start": start, "regime": regime, "options": options })).unwrap().due
}

/// One worked case for every row, counted by hand on a paper calendar, under martial law.
#[test]
fn every_row_has_a_worked_case() {
    const START: &str = "2026-03-05T10:00:00+02:00"; // Thursday
    let expected = [
        ("citizen_appeal", "2026-04-06"), // 5 April is a Sunday
        ("citizen_appeal_no_study", "2026-03-20"),
        ("appeal_forward", "2026-03-10"),
        ("appeal_return", "2026-03-16"), // 15 March is a Sunday
        ("deputy_appeal_10d", "2026-03-16"),
        ("deputy_inquiry_15d", "2026-03-20"),
        ("local_deputy_appeal_10d", "2026-03-16"),
        ("advocate_request_5wd", "2026-03-12"),
        ("advocate_request_extended_20wd", "2026-04-02"),
        ("public_information_request", "2026-03-12"),
        ("public_information_request_urgent_48h", "2026-03-07T10:00:00+02:00"),
        ("public_information_request_extended_20wd", "2026-04-02"),
        ("e_petition_publish_2wd", "2026-03-09"),
        ("e_petition_collection_3months", "2026-06-05"),
        ("e_petition_review_notice_3wd", "2026-03-10"),
        ("e_petition_review_notice_ngo_2wd", "2026-03-09"),
        ("e_petition_review_10wd", "2026-03-19"),
        ("admin_service_30cd", "2026-04-06"), // 4 April is a Saturday
        ("admin_procedure_9days", "2026-03-18"),
        ("admin_procedure_10days", "2026-03-16"),
        ("admin_fix_period_5wd", "2026-03-12"),
        ("draft_decision_publication_10wd", "2026-02-19"),
        ("e_consultation_15cd", "2026-03-20"),
        ("council_notice_10d_before", "2026-02-23"),
        ("penalty_appeal_10d", "2026-03-16"),
        ("offence_report_forward_3d", "2026-03-09"), // 8 March is a Sunday
        ("offence_hearing_15d", "2026-03-20"),
        ("penalty_imposition_2months", "2026-05-05"),
        ("penalty_copy_3d", "2026-03-09"),
        ("penalty_execution_3months", "2026-06-05"),
        ("fine_payment_15d", "2026-03-20"),
        ("programme_quarterly_report_10th", "2026-04-10"),
        ("programme_consolidated_15th", "2026-04-15"),
        ("programme_final_2months", "2026-05-05"),
        ("personal_data_request_10wd", "2026-03-19"),
        ("personal_data_request_30cd", "2026-04-06"),
        ("cert_report_1h", "2026-03-05T11:00:00+02:00"),
        ("cert_report_24h", "2026-03-06T10:00:00+02:00"),
        ("cert_report_72h", "2026-03-08T10:00:00+02:00"),
        ("cert_report_30d", "2026-04-06"),
        ("edms_default_30cd", "2026-04-06"),
    ];
    assert_eq!(
        expected.map(|(code, _)| code),
        TERMS.iter().map(|term| term.code.as_ref()).collect::<Vec<_>>()[..]
    );
    for (code, day) in expected {
        assert_eq!(due(code, START, "martial_law", json!({})), day, "{code}");
    }
}

#[test]
fn a_month_ends_on_its_last_day_where_the_day_is_missing() {
    assert_eq!(
        due("citizen_appeal", "2026-01-30T10:00:00+02:00", "martial_law", json!({"rollover": "none"})),
        "2026-02-28"
    );
    assert_eq!(
        due(
            "programme_final_2months",
            "2026-12-31T10:00:00+02:00",
            "martial_law",
            json!({"rollover": "none"})
        ),
        "2027-02-28"
    );
}

#[test]
fn extensions_stop_at_the_cap() {
    let start = "2026-03-05T10:00:00+02:00";
    let extended = |code, extension: Value| {
        due(code, start, "martial_law", json!({ "extension": extension, "rollover": "none" }))
    };
    assert_eq!(extended("citizen_appeal", json!({"requested_total_days": 40})), "2026-04-14");
    assert_eq!(extended("citizen_appeal", json!({"requested_total_days": 90})), "2026-04-19");
    assert_eq!(extended("citizen_appeal", json!({"add_days": 5})), "2026-04-10");
    assert_eq!(extended("citizen_appeal", json!({"add_days": 50})), "2026-04-19");
    assert_eq!(extended("local_deputy_appeal_10d", json!({"additional_study": true})), "2026-04-05");
    assert_eq!(
        extended("advocate_request_extended_20wd", json!({"requested_total_working_days": 12})),
        "2026-03-23"
    );
    let refused = ask(
        json!({"procedure": "fine_payment_15d", "start": start, "options": {"extension": {"add_days": 5}}}),
    );
    assert!(refused.unwrap_err().to_string().contains("`add_days`"));
}

#[test]
fn suspended_days_do_not_count_and_roll_over_comes_after() {
    let start = "2026-03-05T10:00:00+02:00";
    let pause =
        |first: &str, last: &str| json!({ "suspensions": [{ "first_day": first, "last_day": last }] });
    assert_eq!(
        due("fine_payment_15d", start, "martial_law", pause("2026-03-10", "2026-03-12")),
        "2026-03-23"
    );
    assert_eq!(
        due("public_information_request", start, "martial_law", pause("2026-03-07", "2026-03-09")),
        "2026-03-13"
    );
    assert_eq!(due("citizen_appeal", start, "martial_law", pause("2026-03-10", "2026-03-19")), "2026-04-15");
    let wrong = ask(
        json!({"procedure": "cert_report_1h", "start": start, "options": pause("2026-03-10", "2026-03-12")}),
    );
    assert!(wrong.unwrap_err().to_string().contains("`suspensions`"));
}

#[test]
fn forwarding_begins_the_term_anew_and_late_receipt_moves_day_zero() {
    let start = "2026-03-05T10:00:00+02:00";
    let forwarded = json!({"forwarded_at": "2026-03-06T10:00:00+02:00", "received_by_proper_body_at": "2026-03-09T10:00:00+02:00"});
    assert_eq!(due("public_information_request", start, "martial_law", forwarded), "2026-03-16");
    let late = json!({"late_receipt": "next_working_day"});
    assert_eq!(
        due("public_information_request", "2026-03-06T16:46:00+02:00", "martial_law", late.clone()),
        "2026-03-16"
    );
    assert_eq!(
        due("public_information_request", "2026-03-06T16:45:00+02:00", "martial_law", late.clone()),
        "2026-03-13"
    );
    assert_eq!(
        due("public_information_request", "2026-03-05T18:01:00+02:00", "martial_law", late.clone()),
        "2026-03-13"
    );
    assert_eq!(
        due("public_information_request", "2026-03-07T12:00:00+02:00", "martial_law", late),
        "2026-03-16"
    );
}

#[test]
fn peacetime_counts_holidays_and_transfers() {
    // 24 August 2026 is a Monday.
    let start = "2026-08-20T10:00:00+03:00";
    assert_eq!(due("public_information_request", start, "martial_law", json!({})), "2026-08-27");
    assert_eq!(due("public_information_request", start, "peacetime", json!({})), "2026-08-28");
    let moved = json!({"transfers": [{"day_off": "2026-08-21", "work_day": "2026-08-29"}]});
    assert_eq!(due("public_information_request", start, "peacetime", moved.clone()), "2026-08-29");
    let refused = ask(json!({"procedure": "public_information_request", "start": start, "options": moved}));
    assert!(refused.unwrap_err().to_string().contains("`transfers`"));
}

#[test]
fn hours_are_absolute_over_summer_time() {
    // On 29 March 2026 clocks go from 03:00 to 04:00.
    assert_eq!(
        due("cert_report_24h", "2026-03-28T12:00:00+02:00", "martial_law", json!({})),
        "2026-03-29T13:00:00+03:00"
    );
}

#[test]
fn counting_back_has_two_rules() {
    let session = "2026-03-20T10:00:00+02:00";
    assert_eq!(due("council_notice_10d_before", session, "martial_law", json!({})), "2026-03-10");
    assert_eq!(
        due(
            "council_notice_10d_before",
            session,
            "martial_law",
            json!({"backward_rule": "n_full_days_between"})
        ),
        "2026-03-09"
    );
    let on_sunday = "2026-03-18T10:00:00+02:00";
    assert_eq!(due("council_notice_10d_before", on_sunday, "martial_law", json!({})), "2026-03-08");
    assert_eq!(
        due(
            "council_notice_10d_before",
            on_sunday,
            "martial_law",
            json!({"backward_weekend": "previous_working_day"})
        ),
        "2026-03-06"
    );
}

#[test]
fn what_is_unknown_is_named() {
    let start = "2026-03-05T10:00:00+02:00";
    assert_eq!(
        ask(json!({"procedure": "nonsense", "start": start})).unwrap_err().to_string(),
        "unknown procedure `nonsense`"
    );
    let unknown = serde_json::from_value::<Case>(
        json!({"procedure": "citizen_appeal", "start": start, "options": {"speed": 1}}),
    );
    assert!(unknown.unwrap_err().to_string().contains("`speed`"));
}

proptest! {
    #[test]
    fn a_term_ends_on_a_working_day_after_its_start(
        offset in 0i64..12_000, index in 0..TERMS.len(), peace in proptest::bool::ANY,
    ) {
        let term = &TERMS[index];
        let regime = if peace { Regime::Peacetime } else { Regime::MartialLaw };
        let start = "1998-01-05T08:00:00Z".parse::<Timestamp>().unwrap() + (24 * offset).hours();
        match super::due(term, start, &regime.into(), &Options::default()).unwrap().0 {
            Due::Instant(end) => prop_assert!(end > start),
            Due::Date(end) if term.direction == Direction::Backward => prop_assert!(end < crate::clock::kyiv_date(start)),
            Due::Date(end) => {
                prop_assert!(end > crate::clock::kyiv_date(start));
                prop_assert!(regime.is_working_day(end));
            }
        }
    }

    #[test]
    fn a_suspension_never_brings_a_term_forward(offset in 0i64..4_000, first in 0i64..40, length in 0i64..40, index in 0..TERMS.len()) {
        let term = &TERMS[index];
        prop_assume!(term.unit != Unit::Hour && term.direction == Direction::Forward);
        let start = "2020-01-06T08:00:00Z".parse::<Timestamp>().unwrap() + (24 * offset).hours();
        let first_day = crate::clock::kyiv_date(start).saturating_add(first.days());
        let options = Options {
            suspensions: vec![Suspension { first_day, last_day: first_day.saturating_add(length.days()) }],
            ..Options::default()
        };
        let calendar = Regime::MartialLaw.into();
        let plain = super::due(term, start, &calendar, &Options::default()).unwrap().0;
        let paused = super::due(term, start, &calendar, &options).unwrap().0;
        if let (Due::Date(plain), Due::Date(paused)) = (plain, paused) {
            prop_assert!(paused >= plain);
        }
    }
}
