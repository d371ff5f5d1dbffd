use proptest::prelude::*;

use super::*;
use crate::issue::tests::{key, pair};

fn is_same(opened: &Opened, key: &SigningKey) -> bool {
    opened.keys.len() == 1 && opened.keys[0].public() == key.public()
}

#[test]
fn what_is_written_is_opened_by_its_password_alone() {
    let (root, own) = pair(257);
    for key in [own.1.clone(), key(431, 5), SigningKey::generate_p256(&[8; 64]).unwrap()] {
        let bytes = write(&key, "Пароль1", &[3; 40]).unwrap();
        assert!(is_same(&open(&bytes, "Пароль1").unwrap(), &key));
        assert_eq!(open(&bytes, "пароль1").err(), Some(ContainerError::Password));
    }
    let bytes = write_pkcs12(&own.1, &[own.0.clone(), root.0.clone()], "x", &[4; 80]).unwrap();
    let opened = open(&bytes, "x").unwrap();
    assert!(is_same(&opened, &own.1));
    let (key, certificate) = opened.signer(&[]).unwrap();
    assert_eq!((key.public(), certificate), (own.1.public(), &own.0));
    assert_eq!(open(&bytes, "y").err(), Some(ContainerError::Password));
    let plain = own.1.to_pkcs8().unwrap();
    assert!(is_same(&open(&plain, "").unwrap(), &own.1));
    let elsewhere = write(&own.1, "x", &[3; 40]).unwrap();
    let given = [own.0.clone()];
    let opened = open(&elsewhere, "x").unwrap();
    assert!(opened.signer(&[]).is_none());
    assert_eq!(opened.signer(&given).map(|(_, own)| own), Some(&own.0));
}

/// A file as programs of IIT write it, with two keys: built here from the facts, as none of theirs may be kept.
fn key_6(first: &SigningKey, second: &SigningKey, password: &[u8]) -> Vec<u8> {
    let (SigningKey::Dstu(one), SigningKey::Dstu(two)) = (first, second) else { unreachable!() };
    let parameters = |key: &PrivateKey| {
        let number = crate::ids::NAMED_CURVES.push_arc(key.curve().number().unwrap() as u32).unwrap();
        element(SEQUENCE, &[&identifier(&number)])
    };
    let attribute = |id: &ObjectIdentifier, value: Vec<u8>| {
        element(SEQUENCE, &[&identifier(id), &element(0x31, &[&value])])
    };
    let reversed: Vec<u8> = two.to_le().iter().map(|byte| byte.reverse_bits()).collect();
    let attributes = context(
        0,
        &[
            &attribute(&IIT_SECOND_CURVE, parameters(two)),
            &attribute(&IIT_SECOND_KEY, crate::write::bits(&reversed)),
        ],
    );
    let plain = element(
        SEQUENCE,
        &[
            &integer(&[]),
            &element(SEQUENCE, &[&identifier(&DSTU_GOST), &parameters(one)]),
            &element(OCTETS, &[&one.to_le()]),
            &attributes,
        ],
    );
    let mut key = Gost34311::digest(password);
    for _ in 1..ROUNDS {
        key = Gost34311::digest(&key);
    }
    let cipher = Cipher::new(&key);
    let length = plain.len();
    let mut whole = plain;
    whole.resize(length.next_multiple_of(8), 0);
    let check = cipher.check_value(&whole[..length]);
    cipher.encrypt_blocks(&mut whole);
    let parameters = element(SEQUENCE, &[&element(OCTETS, &[&check]), &element(OCTETS, &[&whole[length..]])]);
    let algorithm = element(SEQUENCE, &[&identifier(&IIT_STORE), &parameters]);
    element(SEQUENCE, &[&algorithm, &element(OCTETS, &[&whole[..length]])])
}

#[test]
fn a_file_of_iit_has_two_keys_and_takes_passwords_of_older_programs() {
    let (first, second) = (key(257, 5), key(431, 6));
    for written in ["тест №1".as_bytes(), &[0xf2, 0xe5, 0xf1, 0xf2, b' ', 0xb9, b'1']] {
        let bytes = key_6(&first, &second, written);
        let opened = open(&bytes, "тест №1").unwrap();
        let publics: Vec<_> = opened.keys.iter().map(SigningKey::public).collect();
        assert_eq!(publics, [first.public(), second.public()]);
        assert_eq!(open(&bytes, "тест").err(), Some(ContainerError::Password));
    }
}

/// A file of Java, built from its description.
fn jks(key: &SigningKey, certificate: &Certificate, password: &str) -> Vec<u8> {
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let of = |bytes: &[u8]| -> [u8; 20] { Sha1::digest([&password[..], bytes].concat()).into() };
    let plain = key.to_pkcs8().unwrap();
    let mut last = [7; 20];
    let mut hidden = plain.to_vec();
    for part in hidden.chunks_mut(20) {
        last = of(&last);
        part.iter_mut().zip(last).for_each(|(byte, own)| *byte ^= own);
    }
    let own = [&[7; 20][..], &hidden, &of(&plain)].concat();
    let own = element(
        SEQUENCE,
        &[&element(SEQUENCE, &[&identifier(&JAVA_KEY), &[5, 0]]), &element(OCTETS, &[&own])],
    );
    let long = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
    let short = |bytes: &[u8]| [&(bytes.len() as u16).to_be_bytes()[..], bytes].concat();
    let body = [
        &JAVA[..],
        &1_u32.to_be_bytes(),
        &1_u32.to_be_bytes(),
        &short(b"own"),
        &[0; 8],
        &long(&own),
        &1_u32.to_be_bytes(),
        &short(b"X.509"),
        &long(certificate.der()),
    ]
    .concat();
    let check = of(&[b"Mighty Aphrodite", &body[..]].concat());
    [body, check.to_vec()].concat()
}

#[test]
fn a_file_of_java_has_a_key_with_its_certificate() {
    let (_, own) = pair(257);
    let bytes = jks(&own.1, &own.0, "Пароль");
    let opened = open(&bytes, "Пароль").unwrap();
    assert_eq!(opened.signer(&[]).map(|(_, certificate)| certificate), Some(&own.0));
    assert_eq!(open(&bytes, "Парол").err(), Some(ContainerError::Password));
    let mut altered = bytes.clone();
    altered[40] ^= 1;
    assert_eq!(open(&altered, "Пароль").err(), Some(ContainerError::Password));
    for cut in [8, 12, 20, 27] {
        assert!(open(&bytes[..cut], "Пароль").is_err());
    }
}

#[test]
fn what_is_no_key_file_or_costs_too_much_is_refused() {
    assert!(matches!(open(b"", "x"), Err(ContainerError::Format(_))));
    assert!(matches!(open(&[0x30, 0], "x"), Err(ContainerError::Format(_))));
    assert!(matches!(open(&vec![0; LARGEST + 1], "x"), Err(ContainerError::Format(_))));
    let (_, own) = pair(257);
    let bytes = write(&own.1, "x", &[3; 40]).unwrap();
    let place = bytes.windows(4).position(|part| part == [2, 2, 0x27, 0x10]).unwrap();
    let mut costly = bytes;
    costly.splice(place + 1..place + 4, [2, 0x7f, 0xff]);
    assert_eq!(open(&costly, "x").err(), Some(ContainerError::Password), "other rounds, another key");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = open(&bytes, "x");
        let _ = open(&[&JAVA[..], &bytes].concat(), "x");
        let _ = private_keys(&bytes);
        let _ = pkcs12(&mut SliceReader::new(&bytes).unwrap(), b"x");
        let mut own = Java(&bytes);
        let _ = own.certificate();
    }
}
