//! What mails say: a snapshot of every sample, and the same facts in text and HTML.

use std::fmt::Write as _;

use insta::Settings;
use serde_json::Value;
use training_ladder::{
    domain::{ids::TokenId, invites::Party, words::TokenKind},
    mail::{
        message::{Message, PayloadError, Place, samples::samples},
        render::{Rendered, Renderer, view},
    },
};

use super::{amira, secrets, site};

fn rendered() -> Vec<(&'static str, Message, Rendered)> {
    let renderer = Renderer::new();
    samples()
        .into_iter()
        .map(|sample| {
            let mail = renderer
                .render(&sample.message, &amira(), &site(), secrets())
                .unwrap_or_else(|error| panic!("{}: {error}", sample.name));
            (sample.name, sample.message, mail)
        })
        .collect()
}

#[test]
fn every_sample_reads_as_it_should() {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| {
        for (name, _, mail) in rendered() {
            insta::assert_snapshot!(name, format!("Subject: {}\n\n{}", mail.subject, mail.text));
        }
    });
}

#[test]
fn text_and_html_state_every_fact() {
    for (name, message, mail) in rendered() {
        let facts = view(&message, &amira(), &site(), secrets()).unwrap();
        let mut stated = Vec::new();
        shown(&Value::Object(facts), "", &mut stated);
        // The subject is read above either of them.
        let text = one_line(&format!("{} {}", mail.subject, mail.text));
        let html = one_line(&words_of(&mail.html));
        for fact in stated.iter().map(|fact| one_line(fact)) {
            assert!(text.contains(&fact), "{name}: the text lacks {fact:?}\n{}", mail.text);
            assert!(html.contains(&fact), "{name}: the HTML lacks {fact:?}\n{html}");
        }
    }
}

/// What chooses sentences or colours and is not read itself.
const NOT_READ: [&str; 8] =
    ["kind", "event", "reason_word", "approver", "day", "start", "accent", "accent_on_dark"];

/// The values a reader must find. Words of closed lists choose sentences and are not shown themselves.
fn shown(value: &Value, key: &str, out: &mut Vec<String>) {
    match value {
        Value::String(_) if NOT_READ.contains(&key) => {}
        Value::String(text) => out.push(text.clone()),
        Value::Number(number) if number.as_u64() != Some(0) => out.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| shown(item, key, out)),
        Value::Object(map) => {
            // Why a copy goes out is a word of a closed list there, and somebody's own words elsewhere.
            let copy = map.contains_key("line") || map.contains_key("lines");
            for (key, item) in map {
                shown(item, if copy && key == "reason" { "reason_word" } else { key }, out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words and addresses in a page.
fn words_of(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        let close = open + rest[open..].find('>').expect("every tag ends");
        let tag = &rest[open + 1..close];
        if tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/li") {
            words.push(' ');
        }
        if let Some((_, address)) = tag.split_once("href=\"") {
            write!(words, " {} ", address.split('"').next().unwrap()).unwrap();
        }
        rest = &rest[close + 1..];
    }
    words.push_str(rest);
    for (entity, character) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x60;", "`"), ("&#x3D;", "=")]
    {
        words = words.replace(entity, character);
    }
    words.replace("&amp;", "&")
}

#[test]
fn the_html_is_sound_and_needs_no_picture() {
    for (name, _, mail) in rendered() {
        let html = &mail.html;
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\""), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(html.matches("class=\"button\"").count() <= 1, "{name}: one button");
        for banned in ["<img", "<table", "<script", "url(", "http-equiv", "javascript:"] {
            assert!(!html.contains(banned), "{name}: {banned}");
        }
        let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert_eq!(words_of(title), mail.subject, "{name}");
        for address in html.split("href=\"").skip(1).map(|rest| words_of(rest.split('"').next().unwrap())) {
            assert!(address.starts_with("https://") || address.starts_with("mailto:"), "{name}: {address}");
        }
        tags_are_nested(name, html);
    }
}

fn tags_are_nested(name: &str, html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let element = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
        if tag.starts_with('!') || ["meta", "br"].contains(&element) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(element), "{name}");
        } else {
            if ["p", "ul", "div", "blockquote", "h1"].contains(&element) {
                assert!(!open.contains(&"p"), "{name}: <{element}> inside <p>");
            }
            open.push(element);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} left open");
}

#[test]
fn no_template_leaves_gaps_or_blanks() {
    for (name, _, mail) in rendered() {
        assert!(!mail.text.contains("\n\n\n"), "{name}");
        assert!(mail.text.lines().all(|line| line == line.trim_end()), "{name}");
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(!part.contains("{{") && !part.contains("[object]"), "{name}");
        }
        let text = one_line(&mail.text);
        assert!(!text.contains(" ,") && !text.contains(" . ") && !text.contains(" :"), "{name}: {text}");
        assert!(!mail.subject.ends_with([',', ':', ' ']), "{name}: {}", mail.subject);
    }
}

#[test]
fn payloads_come_back_as_they_were_and_hold_no_secret() {
    for sample in samples() {
        let payload = sample.message.to_payload();
        assert!(payload.contains("\"v\":1"), "{payload}");
        assert!(payload.contains(&format!("\"kind\":\"{}\"", sample.message.kind())), "{payload}");
        assert!(!payload.contains("SECRET") && !payload.contains("12345678"), "{payload}");
        assert_eq!(Message::from_payload(&payload).unwrap(), sample.message);
    }
    let link = rendered().into_iter().find(|(name, ..)| *name == "confirm_address").unwrap().2;
    assert!(link.text.contains("https://training.example/confirm?token=SECRET-"), "{}", link.text);
    assert!(link.text.contains("12345678"), "{}", link.text);
}

#[test]
fn a_payload_of_another_version_or_kind_is_refused() {
    let payload = samples()[0].message.to_payload();
    let newer = payload.replace("\"v\":1", "\"v\":2");
    assert!(matches!(Message::from_payload(&newer), Err(PayloadError::Version(2))));
    let none = payload.replace("\"v\":1", "\"w\":1");
    assert!(matches!(Message::from_payload(&none), Err(PayloadError::Version(0))));
    let other = payload.replace("sign_in_link", "sign_out_link");
    assert!(matches!(Message::from_payload(&other), Err(PayloadError::Malformed(_))));
    assert!(matches!(Message::from_payload("not json"), Err(PayloadError::Malformed(_))));
}

#[test]
fn control_characters_are_refused_wherever_they_stand() {
    for bad in ["a\rb", "a\0b", "a\u{1b}[2Jb", "a\tb", "a\u{85}b"] {
        let message = with_course(bad);
        let error = message.check().unwrap_err();
        assert_eq!(error.fact, "place.session.course");
        assert!(Renderer::new().render(&message, &amira(), &site(), secrets()).is_err(), "{bad:?}");
    }
    let name = Party { name: "Amira\r\nBcc: x@y.example".to_owned(), ..amira() };
    assert!(Renderer::new().render(&samples()[0].message, &name, &site(), secrets()).is_err());
}

#[test]
fn a_line_break_in_a_title_does_not_reach_the_subject() {
    let message = with_course("One\nBcc: x@y.example");
    let mail = Renderer::new().render(&message, &amira(), &site(), secrets()).unwrap();
    assert_eq!(mail.subject, "Booked: One Bcc: x@y.example, Tuesday 12 January 2027");
}

#[test]
fn what_people_typed_is_escaped_in_html_and_plain_in_text() {
    let message = with_course("<b onmouseover=alert(1)>\"Tom\" & 'Ann'</b> {{site}}");
    let mail = Renderer::new().render(&message, &amira(), &site(), secrets()).unwrap();
    assert!(mail.text.contains("<b onmouseover=alert(1)>\"Tom\" & 'Ann'</b> {{site}}"));
    assert!(!mail.html.contains("<b onmouseover"));
    assert!(mail.html.contains("&lt;b onmouseover"));
}

#[test]
fn a_page_of_another_site_is_refused() {
    let mut message = booked();
    for path in ["https://elsewhere.example/", "//elsewhere.example", "bookings"] {
        with_place(&mut message, |place| place.booking.page.page = path.to_owned());
        assert!(Renderer::new().render(&message, &amira(), &site(), secrets()).is_err(), "{path}");
    }
}

#[test]
fn an_unknown_zone_is_refused() {
    let payload = booked().to_payload();
    assert!(Message::from_payload(&payload).is_ok());
    let elsewhere = payload.replace("Europe/London", "Europe/Atlantis");
    assert_ne!(elsewhere, payload);
    assert!(Message::from_payload(&elsewhere).is_err());
}

#[test]
fn nobody_is_greeted_by_an_empty_name() {
    let nameless = Party { name: String::new(), ..amira() };
    let mail = Renderer::new().render(&booked(), &nameless, &site(), secrets()).unwrap();
    assert!(mail.text.starts_with("Hello,\n"), "{}", mail.text);
}

#[test]
fn whoever_runs_it_is_you_and_whoever_comes_reads_a_name() {
    let dana = Party { name: "Dana Price".to_owned(), ..amira() };
    for (name, says) in [
        ("run_session", "With: you, Seán O’Brien"),
        ("roster_tomorrow", "With: you, Seán O’Brien"),
        ("booked", "With: Dana Price, Seán O’Brien"),
    ] {
        let message = samples().into_iter().find(|sample| sample.name == name).unwrap().message;
        let mail = Renderer::new().render(&message, &dana, &site(), secrets()).unwrap();
        assert!(mail.text.contains(says), "{name}: {}", mail.text);
        assert!(one_line(&words_of(&mail.html)).contains(says), "{name}: {}", mail.html);
    }
}

#[test]
fn a_place_can_be_moved_or_given_up_from_the_mail() {
    for name in ["booked", "moved", "approved", "reminder_week", "date_changed_time"] {
        let message = samples().into_iter().find(|sample| sample.name == name).unwrap().message;
        let mail = Renderer::new().render(&message, &amira(), &site(), secrets()).unwrap();
        for way in ["move", "cancel"] {
            let link = format!("/bookings/01930000-0000-7000-8000-00000000000b/{way}");
            assert!(mail.text.contains(&link) && mail.html.contains(&link), "{name}: {}", mail.text);
        }
    }
}

#[test]
fn each_secret_belongs_to_its_token() {
    let link = |kind: TokenKind, id: TokenId| format!("{kind}-for-{id}");
    let code = |id: TokenId| format!("for-{id}");
    let secrets = training_ladder::mail::render::Secrets { link: &link, code: &code };
    let mail = Renderer::new().render(&samples()[0].message, &amira(), &site(), secrets).unwrap();
    assert!(
        mail.text.contains("/sign-in?token=sign_in-for-01930000-0000-7000-8000-000000000001"),
        "{}",
        mail.text
    );
}

fn booked() -> Message {
    samples().into_iter().find(|sample| sample.name == "booked").unwrap().message
}

fn with_course(course: &str) -> Message {
    let mut message = booked();
    with_place(&mut message, |place| course.clone_into(&mut place.session.course));
    message
}

fn with_place(message: &mut Message, change: impl FnOnce(&mut Place)) {
    match message {
        Message::Booked(booked) => change(&mut booked.place),
        other => panic!("{other:?}"),
    }
}
