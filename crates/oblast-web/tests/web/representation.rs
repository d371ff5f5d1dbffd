//! Representation: at the desk, online, ended; appeals; what strangers see of it.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_store::cases::Completion;
use oblast_testkit::{APPLICATION, PERMIT, Place, RESIDENT_RNOKPP, TestApp, on_both};

const KEY: (&str, &str) = ("key", "0195a000-0000-7000-8000-000000000002");
/// The resident of the region, who stands at the desk.
const PARENT: [(&str, &str); 3] =
    [("family_name", "тестовий"), ("given_name", "resident"), ("rnokpp", RESIDENT_RNOKPP)];
const CHILD: [(&str, &str); 5] = [
    ("behalf_kind", "parent"),
    ("principal_family_name", "Тестовий"),
    ("principal_given_name", "Остап"),
    ("behalf_basis", "свідоцтво про народження І-ЗР № 1"),
    ("behalf_until", "14.05.2036"),
];

fn desk<'a>(centre: &'a str, behalf: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[KEY, ("centre", centre), ("purpose", "school"), ("phone", "0671234567")][..], &PARENT, behalf].concat()
}

async fn mandates(app: &TestApp) -> Vec<oblast_store::Record> {
    app.store.select("mandate", "order by recorded_at, id limit 10", &[]).await.unwrap()
}

on_both! {
    async fn a_parent_applies_at_the_desk_and_goes_on_online(place: Place) {
        let app = TestApp::new(&place).await;
        let (region, centre) = (app.region.clone(), app.region.centre.to_string());
        let path = "/desk/residence-extract";
        let without = |name: &str| CHILD.into_iter().filter(|(field, _)| *field != name).collect::<Vec<_>>();
        for (missing, words) in [("behalf_basis", "впишіть, як у документі"), ("behalf_until", "повноліття дитини"), ("principal_given_name", "впишіть, як у документі")] {
            let reply = app.post(&region.administrator, path, &desk(&centre, &without(missing))).await;
            assert!(reply.status == 422 && reply.body.contains(words), "{missing}: {}", reply.body);
            assert!(reply.body.contains("<details open>"), "the part with the mistake is open");
        }
        let past = [&without("behalf_until")[..], &[("behalf_until", "15.03.2026")]].concat();
        assert_eq!(app.post(&region.administrator, path, &desk(&centre, &past)).await.status, 422);
        assert_eq!(mandates(&app).await.len(), 0, "nothing was entered");

        let form = desk(&centre, &CHILD);
        let reply = app.post(&region.administrator, path, &form).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        let receipt = reply.location().to_owned();
        assert_eq!(app.post(&region.administrator, path, &form).await.location(), receipt, "sent twice, taken once");
        assert_eq!(mandates(&app).await.len(), 1);
        let case = receipt.trim_end_matches("/receipt");
        let page = app.get(&region.resident, case).await.body;
        assert!(page.contains("Тестовий Остап") && page.contains("Тестовий resident – мати чи батько"), "{page}");
        assert_eq!(app.get(&region.neighbour, case).await.status, 404);

        // The second time the mandate is known: its document is not asked for.
        let again: Vec<(&str, &str)> = without("behalf_basis").into_iter().filter(|(name, _)| *name != "behalf_until").collect();
        let mut form = desk(&centre, &again);
        form[0] = ("key", "0195a000-0000-7000-8000-000000000003");
        assert_eq!(app.post(&region.administrator, path, &form).await.status, 303);
        assert_eq!(mandates(&app).await.len(), 1);

        // Online: for the child, until the mandate is ended.
        let child = mandates(&app).await[0].reference("principal").unwrap().to_string();
        let page = app.get(&region.resident, "/services/residence-extract/apply").await.body;
        assert!(page.contains("Від чийого імені") && page.contains("Тестовий Остап"), "{page}");
        let online = [("key", "0195a000-0000-7000-8000-000000000004"), ("intake", centre.as_str()), ("behalf", child.as_str()), ("purpose", "school"), ("phone", "0671234567")];
        let reply = app.post(&region.resident, "/services/residence-extract/apply", &online).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        assert!(app.get(&region.resident, &format!("/cases?for={child}")).await.body.contains("ВМП-С-000003/2026"));
        assert!(!app.get(&region.resident, "/cases").await.body.contains("ВМП-С-000003/2026"));
        assert_eq!(app.get(&region.neighbour, &format!("/cases?for={child}")).await.status, 404);
        let end = format!("/mandates/{}/end", mandates(&app).await[0].id());
        assert_eq!(app.post(&region.neighbour, &end, &[]).await.status, 404, "to a stranger there is none");
        assert_eq!(app.post(&region.resident, &end, &[]).await.location(), "/mandates");
        assert_eq!(app.get(&region.resident, case).await.status, 404);
        let mut online = online;
        online[0].1 = "0195a000-0000-7000-8000-000000000005";
        let reply = app.post(&region.resident, "/services/residence-extract/apply", &online).await;
        assert!(reply.status == 422 && reply.body.contains("більше не можете діяти"), "{}", reply.body);
        assert_eq!(app.store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn a_power_of_attorney_taken_with_an_application_is_for_that_service(place: Place) {
        let app = TestApp::new(&place).await;
        let centre = app.region.centre.to_string();
        let attorney: Vec<(&str, &str)> =
            CHILD.into_iter().map(|(name, value)| if name == "behalf_kind" { (name, "attorney") } else { (name, value) }).collect();
        let reply = app.post(&app.region.administrator, "/desk/residence-extract", &desk(&centre, &attorney)).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        assert_eq!(mandates(&app).await[0].text("services"), "residence-extract");
        assert!(app.get(&app.region.resident, "/services/residence-extract/apply").await.body.contains("Від чийого імені"));
        assert!(!app.get(&app.region.resident, &format!("/services/{PERMIT}/apply")).await.body.contains("Від чийого імені"));
    }
}

on_both! {
    async fn mandates_are_recorded_found_by_number_and_name_and_ended_at_the_desk(place: Place) {
        let app = TestApp::new(&place).await;
        let (clerk, centre) = (app.region.administrator.clone(), app.region.centre.to_string());
        let company = [("behalf_kind", "officer"), ("behalf_organisation", "ТОВ «Обрій»"), ("behalf_edrpou", "00032128"), ("behalf_basis", "наказ № 3"), ("service", PERMIT)];
        let form = [&[("centre", centre.as_str())][..], &PARENT, &company].concat();
        let reply = app.post(&clerk, "/desk/mandates", &form).await;
        assert!(reply.status == 422 && reply.body.contains("не збігається контрольна цифра"), "{}", reply.body);
        let form: Vec<(&str, &str)> = form.into_iter().map(|(name, value)| if name == "behalf_edrpou" { (name, "00032129") } else { (name, value) }).collect();
        let reply = app.post(&clerk, "/desk/mandates", &form).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        let person = app.region.resident.person.unwrap();
        assert_eq!(reply.location(), format!("/desk/mandates?person={person}"));
        assert_eq!(app.post(&clerk, "/desk/mandates", &form).await.status, 303);
        assert_eq!(mandates(&app).await.len(), 1, "recorded once");
        for actor in [&app.region.resident, &app.region.head, &Actor::default()] {
            assert!(app.get(actor, reply.location()).await.status != 200);
        }
        let find = |family: &'static str, rnokpp: &'static str| [("find", "1"), ("find_family_name", family), ("find_rnokpp", rnokpp)];
        let wrong = app.post(&clerk, "/desk/mandates/find", &find("Інший", RESIDENT_RNOKPP)).await;
        assert!(wrong.status == 422 && !wrong.body.contains("resident"), "whose number it is, is not told");
        assert_eq!(app.post(&clerk, "/desk/mandates/find", &find("ТЕСТОВИЙ", RESIDENT_RNOKPP)).await.status, 303);
        let page = app.get(&clerk, reply.location()).await.body;
        assert!(page.contains("ТОВ «Обрій»") && page.contains("Дозвіл на розміщення зовнішньої реклами"), "{page}");
        let entries = app.store.entries_before(i64::MAX, 1).await.unwrap();
        assert!(entries[0].0.body.contains("personal_data.read"), "whose mandates were read, is journalled");
        // Nobody records a power of their own over others.
        let own = oblast_kernel::identifier::rnokpp_with_check_digit([0, 0, 0, 0, 1, 0, 0, 0, 2]);
        let own = own.as_str();
        let mut person = app.store.load("person", clerk.person.unwrap()).await.unwrap().unwrap();
        person.set("rnokpp", own);
        app.store.apply(app.store.act("person.change").update(person)).await.unwrap();
        let form = [("centre", centre.as_str()), ("family_name", "Тестовий"), ("given_name", "administrator"), ("rnokpp", own), ("behalf_kind", "guardian"), ("principal_family_name", "Багатий"), ("principal_given_name", "Дядько"), ("behalf_basis", "рішення")];
        let reply = app.post(&clerk, "/desk/mandates", &form).await;
        assert!(reply.status == 422 && reply.body.contains("інший адміністратор"), "{}", reply.body);
        let end = format!("/mandates/{}/end", mandates(&app).await[0].id());
        assert!(app.post(&clerk, &end, &[]).await.location().starts_with("/desk/mandates?person="));
        assert!(!mandates(&app).await[0].get("ended_at").is_null());
    }
}

async fn refused(app: &TestApp) -> Uuid {
    let centre = app.region.centre.to_string();
    let form = [&[KEY, ("intake", centre.as_str())], APPLICATION].concat();
    let reply = app.post(&app.region.resident, &format!("/services/{PERMIT}/apply"), &form).await;
    let case =
        reply.location().trim_start_matches("/cases/").trim_end_matches("?submitted=1").parse().unwrap();
    finish(app, case, &app.region.administrator, "incomplete").await;
    case
}

async fn finish(app: &TestApp, case: Uuid, actor: &Actor, outcome: &str) {
    let view = app.store.case(case).await.unwrap().unwrap();
    let task = view.tasks.iter().find(|task| task.int("is_open") == Some(1)).unwrap();
    let completion = Completion {
        outcome: outcome.into(),
        note: Some("пояснення".into()),
        grounds: Some("incomplete".into()),
    };
    app.store.complete_task(actor, None, task.id(), task.version(), &completion).await.unwrap();
}

on_both! {
    async fn a_refusal_is_appealed_from_its_page_and_its_document_becomes_void(place: Place) {
        let app = TestApp::new(&place).await;
        let region = app.region.clone();
        let case = refused(&app).await;
        let path = format!("/cases/{case}");
        assert_eq!(app.get(&region.resident, &format!("{path}/decision.pdf")).await.status, 200);
        let apply = format!("/services/decision-appeal/apply?about={case}");
        let page = app.get(&region.resident, &path).await.body;
        assert!(page.contains(&apply) && page.contains("Оскаржити відмову"), "{page}");
        assert!(!app.get(&region.administrator, &path).await.body.contains("Оскаржити відмову"));
        assert!(app.get(&region.neighbour, &apply).await.body.contains("Немає рішень, які можна оскаржити"));

        let id = case.to_string();
        let form = [("key", "0195a000-0000-7000-8000-000000000009"), ("about", id.as_str()), ("reasons", "Згода була"), ("learned_on", "16.03.2026"), ("phone", "0671234567")];
        let stranger = app.post(&region.neighbour, "/services/decision-appeal/apply", &form).await;
        assert!(stranger.status == 422, "another's case cannot be appealed: {}", stranger.status);
        let mut tomorrow = form;
        tomorrow[3].1 = "17.03.2026";
        assert_eq!(app.post(&region.resident, "/services/decision-appeal/apply", &tomorrow).await.status, 422);
        let reply = app.post(&region.resident, "/services/decision-appeal/apply", &form).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        let appeal: Uuid = reply.location().trim_start_matches("/cases/").trim_end_matches("?submitted=1").parse().unwrap();
        assert!(!app.get(&region.resident, &path).await.body.contains("Оскаржити відмову"), "one is open");
        let page = app.get(&region.lawyer, &format!("/cases/{appeal}")).await.body;
        assert!(page.contains(&path) && page.contains("протягом року від рішення"), "{page}");
        assert_eq!(app.get(&region.lawyer, &path).await.status, 200);

        finish(&app, appeal, &region.lawyer, "set_aside").await;
        finish(&app, appeal, &region.governor, "uphold").await;
        let page = app.get(&region.resident, &path).await.body;
        assert!(page.contains("скасовано за скаргою") && !page.contains("decision.pdf"), "{page}");
        let document = app.store.select("document", "limit 1", &[]).await.unwrap().remove(0);
        let page = app.get(&Actor::default(), &format!("/check/{}", document.text("code"))).await.body;
        assert!(page.contains("Рішення скасовано 16 березня 2026") && !page.contains("Тестовий"), "{page}");

        // At the desk the appeal is taken by the number of the case.
        finish(&app, case, &region.administrator, "incomplete").await;
        let number = app.store.case(case).await.unwrap().unwrap().case.text("number").to_owned();
        let centre = region.centre.to_string();
        let desk = |number: &str| [&[KEY, ("centre", &centre), ("reasons", "Згода була"), ("learned_on", "16.03.2026"), ("phone", "0671234567")][..], &PARENT, &[("about", number)]]
            .concat().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>();
        let send = async |form: Vec<(String, String)>| {
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            app.post(&region.administrator, "/desk/decision-appeal", &form).await
        };
        let reply = send(desk("ЗР-999999/2026")).await;
        assert!(reply.status == 422 && reply.body.contains("немає справи з таким номером"), "{}", reply.body);
        assert_eq!(send(desk(&number)).await.status, 303);
    }
}
