//! The form of a course date: all that is said about it beside its dates.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::session_date_rows::{Row, read_row};
use crate::{
    domain::{
        delivery,
        ids::PersonId,
        joining::JoiningInput,
        sessions::DateInput,
        times::LONDON,
        words::{Delivery, Word},
    },
    store::read::sessions::{
        session::{DateView, SessionView},
        settings::SessionSettings,
    },
    usecases::sessions::session_terms::SessionTerms,
    web::{
        extract::Posted,
        forms::{Field, Form},
        pages::form_parts::typed::Typed,
    },
};

/// The form's other fields as they stand for a course or a session of it.
pub struct Stands {
    /// Places.
    pub capacity: i32,
    /// How it takes place.
    pub delivery: Delivery,
    /// Who can run it.
    pub trainers: Vec<(PersonId, String)>,
    /// On which clocks its times are.
    pub zone: Tz,
    /// Whether Zoom is to make the meetings; none where nobody has set Zoom up.
    pub zoom: Option<bool>,
}

impl Stands {
    /// A course on Zoom with somebody who runs it.
    #[must_use]
    pub fn sample() -> Self {
        let chris = PersonId::from_uuid(uuid::Uuid::from_u128(7));
        let trainers = vec![(chris, "Chris Straker".to_owned())];
        Self { capacity: 12, delivery: Delivery::Zoom, trainers, zone: LONDON, zoom: Some(true) }
    }
}

/// The form with all of its fields but the dates.
pub fn form(action: &str, button: &str, stands: &Stands) -> Form {
    let delivery = Delivery::ALL
        .iter()
        .fold(Field::radios("delivery", "How it takes place"), |field, one| {
            field.choice(one.as_str(), delivery::how(*one))
        })
        .value(stands.delivery.as_str());
    let trainers = stands
        .trainers
        .iter()
        .fold(Field::boxes("trainer_ids", "Who runs it").optional(), |field, (id, name)| {
            field.choice(id.to_string(), name.clone())
        });
    let form = Form::new(action, button)
        .field(trainers)
        .field(Field::number("capacity", "Places").value(stands.capacity.to_string()))
        .field(delivery)
        .field(
            Field::lines("location", "Address and room", 2)
                .optional()
                .hint("For a date in a room or at an organisation."),
        )
        .field(Field::text("joining.url", "Link").optional().hint("Begins with https://"))
        .field(Field::text("joining.meeting_id", "Meeting ID").optional().width("medium"))
        .field(Field::text("joining.passcode", "Passcode").optional().width("medium"))
        .field(Field::lines("joining.dial_in", "Numbers to dial in", 2).optional())
        .field(
            Field::lines("joining.help", "Who to ring when it fails", 2)
                .optional()
                .hint("Such as: Ring Chris on 0117 496 0000"),
        )
        .field(Field::text("joining.test_url", "Link to try sound and picture beforehand").optional())
        .field(Field::date("opens.day", "Booking opens: day").optional().hint("At once unless you say."))
        .field(Field::time("opens.time", "Booking opens: time").optional())
        .field(
            Field::date("closes.day", "Booking closes: day")
                .optional()
                .hint("When the first date starts unless you say."),
        )
        .field(Field::time("closes.time", "Booking closes: time").optional())
        .field(
            Field::text("timezone", "Time zone")
                .value(stands.zone.name())
                .width("medium")
                .hint("By its IANA name. All times on this page are in it."),
        )
        .field(Field::boxes("private", "").choice_with(
            "yes",
            "For named people only",
            Some("Nobody else sees it or can book it.".to_owned()),
        ));
    let Some(zoom) = stands.zoom else { return form };
    let ticked: &[&str] = if zoom { &["yes"] } else { &[] };
    let field = Field::boxes("zoom_meeting", "").choice_with(
        "yes",
        "Zoom makes the meeting",
        Some(
            "Everybody who is booked gets a link of their own. For a date on Zoom; a link, meeting ID or number to \
             dial in that you type below is used instead."
                .to_owned(),
        ),
    );
    form.field(field.ticked(ticked))
}

/// Fills the form with a session as it stands.
pub fn fill(mut form: Form, session: &SessionView, settings: &SessionSettings, zone: Tz) -> Form {
    let joining = session.joining.clone().flatten();
    let text = |value: Option<String>| value.unwrap_or_default();
    form.set("location", text(session.location.clone()));
    if let Some(joining) = joining {
        form.set("joining.url", text(joining.url));
        form.set("joining.meeting_id", text(joining.meeting_id));
        form.set("joining.passcode", text(joining.passcode));
        form.set("joining.dial_in", text(joining.dial_in));
        form.set("joining.help", text(joining.help));
        form.set("joining.test_url", text(joining.test_url));
    }
    for (name, at) in [("opens", settings.booking_opens_at), ("closes", settings.booking_closes_at)] {
        if let Some(local) = at.map(|at| at.with_timezone(&zone)) {
            form.set(&format!("{name}.day"), local.format("%Y-%m-%d").to_string());
            form.set(&format!("{name}.time"), local.format("%H:%M").to_string());
        }
    }
    form.set("timezone", session.timezone.name());
    let trainers: Vec<String> = settings.trainer_ids.iter().map(ToString::to_string).collect();
    form.tick("trainer_ids", &trainers.iter().map(String::as_str).collect::<Vec<_>>());
    form.tick("private", if session.private { &["yes"] } else { &[] });
    form
}

/// What was typed, read: the dates, and all else. `None` leaves the form with everything that is wrong with it.
pub fn read(
    form: &mut Form,
    posted: &Posted,
    rows: &[Row],
    stands: &Stands,
    known: &[DateView],
) -> Option<(Vec<DateInput>, SessionTerms)> {
    let mut typed = Typed::of(posted);
    let zone = typed.zone("timezone", stands.zone);
    let blank = Row::is_blank;
    let mut dates = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if blank(row) && !rows.iter().all(blank) {
            continue;
        }
        if let Some(zone) = zone {
            dates.extend(read_row(&mut typed, at, row, known, zone));
        }
    }
    let mut terms = terms(&mut typed, posted, zone);
    terms.zoom_meeting = stands.zoom.map(|_| typed.ticked("zoom_meeting"));
    match typed.errors.finish((dates, terms)) {
        Ok(read) => Some(read),
        Err(errors) => {
            form.refuse_all(&errors);
            None
        }
    }
}

/// What was typed, the dates apart.
pub fn terms(typed: &mut Typed<'_>, posted: &Posted, zone: Option<Tz>) -> SessionTerms {
    let capacity = typed.needed_number("capacity", "how many places there are");
    let delivery = typed.word("delivery", "how it takes place");
    let (opens, closes) = match zone {
        Some(zone) => (window(typed, "opens", zone), window(typed, "closes", zone)),
        None => (None, None),
    };
    let trainer_ids = posted.all("trainer_ids").iter().filter_map(|id| id.parse().ok()).collect();
    SessionTerms {
        timezone: zone.map(|zone| zone.name().to_owned()),
        capacity,
        trainer_ids: Some(trainer_ids),
        delivery,
        joining: Some(Some(JoiningInput {
            url: posted.optional("joining.url"),
            meeting_id: posted.optional("joining.meeting_id"),
            passcode: posted.optional("joining.passcode"),
            dial_in: posted.optional("joining.dial_in"),
            test_url: posted.optional("joining.test_url"),
            help: posted.optional("joining.help"),
        })),
        location: Some(posted.optional("location")),
        booking_opens_at: Some(opens),
        booking_closes_at: Some(closes),
        private: Some(typed.ticked("private")),
        zoom_meeting: None,
    }
}

fn window(typed: &mut Typed<'_>, name: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let (day, time) = (format!("{name}.day"), format!("{name}.time"));
    let has_time = !typed.text(&time).is_empty();
    if typed.text(&day).is_empty() && !has_time {
        return None;
    }
    let on = typed.needed_day(&day);
    let at = if has_time { typed.needed_clock(&time) } else { Some(NaiveTime::MIN) };
    typed.moment(&time, on?, at?, zone)
}

/// The names errors of the use-case have, as the form's fields are called.
pub fn field_named(field: &str) -> String {
    match field {
        "booking_opens_at" => "opens.day".to_owned(),
        "booking_closes_at" => "closes.day".to_owned(),
        "dates" => "dates[0].day".to_owned(),
        other => match other.strip_prefix("dates[").and_then(|rest| rest.strip_suffix(']')) {
            Some(_) => format!("{other}.day"),
            None => other.to_owned(),
        },
    }
}
