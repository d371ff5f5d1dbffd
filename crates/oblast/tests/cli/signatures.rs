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
