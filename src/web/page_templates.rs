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
        "pages/csrf",
        "pages/error_summary",
        "pages/field",
        "pages/fields",
        "pages/form",
        "pages/pagination",
        "pages/rail",
        "pages/state",
    ];
    "pages": [
        "again",
        "api_docs",
        "demo_mail",
        "demo_mail_one",
        "display",
        "home",
        "problem",
        "sign_in",
        "sign_in_link",
        "sign_in_sent",
        "verify",
    ];
}
