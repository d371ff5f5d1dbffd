//! From the file of a decision to the page that everybody reads: read, corrected, saved, amended, compared.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_testkit::{Place, TestApp, on_both, typed};

const DRAFTS: &str = "/programmes/drafts";
const HEAD: &str = "Перелік заходів\tСтрок\tВиконавці\tДжерела фінансування\tОбсяги, тис. грн\t\t\tРезультат\n\
                    \t\t\t\tразом\t2025 рік\t2026 рік\t\n";

/// An annex of two directions; what is said of two cells may be chosen.
pub(crate) fn annex(portal: &str, network: &str) -> String {
    format!(
        "{HEAD}1. Послуги без черг\t\t\t\t\t\t\t\n\
         1.1. Портал послуг\t2025-2026\tУправління цифрового розвитку\tОбласний бюджет\t300,5\t100,5\t{portal}\t10 послуг\n\
         1.2. Навчання\t2025\tДепартамент\tНе потребує\t-\t-\t-\t\n\
         Всього за напрямом\t\t\tОбласний бюджет\t300,5\t100,5\t200,0\t\n\
         2. Мережі\t\t\t\t\t\t\t\n\
         2.1. Мережа громад\t2026\tГромади\tМісцевий бюджет\t40,0\t-\t{network}\t\n\
         Всього за напрямом\t\t\tМісцевий бюджет\t40,0\t-\t40,0\t\n\
         РАЗОМ ЗА ПРОГРАМОЮ\t\t\t\t340,5\t100,5\t240,0\t\n"
    )
}

pub(crate) async fn begin(app: &TestApp, actor: &Actor, text: &str) -> String {
    let sent = app.upload(actor, DRAFTS, "Рішення.txt", text.as_bytes()).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    sent.location().to_owned()
}

pub(crate) fn decision<'f>(programme: &'f str, number: &'f str) -> Vec<(&'static str, &'f str)> {
    vec![
        ("programme", programme),
        ("title", "Цифрова область на 2025–2026 роки"),
        ("begins", "2025"),
        ("ends", "2026"),
        ("decision", number),
        ("decided_on", "24.12.2024"),
    ]
}

/// Saves a document; gives the address of the programme.
pub(crate) async fn save(app: &TestApp, draft: &str, form: &[(&str, &str)]) -> String {
    let saved = app.post(&app.region.operator, &format!("{draft}/save"), form).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    saved.location().to_owned()
}

pub(crate) async fn pay(app: &TestApp, programme: &str, code: &str, amount: &str) {
    let id: Uuid = programme.rsplit('/').next().unwrap().parse().unwrap();
    let register = app.store.catalogue().register("programme-payments").unwrap().clone();
    let reference = id.to_string();
    let answers = [
        ("programme", reference.as_str()),
        ("measure_code", code),
        ("paid_on", "10.02.2026"),
        ("source", "oblast"),
        ("costs", "current"),
        ("amount", amount),
        ("payee", "ТОВ «Портал»"),
    ];
    let mut values = typed(&register.fields, &answers);
    let errors = app.store.settle_references(&register, &mut values).await.unwrap();
    assert!(errors.is_empty());
    app.store.create_record(&app.region.operator, None, &register, &values, None, None).await.unwrap();
}

on_both! {
    async fn a_decision_is_read_saved_and_shown_to_everybody(place: Place) {
        let app = TestApp::new(&place).await;
        let operator = app.region.operator.clone();
        let draft = begin(&app, &operator, &annex("200,0", "40,0")).await;
        let page = app.get(&operator, &draft).await.body;
        assert!(page.contains("Усі суми сходяться") && page.contains("1.1. Портал послуг"), "{page}");
        let wrong = app.post(&operator, &format!("{draft}/save"), &[("programme", "new"), ("decision", "№ 1 від ради")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("№ 1 від ради") && wrong.body.contains("дату рішення"), "{}", wrong.body);
        let programme = save(&app, &draft, &decision("new", "Рішення ради № 10")).await;
        pay(&app, &programme, "1.1", "50000").await;

        let visitor = Actor::default();
        let page = app.get(&visitor, &programme).await.body;
        for figure in ["340,5", "100,5", "240,0", "300,5", "40,0", "50,0", "14"] {
            assert!(page.contains(figure), "{figure}: {page}");
        }
        assert!(page.contains("Усі суми документа сходяться") && page.contains("Рішення ради № 10"), "{page}");
        let rows = page.split("href=\"/registers/programme-funding?").nth(1).unwrap().split('"').next().unwrap();
        let rows = app.get(&visitor, &format!("/registers/programme-funding?{}", rows.replace("&amp;", "&"))).await;
        assert!(rows.status == 200 && rows.body.contains("500,00"), "each figure opens its rows: {}", rows.body);
        let measure = app.get(&visitor, &format!("{programme}/measures/1.1")).await.body;
        assert!(measure.contains("ТОВ «Портал»") && measure.contains("10 послуг") && measure.contains("50,0"), "{measure}");
        let said = app.get(&visitor, &format!("{programme}/measures/1.2")).await.body;
        assert!(said.contains("не потребує"), "{said}");
        assert_eq!(app.get(&visitor, &format!("{programme}/measures/9.9")).await.status, 404);
        let embedded = app.get(&visitor, &format!("/embed{programme}")).await;
        assert!(embedded.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
        assert!(embedded.body.contains("340,5") && !embedded.body.contains("<nav"), "{}", embedded.body);
        assert!(app.get(&visitor, "/programmes").await.body.contains("Цифрова область"));
        assert!(app.get(&visitor, "/search?q=цифрову+область").await.body.contains("Цифрова область"));

        // A document is saved once; who may not read documents in does not.
        assert_eq!(app.get(&operator, &draft).await.status, 200, "it can be looked at");
        let other = begin(&app, &operator, &annex("200,0", "40,0")).await;
        let taken = app.post(&operator, &format!("{other}/save"), &decision("new", "№ 2")).await;
        assert!(taken.status == 422 && taken.body.contains("Така програма вже є"), "{}", taken.body);
        let again = app.post(&operator, &format!("{draft}/save"), &decision(programme.rsplit('/').next().unwrap(), "№ 2")).await;
        assert_eq!(again.status, 403, "{}", again.body);
        assert_eq!(app.get(&app.region.heritage, &draft).await.status, 403);
        assert_eq!(app.upload(&app.region.heritage, DRAFTS, "а.txt", b"text").await.status, 403);
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
        assert!(app.store.verify_files().await.unwrap().1.is_empty());
    }
}

on_both! {
    async fn a_line_that_slid_is_corrected_before_it_is_saved(place: Place) {
        let app = TestApp::new(&place).await;
        let operator = app.region.operator.clone();
        let draft = begin(&app, &operator, &annex("двісті", "40,0")).await;
        let page = app.get(&operator, &draft).await.body;
        assert!(page.contains("це не сума") && page.contains("value=\"двісті\""), "the line stands open: {page}");
        let refused = app.post(&operator, &format!("{draft}/save"), &decision("new", "№ 1")).await;
        assert!(refused.status == 422 && refused.body.contains("Виправте незрозумілі"), "{}", refused.body);
        let cells = ["1.1. Портал послуг", "2025-2026", "Управління", "Обласний бюджет", "300,5", "100,5", "200,0", ""];
        let mut form: Vec<(&str, &str)> = cells.iter().map(|cell| ("cell", *cell)).collect();
        form.extend([("line", "4"), ("do", "keep")]);
        assert_eq!(app.post(&operator, &format!("{draft}/lines"), &form).await.status, 303);
        let page = app.get(&operator, &draft).await.body;
        assert!(page.contains("Усі суми сходяться") && !page.contains("це не сума"), "{page}");
        form.pop();
        form.push(("do", "forget"));
        assert_eq!(app.post(&operator, &format!("{draft}/lines"), &form).await.status, 303);
        assert!(app.get(&operator, &draft).await.body.contains("це не сума"), "as it is written");
        let nowhere = app.post(&operator, &format!("{draft}/lines"), &[("line", "999"), ("cell", "x"), ("do", "keep")]).await;
        assert_eq!(nowhere.status, 403);
        assert_eq!(app.post(&operator, &format!("{draft}/discard"), &[]).await.status, 303);
        assert_eq!(app.post(&operator, &format!("{draft}/lines"), &form).await.status, 403, "it is over");
    }
}

on_both! {
    async fn an_amendment_supersedes_and_says_what_it_changed(place: Place) {
        let app = TestApp::new(&place).await;
        let operator = app.region.operator.clone();
        let draft = begin(&app, &operator, &annex("200,0", "40,0")).await;
        let programme = save(&app, &draft, &decision("new", "Рішення № 10")).await;
        let amended = annex("200,0", "65,0").replace("1.2. Навчання", "1.2. Чатбот");
        let draft = begin(&app, &operator, &amended).await;
        let page = app.get(&operator, &draft).await.body;
        assert!(page.contains("Суми, що не сходяться"), "40 is stated still: {page}");
        save(&app, &draft, &decision(programme.rsplit('/').next().unwrap(), "Рішення № 25")).await;

        let visitor = Actor::default();
        let page = app.get(&visitor, &programme).await.body;
        assert!(page.contains("не сходяться суми") && page.contains("365,5"), "the version in force: {page}");
        let changes = app.get(&visitor, &format!("{programme}/changes")).await.body;
        assert!(changes.contains("340,5 → 365,5") && changes.contains("+25,0"), "{changes}");
        assert!(changes.contains("<del>Навчання</del>") && changes.contains("<ins>Чатбот</ins>"), "{changes}");
        assert!(!changes.contains("Портал послуг"), "what is as it was is not told");
        let back = app.get(&visitor, &format!("{programme}/changes?from=2&to=1")).await.body;
        assert!(back.contains("365,5 → 340,5"), "{back}");
        assert_eq!(app.get(&visitor, &format!("{programme}/changes?from=7")).await.status, 404);
        let versions = app.store.select("reg_programme_versions", "order by ordinal", &[]).await.unwrap();
        let states: Vec<&str> = versions.iter().map(|own| own.text("state")).collect();
        assert_eq!(states, ["superseded", "in_force"]);
    }
}

on_both! {
    async fn what_is_no_document_is_refused_in_words(place: Place) {
        let app = TestApp::new(&place).await;
        let operator = app.region.operator.clone();
        let damaged = app.upload(&operator, DRAFTS, "рішення.docx", b"PK\x03\x04 and nothing more").await;
        assert!(damaged.status == 422 && damaged.body.contains("не вдалося прочитати"), "{}", damaged.body);
        let empty = begin(&app, &operator, "Жодної таблиці тут немає.\n").await;
        let page = app.get(&operator, &empty).await.body;
        assert!(page.contains("не знайдено додатка") && !page.contains("id=\"save\""), "{page}");
        assert_eq!(app.post(&operator, &format!("{empty}/save"), &decision("new", "№ 1")).await.status, 422);
        assert_eq!(app.get(&operator, &format!("{DRAFTS}/{}", Uuid::from_u128(7))).await.status, 404);
    }
}

on_both! {
    async fn a_real_decision_is_saved_with_all_its_money_and_what_disagrees_in_it(place: Place) {
        let document = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/programmes/odesa-2021-2023.txt");
        let Ok(text) = std::fs::read_to_string(&document) else {
            eprintln!("skipped: {} is not there", document.display());
            return;
        };
        let app = TestApp::new(&place).await;
        let draft = begin(&app, &app.region.operator, &text).await;
        let programme = save(&app, &draft, &decision("new", "Рішення № 45-VIII")).await;
        let page = app.get(&Actor::default(), &programme).await.body;
        assert!(page.contains("155\u{a0}937,7"), "{page}");
        assert!(page.contains("Розбіжності (9)"), "{page}");
        let int = oblast_kernel::value::ColumnType::Int;
        let sum = async |sql: &str| app.store.query(sql, &[], &[int]).await.unwrap()[0].int(0);
        let parted = sum("select cast(sum(amount) as bigint) from reg_programme_funding where costs <> 'all'").await;
        let all = sum("select cast(sum(amount) as bigint) from reg_programme_funding").await;
        assert_eq!(all, 15_593_770_000);
        assert_eq!(parted, 6_892_940_000, "the table of tasks for 2021 tells capital from current");
        assert_eq!(sum("select count(*) from reg_programme_history").await, 12);
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}
