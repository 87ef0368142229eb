//! Somebody made up for a missed date with another group: recorded on the register of their own.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::register_exceptions::entry;
use crate::{
    app::App,
    domain::{
        ids::{Booking, BookingId, DateId},
        times::{ZoneNote, day_in, day_without_year, range},
        words::Outcome,
    },
    store::read::{
        registers::rosters::{RosterEntry, RosterView},
        sessions::sister_dates::{self, SisterDate},
    },
    usecases::registers::make_up_date::MakeUpDate,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// Making up for a missed date with another group.
#[derive(Serialize)]
pub(in crate::web) struct MakeUpFacts {
    /// The course's title.
    lede: String,
    /// Whose it is.
    name: String,
    /// Whether another group has had a date that counts.
    any: bool,
}

impl PageFacts for MakeUpFacts {
    const TEMPLATE: &'static str = "registers/make_up";

    fn samples() -> Vec<Self> {
        let of = |any| Self { lede: "Action learning sets".to_owned(), name: "Amira Khan".to_owned(), any };
        vec![of(true), of(false)]
    }

    fn form_sample() -> Option<Form> {
        let which = Field::radios("made_up_at", "Which date did they attend instead?").choice_with(
            "1",
            "Tuesday 12 January 2027, 10am to 1pm",
            Some("Date 1 of that group, instead of Monday 11 January with their own".to_owned()),
        );
        Some(Form::new("/bookings/1/make-up", "Count as here").field(which))
    }
}

/// A booking's line of its register, and the dates of other groups that count for those it missed.
struct Ground {
    roster: RosterView,
    entry: RosterEntry,
    there: Vec<SisterDate>,
}

impl Ground {
    async fn of(app: &App, member: &Member, id: BookingId) -> ApiResult<Self> {
        let (sheet, entry) = entry(app, member, id).await?;
        let roster = sheet.roster;
        let (session, now) = (roster.session.id, app.clock.now());
        let present = |id: DateId| {
            entry.attendance.iter().any(|seen| seen.date_id == id && seen.outcome == Outcome::Present)
        };
        let missed: Vec<i32> = (1..)
            .zip(&roster.session.dates)
            .filter(|(_, date)| date.starts_at <= now && !present(date.id))
            .map(|(number, _)| number)
            .collect();
        let there = app.reads.run(move |c| sister_dates::of_others(c, session, &missed, now)).await?;
        Ok(Self { roster, entry, there })
    }

    /// The date of their own group that one of another stands for.
    fn instead_of(&self, there: &SisterDate) -> Option<DateId> {
        let at = usize::try_from(there.number - 1).ok()?;
        self.roster.session.dates.get(at).map(|date| date.id)
    }

    fn form(&self) -> Form {
        let zone = self.roster.session.timezone.tz();
        let which = self.there.iter().fold(
            Field::radios("made_up_at", "Which date did they attend instead?"),
            |field, date| {
                let at = usize::try_from(date.number - 1).unwrap_or_default();
                let own = self.roster.session.dates.get(at);
                let own = own.map(|own| day_without_year(day_in(own.starts_at, zone))).unwrap_or_default();
                let there = date.timezone.tz();
                let when = range(date.starts_at, date.ends_at, there, ZoneNote::WhenElsewhere);
                let hint = format!("Date {} of that group, instead of {own} with their own", date.number);
                field.choice_with(date.id.to_string(), when, Some(hint))
            },
        );
        Form::new(format!("/bookings/{}/make-up", self.entry.booking_id), "Count as here").field(which)
    }

    fn page<'v>(&self, member: &'v Member, form: Form) -> ApiResult<Page<'v>> {
        let view = &self.roster.session;
        let name = &self.entry.person.name;
        let facts =
            MakeUpFacts { lede: view.course.title.clone(), name: name.clone(), any: !self.there.is_empty() };
        Ok(Page::of(&member.visit, format!("{name} made up with another group"), &facts)?
            .form(form)
            .back(format!("/sessions/{}/attendance/finish", view.id), "Summary"))
    }
}

/// Which date was it?
pub async fn form(app: Data<App>, booking: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let ground = Ground::of(&app, &member, booking.0).await?;
    ground.page(&member, ground.form())?.answer(&app)
}

/// Records it.
pub async fn record(app: Data<App>, booking: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let ground = Ground::of(&app, &member, booking.0).await?;
    let mut shown = ground.form().keep(posted);
    if posted.again() {
        return ground.page(&member, shown)?.answer(&app);
    }
    let chosen: Option<DateId> = posted.get("made_up_at").parse().ok();
    let there = ground.there.iter().find(|date| Some(date.id) == chosen);
    let Some((made_up_at, date)) = there.and_then(|there| Some((there.id, ground.instead_of(there)?))) else {
        shown.refuse("made_up_at", "Choose the date they attended.");
        return ground.page(&member, shown)?.answer(&app);
    };
    let session = ground.roster.session.id;
    let ask = MakeUpDate { actor: form.caller.actor, session, booking: booking.0, date, made_up_at };
    match app.usecases.make_up_date(ask).await {
        Ok(_) => see(format!("/sessions/{session}/attendance/finish?done=made-up")),
        Err(failure) => {
            shown.refused(failure)?;
            ground.page(&member, shown)?.answer(&app)
        }
    }
}
