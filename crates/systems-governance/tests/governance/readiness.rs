//! The assessment of readiness: from the questionnaire to the ranking that everybody reads.

use oblast_kernel::access::{Actor, Role};
use oblast_store::Record;
use oblast_testkit::{Place, TestApp, at, on_both};
use systems_governance::readiness::round::job;

const FOREST: &str = "UA51100270000073549";
const STEPPE: &str = "UA51100290000012345";

struct Office {
    app: TestApp,
    forest: Actor,
    steppe: Actor,
}

async fn office(place: &Place) -> Office {
    let app = TestApp::new(place).await;
    app.territories(&[(FOREST, "Лісна громада"), (STEPPE, "Степова громада")]).await;
    let forest = app.official_of("forest", Role::Specialist, FOREST).await;
    let steppe = app.official_of("steppe", Role::Head, STEPPE).await;
    Office { app, forest, steppe }
}

impl Office {
    /// Enters a record as the one who leads the assessment; gives its id.
    async fn enter(&self, register: &str, answers: &[(&str, &str)]) -> Result<String, String> {
        self.app.enter(&self.app.region.operator, register, answers).await
    }

    async fn round(&self, year: &str) -> String {
        let answers =
            [("title", "Готовність"), ("year", year), ("level", "community"), ("due", "10.04.2026")];
        self.enter("readiness-rounds", &answers).await.unwrap()
    }

    async fn questionnaire(&self, round: &str) {
        for (code, title, weight) in [("1", "Зв’язок", "3"), ("2", "Навички", "1")] {
            let answers = [("round", round), ("code", code), ("title", title), ("weight", weight)];
            self.enter("readiness-areas", &answers).await.unwrap();
        }
        let question = async |code: &str, more: &[(&str, &str)]| {
            let title = format!("Запитання {code}");
            let mut answers = vec![
                ("round", round),
                ("area", &code[..1]),
                ("code", code),
                ("title", &title),
                ("weight", "1"),
            ];
            answers.extend_from_slice(more);
            self.enter("readiness-questions", &answers).await.unwrap();
        };
        question(
            "1.1",
            &[("scoring", "number"), ("worst", "0"), ("best", "80"), ("unit", "%"), ("evidence", "none")],
        )
        .await;
        question("1.2", &[("scoring", "yes_no"), ("evidence", "required"), ("advice", "Купіть генератор")])
            .await;
        question(
            "2.1",
            &[("scoring", "options"), ("options", "Ні = 0\nЧастково = 40\nТак = 100"), ("evidence", "none")],
        )
        .await;
    }

    async fn act(&self, round: &str, what: &str) -> (u16, String) {
        let reply = self
            .app
            .post(&self.app.region.operator, &format!("/readiness/rounds/{round}"), &[("do", what)])
            .await;
        (reply.status.as_u16(), reply.body)
    }

    async fn form(&self, territory: &str, year: i64) -> Record {
        let tail = "where territory = $1 and year = $2";
        let found =
            self.app.store.select("reg_readiness_forms", tail, &[territory.into(), year.into()]).await;
        found.unwrap().remove(0)
    }

    async fn save(&self, actor: &Actor, form: &Record, what: &str, given: &[(&str, &str)]) -> (u16, String) {
        let version = form.version().to_string();
        let mut pairs = vec![("version", version.as_str()), ("do", what)];
        pairs.extend_from_slice(given);
        let reply = self.app.post(actor, &format!("/readiness/forms/{}", form.id()), &pairs).await;
        (reply.status.as_u16(), reply.body)
    }

    /// Answers, submits and confirms the form of a community.
    async fn confirmed(&self, actor: &Actor, territory: &str, year: i64, answers: [&str; 3]) {
        let form = self.form(territory, year).await;
        let given = [
            ("answer-1.1", answers[0]),
            ("answer-1.2", answers[1]),
            ("source-1.2", "https://lisna.example.ua/doc"),
            ("answer-2.1", answers[2]),
        ];
        let (status, body) = self.save(actor, &form, "submit", &given).await;
        assert_eq!(status, 303, "{body}");
        let form = self.form(territory, year).await;
        for what in ["rest", "confirm"] {
            let form = self.form(territory, year).await;
            let kept = ["1.1", "1.2", "2.1"].map(|code| (format!("verdict-{code}"), "accepted"));
            let kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            let given = if what == "rest" { &[][..] } else { &kept };
            let (status, body) = self.save(&self.app.region.operator, &form, what, given).await;
            assert_eq!(status, 303, "{body}");
        }
        assert_eq!(self.form(territory, year).await.text("state"), "confirmed", "{:?}", form.id());
    }
}

on_both! {
    async fn communities_answer_reviewers_confirm_and_everybody_reads_the_index(place: Place) {
        let office = office(&place).await;
        let (app, operator, visitor) = (&office.app, office.app.region.operator.clone(), Actor::default());
        let round = office.round("2025").await;

        // A questionnaire that cannot be scored is not entered, one that is empty not opened.
        let wrong = [("round", round.as_str()), ("area", "1"), ("code", "1"), ("title", "а"), ("weight", "1"), ("evidence", "none"), ("scoring", "options"), ("options", "Так")];
        assert!(office.enter("readiness-questions", &wrong).await.unwrap_err().contains("Рядок 1"));
        let (status, page) = office.act(&round, "open").await;
        assert!(status == 422 && page.contains("ще немає складових"), "{page}");
        office.questionnaire(&round).await;
        let twice = [("round", round.as_str()), ("code", "1"), ("title", "Знову"), ("weight", "1")];
        assert!(office.enter("readiness-areas", &twice).await.is_err(), "a number stands once a round");
        let path = format!("/readiness/rounds/{round}");
        assert_eq!(app.post(&office.forest, &path, &[("do", "open")]).await.status, 403);
        assert_eq!(office.act(&round, "publish").await.0, 422, "it is not open");
        assert_eq!(office.act(&round, "open").await.0, 303);
        assert_eq!(office.act(&round, "open").await.0, 422, "it is open");
        for _ in 0..2 {
            job(app.store.clone()).await.unwrap();
        }
        assert_eq!(app.store.count("reg_readiness_forms", &[], 100).await.unwrap(), 2, "each is asked once");
        assert!(app.get(&office.forest, "/notices").await.body.contains("Анкета цифрової готовності"));

        // The form: what is wrong is told, what was typed stays, half of it is kept.
        let page = app.get(&office.forest, "/readiness/forms").await.body;
        assert!(page.contains("Лісна громада") && !page.contains("Степова громада"), "{page}");
        let form = office.form(FOREST, 2025).await;
        let (status, page) = office.save(&office.forest, &form, "save", &[("answer-1.1", "багато"), ("answer-1.2", "yes"), ("source-1.2", "десь")]).await;
        assert!(status == 422 && page.contains("value=\"багато\"") && page.contains("1.1: напишіть число") && page.contains("value=\"десь\""), "{page}");
        assert_eq!(office.save(&office.forest, &form, "save", &[("answer-1.1", "60"), ("answer-1.2", "yes")]).await.0, 303);
        let kept = office.form(FOREST, 2025).await;
        assert_eq!((kept.int("answered_count"), kept.int("lacking_count"), kept.int("readiness_index")), (Some(2), Some(1), Some(6_563)));
        let (status, page) = office.save(&office.forest, &form, "save", &[("answer-1.1", "10"), ("answer-1.2", "no")]).await;
        assert!(status == 409 && page.contains("value=\"10\"") && page.contains("хтось інший"), "{page}");
        let (status, page) = office.save(&office.forest, &kept, "submit", &[("answer-1.1", "60"), ("answer-1.2", "yes")]).await;
        assert!(status == 422 && page.contains("без відповіді: 1") && page.contains("підтверджень: 1"), "{page}");
        let by_step = app.post(&office.forest, &format!("/registers/readiness-forms/{}/steps/submit", form.id()), &[("version", &office.form(FOREST, 2025).await.version().to_string())]).await;
        assert_eq!(by_step.status, 422, "nor by the step of the register");
        assert_eq!(office.save(&office.steppe, &kept, "save", &[("answer-1.1", "1")]).await.0, 403, "each its own");
        assert_eq!(office.save(&app.region.heritage, &kept, "save", &[]).await.0, 403);
        assert_eq!(office.save(&operator, &kept, "confirm", &[]).await.0, 403, "it is not submitted, and nobody answers for a community");

        // Evidence may be a file too.
        let answer = app.store.select("reg_readiness_answers", "where territory = $1 and code = '1.2'", &[FOREST.into()]).await.unwrap().remove(0);
        let files = format!("/registers/readiness-answers/{}/files", answer.id());
        let place_of_field = app.store.catalogue().register("readiness-answers").unwrap().fields.iter().position(|own| own.id == "evidence").unwrap();
        let sent = app.upload_as(&office.forest, &files, (place_of_field, "Акт"), "акт.txt", "Генератор є".as_bytes()).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let own = office.form(FOREST, 2025).await;
        let (status, page) = office.save(&office.forest, &own, "submit", &[("answer-1.1", "60"), ("answer-1.2", "yes"), ("answer-2.1", "Частково")]).await;
        assert_eq!(status, 303, "{page}");
        let own = office.form(FOREST, 2025).await;
        assert_eq!((own.text("state"), own.int("readiness_index")), ("submitted", Some(7_563)));
        let late = app.upload_as(&office.forest, &files, (place_of_field, ""), "ще.txt", "Ще".as_bytes()).await;
        assert_eq!(late.status, 403, "what was submitted stands");

        // The reviewer declines one answer, with a word.
        assert!(app.get(&operator, "/steps").await.body.contains("Підтвердити анкету"));
        let (status, page) = office.save(&operator, &own, "save", &[("verdict-1.1", "declined")]).await;
        assert!(status == 422 && page.contains("чого бракує"), "{page}");
        let declined = [("verdict-1.1", "declined"), ("remark-1.1", "Дані старі")];
        assert_eq!(office.save(&operator, &own, "save", &declined).await.0, 303);
        let own = office.form(FOREST, 2025).await;
        assert_eq!((own.int("judged_count"), own.int("readiness_index")), (Some(1), Some(4_750)));
        let (status, page) = office.save(&operator, &own, "confirm", &declined).await;
        assert!(status == 422 && page.contains("без висновку: 2"), "{page}");

        // Returned, answered anew: what was said of a changed answer is said no more.
        let step = format!("/registers/readiness-forms/{}/steps/return", own.id());
        let version = office.form(FOREST, 2025).await.version().to_string();
        assert_eq!(app.post(&operator, &step, &[("version", &version), ("remark", "Оновіть 1.1")]).await.status, 303);
        assert!(app.get(&office.forest, &format!("/readiness/forms/{}", own.id())).await.body.contains("Оновіть 1.1"));
        assert!(app.get(&office.forest, "/notices").await.body.contains("Повернути анкету"));
        assert_eq!(office.act(&round, "publish").await.0, 422, "nothing is confirmed");
        assert_eq!(app.get(&visitor, &format!("/readiness/territories/{FOREST}")).await.status, 404, "nothing is public yet");
        office.confirmed(&office.forest, FOREST, 2025, ["40", "yes", "Частково"]).await;
        office.confirmed(&office.steppe, STEPPE, 2025, ["80", "yes", "Так"]).await;

        assert_eq!(office.act(&round, "publish").await.0, 303);
        let page = app.get(&visitor, "/readiness").await.body;
        assert!(page.contains("Степова громада") && page.contains("100,0") && page.contains("66,3"), "{page}");
        assert!(page.find("Степова громада") < page.find("Лісна громада"), "the first place first");
        let own = app.get(&visitor, &format!("/readiness/territories/{FOREST}")).await.body;
        assert!(own.contains("+18,8") && own.contains("40 %") && own.contains("Частково") && own.contains("+15,0"), "{own}");
        assert!(!own.contains("Купіть генератор"), "what is full is not to be raised");
        assert!(app.get(&visitor, "/readiness?area=1").await.body.contains("75,0"));
        assert_eq!(app.get(&visitor, "/readiness/territories/UA51100270000000000").await.status, 404);
        let data = app.get(&visitor, "/registers/readiness-results/records.csv?level=question").await.body;
        assert!(data.contains("40 %") && data.contains("Запитання 1.1"), "{data}");
        let embedded = app.get(&visitor, "/embed/readiness").await;
        assert!(embedded.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
        let figure = app.get(&visitor, "/dashboard/readiness-results/index").await.body;
        assert!(figure.contains("83,1"), "the mean, from the rows: {figure}");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn the_next_year_takes_the_questionnaire_and_tells_what_changed(place: Place) {
        let office = office(&place).await;
        let (app, visitor) = (&office.app, Actor::default());
        let first = office.round("2025").await;
        assert_eq!(office.act(&first, "copy").await.0, 422, "there is none to copy");
        office.questionnaire(&first).await;
        assert_eq!(office.act(&first, "open").await.0, 303);
        office.confirmed(&office.forest, FOREST, 2025, ["40", "no", "Ні"]).await;
        assert_eq!(office.act(&first, "publish").await.0, 303);

        let second = office.round("2026").await;
        assert_eq!(office.act(&second, "copy").await.0, 303);
        assert_eq!(office.act(&second, "copy").await.0, 422, "it has one now");
        assert!(app.get(&app.region.operator, &format!("/readiness/rounds/{second}")).await.body.contains("Запитання 2.1"));
        assert_eq!(office.act(&second, "open").await.0, 303);
        assert_eq!(app.store.count("reg_readiness_answers", &[], 100).await.unwrap(), 12);

        // Who has not answered is reminded three days before, and of what is late.
        place.clock.set(at("2026-04-07T06:00:00Z"));
        for _ in 0..2 {
            job(app.store.clone()).await.unwrap();
        }
        assert!(app.get(&office.steppe, "/notices").await.body.contains("Незабаром строк"));
        place.clock.set(at("2026-04-15T06:00:00Z"));
        job(app.store.clone()).await.unwrap();
        assert!(app.get(&office.steppe, "/notices").await.body.contains("минув"));
        assert!(app.get(&app.region.operator, &format!("/readiness/rounds/{second}")).await.body.contains("прострочено: 2"));

        office.confirmed(&office.forest, FOREST, 2026, ["80", "yes", "Ні"]).await;
        assert_eq!(office.act(&second, "publish").await.0, 303);
        let page = app.get(&visitor, "/readiness").await.body;
        assert!(page.contains("+56,3") && page.contains("2025"), "{page}");
        let own = app.get(&visitor, &format!("/readiness/territories/{FOREST}?year=2025")).await.body;
        assert!(own.contains("18,8") && own.contains("Купіть генератор"), "{own}");
        assert_eq!(app.get(&visitor, "/readiness?year=1999&area=9").await.status, 200, "what is not there is left out");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}
