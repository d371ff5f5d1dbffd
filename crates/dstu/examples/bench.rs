//! Measures verification, signing and hashing; writes what others are to verify: `bench DIR SECONDS`. One line of JSON a figure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)] // a program for developers that measures time

use std::path::Path;
use std::time::Instant;

use dstu::algorithm::{Hash, SigningKey};
use dstu::cms::SignedMessage;
use dstu::create::{By, Content, sign};
use dstu::curve::{Curve, Point};
use dstu::issue::{Authority, Purpose, Subject, issue};
use dstu::key::PrivateKey;
use dstu::signature;
use dstu::trust::Trust;
use dstu::verdict::{Evidence, Verdict, assess_all};

/// 26 November 2026.
const NOW: i64 = 1_795_651_200;

/// How often a second something is done, over some seconds.
fn rate(what: &str, seconds: f64, mut once: impl FnMut()) -> f64 {
    once();
    let (begin, mut count) = (Instant::now(), 0_u32);
    while begin.elapsed().as_secs_f64() < seconds {
        once();
        count += 1;
    }
    let rate = f64::from(count) / begin.elapsed().as_secs_f64();
    println!("{{\"who\":\"dstu\",\"what\":\"{what}\",\"a_second\":{rate:.1}}}");
    rate
}

fn hex(little_endian: &[u8]) -> String {
    little_endian.iter().rev().map(|byte| format!("{byte:02x}")).collect()
}

fn raw(folder: &Path, degree: usize, seconds: f64) {
    let curve = Curve::of_degree(degree).unwrap();
    let key = PrivateKey::generate(curve.clone(), &[5; 64]);
    let public = key.public();
    let hash = Hash::Gost34311.of(b"what is signed");
    let signed = signature::sign(&key, &hash, &[3; 32]);
    let Point::Affine { x, y } = *public.point() else { unreachable!() };
    let field = curve.field();
    let half = signed.len() / 2;
    let text = format!(
        "{degree}\n{}\n{}\n{}\n{}\n{}\n",
        hex(&field.to_le(&x)),
        hex(&field.to_le(&y)),
        hex(&hash),
        hex(&signed[..half]),
        hex(&signed[half..])
    );
    std::fs::write(folder.join(format!("raw-{degree}.txt")), text).unwrap();
    rate(&format!("raw verify m={degree}"), seconds, || {
        assert!(signature::verify(&public, &hash, &signed).is_ok());
    });
    rate(&format!("raw sign m={degree}"), seconds, || {
        signature::sign(&key, &hash, &[3; 32]);
    });
}

fn whole(folder: &Path, seconds: f64) {
    let curve = || Curve::of_degree(257).unwrap();
    let root_key: SigningKey = PrivateKey::generate(curve(), &[1; 64]).into();
    let span = (NOW - 1000, NOW + 1_000_000_000);
    let subject = Subject { name: "Центр", purpose: Purpose::Authority, ..Subject::default() };
    let by = Authority { certificate: None, key: &root_key };
    let root = issue(&subject, &root_key.public(), by, &[1], span, &[1; 32]).unwrap();
    let key: SigningKey = PrivateKey::generate(curve(), &[2; 64]).into();
    let subject =
        Subject { name: "Підписувачка", rnokpp: Some("0000100010"), ..Subject::default() };
    let by = Authority { certificate: Some(&root), key: &root_key };
    let own = issue(&subject, &key.public(), by, &[2], span, &[1; 32]).unwrap();
    let small = vec![7; 4096];
    let by = By { key: &key, certificate: &own, beside: &[], now: NOW, random: &[9; 32] };
    let message = sign(Content::Detached(&small), by).unwrap();
    std::fs::write(folder.join("content.bin"), &small).unwrap();
    std::fs::write(folder.join("message.p7s"), &message).unwrap();
    let trust = Trust::of(vec![root]);
    let evidence = Evidence { trust: &trust, at: NOW, ..Evidence::default() };
    let verify = |message: &[u8], content: Option<&[u8]>| {
        let message = SignedMessage::parse(message).unwrap();
        assert_eq!(assess_all(&message, content, &evidence)[0].verdict, Verdict::Valid);
    };
    // The signature alone, as the peer verifies it, and with its chain, which the peer leaves aside.
    rate("whole detached, 4 KiB, signature alone", seconds, || {
        let parsed = SignedMessage::parse(&message).unwrap();
        assert!(parsed.verify(&parsed.signers[0], Some(&small)).is_ok());
    });
    rate("whole detached, 4 KiB, with its chain", seconds, || verify(&message, Some(&small)));
    let large = vec![7; 10 * 1024 * 1024];
    let attached = sign(Content::Attached(&large), by).unwrap();
    let begin = Instant::now();
    verify(&attached, None);
    let milliseconds = begin.elapsed().as_secs_f64() * 1000.0;
    println!(
        "{{\"who\":\"dstu\",\"what\":\"attached, 10 MiB, milliseconds\",\"a_second\":{milliseconds:.1}}}"
    );
    let per_second = rate("GOST 34.311, MiB", seconds, || {
        Hash::Gost34311.of(&large[..1024 * 1024]);
    });
    assert!(per_second > 0.0);
    let all: Vec<_> = (0..2)
        .map(|_| {
            let (message, small) = (message.clone(), small.clone());
            std::thread::spawn(move || {
                let (begin, mut count) = (Instant::now(), 0_u32);
                while begin.elapsed().as_secs_f64() < seconds {
                    let parsed = SignedMessage::parse(&message).unwrap();
                    assert!(parsed.verify(&parsed.signers[0], Some(&small)).is_ok());
                    count += 1;
                }
                f64::from(count) / begin.elapsed().as_secs_f64()
            })
        })
        .collect();
    let both: f64 = all.into_iter().map(|own| own.join().unwrap()).sum();
    println!("{{\"who\":\"dstu\",\"what\":\"whole detached, 4 KiB, two threads\",\"a_second\":{both:.1}}}");
}

/// Signing under one key and under many, in turns: what a statistical test of its time looks at (Welch's t; over 4.5 it leaks).
fn constant_time(seconds: f64) {
    let curve = Curve::of_degree(257).unwrap();
    // A key of few bits against keys of many: what depends on bits would show.
    let sparse = PrivateKey::from_le(curve.clone(), &[1]).unwrap();
    let dense: Vec<PrivateKey> =
        (0..16).map(|seed| PrivateKey::generate(curve.clone(), &[seed * 15 + 9; 64])).collect();
    let hash = [7; 32];
    let (mut times, begin, mut turn) = ([Vec::new(), Vec::new()], Instant::now(), 0_u32);
    while begin.elapsed().as_secs_f64() < seconds {
        // Which class comes next looks random, so that nothing else goes in step with it.
        turn = turn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let class = (turn >> 30 & 1) as usize;
        let key = if class == 0 { &sparse } else { &dense[(turn >> 20 & 15) as usize] };
        let random: [u8; 32] = std::array::from_fn(|index| (turn >> (index % 4 * 8)) as u8);
        let start = Instant::now();
        signature::sign(key, &hash, &random);
        times[class].push(start.elapsed().as_secs_f64() * 1e9);
    }
    // The slowest tenth is other work of the machine.
    let figures = times.map(|mut own| {
        own.sort_by(f64::total_cmp);
        own.truncate(own.len() * 9 / 10);
        let count = own.len() as f64;
        let mean = own.iter().sum::<f64>() / count;
        let variance = own.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count, count)
    });
    let [(one, spread, count), (other, beside, _)] = figures;
    let t = (one - other) / (spread + beside).sqrt();
    println!(
        "{{\"who\":\"dstu\",\"what\":\"Welch's t of signing, {count} and more of each\",\"a_second\":{t:.2}}}"
    );
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let seconds = arguments.next().map_or(2.0, |own| own.parse().expect("seconds"));
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    raw(folder, 257, seconds);
    raw(folder, 431, seconds);
    whole(folder, seconds);
    constant_time(4.0 * seconds);
}
