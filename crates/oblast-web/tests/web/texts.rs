//! Texts that code makes keys for.

use oblast_kernel::Lang;
use oblast_store::indicators::Indicator;
use oblast_web::texts::text;

fn exists(key: &str) {
    for lang in Lang::ALL {
        assert_ne!(text(lang, key, &[]), key, "{} has no text `{key}`", lang.tag());
    }
}

#[test]
fn made_keys_have_texts_in_both_languages() {
    for indicator in Indicator::ALL {
        exists(&format!("indicator-{}", indicator.name()));
        exists(&format!("indicator-{}-definition", indicator.name()));
    }
    for act in [
        "case-submit",
        "case-task",
        "record-create",
        "record-change",
        "personal_data-read",
        "session-begin",
        "account-password",
        "token-issue",
        "journal-checkpoint",
        "region-seed",
    ] {
        exists(&format!("act-{act}"));
    }
    for code in [
        "not-found",
        "sign-in",
        "bad-token",
        "not-permitted",
        "own-case",
        "stale-form",
        "bad-request",
        "invalid",
        "key-reused",
        "conflict",
        "duplicate",
        "too-large",
        "no-body",
        "unavailable",
        "unknown-outcome",
        "full",
        "internal",
    ] {
        exists(&format!("error-{code}-title"));
        exists(&format!("error-{code}-help"));
    }
}

#[test]
fn ukrainian_numbers_take_their_three_forms() {
    let left = |days: i64| text(Lang::Uk, "due-left", &[("days", days.into())]);
    assert_eq!(left(1), "залишився 1 робочий день");
    assert_eq!(left(3), "залишилося 3 робочі дні");
    assert_eq!(left(11), "залишилося 11 робочих днів");
    assert_eq!(left(21), "залишився 21 робочий день");
}
