//! The terms that the law sets, with their citations.

use std::borrow::Cow;

use super::{Certainty, Direction, Extension, Term, Unit};
use Certainty::{Certain, ToBeConfirmed};
use Extension::{None, StudyMonths, TotalDays, TotalWorkingDays};
use Unit::{CalendarDay, DayOfNextMonth, Hour, Month, WorkingDay};

const fn forward(
    code: &'static str,
    count: i32,
    unit: Unit,
    extension: Extension,
    citation: &'static str,
    certainty: Certainty,
) -> Term {
    let rolls_over = !matches!(unit, WorkingDay | Hour);
    Term {
        code: Cow::Borrowed(code),
        count,
        unit,
        direction: Direction::Forward,
        rolls_over,
        extension,
        citation: Cow::Borrowed(citation),
        certainty,
    }
}

const fn backward(
    code: &'static str,
    count: i32,
    unit: Unit,
    citation: &'static str,
    certainty: Certainty,
) -> Term {
    Term {
        code: Cow::Borrowed(code),
        count,
        unit,
        direction: Direction::Backward,
        rolls_over: false,
        extension: None,
        citation: Cow::Borrowed(citation),
        certainty,
    }
}

/// Every term.
#[rustfmt::skip]
pub const TERMS: &[Term] = &[
    forward("citizen_appeal", 1, Month, TotalDays(45), "393/96-ВР, ст. 20", Certain),
    forward("citizen_appeal_no_study", 15, CalendarDay, None, "393/96-ВР, ст. 20", Certain),
    forward("appeal_forward", 5, CalendarDay, None, "393/96-ВР, ст. 7", Certain),
    forward("appeal_return", 10, CalendarDay, None, "393/96-ВР, ст. 5", Certain),
    forward("deputy_appeal_10d", 10, CalendarDay, TotalDays(30), "2790-XII, ст. 16", ToBeConfirmed),
    forward("deputy_inquiry_15d", 15, CalendarDay, None, "2790-XII, ст. 15", ToBeConfirmed),
    forward("local_deputy_appeal_10d", 10, CalendarDay, StudyMonths(1), "93-IV, ст. 13", ToBeConfirmed),
    forward("advocate_request_5wd", 5, WorkingDay, None, "5076-VI, ст. 24", Certain),
    forward("advocate_request_extended_20wd", 20, WorkingDay, TotalWorkingDays(20), "5076-VI, ст. 24", Certain),
    forward("public_information_request", 5, WorkingDay, None, "2939-VI, ст. 20, ч. 1", Certain),
    forward("public_information_request_urgent_48h", 48, Hour, None, "2939-VI, ст. 20, ч. 2", Certain),
    forward("public_information_request_extended_20wd", 20, WorkingDay, TotalWorkingDays(20), "2939-VI, ст. 20, ч. 4", Certain),
    forward("e_petition_publish_2wd", 2, WorkingDay, None, "393/96-ВР, ст. 23-1", Certain),
    forward("e_petition_collection_3months", 3, Month, None, "393/96-ВР, ст. 23-1", Certain),
    forward("e_petition_review_notice_3wd", 3, WorkingDay, None, "393/96-ВР, ст. 23-1", ToBeConfirmed),
    forward("e_petition_review_notice_ngo_2wd", 2, WorkingDay, None, "393/96-ВР, ст. 23-1", ToBeConfirmed),
    forward("e_petition_review_10wd", 10, WorkingDay, None, "393/96-ВР, ст. 23-1", ToBeConfirmed),
    forward("admin_service_30cd", 30, CalendarDay, None, "5203-VI, ст. 10", Certain),
    forward("admin_procedure_9days", 9, WorkingDay, None, "2073-IX, ст. 42 (до 10 днів – робочі)", Certain),
    forward("admin_procedure_10days", 10, CalendarDay, None, "2073-IX, ст. 42 (від 10 днів – календарні)", Certain),
    forward("admin_fix_period_5wd", 5, WorkingDay, None, "2073-IX (щонайменше)", ToBeConfirmed),
    backward("draft_decision_publication_10wd", 10, WorkingDay, "2939-VI, ст. 15, ч. 3", Certain),
    forward("e_consultation_15cd", 15, CalendarDay, None, "КМУ 996", Certain),
    backward("council_notice_10d_before", 10, CalendarDay, "280/97-ВР, ст. 46", Certain),
    forward("penalty_appeal_10d", 10, CalendarDay, None, "КУпАП, ст. 289", Certain),
    forward("offence_report_forward_3d", 3, CalendarDay, None, "КУпАП, ст. 257", ToBeConfirmed),
    forward("offence_hearing_15d", 15, CalendarDay, None, "КУпАП, ст. 277", Certain),
    forward("penalty_imposition_2months", 2, Month, None, "КУпАП, ст. 38", Certain),
    forward("penalty_copy_3d", 3, CalendarDay, None, "КУпАП, ст. 285", Certain),
    forward("penalty_execution_3months", 3, Month, None, "КУпАП, ст. 303", Certain),
    forward("fine_payment_15d", 15, CalendarDay, None, "КУпАП, ст. 307", Certain),
    forward("programme_quarterly_report_10th", 10, DayOfNextMonth, None, "порядок самої програми", Certain),
    forward("programme_consolidated_15th", 15, DayOfNextMonth, None, "порядок самої програми", Certain),
    forward("programme_final_2months", 2, Month, None, "порядок самої програми", Certain),
    forward("personal_data_request_10wd", 10, WorkingDay, None, "2297-VI, ст. 17", Certain),
    forward("personal_data_request_30cd", 30, CalendarDay, TotalDays(45), "2297-VI, ст. 17", Certain),
    forward("cert_report_1h", 1, Hour, None, "КМУ 1533/2025", Certain),
    forward("cert_report_24h", 24, Hour, None, "КМУ 1533/2025", Certain),
    forward("cert_report_72h", 72, Hour, None, "КМУ 1533/2025", Certain),
    forward("cert_report_30d", 30, CalendarDay, None, "КМУ 1533/2025", Certain),
    forward("edms_default_30cd", 30, CalendarDay, None, "КМУ 55/2018", Certain),
];
