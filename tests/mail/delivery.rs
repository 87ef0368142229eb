//! Delivery to a real SMTP server, faults included.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    time::Duration,
};

use mailparse::MailHeaderMap;
use training_ladder::{
    domain::invites::InviteMethod,
    mail::transport::{SendError, Smtp, SmtpSecurity, SmtpSettings, SmtpSettingsError, Transport},
};

use super::{plain_mail, with_invite};
use crate::support::smtp_server::{SmtpServer, Tls};

fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: SmtpSecurity::Plain,
        credentials: None,
        extra_ca_pem: None,
        hello_name: "training.example".to_owned(),
        timeout: Duration::from_secs(20),
        final_reply_timeout: Duration::from_secs(20),
    }
}

fn transport(settings: SmtpSettings) -> Transport {
    Transport::Smtp(Smtp::new(settings).unwrap())
}

fn secured(server: &SmtpServer, security: SmtpSecurity) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        security,
        extra_ca_pem: Some(server.certificate()),
        ..settings(server.port)
    }
}

fn assert_away(error: &SendError, words: &str) {
    assert!(matches!(error, SendError::Away { .. }), "{error}");
    assert!(error.reason().contains(words), "{error}");
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_made() {
    let server = SmtpServer::start();
    let transport = transport(settings(server.port));
    let mails = [with_invite(InviteMethod::Request), plain_mail()];
    for mail in &mails {
        transport.send(mail).await.unwrap();
    }
    let taken = server.mails();
    assert_eq!(taken.len(), 2);
    for (mail, raw) in mails.iter().zip(&taken) {
        let back = mailparse::parse_mail(raw).unwrap();
        assert_eq!(back.headers.get_first_value("X-RcptTo").unwrap(), mail.to.email);
        assert_eq!(back.headers.get_first_value("Message-ID").unwrap(), mail.message_id);
        let received = String::from_utf8(raw.clone()).unwrap();
        let (_, received) = received.split_once("\r\n").unwrap();
        assert_eq!(received, String::from_utf8(mail.mime().unwrap()).unwrap(), "not a byte differs");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    // Bound and let go: nothing listens there now.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = transport(settings(port)).send(&plain_mail()).await.unwrap_err();
    assert_away(&error, "refused");
}

#[tokio::test]
async fn a_server_that_is_busy_is_tried_again() {
    for greeting in ["421 too busy", "554 no service here"] {
        let server = SmtpServer::start_with(Tls::None, &["--greeting", greeting]);
        let error = transport(settings(server.port)).send(&plain_mail()).await.unwrap_err();
        assert_away(&error, &greeting[4..]);
    }
}

#[tokio::test]
async fn a_reply_says_whether_to_try_again() {
    let mut server = SmtpServer::start();
    let transport = transport(settings(server.port));
    for (order, permanent) in [
        ("mail 451 later", false),
        ("mail 550 not from you", true),
        ("mail 530 sign in first", false),
        ("rcpt 450 mailbox busy", false),
        ("rcpt 421 closing", false),
        ("rcpt 550 no such person", true),
        ("rcpt 553 no such name", true),
        ("data 451 out of room", false),
        ("data 421 closing", false),
        ("data 554 looks like junk", true),
    ] {
        server.order("normal");
        server.order(order);
        let error = transport.send(&plain_mail()).await.unwrap_err();
        let expected = if permanent { "Permanent" } else { "Transient" };
        assert!(format!("{error:?}").starts_with(expected), "{order}: {error:?}");
        assert!(error.reason().contains(&order[9..]), "{order}: {error}");
        assert!(!error.possibly_sent());
    }
    assert!(server.mails().is_empty());
    server.order("normal");
    transport.send(&plain_mail()).await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_refusal_by_policy_is_the_sites_trouble_wherever_it_is_said() {
    let mut server = SmtpServer::start();
    let transport = transport(settings(server.port));
    for (order, policy) in [
        ("mail 550 5.7.1 not from you", true),
        ("rcpt 554 5.7.1 relay access denied", true),
        ("rcpt 550 5.7.510 banned sender", true),
        ("data 550 5.7.26 no DKIM", true),
        ("rcpt 550 5.1.1 no such person", false),
        ("data 554 looks like 5.7.1", false),
        ("rcpt 450 4.7.1 greylisted", false),
    ] {
        server.order("normal");
        server.order(order);
        let error = transport.send(&plain_mail()).await.unwrap_err();
        assert_eq!(matches!(error, SendError::Refused { .. }), policy, "{order}: {error:?}");
        assert!(error.worth_retrying() || !policy);
    }
}

#[tokio::test]
async fn connections_serve_one_mail_after_the_other_and_end_after_a_hundred() {
    for arguments in [&["--pipelining"][..], &[]] {
        let mut server = SmtpServer::start_with(Tls::Upgraded, arguments);
        let transport = transport(secured(&server, SmtpSecurity::StartTls));
        let before = server.connections();
        for _ in 0..101 {
            transport.send(&plain_mail()).await.unwrap();
        }
        assert_eq!(server.mails().len(), 101);
        // Python's server is told of a connection once more when TLS begins on it.
        assert_eq!(server.connections() - before, 4);
    }
}

/// A mail leaves in one write, its closing dot included: what follows as a small packet of its own waits until the
/// receiver acknowledges what came before, and receivers take their time about that.
#[tokio::test]
async fn the_content_and_its_closing_dot_leave_together() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let receiver = std::thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        stream.write_all(b"220 ready\r\n").unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            let answer = if line.starts_with("DATA") { "354 go on\r\n" } else { "250 fine\r\n" };
            stream.write_all(answer.as_bytes()).unwrap();
            if line.starts_with("DATA") {
                break;
            }
        }
        let mut content = vec![0; 1 << 20];
        let count = stream.read(&mut content).unwrap();
        stream.write_all(b"250 taken\r\n").unwrap();
        content.truncate(count);
        content
    });
    let mut mail = plain_mail();
    mail.text = ".a line that begins with a dot\n..and another\n".to_owned();
    transport(settings(port)).send(&mail).await.unwrap();
    let content = String::from_utf8(receiver.join().unwrap()).unwrap();
    assert!(content.ends_with("\r\n.\r\n"), "{content}");
    assert!(content.contains("\r\n..a line that begins with a dot\r\n...and another\r\n"), "{content}");
}

#[tokio::test]
async fn a_connection_lost_after_the_mail_leaves_it_unclear() {
    let mut server = SmtpServer::start();
    let transport = transport(settings(server.port));
    for (order, taken) in [("data drop", 0), ("data take-and-drop", 1)] {
        server.order(order);
        let error = transport.send(&plain_mail()).await.unwrap_err();
        assert!(matches!(error, SendError::Unclear { .. }), "{order}: {error:?}");
        assert!(error.possibly_sent() && error.worth_retrying());
        assert_eq!(server.mails().len(), taken, "{order}");
    }
    server.order("normal");
    transport.send(&plain_mail()).await.unwrap();
    let mails = server.mails();
    let ids: Vec<_> = mails
        .iter()
        .map(|raw| mailparse::parse_mail(raw).unwrap().headers.get_first_value("Message-ID").unwrap())
        .collect();
    assert_eq!(ids, [plain_mail().message_id.as_str(); 2], "the repeat bears the same Message-ID");
}

#[tokio::test]
async fn no_answer_after_the_mail_leaves_it_unclear() {
    let mut server = SmtpServer::start();
    server.order("data hang");
    let patient = SmtpSettings { final_reply_timeout: Duration::from_millis(300), ..settings(server.port) };
    let error = transport(patient).send(&plain_mail()).await.unwrap_err();
    assert!(matches!(error, SendError::Unclear { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_never_greets_is_tried_again() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let hasty =
        SmtpSettings { timeout: Duration::from_millis(300), ..settings(silent.local_addr().unwrap().port()) };
    let error = transport(hasty).send(&plain_mail()).await.unwrap_err();
    assert_away(&error, "no answer");
}

#[tokio::test]
async fn without_starttls_nothing_is_sent_where_it_is_required() {
    let server = SmtpServer::start();
    let strict = SmtpSettings {
        host: "localhost".to_owned(),
        security: SmtpSecurity::StartTls,
        ..settings(server.port)
    };
    let error = transport(strict).send(&plain_mail()).await.unwrap_err();
    assert_away(&error, "STARTTLS");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn starttls_and_implicit_tls_deliver_with_the_extra_certificate() {
    for (tls, security) in
        [(Tls::Upgraded, SmtpSecurity::StartTls), (Tls::FromTheStart, SmtpSecurity::ImplicitTls)]
    {
        let server = SmtpServer::start_with(tls, &[]);
        transport(secured(&server, security)).send(&plain_mail()).await.unwrap();
        assert_eq!(server.mails().len(), 1);

        let distrusting = SmtpSettings { extra_ca_pem: None, ..secured(&server, security) };
        let error = transport(distrusting).send(&plain_mail()).await.unwrap_err();
        assert!(matches!(error, SendError::Away { .. }), "{error:?}");

        let misnamed = SmtpSettings { host: "127.0.0.1".to_owned(), ..secured(&server, security) };
        let error = transport(misnamed).send(&plain_mail()).await.unwrap_err();
        assert!(matches!(error, SendError::Away { .. }), "{error:?}");
        assert_eq!(server.mails().len(), 1);
    }
}

#[tokio::test]
async fn signing_in_works_and_a_wrong_password_loses_no_mail() {
    let server = SmtpServer::start_with(Tls::Upgraded, &["--auth", "ladder:s3cret"]);
    let user = |password: &str| SmtpSettings {
        credentials: Some(("ladder".to_owned(), password.to_owned())),
        ..secured(&server, SmtpSecurity::StartTls)
    };
    transport(user("s3cret")).send(&plain_mail()).await.unwrap();
    let error = transport(user("wrong")).send(&plain_mail()).await.unwrap_err();
    assert_away(&error, "535");
    assert!(!error.reason().contains("wrong"), "{error}");
    let anonymous = secured(&server, SmtpSecurity::StartTls);
    let error = transport(anonymous).send(&plain_mail()).await.unwrap_err();
    assert!(matches!(error, SendError::Refused { .. }) && error.reason().contains("530"), "{error}");
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let server = SmtpServer::start();
    let mut mail = plain_mail();
    mail.to.email = "łukasz@council.example".to_owned();
    let error = transport(settings(server.port)).send(&mail).await.unwrap_err();
    assert!(matches!(error, SendError::Permanent { .. }), "{error:?}");
}

#[test]
fn settings_that_cannot_work_are_refused_at_the_start() {
    let password = SmtpSettings { credentials: Some(("a".to_owned(), "b".to_owned())), ..settings(25) };
    assert!(matches!(Smtp::new(password.clone()), Err(SmtpSettingsError::PasswordInTheClear)));
    assert!(!format!("{password:?}").contains("\"b\""));
    let empty = SmtpSettings {
        security: SmtpSecurity::StartTls,
        extra_ca_pem: Some(b"hello".to_vec()),
        ..settings(587)
    };
    assert!(matches!(Smtp::new(empty), Err(SmtpSettingsError::NoCertificate)));
    let broken = SmtpSettings {
        security: SmtpSecurity::StartTls,
        extra_ca_pem: Some(b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n".to_vec()),
        ..settings(587)
    };
    assert!(matches!(Smtp::new(broken), Err(SmtpSettingsError::Tls(_))));
}
