//! Courses and their dates as search engines read them: `schema.org` Course and `CourseInstance`.

use serde_json::{Value, json};

use crate::{
    app::App,
    domain::words::{Delivery, SessionState},
    store::read::{
        catalogue::course::CourseView,
        sessions::session::{DateView, SessionView},
    },
};

/// A data block's text. Within a script element only `<` could end it.
#[must_use]
pub fn block(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// A course with its dates; `needs` says what has to come before it.
#[must_use]
pub fn course(app: &App, course: &CourseView, needs: &str, dates: &[SessionView]) -> Value {
    let instances: Vec<Value> = dates.iter().map(|date| instance(app, date)).collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.title,
        "description": course.summary,
        "url": format!("{}/courses/{}", app.settings.base_url, course.slug),
        "inLanguage": "en-GB",
        "timeRequired": format!("PT{}M", course.duration_minutes),
        "teaches": course.outcomes,
        "coursePrerequisites": needs,
        "provider": {
            "@type": "Organization", "name": app.settings.provider(), "url": app.settings.base_url,
        },
    });
    if !instances.is_empty() {
        data["hasCourseInstance"] = json!(instances);
    }
    data
}

/// One scheduled run of a course.
#[must_use]
pub fn instance(app: &App, session: &SessionView) -> Value {
    let zone = session.timezone.tz();
    let online = session.delivery == Delivery::Zoom;
    let place = match (&session.location, online) {
        (_, true) => json!({"@type": "VirtualLocation", "name": "Zoom"}),
        (Some(location), false) => json!({"@type": "Place", "name": location}),
        (None, false) => json!({"@type": "Place", "name": "To be announced"}),
    };
    let at = |date: &DateView, end: bool| {
        let moment = if end { date.ends_at } else { date.starts_at };
        moment.with_timezone(&zone).to_rfc3339()
    };
    let minutes: i64 = session.dates.iter().map(|date| (date.ends_at - date.starts_at).num_minutes()).sum();
    let status = if session.state == SessionState::Cancelled { "EventCancelled" } else { "EventScheduled" };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "CourseInstance",
        "name": session.course.title,
        "url": format!("{}/sessions/{}", app.settings.base_url, session.id),
        "courseMode": if online { "online" } else { "onsite" },
        "courseWorkload": format!("PT{minutes}M"),
        "startDate": session.dates.first().map(|date| at(date, false)),
        "endDate": session.dates.last().map(|date| at(date, true)),
        "eventStatus": format!("https://schema.org/{status}"),
        "location": place,
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": session.places_left,
        "organizer": {
            "@type": "Organization", "name": app.settings.provider(), "url": app.settings.base_url,
        },
    });
    if !session.trainers.is_empty() {
        let people = session.trainers.iter().map(|one| json!({"@type": "Person", "name": one.name}));
        data["instructor"] = people.collect();
    }
    data
}
