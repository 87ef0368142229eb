//! What stands around every page: its title, the way through the site, who is here.

use serde::Serialize;
use serde_json::Value;

use super::{
    assets,
    forms::Form,
    navigation::{NavigationEntry, navigation},
    page_facts::Link,
};
use crate::store::read::service::site::NamedMark;

/// The room of a mark in the line at the top of a page, in pixels.
const MARK_WIDTH: u32 = 120;
const MARK_HEIGHT: u32 = 32;

/// The facts of `templates/layouts/page.hbs`.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The page's title, which is its heading too.
    pub title: String,
    /// Whether the form on it says that something is wrong.
    pub error: bool,
    /// Who runs the service.
    pub provider: String,
    /// Their mark.
    pub mark: Option<MarkFacts>,
    /// The address of the stylesheet of their colour.
    pub colours: Option<String>,
    /// How pages are to look in this browser.
    pub display: &'static str,
    /// Where that is chosen.
    pub display_link: String,
    /// The stylesheet's address.
    pub stylesheet: &'static str,
    /// The script's address.
    pub script: &'static str,
    /// The icon's address.
    pub icon: &'static str,
    /// The links at the top.
    pub navigation: Vec<NavigationEntry>,
    /// The name of whoever is signed in.
    pub visitor: Option<String>,
    /// The link back to where one came from.
    pub back: Option<Link>,
    /// What was just done, in words.
    pub notice: Option<String>,
    /// What search engines show under the title.
    pub description: Option<String>,
    /// After how many seconds a browser without script loads the page anew.
    pub renewed_after: Option<i64>,
    /// Whether this is the demo, whose mail can be read.
    pub demo: bool,
    /// What proves that a form was shown to whoever sends it.
    pub csrf: String,
}

/// A mark as a page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct MarkFacts {
    /// Where it is.
    pub address: String,
    /// How wide it is shown, which keeps its room before it is there.
    pub width: u32,
    /// How high.
    pub height: u32,
}

impl MarkFacts {
    /// Of a mark, in a line.
    #[must_use]
    pub fn of(mark: &NamedMark) -> Self {
        let (width, height) = mark.mark.within(MARK_WIDTH, MARK_HEIGHT);
        Self { address: mark.address(), width, height }
    }

    /// One for samples.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            address: "/assets/mark.00000000000000000000000000000000.svg".to_owned(),
            width: 64,
            height: 32,
        }
    }
}

impl Frame {
    /// The facts of a page, all together: its own, its form's and its frame's.
    ///
    /// # Errors
    /// Only if they cannot be written as JSON.
    pub fn around(&self, mut facts: Value, form: Option<&Form>) -> serde_json::Result<Value> {
        facts["form"] = serde_json::to_value(form.map(Form::facts))?;
        facts["page"] = serde_json::to_value(self)?;
        Ok(facts)
    }

    /// Frames that between them take every branch of the layout.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let signed_out = Self {
            title: "Find a course".to_owned(),
            error: false,
            provider: "Riverside Restorative Partnership".to_owned(),
            mark: None,
            colours: None,
            display: "device",
            display_link: "/display?return_to=%2Fcourses".to_owned(),
            stylesheet: assets::address_of("site.css"),
            script: assets::address_of("site.js"),
            icon: assets::address_of("icon.svg"),
            navigation: navigation(None, "/courses"),
            visitor: None,
            back: None,
            notice: None,
            description: None,
            renewed_after: None,
            demo: false,
            csrf: "sample".to_owned(),
        };
        let signed_in = Self {
            error: true,
            navigation: navigation(None, "/work"),
            visitor: Some("Amira Khan".to_owned()),
            back: Some(Link::to("/my-bookings", "My bookings")),
            notice: Some("Saved.".to_owned()),
            description: Some("What it is, and when it is given.".to_owned()),
            renewed_after: Some(42),
            demo: true,
            mark: Some(MarkFacts::sample()),
            colours: Some("/assets/site-colour.0b4f5c.00000000.css".to_owned()),
            ..signed_out.clone()
        };
        vec![signed_out, signed_in]
    }
}
