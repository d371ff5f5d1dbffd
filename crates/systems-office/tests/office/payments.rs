//! Payment lists: each payment once, the file for the bank, and for whom it is not.

use oblast_kernel::access::Actor;
use oblast_testkit::{Place, TestApp, on_both, typed};

async fn enter(app: &TestApp, actor: &Actor, register: &str, answers: &[(&str, &str)]) {
    let register = app.store.catalogue().register(register).unwrap().clone();
    let values = typed(&register.fields, answers);
    app.store.create_record(actor, None, &register, &values, None, None).await.unwrap();
}

on_both! {
    async fn a_payment_goes_into_one_list_and_the_file_is_for_the_department_only(place: Place) {
        let app = TestApp::new(&place).await;
        let programme = [("code", "veteran"), ("title", "Ветеранам"), ("amount", "6200,50"), ("terms", "УБД"), ("basis", "Рішення 1")];
        enter(&app, &app.region.social_head, "social-programmes", &programme).await;
        app.granted_payment().await;
        app.granted_payment().await;

        let lists = "/social-payments/lists";
        assert_eq!(app.get(&app.region.head, lists).await.status, 403, "the head of another body");
        assert_eq!(app.post(&app.region.social, lists, &[]).await.status, 403, "a specialist makes no list");
        let page = app.get(&app.region.social_head, lists).await;
        let plain: String = page.body.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
        assert!(plain.contains("12 401,00"), "{plain}");
        assert_eq!(app.post(&app.region.social_head, lists, &[]).await.status, 303);
        assert_eq!(app.post(&app.region.social_head, lists, &[]).await.status, 303, "nothing is left: no second list");
        let made = app.store.select("reg_payment_lists", "order by id limit 10", &[]).await.unwrap();
        assert_eq!(made.len(), 1);
        assert_eq!((made[0].text("number"), made[0].int("payments"), made[0].int("total")), ("ВД-0001/2026", Some(2), Some(1_240_100)));

        let file = format!("{lists}/{}/payments.csv", made[0].id());
        assert_eq!(app.get(&app.region.resident, &file).await.status, 403);
        let csv = app.get(&app.region.social, &file).await;
        assert_eq!(csv.body.lines().count(), 3, "{}", csv.body);
        assert!(csv.body.contains("ВП-000001/2026,Тестовий resident,0000100010,UA213223130000026007233566001,6200.50,"), "{}", csv.body);
        let (_, body) = app.store.entries_before(i64::MAX, 1).await.unwrap().remove(0);
        assert_eq!((body.act.as_str(), body.persons.len()), ("personal_data.read", 2));
        assert_eq!(app.store.verify(vec![]).await.unwrap().findings, []);
    }
}
