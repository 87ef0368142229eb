//! Mails about what attendance came to.

use serde::{Deserialize, Serialize};

use super::facts::{BookingRef, Minutes, Moment, NextDate, Page, SecretLink, When};

/// What a result mail says whatever the result: the course, its dates, and how to object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFacts {
    /// The course's title.
    pub course: String,
    /// Every date, earliest first; never empty.
    pub dates: Vec<When>,
    /// The booking's reference.
    pub reference: String,
    /// "This is wrong": where to object.
    pub object: Page,
    /// Until when the reader can object.
    pub object_until: Moment,
}

/// Attended: completed, with the certificate attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultAttended {
    /// Course, dates and how to object.
    pub result: ResultFacts,
    /// Where the reader says how it was, without signing in; none where they took the link back.
    #[serde(default)]
    pub feedback: Option<SecretLink>,
    /// CPD hours earned.
    pub cpd: Minutes,
    /// How they were worked out, one sentence.
    pub cpd_basis: String,
    /// The certificate's number.
    pub number: String,
    /// The verification code as printed, in groups of four.
    pub code: String,
    /// Where anyone can check the certificate.
    pub verify_page: Page,
    /// Where the reader can download it again.
    pub certificate_page: Page,
    /// Where the reader says how their name should be printed, when no font draws it and the certificate waits; it
    /// is attached otherwise.
    #[serde(default)]
    pub name_page: Option<Page>,
    /// The next step on the ladder, if one can be booked.
    pub next_dates: Vec<NextDate>,
    /// Where the reader writes what they mean to do with it, where they have not yet.
    #[serde(default)]
    pub plan_page: Option<Page>,
}

/// There for part of it, or came to too little of it: the time counts, no certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultPartly {
    /// Course, dates and how to object.
    pub result: ResultFacts,
    /// Where the reader says how it was, without signing in; none where they took the link back.
    #[serde(default)]
    pub feedback: Option<SecretLink>,
    /// CPD hours that stay on the record.
    pub cpd: Minutes,
    /// How they were worked out, one sentence.
    pub cpd_basis: String,
    /// How much the course asks for, one sentence.
    pub enough: String,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
    /// Where the reader writes what they mean to do with it, where they have not yet.
    #[serde(default)]
    pub plan_page: Option<Page>,
}

/// Did not attend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultNoShow {
    /// Course, dates and how to object.
    pub result: ResultFacts,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
}

/// A certificate was replaced by a new one, which is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateReplaced {
    /// The course's title.
    pub course: String,
    /// The number of the one that no longer counts.
    pub old_number: String,
    /// The number of the new one.
    pub number: String,
    /// Its verification code as printed, in groups of four.
    pub code: String,
    /// Why, one sentence.
    pub because: String,
    /// Where anyone can check the new one.
    pub verify_page: Page,
    /// Where the reader can download it.
    pub certificate_page: Page,
    /// Where the reader says how their name should be printed, when no font draws it and the certificate waits; it
    /// is attached otherwise.
    #[serde(default)]
    pub name_page: Option<Page>,
}

/// A certificate was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateWithdrawn {
    /// The course's title.
    pub course: String,
    /// The certificate's number.
    pub number: String,
    /// Why, one sentence.
    pub because: String,
    /// The reader's certificates.
    pub certificates_page: Page,
}

/// To the trainer and the coordinators: somebody says that their result is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultDisputed {
    /// Who says so.
    pub person: String,
    /// The course's title.
    pub course: String,
    /// Every date, earliest first; never empty.
    pub dates: Vec<When>,
    /// What is recorded, as the page shows it: "did not attend".
    pub recorded: String,
    /// What they wrote.
    pub says: String,
    /// The attendance page.
    pub register_page: Page,
}

/// To whoever said that something is wrong, and to the person it is about: the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeAnswered {
    /// The course's title.
    pub course: String,
    /// Every date, earliest first; never empty.
    pub dates: Vec<When>,
    /// The booking it is about.
    pub booking: BookingRef,
    /// Whose booking that is, when it is not the reader's.
    pub about: Option<String>,
    /// Who said that it is wrong, when it was not the reader.
    pub said_by: Option<String>,
    /// What was said to be wrong.
    pub says: String,
    /// What is answered.
    pub answer: String,
    /// Until when a place that is still in doubt can be put right.
    pub put_right_until: Option<Moment>,
}
