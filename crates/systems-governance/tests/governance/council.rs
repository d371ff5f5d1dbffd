//! The science-technical council: a submission with its reviews and decision, a contest, the bank of solutions.

use oblast_kernel::access::{Actor, Role};
use oblast_testkit::{Place, TestApp, at, on_both};

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
    app.store.refresh_directories().await.unwrap();
    Office { app, forest, steppe }
}

impl Office {
    async fn expert(&self, actor: &Actor, name: &str) {
        let account = actor.account.unwrap().to_string();
        let answers = [("name", name), ("account", account.as_str()), ("expertise", "Мережі")];
        self.app.enter(&self.app.region.operator, "council-experts", &answers).await.unwrap();
    }

    async fn submission(&self) -> String {
        let answers = [
            ("kind", "programme"),
            ("title", "Цифрова Лісна"),
            ("community", FOREST),
            ("begins", "2026"),
            ("ends", "2028"),
            ("goal", "Послуги в кожному селі"),
            ("own_money", "1 000 000,50"),
            ("oblast_money", "500 000"),
        ];
        self.app.enter(&self.forest, "local-programmes", &answers).await.unwrap()
    }
}

on_both! {
    async fn a_programme_is_reviewed_returned_agreed_and_goes_to_the_national_customer(place: Place) {
        let office = office(&place).await;
        let (app, operator) = (&office.app, office.app.region.operator.clone());
        let register = "local-programmes";
        office.expert(&app.region.heritage, "Експертка Перша").await;
        office.expert(&office.forest, "Експерт з громади").await;
        let wrong = [("kind", "programme"), ("title", "А"), ("community", FOREST), ("begins", "2028"), ("ends", "2026"), ("goal", "а"), ("own_money", "-5")];
        let page = app.enter(&office.forest, register, &wrong).await.unwrap_err();
        assert!(page.contains("раніше за початок") && page.contains("від’ємною"), "{page}");
        let elsewhere = [("kind", "programme"), ("title", "А"), ("community", STEPPE), ("begins", "2026"), ("ends", "2026"), ("goal", "а"), ("own_money", "5")];
        assert!(app.enter(&office.forest, register, &elsewhere).await.is_err(), "each community its own");

        let id = office.submission().await;
        assert_eq!(app.record(register, &id).await.int("amount"), Some(150_000_050));
        let page = format!("/council/submissions/{id}");
        assert_eq!(app.step(&operator, (register, &id), "admit", &[("decide_by", "30.04.2026")]).await.0, 409, "it is not submitted");
        assert_eq!(app.step(&office.forest, (register, &id), "submit", &[]).await.0, 303);
        assert!(app.get(&operator, "/steps").await.body.contains("Передати експертам"));
        assert!(app.get(&operator, "/council").await.body.contains("Цифрова Лісна"));
        assert!(!app.get(&Actor::default(), "/council").await.body.contains("Цифрова Лісна"), "nothing is agreed yet");
        assert_eq!(app.step(&office.forest, (register, &id), "admit", &[("decide_by", "30.04.2026")]).await.0, 403, "that is for the council");
        assert_eq!(app.post(&operator, &page, &[("expert", "x"), ("due", "1")]).await.status, 403, "it is not admitted");
        assert_eq!(app.step(&operator, (register, &id), "admit", &[("decide_by", "30.04.2026")]).await.0, 303);
        assert!(app.get(&office.forest, "/notices").await.body.contains("Передати експертам"));

        // Nobody reviews what their own community submits.
        let account = |actor: &Actor| actor.account.unwrap().to_string();
        let ask = async |expert: &str, due: &str| app.post(&operator, &page, &[("expert", expert), ("due", due)]).await;
        let own = ask(&account(&office.forest), "01.04.2026").await;
        assert!(own.status == 422 && own.body.contains("працює в цій громаді"), "{}", own.body);
        let stranger = ask(&account(&app.region.roads), "01.04.2026").await;
        assert!(stranger.status == 422 && stranger.body.contains("немає"), "{}", stranger.body);
        let past = ask(&account(&app.region.heritage), "01.03.2026").await;
        assert!(past.status == 422 && past.body.contains("не раніший"), "{}", past.body);
        assert_eq!(ask(&account(&app.region.heritage), "01.04.2026").await.status, 303);
        assert_eq!(ask(&account(&app.region.heritage), "01.04.2026").await.status, 422, "asked once");
        assert_eq!(app.post(&office.forest, &page, &[("expert", "x"), ("due", "01.04.2026")]).await.status, 403);
        assert!(app.get(&app.region.heritage, "/notices").await.body.contains("Потрібен висновок"));
        assert!(app.get(&app.region.heritage, "/steps").await.body.contains("Надати висновок"));
        let review = app.store.select("reg_expert_reviews", "order by id", &[]).await.unwrap().remove(0).id().to_string();
        // The expert reads the documents; an official of another body does not.
        let place = app.store.register(register).unwrap().fields.iter().position(|own| own.id == "documents").unwrap();
        let files = format!("/registers/{register}/{id}/files");
        assert_eq!(app.upload_as(&office.forest, &files, (place, "Рішення"), "Рішення.txt", "Текст програми".as_bytes()).await.status, 403, "what is reviewed stands");
        let record = app.record(register, &id).await;
        let mut taken = record.clone();
        taken.set("state", "submitted");
        app.store.apply(app.store.act("test").update(taken)).await.unwrap();
        assert_eq!(app.upload_as(&office.forest, &files, (place, "Рішення"), "Рішення.txt", "Текст програми".as_bytes()).await.status, 303);
        let mut taken = app.record(register, &id).await;
        taken.set("state", "review");
        app.store.apply(app.store.act("test").update(taken)).await.unwrap();
        let seen = app.get(&app.region.heritage, &page).await.body;
        let file = seen.split(&format!("href=\"{page}/files/")).nth(1).unwrap().split('"').next().unwrap();
        assert!(app.get(&app.region.heritage, &format!("{page}/files/{file}")).await.body.contains("Текст програми"));
        assert_eq!(app.get(&app.region.roads, &format!("{page}/files/{file}")).await.status, 403);
        let other = app.get(&office.steppe, &page).await.body;
        assert!(!other.contains("Послуги в кожному селі") && !other.contains("Рішення.txt"), "{other}");
        let reasons = [("conclusion", "with_remarks"), ("reasons", "Додайте строки")];
        assert_eq!(app.step(&app.region.roads, ("expert-reviews", &review), "give", &reasons).await.0, 403, "who was asked");
        assert_eq!(app.step(&app.region.heritage, ("expert-reviews", &review), "give", &reasons).await.0, 303);
        let seen = app.get(&office.forest, &page).await.body;
        assert!(seen.contains("Додайте строки") && seen.contains("із зауваженнями: 1"), "{seen}");

        // Returned with remarks, submitted again; the review is of what was returned.
        assert_eq!(app.step(&operator, (register, &id), "return", &[("remark", "Строки заходів")]).await.0, 303);
        assert_eq!(app.record("expert-reviews", &review).await.text("state"), "withdrawn");
        assert_eq!(app.step(&app.region.heritage, ("expert-reviews", &review), "give", &reasons).await.0, 409, "it is over");
        assert_eq!(app.step(&office.forest, (register, &id), "submit", &[]).await.0, 303);
        assert_eq!(app.step(&operator, (register, &id), "admit", &[("decide_by", "15.05.2026")]).await.0, 303);
        assert_eq!(app.step(&operator, (register, &id), "agree", &[("protocol", "№ 3")]).await.0, 422, "the day is wanted");
        let agreed = [("protocol", "№ 3"), ("decided_on", "10.03.2026")];
        assert_eq!(app.step(&operator, (register, &id), "agree", &agreed).await.0, 303);
        let public = app.get(&Actor::default(), "/council").await.body;
        assert!(public.contains("Цифрова Лісна") && public.contains("1\u{202f}500\u{202f}000,50"), "{public}");
        assert_eq!(app.step(&operator, (register, &id), "forward", &[("sent_by_letter", "01-12/5")]).await.0, 303);
        assert_eq!(app.step(&operator, (register, &id), "confirm", &[("answer_letter", "7/44")]).await.0, 303);
        assert_eq!(app.record(register, &id).await.text("state"), "confirmed");
        let figure = app.get(&Actor::default(), "/dashboard/local-programmes/planned").await.body;
        assert!(figure.contains("1\u{202f}500\u{202f}000,50"), "{figure}");
        assert_eq!(app.get(&Actor::default(), &page).await.status, 303, "sign in first");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn a_contest_is_judged_by_experts_and_its_winners_fit_into_the_fund(place: Place) {
        let office = office(&place).await;
        let (app, operator, visitor) = (&office.app, office.app.region.operator.clone(), Actor::default());
        office.expert(&app.region.heritage, "Експертка Перша").await;
        office.expert(&office.forest, "Експерт з громади").await;
        let terms = [("title", "Розумна громада"), ("year", "2026"), ("terms", "Для громад"), ("fund", "100"), ("most", "200"), ("due", "31.03.2026")];
        assert!(app.enter(&operator, "project-contests", &terms).await.unwrap_err().contains("у всьому фонді"));
        let terms = [("title", "Розумна громада"), ("year", "2026"), ("terms", "Для громад"), ("fund", "300000"), ("most", "250000"), ("due", "31.03.2026")];
        let contest = app.enter(&operator, "project-contests", &terms).await.unwrap();
        let page = format!("/contests/{contest}");
        assert_eq!(app.get(&visitor, &page).await.status, 404, "it is a draft");
        for (code, title, points) in [("1", "Користь", "60"), ("2", "Здійсненність", "40")] {
            let answers = [("contest", contest.as_str()), ("code", code), ("title", title), ("points", points)];
            app.enter(&operator, "contest-criteria", &answers).await.unwrap();
        }
        assert_eq!(app.step(&operator, ("project-contests", &contest), "open", &[]).await.0, 303);
        assert!(app.get(&office.steppe, &page).await.body.contains("Подати проєкт"));
        let enter = async |actor: &Actor, community: &str, title: &str, asked: &str| {
            let answers = [("contest", contest.as_str()), ("title", title), ("community", community), ("summary", "Суть"), ("requested", asked), ("own_money", "0")];
            let id = app.enter(actor, "contest-entries", &answers).await.unwrap();
            assert_eq!(app.step(actor, ("contest-entries", &id), "submit", &[]).await.0, 303);
            id
        };
        let forest = enter(&office.forest, FOREST, "Розумне світло", "200000").await;
        let steppe = enter(&office.steppe, STEPPE, "Степовий зв’язок", "150000").await;
        let small = enter(&office.steppe, STEPPE, "Малий проєкт", "50000").await;
        place.clock.set(at("2026-04-02T06:00:00Z"));
        let late = enter(&office.steppe, STEPPE, "Запізнілий", "1").await;
        assert!(!app.get(&visitor, &page).await.body.contains("Розумне світло"), "entries are secret until they are closed");
        let list = app.get(&office.steppe, "/registers/contest-entries").await.body;
        assert!(list.contains("Степовий зв’язок") && !list.contains("Розумне світло"), "of others too: {list}");
        let marks = format!("{page}/marks");
        assert_eq!(app.step(&operator, ("project-contests", &contest), "judge", &[]).await.0, 303);
        assert_eq!(app.get(&app.region.roads, &marks).await.status, 403, "experts only");
        let form = app.get(&office.forest, &marks).await.body;
        assert!(form.contains("Степовий зв’язок") && !form.contains("Розумне світло") && !form.contains("Запізнілий"), "{form}");

        let points = async |actor: &Actor, entry: &str, one: &str, two: &str| {
            let names = ["1", "2"].map(|code| format!("points-{entry}-{code}"));
            let reply = app.post(actor, &format!("{marks}/{entry}"), &[(&names[0], one), (&names[1], two)]).await;
            (reply.status.as_u16(), reply.body)
        };
        let (status, body) = points(&app.region.heritage, &forest, "61", "40").await;
        assert!(status == 422 && body.contains("від 0 до 60") && body.contains("value=\"61\""), "{body}");
        assert_eq!(points(&office.forest, &forest, "60", "40").await.0, 403, "nobody judges their own");
        assert_eq!(points(&app.region.heritage, &late, "1", "1").await.0, 403, "it came too late");
        assert_eq!(points(&app.region.heritage, &forest, "50", "40").await.0, 303);
        assert_eq!(points(&app.region.heritage, &steppe, "60", "").await.0, 303, "half of the marks are kept and do not count");
        assert_eq!(points(&office.forest, &steppe, "45", "30").await.0, 303);
        let decide = async |protocol: &str, winners: &[&str]| {
            let mut form: Vec<(&str, &str)> = winners.iter().map(|winner| ("winner", *winner)).collect();
            form.push(("protocol", protocol));
            let reply = app.post(&operator, &page, &form).await;
            (reply.status.as_u16(), reply.body)
        };
        let (status, body) = decide("№ 4", &[&forest]).await;
        assert!(status == 422 && body.contains("заявок: 1"), "{body}");
        assert_eq!(points(&app.region.heritage, &small, "10", "5").await.0, 303);
        assert_eq!(points(&app.region.heritage, &steppe, "60", "38").await.0, 303);
        assert!(!app.get(&visitor, &page).await.body.contains("90,00"), "points are secret until it is decided");

        // 90.00; (98 + 75) / 2 = 86.50; 15.00. The second does not fit beside the first, the third does.
        let proposed = app.get(&operator, &page).await.body;
        let checked: Vec<bool> = [&forest, &steppe, &small].map(|id| proposed.contains(&format!("value=\"{id}\" checked"))).into();
        assert_eq!(checked, [true, false, true], "{proposed}");
        let (status, body) = decide("", &[&forest]).await;
        assert!(status == 422 && body.contains("протоколу"), "{body}");
        let (status, body) = decide("№ 4", &[&forest, &steppe]).await;
        assert!(status == 422 && body.contains("більше, ніж є у фонді"), "{body}");
        assert_eq!(decide("№ 4", &[&late]).await.0, 403);
        assert_eq!(app.post(&office.steppe, &page, &[("protocol", "а")]).await.status, 403);
        assert_eq!(decide("№ 4", &[&forest, &small]).await.0, 303);
        assert_eq!(decide("№ 5", &[&steppe]).await.0, 403, "it is decided");
        let public = app.get(&visitor, &page).await.body;
        assert!(public.contains("86,50") && public.contains("перемогла") && public.contains("№ 4"), "{public}");
        let own = app.record("contest-entries", &steppe).await;
        assert_eq!((own.text("state"), own.int("score"), own.int("place")), ("lost", Some(8_650), Some(2)));
        assert_eq!(app.record("contest-entries", &late).await.text("state"), "submitted");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn a_ready_solution_is_adopted_by_communities(place: Place) {
        let office = office(&place).await;
        let app = &office.app;
        let answers = [("title", "Сповіщення про відключення"), ("field", "safety"), ("problem", "Люди не знають"), ("description", "Бот"), ("made_by", FOREST), ("licence", "EUPL-1.2")];
        let solution = app.enter(&app.region.operator, "ready-solutions", &answers).await.unwrap();
        let adopt = |community: &'static str| [("solution", solution.clone()), ("community", community.to_owned()), ("since", "01.03.2026".to_owned())];
        let own = adopt(STEPPE);
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.enter(&office.steppe, "solution-adoptions", &own).await.unwrap();
        let other = adopt(FOREST);
        let other: Vec<(&str, &str)> = other.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(app.enter(&office.steppe, "solution-adoptions", &other).await.is_err());
        let card = app.get(&Actor::default(), &format!("/registers/ready-solutions/{solution}")).await.body;
        assert!(card.contains("Хто взяв готове рішення"), "{card}");
        assert!(app.get(&Actor::default(), "/search?q=відключення").await.body.contains("Сповіщення про відключення"));
        let figure = app.get(&Actor::default(), "/dashboard/solution-adoptions/adopted").await.body;
        assert!(figure.contains("Громади взяли"), "{figure}");
    }
}
