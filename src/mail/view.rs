//! From the facts of a mail to what its templates are given: times in words, pages as whole addresses, secrets
//! derived.

use chrono::NaiveTime;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::message::{ControlCharacter, Day, Message, Minutes, Moment, Page, SecretLink, TypedCode, When};
use crate::domain::{
    ids::TokenId,
    invites::Party,
    times::{self, ZoneNote},
    words::{TokenKind, Word},
};

/// What every mail of this site says about who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFacts {
    /// Who gives the training; signs every mail.
    pub provider: String,
    /// The site's root, such as `https://training.example.org`, with or without a slash at the end.
    pub base_url: String,
    /// Where questions go.
    pub contact_email: String,
    /// Where one can ring.
    pub contact_phone: Option<String>,
    /// The colour of links and buttons, and of what stands for them where mails are dark.
    pub accent: String,
    /// The same on dark ground.
    pub accent_on_dark: String,
    /// The mark, where there is one that mail programs draw.
    pub mark: Option<MarkShown>,
}

/// The colour of mails, and that on dark ground, of a partnership that chose none.
pub const ACCENTS: (&str, &str) = ("#17485a", "#8fd0e4");

/// A mark above a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkShown {
    /// Its page, from the first slash on.
    pub page: String,
    /// How wide it is shown.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// How the secrets that mails carry are derived when they are delivered.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    /// The part of a link that follows its path.
    pub link: &'a dyn Fn(TokenKind, TokenId) -> String,
    /// The code that is typed instead of following a link.
    pub code: &'a dyn Fn(TokenId) -> String,
}

/// Why a mail's facts cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A fact holds a control character.
    #[error(transparent)]
    Control(#[from] ControlCharacter),
    /// A page's path does not begin with one slash, so joined to the site's root it could lead elsewhere.
    #[error("{0:?} is not a path of this site")]
    Path(String),
}

/// The facts that are shown otherwise than they are stored. Unknown fields are refused in each, so a fact is
/// recognised by its exact set of fields.
#[derive(Deserialize)]
#[serde(untagged)]
enum Leaf {
    When(When),
    Moment(Moment),
    Day(Day),
    Minutes(Minutes),
    Page(Page),
    Link(SecretLink),
    Code(TypedCode),
}

/// Everything the templates of `message` are given.
///
/// # Errors
///
/// If a fact cannot be shown.
pub fn view(
    message: &Message,
    to: &Party,
    site: &SiteFacts,
    secrets: Secrets<'_>,
) -> Result<Map<String, Value>, ViewError> {
    message.check()?;
    if to.name.contains(char::is_control) {
        return Err(ControlCharacter { fact: "to.name".to_owned() }.into());
    }
    let mut facts = message.to_value();
    if RUNS_IT.contains(&message.kind()) {
        say_you(&mut facts, &to.name);
    }
    let mut view = match (Viewer { site, secrets }).shown(facts)? {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    view.insert("to".to_owned(), json!({ "name": to.name }));
    let mark = match &site.mark {
        Some(mark) => {
            let address = (Viewer { site, secrets }).address(&mark.page, "")?;
            json!({ "address": address, "width": mark.width, "height": mark.height })
        }
        None => Value::Null,
    };
    view.insert(
        "site".to_owned(),
        json!({
            "provider": site.provider,
            "contact_email": site.contact_email,
            "contact_phone": site.contact_phone,
            "accent": site.accent,
            "accent_on_dark": site.accent_on_dark,
            "mark": mark,
        }),
    );
    Ok(view)
}

/// Mails to somebody who runs what they are about, and is "you" among those who do.
const RUNS_IT: [&str; 5] =
    ["run_session", "run_date", "run_date_changed", "roster_tomorrow", "register_wanted"];

/// Says "you" in place of a name among those who run something.
fn say_you(facts: &mut Value, name: &str) {
    match facts {
        Value::Object(map) => {
            if let Some(Value::Array(trainers)) = map.get_mut("trainers")
                && let Some(own) = trainers.iter_mut().find(|one| one.as_str() == Some(name))
            {
                *own = json!("you");
            }
            map.values_mut().for_each(|value| say_you(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| say_you(item, name)),
        _ => {}
    }
}

struct Viewer<'a> {
    site: &'a SiteFacts,
    secrets: Secrets<'a>,
}

impl Viewer<'_> {
    fn shown(&self, fact: Value) -> Result<Value, ViewError> {
        Ok(match fact {
            Value::Object(map) => {
                // Only small flat objects can be leaves; the rest need not be tried.
                if map.len() <= 3
                    && let Ok(leaf) = Leaf::deserialize(&Value::Object(map.clone()))
                {
                    return self.leaf(&leaf);
                }
                let shown = map.into_iter().map(|(key, value)| Ok((key, self.shown(value)?)));
                Value::Object(shown.collect::<Result<_, ViewError>>()?)
            }
            Value::Array(items) => {
                let shown = items.into_iter().map(|item| self.shown(item)).collect::<Result<Vec<_>, _>>()?;
                Value::Array(numbered(shown))
            }
            Value::String(text) => Value::String(text.replace("\r\n", "\n")),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
        })
    }

    fn leaf(&self, leaf: &Leaf) -> Result<Value, ViewError> {
        Ok(match leaf {
            Leaf::When(when) => {
                let zone = when.timezone.tz();
                let start = when.starts_at.with_timezone(&zone);
                json!({
                    "shown": times::range(when.starts_at, when.ends_at, zone, ZoneNote::Always),
                    "day": times::day(start.date_naive()),
                    "start": times::clock(start.time()),
                    "label": "",
                })
            }
            Leaf::Moment(moment) => json!({ "shown": deadline(moment) }),
            Leaf::Day(day) => json!({ "shown": times::day(day.day) }),
            Leaf::Minutes(length) => json!({ "shown": times::length(length.minutes) }),
            Leaf::Page(page) => json!({ "url": self.address(&page.page, "")? }),
            Leaf::Link(link) => {
                let secret = (self.secrets.link)(link.path.kind(), link.token_id);
                json!({ "url": self.address(link.path.as_str(), &secret)? })
            }
            Leaf::Code(code) => json!({ "code": (self.secrets.code)(code.code_of) }),
        })
    }

    fn address(&self, path: &str, secret: &str) -> Result<String, ViewError> {
        if !path.starts_with('/') || path.starts_with("//") {
            return Err(ViewError::Path(path.to_owned()));
        }
        Ok(format!("{}{path}{secret}", self.site.base_url.trim_end_matches('/')))
    }
}

/// "5pm on Wednesday 6 January 2027", or "the end of" a day; with the zone where it is not the UK's. Reads on after
/// "until" and "by".
fn deadline(moment: &Moment) -> String {
    let zone = moment.timezone.tz();
    let local = moment.at.with_timezone(&zone);
    let on = local.date_naive();
    let said = match on.pred_opt().filter(|_| local.time() == NaiveTime::MIN) {
        Some(before) => format!("the end of {}", times::day(before)),
        None => format!("{} on {}", times::clock(local.time()), times::day(on)),
    };
    let clock = times::zone_name(zone);
    if zone == times::LONDON { said } else { format!("{said} ({clock})") }
}

/// Labels the dates of a set "Date 1 of 6"; a single date needs no label.
fn numbered(mut items: Vec<Value>) -> Vec<Value> {
    let of = items.len();
    if of > 1 {
        for (n, item) in items.iter_mut().enumerate() {
            if let Some(label) = item.get_mut("label") {
                *label = Value::String(format!("Date {} of {of}", n + 1));
            }
        }
    }
    items
}
