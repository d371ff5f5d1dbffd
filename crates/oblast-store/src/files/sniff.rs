//! What a file is, by its first bytes; the name must say the same.

/// What is accepted: media type and the endings of names.
pub const ALLOWED: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    (TEXT, &["txt"]),
];

/// Text in whatever encoding: no first bytes tell it, only that there is nothing else in it.
const TEXT: &str = "text/plain";

/// The longest name, in characters.
const LONGEST: usize = 150;

/// Why a file is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// It is of a kind that is not accepted: the ending, or the kind that was found.
    #[error("files of the kind `{0}` are not accepted")]
    Kind(String),
    /// It is not what its name says.
    #[error("the name says `{said}`, the content is `{found}`")]
    Mismatch {
        /// The ending of the name.
        said: String,
        /// What was found.
        found: String,
    },
    /// It asks for a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// It cannot be opened.
    #[error("the file is damaged")]
    Damaged,
    /// The virus scanner found something in it.
    #[error("the virus scanner refused the file")]
    Malware,
}

/// A name that is safe to show and to save: no folders, no control characters, not too long; its ending stays.
pub fn clean_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String =
        name.chars().filter(|letter| !letter.is_control() && !"<>:\"|?*".contains(*letter)).collect();
    let plain = plain.trim().trim_start_matches('.');
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = if stem.is_empty() { "file" } else { &stem };
    let ending: String = ending.chars().take(10).collect();
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

pub(super) fn media_type(name: &str, head: &[u8]) -> Result<&'static str, NotAccepted> {
    let said = name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase());
    let declared = ALLOWED.iter().find(|(_, endings)| endings.contains(&said.as_str()));
    let Some((expected, _)) = declared else { return Err(NotAccepted::Kind(said)) };
    let found = infer::get(head);
    match found.map(|found| found.mime_type()) {
        Some(found) if found == *expected => Ok(expected),
        // Office files are archives; some writers put the parts that tell which one beyond the beginning.
        Some("application/zip") if expected.starts_with("application/vnd.") => Ok(expected),
        Some(_) => {
            let found = found.map(|found| found.extension().to_owned()).unwrap_or_default();
            Err(NotAccepted::Mismatch { said, found })
        }
        None if *expected == TEXT && is_text(head) => Ok(expected),
        None => Err(NotAccepted::Mismatch { said, found: "?".into() }),
    }
}

fn is_text(head: &[u8]) -> bool {
    let is_mark = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    !head.is_empty() && head.iter().all(|byte| !byte.is_ascii_control() || is_mark(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_named_pdf_is_no_pdf() {
        let exe = b"MZ\x90\x00\x03\x00\x00\x00";
        let wrong = NotAccepted::Mismatch { said: "pdf".into(), found: "exe".into() };
        assert_eq!(media_type("довідка.pdf", exe), Err(wrong));
        assert_eq!(media_type("вірус.exe", exe), Err(NotAccepted::Kind("exe".into())));
        assert_eq!(media_type("без-кінця", b"%PDF-1.7"), Err(NotAccepted::Kind(String::new())));
        assert_eq!(media_type("довідка.PDF", b"%PDF-1.7\n"), Ok("application/pdf"));
        assert_eq!(media_type("фото.jpeg", b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        assert!(media_type("сторінка.pdf", b"<html><script>").is_err());
        assert!(media_type("порожньо.png", b"").is_err());
        assert_eq!(media_type("додаток.txt", "1.1\tЗахід\r\n".as_bytes()), Ok("text/plain"));
        assert!(media_type("сторінка.txt", b"<html><script>").is_err());
        assert!(media_type("двійковий.txt", b"abc\x00\x01").is_err());
    }

    #[test]
    fn names_are_made_harmless_and_keep_their_ending() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\Документи\\План\u{0}.pdf"), "План.pdf");
        assert_eq!(clean_name(".pdf"), "pdf");
        assert_eq!(clean_name("a\"; filename=\"b.pdf"), "a; filename=b.pdf");
        let long = clean_name(&format!("{}.pdf", "я".repeat(10_000)));
        assert!(long.chars().count() < 160 && long.ends_with(".pdf"));
        assert_eq!(clean_name(""), "file");
    }
}
