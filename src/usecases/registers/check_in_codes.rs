//! The codes on a trainer's screen. They are worked out from the installation's secret and kept nowhere: every copy of the
//! program shows and knows the same.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    crypto::{
        keys::{Purpose, Secret},
        tokens::same,
    },
    domain::{
        check_ins::{
            CODE_CHARS, CODES_REMEMBERED, CODES_TAKEN, Door, in_a_room, opens_at, step, taken_until,
        },
        crockford,
        ids::{DateId, SessionId},
        times::{ZoneNote, moment},
        words::SessionState,
    },
    store::read::{
        registers::check_ins::{self as arrivals, ArrivalView, OpenDate},
        sessions::session::{self, DateView, SessionView},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
    },
};

/// What stands on a trainer's screen while people come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckInScreen {
    /// The date.
    pub date_id: DateId,
    /// The code people type.
    pub code: String,
    /// Where it leads whoever scans it.
    pub url: String,
    /// Until when it is taken. The screen shows another one before that.
    pub valid_until: DateTime<Utc>,
    /// How many people are booked.
    pub expected: i64,
    /// Who of them has arrived, the newest first.
    pub arrivals: Vec<ArrivalView>,
}

/// What a code that somebody gives is.
pub(super) enum Given {
    /// The one on the screen of one of these dates, or the one before it.
    Of(Vec<OpenDate>),
    /// One that was on a screen a while ago.
    Over,
    /// None that we know of.
    Unknown,
}

fn code_at(secret: &Secret, date: DateId, step: i64) -> String {
    let mac = secret.mac(Purpose::CheckIns, &[date.as_bytes(), &step.to_be_bytes()]);
    crockford::encode(&mac, CODE_CHARS)
}

/// What a code is, among the dates that can be checked in to.
pub(super) fn given(secret: &Secret, dates: &[OpenDate], code: &str, now: DateTime<Utc>) -> Given {
    let newest = step(now);
    let was =
        |date: &OpenDate, age: i64| same(code_at(secret, date.id, newest - age).as_bytes(), code.as_bytes());
    let of: Vec<OpenDate> =
        dates.iter().copied().filter(|date| (0..CODES_TAKEN).any(|age| was(date, age))).collect();
    if !of.is_empty() {
        return Given::Of(of);
    }
    let over = CODES_TAKEN..CODES_TAKEN + CODES_REMEMBERED;
    if dates.iter().any(|date| over.clone().any(|age| was(date, age))) { Given::Over } else { Given::Unknown }
}

/// The date asked for; else the one that people come in to now, else the next one, else the last.
fn chosen(view: &SessionView, asked: Option<DateId>, now: DateTime<Utc>) -> Option<&DateView> {
    let dates = &view.dates;
    if let Some(asked) = asked {
        return dates.iter().find(|date| date.id == asked);
    }
    let open = |date: &&DateView| Door { starts_at: date.starts_at, ends_at: date.ends_at }.is_open(now);
    dates.iter().find(open).or_else(|| dates.iter().find(|date| date.starts_at > now)).or(dates.last())
}

/// Why nobody can check in to a date now, if so.
fn closed(view: &SessionView, date: &DateView, now: DateTime<Utc>) -> Option<String> {
    match view.state {
        SessionState::Published if !in_a_room(view.delivery) => {
            Some("This date is on Zoom, where nobody comes in at a door.".to_owned())
        }
        SessionState::Published if now < opens_at(date.starts_at) => Some(format!(
            "Checking in opens an hour before the start: {}.",
            moment(opens_at(date.starts_at), view.timezone.tz(), ZoneNote::WhenElsewhere)
        )),
        SessionState::Published if now >= date.ends_at => {
            Some("This date is over. What is still missing is marked in its attendance list.".to_owned())
        }
        SessionState::Published => None,
        SessionState::Delivered => Some("Attendance is finished.".to_owned()),
        SessionState::Cancelled => Some("This course date was called off.".to_owned()),
        SessionState::Draft => Some("This course date is not published yet.".to_owned()),
    }
}

impl UseCases {
    /// What stands on the screen of a date now, the asker's right to it being checked already.
    ///
    /// # Errors
    /// 404 for a date that is none of the session's; 409 `check_in_closed` when nobody can check in.
    pub async fn check_in_screen(
        &self,
        session: SessionId,
        date: Option<DateId>,
    ) -> Result<CheckInScreen, Failure> {
        let now = self.db.clock().now();
        let view = self.db.read(move |c| session::session(c, session)).await?.view;
        let Some(date) = chosen(&view, date, now) else { return Err(Refused::NotThere.into()) };
        if let Some(why) = closed(&view, date, now) {
            return forbidden("check_in_closed", why);
        }
        let date_id = date.id;
        let (expected, arrivals) = self
            .db
            .read(move |c| {
                Ok::<_, Failure>((arrivals::expected(c, session)?, arrivals::arrivals(c, date_id)?))
            })
            .await?;
        let code = code_at(&self.settings.secret, date_id, step(now));
        let url = format!("{}/check-in/{code}", self.settings.base_url);
        Ok(CheckInScreen { date_id, code, url, valid_until: taken_until(now), expected, arrivals })
    }
}
