//! Telling trained organisations that a date of their network has come up.

use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        prerequisites::{
            FirstDate, Judgement, LearningRecord, OrganisationCourse, Standing, Target, judge_group,
        },
    },
    mail::message::{Message, NetworkInvitation, NextDate},
    store::{
        WriteTx,
        read::{
            facts::course_facts,
            people::{organisations, person, relations},
        },
    },
    usecases::{
        change::Change,
        error::Failure,
        events::Event,
        loaded_session::Scene,
        queue_mail::{Letter, post},
    },
};

/// Invites them to a date that was published.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::SessionPublished(it) = event else { return Ok(false) };
    if !it.scene.course.invites_trained_organisations || it.scene.session.private {
        return Ok(false);
    }
    invite_network(change, &it.scene)?;
    Ok(true)
}

/// Invites the organisations that hold what the course asks of an organisation: their leads, or where there is none
/// their confirmed members. Each person is told once of a session.
fn invite_network(change: &mut Change<'_, '_>, scene: &Scene) -> Result<(), Failure> {
    let now = change.tx.now();
    for (organisation, name) in trained(change.tx, scene)? {
        let mut readers: Vec<PersonId> = relations::leads_of(change.tx.conn(), &[organisation], now)?;
        if readers.is_empty() {
            readers = relations::members_of(change.tx.conn(), organisation, now)?;
        }
        for person in readers {
            if person::actor(change.conn(), person, now)?.is_none() {
                continue;
            }
            let Some(to) = person::recipient(change.tx.conn(), person)? else { continue };
            let mail = NetworkInvitation {
                course: scene.course.title.clone(),
                organisation: name.clone(),
                summary: scene.course.summary.clone(),
                dates: vec![NextDate {
                    course: scene.course.title.clone(),
                    when: scene.first_when(),
                    page: scene.session_page(),
                }],
                course_page: scene.course_page(),
            };
            let letter = Letter::new(to, Message::NetworkInvitation(mail))
                .about_session(scene.id())
                .once(format!("network/{}/{person}", scene.id()));
            post(change, letter)?;
        }
    }
    Ok(())
}

/// The organisations that meet every group of the prerequisite an organisation can meet; none when there is no such
/// group.
fn trained(tx: &mut WriteTx<'_>, scene: &Scene) -> Result<Vec<(OrganisationId, String)>, Failure> {
    let mut groups = course_facts::groups(tx.conn(), scene.course.id)?;
    groups.retain(|group| group.any_of.iter().any(|one| matches!(one.target, Target::OrganisationCourse(_))));
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let first = FirstDate::new(scene.starts_at(), scene.zone);
    let completions = organisations::completions(tx.conn())?;
    let mut trained: Vec<(OrganisationId, String)> = Vec::new();
    for (organisation, name, ..) in &completions {
        if trained.iter().any(|(known, _)| known == organisation) {
            continue;
        }
        let record = LearningRecord {
            organisation_completions: completions
                .iter()
                .filter(|(of, ..)| of == organisation)
                .map(|&(organisation, _, course, completed_on)| OrganisationCourse {
                    organisation,
                    course,
                    completed_on,
                })
                .collect(),
            ..LearningRecord::default()
        };
        let standing = Standing {
            record: &record,
            organisation: Some(*organisation),
            claimed: &[],
            waived: &[],
            earlier: &[],
        };
        let met = |group| matches!(judge_group(group, &standing, first), Judgement::Met { .. });
        if groups.iter().all(met) {
            trained.push((*organisation, name.clone()));
        }
    }
    Ok(trained)
}
