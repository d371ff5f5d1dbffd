use std::path::Path;

use super::*;
use crate::samples;

fn certificates(folder: &Path, names: &[&str]) -> Vec<Certificate> {
    let folder = folder.join("certificates");
    let files = names.iter().flat_map(|name| samples::all(&folder, &[name]));
    files.map(|bytes| Certificate::parse(&bytes).unwrap()).collect()
}

/// 20 September 2023.
const THEN: i64 = 1_695_168_000;

#[test]
fn a_chain_to_the_trusted_root_decides() {
    let Some(folder) = samples::folder() else { return };
    let bytes = samples::read(&folder, "diia/verify-dstu-1.p7s");
    let mut message = SignedMessage::parse(&bytes).unwrap();
    let signer = message.signers[0].clone();
    let all = certificates(&folder, &["CAO-", "diia-CA"]);
    let full = |message: &SignedMessage, trusted: &[Certificate], at: i64, policy: Policy| {
        let trust = Trust::of(trusted.to_vec());
        assess(message, &signer, None, &Evidence { trust: &trust, at, policy, ..Evidence::default() })
    };
    let told = |message: &SignedMessage, trusted: &[Certificate], at: i64, policy: Policy| {
        let own = full(message, trusted, at, policy);
        (own.verdict, own.reasons)
    };
    assert_eq!(told(&message, &all, THEN, Policy::Lenient), (Verdict::Valid, vec![]));
    assert_eq!(
        told(&message, &all, THEN, Policy::Strict),
        (Verdict::Indeterminate, vec![Reason::RevocationUnknown])
    );
    let own = full(&message, &all, THEN, Policy::Lenient);
    assert!(own.chain.len() >= 2 && own.claimed_time == Some(1_695_147_438));
    assert!(own.reservations.contains(&Reservation::RevocationUnknown));
    // Nothing trusted, another trusted one, after the certificate has ended.
    assert_eq!(told(&message, &[], THEN, Policy::Lenient).0, Verdict::Indeterminate);
    let old = certificates(&folder, &["CZOROOT"]);
    assert!(told(&message, &old, THEN, Policy::Lenient).1.contains(&Reason::Untrusted));
    let (verdict, reasons) = told(&message, &all, THEN + 3 * 365 * 86_400, Policy::Lenient);
    assert!(verdict == Verdict::Indeterminate && matches!(reasons[0], Reason::OutOfTime(_)));
    // An altered content.
    message.content = Some(b"altered".to_vec());
    assert_eq!(told(&message, &all, THEN, Policy::Lenient).0, Verdict::Invalid);
}

#[test]
fn a_certificate_that_its_issuer_did_not_sign_is_forged() {
    let Some(folder) = samples::folder() else { return };
    let all = certificates(&folder, &["CAO-", "diia-CA"]);
    let signer = certificates(&folder, &["diia-test-sign"]).remove(0);
    let mut bytes = signer.der().to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let forged = Certificate::parse(&bytes).unwrap();
    let mut reasons = Vec::new();
    let chain = chain_of(&forged, &[], &Trust::of(all), &mut reasons);
    assert_eq!(chain.len(), 1);
    assert_eq!(reasons, [Reason::Forged("ДП ДІЯ (Тестування)".into())]);
    assert_eq!(reasons[0].verdict(), Verdict::Invalid);
    // A certificate of a person issues none: it does not become an authority by being trusted.
    let mut reasons = Vec::new();
    let own = chain_of(&signer, &[&signer], &Trust::default(), &mut reasons);
    assert_eq!(
        (own.len(), reasons),
        (1, vec![Reason::Untrusted]),
        "it does not issue itself, nor go in a circle"
    );
}

mod made {
    use super::*;
    use crate::create::tests::{NOW, by};
    use crate::create::{Content, add_time_stamp, sign};
    use crate::issue::tests::{Holder, VALID, authority, holder, key, pair};
    use crate::issue::{Authority, Purpose, Revoked, revocation_list};
    use crate::time_stamp;

    const DAY: i64 = 86_400;

    fn list(
        root: &Holder,
        numbers: (u64, Option<u64>),
        from: i64,
        revoked: &[Revoked<'_>],
    ) -> RevocationList {
        let by = Authority { certificate: Some(&root.0), key: &root.1 };
        revocation_list(by, numbers, (from, from + DAY), revoked, &[3; 32]).unwrap()
    }

    fn signed(own: &Holder) -> Vec<u8> {
        sign(Content::Attached(b"a"), by(own)).unwrap()
    }

    fn judged(bytes: &[u8], evidence: &Evidence<'_>) -> Assessment {
        let message = SignedMessage::parse(bytes).unwrap();
        assess_all(&message, None, evidence).remove(0)
    }

    fn stamped(bytes: &[u8], stamper: &Holder, at: i64) -> Vec<u8> {
        let message = SignedMessage::parse(bytes).unwrap();
        let digest = Hash::Gost34311.of(message.signers[0].value());
        let asked = time_stamp::request(Hash::Gost34311, &digest, 5);
        let answer = time_stamp::respond(&asked, crate::create::By { now: at, ..by(stamper) }, 1).unwrap();
        add_time_stamp(bytes, 0, &time_stamp::token(&answer, Hash::Gost34311, &digest, 5).unwrap()).unwrap()
    }

    #[test]
    fn lists_decide_by_their_time_and_deltas_change_them() {
        let (root, own) = pair(257);
        let bytes = signed(&own);
        let trust = Trust::of(vec![root.0.clone()]);
        let told = |lists: &[RevocationList], at: i64| {
            let strict = Evidence { trust: &trust, lists, at, policy: Policy::Strict, ..Evidence::default() };
            judged(&bytes, &strict)
        };
        let clean = list(&root, (5, None), NOW - 10, &[]);
        assert_eq!(told(std::slice::from_ref(&clean), NOW).verdict, Verdict::Valid);
        // Two days later the list is stale, a stale delta does not help, a fresh one does.
        let later = NOW + 2 * DAY;
        assert_eq!(told(std::slice::from_ref(&clean), later).reasons, [Reason::RevocationUnknown]);
        let stale = list(&root, (6, Some(5)), NOW, &[]);
        assert_eq!(told(&[clean.clone(), stale], later).reasons, [Reason::RevocationUnknown]);
        let fresh = list(&root, (7, Some(5)), later - 10, &[]);
        assert_eq!(told(&[clean.clone(), fresh.clone()], later).verdict, Verdict::Valid);
        assert_eq!(told(&[fresh], later).reasons, [Reason::RevocationUnknown], "a delta alone says nothing");
        // Revoked before the time that the signer says; after it; suspended and taken off again.
        let serial: &[u8] = &[0x82];
        let before = list(&root, (8, None), NOW, &[(serial, NOW - 5, Some(1))]);
        let told_before = told(&[before], NOW + 5);
        assert_eq!(
            (told_before.verdict, &told_before.reasons[0]),
            (Verdict::Invalid, &Reason::Revoked("Ткач Олена Іванівна".into(), NOW - 5))
        );
        let after = list(&root, (8, None), NOW + 20, &[(serial, NOW + 10, Some(1))]);
        assert_eq!(told(std::slice::from_ref(&after), NOW + 30).verdict, Verdict::Indeterminate);
        let delta = list(&root, (9, Some(8)), NOW + 40, &[(serial, NOW + 35, Some(REINSTATED))]);
        assert_eq!(told(&[after, delta], NOW + 50).verdict, Verdict::Valid);
        // Somebody else's list says nothing.
        let other = (root.0.clone(), key(257, 77));
        let forged = list(&other, (8, None), NOW, &[(serial, NOW - 5, Some(1))]);
        assert_eq!(told(&[forged], NOW + 5).reasons, [Reason::RevocationUnknown]);
    }

    #[test]
    fn answers_come_before_lists() {
        let (root, own) = pair(257);
        let responder = holder(&root, key(257, 7), Purpose::Answers, 9);
        let trust = Trust::of(vec![root.0.clone()]);
        let answer = |status, next| {
            let bytes = ocsp::respond(&own.0, &root.0, status, next, by(&responder)).unwrap();
            ocsp::Response::parse(&bytes).unwrap()
        };
        let told = |answer: ocsp::Response, at| {
            let answers = [answer];
            let strict = Evidence {
                trust: &trust,
                answers: &answers,
                at,
                policy: Policy::Strict,
                ..Evidence::default()
            };
            judged(&signed(&own), &strict)
        };
        assert_eq!(told(answer(Status::Good, None), NOW + 5).verdict, Verdict::Valid);
        assert_eq!(told(answer(Status::Good, None), NOW + DAY).verdict, Verdict::Indeterminate, "old");
        assert_eq!(told(answer(Status::Good, Some(NOW + 2 * DAY)), NOW + DAY).verdict, Verdict::Valid);
        assert_eq!(told(answer(Status::Unknown, None), NOW + 5).verdict, Verdict::Indeterminate);
        assert_eq!(told(answer(Status::Revoked(NOW - 1, Some(1)), None), NOW + 5).verdict, Verdict::Invalid);
    }

    #[test]
    fn a_time_stamp_proves_the_time_and_an_altered_one_spoils_the_signature() {
        let (root, own) = pair(257);
        let stamper = holder(&root, key(257, 7), Purpose::TimeStamps, 9);
        let trust = Trust::of(vec![root.0.clone()]);
        let whole = list(&root, (8, None), NOW + 50, &[(&[0x82], NOW + 20, Some(1))]);
        let lists = [whole];
        let bytes = stamped(&signed(&own), &stamper, NOW + 10);
        // Years after both certificates have ended, and after one of them was revoked: it was there before.
        let late = Evidence { trust: &trust, lists: &lists, at: VALID.1 + DAY, ..Evidence::default() };
        let told = judged(&bytes, &late);
        assert_eq!((told.verdict, told.proved_time), (Verdict::Valid, Some(NOW + 10)), "{:?}", told.reasons);
        assert!(!told.reservations.contains(&Reservation::TimeNotProved));
        assert_eq!(judged(&signed(&own), &late).verdict, Verdict::Indeterminate);
        // Stamped after it was revoked.
        let told = judged(&stamped(&signed(&own), &stamper, NOW + 30), &late);
        assert_eq!(
            (told.verdict, &told.reasons[..]),
            (Verdict::Invalid, &[Reason::Revoked("Ткач Олена Іванівна".into(), NOW + 20)][..])
        );
        // A stamp of another signature, an altered time, a person's stamp, a stranger's stamp.
        let token = SignedMessage::parse(&bytes).unwrap().signers[0].unsigned[0].1[0].clone();
        let other = sign(Content::Attached(b"b"), by(&own)).unwrap();
        assert_eq!(judged(&add_time_stamp(&other, 0, &token).unwrap(), &late).verdict, Verdict::Invalid);
        let mut altered = bytes.clone();
        let place = altered.windows(2).rposition(|part| part == [0x18, 15]).unwrap() + 5;
        altered[place] ^= 1;
        assert!(matches!(judged(&altered, &late).reasons[0], Reason::TimeStamp(_)));
        assert_eq!(judged(&stamped(&signed(&own), &own, NOW + 10), &late).verdict, Verdict::Invalid);
        let elsewhere = authority(163);
        let stranger = holder(&elsewhere, key(257, 21), Purpose::TimeStamps, 9);
        let told = judged(
            &stamped(&signed(&own), &stranger, NOW + 10),
            &Evidence { at: NOW + 15, lists: &[], ..late },
        );
        assert_eq!((told.verdict, told.proved_time), (Verdict::Valid, None));
        assert!(told.reservations.contains(&Reservation::StampUntrusted));
    }

    #[test]
    fn a_service_counts_while_it_is_granted() {
        let (root, own) = pair(257);
        let bytes = signed(&own);
        let with = |kind, history| {
            let service = Service { certificate: root.0.clone(), kind, name: String::new(), history };
            let trust = Trust { services: vec![service] };
            judged(&bytes, &Evidence { trust: &trust, at: NOW, ..Evidence::default() })
        };
        assert_eq!(with(Kind::Authority, vec![(0, true)]).verdict, Verdict::Valid);
        assert_eq!(
            with(Kind::Authority, vec![(0, true), (NOW, false)]).reasons,
            [Reason::NotGranted("Тестовий центр".into())]
        );
        assert_eq!(with(Kind::Authority, vec![(0, true), (NOW + 1, false)]).verdict, Verdict::Valid);
        assert_eq!(
            with(Kind::TimeStamps, vec![(0, true)]).verdict,
            Verdict::Indeterminate,
            "it issues nothing"
        );
    }

    #[test]
    fn many_certificates_and_cycles_end_in_a_verdict() {
        let (root, own) = pair(257);
        // Two authorities that vouch for one another, and nobody for them.
        let (one, two) = (key(163, 31), key(163, 32));
        let subject =
            |name| crate::issue::Subject { name, purpose: Purpose::Authority, ..Default::default() };
        let first = crate::issue::tests::issued(&subject("А"), &one, None, 1);
        let second = crate::issue::tests::issued(&subject("Б"), &two, Some(&(first.clone(), one.clone())), 2);
        let again = crate::issue::tests::issued(&subject("А"), &one, Some(&(second.clone(), two.clone())), 3);
        let person = holder(&(again.clone(), one), key(163, 33), Purpose::Documents, 4);
        let mut message = SignedMessage::parse(&signed(&person)).unwrap();
        message.certificates.extend([first, second, again]);
        let trust = Trust::of(vec![root.0.clone()]);
        let evidence = Evidence { trust: &trust, at: NOW, ..Evidence::default() };
        let told = assess_all(&message, None, &evidence).remove(0);
        assert_eq!((told.verdict, told.reasons), (Verdict::Indeterminate, vec![Reason::Untrusted]));
        let mut message = SignedMessage::parse(&signed(&own)).unwrap();
        let copy = root.0.clone();
        message.certificates.extend(std::iter::repeat_n(copy, 10_000));
        assert_eq!(assess_all(&message, None, &evidence)[0].verdict, Verdict::Valid);
    }
}
