use training_ladder::config::{CoreConfig, Environment, Sources, database::DatabaseUrl};

#[test]
fn two_kinds_of_database_and_no_third() {
    for (text, right) in [
        ("sqlite:data/ladder.sqlite3", true),
        ("sqlite:/var/lib/ladder/db", true),
        ("sqlite:///var/lib/ladder/db", true),
        ("postgres://u:p@localhost/ladder", true),
        ("postgresql://u:p@localhost:5432/ladder?sslmode=prefer", true),
        ("postgres:///ladder?host=/run/postgresql", true),
        ("", false),
        ("ladder.sqlite3", false),
        ("/var/lib/ladder.sqlite3", false),
        ("sqlite:", false),
        ("sqlite::memory:", false),
        ("sqlite://data/ladder.sqlite3", false),
        ("sqlite:db?mode=ro", false),
        ("sqlite:data/", false),
        ("sqlite:a\0b", false),
        ("SQLITE:x", false),
        ("mysql://u:p@h/d", false),
        ("postgres:ladder", false),
        ("postgres://h/d?sslmode=maybe", false),
    ] {
        assert_eq!(DatabaseUrl::parse(text).is_ok(), right, "{text:?}");
    }
}

#[cfg(not(feature = "postgres-tls"))]
#[test]
fn tls_in_a_build_without_it_names_the_feature() {
    for mode in ["require", "verify-ca", "verify-full"] {
        let why =
            DatabaseUrl::parse(&format!("postgres://h/d?connect_timeout=3&sslmode={mode}")).unwrap_err();
        assert!(why.contains("--features postgres-tls"), "{why}");
    }
}

#[test]
fn a_password_in_the_url_is_never_shown() {
    for url in [
        "postgres://user:hunter2@host/db",
        "postgres://user:hunter2/with@odd?chars@host/db",
        "postgresql://host/db?user=u&password=hunter2",
        "postgresql://host/db?sslpassword=hunter2&x=1",
    ] {
        let parsed = DatabaseUrl::parse(url).unwrap();
        assert!(!format!("{parsed} {parsed:?}").contains("hunter2"), "{parsed}");
        assert_eq!(parsed.expose(), url);
        assert!(parsed.to_string().contains("host/db"), "{parsed}");
    }
    let wrong = Environment::of(&[("DATABASE_URL", "mysql//user:hunter2@host/db")]);
    let problems = CoreConfig::load(&Sources::gather([].into(), None, wrong)).unwrap_err();
    assert!(!problems[0].to_string().contains("hunter2"), "{}", problems[0]);
}

#[test]
fn commands_on_the_database_need_nothing_else() {
    let environment = Environment::of(&[
        ("DATABASE_URL", "postgres://h/d"),
        ("LADDER_PORT", "eighty"),
        ("LADDER_PROT", "1"),
        ("LADDER_BASE_URL", "ftp://x"),
    ]);
    let config = CoreConfig::load(&Sources::gather([].into(), None, environment)).unwrap();
    assert_eq!(config.database.url.expose(), "postgres://h/d");
}

#[test]
fn folders_are_made_or_the_problem_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("a/b");
    let config = |data: &std::path::Path| {
        CoreConfig::load(&Sources::of_values(&[("data_dir", data.to_str().unwrap())])).unwrap()
    };
    assert!(config(&data).database.must_exist().is_err());
    config(&data).make_folders().unwrap();
    assert!(data.is_dir());
    std::fs::write(data.join("ladder.sqlite3"), "").unwrap();
    assert!(config(&data).database.must_exist().is_ok());
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let problem = config(&file.join("below")).make_folders().unwrap_err();
    assert_eq!(problem.setting, "LADDER_DATA_DIR");
}
