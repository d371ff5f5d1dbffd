//! Signatures as somebody verifies them on the command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/kep-samples");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("{} is not there: published samples were not tried", folder.display());
    None
}

fn verify(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oblast"));
    let output = command.args(["signature", "verify"]).args(arguments).output().unwrap();
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), told)
}

#[test]
fn a_real_signature_is_told_from_an_altered_one_and_from_none() {
    let Some(folder) = samples() else { return };
    let path = |name: &str| folder.join(name).display().to_string();
    let (trust, signature) = (path("certificates"), path("diia/verify-dstu-4.p7s"));
    let content = path("diia/verify-dstu-4.content");
    let at = |day: &str, more: &[&str]| {
        let mut arguments = vec![signature.as_str(), "--content", &content, "--trust", &trust, "--at", day];
        arguments.extend_from_slice(more);
        verify(&arguments)
    };
    let (code, told) = at("2023-09-20", &[]);
    assert_eq!(code, 0, "{told}");
    for words in ["VALID", "ДП ДІЯ (Тестування)", "43395033", "2023-09-19T18:17:18Z", "не перевірено"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let (code, told) = at("2023-09-20", &["--policy", "strict", "--json"]);
    let told: Json = serde_json::from_str(&told).unwrap();
    assert_eq!((code, told["verdict"].as_str()), (2, Some("INDETERMINATE")));
    assert_eq!(told["signers"][0]["edrpou"], "43395033");
    assert_eq!(at("2030-01-01", &[]).0, 2, "the certificate has ended");
    assert_eq!(verify(&[&signature, "--content", &content, "--at", "2023-09-20"]).0, 2, "nothing is trusted");
    assert_eq!(verify(&[&signature, "--trust", &trust, "--at", "2023-09-20"]).0, 2, "there is no content");
    let (code, told) = verify(&[
        &path("diia/verify-dstu-5.p7s"),
        "--content",
        &path("diia/verify-dstu-5.content"),
        "--trust",
        &trust,
    ]);
    assert!(code == 1 && told.contains("вміст змінено"), "{told}");
    assert_eq!(verify(&[&content]).0, 3, "a file that is no signature");
    let (code, told) = at("учора", &[]);
    assert!(code != 0 && told.contains("--at"), "{told}");
}

fn run(arguments: &[&str], password: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oblast"));
    let output = command.args(arguments).env("OBLAST_KEY_PASSWORD", password).output().unwrap();
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), told)
}

#[test]
fn a_test_key_signs_and_what_it_signs_is_valid_under_its_authority() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let holder = |name: &str, more: &[&str]| {
        let begin = ["signature", "test-ca", &path("ca"), "--holder", name];
        let (code, told) = run(&[&begin[..], more].concat(), "пароль");
        assert!(code == 0 && told.contains("без юридичної сили"), "{told}");
        path(&format!("ca/{}.p12", name.replace(' ', "-")))
    };
    let one = holder("Ткач Олена", &["--rnokpp", "0000100010"]);
    let two = holder("Бондар Іван", &["--algorithm", "ecdsa-p256"]);
    let three = holder("Мельник Ганна", &["--algorithm", "dstu431"]);
    let file = path("рішення.txt");
    std::fs::write(&file, "Рішення № 5").unwrap();
    let trust = path("ca/test-authority.cer");

    let (code, told) = run(&["signature", "sign", &file, "--key", &one], "не той");
    assert!(code != 0 && told.contains("password"), "{told}");
    assert_eq!(run(&["signature", "sign", &file, "--key", &one], "пароль").0, 0);
    let signature = format!("{file}.p7s");
    for key in [&two, &three] {
        assert_eq!(run(&["signature", "sign", &file, "--key", key, "--add", &signature], "пароль").0, 0);
    }
    let (code, told) = verify(&[&signature, "--content", &file, "--trust", &trust, "--json"]);
    let told: Json = serde_json::from_str(&told).unwrap();
    assert_eq!((code, told["signers"].as_array().unwrap().len()), (0, 3), "{told}");
    let names: Vec<&str> =
        told["signers"].as_array().unwrap().iter().map(|own| own["name"].as_str().unwrap()).collect();
    for name in ["Ткач Олена", "Бондар Іван", "Мельник Ганна"] {
        assert!(names.contains(&name), "{names:?}");
    }
    std::fs::write(&file, "Рішення № 6").unwrap();
    assert_eq!(verify(&[&signature, "--content", &file, "--trust", &trust]).0, 1);
    for (kind, ending) in [("--asic", "asics"), ("--attached", "p7s")] {
        assert_eq!(run(&["signature", "sign", &file, "--key", &two, kind], "пароль").0, 0);
        assert_eq!(verify(&[&format!("{file}.{ending}"), "--trust", &trust]).0, 0, "{kind}");
    }

    // A server that is no demonstration does not start with such an authority.
    let data = path("data");
    let output = Command::new(env!("CARGO_BIN_EXE_oblast"))
        .args(["serve", "--data", &data, "--listen", "127.0.0.1:0"])
        .env("OBLAST_TRUST", &trust)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("authority for tests"), "{told}");
}

#[test]
fn a_trust_list_is_taken_only_with_its_sum() {
    let folder = tempfile::tempdir().unwrap();
    let (list, sum) = (folder.path().join("TL.xml"), folder.path().join("TL.xml.sha256"));
    std::fs::write(&list, include_bytes!("../../../dstu/examples/list.xml")).unwrap();
    let file = folder.path().join("x.p7s");
    std::fs::write(&file, b"no signature").unwrap();
    let (file, trust) = (file.display().to_string(), folder.path().display().to_string());
    assert_eq!(verify(&[&file, "--trust", &trust]).0, 3, "the list is taken, the file is no signature");
    std::fs::write(&sum, "00".repeat(32)).unwrap();
    let (code, told) = verify(&[&file, "--trust", &trust]);
    assert!(code != 3 && told.contains("another one than the trusted one"), "{code} {told}");
}
