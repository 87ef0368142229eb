//! Who can do this, and until when: the register of practitioners.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::register_facts::{RegisterFacts, filters};
use crate::{
    app::App,
    domain::ids::OrganisationId,
    store::{
        error::Error,
        read::practitioners::{
            practice_courses::{PracticeCourse, courses_of_practice},
            register::{Practitioner, RegisterQuery, register},
        },
    },
    web::{
        error::ApiResult,
        extract::{Caller, Member, Params},
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

/// The practitioners that are asked for, everybody the caller may see, and the courses.
type Found = (Vec<Practitioner>, Vec<Practitioner>, Vec<PracticeCourse>);

async fn found(app: &App, query: RegisterQuery) -> ApiResult<Found> {
    let now = app.clock.now();
    let all = RegisterQuery { listed: query.listed, ..RegisterQuery::default() };
    let read = app.reads.run(move |c| {
        let everybody = register(c, &all, now)?;
        let narrowed = query.organisation.is_some() || query.course.is_some() || query.lapsing;
        let found = if narrowed { register(c, &query, now)? } else { everybody.clone() };
        Ok::<_, Error>((found, everybody, courses_of_practice(c)?))
    });
    Ok(read.await?)
}

/// The register.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let (found, everybody, courses) = found(&app, asked.query(&member.caller)).await?;
    let query = asked.in_address();
    let form = filters(&everybody, &courses)
        .with("organisation", asked.organisation.as_deref().unwrap_or_default())
        .with("course", asked.course.as_deref().unwrap_or_default())
        .lapsing(asked.lapsing.as_deref() == Some("yes"));
    let facts = RegisterFacts::of(
        &found,
        &everybody,
        member.caller.actor.is_coordinator,
        !query.is_empty(),
        TakeAway::of("Take the register away", ADDRESS, &query),
    );
    let notice = (asked.done.as_deref() == Some("asked"))
        .then_some("We have what you ask for. One of us sees to it and answers you by mail.");
    Page::of(&member.visit, "Practitioners", &facts)?.form(form.form()).notice(notice).answer(&app)
}

async fn file(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let (found, ..) = found(app, asked.query(&member.caller)).await?;
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
