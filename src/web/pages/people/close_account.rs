//! Closing somebody's account: each coming place is freed or kept, then it is done.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        ids::{BookingId, Person, PersonId},
        times::{self, ZoneNote},
        words::BookingState,
    },
    store::{
        error::Error,
        read::{
            bookings::booking::{self, BookingFilter, BookingView},
            people::person_views,
            sessions::trainer_dates,
        },
    },
    usecases::people::{close_account::KeptPlaces, edit_person::EditPerson},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// Bookings looked through at most; the newest.
const MOST: i64 = 1_000;

/// The facts of `people/close_account`.
#[derive(Serialize)]
pub(in crate::web) struct CloseAccount {
    /// The record's page.
    address: String,
    /// Whether there are coming places to decide about.
    places: bool,
    /// What follows, each in a sentence.
    lines: Vec<String>,
}

impl PageFacts for CloseAccount {
    const TEMPLATE: &'static str = "people/close_account";

    fn samples() -> Vec<Self> {
        let page = |places, waiting, runs| Self {
            address: "/manage/people/1".to_owned(),
            places,
            lines: lines(waiting, runs),
        };
        vec![page(true, 2, 1), page(false, 0, 0)]
    }

    fn form_sample() -> Option<Form> {
        let place =
            Place { id: BookingId::from_uuid(uuid::Uuid::from_u128(1)), label: "Introduction".to_owned() };
        Some(form_of(PersonId::from_uuid(uuid::Uuid::from_u128(1)), &[place]))
    }
}

struct Place {
    id: BookingId,
    label: String,
}

struct Known {
    name: String,
    places: Vec<Place>,
    /// How much they ask or wait for.
    waiting: usize,
    /// How many coming dates they run.
    runs: usize,
}

/// Whether somebody has coming places to decide about.
pub(super) async fn has_places(app: &App, id: PersonId) -> ApiResult<bool> {
    Ok(!known(app, id).await?.places.is_empty())
}

async fn known(app: &App, id: PersonId) -> ApiResult<Known> {
    let now = app.clock.now();
    Ok(app
        .reads
        .run(move |c| {
            let name = person_views::view(c, id, now)?.name;
            let filter = BookingFilter { person: Some(id), limit: MOST, ..BookingFilter::default() };
            let mut all = booking::list(c, &filter)?;
            all.retain(|view| view.ends_at > now);
            all.sort_by_key(|view| view.starts_at);
            let places = all.iter().filter(|view| view.state == BookingState::Booked).map(place).collect();
            let open = [BookingState::Waitlisted, BookingState::Offered, BookingState::Requested];
            let waiting = all.iter().filter(|view| open.contains(&view.state)).count();
            let runs = trainer_dates::coming_of(c, id, now)?.len();
            Ok::<_, Error>(Known { name, places, waiting, runs })
        })
        .await?)
}

fn place(view: &BookingView) -> Place {
    let when = times::moment(view.starts_at, view.timezone.tz(), ZoneNote::WhenElsewhere);
    Place { id: view.id, label: format!("{}, {when} ({})", view.course.title, view.reference) }
}

fn lines(waiting: usize, runs: usize) -> Vec<String> {
    let mut lines =
        vec!["They can no longer sign in or be booked. What they did stays on record.".to_owned()];
    match waiting {
        0 => {}
        1 => lines.push("What they asked or wait for ends at once, and the line goes on.".to_owned()),
        many => lines
            .push(format!("{many} requests, offers or waits of theirs end at once, and the lines go on.")),
    }
    match runs {
        0 => {}
        1 => lines.push("1 coming date that they were to run loses them.".to_owned()),
        many => lines.push(format!("{many} coming dates that they were to run lose them.")),
    }
    lines.push("Requests that wait for their answer go on to the next who can give it.".to_owned());
    lines
}

fn record(id: PersonId) -> String {
    format!("/manage/people/{id}")
}

fn field_of(id: BookingId) -> String {
    format!("place_{id}")
}

fn form_of(id: PersonId, places: &[Place]) -> Form {
    let form =
        Form::new(format!("{}/close", record(id)), "Close the account").field(Field::hidden("sure", "yes"));
    places.iter().fold(form, |form, place| {
        form.field(
            Field::radios(&field_of(place.id), &place.label)
                .choice_with(
                    "free",
                    "Free it",
                    Some("They are told, and it goes to whoever waits.".to_owned()),
                )
                .choice_with("keep", "Keep it", Some("They come all the same.".to_owned())),
        )
    })
}

fn page<'v>(visit: &'v Visit, id: PersonId, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    let facts = CloseAccount {
        address: record(id),
        places: !known.places.is_empty(),
        lines: lines(known.waiting, known.runs),
    };
    Ok(Page::of(visit, format!("Close the account of {}?", known.name), &facts)?
        .form(form)
        .back(record(id), known.name.clone())
        .here("/manage/people"))
}

/// The coming places, each to be freed or kept, and what else follows.
pub async fn form(app: Data<App>, member: Member, id: PathId<Person>) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let form = form_of(id.0, &known.places);
    page(&member.visit, id.0, &known, form)?.answer(&app)
}

/// Closes it, once each place is decided about.
pub async fn close(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let mut shown = form_of(id.0, &known.places).keep(&form.posted);
    if !form.posted.again() {
        if !form.posted.has("sure") {
            shown.refuse("", "Read what follows, then close the account.");
        }
        let mut kept = Vec::new();
        for place in &known.places {
            match form.posted.get(&field_of(place.id)) {
                "keep" => kept.push(place.id),
                "free" => {}
                _ => shown.refuse(&field_of(place.id), "Say whether this place is freed or kept."),
            }
        }
        if !shown.is_wrong() {
            let places = KeptPlaces::These(kept);
            let ask = EditPerson { disabled: Some(true), places, ..EditPerson::default() };
            match app.usecases.edit_person(form.caller.id(), id.0, ask).await {
                Ok(_) => return see(format!("{}?done=closed", record(id.0))),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    page(&form.visit, id.0, &known, shown)?.answer(&app)
}
