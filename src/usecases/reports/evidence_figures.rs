//! Counting what evidence for an accreditation tells: of the courses and the audience it covers, and of its days.

use std::collections::{BTreeMap, HashMap};

use crate::{
    domain::{
        certificates::{AccreditationScope, Training},
        evidence_packs::{
            FEWEST_ANSWERS, Month, PackAttendance, PackCertificate, PackFeedback, PackFigures, PackImpact,
            PackSession, PackTrainer, mean_hundredths, months_told,
        },
        ids::{AccreditationId, BookingId, CourseId, PersonId, SessionId},
        short_notice::Period,
        times::{LONDON, day_in},
        words::{BookingState, CertificateState},
    },
    store::{
        AnyConnection, Error,
        read::reports::{
            evidence::{self, GivenCertificate, GivenPlace, GivenSession},
            session_complaints,
        },
    },
    usecases::reports::count_absences::moments,
};

/// What is told of.
struct Ground {
    sessions: Vec<GivenSession>,
    places: Vec<GivenPlace>,
    papers: Vec<GivenCertificate>,
}

impl Ground {
    /// Of the sessions that ended in a period, those that the accreditation covers, with the places it covers.
    fn of(
        connection: &mut AnyConnection,
        scope: &AccreditationScope,
        period: Period,
        provider: &str,
    ) -> Result<Self, Error> {
        let mut sessions = evidence::given(connection, &scope.courses, moments(period))?;
        let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
        let mut places = evidence::places(connection, &ids)?;
        let covers = |session: &GivenSession, kind| {
            let training = Training {
                provider: session.provider.as_deref().unwrap_or(provider),
                course: session.course,
                organisation_kind: kind,
                last_day: day_in(session.ends_at, session.timezone.tz()),
            };
            scope.fit(&training).is_some()
        };
        let by_id: HashMap<SessionId, &GivenSession> =
            sessions.iter().map(|session| (session.id, session)).collect();
        places.retain(|place| by_id.get(&place.session).is_some_and(|session| covers(session, place.kind)));
        let counts = |place: &GivenPlace| place.state != BookingState::Cancelled;
        let with_people: Vec<SessionId> =
            places.iter().filter(|place| counts(place)).map(|place| place.session).collect();
        sessions.retain(|session| with_people.contains(&session.id));
        places.retain(|place| with_people.contains(&place.session));
        let bookings: Vec<BookingId> = places.iter().map(|place| place.booking).collect();
        let papers = evidence::papers(connection, &bookings)?;
        Ok(Self { sessions, places, papers })
    }

    fn number(&self, session: SessionId) -> usize {
        self.sessions.iter().position(|one| one.id == session).map_or(0, |at| at + 1)
    }

    fn session_of(&self, booking: BookingId) -> Option<&GivenSession> {
        let place = self.places.iter().find(|place| place.booking == booking)?;
        self.sessions.iter().find(|session| session.id == place.session)
    }
}

/// Counts it, for the days of a period; `provider` is who gave what was not kept with another name.
pub(crate) fn figures(
    connection: &mut AnyConnection,
    accreditation: AccreditationId,
    period: Period,
    provider: &str,
) -> Result<PackFigures, Error> {
    let (scope, courses) = evidence::scope(connection, accreditation)?;
    let ground = Ground::of(connection, &scope, period, provider)?;
    let trainers = trainers(connection, &ground, &scope.courses)?;
    let ids: Vec<SessionId> = ground.sessions.iter().map(|session| session.id).collect();
    let complaints = session_complaints::of_sessions(connection, &ids)?;
    // What people say is told by months from the first on, so that all of that is looked at.
    let since = Period { from: scope.line.valid_from, to: scope.line.valid_to };
    let whole = Ground::of(connection, &scope, since, provider)?;
    Ok(PackFigures {
        body: scope.line.body.clone(),
        reference: scope.line.reference.clone(),
        provider: scope.provider.clone(),
        from: period.from,
        to: period.to,
        audiences: scope.audiences.clone(),
        courses,
        sessions: sessions(&ground, &trainers)?,
        attendance: attendance(&ground),
        feedback: feedback(connection, &whole, period)?,
        impact: impact(connection, &whole, period)?,
        complaints: complaints.into_iter().map(|(session, id)| (ground.number(session), id)).collect(),
        certificates: certificates(&ground),
        trainers,
    })
}

fn trainers(
    connection: &mut AnyConnection,
    ground: &Ground,
    courses: &[CourseId],
) -> Result<Vec<PackTrainer>, Error> {
    let mut run: Vec<(PersonId, usize)> = Vec::new();
    for person in ground.sessions.iter().flat_map(|session| &session.trainers) {
        match run.iter_mut().find(|(known, _)| known == person) {
            Some((_, count)) => *count += 1,
            None => run.push((*person, 1)),
        }
    }
    let people: Vec<PersonId> = run.iter().map(|(person, _)| *person).collect();
    let held = evidence::held_by(connection, &people, courses)?;
    let trainer = |(at, (person, sessions)): (usize, (PersonId, usize))| PackTrainer {
        number: at + 1,
        person,
        sessions,
        certificates: held.iter().filter(|(of, _)| *of == person).map(|(_, number)| number.clone()).collect(),
    };
    Ok(run.into_iter().enumerate().map(trainer).collect())
}

fn sessions(ground: &Ground, trainers: &[PackTrainer]) -> Result<Vec<PackSession>, Error> {
    let session = |(at, session): (usize, &GivenSession)| {
        let zone = session.timezone.tz();
        let count = |wanted: &dyn Fn(&GivenPlace) -> bool| {
            let found = ground.places.iter().filter(|place| place.session == session.id && wanted(place));
            i64::try_from(found.count()).unwrap_or(i64::MAX)
        };
        let number = |person: &PersonId| {
            trainers.iter().find(|known| known.person == *person).map(|known| known.number)
        };
        Ok(PackSession {
            number: at + 1,
            course: session.title.clone(),
            first_day: day_in(session.starts_at, zone),
            last_day: day_in(session.ends_at, zone),
            dates: session.dates,
            delivery: session.delivery,
            trainers: session.trainers.iter().filter_map(number).collect(),
            capacity: session.capacity,
            booked: count(&|place| place.state != BookingState::Cancelled),
            attended: count(&|place| place.state == BookingState::Attended),
            partly_attended: count(&|place| place.state == BookingState::PartlyAttended),
            no_show: count(&|place| place.state == BookingState::NoShow),
            short_notice: count(&|place| place.state == BookingState::Cancelled && place.short_notice),
            cpd_minutes: session.cpd_minutes,
            outcomes: serde_json::from_str(&session.outcomes)
                .map_err(|why| Error::Broken(format!("outcomes of a course: {why}")))?,
        })
    };
    ground.sessions.iter().enumerate().map(session).collect()
}

fn attendance(ground: &Ground) -> Vec<PackAttendance> {
    let came = ground.places.iter().filter(|place| place.state != BookingState::Cancelled);
    let mut all: Vec<PackAttendance> = came
        .map(|place| {
            let (attended, scheduled, cpd) = place.minutes.unwrap_or_default();
            let paper = ground
                .papers
                .iter()
                .find(|paper| paper.booking == place.booking && paper.state == CertificateState::Valid);
            PackAttendance {
                session: ground.number(place.session),
                person: place.person,
                certificate: paper.map(|paper| paper.number.clone()),
                outcome: place.state,
                attended_minutes: attended,
                scheduled_minutes: scheduled,
                cpd_minutes: cpd,
            }
        })
        .collect();
    all.sort_by(|a, b| (a.session, &a.certificate).cmp(&(b.session, &b.certificate)));
    all
}

fn certificates(ground: &Ground) -> Vec<PackCertificate> {
    let paper = |paper: &GivenCertificate| {
        let session = ground.session_of(paper.booking)?;
        Some(PackCertificate {
            number: paper.number.clone(),
            session: ground.number(session.id),
            person: paper.person,
            course: session.title.clone(),
            completed_on: paper.completed_on,
            issued_on: day_in(paper.issued_at, LONDON),
            cpd_minutes: paper.cpd_minutes,
            state: paper.state,
        })
    };
    ground.papers.iter().filter_map(paper).collect()
}

/// Numbers of one kind, with the month of the session each is about.
type Numbers = Vec<(Month, i64)>;

/// How many of these are told of in a period, and their sum; none where they are too few.
fn told(numbers: &Numbers, period: Period) -> Option<(i64, i64)> {
    let mut months: BTreeMap<Month, i64> = BTreeMap::new();
    for (month, _) in numbers {
        *months.entry(*month).or_default() += 1;
    }
    let told = months_told(&months, period);
    let (mut count, mut sum) = (0, 0);
    for (_, number) in numbers.iter().filter(|(month, _)| told.contains(month)) {
        count += 1;
        sum += number;
    }
    (count >= FEWEST_ANSWERS).then_some((count, sum))
}

fn month(session: &GivenSession) -> Month {
    Month::of(day_in(session.ends_at, session.timezone.tz()))
}

fn of_places(ground: &Ground) -> Vec<BookingId> {
    ground.places.iter().map(|place| place.booking).collect()
}

fn feedback(
    connection: &mut AnyConnection,
    ground: &Ground,
    period: Period,
) -> Result<Vec<PackFeedback>, Error> {
    let mut questions: BTreeMap<(String, i32, String, bool), Numbers> = BTreeMap::new();
    for (booking, (position, words, is_scale), number) in evidence::answers(connection, &of_places(ground))? {
        let Some(session) = ground.session_of(booking) else { continue };
        let asked = (session.title.clone(), position, words, is_scale);
        questions.entry(asked).or_default().push((month(session), i64::from(number)));
    }
    let line = |((course, _, question, is_scale), numbers): ((String, i32, String, bool), Numbers)| {
        let (answers, sum) = told(&numbers, period)?;
        let mean_hundredths = mean_hundredths(sum, answers)?;
        Some(PackFeedback { course, question, is_scale, answers, mean_hundredths })
    };
    Ok(questions.into_iter().filter_map(line).collect())
}

fn impact(connection: &mut AnyConnection, ground: &Ground, period: Period) -> Result<Vec<PackImpact>, Error> {
    let mut asked: BTreeMap<(String, String, String), (Numbers, Numbers)> = BTreeMap::new();
    for (booking, stage, by, in_use, difference) in evidence::became(connection, &of_places(ground))? {
        let Some(session) = ground.session_of(booking) else { continue };
        let (used, differs) = asked.entry((session.title.clone(), stage, by)).or_default();
        used.push((month(session), i64::from(in_use)));
        differs.push((month(session), i64::from(difference)));
    }
    let line = |((course, stage, answered_by), (used, differs)): (_, (Numbers, Numbers))| {
        let (answers, in_use) = told(&used, period)?;
        let (_, difference) = told(&differs, period)?;
        Some(PackImpact {
            course,
            stage,
            answered_by,
            answers,
            in_use_hundredths: mean_hundredths(in_use, answers)?,
            difference_hundredths: mean_hundredths(difference, answers)?,
        })
    };
    Ok(asked.into_iter().filter_map(line).collect())
}
