//! Settings from flags, the environment and a file, in this order; a wrong one is an error at its place.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use oblast_register::Problem;
use oblast_register::problem::closest;
use oblast_store::Location;
use oblast_store::files::{Bucket, FilePlace, Scanner};
use toml::de::DeTable;

use crate::Common;

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
const KEYS: [&str; 23] = [
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
    let messages = messages(&mut take)?;
    let sources = Sources {
        prozorro: address(&mut take, "prozorro_url")?,
        spending: address(&mut take, "spending_url")?,
    };
    let signatures = signatures(&mut take, &data)?;
    let files = files(&mut take, &data)?;
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
    })
}

/// What is trusted stands in the folder `trust` of the data where nothing else is said.
fn signatures(
    take: &mut dyn FnMut(&'static str) -> Option<(String, Place)>,
    data: &Path,
) -> Result<Signatures, SettingError> {
    use dstu::verdict::Policy;
    let exists = |path: String, place: &Place| match Path::new(&path).exists() {
        true => Ok(PathBuf::from(path)),
        false => Err(place.error(format!("`{path}` is not there"))),
    };
    let trust = match take("trust") {
        Some((paths, place)) => {
            paths.split(',').map(|path| exists(path.trim().to_owned(), &place)).collect::<Result<_, _>>()?
        }
        None => Some(data.join("trust")).filter(|folder| folder.is_dir()).into_iter().collect(),
    };
    let policy = match take("signature_policy") {
        Some((word, place)) => match word.as_str() {
            "lenient" => Policy::Lenient,
            "strict" => Policy::Strict,
            _ => return Err(place.error(format!("`{word}` is no policy; give lenient or strict"))),
        },
        None => Policy::Lenient,
    };
    let tsa_url = address(take, "tsa_url")?;
    let seal_key = take("seal_key").map(|(path, place)| exists(path, &place)).transpose()?;
    let seal_password = take("seal_password").map(|(password, _)| password);
    Ok(Signatures { trust, policy, tsa_url, seal_key, seal_password })
}

/// The address of a system that is asked, without a slash at the end.
fn address(
    take: &mut dyn FnMut(&'static str) -> Option<(String, Place)>,
    key: &'static str,
) -> Result<Option<String>, SettingError> {
    match take(key) {
        Some((url, _)) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(Some(url.trim_end_matches('/').to_owned()))
        }
        Some((url, place)) => Err(place.error(format!("`{url}` is not an address; it begins with https://"))),
        None => Ok(None),
    }
}

/// `s3://bucket/prefix` with its store and keys, or a folder; without either, a folder in the data directory.
fn files(
    take: &mut dyn FnMut(&'static str) -> Option<(String, Place)>,
    data: &Path,
) -> Result<FilePlace, SettingError> {
    let [endpoint, region, key, secret] = ["s3_endpoint", "s3_region", "s3_key", "s3_secret"].map(&mut *take);
    let Some((files, place)) = take("files") else { return Ok(FilePlace::Folder(data.join("files"))) };
    let Some(bucket) = files.strip_prefix("s3://") else {
        if files.contains("://") {
            return Err(place.error("files are in a folder or in a bucket, given as s3://bucket/prefix"));
        }
        return Ok(FilePlace::Folder(PathBuf::from(files)));
    };
    let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    let needed = |value: Option<(String, Place)>, setting: &str| match value {
        Some((value, _)) if !value.is_empty() => Ok(value),
        _ => Err(place.error(format!("files in a bucket need `{setting}` too"))),
    };
    let endpoint = needed(endpoint, "s3_endpoint")?;
    if name.is_empty() || !(endpoint.starts_with("https://") || endpoint.starts_with("http://")) {
        return Err(
            place.error("a bucket is s3://bucket/prefix, its store `s3_endpoint` begins with https://")
        );
    }
    Ok(FilePlace::Bucket(Bucket {
        name: name.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        endpoint: endpoint.trim_end_matches('/').to_owned(),
        region: region.map_or_else(|| "us-east-1".to_owned(), |(region, _)| region),
        key: needed(key, "s3_key")?,
        secret: needed(secret, "s3_secret")?,
    }))
}

fn messages(take: &mut dyn FnMut(&'static str) -> Option<(String, Place)>) -> Result<Messages, SettingError> {
    let smtp = match take("smtp") {
        Some((url, place)) if !url.starts_with("smtp://") && !url.starts_with("smtps://") => {
            return Err(place.error("a mail server is given as smtps://user:password@host"));
        }
        other => other,
    };
    let mail_from = take("mail_from").map(|(from, _)| from);
    if let (Some((_, place)), None) = (&smtp, &mail_from) {
        return Err(place.error("with a mail server, `mail_from` says the sender's address"));
    }
    let sms_url = match take("sms_url") {
        Some((url, place)) if !url.starts_with("https://") && !url.starts_with("http://") => {
            return Err(place.error("the gateway for short messages is an address that begins with https://"));
        }
        other => other.map(|(url, _)| url),
    };
    let sms_token = take("sms_token").map(|(token, _)| token);
    Ok(Messages { smtp: smtp.map(|(url, _)| url), mail_from, sms_url, sms_token })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn a_flag_wins_over_the_environment() {
        let common = Common { data: Some("here".into()), ..Common::default() };
        let environment = |name: &str| (name == "OBLAST_DATA").then(|| "there".to_owned());
        let settings = read_from(&common, None, "data", &environment).unwrap();
        assert_eq!(settings.data, Path::new("here"));
        assert_eq!(settings.location, Location::Sqlite("here/oblast.db".into()));
    }

    #[test]
    fn a_wrong_flag_names_the_flag() {
        let error = read_from(&Common::default(), Some("somewhere".into()), "data", &none).unwrap_err();
        assert!(error.to_string().starts_with("--listen: `somewhere` is not an address"), "{error}");
    }

    #[test]
    fn a_bucket_needs_its_store_and_its_keys_and_shows_none_of_them() {
        let set = |missing: &'static str| {
            move |name: &str| {
                let known = [
                    ("OBLAST_FILES", "s3://files/oblast/"),
                    ("OBLAST_S3_ENDPOINT", "https://s3.example/"),
                    ("OBLAST_S3_KEY", "a-key"),
                    ("OBLAST_S3_SECRET", "a-secret"),
                ];
                known
                    .iter()
                    .find(|(key, _)| *key == name && name != missing)
                    .map(|(_, value)| (*value).to_owned())
            }
        };
        let settings = read_from(&Common::default(), None, "data", &set("")).unwrap();
        let FilePlace::Bucket(bucket) = &settings.files else { unreachable!() };
        assert_eq!((bucket.prefix.as_str(), bucket.endpoint.as_str()), ("oblast", "https://s3.example"));
        let shown = format!("{settings:?}");
        assert!(!shown.contains("a-key") && !shown.contains("a-secret"), "{shown}");
        let error = read_from(&Common::default(), None, "data", &set("OBLAST_S3_SECRET")).unwrap_err();
        assert_eq!(error.to_string(), "OBLAST_FILES: files in a bucket need `s3_secret` too");
        let settings = read_from(&Common::default(), None, "data", &set("OBLAST_FILES")).unwrap();
        assert_eq!(settings.files, FilePlace::Folder("data/files".into()));
    }

    #[test]
    fn a_wrong_variable_names_the_variable() {
        let environment = |name: &str| (name == "OBLAST_DATABASE").then(|| "mysql://x".to_owned());
        let error = read_from(&Common::default(), None, "data", &environment).unwrap_err();
        assert!(
            error.to_string().starts_with("OBLAST_DATABASE: a database is given as postgres://"),
            "{error}"
        );
    }

    #[test]
    fn a_wrong_key_in_the_file_points_at_its_line() {
        let dir = std::env::temp_dir().join(format!("oblast-settings-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = dir.join("oblast.toml");
        let common = Common { settings: Some(file.display().to_string()), ..Common::default() };
        std::fs::write(&file, "listen = \"127.0.0.1:9000\"\ndatabse = \"postgres://x\"\n").unwrap();
        let error = read_from(&common, None, "data", &none).unwrap_err().to_string();
        assert!(
            error.contains("oblast.toml:2:1: unknown setting `databse`; did you mean `database`?"),
            "{error}"
        );
        std::fs::write(&file, "node = 99999\n").unwrap();
        let error = read_from(&common, None, "data", &none).unwrap_err().to_string();
        assert!(error.contains("oblast.toml:1:8: `99999` is not a node number"), "{error}");
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
