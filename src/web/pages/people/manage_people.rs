//! People: finding them, and adding somebody new.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{organisation_choice, pick::PersonLine};
use crate::{
    app::App,
    domain::{
        access::Action, accounts::personal_address, input::FieldErrors, people::PersonName,
        references::parse_reference,
    },
    ports::Random,
    store::read::{
        bookings::booking::{self, BookingFilter},
        people::person_views::{self, PeopleQuery, Seen},
    },
    usecases::people::invite_person::InvitePerson,
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::once,
        render::{Page, see},
    },
};

/// Whom to look for.
#[derive(Deserialize)]
pub struct Asked {
    q: Option<String>,
    cursor: Option<String>,
    done: Option<String>,
}

/// The facts of `people/manage_people`.
#[derive(Serialize)]
pub(in crate::web) struct People {
    /// What was typed.
    q: String,
    /// Those of this page.
    people: Vec<PersonLine>,
    /// Where the list goes on.
    next: Option<String>,
}

impl PageFacts for People {
    const TEMPLATE: &'static str = "people/manage_people";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                q: String::new(),
                people: PersonLine::samples(),
                next: Some("/manage/people?q=&cursor=1".to_owned()),
            },
            Self { q: "zzz".to_owned(), people: Vec::new(), next: None },
        ]
    }
}

/// Everybody, or those of a name or address; a booking's reference leads to the booking.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { q, cursor, done } = asked.0;
    let q = q.unwrap_or_default();
    if let Some(reference) = parse_reference(&q) {
        let filter = BookingFilter { reference: Some(reference), limit: 1, ..BookingFilter::default() };
        let named = app.reads.run(move |c| booking::list(c, &filter)).await?;
        if let Some(booking) = named.first() {
            return see(format!("/bookings/{}", booking.id));
        }
    }
    let paging = Paging::read(None, cursor.as_deref())?;
    let (typed, after) = (q.clone(), paging.after.clone());
    let (now, limit) = (app.clock.now(), i64::try_from(paging.limit + 1).unwrap_or(i64::MAX));
    let people = app
        .reads
        .run(move |c| {
            person_views::list(c, &PeopleQuery { q: Some(typed), seen: Seen::Everyone, after, limit }, now)
        })
        .await?;
    let listed = Listed::cut(people, &paging, person_views::position);
    let next = listed.next.map(|cursor| {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &q)
            .append_pair("cursor", &cursor)
            .finish();
        format!("/manage/people?{query}")
    });
    let people = listed.items.iter().map(PersonLine::of).collect();
    let notice = match done.as_deref() {
        Some("invited") => Some(
            "They are being mailed a link. Somebody who had a record already keeps it, and belongs once they follow \
             it.",
        ),
        Some("erased") => {
            Some("The data is erased. What was to be told to them is on its way to them, and goes then.")
        }
        _ => None,
    };
    Page::of(&member.visit, "People", &People { q, people, next })?
        .notice(notice)
        .here("/manage/people")
        .answer(&app)
}

fn new_form(random: &Random) -> Form {
    Form::new("/manage/people/new", "Add them and mail them a link")
        .field(Field::text("name", "Name").autocomplete("off"))
        .field(
            Field::email("email", "E-mail address")
                .autocomplete("off")
                .hint("One that only they read: not office@ or admin@."),
        )
        .field(organisation_choice::field("organisation_id", "Organisation"))
        .field(once::field(random))
}

/// The facts of `people/person_new`: its form is all.
#[derive(Serialize)]
pub(in crate::web) struct PersonNew {}

impl PageFacts for PersonNew {
    const TEMPLATE: &'static str = "people/person_new";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        Some(new_form(&Random::seeded(1)))
    }
}

fn new_page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    Ok(Page::of(visit, "Add somebody", &PersonNew {})?
        .form(form)
        .back("/manage/people", "People")
        .here("/manage/people"))
}

/// The form that adds somebody.
pub async fn new(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    new_page(&member.visit, new_form(&random))?.answer(&app)
}

/// Adds somebody who has no account yet, and mails them.
pub async fn invite(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::InvitePerson)?;
    let posted = &form.posted;
    let mut shown = new_form(&random).keep(posted);
    if !posted.again() {
        let mut errors = FieldErrors::new();
        let name = errors.keep(PersonName::parse("name", posted.get("name")));
        let email = errors.keep(personal_address("email", posted.get("email")));
        let typed = posted.get("organisation_id").to_owned();
        let organisation = organisation_choice::read(&app, "organisation_id", typed).await?;
        let organisation = errors.keep(organisation);
        shown.refuse_all(&errors.into_vec());
        if let (Some(name), Some(email), Some(organisation)) = (name, email, organisation) {
            let ask = InvitePerson { actor: form.caller.actor, leads: false, name, email, organisation };
            match app
                .usecases
                .invite_person(ask, once::key(form.caller.id(), &form.posted, "/manage/people/new"))
                .await
            {
                Ok(_) => return see("/manage/people?done=invited"),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    new_page(&form.visit, shown)?.answer(&app)
}
