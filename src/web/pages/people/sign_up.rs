//! Creating an account: where somebody belongs, and who they are.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde::Deserialize;

use super::{
    printed_name,
    sign_up_facts::{ChosenDate, RegisterDetails, RegisterOrganisation},
};
use crate::{
    app::App,
    domain::{
        accounts::{named_organisation, personal_address},
        ids::{OrganisationId, SessionId},
        input::FieldErrors,
        people::PersonName,
    },
    store::{
        error::Error,
        read::{
            people::organisations,
            sessions::session::{self, SessionView},
        },
    },
    usecases::people::sign_up::Register,
    web::{
        access::may_see,
        attempts::{count_mail, limited},
        error::ApiResult,
        extract::{AnyonesForm, Params, Posted, Visit},
        forms::{Field, Form},
        limits::Limits,
        navigation::home_of,
        page_facts::Link,
        pages::sessions::date_words::{place, whole},
        render::{Page, see},
    },
};

/// Organisations shown at most, also before anything is looked for.
const SHOWN: i64 = 20;

/// How far somebody has come.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    organisation_id: Option<String>,
    organisation_name: Option<String>,
    alone: Option<String>,
    session_id: Option<String>,
}

/// Where somebody says that they belong.
#[derive(Default)]
struct Belonging {
    id: Option<OrganisationId>,
    /// The name to show.
    name: Option<String>,
}

impl Belonging {
    /// What was chosen; nothing when that is still to be asked.
    async fn read(app: &App, id: &str, name: &str, alone: bool) -> ApiResult<Option<Self>> {
        if let Ok(id) = id.parse::<OrganisationId>() {
            let found = app.reads.run(move |c| match organisations::name(c, id) {
                Err(Error::Missing) => Ok(None),
                other => other.map(Some),
            });
            if let Some(name) = found.await? {
                return Ok(Some(Self { id: Some(id), name: Some(name) }));
            }
            return Ok(None);
        }
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        Ok((name.is_some() || alone).then_some(Self { id: None, name }))
    }
}

/// The date somebody chose before registering, if it is one that everybody sees.
async fn chosen(app: &App, id: &str) -> ApiResult<Option<SessionView>> {
    let Ok(id) = id.parse::<SessionId>() else { return Ok(None) };
    match may_see(app, None, id).await {
        Ok(()) => Ok(Some(app.reads.run(move |c| session::session(c, id)).await?.view)),
        Err(error) if error.problem().status() == StatusCode::NOT_FOUND => Ok(None),
        Err(error) => Err(error),
    }
}

fn date_facts(session: &SessionView) -> ChosenDate {
    ChosenDate {
        id: session.id,
        course: session.course.title.clone(),
        when: session.dates.first().map(|date| whole(session, date)),
        place: place(session),
    }
}

/// The first question, where somebody belongs; once that is answered, the rest.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let session = chosen(&app, asked.session_id.as_deref().unwrap_or_default()).await?;
    if let Some(somebody) = &visit.signed_in {
        return match &session {
            Some(session) => see(format!("/sessions/{}/book", session.id)),
            None => see(home_of(&somebody.caller.actor)),
        };
    }
    let (id, name) = (asked.organisation_id.unwrap_or_default(), asked.organisation_name.unwrap_or_default());
    match Belonging::read(&app, &id, &name, asked.alone.is_some()).await? {
        Some(belonging) => {
            let form = details(&belonging, session.as_ref(), None);
            details_page(&app, &visit, form, &belonging, session.as_ref())
        }
        None => choose(&app, &visit, asked.q.as_deref().unwrap_or_default(), session.as_ref()).await,
    }
}

async fn choose(app: &App, visit: &Visit, q: &str, session: Option<&SessionView>) -> ApiResult<HttpResponse> {
    let words = q.trim().to_owned();
    let looked_for = Some(words.clone()).filter(|words| !words.is_empty());
    let found =
        app.reads.run(move |c| organisations::list(c, looked_for.as_deref(), None, SHOWN + 1)).await?;
    let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > SHOWN;
    let kept = session.map(|session| format!("&session_id={}", session.id)).unwrap_or_default();
    let items: Vec<Link> = found
        .into_iter()
        .take(usize::try_from(SHOWN).unwrap_or(0))
        .map(|one| Link::to(format!("/register?organisation_id={}{kept}", one.id), one.name))
        .collect();
    // Before anything is looked for a long list says nothing.
    let facts = RegisterOrganisation {
        items: if more && words.is_empty() { Vec::new() } else { items },
        more: more && !words.is_empty(),
        searched: !words.is_empty(),
        q: words,
        alone: format!("/register?alone=yes{kept}"),
        session: session.map(date_facts),
    };
    Page::of(visit, "Where do you work or volunteer?", &facts)?
        .back("/sign-in", "I have an account")
        .answer(app)
}

fn details(belonging: &Belonging, session: Option<&SessionView>, question: Option<Field>) -> Form {
    let hidden = |name: &str, value: Option<String>| Field::hidden(name, value.unwrap_or_default());
    let unlisted = belonging.name.clone().filter(|_| belonging.id.is_none());
    let form = Form::new("/register", "Create my account")
        .field(hidden("organisation_id", belonging.id.map(|id| id.to_string())))
        .field(hidden("organisation_name", unlisted))
        .field(hidden("session_id", session.map(|session| session.id.to_string())))
        .field(
            Field::text("name", "Your name")
                .hint("As it should print on a certificate.")
                .autocomplete("name"),
        );
    let form = question.into_iter().fold(form, Form::field);
    form.field(Field::email("email", "Your work e-mail address").hint(
            "One that only you read, not an office's mailbox: your training record and certificates are yours alone.",
        ))
        .field(
            Field::password("password", "A password", "new-password")
                .hint("8 characters or more; three or four words do well."),
        )
}

fn details_page(
    app: &App,
    visit: &Visit,
    form: Form,
    belonging: &Belonging,
    session: Option<&SessionView>,
) -> ApiResult<HttpResponse> {
    let kept = session.map(|session| format!("?session_id={}", session.id)).unwrap_or_default();
    let again = format!("/register{kept}");
    let organisation = belonging.name.clone();
    let facts = RegisterDetails { organisation, again: again.clone(), session: session.map(date_facts) };
    Page::of(visit, "Create an account", &facts)?
        .form(form)
        .back(again, "Choose another organisation")
        .answer(app)
}

/// Registers, and leads to the page that waits for the mailed code.
pub async fn register(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    sent: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = sent;
    let session = chosen(&app, posted.get("session_id")).await?;
    let (id, name) = (posted.get("organisation_id"), posted.get("organisation_name"));
    let belonging = Belonging::read(&app, id, name, true).await?.unwrap_or_default();
    let question = printed_name::question(&app.settings.alphabet, posted.get("name"));
    let mut form = details(&belonging, session.as_ref(), question).keep(&posted);
    let read = read(&posted, &belonging, session.as_ref(), (&mut form, &app.settings), &visit.browser);
    let Some(ask) = read.filter(|_| !form.is_wrong() && !posted.again()) else {
        return details_page(&app, &visit, form, &belonging, session.as_ref());
    };
    let email = ask.email.clone();
    if let Err(error) = count_mail(&request, &app, &limits, &email) {
        form.refuse("", error.problem().detail());
        let page = details_page(&app, &visit, form, &belonging, session.as_ref())?;
        return Ok(limited(page, &error));
    }
    if let Err(failure) = app.usecases.register(ask).await {
        form.refused(failure)?;
        return details_page(&app, &visit, form, &belonging, session.as_ref());
    }
    let email: String = url::form_urlencoded::byte_serialize(email.as_str().as_bytes()).collect();
    see(format!("/confirm?email={email}"))
}

fn read(
    posted: &Posted,
    belonging: &Belonging,
    session: Option<&SessionView>,
    (form, settings): (&mut Form, &crate::usecases::Settings),
    browser: &str,
) -> Option<Register> {
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", posted.get("name")));
    let certificate_name = printed_name::answer(posted, name.as_ref(), &settings.alphabet, &mut errors);
    let email = errors.keep(personal_address("email", posted.get("email")));
    let own = [posted.get("name"), posted.get("email")];
    for problem in
        settings.password_rules.check(posted.as_typed("password"), &own).err().into_iter().flatten()
    {
        errors.add("password", format!("{problem}."));
    }
    let unlisted = belonging.name.as_deref().filter(|_| belonging.id.is_none());
    let organisation = named_organisation(&mut errors, belonging.id, unlisted);
    form.refuse_all(&errors.into_vec());
    Some(Register {
        name: name?,
        certificate_name,
        email: email?,
        password: posted.as_typed("password").to_owned(),
        organisation,
        session: session.map(|it| it.id),
        browser: Some(browser.to_owned()),
    })
}
