//! Who of a group has done what the course asks for, and booking the rest on what they lack.

use actix_web::{HttpResponse, web::Data};

use super::{
    address, load,
    readiness_facts::{Fix, ReadinessFacts, ReadinessRow},
    title,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        grammar::{listed, sentence_case},
        ids::{Commission, CommissionId},
        input::FieldError,
        times::{LONDON, ZoneNote, day, day_in, range},
    },
    store::read::commissions::{
        commission::CommissionView,
        groups::{CellView, FixView, GroupStandingView, StandingView},
    },
    usecases::commissions::book_missing::BookMissing,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        page_facts::State,
        render::{Page, see},
    },
};

fn mark(standing: &str) -> State {
    let (kind, label) = match standing {
        "met" => ("good", "done"),
        "waived" => ("good", "may attend anyway"),
        "planned" => ("yours", "booked"),
        _ => ("bad", "lacking"),
    };
    State::of(kind, label)
}

fn overall(readiness: &str) -> State {
    let (kind, label) = match readiness {
        "ready" => ("good", "ready"),
        "planned" => ("yours", "ready once attended"),
        _ => ("bad", "not ready"),
    };
    State::of(kind, label)
}

fn row(one: &StandingView, columns: usize) -> ReadinessRow {
    let mut cells: Vec<State> = one.requirements.iter().map(|cell: &CellView| mark(&cell.standing)).collect();
    // Whoever may not see how it comes to that sees as many empty cells.
    cells.resize(columns, State::of("quiet", "not shown"));
    ReadinessRow { name: one.person.name.clone(), cells, overall: overall(&one.readiness) }
}

fn fix(one: &FixView, group: &GroupStandingView) -> Fix {
    let zone = one.timezone.tz();
    let name = |id| group.people.iter().find(|person| person.person.id == id);
    let names: Vec<String> =
        one.people.iter().filter_map(|id| Some(name(*id)?.person.name.clone())).collect();
    let count = names.len();
    Fix {
        session: one.session_id,
        course: one.course.title.clone(),
        when: range(one.starts_at, one.ends_at, zone, ZoneNote::WhenElsewhere),
        whom: listed(&names, "and"),
        places: one.places_left,
        enough: one.enough_places,
        button: if count == 1 {
            format!("Book {} on this date", names[0])
        } else {
            format!("Book all {count} on this date")
        },
    }
}

fn page<'v>(
    member: &'v Member,
    view: &CommissionView,
    group: &GroupStandingView,
    form: Option<Form>,
) -> ApiResult<Page<'v>> {
    let columns = group.requirements.len();
    let facts = ReadinessFacts {
        at: address(view.id),
        day: day(day_in(group.judged_for, LONDON)),
        assumed: group.dates_assumed,
        requirements: group.requirements.iter().map(|one| sentence_case(&one.label)).collect(),
        people: group.people.iter().map(|one| row(one, columns)).collect(),
        not_shown: group.not_shown,
        all_ready: group.people.iter().all(|one| one.readiness == "ready"),
        fixes: group.fixes.iter().map(|one| fix(one, group)).collect(),
    };
    let page = Page::of(&member.visit, "Who has done what is needed", &facts)?
        .back(facts.at, title(view))
        .here("/commissions")
        .has_forms();
    Ok(match form {
        Some(form) => page.form(form),
        None => page,
    })
}

async fn standing(app: &App, member: &Member, id: CommissionId) -> ApiResult<GroupStandingView> {
    Ok(app.usecases.group_standing(member.caller.actor, id).await?)
}

/// The matrix.
pub async fn show(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::ReadCommission).await?;
    let group = standing(&app, &member, id.0).await?;
    page(&member, &view, &group, None)?.answer(&app)
}

/// Books those who lack something on a date that helps.
pub async fn book(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let at = format!("{}/readiness", address(id.0));
    if form.posted.again() {
        return see(at);
    }
    let mut shown = Form::new(at.clone(), "Book").field(Field::hidden("session", form.posted.get("session")));
    let failure = match form.posted.get("session").parse() {
        Ok(session) => {
            let ask = BookMissing { actor: form.caller.actor, commission: id.0, session, people: Vec::new() };
            match app.usecases.book_missing(ask, None).await {
                Ok(_) => return see(at),
                Err(failure) => failure,
            }
        }
        Err(_) => FieldError::new("session", "Choose one of the dates below.").into(),
    };
    shown.refused(failure)?;
    let group = standing(&app, &member, id.0).await?;
    page(&member, &view, &group, Some(shown))?.answer(&app)
}
