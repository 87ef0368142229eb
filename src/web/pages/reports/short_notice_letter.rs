//! The letter to an organisation about places that nobody came to: as a page, as a paper, and sent.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::short_notice::{Asked, in_address, lede, period_fields};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::{Organisation, OrganisationId},
        short_notice::{Absences, Period},
        times,
    },
    store::{
        error::Error,
        read::people::{organisations, relations},
    },
    web::{
        access::may_for_organisation,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        files::short_notice::{WORDS, figures_in_words, letter},
        forms::Form,
        page_facts::PageFacts,
        pages::wording,
        render::{Page, see},
    },
};

/// How many were just written to.
#[derive(Deserialize)]
pub struct Sent {
    sent: Option<i64>,
}

/// The letter.
#[derive(Serialize)]
pub(in crate::web) struct LetterFacts {
    /// "From … to …".
    period: String,
    /// All of it in a sentence.
    lede: String,
    /// The figures with what they are called.
    figures: Vec<Figure>,
    words: Vec<&'static str>,
    /// Where it is fetched as a paper.
    pdf: String,
    /// Whether whoever reads it may send it.
    may_send: bool,
    /// To how many it would go.
    leads: String,
    /// Whether there is anybody.
    anybody: bool,
    address: String,
    from: String,
    to: String,
}

/// One figure.
#[derive(Serialize)]
struct Figure {
    label: &'static str,
    count: i64,
}

fn shown(of: Absences) -> Vec<Figure> {
    figures_in_words(of).into_iter().map(|(label, count)| Figure { label, count }).collect()
}

impl PageFacts for LetterFacts {
    const TEMPLATE: &'static str = "reports/short_notice_letter";

    fn samples() -> Vec<Self> {
        let figures = Absences { booked: 62, no_show: 5, short_notice: 3, excused: 2 };
        let of = |may_send, anybody| Self {
            period: "Thursday 1 January 2026 to Thursday 31 December 2026".to_owned(),
            lede: lede(figures),
            figures: shown(figures),
            words: WORDS.into(),
            pdf: "/organisations/1/short-notice.pdf".to_owned(),
            may_send,
            leads: "2 people".to_owned(),
            anybody,
            address: "/organisations/1/short-notice".to_owned(),
            from: "2026-01-01".to_owned(),
            to: "2026-12-31".to_owned(),
        };
        vec![of(true, true), of(true, false), of(false, false)]
    }

    fn form_sample() -> Option<Form> {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap_or_default();
        Some(period_form(OrganisationId::from_uuid(uuid::Uuid::from_u128(1)), Period::year_to(today)))
    }
}

fn address(id: OrganisationId) -> String {
    format!("/organisations/{id}/short-notice")
}

fn period_form(id: OrganisationId, period: Period) -> Form {
    period_fields(Form::new(address(id), "Show this period"), period)
}

struct Ground {
    id: OrganisationId,
    name: String,
    leads: i64,
    period: Period,
    figures: Absences,
}

impl Ground {
    async fn of(app: &App, id: OrganisationId, period: Period) -> ApiResult<Self> {
        let now = app.clock.now();
        let (name, leads) = app
            .reads
            .run(move |c| {
                Ok::<_, Error>((organisations::name(c, id)?, relations::leads_of(c, &[id], now)?.len()))
            })
            .await?;
        let figures = app.usecases.absences_of(id, period).await?;
        Ok(Self { id, name, leads: i64::try_from(leads).unwrap_or(i64::MAX), period, figures })
    }

    fn page<'v>(&self, visit: &'v Visit, may_send: bool, form: Form) -> ApiResult<Page<'v>> {
        let query = in_address(self.period);
        let facts = LetterFacts {
            period: format!("{} to {}", times::day(self.period.from), times::day(self.period.to)),
            lede: lede(self.figures),
            figures: shown(self.figures),
            words: WORDS.into(),
            pdf: format!("{}.pdf?{query}", address(self.id)),
            may_send,
            leads: wording::people(self.leads),
            anybody: self.leads > 0,
            address: address(self.id),
            from: self.period.from.to_string(),
            to: self.period.to.to_string(),
        };
        Ok(Page::of(visit, format!("Places that nobody came to: {}", self.name), &facts)?
            .form(form)
            .back(format!("/reports/short-notice?{query}"), "Not attended, and at short notice"))
    }
}

/// The letter of a period.
pub async fn show(
    app: Data<App>,
    id: PathId<Organisation>,
    member: Member,
    asked: Params<Asked>,
    sent: Params<Sent>,
) -> ApiResult<HttpResponse> {
    may_for_organisation(&app, &member.caller, id.0, Action::ReadOrganisationTraining).await?;
    let ground = Ground::of(&app, id.0, asked.0.period(app.clock.now())).await?;
    let may_send = member.caller.may(Action::SendShortNotice, &Relation::default()).is_ok();
    let notice = sent.0.sent.map(|count| match count {
        0 => "They have had these very figures already.".to_owned(),
        count => format!("The letter is on its way to {}.", wording::people(count)),
    });
    let form = period_form(id.0, ground.period);
    ground.page(&member.visit, may_send, form)?.notice(notice).answer(&app)
}

/// Sends it to whoever leads the organisation.
pub async fn send(app: Data<App>, id: PathId<Organisation>, form: MembersForm) -> ApiResult<HttpResponse> {
    may_for_organisation(&app, &form.caller, id.0, Action::SendShortNotice).await?;
    let posted = &form.posted;
    let asked = Asked::of(posted.optional("from"), posted.optional("to"));
    let period = asked.period(app.clock.now());
    let ground = Ground::of(&app, id.0, period).await?;
    let mut shown = period_form(id.0, period);
    if !posted.again() {
        match app.usecases.send_short_notice(form.caller.id(), id.0, period).await {
            Ok(sent) => return see(format!("{}?{}&sent={sent}", address(id.0), in_address(period))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    ground.page(&form.visit, true, shown)?.answer(&app)
}

/// The letter on paper.
pub async fn pdf(
    app: Data<App>,
    id: PathId<Organisation>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    may_for_organisation(&app, &member.caller, id.0, Action::ReadOrganisationTraining).await?;
    let ground = Ground::of(&app, id.0, asked.0.period(app.clock.now())).await?;
    letter(&app, (ground.id, ground.name), ground.period, ground.figures).await
}
