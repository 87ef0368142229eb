//! Mails about practice.

use super::{Sample, day, introduction, sample};
use crate::mail::message::{
    LapsingCourse, Message, NextDate, Page, PracticeLapses, PractitionerAnswered, PractitionerWanted,
    ShortNoticeLetter, SupportAsked,
};

pub(super) fn practice() -> Vec<Sample> {
    let what = "Two families have fallen out over a garden fence, and both want to meet.".to_owned();
    let wanted = PractitionerWanted {
        who: "Amira Khan".to_owned(),
        what: what.clone(),
        place: Some("Hillside Primary School".to_owned()),
        wanted: Some("In the first weeks of February, after school".to_owned()),
        phone: Some("0117 496 0123".to_owned()),
        page: Page::at("/manage/practitioner-asks/1"),
    };
    let bare = PractitionerWanted { place: None, wanted: None, phone: None, ..wanted.clone() };
    let session = introduction();
    let next = NextDate {
        course: session.course.clone(),
        when: session.dates[0].clone(),
        page: Page::at("/sessions/1"),
    };
    let lapsing = LapsingCourse {
        course: "Circles and meetings".to_owned(),
        until: day(2027, 2, 26),
        dates: vec![next],
        late: false,
        by_declaring: true,
    };
    let late = LapsingCourse { late: true, by_declaring: false, ..lapsing.clone() };
    let bare_lapsing = LapsingCourse { dates: Vec::new(), by_declaring: false, ..lapsing.clone() };
    let lapses = |lapsing| {
        Message::PracticeLapses(PracticeLapses {
            lapsing,
            page: Page::at("/my-practice"),
            off: Page::at("/my-practice#mails"),
        })
    };
    let letter = ShortNoticeLetter {
        organisation: "Hillside Primary School".to_owned(),
        first_day: day(2026, 1, 1),
        last_day: day(2026, 12, 31),
        booked: 62,
        no_show: 5,
        short_notice: 3,
        excused: 2,
        page: Page::at("/organisations/1/short-notice?from=2026-01-01&to=2026-12-31"),
    };
    vec![
        sample("practitioner_wanted", Message::PractitionerWanted(wanted)),
        sample("practitioner_wanted_briefly", Message::PractitionerWanted(bare)),
        sample(
            "practitioner_answered",
            Message::PractitionerAnswered(PractitionerAnswered {
                asked_on: day(2027, 1, 12),
                what,
                answer: "Ben Okoro of the council can come. He rings you tomorrow.".to_owned(),
                register: Page::at("/reports/practitioners"),
            }),
        ),
        sample(
            "support_asked",
            Message::SupportAsked(SupportAsked {
                who: "Amira Khan".to_owned(),
                page: Page::at("/my-practice"),
            }),
        ),
        sample("practice_lapses", lapses(vec![lapsing])),
        sample("practice_lapses_without_dates", lapses(vec![late, bare_lapsing])),
        sample("short_notice_letter", Message::ShortNoticeLetter(letter)),
    ]
}
