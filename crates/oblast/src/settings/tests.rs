use super::*;

fn none(_: &str) -> Option<String> {
    None
}

#[test]
fn a_flag_wins_over_the_environment() {
    let common = Common { data: Some("here".into()), ..Common::default() };
    let environment = |name: &str| (name == "OBLAST_DATA").then(|| "there".to_owned());
    let settings = read_from(&common, None, "data", &environment).unwrap();
    assert_eq!(settings.data, Path::new("here"));
    assert_eq!(settings.location, Location::Sqlite("here/oblast.db".into()));
}

#[test]
fn a_wrong_flag_names_the_flag() {
    let error = read_from(&Common::default(), Some("somewhere".into()), "data", &none).unwrap_err();
    assert!(error.to_string().starts_with("--listen: `somewhere` is not an address"), "{error}");
}

#[test]
fn a_bucket_needs_its_store_and_its_keys_and_shows_none_of_them() {
    let set = |missing: &'static str| {
        move |name: &str| {
            let known = [
                ("OBLAST_FILES", "s3://files/oblast/"),
                ("OBLAST_S3_ENDPOINT", "https://s3.example/"),
                ("OBLAST_S3_KEY", "a-key"),
                ("OBLAST_S3_SECRET", "a-secret"),
            ];
            known
                .iter()
                .find(|(key, _)| *key == name && name != missing)
                .map(|(_, value)| (*value).to_owned())
        }
    };
    let settings = read_from(&Common::default(), None, "data", &set("")).unwrap();
    let FilePlace::Bucket(bucket) = &settings.files else { unreachable!() };
    assert_eq!((bucket.prefix.as_str(), bucket.endpoint.as_str()), ("oblast", "https://s3.example"));
    let shown = format!("{settings:?}");
    assert!(!shown.contains("a-key") && !shown.contains("a-secret"), "{shown}");
    let error = read_from(&Common::default(), None, "data", &set("OBLAST_S3_SECRET")).unwrap_err();
    assert_eq!(error.to_string(), "OBLAST_FILES: files in a bucket need `s3_secret` too");
    let settings = read_from(&Common::default(), None, "data", &set("OBLAST_FILES")).unwrap();
    assert_eq!(settings.files, FilePlace::Folder("data/files".into()));
}

#[test]
fn a_wrong_variable_names_the_variable() {
    let environment = |name: &str| (name == "OBLAST_DATABASE").then(|| "mysql://x".to_owned());
    let error = read_from(&Common::default(), None, "data", &environment).unwrap_err();
    assert!(error.to_string().starts_with("OBLAST_DATABASE: a database is given as postgres://"), "{error}");
}

#[test]
fn a_wrong_key_in_the_file_points_at_its_line() {
    let dir = std::env::temp_dir().join(format!("oblast-settings-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("oblast.toml");
    let common = Common { settings: Some(file.display().to_string()), ..Common::default() };
    std::fs::write(&file, "listen = \"127.0.0.1:9000\"\ndatabse = \"postgres://x\"\n").unwrap();
    let error = read_from(&common, None, "data", &none).unwrap_err().to_string();
    assert!(
        error.contains("oblast.toml:2:1: unknown setting `databse`; did you mean `database`?"),
        "{error}"
    );
    std::fs::write(&file, "node = 99999\n").unwrap();
    let error = read_from(&common, None, "data", &none).unwrap_err().to_string();
    assert!(error.contains("oblast.toml:1:8: `99999` is not a node number"), "{error}");
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn a_provider_of_identities_needs_its_secret_and_shows_it_to_nobody() {
    let set = |missing: &'static str, more: (&'static str, &'static str)| {
        move |name: &str| {
            let known = [
                ("OBLAST_OIDC_ISSUER", "https://id.example/realm"),
                ("OBLAST_OIDC_CLIENT_ID", "oblast"),
                ("OBLAST_OIDC_CLIENT_SECRET", "a-secret"),
                more,
            ];
            known
                .iter()
                .find(|(key, _)| *key == name && name != missing)
                .map(|(_, value)| (*value).to_owned())
        }
    };
    let settings = read_from(&Common::default(), None, "data", &set("", ("", ""))).unwrap();
    let provider = settings.identity.open_id.as_ref().unwrap();
    assert!(!provider.is_strong, "a provider that nobody vouches for is no second factor");
    assert!(!format!("{settings:?}").contains("a-secret"));
    for (missing, more, words) in [
        (
            "OBLAST_OIDC_CLIENT_SECRET",
            ("", ""),
            "OBLAST_OIDC_ISSUER: a provider of identities needs `oidc_client_secret` too",
        ),
        ("", ("OBLAST_OIDC_STRONG", "так"), "OBLAST_OIDC_STRONG: `так` is no answer; give yes or no"),
        (
            "",
            ("OBLAST_SECOND_FACTOR", "all"),
            "OBLAST_SECOND_FACTOR: `all` is nobody; give officials or offered",
        ),
        ("", ("OBLAST_TRUSTED_PROXIES", "10.0.0.1, x"), "OBLAST_TRUSTED_PROXIES: `x` is not an address"),
    ] {
        let error = read_from(&Common::default(), None, "data", &set(missing, more)).unwrap_err();
        assert_eq!(error.to_string(), words);
    }
}
