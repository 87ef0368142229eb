//! One's own record: name, addresses, organisations, how one signs in and where.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{
    account_facts::{Account, AddressLine, DeclarationLine, LinkedLine, LoginLine, MembershipLine},
    begun_sign_in::link_address,
    printed_name::unprintable,
};
use crate::{
    app::App,
    domain::{
        accounts::FRESH_LOGIN,
        ids::PersonId,
        input::FieldErrors,
        people::{EmailAddress, PersonName},
        single_sign_on::by_issuer,
        times::{self, ZoneNote},
    },
    store::{
        error::Error,
        read::{
            catalogue::ladders::declaration_kinds,
            people::{
                own_logins::open_logins,
                profile::{self, AddressView, MembershipView, ProfileView},
                provider_accounts::linked_accounts,
            },
        },
    },
    usecases::people::edit_me::EditMe,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::{Link, PageFacts},
        render::{Page, see},
    },
};

/// Its address.
pub(in crate::web::pages) const ADDRESS: &str = "/account";

/// What was just done, by the word in the address.
const DONE: [(&str, &str); 14] = [
    ("login-ended", "That login has ended: whoever used it has to sign in again."),
    ("name", "Your name is changed."),
    ("manager", "Your line manager is noted."),
    ("address", "A mail is on its way to that address. Follow its link, or type its code, to confirm it."),
    ("primary", "Mail goes to that address from now on."),
    ("removed", "The address is removed."),
    ("claimed", "Your membership is noted."),
    ("ended", "The membership has ended."),
    ("password", "Your password is set. You are signed out everywhere else."),
    ("declared", "Your declaration is noted as of today."),
    ("took-back", "Nobody is named as your line manager any more."),
    ("linked", "You can sign in with that account from now on."),
    ("unlinked", "That account signs in here no more."),
    ("nothing", "Nothing was changed."),
];

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The facts of `people/account_form`: one thing of an account to change.
#[derive(Serialize)]
pub(in crate::web) struct AccountForm {
    /// What is said before the form.
    lines: &'static [&'static str],
}

impl PageFacts for AccountForm {
    const TEMPLATE: &'static str = "people/account_form";

    fn samples() -> Vec<Self> {
        vec![Self { lines: &MANAGER_LINES }]
    }

    fn form_sample() -> Option<Form> {
        Some(manager_form())
    }
}

/// The whole of it.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let (person, login, now) = (member.caller.id(), member.caller.login, app.clock.now());
    let (profile, addresses, logins, kinds, declared, linked) = app
        .reads
        .run(move |c| {
            Ok::<_, Error>((
                profile::profile(c, person, now)?.0,
                profile::addresses(c, person)?,
                open_logins(c, person, login, now)?,
                declaration_kinds(c)?,
                profile::declarations(c, person)?,
                linked_accounts(c, person)?,
            ))
        })
        .await?;
    let today = times::day_in(now, times::LONDON);
    let moment = |at| times::moment(at, times::LONDON, ZoneNote::WhenElsewhere);
    let fresh = logins.iter().any(|open| open.id == login && now <= open.since + FRESH_LOGIN);
    let providers = &app.settings.providers;
    let facts = Account {
        linked: linked
            .iter()
            .map(|account| LinkedLine {
                name: by_issuer(providers, &account.issuer)
                    .map_or_else(|| account.issuer.clone(), |provider| provider.name.clone()),
                since: moment(account.since),
                last_used: moment(account.last_used),
                unlink: format!("{ADDRESS}/provider-accounts/{}/unlink", account.id),
            })
            .collect(),
        link: providers
            .iter()
            .filter(|_| fresh)
            .map(|provider| {
                let at = link_address(&app, login, provider.number);
                Link::to(at, format!("Add {}", provider.name))
            })
            .collect(),
        link_later: !fresh && !providers.is_empty(),
        line_manager: profile
            .line_manager
            .as_ref()
            .map(|manager| manager.name.clone())
            .or_else(|| profile.line_manager_email.clone()),
        has_password: profile.has_password,
        addresses: addresses.iter().map(|address| AddressLine::of(address, &addresses)).collect(),
        memberships: memberships(&profile, today),
        logins: logins
            .iter()
            .map(|open| LoginLine {
                here: open.this_one,
                what: if open.in_a_browser { "A browser" } else { "A program" },
                since: moment(open.since),
                last_seen: moment(open.last_seen),
                end: (!open.this_one).then(|| format!("{ADDRESS}/logins/{}/end", open.id)),
            })
            .collect(),
        declarations: kinds
            .into_iter()
            .map(|kind| DeclarationLine {
                on: declared
                    .iter()
                    .find(|made| made.declaration == kind.slug)
                    .map(|made| times::day(made.declared_on)),
                slug: kind.slug,
                statement: kind.statement,
            })
            .collect(),
        cannot_print: unprintable(&app.settings.alphabet, &profile.name, profile.certificate_name.as_deref()),
        name: profile.name,
        certificate_name: profile.certificate_name,
    };
    let done = DONE.iter().find(|(word, _)| Some(*word) == asked.0.done.as_deref());
    Page::of(&member.visit, "Your account", &facts)?.notice(done.map(|(_, said)| *said)).answer(&app)
}

impl AddressLine {
    fn of(address: &AddressView, all: &[AddressView]) -> Self {
        let confirmed = all.iter().filter(|other| other.confirmed).count();
        let at = format!("{ADDRESS}/addresses/{}", address.id);
        Self {
            email: address.email.clone(),
            primary: address.primary,
            confirmed: address.confirmed,
            make_primary: (address.confirmed && !address.primary).then(|| format!("{at}/primary")),
            remove: (!address.confirmed || confirmed > 1).then(|| format!("{at}/remove")),
        }
    }
}

/// Where somebody belongs now; what has ended is history.
fn memberships(profile: &ProfileView, today: chrono::NaiveDate) -> Vec<MembershipLine> {
    let current = |membership: &&MembershipView| membership.to_on.is_none_or(|to| today <= to);
    profile
        .memberships
        .iter()
        .filter(current)
        .map(|membership| MembershipLine {
            name: membership.organisation.name.clone(),
            confirmed: membership.confirmed,
            lead: membership.is_lead,
            end: format!("{ADDRESS}/memberships/{}/end", membership.id),
        })
        .collect()
}

/// A page about one thing of the account with one form on it.
pub(in crate::web::pages) fn form_page<'v>(
    visit: &'v Visit,
    title: &str,
    lines: &'static [&'static str],
    form: Form,
) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, title, &AccountForm { lines })?.form(form).back(ADDRESS, "Your account"))
}

async fn own(app: &App, person: PersonId) -> ApiResult<ProfileView> {
    let now = app.clock.now();
    Ok(app.reads.run(move |c| profile::profile(c, person, now)).await?.0)
}

fn name_form(profile: &ProfileView) -> Form {
    Form::new("/account/name", "Keep this name")
        .field(Field::text("name", "Your name").autocomplete("name").value(profile.name.clone()))
        .field(
            Field::text("certificate_name", "Your name on certificates")
                .optional()
                .hint("Only if it should be another one there, such as your full name.")
                .value(profile.certificate_name.clone().unwrap_or_default()),
        )
}

const NAME_LINES: [&str; 1] = [
    "This is how you stand on registers, and on certificates from now on. Those you have keep the name they were issued in.",
];

/// Asks for the name.
pub async fn name(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let form = name_form(&own(&app, member.caller.id()).await?);
    form_page(&member.visit, "Your name", &NAME_LINES, form)?.answer(&app)
}

/// Keeps the name.
pub async fn keep_name(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let mut shown = name_form(&own(&app, caller.id()).await?).keep(&posted);
    if posted.again() {
        return form_page(&visit, "Your name", &NAME_LINES, shown)?.answer(&app);
    }
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", posted.get("name")));
    let other = posted
        .optional("certificate_name")
        .and_then(|name| errors.keep(PersonName::parse("certificate_name", &name)));
    match errors.finish(EditMe { name, certificate_name: Some(other), ..EditMe::default() }) {
        Ok(edit) => match app.usecases.edit_me(caller.id(), edit).await {
            Ok(_) => return see(format!("{ADDRESS}?done=name")),
            Err(failure) => shown.refused(failure)?,
        },
        Err(errors) => shown.refuse_all(&errors),
    }
    form_page(&visit, "Your name", &NAME_LINES, shown)?.answer(&app)
}

const MANAGER_LINES: [&str; 2] = [
    "Your line manager sees your bookings and certificates, is told of your bookings in a weekly mail, and can book and approve for you.",
    "They need an account of their own: what you name takes effect once they have confirmed that address.",
];

fn manager_form() -> Form {
    Form::new("/account/manager", "Keep my line manager").field(
        Field::email("line_manager", "Your line manager’s e-mail address")
            .autocomplete("off")
            .optional()
            .hint("Leave it empty if nobody should be named."),
    )
}

/// Asks for the line manager.
pub async fn manager(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    form_page(&member.visit, "Your line manager", &MANAGER_LINES, manager_form())?.answer(&app)
}

/// Keeps the line manager.
pub async fn keep_manager(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let mut shown = manager_form().keep(&posted);
    if posted.again() {
        return form_page(&visit, "Your line manager", &MANAGER_LINES, shown)?.answer(&app);
    }
    if !posted.has("line_manager") {
        shown.refuse("line_manager", "Give the address, or leave the field empty.");
        return form_page(&visit, "Your line manager", &MANAGER_LINES, shown)?.answer(&app);
    }
    let typed = posted.optional("line_manager");
    let done = if typed.is_some() { "manager" } else { "took-back" };
    match typed.map(|email| EmailAddress::parse("line_manager", &email)).transpose() {
        Ok(email) => {
            let edit = EditMe { line_manager: Some(email), ..EditMe::default() };
            match app.usecases.edit_me(caller.id(), edit).await {
                Ok(_) => return see(format!("{ADDRESS}?done={done}")),
                Err(failure) => shown.refused(failure)?,
            }
        }
        Err(wrong) => shown.refuse_all(&[wrong]),
    }
    form_page(&visit, "Your line manager", &MANAGER_LINES, shown)?.answer(&app)
}
