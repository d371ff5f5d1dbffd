//! Classifiers that are loaded from their publishers' files: territories (КАТОТТГ).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oblast_kernel::clock::kyiv_date;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Text, Uuid, Value, identifier, territory};
use oblast_register::directory::{Entries, Entry};

use crate::accounts::joined;
use crate::act::ActError;
use crate::{Row, Store, StoreError};

/// How many rows an act changes at most.
const BATCH: usize = 500;

/// A territory of the official spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// Its code.
    pub code: String,
    /// The code of what it lies in.
    pub parent: Option<String>,
    /// The letter of its category (О, К, Р, Н, М, Т, С, Х, В).
    pub category: String,
    /// Its name, as the spreadsheet has it.
    pub name: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Territories that were not known.
    pub added: usize,
    /// Territories that were written otherwise.
    pub changed: usize,
    /// Territories that the file has no more.
    pub ended: usize,
    /// Territories that stand as they stood.
    pub same: usize,
}

/// Why a classifier was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum ClassifierError {
    /// The table has not the columns of the official spreadsheet.
    #[error("no columns «… рівень», «Категорія…», «Назва…» in the table: {0}")]
    Columns(String),
    /// A row cannot be read: its number and what is wrong.
    #[error("row {0}: {1}")]
    Row(u64, String),
    /// A code stands twice.
    #[error("the code {0} stands twice")]
    Twice(String),
    /// A territory lies in one that the file does not have.
    #[error("{0} lies in {1}, which the file does not have")]
    NoParent(String, String),
    /// The file would end so many of the known territories that it is probably a part of the classifier.
    #[error(
        "the file has {1} of {0} known territories no more; is it the whole classifier? Repeat with --whole to take it"
    )]
    TooFew(usize, usize),
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The columns of the official spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    levels: Vec<usize>,
    category: usize,
    name: usize,
}

impl Columns {
    /// Finds them by the titles of the publisher.
    pub fn find(heads: &[String]) -> Result<Columns, ClassifierError> {
        let lower: Vec<String> = heads.iter().map(|head| head.to_lowercase()).collect();
        let one = |word: &str| lower.iter().position(|head| head.contains(word));
        let levels: Vec<usize> = lower
            .iter()
            .enumerate()
            .filter(|(_, head)| head.contains("рівень"))
            .map(|(place, _)| place)
            .collect();
        match (levels.len() >= 4, one("категорія"), one("назва")) {
            (true, Some(category), Some(name)) => Ok(Columns { levels, category, name }),
            _ => Err(ClassifierError::Columns(heads.join(" | "))),
        }
    }

    /// Reads a row; nothing where it holds no code at all, as notes below the table.
    pub fn read(&self, number: u64, cells: &[String]) -> Result<Option<Territory>, ClassifierError> {
        let cell = |place: usize| cells.get(place).map_or("", |cell| cell.trim());
        let wrong = |words: &str| ClassifierError::Row(number, words.to_owned());
        let codes: Vec<String> =
            self.levels.iter().map(|place| latin(cell(*place))).filter(|code| !code.is_empty()).collect();
        let Some(code) = codes.last() else { return Ok(None) };
        if identifier::katotth(code).is_err() || territory::level(code).is_none() {
            return Err(wrong(&format!("`{code}` is no code of КАТОТТГ")));
        }
        let category = cyrillic(cell(self.category));
        if !"ОКРНМТСХВ".contains(&category) || category.chars().count() != 1 {
            return Err(wrong(&format!("`{category}` is no category")));
        }
        let name = cell(self.name);
        if name.is_empty() || name.chars().count() > 200 {
            return Err(wrong("the name is missing or too long"));
        }
        let parent = codes.len().checked_sub(2).and_then(|place| codes.get(place)).cloned();
        Ok(Some(Territory { code: code.clone(), parent, category, name: name.to_owned() }))
    }
}

/// Codes are written with Cyrillic letters that look like Latin ones.
fn latin(text: &str) -> String {
    text.chars().map(|letter| if letter == 'А' { 'A' } else { letter }).collect::<String>().to_uppercase()
}

/// Categories are written with Latin letters that look like Cyrillic ones.
fn cyrillic(text: &str) -> String {
    let turned = |letter: char| match letter {
        'O' => 'О',
        'K' => 'К',
        'P' => 'Р',
        'H' => 'Н',
        'M' => 'М',
        'T' => 'Т',
        'C' => 'С',
        'X' => 'Х',
        'B' => 'В',
        other => other,
    };
    text.to_uppercase().chars().map(turned).collect()
}

/// A territory as it is called: «Одеська область», «м. Лісне».
fn titles(category: &str, name: &str) -> (String, String) {
    // The platform does not transliterate: who knows the English name enters it.
    let uk = match category {
        "О" if !name.contains("Республіка") => format!("{name} область"),
        "Р" => format!("{name} район"),
        "Н" => format!("{name} громада"),
        "М" | "К" => format!("м. {name}"),
        "Т" | "Х" => format!("с-ще {name}"),
        "С" => format!("с. {name}"),
        "В" => format!("{name} район міста"),
        _ => name.to_owned(),
    };
    (uk.clone(), uk)
}

impl Store {
    /// Reads what codes stand for; called at the start, after loading, and from time to time for the sake of other
    /// nodes.
    pub async fn refresh_directories(&self) -> Result<(), StoreError> {
        let text = ColumnType::Text;
        let sql = "select code, title_uk, title_en, valid_until from territory";
        let rows = self.query(sql, &[], &[text, text, text, text]).await?;
        let entry = |row: &Row| Entry {
            code: row.text(0).to_owned(),
            title: Text::new(row.text(1), row.text(2)),
            ended: !row.get(3).is_null(),
        };
        let directories = self.catalogue().directories();
        directories.territories.replace(Entries::new(rows.iter().map(entry).collect()));
        let sql = "select code, title_uk, title_en from body where code is not null";
        let rows = self.query(sql, &[], &[text, text, text]).await?;
        let entry = |row: &Row| Entry {
            code: row.text(0).to_owned(),
            title: Text::new(row.text(1), row.text(2)),
            ended: false,
        };
        directories.bodies.replace(Entries::new(rows.iter().map(entry).collect()));
        directories.accounts.replace(Entries::new(self.officials().await?));
        Ok(())
    }

    /// Those who hold or held a position; of one name, each with the body.
    async fn officials(&self) -> Result<Vec<Entry>, StoreError> {
        let today = kyiv_date(self.clock.now()).to_string();
        let sql = "select a.id, p.family_name, p.given_name, coalesce(p.patronymic, ''), b.title_uk, b.title_en, \
                   cast(max(case when a.state = 'active' and o.ended_at is null and coalesce(o.valid_until, '9999') >= $1 then 1 else 0 end) as bigint) \
                   from account a join person p on p.id = a.person join position o on o.person = p.id \
                   join body b on b.id = o.body group by a.id, p.family_name, p.given_name, p.patronymic, b.title_uk, b.title_en";
        let text = ColumnType::Text;
        let columns = [ColumnType::Id, text, text, text, text, text, ColumnType::Int];
        let rows = self.query(sql, &[today.into()], &columns).await?;
        let name = |row: &Row| joined([row.text(1), row.text(2), row.text(3)]);
        let mut people: HashMap<String, BTreeSet<Uuid>> = HashMap::new();
        for row in &rows {
            people.entry(name(row)).or_default().insert(row.id(0));
        }
        let mut entries: BTreeMap<Uuid, Entry> = BTreeMap::new();
        for row in &rows {
            let (name, serves) = (name(row), row.int(6) == 1);
            let shared = people.get(&name).is_some_and(|people| people.len() > 1);
            let title = match shared {
                true => Text::new(format!("{name} ({})", row.text(4)), format!("{name} ({})", row.text(5))),
                false => Text::new(name.clone(), name),
            };
            let known = entries.entry(row.id(0)).or_insert(Entry {
                code: row.id(0).to_string(),
                title: title.clone(),
                ended: true,
            });
            // Of several bodies, the one where they serve now.
            if serves && known.ended {
                (known.title, known.ended) = (title, false);
            }
        }
        Ok(entries.into_values().collect())
    }

    /// Loads territories: what is new is added, what is written otherwise changed, what the file has no more ended.
    /// Rows are written in acts of some hundreds; loading again goes on where it stopped. A file that would end more
    /// than a tenth of what is known is refused unless it is said to be the whole classifier.
    pub async fn load_territories(
        &self,
        territories: &[Territory],
        whole: bool,
    ) -> Result<Loaded, ClassifierError> {
        check(territories)?;
        let mut known: HashMap<String, crate::Record> = HashMap::new();
        let mut after = oblast_kernel::Uuid::nil();
        loop {
            let rows =
                self.select("territory", "where id > $1 order by id limit 1000", &[after.into()]).await?;
            let Some(last) = rows.last() else { break };
            after = last.id();
            known.extend(rows.into_iter().map(|row| (row.text("code").to_owned(), row)));
        }
        let today = kyiv_date(self.clock.now()).to_string();
        let (mut loaded, mut writes) = (Loaded::default(), Vec::new());
        let named: HashMap<&str, &Territory> =
            territories.iter().map(|own| (own.code.as_str(), own)).collect();
        let standing = known.values().filter(|row| row.get("valid_until").is_null()).count();
        let gone = known
            .values()
            .filter(|row| row.get("valid_until").is_null() && !named.contains_key(row.text("code")));
        let mut gone: Vec<crate::Record> = gone.cloned().collect();
        if !whole && gone.len() * 10 > standing {
            return Err(ClassifierError::TooFew(standing, gone.len()));
        }
        for own in territories {
            let (uk, en) = titles(&own.category, &own.name);
            let (mut row, new) = match known.remove(&own.code) {
                Some(row) => (row, false),
                None => (self.new_record("territory")?, true),
            };
            let before = row.clone();
            row.set("code", own.code.as_str());
            row.set("parent", own.parent.clone());
            row.set("category", own.category.as_str());
            // An English title that somebody entered stays.
            if new || row.text("title_uk") != uk {
                row.set("title_en", en);
            }
            row.set("title_uk", uk);
            row.set("valid_until", Value::Null);
            match (new, row == before) {
                (true, _) => loaded.added += 1,
                (false, true) => loaded.same += 1,
                (false, false) => loaded.changed += 1,
            }
            if new || row != before {
                writes.push((row, new));
            }
        }
        for row in &mut gone {
            row.set("valid_until", today.as_str());
        }
        loaded.ended = gone.len();
        writes.extend(gone.into_iter().map(|row| (row, false)));
        for batch in writes.chunks(BATCH) {
            let mut act = self.act("classifier.load");
            for (row, new) in batch {
                act = if *new { act.insert(row.clone()) } else { act.update(row.clone()) };
            }
            self.apply(act).await?;
        }
        self.refresh_directories().await?;
        Ok(loaded)
    }
}

fn check(territories: &[Territory]) -> Result<(), ClassifierError> {
    let mut codes: HashMap<&str, ()> = HashMap::new();
    for own in territories {
        if codes.insert(&own.code, ()).is_some() {
            return Err(ClassifierError::Twice(own.code.clone()));
        }
    }
    for own in territories {
        if let Some(parent) = own.parent.as_deref().filter(|parent| !codes.contains_key(parent)) {
            return Err(ClassifierError::NoParent(own.code.clone(), parent.to_owned()));
        }
    }
    Ok(())
}
