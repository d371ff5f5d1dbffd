//! Files of the state portal Open Budget: CSV in windows-1251, a row for each month, fund and code, actual amounts
//! cumulative since January. Source: api.openbudget.gov.ua, `localBudgetData`.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use oblast_kernel::decimal;
use oblast_tables::{Format, Reading, TableError, read};

/// What a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Income.
    Income,
    /// Expenses by programme.
    Programme,
    /// Expenses by function.
    Functional,
    /// Expenses by economic class.
    Economic,
    /// Lending.
    Credit,
    /// Financing.
    Financing,
}

impl Kind {
    /// By which column holds the code.
    const COLUMNS: [(&'static str, Kind); 6] = [
        ("COD_INCO", Kind::Income),
        ("COD_CONS_MB_PK", Kind::Programme),
        ("COD_CONS_MB_FK", Kind::Functional),
        ("COD_CONS_EK", Kind::Economic),
        ("COD_CONS_MB_KK", Kind::Credit),
        ("COD_FINA", Kind::Financing),
    ];

    /// The name, as in the register.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Income => "income",
            Kind::Programme => "programme",
            Kind::Functional => "functional",
            Kind::Economic => "economic",
            Kind::Credit => "credit",
            Kind::Financing => "financing",
        }
    }

    /// Are its codes a tree in which noughts at the end stand for all below?
    fn is_tree(self) -> bool {
        !matches!(self, Kind::Programme)
    }
}

/// Which fund a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fund {
    /// General.
    General,
    /// Special.
    Special,
    /// Both together.
    Total,
}

impl Fund {
    fn parse(text: &str) -> Option<Fund> {
        // Latin and Cyrillic letters look alike, and both are met.
        match text.trim() {
            "Z" | "З" | "z" | "з" => Some(Fund::General),
            "C" | "С" | "c" | "с" => Some(Fund::Special),
            "T" | "Т" | "t" | "т" => Some(Fund::Total),
            _ => None,
        }
    }

    /// The name, as in the register.
    pub fn name(self) -> &'static str {
        match self {
            Fund::General => "general",
            Fund::Special => "special",
            Fund::Total => "total",
        }
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The code of the budget.
    pub budget: String,
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// What it is of.
    pub kind: Kind,
    /// The fund.
    pub fund: Fund,
    /// The code.
    pub code: String,
    /// The name of the code.
    pub title: String,
    /// Is it a sum of other rows of the file?
    pub is_sum: bool,
    /// Approved, kopiykas.
    pub approved: Option<i64>,
    /// Planned with changes, kopiykas.
    pub planned: Option<i64>,
    /// Actual since January, kopiykas.
    pub actual: Option<i64>,
}

/// A cell that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The row, as the file counts it.
    pub row: u64,
    /// The column.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum OpenBudgetError {
    /// It is no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It lacks this column.
    #[error("there is no column {0}")]
    Column(&'static str),
    /// It has the same row twice: its number.
    #[error("the row {0} stands there twice")]
    Twice(u64),
    /// It holds more rows than are taken at once.
    #[error("more than {MOST} rows")]
    TooMany,
    /// Cells that were not understood; the first hundred.
    #[error("{} cells were not understood", .0.len())]
    Wrong(Vec<Wrong>),
}

/// How many rows a file may have: a year of a large budget has some thousands.
const MOST: usize = 200_000;
/// How many wrong cells are told.
const TOLD: usize = 100;

/// Where the columns stand.
struct Columns {
    budget: usize,
    period: usize,
    fund: usize,
    code: usize,
    title: Option<usize>,
    approved: Option<usize>,
    planned: usize,
    actual: usize,
    kind: Kind,
}

impl Columns {
    fn of(heads: &[String]) -> Result<Columns, OpenBudgetError> {
        let heads: Vec<String> =
            heads.iter().map(|head| head.trim().trim_start_matches('\u{feff}').to_uppercase()).collect();
        let find = |name: &str| heads.iter().position(|head| head == name);
        let must = |name: &'static str| find(name).ok_or(OpenBudgetError::Column(name));
        let (code, kind) = Kind::COLUMNS
            .iter()
            .find_map(|(name, kind)| Some((find(name)?, *kind)))
            .ok_or(OpenBudgetError::Column("COD_INCO / COD_CONS_MB_FK"))?;
        // The name stands in a column called after the code, or in one of its own.
        let named = format!("{}_NAME", heads[code]);
        let title = heads.iter().position(|head| *head == named || head.starts_with("NAME"));
        Ok(Columns {
            budget: must("COD_BUDGET")?,
            period: must("REP_PERIOD")?,
            fund: must("FUND_TYP")?,
            planned: must("PLANS_AMT")?,
            actual: must("FAKT_AMT")?,
            approved: find("ZAT_AMT"),
            code,
            title,
            kind,
        })
    }
}

/// `01.2021`, `2021-01` or `01/2021`: year and month.
fn period(text: &str) -> Option<(i64, i64)> {
    let (first, second) = text.trim().split_once(['.', '-', '/'])?;
    let (year, month) = if first.len() == 4 { (first, second) } else { (second, first) };
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    ((1990..2100).contains(&year) && (1..=12).contains(&month)).then_some((year, month))
}

/// Hryvnias; nothing where nothing is written.
fn amount(text: &str) -> Option<Option<i64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    decimal::parse(text, 2).ok().map(Some)
}

/// Reads a file.
pub fn parse(bytes: Vec<u8>) -> Result<Vec<Line>, OpenBudgetError> {
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let mut sink = |number: u64, cells: &[String]| {
        if rows.len() > MOST {
            return Err(std::io::Error::other("too many rows"));
        }
        rows.push((number, cells.to_vec()));
        Ok(())
    };
    let summary = match read(Cursor::new(bytes), Format::Csv, &Reading::default(), &mut sink) {
        Ok(summary) => summary,
        Err(_) if rows.len() > MOST => return Err(OpenBudgetError::TooMany),
        Err(error) => return Err(error.into()),
    };
    let columns = Columns::of(&summary.heads)?;
    let (mut lines, mut wrong) = (Vec::with_capacity(rows.len()), Vec::new());
    for (number, cells) in &rows {
        match line(&columns, *number, cells) {
            Ok(own) => lines.push((*number, own)),
            Err(own) => {
                wrong.push(own);
                if wrong.len() >= TOLD {
                    break;
                }
            }
        }
    }
    if !wrong.is_empty() {
        return Err(OpenBudgetError::Wrong(wrong));
    }
    once(lines)
}

fn line(columns: &Columns, row: u64, cells: &[String]) -> Result<Line, Wrong> {
    let cell = |place: usize| cells.get(place).map(|text| text.trim()).unwrap_or_default();
    let wrong = |column: &'static str, place: usize| Wrong {
        row,
        column,
        value: cell(place).chars().take(100).collect(),
    };
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    let budget = cell(columns.budget);
    if !digits(budget) {
        return Err(wrong("COD_BUDGET", columns.budget));
    }
    let code = cell(columns.code);
    if !digits(code) {
        return Err(wrong("COD", columns.code));
    }
    let (year, month) = period(cell(columns.period)).ok_or_else(|| wrong("REP_PERIOD", columns.period))?;
    let fund = Fund::parse(cell(columns.fund)).ok_or_else(|| wrong("FUND_TYP", columns.fund))?;
    let money = |column: &'static str, place: usize| amount(cell(place)).ok_or_else(|| wrong(column, place));
    Ok(Line {
        budget: budget.to_owned(),
        year,
        month,
        kind: columns.kind,
        fund,
        code: code.to_owned(),
        title: columns.title.map(cell).unwrap_or_default().chars().take(500).collect(),
        is_sum: false,
        approved: columns.approved.map_or(Ok(None), |place| money("ZAT_AMT", place))?,
        planned: money("PLANS_AMT", columns.planned)?,
        actual: money("FAKT_AMT", columns.actual)?,
    })
}

/// Marks what would be counted twice: codes with others below them, and the two funds together where each stands alone.
fn once(mut lines: Vec<(u64, Line)>) -> Result<Vec<Line>, OpenBudgetError> {
    type Place = (String, i64, i64, Kind);
    let place = |own: &Line| -> Place { (own.budget.clone(), own.year, own.month, own.kind) };
    let mut known: HashSet<(Place, Fund, String)> = HashSet::new();
    let mut funds: HashMap<Place, HashSet<Fund>> = HashMap::new();
    let mut codes: HashMap<(Place, Fund), Vec<String>> = HashMap::new();
    for (row, own) in &lines {
        if !known.insert((place(own), own.fund, own.code.clone())) {
            return Err(OpenBudgetError::Twice(*row));
        }
        funds.entry(place(own)).or_default().insert(own.fund);
        codes.entry((place(own), own.fund)).or_default().push(own.code.clone());
    }
    codes.values_mut().for_each(|codes| codes.sort_unstable());
    for (_, own) in &mut lines {
        let parted = funds.get(&place(own)).is_some_and(|funds| funds.len() > 1);
        let below = own.kind.is_tree()
            && codes.get(&(place(own), own.fund)).is_some_and(|codes| has_below(codes, &own.code));
        own.is_sum = below || (own.fund == Fund::Total && parted);
    }
    Ok(lines.into_iter().map(|(_, own)| own).collect())
}

/// Stands a code below this one among sorted codes? `11010000` is above `11010100`.
fn has_below(codes: &[String], code: &str) -> bool {
    let stem = code.trim_end_matches('0');
    if stem.is_empty() || stem.len() == code.len() {
        return false;
    }
    let from = codes.partition_point(|own| own.as_str() <= code);
    codes.get(from).is_some_and(|next| next.len() == code.len() && next.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "REP_PERIOD;FUND_TYP;COD_BUDGET;COD_INCO;NAME_INC;ZAT_AMT;PLANS_AMT;FAKT_AMT\n";

    fn told(text: &str) -> Result<Vec<Line>, OpenBudgetError> {
        parse(format!("{HEAD}{text}").into_bytes())
    }

    #[test]
    fn rows_are_read_and_sums_are_known() {
        let lines = told(
            "01.2025;Z;0100000000;11000000;Податки на доходи;300;300.5;30\n\
             01.2025;Z;0100000000;11010000;ПДФО;200;200;20,25\n\
             01.2025;Z;0100000000;11010100;ПДФО із зарплати;200;200;20\n\
             01.2025;C;0100000000;25010000;Власні надходження;;10;1\n\
             01.2025;T;0100000000;25010000;Власні надходження;;10;1\n",
        )
        .unwrap();
        assert_eq!(lines.iter().map(|own| own.is_sum).collect::<Vec<_>>(), [true, true, false, false, true]);
        assert_eq!((lines[0].planned, lines[1].actual, lines[3].approved), (Some(30_050), Some(2_025), None));
        assert_eq!((lines[0].year, lines[0].month, lines[0].kind), (2025, 1, Kind::Income));
    }

    #[test]
    fn both_funds_together_are_no_sum_where_nothing_parts_them() {
        let lines = told("2025-02;Т;0100000000;18010000;Податок на майно;1;2;3\n").unwrap();
        assert!(!lines[0].is_sum && lines[0].fund == Fund::Total);
    }

    #[test]
    fn windows_1251_is_read() {
        let text = format!(
            "{HEAD}01.2025;Z;0100000000;11010100;Податок на доходи фізичних осіб, що сплачується;1;2;3\n"
        );
        let bytes: Vec<u8> = text
            .chars()
            .map(|letter| match letter {
                'а'..='я' => u8::try_from(letter as u32 - 'а' as u32 + 0xE0).unwrap(),
                'А'..='Я' => u8::try_from(letter as u32 - 'А' as u32 + 0xC0).unwrap(),
                'і' => 0xB3,
                'є' => 0xBA,
                letter => u8::try_from(letter as u32).unwrap(),
            })
            .collect();
        let lines = parse(bytes).unwrap();
        assert!(lines[0].title.contains("фізичних осіб"), "{}", lines[0].title);
    }

    #[test]
    fn what_is_wrong_is_told_by_row_and_column() {
        let wrong = |text: &str| match told(text) {
            Err(OpenBudgetError::Wrong(all)) => (all[0].row, all[0].column, all[0].value.clone()),
            other => unreachable!("{other:?}"),
        };
        assert_eq!(wrong("13.2025;Z;01;1;a;1;1;1\n"), (2, "REP_PERIOD", "13.2025".into()));
        assert_eq!(wrong("01.2025;X;01;1;a;1;1;1\n"), (2, "FUND_TYP", "X".into()));
        assert_eq!(wrong("01.2025;Z;ab;1;a;1;1;1\n"), (2, "COD_BUDGET", "ab".into()));
        assert_eq!(
            wrong("01.2025;Z;01;1;a;1;1;1\n01.2025;Z;01;2;a;1;1;багато\n"),
            (3, "FAKT_AMT", "багато".into())
        );
        assert!(matches!(
            told("01.2025;Z;01;1;a;1;1;1\n01.2025;Z;01;1;b;1;1;1\n"),
            Err(OpenBudgetError::Twice(3))
        ));
        let none = parse(b"REP_PERIOD;FUND_TYP;COD_BUDGET;CODE;FAKT_AMT\n1;2;3;4;5\n".to_vec());
        assert!(matches!(none, Err(OpenBudgetError::Column(_))));
        assert!(parse(Vec::new()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2_000)) {
            let _ = parse(bytes);
        }

        #[test]
        fn sums_never_hide_the_leaves(codes in proptest::collection::hash_set("[1-5][0-3]{3}", 1..30)) {
            let text: String = codes.iter().map(|code| format!("01.2025;Z;01;{code};a;1;1;1\n")).collect();
            let lines = told(&text).unwrap();
            // Each sum has a row below it, and below every sum stands one that is none.
            for own in lines.iter().filter(|own| own.is_sum) {
                let stem = own.code.trim_end_matches('0');
                proptest::prop_assert!(lines.iter().any(|other| !other.is_sum && other.code != own.code && other.code.starts_with(stem)));
            }
            proptest::prop_assert!(lines.iter().any(|own| !own.is_sum));
        }
    }
}
