//! Deputies and delegated tasks, through the page.

use oblast_testkit::{PERMIT, Place, TestApp, on_both};

on_both! {
    async fn tasks_of_a_service_are_delegated_on_a_page_and_taken_back(place: Place) {
        let app = TestApp::new(&place).await;
        let (head, roads) = (&app.region.head, &app.region.roads);
        let position = head.positions[0].id.to_string();
        let form = |login: &'static str| {
            [("position", position.clone()), ("login", login.to_owned()), ("from", "16.03.2026".to_owned()),
             ("until", "20.03.2026".to_owned()), ("basis", "наказ 7".to_owned()), ("service", PERMIT.to_owned())]
        };
        let send = async |login: &'static str| {
            let form = form(login);
            let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            app.post(head, "/deputies", &pairs).await
        };
        let refused = send("resident").await;
        assert!(refused.status == 422 && refused.body.contains("не має посади"));
        assert!(refused.body.contains(&format!("value=\"{PERMIT}\" checked")), "what was ticked stays");
        assert_eq!(send("roads").await.status, 303);
        let page = app.get(head, "/deputies").await;
        assert!(page.body.contains("лише послуги: Дозвіл"), "it says which");
        let id = app.store.deputies(&[head.positions[0].id]).await.unwrap().remove(0).id();
        let end = format!("/deputies/{id}/end");
        assert_eq!(app.post(roads, &end, &[]).await.status, 404, "not theirs to end");
        assert_eq!(app.post(head, &end, &[]).await.status, 303);
        assert_eq!(app.post(head, &end, &[]).await.status, 409, "once");
        assert!(app.get(head, "/deputies").await.body.contains("припинено до початку"));
    }
}
