//! The training team's side of a request for training: proposing and scheduling.

use actix_web::{HttpResponse, web::Data};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{
    date_form::{Row, dressed, field_named, read_rows, row_of, rows_typed, with_dates},
    once, renamed,
    typed::Typed,
    wording,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Commission, CommissionId, PersonId},
        joining::JoiningInput,
        proposals::{parse_parts, parts_as_lines},
        words::{Delivery, Word},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            commissions::CommissionView,
            courses, date_list,
            proposals::{self, ProposalView},
        },
    },
    usecases::{propose_training::ProposeTraining, schedule_commission::ScheduleCommission},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        pages::commissions::{address, load, title},
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
        Ok(Self { view, newest, courses, outcomes, trainers })
    }

    fn known(&self) -> Vec<(String, String)> {
        let of = |(slug, _, outcomes): &(String, String, Vec<String>)| {
            outcomes.iter().map(|outcome| (slug.clone(), outcome.clone())).collect::<Vec<_>>()
        };
        self.outcomes.iter().flat_map(of).collect()
    }

    fn zone(&self) -> Tz {
        let zone = self.newest.as_ref().and_then(|newest| newest.timezone.parse().ok());
        zone.unwrap_or(Tz::Europe__London)
    }

    fn rows(&self) -> Vec<Row> {
        let dates = self.newest.iter().flat_map(|newest| &newest.dates);
        let rows: Vec<Row> = dates.map(|date| row_of(date.starts_at, date.ends_at, self.zone())).collect();
        if rows.is_empty() { vec![Row::default()] } else { rows }
    }

    fn form(&self) -> Form {
        let newest = self.newest.as_ref();
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        let course = self
            .courses
            .iter()
            .fold(Field::select("course", "Which course"), |field, (slug, name, _)| {
                field.choice(slug.clone(), name.clone())
            })
            .value(self.view.course.as_ref().map(|course| course.slug.clone()).unwrap_or_default());
        let parts: Vec<(i32, &str)> = newest
            .map(|newest| newest.content.iter().map(|part| (part.minutes, part.outcome.as_str())).collect())
            .unwrap_or_default();
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
                field.choice(one.as_str(), wording::delivery(*one))
            })
            .value(how.unwrap_or(Delivery::Zoom).as_str());
        let place = newest.and_then(|newest| newest.location.as_ref()).or(self.view.place.as_ref());
        let order =
            newest.and_then(|newest| newest.purchase_order.as_ref()).or(self.view.purchase_order.as_ref());
        let price = newest.and_then(|newest| newest.price);
        Form::new(format!("{}/propose", address(self.view.id)), "Make this proposal")
            .field(course)
            .field(
                Field::lines("content", "What it is made of", 8)
                    .optional()
                    .hint(
                        "One part a line, its minutes first: 60 History, principles and framework. Together they \
                         are as long as the dates, breaks included. Left empty, the course’s own outcomes stand.",
                    )
                    .value(parts_as_lines(&parts)),
            )
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

    fn page<'v>(&self, member: &'v Member, form: Form, rows: &[Row]) -> Page<'v> {
        let (form, rows) = {
            let (form, rows) = with_dates(form, rows);
            (form, rows)
        };
        self.dressed_page(member, form, rows)
    }

    fn dressed_page<'v>(&self, member: &'v Member, form: Form, rows: Vec<Value>) -> Page<'v> {
        let shown = dressed(&form, rows);
        let courses: Vec<Value> = self
            .outcomes
            .iter()
            .filter(|(.., outcomes)| !outcomes.is_empty())
            .map(|(_, title, outcomes)| json!({"title": title, "outcomes": outcomes}))
            .collect();
        let wanted = [
            Some(("To achieve", self.view.aims.clone())),
            self.view.group_size.map(|size| ("About how many", size.to_string())),
            self.view.preferred.clone().map(|when| ("When it would suit", when)),
            self.view.access.clone().map(|needs| ("What the group needs", needs)),
        ];
        let wanted: Vec<Value> = wanted
            .into_iter()
            .flatten()
            .map(|(label, value)| json!({"label": label, "value": value}))
            .collect();
        Page::new(&member.visit, "manage/commission_propose", "Make a proposal")
            .facts(json!({"rows": shown, "courses": courses, "wanted": wanted}))
            .form(form)
            .back(address(self.view.id), title(&self.view))
            .here("/commissions")
    }
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
    ground.page(&member, form, &ground.rows()).answer(&app)
}

/// Makes it.
pub async fn propose(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let ground = Ground::of(&app, &member, id.0).await?;
    let rows = rows_typed(posted);
    let fresh = ground.form().field(once::field(&Random::machine())).keep(posted);
    let (mut shown, with_rows) = with_dates(fresh, &rows);
    if posted.again() || posted.has("_step") {
        return ground.dressed_page(&member, shown, with_rows).answer(&app);
    }
    let mut typed = Typed::of(posted);
    let dates = read_rows(&mut typed, &rows, ground.zone());
    let content = match parse_parts(posted.get("content"), &ground.known()) {
        Ok(content) => content,
        Err(errors) => {
            shown.refuse_all(&errors);
            Vec::new()
        }
    };
    let price = posted.optional("price");
    let in_pence = price.as_deref().and_then(pence);
    if price.is_some() && in_pence.is_none() {
        shown.refuse("price", "Enter the price in pounds, such as 120 or 99.50, or leave it empty.");
    }
    shown.refuse_all(&typed.errors.into_vec());
    if shown.is_wrong() {
        return ground.dressed_page(&member, shown, with_rows).answer(&app);
    }
    let ask = ProposeTraining {
        actor: form.caller.actor,
        commission: id.0,
        course: posted.optional("course"),
        content,
        dates,
        timezone: Some(ground.zone().name().to_owned()),
        delivery: Delivery::from_word(posted.get("delivery")),
        location: posted.optional("location"),
        trainers: posted.all("trainer_ids").iter().filter_map(|id| id.parse().ok()).collect(),
        price: in_pence,
        purchase_order: posted.optional("purchase_order"),
        note: posted.optional("note"),
        even_if_busy: posted.has("even_if_busy"),
    };
    let path = format!("{}/propose", address(id.0));
    match app.usecases.propose_training(ask, once::key(&form, &path)).await {
        Ok(_) => see(format!("{}?done=proposed", address(id.0))),
        Err(failure) => {
            shown.refused(renamed(failure, field_named))?;
            ground.dressed_page(&member, shown, with_rows).answer(&app)
        }
    }
}

fn schedule_blank(view: &CommissionView) -> Form {
    Form::new(format!("{}/schedule", address(view.id)), "Schedule it and book everybody")
        .field(
            Field::text("joining.url", "Link").optional().hint("Begins with https://. It can follow later."),
        )
        .field(Field::text("joining.meeting_id", "Meeting ID").optional().width("medium"))
        .field(Field::text("joining.passcode", "Passcode").optional().width("medium"))
        .field(
            Field::lines("joining.help", "Who to ring when it fails", 2)
                .optional()
                .hint("Such as: Ring Chris on 0117 496 0000"),
        )
        .field(Field::boxes("even_if_busy", "").choice_with(
            "yes",
            "Although a trainer has something else at that time",
            Some("Only if that can be arranged.".to_owned()),
        ))
}

fn schedule_page<'v>(member: &'v Member, view: &CommissionView, form: Form) -> Page<'v> {
    let lede = match view.people_count {
        0 => "Nobody is on the list yet: ask for the names first.".to_owned(),
        1 => "The date is made, and the one person on the list is booked and mailed.".to_owned(),
        count => format!(
            "The date is made, and all {count} people on the list are booked and mailed. If one of them cannot \
             have a place nothing is made, and you read why."
        ),
    };
    Page::new(&member.visit, "commissions/form", "Schedule it")
        .facts(json!({"lede": lede, "about": title(view)}))
        .form(form)
        .back(address(view.id), title(view))
        .here("/commissions")
}

/// What is asked before it is scheduled.
pub async fn schedule_form(
    app: Data<App>,
    id: PathId<Commission>,
    member: Member,
) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::ScheduleCommission).await?;
    let form = schedule_blank(&view).field(once::field(&Random::machine()));
    schedule_page(&member, &view, form).answer(&app)
}

/// Schedules it.
pub async fn schedule(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = load(&app, &member, id.0, Action::ScheduleCommission).await?;
    let fresh = schedule_blank(&view).field(once::field(&Random::machine()));
    let mut shown = fresh.keep(posted);
    if posted.again() {
        return schedule_page(&member, &view, shown).answer(&app);
    }
    let joining = JoiningInput {
        url: posted.optional("joining.url"),
        meeting_id: posted.optional("joining.meeting_id"),
        passcode: posted.optional("joining.passcode"),
        dial_in: None,
        test_url: None,
        help: posted.optional("joining.help"),
    };
    let ask = ScheduleCommission {
        actor: form.caller.actor,
        commission: id.0,
        capacity: None,
        joining: Some(joining),
        waivers: Vec::new(),
        even_if_busy: posted.has("even_if_busy"),
    };
    let path = format!("{}/schedule", address(id.0));
    match app.usecases.schedule_commission(ask, once::key(&form, &path)).await {
        Ok(_) => see(format!("{}?done=scheduled", address(id.0))),
        Err(failure) => {
            shown.refused(failure)?;
            schedule_page(&member, &view, shown).answer(&app)
        }
    }
}
