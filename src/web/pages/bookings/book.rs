//! Booking a date: check your answers, then book.

use super::{
    book_facts::BookFacts,
    can_i_come::{Date, Standing, Statement, date, standing},
    standing_facts::StandingFacts,
};
use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{
        approvals::needed,
        eligibility::MembershipFacts,
        grammar::listed,
        ids::{BookingId, OrganisationId, Session, SessionId},
        people::PersonName,
        words::{BookingState, Word},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            bookings::{
                booking as views,
                own_place::{printed_name, told_of},
            },
            facts::people_facts,
            people::organisations,
        },
    },
    usecases::{
        bookings::book_session::BookSession,
        error::{Failure, Refused},
        idempotency::OnceKey,
        people::edit_me::EditMe,
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Posted},
        forms::{Field, Form},
        pages::{
            form_parts::once,
            sessions::{
                date_words::{Room, room, short_day},
                session::facts as date_facts,
            },
        },
        render::{Page, see},
    },
};
use actix_web::{HttpResponse, http::StatusCode, web::Data};
use chrono::NaiveDate;

/// Everything the page is made of.
struct Desk {
    date: Date,
    standing: Standing,
    full: bool,
    /// The name as it prints on certificates.
    printed: String,
    name: String,
    /// Confirmed memberships of today.
    memberships: Vec<MembershipFacts>,
    told: Vec<String>,
    needs_yes: bool,
}

impl Desk {
    async fn of(app: &App, member: &Member, id: SessionId) -> ApiResult<Self> {
        let date = date(app, &member.visit, id).await?;
        let standing = standing(app, &member.caller, &date).await?;
        let (person, now) = (member.caller.id(), app.clock.now());
        let under = match &standing {
            Standing::Yes { organisation, .. } => *organisation,
            _ => None,
        };
        let found = app.reads.run(move |c| {
            let asks = match under {
                Some(organisation) => organisations::needs_approval(c, organisation)?,
                None => false,
            };
            let memberships = people_facts::memberships_of(c, person, now)?;
            Ok::<_, Error>((printed_name(c, person)?, memberships, told_of(c, person, now)?, asks))
        });
        let ((printed, name), mut memberships, told, organisation_asks) = found.await?;
        memberships.retain(|one| one.confirmed);
        let full = room(&date.session, now) == Room::Full;
        let needs_yes = needed(date.terms.needs_approval, organisation_asks, false);
        Ok(Self { date, standing, full, printed, name, memberships, told, needs_yes })
    }

    fn address(&self) -> String {
        format!("/sessions/{}/book", self.date.session.id)
    }

    fn button(&self) -> String {
        let day = short_day(&self.date.session);
        match (self.full, self.needs_yes) {
            (true, _) => "Join the waiting list".to_owned(),
            (false, true) => format!("Ask for a place on {day}"),
            (false, false) => format!("Book {day}"),
        }
    }

    fn form(&self, key: &str, statements: &[Statement], under: Option<OrganisationId>) -> Form {
        let mut form = Form::new(self.address(), self.button())
            .field(once::carrying(key))
            .field(Field::hidden("join", if self.full { "yes" } else { "" }))
            .field(
                Field::text("name", "Your name, as it should print on the certificate")
                    .autocomplete("name")
                    .value(self.printed.clone()),
            );
        if self.memberships.len() > 1 {
            let mut field = Field::radios("organisation", "For which of your organisations do you come?");
            for one in &self.memberships {
                field = field.choice(one.organisation.to_string(), one.name.clone());
            }
            let chosen = under.unwrap_or(self.memberships[0].organisation);
            form = form.field(field.value(chosen.to_string()));
        }
        if !statements.is_empty() {
            let label = if statements.len() == 1 {
                "Please tick if this is true"
            } else {
                "Please tick what is true"
            };
            let mut field = Field::boxes("declares", label);
            for one in statements {
                field = field.choice(one.slug.clone(), one.words.clone());
            }
            form = form.field(field);
        }
        if self.full {
            form = form.field(
                Field::date("auto_book_until", "Book me automatically until")
                    .hint(
                        "A place that comes up by the end of this day is booked for you at once. Leave it empty to \
                         be asked first.",
                    )
                    .optional(),
            );
        }
        form.field(
            Field::lines("access_needs", "Is there anything you need to take part?", 3)
                .hint(
                    "For example captions, large print, step-free access, or that you cannot use Zoom. We ask so that \
                     it can be arranged: only this date's trainers and the coordinators see it, and it is deleted 30 \
                     days after the course.",
                )
                .optional(),
        )
    }

    /// The form to check, or the page that says why there is none.
    fn answer(
        &self,
        app: &App,
        member: &Member,
        form: Option<Form>,
        status: StatusCode,
    ) -> ApiResult<HttpResponse> {
        let course = &self.date.course;
        let day = short_day(&self.date.session);
        let title = match (&self.standing, self.full) {
            (Standing::Here(_) | Standing::No(_), _) => format!("{}, {day}", course.title),
            (Standing::Yes { .. }, true) => format!("Join the waiting list for {}", course.title),
            (Standing::Yes { .. }, false) => format!("Check and book {}", course.title),
        };
        let conditions: &[String] = match &self.standing {
            Standing::Yes { conditions, .. } => conditions,
            _ => &[],
        };
        let only = (self.memberships.len() == 1).then(|| self.memberships[0].name.clone());
        let told = (!self.told.is_empty()).then(|| listed(&self.told, "and"));
        let facts = BookFacts {
            date: date_facts(&self.date, app.clock.now()),
            stands: StandingFacts::of(&self.standing, &self.date, self.full),
            asks: form.is_some(),
            full: self.full,
            became_full: status == StatusCode::CONFLICT && self.full,
            needs_yes: self.needs_yes,
            conditions: conditions.to_vec(),
            organisation: only,
            told,
        };
        let page = Page::of(&member.visit, title, &facts)?
            .back(format!("/sessions/{}", self.date.session.id), "Back to the date")
            .here("/courses")
            .status(status);
        match form {
            Some(form) => page.form(form).answer(app),
            None => page.answer(app),
        }
    }
}

/// The page to check before booking.
pub async fn form(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    id: PathId<Session>,
) -> ApiResult<HttpResponse> {
    let desk = Desk::of(&app, &member, id.0).await?;
    let form = fresh(&desk, &random);
    desk.answer(&app, &member, form, StatusCode::OK)
}

/// The form as it is shown first: each rendering has a key of its own, so that sending it twice books once.
fn fresh(desk: &Desk, random: &Random) -> Option<Form> {
    match &desk.standing {
        Standing::Yes { statements, organisation, .. } => {
            Some(desk.form(Token::new(random).as_str(), statements, *organisation))
        }
        _ => None,
    }
}

/// Books.
pub async fn book(
    app: Data<App>,
    random: Data<Random>,
    id: PathId<Session>,
    sent: MembersForm,
) -> ApiResult<HttpResponse> {
    let (member, posted) = (sent.member(), sent.posted);
    if let Some(done) = earlier(&app, &member, id.0, &posted).await? {
        return done;
    }
    let desk = Desk::of(&app, &member, id.0).await?;
    let Standing::Yes { statements, organisation, .. } = &desk.standing else {
        // Its twin may have booked in this very moment.
        if let Some(done) = earlier(&app, &member, id.0, &posted).await? {
            return done;
        }
        return desk.answer(&app, &member, None, StatusCode::CONFLICT);
    };
    let mut form = desk.form(posted.get("key"), statements, *organisation).keep(&posted);
    if posted.again() {
        return desk.answer(&app, &member, Some(form), StatusCode::OK);
    }
    let read = read(&desk, &member, &posted, statements, &mut form);
    let Some((ask, name)) = read.filter(|_| !form.is_wrong()) else {
        return desk.answer(&app, &member, Some(form), StatusCode::UNPROCESSABLE_ENTITY);
    };
    if let Err(wrong) = app.settings.alphabet.check("name", &name) {
        form.refuse_all(&[wrong]);
        return desk.answer(&app, &member, Some(form), StatusCode::UNPROCESSABLE_ENTITY);
    }
    if name.as_str() != desk.printed {
        let certificate_name = Some((name.as_str() != desk.name).then_some(name));
        app.usecases.edit_me(ask.person, EditMe { certificate_name, ..EditMe::default() }).await?;
    }
    let key = key_of(&member, id.0, &posted);
    match app.usecases.book_session(ask, key).await {
        Ok(answer) => booked(answer.value.id, answer.value.state),
        // Somebody was faster, or things have changed since the page was opened: it says how they stand now.
        Err(Failure::Refused(Refused::SessionFull | Refused::BookingRefused(_))) => {
            let desk = Desk::of(&app, &member, id.0).await?;
            let key = Token::new(&random);
            let fresh_now = [("key", key.as_str()), ("join", if desk.full { "yes" } else { "" })];
            let form = fresh(&desk, &random).map(|form| form.keep(&posted.with(&fresh_now)));
            desk.answer(&app, &member, form, StatusCode::CONFLICT)
        }
        Err(failure) => {
            form.refused(failure)?;
            desk.answer(&app, &member, Some(form), StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn read(
    desk: &Desk,
    member: &Member,
    posted: &Posted,
    statements: &[Statement],
    form: &mut Form,
) -> Option<(BookSession, PersonName)> {
    let name = match PersonName::parse("name", posted.get("name")) {
        Ok(name) => Some(name),
        Err(wrong) => {
            form.refuse_all(&[wrong]);
            None
        }
    };
    let organisation = posted.optional("organisation");
    let chosen = organisation.and_then(|id| id.parse::<OrganisationId>().ok());
    let known = desk.memberships.iter().any(|one| Some(one.organisation) == chosen);
    if desk.memberships.len() > 1 && !known {
        form.refuse("organisation", "Choose the organisation for which you come.");
    }
    let ticked = posted.all("declares");
    for missing in statements.iter().filter(|one| !ticked.contains(&one.slug.as_str())) {
        let otherwise = &missing.otherwise;
        form.refuse("declares", format!("Tick this if it is true. If it is not: {otherwise}"));
    }
    let until = posted.optional("auto_book_until").filter(|_| desk.full);
    let auto_book_until = match until.as_deref().map(str::parse::<NaiveDate>) {
        None => None,
        Some(Ok(day)) => Some(day),
        Some(Err(_)) => {
            form.refuse("auto_book_until", "Enter a day such as 2027-01-12, or leave it empty.");
            None
        }
    };
    let ask = BookSession {
        sees: true,
        actor: member.caller.actor,
        person: member.caller.id(),
        session: desk.date.session.id,
        organisation: chosen.filter(|_| known),
        join_waitlist: posted.get("join") == "yes",
        auto_book_until,
        note: None,
        access_needs: posted.optional("access_needs"),
        declares: statements.iter().map(|one| one.slug.clone()).collect(),
    };
    Some((ask, name?))
}

/// What the same form has done before, if it was sent before: whoever presses twice finds their booking.
async fn earlier(
    app: &App,
    member: &Member,
    id: SessionId,
    posted: &Posted,
) -> ApiResult<Option<ApiResult<HttpResponse>>> {
    let Some(key) = key_of(member, id, posted) else { return Ok(None) };
    let Some(made) = app.usecases.booked_before(&key).await? else { return Ok(None) };
    let now = app.reads.run(move |c| views::view(c, made)).await?;
    Ok(Some(booked(now.id, now.state)))
}

/// Leads to the booking with the word for what was done.
fn booked(id: BookingId, state: BookingState) -> ApiResult<HttpResponse> {
    match state {
        BookingState::Booked | BookingState::Requested | BookingState::Waitlisted => {
            see(format!("/bookings/{id}?done={}", state.as_str()))
        }
        _ => see(format!("/bookings/{id}")),
    }
}

fn key_of(member: &Member, id: SessionId, posted: &Posted) -> Option<OnceKey> {
    once::key_whatever_it_says(member.caller.id(), posted, &format!("/sessions/{id}/book"))
}
