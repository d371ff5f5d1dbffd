//! Services that look into other registers: the extract and the payment.

use jiff::civil::date;
use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_store::Store;
use oblast_store::cases::{Application, CaseError, Completion};
use oblast_testkit::{Place, RESIDENT_RNOKPP, Region, on_both, region, typed};

async fn enter(store: &Store, actor: &Actor, register: &str, answers: &[(&str, &str)]) -> Uuid {
    let register = store.catalogue().register(register).unwrap().clone();
    let values = typed(&register.fields, answers);
    store.create_record(actor, None, &register, &values, None, None).await.unwrap().id()
}

async fn submit(store: &Store, region: &Region, service: &str, answers: &[(&str, &str)]) -> Uuid {
    let service = store.catalogue().service(service).unwrap().clone();
    let values = service
        .procedure
        .fields
        .iter()
        .filter_map(|field| {
            let (name, text) = answers.iter().find(|(name, _)| *name == field.id)?;
            Some(((*name).to_owned(), field.parse(text).unwrap()))
        })
        .collect();
    let application = Application::online(region.resident.person.unwrap(), region.centre, &values);
    store.submit_case(&region.resident, &service, &application, None).await.unwrap().id
}

async fn finish(store: &Store, case: Uuid, actor: &Actor, outcome: &str) -> Result<(), CaseError> {
    let view = store.case(case).await?.unwrap();
    let task = view.tasks.iter().find(|task| task.int("is_open") == Some(1)).unwrap();
    let completion = Completion { outcome: outcome.into(), note: None, grounds: None };
    store.complete_task(actor, None, task.id(), task.version(), &completion).await
}

const RESIDENT: &[(&str, &str)] = &[
    ("person_name", "Тестовий resident"),
    ("birth_date", "1990-01-01"),
    ("rnokpp", RESIDENT_RNOKPP),
    ("address", "м. Лісне, вул. Садова, 5"),
    ("registered_on", "2015-06-01"),
];

on_both! {
    async fn an_extract_says_what_the_register_says(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submit(&store, &region, "residence-extract", &[("purpose", "school"), ("phone", "+380991234567")]).await;
        let early = finish(&store, case, &region.registrar, "issue").await;
        assert!(matches!(&early, Err(CaseError::NothingFound(lookup)) if lookup == "residence"), "{early:?}");
        let view = store.case(case).await.unwrap().unwrap();
        assert_eq!(view.case.text("state"), "preparation", "nothing was written");

        // A record that is closed says nothing; the one in force does.
        let gone = enter(&store, &region.registrar, "residents", RESIDENT).await;
        let mut closed = store.load("reg_residents", gone).await.unwrap().unwrap();
        closed.set("state", "deregistered");
        closed.set("address", "м. Степове, колишня");
        store.apply(store.act("record.change").update(closed)).await.unwrap();
        assert!(matches!(finish(&store, case, &region.registrar, "issue").await, Err(CaseError::NothingFound(_))));
        enter(&store, &region.registrar, "residents", RESIDENT).await;
        finish(&store, case, &region.registrar, "issue").await.unwrap();
        let view = store.case(case).await.unwrap().unwrap();
        let extract = store.load("reg_residence_extracts", view.case.reference("record_id").unwrap()).await.unwrap().unwrap();
        assert_eq!(extract.text("number"), "ВМП-000001/2026");
        assert_eq!((extract.text("address"), extract.text("registered_on")), ("м. Лісне, вул. Садова, 5", "2015-06-01"));
        assert_eq!((extract.text("issued_on"), extract.text("basis")), ("2026-03-16", view.case.text("number")));
    }
}

on_both! {
    async fn a_payment_takes_its_amount_from_the_programme_and_knows_earlier_ones(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        enter(&store, &region.registrar, "residents", RESIDENT).await;
        let answers = [
            ("programme", "newborn"), ("child_name", "Тестова Дитина"), ("child_birth_date", "2026-02-01"),
            ("rnokpp", RESIDENT_RNOKPP), ("iban", "UA213223130000026007233566001"), ("phone", "+380991234567"),
        ];
        let case = submit(&store, &region, "regional-payment", &answers).await;
        finish(&store, case, &region.social, "entitled").await.unwrap();
        let closed = finish(&store, case, &region.social_head, "grant").await;
        assert!(matches!(&closed, Err(CaseError::NothingFound(lookup)) if lookup == "programme"), "no programme, no amount");
        let programme = [("code", "newborn"), ("title", "При народженні"), ("amount", "12345,60"), ("terms", "До року"), ("basis", "Рішення 1")];
        enter(&store, &region.social_head, "social-programmes", &programme).await;

        let unmet = async |case: Uuid| {
            let view = store.case(case).await.unwrap().unwrap();
            let found = store.lookups(&view).await.unwrap();
            store.conditions(&view, &found, date(2026, 3, 16)).iter().filter(|condition| !condition.met).count()
        };
        assert_eq!(unmet(case).await, 0);
        finish(&store, case, &region.social_head, "grant").await.unwrap();
        let view = store.case(case).await.unwrap().unwrap();
        let payment = store.load("reg_social_payments", view.case.reference("record_id").unwrap()).await.unwrap().unwrap();
        assert_eq!((payment.int("amount"), payment.text("state")), (Some(1_234_560), "granted"));
        assert_eq!(unmet(case).await, 0, "a case's own payment is no earlier one");
        let again = submit(&store, &region, "regional-payment", &answers).await;
        assert_eq!(unmet(again).await, 1, "the second one within a year");
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}
