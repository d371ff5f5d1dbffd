//! Rows of a file become records: unseen until one act publishes them, and proved by the root of that act.

use bytes::Bytes;
use futures_util::stream;
use oblast_kernel::access::Actor;
use oblast_kernel::journal::Finding;
use oblast_kernel::{Text, Uuid, Value};
use oblast_register::catalogue::DeclarationFile;
use oblast_register::{Catalogue, Register};
use oblast_store::Store;
use oblast_store::imports::{ImportError, Phase, Run};
use oblast_store::records::ListQuery;
use oblast_testkit::{Place, on_both, typed};

const BENCHES: &str = r#"
[register]
id = "benches"
version = 1
title = { uk = "Лавки", en = "Benches" }
description = { uk = "Де стоять", en = "Where they stand" }
holder = "parks"
number = "Л-{counter:04}/{year}"
label = "place"
sort = "place"
search = true
[access]
read = ["public"]
create = ["head"]
change = ["head"]
[[fields]]
id = "place"
kind = "text"
required = true
class = "public"
list = true
title = { uk = "Місце", en = "Place" }
[[fields]]
id = "code"
kind = "text"
unique = true
title = { uk = "Код", en = "Code" }
[[fields]]
id = "seats"
kind = "integer"
min = 1
class = "public"
title = { uk = "Місць", en = "Seats" }
"#;

async fn open(place: &Place) -> Store {
    let file = DeclarationFile { path: "register.toml".into(), text: BENCHES.into() };
    place.open_with(Catalogue::read(&[file]).unwrap(), false).await.unwrap()
}

fn register(store: &Store) -> std::sync::Arc<Register> {
    store.catalogue().register("benches").cloned().unwrap()
}

fn actor() -> Actor {
    Actor { account: Some(Uuid::from_u128(7)), ..Actor::default() }
}

/// Takes a file and gives it as it was read.
async fn receive(store: &Store, name: &str, text: &str) -> Result<Run, ImportError> {
    let pieces: Vec<Result<Bytes, String>> = vec![Ok(Bytes::from(text.to_owned()))];
    let titles = (&Text::new("Номер", "Number"), &Text::new("Стан", "State"));
    let register = register(store);
    let id = store.receive_import(&actor(), &register, name, titles, stream::iter(pieces)).await?;
    Ok(store.import_run(id).await?.unwrap())
}

async fn again(store: &Store, run: &Run) -> Run {
    store.work_imports().await.unwrap();
    store.import_run(run.id).await.unwrap().unwrap()
}

/// Takes a file, checks it as it was matched.
async fn checked(store: &Store, text: &str) -> Run {
    let run = receive(store, "лавки.csv", text).await.unwrap();
    store.check_import(&register(store), &run, &run.mapping).await.unwrap();
    again(store, &run).await
}

async fn staged(store: &Store, text: &str) -> Run {
    let run = checked(store, text).await;
    store.stage_import(&actor(), &register(store), &run, false).await.unwrap();
    again(store, &run).await
}

fn many(count: usize) -> String {
    let rows: String = (0..count).map(|n| format!("Сквер {n};К-{n};{}\n", n % 7 + 1)).collect();
    format!("Місце;Код;Місць\n{rows}")
}

async fn seen(store: &Store) -> i64 {
    store.count_records(&register(store), &ListQuery::default()).await.unwrap()
}

async fn findings(store: &Store) -> Vec<Finding> {
    store.verify(vec![]).await.unwrap().findings
}

on_both! {
    async fn what_is_staged_is_seen_nowhere_until_one_act_publishes_it(place: Place) {
        let store = open(&place).await;
        let run = staged(&store, &many(1_234)).await;
        assert_eq!((run.phase, run.done, run.bad_cells), (Phase::Staged, 1_234, 0));
        assert_eq!(seen(&store).await, 0);
        assert_eq!(store.list(&register(&store), &ListQuery { limit: 9, ..ListQuery::default() }).await.unwrap().records.len(), 0);
        assert_eq!(store.search("сквер", 0, 10).await.unwrap().total, 0);
        assert_eq!(findings(&store).await, [], "what is staged is no row past the journal");

        store.publish_import(&actor(), &run).await.unwrap();
        assert_eq!(seen(&store).await, 1_234);
        assert_eq!(store.search("сквер", 0, 10).await.unwrap().total, 1_000, "counted to a thousand");
        assert_eq!(findings(&store).await, []);
        let page = store.list(&register(&store), &ListQuery { limit: 2, ..ListQuery::default() }).await.unwrap();
        let numbers: Vec<&str> = page.records.iter().map(|record| record.text("number")).collect();
        assert_eq!(numbers, ["Л-0001/2026", "Л-0002/2026"]);
        let gone = store.publish_import(&actor(), &run).await;
        assert!(matches!(gone, Err(ImportError::Step)), "published once: {gone:?}");
        // The next number follows the leased ones.
        let values = typed(&register(&store).fields, &[("place", "Парк")]);
        let record = store.create_record(&actor(), None, &register(&store), &values, None, None).await.unwrap();
        assert_eq!(record.text("number"), "Л-1235/2026");
    }
}

/// The indexes of the register that stand.
async fn indexes(store: &Store, place: &Place) -> Vec<String> {
    let sql = match place.url() {
        None => {
            "select name from sqlite_master where type = 'index' and tbl_name = 'reg_benches' and sql is not null order by 1"
        }
        Some(_) => {
            "select cast(indexname as text) from pg_indexes where tablename = 'reg_benches' and indexname <> 'reg_benches_pkey' order by 1"
        }
    };
    let rows = store.query(sql, &[], &[oblast_kernel::value::ColumnType::Text]).await.unwrap();
    rows.iter().map(|row| row.text(0).to_owned()).collect()
}

on_both! {
    async fn the_indexes_stand_after_a_large_import_however_it_ended(place: Place) {
        let store = open(&place).await;
        let declared = indexes(&store, &place).await;
        assert!(declared.len() > 3, "{declared:?}");
        let run = checked(&store, &many(1_200)).await;
        // What was sound when it was checked is not any more.
        let values = typed(&register(&store).fields, &[("place", "Парк"), ("code", "К-1150")]);
        store.create_record(&actor(), None, &register(&store), &values, None, None).await.unwrap();
        store.stage_import(&actor(), &register(&store), &run, false).await.unwrap();
        let run = again(&store, &run).await;
        assert_eq!(run.failure.as_deref(), Some("duplicate"));
        assert_eq!(indexes(&store, &place).await, declared);
        // A process that died after it had dropped them makes them when it starts.
        for index in declared.iter().filter(|index| !index.contains("_one_")) {
            store.scratch(&format!("drop index {index}"), vec![]).await.unwrap();
        }
        store.close().await;
        let store = open(&place).await;
        assert_eq!(indexes(&store, &place).await, declared);
        store.discard_import(&actor(), &run).await.unwrap();
        again(&store, &run).await;
        let run = staged(&store, &many(1_100)).await;
        assert_eq!((run.phase, indexes(&store, &place).await), (Phase::Staged, declared));
    }
}

on_both! {
    async fn a_large_register_is_found_by_a_new_public_field_once_it_is_indexed_beside_the_answers(place: Place) {
        let store = open(&place).await;
        let run = staged(&store, &many(2_100)).await;
        store.publish_import(&actor(), &run).await.unwrap();
        store.close().await;
        let text = BENCHES.replace("version = 1", "version = 2").replace("unique = true", "unique = true\nclass = \"public\"");
        let file = DeclarationFile { path: "register.toml".into(), text };
        let store = place.open_with(Catalogue::read(&[file]).unwrap(), false).await.unwrap();
        assert_eq!(store.search("К-2050", 0, 10).await.unwrap().total, 0, "not before the start is over");
        assert_eq!(store.search("сквер", 0, 10).await.unwrap().total, 1_000, "as it was");
        // What is changed meanwhile is not overwritten by what was read before.
        let benches = register(&store);
        let record = store.select("reg_benches", "where code = 'К-2050'", &[]).await.unwrap().remove(0);
        let values = typed(&benches.fields, &[("place", "Набережна"), ("code", "К-2050")]);
        store.change_record(&actor(), None, &benches, record, &values).await.unwrap();
        assert!(store.index_waiting().await.unwrap());
        let found = store.search("К-2050", 0, 10).await.unwrap();
        assert_eq!((found.total, found.hits[0].title.get(oblast_kernel::Lang::Uk)), (1, "Набережна – Лавки"));
        assert_eq!(store.search("К-2051", 0, 10).await.unwrap().total, 1);
    }
}

on_both! {
    async fn every_bad_cell_is_told_by_row_and_column_and_can_be_mended(place: Place) {
        let store = open(&place).await;
        let values = typed(&register(&store).fields, &[("place", "Парк"), ("code", "К-9")]);
        store.create_record(&actor(), None, &register(&store), &values, None, None).await.unwrap();
        let text = "Місце;Код;Місць\nСквер;К-1;4\n;К-2;багато\nСад;К-1;2\nАлея;К-9;0\n";
        let run = checked(&store, text).await;
        assert_eq!((run.phase, run.bad_cells, run.bad_rows), (Phase::Checked, 5, 3));
        let bad = store.bad_cells(&run, (0, -1), 100).await.unwrap();
        let told: Vec<(i64, usize, &str, &str)> =
            bad.iter().map(|cell| (cell.row, cell.column, cell.code.as_str(), cell.value.as_str())).collect();
        assert_eq!(told, [
            (3, 0, "required", ""), (3, 2, "not-whole", "багато"), (4, 1, "twice-in-file", "К-1"),
            (5, 1, "duplicate", "К-9"), (5, 2, "too-small", "0"),
        ]);
        let refused = store.stage_import(&actor(), &register(&store), &run, false).await;
        assert!(matches!(refused, Err(ImportError::BadCells)));

        let mended: Vec<(i64, usize, String)> = [(3, 0, "Бульвар"), (3, 2, "3"), (4, 1, "К-3"), (5, 1, "К-4"), (5, 2, "1")]
            .map(|(row, column, text)| (row, column, text.to_owned())).into();
        store.mend_cells(&run, &mended).await.unwrap();
        store.check_import(&register(&store), &run, &run.mapping).await.unwrap();
        let run = again(&store, &run).await;
        assert_eq!((run.bad_cells, run.bad_rows), (0, 0));
        store.stage_import(&actor(), &register(&store), &run, false).await.unwrap();
        let run = again(&store, &run).await;
        store.publish_import(&actor(), &run).await.unwrap();
        assert_eq!(seen(&store).await, 5);
        assert_eq!(findings(&store).await, []);
        let same = receive(&store, "знову.csv", text).await.unwrap();
        assert_eq!(store.same_file(&same).await.unwrap().len(), 1, "the same file is recognised");
    }
}

on_both! {
    async fn rows_with_bad_cells_can_be_left_out(place: Place) {
        let store = open(&place).await;
        let run = checked(&store, "Місце;Код;Місць\nСквер;К-1;4\nСад;К-2;-\nАлея;К-3;1\n").await;
        store.stage_import(&actor(), &register(&store), &run, true).await.unwrap();
        let run = again(&store, &run).await;
        store.publish_import(&actor(), &run).await.unwrap();
        assert_eq!((seen(&store).await, findings(&store).await), (2, vec![]));
    }
}

on_both! {
    async fn a_discarded_import_leaves_nothing_and_its_numbers_are_explained(place: Place) {
        let store = open(&place).await;
        let run = staged(&store, &many(1_300)).await;
        store.discard_import(&actor(), &run).await.unwrap();
        let run = again(&store, &run).await;
        assert_eq!(run.phase, Phase::Discarded);
        let left = store.query("select count(*) from reg_benches", &[], &[oblast_kernel::value::ColumnType::Int]).await.unwrap();
        assert_eq!(left[0].int(0), 0);
        assert_eq!(findings(&store).await, []);
        let set = store.load("import_set", run.id).await.unwrap().unwrap();
        assert_eq!((set.text("state"), set.text("number_from"), set.int("number_count")), ("discarded", "1", Some(1_300)));
        assert!(matches!(store.publish_import(&actor(), &run).await, Err(ImportError::Step)));
        // The same codes can come again.
        assert_eq!(checked(&store, &many(3)).await.bad_cells, 0);
    }
}

on_both! {
    async fn a_killed_process_goes_on_where_it_was(place: Place) {
        let store = open(&place).await;
        let run = checked(&store, &many(1_700)).await;
        store.stage_import(&actor(), &register(&store), &run, false).await.unwrap();
        // As if the process had died after the second batch, its lease not yet over.
        store.work_imports().await.unwrap();
        let half = "delete from reg_benches where import_row > $1";
        store.scratch(half, vec![Value::Int(601)]).await.unwrap();
        store.scratch("delete from import_batch where first_row > $1", vec![Value::Int(601)]).await.unwrap();
        store.scratch("update import_run set phase = 'staging', lease_until = $1", vec![Value::Int(i64::MAX)]).await.unwrap();
        store.scratch("delete from search_document where import_id is not null and url not in (select '/x' from import_set where id = $1)", vec![Value::Id(Uuid::nil())]).await.unwrap();
        if place.url().is_none() {
            store.scratch("delete from search_index where rowid > $1", vec![Value::Int(0)]).await.unwrap();
        }
        store.close().await;
        let store = open(&place).await;
        let run = again(&store, &run).await;
        assert_eq!((run.phase, run.done), (Phase::Staged, 1_700));
        store.publish_import(&actor(), &run).await.unwrap();
        assert_eq!((seen(&store).await, findings(&store).await), (1_700, vec![]));
    }
}

on_both! {
    async fn an_imported_record_has_its_history_and_what_is_done_past_the_journal_is_found(place: Place) {
        let store = open(&place).await;
        let run = staged(&store, &many(1_100)).await;
        store.publish_import(&actor(), &run).await.unwrap();
        let benches = register(&store);
        let record = store.list(&benches, &ListQuery { limit: 1, ..ListQuery::default() }).await.unwrap().records.remove(0);
        let id = record.id();
        let history = store.history("reg_benches", id, 10).await.unwrap();
        assert_eq!(history.iter().map(|version| version.act.as_str()).collect::<Vec<_>>(), ["import.publish"]);
        let values = typed(&benches.fields, &[("place", "Інше місце"), ("seats", "2")]);
        store.change_record(&actor(), None, &benches, record, &values).await.unwrap();
        let history = store.history("reg_benches", id, 10).await.unwrap();
        let acts: Vec<&str> = history.iter().map(|version| version.act.as_str()).collect();
        assert_eq!(acts, ["record.change", "import.publish"]);
        assert_eq!(history[1].record.text("place"), "Сквер 0");
        assert_eq!(findings(&store).await, []);

        let import = run.id;
        let batch = |first, last| Finding::ImportChanged { table: "reg_benches".into(), import, first, last };
        for (spoil, mend) in [
            ("update reg_benches set seats = seats + 1 where import_row = $1", "update reg_benches set seats = seats - 1 where import_row = $1"),
            ("update journal_version set snapshot = replace(snapshot, 'Сквер 0', 'Сквер X') where row_version = $1", "update journal_version set snapshot = replace(snapshot, 'Сквер X', 'Сквер 0') where row_version = $1"),
        ] {
            let row = if spoil.contains("import_row") { 700 } else { 1 };
            store.scratch(spoil, vec![Value::Int(row)]).await.unwrap();
            let bounds = if row == 700 { (602, 901) } else { (2, 301) };
            assert!(findings(&store).await.contains(&batch(bounds.0, bounds.1)), "{spoil}");
            store.scratch(mend, vec![Value::Int(row)]).await.unwrap();
            assert_eq!(findings(&store).await, [], "{mend}");
        }
        store.scratch("delete from reg_benches where import_row = $1", vec![Value::Int(1_050)]).await.unwrap();
        assert_eq!(findings(&store).await, [batch(902, 1_101)]);
        let sql = "update import_batch set rows = rows - 1 where first_row = $1";
        store.scratch(sql, vec![Value::Int(902)]).await.unwrap();
        assert!(findings(&store).await.contains(&batch(2, 1_101)), "the note of the batches is proved by the root");
    }
}

on_both! {
    async fn files_that_are_no_tables_are_named_and_a_missing_column_too(place: Place) {
        let store = open(&place).await;
        assert!(matches!(receive(&store, "a.xls", "щось").await, Err(ImportError::NotATable(_))));
        assert!(matches!(receive(&store, "a.csv", "Місце;Код\n").await, Err(ImportError::Table(_))));
        let run = receive(&store, "a.csv", "Код;Місць\nК-1;2\n").await.unwrap();
        let refused = store.check_import(&register(&store), &run, &run.mapping).await;
        assert!(matches!(refused, Err(ImportError::Missing(fields)) if fields == ["place"]));
    }
}
