//! What the partnership says of itself, and its marks.

use diesel::prelude::*;

use crate::{
    domain::{
        colours::Colour,
        site::{Mark, MarkKind},
    },
    store::{
        AnyConnection,
        error::Error,
        read::revised::Revised,
        schema::{site, site_marks},
    },
};

/// What stands in the one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteView {
    /// The partnership's name.
    pub name: Option<String>,
    /// The first sentence of the front page.
    pub sentence: Option<String>,
    /// The colour of links and buttons.
    pub accent: Option<Colour>,
    /// The mark.
    pub mark: Option<NamedMark>,
}

/// A mark under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedMark {
    /// The hash of its file.
    pub name: String,
    /// The mark.
    pub mark: Mark,
}

impl NamedMark {
    /// The address under which pages and mails show it; it changes with the file.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/assets/mark.{}.{}", self.name, self.mark.kind)
    }
}

#[derive(Queryable)]
struct MarkRow {
    name: String,
    kind: MarkKind,
    width: i32,
    height: i32,
    bytes: Vec<u8>,
}

impl MarkRow {
    fn named(self) -> NamedMark {
        let size = |of: i32| u32::try_from(of).unwrap_or(1).max(1);
        let mark =
            Mark { kind: self.kind, width: size(self.width), height: size(self.height), bytes: self.bytes };
        NamedMark { name: self.name, mark }
    }
}

/// Which revision of it stands: cheap enough to be asked every few seconds.
///
/// # Errors
/// When the database fails.
pub fn revision(connection: &mut AnyConnection) -> Result<i32, Error> {
    Ok(site::table.select(site::revision).first(connection)?)
}

/// All of it.
///
/// # Errors
/// When the database fails, or a colour in it is none.
pub fn site(connection: &mut AnyConnection) -> Result<Revised<SiteView>, Error> {
    type Row = (Option<String>, Option<String>, Option<String>, Option<String>, i32);
    let (name, sentence, accent, mark, revision): Row = site::table
        .select((site::name, site::sentence, site::accent, site::mark, site::revision))
        .first(connection)?;
    let accent = accent
        .map(|accent| Colour::parse(&accent).ok_or_else(|| Error::Broken(format!("{accent:?} is no colour"))))
        .transpose()?;
    let mark = match mark {
        Some(name) => self::mark(connection, &name)?,
        None => None,
    };
    Ok(Revised { revision, view: SiteView { name, sentence, accent, mark } })
}

/// A mark by its name, whether it is still the site's or was once.
///
/// # Errors
/// When the database fails.
pub fn mark(connection: &mut AnyConnection, name: &str) -> Result<Option<NamedMark>, Error> {
    let row: Option<MarkRow> = site_marks::table
        .find(name)
        .select((
            site_marks::name,
            site_marks::kind,
            site_marks::width,
            site_marks::height,
            site_marks::bytes,
        ))
        .first(connection)
        .optional()?;
    Ok(row.map(MarkRow::named))
}
