//! The page of one request: where it stands, the proposal, the thread, and what can be done next.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::{
    address,
    commission_words::{self, Said},
    load,
    proposal::Proposal,
    request_facts::{RequestFacts, StepLink},
    title,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        commissions::{CommissionCondition, is_open},
        delivery,
        grammar::listed,
        group_readiness::Readiness,
        ids::{Commission, CommissionId},
        words::{CommissionState, CommissionStep},
    },
    store::{
        error::Error,
        read::{
            commissions::{
                commission::{self as views, CommissionView},
                proposals,
            },
            facts::course_facts,
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        pages::sessions::date_words::since,
        render::{Page, see},
    },
};

/// How many lines of the thread are shown.
const LINES: i64 = 1_000;

/// How many names a sentence holds.
const MOST_NAMES: usize = 6;

/// A form of the page as it was sent.
pub(super) enum Sent {
    Nothing,
    Accept(Form),
    Message(Form),
}

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "asked" => "We have your request. Add details below as you know them; we get back to you.",
        "saved" => "Saved.",
        "named" => "The list is saved. Whoever was new to us has been invited by mail.",
        "sent" => "Sent, and mailed.",
        "accepted" => "You have accepted the proposal. We schedule it and book everybody.",
        "change" => "We have been told what should be otherwise.",
        "decline" => "This request has ended.",
        "withdraw" => "The request is taken back.",
        "proposed" => "The proposal is made and has been mailed.",
        "scheduled" => "It is scheduled: everybody is booked and has been mailed.",
        "closed" => "Closed.",
        _ => return None,
    })
}

/// The form that accepts a version. Where some of the people still lack something, that is agreed with open eyes.
pub(super) fn accept_form(id: CommissionId, version: i32, not_ready: &[String]) -> Form {
    let form = Form::new(format!("{}/accept", address(id)), "Accept this proposal")
        .field(Field::hidden("version", version.to_string()))
        .field(Field::text("purchase_order", "Purchase order number").optional().width("medium"));
    if not_ready.is_empty() {
        return form;
    }
    let names = if not_ready.len() > MOST_NAMES {
        format!("{} and {} others", not_ready[..MOST_NAMES - 1].join(", "), not_ready.len() + 1 - MOST_NAMES)
    } else {
        listed(not_ready, "and")
    };
    let what = format!("Before the first date, what the course asks for is still to be done by {names}.");
    form.field(Field::boxes("on_condition", "").choice_with("yes", "Agree on condition", Some(what)))
}

/// Whom of those named the course asks for something that they have neither done nor booked.
pub(super) async fn not_ready(app: &App, member: &Member, id: CommissionId) -> ApiResult<Vec<String>> {
    let group = app.usecases.group_standing(member.caller.actor, id).await?;
    let open = group.people.into_iter().filter(|one| one.readiness == Readiness::Lacking.as_str());
    Ok(open.map(|one| one.person.name).collect())
}

fn message_form(view: &CommissionView, member: &Member) -> Form {
    let actor = member.caller.actor;
    let for_team = actor.is_coordinator && actor.person_id != view.asked_by.id;
    let to = if for_team { &*view.asked_by.name } else { "the training team" };
    Form::new(format!("{}/messages", address(view.id)), "Send this message")
        .field(Field::lines("words", &format!("Write to {to}"), 3).hint("It is mailed at once."))
}

/// The page.
pub async fn show(
    app: Data<App>,
    id: PathId<Commission>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let notice = asked.0.done.as_deref().and_then(done);
    answer(&app, &member, id.0, Sent::Nothing, notice).await
}

/// Writes to the other side.
pub async fn write(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let mut shown = message_form(&view, &member).keep(&form.posted);
    if form.posted.again() {
        return answer(&app, &member, id.0, Sent::Message(shown), None).await;
    }
    let words = form.posted.get("words").to_owned();
    match app.usecases.write_to_commission(form.caller.actor, id.0, words, None).await {
        Ok(_) => see(format!("{}?done=sent#thread", address(id.0))),
        Err(failure) => {
            shown.refused(failure)?;
            answer(&app, &member, id.0, Sent::Message(shown), None).await
        }
    }
}

/// The page, with a form as it was sent where something was wrong with it.
pub(super) async fn answer(
    app: &App,
    member: &Member,
    id: CommissionId,
    sent: Sent,
    notice: Option<&str>,
) -> ApiResult<HttpResponse> {
    let view = load(app, member, id, Action::ReadCommission).await?;
    let course = view.course.as_ref().map(|course| course.slug.clone());
    let (versions, lines, asks_earlier) = app
        .reads
        .run(move |c| {
            let groups = match course {
                Some(slug) => {
                    let course = crate::store::read::catalogue::courses::by_slug(c, &slug)?;
                    !course_facts::groups(c, course.id)?.is_empty()
                }
                None => false,
            };
            Ok::<_, Error>((proposals::versions(c, id)?, views::timeline(c, id, 0, LINES)?, groups))
        })
        .await?;
    let can = |step| view.possible.contains(&step);
    let newest = versions.first();
    let accept = match newest.filter(|_| can(CommissionStep::Accept)) {
        None => None,
        Some(newest) if !asks_earlier => Some(accept_form(id, newest.version, &[])),
        Some(newest) => Some(accept_form(id, newest.version, &not_ready(app, member, id).await?)),
    };
    let (sent_accept, sent_message) = match sent {
        Sent::Nothing => (None, None),
        Sent::Accept(form) => (Some(form), None),
        Sent::Message(form) => (None, Some(form)),
    };
    let accept = sent_accept.or(accept);
    let message = sent_message.unwrap_or_else(|| message_form(&view, member));
    // What is wrong is summed up at the top of the page, whichever of its forms it is in.
    let shown = accept.clone().filter(Form::is_wrong).unwrap_or_else(|| message.clone());
    let at = address(id);
    let link = |step, path: &str, label: &str| {
        // What a coordinator is here for.
        let first = matches!(
            (view.state, step),
            (CommissionState::Enquiry, CommissionStep::Propose)
                | (CommissionState::Agreed, CommissionStep::Schedule)
        );
        can(step).then(|| StepLink { address: format!("{at}/{path}"), label: label.to_owned(), first })
    };
    let propose = if newest.is_some() { "Make another proposal" } else { "Make a proposal" };
    let links = [
        link(CommissionStep::Schedule, "schedule", "Schedule it and book everybody"),
        link(CommissionStep::Propose, "propose", propose),
        link(CommissionStep::AskForChange, "change", "Ask for a change"),
        link(CommissionStep::Decline, "decline", "Say no"),
        // Whoever can say no needs no other way out.
        link(CommissionStep::Withdraw, "withdraw", "Take the request back")
            .filter(|_| !can(CommissionStep::Decline)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let facts = RequestFacts {
        state: commission_words::state(&view, member.caller.actor.is_coordinator),
        since: since(view.state_since, app.clock.now()),
        steps: commission_words::rail(view.state),
        next: next(&view, member.caller.actor.is_coordinator),
        condition: condition(&view),
        outcome: matches!(view.state, CommissionState::Delivered | CommissionState::Closed)
            .then(|| format!("{at}/outcome")),
        session: view
            .session_id
            .filter(|_| member.caller.actor.is_coordinator)
            .map(|session| format!("/manage/dates/{session}")),
        proposal: newest.map(Proposal::of),
        accept: accept.as_ref().map(Form::facts),
        links,
        close: can(CommissionStep::Close).then(|| format!("{at}/close")),
        people: people(&view),
        open: is_open(view.state),
        readiness: asks_earlier.then(|| format!("{at}/readiness")),
        request: about(&view),
        older: versions.iter().skip(1).map(Proposal::of).collect(),
        lines: lines.iter().map(commission_words::line).collect(),
        message: message.facts(),
        at,
    };
    Page::of(&member.visit, title(&view), &facts)?
        .form(shown)
        .back("/commissions", "All requests")
        .here("/commissions")
        .notice(notice)
        .answer(app)
}

/// The one sentence that says what happens next.
fn next(view: &CommissionView, team: bool) -> &'static str {
    match (view.state, team) {
        (CommissionState::Enquiry, true) => "Make a proposal, or ask what is not clear yet.",
        (CommissionState::Enquiry, false) => {
            "We make you a proposal. Until then, add details below and name the people."
        }
        (CommissionState::Proposed, true) => "Whoever asked is to answer the proposal.",
        (CommissionState::Proposed, false) => "Read our proposal: accept it, or ask for a change.",
        (CommissionState::Agreed, true) => "Schedule it: the date is made and everybody booked in one step.",
        (CommissionState::Agreed, false) => "We schedule it now, and everybody on the list gets a booking.",
        (CommissionState::Scheduled, _) => {
            "Everybody is booked. After the last date you read here how it went."
        }
        (CommissionState::Delivered, true) => {
            "It has taken place. Close the request when nothing is left to do."
        }
        (CommissionState::Delivered, false) => "It has taken place: see how it went, and print certificates.",
        _ => "Nothing is left to do.",
    }
}

fn condition(view: &CommissionView) -> Option<&'static str> {
    Some(match view.condition? {
        CommissionCondition::Met => "Everybody has done what the course asks for: it is confirmed.",
        CommissionCondition::Failed => {
            "Not everybody will have done what the course asks for. See who lacks what."
        }
        CommissionCondition::Open => {
            "Agreed on condition that everybody has done what the course asks for before the first date."
        }
    })
}

fn people(view: &CommissionView) -> String {
    match view.people_count {
        0 => "Nobody is named yet".to_owned(),
        1 => "1 person is named".to_owned(),
        count => format!("{count} people are named"),
    }
}

/// What was asked for, as label and value.
fn about(view: &CommissionView) -> Vec<Said> {
    let ring =
        view.phone.clone().map(|phone| if view.ring_me { format!("{phone} (please ring)") } else { phone });
    [
        Said::of("Reference", Some(view.reference.clone())),
        Said::of("Asked for by", Some(view.asked_by.name.clone())),
        Said::of("For", view.organisation.as_ref().map(|of| of.name.clone())),
        Said::of("To achieve", Some(view.aims.clone())),
        Said::of("About how many", view.group_size.map(|size| size.to_string())),
        Said::of("Telephone", ring),
        Said::of("When it would suit", view.preferred.clone()),
        Said::of("How", view.delivery.map(|how| delivery::how(how).to_owned())),
        Said::of("Where", view.place.clone()),
        Said::of("What the group needs", view.access.clone()),
        Said::of("Budget code", view.budget_code.clone()),
        Said::of("Purchase order", view.purchase_order.clone()),
    ]
    .into_iter()
    .flatten()
    .collect()
}
