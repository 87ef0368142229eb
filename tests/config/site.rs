use std::path::PathBuf;

use training_ladder::config::http::Network;

use super::{load, wrong};

#[test]
fn the_public_address_is_https_unless_it_is_this_machine() {
    let rest = [("LADDER_CONTACT_EMAIL", "training@example.org"), ("LADDER_MAIL", "folder:x")];
    for (url, right) in [
        ("https://training.example.org", true),
        ("https://training.example.org/", true),
        ("https://training.example.org:8443", true),
        ("http://localhost:8080", true),
        ("http://ladder.localhost", true),
        ("http://127.0.0.1:1", true),
        ("http://[::1]:8080", true),
        ("http://training.example.org", false),
        ("http://192.168.1.5:8080", false),
        ("http://localhost.example.org", false),
        ("https://training.example.org/ladder", false),
        ("https://training.example.org/?x", false),
        ("https://u:p@training.example.org", false),
        ("ftp://training.example.org", false),
        ("training.example.org", false),
    ] {
        let variables: Vec<_> = rest.into_iter().chain([("LADDER_BASE_URL", url)]).collect();
        assert_eq!(load(&variables).is_ok(), right, "{url}");
    }
}

#[test]
fn a_public_service_says_whom_to_ask_and_sends_mail() {
    let public = ("LADDER_BASE_URL", "https://training.example.org");
    assert_eq!(wrong(&[public]), ["LADDER_CONTACT_EMAIL"]);
    assert_eq!(wrong(&[public, ("LADDER_CONTACT_EMAIL", "a@example.org")]), ["LADDER_MAIL"]);
    let config =
        load(&[public, ("LADDER_CONTACT_EMAIL", "a@example.org"), ("LADDER_SMTP_HOST", "smtp.example.org")])
            .unwrap();
    assert!(config.site.is_public());
    assert_eq!(config.mail.from_address, "a@example.org");
    assert_eq!(config.site.address_of("/verify/X"), "https://training.example.org/verify/X");
}

#[test]
fn listening_everywhere_needs_an_address_to_be_known_by() {
    assert_eq!(wrong(&[("LADDER_HOST", "0.0.0.0")]), ["LADDER_BASE_URL"]);
    assert!(load(&[("LADDER_HOST", "0.0.0.0"), ("LADDER_BASE_URL", "http://localhost:8080")]).is_ok());
    let mut config = load(&[("LADDER_HOST", "::1"), ("LADDER_PORT", "0")]).unwrap();
    config.settle_port(99);
    assert_eq!(config.site.address_of("/"), "http://[::1]:99/");
    let mut given = load(&[("LADDER_BASE_URL", "http://localhost:8080"), ("LADDER_PORT", "0")]).unwrap();
    given.settle_port(99);
    assert_eq!(given.site.address_of("/"), "http://localhost:8080/", "what was given stays");
}

#[test]
fn people_read_the_provider_so_it_is_plain_text() {
    for (name, value) in [
        ("LADDER_PROVIDER_NAME", "two\nlines"),
        ("LADDER_PROVIDER_NAME", "   "),
        ("LADDER_PROVIDER_NAME", &"x".repeat(201)),
        ("LADDER_CONTACT_EMAIL", "no address"),
        ("LADDER_CONTACT_PHONE", "ring me"),
        ("LADDER_TIMEZONE", "BST"),
    ] {
        assert_eq!(wrong(&[(name, value)]), [name], "{value:?}");
    }
}

#[test]
fn proxies_are_believed_by_network() {
    let config = load(&[("LADDER_TRUSTED_PROXIES", "127.0.0.1, 10.1.0.0/16,fd00::/8")]).unwrap();
    for (address, believed) in [
        ("127.0.0.1", true),
        ("127.0.0.2", false),
        ("10.1.255.3", true),
        ("10.2.0.1", false),
        ("::ffff:10.1.0.1", true),
        ("fd12::1", true),
        ("fe80::1", false),
    ] {
        assert_eq!(config.http.trusts(address.parse().unwrap()), believed, "{address}");
    }
    assert!(!load(&[]).unwrap().http.trusts("127.0.0.1".parse().unwrap()), "nobody is, unless named");
    assert!(Network::parse("0.0.0.0/0").unwrap().contains("203.0.113.9".parse().unwrap()));
    for text in ["10.0.0.0/33", "proxy.example", "10.0.0.0/", "::/129"] {
        assert_eq!(wrong(&[("LADDER_TRUSTED_PROXIES", text)]), ["LADDER_TRUSTED_PROXIES"], "{text}");
    }
}

#[test]
fn font_files_are_looked_at_beforehand() {
    assert!(load(&[]).unwrap().site.font_files.is_empty());
    let font = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/fonts/NotoSansThaana-Regular.ttf");
    let given = format!("{font}, {font}");
    assert_eq!(
        load(&[("LADDER_FONT_FILES", &given)]).unwrap().site.font_files,
        [font, font].map(PathBuf::from)
    );
    for wrong_one in ["/nowhere/font.ttf", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "/"] {
        let found = load(&[("LADDER_FONT_FILES", &format!("{font},{wrong_one}"))]).unwrap_err();
        assert_eq!(found[0].setting, "LADDER_FONT_FILES");
        assert!(found[0].why.contains(wrong_one) && found[0].right.contains(".ttc"), "{}", found[0]);
    }
}

#[test]
fn copies_on_one_server_are_warned_that_each_takes_its_own_address() {
    let server = ("DATABASE_URL", "postgres://ladder@db.internal/ladder");
    let given = ("LADDER_BASE_URL", "http://localhost:8080");
    let warned = |variables: &[(&str, &str)]| {
        load(variables).expect("settings that can be used").warnings.join("\n").contains("LADDER_BASE_URL")
    };
    let secret = ("LADDER_SECRET", "a secret of more than thirty-two bytes, for tests");
    assert!(warned(&[server, secret]));
    assert!(!warned(&[server, secret, given]), "all copies say the same address");
    assert!(!warned(&[]), "a file is one copy's alone");
}
