//! The form of a mail on the wire, read back by another library.

use mailparse::{MailHeaderMap, ParsedMail};
use training_ladder::{
    domain::{
        ids::MailId,
        invites::{InviteMethod, Party},
    },
    mail::{
        inbound,
        message::message_id,
        outgoing::{Attachment, CalendarPart, Malformed, Outgoing},
    },
};

use super::{plain_mail, with_invite};

fn parsed(raw: &[u8]) -> ParsedMail<'_> {
    mailparse::parse_mail(raw).unwrap()
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    let values = mail.headers.get_all_values(name);
    assert_eq!(values.len(), 1, "{name}: {values:?}");
    values.into_iter().next().unwrap()
}

fn types(mail: &ParsedMail<'_>) -> Vec<String> {
    mail.subparts.iter().map(|part| part.ctype.mimetype.clone()).collect()
}

#[test]
fn an_invite_is_the_last_alternative_and_attached() {
    let mut mail = with_invite(InviteMethod::Request);
    mail.attachments.push(Attachment {
        filename: "Zertifikat – Łukasz.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        bytes: b"%PDF-1.7\n\xff\x00".to_vec(),
    });
    let raw = mail.mime().unwrap();
    assert!(raw.is_ascii(), "the mail needs no 8BITMIME");
    let mail_back = parsed(&raw);
    assert_eq!(mail_back.ctype.mimetype, "multipart/mixed");
    assert_eq!(types(&mail_back), ["multipart/alternative", "application/ics", "application/pdf"]);

    let alternative = &mail_back.subparts[0];
    assert_eq!(types(alternative), ["text/plain", "text/html", "text/calendar"]);
    assert_eq!(
        alternative.subparts[0].get_body().unwrap().replace("\r\n", "\n").trim_end(),
        mail.text.trim_end()
    );
    assert_eq!(
        alternative.subparts[1].get_body().unwrap().replace("\r\n", "\n").trim_end(),
        mail.html.trim_end()
    );
    let invite = &alternative.subparts[2];
    assert_eq!(header(invite, "Content-Type"), "text/calendar; charset=UTF-8; method=REQUEST");
    let ics = mail.calendar.as_ref().unwrap().ics.as_bytes();
    assert_eq!(invite.get_body_raw().unwrap(), ics, "not a byte of an invite changes");

    assert_eq!(mail_back.subparts[1].get_body_raw().unwrap(), ics);
    assert_eq!(mail_back.subparts[1].get_content_disposition().params["filename"], "invite.ics");
    let pdf = &mail_back.subparts[2];
    assert_eq!(pdf.get_body_raw().unwrap(), mail.attachments[0].bytes);
    assert_eq!(pdf.get_content_disposition().params["filename"], "Zertifikat – Łukasz.pdf");
}

#[test]
fn the_method_beside_the_charset_is_the_files_own() {
    for (method, word) in [
        (InviteMethod::Request, "REQUEST"),
        (InviteMethod::Withdraw, "CANCEL"),
        (InviteMethod::CallOff, "CANCEL"),
    ] {
        let raw = with_invite(method).mime().unwrap();
        let mail = parsed(&raw);
        let expected = format!("text/calendar; charset=UTF-8; method={word}");
        assert_eq!(header(&mail.subparts[0].subparts[2], "Content-Type"), expected);
    }
}

#[test]
fn headers_say_who_when_and_what_it_follows() {
    let mut mail = plain_mail();
    mail.in_reply_to = Some("<first@training.example>".to_owned());
    mail.references =
        (0..20).map(|n| format!("<0193-{n}-0000-7000-8000-000000000001@training.example>")).collect();
    let raw = mail.mime().unwrap();
    let back = parsed(&raw);
    assert_eq!(header(&back, "Message-ID"), mail.message_id);
    assert_eq!(header(&back, "In-Reply-To"), "<first@training.example>");
    assert_eq!(header(&back, "References"), mail.references.join(" "));
    assert_eq!(header(&back, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(&back, "Subject"), mail.subject);
    assert_eq!(header(&back, "Date"), "Mon, 04 Jan 2027 09:00:00 +0000");
    assert_eq!(header(&back, "MIME-Version"), "1.0");
    assert_eq!(header(&back, "Reply-To"), "\"Training office\" <training@riverside.example>");
    let to = mailparse::addrparse_header(back.headers.get_first_header("To").unwrap()).unwrap();
    let to = to.extract_single_info().unwrap();
    assert_eq!(to.display_name.as_deref(), Some("Łukasz \"Luke\" Żółć-O'Brien, Ms."));
    assert_eq!(to.addr, "lukasz@council.example");
    let longest = String::from_utf8(raw).unwrap().lines().map(str::len).max().unwrap();
    assert!(longest <= 998, "{longest}");
}

#[test]
fn a_subject_of_any_length_and_script_comes_back() {
    for subject in ["Booked: ŵ ŷ – “x” Ω Я", &"é".repeat(200), &"word ".repeat(60), "=?utf-8?b?x?="]
    {
        let mut mail = plain_mail();
        subject.trim().clone_into(&mut mail.subject);
        let raw = mail.mime().unwrap();
        assert!(raw.is_ascii());
        if !subject.starts_with("=?") {
            assert_eq!(header(&parsed(&raw), "Subject"), subject.trim());
        }
    }
}

#[test]
fn the_same_mail_is_the_same_bytes_each_time() {
    let mail = with_invite(InviteMethod::Request);
    assert_eq!(mail.mime().unwrap(), mail.mime().unwrap());
    let other = Outgoing { message_id: "<other@training.example>".to_owned(), ..mail.clone() };
    assert_ne!(mail.mime().unwrap(), other.mime().unwrap());
}

#[test]
fn no_line_break_reaches_a_header() {
    let evil = "x\r\nBcc: victim@elsewhere.example";
    let named = |name: &str, email: &str| Party { name: name.to_owned(), email: email.to_owned() };
    let good = plain_mail();
    let tries = [
        Outgoing { subject: evil.to_owned(), ..good.clone() },
        Outgoing { subject: "x\ny".to_owned(), ..good.clone() },
        Outgoing { subject: "x\0".to_owned(), ..good.clone() },
        Outgoing { to: named(evil, "a@b.example"), ..good.clone() },
        Outgoing { from: named(evil, "a@b.example"), ..good.clone() },
        Outgoing { reply_to: named(evil, "a@b.example"), ..good.clone() },
        Outgoing { to: named("x", "a@b.example\r\nBcc: c@d.example"), ..good.clone() },
        Outgoing { to: named("x", "a@b.example>\r\nRCPT TO:<c@d.example"), ..good.clone() },
        Outgoing { to: named("x", "\"a\r\nb\"@b.example"), ..good.clone() },
        Outgoing { message_id: format!("<a@b.example>{evil}"), ..good.clone() },
        Outgoing { in_reply_to: Some(evil.to_owned()), ..good.clone() },
        Outgoing { references: vec!["<a@b.example>".to_owned(), evil.to_owned()], ..good.clone() },
        Outgoing {
            attachments: vec![Attachment {
                filename: evil.to_owned(),
                content_type: "application/pdf".to_owned(),
                bytes: vec![],
            }],
            ..good.clone()
        },
        Outgoing {
            attachments: vec![Attachment {
                filename: "x.pdf".to_owned(),
                content_type: "application/pdf\r\nX: y".to_owned(),
                bytes: vec![],
            }],
            ..good.clone()
        },
    ];
    for (n, mail) in tries.iter().enumerate() {
        assert!(mail.mime().is_err(), "try {n}: {:?}", String::from_utf8(mail.mime().unwrap()));
    }
    assert!(good.mime().is_ok());
}

#[test]
fn an_address_that_is_none_is_refused() {
    for address in ["", "amira", "amira@", "@school.example", "a b@school.example", "a@b@c", "a@-x.example"] {
        let mail =
            Outgoing { to: Party { name: "Amira".to_owned(), email: address.to_owned() }, ..plain_mail() };
        assert_eq!(mail.mime(), Err(Malformed::Address(address.to_owned())));
    }
}

#[test]
fn a_message_id_is_made_of_the_mails_own_id() {
    let id = MailId::from_uuid(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001));
    assert_eq!(message_id(id, "training.example"), "<01930000-0000-7000-8000-000000000001@training.example>");
}

#[test]
fn an_invite_that_comes_in_is_found_wherever_it_lies() {
    let mut sent = with_invite(InviteMethod::Request);
    sent.calendar =
        Some(CalendarPart { method: InviteMethod::Request, ics: "BEGIN:VCALENDAR\r\nŵ\r\n".to_owned() });
    let read = inbound::read(&sent.mime().unwrap()).unwrap();
    assert_eq!(read.from.as_deref(), Some("no-reply@training.example"));
    assert!(read.automatic);
    assert_eq!(read.calendars, ["BEGIN:VCALENDAR\r\nŵ\r\n"], "part and attachment are one and the same");

    let reply = b"From: Amira <amira@school.example>\r\nSubject: Accepted\r\n\
        Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
    let read = inbound::read(reply).unwrap();
    assert!(!read.automatic);
    assert_eq!(read.calendars, ["BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"]);
    assert!(inbound::read(b"Subject: hello\r\n\r\nNo invite here.\r\n").unwrap().calendars.is_empty());
}
