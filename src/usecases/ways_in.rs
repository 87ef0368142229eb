//! How people get into a session: as somebody typed it, or by the ways that Zoom made for each of them.

use std::borrow::Cow;

use super::{error::Failure, loaded_session::Scene};
use crate::{
    domain::{
        ids::{BookingId, DateId},
        joining::Joining as JoiningDetails,
        words::Delivery,
    },
    mail::message::Joining,
    store::{
        AnyConnection, Error,
        read::sessions::{session_rows::DateRow, zoom},
    },
};

impl Scene {
    /// The same with the ways in that are this booking's alone.
    pub(crate) fn for_booking(
        &self,
        connection: &mut AnyConnection,
        booking: BookingId,
    ) -> Result<Cow<'_, Self>, Failure> {
        if !self.makes_meetings()? {
            return Ok(Cow::Borrowed(self));
        }
        let ways = zoom::own_ways(connection, &[booking])?;
        Ok(Cow::Owned(self.with_ways(ways.into_iter().map(|way| (way.date, way.joining)).collect())))
    }

    /// The same with the ways in of whoever runs it.
    pub(crate) fn for_host(&self, connection: &mut AnyConnection) -> Result<Cow<'_, Self>, Failure> {
        if !self.makes_meetings()? {
            return Ok(Cow::Borrowed(self));
        }
        Ok(Cow::Owned(self.with_ways(zoom::host_ways(connection, self.id())?)))
    }

    /// Of dates that are this session's, in the order of the dates.
    fn with_ways(&self, ways: Vec<(DateId, JoiningDetails)>) -> Self {
        let known = |date: &DateRow| ways.iter().find(|(of, _)| *of == date.id).cloned();
        Self { ways: self.dates.iter().filter_map(known).collect(), ..self.clone() }
    }

    /// Whether Zoom makes the meetings of its dates.
    pub(crate) fn makes_meetings(&self) -> Result<bool, Error> {
        let (wanted, delivery) = (self.session.zoom_meeting, self.session.delivery);
        let typed = if wanted { self.typed_joining()? } else { None };
        Ok(JoiningDetails::is_left_to_zoom(typed.as_ref(), wanted, delivery))
    }

    /// How to join, as somebody typed it.
    fn typed_joining(&self) -> Result<Option<JoiningDetails>, Error> {
        let text = self.session.joining.as_deref();
        text.map(serde_json::from_str).transpose().map_err(|e| Error::Broken(format!("joining details: {e}")))
    }

    /// How to join; none when nothing is known yet. Where each date has a way in of its own, that of the first.
    pub(crate) fn joining(&self) -> Result<Option<Joining>, Error> {
        self.joining_by(self.ways.first())
    }

    /// How to join one of its dates; none when nothing is known yet.
    pub(crate) fn joining_at(&self, date: DateId) -> Result<Option<Joining>, Error> {
        self.joining_by(self.ways.iter().find(|(of, _)| *of == date))
    }

    /// How to join the date of this number, from 0.
    pub(crate) fn joining_of(&self, index: usize) -> Result<Option<Joining>, Error> {
        self.dates.get(index).map_or_else(|| self.joining(), |date| self.joining_at(date.id))
    }

    /// What was typed, with the way in that Zoom made laid over it.
    fn joining_by(&self, way: Option<&(DateId, JoiningDetails)>) -> Result<Option<Joining>, Error> {
        let mut details = self.typed_joining()?.unwrap_or_default();
        if let Some((_, way)) = way {
            details.url.clone_from(&way.url);
            details.meeting_id.clone_from(&way.meeting_id);
            details.passcode.clone_from(&way.passcode);
        }
        if details.is_empty() {
            return Ok(None);
        }
        Ok(Some(Joining {
            url: details.url,
            meeting_id: details.meeting_id,
            passcode: details.passcode,
            dial_in: details.dial_in,
            test_url: details.test_url,
            help: details.help,
        }))
    }

    /// Whether people still have to be told how to join.
    pub(crate) fn joining_follows(&self) -> Result<bool, Error> {
        self.follows(!self.ways.is_empty(), self.joining()?.is_none())
    }

    /// Whether people still have to be told how to join the date of this number, from 0.
    pub(crate) fn joining_follows_of(&self, index: usize) -> Result<bool, Error> {
        let date = self.dates.get(index).map(|date| date.id);
        let has_way = self.ways.iter().any(|(of, _)| Some(*of) == date);
        self.follows(has_way, self.joining_of(index)?.is_none())
    }

    fn follows(&self, has_way: bool, nothing_known: bool) -> Result<bool, Error> {
        let made = self.makes_meetings()?;
        Ok(if made { !has_way } else { self.session.delivery == Delivery::Zoom && nothing_known })
    }
}
