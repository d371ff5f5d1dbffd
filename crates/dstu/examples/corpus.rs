//! Makes the seeds of the fuzzed parsers: `corpus DIR`, one folder a parser.

#![allow(clippy::unwrap_used)] // a program for developers

use std::path::PathBuf;

use dstu::algorithm::{Hash, SigningKey};
use dstu::cms::SignedMessage;
use dstu::container;
use dstu::create::{By, Content, add_time_stamp, add_values, sign};
use dstu::crl::Status;
use dstu::curve::Curve;
use dstu::issue::{Authority, Purpose, Subject, issue, revocation_list};
use dstu::key::PrivateKey;
use dstu::{asic, envelope, ocsp, time_stamp};

const NOW: i64 = 1_795_651_200;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    let write = |target: &str, name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(folder.join(target)).unwrap();
        std::fs::write(folder.join(target).join(name), bytes).unwrap();
    };
    let private = |seed: u8| PrivateKey::generate(Curve::of_degree(163).unwrap(), &[seed; 64]);
    let key = |seed: u8| SigningKey::from(private(seed));
    let span = (NOW - 1000, NOW + 100_000);
    let root_key = key(1);
    let subject = Subject { name: "Центр", purpose: Purpose::Authority, ..Subject::default() };
    let alone = Authority { certificate: None, key: &root_key };
    let root = issue(&subject, &root_key.public(), alone, &[1], span, &[1; 32]).unwrap();
    let by_root = Authority { certificate: Some(&root), key: &root_key };
    let issued = |name: &str, key: &SigningKey, purpose: Purpose, serial: u8| {
        let subject = Subject {
            name,
            organisation: "Орган",
            rnokpp: Some("0000100010"),
            edrpou: Some("00032129"),
            purpose,
            is_qualified: true,
            ..Subject::default()
        };
        issue(&subject, &key.public(), by_root, &[serial], span, &[1; 32]).unwrap()
    };
    let own_key = key(2);
    let own = issued("Підписувачка", &own_key, Purpose::Documents, 2);
    let ecdsa = SigningKey::generate_p256(&[3; 64]).unwrap();
    let other = issued("Інша", &ecdsa, Purpose::Documents, 3);
    let stamps_key = key(4);
    let stamps = issued("Час", &stamps_key, Purpose::TimeStamps, 4);
    for (name, certificate) in [("root", &root), ("person", &own), ("ecdsa", &other), ("stamps", &stamps)] {
        write("certificate", name, certificate.der());
    }
    let by = By { key: &own_key, certificate: &own, beside: &[], now: NOW, random: &[9; 32] };
    let message = sign(Content::Detached(b"content"), by).unwrap();
    let attached =
        sign(Content::Attached(b"content"), By { key: &ecdsa, certificate: &other, ..by }).unwrap();
    let digest = Hash::Gost34311.of(SignedMessage::parse(&message).unwrap().signers[0].value());
    let asked = time_stamp::request(Hash::Gost34311, &digest, 5);
    let stamper = By { key: &stamps_key, certificate: &stamps, ..by };
    let answer = time_stamp::respond(&asked, stamper, 7).unwrap();
    let token = time_stamp::token(&answer, Hash::Gost34311, &digest, 5).unwrap();
    let list =
        revocation_list(by_root, (5, None), (NOW, NOW + 10), &[(&[9], NOW, Some(1))], &[2; 32]).unwrap();
    let delta = revocation_list(by_root, (6, Some(5)), (NOW, NOW + 10), &[], &[2; 32]).unwrap();
    let stamped = add_time_stamp(&message, 0, &token).unwrap();
    write("message", "detached", &message);
    write("message", "attached", &attached);
    write("message", "whole", &add_values(&stamped, std::slice::from_ref(&root), &[list.der()]).unwrap());
    write("stamp", "token", &token);
    write("list", "whole", list.der());
    write("list", "delta", delta.der());
    let responder = By { key: &root_key, certificate: &root, ..by };
    for (name, status) in [("good", Status::Good), ("revoked", Status::Revoked(NOW, Some(1)))] {
        write("answer", name, &ocsp::respond(&own, &root, status, Some(NOW + 5), responder).unwrap());
    }
    write("key_file", "pkcs8", &container::write(&own_key, "password", &[1; 40]).unwrap());
    write("key_file", "pkcs12", &container::write_pkcs12(&ecdsa, &[other], "password", &[1; 80]).unwrap());
    write("container", "simple", &asic::write("a.pdf", b"content", &message).unwrap());
    let documents: [(&str, &[u8]); 1] = [("a.pdf", b"content")];
    let manifest = asic::manifest(&documents);
    let over = sign(Content::Detached(&manifest), by).unwrap();
    write("container", "extended", &asic::write_extended(&documents, &manifest, &over).unwrap());
    let agreement = issued("Отримувачка", &key(5), Purpose::Agreement, 5);
    write(
        "envelope",
        "sealed",
        &envelope::seal(b"content", &agreement, (&private(2), &own), true, &[7; 112]).unwrap(),
    );
    write("point", "key", &private(2).public().to_compressed());
    write("trust_list", "list", include_bytes!("list.xml"));
}
