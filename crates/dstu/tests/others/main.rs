//! Somebody else's programs: what we make they take, what they make we take. Those that are not installed are not tried, and the test
//! says so; `make test` installs them.

#![allow(clippy::unwrap_used)] // tests stop where something is not as it must be

#[path = "../fuzzed/mod.rs"]
mod fuzzed;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use dstu::algorithm::{Hash, SigningKey};
use dstu::certificate::Certificate;
use dstu::cms::{SignedError, SignedMessage};
use dstu::container;
use dstu::create::{By, Content, sign};
use dstu::curve::{Curve, Point};
use dstu::envelope;
use dstu::issue::{Authority, Purpose, Subject, issue};
use dstu::key::{PrivateKey, PublicKey};
use dstu::signature;

const DEGREES: [usize; 10] = [163, 167, 173, 179, 191, 233, 257, 307, 367, 431];
const CONTENT: &[u8] = "Рішення № 5\n".as_bytes();
/// 26 November 2026.
const NOW: i64 = 1_795_651_200;
const SPAN: (i64, i64) = (NOW - 100_000, NOW + 100_000_000);

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("dstu-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a program, which must succeed; nothing where it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).output() else {
        eprintln!("{program} is not installed: not tried");
        return None;
    };
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {told}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn key(degree: usize, seed: u8) -> PrivateKey {
    PrivateKey::generate(Curve::of_degree(degree).unwrap(), &[seed; 64])
}

fn certified(key: &SigningKey, purpose: Purpose, name: &str) -> Certificate {
    let subject = Subject { name, rnokpp: Some("0000100010"), purpose, ..Subject::default() };
    let by = Authority { certificate: None, key };
    issue(&subject, &key.public(), by, &[7], SPAN, &[3; 32]).unwrap()
}

fn signed(key: &SigningKey, certificate: &Certificate, content: Content<'_>) -> Vec<u8> {
    sign(content, By { key, certificate, beside: &[], now: NOW, random: &[9; 32] }).unwrap()
}

fn hex(little_endian: &[u8]) -> String {
    little_endian.iter().rev().map(|byte| format!("{byte:02x}")).collect()
}

/// Little-endian bytes of hexadecimal digits.
fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.bytes().rev().map(|digit| char::from(digit).to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or(0) << 4).collect()
}

const BOUNCY: &str = "/usr/share/java/bcprov.jar";

#[test]
fn bouncy_castle_agrees_on_all_curves_both_ways() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/signatures/Bouncy.java");
    let program = program.display().to_string();
    if !Path::new(BOUNCY).exists() {
        eprintln!("{BOUNCY} is not there: not tried");
        return;
    }
    let Some(made) = run("java", &["-cp", BOUNCY, &program, "make"]) else { return };
    for line in made.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let curve: Arc<Curve> = Curve::of_degree(parts[0].parse().unwrap()).unwrap();
        let point = curve.point(&unhex(parts[1]), &unhex(parts[2])).unwrap();
        let public = PublicKey::new(Arc::clone(&curve), point).unwrap();
        let half = |text: &str| {
            let mut bytes = unhex(text);
            bytes.resize(curve.order_bytes(), 0);
            bytes
        };
        let (hash, value) = (unhex(parts[3]), [half(parts[4]), half(parts[5])].concat());
        assert_eq!(signature::verify(&public, &hash, &value), Ok(()), "{line}");
        let altered = [&[hash[0] ^ 1][..], &hash[1..]].concat();
        assert!(signature::verify(&public, &altered, &value).is_err());
    }
    assert_eq!(made.lines().count(), DEGREES.len());

    let folder = Folder::new("bouncy");
    let mut arguments = vec!["-cp".to_owned(), BOUNCY.to_owned(), program, "check".to_owned()];
    for degree in DEGREES {
        let key = key(degree, 5);
        let hash = Hash::Gost34311.of(CONTENT);
        let value = signature::sign(&key, &hash, &[3; 32]);
        let Point::Affine { x, y } = *key.public().point() else { unreachable!() };
        let field = key.curve().field();
        let (r, s) = value.split_at(value.len() / 2);
        let numbers = [hex(&field.to_le(&x)), hex(&field.to_le(&y)), hex(&hash), hex(r), hex(s)];
        let name = format!("raw-{degree}.txt");
        folder.write(&name, format!("{degree}\n{}\n", numbers.join("\n")).as_bytes());
        arguments.push(folder.0.join(name).display().to_string());
    }
    let told = run("java", &arguments.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    assert_eq!(told.matches("taken").count(), DEGREES.len(), "{told}");
}

#[test]
fn jkurwa_agrees_on_signatures_key_files_and_sealed_messages() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/others/jkurwa.cjs");
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/node_modules/jkurwa").exists() {
        eprintln!("jkurwa is not installed in e2e: not tried");
        return;
    }
    let folder = Folder::new("jkurwa");
    folder.write("content.bin", CONTENT);
    for degree in [257, 431] {
        let own = SigningKey::from(key(degree, 4));
        let certificate = certified(&own, Purpose::Documents, "Підписувачка");
        folder.write(&format!("ours-{degree}.p7s"), &signed(&own, &certificate, Content::Detached(CONTENT)));
    }
    let own = SigningKey::from(key(257, 4));
    let certificate = certified(&own, Purpose::Documents, "Підписувачка");
    folder.write("key.p8", &container::write(&own, "password", &[1; 40]).unwrap());
    folder.write(
        "key.p12",
        &container::write_pkcs12(&own, std::slice::from_ref(&certificate), "password", &[1; 80]).unwrap(),
    );
    for (name, seed) in [("sender", 5), ("recipient", 6)] {
        let own = SigningKey::from(key(431, seed));
        folder.write(&format!("{name}.cer"), certified(&own, Purpose::Agreement, name).der());
        folder.write(&format!("{name}.p8"), &container::write(&own, "password", &[2; 40]).unwrap());
    }
    let of = |name: &str| Certificate::parse(&folder.read(&format!("{name}.cer"))).unwrap();
    let (sender, recipient) = (of("sender"), of("recipient"));
    let made = envelope::seal(CONTENT, &recipient, (&key(431, 5), &sender), false, &[7; 112]).unwrap();
    folder.write("ours-sealed.p7e", &made);
    let (program, place, now) =
        (program.display().to_string(), folder.0.display().to_string(), NOW.to_string());
    if run("node", &[&program, &place, &now]).is_none() {
        return;
    }
    let theirs = SignedMessage::parse(&folder.read("theirs.p7s")).unwrap();
    assert_eq!(theirs.content.as_deref(), Some(CONTENT));
    let holds = theirs.verify(&theirs.signers[0], None).unwrap();
    assert_eq!(holds.claimed_time, Some(NOW));

    // A key file of its own tests. A sealed message it cannot write with the library that reads our files.
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/node_modules/jkurwa/test/data");
    let read = |name: &str| std::fs::read(data.join(name)).unwrap();
    let opened = container::open(&read("STORE_A040.dat"), "password").unwrap();
    assert!(container::open(&read("STORE_A040.dat"), "Password").is_err());
    let plain = container::open(&read("Key40A0.cer"), "").unwrap();
    assert_eq!(opened.keys[0].public(), plain.keys[0].public());
}

#[test]
fn openssl_agrees_on_ecdsa_both_ways_and_on_rsa() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("openssl is not installed: not tried");
        return;
    }
    let folder = Folder::new("openssl");
    let at = |name: &str| folder.0.join(name).display().to_string();
    folder.write("content.bin", CONTENT);
    let kinds: [(&str, &[&str], &[&str]); 4] = [
        ("p256", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], &["-md", "sha256"]),
        ("p384", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"], &["-md", "sha384"]),
        ("rsa", &["-newkey", "rsa:2048"], &["-md", "sha256"]),
        ("pss", &["-newkey", "rsa:2048"], &["-md", "sha512", "-keyopt", "rsa_padding_mode:pss"]),
    ];
    for (name, key, hash) in kinds {
        let (secret, certificate) = (at(&format!("{name}.key")), at(&format!("{name}.pem")));
        let request = ["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=Test", "-addext"];
        let usage = ["keyUsage=digitalSignature", "-keyout", &secret, "-out", &certificate];
        run("openssl", &[&request[..], &usage, key].concat());
        let (content, message) = (at("content.bin"), at(&format!("{name}.p7s")));
        let begin = ["cms", "-sign", "-binary", "-cades", "-in", &content, "-signer", &certificate];
        let end = ["-inkey", &secret, "-outform", "DER", "-out", &message];
        run("openssl", &[&begin[..], &end, hash].concat());
        let parsed = SignedMessage::parse(&folder.read(&format!("{name}.p7s"))).unwrap();
        let holds = parsed
            .verify(&parsed.signers[0], Some(CONTENT))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(holds.is_bound, "{name}");
        assert_eq!(parsed.verify(&parsed.signers[0], Some(b"x")), Err(SignedError::Content));
        // Streamed with its content, in indefinite lengths; it cannot stream PSS itself.
        if name == "pss" {
            continue;
        }
        let streamed = at(&format!("{name}-streamed.p7m"));
        let end = ["-inkey", &secret, "-nodetach", "-stream", "-outform", "DER", "-out", &streamed];
        run("openssl", &[&begin[..], &end, hash].concat());
        let bytes = folder.read(&format!("{name}-streamed.p7m"));
        assert_eq!(bytes[1], 0x80, "an indefinite length");
        let parsed = SignedMessage::parse(&bytes).unwrap();
        assert!(
            parsed.content.as_deref() == Some(CONTENT) && parsed.verify(&parsed.signers[0], None).is_ok(),
            "{name}"
        );
    }

    // Its key under a password of ours, and the other way round what we sign by it.
    let protected = at("p256.p8");
    run("openssl", &["pkcs8", "-topk8", "-in", &at("p256.key"), "-passout", "pass:word", "-out", &protected]);
    let opened = container::open(&folder.read("p256.p8"), "word").unwrap();
    assert!(container::open(&folder.read("p256.p8"), "ward").is_err());
    let certificate = Certificate::parse(&dstu::cms::without_armour(&folder.read("p256.pem"))).unwrap();
    let given = [certificate];
    let (key, certificate) = opened.signer(&given).unwrap();
    folder.write("ours.p7s", &signed(key, certificate, Content::Detached(CONTENT)));
    let (ours, content, trusted) = (at("ours.p7s"), at("content.bin"), at("p256.pem"));
    let verify =
        ["cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", &ours, "-content", &content];
    run("openssl", &[&verify[..], &["-CAfile", &trusted, "-purpose", "any", "-out", "/dev/null"]].concat());
}

#[test]
fn what_was_fuzzed_is_read_and_so_is_what_is_cut_or_altered_of_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for target in fuzzed::TARGETS {
        let files = std::fs::read_dir(folder.join(target)).unwrap();
        let all: Vec<Vec<u8>> = files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        assert!(!all.is_empty(), "{target}");
        for bytes in &all {
            fuzzed::read(target, bytes);
            // Key files cost a password's many hashes each.
            let step = (bytes.len() / if target == "key_file" { 8 } else { 60 }).max(1);
            for place in (0..bytes.len()).step_by(step) {
                fuzzed::read(target, &bytes[..place]);
                let mut altered = bytes.clone();
                altered[place] ^= 0x81;
                fuzzed::read(target, &altered);
            }
        }
    }
}
