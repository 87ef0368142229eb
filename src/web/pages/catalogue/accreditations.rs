//! Accreditations: which body vouches for which courses, for whom and how long.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::CourseId,
        times::{LONDON, day, day_in},
        words::{OrganisationKind, Word},
    },
    ports::Random,
    store::{
        error::Error,
        read::catalogue::{
            courses::{self, CourseName},
            ladders::{self, AccreditationView},
        },
    },
    usecases::catalogue::add_kinds::NewAccreditation,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::{
            form_parts::{once, typed::Typed},
            wording,
        },
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

const HERE: &str = "/manage/accreditations";

type Known = (Vec<AccreditationView>, Vec<CourseName>);

async fn known(app: &App) -> ApiResult<Known> {
    Ok(app.reads.run(|c| Ok::<_, Error>((ladders::accreditations(c)?, courses::all(c)?))).await?)
}

fn form_of(random: &Random, all: &[CourseName], provider: &str) -> Form {
    form_without_key(all, provider).field(once::field(random))
}

fn form_without_key(all: &[CourseName], provider: &str) -> Form {
    let courses = all.iter().fold(Field::boxes("courses", "Courses it covers"), |field, one| {
        field.choice(one.slug.clone(), one.title.clone())
    });
    let audiences = OrganisationKind::ALL.iter().fold(
        Field::boxes("audiences", "Training given to")
            .optional()
            .hint("Every kind of organisation unless you choose some."),
        |field, kind| field.choice(kind.as_str(), wording::organisation(*kind)),
    );
    Form::new(HERE, "Add this accreditation")
        .field(Field::text("body", "Accrediting body").hint("Such as: Restorative Justice Council"))
        .field(Field::text("reference", "Its reference").width("medium"))
        .field(Field::text("provider", "Who is accredited").value(provider))
        .field(Field::date("from", "First day"))
        .field(Field::date("to", "Last day"))
        .field(courses)
        .field(audiences)
}

/// The accreditations.
#[derive(Serialize)]
pub(in crate::web) struct AccreditationsFacts {
    accreditations: Vec<Line>,
}

/// One of them.
#[derive(Clone, Serialize)]
struct Line {
    /// The accrediting body.
    body: String,
    reference: String,
    /// Who is accredited.
    provider: String,
    /// Its first and last day.
    period: String,
    courses: String,
    /// The kinds of organisation it is limited to.
    audiences: String,
    /// Where evidence for it is made.
    evidence: String,
    state: State,
}

impl Line {
    fn of(one: &AccreditationView, all: &[CourseName], today: NaiveDate) -> Self {
        let courses: Vec<&str> = one
            .courses
            .iter()
            .map(|slug| all.iter().find(|of| of.slug == *slug).map_or(slug.as_str(), |of| &of.title))
            .collect();
        let audiences: Vec<&str> = one.audiences.iter().map(|kind| wording::organisation(*kind)).collect();
        let state = if today < one.from {
            State::of("waiting", "begins later")
        } else if today > one.to {
            State::of("quiet", "over")
        } else {
            State::of("good", "in force")
        };
        Self {
            body: one.body.clone(),
            reference: one.reference.clone(),
            provider: one.provider.clone(),
            period: format!("{} to {}", day(one.from), day(one.to)),
            courses: courses.join(", "),
            audiences: audiences.join(", "),
            evidence: format!("/reports/evidence?accreditation={}", one.id),
            state,
        }
    }
}

impl PageFacts for AccreditationsFacts {
    const TEMPLATE: &'static str = "catalogue/accreditations";

    fn samples() -> Vec<Self> {
        let line = Line {
            body: "Restorative Justice Council".to_owned(),
            reference: "RJC-1".to_owned(),
            provider: "Riverside Restorative Partnership".to_owned(),
            period: "1 January 2027 to 31 December 2027".to_owned(),
            courses: "Introduction".to_owned(),
            audiences: "School".to_owned(),
            evidence: "/reports/evidence?accreditation=1".to_owned(),
            state: State::of("good", "in force"),
        };
        let to_all = Line { audiences: String::new(), ..line.clone() };
        vec![Self { accreditations: vec![line, to_all] }, Self { accreditations: Vec::new() }]
    }

    fn form_sample() -> Option<Form> {
        let course = CourseName {
            id: CourseId::from_uuid(uuid::Uuid::from_u128(1)),
            slug: "introduction".to_owned(),
            title: "Introduction".to_owned(),
            retired: false,
        };
        Some(form_without_key(&[course], "Riverside Restorative Partnership"))
    }
}

fn page<'v>(app: &App, visit: &'v Visit, (stands, all): &Known, form: Form) -> ApiResult<Page<'v>> {
    let today = day_in(app.clock.now(), LONDON);
    let facts =
        AccreditationsFacts { accreditations: stands.iter().map(|one| Line::of(one, all, today)).collect() };
    Ok(Page::of(visit, "Accreditations", &facts)?
        .form(form)
        .back("/manage/courses", "Courses")
        .here("/manage/courses"))
}

/// All of them, and the form that adds one.
pub async fn list(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let known = known(&app).await?;
    let form = form_of(&random, &known.1, &app.settings.provider());
    let notice = done
        .0
        .done
        .filter(|done| done == "added")
        .map(|_| "Added. Certificates issued from now on state it where it fits.");
    page(&app, &member.visit, &known, form)?.notice(notice).answer(&app)
}

/// Adds one.
pub async fn add(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = known(&app).await?;
    let posted = &form.posted;
    let mut shown = form_of(&random, &known.1, &app.settings.provider()).keep(posted);
    if !posted.again() {
        let mut typed = Typed::of(posted);
        let (from, to) = (typed.needed_day("from"), typed.needed_day("to"));
        let slugs: Vec<String> = posted
            .all("courses")
            .into_iter()
            .filter(|slug| known.1.iter().any(|one| one.slug == *slug))
            .map(str::to_owned)
            .collect();
        if slugs.is_empty() {
            typed.errors.add("courses", "Choose the courses it covers.");
        }
        for (field, what) in [("body", "the accrediting body"), ("reference", "its reference")] {
            if posted.get(field).is_empty() {
                typed.errors.add(field, format!("Enter {what}."));
            }
        }
        if let Err(errors) = typed.errors.finish(()) {
            shown.refuse_all(&errors);
        }
        if let (Some(from), Some(to), false) = (from, to, shown.is_wrong()) {
            let kinds = posted.all("audiences");
            let ask = NewAccreditation {
                provider: posted.optional("provider"),
                body: posted.get("body").to_owned(),
                reference: posted.get("reference").to_owned(),
                from,
                to,
                courses: slugs,
                audiences: OrganisationKind::ALL
                    .iter()
                    .filter(|kind| kinds.contains(&kind.as_str()))
                    .copied()
                    .collect(),
            };
            match app
                .usecases
                .add_accreditation(form.caller.id(), ask, once::key(form.caller.id(), &form.posted, HERE))
                .await
            {
                Ok(_) => return see("/manage/accreditations?done=added"),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    page(&app, &form.visit, &known, shown)?.answer(&app)
}
