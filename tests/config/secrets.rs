use training_ladder::{
    config::{ServeConfig, secrets::SecretsConfig},
    crypto::keys::Secret,
    ports::Random,
};
use zeroize::Zeroizing;

use super::{load, wrong};

#[test]
fn a_secret_is_made_once_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("new");
    let config = ServeConfig::for_demo(&data_dir, 0).unwrap();
    let random = Random::seeded(1);
    let first = config.secrets.read_or_make(|| Secret::generate(&random)).unwrap();
    let again = config.secrets.read_or_make(|| Secret::generate(&random)).unwrap();
    assert_eq!(first.expose(), again.expose());
    assert!(Secret::parse(first.expose()).is_ok());
    let kept: Vec<_> = std::fs::read_dir(&data_dir).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = kept[0].metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(kept[0].path(), "spoilt").unwrap();
    let problem = config.secrets.read_or_make(|| Secret::generate(&random)).unwrap_err();
    assert!(problem.to_string().contains("ladder.secret") && !problem.to_string().contains("spoilt"));
}

#[test]
fn starts_at_the_same_moment_agree_on_one() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServeConfig::for_demo(folder.path(), 0).unwrap();
    let made = Secret::generate(&Random::seeded(5));
    // The other start finishes while this one is making its own.
    let ours = config
        .secrets
        .read_or_make(|| {
            config.secrets.read_or_make(|| made.clone()).unwrap();
            Zeroizing::new("another secret that came too late for this".to_owned())
        })
        .unwrap();
    assert_eq!(ours.expose(), made.as_str());
}

#[test]
fn a_secret_that_was_given_is_not_shown() {
    let text = "0123456789abcdefghijklmnopqrstuv";
    let config = load(&[("LADDER_SECRET", text)]).unwrap();
    assert!(!format!("{config:?}").contains(text));
    let SecretsConfig::Given(secret) = &config.secrets else { panic!() };
    assert_eq!(secret.expose(), text);
    let problems = load(&[("LADDER_SECRET", "too-short-to-be-one")]).unwrap_err();
    assert!(!problems[0].to_string().contains("too-short-to-be-one"));
    assert_eq!(wrong(&[("LADDER_SECRET", &"ab".repeat(30))]), ["LADDER_SECRET"]);
}

#[test]
fn copies_on_postgresql_must_be_given_theirs() {
    assert_eq!(wrong(&[("DATABASE_URL", "postgres://h/d")]), ["LADDER_SECRET"]);
    let secret = "0123456789abcdefghijklmnopqrstuv";
    assert!(load(&[("DATABASE_URL", "postgres://h/d"), ("LADDER_SECRET", secret)]).is_ok());
}
