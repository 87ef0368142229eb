//! Proposing what a team asked for: content drawn from the courses, dates, trainers, price.

use actix_web::{HttpResponse, web::Data};
use chrono_tz::Tz;

use super::{
    address,
    commission_words::Said,
    load,
    proposal_parts::{PartRow, parts_of, parts_typed, read_parts, shown_parts, sum, with_parts},
    propose_facts::{CourseOutcomes, ProposeFacts},
    title,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        delivery,
        ids::{Commission, CommissionId, PersonId},
        words::{Delivery, Word},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            catalogue::courses,
            commissions::{
                commission::CommissionView,
                proposals::{self, ProposalView},
            },
            sessions::date_list,
        },
    },
    usecases::commissions::propose_training::ProposeTraining,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        pages::{
            form_parts::{once, refusals::renamed, typed::Typed},
            sessions::{
                session_date_rows::{Row, read_rows, row_of, rows_typed, shown_dates, with_dates},
                session_form::field_named,
            },
        },
        render::{Page, see},
    },
};

/// What a proposal is made from.
struct Ground {
    view: CommissionView,
    newest: Option<ProposalView>,
    courses: Vec<(String, String, String)>,
    /// Slug, title and outcomes of every course.
    outcomes: Vec<(String, String, Vec<String>)>,
    trainers: Vec<(PersonId, String)>,
    /// The site's zone.
    zone: Tz,
}

impl Ground {
    async fn of(app: &App, member: &Member, id: CommissionId) -> ApiResult<Self> {
        let view = load(app, member, id, Action::ProposeTraining).await?;
        let (newest, courses, outcomes, trainers) = app
            .reads
            .run(move |c| {
                Ok::<_, Error>((
                    proposals::versions(c, id)?.into_iter().next(),
                    courses::by_commission(c)?,
                    courses::outcomes(c)?,
                    date_list::trainers(c, &[])?,
                ))
            })
            .await?;
        Ok(Self { view, newest, courses, outcomes, trainers, zone: app.settings.timezone })
    }

    fn known(&self) -> Vec<(String, String)> {
        let of = |(slug, _, outcomes): &(String, String, Vec<String>)| {
            outcomes.iter().map(|outcome| (slug.clone(), outcome.clone())).collect::<Vec<_>>()
        };
        self.outcomes.iter().flat_map(of).collect()
    }

    fn zone(&self) -> Tz {
        self.newest.as_ref().map_or(self.zone, |newest| newest.timezone.tz())
    }

    fn rows(&self) -> Vec<Row> {
        let dates = self.newest.iter().flat_map(|newest| &newest.dates);
        let rows: Vec<Row> = dates.map(|date| row_of(date.starts_at, date.ends_at, self.zone())).collect();
        if rows.is_empty() { vec![Row::default()] } else { rows }
    }

    fn form(&self) -> Form {
        let newest = self.newest.as_ref();
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        let which = Field::select("course", "Which course");
        // Whoever asked may not have known; then it is for a coordinator to choose, not for the order of a list.
        let which = if self.view.course.is_none() { which.choice("", "Choose a course") } else { which };
        let course = self
            .courses
            .iter()
            .fold(which, |field, (slug, name, _)| field.choice(slug.clone(), name.clone()))
            .value(self.view.course.as_ref().map(|course| course.slug.clone()).unwrap_or_default());
        let chosen: Vec<String> = newest
            .map(|newest| newest.trainers.iter().map(|one| one.id.to_string()).collect())
            .unwrap_or_default();
        let trainers = self
            .trainers
            .iter()
            .fold(Field::boxes("trainer_ids", "Who runs it").optional(), |field, (id, name)| {
                field.choice(id.to_string(), name.clone())
            })
            .ticked(&chosen.iter().map(String::as_str).collect::<Vec<_>>());
        let how = newest.map(|newest| newest.delivery).or(self.view.delivery);
        let delivery = Delivery::ALL
            .iter()
            .fold(Field::radios("delivery", "How it takes place"), |field, one| {
                field.choice(one.as_str(), delivery::how(*one))
            })
            .value(how.unwrap_or(Delivery::Zoom).as_str());
        let place = newest.and_then(|newest| newest.location.as_ref()).or(self.view.place.as_ref());
        let order =
            newest.and_then(|newest| newest.purchase_order.as_ref()).or(self.view.purchase_order.as_ref());
        let price = newest.and_then(|newest| newest.price);
        Form::new(format!("{}/propose", address(self.view.id)), "Make this proposal")
            .field(course)
            .field(trainers)
            .field(delivery)
            .field(Field::text("location", "Address and room").optional().value(text(place)))
            .field(
                Field::text("price", "Price in pounds")
                    .optional()
                    .width("short")
                    .hint("Left empty: no charge.")
                    .value(price.map(pounds).unwrap_or_default()),
            )
            .field(
                Field::text("purchase_order", "Purchase order number")
                    .optional()
                    .width("medium")
                    .value(text(order)),
            )
            .field(Field::lines("note", "A word with it", 3).optional())
            .field(Field::boxes("even_if_busy", "").choice_with(
                "yes",
                "Although a trainer has something else at that time",
                Some("Only if that can be arranged.".to_owned()),
            ))
    }

    fn page<'v>(&self, member: &'v Member, sheet: Sheet) -> ApiResult<Page<'v>> {
        let Sheet { form, dates, parts, sum } = sheet;
        let view = &self.view;
        let wanted = [
            Said::of("To achieve", Some(view.aims.clone())),
            Said::of("About how many", view.group_size.map(|size| size.to_string())),
            Said::of("When it would suit", view.preferred.clone()),
            Said::of("What the group needs", view.access.clone()),
        ];
        let facts = ProposeFacts {
            wanted: wanted.into_iter().flatten().collect(),
            rows: shown_dates(&form, dates),
            parts: shown_parts(&form, parts),
            sum,
            courses: self
                .outcomes
                .iter()
                .filter(|(.., outcomes)| !outcomes.is_empty())
                .map(|(_, title, outcomes)| CourseOutcomes {
                    title: title.clone(),
                    outcomes: outcomes.clone(),
                })
                .collect(),
        };
        Ok(Page::of(&member.visit, "Make a proposal", &facts)?
            .form(form)
            .back(address(view.id), title(view))
            .here("/commissions"))
    }
}

/// The form with its rows of dates and parts.
struct Sheet {
    form: Form,
    /// How many dates.
    dates: usize,
    /// How many parts.
    parts: usize,
    sum: Option<String>,
}

impl Sheet {
    fn of(form: Form, dates: &[Row], parts: &[PartRow]) -> Self {
        let sum = sum(parts, dates);
        let form = with_parts(with_dates(form, dates), parts);
        Self { form, dates: dates.len(), parts: parts.len(), sum }
    }
}

/// The names errors of the use-case have, as the form's fields are called.
fn named(field: &str) -> String {
    if field == "content" { "content[0].minutes".to_owned() } else { field_named(field) }
}

fn pounds(pence: i64) -> String {
    if pence % 100 == 0 { (pence / 100).to_string() } else { format!("{}.{:02}", pence / 100, pence % 100) }
}

/// A price as it is typed, in pence.
fn pence(typed: &str) -> Option<i64> {
    let typed = typed.trim_start_matches('£').replace([',', ' '], "");
    let (whole, rest) = typed.split_once('.').unwrap_or((&typed, ""));
    let rest = match rest.len() {
        0 => 0,
        1 => rest.parse::<i64>().ok()? * 10,
        2 => rest.parse().ok()?,
        _ => return None,
    };
    Some(whole.parse::<i64>().ok()?.checked_mul(100)? + rest)
}

/// The form of a proposal.
pub async fn propose_form(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let ground = Ground::of(&app, &member, id.0).await?;
    let form = ground.form().field(once::field(&Random::machine()));
    let sheet = Sheet::of(form, &ground.rows(), &parts_of(ground.newest.as_ref()));
    ground.page(&member, sheet)?.answer(&app)
}

/// Makes it.
pub async fn propose(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let ground = Ground::of(&app, &member, id.0).await?;
    let (dates, parts) = (rows_typed(posted), parts_typed(posted));
    let fresh = ground.form().field(once::field(&Random::machine())).keep(posted);
    let mut sheet = Sheet::of(fresh, &dates, &parts);
    if posted.again() || posted.has("_step") {
        return ground.page(&member, sheet)?.answer(&app);
    }
    let mut typed = Typed::of(posted);
    let planned = read_rows(&mut typed, &dates, ground.zone());
    let content = read_parts(&mut typed, &parts, &ground.known());
    let price = posted.optional("price");
    let in_pence = price.as_deref().and_then(pence);
    if price.is_some() && in_pence.is_none() {
        typed.errors.add("price", "Enter the price in pounds, such as 120 or 99.50, or leave it empty.");
    }
    sheet.form.refuse_all(&typed.errors.into_vec());
    if sheet.form.is_wrong() {
        return ground.page(&member, sheet)?.answer(&app);
    }
    let ask = ProposeTraining {
        actor: form.caller.actor,
        commission: id.0,
        course: posted.optional("course"),
        content,
        dates: planned,
        timezone: Some(ground.zone().name().to_owned()),
        delivery: Delivery::from_word(posted.get("delivery")),
        location: posted.optional("location"),
        trainers: posted.all("trainer_ids").iter().filter_map(|id| id.parse().ok()).collect(),
        // Nothing to pay is said as "no charge".
        price: in_pence.filter(|pence| *pence != 0),
        purchase_order: posted.optional("purchase_order"),
        note: posted.optional("note"),
        even_if_busy: posted.has("even_if_busy"),
    };
    let path = format!("{}/propose", address(id.0));
    match app.usecases.propose_training(ask, once::key(form.caller.id(), &form.posted, &path)).await {
        Ok(_) => see(format!("{}?done=proposed", address(id.0))),
        Err(failure) => {
            sheet.form.refused(renamed(failure, named))?;
            ground.page(&member, sheet)?.answer(&app)
        }
    }
}
