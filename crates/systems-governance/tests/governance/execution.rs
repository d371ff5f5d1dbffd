//! What became of a programme: executors are asked, reminded, report; their reports stand together as a page and as files.

use oblast_kernel::access::Actor;
use oblast_store::Record;
use oblast_testkit::{Place, TestApp, at, on_both};
use systems_governance::programme::execution::job;

use crate::programmes::{annex, begin, decision, pay, save};

/// A programme whose executors report by the 10th; its address.
async fn programme(app: &TestApp) -> String {
    let draft = begin(app, &app.region.operator, &annex("200,0", "40,0")).await;
    let address = save(app, &draft, &decision("new", "Рішення № 10")).await;
    let id = address.rsplit('/').next().unwrap().parse().unwrap();
    let register = app.store.catalogue().register("programmes").unwrap().clone();
    let record = app.store.load("reg_programmes", id).await.unwrap().unwrap();
    let days = [("quarterly_day", 10), ("consolidated_day", 15), ("yearly_month", 2), ("yearly_day", 25)];
    let values = days.map(|(name, day)| (name.to_owned(), oblast_kernel::Value::Int(day))).into();
    app.store.change_record(&app.region.operator, None, &register, record, &values).await.unwrap();
    let executors = [
        ("body-1.1", "heritage"),
        ("body-2.1", "roads"),
        ("body-2.1", "heritage"),
        ("body-9.9", "roads"),
        ("body-1.2", "nobody"),
    ];
    let assigned = app.post(&app.region.operator, &format!("{address}/executors"), &executors).await;
    assert_eq!(assigned.status, 303, "{}", assigned.body);
    address
}

async fn reports(app: &TestApp) -> Vec<Record> {
    app.store.select("reg_programme_reports", "order by due, measure_code, executor", &[]).await.unwrap()
}

async fn submit(app: &TestApp, actor: &Actor, report: &Record, progress: &str, done: &str) -> u16 {
    let version = report.version().to_string();
    let form = [("version", version.as_str()), ("progress", progress), ("done", done), ("obstacles", "")];
    let path = format!("/registers/programme-reports/{}/steps/submit", report.id());
    app.post(actor, &path, &form).await.status.as_u16()
}

async fn notices(app: &TestApp, actor: &Actor) -> i64 {
    app.store.unseen_notices(actor.person.unwrap()).await.unwrap()
}

on_both! {
    async fn executors_are_asked_reminded_and_report_and_all_of_it_stands_together(place: Place) {
        let app = TestApp::new(&place).await;
        app.store.refresh_directories().await.unwrap();
        let address = programme(&app).await;
        let (heritage, roads, operator) = (app.region.heritage.clone(), app.region.roads.clone(), app.region.operator.clone());
        assert!(reports(&app).await.is_empty());

        // The quarter has ended: the platform asks by itself, once.
        place.clock.set(at("2026-04-01T06:00:00Z"));
        for _ in 0..2 {
            job(app.store.clone()).await.unwrap();
        }
        let asked = reports(&app).await;
        let told: Vec<String> = asked.iter().map(|own| format!("{} {} {}", own.text("measure_code"), own.text("executor"), own.text("due"))).collect();
        assert_eq!(told, ["1.1 heritage 2026-04-10", "2.1 heritage 2026-04-10", "2.1 roads 2026-04-10"]);
        assert_eq!((notices(&app, &heritage).await, notices(&app, &roads).await), (1, 1));
        assert!(app.get(&heritage, "/steps").await.body.contains("Подати звіт"));
        assert!(app.get(&heritage, "/notices").await.body.contains("Потрібен звіт"));

        // Three days before: who has reported is not reminded.
        assert_eq!(submit(&app, &roads, &asked[0], "done", "x").await, 403, "each body its own");
        assert_eq!(submit(&app, &roads, &asked[2], "under_way", "Прокладено 10 км").await, 303);
        place.clock.set(at("2026-04-07T06:00:00Z"));
        for _ in 0..2 {
            job(app.store.clone()).await.unwrap();
        }
        assert_eq!((notices(&app, &heritage).await, notices(&app, &roads).await), (1, 1), "what was seen, and the reminder");
        place.clock.set(at("2026-04-14T06:00:00Z"));
        job(app.store.clone()).await.unwrap();
        let page = app.get(&heritage, "/notices").await.body;
        assert!(page.contains("минув") && page.contains("прострочено: 2"), "{page}");

        let path = format!("{address}/reports?period=2026-q1");
        let page = app.get(&operator, &path).await.body;
        assert!(page.contains("Запитано: 3") && page.contains("не подано: 2") && page.contains("прострочено: 2"), "{page}");
        assert_eq!(submit(&app, &heritage, &reports(&app).await[0], "done", "Портал відкрито").await, 303);
        assert_eq!(submit(&app, &heritage, &reports(&app).await[1], "not_begun", "Нічого").await, 303);

        // One is returned, the others are accepted.
        let judge = async |place: usize, step: &str, remark: &str, actor: &Actor| {
            let report = reports(&app).await.remove(place);
            let version = report.version().to_string();
            let form = [("version", version.as_str()), ("remark", remark), ("back", path.as_str())];
            let step = format!("/registers/programme-reports/{}/steps/{step}", report.id());
            let told = app.post(actor, &step, &form).await;
            if told.status == 303 {
                assert_eq!(told.headers["location"], path.as_str(), "back to where it was found");
            }
            told.status.as_u16()
        };
        assert!(app.get(&operator, "/steps").await.body.contains("Прийняти звіт"));
        assert!(!app.get(&operator, "/steps").await.body.contains("Подати звіт"), "that is for others to do");
        assert_eq!(judge(0, "accept", "", &heritage).await, 403, "not one's own");
        assert_eq!(judge(1, "return", " ", &operator).await, 422);
        assert_eq!(judge(1, "return", "Чому нічого?", &operator).await, 303);
        assert_eq!(judge(1, "accept", "", &operator).await, 409, "it is not submitted");
        assert!(app.get(&heritage, "/notices").await.body.contains("Повернути звіт"));
        let returned = reports(&app).await.remove(1);
        let card = format!("/registers/programme-reports/{}", returned.id());
        assert!(app.get(&heritage, &card).await.body.contains("Чому нічого?"));
        assert_eq!(submit(&app, &heritage, &reports(&app).await[1], "done", "Узгоджено маршрут").await, 303);
        for place in 0..3 {
            assert_eq!(judge(place, "accept", "", &operator).await, 303);
        }

        // Everybody reads what is accepted; a measure is as far as the slowest of its executors.
        pay(&app, &address, "1.1", "50000").await;
        let visitor = Actor::default();
        let page = app.get(&visitor, &path).await.body;
        assert!(page.contains("Портал відкрито") && page.contains("Прокладено 10 км") && page.contains("50,0"), "{page}");
        let own = app.get(&visitor, &address).await.body;
        assert!(own.contains("виконано") && own.contains("виконується"), "{own}");
        assert!(app.get(&visitor, &format!("{address}/measures/2.1")).await.body.contains("Узгоджено маршрут"));
        let sheet = app.get(&visitor, &format!("{address}/report.xlsx?period=2026-q1")).await;
        assert_eq!(sheet.status, 200);
        assert!(sheet.headers["content-type"].to_str().unwrap().contains("spreadsheet"));
        let paper = app.get(&visitor, &format!("{address}/report.pdf?period=2026")).await;
        assert_eq!((paper.status.as_u16(), paper.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
        assert_eq!(app.get(&visitor, &format!("{address}/reports?period=2026-q9")).await.status, 404);
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn who_is_released_is_asked_no_more_and_drafts_of_reports_are_not_for_everybody(place: Place) {
        let app = TestApp::new(&place).await;
        app.store.refresh_directories().await.unwrap();
        let address = programme(&app).await;
        let operator = app.region.operator.clone();
        place.clock.set(at("2027-01-05T06:00:00Z"));
        let asks = app.post(&operator, &format!("{address}/reports?period=2026-q4"), &[]).await;
        assert_eq!(asks.status, 303);
        assert_eq!(app.post(&app.region.heritage, &format!("{address}/reports?period=2026-q4"), &[]).await.status, 403);
        let first = reports(&app).await.remove(0);
        assert_eq!(submit(&app, &app.region.heritage, &first, "done", "Лише для своїх").await, 303);
        let path = format!("{address}/reports?period=2026-q4");
        assert!(!app.get(&Actor::default(), &path).await.body.contains("Лише для своїх"), "not accepted yet");
        assert!(app.get(&operator, &path).await.body.contains("Лише для своїх"));

        assert_eq!(app.post(&operator, &format!("{address}/executors"), &[("body-1.1", "roads")]).await.status, 303);
        assert_eq!(app.post(&operator, &format!("{address}/reports?period=2026"), &[]).await.status, 303);
        let yearly: Vec<Record> = reports(&app).await.into_iter().filter(|own| own.text("period") == "year").collect();
        assert_eq!(yearly.len(), 1);
        assert_eq!((yearly[0].text("executor"), yearly[0].text("due")), ("roads", "2027-01-10"));
        let all = app.get(&operator, &format!("{address}/executors")).await.body;
        assert!(all.contains("<option value=\"roads\" selected>"), "{all}");
        assert_eq!(app.get(&app.region.heritage, &format!("{address}/executors")).await.status, 403);
        // The programme is over: its last report is of all its years.
        let page = app.get(&operator, &format!("{address}/reports?period=final")).await.body;
        assert!(page.contains("увесь строк програми") && page.contains("340,5"), "{page}");
    }
}

on_both! {
    async fn bodies_ask_for_money_the_council_selects_and_the_work_plan_has_it(place: Place) {
        let app = TestApp::new(&place).await;
        app.store.refresh_directories().await.unwrap();
        let address = programme(&app).await;
        let id = address.rsplit('/').next().unwrap();
        let (heritage, operator, visitor) = (app.region.heritage.clone(), app.region.operator.clone(), Actor::default());
        let request = async |title: &str, current: &str, priority: &str| {
            let key = app.store.ids.id(at("2026-03-16T07:00:00Z")).to_string();
            let form = [
                ("programme", id), ("year", "2026"), ("body", "heritage"), ("title", title), ("result", "Готово"), ("reasons", "Рахунок"),
                ("priority", priority), ("current", current), ("source", "oblast"), ("key", &key),
            ];
            app.post(&heritage, "/registers/programme-proposals/new", &form).await
        };
        let empty = request("Сервер", "", "new").await;
        assert!(empty.status == 422 && empty.body.contains("Поточні видатки"), "{}", empty.body);
        let card = request("Сервер копій", "120000", "running").await.location().to_owned();
        let other = request("Нове", "5000", "new").await.location().to_owned();
        let step = async |actor: &Actor, card: &str, step: &str, given: &[(&str, &str)]| {
            let record = app.store.load("reg_programme_proposals", card.rsplit('/').next().unwrap().parse().unwrap()).await.unwrap().unwrap();
            let version = record.version().to_string();
            let mut form = given.to_vec();
            form.push(("version", &version));
            let reply = app.post(actor, &format!("{card}/steps/{step}"), &form).await;
            (reply.status.as_u16(), reply.body)
        };
        let granted = |amount: &'static str| [("granted", amount), ("protocol", "№ 2"), ("decided_on", "12.03.2026")];
        assert_eq!(step(&operator, &card, "select", &granted("100000")).await.0, 409, "it is not submitted");
        for card in [&card, &other] {
            assert_eq!(step(&heritage, card, "submit", &[]).await.0, 303);
        }
        assert_eq!(step(&heritage, &card, "select", &granted("100000")).await.0, 403);
        let (status, page) = step(&operator, &card, "select", &granted("120001")).await;
        assert!(status == 422 && page.contains("не більше, ніж просили"), "{page}");
        assert_eq!(step(&operator, &card, "select", &granted("100000")).await.0, 303);
        let declined = [("protocol", "№ 2"), ("decided_on", "12.03.2026"), ("remark", "Немає коштів")];
        assert_eq!(step(&operator, &other, "decline", &declined).await.0, 303);
        assert!(app.get(&heritage, "/notices").await.body.contains("Не відібрати"));

        let plan = app.get(&visitor, &format!("{address}/plan?year=2026")).await.body;
        for words in ["240,0", "200,0", "40,0", "Сервер копій", "100,0", "№ 2", "Мережа громад"] {
            assert!(plan.contains(words), "{words}: {plan}");
        }
        assert!(!plan.contains("Нове"), "what was not selected is not planned");
        let before = app.get(&visitor, &format!("{address}/plan?year=2025")).await.body;
        assert!(before.contains("Навчання") && !before.contains("Мережа громад") && !before.contains("Сервер копій"), "{before}");
        for (ending, kind) in [("xlsx", "spreadsheet"), ("pdf", "pdf")] {
            let file = app.get(&visitor, &format!("{address}/plan.{ending}?year=2026")).await;
            assert!(file.status == 200 && file.headers["content-type"].to_str().unwrap().contains(kind));
        }
        assert_eq!(app.get(&visitor, &format!("{address}/plan?year=1")).await.status, 200, "the nearest year");
        assert_eq!(app.get(&visitor, "/registers/programme-proposals").await.status, 303, "requests are for officials");
    }
}
