//! The page of a place that a colleague offers: what it is, what is lacking, yes or no.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::can_i_come::{Reason, Statement, reasons, statements};
use crate::{
    app::App,
    domain::{
        grammar::Voice,
        ids::PersonId,
        prerequisite_words::planned_message,
        times::{LONDON, day, day_in, until},
        words::BookingState,
    },
    store::{
        error::Error,
        read::{
            bookings::{booking, own_place::own_bookings},
            catalogue::course::{self, Standpoint},
            sessions::session,
        },
    },
    usecases::{bookings::answer_hand_over::OfferedPlace, error::Failure},
    web::{
        error::ApiResult,
        extract::{AnyonesForm, Caller, Params, Visit},
        forms::{Field, Form},
        page_facts::{Link, PageFacts},
        pages::sessions::{
            date_words::{place, whole},
            joining::ZOOM_IS_TOLD,
        },
        render::{Page, see},
    },
};

/// What a mailed link brings.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    token: Option<String>,
}

/// A place that a colleague offers.
#[derive(Serialize)]
pub(in crate::web) struct HandOverFacts {
    /// The offer; none when it has ended.
    offer: Option<OfferFacts>,
}

/// The offer.
#[derive(Serialize)]
struct OfferFacts {
    /// Whose place it is.
    giver: String,
    course: String,
    dates: Vec<String>,
    place: String,
    /// "until 5pm, Wednesday 6 January".
    until: String,
    /// Whether the reader is known.
    signed_in: bool,
    /// Where one signs in, and comes back.
    sign_in: String,
    /// The reader's own place: the link is for somebody else.
    own: bool,
    /// Why the reader cannot take it yet, and what to do.
    lacking: Vec<Reason>,
    /// What the place would hang on.
    conditions: Vec<String>,
    /// What Zoom is told of whoever has it.
    zoom: Option<&'static str>,
}

impl PageFacts for HandOverFacts {
    const TEMPLATE: &'static str = "bookings/hand_over";

    fn samples() -> Vec<Self> {
        let offer = |signed_in, own, lacking: Vec<Reason>| OfferFacts {
            giver: "Amira Khan".to_owned(),
            course: "Development".to_owned(),
            dates: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            place: "On Zoom".to_owned(),
            until: "until 5pm, Wednesday 6 January".to_owned(),
            signed_in,
            sign_in: "/sign-in?return_to=%2Fhand-over".to_owned(),
            own,
            lacking,
            conditions: vec!["You can come as long as you attend Introduction before.".to_owned()],
            zoom: Some(ZOOM_IS_TOLD),
        };
        let way = Some(Link::to("/sessions/01930000-0000-7000-8000-000000000003", "Book Introduction"));
        let reason =
            |way| Reason { words: "You can book this after Introduction.".to_owned(), way, moves: None };
        vec![
            Self { offer: None },
            Self { offer: Some(offer(false, false, Vec::new())) },
            Self { offer: Some(offer(true, true, Vec::new())) },
            Self { offer: Some(offer(true, false, vec![reason(way), reason(None)])) },
            Self {
                offer: Some(OfferFacts {
                    conditions: Vec::new(),
                    zoom: None,
                    ..offer(true, false, Vec::new())
                }),
            },
            Self { offer: Some(offer(true, false, Vec::new())) },
        ]
    }

    fn form_sample() -> Option<Form> {
        let statement = Statement {
            slug: "practised".to_owned(),
            words: "I have practised".to_owned(),
            otherwise: String::new(),
        };
        Some(answer_form("a1b2c3", &[statement]))
    }
}

fn answer_form(token: &str, statements: &[Statement]) -> Form {
    let form = Form::new("/hand-over", "Yes, I take the place")
        .field(Field::hidden("token", token))
        .field(Field::hidden("answer", "yes"));
    if statements.is_empty() {
        return form;
    }
    let field = statements.iter().fold(Field::boxes("declares", "Please tick what is true"), |field, one| {
        field.choice(one.slug.clone(), one.words.clone())
    });
    form.field(field)
}

/// What the page is made of.
struct Desk {
    facts: HandOverFacts,
    statements: Vec<Statement>,
}

impl Desk {
    async fn of(app: &App, caller: Option<&Caller>, token: &str) -> ApiResult<Self> {
        let Some(offered) = app.usecases.offered_place(token).await? else {
            return Ok(Self { facts: HandOverFacts { offer: None }, statements: Vec::new() });
        };
        let OfferedPlace { giver, giver_id, session: id, until: ends } = offered;
        let (settings, today) = (app.settings.clone(), day_in(app.clock.now(), LONDON));
        let person = caller.map(Caller::id);
        let found = app.reads.run(move |c| {
            let session = session::session(c, id)?.view;
            let from = Standpoint { provider: &settings.provider(), today };
            let course = course::course(c, &session.course.slug, from)?.view;
            let own = match person {
                Some(person) => own_bookings(c, person, course.id)?,
                None => Vec::new(),
            };
            Ok::<_, Error>((session, course, own))
        });
        let (session, course, own) = found.await?;
        let mut facts = OfferFacts {
            giver,
            course: course.title.clone(),
            dates: session.dates.iter().map(|date| whole(&session, date)).collect(),
            place: place(&session),
            until: until(ends, LONDON),
            signed_in: caller.is_some(),
            sign_in: sign_in_address(token),
            own: person == Some(giver_id),
            lacking: Vec::new(),
            conditions: Vec::new(),
            zoom: (session.zoom_meeting && app.settings.zoom).then_some(ZOOM_IS_TOLD),
        };
        let mut declared = Vec::new();
        if let Some(caller) = caller.filter(|_| !facts.own)
            && let Some(answer) = app.usecases.judge_hand_over(caller.actor, token).await?
        {
            let on = answer.conditional_on.clone();
            let (asked, refusals) = statements(&course, answer.refusals);
            declared = asked;
            facts.lacking = reasons(app, refusals, &own).await?;
            let on = app.reads.run(move |c| booking::views(c, &on)).await?;
            let planned = on.iter().map(|on| {
                let first = day(day_in(on.starts_at, on.timezone.tz()));
                planned_message(&on.course.title, &first, Voice::You)
            });
            facts.conditions = planned.collect();
        }
        Ok(Self { facts: HandOverFacts { offer: Some(facts) }, statements: declared })
    }

    fn page<'v>(&self, visit: &'v Visit, form: Form) -> ApiResult<Page<'v>> {
        let title = match &self.facts.offer {
            Some(offer) => format!("{} offers you a place", offer.giver),
            None => "This place is no longer on offer".to_owned(),
        };
        Ok(Page::of(visit, title, &self.facts)?.form(form))
    }
}

fn sign_in_address(token: &str) -> String {
    let back = format!("/hand-over?token={token}");
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    format!("/sign-in?return_to={back}")
}

fn caller(visit: &Visit) -> Option<&Caller> {
    visit.signed_in.as_ref().map(|somebody| &somebody.caller)
}

/// The place, and how the reader stands to it once they are signed in.
pub async fn show(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let token = asked.0.token.unwrap_or_default();
    let desk = Desk::of(&app, caller(&visit), &token).await?;
    desk.page(&visit, answer_form(&token, &desk.statements))?.answer(&app)
}

/// Takes the place, or says no to it.
pub async fn answer(app: Data<App>, sent: AnyonesForm) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = sent;
    let token = posted.get("token").to_owned();
    if posted.get("answer") == "no" {
        return match app.usecases.decline_hand_over(&token).await {
            Ok(()) | Err(Failure::Refused(_)) => see(format!("/hand-over?token={token}")),
            Err(failure) => Err(failure.into()),
        };
    }
    let Some(caller) = caller(&visit) else { return see(sign_in_address(&token)) };
    let desk = Desk::of(&app, Some(caller), &token).await?;
    let mut form = answer_form(&token, &desk.statements).keep(&posted);
    let ticked = posted.all("declares");
    for missing in desk.statements.iter().filter(|one| !ticked.contains(&one.slug.as_str())) {
        let otherwise = &missing.otherwise;
        form.refuse("declares", format!("Tick this if it is true. If it is not: {otherwise}"));
    }
    if form.is_wrong() || posted.again() {
        return desk.page(&visit, form)?.answer(&app);
    }
    let declares = desk.statements.iter().map(|one| one.slug.clone()).collect();
    match app.usecases.accept_hand_over(caller.actor, &token, declares).await {
        Ok(booking) if booking.state == BookingState::Requested => {
            see(format!("/bookings/{}?done=asked", booking.id))
        }
        Ok(booking) => see(format!("/bookings/{}?done=taken", booking.id)),
        Err(failure) => {
            form.refused(failure)?;
            desk.page(&visit, form)?.answer(&app)
        }
    }
}

/// The page of a place that a colleague offers to somebody who has just shown that the address is theirs; empty where
/// there is none.
pub(in crate::web::pages) async fn offered(app: &App, person: Option<PersonId>) -> ApiResult<String> {
    let Some(person) = person else { return Ok(String::new()) };
    let secret = app.usecases.offered_to(person).await?;
    Ok(secret.map(|secret| address(&secret)).unwrap_or_default())
}

/// Where the place is offered that this secret stands for.
pub(in crate::web::pages) fn address(secret: &str) -> String {
    format!("/hand-over?token={secret}")
}
