//! Who can do this, and until when: the register of practitioners.

use std::collections::HashSet;

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::register_facts::{Found, RegisterFacts, filters};
use crate::{
    app::App,
    domain::{
        ids::{CourseId, OrganisationId, PersonId},
        practice::PracticeState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::practitioners::{
            practice_courses::PracticeCourse,
            register::{RegisterQuery, courses_asked, organisations_of, page, position, register, standing},
        },
    },
    web::{
        error::ApiResult,
        extract::{Caller, LARGEST_PAGE, Listed, Member, Paging, Params},
        files::{practitioners, tables::TableForm},
        page_facts::TakeAway,
        render::Page,
    },
};

const ADDRESS: &str = "/reports/practitioners";

/// Whom to look for.
#[derive(Deserialize)]
pub struct Asked {
    organisation: Option<String>,
    course: Option<String>,
    lapsing: Option<String>,
    cursor: Option<String>,
    done: Option<String>,
}

impl Asked {
    fn text(field: Option<&String>) -> Option<String> {
        field.filter(|typed| !typed.is_empty()).cloned()
    }

    fn organisation(&self) -> Option<OrganisationId> {
        self.organisation.as_ref().and_then(|typed| typed.parse().ok())
    }

    fn query(&self, caller: &Caller) -> RegisterQuery {
        RegisterQuery {
            people: None,
            listed: !caller.actor.is_coordinator,
            organisation: self.organisation(),
            course: Self::text(self.course.as_ref()),
            lapsing: self.lapsing.as_deref() == Some("yes"),
        }
    }

    /// The same, as an address asks for it.
    fn in_address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, typed) in
            [("organisation", &self.organisation), ("course", &self.course), ("lapsing", &self.lapsing)]
        {
            if let Some(typed) = Self::text(typed.as_ref()) {
                query.append_pair(name, &typed);
            }
        }
        query.finish()
    }
}

/// How many of those whose practice lapses next are named.
const LAPSING: usize = 50;

/// What the form that narrows it offers.
type Choices = (Vec<(OrganisationId, String)>, Vec<PracticeCourse>);

fn find(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    paging: &Paging,
    now: DateTime<Utc>,
) -> Result<(Found, Choices), Error> {
    let all = RegisterQuery { listed: query.listed, ..RegisterQuery::default() };
    let courses = courses_asked(connection, &all)?;
    let everybody = standing(connection, &all, &courses, None, now)?;
    let people = |states: &[PracticeState]| {
        let of = everybody.iter().filter(|one| states.contains(&one.state));
        of.map(|one| one.person).collect::<HashSet<PersonId>>().len()
    };
    let soon = people(&[PracticeState::LapsesSoon]);
    let counts = (people(&[PracticeState::Current, PracticeState::LapsesSoon]), soon);
    let only = RegisterQuery { lapsing: true, ..query.clone() };
    let of = courses_asked(connection, &only)?;
    let mut next = standing(connection, &only, &of, None, now)?;
    next.sort_unstable_by_key(|one| (one.until, one.person));
    let lapsing_more = next.len().saturating_sub(LAPSING);
    next.truncate(LAPSING);
    let some: HashSet<(PersonId, CourseId)> = next.iter().map(|one| (one.person, one.course)).collect();
    let theirs = RegisterQuery { people: Some(next.iter().map(|one| one.person).collect()), ..only };
    let mut lapsing = register(connection, &theirs, now)?;
    lapsing.retain(|one| some.contains(&(one.person, one.course.id)));
    lapsing.sort_by_key(|one| one.until);
    let rows = page(connection, query, (paging.after.as_deref(), paging.limit + 1), now)?;
    let organisations = organisations_of(connection, &courses, query.listed, now)?;
    Ok((Found { counts, lapsing, lapsing_more, rows }, (organisations, courses)))
}

/// The register.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let (query, now) = (asked.query(&member.caller), app.clock.now());
    let paging = Paging::read(Some(LARGEST_PAGE), asked.cursor.as_deref())?;
    let (mut found, (organisations, courses), paging) = app
        .reads
        .run(move |c| find(c, &query, &paging, now).map(|(found, choices)| (found, choices, paging)))
        .await?;
    let listed = Listed::cut(std::mem::take(&mut found.rows), &paging, position);
    found.rows = listed.items;
    let query = asked.in_address();
    let form = filters(&organisations, &courses)
        .with("organisation", asked.organisation.as_deref().unwrap_or_default())
        .with("course", asked.course.as_deref().unwrap_or_default())
        .lapsing(asked.lapsing.as_deref() == Some("yes"));
    let next = listed.next.map(|cursor| {
        let joined = if query.is_empty() { "" } else { "&" };
        format!("{ADDRESS}?{query}{joined}cursor={cursor}")
    });
    let facts = RegisterFacts::of(
        &found,
        member.caller.actor.is_coordinator,
        (!query.is_empty(), next),
        TakeAway::of("Take the register away", ADDRESS, &query),
    );
    let notice = (asked.done.as_deref() == Some("asked"))
        .then_some("We have what you ask for. One of us sees to it and answers you by mail.");
    Page::of(&member.visit, "Practitioners", &facts)?.form(form.form()).notice(notice).answer(&app)
}

async fn file(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let (query, now) = (asked.query(&member.caller), app.clock.now());
    let found = app.reads.run(move |c| register(c, &query, now)).await?;
    practitioners::table(app, &found, member.caller.actor.is_coordinator, form).await
}

/// The same as a table for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    file(&app, &member, &asked.0, TableForm::MarkedCsv).await
}

/// The same as a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    file(&app, &member, &asked.0, TableForm::Workbook).await
}
