//! Inviting organisations to a date for named people, and what they answered.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Invitation, Session, SessionId},
        words::InvitationState,
    },
    store::{
        error::Error,
        read::{
            commissions::invitations::{self as views, InvitationView},
            people::organisations,
            sessions::session,
        },
    },
    usecases::{
        Failure, Refused,
        commissions::invite_organisations::{InvitationAnswer, InviteOrganisations},
    },
    web::{
        access::may_for_invitation,
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        render::{Page, see},
    },
};

/// More organisations than any list holds.
const ALL: i64 = 2_000;

struct Shown {
    course: String,
    private: bool,
    invitations: Vec<InvitationView>,
    others: Vec<(String, String)>,
}

async fn load(app: &App, id: SessionId) -> ApiResult<Shown> {
    let loaded = app.reads.run(move |c| {
        let session = session::session(c, id)?.view;
        let invitations = views::of_session(c, id)?;
        let waits = |state| matches!(state, InvitationState::Open | InvitationState::Accepted);
        let others = organisations::list(c, None, None, ALL)?
            .into_iter()
            .filter(|one| !invitations.iter().any(|of| of.organisation.id == one.id && waits(of.state)))
            .map(|one| (one.id.to_string(), one.name))
            .collect();
        Ok::<_, Error>(Shown { course: session.course.title, private: session.private, invitations, others })
    });
    Ok(loaded.await?)
}

fn blank(id: SessionId, shown: &Shown) -> Form {
    let whom = shown
        .others
        .iter()
        .fold(Field::boxes("organisation", "Which organisations?"), |field, (id, name)| {
            field.choice(id.clone(), name.clone())
        });
    Form::new(format!("/manage/dates/{id}/invitations"), "Invite them")
        .field(whom)
        .field(Field::number("places", "How many people may each name?").value("2"))
}

/// The facts of `commissions/manage_invitations`.
#[derive(Serialize)]
pub(in crate::web) struct Invitations {
    lines: Vec<InvitedLine>,
    /// Whether the date is for named people, and so has invitations.
    private: bool,
}

/// One organisation that is invited.
#[derive(Serialize)]
struct InvitedLine {
    name: String,
    places: i32,
    state: State,
    /// What it said with its answer.
    words: Option<String>,
    /// Where the invitation is taken back, while it is not answered.
    withdraw: Option<String>,
}

impl PageFacts for Invitations {
    const TEMPLATE: &'static str = "commissions/manage_invitations";

    fn samples() -> Vec<Self> {
        let line = |state, words: Option<&str>, withdraw: Option<&str>| InvitedLine {
            name: "Hillside Primary School".to_owned(),
            places: 2,
            state,
            words: words.map(str::to_owned),
            withdraw: withdraw.map(str::to_owned),
        };
        let open = line(State::of("waiting", "not answered yet"), None, Some("/invitations/1/withdraw"));
        let refused = line(State::of("bad", "said no"), Some("Next term suits us better."), None);
        vec![Self { lines: vec![open, refused], private: true }, Self { lines: Vec::new(), private: false }]
    }

    fn form_sample() -> Option<Form> {
        let whom =
            Field::boxes("organisation", "Which organisations?").choice("1", "Hillside Primary School");
        Some(Form::new("/manage/dates/1/invitations", "Invite them").field(whom))
    }
}

fn page<'v>(member: &'v Member, id: SessionId, shown: &Shown, form: Form) -> ApiResult<Page<'v>> {
    let line = |one: &InvitationView| {
        let state = match one.state {
            InvitationState::Open => State::of("waiting", "not answered yet"),
            InvitationState::Accepted => State::of("good", format!("{} booked", one.named)),
            InvitationState::Declined => State::of("bad", "said no"),
            InvitationState::Withdrawn => State::of("quiet", "taken back"),
        };
        InvitedLine {
            name: one.organisation.name.clone(),
            places: one.places,
            state,
            words: one.words.clone(),
            withdraw: (one.state == InvitationState::Open)
                .then(|| format!("/invitations/{}/withdraw", one.id)),
        }
    };
    let facts = Invitations { lines: shown.invitations.iter().map(line).collect(), private: shown.private };
    Ok(Page::of(&member.visit, format!("Who is invited: {}", shown.course), &facts)?
        .form(form)
        .back(format!("/manage/dates/{id}"), "The date")
        .here("/manage/dates"))
}

/// The list and the form.
pub async fn show(app: Data<App>, id: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let shown = load(&app, id.0).await?;
    page(&member, id.0, &shown, blank(id.0, &shown))?.answer(&app)
}

/// Invites.
pub async fn invite(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let shown = load(&app, id.0).await?;
    let mut kept = blank(id.0, &shown).keep(posted);
    if posted.again() {
        return page(&member, id.0, &shown, kept)?.answer(&app);
    }
    let ask = InviteOrganisations {
        actor: form.caller.actor,
        session: id.0,
        organisations: posted.all("organisation").iter().filter_map(|id| id.parse().ok()).collect(),
        places: posted.get("places").parse().unwrap_or(0),
    };
    if ask.organisations.is_empty() {
        kept.refuse("organisation", "Choose at least one organisation.");
        return page(&member, id.0, &shown, kept)?.answer(&app);
    }
    match app.usecases.invite_organisations(ask, None).await {
        Ok(_) => see(format!("/manage/dates/{}/invitations", id.0)),
        Err(failure) => {
            kept.refused(failure)?;
            page(&member, id.0, &shown, kept)?.answer(&app)
        }
    }
}

/// Takes an invitation back.
pub async fn withdraw(app: Data<App>, id: PathId<Invitation>, form: MembersForm) -> ApiResult<HttpResponse> {
    may_for_invitation(&app, &form.caller, id.0, Action::InviteOrganisations).await?;
    let actor = form.caller.actor;
    let view = match app.usecases.answer_invitation(actor, id.0, InvitationAnswer::Withdraw).await {
        Ok(view) => view,
        // Answered meanwhile: the page says so.
        Err(Failure::Refused(Refused::Forbidden { .. })) => {
            app.reads.run(move |c| views::view(c, id.0)).await?
        }
        Err(failure) => return Err(failure.into()),
    };
    see(format!("/manage/dates/{}/invitations", view.session_id))
}
