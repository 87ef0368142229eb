//! Erasing somebody's data at once, or putting off what they asked for.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        erasures::{ErasureCause, latest},
        grammar::listed,
        ids::{Person, PersonId},
        times::{self, LONDON, ZoneNote, day_in},
    },
    store::{
        error::Error,
        read::people::{
            erasures::{ComingErasure, StandsAgainst, coming_of, stands_against},
            person_views,
        },
    },
    usecases::people::put_off_erasure::PutOffErasure,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// The facts of `people/erase_person`.
#[derive(Serialize)]
pub(in crate::web) struct ErasePerson {
    /// The record's page.
    address: String,
    /// What they asked for.
    asked: Option<AskedFor>,
}

/// The facts of `people/put_off_erasure`.
#[derive(Serialize)]
pub(in crate::web) struct PutOff {
    /// The record's page.
    address: String,
    /// What they asked for; without it there is nothing to put off.
    asked: Option<AskedFor>,
    /// The last day it can be put off to.
    latest: Option<String>,
}

/// An erasure that somebody asked for.
#[derive(Clone, Serialize)]
struct AskedFor {
    /// When, in words.
    on: String,
    /// When it is done.
    due: String,
    /// Nobody asked: the record is not used.
    unused: bool,
    /// Why it was put off.
    put_off: Option<String>,
    /// What stands against it, in words.
    against: Option<String>,
}

impl AskedFor {
    fn of(coming: &ComingErasure, against: StandsAgainst) -> Self {
        let moment = |at| times::moment(at, LONDON, ZoneNote::WhenElsewhere);
        Self {
            on: moment(coming.asked_at),
            due: moment(coming.due_at),
            unused: coming.cause == ErasureCause::Unused,
            put_off: coming.put_off_reason.clone(),
            against: in_words(against),
        }
    }

    fn sample(put_off: Option<&str>, against: StandsAgainst, unused: bool) -> Self {
        Self {
            on: "Tuesday 5 January 2027, 9:30am".to_owned(),
            due: "Tuesday 12 January 2027, 9:30am".to_owned(),
            unused,
            put_off: put_off.map(str::to_owned),
            against: in_words(against),
        }
    }

    fn samples() -> Vec<Option<Self>> {
        let against = StandsAgainst { disputes: 1, places: 2 };
        vec![
            None,
            Some(Self::sample(None, StandsAgainst::default(), false)),
            Some(Self::sample(Some("Your result is being looked into."), against, false)),
            Some(Self::sample(None, StandsAgainst::default(), true)),
        ]
    }
}

fn in_words(against: StandsAgainst) -> Option<String> {
    let mut said = Vec::new();
    match against.disputes {
        0 => {}
        1 => said.push("1 “This is wrong” waits for an answer".to_owned()),
        many => said.push(format!("{many} times “This is wrong” wait for an answer")),
    }
    match against.places {
        0 => {}
        1 => said.push("they have a place on 1 date to come or to be finished".to_owned()),
        many => said.push(format!("they have places on {many} dates to come or to be finished")),
    }
    (!said.is_empty()).then(|| listed(&said, "and"))
}

impl PageFacts for ErasePerson {
    const TEMPLATE: &'static str = "people/erase_person";

    fn samples() -> Vec<Self> {
        let of = |asked| Self { address: "/manage/people/1".to_owned(), asked };
        AskedFor::samples().into_iter().map(of).collect()
    }

    fn form_sample() -> Option<Form> {
        Some(erase_form(PersonId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

impl PageFacts for PutOff {
    const TEMPLATE: &'static str = "people/put_off_erasure";

    fn samples() -> Vec<Self> {
        let of = |asked: Option<AskedFor>| Self {
            address: "/manage/people/1".to_owned(),
            latest: asked.as_ref().map(|_| "Friday 12 February 2027".to_owned()),
            asked,
        };
        AskedFor::samples().into_iter().map(of).collect()
    }

    fn form_sample() -> Option<Form> {
        Some(put_off_form(PersonId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn record(id: PersonId) -> String {
    format!("/manage/people/{id}")
}

struct Known {
    name: String,
    coming: Option<ComingErasure>,
    against: StandsAgainst,
}

impl Known {
    async fn of(app: &App, id: PersonId) -> ApiResult<Self> {
        let now = app.clock.now();
        Ok(app
            .reads
            .run(move |c| {
                let name = person_views::view(c, id, now)?.name;
                Ok::<_, Error>(Self { name, coming: coming_of(c, id)?, against: stands_against(c, id)? })
            })
            .await?)
    }

    fn asked(&self) -> Option<AskedFor> {
        self.coming.as_ref().map(|coming| AskedFor::of(coming, self.against))
    }
}

fn erase_form(id: PersonId) -> Form {
    Form::new(format!("{}/erase", record(id)), "Erase their data now")
        .field(
            Field::lines("reason", "Why", 3)
                .hint("They are mailed this. It is kept with the fact, without their name."),
        )
        .field(Field::boxes("sure", "").choice("yes", "This cannot be undone, and I am sure"))
}

fn erase_page<'v>(visit: &'v Visit, id: PersonId, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    let facts = ErasePerson { address: record(id), asked: known.asked() };
    Ok(Page::of(visit, format!("Erase the data of {}?", known.name), &facts)?
        .form(form)
        .back(record(id), known.name.clone())
        .here("/manage/people"))
}

/// What follows, and the form.
pub async fn form(app: Data<App>, member: Member, id: PathId<Person>) -> ApiResult<HttpResponse> {
    let known = Known::of(&app, id.0).await?;
    erase_page(&member.visit, id.0, &known, erase_form(id.0))?.answer(&app)
}

/// Erases it.
pub async fn erase(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = Known::of(&app, id.0).await?;
    let mut shown = erase_form(id.0).keep(&form.posted);
    if !form.posted.again() {
        if form.posted.get("sure") != "yes" {
            shown.refuse("sure", "Tick this if you are sure.");
        }
        if form.posted.get("reason").trim().is_empty() {
            shown.refuse("reason", "Say why.");
        }
        if !shown.is_wrong() {
            match app.usecases.erase_person(form.caller.id(), id.0, form.posted.get("reason")).await {
                Ok(_) => return see("/manage/people?done=erased"),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    erase_page(&form.visit, id.0, &known, shown)?.answer(&app)
}

fn put_off_form(id: PersonId) -> Form {
    Form::new(format!("{}/put-off", record(id)), "Put it off and tell them")
        .field(Field::date("until", "Until"))
        .field(Field::lines("reason", "Why", 3).hint(
            "They read this: a duty to keep the record, a “This is wrong” without an answer, a coming date.",
        ))
}

fn put_off_page<'v>(visit: &'v Visit, id: PersonId, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    let latest = |coming: &ComingErasure| times::day(day_in(latest(coming.first_due_at), LONDON));
    let facts =
        PutOff { address: record(id), asked: known.asked(), latest: known.coming.as_ref().map(latest) };
    Ok(Page::of(visit, format!("{} asked for their data to be erased", known.name), &facts)?
        .form(form)
        .back(record(id), known.name.clone())
        .here("/manage/people"))
}

/// What they asked for, and the form.
pub async fn coming(app: Data<App>, member: Member, id: PathId<Person>) -> ApiResult<HttpResponse> {
    let known = Known::of(&app, id.0).await?;
    put_off_page(&member.visit, id.0, &known, put_off_form(id.0))?.answer(&app)
}

/// Puts it off.
pub async fn put_off(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = Known::of(&app, id.0).await?;
    if known.coming.is_none() {
        return see(format!("{}/put-off", record(id.0)));
    }
    let mut shown = put_off_form(id.0).keep(&form.posted);
    if !form.posted.again() {
        let Ok(until) = form.posted.get("until").parse::<NaiveDate>() else {
            shown.refuse("until", "Give the day on which it is done instead.");
            return put_off_page(&form.visit, id.0, &known, shown)?.answer(&app);
        };
        let reason = form.posted.get("reason").to_owned();
        let ask = PutOffErasure { by: form.caller.id(), person: id.0, until, reason };
        match app.usecases.put_off_erasure(ask).await {
            Ok(_) => return see(format!("{}?done=put-off", record(id.0))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    put_off_page(&form.visit, id.0, &known, shown)?.answer(&app)
}
