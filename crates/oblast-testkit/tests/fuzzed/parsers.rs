//! What is fuzzed: each parser of outside bytes by its name. The targets of `fuzz/` and the test over the kept corpus share it.

use std::io::Cursor;

use oblast_kernel::geometry::Geometry;
use oblast_kernel::journal::{Body, Checkpoint, Entry};
use oblast_kernel::{decimal, identifier, sortkey, territory};
use oblast_register::catalogue::DeclarationFile;
use oblast_register::kind::KINDS;
use oblast_register::{Catalogue, reference};
use oblast_tables::document::read_document;
use oblast_tables::{Format, Reading, detect_encoding};

/// The parsers.
pub const TARGETS: [&str; 10] =
    ["csv", "xlsx", "ods", "geojson", "document", "declaration", "field", "geometry", "text", "journal"];

fn table(format: Format, bytes: &[u8]) {
    for is_whole in [false, true] {
        let reading = Reading { is_whole, ..Reading::default() };
        let mut rows = 0;
        let _ = oblast_tables::read(Cursor::new(bytes), format, &reading, &mut |_, cells| {
            rows += cells.len();
            Ok(())
        });
    }
}

/// Reads bytes by a parser, and goes on with what it gives as a program would.
pub fn read(target: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match target {
        "csv" => {
            let _ = detect_encoding(&mut Cursor::new(bytes));
            table(Format::Csv, bytes);
        }
        "xlsx" => table(Format::Xlsx, bytes),
        "ods" => table(Format::Ods, bytes),
        "geojson" => table(Format::GeoJson, bytes),
        "document" => {
            for name in ["a.docx", "a.xlsx", "a.ods", "a.txt"] {
                let _ = Format::sniff(name, bytes);
                let _ = read_document(name, bytes);
            }
        }
        "declaration" => {
            for name in ["register.toml", "procedure.toml", "life_event.toml"] {
                let file = DeclarationFile { path: format!("fuzzed/{name}"), text: text.to_string() };
                if let Err(problems) = Catalogue::read(&[file]) {
                    let _ = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
                }
            }
        }
        "field" => field(&text),
        "geometry" => geometry(bytes, &text),
        "text" => {
            let _ = oblast_lemma::terms(&text);
            let _ = sortkey::sort_key(&text);
            let _ = (decimal::parse(&text, 2), decimal::parse(&text, 0));
            let _ = (identifier::is_login(&text), identifier::is_of_one_script(&text));
            for check in [
                identifier::edrpou,
                identifier::rnokpp,
                identifier::unzr,
                identifier::iban,
                identifier::katotth,
                identifier::cadastral,
            ] {
                let _ = check(&text);
            }
            let _ = (territory::level(&text), territory::within(&text, &text), territory::prefix(&text));
        }
        "journal" => {
            let _ = serde_json::from_slice::<Entry>(bytes);
            let _ = serde_json::from_slice::<Body>(bytes);
            if let Ok(checkpoint) = serde_json::from_slice::<Checkpoint>(bytes) {
                let _ = checkpoint.signed_text();
            }
        }
        _ => panic!("there is no target {target}"),
    }
}

/// A value as it is typed, and as the API brings it; what is taken is shown in every way.
fn field(text: &str) {
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    for kind in KINDS {
        let field = reference::field(*kind);
        let values =
            [field.parse(text).ok(), json.as_ref().and_then(|json| field.kind.parse_json(json, &field).ok())];
        for value in values.into_iter().flatten() {
            let _ = field.kind.to_text(&value, &field);
            let _ = field.kind.to_json(&value, &field);
            let _ = field.kind.to_input(&value, &field);
            let _ = field.kind.display(&value, &field, oblast_kernel::Lang::Uk);
            let _ = field.words(&value);
        }
    }
}

fn geometry(bytes: &[u8], text: &str) {
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let all = [
        Geometry::from_wkb(bytes),
        Geometry::parse(text).ok(),
        Geometry::parse_line(text).ok(),
        Geometry::parse_polygon(text).ok(),
        json.and_then(|json| Geometry::from_json(&json).ok()),
    ];
    for shape in all.into_iter().flatten() {
        let again = Geometry::from_wkb(&shape.to_wkb());
        assert_eq!(again.as_ref(), Some(&shape), "what is written is read back");
        let _ =
            (shape.bounds(), shape.length(), shape.area(), shape.to_wkt(), shape.to_lines(), shape.to_json());
    }
}
