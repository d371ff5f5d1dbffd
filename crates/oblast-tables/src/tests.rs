use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook};

use super::*;

/// What was read: the summary and the rows.
type Table = (Summary, Vec<(u64, Vec<String>)>);

fn table(bytes: &[u8], format: Format) -> Result<Table, TableError> {
    table_with(bytes, format, &Reading::default())
}

fn table_with(bytes: &[u8], format: Format, reading: &Reading) -> Result<Table, TableError> {
    let mut rows = Vec::new();
    let summary = read(Cursor::new(bytes), format, reading, &mut |number, cells| {
        rows.push((number, cells.to_vec()));
        Ok(())
    })?;
    Ok((summary, rows))
}

fn cells(rows: &[(u64, Vec<String>)]) -> Vec<Vec<&str>> {
    rows.iter().map(|(_, cells)| cells.iter().map(String::as_str).collect()).collect()
}

#[test]
fn the_delimiter_and_the_head_are_found_below_a_title() {
    let text = "Додаток 1\r\n;;\r\nНазва;Рік;Сума\r\n\"Школа; №1\";2021;1 000,50\r\n\r\nСадок;2022;7\r\n";
    let (summary, rows) = table(text.as_bytes(), Format::Csv).unwrap();
    assert_eq!(summary.heads, ["Назва", "Рік", "Сума"]);
    assert_eq!(summary.notices, [Notice::Above(1)]);
    assert_eq!(cells(&rows), [["Школа; №1", "2021", "1 000,50"], ["Садок", "2022", "7"]]);
    assert_eq!(rows[1].0, 6, "rows are numbered as an editor shows them");
}

#[test]
fn windows_1251_is_found_and_told_and_another_encoding_may_be_asked_for() {
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("Назва,Адреса\nШкола,вул. Їжакевича\n");
    let (summary, rows) = table(&bytes, Format::Csv).unwrap();
    assert_eq!(summary.encoding.as_deref(), Some("windows-1251"));
    assert_eq!(summary.notices, [Notice::Encoding("windows-1251".into())]);
    assert_eq!(cells(&rows), [["Школа", "вул. Їжакевича"]]);
    let (bytes, ..) = encoding_rs::IBM866.encode("Назва,Адреса\nШкола,вул. Нова\n");
    let reading = Reading { encoding: Some("IBM866".into()), ..Reading::default() };
    assert_eq!(cells(&table_with(&bytes, Format::Csv, &reading).unwrap().1), [["Школа", "вул. Нова"]]);
}

#[test]
fn late_cyrillic_and_marks_of_byte_order_are_noticed() {
    let mut text = "code,name\n".to_owned();
    text.extend((0..20_000).map(|n| format!("{n},plain\n")));
    text.push_str("1,Їжак\n");
    let (summary, rows) = table(text.as_bytes(), Format::Csv).unwrap();
    assert_eq!((summary.encoding.as_deref(), summary.notices.len()), (Some("UTF-8"), 0));
    assert_eq!(rows.last().unwrap().1, ["1", "Їжак"]);
    let mut wide = vec![0xFF, 0xFE];
    wide.extend("а;б\n1;2\n".encode_utf16().flat_map(u16::to_le_bytes));
    let (summary, rows) = table(&wide, Format::Csv).unwrap();
    assert_eq!((summary.encoding.as_deref(), cells(&rows)), (Some("UTF-16LE"), vec![vec!["1", "2"]]));
}

#[test]
fn broken_quotes_are_told() {
    let open = "name,year\n\"Школа,2021\nСадок,2022\n";
    assert!(matches!(table(open.as_bytes(), Format::Csv), Err(TableError::OpenQuote(2))));
    let stray = "name,year\n\"ТОВ \"Ромашка\"\",2021\n";
    let (summary, _) = table(stray.as_bytes(), Format::Csv).unwrap();
    assert_eq!(summary.notices, [Notice::StrayQuote(2)]);
    let long = format!("name,year\n\"{}\",1\n", "я\n".repeat(CELL));
    assert!(matches!(table(long.as_bytes(), Format::Csv), Err(TableError::LongCell(2))));
    let short = "a,b,c\n1,2\n1,2,3,4\n";
    let (summary, _) = table(short.as_bytes(), Format::Csv).unwrap();
    assert_eq!(summary.notices, [Notice::RowLength(2, 2, 3), Notice::RowLength(3, 4, 3)]);
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_spreadsheet_gives_dates_numbers_and_merged_cells_and_evaluates_nothing() {
    let bytes = workbook(|book| {
        book.add_worksheet().set_name("Порожній").unwrap();
        let sheet = book.add_worksheet().set_name("Дані").unwrap();
        for (column, title) in ["Назва", "Дата", "Сума", "Так", "Формула"].iter().enumerate()
        {
            sheet.write_string(0, column as u16, *title).unwrap();
        }
        let date = Style::new().set_num_format("dd.mm.yyyy");
        sheet.merge_range(1, 0, 2, 0, "Школа", &Style::new()).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 3, 14).unwrap();
        sheet.write_datetime_with_format(1, 1, &day, &date).unwrap();
        sheet.write_number(1, 2, 0.1 + 0.2).unwrap();
        sheet.write_boolean(1, 3, true).unwrap();
        sheet.write_formula(1, 4, Formula::new("=2+2").set_result("4")).unwrap();
        sheet.write_number(2, 2, 12_345_678_901.0).unwrap();
    });
    let (summary, rows) = table(&bytes, Format::Xlsx).unwrap();
    assert_eq!(summary.heads, ["Назва", "Дата", "Сума", "Так", "Формула"]);
    assert_eq!(cells(&rows), [["Школа", "2026-03-14", "0.3", "true", "4"], ["", "", "12345678901", "", ""]]);
    assert_eq!(summary.notices, [Notice::Merged(2, 3)]);
    let reading = Reading { sheet: Some("Немає".into()), ..Reading::default() };
    assert!(matches!(table_with(&bytes, Format::Xlsx, &reading), Err(TableError::NoSheet(_))));
}

/// A file of XLSX whose only sheet is this; what is hidden and not computed no library of ours writes.
fn raw_xlsx(sheet: &str) -> Vec<u8> {
    let bytes = workbook(|book| {
        book.add_worksheet().set_name("Дані").unwrap().write_string(0, 0, "x").unwrap();
    });
    let mut source = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut target = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..source.len() {
        let mut part = source.by_index(index).unwrap();
        let name = part.name().unwrap().to_string();
        target.start_file(&*name, zip::write::SimpleFileOptions::default()).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let head = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
            target.write_all(format!("{head}<sheetData>{sheet}</sheetData></worksheet>").as_bytes()).unwrap();
        } else {
            std::io::copy(&mut part, &mut target).unwrap();
        }
    }
    target.finish().unwrap().into_inner()
}

fn inline(name: &str, text: &str) -> String {
    format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn hidden_rows_and_formulas_that_were_never_computed_are_told() {
    let head = format!(
        "<row r=\"1\">{}{}{}</row>",
        inline("A1", "Захід"),
        inline("B1", "Разом"),
        inline("C1", "Рік")
    );
    let bytes = raw_xlsx(&format!(
        "{head}<row r=\"2\" hidden=\"1\">{}<c r=\"B2\"><v>5</v></c></row>\
         <row r=\"3\">{}<c r=\"B3\"><f>B2+1</f></c><c r=\"C3\"><f>1+1</f><v>2</v></c></row>\
         <row r=\"4\">{}<c r=\"C4\"><f>SUM(C2:C3)</f><v></v></c></row>",
        inline("A2", "1.1"),
        inline("A3", "1.2"),
        inline("A4", "1.3"),
    ));
    let (summary, rows) = table(&bytes, Format::Xlsx).unwrap();
    assert_eq!(cells(&rows), [["1.1", "5", ""], ["1.2", "", "2"], ["1.3", "", ""]]);
    let told = [Notice::HiddenRow(2), Notice::FormulaWithoutValue(3, 2), Notice::FormulaWithoutValue(4, 3)];
    assert_eq!(summary.notices, told);
    let blocks = crate::document::read_sheets(&bytes, Format::Xlsx).unwrap();
    let crate::document::Block::Table(rows) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(rows.iter().map(|row| row.is_hidden).collect::<Vec<_>>(), [false, true, false, false]);
    assert_eq!(
        (rows[2].cells[1].as_str(), rows[3].cells[2].as_str()),
        ("#формула без значення", "#формула без значення")
    );

    let open = ods(&format!(
        "<table:table table:name=\"а\"><table:table-row>{}{}</table:table-row>\
         <table:table-row table:visibility=\"collapse\">{}<table:table-cell table:formula=\"of:=1+1\"/></table:table-row></table:table>",
        text_cell("Захід"),
        text_cell("Разом"),
        text_cell("1.1"),
    ));
    let (summary, _) = table(&open, Format::Ods).unwrap();
    assert_eq!(summary.notices, [Notice::FormulaWithoutValue(2, 2), Notice::HiddenRow(2)]);
}

fn ods(content: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let body = format!(
        "<office:document-content><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    );
    archive.write_all(body.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

fn text_cell(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

#[test]
fn an_open_document_is_read_with_its_repetitions_bounded() {
    let head: String = ["Назва", "Дата", "Сума"].map(text_cell).concat();
    let bytes = ods(&format!(
        "<table:table table:name=\"Лист1\"><table:table-row>{head}<table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"2\"><office:annotation><text:p>нотатка</text:p></office:annotation><text:p>Дім &amp; сад<text:s text:c=\"2\"/>№&#49;</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-03-14\"><text:p>14.03.26</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"12.300000000000001\"><text:p>12,3</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>"
    ));
    let (summary, rows) = table(&bytes, Format::Ods).unwrap();
    assert_eq!(summary.heads, ["Назва", "Дата", "Сума"]);
    assert_eq!(
        cells(&rows),
        [["Дім & сад  №1", "2026-03-14", "12.3"], ["Дім & сад  №1", "2026-03-14", "12.3"]]
    );
    assert_eq!(summary.notices, [Notice::Merged(2, 3)]);
    let bomb = ods(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"99999999\"><table:table-cell table:number-columns-repeated=\"99999999\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
    );
    assert!(matches!(table(&bomb, Format::Ods), Err(TableError::TooWide)));
}

#[test]
fn features_are_rows_and_another_reference_system_is_named() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"Парк","area":1.5},"geometry":{"type":"Point","coordinates":[30.5,50.4]}},
        {"type":"Feature","properties":{"open":true},"geometry":null}]}"#;
    let (summary, rows) = table(text.as_bytes(), Format::GeoJson).unwrap();
    assert_eq!(summary.heads, ["area", "name", "open", "geometry"]);
    let point = r#"{"coordinates":[30.5,50.4],"type":"Point"}"#;
    assert_eq!(cells(&rows), [["1.5", "Парк", "", point], ["", "", "true", ""]]);
    let other = text.replacen('{', r#"{"crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"#, 1);
    assert!(matches!(table(other.as_bytes(), Format::GeoJson), Err(TableError::ReferenceSystem(_))));
    assert!(matches!(table(b"{\"a\":1}", Format::GeoJson), Err(TableError::Damaged(_))));
}

#[test]
fn what_a_file_is_is_seen_by_its_ending_and_its_beginning() {
    assert_eq!(Format::sniff("а.XLSX", b"PK\x03\x04"), Some(Format::Xlsx));
    assert_eq!(Format::sniff("a.csv", b"PK\x03\x04"), None);
    assert_eq!(Format::sniff("a.json", b"\n{"), Some(Format::GeoJson));
    assert_eq!(Format::sniff("a.csv", b"a\0b"), None);
    assert_eq!(Format::sniff("a.xls", b"\xD0\xCF\x11\xE0"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the bytes, a table or an error comes out.
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), format in 0..4_usize) {
        let _ = table(&bytes, Format::ALL[format]);
    }

    /// What a writer of CSV wrote is read back, with a semicolon in any cell too.
    #[test]
    fn csv_is_read_back(rows in proptest::collection::vec(proptest::collection::vec("[а-яa-z0-9 ,\"\n]{0,7};?[а-яa-z0-9 ,\"\n]{0,3}[а-яa-z0-9]", 3), 1..30)) {
        let rows: Vec<Vec<String>> = rows;
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["перший", "другий", "третій"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let (_, read) = table(&bytes, Format::Csv).unwrap();
        let read: Vec<Vec<String>> = read.into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(read, rows);
    }
}
