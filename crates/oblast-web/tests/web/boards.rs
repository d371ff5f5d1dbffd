//! Indicators by territory and time: kept current, compared, put together by anybody, embedded elsewhere.

use oblast_kernel::access::Actor;
use oblast_store::cases::Application;
use oblast_store::cube::{OfService, service_key};
use oblast_testkit::{APPLICATION, BENCHES, PERMIT, Place, TestApp, on_both, typed};

const FOREST: &str = "UA51100270000073549";
const STEPPE: &str = "UA51100290000012345";

async fn add(app: &TestApp, community: &str, seats: &str, set_on: &str, broken: bool) {
    let register = app.store.catalogue().register("benches").unwrap().clone();
    let answers = [
        ("place", "Сквер"),
        ("category", "bench"),
        ("seats", seats),
        ("set_on", set_on),
        ("community", community),
    ];
    let mut record = app.store.draft_record(&register, &typed(&register.fields, &answers)).unwrap();
    if broken {
        record.set("state", "broken");
    }
    let act = app.store.act("record.create");
    app.store.apply(app.store.insert_record(act, &register, record)).await.unwrap();
}

async fn filled(place: &Place) -> TestApp {
    let app = TestApp::with(place, &[BENCHES]).await;
    let titles = [
        ("UA51100000000054321", "Ізмаїльський район"),
        (FOREST, "Лісна громада"),
        (STEPPE, "Степова громада"),
    ];
    app.territories(&titles).await;
    for (community, seats, set_on, broken) in [
        (FOREST, "4", "2024-05-01", false),
        (FOREST, "8", "2025-05-01", true),
        (FOREST, "3", "2025-06-01", false),
        (STEPPE, "2", "2025-07-01", false),
    ] {
        add(&app, community, seats, set_on, broken).await;
    }
    app
}

on_both! {
    async fn values_are_kept_by_territory_and_year_and_follow_what_is_written(place: Place) {
        let app = filled(&place).await;
        let register = app.store.catalogue().register("benches").unwrap().clone();
        let all = register.indicators.len();
        assert!(app.store.refresh_cubes(true).await.unwrap() >= all);
        assert_eq!(app.store.refresh_cubes(false).await.unwrap(), 0, "nothing was written since");
        let kept = async |id: &str, territory: &str, year: &str| {
            let key = format!("benches/{id}");
            let cubes = app.store.kept_cubes(std::slice::from_ref(&key), None).await.unwrap();
            let sums = cubes[&key].cells.get(&(territory.to_owned(), year.to_owned())).copied();
            let indicator = register.indicators.iter().find(|own| own.id == id).unwrap();
            sums.and_then(|sums| sums.value(indicator.measure))
        };
        assert_eq!(kept("by-community", "", "").await, Some(4));
        assert_eq!(kept("by-community", "UA5110", "2025").await, Some(3));
        assert_eq!(kept("by-community", "UA5110027", "2025").await, Some(2));
        assert_eq!(kept("broken", "UA5110027", "").await, Some(333));
        assert_eq!(kept("seats-median", "", "").await, Some(35), "3 and 4 of 2, 3, 4, 8");
        assert_eq!(kept("seats-median", "UA5110027", "2025").await, Some(55));
        add(&app, STEPPE, "20", "2026-01-01", false).await;
        assert_eq!(kept("by-community", "UA5110029", "").await, Some(1), "not yet");
        assert_eq!(app.store.refresh_cubes(false).await.unwrap(), all, "its register alone");
        assert_eq!(kept("by-community", "UA5110029", "").await, Some(2));
        assert_eq!(kept("seats-median", "UA5110029", "2026").await, Some(200));
        let page = app.get(&Actor::default(), "/dashboard/benches/seats-median").await.body;
        assert!(page.contains("4,0") && page.contains("збігається"), "the figure and the figure again: {page}");
    }
}

on_both! {
    async fn anybody_puts_a_board_together_compares_territories_and_embeds_it(place: Place) {
        let app = filled(&place).await;
        app.store.refresh_cubes(true).await.unwrap();
        let visitor = Actor::default();
        let form = app.get(&visitor, "/dashboard/board").await.body;
        assert!(form.contains("value=\"benches/broken\"") && form.contains("Лісна громада"), "{form}");
        let address = format!("i=benches/seats-median&i=benches/broken&i=no/such&t={FOREST}&t={STEPPE}&title=Лавки");
        let board = app.get(&visitor, &format!("/dashboard/board?{address}")).await.body;
        assert!(board.contains("<h1>Лавки</h1>") && board.contains("5,5 місць"), "{board}");
        assert!(board.contains("Ціль") && board.contains("state done"), "more seats than the year before is good: {board}");
        assert!(board.contains("&lt;iframe") && board.contains("line-1"), "two lines: {board}");
        let embedded = app.get(&visitor, &format!("/embed/board?{address}")).await;
        assert!(embedded.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
        assert!(embedded.headers.get("x-frame-options").is_none());
        assert!(embedded.body.contains("5,5 місць") && !embedded.body.contains("<nav"), "{}", embedded.body);
        assert_eq!(app.get(&visitor, "/embed/board?i=no/such").await.status, 404);
        let page = app.get(&visitor, "/dashboard/board").await;
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));

        let territory = app.get(&visitor, &format!("/dashboard/territories/{FOREST}")).await.body;
        assert!(territory.contains("Лавок у громаді") && territory.contains("область"), "{territory}");
        let district = app.get(&visitor, "/dashboard/territories/UA51100000000054321").await.body;
        assert!(district.contains("Лавок у громаді"), "{district}");
        assert_eq!(app.get(&visitor, "/dashboard/territories/UA00").await.status, 404);
        let department = app.get(&visitor, "/dashboard/departments/architecture").await.body;
        assert!(department.contains("Місць на лавці"), "{department}");
        assert_eq!(app.get(&visitor, "/dashboard/departments/nobody").await.status, 404);
        let all = app.get(&visitor, "/dashboard").await.body;
        assert!(all.contains("/dashboard/departments/architecture") && all.contains("/dashboard/territories/"), "{all}");
        // What is not for everybody is on no board.
        let many = "i=it-assets/count&".repeat(500);
        assert_eq!(app.get(&visitor, &format!("/dashboard/board?{many}")).await.status, 200);
    }
}

on_both! {
    async fn services_stand_on_boards_by_the_community_of_their_centre(place: Place) {
        let app = filled(&place).await;
        let centre = app.store.load("body", app.region.centre).await.unwrap().unwrap();
        let mut centre = centre;
        centre.set("territory", FOREST);
        app.store.apply(app.store.act("region.seed").update(centre)).await.unwrap();
        app.store.refresh_cubes(true).await.unwrap();
        let service = app.store.catalogue().service(PERMIT).unwrap().clone();
        let submit = async || {
            let values = typed(&service.procedure.fields, APPLICATION);
            let application = Application::online(app.region.resident.person.unwrap(), app.region.centre, &values);
            app.store.submit_case(&app.region.resident, &service, &application, None).await.unwrap();
            app.store.refresh_cubes(false).await.unwrap()
        };
        let kept = async || {
            let key = service_key(PERMIT, OfService::Submitted);
            let cubes = app.store.kept_cubes(std::slice::from_ref(&key), None).await.unwrap();
            let cell = |part: &str, year: &str| cubes.get(&key).and_then(|own| own.cells.get(&(part.to_owned(), year.to_owned())).map(|sums| sums.rows));
            (cell("UA5110027", "2026"), cell("UA5110", ""), cell("", "2026"))
        };
        let visitor = Actor::default();
        let path = format!("/dashboard/board?i=service:{PERMIT}/submitted&i=service:{PERMIT}/median-days&t={FOREST}");
        assert!(submit().await >= 3, "an application touches the figures of services");
        submit().await;
        assert_eq!(kept().await, (Some(2), Some(2), Some(2)));
        let board = app.get(&visitor, &path).await.body;
        assert!(board.contains("Подано заяв") && board.contains("<span class=\"value\">–</span>"), "few are not told of: {board}");
        submit().await;
        let board = app.get(&visitor, &path).await.body;
        assert!(board.contains("<span class=\"value\">3</span>"), "{board}");
        let form = app.get(&visitor, "/dashboard/board").await.body;
        assert!(form.contains(&format!("value=\"service:{PERMIT}/in-time\"")), "{form}");
        let department = app.get(&visitor, &format!("/dashboard/departments/{}", service.procedure.provider)).await.body;
        assert!(department.contains("Медіана розгляду"), "{department}");
    }
}
