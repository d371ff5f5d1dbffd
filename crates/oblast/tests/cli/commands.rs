//! Commands as an operator types them.

use std::process::Command;

use oblast_testkit::{Backend, Place, on_both};

use crate::process::{PASSWORD, Server, oblast, run, succeed};

fn bare(arguments: &[&str]) -> (bool, String) {
    run(Command::new(env!("CARGO_BIN_EXE_oblast")).args(arguments))
}

on_both! {
    async fn a_demonstration_is_kept_exported_and_verified(place: Place) {
        tokio::task::spawn_blocking(move || keep_export_verify(&place)).await.unwrap();
    }
}

fn keep_export_verify(place: &Place) {
    let server = Server::start(place, "demo");
    let log = std::fs::read_to_string(place.dir.join("server.log")).unwrap();
    for printed in [server.url.as_str(), PASSWORD, "resident", "administrator", "specialist", "head", "admin"]
    {
        assert!(log.contains(printed), "{printed} is printed: {log}");
    }
    // Beside the running server: through its socket, and by reading.
    let token = succeed(&mut oblast(place, &["token", "issue", "--account", "admin"]));
    assert!(token.starts_with("oblast_"));
    let export = place.dir.join("journal.jsonl");
    let checkpoint = place.dir.join("checkpoint.json");
    let (export_path, checkpoint_path) = (export.to_str().unwrap(), checkpoint.to_str().unwrap());
    succeed(&mut oblast(place, &["journal", "checkpoint", checkpoint_path]));
    succeed(&mut oblast(place, &["journal", "export", export_path]));
    assert!(succeed(&mut oblast(place, &["verify"])).ends_with("findings: 0"));
    let (unknown, words) = run(&mut oblast(place, &["token", "issue", "--account", "nobody"]));
    assert!(!unknown && words.contains("there is no account `nobody`"), "{words}");
    server.stop();

    let (sound, words) = bare(&["verify", "--export", export_path, "--checkpoint", checkpoint_path]);
    assert!(sound, "{words}");
    let text = std::fs::read_to_string(&export).unwrap();
    let cut: Vec<&str> = text.lines().collect();
    // What systems do on their own may have been written after the checkpoint: half of it is before.
    std::fs::write(&export, cut[..cut.len() / 2].join("\n")).unwrap();
    assert!(bare(&["verify", "--export", export_path]).0, "alone, a cut tail cannot be seen");
    let (sound, words) = bare(&["verify", "--export", export_path, "--checkpoint", checkpoint_path]);
    assert!(!sound && words.contains("the journal was cut"), "{words}");

    // Somebody who signs with a key of their own is found by the one that is kept.
    let key = place.dir.join("data/keys/journal.key");
    let kept = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, "07".repeat(32)).unwrap();
    let (sound, words) = run(&mut oblast(place, &["verify"]));
    assert!(!sound && words.contains("signed by another key"), "{words}");
    std::fs::write(&key, kept).unwrap();

    let server = Server::start(place, "demo");
    let mut answer = ureq::get(format!("{}/dashboard/cases-by-state", server.url)).call().unwrap();
    assert!(answer.body_mut().read_to_string().unwrap().contains("з 88 записів"), "the data are kept");
    server.stop();
}

#[tokio::test]
async fn check_shows_every_mistake_with_its_place() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let folder = place.dir.join("systems/benches");
    std::fs::create_dir_all(&folder).unwrap();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../systems-office/src");
    for name in ["register.toml", "procedure.toml"] {
        std::fs::copy(format!("{source}/outdoor_advertising/{name}"), folder.join(name)).unwrap();
    }
    let appeals = place.dir.join("systems/appeals");
    std::fs::create_dir_all(&appeals).unwrap();
    let appeal = appeals.join("procedure.toml");
    std::fs::copy(format!("{source}/decision_appeals/procedure.toml"), &appeal).unwrap();
    let dir = place.dir.join("systems");
    let dir = dir.to_str().unwrap();
    let (sound, words) = bare(&["check", dir]);
    assert!(sound && words.contains("registers: 1, procedures: 2, no mistakes"), "{words}");

    let register = std::fs::read_to_string(folder.join("register.toml")).unwrap();
    std::fs::write(
        folder.join("register.toml"),
        register.replace("kind = \"decimal\"", "kind = \"decimel\""),
    )
    .unwrap();
    let procedure = std::fs::read_to_string(folder.join("procedure.toml")).unwrap();
    std::fs::write(
        folder.join("procedure.toml"),
        procedure.replace("next = \"approval\"", "next = \"aproval\""),
    )
    .unwrap();
    let (sound, words) = bare(&["check", dir]);
    assert!(!sound);
    let line = |text: &str, wanted: &str| text.lines().position(|line| line == wanted).unwrap() + 1;
    let kind = line(&register, "kind = \"decimal\"");
    assert!(words.contains(&format!("register.toml:{kind}:8: unknown `decimel`")), "{words}");
    let next = line(&procedure, "next = \"approval\"");
    assert!(words.contains(&format!("procedure.toml:{next}:8: unknown `aproval`")), "{words}");
    assert!(
        words.contains("did you mean `decimal`?") && words.contains("did you mean `approval`?"),
        "{words}"
    );
    assert!(words.contains("mistakes: 2"), "{words}");
    // An appeal that nobody declares is a mistake of whoever names it.
    std::fs::write(folder.join("register.toml"), &register).unwrap();
    std::fs::write(
        folder.join("procedure.toml"),
        procedure.replace("\"decision-appeal\"", "\"decision-apeal\""),
    )
    .unwrap();
    let (sound, words) = bare(&["check", dir]);
    assert!(!sound && words.contains("did you mean `decision-appeal`?"), "{words}");
    assert!(!bare(&["check", "/no/such/folder"]).0);
}

#[tokio::test]
async fn a_wrong_setting_says_where_it_is() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let data = place.dir.join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("oblast.toml"), "# settings\nlisten = \"nowhere\"\n").unwrap();
    let (success, words) = run(&mut oblast(&place, &["serve"]));
    assert!(!success && words.contains("oblast.toml:2:10: `nowhere` is not an address"), "{words}");
    let (success, words) = bare(&["serve", "--listen", "x"]);
    assert!(!success && words.contains("--listen: `x` is not an address"), "{words}");
    let (success, words) =
        bare(&["demo", "--data", place.dir.join("d").to_str().unwrap(), "--now", "tomorrow"]);
    assert!(!success && words.contains("--now:"), "{words}");
}

fn term(input: &str) -> (bool, String) {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_oblast"))
        .args(["term", "--json"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn terms_are_counted_on_the_command_line() {
    let case =
        r#"{"procedure": "citizen_appeal", "start": "2026-03-05T10:00:00+02:00", "regime": "martial_law"}"#;
    let (success, answer) = term(case);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert!(success);
    assert_eq!((&answer["due"], &answer["due_kind"]), (&"2026-04-06".into(), &"date".into()));
    assert!(answer["steps"].as_array().unwrap().len() > 1 && answer["citation"].is_string());
    let (success, answers) = term(&format!("[{case}, {}]", case.replace("citizen_appeal", "nonsense")));
    let answers: serde_json::Value = serde_json::from_str(&answers).unwrap();
    assert!(!success && answers[0]["due"] == "2026-04-06");
    assert!(answers[1]["error"].as_str().unwrap().contains("`nonsense`"));
    assert!(!term("not json").0);
}

#[test]
fn identifiers_are_checked_on_the_command_line() {
    let (success, answers) = bare(&["identifier", "edrpou", "00032129", "00032128", "--json"]);
    let answers: serde_json::Value = serde_json::from_str(&answers).unwrap();
    assert!(success && answers[0]["valid"] == true && answers[1]["valid"] == false);
    assert_eq!(answers[1]["reason"], "the check digit does not agree");
    let (success, words) = bare(&["identifier", "passport", "1"]);
    assert!(!success && words.contains("unknown kind `passport`; known: edrpou"), "{words}");
}

on_both! {
    async fn two_servers_over_one_node_are_refused(place: Place) {
        tokio::task::spawn_blocking(move || refuse_the_second(&place)).await.unwrap();
    }
}

fn refuse_the_second(place: &Place) {
    succeed(&mut oblast(place, &["migrate"]));
    let _server = Server::start(place, "serve");
    let (success, words) = run(&mut oblast(place, &["serve", "--listen", "127.0.0.1:0"]));
    assert!(!success && words.contains("another process holds"), "{words}");
}

#[tokio::test]
async fn a_new_register_is_sound_and_overwrites_nothing() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let new = |name: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_oblast"));
        run(command.args(["register", "new", name]).current_dir(&place.dir))
    };
    let (made, words) = new("playgrounds");
    assert!(made && words.trim() == "playgrounds/register.toml", "{words}");
    let folder = place.dir.join("playgrounds");
    let (sound, words) = bare(&["check", folder.to_str().unwrap()]);
    assert!(sound && words.contains("registers: 1, procedures: 0, no mistakes"), "{words}");
    std::fs::write(folder.join("register.toml"), "mine").unwrap();
    assert!(!new("playgrounds").0);
    assert_eq!(std::fs::read_to_string(folder.join("register.toml")).unwrap(), "mine");
    assert!(!new("Майданчики").0 && !new("../up").0);
}

#[tokio::test]
async fn a_mail_that_reports_nothing_of_ours_is_no_error() {
    use std::io::Write as _;
    use std::process::Stdio;
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let mut command = oblast(&place, &["bounce"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"Subject: Out of office\r\n\r\nBack on Monday.\r\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "or the mail server would send it back");
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing was changed"));
}
