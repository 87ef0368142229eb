mod delivery;
mod mime;
mod templates;
mod transports;
mod words;

use training_ladder::{
    domain::invites::{InviteMethod, Party},
    mail::{
        outgoing::{CalendarPart, Outgoing},
        render::{ACCENTS, Secrets, SiteFacts},
    },
};

/// Who gets the samples.
fn amira() -> Party {
    Party { name: "Amira Khan".to_owned(), email: "amira.khan@school.example".to_owned() }
}

fn site() -> SiteFacts {
    SiteFacts {
        provider: "Riverside Restorative Partnership".to_owned(),
        base_url: "https://training.example/".to_owned(),
        contact_email: "training@riverside.example".to_owned(),
        contact_phone: Some("0191 498 0123".to_owned()),
        accent: ACCENTS.0.to_owned(),
        accent_on_dark: ACCENTS.1.to_owned(),
        mark: None,
    }
}

fn secrets() -> Secrets<'static> {
    Secrets { link: &|_, _| "SECRET-abc_123".to_owned(), code: &|_| "12345678".to_owned() }
}

/// A mail without invite or attachment, to somebody with a name that needs care.
fn plain_mail() -> Outgoing {
    Outgoing {
        from: Party { name: "Riverside".to_owned(), email: "no-reply@training.example".to_owned() },
        to: Party {
            name: "Łukasz \"Luke\" Żółć-O'Brien, Ms.".to_owned(),
            email: "lukasz@council.example".to_owned(),
        },
        reply_to: Party {
            name: "Training office".to_owned(),
            email: "training@riverside.example".to_owned(),
        },
        message_id: "<01930000-0000-7000-8000-000000000001@training.example>".to_owned(),
        in_reply_to: None,
        references: vec![],
        date: "2027-01-04T09:00:00Z".parse().unwrap(),
        subject: "Booked: Introduction – ŵ, Tuesday 12 January 2027".to_owned(),
        text: "Hello Łukasz,\n\n.a line that begins with a dot\nFrom here on\n\nBye\n".to_owned(),
        html: "<!DOCTYPE html>\n<html lang=\"en-GB\"><title>x</title><p>Hello Łukasz = \n</html>\n"
            .to_owned(),
        calendar: None,
        attachments: vec![],
    }
}

fn with_invite(method: InviteMethod) -> Outgoing {
    let ics = "BEGIN:VCALENDAR\r\nMETHOD:X\r\nSUMMARY:Żółć ŵ\r\n  folded\r\nEND:VCALENDAR\r\n".to_owned();
    Outgoing { calendar: Some(CalendarPart { method, ics }), ..plain_mail() }
}
