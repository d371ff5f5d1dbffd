//! The virus scanner of an installation: ClamAV's daemon. A file leaves quarantine only when it found nothing.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clamav_client::tokio::{Socket, Tcp, scan_stream};
use futures_util::{Stream, StreamExt as _};

use super::{FileError, NotAccepted};

/// How long one file is scanned at most.
const LONGEST: Duration = Duration::from_secs(60);

/// Where the scanner listens: `tcp://host:port` or `unix:///path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// A host with its port.
    Tcp(String),
    /// A socket of this machine.
    Unix(PathBuf),
}

impl FromStr for Scanner {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text.strip_prefix("tcp://"), text.strip_prefix("unix://")) {
            (Some(host), _) if host.contains(':') => Ok(Scanner::Tcp(host.to_owned())),
            (_, Some(path)) if path.starts_with('/') => Ok(Scanner::Unix(path.into())),
            _ => Err("a scanner is given as tcp://host:port or unix:///path/of/its/socket"),
        }
    }
}

impl Scanner {
    /// Nothing if the scanner finds nothing. That it cannot be asked is an error: unscanned files are not taken.
    pub(super) async fn scan<S>(&self, bytes: S) -> Result<(), FileError>
    where
        S: Stream<Item = Result<bytes::Bytes, FileError>>,
    {
        let bytes = bytes.map(|piece| piece.map_err(std::io::Error::other));
        let scanning = async {
            match self {
                Scanner::Tcp(host) => scan_stream(bytes, Tcp { host_address: host.as_str() }, None).await,
                Scanner::Unix(path) => scan_stream(bytes, Socket { socket_path: path }, None).await,
            }
        };
        let unavailable = |words: String| FileError::Store(format!("the virus scanner: {words}"));
        let answer = tokio::time::timeout(LONGEST, scanning)
            .await
            .map_err(|_| unavailable("no answer in time".into()))?
            .map_err(|error| unavailable(error.to_string()))?;
        let answer = String::from_utf8_lossy(&answer);
        let answer = answer.trim_end_matches(['\0', '\n']).trim();
        match answer.strip_prefix("stream: ").unwrap_or(answer) {
            "OK" => Ok(()),
            found if found.ends_with(" FOUND") => {
                tracing::warn!(found, "the virus scanner refused a file");
                Err(NotAccepted::Malware.into())
            }
            other => Err(unavailable(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_a_host_with_a_port_or_a_socket() {
        assert_eq!("tcp://127.0.0.1:3310".parse(), Ok(Scanner::Tcp("127.0.0.1:3310".into())));
        assert_eq!("unix:///run/clamd.ctl".parse(), Ok(Scanner::Unix("/run/clamd.ctl".into())));
        for wrong in ["", "127.0.0.1:3310", "tcp://host", "unix://clamd.ctl"] {
            assert!(wrong.parse::<Scanner>().is_err(), "{wrong}");
        }
    }
}
