use std::collections::HashSet;

use training_ladder::config::{self, Environment, Problem, ServeConfig, Sources};

use super::{load, wrong};

#[test]
fn nothing_given_is_a_service_on_this_machine() {
    let config = load(&[]).unwrap();
    assert_eq!(config.core.database.url.expose(), "sqlite:data/ladder.sqlite3");
    assert_eq!(config.http.host.to_string(), "127.0.0.1");
    assert_eq!(config.http.port, 8080);
    assert_eq!(config.site.base_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.site.timezone, chrono_tz::Europe::London);
    assert_eq!(config.limits.write_queue, 256);
    assert_eq!(config.limits.access_token_lifetime, chrono::TimeDelta::minutes(15));
    assert!(config.jobs.run_worker && !config.site.demo && !config.site.is_public());
    assert_eq!(config.warnings.len(), 1, "mail is not sent: {:?}", config.warnings);
}

#[test]
fn flags_come_before_the_environment_the_environment_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ladder.toml");
    std::fs::write(&path, "port = 1\nhost = \"127.0.0.2\"\nwrite_queue = 3\nrun_worker = false\n").unwrap();
    let environment =
        Environment::of(&[("LADDER_PORT", "2"), ("LADDER_HOST", "127.0.0.3"), ("LADDER_WRITE_QUEUE", "")]);
    let flags = [("port", "4".to_owned())].into();
    let config = ServeConfig::load(&Sources::gather(flags, Some(&path), environment)).unwrap();
    assert_eq!(config.http.port, 4);
    assert_eq!(config.http.host.to_string(), "127.0.0.3");
    assert_eq!(config.limits.write_queue, 3, "an empty variable is not given");
    assert!(!config.jobs.run_worker);
}

#[test]
fn the_file_named_by_the_environment_is_read_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ladder.toml");
    let problems = |text: &str| -> Vec<Problem> {
        std::fs::write(&path, text).unwrap();
        load(&[("LADDER_CONFIG", path.to_str().unwrap())]).err().unwrap_or_default()
    };
    assert_eq!(problems("trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]"), vec![]);
    let found = problems("prot = 1\nport = \"eighty\"");
    let names: Vec<_> = found.iter().map(|problem| problem.setting.split(' ').next().unwrap()).collect();
    assert_eq!(names, ["port", "prot"]);
    assert!(found[1].right.starts_with("port, perhaps"), "{}", found[1].right);
    assert!(problems("[smtp]\nhost = \"x\"")[0].setting.starts_with("smtp in "));
    let broken = problems("port = 1\nsmtp_password = hunter2hunter2\n");
    assert!(broken[0].why.starts_with("line 2 is no TOML"), "{}", broken[0].why);
    assert!(!broken[0].to_string().contains("hunter2"));
    let missing = load(&[("LADDER_CONFIG", "/nowhere/ladder.toml")]).unwrap_err();
    assert!(missing[0].to_string().contains("/nowhere/ladder.toml"));
}

#[test]
fn everything_wrong_is_found_at_once_with_what_would_be_right() {
    let found = load(&[
        ("DATABASE_URL", "oracle:x"),
        ("LADDER_PORT", "65536"),
        ("LADDER_TIMEZONE", "Europe/Leeds"),
        ("LADDER_SECRET", "short"),
        ("LADDER_LOG_FORMAT", "xml"),
        ("LADDER_WRITE_QUEUE", "0"),
        ("LADDER_RUN_WORKER", "maybe"),
        ("LADDER_NONSENSE", "1"),
    ])
    .unwrap_err();
    let names: HashSet<&str> = found.iter().map(|problem| problem.setting.as_str()).collect();
    let expected = [
        "DATABASE_URL",
        "LADDER_PORT",
        "LADDER_TIMEZONE",
        "LADDER_LOG_FORMAT",
        "LADDER_WRITE_QUEUE",
        "LADDER_RUN_WORKER",
        "LADDER_NONSENSE",
    ];
    for name in expected {
        assert!(names.contains(name), "{name} in {names:?}");
    }
    for problem in &found {
        assert!(!problem.why.is_empty() && !problem.right.is_empty());
    }
}

#[test]
fn the_test_runners_own_variables_are_not_ours() {
    assert_eq!(wrong(&[("LADDER_PROT", "1")]), ["LADDER_PROT"]);
    let names: Vec<String> = Environment::of_process().names().map(str::to_owned).collect();
    assert!(!names.iter().any(|name| name.starts_with("LADDER_TEST_")));
}

#[test]
fn every_setting_is_in_the_one_table_and_is_read() {
    let (_, report) = ServeConfig::read(&Sources::default());
    let known: Vec<&str> = config::all().map(|about| about.name).collect();
    let read: HashSet<&str> = report.settings.iter().map(|setting| setting.about.name).collect();
    assert_eq!(known.iter().copied().collect::<HashSet<_>>(), read);
    assert_eq!(known.len(), report.settings.len(), "each once");
    for about in config::all() {
        assert_eq!(about.flag, about.name.replace('_', "-"));
        if about.name != "database_url" {
            assert_eq!(about.env, format!("LADDER_{}", about.name.to_uppercase()));
        }
        assert!(about.meaning.ends_with('.') && !about.right.is_empty(), "{}", about.name);
    }
}

#[test]
fn the_demo_keeps_everything_under_one_folder() {
    let mut config = ServeConfig::for_demo("some/where".as_ref(), 0).unwrap();
    assert!(config.site.demo);
    assert_eq!(config.core.database.url.expose(), "sqlite:some/where/ladder.sqlite3");
    config.settle_port(4321);
    assert_eq!(config.site.address_of("/verify"), "http://127.0.0.1:4321/verify");
    assert_eq!(config.http.port, 4321);
    assert!(config.warnings.is_empty());
}
