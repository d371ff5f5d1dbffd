//! Cards of records: as on any day, and what differs between two.

use oblast_kernel::access::Actor;
use oblast_testkit::{PERMITS, Place, TestApp, at, on_both, typed};

const ANSWERS: [(&str, &str); 6] = [
    ("place", "м. Лісне, вул. Садова, 5"),
    ("structure", "roof"),
    ("area", "2"),
    ("holder", "ТОВ «Перше»"),
    ("issued_on", "2026-03-01"),
    ("valid_until", "2027-03-01"),
];

on_both! {
    async fn a_record_is_shown_as_on_any_day(place: Place) {
        let app = TestApp::new(&place).await;
        let register = app.store.catalogue().register(PERMITS).unwrap().clone();
        let values = typed(&register.fields, &ANSWERS);
        let head = &app.region.head;
        let id = app.store.create_record(head, None, &register, &values, None, None).await.unwrap().id();
        for (day, holder) in [("2026-03-18T09:00:00Z", "ТОВ «Друге»"), ("2026-03-20T22:30:00Z", "ТОВ «Третє»")] {
            place.clock.set(at(day));
            let record = app.store.load(&register.table(), id).await.unwrap().unwrap();
            let mut changed = values.clone();
            changed.insert("holder".into(), holder.into());
            app.store.change_record(head, None, &register, record, &changed).await.unwrap();
        }
        let path = format!("/registers/{PERMITS}/{id}");
        let look = async |query: &str| app.get(&Actor::default(), &format!("{path}{query}")).await;
        let facts = |page: &str| page.split("<dl class=\"facts\">").nth(1).unwrap().split("</dl>").next().unwrap().to_owned();
        assert!(facts(&look("").await.body).contains("Третє"));
        for (day, holder) in [("16.03.2026", "Перше"), ("17.03.2026", "Перше"), ("2026-03-18", "Друге"), ("20.03.2026", "Друге"), ("21.03.2026", "Третє")] {
            let page = look(&format!("?on={day}")).await.body;
            assert!(facts(&page).contains(holder), "{day}: half past midnight in Kyiv is the next day: {}", facts(&page));
            assert!(page.contains("Так запис виглядав на кінець дня"), "{day}");
        }
        let early = look("?on=15.03.2026").await.body;
        assert!(early.contains("ще не було"), "{early}");
        let compared = look("?on=17.03.2026&with=19.03.2026").await.body;
        assert!(compared.contains("<del>ТОВ «Перше»</del>") && compared.contains("<ins>ТОВ «Друге»</ins>"), "{compared}");
        let same = look("?on=18.03.2026&with=19.03.2026").await.body;
        assert!(same.contains("Нічим."), "{same}");
        for wrong in ["?on=31.02.2026", "?on=%27", "?on=9999-12-31&with=x", "?on=-9999-01-01"] {
            assert_eq!(look(wrong).await.status, 200, "{wrong}");
        }
        assert!(look("?on=31.02.2026").await.body.contains("Такої дати немає"));
    }
}

on_both! {
    async fn a_change_is_asked_for_by_one_and_approved_by_another(place: Place) {
        let app = TestApp::new(&place).await;
        let region = app.region.clone();
        let register = app.store.catalogue().register(PERMITS).unwrap().clone();
        let mut values = typed(&register.fields, &ANSWERS);
        values.insert("basis".into(), "ЗР-000001/2026".into());
        let record = app.store.create_record(&region.head, None, &register, &values, None, None).await.unwrap();
        let card = format!("/registers/{PERMITS}/{}", record.id());
        let target = format!("{card}/propose");
        assert!(app.get(&region.resident, &card).await.body.contains("Запропонувати зміну"));
        assert!(!app.get(&Actor::default(), &card).await.body.contains("Запропонувати зміну"));
        let form = |area: &'static str, reason: &'static str| {
            let mut form = ANSWERS.to_vec();
            form[2].1 = area;
            form.push(("reason", reason));
            form
        };
        let nothing = app.post(&region.resident, &target, &form("2,00", "так")).await;
        assert!(nothing.status == 422 && nothing.body.contains("нічого не змінили"), "{}", nothing.body);
        for (area, reason, words) in [("3", "", "Поясніть, чому треба змінити"), ("багато", "помилка", "має бути число")] {
            let wrong = app.post(&region.resident, &target, &form(area, reason)).await;
            assert!(wrong.status == 422 && wrong.body.contains(words), "{}", wrong.body);
        }
        let asked = app.post(&region.resident, &target, &form("3,50", "У паспорті щита 3,5 м²")).await;
        assert_eq!(asked.status, 303, "{}", asked.body);
        let change = asked.location().to_owned();
        let page = app.get(&region.resident, &change).await.body;
        assert!(page.contains("3,50") && page.contains("чекає на рішення") && !page.contains("Схвалити зміну"), "{page}");
        for other in [&region.neighbour, &region.roads, &region.operator] {
            assert_eq!(app.get(other, &change).await.status, 404, "a stranger sees none");
        }
        let decide = format!("{change}/decide");
        assert_eq!(app.post(&region.administrator, &decide, &[("do", "grant")]).await.status, 404);
        assert!(app.get(&region.head, "/changes").await.body.contains(&change));
        let silent = app.post(&region.head, &decide, &[("do", "reject")]).await;
        assert!(silent.status == 422 && silent.body.contains("Поясніть, чому відхилено"), "{}", silent.body);

        // Another field is changed meanwhile: that is no obstacle. The same field is.
        let mut other = values.clone();
        other.insert("holder".into(), "ТОВ «Нове»".into());
        let now = app.store.load(&register.table(), record.id()).await.unwrap().unwrap();
        app.store.change_record(&region.head, None, &register, now, &other).await.unwrap();
        assert_eq!(app.post(&region.head, &decide, &[("do", "grant")]).await.location(), "/changes");
        let now = app.store.load(&register.table(), record.id()).await.unwrap().unwrap();
        assert_eq!((now.int("area"), now.text("holder"), now.text("basis")), (Some(350), "ТОВ «Нове»", "ЗР-000001/2026"));
        assert_eq!(app.post(&region.head, &decide, &[("do", "grant")]).await.status, 409, "decided once");

        let mut form = form("4", "помилка");
        form[3].1 = "ТОВ «Нове»";
        let asked = app.post(&region.resident, &target, &form).await;
        let mut area = other.clone();
        area.insert("area".into(), 900.into());
        app.store.change_record(&region.head, None, &register, now, &area).await.unwrap();
        let outdated = app.post(&region.head, &format!("{}/decide", asked.location()), &[("do", "grant")]).await;
        assert!(outdated.status == 409 && outdated.body.contains("хтось уже змінив"), "{}", outdated.body);

        // Nobody approves what they asked for themselves.
        let own = app.post(&region.head, &target, &form).await;
        let refused = app.post(&region.head, &format!("{}/decide", own.location()), &[("do", "grant")]).await;
        assert!(refused.status == 403 && refused.body.contains("Власний запит"), "{}", refused.body);
        assert_eq!(app.post(&region.head, &format!("{}/withdraw", own.location()), &[]).await.location(), "/changes");
        // Nobody buries those who decide.
        for _ in 0..20 {
            assert_eq!(app.post(&region.neighbour, &target, &form).await.status, 303);
        }
        let buried = app.post(&region.neighbour, &target, &form).await;
        assert!(buried.status == 422 && buried.body.contains("20 відкритих запитів"), "{}", buried.body);
        assert_eq!(app.store.verify(vec![]).await.unwrap().findings, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_downloaded_as_a_spreadsheet_that_others_read() {
    use axum::body::Body;
    use axum::http::Request;
    use calamine::{Data, Reader as _, Xlsx};
    let place = Place::new(oblast_testkit::Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let register = app.store.catalogue().register(PERMITS).unwrap().clone();
    for index in 0..1_200 {
        let place = if index == 0 {
            "=HYPERLINK(\"http://evil.example\")".to_owned()
        } else {
            format!("вул. Садова, {index}")
        };
        let holder = if index < 1_100 { "ТОВ «Їжак»" } else { "ПП «Вулик»" };
        let mut answers = ANSWERS.to_vec();
        answers[0].1 = &place;
        answers[3].1 = holder;
        answers[2].1 = "345,67";
        let values = typed(&register.fields, &answers);
        app.store.create_record(&app.region.head, None, &register, &values, None, None).await.unwrap();
    }
    let get = async |query: &str| {
        let path = format!("/registers/{PERMITS}/records.xlsx{query}");
        let bytes = app.send_bytes(Request::get(path).body(Body::empty()).unwrap()).await;
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        book.worksheet_range_at(0).unwrap().unwrap()
    };
    let sheet = get("").await;
    assert_eq!(sheet.height(), 1_201);
    let head: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert!(
        head.contains(&"Площа рекламного поля, м²".to_owned()) && !head.contains(&"Справа".to_owned()),
        "{head:?}"
    );
    let column = |title: &str| head.iter().position(|known| known.starts_with(title)).unwrap();
    let row = sheet.rows().nth(1).unwrap();
    assert_eq!(row[column("Площа")], Data::Float(345.67));
    assert!(matches!(row[column("Видано")], Data::DateTime(_)), "{row:?}");
    assert_eq!(row[column("Вид конструкції")].to_string(), "Дахова конструкція");
    let formulas =
        sheet.rows().filter(|row| row[column("Місце")].to_string().starts_with("=HYPERLINK")).count();
    assert_eq!(formulas, 1, "it is a text");
    assert_eq!(
        get("?place=%D1%81%D0%B0%D0%B4%D0%BE%D0%B2%D0%B0%2C%207").await.height(),
        1 + 111,
        "the filters of the list hold"
    );
    assert_eq!(get("?place=%D0%BD%D1%96%D0%B4%D0%B5").await.height(), 1);
}

on_both! {
    async fn a_card_and_a_form_stand_in_the_parts_that_are_declared(place: Place) {
        let app = TestApp::new(&place).await;
        let heritage = app.region.heritage.clone();
        let register = app.store.catalogue().register("heritage-objects").unwrap().clone();
        let form = app.get(&heritage, "/registers/heritage-objects/new").await.body;
        let legends: Vec<usize> = ["Облік", "Місце", "Стан і утримання", "Відомості"]
            .iter()
            .map(|title| form.find(&format!("<legend>{title}</legend>")).unwrap_or_else(|| panic!("{title}: {form}")))
            .collect();
        assert!(legends.is_sorted(), "{legends:?}");
        assert!(!form.contains("name=\"pictures\""), "files are added on the card: {form}");

        let answers = [("title", "Курган"), ("form", "site"), ("kinds", "archaeological"), ("community", "UA51100270000073549"), ("position", "49.2, 30.6"), ("exact_position", "49.21345, 30.61234")];
        let record = app.store.draft_record(&register, &typed(&register.fields, &answers)).unwrap();
        let id = record.id();
        let act = app.store.act("record.create");
        app.store.apply(app.store.insert_record(act, &register, record)).await.unwrap();
        let card = app.get(&Actor::default(), &format!("/registers/heritage-objects/{id}")).await.body;
        assert!(card.contains("<h2>Облік</h2>") && card.contains("<h2>Місце</h2>"), "{card}");
        assert!(!card.contains("<h2>Стан і утримання</h2>"), "nothing is said of it: {card}");
        assert!(!card.contains("49.21345"), "an exact place is not for everybody");
        assert!(app.get(&heritage, &format!("/registers/heritage-objects/{id}")).await.body.contains("49.21345"));
    }
}

const DATED: &str = r#"
[register]
id = "permits-by-form"
version = 1
title = { uk = "Дозволи за формами", en = "Permits by form" }
description = { uk = "За якою формою", en = "By which form" }
holder = "architecture"
number = "Ф-{counter:03}"
sort = "form"
[access]
read = ["public"]
create = ["head"]
change = ["head"]
[[fields]]
id = "form"
kind = "choice"
required = true
class = "public"
title = { uk = "Форма", en = "Form" }
choices = [
  { id = "old", title = { uk = "стара форма", en = "old form" }, until = "2026-03-31" },
  { id = "new", title = { uk = "нова форма", en = "new form" }, from = "2026-04-01" },
]
[[fields]]
id = "note"
kind = "text"
class = "public"
title = { uk = "Примітка", en = "Note" }
"#;

on_both! {
    async fn a_choice_is_chosen_only_while_it_is_in_force_and_keeps_its_meaning(place: Place) {
        let app = TestApp::with(&place, &[DATED]).await;
        let head = app.region.head.clone();
        let list = "/registers/permits-by-form";
        let form = app.get(&head, &format!("{list}/new")).await.body;
        assert!(form.contains("стара форма") && !form.contains("нова форма"), "{form}");
        let key = app.store.ids.id(at("2026-03-16T07:00:00Z")).to_string();
        let early = app.post(&head, &format!("{list}/new"), &[("form", "new"), ("key", &key)]).await;
        assert!(early.status == 422 && early.body.contains("«нова форма» зараз не діє"), "{}", early.body);
        let made = app.post(&head, &format!("{list}/new"), &[("form", "old"), ("key", &key)]).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let card = made.location().to_owned();

        place.clock.set(at("2026-03-31T21:00:00Z"));
        let form = app.get(&head, &format!("{card}/edit")).await.body;
        assert!(form.contains("стара форма") && form.contains("нова форма"), "midnight has passed in Kyiv; what it has stays");
        let kept = app.post(&head, &format!("{card}/edit"), &[("form", "old"), ("note", "ще чинний"), ("version", "1")]).await;
        assert_eq!(kept.status, 303, "{}", kept.body);
        let token = app.store.issue_token("head").await.unwrap();
        let path = "/api/v1/registers/permits-by-form/records";
        let late = app.post_json(&token, path, None, r#"{"data":{"form":"old"}}"#).await;
        assert_eq!(late.status, 422, "{}", late.body);
        assert_eq!(app.post_json(&token, path, None, r#"{"data":{"form":"new"}}"#).await.status, 201);
    }
}
