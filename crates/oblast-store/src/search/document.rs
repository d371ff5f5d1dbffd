//! What the search finds records and pages by, and how it is written beside them.

use oblast_kernel::access::FieldClass;
use oblast_kernel::journal::sha256;
use oblast_kernel::{Lang, Text, Uuid, Value};
use oblast_lemma::terms;
use oblast_register::Register;

use super::TERM;
use crate::migrate::Dialect;
use crate::prepare::{Bulk, BulkTable, Statement};
use crate::record::Record;

/// What can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The id of the record, or of the declaration's name.
    pub id: Uuid,
    /// `service`, `life_event`, `register` or `record`.
    pub kind: String,
    /// The register of a record.
    pub register: Option<String>,
    /// The page.
    pub url: String,
    /// The title.
    pub title: Text,
    /// A line under the title.
    pub summary: Text,
    /// Other words by which it is found.
    pub words: String,
    /// When it was last changed, in microseconds.
    pub at: i64,
}

/// The kind of a document that the lists of its register find, and the search of the site does not.
pub(super) const LISTED: &str = "listed";

/// What stands in a public field of a record.
pub(crate) fn record_document(register: &Register, record: &Record) -> Document {
    let public = register.fields.iter().filter(|field| field.class == FieldClass::Public && !field.retired);
    let shown = |lang: Lang, listed: bool| -> String {
        let fields = public.clone().filter(|field| field.list || !listed);
        let values = fields.map(|field| field.kind.display(record.get(&field.id), field, lang));
        values.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let label = register.label.as_ref().and_then(|label| register.field(label));
    let label = label.filter(|label| label.class == FieldClass::Public);
    let name = |lang: Lang| match label {
        Some(field) => field.kind.display(record.get(&field.id), field, lang),
        None => record.text("number").to_owned(),
    };
    let title = |lang: Lang| format!("{} – {}", name(lang), register.title.get(lang));
    Document {
        id: record.id(),
        kind: if register.search { "record" } else { LISTED }.into(),
        register: Some(register.id.clone()),
        url: format!("/registers/{}/{}", register.id, record.id()),
        title: Text::new(title(Lang::Uk), title(Lang::En)),
        summary: Text::new(shown(Lang::Uk, true), shown(Lang::En, true)),
        words: format!("{} {}", record.text("number"), shown(Lang::Uk, false)),
        at: record.int("updated_at").unwrap_or_default(),
    }
}

pub(super) fn known_terms(text: &str) -> Vec<String> {
    let mut terms = terms(text);
    terms.retain(|term| term.len() <= TERM);
    terms
}

/// A term that every document has that the search of the site finds. Nobody can type it: words end in a letter.
pub(super) const SITE: &str = "site-";

/// A term that every record of a register has.
pub(super) fn register_term(register: &str) -> String {
    format!("in-{register}-")
}

/// The terms by which a document is found.
pub(super) fn document_terms(document: &Document) -> Vec<String> {
    let mut texts = vec![document.words.as_str()];
    for text in [&document.title, &document.summary] {
        texts.push(text.get(Lang::Uk));
        // Most values are the same in both languages.
        if text.get(Lang::En) != text.get(Lang::Uk) {
            texts.push(text.get(Lang::En));
        }
    }
    let mut terms = known_terms(&texts.join(" "));
    if document.kind != LISTED {
        terms.push(SITE.into());
    }
    terms.extend(document.register.as_deref().map(register_term));
    terms
}

const COLUMNS: &str =
    "id, kind, url, title_uk, title_en, summary_uk, summary_en, title_terms, at, import_id, digest, doc";

/// What of a document that stands is written anew.
const ANEW: &str = "on conflict (id) do update set kind = excluded.kind, url = excluded.url, \
     title_uk = excluded.title_uk, title_en = excluded.title_en, summary_uk = excluded.summary_uk, \
     summary_en = excluded.summary_en, title_terms = excluded.title_terms, at = excluded.at, \
     digest = excluded.digest";

/// The number of a new document on SQLite, whose index takes rows in the order of their numbers only: a row out of
/// order makes it write out all that it gathered. Numbers follow in steps, because it keeps what is deleted in a hash of
/// the numbers as they are, where neighbours stand in each other's way.
const NEXT: &str = "(select coalesce(max(doc), 0) + 601 from search_document)";

/// The number of a document on PostgreSQL, where no order depends on it: the random bits of its id.
fn number(document: &Document) -> Value {
    i64::try_from(document.id.as_u128() & ((1 << 62) - 1)).unwrap_or_default().into()
}

/// What a document shows and is found by, in short.
pub(super) fn digest(document: &Document, terms: &[String]) -> i64 {
    let texts = [&document.title, &document.summary];
    let shown = texts.map(|text| [text.get(Lang::Uk), text.get(Lang::En)].join("\n")).join("\n");
    let all = format!("{}\n{}\n{shown}\n{}", document.kind, document.url, terms.join(" "));
    i64::from_be_bytes(sha256(all.as_bytes())[..8].try_into().unwrap_or_default())
}

/// The values of [`COLUMNS`], but the number.
fn parameters(document: &Document, import: Option<Uuid>, terms: &[String]) -> Vec<Value> {
    let title = format!("{} {}", document.title.get(Lang::Uk), document.title.get(Lang::En));
    vec![
        document.id.into(),
        document.kind.as_str().into(),
        document.url.as_str().into(),
        document.title.get(Lang::Uk).into(),
        document.title.get(Lang::En).into(),
        document.summary.get(Lang::Uk).into(),
        document.summary.get(Lang::En).into(),
        known_terms(&title).join(" ").into(),
        document.at.into(),
        import.map_or(Value::Null, Value::Id),
        digest(document, terms).into(),
    ]
}

/// Inserts a document on SQLite, by the values of [`parameters`].
fn sqlite_insert() -> String {
    format!(
        "insert into search_document ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, {NEXT}) {ANEW}"
    )
}

/// Writes the terms of a document that stands into the index of SQLite.
const SQLITE_TERMS: &str =
    "insert into search_index (rowid, terms) select doc, $1 from search_document where id = $2";

/// Which document may be written over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// Any: the record is written in the same transaction.
    Any,
    /// One that is not of a later change: the record was read before.
    NotNewer,
}

/// The statements that write a document, or write it anew.
pub(crate) fn statements(
    document: &Document,
    import: Option<Uuid>,
    dialect: Dialect,
    over: Over,
) -> Vec<Statement> {
    let all = document_terms(document);
    let mut parameters = parameters(document, import, &all);
    let plain = |sql: String, parameters| Statement { sql: sql.into(), parameters, one_row_or: None };
    let guard = if over == Over::NotNewer { " where excluded.at >= search_document.at" } else { "" };
    match dialect {
        Dialect::Postgres => {
            parameters.extend([number(document), vector(&all).into()]);
            let sql = format!(
                "insert into search_document ({COLUMNS}, terms) values \
                 ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, cast(cast($13 as text) as tsvector)) \
                 {ANEW}, terms = excluded.terms{guard}"
            );
            vec![plain(sql, parameters)]
        }
        Dialect::Sqlite => {
            // Where a newer document stood, it is not of this time.
            let own = "id = $1 and at = $2";
            let key = vec![Value::Id(document.id), document.at.into()];
            let old = format!(
                "delete from search_index where rowid = (select doc from search_document where {own})"
            );
            let new = "insert into search_index (rowid, terms) select d.doc, n.terms from search_document d, \
                 (select $1 as id, $2 as at, $3 as terms) n where d.id = n.id and d.at = n.at";
            let terms = key.iter().cloned().chain([all.join(" ").into()]).collect();
            vec![plain(sqlite_insert() + guard, parameters), plain(old, key), plain(new.into(), terms)]
        }
    }
}

/// What the search will find staged rows by, once their import is published.
pub(crate) fn bulks(documents: &[Document], import: Uuid, dialect: Dialect) -> Vec<Bulk> {
    const TYPES: &str = "uuid text text text text text text text bigint uuid bigint bigint text";
    if documents.is_empty() {
        return Vec::new();
    }
    let terms: Vec<Vec<String>> = documents.iter().map(document_terms).collect();
    let each = || documents.iter().zip(&terms);
    let row = |(document, terms): (&Document, &Vec<String>)| parameters(document, Some(import), terms);
    match dialect {
        Dialect::Sqlite => {
            let mut rows = Bulk::new(&BulkTable::of(sqlite_insert(), String::new()));
            rows.rows.extend(each().map(row));
            let mut index = Bulk::new(&BulkTable::of(SQLITE_TERMS.into(), String::new()));
            let found = |(document, terms): (&Document, &Vec<String>)| {
                vec![Value::from(terms.join(" ")), document.id.into()]
            };
            index.rows.extend(each().map(found));
            vec![rows, index]
        }
        Dialect::Postgres => {
            let places: Vec<String> = TYPES
                .split(' ')
                .enumerate()
                .map(|(index, kind)| format!("${}::{kind}[]", index + 1))
                .collect();
            let own: Vec<String> = (1..=places.len()).map(|place| format!("a{place}")).collect();
            let (last, known) = (own.len() - 1, own[..own.len() - 1].join(", "));
            let unnest = format!(
                "insert into search_document ({COLUMNS}, terms) select {known}, cast({} as tsvector) \
                 from unnest({}) as t({})",
                own[last],
                places.join(", "),
                own.join(", ")
            );
            let mut rows = Bulk::new(&BulkTable::of(String::new(), unnest));
            rows.rows.extend(each().map(|(document, terms)| {
                let mut row = row((document, terms));
                row.extend([number(document), vector(terms).into()]);
                row
            }));
            vec![rows]
        }
    }
}

/// Terms as the text of a `tsvector`.
fn vector(terms: &[String]) -> String {
    let quoted: Vec<String> = terms.iter().map(|term| format!("'{}'", term.replace('\'', "''"))).collect();
    quoted.join(" ")
}
