//! Embedded files: the stylesheet, the scripts, the fonts, the icon, the map. Nothing is fetched from elsewhere.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use oblast_kernel::journal::{hex, sha256};
use std::sync::LazyLock;

use crate::error::WebError;

macro_rules! asset {
    ($name:literal, $kind:literal) => {
        ($name, $kind, false, include_bytes!(concat!("../../../web/dist/", $name)) as &[u8])
    };
    ($name:literal, $kind:literal, packed) => {
        ($name, $kind, true, include_bytes!(concat!("../../../web/dist/", $name, ".gz")) as &[u8])
    };
}

/// Name, type, whether it is packed by gzip, bytes. Every browser unpacks what needs scripts anyway.
const ASSETS: [(&str, &str, bool, &[u8]); 13] = [
    asset!("oblast.css", "text/css; charset=utf-8"),
    asset!("oblast.js", "text/javascript; charset=utf-8"),
    asset!("map.css", "text/css; charset=utf-8"),
    asset!("map.js", "text/javascript; charset=utf-8", packed),
    asset!("map-worker.js", "text/javascript; charset=utf-8", packed),
    asset!("land.json", "application/json", packed),
    asset!("passkey.js", "text/javascript; charset=utf-8"),
    asset!("work.js", "text/javascript; charset=utf-8"),
    asset!("sign.js", "text/javascript; charset=utf-8"),
    asset!("dstu.wasm", "application/wasm", packed),
    asset!("icon.svg", "image/svg+xml"),
    asset!("onest-cyrillic.woff2", "font/woff2"),
    asset!("onest-latin.woff2", "font/woff2"),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let bytes: Vec<u8> = ASSETS.iter().flat_map(|(_, _, _, bytes)| bytes.iter().copied()).collect();
    hex(&sha256(&bytes)[..6])
});

/// The address of an asset with its version, so that browsers may keep it for ever.
pub fn url(name: &str) -> String {
    format!("/assets/{name}?v={}", *VERSION)
}

/// Serves an asset.
pub async fn serve(Path(name): Path<String>) -> Result<Response, WebError> {
    let (_, kind, packed, bytes) =
        ASSETS.iter().find(|(known, ..)| *known == name).ok_or(WebError::NotFound)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if *packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
