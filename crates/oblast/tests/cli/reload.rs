//! New declarations while the server runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use oblast_testkit::{Place, on_both};

use crate::process::{self, Server, oblast, succeed};

on_both! {
    async fn a_register_that_is_dropped_in_is_live_after_a_reload_and_a_wrong_one_changes_nothing(place: Place) {
        let systems = place.dir.join("systems");
        std::fs::create_dir_all(&systems).unwrap();
        let systems = systems.to_str().unwrap().to_owned();
        assert!(process::run(&mut oblast(&place, &["reload"])).1.contains("no server runs"));
        let server = Server::start_with(&place, "demo", &["--systems", &systems]);
        let page = |path: &str| ureq::get(format!("{}{path}", server.url)).call().map(|answer| answer.status().as_u16());
        assert!(page("/registers/playgrounds").is_err());

        let mut new = std::process::Command::new(env!("CARGO_BIN_EXE_oblast"));
        succeed(new.args(["register", "new", "playgrounds"]).current_dir(&systems));
        // Somebody reads all the while: nobody is turned away.
        let (stop, read) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let reader = std::thread::spawn({
            let (url, stop, read) = (format!("{}/services", server.url), stop.clone(), read.clone());
            move || {
                while !stop.load(Ordering::Relaxed) {
                    assert_eq!(ureq::get(&url).call().map(|answer| answer.status().as_u16()).ok(), Some(200));
                    read.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        let at_once: Vec<_> = (0..4).map(|_| oblast(&place, &["reload"]).spawn().unwrap()).collect();
        for mut asked in at_once {
            assert!(asked.wait().unwrap().success());
        }
        let words = succeed(&mut oblast(&place, &["reload"]));
        assert!(words.starts_with("registers: "), "{words}");
        assert_eq!(page("/registers/playgrounds").ok(), Some(200));
        assert_eq!(page("/api/v1/registers/playgrounds/records").ok(), Some(200));
        stop.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        assert!(read.load(Ordering::Relaxed) > 0);

        let file = std::path::Path::new(&systems).join("playgrounds/register.toml");
        let sound = std::fs::read_to_string(&file).unwrap();
        for (wrong, told) in [
            (sound.replace("\"money\"", "\"mony\""), "did you mean `money`?"),
            (sound.replace("Назва реєстру", "Інша назва"), "version"),
        ] {
            std::fs::write(&file, wrong).unwrap();
            let (taken, words) = process::run(&mut oblast(&place, &["reload"]));
            assert!(!taken && words.contains(told), "{words}");
            assert_eq!(page("/registers/playgrounds").ok(), Some(200));
        }
        std::fs::write(&file, sound.replace("version = 1", "version = 2").replace("Назва реєстру", "Інша назва")).unwrap();
        succeed(&mut oblast(&place, &["reload"]));
        let body = ureq::get(format!("{}/registers/playgrounds", server.url)).call().unwrap().body_mut().read_to_string().unwrap();
        assert!(body.contains("Інша назва"));
        server.stop();
        assert!(succeed(&mut oblast(&place, &["verify", "--systems", &systems])).contains("findings: 0"));
    }
}
