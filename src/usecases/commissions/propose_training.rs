//! Proposing what was asked for: content, dates, trainers, price; each version stays.

use chrono::{DateTime, Utc};

use super::{
    ask_for_training::course_by_commission,
    open_commission::{Work, facts, page, take_hold},
};
use crate::{
    domain::{
        access::Actor,
        commissions::{LONGEST_WORDS, check_length},
        delivery,
        ids::{CommissionId, PersonId},
        input::{FieldError, long_text},
        proposals::{
            Difference, Part, ProposedDate, Terms, busy_in_words, check_terms, clashes, price_in_words,
        },
        session_dates::plan_new_dates,
        sessions::{DateInput, Span},
        times::{length, parse_timezone},
        words::{CommissionEvent, CommissionStep, Delivery},
    },
    mail::message::{CommissionMessage, CommissionProposed, Message, SessionFacts, When},
    store::{
        Error, WriteTx,
        read::{
            bookings::booking,
            catalogue::courses::{self, CourseRow},
            commissions::{
                commission::{self as views, CommissionView},
                proposals::{self, calendars},
            },
            people::person,
        },
        write::commissions::commission::{self, ProposalRow},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

/// What is proposed.
#[derive(Debug, Clone)]
pub struct ProposeTraining {
    /// Who proposes; a coordinator.
    pub actor: Actor,
    /// For which request.
    pub commission: CommissionId,
    /// The course; the one asked for when `None`.
    pub course: Option<String>,
    /// What it is made of; the course's own outcomes when empty.
    pub content: Vec<Part>,
    /// When.
    pub dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The IANA zone of the dates; the site's own when `None`.
    pub timezone: Option<String>,
    /// How; as asked for, or as the course is given, when `None`.
    pub delivery: Option<Delivery>,
    /// Where; as asked for when `None`.
    pub location: Option<String>,
    /// Who runs it.
    pub trainers: Vec<PersonId>,
    /// In pence; no charge when `None`.
    pub price: Option<i64>,
    /// The number of the purchase order; as given with the request when `None`.
    pub purchase_order: Option<String>,
    /// A word to whoever asked.
    pub note: Option<String>,
    /// Although a trainer has something else at that time.
    pub even_if_busy: bool,
}

impl UseCases {
    /// Proposes a version.
    ///
    /// # Errors
    /// `wrong_state`, `trainer_busy`, `too_many_people`; every broken rule.
    pub async fn propose_training(
        &self,
        ask: ProposeTraining,
        key: Option<OnceKey>,
    ) -> Result<Answer<CommissionView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| propose(change, &ask))).await
    }

    /// Writes to the other side.
    ///
    /// # Errors
    /// Nothing written, or too much.
    pub async fn write_to_commission(
        &self,
        actor: Actor,
        commission: CommissionId,
        words: String,
        key: Option<OnceKey>,
    ) -> Result<Answer<CommissionView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| write_to(change, &actor, commission, &words))
        })
        .await
    }
}

fn propose(change: &mut Change<'_, '_>, ask: &ProposeTraining) -> Result<CommissionView, Failure> {
    let mut work = take_hold(change.tx, &ask.actor, ask.commission)?;
    work.step(change.tx, CommissionStep::Propose)?;
    let course = course_of(change.tx, &work, ask.course.as_deref())?;
    let terms = checked_terms(change, &work, &course, ask)?;
    let named = commission::members_of(change.tx.conn(), work.row.id)?.len();
    if let Err(too_many) = check_length(&course.title, course.capacity, named) {
        return forbidden("too_many_people", too_many.to_string());
    }
    if !ask.even_if_busy {
        check_trainers(change.tx, &work, &terms)?;
    }
    let before = proposals::latest(change.tx.conn(), work.row.id)?;
    let version = before.as_ref().map_or(0, |(row, _)| row.version) + 1;
    let row = ProposalRow {
        id: change.tx.new_id(),
        commission_id: work.row.id,
        version,
        terms: serde_json::to_string(&terms).map_err(|e| Error::Broken(e.to_string()))?,
        made_by: work.by,
        made_at: change.tx.now().naive_utc(),
        accepted_at: None,
    };
    commission::add_proposal(change.tx, &row)?;
    work.row.course_id = Some(course.id);
    // What was agreed on condition before is agreed anew, on what is proposed now.
    work.row.condition_state = None;
    let words = format!("Version {version}");
    work.keep(change.tx, CommissionEvent::Proposed, Some(&words))?;
    let before = before.map(|(_, terms)| terms);
    let message = proposed_mail(change.tx, &work, &course, (version, &terms, before.as_ref()))?;
    work.tell_other_side(change, &message)?;
    let now = change.tx.now();
    Ok(views::view(change.tx.conn(), ask.commission, &ask.actor, now)?)
}

fn course_of(tx: &mut WriteTx<'_>, work: &Work, named: Option<&str>) -> Result<CourseRow, Failure> {
    match (named, work.row.course_id) {
        (Some(slug), _) => course_by_commission(tx, slug),
        (None, Some(id)) => Ok(courses::row(tx.conn(), id)?),
        (None, None) => {
            Err(FieldError::new("course", "Say which course this is: whoever asked was not sure.").into())
        }
    }
}

fn checked_terms(
    change: &mut Change<'_, '_>,
    work: &Work,
    course: &CourseRow,
    ask: &ProposeTraining,
) -> Result<Terms, Failure> {
    let now = change.tx.now();
    let mut errors: Vec<FieldError> = Vec::new();
    let asked: Vec<DateInput> =
        ask.dates.iter().map(|&(starts_at, ends_at)| DateInput { id: None, starts_at, ends_at }).collect();
    let spans: Vec<Span> = plan_new_dates(&asked, now).unwrap_or_else(|broken| {
        errors.extend(broken);
        Vec::new()
    });
    let named = ask.timezone.as_deref().map(|name| parse_timezone("timezone", name)).transpose();
    let timezone = named.unwrap_or_else(|wrong| {
        errors.push(wrong);
        None
    });
    let timezone = timezone.unwrap_or(change.settings.timezone).into();
    for (index, part) in ask.content.iter().enumerate() {
        if let Some(slug) = &part.course
            && matches!(courses::by_slug(change.tx.conn(), slug), Err(Error::Missing))
        {
            errors.push(FieldError::new(format!("content[{index}].course"), "There is no such course."));
        }
    }
    let trainers = person::trainers_among(change.tx.conn(), &ask.trainers)?;
    for (index, id) in ask.trainers.iter().enumerate() {
        if !trainers.contains(id) || ask.trainers[..index].contains(id) {
            let message = "There is no trainer with this id, or they are named already.";
            errors.push(FieldError::new(format!("trainer_ids[{index}]"), message));
        }
    }
    let terms = Terms {
        course: course.slug.clone(),
        content: ask.content.clone(),
        dates: spans
            .iter()
            .map(|span| ProposedDate { starts_at: span.starts_at, ends_at: span.ends_at })
            .collect(),
        timezone,
        delivery: ask.delivery.or(work.row.delivery).unwrap_or(course.delivery),
        location: ask.location.clone().or_else(|| work.row.place.clone()),
        trainers: ask.trainers.clone(),
        price: ask.price,
        purchase_order: ask.purchase_order.clone().or_else(|| work.row.purchase_order.clone()),
        note: ask.note.clone(),
    };
    match check_terms(terms) {
        Ok(terms) if errors.is_empty() => Ok(terms),
        Ok(_) => Err(errors.into()),
        Err(broken) => Err(errors.into_iter().chain(broken).collect::<Vec<_>>().into()),
    }
}

/// Goes on only if no trainer has something else at that time.
pub(crate) fn check_trainers(tx: &mut WriteTx<'_>, work: &Work, terms: &Terms) -> Result<(), Failure> {
    let (now, zone) = (tx.now(), terms.timezone.tz());
    let busy = calendars(tx.conn(), &terms.trainers, work.row.id, now)?;
    let clashes = clashes(&terms.spans(), &busy, zone);
    if clashes.is_empty() { Ok(()) } else { forbidden("trainer_busy", busy_in_words(&clashes)) }
}

fn proposed_mail(
    tx: &mut WriteTx<'_>,
    work: &Work,
    course: &CourseRow,
    (version, terms, before): (i32, &Terms, Option<&Terms>),
) -> Result<Message, Failure> {
    let trainers = booking::named(tx.conn(), &terms.trainers)?;
    let others =
        before.map(|before| booking::named(tx.conn(), &before.trainers)).transpose()?.unwrap_or_default();
    let name = |id| {
        let person = trainers.iter().chain(&others).find(|person| person.id == id);
        person.map(|person| person.name.clone()).unwrap_or_default()
    };
    let changes = before.map(|before| terms.differences(before, &name)).unwrap_or_default();
    // The note stands below as it is.
    let changes = changes.iter().filter(|change| change.what != "note").map(Difference::in_words).collect();
    Ok(Message::CommissionProposed(CommissionProposed {
        request: facts(tx, &work.row)?,
        version,
        session: SessionFacts {
            course: course.title.clone(),
            dates: terms
                .dates
                .iter()
                .map(|date| When {
                    starts_at: date.starts_at,
                    ends_at: date.ends_at,
                    timezone: terms.timezone,
                })
                .collect(),
            location: delivery::location(terms.delivery, terms.location.as_deref()),
            trainers: trainers.into_iter().map(|person| person.name).collect(),
        },
        content: terms
            .content
            .iter()
            .map(|part| format!("{} ({})", part.outcome, length(part.minutes)))
            .collect(),
        price: price_in_words(terms.price),
        changes,
        note: terms.note.clone(),
        page: page(&work.row),
    }))
}

fn write_to(
    change: &mut Change<'_, '_>,
    actor: &Actor,
    commission: CommissionId,
    words: &str,
) -> Result<CommissionView, Failure> {
    let words = long_text("words", words, LONGEST_WORDS)?;
    let mut work = take_hold(change.tx, actor, commission)?;
    if work.for_team {
        work.row.handled_by.get_or_insert(work.by);
    }
    work.keep(change.tx, CommissionEvent::Message, Some(&words))?;
    let message = Message::CommissionMessage(CommissionMessage {
        request: facts(change.tx, &work.row)?,
        from: person::name(change.tx.conn(), work.by)?,
        says: words,
        page: page(&work.row),
    });
    work.tell_other_side(change, &message)?;
    let now = change.tx.now();
    Ok(views::view(change.tx.conn(), commission, actor, now)?)
}
