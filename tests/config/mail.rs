use training_ladder::config::mail::{MailTransport, SmtpTls};

use super::{load, wrong};

#[test]
fn a_relay_is_used_when_one_is_named() {
    for (tls, port, kind) in
        [("", 587, SmtpTls::StartTls), ("implicit", 465, SmtpTls::Implicit), ("none", 25, SmtpTls::None)]
    {
        let config = load(&[("LADDER_SMTP_HOST", "smtp.example.org"), ("LADDER_SMTP_TLS", tls)]).unwrap();
        let MailTransport::Smtp(smtp) = &config.mail.transport else { panic!("{:?}", config.mail) };
        assert_eq!((smtp.port, smtp.tls, smtp.sign_in.is_none()), (port, kind, true));
        assert!(config.warnings.is_empty());
    }
}

#[test]
fn a_folder_takes_the_mail_when_told_or_when_there_is_nothing_else() {
    let folder = |variables: &[(&str, &str)]| match load(variables).unwrap().mail.transport {
        MailTransport::Folder(folder) => folder.display().to_string(),
        MailTransport::Smtp(smtp) => panic!("{smtp:?}"),
    };
    assert_eq!(folder(&[]), "data/mail");
    assert_eq!(folder(&[("LADDER_DATA_DIR", "/srv/x")]), "/srv/x/mail");
    assert_eq!(folder(&[("LADDER_MAIL", "folder:out")]), "out");
    assert_eq!(folder(&[("LADDER_MAIL", "folder:out"), ("LADDER_SMTP_HOST", "h")]), "out");
}

#[test]
fn settings_of_mail_that_do_not_fit_are_named() {
    for (variables, setting) in [
        (&[("LADDER_MAIL", "smtp")][..], "LADDER_SMTP_HOST"),
        (&[("LADDER_MAIL", "sendmail")], "LADDER_MAIL"),
        (&[("LADDER_MAIL", "folder:")], "LADDER_MAIL"),
        (&[("LADDER_SMTP_PORT", "25")], "LADDER_SMTP_HOST"),
        (&[("LADDER_SMTP_HOST", "h:25")], "LADDER_SMTP_HOST"),
        (&[("LADDER_SMTP_HOST", "h"), ("LADDER_SMTP_PORT", "0")], "LADDER_SMTP_PORT"),
        (&[("LADDER_SMTP_HOST", "h"), ("LADDER_SMTP_TLS", "ssl")], "LADDER_SMTP_TLS"),
        (&[("LADDER_SMTP_HOST", "h"), ("LADDER_SMTP_USER", "u")], "LADDER_SMTP_PASSWORD"),
        (&[("LADDER_SMTP_HOST", "h"), ("LADDER_SMTP_PASSWORD", "p")], "LADDER_SMTP_USER"),
        (
            &[
                ("LADDER_SMTP_HOST", "relay.example"),
                ("LADDER_SMTP_TLS", "none"),
                ("LADDER_SMTP_USER", "u"),
                ("LADDER_SMTP_PASSWORD", "p"),
            ],
            "LADDER_SMTP_TLS",
        ),
        (&[("LADDER_FROM_ADDRESS", "nobody")], "LADDER_FROM_ADDRESS"),
        (&[("LADDER_FROM_ADDRESS", "Name <a@b.example>")], "LADDER_FROM_ADDRESS"),
        (&[("LADDER_REPLY_TO", "a@b.example\r\nBcc: x@y.example")], "LADDER_REPLY_TO"),
    ] {
        assert_eq!(wrong(variables), [setting], "{variables:?}");
    }
}

#[test]
fn the_relays_password_is_never_shown() {
    let config = load(&[
        ("LADDER_SMTP_HOST", "localhost"),
        ("LADDER_SMTP_TLS", "none"),
        ("LADDER_SMTP_USER", "u"),
        ("LADDER_SMTP_PASSWORD", "hunter2"),
    ])
    .unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    let MailTransport::Smtp(smtp) = config.mail.transport else { panic!() };
    assert_eq!(smtp.sign_in.unwrap().1.expose(), "hunter2");
}
