//! What coordinators send about sessions.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{DateId, PersonId},
        joining::JoiningInput,
        sessions::DateInput,
        words::Delivery,
    },
    usecases::sessions::session_terms::SessionTerms,
    web::api::present,
};

/// How to join a session; what is not known yet is left out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoiningRequest {
    /// The link, https.
    #[schema(example = "https://zoom.example/j/94112233445")]
    pub url: Option<String>,
    /// The meeting's number.
    #[schema(example = "941 1223 3445")]
    pub meeting_id: Option<String>,
    /// The passcode.
    pub passcode: Option<String>,
    /// Telephone numbers to dial in.
    pub dial_in: Option<String>,
    /// Whom to ring when it fails.
    pub help: Option<String>,
    /// Where to try one's sound and picture beforehand, https.
    pub test_url: Option<String>,
}

impl From<JoiningRequest> for JoiningInput {
    fn from(request: JoiningRequest) -> Self {
        Self {
            url: request.url,
            meeting_id: request.meeting_id,
            passcode: request.passcode,
            dial_in: request.dial_in,
            test_url: request.test_url,
            help: request.help,
        }
    }
}

/// A new date.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DateRequest {
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// A date as it is to be.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DateEdit {
    /// The date that is kept or moved; a new one without.
    pub id: Option<DateId>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// Start and end of a new date.
type NewDate = (DateTime<Utc>, DateTime<Utc>);

/// A session to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "dates": [{"starts_at": "2027-01-12T10:00:00Z", "ends_at": "2027-01-12T13:00:00Z"}],
    "trainer_ids": [], "capacity": 24,
    "joining": {"url": "https://zoom.example/j/94112233445", "help": "Ring 0117 496 0000"},
}))]
pub struct SessionRequest {
    /// Its dates.
    dates: Vec<DateRequest>,
    /// IANA zone: Europe/London unless said.
    #[schema(example = "Europe/London")]
    timezone: Option<String>,
    /// Places: the course's unless said.
    capacity: Option<i64>,
    /// Who runs it.
    #[serde(default)]
    trainer_ids: Vec<PersonId>,
    /// `zoom`, `room` or `on_site`: the course's unless said.
    delivery: Option<Delivery>,
    /// How to join.
    joining: Option<JoiningRequest>,
    /// Address and room.
    location: Option<String>,
    /// Booking opens: at once unless said.
    booking_opens_at: Option<DateTime<Utc>>,
    /// Booking closes: when the first date starts unless said.
    booking_closes_at: Option<DateTime<Utc>>,
    /// For named people only.
    private: Option<bool>,
    /// Zoom makes the meetings of a session on Zoom, with a link for each person, as long as `joining` has none; true
    /// where Zoom is set up, unless said.
    zoom_meeting: Option<bool>,
}

impl SessionRequest {
    /// Its dates, and all else.
    pub fn parts(self) -> (Vec<NewDate>, SessionTerms) {
        let dates = self.dates.iter().map(|date| (date.starts_at, date.ends_at)).collect();
        let terms = SessionTerms {
            timezone: self.timezone,
            capacity: self.capacity,
            trainer_ids: Some(self.trainer_ids),
            delivery: self.delivery,
            joining: Some(self.joining.map(Into::into)),
            location: Some(self.location),
            booking_opens_at: Some(self.booking_opens_at),
            booking_closes_at: Some(self.booking_closes_at),
            private: self.private,
            zoom_meeting: self.zoom_meeting,
        };
        (dates, terms)
    }
}

/// What is to change about a session; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"capacity": 30}))]
#[expect(clippy::option_option, reason = "left out, and null, are two things")]
pub struct SessionEdit {
    /// All its dates from now on: an entry with `id` moves that date, one without is new, one left out is cancelled.
    dates: Option<Vec<DateEdit>>,
    /// IANA zone.
    timezone: Option<String>,
    /// Places; never fewer than are taken.
    capacity: Option<i64>,
    /// Who runs it.
    trainer_ids: Option<Vec<PersonId>>,
    /// `zoom`, `room` or `on_site`.
    delivery: Option<Delivery>,
    /// How to join, as a whole; null for nothing known.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<JoiningRequest>)]
    joining: Option<Option<JoiningRequest>>,
    /// Address and room; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    location: Option<Option<String>>,
    /// Booking opens; null for at once.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    booking_opens_at: Option<Option<DateTime<Utc>>>,
    /// Booking closes; null for when the first date starts.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    booking_closes_at: Option<Option<DateTime<Utc>>>,
    /// For named people only.
    private: Option<bool>,
    /// Zoom makes the meetings of a session on Zoom, with a link for each person, as long as `joining` has none.
    zoom_meeting: Option<bool>,
}

impl SessionEdit {
    /// Its dates, and all else.
    pub fn parts(self) -> (Option<Vec<DateInput>>, SessionTerms) {
        let dates = self.dates.map(|dates| {
            dates
                .iter()
                .map(|date| DateInput { id: date.id, starts_at: date.starts_at, ends_at: date.ends_at })
                .collect()
        });
        let terms = SessionTerms {
            timezone: self.timezone,
            capacity: self.capacity,
            trainer_ids: self.trainer_ids,
            delivery: self.delivery,
            joining: self.joining.map(|joining| joining.map(Into::into)),
            location: self.location,
            booking_opens_at: self.booking_opens_at,
            booking_closes_at: self.booking_closes_at,
            private: self.private,
            zoom_meeting: self.zoom_meeting,
        };
        (dates, terms)
    }
}
