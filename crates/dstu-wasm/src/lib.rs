//! What signs in the browser. The key file, its password and the key stay in the memory of the page; what comes out is the signature.
//! Nothing here asks for random bytes or the time: the page gives both.

use dstu::algorithm::{Hashing, SigningKey};
use dstu::certificate::Certificate;
use dstu::container::{self, ContainerError};
use dstu::create::{By, Content, sign};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// A key file that was opened, with the certificate of its key.
#[wasm_bindgen]
pub struct KeyFile {
    key: SigningKey,
    certificate: Certificate,
}

/// Why a key file was not opened, as a word for which the page has a sentence.
fn word(error: &ContainerError) -> &'static str {
    match error {
        ContainerError::Format(_) => "format",
        ContainerError::Password => "password",
        ContainerError::NoKey => "no-key",
        ContainerError::Algorithm(_) => "algorithm",
    }
}

#[wasm_bindgen]
impl KeyFile {
    /// Opens a key file by its password. `certificate` is that of the key, where the file has none; otherwise it is empty. An error is
    /// one of the words `format`, `password`, `no-key`, `algorithm`, `certificate`, `no-certificate`.
    #[wasm_bindgen(constructor)]
    pub fn open(bytes: &[u8], password: &str, certificate: &[u8]) -> Result<KeyFile, JsError> {
        let opened = container::open(bytes, password).map_err(|error| JsError::new(word(&error)))?;
        let mut given = Vec::new();
        if !certificate.is_empty() {
            let own = Certificate::parse(&dstu::cms::without_armour(certificate));
            given.push(own.map_err(|_| JsError::new("certificate"))?);
        }
        let (key, certificate) = opened.signer(&given).ok_or_else(|| JsError::new("no-certificate"))?;
        Ok(KeyFile { key: key.clone(), certificate: certificate.clone() })
    }

    /// The name of the holder.
    pub fn name(&self) -> String {
        self.certificate.identity().name
    }

    /// The organisation of the holder.
    pub fn organisation(&self) -> String {
        self.certificate.identity().organisation
    }

    /// From when the certificate holds, in seconds since the Unix epoch.
    pub fn from(&self) -> f64 {
        self.certificate.validity().0 as f64
    }

    /// Until when the certificate holds, in seconds since the Unix epoch.
    pub fn until(&self) -> f64 {
        self.certificate.validity().1 as f64
    }

    /// A hash for contents that this key signs.
    pub fn hash(&self) -> ContentHash {
        ContentHash(Some(Hashing::new(self.key.hash())))
    }

    /// Signs a content by its hash: a detached signature (CAdES BES) in DER. `now` is in seconds since the Unix epoch, `random` 32 bytes
    /// from `crypto.getRandomValues`.
    pub fn sign(&self, digest: &[u8], now: f64, random: &[u8]) -> Result<Vec<u8>, JsError> {
        let random = random.try_into().map_err(|_| JsError::new("random"))?;
        let by = By { key: &self.key, certificate: &self.certificate, beside: &[], now: now as i64, random };
        sign(Content::Hashed(digest), by).map_err(|error| JsError::new(&error.to_string()))
    }
}

/// A hash of a content that comes in parts.
#[wasm_bindgen]
pub struct ContentHash(Option<Hashing>);

#[wasm_bindgen]
impl ContentHash {
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if let Some(own) = &mut self.0 {
            own.update(bytes);
        }
    }

    /// The hash; afterwards it takes no more.
    pub fn finish(&mut self) -> Vec<u8> {
        self.0.take().map(Hashing::finish).unwrap_or_default()
    }
}
