//! Who did not come and who gave up too late, by organisation: figures alone.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::OrganisationId,
        short_notice::{Absences, Period},
        times::{self, LONDON, day_in},
    },
    usecases::reports::count_absences::OrganisationAbsences,
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{short_notice, tables::TableForm},
        forms::{Field, Form},
        page_facts::{PageFacts, TakeAway},
        render::Page,
    },
};

const ADDRESS: &str = "/reports/short-notice";

/// Of which period.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
}

impl Asked {
    /// Between these, as typed.
    pub(super) fn of(from: Option<String>, to: Option<String>) -> Self {
        Self { from, to }
    }

    /// The period that is asked for; the year up to today where none is, or none that can be read.
    pub(super) fn period(&self, now: chrono::DateTime<chrono::Utc>) -> Period {
        let day = |typed: &Option<String>| typed.as_deref().and_then(|typed| typed.parse::<NaiveDate>().ok());
        let to = day(&self.to).unwrap_or_else(|| day_in(now, LONDON));
        let from = day(&self.from).unwrap_or_else(|| Period::year_to(to).from);
        Period::between(from, to).unwrap_or_else(|_| Period::year_to(to))
    }
}

/// A period as an address asks for it.
pub(super) fn in_address(period: Period) -> String {
    format!("from={}&to={}", period.from, period.to)
}

/// The fields that choose a period.
pub(super) fn period_fields(form: Form, period: Period) -> Form {
    form.field(Field::date("from", "First day").value(period.from.to_string()))
        .field(Field::date("to", "Last day").value(period.to.to_string()))
}

/// Who did not come and who gave up too late.
#[derive(Serialize)]
pub(in crate::web) struct ShortNoticeFacts {
    /// "From … to …".
    period: String,
    /// All of it in a sentence.
    lede: String,
    /// Organisation by organisation.
    rows: Vec<Line>,
    /// The figures of all together.
    total: Figures,
    /// The same as a file.
    file: TakeAway,
}

/// The figures of an organisation.
#[derive(Clone, Serialize)]
struct Line {
    name: String,
    /// Its letter.
    letter: Option<String>,
    figures: Figures,
}

/// How places ended.
#[derive(Clone, Copy, Serialize)]
struct Figures {
    booked: i64,
    no_show: i64,
    short_notice: i64,
    excused: i64,
}

impl From<Absences> for Figures {
    fn from(of: Absences) -> Self {
        Self { booked: of.booked, no_show: of.no_show, short_notice: of.short_notice, excused: of.excused }
    }
}

impl PageFacts for ShortNoticeFacts {
    const TEMPLATE: &'static str = "reports/short_notice";

    fn samples() -> Vec<Self> {
        let figures = Absences { booked: 62, no_show: 5, short_notice: 3, excused: 2 };
        let line = |letter: Option<&str>| Line {
            name: "Hillside Primary School".to_owned(),
            letter: letter.map(str::to_owned),
            figures: figures.into(),
        };
        let of = |rows| Self {
            period: "Thursday 1 January 2026 to Thursday 31 December 2026".to_owned(),
            lede: lede(figures),
            rows,
            total: figures.into(),
            file: TakeAway::of("Take the figures away", ADDRESS, ""),
        };
        vec![of(vec![line(Some("/organisations/1/short-notice")), line(None)]), of(Vec::new())]
    }

    fn form_sample() -> Option<Form> {
        let today = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap_or_default();
        Some(period_fields(Form::new(ADDRESS, "Show this period"), Period::year_to(today)))
    }
}

/// "Of 62 places held, 5 stayed empty; 3 more were given up at short notice, and 2 as late, but excused."
pub(super) fn lede(of: Absences) -> String {
    format!(
        "Of {} places held, {} stayed empty; {} more were given up at short notice, and {} as late, but excused.",
        of.booked, of.no_show, of.short_notice, of.excused
    )
}

/// The figures.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let period = asked.0.period(app.clock.now());
    let actor = member.caller.actor;
    let found = app.usecases.absences(actor, period, None).await?;
    let total = found.iter().map(|one| one.figures).fold(Absences::default(), Absences::and);
    let query = in_address(period);
    let led: Vec<OrganisationId> = if actor.is_coordinator {
        Vec::new()
    } else {
        let (me, now) = (actor.person_id, app.clock.now());
        app.reads.run(move |c| crate::store::read::people::relations::led_by(c, me, now)).await?
    };
    let line = |one: &OrganisationAbsences| Line {
        name: one
            .organisation
            .as_ref()
            .map_or_else(|| "No organisation".to_owned(), |(_, name)| name.clone()),
        letter: one
            .organisation
            .as_ref()
            .filter(|(id, _)| actor.is_coordinator || led.contains(id))
            .map(|(id, _)| format!("/organisations/{id}/short-notice?{query}")),
        figures: one.figures.into(),
    };
    let facts = ShortNoticeFacts {
        period: format!("{} to {}", times::day(period.from), times::day(period.to)),
        lede: lede(total),
        rows: found.iter().map(line).collect(),
        total: total.into(),
        file: TakeAway::of("Take the figures away", ADDRESS, &query),
    };
    let form = period_fields(Form::new(ADDRESS, "Show this period"), period);
    let title = "Not attended, and at short notice";
    Page::of(&member.visit, title, &facts)?.form(form).answer(&app)
}

async fn file(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let period = asked.period(app.clock.now());
    let found = app.usecases.absences(member.caller.actor, period, None).await?;
    short_notice::table(app, period, &found, form).await
}

/// The same as a table for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    file(&app, &member, &asked.0, TableForm::MarkedCsv).await
}

/// The same as a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    file(&app, &member, &asked.0, TableForm::Workbook).await
}
