//! National trust lists (ETSI TS 119 612, version 2): services with their certificates, status and its history, read from a file. The
//! signature on the list (XAdES) is not verified here: who imports one names the SHA-256 of the file that they trust.

use quick_xml::Reader;
use quick_xml::events::Event;
use sha2::{Digest as _, Sha256};

use crate::certificate::Certificate;
use crate::trust::{Kind, Service, Trust};

/// The largest list that is read, in bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;
/// How many services are read.
const SERVICES: usize = 20_000;

/// Why a list was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustListError {
    /// Another file than the one that is trusted: its SHA-256.
    #[error("the list is another one than the trusted one: its SHA-256 is {0}")]
    Pin(String),
    /// No list.
    #[error("this is no trust list: {0}")]
    Shape(String),
}

/// A list.
#[derive(Clone, Debug)]
pub struct TrustList {
    /// The territory, as `UA`.
    pub territory: String,
    /// When it was issued, in seconds since the Unix epoch.
    pub issued_at: Option<i64>,
    /// When the next one comes at the latest.
    pub next_update: Option<i64>,
    /// The SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Its services.
    pub trust: Trust,
}

/// The SHA-256 of a list in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a list. `pin` is the SHA-256 of the file that is trusted; without one whoever gave the file is trusted.
pub fn parse(bytes: &[u8], pin: Option<&[u8; 32]>) -> Result<TrustList, TrustListError> {
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    if pin.is_some_and(|pin| *pin != sha256) {
        return Err(TrustListError::Pin(hex(&sha256)));
    }
    if bytes.len() > LARGEST {
        return Err(TrustListError::Shape(format!("more than {LARGEST} bytes")));
    }
    let mut reading = Reading::default();
    let whole = std::str::from_utf8(bytes).map_err(|error| TrustListError::Shape(error.to_string()))?;
    let mut reader = Reader::from_str(whole);
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let wrong = |words: String| TrustListError::Shape(words);
    loop {
        let event = reader.read_event().map_err(|error| wrong(error.to_string()))?;
        match event {
            Event::Start(tag) => {
                if path.len() > 64 {
                    return Err(wrong("nested too deep".into()));
                }
                path.push(tag.local_name().as_ref().to_owned());
                text.clear();
                reading.begin(&path);
            }
            Event::Text(own) => text.push_str(&own.xml10_content()),
            Event::GeneralRef(own) => text.push_str(&predefined(&own)),
            Event::End(_) => {
                reading.end(&path, text.trim())?;
                path.pop();
                text.clear();
            }
            Event::DocType(_) => return Err(wrong("a document type".into())),
            Event::Eof => break,
            _ => {}
        }
    }
    if !reading.is_list {
        return Err(wrong("no TrustServiceStatusList".into()));
    }
    Ok(TrustList {
        territory: reading.territory,
        issued_at: reading.issued_at,
        next_update: reading.next_update,
        sha256,
        trust: Trust { services: reading.services },
    })
}

/// One of the five entities that XML has itself.
fn predefined(own: &quick_xml::events::BytesRef<'_>) -> String {
    let name: &str = own;
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned()
}

#[derive(Default)]
struct Reading {
    is_list: bool,
    territory: String,
    issued_at: Option<i64>,
    next_update: Option<i64>,
    services: Vec<Service>,
    /// Of the service that is being read.
    certificates: Vec<Certificate>,
    name: String,
    /// Type, status and time of the service now and before.
    states: Vec<(String, String, Option<i64>)>,
}

impl Reading {
    fn begin(&mut self, path: &[String]) {
        match path.last().map(String::as_str) {
            Some("TrustServiceStatusList") if path.len() == 1 => self.is_list = true,
            Some("TSPService") => {
                self.certificates.clear();
                self.name.clear();
                self.states.clear();
            }
            Some("ServiceInformation" | "ServiceHistoryInstance") => self.states.push(Default::default()),
            _ => {}
        }
    }

    fn end(&mut self, path: &[String], text: &str) -> Result<(), TrustListError> {
        let is_within = |name: &str| path.iter().any(|own| own == name);
        let Some(last) = path.last() else { return Ok(()) };
        let is_name = path.iter().rev().nth(1).is_some_and(|own| own == "ServiceName")
            && is_within("ServiceInformation");
        match last.as_str() {
            "SchemeTerritory" if !is_within("OtherTSLPointer") => self.territory = text.to_owned(),
            "ListIssueDateTime" => self.issued_at = instant(text),
            "dateTime" if is_within("NextUpdate") => self.next_update = instant(text),
            "X509Certificate" if is_within("ServiceInformation") => {
                let armoured = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
                let der = crate::read::unarmoured(armoured.as_bytes()).into_owned();
                // One certificate that cannot be read takes no other services with it.
                self.certificates.extend(Certificate::parse(&der).ok());
            }
            // The first name is in Ukrainian or in English; one is enough.
            "Name" if is_name && self.name.is_empty() => self.name = text.to_owned(),
            "ServiceTypeIdentifier" => self.state(|own| own.0 = text.to_owned()),
            "ServiceStatus" => self.state(|own| own.1 = text.to_owned()),
            "StatusStartingTime" => self.state(|own| own.2 = instant(text)),
            "TSPService" => return self.take_service(),
            _ => {}
        }
        Ok(())
    }

    fn state(&mut self, change: impl FnOnce(&mut (String, String, Option<i64>))) {
        if let Some(last) = self.states.last_mut() {
            change(last);
        }
    }

    fn take_service(&mut self) -> Result<(), TrustListError> {
        if self.services.len() + self.certificates.len() > SERVICES {
            return Err(TrustListError::Shape(format!("more than {SERVICES} services")));
        }
        let kind = self.states.first().and_then(|(own, ..)| kind(own));
        let Some(kind) = kind else { return Ok(()) };
        let mut history: Vec<(i64, bool)> =
            self.states.iter().filter_map(|(_, status, from)| Some(((*from)?, is_granted(status)))).collect();
        history.sort_by_key(|(from, _)| *from);
        // A service of which no time is known was never granted.
        if history.is_empty() {
            history.push((i64::MAX, false));
        }
        for certificate in self.certificates.drain(..) {
            self.services.push(Service {
                certificate,
                kind,
                name: self.name.clone(),
                history: history.clone(),
            });
        }
        Ok(())
    }
}

/// What a service does, by the address of its type: of the national root too, whose certificate stands above the authorities'.
fn kind(address: &str) -> Option<Kind> {
    let name = address.rsplit("/Svctype/").next()?;
    match name {
        _ if name.starts_with("CA/")
            || name.ends_with("NationalRootCA-QC")
            || name.ends_with("RootCA-QC") =>
        {
            Some(Kind::Authority)
        }
        _ if name.starts_with("TSA") => Some(Kind::TimeStamps),
        _ if name.starts_with("Certstatus/OCSP") => Some(Kind::Answers),
        _ => None,
    }
}

/// Is a status one in which the service works? Words of earlier lists stand for the same.
fn is_granted(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    matches!(
        name,
        "granted"
            | "recognisedatnationallevel"
            | "accredited"
            | "undersupervision"
            | "supervisionincessation"
    )
}

/// An instant of XML, in seconds since the Unix epoch: fractions are left off, a zone is taken into account.
fn instant(text: &str) -> Option<i64> {
    let (day, rest) = text.split_once('T')?;
    let clock = rest.get(..8)?;
    let own: der::DateTime = format!("{day}T{clock}Z").parse().ok()?;
    let seconds = i64::try_from(own.unix_duration().as_secs()).ok()?;
    let zone = rest[8..].trim_start_matches(|letter: char| letter == '.' || letter.is_ascii_digit());
    let offset = match zone.as_bytes() {
        [] | [b'Z'] => 0,
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (hours, minutes) = std::str::from_utf8(rest).ok()?.split_once(':')?;
            let offset = two_digits(hours, 14)? * 3600 + two_digits(minutes, 59)? * 60;
            if *sign == b'-' { -offset } else { offset }
        }
        _ => return None,
    };
    Some(seconds - offset)
}

/// Two digits that stand for a number up to `most`, as the hours and minutes of a zone do (XML Schema 1.1, part 2, 3.3.7).
fn two_digits(text: &str, most: i64) -> Option<i64> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::issue::tests::authority;

    fn list() -> Vec<u8> {
        let pem = der::pem::encode_string("X", der::pem::LineEnding::LF, authority(257).0.der()).unwrap();
        let letters: String =
            pem.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n      ");
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" xmlns:ds="x"><SchemeInformation><SchemeTerritory>UA</SchemeTerritory>
<PointersToOtherTSL><OtherTSLPointer><SchemeTerritory>EU</SchemeTerritory></OtherTSLPointer></PointersToOtherTSL>
<ListIssueDateTime>2026-11-01T00:00:00Z</ListIssueDateTime><NextUpdate><dateTime>2026-12-01T02:00:00+02:00</dateTime></NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPServices><TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC</ServiceTypeIdentifier>
<ServiceName><Name xml:lang="uk">Центр &quot;А&quot;</Name><Name xml:lang="en">Centre</Name></ServiceName>
<ServiceDigitalIdentity><DigitalId><X509Certificate>{letters}</X509Certificate></DigitalId><DigitalId><X509Certificate>AAAA</X509Certificate></DigitalId></ServiceDigitalIdentity>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn</ServiceStatus><StatusStartingTime>2026-06-01T00:00:00Z</StatusStartingTime>
</ServiceInformation><ServiceHistory><ServiceHistoryInstance>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC</ServiceTypeIdentifier>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus><StatusStartingTime>2020-01-01T00:00:00.000Z</StatusStartingTime>
</ServiceHistoryInstance></ServiceHistory></TSPService></TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"#
        )
        .into_bytes()
    }

    #[test]
    fn services_have_their_history() {
        let bytes = list();
        let own = parse(&bytes, None).unwrap();
        assert_eq!((own.territory.as_str(), own.issued_at), ("UA", Some(1_793_491_200)));
        assert_eq!(own.next_update, Some(1_796_083_200));
        let [service] = own.trust.services.as_slice() else { panic!("one certificate can be read") };
        assert_eq!((service.name.as_str(), service.kind), ("Центр \"А\"", Kind::Authority));
        assert_eq!(service.history, [(1_577_836_800, true), (1_780_272_000, false)]);
        assert!(service.is_granted(1_600_000_000) && !service.is_granted(1_790_000_000));
    }

    #[test]
    fn another_file_than_the_trusted_one_and_tricks_are_refused() {
        let bytes = list();
        let pin = parse(&bytes, None).unwrap().sha256;
        assert!(parse(&bytes, Some(&pin)).is_ok());
        let altered = [&bytes[..], b" "].concat();
        assert!(matches!(parse(&altered, Some(&pin)), Err(TrustListError::Pin(_))));
        assert!(matches!(parse(b"<a/>", None), Err(TrustListError::Shape(_))));
        assert!(matches!(
            parse(b"<!DOCTYPE a [<!ENTITY x \"y\">]><TrustServiceStatusList/>", None),
            Err(TrustListError::Shape(_))
        ));
        let deep = "<a>".repeat(100_000);
        assert!(matches!(parse(deep.as_bytes(), None), Err(TrustListError::Shape(_))));
    }

    #[test]
    fn instants_of_xml() {
        assert_eq!(instant("1970-01-01T02:00:00+02:00"), Some(0));
        assert_eq!(instant("1970-01-01T00:00:01.25-00:30"), Some(1801));
        for zone in ["+08888888888888888:82", "+15:00", "+02:60", "+2:00", "++2:00", "+-2:00", "+02", "+"] {
            assert_eq!(instant(&format!("1970-01-01T00:00:00{zone}")), None, "{zone}");
        }
        assert_eq!(instant("1970-01-01"), None);
        assert_eq!(instant("1970-01-01T00:00:00x"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,40}") {
            let _ = parse(&bytes, None);
            let _ = instant(&text);
        }
    }
}
