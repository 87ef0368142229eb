//! Follower: everybody on a register is told their result, with the certificate or what became of an earlier one.

use super::hold_register::rule;
use crate::{
    domain::{attendance::objections_end, certificates::format_code, words::BookingState},
    mail::message::{
        CertificateReplaced, Message, Minutes, Page, ResultAttended, ResultFacts, ResultNoShow, ResultPartly,
    },
    store::{
        read::{people::person::Recipient, practice::action_plans::has_plan},
        write::certificates::certificate::CertificateRow,
    },
    usecases::{
        certificates::issue_certificate::{certificate_page, name_page, tell_withdrawn, verify_page},
        change::Change,
        error::Failure,
        events::{BookingStep, Conclusion, Event, Happened, Paper},
        feedback::answer_link::feedback_link,
        queue_mail::{letter, post, post_to_person},
    },
};

/// Tells them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::Booking(step) = event else { return Ok(false) };
    match &step.what {
        Happened::Concluded(it) => tell(change, step, it)?,
        Happened::ResultMerged { paper: Some(paper), .. } => {
            let (old, new) = paper.as_ref();
            let because = "You had two records with us, which are one now, and each had its certificate.";
            tell_replaced(change, step, (old, new), because)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn tell_replaced(
    change: &mut Change<'_, '_>,
    step: &BookingStep,
    (old, new): (&CertificateRow, &CertificateRow),
    because: &str,
) -> Result<(), Failure> {
    let mail = CertificateReplaced {
        course: step.scene.course.title.clone(),
        old_number: old.number.clone(),
        number: new.number.clone(),
        code: format_code(&new.verification_code),
        because: because.to_owned(),
        verify_page: verify_page(new),
        certificate_page: certificate_page(new),
        name_page: name_page(change, new),
    };
    post_to_person(change, step.booking.person_id, |to| {
        letter(&to, Message::CertificateReplaced(mail), &step.scene, &step.booking).with_certificate(new.id)
    })
}

fn tell(change: &mut Change<'_, '_>, step: &BookingStep, it: &Conclusion) -> Result<(), Failure> {
    let (scene, booking) = (&step.scene, &step.booking);
    let (award, paper) = (&it.award, &it.paper);
    if let Paper::Revoked(old) = paper {
        tell_withdrawn(
            change,
            old,
            &scene.course.title,
            "The attendance was put right, and it is not enough for a certificate.",
        )?;
    }
    if let Paper::Replaced { old, new } = paper {
        return tell_replaced(change, step, (old, new), "What it says has been put right.");
    }
    if !it.is_news && !matches!(paper, Paper::Issued(_)) {
        return Ok(());
    }
    let result = ResultFacts {
        course: scene.course.title.clone(),
        dates: scene.facts().dates,
        reference: booking.reference.clone(),
        object: Page::at(format!("/bookings/{}/wrong", booking.id)),
        object_until: scene.moment(objections_end(change.now())),
    };
    let (cpd, cpd_basis) = (Minutes { minutes: award.minutes }, award.basis.clone());
    let has_plan = match &it.known {
        Some(known) => known.with_plan.contains(&booking.id),
        None => has_plan(change.conn(), booking.id)?,
    };
    let plan_page =
        if has_plan { None } else { Some(Page::at(format!("/bookings/{}/action-plan", booking.id))) };
    let (again, course_page) = (it.onwards.again.clone(), scene.course_page());
    let (message, certificate) = match (booking.state, paper) {
        (BookingState::Attended, Paper::Issued(new)) => {
            let mail = ResultAttended {
                result,
                feedback: feedback_link(change, booking, it.known.as_deref())?,
                cpd,
                cpd_basis,
                number: new.number.clone(),
                code: format_code(&new.verification_code),
                verify_page: verify_page(new),
                certificate_page: certificate_page(new),
                name_page: name_page(change, new),
                next_dates: it.onwards.next_step.clone(),
                plan_page,
            };
            (Message::ResultAttended(mail), Some(new.id))
        }
        // The certificate stands, or a coordinator withdrew it: there is nothing new to send.
        (BookingState::Attended, _) => return Ok(()),
        (BookingState::PartlyAttended, _) => {
            let enough = rule(scene).in_words(it.dates);
            let feedback = feedback_link(change, booking, it.known.as_deref())?;
            let mail = ResultPartly {
                result,
                feedback,
                cpd,
                cpd_basis,
                enough,
                next_dates: again,
                course_page,
                plan_page,
            };
            (Message::ResultPartly(mail), None)
        }
        _ => {
            let mail = ResultNoShow { result, next_dates: again, course_page };
            (Message::ResultNoShow(mail), None)
        }
    };
    let letter = |to: &Recipient| {
        let letter = letter(to, message, scene, booking);
        match certificate {
            Some(id) => letter.with_certificate(id),
            None => letter,
        }
    };
    match it.known.as_ref().and_then(|known| known.recipients.get(&booking.person_id)) {
        Some((to, confirmed)) => post(change, letter(to).for_one_who(Some(*confirmed))).map(drop),
        None => post_to_person(change, booking.person_id, |to| letter(&to)),
    }
}
