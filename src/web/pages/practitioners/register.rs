//! Who can do this, and until when: the register of practitioners.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::register_facts::{RegisterFacts, filters};
use crate::{
    app::App,
    domain::ids::OrganisationId,
    store::read::practitioners::{
        overview::overview,
        register::{RegisterQuery, position, register},
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

/// The register.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let (query, now) = (asked.query(&member.caller), app.clock.now());
    let paging = Paging::read(Some(LARGEST_PAGE), asked.cursor.as_deref())?;
    let (after, limit) = (paging.after.clone(), paging.limit + 1);
    let mut found = app.reads.run(move |c| overview(c, &query, (after.as_deref(), limit), now)).await?;
    let listed = Listed::cut(std::mem::take(&mut found.rows), &paging, position);
    found.rows = listed.items;
    let query = asked.in_address();
    let form = filters(&found.organisations, &found.courses)
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
