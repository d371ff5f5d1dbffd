//! From the files of Open Budget to what a resident reads of their community.

use oblast_kernel::access::Actor;
use oblast_testkit::{Place, TestApp, on_both, typed};

const FOREST: &str = "UA51100270000073549";
const STEPPE: &str = "UA51100290000012345";
const HEAD: &str = "REP_PERIOD;FUND_TYP;COD_BUDGET;COD_INCO;NAME_INC;ZAT_AMT;PLANS_AMT;FAKT_AMT\n";

async fn app(place: &Place) -> TestApp {
    let app = TestApp::new(place).await;
    app.territories(&[(FOREST, "Лісна громада"), (STEPPE, "Степова громада")]).await;
    let register = app.store.catalogue().register("local-budgets").unwrap().clone();
    for (title, code, community, people) in [
        ("Бюджет Лісної громади", "0100000000", FOREST, "1000"),
        ("Бюджет Степової громади", "0200000000", STEPPE, "4000"),
    ] {
        let answers =
            [("title", title), ("budget_code", code), ("community", community), ("population", people)];
        let values = typed(&register.fields, &answers);
        app.store.create_record(&app.region.financier, None, &register, &values, None, None).await.unwrap();
    }
    app
}

fn income(month: &str, forest: &str, steppe: &str) -> String {
    format!(
        "{HEAD}{month}.2025;Z;0100000000;11000000;Податки на доходи;0;500000;{forest}\n\
         {month}.2025;Z;0100000000;11010100;Податок із зарплати;0;500000;{forest}\n\
         {month}.2025;Z;0200000000;11010100;Податок із зарплати;0;800000;{steppe}\n"
    )
}

const EXPENSES: &str = "REP_PERIOD;FUND_TYP;COD_BUDGET;COD_CONS_MB_FK;COD_CONS_MB_FK_NAME;ZAT_AMT;PLANS_AMT;FAKT_AMT\n\
    02.2025;Z;0100000000;1000;Освіта;0;300000;45000\n\
    02.2025;Z;0100000000;1010;Дошкільна освіта;0;200000;30000\n\
    02.2025;Z;0100000000;1021;Школи;0;100000;15000\n\
    02.2025;C;0100000000;1010;Дошкільна освіта;0;10000;5000\n\
    02.2025;T;0100000000;1010;Дошкільна освіта;0;210000;35000\n";

async fn send(app: &TestApp, actor: &Actor, text: &str) -> (u16, String) {
    let reply = app.upload(actor, "/budgets/import", "budget.csv", text.as_bytes()).await;
    match reply.status.as_u16() {
        303 => (200, app.get(actor, reply.location()).await.body),
        status => (status, reply.body),
    }
}

on_both! {
    async fn a_resident_reads_what_the_community_has_and_how_it_compares(place: Place) {
        let app = app(&place).await;
        let financier = app.region.financier.clone();
        let (status, page) = send(&app, &financier, &income("01", "40000", "100000")).await;
        assert!(status == 200 && page.contains("Нових рядків: 3"), "{page}");
        assert_eq!(send(&app, &financier, &income("02", "90000", "200000")).await.0, 200);
        assert_eq!(send(&app, &financier, EXPENSES).await.0, 200);
        // The same file changes nothing; a later one of the same month brings it up to date.
        let (_, page) = send(&app, &financier, EXPENSES).await;
        assert!(page.contains("Нових рядків: 0, змінених: 0, без змін: 5"), "{page}");
        let (_, page) = send(&app, &financier, &income("02", "91000", "200000")).await;
        assert!(page.contains("змінених: 2, без змін: 1"), "{page}");

        let visitor = Actor::default();
        let page = app.get(&visitor, "/budgets").await.body;
        let line = page.split("<tr>").find(|row| row.contains("data-item") && row.contains("Лісна громада")).unwrap();
        let cells: Vec<&str> = line.split("<div>").skip(1).map(|cell| cell.split("</div>").next().unwrap()).collect();
        assert_eq!(&cells[1..], ["1\u{202f}000", "91", "18", "91", "50", "16", "50"], "the leaves alone are added: {line}");
        let january = app.get(&visitor, "/budgets?month=2025-01&order=title").await.body;
        assert!(january.contains("Степова громада") && !january.contains("91"), "{january}");
        let own = app.get(&visitor, &format!("/budgets/community/{FOREST}")).await.body;
        for words in ["Дошкільна освіта", "Доходи", "Видатки за функціями", "210\u{202f}000,00", "35\u{202f}000,00"] {
            assert!(own.contains(words), "{words}: {own}");
        }
        let compared = app.get(&visitor, "/budgets/compare?kind=income&code=11010100").await.body;
        assert!(compared.contains("Медіана громад: 71"), "91 and 50: {compared}");
        assert_eq!(app.get(&visitor, "/budgets/community/UA99").await.status, 404);
        let csv = app.get(&visitor, "/budgets.csv").await.body;
        assert!(csv.contains("Лісна громада,1000,500000.00,91000.00,91,310000.00,50000.00,50"), "{csv}");
        let rows = app.get(&visitor, "/registers/budget-execution?code=11010100&year=2025").await;
        assert_eq!(rows.status, 200);
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn files_that_cannot_be_taken_say_why_and_change_nothing(place: Place) {
        let app = app(&place).await;
        let financier = app.region.financier.clone();
        for (text, words) in [
            (format!("{HEAD}02.2025;Z;0900000000;11010100;а;1;1;1\n"), "0900000000"),
            (format!("{HEAD}02.2025;Z;0100000000;11010100;а;1;1;сто\n"), "FAKT_AMT"),
            ("A;B\n1;2\n".to_owned(), "немає стовпця"),
            (String::new(), "Файл не додано"),
            (format!("{HEAD}02.2025;Z;0100000000;1;а;1;1;1\n02.2025;Z;0100000000;1;а;1;1;1\n"), "повторює"),
        ] {
            let (status, page) = send(&app, &financier, &text).await;
            assert!(status == 422 && page.contains(words), "{words}: {page}");
        }
        assert_eq!(app.store.count("reg_budget_execution", &[], 10).await.unwrap(), 0);
        assert_eq!(send(&app, &app.region.heritage, EXPENSES).await.0, 403);
        assert_eq!(app.get(&app.region.resident, "/budgets/import").await.status, 403);
        assert!(app.get(&Actor::default(), "/budgets").await.body.contains("ще немає"));
    }
}
