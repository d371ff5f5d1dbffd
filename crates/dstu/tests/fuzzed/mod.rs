//! What is fuzzed: each parser of outside bytes by its name. The targets of `fuzz/` and the test over the kept corpus share it.

use dstu::algorithm::SigningKey;
use dstu::certificate::Certificate;
use dstu::cms::SignedMessage;
use dstu::crl::RevocationList;
use dstu::curve::Curve;
use dstu::key::PrivateKey;
use dstu::signed_file::SignedFile;
use dstu::time_stamp::TimeStamp;
use dstu::verdict::{Evidence, Trust, assess_all};
use dstu::{asic, container, create, envelope, ocsp, trust_list};

/// The parsers.
pub const TARGETS: [&str; 10] = [
    "message",
    "certificate",
    "list",
    "answer",
    "stamp",
    "key_file",
    "container",
    "trust_list",
    "envelope",
    "point",
];

/// Reads bytes by a parser, and goes on with what it gives as a program would.
pub fn read(target: &str, bytes: &[u8]) {
    match target {
        "message" => {
            if let Ok(message) = SignedMessage::parse(bytes) {
                let trust = Trust::of(message.certificates.clone());
                let evidence = Evidence { trust: &trust, at: 1_795_651_200, ..Evidence::default() };
                let _ = assess_all(&message, Some(b"content"), &evidence);
            }
            let _ = create::merge(bytes, bytes);
            let _ = create::add_time_stamp(bytes, 0, bytes);
        }
        "certificate" => {
            if let Ok(own) = Certificate::parse(bytes) {
                let _ =
                    (own.identity(), own.qualified(), own.validity(), own.key_usage(), own.issuer_key_id());
                let _ = own.key().map(|key| own.verify(&key));
            }
        }
        "list" => {
            if let Ok(list) = RevocationList::parse(bytes) {
                let _ = (list.status(&[1]), list.changes(&list));
            }
        }
        "answer" => {
            let _ = ocsp::Response::parse(bytes);
        }
        "stamp" => {
            let _ = TimeStamp::parse(bytes);
        }
        "key_file" => {
            let _ = container::open(bytes, "password");
        }
        "container" => {
            let _ = asic::Container::parse_within(bytes, 1 << 20);
            let _ = SignedFile::parse(bytes);
        }
        "trust_list" => {
            let _ = trust_list::parse(bytes, None);
        }
        "envelope" => {
            let curve = Curve::of_degree(163).unwrap();
            let _ = envelope::open(bytes, &PrivateKey::generate(curve, &[5; 64]), &[]);
        }
        "point" => {
            for number in 0..10 {
                let curve = Curve::named(number).unwrap();
                let _ = curve.decompress(bytes);
                let _ = PrivateKey::from_le(curve, bytes).map(SigningKey::Dstu);
            }
        }
        _ => panic!("there is no target {target}"),
    }
}
