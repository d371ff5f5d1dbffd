//! Restricted values: nowhere in the clear, found by whole words, gone from everywhere once they are erased.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::stream;
use oblast_kernel::access::Actor;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Text, Uuid, Value};
use oblast_register::catalogue::{DeclarationFile, Values};
use oblast_register::{Catalogue, Register};
use oblast_store::cases::{Application, stored_application};
use oblast_store::changes::proposed;
use oblast_store::files::FileError;
use oblast_store::record_files::{self, EVIDENCE, RECORD_FILE};
use oblast_store::records::{Condition, ListQuery};
use oblast_store::{Record, Sealing, Store, StoreError};
use oblast_testkit::{APPLICATION, PERMIT, Place, on_both, region, typed};

const OFFENCES: &str = r#"
[register]
id = "offences"
version = 1
title = { uk = "Правопорушення", en = "Offences" }
description = { uk = "Протоколи", en = "Reports" }
holder = "commission"
number = "П-{counter:06}"
sort = "article"
personal = true
purpose = { uk = "перевірка", en = "a test" }
[access]
read = ["official"]
create = ["specialist"]
change = ["specialist"]
restricted = ["specialist"]
[[fields]]
id = "offender"
kind = "person"
class = "restricted"
filter = true
title = { uk = "Особа", en = "Person" }
[[fields]]
id = "code"
kind = "rnokpp"
class = "restricted"
filter = true
title = { uk = "РНОКПП", en = "Tax number" }
[[fields]]
id = "fine"
kind = "money"
class = "restricted"
title = { uk = "Штраф", en = "Fine" }
[[fields]]
id = "report"
kind = "file"
class = "restricted"
title = { uk = "Копія протоколу", en = "Copy of the report" }
[[fields]]
id = "article"
kind = "text"
title = { uk = "Стаття", en = "Article" }
"#;

const TABLE: &str = "reg_offences";

fn catalogue() -> Catalogue {
    Catalogue::read(&[DeclarationFile { path: "register.toml".into(), text: OFFENCES.into() }]).unwrap()
}

async fn open(place: &Place) -> (Store, std::sync::Arc<Register>) {
    let store = place.open_with(catalogue(), false).await.unwrap();
    let register = store.catalogue().register("offences").cloned().unwrap();
    (store, register)
}

fn actor() -> Actor {
    Actor { account: Some(Uuid::from_u128(7)), ..Actor::default() }
}

fn values(register: &Register, offender: &str) -> Values {
    typed(
        &register.fields,
        &[("offender", offender), ("code", "0000100010"), ("fine", "850"), ("article", "154")],
    )
}

async fn create(store: &Store, register: &Register, offender: &str) -> Record {
    let record = store.create_record(&actor(), None, register, &values(register, offender), None, None).await;
    store.load(TABLE, record.unwrap().id()).await.unwrap().unwrap()
}

async fn found(store: &Store, register: &Register, field: &str, text: &str) -> usize {
    let words = register.field(field).unwrap().asked_words(text).unwrap();
    let conditions = vec![(field.to_owned(), Condition::Words(words))];
    let query = ListQuery { conditions, limit: 10, ..ListQuery::default() };
    store.list(register, &query).await.unwrap().records.len()
}

/// All that is stored of a table, as bytes.
/// What stands in some columns, and in the journal.
async fn stored_in(store: &Store, columns: &[(&str, ColumnType)]) -> String {
    let journal = [
        ("select snapshot from journal_version", ColumnType::Text),
        ("select body from journal_entry", ColumnType::Text),
    ];
    let mut all = String::new();
    for (sql, kind) in journal.iter().chain(columns) {
        for row in store.query(sql, &[], &[*kind]).await.unwrap() {
            match row.get(0) {
                Value::Bytes(bytes) => all.push_str(&String::from_utf8_lossy(bytes)),
                value => all.push_str(value.as_text().unwrap_or_default()),
            }
            all.push('\n');
        }
    }
    all
}

async fn stored(store: &Store) -> String {
    let columns = [
        ("select changes from change_request", ColumnType::Text),
        (
            "select restricted_changes from change_request where restricted_changes is not null",
            ColumnType::Bytes,
        ),
        ("select offender from reg_offences where offender is not null", ColumnType::Bytes),
        ("select fine from reg_offences where fine is not null", ColumnType::Bytes),
        ("select token from blind_index", ColumnType::Bytes),
        ("select name from record_file", ColumnType::Text),
        ("select caption from record_file where caption is not null", ColumnType::Text),
        ("select evidence_name from change_request where evidence_name is not null", ColumnType::Text),
        ("select summary from import_run", ColumnType::Text),
        ("select value from import_finding", ColumnType::Text),
        ("select args from import_finding", ColumnType::Text),
        ("select value from import_fix", ColumnType::Text),
    ];
    stored_in(store, &columns).await
}

on_both! {
    async fn a_restricted_value_is_read_back_and_stands_nowhere_in_the_clear(place: Place) {
        let (store, register) = open(&place).await;
        let mut record = create(&store, &register, "Гайдай Зоряна Іванівна").await;
        assert_eq!(record.text("offender"), "Гайдай Зоряна Іванівна");
        assert_eq!(record.int("fine"), Some(85_000));
        let changed = values(&register, "Гайдай Зоряна Петрівна");
        store.change_record(&actor(), None, &register, record.clone(), &changed).await.unwrap();
        record = store.load(TABLE, record.id()).await.unwrap().unwrap();
        let asked = values(&register, "Мельник Петро");
        store.propose_change(&actor(), &register, &record, &asked, "помилка").await.unwrap();

        let stored = stored(&store).await;
        for secret in ["Гайдай", "Мельник", "0000100010", "85000"] {
            assert!(!stored.contains(secret), "{secret} stands in the clear");
        }
        assert!(stored.contains("154"), "what is not restricted does");
        let history = store.history(TABLE, record.id(), 10).await.unwrap();
        let names: Vec<&str> = history.iter().map(|version| version.record.text("offender")).collect();
        assert_eq!(names, ["Гайдай Зоряна Петрівна", "Гайдай Зоряна Іванівна"]);
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn the_answers_of_an_application_and_of_a_draft_stand_nowhere_in_the_clear(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let service = store.catalogue().service(PERMIT).unwrap().clone();
        let values = typed(&service.procedure.fields, APPLICATION);
        let (_, typed_text) = APPLICATION.iter().max_by_key(|(_, text)| text.len()).unwrap();
        let resident = region.resident.person.unwrap();
        let application = Application::online(resident, region.centre, &values);
        let case = store.submit_case(&region.resident, &service, &application, None).await.unwrap().id;
        let account = region.resident.account.unwrap();
        let answers = BTreeMap::from([("address".to_owned(), "вул. Лелеча, 7".to_owned())]);
        store.save_draft(account, PERMIT, &answers).await.unwrap();
        assert_eq!(store.draft(account, PERMIT).await.unwrap().unwrap().answers, answers);
        let columns = [
            ("select application from cases", ColumnType::Text),
            ("select answers from cases where answers is not null", ColumnType::Bytes),
            ("select answers from draft", ColumnType::Text),
        ];
        let stored_now = stored_in(&store, &columns).await;
        assert!(!stored_now.contains(typed_text) && !stored_now.contains("Лелеча"), "{stored_now}");
        assert_eq!(store.case(case).await.unwrap().unwrap().application()["place"], values["place"]);

        // An application of before stands in the clear and is read as before, until it is corrected.
        let sql = "update cases set application = $1, answers = null, sealed_key = null where id = $2";
        let text = stored_application(&store.load("cases", case).await.unwrap().unwrap()).to_owned();
        store.scratch(sql, vec![text.into(), case.into()]).await.unwrap();
        let view = store.case(case).await.unwrap().unwrap();
        assert_eq!(view.application()["place"], values["place"]);
        assert!(stored_in(&store, &columns).await.contains(typed_text));
    }
}

on_both! {
    async fn it_is_found_by_whole_words_and_numbers_as_they_stand_now(place: Place) {
        let (store, register) = open(&place).await;
        let record = create(&store, &register, "Дем'яненко Зоряна Іванівна, 0000100010").await;
        create(&store, &register, "Дем’яненко Петро").await;
        assert_eq!(found(&store, &register, "offender", "демʼяненко").await, 2);
        assert_eq!(found(&store, &register, "offender", "Зоряна Дем'яненко").await, 1);
        assert_eq!(found(&store, &register, "offender", "Дем").await, 0, "no parts of words");
        assert_eq!(found(&store, &register, "offender", " .").await, 0, "no word finds nothing");
        assert_eq!(found(&store, &register, "offender", "0000100010").await, 1);
        assert_eq!(found(&store, &register, "code", "0000100010").await, 2);
        let changed = values(&register, "Бондар Зоряна");
        store.change_record(&actor(), None, &register, record, &changed).await.unwrap();
        assert_eq!(found(&store, &register, "offender", "демʼяненко").await, 1);
        assert_eq!(found(&store, &register, "offender", "бондар").await, 1);
    }
}

on_both! {
    async fn a_request_to_change_it_is_granted_as_it_was_made(place: Place) {
        let (store, register) = open(&place).await;
        let record = create(&store, &register, "Гайдай Зоряна").await;
        let mut asked = values(&register, "Мельник Петро");
        asked.insert("article".into(), "155".into());
        let id = store.propose_change(&actor(), &register, &record, &asked, "помилка").await.unwrap();
        let request = store.load("change_request", id).await.unwrap().unwrap();
        let wanted = proposed(&register, &request);
        assert_eq!(wanted["offender"], Value::from("Мельник Петро"));
        assert_eq!(wanted["article"], Value::from("155"));
        assert_eq!(wanted.len(), 2);
        store.decide_change(&actor(), None, &register, &request, true, None).await.unwrap();
        let record = store.load(TABLE, record.id()).await.unwrap().unwrap();
        assert_eq!(record.text("offender"), "Мельник Петро");
        assert_eq!(found(&store, &register, "offender", "мельник").await, 1);
    }
}

on_both! {
    async fn what_is_erased_is_gone_from_the_row_its_history_and_its_requests(place: Place) {
        let (store, register) = open(&place).await;
        let record = create(&store, &register, "Гайдай Зоряна").await;
        let asked = values(&register, "Мельник Петро");
        let request = store.propose_change(&actor(), &register, &record, &asked, "помилка").await.unwrap();
        store.erase_restricted(&actor(), &register, record.clone(), "вимога особи").await.unwrap();

        let record = store.load(TABLE, record.id()).await.unwrap().unwrap();
        assert!(record.get("offender").is_null() && record.is_unreadable("offender"));
        assert_eq!(record.text("article"), "154");
        for version in store.history(TABLE, record.id(), 10).await.unwrap() {
            assert!(version.record.get("offender").is_null());
        }
        let request = store.load("change_request", request).await.unwrap().unwrap();
        assert!(!proposed(&register, &request).contains_key("offender"));
        assert_eq!(found(&store, &register, "offender", "гайдай").await, 0);
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty(), "the journal stays whole");
        // Entered anew, it stands under a new key.
        let again = values(&register, "Гайдай Зоряна");
        store.change_record(&actor(), None, &register, record.clone(), &again).await.unwrap();
        let record = store.load(TABLE, record.id()).await.unwrap().unwrap();
        assert_eq!(record.text("offender"), "Гайдай Зоряна");
        let history = store.history(TABLE, record.id(), 10).await.unwrap();
        assert!(history[2].record.get("offender").is_null(), "what was destroyed stays so");
    }
}

on_both! {
    async fn rows_of_a_file_are_encrypted_and_found_once_they_are_published(place: Place) {
        let (store, register) = open(&place).await;
        let text: String = (0..600).map(|n| format!("Гайдай Зоряна;0000100010;{n};154\n")).collect();
        let pieces: Vec<Result<Bytes, String>> = vec![Ok(Bytes::from(format!("Особа;РНОКПП;Штраф;Стаття\n{text}")))];
        let titles = (&Text::new("Номер", "Number"), &Text::new("Стан", "State"));
        let id = store.receive_import(&actor(), &register, "протоколи.csv", titles, stream::iter(pieces)).await.unwrap();
        let run = async || store.import_run(id).await.unwrap().unwrap();
        store.check_import(&register, &run().await, &run().await.mapping).await.unwrap();
        store.work_imports().await.unwrap();
        store.stage_import(&actor(), &register, &run().await, false).await.unwrap();
        store.work_imports().await.unwrap();
        assert_eq!(found(&store, &register, "offender", "гайдай").await, 0, "not yet");
        store.publish_import(&actor(), &run().await).await.unwrap();
        assert_eq!(found(&store, &register, "offender", "гайдай").await, 10, "a page of them");
        assert!(!stored(&store).await.contains("Гайдай"));
        let page = store.list(&register, &ListQuery { limit: 1, ..ListQuery::default() }).await.unwrap();
        assert_eq!(page.records[0].text("offender"), "Гайдай Зоряна");
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty());
        let changed = values(&register, "Бондар Петро");
        store.change_record(&actor(), None, &register, page.records[0].clone(), &changed).await.unwrap();
        let history = store.history(TABLE, page.records[0].id(), 10).await.unwrap();
        assert_eq!(history[1].record.text("offender"), "Гайдай Зоряна", "the imported version too");
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

/// Does any stored file hold these bytes in the clear?
fn lies_in_the_clear(place: &Place, secret: &[u8]) -> bool {
    fn any(folder: &std::path::Path, secret: &[u8]) -> bool {
        std::fs::read_dir(folder).unwrap().flatten().any(|entry| match entry.path() {
            path if path.is_dir() => any(&path, secret),
            path => std::fs::read(path).unwrap().windows(secret.len()).any(|window| window == secret),
        })
    }
    any(&place.dir.join("files"), secret)
}

async fn add_report(store: &Store, register: &Register, record: &Record, bytes: &[u8]) -> Record {
    let field = register.field("report").unwrap();
    let (row, key) = store.new_record_file(field).unwrap();
    let id = row.id();
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(bytes))]);
    let taken = store.files.take("Гайдай.pdf", pieces, key.as_ref()).await.unwrap();
    let names = ("Гайдай.pdf", " Підпис Гайдай ");
    store.add_record_file(&actor(), None, register, record, (field, 1), names, (row, &taken)).await.unwrap();
    store.load("record_file", id).await.unwrap().unwrap()
}

on_both! {
    async fn a_restricted_file_is_read_back_and_stands_nowhere_in_the_clear(place: Place) {
        let (store, register) = open(&place).await;
        let record = create(&store, &register, "Гайдай Зоряна").await;
        let scan = crate::files::pdf("/Secret (Haidai-was-here) ");
        let file = add_report(&store, &register, &record, &scan).await;
        assert!(!lies_in_the_clear(&place, b"Haidai-was-here") && !stored(&store).await.contains("Гайдай"));
        assert_eq!(RECORD_FILE.name(&file), Some("Гайдай.pdf"));
        assert_eq!(record_files::caption(&file), Some("Підпис Гайдай"));
        assert_eq!(store.file_of(&file, RECORD_FILE).await.unwrap(), scan);
        let record = store.load(TABLE, record.id()).await.unwrap().unwrap();
        assert_eq!(record.int("report"), Some(1));

        let asked = values(&register, "Мельник Петро");
        let id = store.propose_change(&actor(), &register, &record, &asked, "помилка").await.unwrap();
        let mut request = store.load("change_request", id).await.unwrap().unwrap();
        let key = store.evidence_key(&register, &mut request).unwrap();
        let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from(scan.clone()))]);
        let taken = store.files.take("Паспорт Гайдай.pdf", pieces, key.as_ref()).await.unwrap();
        store.add_evidence(&actor(), &request, "Паспорт Гайдай.pdf", &taken, true).await.unwrap();
        let request = store.load("change_request", id).await.unwrap().unwrap();
        assert!(!lies_in_the_clear(&place, b"Haidai-was-here") && !stored(&store).await.contains("Гайдай"));
        assert_eq!(EVIDENCE.name(&request), Some("Паспорт Гайдай.pdf"));
        assert_eq!(store.file_of(&request, EVIDENCE).await.unwrap(), scan);
        assert_eq!(proposed(&register, &request)["offender"], Value::from("Мельник Петро"));
        let verified = store.verify_files().await.unwrap();
        assert_eq!((verified.0, verified.1.len()), (2, 0), "whether a file is whole is known without a key");

        store.erase_restricted(&actor(), &register, record, "вимога особи").await.unwrap();
        for (table, id, columns) in [("record_file", file.id(), RECORD_FILE), ("change_request", id, EVIDENCE)] {
            let row = store.load(table, id).await.unwrap().unwrap();
            assert!(columns.is_erased(&row), "{table}");
            assert!(matches!(store.file_of(&row, columns).await, Err(FileError::Erased)), "{table}");
        }
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty());
        assert!(store.verify_files().await.unwrap().1.is_empty());
    }
}

on_both! {
    async fn what_waits_in_an_import_is_encrypted_until_it_ends(place: Place) {
        let (store, register) = open(&place).await;
        let text = "Особа;РНОКПП;Штраф;Стаття\nГайдай Зоряна;0000100010;Haidai-fine;154\n";
        let pieces: Vec<Result<Bytes, String>> = vec![Ok(Bytes::from(text))];
        let titles = (&Text::new("Номер", "Number"), &Text::new("Стан", "State"));
        let id = store.receive_import(&actor(), &register, "протоколи.csv", titles, stream::iter(pieces)).await.unwrap();
        let run = async || store.import_run(id).await.unwrap().unwrap();
        store.check_import(&register, &run().await, &run().await.mapping).await.unwrap();
        store.work_imports().await.unwrap();
        let bad = store.bad_cells(&run().await, (0, -1), 10).await.unwrap();
        assert_eq!(bad[0].value, "Haidai-fine");
        store.mend_cells(&run().await, &[(bad[0].row, bad[0].column, "850".into())]).await.unwrap();
        assert_eq!(run().await.summary.heads[0], "Особа");
        for secret in ["Гайдай", "Haidai-fine", "850"] {
            assert!(!stored(&store).await.contains(secret) && !lies_in_the_clear(&place, secret.as_bytes()), "{secret}");
        }
        store.check_import(&register, &run().await, &run().await.mapping).await.unwrap();
        store.work_imports().await.unwrap();
        assert_eq!(run().await.bad_cells, 0, "mended");
        store.stage_import(&actor(), &register, &run().await, false).await.unwrap();
        store.work_imports().await.unwrap();
        store.publish_import(&actor(), &run().await).await.unwrap();
        assert_eq!(found(&store, &register, "offender", "гайдай").await, 1);
        assert!(run().await.summary.heads.is_empty(), "its key is gone");
    }
}

on_both! {
    async fn under_another_master_key_the_data_are_not_opened(place: Place) {
        let (store, _) = open(&place).await;
        store.close().await;
        let options = |sealing| {
            let mut options = place.options(catalogue(), false);
            options.sealing = sealing;
            options
        };
        let other = Store::open(options(Some(Sealing::new(&[9; 32])))).await;
        assert!(matches!(other.err(), Some(StoreError::Key)));
        let none = Store::open(options(None)).await;
        assert!(matches!(none.err(), Some(StoreError::Key)));
        assert!(Store::open(options(Some(Sealing::new(&[1; 32])))).await.is_ok());
    }
}

on_both! {
    async fn under_a_next_master_key_everything_opens_on_and_is_found(place: Place) {
        let (store, register) = open(&place).await;
        let record = create(&store, &register, "Гайдай Зоряна Іванівна, 0000100010").await;
        store.propose_change(&actor(), &register, &record, &values(&register, "Мельник Петро"), "помилка").await.unwrap();
        let account = Uuid::from_u128(7);
        let recovery = store.renew_recovery_codes(&actor()).await.unwrap();
        assert!(store.tie_outside(account, "id", "subject-1").await.unwrap());
        let answers = BTreeMap::from([("address".to_owned(), "вул. Лелеча, 7".to_owned())]);
        store.save_draft(account, PERMIT, &answers).await.unwrap();
        let rotated = store.rotate(Sealing::new(&[2; 32])).await.unwrap();
        assert_eq!((rotated.keys, rotated.secrets), (2, 0), "of the record and of the request");
        assert!(store.verify(vec![]).await.unwrap().findings.is_empty(), "keys are no part of versions");
        store.close().await;
        let open = async |key: u8| {
            let mut options = place.options(catalogue(), false);
            options.sealing = Some(Sealing::new(&[key; 32]));
            Store::open(options).await
        };
        assert!(matches!(open(1).await.err(), Some(StoreError::Key)), "the key before opens nothing");
        let store = open(2).await.unwrap();
        let again = store.load(TABLE, record.id()).await.unwrap().unwrap();
        assert_eq!(again.text("offender"), "Гайдай Зоряна Іванівна; 0000100010");
        assert_eq!(found(&store, &register, "offender", "0000100010").await, 1, "by the index of before");
        create(&store, &register, "Гайдай Петро").await;
        assert_eq!(found(&store, &register, "offender", "гайдай").await, 2, "old and new records by one index");
        assert!(store.take_recovery_code(account, &recovery[0]).await.unwrap());
        assert!(!store.tie_outside(Uuid::from_u128(8), "id", "subject-1").await.unwrap(), "known as before");
        assert_eq!(store.draft(account, PERMIT).await.unwrap().unwrap().answers, answers);
        store.close().await;

        // A row whose key is under another one stops it, and nothing is changed.
        let store = open(2).await.unwrap();
        let sql = "update reg_offences set sealed_key = $1 where id = $2";
        store.scratch(sql, vec![vec![7u8; 72].into(), record.id().into()]).await.unwrap();
        let failed = store.rotate(Sealing::new(&[3; 32])).await;
        assert!(matches!(failed, Err(oblast_store::RotationError::Foreign { .. })), "{failed:?}");
        store.close().await;
        assert!(open(2).await.is_ok());
    }
}
