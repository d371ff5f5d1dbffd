//! A case of an administrative offence from the report to its execution, each step by whom it is for and within its term.

use oblast_kernel::access::{Actor, Role};
use oblast_testkit::{Place, TestApp, at, on_both};

const LIST: &str = "/registers/administrative-offences";
const COMMUNITY: &str = "UA51100270000073549";
const OTHER: &str = "UA51100290000012345";

const REPORT: [(&str, &str); 8] = [
    ("report_number", "ВАБ 000001"),
    ("drawn_on", "13.03.2026"),
    ("agency", "police"),
    ("article", "art_182"),
    ("community", COMMUNITY),
    ("essence", "Голосно вмикав музику після 22 години"),
    ("offender", "Гайдай Зоряна Іванівна, 0000100010"),
    ("residence", "вул. Польова, 5"),
];

struct Office {
    app: TestApp,
    secretary: Actor,
    mayor: Actor,
}

async fn office(place: &Place) -> Office {
    let app = TestApp::new(place).await;
    app.territories(&[(COMMUNITY, "Лісна громада"), (OTHER, "Степова громада")]).await;
    let secretary = app.official_of("secretary", Role::Specialist, COMMUNITY).await;
    let body = secretary.positions[0].body;
    let mut mayor = app.official_of("mayor", Role::Head, COMMUNITY).await;
    // Both work in the body of the community.
    let mut position = app.store.load("position", mayor.positions[0].id).await.unwrap().unwrap();
    position.set("body", body);
    app.store.apply(app.store.act("region.seed").update(position)).await.unwrap();
    mayor.positions[0].body = body;
    Office { app, secretary, mayor }
}

impl Office {
    async fn report(&self) -> String {
        let key = self.app.store.ids.id(at("2026-03-16T07:00:00Z")).to_string();
        let mut form = REPORT.to_vec();
        form.push(("key", &key));
        let made = self.app.post(&self.secretary, &format!("{LIST}/new"), &form).await;
        assert_eq!(made.status, 303, "{}", made.body);
        made.location().to_owned()
    }

    /// Takes a step with the record as it is; gives the status and the page.
    async fn step(&self, actor: &Actor, card: &str, step: &str, given: &[(&str, &str)]) -> (u16, String) {
        let id = card.rsplit('/').next().unwrap().parse().unwrap();
        let record = self.app.store.load("reg_administrative_offences", id).await.unwrap().unwrap();
        let version = record.version().to_string();
        let mut form = given.to_vec();
        form.push(("version", &version));
        let reply = self.app.post(actor, &format!("{card}/steps/{step}"), &form).await;
        (reply.status.as_u16(), reply.body)
    }

    async fn due(&self, card: &str) -> String {
        let id = card.rsplit('/').next().unwrap().parse().unwrap();
        let record = self.app.store.load("reg_administrative_offences", id).await.unwrap().unwrap();
        record.text("due_on").to_owned()
    }
}

on_both! {
    async fn a_case_goes_from_the_report_to_its_execution_within_the_terms(place: Place) {
        let office = office(&place).await;
        let (secretary, mayor) = (office.secretary.clone(), office.mayor.clone());
        let new = office.app.get(&secretary, &format!("{LIST}/new")).await.body;
        assert!(new.contains("name=\"offender\"") && !new.contains("name=\"ruled_on\""), "later steps ask for the rest");
        let card = office.report().await;
        assert_eq!(office.due(&card).await, "2026-03-16", "three days after 13 March (art. 257)");

        let (status, page) = office.step(&secretary, &card, "receive", &[("received_on", "12.03.2026")]).await;
        assert!(status == 422 && page.contains("не може бути раніше за 13.03.2026"), "{page}");
        let (status, page) = office.step(&secretary, &card, "receive", &[]).await;
        assert!(status == 422 && page.contains("Надійшов на розгляд"), "{page}");
        assert_eq!(office.step(&secretary, &card, "receive", &[("received_on", "16.03.2026")]).await.0, 303);
        assert_eq!(office.due(&card).await, "2026-03-31", "fifteen days after 16 March (art. 277)");
        assert!(office.app.get(&mayor, "/steps").await.body.contains(&card), "it waits for the head");

        let ruling = [("ruling_number", "1-2026"), ("ruled_on", "16.03.2026"), ("penalty", "fine")];
        assert_eq!(office.step(&secretary, &card, "rule", &ruling).await.0, 403, "the head rules");
        let (status, page) = office.step(&mayor, &card, "rule", &ruling).await;
        assert!(status == 422 && page.contains("введіть його суму"), "{page}");
        let mut fined = ruling.to_vec();
        fined.push(("fine", "850"));
        assert_eq!(office.step(&mayor, &card, "rule", &fined).await.0, 303);
        assert_eq!(office.due(&card).await, "2026-03-19", "the copy in three days (art. 285)");
        assert_eq!(office.step(&mayor, &card, "rule", &fined).await.0, 409, "it is ruled already");

        assert_eq!(office.step(&secretary, &card, "serve", &[("served_on", "16.03.2026")]).await.0, 303);
        assert_eq!(office.due(&card).await, "2026-03-31", "fifteen days to pay (art. 307)");
        place.clock.set(at("2026-04-02T07:00:00Z"));
        let (status, page) = office.step(&mayor, &card, "enforce", &[("enforced_on", "31.03.2026")]).await;
        assert!(status == 422 && page.contains("до 31.03.2026"), "{page}");
        assert_eq!(office.step(&mayor, &card, "enforce", &[("enforced_on", "01.04.2026")]).await.0, 303);
        let page = office.app.get(&secretary, &card).await.body;
        assert!(page.contains("700,00") && page.contains("на примусовому виконанні"), "twice the fine: {page}");
        assert!(page.contains("Тестовий mayor"), "who ruled is kept");
        assert_eq!(office.step(&secretary, &card, "execute_forced", &[("executed_on", "02.04.2026")]).await.0, 303);
        assert_eq!(office.due(&card).await, "", "nothing is left to be done");
        let history = office.app.get(&secretary, &card).await.body;
        assert_eq!(history.matches("Зроблено крок").count(), 5, "{history}");
        assert_eq!(office.app.store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn a_person_is_seen_by_their_own_community_alone_and_each_reading_is_kept(place: Place) {
        let office = office(&place).await;
        let card = office.report().await;
        let stranger = office.app.official_of("stranger", Role::Specialist, OTHER).await;
        let others = [&stranger, &office.app.region.lawyer, &office.app.region.operator, &office.app.region.head];
        for other in others {
            let page = office.app.get(other, &card).await.body;
            assert!(page.contains("ВАБ 000001") && !page.contains("Гайдай") && !page.contains("Голосно"), "{page}");
            let found = office.app.get(other, &format!("{LIST}?whose=all&offender=Гайдай")).await.body;
            assert!(!found.contains("Гайдай Зоряна"), "not by looking for a name either");
        }
        assert_eq!(office.app.get(&Actor::default(), &card).await.status, 303, "the public signs in first");
        assert_eq!(office.app.get(&office.app.region.resident, &card).await.status, 403);

        let entries = || office.app.store.entries_before(i64::MAX, 50);
        let read = async || {
            entries().await.unwrap().iter().filter(|(entry, _)| entry.body.contains("data.read")).count()
        };
        let before = read().await;
        let page = office.app.get(&office.secretary, &card).await.body;
        assert!(page.contains("Гайдай Зоряна Іванівна") && page.contains("Голосно"), "{page}");
        let list = office.app.get(&office.secretary, &format!("{LIST}?offender=гайдай")).await.body;
        assert!(list.contains("Гайдай Зоряна Іванівна"), "found by name in the own community: {list}");
        let other = office.app.get(&office.secretary, &format!("{LIST}?offender=гайдан")).await.body;
        assert!(!other.contains("Гайдай Зоряна Іванівна"));
        assert!(read().await >= before + 2, "each reading stands in the journal");
        let public = office.app.get(&Actor::default(), "/dashboard/administrative-offences/reports").await.body;
        assert!(public.contains("ст. 182") && !public.contains("Гайдай"), "the figures are for all: {public}");
    }
}

on_both! {
    async fn the_api_takes_steps_like_the_page(place: Place) {
        let office = office(&place).await;
        let card = office.report().await;
        let id = card.rsplit('/').next().unwrap();
        let token = office.app.store.issue_token("secretary").await.unwrap();
        let path = format!("/api/v1/registers/administrative-offences/records/{id}");
        let step = async |step: &str, version: Option<&str>, body: &str| {
            let mut request = axum::http::Request::post(format!("{path}/steps/{step}"))
                .header("authorization", format!("Bearer {token}"));
            if let Some(version) = version {
                request = request.header("if-match", version);
            }
            office.app.send(request.body(axum::body::Body::from(body.to_owned())).unwrap()).await
        };
        let sound = r#"{"data":{"received_on":"2026-03-16"}}"#;
        assert_eq!(step("receive", None, sound).await.status, 428);
        assert_eq!(step("receive", Some("\"7\""), sound).await.status, 412);
        assert_eq!(step("nothing", Some("\"1\""), sound).await.status, 404);
        assert_eq!(step("rule", Some("\"1\""), "{}").await.status, 403);
        assert_eq!(step("receive", Some("\"1\""), r#"{"data":{"penalty":"fine"}}"#).await.status, 422);
        let taken = step("receive", Some("\"1\""), sound).await;
        assert_eq!(taken.status, 200, "{}", taken.body);
        assert_eq!(taken.json()["state"], "received");
        assert_eq!(step("receive", Some("\"2\""), sound).await.status, 409, "it is received already");
        let state = office.app.patch_json(&token, &path, Some("\"2\""), r#"{"state":"executed"}"#).await;
        assert!(state.status == 422 && state.body.contains("лише кроки"), "{}", state.body);
        let signed = office.app.patch_json(&token, &path, Some("\"2\""), r#"{"data":{"ruled_by":"x"}}"#).await;
        assert_eq!(signed.status, 422, "nobody signs for another");
    }
}

on_both! {
    async fn the_scan_of_a_report_is_for_its_community_alone_and_goes_when_it_is_erased(place: Place) {
        let office = office(&place).await;
        let (app, secretary) = (&office.app, &office.secretary);
        let card = office.report().await;
        let register = app.store.catalogue().register("administrative-offences").unwrap().clone();
        let field = register.fields.iter().position(|field| field.id == "report_copy").unwrap();
        let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), b"the report as it was drawn up"].concat();
        let path = format!("{card}/files");
        let sent = app.upload_as(secretary, &path, (field, "Протокол Гайдай"), "Гайдай.png", &picture).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let record = card.rsplit('/').next().unwrap().parse().unwrap();
        let file = app.store.record_files(record).await.unwrap().remove(0);
        let page = app.get(secretary, &card).await.body;
        assert!(page.contains("Гайдай.png") && page.contains("Протокол Гайдай"), "{page}");
        let given = format!("/record-files/{}", file.id());
        assert!(app.get(secretary, &given).await.body.contains("the report as it was drawn up"), "as it was sent");

        let stranger = app.official_of("stranger", Role::Specialist, OTHER).await;
        for other in [&stranger, &app.region.lawyer, &app.region.operator, &app.region.head] {
            assert!(!app.get(other, &card).await.body.contains("Гайдай"));
            assert_eq!(app.get(other, &given).await.status, 404);
            assert_eq!(app.upload_as(other, &path, (field, ""), "а.png", &picture).await.status, 403);
        }
        // The head asks, an operator approves: neither alone.
        let erase = format!("{card}/erase");
        assert_eq!(app.post(secretary, &erase, &[("reason", "ПД-З-00001/2026")]).await.status, 403);
        assert_eq!(app.post(&office.mayor, &erase, &[("reason", " ")]).await.status, 422);
        assert_eq!(app.post(&office.mayor, &erase, &[("reason", "ПД-З-00001/2026")]).await.status, 200);
        assert!(app.get(secretary, &card).await.body.contains("Гайдай"), "nothing is erased yet");
        let approval = format!("/approvals/{}", app.store.approvals().await.unwrap()[0].id());
        assert_eq!(app.post(&office.mayor, &approval, &[("decision", "approve")]).await.status, 403);
        assert!(app.get(&app.region.operator, "/approvals").await.body.contains("ПД-З-00001/2026"));
        assert_eq!(app.post(&app.region.operator, &approval, &[("decision", "approve")]).await.status, 303);
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty(), "the journal holds after an erasure");
        let page = app.get(secretary, &card).await.body;
        assert!(!page.contains("Гайдай") && page.contains("стерто"), "{page}");
        assert_eq!(app.get(secretary, &given).await.status, 404);
    }
}

on_both! {
    async fn what_is_kept_long_enough_is_reported_and_destroyed_by_two(place: Place) {
        let office = office(&place).await;
        let (app, secretary) = (&office.app, &office.secretary);
        let second = app.official_of("operator2", Role::Operator, OTHER).await;
        let register = app.store.catalogue().register("administrative-offences").unwrap().clone();
        let mut made = Vec::new();
        for drawn_on in ["31.12.2020", "01.01.2021", "13.03.2026"] {
            let mut answers = REPORT.to_vec();
            answers[1].1 = drawn_on;
            let values = oblast_testkit::typed(&register.fields, &answers);
            let record = app.store.create_record(secretary, None, &register, &values, None, None).await.unwrap();
            made.push(record.id());
        }
        let offender = async |index: usize| {
            let record = app.store.load("reg_administrative_offences", made[index]).await.unwrap().unwrap();
            record.get("offender").as_text().map(str::to_owned)
        };
        let operator = &app.region.operator;
        let report = app.get(operator, "/retention/administrative-offences").await.body;
        assert!(report.contains("31 грудня 2020") && !report.contains("1 січня 2021"), "{report}");
        assert!(!report.contains("Гайдай"), "a report names nobody");
        assert_eq!(app.get(&office.mayor, "/retention").await.status, 403);
        assert_eq!(app.post(operator, "/retention/administrative-offences", &[("reason", "")]).await.status, 422);
        let asked = app.post(operator, "/retention/administrative-offences", &[("reason", "акт 1 від 16.03.2026")]).await;
        assert_eq!(asked.location(), "/approvals");
        assert!(offender(0).await.is_some(), "a report destroys nothing");
        let approval = format!("/approvals/{}", app.store.approvals().await.unwrap()[0].id());
        assert_eq!(app.post(operator, &approval, &[("decision", "approve")]).await.status, 403);
        assert_eq!(app.post(&second, &approval, &[("decision", "approve")]).await.status, 303);
        assert_eq!(offender(0).await, None);
        assert!(offender(1).await.is_some() && offender(2).await.is_some(), "kept to the end of the fifth full year");
        let again = app.post(operator, "/retention/administrative-offences", &[("reason", "акт 2")]).await;
        assert_eq!(again.status, 409, "nothing is due");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}
