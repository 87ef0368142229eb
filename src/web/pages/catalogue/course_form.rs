//! The form of a course.

use serde::Serialize;

use super::requirements::{Builder, Choices, GroupFacts};
use crate::{
    app::App,
    domain::{
        courses::{DEFAULT_CAPACITY, DEFAULT_DELIVERY, DEFAULT_ENOUGH_PERCENT, DEFAULT_NOTICE_DAYS},
        delivery,
        ids::OrganisationId,
        input::FieldError,
        people::fold,
        words::{Delivery, OrganisationKind, Word},
    },
    store::{
        error::Error,
        read::{
            catalogue::{
                course::{CourseView, Restriction},
                courses,
                ladders::{self, LadderView},
            },
            people::organisation_list,
            revised::Revised,
            sessions::settings::CourseSettings,
        },
    },
    usecases::catalogue::course_terms::CourseTerms,
    web::{
        error::ApiResult,
        extract::Posted,
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{form_parts::typed::Typed, wording},
    },
};

/// A course as its form shows it.
pub struct Standing {
    /// What everybody sees.
    pub course: CourseView,
    /// What is set beside it.
    pub settings: CourseSettings,
    /// The organisations it is limited to, by name.
    pub organisations: Vec<String>,
}

/// The form of a course, beside what its fields say.
#[derive(Serialize)]
pub(in crate::web) struct CourseFormFacts {
    /// What comes before it, group by group.
    pub(super) groups: Vec<GroupFacts>,
    /// The same in a sentence.
    pub(super) sentence: String,
    /// The course's name in addresses, once it is made.
    pub(super) slug: Option<String>,
    /// Whether it is not published yet.
    pub(super) draft: bool,
    /// Makes copying it harmless to send twice; once it is made.
    pub(super) copy_key: Option<Field>,
}

impl PageFacts for CourseFormFacts {
    const TEMPLATE: &'static str = "catalogue/course_form";

    fn samples() -> Vec<Self> {
        let of = |groups: Vec<GroupFacts>, slug: Option<&str>| Self {
            groups,
            sentence: "Introduction or the retired 2-day course.".to_owned(),
            slug: slug.map(str::to_owned),
            draft: slug.is_some(),
            copy_key: slug.map(|_| Field::hidden("key", "sample")),
        };
        vec![of(GroupFacts::samples(), Some("circles")), of(Vec::new(), None)]
    }

    fn form_sample() -> Option<Form> {
        let offered = Offered { requirements: Choices::default(), ladders: Vec::new() };
        let form = form("/manage/courses/new", "Add this course", &offered);
        Some(form.field(slug_field()).field(Field::hidden("key", "sample")))
    }
}

/// What the form offers to choose from.
pub struct Offered {
    /// What a prerequisite can ask for.
    pub requirements: Choices,
    /// The ladders with their steps.
    pub ladders: Vec<Revised<LadderView>>,
}

/// Reads it.
pub async fn offered(app: &App) -> ApiResult<Offered> {
    Ok(app
        .reads
        .run(|c| {
            let requirements = Choices {
                courses: courses::all(c)?,
                credentials: ladders::credential_kinds(c)?,
                declarations: ladders::declaration_kinds(c)?,
            };
            Ok::<_, Error>(Offered { requirements, ladders: ladders::with_drafts(c)? })
        })
        .await?)
}

/// The form of a new course, with the values most courses have.
pub fn form(action: &str, button: &str, offered: &Offered) -> Form {
    let delivery = Delivery::ALL
        .iter()
        .fold(Field::radios("delivery", "How it takes place"), |field, one| {
            field.choice(one.as_str(), delivery::how(*one))
        })
        .value(DEFAULT_DELIVERY.as_str());
    let mut step = Field::select("rung", "Step of a ladder").choice("", "On no ladder");
    for ladder in &offered.ladders {
        for rung in &ladder.view.rungs {
            let label = format!("{}: {} {}", ladder.view.name, rung.rung, rung.name);
            step = step.choice(format!("{}:{}", ladder.view.slug, rung.rung), label);
        }
    }
    let kinds = OrganisationKind::ALL.iter().fold(
        Field::boxes("restricted_to.kinds", "Only for people of these kinds of organisation").optional(),
        |field, kind| field.choice(kind.as_str(), wording::organisation(*kind)),
    );
    let declarations = offered.requirements.declarations.iter().fold(
        Field::select("renewed_by", "Stays current too by declaring")
            .choice("", "Nothing: by doing the course again"),
        |field, one| field.choice(one.slug.clone(), one.statement.clone()),
    );
    let switch = |name: &str, label: &str, hint: &str| {
        Field::boxes(name, "").choice_with("yes", label, Some(hint.to_owned()))
    };
    Form::new(action, button)
        .field(Field::text("title", "Title"))
        .field(Field::lines("summary", "What it is", 4))
        .field(Field::lines("audience", "Who it is for, in words", 2).optional())
        .field(
            Field::lines("outcomes", "What it leaves people able to do", 5)
                .optional()
                .hint("One on each line. They are printed on the certificate."),
        )
        .field(Field::number("duration_minutes", "Length of a date, in minutes"))
        .field(
            Field::number("cpd_minutes", "CPD, in minutes without breaks")
                .optional()
                .hint("As long as it lasts unless you say."),
        )
        .field(Field::number("capacity", "Places").value(DEFAULT_CAPACITY.to_string()))
        .field(delivery)
        .field(step)
        .field(
            Field::number("enough_percent", "Enough of a date, in per cent of its minutes")
                .value(DEFAULT_ENOUGH_PERCENT.to_string()),
        )
        .field(
            Field::number("enough_dates", "Enough dates")
                .optional()
                .hint("For a course of several dates. All of them unless you say."),
        )
        .field(
            Field::number("notice_days", "Working days of notice for giving up a place")
                .value(DEFAULT_NOTICE_DAYS.to_string())
                .hint("Later counts as short notice."),
        )
        .field(switch("needs_approval", "A manager’s yes is asked for", "The place is held meanwhile."))
        .field(kinds)
        .field(
            Field::lines("restricted_to.organisations", "Only for people of these organisations", 3)
                .optional()
                .hint("Their names, one on each line."),
        )
        .field(switch("by_commission", "Given when a team asks for it", "It has no open dates."))
        .field(switch(
            "trains_organisation",
            "The whole organisation counts as trained afterwards",
            "For whole-school training that is commissioned.",
        ))
        .field(
            Field::number("trains_organisation_from", "People from one organisation who make it count as trained")
                .optional()
                .hint("On an open date; only those whose membership is confirmed count. Leave it empty: no open date does."),
        )
        .field(switch(
            "invites_trained_organisations",
            "Trained organisations are invited when a date is published",
            "For network meetings: whoever has what the course asks of an organisation.",
        ))
        .field(switch(
            "badges_show_organisation",
            "Name badges say the organisation",
            "Below the name. Otherwise they say the name alone.",
        ))
        .field(
            Field::number("current_months", "Keeps people current for so many months")
                .optional()
                .hint("Whoever has done it is a practitioner for that long. Leave it empty: it makes none."),
        )
        .field(declarations)
        .field(switch("retired", "No longer given", "It gets no new dates. What people did stays on record."))
}

/// The name in addresses, for a new course alone.
pub fn slug_field() -> Field {
    Field::text("slug", "Name in addresses")
        .optional()
        .width("medium")
        .hint("Such as circles-and-meetings. Made of the title unless you say; it cannot be changed later.")
}

/// Fills it with a course as it stands.
pub fn fill(mut form: Form, standing: &Standing) -> Form {
    let Standing { course, settings, organisations } = standing;
    form.set("title", course.title.clone());
    form.set("summary", course.summary.clone());
    form.set("audience", course.audience.clone());
    form.set("outcomes", course.outcomes.join("\n"));
    form.set("duration_minutes", course.duration_minutes.to_string());
    form.set("cpd_minutes", course.cpd_minutes.to_string());
    form.set("capacity", course.capacity.to_string());
    form.set("delivery", course.delivery.as_str());
    if let (Some(ladder), Some(rung)) = (&course.ladder, course.rung) {
        form.set("rung", format!("{ladder}:{rung}"));
    }
    form.set("enough_percent", settings.enough_percent.to_string());
    form.set("enough_dates", settings.enough_dates.map(|dates| dates.to_string()).unwrap_or_default());
    form.set("notice_days", settings.notice_days.to_string());
    let from = settings.trains_organisation_from.map(|from| from.to_string());
    form.set("trains_organisation_from", from.unwrap_or_default());
    let months = settings.current_months.map(|months| months.to_string());
    form.set("current_months", months.unwrap_or_default());
    form.set("renewed_by", settings.renewed_by.clone().unwrap_or_default());
    form.set("restricted_to.organisations", organisations.join("\n"));
    let kinds: Vec<&str> = settings.restricted_to.kinds.iter().map(|kind| kind.as_str()).collect();
    form.tick("restricted_to.kinds", &kinds);
    for (name, on) in [
        ("needs_approval", settings.needs_approval),
        ("by_commission", settings.by_commission),
        ("trains_organisation", settings.trains_organisation),
        ("invites_trained_organisations", settings.invites_trained_organisations),
        ("badges_show_organisation", settings.badges_show_organisation),
        ("retired", settings.retired),
    ] {
        form.tick(name, if on { &["yes"] } else { &[] });
    }
    form
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The organisations named one on each line.
///
/// # Errors
/// The inner one: the first that is not there.
pub async fn organisations_named(
    app: &App,
    typed: &str,
) -> ApiResult<Result<Vec<OrganisationId>, FieldError>> {
    let names = lines(typed);
    let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let wanted = folded.clone();
    let known = app.reads.run(move |c| organisation_list::called(c, &wanted)).await?;
    let mut ids = Vec::new();
    for (name, folded) in names.iter().zip(&folded) {
        let Some((id, _)) = known.iter().find(|(_, known)| known == folded) else {
            let message = format!("No organisation is called “{name}”. Check its name, or add it first.");
            return Ok(Err(FieldError::new("restricted_to.organisations", message)));
        };
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    Ok(Ok(ids))
}

/// What was typed, read; what is wrong is told in the form.
pub fn read(
    form: &mut Form,
    posted: &Posted,
    builder: &Builder,
    organisations: Result<Vec<OrganisationId>, FieldError>,
) -> Option<CourseTerms> {
    let mut typed = Typed::of(posted);
    let duration = typed.needed_number("duration_minutes", "how long a date lasts, such as 180");
    let cpd = typed.number("cpd_minutes");
    let capacity = typed.needed_number("capacity", "how many places there are");
    let percent = typed.needed_number("enough_percent", "a number of per cent, such as 80");
    let enough_dates = typed.number("enough_dates");
    let trains_from = typed.number("trains_organisation_from");
    let months = typed.number("current_months");
    let notice = typed.needed_number("notice_days", "a number of working days, such as 3");
    let delivery = typed.word("delivery", "how it takes place");
    let organisations = typed.errors.keep(organisations);
    let kinds = posted.all("restricted_to.kinds");
    let kinds = OrganisationKind::ALL.iter().filter(|kind| kinds.contains(&kind.as_str())).copied().collect();
    let (ladder, rung) = match posted.get("rung").split_once(':') {
        Some((ladder, rung)) => (Some(ladder.to_owned()), rung.parse().ok()),
        None => (None, None),
    };
    let prerequisites = builder.terms(form);
    let wrong = typed.errors.finish(());
    if let Err(errors) = &wrong {
        form.refuse_all(errors);
    }
    if wrong.is_err() || prerequisites.is_none() {
        return None;
    }
    let on = |name: &str| Some(posted.has(name));
    Some(CourseTerms {
        slug: None,
        title: Some(posted.get("title").to_owned()),
        ladder: Some(ladder),
        rung: Some(rung),
        summary: Some(posted.get("summary").to_owned()),
        audience: Some(posted.get("audience").to_owned()),
        outcomes: Some(lines(posted.get("outcomes"))),
        delivery,
        duration_minutes: duration,
        cpd_minutes: cpd.or(duration),
        capacity,
        enough_percent: percent,
        enough_dates: Some(enough_dates),
        notice_days: notice,
        needs_approval: on("needs_approval"),
        by_commission: on("by_commission"),
        trains_organisation: on("trains_organisation"),
        trains_organisation_from: Some(trains_from),
        invites_trained_organisations: on("invites_trained_organisations"),
        badges_show_organisation: on("badges_show_organisation"),
        current_months: Some(months),
        renewed_by: Some(posted.optional("renewed_by")),
        retired: on("retired"),
        prerequisites,
        restricted_to: Some(Restriction { organisations: organisations.unwrap_or_default(), kinds }),
    })
}
