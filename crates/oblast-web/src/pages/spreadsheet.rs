//! The public list of a register as a spreadsheet (XLSX): numbers are numbers, dates are dates, nothing is a
//! formula. It is written row by row into a temporary file, so that its size is bounded by the disk.

use std::collections::HashMap;
use std::io::Read as _;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use futures_util::stream;
use oblast_kernel::Lang;
use oblast_register::Field;
use oblast_register::kind::Input;
use oblast_store::Record;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use tokio::sync::Semaphore;

use super::downloads::{attachment, prepare, public_fields};
use super::registers::{View, state_title};
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;

/// How many rows a sheet has, its head left out.
const ROWS: u32 = 1_048_575;
/// How long a text a cell holds, in characters.
const CELL: usize = 32_767;
/// How much of the file is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Spreadsheets being written at once: a large one takes a core for a while.
static WRITING: Semaphore = Semaphore::const_new(2);

fn failed(error: XlsxError) -> WebError {
    WebError::Internal(format!("the spreadsheet: {error}"))
}

/// A sheet being written.
struct Sheet<'v> {
    view: &'v View,
    lang: Lang,
    date: Format,
    row: u32,
}

impl Sheet<'_> {
    fn head(&mut self, sheet: &mut Worksheet, visitor: &Visitor) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let mut titles = vec![visitor.t("record-number")];
        if !self.view.register.states.is_empty() {
            titles.push(visitor.t("record-state"));
        }
        for field in public_fields(self.view) {
            let unit = field.unit.as_ref().map(|unit| format!(", {}", visitor.say(unit)));
            titles.push(format!("{}{}", visitor.say(&field.title), unit.unwrap_or_default()));
        }
        for (column, title) in (0..).zip(titles) {
            sheet.write_string_with_format(0, column, title, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn record(&mut self, sheet: &mut Worksheet, visitor: &Visitor, record: &Record) -> Result<(), XlsxError> {
        self.row += 1;
        let mut column = 0;
        let mut own = vec![record.text("number").to_owned()];
        if !self.view.register.states.is_empty() {
            own.push(state_title(visitor, &self.view.register, record.text("state")));
        }
        for text in own {
            sheet.write_string(self.row, column, text)?;
            column += 1;
        }
        for field in public_fields(self.view) {
            self.cell(sheet, column, field, record)?;
            column += 1;
        }
        Ok(())
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        column: u16,
        field: &Field,
        record: &Record,
    ) -> Result<(), XlsxError> {
        let value = record.get(&field.id);
        if value.is_null() {
            return Ok(());
        }
        let plain = field.kind.to_text(value, field);
        let number = field.kind.column() == oblast_kernel::value::ColumnType::Int
            && !matches!(field.kind.input(), Input::YesNo | Input::Choices)
            && field.kind.name() != "instant";
        if let Some(number) = plain.parse::<f64>().ok().filter(|_| number) {
            sheet.write_number(self.row, column, number)?;
        } else if let Some(date) = excel_date(field, &plain) {
            sheet.write_datetime_with_format(self.row, column, date, &self.date)?;
        } else {
            let text: String = field.kind.display(value, field, self.lang).chars().take(CELL).collect();
            sheet.write_string(self.row, column, text)?;
        }
        Ok(())
    }
}

/// A date that a sheet can hold: from 1900 on; earlier ones stay text.
fn excel_date(field: &Field, plain: &str) -> Option<ExcelDateTime> {
    if field.kind.name() != "date" || plain < "1900-03-01" {
        return None;
    }
    ExcelDateTime::parse_from_str(plain).ok()
}

/// The list as a spreadsheet.
pub async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (view, mut list) = prepare(&app, &visitor, &id, &query).await?;
    let _permit = WRITING.acquire().await.map_err(|error| WebError::Internal(error.to_string()))?;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    let mut writing =
        Sheet { view: &view, lang: visitor.lang, date: Format::new().set_num_format("dd.mm.yyyy"), row: 0 };
    writing.head(sheet, &visitor).map_err(failed)?;
    loop {
        let page = app.store.list(&view.register, &list).await?;
        for record in &page.records {
            if writing.row >= ROWS {
                return Err(WebError::TooLarge);
            }
            writing.record(sheet, &visitor, record).map_err(failed)?;
        }
        match page.next {
            Some(cursor) => list.after = Some(cursor),
            None => break,
        }
    }
    let made = tokio::task::spawn_blocking(move || {
        let file = tempfile::tempfile().map_err(|error| WebError::Internal(error.to_string()))?;
        workbook.save_to_writer(&file).map_err(failed)?;
        Ok::<_, WebError>(file)
    });
    let file = made.await.map_err(|error| WebError::Internal(error.to_string()))??;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attachment(&id, "xlsx", kind, read_out(file)?))
}

/// A file from its beginning, piece by piece.
fn read_out(mut file: std::fs::File) -> Result<Body, WebError> {
    use std::io::Seek as _;
    file.rewind().map_err(|error| WebError::Internal(error.to_string()))?;
    Ok(Body::from_stream(stream::try_unfold(file, |mut file| async move {
        let reading = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece)?;
            piece.truncate(count);
            Ok::<_, std::io::Error>((piece, file))
        });
        let (piece, file) = reading.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    })))
}
