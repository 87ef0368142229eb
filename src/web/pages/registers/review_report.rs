//! What a meeting's report says of who was there: seen, decided where only a name tells, marked, and taken back.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web::Data};

use super::report_facts::{
    ADD_THEM, MOST_ASKED, NOBODY, OTHERS_ABSENT, ReviewFacts, asked_of, line_name, review_form,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, Row, RowId},
        words::ReportMatch,
    },
    store::read::registers::{
        attendance_imports::{self as imports, AttendanceImportView, ImportLineView},
        rosters::{self, RosterView},
    },
    usecases::{
        bookings::add_walk_in::{AddWalkIn, Comer},
        error::{Failure, Refused},
        registers::apply_report::{ApplyReport, Decision},
    },
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Posted},
        forms::Form,
        render::{Page, see},
    },
};

/// What the page shows: the import, and whom it can be of.
struct Loaded {
    import: AttendanceImportView,
    roster: RosterView,
}

async fn load(app: &App, member: &Member, id: RowId) -> ApiResult<Loaded> {
    member.caller.could(Action::WriteRegister)?;
    let session = app.reads.run(move |c| imports::session_of(c, id)).await?;
    may_for_session(app, &member.caller, session, Action::WriteRegister).await?;
    let import = app.reads.run(move |c| imports::view(c, id)).await?;
    let roster = app.reads.run(move |c| rosters::roster(c, session)).await?;
    Ok(Loaded { import, roster })
}

fn page<'v>(member: &'v Member, loaded: &Loaded, form: Form) -> ApiResult<Page<'v>> {
    let facts = ReviewFacts::of(&loaded.import, &loaded.roster, &form);
    Ok(Page::of(&member.visit, "Who was there", &facts)?.form(form).back(
        format!("/sessions/{}/attendance?date={}", loaded.import.session_id, loaded.import.date_id),
        "Attendance",
    ))
}

/// What it says.
pub async fn show(app: Data<App>, import: PathId<Row>, member: Member) -> ApiResult<HttpResponse> {
    let loaded = load(&app, &member, import.0).await?;
    let form = review_form(&loaded.import, &loaded.roster);
    page(&member, &loaded, form)?.answer(&app)
}

/// What was said of one line.
enum Said<'l> {
    Booking(BookingId),
    Nobody,
    Add(&'l ImportLineView),
}

/// What was said of every line that was asked about.
fn said<'l>(
    import: &'l AttendanceImportView,
    posted: &Posted,
    form: &mut Form,
) -> Vec<(&'l ImportLineView, Said<'l>)> {
    let mut all = Vec::new();
    for line in asked_of(import).take(MOST_ASKED) {
        let name = line_name(&line.key);
        let said = match posted.get(&name) {
            "" if line.how == ReportMatch::Proposed => {
                form.refuse(&name, format!("Say whether this is {}.", proposed(line)));
                continue;
            }
            "" | NOBODY => Said::Nobody,
            ADD_THEM => Said::Add(line),
            booking => {
                let Ok(booking) = booking.parse() else {
                    form.refuse(&name, "Choose somebody of the list.");
                    continue;
                };
                Said::Booking(booking)
            }
        };
        all.push((line, said));
    }
    all
}

fn proposed(line: &ImportLineView) -> &str {
    line.candidates.first().map_or("them", |candidate| candidate.person_name.as_str())
}

/// Marks it.
pub async fn apply(app: Data<App>, import: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let loaded = load(&app, &member, import.0).await?;
    let mut shown = review_form(&loaded.import, &loaded.roster).keep(posted);
    if posted.again() {
        return page(&member, &loaded, shown)?.answer(&app);
    }
    let said = said(&loaded.import, posted, &mut shown);
    if shown.is_wrong() {
        return page(&member, &loaded, shown)?.answer(&app);
    }
    let mut decisions = Vec::new();
    for (line, said) in said {
        let booking = match said {
            Said::Nobody => None,
            Said::Booking(booking) => Some(booking),
            Said::Add(line) => {
                let comer = Comer::Named { name: line.name.clone(), email: line.email.clone() };
                let ask = AddWalkIn { actor: form.caller.actor, session: loaded.import.session_id, comer };
                match app.usecases.add_walk_in(ask, None).await {
                    Ok(added) => Some(added.value.id),
                    Err(Failure::Refused(why)) => {
                        shown.refuse(&line_name(&line.key), why_not(&line.name, why));
                        None
                    }
                    Err(failure) => return Err(failure.into()),
                }
            }
        };
        decisions.push(Decision { key: line.key.clone(), booking });
    }
    if shown.is_wrong() {
        // Whoever could be added has a booking by now.
        let loaded = load(&app, &member, import.0).await?;
        let mut again = review_form(&loaded.import, &loaded.roster).keep(posted);
        for decision in decisions.iter().filter_map(|decision| Some((decision.booking?, &decision.key))) {
            again.set(&line_name(decision.1), decision.0.to_string());
        }
        again.take_errors(shown);
        return page(&member, &loaded, again)?.answer(&app);
    }
    let ask = ApplyReport {
        actor: form.caller.actor,
        import: import.0,
        decisions,
        others_absent: posted.has(OTHERS_ABSENT),
    };
    let (session, date) = (loaded.import.session_id, loaded.import.date_id);
    match app.usecases.apply_report(ask).await {
        Ok(_) if posted.get("then") == "finish" => see(format!("/sessions/{session}/attendance/finish")),
        Ok(_) => see(format!("/sessions/{session}/attendance?date={date}&done=saved")),
        Err(Failure::Refused(Refused::Invalid(_))) => {
            shown.refuse("", "Somebody's place has changed meanwhile. Look at the list again, then mark it.");
            page(&member, &loaded, shown)?.answer(&app)
        }
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &loaded, shown)?.answer(&app)
        }
    }
}

/// Why somebody who came cannot be added.
fn why_not(name: &str, refused: Refused) -> String {
    let reasons: BTreeSet<String> = match refused {
        Refused::BookingRefused(refusals) => refusals.into_iter().map(|refusal| refusal.message).collect(),
        Refused::SessionFull => ["There is no place left.".to_owned()].into(),
        Refused::Invalid(errors) => errors.into_iter().map(|error| error.message).collect(),
        Refused::Forbidden { detail, .. } => [detail].into(),
        _ => BTreeSet::new(),
    };
    let reasons = reasons.into_iter().collect::<Vec<_>>().join(" ");
    format!("{name} cannot be added. {reasons}").trim().to_owned()
}

/// Takes back what it marked.
pub async fn undo(app: Data<App>, import: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let loaded = load(&app, &member, import.0).await?;
    if form.posted.again() {
        return see(format!("/attendance-imports/{}", import.0));
    }
    match app.usecases.undo_report(form.caller.actor, import.0).await {
        Ok(_) => see(format!("/attendance-imports/{}", import.0)),
        Err(failure) => {
            let mut shown = review_form(&loaded.import, &loaded.roster);
            shown.refused(failure)?;
            page(&member, &loaded, shown)?.answer(&app)
        }
    }
}
