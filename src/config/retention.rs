//! How long what is held about people is kept.

use chrono::TimeDelta;

use super::{
    reading::Reader,
    setting::{About, Setting, plainly, whole_number},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[
    &UNCONFIRMED.about,
    &MAIL.about,
    &NEEDS.about,
    &LOGINS.about,
    &EVIDENCE.about,
    &COMPLAINTS.about,
    &UNUSED.about,
    &LEARNING.about,
];

static UNCONFIRMED: Setting<TimeDelta> = Setting {
    about: About {
        name: "keep_unconfirmed_days",
        flag: "keep-unconfirmed-days",
        env: "LADDER_KEEP_UNCONFIRMED_DAYS",
        default: Some("30"),
        meaning: "How long a registration is kept whose address nobody confirms.",
        right: "days from 1 to 365, such as 30",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 365).map(TimeDelta::days),
};

static MAIL: Setting<TimeDelta> = Setting {
    about: About {
        name: "keep_mail_days",
        flag: "keep-mail-days",
        env: "LADDER_KEEP_MAIL_DAYS",
        default: Some("30"),
        meaning: "How long it is kept what a mail said, once it is sent; that it was sent stays.",
        right: "days from 1 to 365, such as 30",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 365).map(TimeDelta::days),
};

static NEEDS: Setting<TimeDelta> = Setting {
    about: About {
        name: "keep_access_needs_days",
        flag: "keep-access-needs-days",
        env: "LADDER_KEEP_ACCESS_NEEDS_DAYS",
        default: Some("30"),
        meaning: "How long after a session it is kept what somebody needs to take part, unless they want it kept.",
        right: "days from 1 to 30, such as 30",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 30).map(TimeDelta::days),
};

static LOGINS: Setting<TimeDelta> = Setting {
    about: About {
        name: "keep_logins_days",
        flag: "keep-logins-days",
        env: "LADDER_KEEP_LOGINS_DAYS",
        default: Some("90"),
        meaning: "How long it is kept that somebody was signed in, once that ended; the last time stays.",
        right: "days from 30 to 400, such as 90",
        shown: plainly,
    },
    parse: |text| whole_number(text, 30, 400).map(TimeDelta::days),
};

static EVIDENCE: Setting<TimeDelta> = Setting {
    about: About {
        name: "keep_evidence_days",
        flag: "keep-evidence-days",
        env: "LADDER_KEEP_EVIDENCE_DAYS",
        default: Some("90"),
        meaning: "How long files are kept that somebody handed in as evidence of training they have already done, once \
                  that is decided.",
        right: "days from 1 to 400, such as 90",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 400).map(TimeDelta::days),
};

static COMPLAINTS: Setting<u32> = Setting {
    about: About {
        name: "keep_complaints_months",
        flag: "keep-complaints-months",
        env: "LADDER_KEEP_COMPLAINTS_MONTHS",
        default: Some("36"),
        meaning: "How long a complaint about the use of data is kept, once it is answered.",
        right: "months from 1 to 120, such as 36",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 120),
};

static UNUSED: Setting<u32> = Setting {
    about: About {
        name: "keep_unused_months",
        flag: "keep-unused-months",
        env: "LADDER_KEEP_UNUSED_MONTHS",
        default: Some("36"),
        meaning: "How long a record without any learning is kept that nobody uses; its holder is told a month before \
                  it is erased. 0: until they ask.",
        right: "months from 12 to 240, such as 36, or 0",
        shown: plainly,
    },
    parse: months_or_never,
};

static LEARNING: Setting<u32> = Setting {
    about: About {
        name: "keep_learning_months",
        flag: "keep-learning-months",
        env: "LADDER_KEEP_LEARNING_MONTHS",
        default: Some("0"),
        meaning: "How long a record of learning is kept that nobody uses; its holder is told a month before it is \
                  erased. 0: until they ask.",
        right: "months from 12 to 240, such as 120, or 0",
        shown: plainly,
    },
    parse: months_or_never,
};

fn months_or_never(text: &str) -> Result<u32, String> {
    if text.trim() == "0" { Ok(0) } else { whole_number(text, 12, 240) }
}

/// How long what is held about people is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionConfig {
    /// Registrations nobody confirms.
    pub unconfirmed: TimeDelta,
    /// What mails said.
    pub mail_content: TimeDelta,
    /// What people need to take part.
    pub access_needs: TimeDelta,
    /// Where people were signed in.
    pub old_logins: TimeDelta,
    /// Evidence of training already done.
    pub evidence: TimeDelta,
    /// Answered complaints, in months.
    pub complaint_months: u32,
    /// Unused records without learning, in months; 0: for ever.
    pub unused_months: u32,
    /// Unused records of learning, in months; 0: for ever.
    pub learning_months: u32,
}

impl RetentionConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let unconfirmed = reader.required(&UNCONFIRMED);
        let mail_content = reader.required(&MAIL);
        let access_needs = reader.required(&NEEDS);
        let old_logins = reader.required(&LOGINS);
        let evidence = reader.required(&EVIDENCE);
        let complaint_months = reader.required(&COMPLAINTS);
        let unused_months = reader.required(&UNUSED);
        let learning_months = reader.required(&LEARNING);
        Some(Self {
            unconfirmed: unconfirmed?,
            mail_content: mail_content?,
            access_needs: access_needs?,
            old_logins: old_logins?,
            evidence: evidence?,
            complaint_months: complaint_months?,
            unused_months: unused_months?,
            learning_months: learning_months?,
        })
    }
}
