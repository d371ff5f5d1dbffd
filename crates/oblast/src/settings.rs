//! Settings from flags, the environment and a file, in this order; a wrong one is an error at its place.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use oblast_register::Problem;
use oblast_register::problem::closest;
use oblast_store::Location;
use oblast_store::files::{FilePlace, Scanner};
use oblast_web::state::SecondFactor;
use toml::de::DeTable;

use crate::Common;

mod parts;

/// The settings of a process.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data directory.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the data are.
    pub location: Location,
    /// Where the files are.
    pub files: FilePlace,
    /// The virus scanner.
    pub scanner: Option<Scanner>,
    /// The number of this node.
    pub node: i64,
    /// Is the platform reached by https?
    pub https: bool,
    /// How it is reached from outside, without a slash at the end.
    pub public_url: String,
    /// A folder with more declarations.
    pub systems: Option<PathBuf>,
    /// Mail and short messages.
    pub messages: Messages,
    /// Public systems that are asked about programmes.
    pub sources: Sources,
    /// Electronic signatures.
    pub signatures: Signatures,
    /// Who signs in, and who says so.
    pub identity: Identity,
}

/// Who signs in, and who says so.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Whom a second factor is asked of; nothing where the settings do not say.
    pub second_factor: Option<SecondFactor>,
    /// Our own proxies, whose word about addresses counts.
    pub proxies: Vec<IpAddr>,
    /// A provider that speaks OpenID Connect.
    pub open_id: Option<OpenId>,
    /// The state's integrated identification.
    pub state_id: Option<StateId>,
}

/// A provider that speaks OpenID Connect; the secret is better given in the environment.
#[derive(Clone)]
pub struct OpenId {
    /// Its issuer, as it names itself.
    pub issuer: String,
    /// As what it knows this installation.
    pub client_id: String,
    /// The secret that it gave.
    pub client_secret: String,
    /// What people call it.
    pub title: String,
    /// Does it ask for two factors itself?
    pub is_strong: bool,
    /// The claim with the tax number, where it has one that it has proved.
    pub rnokpp: Option<String>,
}

impl fmt::Debug for OpenId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenId({})", self.issuer)
    }
}

/// The state's integrated identification (id.gov.ua).
#[derive(Clone)]
pub struct StateId {
    /// Its address.
    pub url: String,
    /// As what it knows this installation.
    pub client_id: String,
    /// The secret that it gave.
    pub client_secret: String,
    /// The key file that its answers are encrypted to.
    pub key: PathBuf,
    /// Its password.
    pub password: String,
}

impl fmt::Debug for StateId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "StateId({})", self.url)
    }
}

/// By what electronic signatures are judged and made; the password is better given in the environment.
#[derive(Clone, Default)]
pub struct Signatures {
    /// Certificates, trust lists, lists of revoked certificates: files, or folders of them.
    pub trust: Vec<PathBuf>,
    /// What is said without word of revocation.
    pub policy: dstu::verdict::Policy,
    /// The authority of time stamps.
    pub tsa_url: Option<String>,
    /// The key file of the seal.
    pub seal_key: Option<PathBuf>,
    /// Its password.
    pub seal_password: Option<String>,
}

/// A password goes to no log.
impl fmt::Debug for Signatures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signatures(trust: {:?}, seal: {})", self.trust, self.seal_key.is_some())
    }
}

/// The addresses of public systems; who is not named is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The public API of ProZorro: `https://public-api.prozorro.gov.ua/api/2.5`.
    pub prozorro: Option<String>,
    /// The API of the portal of public finance: `https://api.spending.gov.ua/api/v2/api`.
    pub spending: Option<String>,
}

/// Where messages go out; secrets are better given in the environment.
#[derive(Clone, Default)]
pub struct Messages {
    /// The mail server: `smtps://user:password@host`.
    pub smtp: Option<String>,
    /// The sender's address.
    pub mail_from: Option<String>,
    /// The gateway for short messages.
    pub sms_url: Option<String>,
    /// The token that it wants.
    pub sms_token: Option<String>,
}

/// Addresses of servers hold passwords: none of it goes to a log.
impl fmt::Debug for Messages {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Messages(email: {}, sms: {})", self.smtp.is_some(), self.sms_url.is_some())
    }
}

impl Settings {
    /// The ways of messages that are set up.
    pub fn channels(&self) -> oblast_store::Channels {
        oblast_store::Channels { email: self.messages.smtp.is_some(), sms: self.messages.sms_url.is_some() }
    }
}

/// A wrong setting.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// In the file.
    #[error("{0}")]
    File(Box<Problem>),
    /// In a flag or in the environment.
    #[error("{place}: {message}")]
    Elsewhere {
        /// The flag or the variable.
        place: String,
        /// What is wrong and what to do.
        message: String,
    },
}

/// The keys of the settings file; each is also a variable `OBLAST_<KEY>`.
const KEYS: [&str; 36] = [
    "data",
    "listen",
    "database",
    "files",
    "s3_endpoint",
    "s3_region",
    "s3_key",
    "s3_secret",
    "scanner",
    "node",
    "public_url",
    "systems",
    "smtp",
    "mail_from",
    "sms_url",
    "sms_token",
    "prozorro_url",
    "spending_url",
    "trust",
    "signature_policy",
    "tsa_url",
    "seal_key",
    "seal_password",
    "second_factor",
    "trusted_proxies",
    "oidc_issuer",
    "oidc_client_id",
    "oidc_client_secret",
    "oidc_title",
    "oidc_strong",
    "oidc_rnokpp",
    "id_gov_ua_url",
    "id_gov_ua_client_id",
    "id_gov_ua_client_secret",
    "id_gov_ua_key",
    "id_gov_ua_password",
];

#[derive(Clone, Debug)]
enum Place {
    Flag(&'static str),
    Environment(String),
    File { file: String, text: String, offset: usize },
    Default,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Flag(flag) => write!(out, "--{flag}"),
            Place::Environment(name) => write!(out, "{name}"),
            Place::File { file, .. } => write!(out, "{file}"),
            Place::Default => write!(out, "default"),
        }
    }
}

impl Place {
    fn error(&self, message: impl Into<String>) -> SettingError {
        match self {
            Place::File { file, text, offset } => {
                SettingError::File(Box::new(Problem::at(file, text, *offset, message)))
            }
            place => SettingError::Elsewhere { place: place.to_string(), message: message.into() },
        }
    }
}

type Found = BTreeMap<&'static str, (String, Place)>;

/// Reads the settings of a command.
pub fn read(common: &Common, listen: Option<String>, default_data: &str) -> Result<Settings, SettingError> {
    let environment = |name: &str| std::env::var(name).ok();
    read_from(common, listen, default_data, &environment)
}

fn read_from(
    common: &Common,
    listen: Option<String>,
    default_data: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Settings, SettingError> {
    let mut found = Found::new();
    let flags = [
        ("data", common.data.clone()),
        ("database", common.database.clone()),
        ("systems", common.systems.clone()),
        ("listen", listen),
    ];
    for (key, value) in flags {
        if let Some(value) = value {
            found.insert(key, (value, Place::Flag(key)));
        }
    }
    for key in KEYS {
        let name = format!("OBLAST_{}", key.to_uppercase());
        if let Some(value) = environment(&name) {
            found.entry(key).or_insert((value, Place::Environment(name)));
        }
    }
    let data = found.get("data").map_or(default_data, |(value, _)| value).to_owned();
    let named = common.settings.clone().or_else(|| environment("OBLAST_SETTINGS"));
    let file = named.clone().map_or_else(|| Path::new(&data).join("oblast.toml"), PathBuf::from);
    if named.is_some() || file.exists() {
        read_file(&file, &mut found)?;
    }
    finish(found, default_data)
}

fn read_file(path: &Path, found: &mut Found) -> Result<(), SettingError> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| SettingError::Elsewhere { place: file.clone(), message: error.to_string() })?;
    let at = |offset| Place::File { file: file.clone(), text: text.clone(), offset };
    let table = DeTable::parse(&text)
        .map_err(|error| at(error.span().map_or(0, |span| span.start)).error(error.message()))?;
    for (key, value) in table.get_ref().iter() {
        let name: &str = key.get_ref();
        let Some(known) = KEYS.into_iter().find(|known| *known == name) else {
            let place = at(key.span().start);
            let meant =
                closest(name, KEYS).map_or(String::new(), |known| format!("; did you mean `{known}`?"));
            return Err(place.error(format!("unknown setting `{name}`{meant}")));
        };
        let place = at(value.span().start);
        let text = match (value.get_ref().as_str(), value.get_ref().as_integer()) {
            (Some(text), _) => text.to_owned(),
            (None, Some(number)) => number.as_str().to_owned(),
            (None, None) => return Err(place.error(format!("`{name}` must be a string"))),
        };
        found.entry(known).or_insert((text, place));
    }
    Ok(())
}

fn finish(mut found: Found, default_data: &str) -> Result<Settings, SettingError> {
    let mut take = |key: &'static str| found.remove(key);
    let data = take("data").map_or_else(|| PathBuf::from(default_data), |(value, _)| PathBuf::from(value));
    let (listen, place) = take("listen").unwrap_or(("127.0.0.1:8080".into(), Place::Default));
    let listen = listen.parse().map_err(|_| {
        place.error(format!("`{listen}` is not an address with a port; give, for instance, 127.0.0.1:8080"))
    })?;
    let location = match take("database") {
        Some((url, _)) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Location::Postgres(url)
        }
        Some((_, place)) => {
            return Err(place.error(
                "a database is given as postgres://user@host/name; without it, SQLite in the data directory is used",
            ));
        }
        None => Location::Sqlite(data.join("oblast.db")),
    };
    let node = match take("node") {
        Some((text, place)) => match text.parse() {
            Ok(node @ 1..=1023) => node,
            _ => return Err(place.error(format!("`{text}` is not a node number; give 1 to 1023"))),
        },
        None => 1,
    };
    let public_url = match take("public_url") {
        Some((url, _)) if url.starts_with("https://") || url.starts_with("http://") => url,
        Some((url, place)) => {
            return Err(place.error(format!("`{url}` is not an address; it begins with https://")));
        }
        None => format!("http://{listen}"),
    };
    let messages = parts::messages(&mut take)?;
    let sources = Sources {
        prozorro: parts::address(&mut take, "prozorro_url")?,
        spending: parts::address(&mut take, "spending_url")?,
    };
    let signatures = parts::signatures(&mut take, &data)?;
    let identity = parts::identity(&mut take)?;
    let files = parts::files(&mut take, &data)?;
    let scanner = match take("scanner") {
        Some((text, place)) => Some(text.parse().map_err(|words: &str| place.error(words))?),
        None => None,
    };
    let systems = match take("systems") {
        Some((dir, place)) if !Path::new(&dir).is_dir() => {
            return Err(place.error(format!("`{dir}` is not a folder")));
        }
        other => other.map(|(dir, _)| PathBuf::from(dir)),
    };
    let https = public_url.starts_with("https://");
    let public_url = public_url.trim_end_matches('/').to_owned();
    Ok(Settings {
        data,
        listen,
        location,
        files,
        scanner,
        node,
        https,
        public_url,
        systems,
        messages,
        sources,
        signatures,
        identity,
    })
}

#[cfg(test)]
mod tests;
