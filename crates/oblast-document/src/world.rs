//! The world of a template: our fonts, the template, its data; nothing else exists there.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime};
use typst::syntax::{FileId, Source, VirtualPath};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::{Content, DocumentError};

struct Fonts {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    library: LazyHash<Library>,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let files: [&[u8]; 2] =
        [include_bytes!("../fonts/Onest_400Regular.ttf"), include_bytes!("../fonts/Onest_700Bold.ttf")];
    let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Fonts { fonts, book, library: LazyHash::new(Library::default()) }
});

pub(crate) struct Memory {
    main: Source,
    data: Bytes,
    code: Bytes,
}

fn id(name: &str) -> FileId {
    FileId::new(None, VirtualPath::new(name))
}

impl Memory {
    pub fn new(source: &str, content: &Content, code: Option<String>) -> Result<Self, DocumentError> {
        let data = serde_json::to_vec(content).map_err(|error| DocumentError::Template(error.to_string()))?;
        let common = include_str!("../templates/common.typ");
        let main = Source::new(id("main.typ"), format!("{common}\n{source}"));
        Ok(Memory { main, data: Bytes::new(data), code: Bytes::from_string(code.unwrap_or_default()) })
    }
}

impl World for Memory {
    fn library(&self) -> &LazyHash<Library> {
        &FONTS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, wanted: FileId) -> FileResult<Source> {
        if wanted == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, wanted: FileId) -> FileResult<Bytes> {
        if wanted == id("data.json") {
            Ok(self.data.clone())
        } else if wanted == id("code.svg") {
            Ok(self.code.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    /// There is no today: every date comes with the data.
    fn today(&self, _offset: Option<i64>) -> Option<Datetime> {
        None
    }
}

/// A letter as our fonts can show it: nothing for control characters, `?` for what they do not have.
pub(crate) fn displayable(letter: char) -> Option<char> {
    let known =
        |letter: char| FONTS.fonts.iter().all(|font| font.info().coverage.contains(u32::from(letter)));
    match letter {
        '\n' | '\t' => Some(letter),
        letter if letter.is_control() => None,
        letter if letter.is_whitespace() => Some(' '),
        letter if known(letter) => Some(letter),
        _ => Some('?'),
    }
}
