//! Territories from the spreadsheet of their publisher.

use oblast_register::catalogue::DeclarationFile;
use oblast_register::{Catalogue, FieldError};
use oblast_store::classifiers::{ClassifierError, Columns, Loaded, Territory};
use oblast_store::figures::Sums;
use oblast_store::records::{Condition, ListQuery};
use oblast_testkit::{BENCHES, Place, on_both, typed};

const HEADS: &[&str] = &[
    "Перший рівень",
    "Другий рівень",
    "Третій рівень",
    "Четвертий рівень",
    "Додатковий рівень",
    "Категорія об’єкта",
    "Назва об’єкта",
];
const OBLAST: &str = "UA51000000000030770";
const DISTRICT: &str = "UA51100000000050001";
const FIRST: &str = "UA51100270000073549";
const CITY: &str = "UA51100270010076757";
const SECOND: &str = "UA51100010000055555";

fn rows() -> Vec<Vec<String>> {
    let row = |cells: [&str; 7]| cells.iter().map(|cell| (*cell).to_owned()).collect();
    vec![
        row([OBLAST, "", "", "", "", "O", "Одеська"]),
        row([OBLAST, DISTRICT, "", "", "", "Р", "Одеський"]),
        // Cyrillic letters that look like Latin ones, and the other way round.
        row([OBLAST, DISTRICT, "UА51100270000073549", "", "", "H", "Одеська"]),
        row([OBLAST, DISTRICT, FIRST, CITY, "", "М", "Одеса"]),
        row([OBLAST, DISTRICT, SECOND, "", "", "Н", "Авангардівська"]),
        row(["", "", "", "", "", "", "Примітка під таблицею"]),
    ]
}

fn read(rows: &[Vec<String>]) -> Result<Vec<Territory>, ClassifierError> {
    let heads: Vec<String> = HEADS.iter().map(|head| (*head).to_owned()).collect();
    let columns = Columns::find(&heads)?;
    let read = (1..).zip(rows).map(|(number, cells)| columns.read(number, cells));
    Ok(read.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

#[test]
fn rows_are_read_and_wrong_ones_named() {
    let territories = read(&rows()).unwrap();
    assert_eq!(territories.len(), 5);
    assert_eq!(territories[2].code, FIRST);
    assert_eq!((territories[3].parent.as_deref(), territories[3].category.as_str()), (Some(FIRST), "М"));
    for (column, text) in [(0, "UA51"), (5, "Ж"), (6, "")] {
        let mut wrong = rows();
        wrong[0][column] = text.into();
        assert!(matches!(read(&wrong), Err(ClassifierError::Row(1, _))), "{text}");
    }
    assert!(matches!(Columns::find(&["Код".into()]), Err(ClassifierError::Columns(_))));
}

on_both! {
    async fn territories_are_loaded_changed_and_ended_and_loading_again_changes_nothing(place: Place) {
        let file = DeclarationFile { path: "register.toml".into(), text: BENCHES.into() };
        let store = place.open_with(Catalogue::read(&[file]).unwrap(), false).await.unwrap();
        let all = read(&rows()).unwrap();
        let loaded = store.load_territories(&all, false).await.unwrap();
        assert_eq!(loaded, Loaded { added: 5, ..Loaded::default() });
        assert_eq!(store.load_territories(&all, false).await.unwrap(), Loaded { same: 5, ..Loaded::default() });

        let benches = store.catalogue().register("benches").unwrap().clone();
        let field = benches.field("community").unwrap();
        assert_eq!(field.parse("м. Одеса"), Ok(CITY.into()));
        assert_eq!(field.parse("с. Нове"), Err(FieldError::new("territory-unknown")));
        for (name, community) in [("Сквер", "м. Одеса"), ("Алея", "Одеська громада"), ("Парк", "Авангардівська громада"), ("Сад", "")] {
            let values = typed(&benches.fields, &[("place", name), ("community", community)]);
            store.create_record(&Default::default(), None, &benches, &values, None, None).await.unwrap();
        }
        let within = async |code: &str| {
            let conditions = vec![("community".to_owned(), Condition::Within(code.into()))];
            store.count_records(&benches, &ListQuery { conditions, ..ListQuery::default() }).await.unwrap()
        };
        assert_eq!([within(OBLAST).await, within(FIRST).await, within(CITY).await, within(SECOND).await], [3, 2, 1, 1]);
        let indicator = benches.indicators.iter().find(|own| own.id == "by-community").unwrap();
        let figure = store.register_figure(&benches, indicator).await.unwrap();
        let rows_of = |part: Option<&str>| figure.groups[&part.map(str::to_owned)];
        assert_eq!(rows_of(Some("UA5110027")), Sums { rows: 2, fitting: 2, ..Sums::default() });
        assert_eq!(rows_of(None).rows, 1);
        assert_eq!(store.register_figure_again(&benches, indicator).await.unwrap(), figure);
        let group = Some("UA5110027".into());
        let page = store.figure_records(&benches, indicator, group, None, 10).await.unwrap();
        assert_eq!(page.records.len(), 2);

        let mut fewer: Vec<Territory> = all.iter().filter(|own| own.code != SECOND).cloned().collect();
        fewer[3].name = "Одеса-мама".into();
        assert!(matches!(store.load_territories(&fewer, false).await, Err(ClassifierError::TooFew(5, 1))));
        let loaded = store.load_territories(&fewer, true).await.unwrap();
        assert_eq!(loaded, Loaded { added: 0, changed: 1, ended: 1, same: 3 });
        assert_eq!(field.parse("UA51100010000055555"), Err(FieldError::new("territory-ended")));
        assert_eq!(field.kind.display(&SECOND.into(), field, oblast_kernel::Lang::Uk), "Авангардівська громада");
        let twice = [all.clone(), all.clone()].concat();
        assert!(matches!(store.load_territories(&twice, true).await, Err(ClassifierError::Twice(_))));
        assert!(matches!(store.load_territories(&all[3..], true).await, Err(ClassifierError::NoParent(..))));
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}
