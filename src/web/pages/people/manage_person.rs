//! One person's record.

use std::sync::Arc;

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::{
    close_account, organisation_choice,
    person_record::{
        AddressOnRecord, BookingOnRecord, CertificateOnRecord, MembershipNew, MembershipOnRecord,
        PersonRecord,
    },
    printed_name::unprintable,
};
use crate::{
    app::App,
    domain::{
        ids::{Person, PersonId},
        input::FieldErrors,
        people::{EmailAddress, PersonName},
        times::{self, ZoneNote},
        words::Role,
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            bookings::booking::{self, BookingFilter, BookingView},
            certificates::certificate::{self, CertificateFilter, CertificateView},
            people::{
                person,
                person_views::{self, PersonView},
                profile::{self, AddressView, MembershipView, ProfileView},
            },
        },
    },
    usecases::{Failure, Refused, people::edit_person::EditPerson},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        pages::{
            bookings::booking_words,
            form_parts::{once, refusals::stale},
            wording,
        },
        render::{Page, see},
    },
};

/// Bookings and certificates shown at most; the newest.
const SHOWN: i64 = 200;

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

struct Known {
    view: PersonView,
    profile: ProfileView,
    revision: i32,
    manager_email: Option<String>,
    addresses: Vec<AddressView>,
    bookings: Vec<BookingView>,
    certificates: Vec<CertificateView>,
    /// The letters of the name on certificates that cannot be printed.
    cannot_print: Option<String>,
}

async fn known(app: &App, id: PersonId) -> ApiResult<Known> {
    let (now, alphabet) = (app.clock.now(), Arc::clone(&app.settings.alphabet));
    Ok(app
        .reads
        .run(move |c| {
            let view = person_views::view(c, id, now)?;
            let (profile, revision) = profile::profile(c, id, now)?;
            let manager_email = match &profile.line_manager {
                Some(manager) => person::recipient(c, manager.id)?.map(|to| to.email),
                None => None,
            };
            let filter = BookingFilter { person: Some(id), limit: SHOWN, ..BookingFilter::default() };
            let mut bookings = booking::list(c, &filter)?;
            bookings.reverse();
            let filter = CertificateFilter { person: Some(id), limit: SHOWN, ..CertificateFilter::default() };
            let form = profile.certificate_name.as_deref();
            Ok::<_, Error>(Known {
                cannot_print: unprintable(&alphabet, &profile.name, form),
                view,
                profile,
                revision,
                manager_email,
                addresses: profile::addresses(c, id)?,
                bookings,
                certificates: certificate::list(c, &filter)?,
            })
        })
        .await?)
}

fn address(id: PersonId) -> String {
    format!("/manage/people/{id}")
}

fn form_of(known: &Known) -> Form {
    let has = |role| known.view.roles.contains(&role);
    let mut roles = Vec::new();
    for (role, word) in [(Role::Trainer, "trainer"), (Role::Coordinator, "coordinator")] {
        if has(role) {
            roles.push(word);
        }
    }
    Form::new(address(known.view.id), "Save")
        .field(Field::text("name", "Name").value(known.view.name.clone()).autocomplete("off"))
        .field(
            Field::text("certificate_name", "Name on certificates")
                .hint("Only if it should be another one there.")
                .optional()
                .autocomplete("off")
                .value(known.profile.certificate_name.clone().unwrap_or_default()),
        )
        .field(
            Field::boxes("roles", "What they do here")
                .optional()
                .choice("trainer", "Trainer: runs dates and records attendance")
                .choice("coordinator", "Coordinator: runs the training offer")
                .ticked(&roles),
        )
        .field(
            Field::email("line_manager", "Line manager’s e-mail address")
                .autocomplete("off")
                .optional()
                .value(known.manager_email.clone().unwrap_or_default()),
        )
        .field(
            Field::boxes("disabled", "")
                .choice_with(
                    "yes",
                    "Switched off",
                    Some(
                        "They can no longer sign in or be booked. What they did stays on record.".to_owned(),
                    ),
                )
                .ticked(if known.view.disabled { &["yes"] } else { &[] }),
        )
        .revised(known.revision)
}

fn membership(view: &MembershipView) -> MembershipOnRecord {
    let dates = match (view.from_on, view.to_on) {
        (_, Some(to)) => format!("until {}", times::day(to)),
        (Some(from), None) => format!("since {}", times::day(from)),
        (None, None) => String::new(),
    };
    MembershipOnRecord {
        id: view.id,
        organisation: view.organisation.name.clone(),
        address: format!("/manage/organisations/{}", view.organisation.id),
        is_lead: view.is_lead,
        confirmed: view.confirmed,
        dates,
        ended: view.to_on.is_some(),
    }
}

fn booking(view: &BookingView) -> BookingOnRecord {
    let zone = view.timezone.tz();
    BookingOnRecord {
        address: format!("/bookings/{}", view.id),
        date: format!("/manage/dates/{}", view.session_id),
        course: view.course.title.clone(),
        when: times::moment(view.starts_at, zone, ZoneNote::WhenElsewhere),
        reference: view.reference.clone(),
        state: booking_words::of_state(view.state),
    }
}

fn certificate_line(view: &CertificateView) -> CertificateOnRecord {
    CertificateOnRecord {
        pdf: format!("/certificates/{}.pdf", view.id),
        course: view.course_title.clone(),
        on: times::day(view.completed_on),
        number: view.number.clone(),
        state: wording::of_certificate(view.state),
    }
}

fn address_line(view: &AddressView) -> AddressOnRecord {
    AddressOnRecord { email: view.email.clone(), primary: view.primary, confirmed: view.confirmed }
}

fn page<'v>(visit: &'v Visit, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    let facts = PersonRecord {
        address: address(known.view.id),
        disabled: known.view.disabled,
        roles: wording::roles(&known.view.roles),
        bookings: known.bookings.iter().map(booking).collect(),
        certificates: known.certificates.iter().map(certificate_line).collect(),
        memberships: known.profile.memberships.iter().map(membership).collect(),
        addresses: known.addresses.iter().map(address_line).collect(),
        has_password: known.profile.has_password,
        certificate_name: known.profile.certificate_name.clone(),
        cannot_print: known.cannot_print.clone(),
    };
    Ok(Page::of(visit, known.view.name.clone(), &facts)?
        .form(form)
        .back("/manage/people", "People")
        .here("/manage/people"))
}

/// The record.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Person>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let form = form_of(&known);
    let notice = match done.0.done.as_deref() {
        Some("saved") => Some("Saved."),
        Some("member") => Some("They belong to this organisation now."),
        Some("address") => Some("The address is corrected, and we have mailed it."),
        Some("closed") => Some("The account is closed."),
        Some("second-factor") => {
            Some("Their second step of signing in is taken away, and we have mailed them.")
        }
        Some("signed-out") => Some("They are signed out everywhere."),
        Some("put-off") => Some("The erasure is put off, and they are told why."),
        Some("merged") => Some("The two records are one now. This is the one that stays."),
        _ => None,
    };
    page(&member.visit, &known, form)?.notice(notice).answer(&app)
}

/// Changes it.
pub async fn edit(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let met = form_of(&known).meet(&form.posted);
    let posted = &met.posted;
    let mut shown = form_of(&known).keep(posted);
    if !posted.again() && !met.tell(&mut shown, &stale("this record")) {
        let mut errors = FieldErrors::new();
        let name = errors.keep(PersonName::parse("name", posted.get("name")));
        let printed = posted
            .optional("certificate_name")
            .and_then(|name| errors.keep(PersonName::parse("certificate_name", &name)));
        let manager = posted
            .optional("line_manager")
            .map(|email| errors.keep(EmailAddress::parse("line_manager", &email)));
        if errors.is_empty() {
            let mut roles = vec![Role::Delegate];
            let ticked = posted.all("roles");
            roles.extend(ticked.contains(&"trainer").then_some(Role::Trainer));
            roles.extend(ticked.contains(&"coordinator").then_some(Role::Coordinator));
            // Before an account is closed, each coming place is looked at.
            let closes = posted.has("disabled") && !known.view.disabled;
            let looks = closes && close_account::has_places(&app, id.0).await?;
            let ask = EditPerson {
                name,
                certificate_name: posted.has("certificate_name").then_some(printed),
                roles: Some(roles),
                disabled: (!looks).then(|| posted.has("disabled")),
                line_manager: Some(manager.flatten()),
                revision: Some(posted.get("revision").parse().unwrap_or(-1)),
                ..EditPerson::default()
            };
            match app.usecases.edit_person(form.caller.id(), id.0, ask).await {
                Ok(_) if looks => return see(format!("{}/close", address(id.0))),
                Ok(_) => return see(format!("{}?done=saved", address(id.0))),
                Err(Failure::Refused(Refused::Stale)) => shown.refuse("", stale("this record")),
                Err(failure) => shown.refused(failure)?,
            }
        } else {
            shown.refuse_all(&errors.into_vec());
        }
    }
    page(&form.visit, &known, shown)?.answer(&app)
}

fn member_form(random: &Random, id: PersonId) -> Form {
    Form::new(format!("{}/memberships", address(id)), "Add this membership")
        .field(organisation_choice::field("organisation_id", "Organisation"))
        .field(Field::boxes("is_lead", "").choice_with(
            "yes",
            "They lead it",
            Some("They can book and approve for everybody there.".to_owned()),
        ))
        .field(once::field(random))
}

fn member_page<'v>(visit: &'v Visit, id: PersonId, name: &str, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, format!("Where does {name} belong?"), &MembershipNew {})?
        .form(form)
        .back(address(id), name)
        .here("/manage/people"))
}

/// The form that says where somebody belongs.
pub async fn joining(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    id: PathId<Person>,
) -> ApiResult<HttpResponse> {
    let name = crate::web::pages::sessions::session_people::name(&app, id.0).await?;
    member_page(&member.visit, id.0, &name, member_form(&random, id.0))?.answer(&app)
}

/// Makes them a confirmed member, or the lead.
pub async fn join(
    app: Data<App>,
    random: Data<Random>,
    id: PathId<Person>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let name = crate::web::pages::sessions::session_people::name(&app, id.0).await?;
    let mut shown = member_form(&random, id.0).keep(&form.posted);
    if !form.posted.again() {
        let typed = form.posted.get("organisation_id").to_owned();
        match organisation_choice::read(&app, "organisation_id", typed).await? {
            Err(wrong) => shown.refuse_all(&[wrong]),
            Ok(organisation) => {
                let key =
                    once::key(form.caller.id(), &form.posted, &format!("{}/memberships", address(id.0)));
                let leads = form.posted.has("is_lead");
                let by = form.caller.id();
                match app.usecases.add_membership(by, id.0, organisation, leads, key).await {
                    Ok(_) => return see(format!("{}?done=member", address(id.0))),
                    Err(failure) => shown.refused(failure)?,
                }
            }
        }
    }
    member_page(&form.visit, id.0, &name, shown)?.answer(&app)
}
