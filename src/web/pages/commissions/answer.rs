//! The steps of a request that a button or a few words take.

use actix_web::{HttpResponse, web::Data};

use super::{
    address,
    ask::CommissionForm,
    load,
    request::{self, Sent},
    title,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Commission, CommissionId},
    },
    usecases::commissions::answer_proposal::{AcceptProposal, Answering},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        render::{Page, see},
    },
};

/// A step that is taken with a few words.
struct Step {
    path: &'static str,
    action: Action,
    answering: Answering,
    heading: &'static str,
    lede: &'static str,
    label: &'static str,
    button: &'static str,
}

const CHANGE: Step = Step {
    path: "change",
    action: Action::AnswerProposal,
    answering: Answering::AskForChange,
    heading: "Ask for a change",
    lede: "We make you another proposal. This one stays to be compared with.",
    label: "What should be otherwise?",
    button: "Ask for this change",
};
const DECLINE: Step = Step {
    path: "decline",
    action: Action::EditCommission,
    answering: Answering::Decline,
    heading: "Say no",
    lede: "That ends this request. What you write here is mailed.",
    label: "Why?",
    button: "Say no and end it",
};
const WITHDRAW: Step = Step {
    path: "withdraw",
    action: Action::AnswerProposal,
    answering: Answering::Withdraw,
    heading: "Take the request back",
    lede: "That ends this request. Nothing is booked, and you can ask again at any time.",
    label: "Why?",
    button: "Take the request back",
};

fn blank(id: CommissionId, step: &Step) -> Form {
    let words = Field::lines("words", step.label, 4);
    let words = if step.answering == Answering::AskForChange { words } else { words.optional() };
    Form::new(format!("{}/{}", address(id), step.path), step.button).field(words)
}

fn page<'v>(
    member: &'v Member,
    id: CommissionId,
    step: &Step,
    about: String,
    form: Form,
) -> ApiResult<Page<'v>> {
    let facts = CommissionForm { lede: step.lede, about: Some(about.clone()) };
    Ok(Page::of(&member.visit, step.heading, &facts)?
        .form(form)
        .back(address(id), about)
        .here("/commissions"))
}

async fn ask(app: &App, member: &Member, id: CommissionId, step: &Step) -> ApiResult<HttpResponse> {
    let view = load(app, member, id, step.action).await?;
    page(member, id, step, title(&view), blank(id, step))?.answer(app)
}

async fn take(app: &App, form: &MembersForm, id: CommissionId, step: &Step) -> ApiResult<HttpResponse> {
    let member = form.member();
    let view = load(app, &member, id, step.action).await?;
    let mut shown = blank(id, step).keep(&form.posted);
    if form.posted.again() {
        return page(&member, id, step, title(&view), shown)?.answer(app);
    }
    let words = form.posted.optional("words");
    match app.usecases.answer_commission(form.caller.actor, id, step.answering, words).await {
        Ok(_) => see(format!("{}?done={}", address(id), step.path)),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, id, step, title(&view), shown)?.answer(app)
        }
    }
}

/// What should be otherwise.
pub async fn change_form(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    ask(&app, &member, id.0, &CHANGE).await
}

/// Asks for a change.
pub async fn change(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    take(&app, &form, id.0, &CHANGE).await
}

/// Why not.
pub async fn decline_form(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    ask(&app, &member, id.0, &DECLINE).await
}

/// Says no.
pub async fn decline(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    take(&app, &form, id.0, &DECLINE).await
}

/// Why it is not wanted any more.
pub async fn withdraw_form(
    app: Data<App>,
    id: PathId<Commission>,
    member: Member,
) -> ApiResult<HttpResponse> {
    ask(&app, &member, id.0, &WITHDRAW).await
}

/// Takes it back.
pub async fn withdraw(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    take(&app, &form, id.0, &WITHDRAW).await
}

/// Accepts the proposal.
pub async fn accept(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    load(&app, &member, id.0, Action::AnswerProposal).await?;
    let (version, not_ready) =
        (posted.get("version").parse().unwrap_or(0), request::not_ready(&app, &member, id.0).await?);
    let mut shown = request::accept_form(id.0, version, &not_ready).keep(posted);
    if posted.again() {
        return request::answer(&app, &member, id.0, Sent::Accept(shown), None).await;
    }
    let ask = AcceptProposal {
        actor: form.caller.actor,
        commission: id.0,
        version,
        on_condition: posted.has("on_condition"),
        purchase_order: posted.optional("purchase_order"),
    };
    match app.usecases.accept_proposal(ask).await {
        Ok(_) => see(format!("{}?done=accepted", address(id.0))),
        Err(failure) => {
            shown.refused(failure)?;
            request::answer(&app, &member, id.0, Sent::Accept(shown), None).await
        }
    }
}

/// Puts it away.
pub async fn close(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    load(&app, &form.member(), id.0, Action::ScheduleCommission).await?;
    app.usecases.answer_commission(form.caller.actor, id.0, Answering::Close, None).await?;
    see(format!("{}?done=closed", address(id.0)))
}
