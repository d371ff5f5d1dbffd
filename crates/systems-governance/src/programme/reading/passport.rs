//! The passport of a programme.

use std::collections::BTreeMap;

use oblast_tables::document::TableRow;

use super::{code, figure, low};
use crate::programme::amount::Funding;
use crate::programme::model::{Programme, Row, Source};

pub fn take(rows: &[TableRow], programme: &mut Programme) {
    for row in rows {
        let cell = |place: usize| row.cells.get(place).map(|text| text.trim()).unwrap_or_default();
        let (number, name, text) = (cell(0), cell(1), cell(2));
        let is_money = Funding::parse(text).is_some_and(|value| value != Funding::Empty);
        let low_name = low(name);
        if is_money && low_name.contains("обсяг") {
            let total = Some(figure(row, 2, programme));
            programme.passport.all =
                Some(Row { source: None, total, by_year: BTreeMap::new(), line: row.line });
        } else if let Some(source) =
            Source::parse(name).filter(|_| is_money && programme.passport.all.is_some())
        {
            let total = Some(figure(row, 2, programme));
            programme.passport.sources.push(Row {
                source: Some(source),
                total,
                by_year: BTreeMap::new(),
                line: row.line,
            });
        } else if code(number).is_some() && !name.is_empty() {
            let entry = (number.trim_end_matches('.').to_owned(), name.to_owned(), text.to_owned());
            programme.passport.entries.push(entry);
        } else if let Some(last) = programme.passport.entries.last_mut().filter(|_| number.is_empty()) {
            // The rest of an entry that was broken over pages.
            for (own, more) in [(&mut last.1, name), (&mut last.2, text)] {
                if !more.is_empty() && !low(more).starts_with("у тому числі") {
                    own.push(' ');
                    own.push_str(more);
                }
            }
        }
    }
}
