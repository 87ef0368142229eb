//! The letter about places that nobody came to: figures alone, to whoever leads the organisation.

use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        short_notice::Period,
    },
    mail::message::{Day, Message, Page, ShortNoticeLetter},
    store::read::people::{organisations, person, relations},
    usecases::{
        UseCases,
        error::{Failure, forbidden},
        queue_mail::{Letter, post},
        reports::count_absences::figures_of,
    },
};

impl UseCases {
    /// Sends the letter of a period to everybody who leads the organisation; gives how many were written to. The same
    /// figures of the same period go to nobody twice.
    ///
    /// # Errors
    /// 409 `nobody_to_write_to` when nobody with an address leads it.
    pub async fn send_short_notice(
        &self,
        by: PersonId,
        organisation: OrganisationId,
        period: Period,
    ) -> Result<usize, Failure> {
        self.change(move |change| {
            let now = change.now();
            let figures = figures_of(change.conn(), organisation, period)?;
            let mail = ShortNoticeLetter {
                organisation: organisations::name(change.conn(), organisation)?,
                first_day: Day { day: period.from },
                last_day: Day { day: period.to },
                booked: figures.booked,
                no_show: figures.no_show,
                short_notice: figures.short_notice,
                excused: figures.excused,
                page: Page::at(format!(
                    "/organisations/{organisation}/short-notice?from={}&to={}",
                    period.from, period.to
                )),
            };
            let (mut reached, mut sent) = (false, 0);
            for lead in relations::leads_of(change.conn(), &[organisation], now)? {
                let Some(to) = person::recipient(change.conn(), lead)? else { continue };
                reached = true;
                let key = format!(
                    "short-notice {organisation} {lead} {} {} {} {} {} {}",
                    period.from, period.to, mail.booked, mail.no_show, mail.short_notice, mail.excused
                );
                let letter = Letter::new(to, Message::ShortNoticeLetter(mail.clone())).once(key);
                sent += usize::from(post(change, letter)?);
            }
            if !reached {
                return forbidden(
                    "nobody_to_write_to",
                    "Nobody who can be reached by mail leads this organisation. Name a lead on its page first.",
                );
            }
            let period = format!("{} to {}", period.from, period.to);
            change.note(Some(by), "short_notice_sent", ("organisation", organisation), Some(&period));
            Ok(sent)
        })
        .await
    }
}
