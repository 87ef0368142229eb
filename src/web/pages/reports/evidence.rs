//! Making evidence for an accreditation.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        evidence_packs::LONGEST_REASON,
        ids::{AccreditationId, Row, RowId},
        times::{self, LONDON, ZoneNote},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            catalogue::ladders::{self, AccreditationView},
            reports::evidence_packs::{self, PackLine},
        },
    },
    usecases::reports::make_evidence_pack::MakeEvidencePack,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        files,
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::{once, typed::Typed},
        render::{Page, see},
    },
};

const HERE: &str = "/reports/evidence";

/// What was just made.
#[derive(Deserialize)]
pub struct Made {
    made: Option<String>,
    accreditation: Option<String>,
}

/// The evidence that was made.
#[derive(Serialize)]
pub(in crate::web) struct EvidenceFacts {
    /// Whether there is any accreditation.
    any: bool,
    /// What was just made.
    fresh: Option<String>,
    /// What was made before, the newest first.
    packs: Vec<PackFacts>,
}

/// Evidence that was made.
#[derive(Clone, Serialize)]
struct PackFacts {
    /// For what, and of which days.
    what: String,
    /// Who made it, and when.
    made: String,
    with_names: bool,
    file: String,
}

impl PageFacts for EvidenceFacts {
    const TEMPLATE: &'static str = "reports/evidence";

    fn samples() -> Vec<Self> {
        let pack = |with_names| PackFacts {
            what: "Restorative Justice Council, RJC-1: 1 January 2026 to 31 December 2026".to_owned(),
            made: "Maureen Clarke, Tuesday 12 January 2027 at 9am".to_owned(),
            with_names,
            file: "/evidence-packs/1.zip".to_owned(),
        };
        let full = Self { any: true, fresh: Some(pack(true).file), packs: vec![pack(true), pack(false)] };
        let first = Self { any: true, fresh: None, packs: Vec::new() };
        vec![full, first, Self { any: false, fresh: None, packs: Vec::new() }]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(&[], None))
    }
}

fn form_of(accreditations: &[AccreditationView], chosen: Option<&str>) -> Form {
    let field = Field::radios("accreditation", "For which accreditation?");
    let field = accreditations.iter().fold(field, |field, one| {
        let period = format!("{} to {}", times::day(one.from), times::day(one.to));
        field.choice_with(one.id.to_string(), format!("{}, {}", one.body, one.reference), Some(period))
    });
    let newest = accreditations.last();
    let known = chosen.and_then(|id| accreditations.iter().find(|one| one.id.to_string() == id));
    let chosen = known.or(newest);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Form::new(HERE, "Make the evidence")
        .field(field.value(chosen.map(|one| one.id.to_string()).unwrap_or_default()))
        .field(
            Field::date("from", "First day")
                .value(day(chosen.map(|one| one.from)))
                .hint("Only days on which the accreditation is in force count."),
        )
        .field(Field::date("to", "Last day").value(day(chosen.map(|one| one.to))))
        .field(Field::boxes("names", "").choice_with(
            "yes",
            "People stand in it by name as well",
            Some("Otherwise they stand in it by the number of their certificate.".to_owned()),
        ))
        .field(
            Field::lines("names_reason", "Why are names needed?", 2)
                .optional()
                .hint(format!("At most {LONGEST_REASON} characters. It is kept on the trail.")),
        )
}

struct Ground {
    accreditations: Vec<AccreditationView>,
    packs: Vec<PackLine>,
}

impl Ground {
    async fn of(app: &App) -> ApiResult<Self> {
        let read = app.reads.run(|c| {
            Ok::<_, Error>(Self {
                accreditations: ladders::accreditations(c)?,
                packs: evidence_packs::newest(c)?,
            })
        });
        Ok(read.await?)
    }

    fn page<'v>(&self, visit: &'v Visit, fresh: Option<RowId>, form: Form) -> ApiResult<Page<'v>> {
        let pack = |one: &PackLine| PackFacts {
            what: format!(
                "{}, {}: {} to {}",
                one.body,
                one.reference,
                times::day(one.from),
                times::day(one.to)
            ),
            made: format!("{}, {}", one.made_by, times::moment(one.made_at, LONDON, ZoneNote::WhenElsewhere)),
            with_names: one.with_names,
            file: format!("/evidence-packs/{}.zip", one.id),
        };
        let facts = EvidenceFacts {
            any: !self.accreditations.is_empty(),
            fresh: fresh.map(|id| format!("/evidence-packs/{id}.zip")),
            packs: self.packs.iter().map(pack).collect(),
        };
        Ok(Page::of(visit, "Evidence for an accreditation", &facts)?
            .form(form)
            .back("/manage/accreditations", "Accreditations")
            .here("/manage/courses"))
    }
}

/// The form, with what was made before.
pub async fn form(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    made: Params<Made>,
) -> ApiResult<HttpResponse> {
    let ground = Ground::of(&app).await?;
    let fresh = made.0.made.as_deref().and_then(|id| id.parse::<RowId>().ok());
    let form = form_of(&ground.accreditations, made.0.accreditation.as_deref()).field(once::field(&random));
    let notice = fresh.map(|_| "Made, as everything stands now. Fetch it below.");
    ground.page(&member.visit, fresh, form)?.notice(notice).answer(&app)
}

/// Makes it.
pub async fn make(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let ground = Ground::of(&app).await?;
    let posted = &form.posted;
    let mut shown = form_of(&ground.accreditations, None).field(once::field(&random)).keep(posted);
    if !posted.again() {
        let mut typed = Typed::of(posted);
        let (from, to) = (typed.needed_day("from"), typed.needed_day("to"));
        let chosen = posted.get("accreditation").parse::<AccreditationId>().ok();
        let chosen = chosen.filter(|id| ground.accreditations.iter().any(|one| one.id == *id));
        if chosen.is_none() {
            typed.errors.add("accreditation", "Choose the accreditation.");
        }
        let names = posted.has("names");
        if names && posted.get("names_reason").is_empty() {
            typed.errors.add("names_reason", "Say why names are needed, or leave them out.");
        }
        if let Err(errors) = typed.errors.finish(()) {
            shown.refuse_all(&errors);
        }
        if let (Some(accreditation), Some(from), Some(to), false) = (chosen, from, to, shown.is_wrong()) {
            let reason = posted.optional("names_reason").filter(|_| names);
            let ask =
                MakeEvidencePack { by: form.caller.id(), accreditation, from, to, names_reason: reason };
            let key = once::key(form.caller.id(), posted, HERE);
            match app.usecases.make_evidence_pack(ask, key).await {
                Ok(made) => return see(format!("{HERE}?made={}", made.value.id)),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    ground.page(&form.visit, None, shown)?.answer(&app)
}

/// The folder.
pub async fn download(app: Data<App>, _member: Member, id: PathId<Row>) -> ApiResult<HttpResponse> {
    files::evidence_pack::archive(&app, id.0).await
}
