//! Documents: issued once, confirmed without personal data, for those in the case only.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_store::cases::{Application, Completion};
use oblast_testkit::{APPLICATION, PERMIT, Place, TestApp, on_both, typed};

pub async fn decided(app: &TestApp) -> Uuid {
    let service = app.store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let region = &app.region;
    let application = Application::online(region.resident.person.unwrap(), region.centre, &values);
    let case = app.store.submit_case(&region.resident, &service, &application, None).await.unwrap().id;
    let steps: [(&Actor, &str, &str); 4] = [
        (&region.administrator, "check", "complete"),
        (&region.heritage, "approve_heritage", "agree"),
        (&region.roads, "approve_roads", "agree"),
        (&region.head, "decide", "grant"),
    ];
    for (actor, name, outcome) in steps {
        let view = app.store.case(case).await.unwrap().unwrap();
        let task = view.tasks.iter().find(|task| task.text("task") == name).unwrap();
        let note = (name == "decide").then(|| "Погоджено 👍 #panic()".to_owned());
        let completion = Completion { outcome: outcome.into(), note, grounds: None };
        app.store.complete_task(actor, None, task.id(), task.version(), &completion).await.unwrap();
    }
    case
}

on_both! {
    async fn a_decision_is_issued_once_and_confirmed_without_a_name(place: Place) {
        let app = TestApp::new(&place).await;
        let case = decided(&app).await;
        let path = format!("/cases/{case}/decision.pdf");
        assert_eq!(app.get(&app.region.neighbour, &path).await.status, 404, "to a stranger there is none");
        let all = futures_util::future::join_all((0..4).map(|_| app.get(&app.region.resident, &path))).await;
        assert!(all.iter().all(|reply| reply.status == 200 && reply.body.starts_with("%PDF-")));
        let issued = app.store.select("document", "order by id limit 10", &[]).await.unwrap();
        assert_eq!(issued.len(), 1);
        let number = app.store.case(case).await.unwrap().unwrap().case.text("number").to_owned();

        let code = issued[0].text("code");
        let spaced = format!("{}%20{}-{}", &code[..4].to_lowercase(), &code[4..8], &code[8..]);
        let visitor = Actor::default();
        assert_eq!(app.get(&visitor, &format!("/check?code={spaced}")).await.location(), format!("/check/{code}"));
        let page = app.get(&visitor, &format!("/check/{code}")).await.body;
        assert!(page.contains("Документ справжній") && page.contains(&number) && page.contains(issued[0].text("hash")));
        assert!(page.contains("16 березня 2026") && !page.contains("Тестовий"), "{page}");
        let none = app.get(&visitor, "/check/2222333344445555").await;
        assert!(none.status == 200 && none.body.contains("Документа з таким кодом немає"), "{}", none.body);
        assert_eq!(app.store.verify_files().await.unwrap(), (1, vec![]));

        // The permit itself is a document of its own, under the number of its record.
        let path = format!("/cases/{case}/certificate.pdf");
        assert_eq!(app.get(&app.region.neighbour, &path).await.status, 404);
        for _ in 0..2 {
            assert!(app.get(&app.region.resident, &path).await.body.starts_with("%PDF-"));
        }
        let issued = app.store.select("document", "where kind = 'certificate' limit 10", &[]).await.unwrap();
        assert_eq!((issued.len(), issued[0].text("number")), (1, "ДЗР-00001/2026"));
        let page = app.get(&visitor, &format!("/check/{}", issued[0].text("code"))).await.body;
        assert!(page.contains("виданий документ") && page.contains("ДЗР-00001/2026"), "{page}");
    }
}

on_both! {
    async fn cards_and_receipts_are_made_too(place: Place) {
        let app = TestApp::new(&place).await;
        let case = decided(&app).await;
        assert_eq!(app.get(&app.region.resident, &format!("/cases/{case}/receipt.pdf")).await.status, 200);
        let centre = app.region.centre;
        let visitor = Actor::default();
        for service in ["outdoor-advertising-permit", "residence-extract", "regional-payment", "decision-appeal"] {
            for path in ["card.pdf".to_owned(), "process.pdf".to_owned(), format!("card.pdf?centre={centre}"), format!("process.pdf?centre={centre}")] {
                assert_eq!(app.get(&visitor, &format!("/services/{service}/{path}")).await.status, 200, "{service} {path}");
            }
        }
        let page = app.get(&visitor, &format!("/services/{PERMIT}?centre={centre}")).await.body;
        assert!(page.contains("Усі центри") && page.contains(&format!("card.pdf?centre={centre}")), "{page}");
        for wrong in ["0195a000-0000-7000-8000-000000000001", "../x", ""] {
            assert_eq!(app.get(&visitor, &format!("/services/{PERMIT}?centre={wrong}")).await.status, 404, "{wrong}");
        }
    }
}
