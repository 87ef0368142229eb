use super::{load, wrong};

/// An app that is set up, with these settings besides or instead.
fn with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let whole = [
        ("LADDER_ZOOM_ACCOUNT_ID", "the-account"),
        ("LADDER_ZOOM_CLIENT_ID", "the-app"),
        ("LADDER_ZOOM_CLIENT_SECRET", "hunter2"),
    ];
    let kept = whole.into_iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.chain(others.iter().copied()).collect()
}

#[test]
fn without_an_app_there_is_none() {
    assert!(load(&[]).expect("settings").zoom.is_none());
}

#[test]
fn an_app_is_read_and_tokens_are_given_out_by_the_site_its_api_belongs_to() {
    let config = load(&with(&[])).expect("settings");
    assert!(!format!("{config:?}").contains("hunter2"), "a secret is not shown");
    let zoom = config.zoom.expect("an app");
    assert_eq!((zoom.account_id.as_str(), zoom.user.as_str()), ("the-account", "me"));
    for (api, expected) in [
        ("https://api.zoom.us/v2", ("https://api.zoom.us/v2", "https://zoom.us/oauth/token")),
        ("https://api-eu.zoom.us/v2/", ("https://api-eu.zoom.us/v2", "https://zoom.us/oauth/token")),
        ("https://api.zoomgov.com/v2", ("https://api.zoomgov.com/v2", "https://zoomgov.com/oauth/token")),
        ("http://127.0.0.1:9000/v2", ("http://127.0.0.1:9000/v2", "http://127.0.0.1:9000/oauth/token")),
    ] {
        let zoom = load(&with(&[("LADDER_ZOOM_API", api)])).expect("settings").zoom.expect("an app");
        assert_eq!((zoom.api.as_str(), zoom.tokens.as_str()), expected);
    }
}

#[test]
fn what_is_wrong_with_it_is_said() {
    for (settings, named) in [
        (vec![("LADDER_ZOOM_ACCOUNT_ID", "")], "LADDER_ZOOM_ACCOUNT_ID"),
        (vec![("LADDER_ZOOM_CLIENT_SECRET", "")], "LADDER_ZOOM_CLIENT_SECRET"),
        (vec![("LADDER_ZOOM_CLIENT_SECRET_FILE", "/nowhere/at/all")], "LADDER_ZOOM_CLIENT_SECRET_FILE"),
        (vec![("LADDER_ZOOM_API", "http://api.zoom.us/v2")], "LADDER_ZOOM_API"),
        (vec![("LADDER_ZOOM_API", "https://u:p@api.zoom.us/v2")], "LADDER_ZOOM_API"),
        (vec![("LADDER_ZOOM_API", "https://api.zoom.us/v2?x=1")], "LADDER_ZOOM_API"),
    ] {
        assert_eq!(wrong(&with(&settings)), [named], "{settings:?}");
    }
    // One of them alone is not enough.
    let alone = wrong(&[("LADDER_ZOOM_ACCOUNT_ID", "the-account")]);
    assert_eq!(alone, ["LADDER_ZOOM_CLIENT_ID", "LADDER_ZOOM_CLIENT_SECRET"]);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "hunter2\n").expect("written");
    let path = file.path().to_str().expect("a path");
    let by_file = [
        ("LADDER_ZOOM_ACCOUNT_ID", "a"),
        ("LADDER_ZOOM_CLIENT_ID", "b"),
        ("LADDER_ZOOM_CLIENT_SECRET_FILE", path),
    ];
    let zoom = load(&by_file).expect("settings").zoom.expect("an app");
    assert_eq!(zoom.client_secret.expose(), "hunter2");
}
