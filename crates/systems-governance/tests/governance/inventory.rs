//! Hardware: checked in the yearly inventory, handed from person to person, replaced when its years are over.

use oblast_kernel::access::Actor;
use oblast_store::Record;
use oblast_testkit::{Place, TestApp, on_both, typed};

const TABLE: &str = "reg_it_assets";

async fn app(place: &Place) -> TestApp {
    let app = TestApp::new(place).await;
    app.store.refresh_directories().await.unwrap();
    app
}

fn id_of(actor: &Actor) -> String {
    actor.account.unwrap().to_string()
}

async fn asset(app: &TestApp, more: &[(&str, &str)]) -> Record {
    let register = app.store.catalogue().register("it-assets").unwrap().clone();
    let mut answers =
        vec![("category", "laptop"), ("model", "Ноутбук"), ("body", "heritage"), ("made_in", "2020")];
    answers.extend_from_slice(more);
    let values = typed(&register.fields, &answers);
    app.store.create_record(&app.region.operator, None, &register, &values, None, None).await.unwrap()
}

async fn now(app: &TestApp, asset: &Record) -> Record {
    app.store.load(TABLE, asset.id()).await.unwrap().unwrap()
}

async fn step(
    app: &TestApp,
    actor: &Actor,
    asset: &Record,
    step: &str,
    given: &[(&str, &str)],
) -> (u16, String) {
    let version = now(app, asset).await.version().to_string();
    let mut form = given.to_vec();
    form.push(("version", &version));
    let path = format!("/registers/it-assets/{}/steps/{step}", asset.id());
    let reply = app.post(actor, &path, &form).await;
    (reply.status.as_u16(), reply.body)
}

on_both! {
    async fn a_thing_is_handed_over_by_one_and_accepted_by_the_other(place: Place) {
        let app = app(&place).await;
        let (giver, receiver) = (app.region.heritage.clone(), app.region.roads.clone());
        let laptop = asset(&app, &[("custodian", &id_of(&giver))]).await;
        assert_eq!(step(&app, &receiver, &laptop, "hand_over", &[("receiver", &id_of(&receiver))]).await.0, 403, "not of another body");
        let (status, page) = step(&app, &giver, &laptop, "hand_over", &[("receiver", "Нема Такого")]).await;
        assert!(status == 422 && page.contains("такого працівника немає"), "{page}");
        assert_eq!(step(&app, &giver, &laptop, "hand_over", &[("receiver", "Тестовий roads")]).await.0, 303);
        let handing = now(&app, &laptop).await;
        assert_eq!((handing.text("state"), handing.text("handed_by"), handing.text("handed_on")), ("handing", &*id_of(&giver), "2026-03-16"));
        assert!(app.get(&receiver, "/steps").await.body.contains(&laptop.id().to_string()), "it waits for the receiver");
        assert!(!app.get(&app.region.head, "/steps").await.body.contains(&laptop.id().to_string()));

        for other in [&giver, &app.region.head, &app.region.operator] {
            assert_eq!(step(&app, other, &laptop, "accept", &[("room", "12")]).await.0, 403);
        }
        assert_eq!(step(&app, &receiver, &laptop, "accept", &[("room", "12")]).await.0, 303);
        let mine = now(&app, &laptop).await;
        assert_eq!((mine.text("state"), mine.text("custodian"), mine.text("receiver")), ("in_use", &*id_of(&receiver), ""));
        assert_eq!((mine.text("accepted_by"), mine.text("accepted_on")), (&*id_of(&receiver), "2026-03-16"));

        // Whoever hands something to themselves does not accept it.
        assert_eq!(step(&app, &giver, &laptop, "hand_over", &[("receiver", &id_of(&giver))]).await.0, 303);
        let (status, page) = step(&app, &giver, &laptop, "accept", &[("room", "1")]).await;
        assert!(status == 403 && page.contains("перевіряє інша людина"), "{page}");
        assert_eq!(step(&app, &giver, &laptop, "decline", &[("note", "помилково")]).await.0, 303);
        assert_eq!(now(&app, &laptop).await.text("custodian"), id_of(&receiver));
        assert_eq!(app.store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn the_inventory_shows_what_is_left_and_ends_by_its_chair(place: Place) {
        let app = app(&place).await;
        let clerk = app.region.heritage.clone();
        let (first, second) = (asset(&app, &[]).await, asset(&app, &[("checked_on", "2025-11-01")]).await);
        let third = asset(&app, &[("room", "7")]).await;
        assert!(app.get(&clerk, "/inventory").await.body.contains("не триває"));
        let register = app.store.catalogue().register("inventory-campaigns").unwrap().clone();
        let chair = id_of(&app.region.head);
        let answers = [("title", "Інвентаризація 2026"), ("order_number", "№ 1"), ("begins_on", "2026-03-01"), ("ends_on", "2026-03-31"), ("chair", &chair)];
        let values = typed(&register.fields, &answers);
        let campaign = app.store.create_record(&app.region.operator, None, &register, &values, None, None).await.unwrap();
        let card = format!("/registers/inventory-campaigns/{}", campaign.id());
        assert_eq!(app.post(&app.region.operator, &format!("{card}/steps/begin"), &[("version", "1")]).await.status, 303);

        assert_eq!(step(&app, &clerk, &first, "check", &[("room", "5")]).await.0, 303);
        assert_eq!(step(&app, &clerk, &second, "miss", &[("note", "У кімнаті немає")]).await.0, 303);
        let checked = now(&app, &first).await;
        assert_eq!((checked.text("state"), checked.text("room"), checked.text("checked_on")), ("in_use", "5", "2026-03-16"));
        assert_eq!(checked.text("checked_by"), id_of(&clerk));
        let page = app.get(&clerk, "/inventory").await.body;
        assert!(page.contains("Звірено 2 з 3") && page.contains("66 %"), "{page}");
        let left = app.get(&clerk, "/inventory?body=heritage").await.body;
        assert!(left.contains(&third.id().to_string()) && !left.contains(&first.id().to_string()), "{left}");
        assert_eq!(app.get(&app.region.resident, "/inventory").await.status, 403);

        let outcome = [("version", "2"), ("outcome", "Одного ноутбука немає")];
        assert_eq!(app.post(&app.region.operator, &format!("{card}/steps/close"), &outcome).await.status, 403, "the chair ends it");
        assert_eq!(app.post(&app.region.head, &format!("{card}/steps/close"), &outcome).await.status, 303);
    }
}

on_both! {
    async fn the_plan_says_what_is_to_be_replaced_when(place: Place) {
        let app = app(&place).await;
        let clerk = app.region.heritage.clone();
        asset(&app, &[("cost", "20000")]).await;
        asset(&app, &[("bought_on", "2021-05-01"), ("cost", "30000"), ("inventory_number", "=1+1")]).await;
        asset(&app, &[("bought_on", "2025-05-01"), ("cost", "40000")]).await;
        let gone = asset(&app, &[("cost", "50000")]).await;
        let head = app.region.operator.clone();
        assert_eq!(step(&app, &head, &gone, "write_off", &[("note", "згоріла")]).await.0, 303);
        let page = app.get(&clerk, "/inventory/replacement").await.body;
        for words in ["мали замінити до 2026", "000,00", "2030"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let file = app.get(&clerk, "/inventory/replacement.csv").await.body;
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines.len(), 3, "the head, what was due in 2025 and what is due in 2026: {file}");
        assert!(lines[1].contains("2025") && lines[2].contains("2026") && lines[2].contains("'=1+1"), "{file}");
        let other = app.get(&clerk, "/inventory/replacement.csv?body=roads").await.body;
        assert_eq!(other.lines().count(), 1, "{other}");
        // The year follows the fields at every change.
        let register = app.store.catalogue().register("it-assets").unwrap().clone();
        let list = app.store.select(TABLE, "where replace_in = 2025 and state = 'in_use'", &[]).await.unwrap();
        let mut values = typed(&register.fields, &[("category", "laptop"), ("model", "Ноутбук"), ("body", "heritage")]);
        values.insert("service_years".into(), 9.into());
        values.insert("made_in".into(), 2020.into());
        app.store.change_record(&clerk, None, &register, list[0].clone(), &values).await.unwrap();
        assert_eq!(now(&app, &list[0]).await.int("replace_in"), Some(2029));
    }
}
