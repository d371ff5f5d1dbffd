//! `link`: an address on the web, `https://` or `http://`.

use oblast_kernel::Value;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Link;
pub(super) const LINK: Link = Link;

/// The longest address, in bytes.
const LONGEST: usize = 2_000;

impl FieldKind for Link {
    fn name(&self) -> &'static str {
        "link"
    }

    /// Stored as the URL Standard writes it, so that what is stored cannot be read as another address. An address
    /// with a password in it is none to publish.
    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let url = url::Url::parse(text).map_err(|_| FieldError::new("link"))?;
        let sound = matches!(url.scheme(), "https" | "http")
            && url.host_str().is_some_and(|host| host.contains('.'))
            && url.username().is_empty()
            && url.password().is_none()
            && url.as_str().len() <= LONGEST;
        if sound { Ok(Value::from(url.as_str())) } else { Err(FieldError::new("link")) }
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "format": "uri", "maxLength": LONGEST })
    }

    fn input(&self) -> Input {
        Input::Line("url", "url")
    }

    fn filter(&self) -> Filter {
        Filter::None
    }

    fn href(&self, value: &Value, _field: &Field) -> Option<String> {
        value.as_text().map(str::to_owned)
    }

    fn about(&self) -> &'static str {
        "Адреса в мережі: https:// або http://, без пароля."
    }

    fn example(&self) -> &'static str {
        "https://oblast.example/budget"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_without_secrets_are_links() {
        let field = super::super::sample(&LINK);
        assert_eq!(field.parse("https://rada.gov.ua"), Ok(Value::from("https://rada.gov.ua/")));
        let stored = field.parse("https://дія.укр/шлях").unwrap();
        assert!(
            stored.as_text().unwrap().starts_with("https://xn--"),
            "what looks alike cannot hide: {stored:?}"
        );
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//rada.gov.ua",
            "rada.gov.ua",
            "https://user:pass@rada.gov.ua",
            "https://localhost",
            "https://",
        ] {
            assert_eq!(field.parse(wrong).unwrap_err().code, "link", "{wrong}");
        }
    }
}
