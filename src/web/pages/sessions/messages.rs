//! Writing to everybody on a session; what was written before.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
        session_messages::{LONGEST_SUBJECT, Readers},
        times::{ZoneNote, moment},
        words::Word,
    },
    ports::Random,
    store::{
        error::Error,
        read::sessions::{
            session::{SessionView, session},
            session_messages::{self, SessionMessageView},
        },
    },
    usecases::sessions::write_to_session::WriteToSession,
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{
            form_parts::once,
            sessions::session_words::{self, people},
        },
        render::{Page, see},
    },
};

/// Writing to everybody on a session.
#[derive(Serialize)]
pub(in crate::web) struct MessagesFacts {
    /// The course's title.
    lede: String,
    /// When it is.
    when: String,
    /// Whether anybody would get a message.
    anybody: bool,
    /// What was written before, the newest first.
    sent: Vec<Sent>,
}

#[derive(Serialize)]
struct Sent {
    subject: String,
    text: String,
    /// Who wrote it, when and to how many.
    line: String,
}

impl PageFacts for MessagesFacts {
    const TEMPLATE: &'static str = "sessions/messages";

    fn samples() -> Vec<Self> {
        let of = |anybody, sent| Self {
            lede: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            anybody,
            sent,
        };
        let sent = Sent {
            subject: "What to bring on Tuesday".to_owned(),
            text: "Please have a pen and a quiet corner ready.".to_owned(),
            line: "Maureen Clarke, Monday 4 January 2027, 9am, to 14 people".to_owned(),
        };
        vec![of(true, vec![sent]), of(false, vec![])]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(SessionId::from_uuid(uuid::Uuid::from_u128(1)), 14, 2))
    }
}

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    sent: Option<usize>,
}

fn form_of(session: SessionId, booked: usize, waiting: usize) -> Form {
    let to = [
        (Readers::Booked, "Those who have a place", booked),
        (Readers::Waiting, "Those who wait for a place", waiting),
        (Readers::All, "Both", booked + waiting),
    ];
    let radios = to.iter().filter(|(.., count)| *count > 0).fold(
        Field::radios("to", "To whom?")
            .value(if booked > 0 { Readers::Booked } else { Readers::Waiting }.as_str()),
        |field, (readers, label, count)| field.choice_with(readers.as_str(), *label, Some(people(*count))),
    );
    Form::new(format!("/sessions/{session}/messages"), "Send it to everybody chosen")
        .field(radios)
        .field(Field::text("subject", "Subject").hint(format!("At most {LONGEST_SUBJECT} characters.")))
        .field(Field::lines("text", "What do you want to say?", 8).hint(
            "Each of them gets a mail of their own; nobody sees the others’ addresses. Answers do not come back here: \
             say how to reach you.",
        ))
}

/// A session with what was written to its people, and how many have and await a place.
struct Ground {
    view: SessionView,
    sent: Vec<SessionMessageView>,
    booked: usize,
    waiting: usize,
}

impl Ground {
    async fn of(app: &App, id: SessionId) -> ApiResult<Self> {
        let read = app.reads.run(move |c| {
            Ok::<_, Error>(Self {
                view: session(c, id)?.view,
                sent: session_messages::of_session(c, id)?,
                booked: session_messages::readers(c, id, &Readers::Booked.states())?,
                waiting: session_messages::readers(c, id, &Readers::Waiting.states())?,
            })
        });
        Ok(read.await?)
    }

    fn form(&self) -> Form {
        form_of(self.view.id, self.booked, self.waiting).field(once::field(&Random::machine()))
    }

    fn page<'v>(&self, member: &'v Member, form: Form) -> ApiResult<Page<'v>> {
        let zone = self.view.timezone.tz();
        let sent = self.sent.iter().map(|message| Sent {
            subject: message.subject.clone(),
            text: message.text.clone(),
            line: format!(
                "{}, {}, to {}",
                message.sent_by.name,
                moment(message.sent_at, zone, ZoneNote::WhenElsewhere),
                people(usize::try_from(message.recipients).unwrap_or(0)),
            ),
        });
        let facts = MessagesFacts {
            lede: self.view.course.title.clone(),
            when: session_words::dates(&self.view),
            anybody: self.booked + self.waiting > 0,
            sent: sent.collect(),
        };
        Ok(Page::of(&member.visit, "Write to everybody on this date", &facts)?
            .form(form)
            .back(format!("/sessions/{}/roster", self.view.id), "Who is coming"))
    }
}

/// The form, with what was written before.
pub async fn form(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &member.caller, session.0, Action::WriteToSession).await?;
    let ground = Ground::of(&app, session.0).await?;
    let sent = asked.0.sent.map(|count| format!("Your message goes to {}.", people(count)));
    ground.page(&member, ground.form())?.notice(sent).answer(&app)
}

/// Sends it.
pub async fn send(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    may_for_session(&app, &form.caller, session.0, Action::WriteToSession).await?;
    let (member, posted) = (form.member(), &form.posted);
    let ground = Ground::of(&app, session.0).await?;
    let mut shown = ground.form().keep(posted);
    if posted.again() {
        return ground.page(&member, shown)?.answer(&app);
    }
    let Some(to) = Readers::from_word(posted.get("to")) else {
        shown.refuse("to", "Choose to whom it goes.");
        return ground.page(&member, shown)?.answer(&app);
    };
    let ask = WriteToSession {
        by: form.caller.id(),
        session: session.0,
        to,
        subject: posted.get("subject").to_owned(),
        text: posted.get("text").to_owned(),
    };
    match app
        .usecases
        .write_to_session(
            ask,
            once::key(form.caller.id(), posted, &format!("/sessions/{}/messages", session.0)),
        )
        .await
    {
        Ok(sent) => see(format!("/sessions/{}/messages?sent={}", session.0, sent.value.recipients)),
        Err(failure) => {
            shown.refused(failure)?;
            ground.page(&member, shown)?.answer(&app)
        }
    }
}
