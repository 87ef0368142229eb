//! Who sees one's record, and on whose word: told at the first sign-in, with a way to say that it is wrong.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        grammar::listed,
        ids::{MembershipId, OrganisationId, RowId},
        words::MembershipProof,
    },
    store::read::people::who_sees::{MayBelong, SeenBy, WhoSees, who_sees},
    usecases::{
        error::{Failure, Refused},
        people::answer_domain::Belongs,
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params},
        forms::{Field, Form},
        navigation::home_of,
        page_facts::PageFacts,
        render::{Page, see, within_the_site},
    },
};

/// Its address.
const ADDRESS: &str = "/account/who-sees";

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    return_to: Option<String>,
}

/// The facts of `people/who_sees`.
#[derive(Serialize)]
pub(in crate::web) struct WhoSeesFacts {
    memberships: Vec<MembershipFacts>,
    /// Who sees the record as line manager.
    line_manager: Option<String>,
    /// Somebody others named as the line manager.
    asks: Vec<AskFacts>,
    /// Organisations that the reader may belong to.
    may_belong: Vec<MayBelongFacts>,
}

/// A membership, and who sees the record by it.
#[derive(Serialize)]
struct MembershipFacts {
    id: MembershipId,
    organisation: String,
    /// On whose word.
    because: &'static str,
    /// Who sees it.
    leads: Option<String>,
    /// The reader has not been told before.
    new: bool,
}

/// A question about a line manager.
#[derive(Serialize)]
struct AskFacts {
    id: RowId,
    manager: String,
    asked_by: String,
}

/// A question about an organisation whose mail domain the reader's address has.
#[derive(Serialize)]
struct MayBelongFacts {
    id: OrganisationId,
    organisation: String,
    email: String,
    /// Who would see the reader's record.
    leads: Option<String>,
}

impl PageFacts for WhoSeesFacts {
    const TEMPLATE: &'static str = "people/who_sees";

    fn samples() -> Vec<Self> {
        let membership = |leads: Option<&str>, new| MembershipFacts {
            id: MembershipId::from_uuid(uuid::Uuid::from_u128(1)),
            organisation: "Hillside Primary School".to_owned(),
            because: "the training team brought in a list that says so",
            leads: leads.map(str::to_owned),
            new,
        };
        let ask = AskFacts {
            id: RowId::from_uuid(uuid::Uuid::from_u128(2)),
            manager: "Maureen Clarke".to_owned(),
            asked_by: "Cora Dinator".to_owned(),
        };
        let may_belong = |leads: Option<&str>| MayBelongFacts {
            id: OrganisationId::from_uuid(uuid::Uuid::from_u128(3)),
            organisation: "Harbour Health".to_owned(),
            email: "amira.khan@harbourhealth.example".to_owned(),
            leads: leads.map(str::to_owned),
        };
        vec![
            Self {
                may_belong: vec![may_belong(Some("Rosa Imari")), may_belong(None)],
                memberships: vec![membership(Some("Lee Adler"), true), membership(None, false)],
                line_manager: Some("Manda Geary".to_owned()),
                asks: vec![ask],
            },
            Self { memberships: Vec::new(), line_manager: None, asks: Vec::new(), may_belong: Vec::new() },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(form("/my-ladder"))
    }
}

fn form(return_to: &str) -> Form {
    Form::new(ADDRESS, "Go on").field(Field::hidden("return_to", within_the_site(return_to)))
}

const fn because(how: Option<MembershipProof>) -> &'static str {
    match how {
        None => "you said so; nobody has confirmed it yet",
        Some(MembershipProof::Domain) => "your e-mail address is one of theirs",
        Some(MembershipProof::Lead) => "whoever leads it says so",
        Some(MembershipProof::Coordinator) => "the training team says so",
        Some(MembershipProof::Import) => "the training team brought in a list that says so",
    }
}

fn facts(seen: WhoSees) -> WhoSeesFacts {
    let membership = |one: SeenBy| MembershipFacts {
        id: one.id,
        organisation: one.organisation,
        because: because(one.how),
        leads: (!one.leads.is_empty()).then(|| listed(&one.leads, "and")),
        new: !one.told,
    };
    let may_belong = |one: MayBelong| MayBelongFacts {
        id: one.ask.organisation,
        organisation: one.ask.name,
        email: one.ask.email,
        leads: (!one.leads.is_empty()).then(|| listed(&one.leads, "and")),
    };
    let asks = seen.asks.into_iter();
    WhoSeesFacts {
        memberships: seen.memberships.into_iter().map(membership).collect(),
        line_manager: seen.line_manager,
        may_belong: seen.may_belong.into_iter().map(may_belong).collect(),
        asks: asks.map(|ask| AskFacts { id: ask.id, manager: ask.manager, asked_by: ask.asked_by }).collect(),
    }
}

async fn page(app: &App, member: &Member, return_to: &str) -> ApiResult<HttpResponse> {
    let (person, now) = (member.caller.id(), app.clock.now());
    let seen = app.reads.run(move |c| who_sees(c, person, now)).await?;
    Page::of(&member.visit, "Who sees your record", &facts(seen))?
        .form(form(return_to))
        .back("/account", "Your account")
        .answer(app)
}

/// Who sees what, on whose word.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    page(&app, &member, asked.0.return_to.as_deref().unwrap_or_default()).await
}

/// Keeps that they know, that something is wrong, or who their line manager is.
pub async fn answer(app: Data<App>, sent: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (sent.member(), &sent.posted);
    let (person, return_to) = (sent.caller.id(), posted.get("return_to"));
    if posted.again() {
        return page(&app, &member, return_to).await;
    }
    let done = if let Ok(id) = posted.get("wrong").parse::<MembershipId>() {
        app.usecases.dispute_membership(person, id).await
    } else if let Ok(id) = posted.get("ask").parse::<RowId>() {
        app.usecases.answer_manager_ask(person, id, posted.get("answer") == "yes").await
    } else if let Ok(id) = posted.get("organisation").parse::<OrganisationId>() {
        let said = match posted.get("answer") {
            "yes" => Belongs::Yes,
            "no" => Belongs::No,
            _ => Belongs::NotNow,
        };
        app.usecases.answer_domain(person, id, said).await
    } else {
        app.usecases.know_who_sees(person).await?;
        let home = home_of(&sent.caller.actor);
        return see(if matches!(within_the_site(return_to), "" | "/") { home } else { return_to });
    };
    match done {
        // What was answered already, in another window, stands.
        Ok(()) | Err(Failure::Refused(Refused::NotThere)) => page(&app, &member, return_to).await,
        Err(failure) => Err(failure.into()),
    }
}
