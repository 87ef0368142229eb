use super::{load, wrong};

/// A provider that is set up, with these settings besides or instead.
fn with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let whole = [
        ("LADDER_SSO_1_NAME", "City Council account"),
        ("LADDER_SSO_1_ISSUER", "https://login.example/tenant/v2.0"),
        ("LADDER_SSO_1_CLIENT_ID", "ladder"),
        ("LADDER_SSO_1_CLIENT_SECRET", "a secret"),
    ];
    let kept = whole.into_iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.chain(others.iter().copied()).collect()
}

#[test]
fn without_a_provider_there_is_none() {
    assert!(load(&[]).expect("settings").single_sign_on.providers.is_empty());
}

#[test]
fn a_provider_is_read_with_the_domains_it_is_believed_about() {
    let domains = [
        ("LADDER_SSO_1_TRUSTED_DOMAINS", "Trusted.example"),
        ("LADDER_SSO_1_REQUIRED_DOMAINS", "council.example, @fire.example"),
    ];
    let config = load(&with(&domains)).expect("settings");
    let [provider] = config.single_sign_on.providers.as_slice() else { panic!("one provider") };
    assert_eq!((provider.number, provider.name.as_str()), (1, "City Council account"));
    assert_eq!(provider.required_domains, ["council.example", "fire.example"]);
    assert_eq!(provider.trusted_domains, ["trusted.example", "council.example", "fire.example"]);
    assert!(!format!("{config:?}").contains("a secret"), "a secret is not shown");
}

#[test]
fn what_is_wrong_with_a_provider_is_said() {
    let many = "https://login.microsoftonline.com/organizations/v2.0";
    for (settings, named) in [
        (vec![("LADDER_SSO_1_NAME", "")], "LADDER_SSO_1_NAME"),
        (vec![("LADDER_SSO_1_CLIENT_ID", "")], "LADDER_SSO_1_CLIENT_ID"),
        (vec![("LADDER_SSO_1_ISSUER", "http://login.example")], "LADDER_SSO_1_ISSUER"),
        (vec![("LADDER_SSO_1_ISSUER", "https://login.example?x=1")], "LADDER_SSO_1_ISSUER"),
        (vec![("LADDER_SSO_1_ISSUER", "https://u:p@login.example")], "LADDER_SSO_1_ISSUER"),
        (vec![("LADDER_SSO_1_ISSUER", many)], "LADDER_SSO_1_TENANTS"),
        (vec![("LADDER_SSO_1_TRUSTED_DOMAINS", "council")], "LADDER_SSO_1_TRUSTED_DOMAINS"),
        (vec![("LADDER_SSO_1_REQUIRED_DOMAINS", "a@b.example")], "LADDER_SSO_1_REQUIRED_DOMAINS"),
        (vec![("LADDER_SSO_1_CLIENT_SECRET_FILE", "/nowhere/at/all")], "LADDER_SSO_1_CLIENT_SECRET_FILE"),
    ] {
        assert_eq!(wrong(&with(&settings)), [named], "{settings:?}");
    }
    assert!(load(&with(&[("LADDER_SSO_1_ISSUER", many), ("LADDER_SSO_1_TENANTS", "A-1")])).is_ok());
    assert!(load(&with(&[("LADDER_SSO_1_ISSUER", "http://127.0.0.1:9000")])).is_ok(), "this machine's own");
}

#[test]
fn one_domain_has_one_provider() {
    let second = [
        ("LADDER_SSO_1_REQUIRED_DOMAINS", "council.example"),
        ("LADDER_SSO_2_NAME", "Other"),
        ("LADDER_SSO_2_ISSUER", "https://other.example"),
        ("LADDER_SSO_2_CLIENT_ID", "ladder"),
        ("LADDER_SSO_2_REQUIRED_DOMAINS", "council.example"),
    ];
    assert_eq!(wrong(&with(&second)), ["LADDER_SSO_2_REQUIRED_DOMAINS"]);
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "from a file\n").expect("a secret");
    let path = file.path().to_str().expect("a path");
    let settings = with(&[("LADDER_SSO_1_CLIENT_SECRET", ""), ("LADDER_SSO_1_CLIENT_SECRET_FILE", path)]);
    let config = load(&settings).expect("settings");
    let secret = config.single_sign_on.providers[0].client_secret.as_ref().expect("a secret");
    assert_eq!(secret.expose(), "from a file");
}
