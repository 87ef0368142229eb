//! Asking for registers that are not finished: those who run the session, again after some days, then the coordinators;
//! each once.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        ids::{PersonId, SessionId},
        reminders::{RegisterStep, register_step},
        words::Word,
    },
    mail::message::{Message, Page, RegisterOverdue, RegisterWanted},
    store::{
        AnyConnection,
        read::{
            mail::{outbox, reminders},
            people::person,
            registers::unfinished::{OpenRegister, open_registers},
            sessions::session_rows,
        },
        write::service::locks,
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, post},
    },
};

/// A mail that is due.
#[derive(Debug, Clone)]
struct Due {
    register: OpenRegister,
    step: RegisterStep,
    /// Those who run the session can be asked.
    has_trainers: bool,
    to: PersonId,
    /// Names since when the register is open: one that was opened again is asked for anew.
    key: String,
}

impl UseCases {
    /// Queues every asking that is due, each session in a write of its own; gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_for_registers(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let due = self.db.read(move |c| due(c, None, now)).await?;
        let mut sessions: Vec<SessionId> = due.into_iter().map(|due| due.register.session).collect();
        sessions.dedup();
        let mut done = 0;
        for session in sessions {
            done += self.change(move |change| ask_for(change, session)).await?;
        }
        Ok(done)
    }
}

fn ask_for(change: &mut Change<'_, '_>, session: SessionId) -> Result<usize, Failure> {
    locks::lock_sessions(change.tx, &[session])?;
    let now = change.now();
    let mut done = 0;
    for due in due(change.conn(), Some(session), now)? {
        let Some(to) = person::recipient(change.conn(), due.to)? else { continue };
        let scene = Scene::load(change.conn(), session)?;
        let letter = Letter::new(to, message(&scene, &due)).about_session(session).once(due.key);
        done += usize::from(post(change, letter)?);
    }
    Ok(done)
}

fn message(scene: &Scene, due: &Due) -> Message {
    let waiting = u32::try_from(due.register.waiting).unwrap_or(u32::MAX);
    let register_page = Page::at(format!("/sessions/{}/attendance", scene.id()));
    let session = scene.facts();
    if due.step == RegisterStep::Told {
        let asked = due.has_trainers;
        return Message::RegisterOverdue(RegisterOverdue { session, waiting, asked, register_page });
    }
    let again = due.step == RegisterStep::AskedAgain;
    Message::RegisterWanted(RegisterWanted { session, waiting, again, register_page })
}

/// What is due and not queued yet, of one session or of all, session by session. Where nobody can be asked the
/// coordinators hear at once.
fn due(
    connection: &mut AnyConnection,
    of: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, Failure> {
    let mut open = open_registers(connection, now)?;
    open.retain(|register| of.is_none_or(|session| session == register.session));
    let ids: Vec<SessionId> = open.iter().map(|register| register.session).collect();
    let run = session_rows::trainers(connection, &ids)?;
    let coordinators = person::coordinators(connection)?;
    let people: Vec<PersonId> =
        run.iter().map(|(_, person, _)| *person).chain(coordinators.iter().copied()).collect();
    let reachable: HashSet<PersonId> = reminders::reachable(connection, &people)?.into_iter().collect();
    let mut all = Vec::new();
    for register in open {
        let Some(step) = register_step(register.since, now) else { continue };
        let runs =
            run.iter().filter(|(session, ..)| *session == register.session).map(|(_, person, _)| *person);
        let trainers: Vec<PersonId> = runs.filter(|person| reachable.contains(person)).collect();
        let has_trainers = !trainers.is_empty();
        let step = if has_trainers { step } else { RegisterStep::Told };
        let readers = if step == RegisterStep::Told { coordinators.clone() } else { trainers };
        for to in readers.into_iter().filter(|person| reachable.contains(person)) {
            let since = register.since.timestamp();
            let key = format!("register_{}:{}:{to}:{since}", step.as_str(), register.session);
            all.push(Due { register, step, has_trainers, to, key });
        }
    }
    let keys: Vec<String> = all.iter().map(|due| due.key.clone()).collect();
    let used: HashSet<String> = outbox::used_keys(connection, &keys)?.into_iter().collect();
    all.retain(|due| !used.contains(&due.key));
    Ok(all)
}
