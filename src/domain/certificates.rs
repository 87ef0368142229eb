//! Certificates: the snapshot taken at issue, numbers, and verification codes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    crockford,
    ids::CourseId,
    talks::TalkAttended,
    times::Zone,
    words::{CertificateState, Delivery, OrganisationKind},
};

/// Everything a certificate says, fixed at the moment of issue: renaming a course later changes no paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSnapshot {
    /// The delegate's name as it prints; `None` once erased at the holder's request.
    pub person_name: Option<String>,
    /// The course's title.
    pub course_title: String,
    /// The ladder this course is a step of, if any.
    pub ladder: Option<LadderPosition>,
    /// When it took place: start and end of each date attended or scheduled.
    pub dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The IANA zone the dates are shown in.
    pub timezone: Zone,
    /// Zoom, a room, or on site.
    pub delivery: Delivery,
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
    /// How the CPD was worked out, one sentence.
    pub cpd_basis: String,
    /// What the course leaves people able to do.
    pub outcomes: Vec<String>,
    /// Who led it, as the paper names them.
    pub trainers: Vec<String>,
    /// Who gave the training.
    pub provider: String,
    /// The name of their mark as it was at the moment of issue, where it is one that papers can draw. It tells nothing
    /// about the training, so a newer mark is no reason for a new paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// It was taken on demand, so that it has no dates.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_demand: bool,
    /// The talks of a conference that were attended or watched, earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub talks: Vec<TalkAttended>,
    /// The accreditation, only when course, audience and period all fit.
    pub accreditation: Option<AccreditationLine>,
    /// The certificate's number.
    pub number: String,
    /// The verification code without separators.
    pub verification_code: String,
    /// Where anyone can check it, the code included.
    pub verification_url: String,
    /// The day the course was completed, in the session's zone.
    pub completed_on: NaiveDate,
    /// The moment of issue.
    pub issued_at: DateTime<Utc>,
}

/// Where on its ladder the course stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LadderPosition {
    /// The ladder's name.
    pub ladder: String,
    /// The names of all its rungs, lowest first.
    pub rungs: Vec<String>,
    /// Which of them this is, counted from 1.
    pub rung: i32,
}

/// An accreditation as a certificate states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccreditationLine {
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// First day of the period.
    pub valid_from: NaiveDate,
    /// Last day of the period.
    pub valid_to: NaiveDate,
}

impl CertificateSnapshot {
    /// Whether a paper issued now would tell the same as this one, number, code and moment of issue apart. What the
    /// course was stands with its session, so a course that is renamed later makes no difference here.
    #[must_use]
    pub fn tells_the_same_as(&self, newer: &Self) -> bool {
        self.person_name == newer.person_name
            && self.course_title == newer.course_title
            && self.ladder == newer.ladder
            && self.outcomes == newer.outcomes
            && self.provider == newer.provider
            && self.dates == newer.dates
            && self.timezone == newer.timezone
            && self.delivery == newer.delivery
            && self.cpd_minutes == newer.cpd_minutes
            && self.cpd_basis == newer.cpd_basis
            && self.on_demand == newer.on_demand
            && self.talks == newer.talks
            && self.trainers == newer.trainers
            && self.accreditation == newer.accreditation
            && self.completed_on == newer.completed_on
    }
}

/// The newest certificate of a booking, when its register is closed again.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// Whether it still speaks for its holder.
    pub state: CertificateState,
    /// What it says.
    pub paper: &'a CertificateSnapshot,
    /// Whether the register said "attended" when it was closed before.
    pub was_attended: bool,
}

/// What closing the register does about a booking's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reissue {
    /// There is none, and none is due; or a coordinator withdrew it and nothing about it has changed.
    Nothing,
    /// It stays as it is.
    Keep,
    /// One is issued.
    Issue,
    /// A new one takes its place.
    Supersede,
    /// It is withdrawn: it is no longer earned.
    Revoke,
}

/// Decides it: `earned` is the paper that would be issued now, if the booking earns one.
#[must_use]
pub fn reissue(earlier: Option<Earlier<'_>>, earned: Option<&CertificateSnapshot>) -> Reissue {
    match (earlier, earned) {
        (None, None) => Reissue::Nothing,
        (None, Some(_)) => Reissue::Issue,
        (Some(earlier), earned) => match (earlier.state, earned) {
            (CertificateState::Valid, None) => Reissue::Revoke,
            (CertificateState::Valid, Some(new)) if earlier.paper.tells_the_same_as(new) => Reissue::Keep,
            (CertificateState::Valid, Some(_)) => Reissue::Supersede,
            (_, None) => Reissue::Nothing,
            // Withdrawn by a coordinator while the result stood: the same paper is not handed out again.
            (_, Some(new)) if earlier.was_attended && earlier.paper.tells_the_same_as(new) => {
                Reissue::Nothing
            }
            (_, Some(_)) => Reissue::Issue,
        },
    }
}

/// How many characters a verification code has: 28 × 5 = 140 random bits (ASVS 11.5.1 asks for 128).
pub const CODE_CHARS: usize = 28;

/// A verification code without separators, from the first 140 of these random bits.
#[must_use]
pub fn verification_code(random: &[u8; 18]) -> String {
    crockford::encode(random, CODE_CHARS)
}

/// A code as it prints: groups of four with hyphens between.
#[must_use]
pub fn format_code(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Reads a code as somebody typed or scanned it: case, spaces and hyphens do not matter, O is 0, I and L are 1.
///
/// `None` if it cannot be a code, so that no search is made for it.
#[must_use]
pub fn parse_code(typed: &str) -> Option<String> {
    crockford::decode(typed, CODE_CHARS)
}

/// A certificate's number: the year of issue and six random characters, so that numbers do not tell how many
/// were issued. A unique index catches the rare twin; the caller then draws again.
#[must_use]
pub fn certificate_number(year_of_issue: i32, random: &[u8; 4]) -> String {
    format!("TL-{year_of_issue}-{}", crockford::encode(random, 6))
}

/// What an accreditation covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccreditationScope {
    /// What the certificate would state.
    pub line: AccreditationLine,
    /// The provider that is accredited.
    pub provider: String,
    /// The courses it covers, by name.
    pub courses: Vec<CourseId>,
    /// The kinds of organisation it covers training for; empty if all.
    pub audiences: Vec<OrganisationKind>,
}

/// The training a certificate speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training<'a> {
    /// Who gave it.
    pub provider: &'a str,
    /// The course.
    pub course: CourseId,
    /// The kind of organisation the booking was made under, if any.
    pub organisation_kind: Option<OrganisationKind>,
    /// The day of the session's last date: accreditation is as it stood then.
    pub last_day: NaiveDate,
}

impl AccreditationScope {
    /// The line to state, only when provider, course, audience and period all fit. Both ends of the period belong to it.
    #[must_use]
    pub fn fit(&self, training: &Training<'_>) -> Option<&AccreditationLine> {
        let audience = self.audiences.is_empty()
            || training.organisation_kind.is_some_and(|kind| self.audiences.contains(&kind));
        let period = (self.line.valid_from..=self.line.valid_to).contains(&training.last_day);
        (self.provider == training.provider && self.courses.contains(&training.course) && audience && period)
            .then_some(&self.line)
    }
}

/// The accreditation a certificate states: of those that fit, the one whose period began last.
#[must_use]
pub fn fitting_accreditation(
    scopes: &[AccreditationScope],
    training: &Training<'_>,
) -> Option<AccreditationLine> {
    scopes.iter().filter_map(|scope| scope.fit(training)).max_by_key(|line| line.valid_from).cloned()
}
