//! Accreditations: which body vouches for which courses, for whom and how long.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
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
        .field(once::field(random))
}

fn page<'v>(app: &App, visit: &'v Visit, (stands, all): &Known, form: Form) -> Page<'v> {
    let today = day_in(app.clock.now(), LONDON);
    let lines: Vec<Value> = stands
        .iter()
        .map(|one| {
            let courses: Vec<&str> = one
                .courses
                .iter()
                .map(|slug| all.iter().find(|of| of.slug == *slug).map_or(slug.as_str(), |of| &of.title))
                .collect();
            let audiences: Vec<&str> =
                one.audiences.iter().map(|kind| wording::organisation(*kind)).collect();
            let (kind, label) = if today < one.from {
                ("waiting", "begins later")
            } else if today > one.to {
                ("quiet", "over")
            } else {
                ("good", "in force")
            };
            json!({
                "body": one.body, "reference": one.reference, "provider": one.provider,
                "period": format!("{} to {}", day(one.from), day(one.to)),
                "courses": courses.join(", "), "audiences": audiences.join(", "),
                "state": {"kind": kind, "label": label},
            })
        })
        .collect();
    Page::new(visit, "manage/accreditations", "Accreditations")
        .facts(json!({"accreditations": lines}))
        .form(form)
        .back("/manage/courses", "Courses")
        .here("/manage/courses")
}

/// All of them, and the form that adds one.
pub async fn list(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::CreateCourse)?;
    let known = known(&app).await?;
    let form = form_of(&random, &known.1, &app.settings.provider);
    let notice = done
        .0
        .done
        .filter(|done| done == "added")
        .map(|_| "Added. Certificates issued from now on state it where it fits.");
    page(&app, &member.visit, &known, form).notice(notice).answer(&app)
}

/// Adds one.
pub async fn add(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::CreateCourse)?;
    let known = known(&app).await?;
    let posted = &form.posted;
    let mut shown = form_of(&random, &known.1, &app.settings.provider).keep(posted);
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
            match app.usecases.add_accreditation(form.caller.id(), ask, once::key(&form, HERE)).await {
                Ok(_) => return see("/manage/accreditations?done=added"),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    page(&app, &form.visit, &known, shown).answer(&app)
}
