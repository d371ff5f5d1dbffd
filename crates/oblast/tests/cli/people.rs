//! The first steps of an installation: bodies, the first operator, officials; and what happens when its key is gone.

use oblast_testkit::{Place, on_both};

use crate::process::{Server, oblast, run, succeed};

on_both! {
    async fn an_installation_begins_with_bodies_and_one_operator(place: Place) {
        tokio::task::spawn_blocking(move || begin(&place)).await.unwrap();
    }
}

fn begin(place: &Place) {
    let file = place.dir.join("bodies.csv");
    let load = |text: &str| {
        std::fs::write(&file, text).unwrap();
        run(&mut oblast(place, &["body", "load", file.to_str().unwrap()]))
    };
    let head = "code;title_uk;title_en;kind;parent\n";
    let (_, words) =
        load(&format!("{head}ODA;Обласна адміністрація;;oblast_administration;\nx y;Відділ;;department;\n"));
    assert!(words.contains("row 3, column code: `x y`"), "{words}");
    let (_, words) = load(&format!("{head}ODA;Обласна адміністрація;;palace;\n"));
    assert!(words.contains("column kind: `palace` – one of oblast_administration"), "{words}");
    let (_, words) = load("назва\nОДА\n");
    assert!(words.contains("there is no column `code`"), "{words}");
    let table = format!(
        "{head}ODA;Обласна адміністрація;Administration;oblast_administration;\ndigital;Департамент;;department;ODA\n"
    );
    assert!(load(&table).1.contains("added: 2, changed: 0"));
    assert!(
        load(&table.replace("Департамент", "Департамент цифрового розвитку"))
            .1
            .contains("added: 0, changed: 1")
    );

    let first = ["operator", "first", "op.one", "--name", "Гайдай Зоряна Тарасівна"];
    let (_, words) = run(&mut oblast(place, &["operator", "first", "ОП", "--name", "Гайдай Зоряна"]));
    assert!(words.contains("`ОП` is no login"), "{words}");
    let link = succeed(&mut oblast(place, &first));
    // A second one, so that there are four eyes; the third one they appoint themselves.
    let (again, words) = run(&mut oblast(place, &first));
    assert!(!again && words.contains("they hold this position already"), "{words}");
    succeed(&mut oblast(place, &["operator", "first", "op.two", "--name", "Нечуй Левко"]));
    let (third, words) =
        run(&mut oblast(place, &["operator", "first", "op.three", "--name", "Третій Хтось"]));
    assert!(!third && words.contains("there are two operators already"), "{words}");
    let server = Server::start(place, "serve");
    let path = &link[link.find("/welcome/").unwrap()..];
    let page =
        ureq::get(format!("{}{path}", server.url)).call().unwrap().body_mut().read_to_string().unwrap();
    assert!(page.contains("Гайдай Зоряна Тарасівна") && page.contains("op.one"), "{page}");
    // Beside a running server, through its socket.
    assert!(load(&table).1.contains("added: 0, changed: 1"));
    server.stop();

    let key = place.dir.join("data/keys/restricted.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let (started, words) = run(&mut oblast(place, &["serve", "--listen", "127.0.0.1:0"]));
    assert!(!started && words.contains("is not there, and these data were written under it"), "{words}");
    assert!(!key.exists() && !key.with_extension("key.new").exists(), "no other key takes its place");
    std::fs::write(&key, &kept).unwrap();
    Server::start(place, "serve").stop();
    rotate(place, &kept);
}

/// The master key is exchanged, also where the exchange is cut off; what is under it opens on.
fn rotate(place: &Place, before: &[u8]) {
    let keys = place.dir.join("data/keys");
    let key = keys.join("restricted.key");
    let waiting = || {
        std::fs::read_dir(&keys)
            .unwrap()
            .filter(|own| own.as_ref().unwrap().file_name().to_string_lossy().contains(".next"))
            .count()
    };
    let told = succeed(&mut oblast(place, &["keys", "rotate"]));
    assert!(told.contains("keys: ") && told.contains("restricted.key.until-"), "{told}");
    let after = std::fs::read(&key).unwrap();
    assert_ne!(after, before);
    Server::start(place, "serve").stop();
    // The old key opens nothing any more.
    std::fs::write(&key, before).unwrap();
    let (started, words) = run(&mut oblast(place, &["serve", "--listen", "127.0.0.1:0"]));
    assert!(!started && words.contains("not the one that these data were written under"), "{words}");
    // Cut off once everything is under the next key: it is found where it waits, whether or not the old one is still in its place.
    std::fs::write(keys.join("restricted.key.next"), &after).unwrap();
    Server::start(place, "serve").stop();
    assert_eq!(std::fs::read(&key).unwrap(), after);
    std::fs::rename(&key, keys.join("restricted.key.next")).unwrap();
    Server::start(place, "serve").stop();
    assert_eq!(std::fs::read(&key).unwrap(), after);
    // Cut off before: the next one is forgotten.
    std::fs::write(keys.join("restricted.key.next"), "07".repeat(32)).unwrap();
    Server::start(place, "serve").stop();
    assert_eq!((std::fs::read(&key).unwrap(), waiting()), (after, 0));
    assert!(succeed(&mut oblast(place, &["verify"])).ends_with("findings: 0"));
    let server = Server::start(place, "serve");
    let (rotated, words) = run(&mut oblast(place, &["keys", "rotate"]));
    assert!(!rotated, "beside a running server: {words}");
    server.stop();
}
