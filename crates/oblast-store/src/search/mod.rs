//! The search of the site: services, life events, registers, and the public fields of records.
//!
//! A document is written in the act that writes the record. Both databases keep the same terms (FTS5 on SQLite,
//! a `tsvector` on PostgreSQL); the order of results is made here, so that it is the same on both.

mod document;
mod words;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use oblast_kernel::access::Audience;
use oblast_kernel::journal::sha256;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Text, Uuid, Value};
use oblast_lemma::{similar, token_terms, tokens};
use oblast_register::Register;

pub use document::Document;
use document::{LISTED, SITE, digest, document_terms};
pub(crate) use document::{Over, bulks, record_document, statements};
pub use words::WordsCondition;

use crate::act::ActError;
use crate::database::{Load, Pace};
use crate::migrate::Dialect;
use crate::{Store, StoreError};

/// How many documents are put in order; beyond them the order is newest first.
const RANKED: usize = 1_000;
/// The longest query, in tokens.
const TOKENS: usize = 12;
/// The longest term, in bytes: longer ones are no words.
const TERM: usize = 200;
/// Words that say nothing alone: left out where there are others.
const EMPTY: [&str; 24] = [
    "а", "або", "в", "від", "до", "для", "з", "за", "зі", "і", "й", "на", "о", "об", "по", "при", "про",
    "та", "у", "це", "що", "як", "of", "the",
];
/// How many like words are tried for a misspelt one.
const TRIED: usize = 60;
/// How many records are indexed anew at once.
const BATCH: usize = 200;
/// Up to so many records are indexed before the start is over.
const SMALL: i64 = 2_000;
/// When it is tried again to index what could not be.
const AGAIN: Duration = Duration::from_secs(5);

/// A found page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `service`, `life_event`, `register` or `record`.
    pub kind: String,
    /// The page.
    pub url: String,
    /// The title.
    pub title: Text,
    /// A line under the title.
    pub summary: Text,
}

/// The results of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// The page of results that was asked for.
    pub hits: Vec<Hit>,
    /// How many there are, counted to 1 000.
    pub total: usize,
    /// The query with misspelt words mended, where that finds something and the query does not.
    pub suggestion: Option<String>,
}

/// A query: of each group one term at least. A prefix stands for a word that the dictionary does not know.
fn expression(groups: &[Vec<String>], dialect: Dialect) -> String {
    let term = |term: &String| {
        let (stem, prefix) = term.strip_suffix('*').map_or((term.as_str(), false), |stem| (stem, true));
        match dialect {
            Dialect::Sqlite => format!("\"{}\"{}", stem.replace('"', ""), if prefix { "*" } else { "" }),
            Dialect::Postgres => format!("'{}'{}", stem.replace('\'', "''"), if prefix { ":*" } else { "" }),
        }
    };
    let (or, and) = if dialect == Dialect::Sqlite { (" OR ", " AND ") } else { (" | ", " & ") };
    let group = |group: &Vec<String>| format!("({})", group.iter().map(term).collect::<Vec<_>>().join(or));
    groups.iter().map(group).collect::<Vec<_>>().join(and)
}

/// The terms of each token of a query.
fn groups(tokens: &[String]) -> Vec<Vec<String>> {
    tokens
        .iter()
        .map(|token| {
            // A part of a number with letters is no part of a word: «Л-12» is not all that has «Л».
            let is_code = token.contains('-') && token.contains(|letter: char| letter.is_ascii_digit());
            let mut terms = if is_code { vec![token.clone()] } else { token_terms(token) };
            if terms == [token.clone()] && token.chars().count() >= 3 {
                terms.push(format!("{token}*"));
            }
            terms.retain(|term| term.len() <= TERM);
            terms
        })
        .filter(|terms| !terms.is_empty())
        .collect()
}

/// How well a document fits: a term in the title counts more than one elsewhere, a page of a service more than
/// a record.
fn score(groups: &[Vec<String>], title_terms: &str, kind: &str) -> usize {
    let title: Vec<&str> = title_terms.split(' ').collect();
    let fits = |term: &String| match term.strip_suffix('*') {
        Some(stem) => title.iter().any(|own| own.starts_with(stem)),
        None => title.contains(&term.as_str()),
    };
    let in_title = groups.iter().filter(|group| group.iter().any(fits)).count();
    in_title * 2 + usize::from(matches!(kind, "service" | "life_event"))
}

fn query_tokens(query: &str) -> Vec<String> {
    let all = tokens(query);
    let telling = all.iter().filter(|token| !EMPTY.contains(&token.as_str()));
    let telling: Vec<String> = telling.take(TOKENS).cloned().collect();
    if telling.is_empty() { all.into_iter().take(TOKENS).collect() } else { telling }
}

impl Store {
    /// Searches; a page of results begins after `skip` of them.
    pub async fn search(&self, query: &str, skip: usize, limit: usize) -> Result<Results, StoreError> {
        let tokens = query_tokens(query);
        let groups = groups(&tokens);
        if groups.is_empty() {
            return Ok(Results::default());
        }
        let found = self.matching(&groups).await?;
        if found.is_empty() {
            return Ok(Results { suggestion: self.suggest(&tokens).await?, ..Results::default() });
        }
        let total = found.len();
        let hits = found.into_iter().skip(skip).take(limit).collect();
        Ok(Results { hits, total, suggestion: None })
    }

    async fn matching(&self, groups: &[Vec<String>]) -> Result<Vec<Hit>, StoreError> {
        let columns = "d.kind, d.url, d.title_uk, d.title_en, d.summary_uk, d.summary_en, d.title_terms";
        let from = match self.dialect() {
            Dialect::Sqlite => {
                "search_index i join search_document d on d.doc = i.rowid where search_index match $1"
            }
            Dialect::Postgres => "search_document d where d.terms @@ cast(cast($1 as text) as tsquery)",
        };
        // What an import has staged is found once it is published.
        let unseen = "from import_set where state in ('staging', 'discarding')";
        let seen = format!("(d.import_id is null or d.import_id not in (select id {unseen}))");
        let sql = format!("select {columns} from {from} and {seen} order by d.at desc, d.id limit {RANKED}");
        let mut own = groups.to_vec();
        own.push(vec![SITE.into()]);
        let expression = expression(&own, self.dialect());
        let rows = self.query(&sql, &[expression.into()], &[ColumnType::Text; 7]).await?;
        let mut ranked: Vec<(usize, Hit)> = rows
            .iter()
            .map(|row| {
                let hit = Hit {
                    kind: row.text(0).to_owned(),
                    url: row.text(1).to_owned(),
                    title: Text::new(row.text(2), row.text(3)),
                    summary: Text::new(row.text(4), row.text(5)),
                };
                (score(groups, row.text(6), row.text(0)), hit)
            })
            .collect();
        if ranked.len() < RANKED {
            ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        }
        Ok(ranked.into_iter().map(|(_, hit)| hit).collect())
    }

    /// The query with each word that finds nothing replaced by a like one that finds something.
    async fn suggest(&self, tokens: &[String]) -> Result<Option<String>, StoreError> {
        let (mut words, mut mended) = (Vec::new(), false);
        for token in tokens {
            if !self.matching(&groups(std::slice::from_ref(token))).await?.is_empty() {
                words.push(token.clone());
                continue;
            }
            let Some(like) = self.like(token).await? else { return Ok(None) };
            words.push(like);
            mended = true;
        }
        let found = mended && !self.matching(&groups(&words)).await?.is_empty();
        Ok(found.then(|| words.join(" ")))
    }

    async fn like(&self, token: &str) -> Result<Option<String>, StoreError> {
        let candidates = similar(token);
        let declared = self.vocabulary.read().map(|words| Arc::clone(&words)).unwrap_or_default();
        let is_declared = |form: &&String| token_terms(form).iter().any(|term| declared.contains(term));
        if let Some(form) = candidates.iter().find(is_declared) {
            return Ok(Some(form.clone()));
        }
        for candidate in candidates.into_iter().take(TRIED) {
            if !self.matching(&[token_terms(&candidate)]).await?.is_empty() {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }

    /// Writes documents where they are found by something else than those that stand.
    async fn write_documents(
        &self,
        documents: &[(Document, Option<Uuid>)],
        pace: Pace,
    ) -> Result<(), StoreError> {
        for some in documents.chunks(BATCH) {
            let standing = self.digests(some).await?;
            let is_new = |document: &Document| {
                standing.get(&document.id) != Some(&digest(document, &document_terms(document)))
            };
            let statements = some
                .iter()
                .filter(|(document, _)| is_new(document))
                .flat_map(|(document, import)| statements(document, *import, self.dialect(), Over::NotNewer));
            let load = Load { bulks: Vec::new(), statements: statements.collect() };
            if !load.statements.is_empty() {
                let began = tokio::time::Instant::now();
                self.load_rows(load).await.map_err(not_written)?;
                pace.rest(began).await;
            }
        }
        Ok(())
    }

    /// What the documents that stand are found by.
    async fn digests(
        &self,
        documents: &[(Document, Option<Uuid>)],
    ) -> Result<HashMap<Uuid, i64>, StoreError> {
        let places: Vec<String> = (1..=documents.len()).map(|place| format!("${place}")).collect();
        let sql = format!("select id, digest from search_document where id in ({})", places.join(", "));
        let ids: Vec<Value> = documents.iter().map(|(document, _)| document.id.into()).collect();
        let rows = self.query(&sql, &ids, &[ColumnType::Id, ColumnType::Int]).await?;
        Ok(rows.iter().map(|row| (row.id(0), row.int(1))).collect())
    }

    /// Writes what is declared into the index, and the records of small registers whose declaration is new.
    pub(crate) async fn index_declarations(&self) -> Result<(), StoreError> {
        let documents = self.declared_documents();
        if let Ok(mut vocabulary) = self.vocabulary.write() {
            *vocabulary = Arc::new(documents.iter().flat_map(document_terms).collect());
        }
        let state: String = documents.iter().map(|document| format!("{document:?}\n")).collect();
        let state = i64::from_be_bytes(sha256(state.as_bytes())[..8].try_into().unwrap_or_default()).abs();
        if self.noted("search/declarations").await? != Some(state) {
            let declared = "from search_document where kind not in ('record', 'listed')";
            if self.dialect() == Dialect::Sqlite {
                let sql = format!("delete from search_index where rowid in (select doc {declared})");
                self.scratch(&sql, Vec::new()).await?;
            }
            self.scratch(&format!("delete {declared}"), Vec::new()).await?;
            let documents: Vec<_> = documents.into_iter().map(|document| (document, None)).collect();
            self.write_documents(&documents, Pace::Full).await?;
            self.note("search/declarations", state).await?;
        }
        for register in self.unindexed().await? {
            if self.count(&register.table(), &[], SMALL + 1).await? <= SMALL {
                self.index_records(&register, Pace::Full).await?;
            }
        }
        Ok(())
    }

    /// Writes the records of large registers whose declaration is new into the index, beside the answers and after they are
    /// converted. Until it is done, they are found as they were.
    pub async fn run_indexing(&self) {
        loop {
            match self.index_waiting().await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(%error, "the records were not written into the index of the search");
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Writes what can be written now. `true` where nothing is left.
    pub async fn index_waiting(&self) -> Result<bool, StoreError> {
        let mut is_done = true;
        for register in self.unindexed().await? {
            if self.conversions(&register).await?.iter().all(|own| own.is_done) {
                tracing::info!(
                    register = register.id,
                    "its records are written into the index of the search"
                );
                self.index_records(&register, Pace::Gentle).await?;
                tracing::info!(register = register.id, "its records are in the index of the search");
            } else {
                is_done = false;
            }
        }
        Ok(is_done)
    }

    /// Is the index of a register's records still to be written anew?
    pub(crate) async fn is_unindexed(&self, register: &Register) -> Result<bool, StoreError> {
        Ok(self.noted(&index_note(register)).await? != Some(register.version))
    }

    /// The registers whose records are not in the index as they are declared now.
    async fn unindexed(&self) -> Result<Vec<Arc<Register>>, StoreError> {
        let mut waiting = Vec::new();
        for register in self.catalogue().registers() {
            if self.is_unindexed(register).await? {
                waiting.push(Arc::clone(register));
            }
        }
        Ok(waiting)
    }

    async fn index_records(&self, register: &Register, pace: Pace) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        let tail = format!("where id > $1 order by id limit {BATCH}");
        loop {
            let records = self.select_all(&register.table(), &tail, &[after.into()]).await?;
            let Some(last) = records.last() else { break };
            after = last.id();
            let documents: Vec<_> =
                records.iter().map(|record| (record_document(register, record), record.import())).collect();
            self.write_documents(&documents, pace).await?;
        }
        self.note(&index_note(register), register.version).await
    }

    /// Takes what a discarded import staged out of the index, some at a time.
    pub(crate) async fn forget_documents(&self, import: Uuid, count: i64) -> Result<(), StoreError> {
        let chosen =
            format!("select doc from search_document where import_id = $1 order by doc limit {count}");
        if self.dialect() == Dialect::Sqlite {
            let sql = format!("delete from search_index where rowid in ({chosen})");
            self.scratch(&sql, vec![import.into()]).await?;
        }
        let sql = format!("delete from search_document where doc in ({chosen})");
        self.scratch(&sql, vec![import.into()]).await.map(|_| ())
    }

    pub(crate) async fn noted(&self, scope: &str) -> Result<Option<i64>, StoreError> {
        let sql = "select value from counter where scope = $1";
        let rows = self.query(sql, &[scope.into()], &[ColumnType::Int]).await?;
        Ok(rows.first().map(|row| row.int(0)))
    }

    pub(crate) async fn note(&self, scope: &str, value: i64) -> Result<(), StoreError> {
        let sql = "insert into counter (scope, value) values ($1, $2) \
                   on conflict (scope) do update set value = $2";
        self.scratch(sql, vec![scope.into(), value.into()]).await.map(|_| ())
    }

    fn declared_documents(&self) -> Vec<Document> {
        let catalogue = self.catalogue();
        let words = |text: &Option<Text>| {
            text.as_ref()
                .map_or_else(String::new, |text| format!("{} {}", text.get(Lang::Uk), text.get(Lang::En)))
        };
        let document =
            |kind: &str, id: &str, url: String, title: &Text, summary: &Text, words: String| Document {
                id: declared_id(kind, id),
                kind: kind.to_owned(),
                register: None,
                url,
                title: title.clone(),
                summary: summary.clone(),
                words,
                at: 0,
            };
        let services = catalogue.services().map(|service| {
            let own = &service.procedure;
            let url = format!("/services/{}", own.id);
            document("service", &own.id, url, &own.title, &own.summary, words(&own.words))
        });
        let events = catalogue.events().map(|event| {
            let url = format!("/services/{}", event.id);
            document("life_event", &event.id, url, &event.title, &event.summary, words(&event.words))
        });
        let open = catalogue.registers().filter(|register| register.rules.read.contains(&Audience::Public));
        let registers = open.map(|own| {
            let url = format!("/registers/{}", own.id);
            document("register", &own.id, url, &own.title, &own.description, words(&own.words))
        });
        services.chain(events).chain(registers).collect()
    }
}

/// Where it is noted which version of a register is indexed, and whether the site finds its records too.
fn index_note(register: &Register) -> String {
    format!("search/2/{}/{}", if register.search { "record" } else { LISTED }, register.id)
}

fn not_written(error: ActError) -> StoreError {
    match error {
        ActError::Full => StoreError::Full,
        error => StoreError::Database(error.to_string()),
    }
}

/// The id of a declaration's document: made of its name, so that it stays the same.
fn declared_id(kind: &str, id: &str) -> Uuid {
    let digest = sha256(format!("{kind}/{id}").as_bytes());
    Uuid::from_slice(&digest[..16]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_cannot_leave_its_quotes() {
        let hostile = vec![vec!["м'ясо".to_owned(), "a\"b*".to_owned()], vec!["x".to_owned()]];
        assert_eq!(expression(&hostile, Dialect::Sqlite), "(\"м'ясо\" OR \"ab\"*) AND (\"x\")");
        assert_eq!(expression(&hostile, Dialect::Postgres), "('м''ясо' | 'a\"b':*) & ('x')");
    }

    #[test]
    fn a_code_is_asked_for_whole_and_a_word_by_its_parts_too() {
        assert_eq!(groups(&["л-12".into()]), [["л-12", "л-12*"]]);
        assert!(groups(&["е-петиція".into()])[0].contains(&"петиція".to_owned()));
    }

    #[test]
    fn words_of_a_title_count_more() {
        let groups = vec![vec!["реклама".to_owned()], vec!["дозвіл".to_owned()]];
        let title = score(&groups, "дозвіл на реклама", "record");
        assert!(title > score(&groups, "дозвіл", "record"));
        assert!(score(&groups, "дозвіл", "service") > score(&groups, "дозвіл", "record"));
    }
}
