//! How and where training takes place, in words: the one place they stand.

use super::words::Delivery;

/// How, as a heading, a choice or a line about a course says it.
#[must_use]
pub const fn how(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Zoom => "On Zoom",
        Delivery::Room => "In a room",
        Delivery::OnSite => "At the organisation",
    }
}

/// Where, as a page tells somebody who comes: its address when there is one.
#[must_use]
pub fn place(delivery: Delivery, location: Option<&str>) -> String {
    match (delivery, location) {
        (Delivery::Zoom, Some(location)) => format!("On Zoom; {location}"),
        (_, Some(location)) => location.to_owned(),
        (Delivery::Zoom, None) => "On Zoom".to_owned(),
        (Delivery::Room, None) => "In a room; we will write to you where".to_owned(),
        (Delivery::OnSite, None) => "At your organisation".to_owned(),
    }
}

/// Where, as calendars, mails and papers name it.
#[must_use]
pub fn location(delivery: Delivery, location: Option<&str>) -> String {
    let unnamed = match delivery {
        Delivery::Zoom => "Zoom",
        Delivery::Room => "The room will be announced",
        Delivery::OnSite => "At your organisation",
    };
    location.unwrap_or(unnamed).to_owned()
}

/// How something is given that is taken at any time.
pub const ON_DEMAND: &str = "On demand";

/// How, as a certificate states it: years later nobody knows what "on Zoom" meant.
#[must_use]
pub const fn mode(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Zoom => "Online, on Zoom",
        Delivery::Room => "In person",
        Delivery::OnSite => "In person, at the organisation’s own site",
    }
}
