//! One's own practice: until when one is current, being listed, being supported and supporting, and mails about it.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::register_facts::{date_links, state, step_in_words};
use crate::{
    app::App,
    domain::{ids::PersonId, practice::PracticeState, times},
    store::{
        error::Error,
        read::practitioners::{
            register::{Practitioner, RegisterQuery, register},
            supports::{self, OwnSupport, Supported},
        },
    },
    usecases::error::Failure,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::{Link, PageFacts, State},
        render::{Page, see},
    },
};

const HERE: &str = "/my-practice";
const TITLE: &str = "Your practice";
/// The choice of the hub as supporter.
const HUB: &str = "hub";

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// One's own practice.
#[derive(Serialize)]
pub(in crate::web) struct MyPracticeFacts {
    /// How one stands, course by course.
    standing: Vec<Standing>,
    /// Whether something of it can be declared.
    declares: bool,
    /// Whether one is listed.
    listed: bool,
    /// Who supports one.
    support: Option<OwnLine>,
    /// Whether there is anybody to name beside the hub.
    colleagues: bool,
    /// Who asks for one's support.
    asks: Vec<Asking>,
    /// Whom one supports.
    supports: Vec<Asking>,
    /// Whether mails about what lapses are switched off.
    mails_off: bool,
}

/// How one stands by one course.
#[derive(Clone, Serialize)]
struct Standing {
    what: String,
    /// Until when.
    until: Option<String>,
    state: State,
    /// Dates that keep it.
    dates: Vec<Link>,
    /// Whether those come only after it lapses.
    late: bool,
    /// Whether that is pressing.
    pressing: bool,
}

/// Who supports one.
#[derive(Clone, Serialize)]
struct OwnLine {
    name: String,
    /// Whether they said yes.
    agreed: bool,
}

/// Somebody who asks for one's support, or has it.
#[derive(Clone, Serialize)]
struct Asking {
    id: PersonId,
    name: String,
}

impl PageFacts for MyPracticeFacts {
    const TEMPLATE: &'static str = "practitioners/my_practice";

    fn samples() -> Vec<Self> {
        let soon = Standing {
            what: "Step 3: Circles and meetings".to_owned(),
            until: Some("Friday 26 February 2027".to_owned()),
            state: state(PracticeState::LapsesSoon),
            dates: ["Tuesday 9 February", "Tuesday 9 March"].map(|day| Link::to("/sessions/1", day)).into(),
            late: false,
            pressing: true,
        };
        let unknown = Standing {
            until: None,
            state: state(PracticeState::DateUnknown),
            dates: Vec::new(),
            pressing: false,
            ..soon.clone()
        };
        let late = Standing { late: true, ..soon.clone() };
        let no_dates = Standing { dates: Vec::new(), ..soon.clone() };
        let amira =
            Asking { id: PersonId::from_uuid(uuid::Uuid::from_u128(1)), name: "Amira Khan".to_owned() };
        let of = |agreed| Some(OwnLine { name: "Ben Okoro".to_owned(), agreed });
        let full = |support| Self {
            standing: vec![soon.clone(), unknown.clone(), late.clone(), no_dates.clone()],
            declares: true,
            listed: true,
            support,
            colleagues: true,
            asks: vec![amira.clone()],
            supports: vec![amira.clone()],
            mails_off: true,
        };
        let none = Self {
            standing: Vec::new(),
            declares: false,
            listed: false,
            support: None,
            colleagues: false,
            asks: Vec::new(),
            supports: Vec::new(),
            mails_off: false,
        };
        let begun =
            Self { declares: false, listed: false, colleagues: false, mails_off: false, ..full(None) };
        vec![full(of(true)), full(of(false)), begun, none]
    }

    fn form_sample() -> Option<Form> {
        Some(support_form(&[]))
    }
}

fn support_form(colleagues: &[(PersonId, String)]) -> Form {
    let field = Field::radios("supporter", "Who supports you?").choice_with(
        HUB,
        "The hub",
        Some("The training team of the partnership. From now on.".to_owned()),
    );
    let field = colleagues.iter().fold(field, |field, (id, name)| field.choice(id.to_string(), name.clone()));
    Form::new(HERE, "Name them").field(Field::hidden("act", "support")).field(field)
}

struct Ground {
    own: Vec<Practitioner>,
    listed: bool,
    support: Option<OwnSupport>,
    asked: Vec<Supported>,
    colleagues: Vec<(PersonId, String)>,
    mails_off: bool,
}

impl Ground {
    async fn of(app: &App, person: PersonId) -> ApiResult<Self> {
        let now = app.clock.now();
        let read = app.reads.run(move |c| {
            let query = RegisterQuery { people: Some(vec![person]), ..RegisterQuery::default() };
            Ok::<_, Error>(Self {
                own: register(c, &query, now)?,
                listed: supports::is_listed(c, person)?,
                support: supports::of(c, person)?,
                asked: supports::by(c, person)?,
                colleagues: supports::may_be_named(c, person, now)?,
                mails_off: supports::wants_no_mail(c, person)?,
            })
        });
        Ok(read.await?)
    }

    fn page<'v>(&self, visit: &'v Visit, form: Form) -> ApiResult<Page<'v>> {
        let standing = |one: &Practitioner| Standing {
            what: step_in_words(&one.course),
            until: one.until.map(times::day),
            state: state(one.state),
            dates: date_links(&one.dates),
            late: one.dates.iter().any(|date| date.late),
            pressing: matches!(one.state, PracticeState::LapsesSoon | PracticeState::Lapsed),
        };
        let asking = |one: &Supported| Asking { id: one.person.0, name: one.person.1.clone() };
        let facts = MyPracticeFacts {
            standing: self.own.iter().map(standing).collect(),
            declares: self.own.iter().any(|one| one.course.renewed_by.is_some()),
            listed: self.listed,
            support: self.support.as_ref().map(|own| OwnLine {
                name: own.colleague.as_ref().map_or_else(|| "The hub".to_owned(), |(_, name)| name.clone()),
                agreed: own.agreed,
            }),
            colleagues: !self.colleagues.is_empty(),
            asks: self.asked.iter().filter(|one| !one.agreed).map(asking).collect(),
            supports: self.asked.iter().filter(|one| one.agreed).map(asking).collect(),
            mails_off: self.mails_off,
        };
        Ok(Page::of(visit, TITLE, &facts)?.form(form).back("/my-ladder", "My ladder").here("/my-ladder"))
    }
}

/// How one stands, with what one can do about it.
pub async fn show(app: Data<App>, member: Member, done: Params<Done>) -> ApiResult<HttpResponse> {
    let ground = Ground::of(&app, member.caller.id()).await?;
    let notice = match done.0.done.as_deref() {
        Some("listed") => Some("You are listed from now on. You can take that back at any time."),
        Some("off") => Some("You are off the list."),
        Some("ended") => Some("That is ended."),
        Some("agreed") => Some("You said yes. Either of you can end it at any time."),
        Some("named" | "mails") => Some("Kept."),
        _ => None,
    };
    ground.page(&member.visit, support_form(&ground.colleagues))?.notice(notice).answer(&app)
}

/// Changes one thing of it.
pub async fn change(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (me, posted) = (form.caller.id(), &form.posted);
    let ground = Ground::of(&app, me).await?;
    let mut shown = support_form(&ground.colleagues);
    if !posted.again() {
        let usecases = &app.usecases;
        let whom = posted.get("person").parse::<PersonId>().ok();
        let (done, word): (Result<(), Failure>, _) = match (posted.get("act"), whom) {
            ("list", _) => (usecases.list_as_practitioner(me).await, "listed"),
            ("off", _) => (usecases.take_off_practitioners(me).await, "off"),
            ("support", _) => {
                shown = shown.keep(posted);
                let named = match posted.get("supporter") {
                    HUB => Some(None),
                    typed => typed.parse::<PersonId>().ok().map(Some),
                };
                let Some(named) = named else {
                    shown.refuse("supporter", "Choose who supports you.");
                    return ground.page(&form.visit, shown)?.answer(&app);
                };
                (usecases.name_supporter(me, named).await, "named")
            }
            ("end-own", _) => (usecases.end_own_support(me).await, "ended"),
            ("agree", Some(person)) => (usecases.answer_support(me, person, true).await, "agreed"),
            ("end", Some(person)) => (usecases.answer_support(me, person, false).await, "ended"),
            ("mails-on", _) => (usecases.switch_lapse_mails(me, true).await, "mails"),
            ("mails-off", _) => (usecases.switch_lapse_mails(me, false).await, "mails"),
            _ => return see(HERE),
        };
        match done {
            Ok(()) => return see(format!("{HERE}?done={word}")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    ground.page(&form.visit, shown)?.answer(&app)
}
