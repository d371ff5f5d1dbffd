//! GeoJSON: a feature is a row, a property is a column, the geometry is the last column, as GeoJSON.

use std::collections::HashMap;
use std::fmt;
use std::io::{BufReader, Read, Seek, SeekFrom};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::{CELL, COLUMNS, Sink, Summary, TableError};

/// The head of the column of geometries.
const GEOMETRY: &str = "geometry";

/// Names of WGS 84 in files of the older standard.
const WGS84: [&str; 4] = ["CRS84", "EPSG:4326", "EPSG::4326", "WGS84"];

#[derive(Default, serde::Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Option<Value>,
}

type Take<'t> = &'t mut dyn FnMut(Feature) -> Result<(), TableError>;

/// Gives each feature of a collection to `take`, one by one; the first failure ends the reading.
struct Collection<'t> {
    take: Take<'t>,
    failure: &'t mut Option<TableError>,
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let mut features = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "features" => {
                    features = true;
                    map.next_value_seed(Features { take: &mut *self.take, failure: &mut *self.failure })?;
                }
                "crs" => {
                    let named = reference_system(&map.next_value()?);
                    if let Some(name) = named {
                        *self.failure = Some(TableError::ReferenceSystem(name));
                        return Err(serde::de::Error::custom("another reference system"));
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if features { Ok(()) } else { Err(serde::de::Error::custom("this is not a FeatureCollection")) }
    }
}

/// The reference system that is named, where it is not WGS 84.
fn reference_system(crs: &Value) -> Option<String> {
    let name = crs.pointer("/properties/name")?.as_str()?;
    (!WGS84.iter().any(|known| name.contains(known))).then(|| name.to_owned())
}

struct Features<'t> {
    take: Take<'t>,
    failure: &'t mut Option<TableError>,
}

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("features")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut features: S) -> Result<(), S::Error> {
        while let Some(feature) = features.next_element::<Feature>()? {
            if let Err(failure) = (self.take)(feature) {
                *self.failure = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

fn each(input: &mut (impl Read + Seek), take: Take<'_>) -> Result<(), TableError> {
    input.seek(SeekFrom::Start(0))?;
    let mut failure = None;
    let mut json = serde_json::Deserializer::from_reader(skip_mark(BufReader::new(input))?);
    let read = json.deserialize_map(Collection { take, failure: &mut failure });
    match (read.and_then(|()| json.end()), failure) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(failure)) => Err(failure),
        (Err(error), None) => Err(TableError::Damaged(error.to_string())),
    }
}

/// A byte-order mark is not JSON, but some programs write one.
fn skip_mark<R: Read>(mut input: BufReader<R>) -> Result<BufReader<R>, TableError> {
    use std::io::BufRead as _;
    if input.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        input.consume(3);
    }
    Ok(input)
}

pub(crate) fn read(input: &mut (impl Read + Seek), sink: Sink<'_>) -> Result<Summary, TableError> {
    // The first reading finds the columns, the second gives the rows: a collection says nowhere what it holds.
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut heads: Vec<String> = Vec::new();
    each(input, &mut |feature| {
        for name in feature.properties.unwrap_or_default().keys() {
            if !columns.contains_key(name) {
                columns.insert(name.clone(), heads.len());
                heads.push(name.clone());
            }
        }
        if heads.len() >= COLUMNS { Err(TableError::TooWide) } else { Ok(()) }
    })?;
    heads.push(GEOMETRY.to_owned());
    let mut summary = Summary { heads, ..Summary::default() };
    let width = summary.heads.len();
    each(input, &mut |feature| {
        let mut cells = vec![String::new(); width];
        for (name, value) in feature.properties.unwrap_or_default() {
            if let Some(place) = columns.get(&name) {
                cells[*place] = shown(value);
            }
        }
        cells[width - 1] =
            feature.geometry.filter(|own| !own.is_null()).map_or_else(String::new, |own| own.to_string());
        summary.count(&cells);
        // Outlines may be long; all else is a cell like others.
        if cells[..width - 1].iter().any(|cell| cell.len() > CELL) {
            return Err(TableError::LongCell(summary.rows));
        }
        Ok(sink(summary.rows, &cells)?)
    })?;
    Ok(summary)
}

fn shown(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
