//! Certificates against what they state: the session's title and dates, and that its holder completed it.

use diesel::prelude::*;
use training_ladder::{
    domain::{
        certificates::CertificateSnapshot,
        ids::BookingId,
        words::{BookingState, CertificateState, SessionState},
    },
    store::{Error, schema::certificates},
};

use super::{
    History,
    steps::{Later, now},
};

impl History {
    /// Whoever completed a session whose register is closed has one valid certificate, nobody else there has any, and
    /// it says what the session was.
    pub(super) async fn check_papers(&self) {
        let rows: Vec<(BookingId, String)> = self
            .app
            .db
            .read(|c| {
                certificates::table
                    .filter(certificates::state.eq(CertificateState::Valid))
                    .select((certificates::booking_id, certificates::snapshot))
                    .load(c)
                    .map_err(Error::from)
            })
            .await
            .expect("certificates");
        for (index, id) in self.bookings.iter().enumerate() {
            let booking = &self.model.bookings[index];
            let session = &self.model.sessions[booking.session];
            let valid: Vec<&String> =
                rows.iter().filter(|(of, _)| of == id).map(|(_, snapshot)| snapshot).collect();
            if session.state == SessionState::Delivered {
                let expected = usize::from(booking.state == BookingState::Attended);
                assert_eq!(valid.len(), expected, "valid certificates of booking {index}\n{}", self.told);
            }
            for snapshot in valid {
                let paper: CertificateSnapshot = serde_json::from_str(snapshot).expect("a snapshot");
                if now(Later::Titles) {
                    let title = session.title.as_deref().unwrap_or_default();
                    assert_eq!(paper.course_title, title, "the paper of booking {index}\n{}", self.told);
                }
                let length = |(starts_at, ends_at): &(
                    chrono::DateTime<chrono::Utc>,
                    chrono::DateTime<chrono::Utc>,
                )| { (*ends_at - *starts_at).num_minutes() };
                let minutes: i64 = paper.dates.iter().map(length).sum();
                assert!(i64::from(paper.cpd_minutes) <= minutes, "booking {index}: {paper:?}\n{}", self.told);
            }
        }
    }
}
