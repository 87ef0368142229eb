//! The templates of pages, compiled in: layouts, recurring pieces, then one for each page.

macro_rules! templates {
    ($($room:literal: [$($name:literal),* $(,)?];)*) => {
        /// Each template by the name others call it.
        pub const TEMPLATES: &[(&str, &str)] = &[$($(
            ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $room, "/", $name, ".hbs"))),
        )*)*];
    };
}

templates! {
    "layouts": ["page"];
    "partials": [
        "pages/booking_line",
        "pages/csrf",
        "pages/date_facts",
        "pages/error_summary",
        "pages/field",
        "pages/fields",
        "pages/form",
        "pages/joining",
        "pages/offers",
        "pages/own_rail",
        "pages/pagination",
        "pages/rail",
        "pages/standing",
        "pages/state",
        "pages/today",
        "pages/trained_session",
    ];
    "pages": [
        "accessibility",
        "again",
        "api_docs",
        "attendance",
        "attendance_none",
        "book",
        "booking",
        "booking_form",
        "booking_move",
        "booking_offer",
        "certificate",
        "complete",
        "confirm",
        "contact",
        "course",
        "courses",
        "demo_mail",
        "demo_mail_one",
        "display",
        "dispute",
        "disputes",
        "finish",
        "home",
        "my_bookings",
        "my_certificates",
        "my_dates",
        "my_ladder",
        "privacy",
        "problem",
        "register",
        "register_organisation",
        "reopen",
        "roster",
        "session",
        "sign_in",
        "sign_in_link",
        "sign_in_sent",
        "verify",
        "waive",
        "walk_in",
    ];
}
