//! What did I learn? A person's own words about a course on their CPD record.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::{Deserialize, Serialize};

use super::hand_in::back_to;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId},
    },
    store::{
        error::Error,
        read::{
            bookings::own_bookings::{self, OwnBooking},
            certificates::reflections::{Reflection, of_booking},
        },
    },
    usecases::certificates::write_reflection::{LONGEST, WriteReflection},
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        files::reflections::Said,
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{
            bookings::booking_words::{next_date, when},
            form_parts::refusals::stale,
        },
        render::{Page, see},
    },
};

/// What somebody says of a course.
#[derive(Serialize)]
pub(in crate::web) struct ReflectionPage {
    /// Its course and date.
    about: String,
    /// What they meant to do and what became of it: it helps to say what difference it made.
    meant: Vec<String>,
}

impl PageFacts for ReflectionPage {
    const TEMPLATE: &'static str = "certificates/reflection";

    fn samples() -> Vec<Self> {
        let of =
            |meant| Self { about: "Introduction, Tuesday 12 January 2027, 10am to 1pm".to_owned(), meant };
        vec![of(Vec::new()), of(vec!["Begin each team meeting with a check-in: done.".to_owned()])]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(BookingId::from_uuid(uuid::Uuid::from_u128(1)), &Reflection::default(), &[], ""))
    }
}

/// From where one came.
#[derive(Deserialize)]
pub struct Asked {
    to: Option<String>,
}

fn form_of(booking: BookingId, said: &Reflection, meant: &[String], to: &str) -> Form {
    let lines = |name: &str, label: &str, hint: &str, value: Option<String>| {
        Field::lines(name, label, 4).optional().hint(hint).value(value.unwrap_or_default())
    };
    let difference = said.difference.clone().or_else(|| {
        // A beginning in their own words; nothing is kept of it before they keep it.
        (said.revision == 0 && !meant.is_empty()).then(|| meant.join("\n"))
    });
    let longest = format!("At most {LONGEST} characters.");
    Form::new(format!("/bookings/{booking}/reflection"), "Keep what I learnt")
        .revised(said.revision)
        .field(Field::hidden("to", to))
        .field(lines("learnt", "What did you learn?", &longest, said.learnt.clone()))
        .field(lines(
            "difference",
            "What difference did it make, or will it make, to your practice?",
            "It begins with your action plan, where you wrote one.",
            difference,
        ))
        .field(lines(
            "peer",
            "What did you learn by talking it over with a peer?",
            "Say nothing by which anybody you work with could be known.",
            said.peer.clone(),
        ))
}

/// A booking with what is said of its course.
struct Ground {
    own: OwnBooking,
    said: Reflection,
    meant: Vec<String>,
}

impl Ground {
    async fn of(app: &App, id: BookingId) -> ApiResult<Self> {
        let meant = Said::of(app, vec![id]).await?.meant(id);
        let read = app.reads.run(move |c| Ok::<_, Error>((own_bookings::one(c, id)?, of_booking(c, id)?)));
        let (own, said) = read.await?;
        Ok(Self { own, said, meant })
    }

    fn form(&self, to: &str) -> Form {
        form_of(self.own.id, &self.said, &self.meant, to)
    }

    fn answer(&self, app: &App, visit: &Visit, (form, to): (Form, &str)) -> ApiResult<HttpResponse> {
        let own = &self.own;
        let facts = ReflectionPage {
            about: format!("{}, {}", own.course_title, when(own, next_date(own, app.clock.now()))),
            meant: self.meant.clone(),
        };
        let (back, label) = back_to(to);
        let mut answer = Page::of(visit, "What I learnt", &facts)?
            .form(form)
            .here("/my-certificates")
            .back(back, label)
            .answer(app)?;
        answer
            .headers_mut()
            .insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
        Ok(answer)
    }
}

/// Asks what they learnt.
pub async fn form(
    app: Data<App>,
    id: PathId<Booking>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &member.caller, id.0, Action::WriteReflection).await?;
    let ground = Ground::of(&app, id.0).await?;
    let to = asked.0.to.unwrap_or_default();
    ground.answer(&app, &member.visit, (ground.form(&to), &to))
}

/// Keeps it.
pub async fn keep(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    may_for_booking(&app, &caller, id.0, Action::WriteReflection).await?;
    let ground = Ground::of(&app, id.0).await?;
    let to = posted.get("to").to_owned();
    let stands = ground.form(&to);
    let met = stands.meet(&posted);
    let mut shown = stands.keep(&met.posted);
    if posted.again() || met.tell(&mut shown, &stale("what you say here")) {
        return ground.answer(&app, &visit, (shown, &to));
    }
    let ask = WriteReflection {
        booking: id.0,
        learnt: met.posted.optional("learnt"),
        difference: met.posted.optional("difference"),
        peer: met.posted.optional("peer"),
        revision: Some(ground.said.revision),
    };
    match app.usecases.write_reflection(ask).await {
        Ok(_) => see(back_to(&to).0),
        Err(failure) => {
            shown.refused(failure)?;
            ground.answer(&app, &visit, (shown, &to))
        }
    }
}
