//! Who read my data; what is held about me.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_store::accounts::sessions::{Entry, Way};
use oblast_store::cases::Application;
use oblast_testkit::{APPLICATION, PERMIT, Place, RESIDENT_RNOKPP, TestApp, on_both, typed};

async fn apply(app: &TestApp) -> Uuid {
    let service = app.store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let resident = &app.region.resident;
    let application = Application::online(resident.person.unwrap(), app.region.centre, &values);
    app.store.submit_case(resident, &service, &application, None).await.unwrap().id
}

async fn by(app: &TestApp, actor: &Actor, way: Way) -> String {
    let entry = Entry { way, agent: String::new(), address: String::new() };
    format!(
        "oblast_session={}",
        app.store.begin_session(actor.account.unwrap(), &entry).await.unwrap().secret
    )
}

on_both! {
    async fn a_person_sees_who_read_their_data_when_and_what_for(place: Place) {
        let app = TestApp::new(&place).await;
        let case = apply(&app).await;
        let resident = &app.region.resident;
        assert!(app.get(resident, "/account/readings").await.body.contains("ще ніхто не читав"));
        let before = app.store.entries_before(i64::MAX, 1000).await.unwrap().len();
        assert_eq!(app.get(&app.region.administrator, "/queue").await.status, 200);
        assert_eq!(app.get(&app.region.administrator, &format!("/cases/{case}")).await.status, 200);
        assert_eq!(app.get(resident, &format!("/cases/{case}")).await.status, 200);
        let page = app.get(resident, "/account/readings").await.body;
        assert!(page.contains("посада, ЦНАП"), "{page}");
        assert!(page.contains(&format!("href=\"/cases/{case}\"")) && page.contains("список завдань"), "{page}");
        assert!(!page.contains("Тестовий administrator"), "the position reads, not the person");
        assert!(page.contains("Дозвіл на розміщення зовнішньої реклами") || page.contains("реклам"), "the purpose");
        assert!(app.get(&app.region.neighbour, "/account/readings").await.body.contains("ще ніхто не читав"));
        let entries = app.store.entries_before(i64::MAX, 1000).await.unwrap();
        let readings = entries.iter().filter(|(_, body)| body.act == "personal_data.read").count();
        assert!(readings == 2 && entries.len() > before, "each is proved by the journal");
    }
}

on_both! {
    async fn a_record_about_somebody_is_theirs_to_see_once_it_is_proved_who_they_are(place: Place) {
        let app = TestApp::new(&place).await;
        let register = app.store.catalogue().register("residents").unwrap().clone();
        let fields: Vec<(&str, &str)> = register
            .fields
            .iter()
            .filter_map(|field| match (field.id.as_str(), field.kind.name()) {
                ("person_name", _) => Some(("person_name", "Тестовий resident")),
                ("rnokpp", _) => Some(("rnokpp", RESIDENT_RNOKPP)),
                _ => None,
            })
            .collect();
        let mut values = oblast_register::catalogue::Values::new();
        for (name, text) in fields {
            values.insert(name.to_owned(), text.into());
        }
        let record = app.store.create_record(&app.region.registrar, None, &register, &values, None, None).await.unwrap();
        let card = format!("/registers/residents/{}", record.id());
        assert_eq!(app.get(&app.region.registrar, &card).await.status, 200);

        let resident = &app.region.resident;
        let password = by(&app, resident, Way::Password).await;
        for path in ["/account/data", "/account/data.json"] {
            let page = app.get_with(&password, path).await.body;
            assert!(!page.contains("residents") && !page.contains("Реєстр мешканців"), "a number in an account proves nothing: {path}");
        }
        assert!(app.get_with(&password, "/account/readings").await.body.contains("ще ніхто не читав"));
        let signed = by(&app, resident, Way::Signature).await;
        assert!(app.get_with(&signed, "/account/data").await.body.contains("Реєстр мешканців"));
        let held = app.get_with(&signed, "/account/data.json").await.json();
        assert_eq!(held["records"][0]["fields"]["rnokpp"], RESIDENT_RNOKPP);
        assert_eq!(held["person"]["given_name"], "resident");
        let page = app.get_with(&signed, "/account/readings").await.body;
        assert!(page.contains("Реєстр мешканців") && page.contains("Закон 1871-IX"), "{page}");
    }
}
