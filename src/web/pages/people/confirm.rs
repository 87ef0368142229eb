//! Showing that an address is one's own, by link or typed code, and joining an organisation by its invitation.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::sign_in::go_on;
use crate::{
    app::App,
    crypto::tokens::Token,
    domain::{
        accounts::Confirmer,
        grammar::listed,
        input::FieldErrors,
        people::PersonName,
        words::{BookingState, Word},
    },
    store::{
        error::Error,
        read::{bookings::own_place, people::callers::visitor},
    },
    usecases::people::{
        confirm_address::{Confirming, LinkStands, OwnWords, Proof, TypedElsewhere},
        page_logins::PageConfirmed,
    },
    web::{
        attempts::{guarded, limited},
        error::{ApiError, ApiResult},
        extract::{AnyonesForm, Params, Posted, Visit},
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        pages::bookings::hand_over::offered,
        render::Page,
    },
};

/// How long ago a place may have been chosen that a confirmation leads to.
const CHOSEN_WITHIN: TimeDelta = TimeDelta::minutes(90);
const TITLE: &str = "Confirm your e-mail address";

/// The facts of `people/confirm`.
#[derive(Serialize)]
pub(in crate::web) struct Confirm {
    /// `link`, `code`, `join`; `own` where words of one's own are asked for, `other` where another account has to be
    /// signed in to, or `incomplete` for an address that is only the beginning of a link.
    kind: &'static str,
    /// The address that was mailed.
    sent: Option<String>,
    /// Both sides of an invitation.
    invited: Option<Invited>,
    /// Where somebody signs in to go on here.
    sign_in: Option<String>,
}

/// Both sides of an invitation, and what a yes means.
#[derive(Serialize)]
struct Invited {
    /// Who invites.
    inviter: String,
    organisation: String,
    /// Who sees the record of those who belong to it.
    leads: Option<String>,
}

impl Confirm {
    fn of(kind: &'static str) -> Self {
        Self { kind, sent: None, invited: None, sign_in: None }
    }
}

impl PageFacts for Confirm {
    const TEMPLATE: &'static str = "people/confirm";

    fn samples() -> Vec<Self> {
        let mut all: Vec<Self> = ["link", "code", "join", "own", "other", "incomplete"].map(Self::of).into();
        all.push(Self { sent: Some("amira.khan@school.example".to_owned()), ..Self::of("code") });
        all.push(Self { sign_in: Some("/sign-in?return_to=%2Fconfirm".to_owned()), ..Self::of("other") });
        for leads in [Some("Lee Adler".to_owned()), None] {
            let (inviter, organisation) = ("Maureen Clarke".to_owned(), "Hillside School".to_owned());
            all.push(Self { invited: Some(Invited { inviter, organisation, leads }), ..Self::of("join") });
        }
        all
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/confirm", "Confirm my address").field(Field::text("code", "The code from the mail")))
    }
}

/// What a mailed link brings, or whose code is to be typed.
#[derive(Debug, Default, Deserialize)]
pub struct Proved {
    token: Option<String>,
    email: Option<String>,
}

fn button_form(action: &str, button: &str, token: &str) -> Form {
    Form::new(action, button).field(Field::hidden("token", token))
}

fn code_form(email: &str) -> Form {
    Form::new("/confirm", "Confirm my address")
        .field(Field::email("email", "The address we mailed").value(email))
        .field(
            Field::text("code", "The code from the mail")
                .hint("It works for an hour. Spaces do not matter.")
                .autocomplete("one-time-code")
                .width("medium"),
        )
}

/// Asks for what nobody can have typed for somebody else. `proof`: the fields that show the address to be theirs.
fn own_form(proof: &[(&str, &str)], typed: &TypedElsewhere) -> Form {
    let form = Form::new("/confirm", "Confirm my address").field(Field::hidden("own", "yes"));
    let form = proof.iter().fold(form, |form, (name, value)| form.field(Field::hidden(name, *value)));
    let form = form
        .field(
            Field::text("name", "Your name")
                .hint("As it should print on a certificate.")
                .autocomplete("name")
                .value(&typed.name),
        )
        .field(
            Field::password("password", "A password of your own", "new-password")
                .hint("8 characters or more; three or four words do well."),
        );
    match &typed.organisation {
        Some(name) => {
            let belongs = Field::boxes("belongs", "").choice("yes", format!("I belong to {name}")).optional();
            form.field(Field::hidden("organisation", name.clone())).field(belongs)
        }
        None => form,
    }
}

fn page<'v>(visit: &'v Visit, title: &str, facts: &Confirm, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, title, facts)?.form(form))
}

fn code_page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    page(visit, TITLE, &Confirm::of("code"), form)
}

/// The page that asks for words of one's own.
fn own_page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    page(visit, TITLE, &Confirm::of("own"), form)
}

/// The page that asks to sign in to another account; `back` leads here again.
fn other_page<'v>(visit: &'v Visit, back: &str) -> ApiResult<Page<'v>> {
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let sign_in = visit.signed_in.is_none().then(|| format!("/sign-in?return_to={back}"));
    Page::of(visit, "Sign in first", &Confirm { sign_in, ..Confirm::of("other") })
}

fn confirmer(visit: &Visit) -> Confirmer {
    let signed_in = visit.signed_in.as_ref().map(|somebody| somebody.caller.id());
    Confirmer { signed_in, browser: Some(visit.browser.clone()) }
}

/// The one button of a mailed link, or the form for its code. Mail programs fetch links to look at them: only the
/// button uses one up.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Proved>) -> ApiResult<HttpResponse> {
    let Proved { token, email } = asked.0;
    if let Some(token) = token {
        return match app.usecases.link_stands(&token, confirmer(&visit)).await? {
            LinkStands::Ready => {
                let form = button_form("/confirm", "Confirm my address", &token);
                page(&visit, TITLE, &Confirm::of("link"), form)?.answer(&app)
            }
            LinkStands::Asks(typed) => own_page(&visit, own_form(&[("token", &token)], &typed))?.answer(&app),
            LinkStands::OtherAccount => other_page(&visit, &visit.address)?.answer(&app),
        };
    }
    let email = email.unwrap_or_default();
    let sent = Some(email.clone()).filter(|email| !email.is_empty());
    let title = if sent.is_some() { "Check your inbox" } else { TITLE };
    page(&visit, title, &Confirm { sent, ..Confirm::of("code") }, code_form(&email))?.answer(&app)
}

/// The one button of an invitation.
pub async fn join_form(app: Data<App>, visit: Visit, asked: Params<Proved>) -> ApiResult<HttpResponse> {
    let Some(token) = asked.0.token else {
        let facts = Confirm::of("incomplete");
        return Page::of(&visit, "Please follow the link in the mail", &facts)?.answer(&app);
    };
    let mut form = button_form("/join", "Join and sign in", &token);
    let invited = app.usecases.invitation_facts(&token).await?;
    if let Some(facts) = invited.as_ref().filter(|facts| facts.may_be_manager) {
        let label = format!("{} is my line manager", facts.inviter);
        let hint =
            "They then see your bookings, training and certificates, and can book and approve for you.";
        form = form
            .field(Field::boxes("manager", "").choice_with("yes", label, Some(hint.to_owned())).optional());
    }
    let invited = invited.map(|facts| Invited {
        inviter: facts.inviter,
        organisation: facts.organisation,
        leads: (!facts.leads.is_empty()).then(|| listed(&facts.leads, "and")),
    });
    page(&visit, "You have been invited", &Confirm { invited, ..Confirm::of("join") }, form)?.answer(&app)
}

/// The words of their own that somebody typed, or the form with what is wrong with them.
async fn own_words(
    app: &App,
    posted: &Posted,
    proof: &[(&str, &str)],
) -> ApiResult<Result<Option<OwnWords>, Form>> {
    if posted.get("own") != "yes" {
        return Ok(Ok(None));
    }
    // What was typed elsewhere stands in the form as it was sent; the organisation is read again where it counts.
    let typed =
        TypedElsewhere { name: posted.get("name").to_owned(), organisation: posted.optional("organisation") };
    let mut form = own_form(proof, &typed).keep(posted);
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", posted.get("name")));
    let password = posted.as_typed("password");
    let judged = app.settings.password_rules.check(password, &[posted.get("name")]);
    for problem in judged.err().into_iter().flatten() {
        errors.add("password", format!("{problem}."));
    }
    form.refuse_all(&errors.into_vec());
    if form.is_wrong() || posted.again() {
        return Ok(Err(form));
    }
    let belongs = posted.get("belongs") == "yes";
    Ok(Ok(Some(app.usecases.own_words(name, password, belongs).await?)))
}

/// Confirms an address by link or code, and signs in.
pub async fn confirm(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    sent: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = sent;
    let mut form = code_form(posted.get("email")).keep(&posted);
    let token = posted.optional("token");
    let (email, code) = (posted.get("email"), posted.get("code"));
    if token.is_none() {
        if email.is_empty() {
            form.refuse("email", "Enter the address we mailed.");
        }
        if code.is_empty() {
            form.refuse("code", "Enter the code from the mail.");
        }
    }
    if form.is_wrong() || (posted.again() && posted.get("own") != "yes") {
        return code_page(&visit, form)?.answer(&app);
    }
    let fields: Vec<(&str, &str)> = match &token {
        Some(token) => vec![("token", token.as_str())],
        None => vec![("email", email), ("code", code)],
    };
    let own = match own_words(&app, &posted, &fields).await? {
        Ok(own) => own,
        Err(form) => return own_page(&visit, form)?.answer(&app),
    };
    let proof = match token.clone() {
        Some(token) => Proof::Join { token, line_manager: posted.get("manager") == "yes" },
        None => Proof::Code { email: email.to_owned(), code: code.to_owned() },
    };
    let ask = Confirming { proof, confirmer: confirmer(&visit), own, asks: true };
    match guarded(&request, &app, &limits, app.usecases.confirm_address_for_pages(ask)).await {
        Ok(PageConfirmed::SignedIn(cookie)) => lead_on(&app, &visit, &cookie).await,
        Ok(PageConfirmed::Asks(typed)) => own_page(&visit, own_form(&fields, &typed))?.answer(&app),
        Ok(PageConfirmed::OtherAccount) => {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            other_page(&visit, &format!("/confirm?{query}"))?.answer(&app)
        }
        Err(error) => not_confirmed(&app, &visit, form, token.is_some(), error),
    }
}

/// Signed in, they go on to the place they chose, or to what they were offered.
async fn lead_on(app: &App, visit: &Visit, cookie: &Token) -> ApiResult<HttpResponse> {
    let (hash, now) = (cookie.hash(), app.clock.now());
    let found = app.reads.run(move |c| match visitor(c, &hash, now)? {
        Some(found) => {
            let person = found.actor.person_id;
            Ok((Some(person), own_place::newest(c, person, now - CHOSEN_WITHIN)?))
        }
        None => Ok::<_, Error>((None, None)),
    });
    let (person, newest) = found.await?;
    let to = match newest {
        Some(booking) if matches!(booking.state, BookingState::Booked | BookingState::Requested) => {
            format!("/bookings/{}?done={}", booking.id, booking.state.as_str())
        }
        Some(booking) => format!("/bookings/{}", booking.id),
        None => offered(app, person).await?,
    };
    go_on(app, cookie, false, &to, &[], visit).await
}

/// Says why it did not work.
fn not_confirmed(
    app: &App,
    visit: &Visit,
    mut form: Form,
    by_link: bool,
    error: ApiError,
) -> ApiResult<HttpResponse> {
    match error.problem().code() {
        "invalid_link" => {
            let (field, words) = if by_link {
                (
                    "",
                    "This link is used up or too old. Type the code of your newest mail, or sign in: it may have worked already.",
                )
            } else {
                ("code", "This code is not right, or it is too old. Compare it with the newest mail from us.")
            };
            form.refuse(field, words);
            code_page(visit, form)?.answer(app)
        }
        "too_many_requests" => {
            form.refuse("", error.problem().detail());
            Ok(limited(code_page(visit, form)?.answer(app)?, &error))
        }
        _ => Err(error),
    }
}
