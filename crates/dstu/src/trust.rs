//! Whom to trust: services of providers with their certificates and the history of their status, as national trust lists give them
//! (ETSI TS 119 612), or certificates that somebody named.

use crate::certificate::Certificate;

/// What a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It issues certificates, or is above those that do.
    Authority,
    /// It makes time stamps.
    TimeStamps,
    /// It answers whether certificates are revoked.
    Answers,
    /// Somebody named its certificate: it may do what the certificate says.
    Named,
}

/// A service that is trusted, or was.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its certificate.
    pub certificate: Certificate,
    /// What it does.
    pub kind: Kind,
    /// Its name, as the list has it.
    pub name: String,
    /// From when it was granted or not, in seconds since the Unix epoch, the earliest first; granted always where it is empty.
    pub history: Vec<(i64, bool)>,
}

impl Service {
    /// Was it granted at a time?
    pub fn is_granted(&self, at: i64) -> bool {
        let last = self.history.iter().rev().find(|(from, _)| *from <= at);
        self.history.is_empty() || last.is_some_and(|(_, granted)| *granted)
    }
}

/// Whom to trust.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The services.
    pub services: Vec<Service>,
}

impl Trust {
    /// Trusts certificates that somebody named, whatever the time.
    pub fn of(certificates: Vec<Certificate>) -> Trust {
        let named = |certificate: Certificate| {
            let name = certificate.identity().name;
            Service { certificate, kind: Kind::Named, name, history: Vec::new() }
        };
        Trust { services: certificates.into_iter().map(named).collect() }
    }

    /// The certificates of the services.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.services.iter().map(|own| &own.certificate)
    }

    /// Does a service with this certificate do this: was it granted at a time? Nothing where there is none.
    pub fn granted(&self, certificate: &Certificate, kind: Kind, at: i64) -> Option<bool> {
        let does =
            |own: &&Service| own.certificate == *certificate && (own.kind == kind || own.kind == Kind::Named);
        let mut all = self.services.iter().filter(does).peekable();
        all.peek()?;
        Some(all.any(|own| own.is_granted(at)))
    }

    /// Does it name a certificate as an authority, whenever?
    pub(crate) fn has_authority(&self, certificate: &Certificate) -> bool {
        self.granted(certificate, Kind::Authority, i64::MAX).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::tests::authority;

    #[test]
    fn a_status_holds_from_its_time_on() {
        let certificate = authority(257).0;
        let service = Service {
            certificate: certificate.clone(),
            kind: Kind::Authority,
            name: String::new(),
            history: vec![(100, true), (200, false), (300, true)],
        };
        let trust = Trust { services: vec![service] };
        let at = |time| trust.granted(&certificate, Kind::Authority, time);
        assert_eq!([99, 100, 199, 200, 299, 300].map(at), [false, true, true, false, false, true].map(Some));
        assert_eq!(trust.granted(&certificate, Kind::TimeStamps, 150), None);
        assert_eq!(
            Trust::of(vec![certificate.clone()]).granted(&certificate, Kind::TimeStamps, 0),
            Some(true)
        );
    }
}
