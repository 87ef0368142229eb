//! What Zoom itself says of a meeting that was made there, brought in as a report is.

use super::bring_report::BringReport;
use crate::{
    crypto::tokens::sha256,
    domain::{
        access::Actor,
        ids::{DateId, SessionId},
        imports::LineProblem,
        report_tables::Report,
    },
    store::read::registers::attendance_imports::AttendanceImportView,
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

impl UseCases {
    /// Brings in who was in the meeting of a date, as it was fetched from Zoom after its end.
    ///
    /// # Errors
    /// [`Refused::UnreadableReport`] while nothing was fetched; as [`UseCases::bring_report`].
    pub async fn bring_from_zoom(
        &self,
        actor: Actor,
        session: SessionId,
        date: DateId,
    ) -> Result<AttendanceImportView, Failure> {
        let stays = self.stays_on_zoom(date).await?;
        if stays.is_empty() {
            let why = "Zoom has not said yet who was in the meeting of this date. Its report comes half an hour after the \
                       end; a downloaded one can be brought before.";
            return Err(Refused::UnreadableReport(LineProblem::whole(1, why)).into());
        }
        let digest = sha256(format!("{stays:?}").as_bytes());
        let reports = vec![Report::of_stays(&stays)];
        let ask = BringReport { actor, session, date: Some(date), reports, digest, zone: None, order: None };
        self.bring_report(ask).await
    }
}
