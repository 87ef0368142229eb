//! What a request may hold at most, from the constants that the code checks with.

use serde_json::{Value, json};

use crate::{
    crypto::password_rules,
    domain::{
        accounts::LONGEST_ORGANISATION_NAME,
        action_plans, commissions, courses, evidence_packs, feedback, impact,
        input::{LONGEST_NOTE, LONGEST_REASON},
        joining,
        ladders::{MAX_ACCREDITED, MAX_POSITION, MAX_RUNGS, MAX_STATEMENT},
        name_lists, on_demand,
        people::{EmailAddress, PersonName},
        practice, proposals, recurrence,
        sessions::{LONGEST_LOCATION, MAX_CAPACITY, MAX_DATE_HOURS, MAX_DATES},
        site, talks,
    },
    usecases::{
        bookings::access_needs,
        certificates::{claim_prior_learning, decide_prior_learning},
        commissions::invite_organisations::MOST_PLACES,
        registers::dispute_result,
        sessions::session_terms::MAX_TRAINERS,
    },
};

/// A colour and its sign.
const LONGEST_COLOUR: usize = 7;

/// How a field is limited.
enum Limit {
    /// Text that may be empty.
    UpTo(usize),
    /// Text that has to say something.
    Text(usize),
    /// A number.
    Number(i64, i64),
    /// A list of so many items.
    Items(usize, usize),
    /// A list of texts: so many of so many characters.
    Texts(usize, usize),
    /// A name in addresses.
    Slug,
    /// An e-mail address.
    Email,
    /// A link.
    Link,
    /// A new password.
    Password,
}

use Limit::{Email, Items, Link, Number, Password, Slug, Text, Texts, UpTo};

/// Schemas of requests with the limits of their fields.
type Limited = (&'static [&'static str], &'static [(&'static str, Limit)]);

/// The limits of a request's fields, by the name of its schema.
#[expect(clippy::cast_possible_wrap, reason = "limits are far below the largest number")]
const LIMITS: &[Limited] = &[
    (&["AccessNeedsRequest"], &[("needs", UpTo(access_needs::LONGEST))]),
    (
        &["AccreditationRequest"],
        &[
            ("provider", UpTo(courses::MAX_TITLE)),
            ("body", Text(courses::MAX_TITLE)),
            ("reference", Text(courses::MAX_TITLE)),
            ("courses", Items(1, MAX_ACCREDITED)),
        ],
    ),
    (&["AddOrganisationRequest", "EditOrganisationRequest"], &[("name", Text(LONGEST_ORGANISATION_NAME))]),
    (&["ClaimRequest"], &[("organisation_name", UpTo(LONGEST_ORGANISATION_NAME))]),
    (&["ActionPlanRequest"], &[("actions", Items(0, action_plans::MOST_ACTIONS))]),
    (
        &["PlannedActionRequest"],
        &[("text", Text(action_plans::LONGEST_ACTION)), ("note", UpTo(action_plans::LONGEST_ACTION_NOTE))],
    ),
    (&["AddressRequest", "CheckInRequest"], &[("email", Email)]),
    (&["AskForReissueRequest"], &[("words", Text(LONGEST_REASON))]),
    (&["AnswerRequest"], &[("answer", Text(dispute_result::LONGEST))]),
    (&["FeedbackFormRequest"], &[("questions", Items(1, feedback::MOST_QUESTIONS))]),
    (&["QuestionRequest"], &[("text", Text(feedback::LONGEST_QUESTION))]),
    (&["FeedbackRequest"], &[("answers", Items(1, 2 * feedback::MOST_QUESTIONS))]),
    (&["QuoteRequest"], &[("role", UpTo(feedback::LONGEST_ROLE))]),
    (
        &["ImpactAnswers"],
        &[("in_use", Number(1, 5)), ("difference", Number(1, 5)), ("words", UpTo(impact::LONGEST_WORDS))],
    ),
    (&["DisputeRequest"], &[("words", Text(dispute_result::LONGEST))]),
    (
        &["AskRequest", "EditRequest"],
        &[
            ("aims", Text(commissions::LONGEST_WORDS)),
            ("group_size", Number(1, commissions::MOST_ASKED_FOR)),
            ("phone", UpTo(commissions::LONGEST_PHONE)),
            ("preferred", UpTo(commissions::LONGEST_WISH)),
            ("place", UpTo(commissions::LONGEST_PLACE)),
            ("access", UpTo(commissions::LONGEST_WISH)),
            ("budget_code", UpTo(commissions::LONGEST_NUMBER)),
            ("purchase_order", UpTo(commissions::LONGEST_NUMBER)),
        ],
    ),
    (&["AcceptRequest"], &[("purchase_order", UpTo(commissions::LONGEST_NUMBER))]),
    (&["MessageRequest"], &[("words", Text(commissions::LONGEST_WORDS))]),
    (&["WordsRequest"], &[("words", UpTo(commissions::LONGEST_WORDS))]),
    (&["DeclineInvitationRequest"], &[("words", UpTo(commissions::LONGEST_WISH))]),
    (&["InviteOrganisationsRequest"], &[("places", Number(1, MOST_PLACES as i64))]),
    (&["NameRequest"], &[("text", UpTo(name_lists::MOST_CHARS))]),
    (&["BookRequest"], &[("note", UpTo(LONGEST_NOTE)), ("access_needs", UpTo(LONGEST_NOTE))]),
    (&["CancelRequest", "CourseEdit"], &[("reason", UpTo(LONGEST_NOTE))]),
    (&["ReasonRequest"], &[("reason", Text(LONGEST_NOTE))]),
    (&["CompleteRequest"], &[("reason", UpTo(LONGEST_REASON))]),
    (
        &[
            "DateLengthRequest",
            "OrderRequest",
            "RecordedReasonRequest",
            "ReissueRequest",
            "WaiveForRequest",
            "WaiverRequest",
        ],
        &[("reason", Text(LONGEST_REASON))],
    ),
    (&["ConfirmClaimRequest"], &[("source", UpTo(decide_prior_learning::LONGEST_SOURCE))]),
    (&["TrainingClaimRequest"], &[("words", UpTo(claim_prior_learning::LONGEST))]),
    (
        &["CourseEdit", "CourseRequest"],
        &[
            ("slug", Slug),
            ("title", Text(courses::MAX_TITLE)),
            ("duration_minutes", Number(1, courses::MAX_MINUTES)),
            ("cpd_minutes", Number(0, courses::MAX_MINUTES)),
            ("rung", Number(1, MAX_RUNGS as i64)),
            ("summary", UpTo(courses::MAX_SUMMARY)),
            ("audience", UpTo(courses::MAX_SUMMARY)),
            ("outcomes", Texts(courses::MAX_OUTCOMES, courses::MAX_OUTCOME)),
            ("capacity", Number(1, MAX_CAPACITY as i64)),
            ("enough_percent", Number(1, 100)),
            ("enough_dates", Number(1, MAX_DATES as i64)),
            ("notice_days", Number(0, courses::MAX_NOTICE_DAYS)),
            ("trains_organisation_from", Number(1, courses::MAX_TO_TRAIN)),
            ("current_months", Number(1, practice::MOST_MONTHS)),
            ("prerequisites", Items(0, courses::MAX_GROUPS)),
        ],
    ),
    (&["EvidencePackRequest"], &[("names_reason", UpTo(evidence_packs::LONGEST_REASON))]),
    (&["GroupRequest"], &[("any_of", Items(1, courses::MAX_REQUIREMENTS))]),
    (&["RequirementRequest"], &[("within_months", Number(1, courses::MAX_WINDOW_MONTHS))]),
    (&["CredentialKindRequest"], &[("slug", Slug), ("name", Text(MAX_STATEMENT))]),
    (&["DeclarationKindRequest"], &[("slug", Slug), ("statement", Text(MAX_STATEMENT))]),
    (
        &["LadderEdit", "LadderRequest"],
        &[
            ("slug", Slug),
            ("name", Text(courses::MAX_TITLE)),
            ("summary", UpTo(courses::MAX_SUMMARY)),
            ("position", Number(1, MAX_POSITION as i64)),
            ("rungs", Items(1, MAX_RUNGS)),
        ],
    ),
    (&["RungRequest"], &[("name", Text(courses::MAX_TITLE))]),
    (
        &["SiteRequest"],
        &[
            ("name", UpTo(site::LONGEST_NAME)),
            ("sentence", UpTo(site::LONGEST_SENTENCE)),
            ("accent", UpTo(LONGEST_COLOUR)),
            ("mark", UpTo(site::LARGEST_MARK.div_ceil(3) * 4)),
        ],
    ),
    (
        &["JoiningRequest"],
        &[
            ("url", Link),
            ("meeting_id", UpTo(joining::LONGEST_NUMBER)),
            ("passcode", UpTo(joining::LONGEST_NUMBER)),
            ("dial_in", UpTo(joining::LONGEST_TEXT)),
            ("help", UpTo(joining::LONGEST_TEXT)),
            ("test_url", Link),
        ],
    ),
    (
        &["EditMeRequest", "EditPersonRequest"],
        &[
            ("name", Text(PersonName::MAX_CHARS)),
            ("certificate_name", Text(PersonName::MAX_CHARS)),
            ("line_manager", Email),
        ],
    ),
    (
        &["InviteRequest", "RegisterRequest", "SubstituteRequest", "WalkInRequest"],
        &[
            ("name", Text(PersonName::MAX_CHARS)),
            ("email", Email),
            ("password", Password),
            ("organisation_name", UpTo(LONGEST_ORGANISATION_NAME)),
        ],
    ),
    (
        &["OnDemandRequest"],
        &[
            ("introduction", UpTo(on_demand::LONGEST_ANSWER)),
            ("cpd_minutes", Number(0, on_demand::MOST_MINUTES as i64)),
            ("parts", Items(0, on_demand::MOST_PARTS)),
            ("questions", Items(0, on_demand::MOST_QUESTIONS)),
        ],
    ),
    (
        &["OnDemandPartRequest"],
        &[
            ("title", Text(on_demand::LONGEST_TITLE)),
            ("speaker", UpTo(on_demand::LONGEST_TITLE)),
            ("url", Link),
            ("minutes", Number(1, on_demand::MOST_MINUTES as i64)),
        ],
    ),
    (&["OnDemandQuestionRequest"], &[("text", Text(on_demand::LONGEST_QUESTION))]),
    (&["OnDemandAnswerRequest"], &[("text", UpTo(on_demand::LONGEST_ANSWER))]),
    (
        &["FinishOnDemandRequest"],
        &[("answers", Items(0, on_demand::MOST_QUESTIONS)), ("watched", Items(0, on_demand::MOST_PARTS))],
    ),
    (&["TalksRequest"], &[("talks", Items(0, talks::MOST_TALKS))]),
    (
        &["TalkRequest"],
        &[
            ("title", Text(talks::LONGEST_TITLE)),
            ("speaker", UpTo(talks::LONGEST_TITLE)),
            ("minutes", Number(1, MAX_DATE_HOURS * 60)),
        ],
    ),
    (&["PasswordRequest"], &[("password", Password)]),
    (
        &["PartRequest"],
        &[
            ("outcome", Text(proposals::LONGEST_PART)),
            ("minutes", Number(1, proposals::LONGEST_PART_MINUTES as i64)),
        ],
    ),
    (
        &["ProposalRequest"],
        &[
            ("content", Items(0, proposals::MOST_PARTS)),
            ("dates", Items(1, MAX_DATES)),
            ("location", UpTo(commissions::LONGEST_PLACE)),
            ("trainer_ids", Items(0, MAX_TRAINERS)),
            ("price", Number(1, proposals::HIGHEST_PRICE)),
            ("purchase_order", UpTo(commissions::LONGEST_NUMBER)),
            ("note", UpTo(proposals::LONGEST_NOTE)),
        ],
    ),
    (
        &["RhythmRequest"],
        &[
            ("weeks", Number(1, recurrence::MAX_WEEKS as i64)),
            ("months", Number(1, recurrence::MAX_MONTHS as i64)),
        ],
    ),
    (
        &["ScheduleRequest", "SeriesRequest", "SessionEdit", "SessionRequest"],
        &[
            ("capacity", Number(1, MAX_CAPACITY as i64)),
            ("count", Number(1, recurrence::MAX_DATES as i64)),
            ("dates", Items(1, MAX_DATES)),
            ("location", UpTo(LONGEST_LOCATION)),
            ("minutes", Number(1, recurrence::MAX_MINUTES as i64)),
            ("trainer_ids", Items(0, MAX_TRAINERS)),
        ],
    ),
];

impl Limit {
    fn words(&self) -> Value {
        match self {
            UpTo(most) => json!({"maxLength": most}),
            Text(most) => json!({"minLength": 1, "maxLength": most}),
            Number(least, most) => json!({"minimum": least, "maximum": most}),
            Items(least, most) => json!({"minItems": least, "maxItems": most}),
            Texts(most, longest) => {
                json!({"maxItems": most, "items": {"type": "string", "minLength": 1, "maxLength": longest}})
            }
            Slug => json!({"minLength": 2, "maxLength": courses::MAX_SLUG,
                "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
            Email => json!({"format": "email", "maxLength": EmailAddress::MAX_OCTETS}),
            Link => json!({"format": "uri", "pattern": "^https://", "maxLength": joining::LONGEST_LINK}),
            Password => json!({"minLength": password_rules::SHORTEST, "maxLength": password_rules::LONGEST,
                "format": "password"}),
        }
    }
}

/// Says the limits of every request's fields.
pub fn add(schemas: &mut Value) {
    for (of, limits) in LIMITS {
        for name in *of {
            let fields = schemas.get_mut(*name).and_then(|schema| schema.get_mut("properties"));
            let Some(fields) = fields.and_then(Value::as_object_mut) else { continue };
            for (field, limit) in *limits {
                if let Some(known) = fields.get_mut(*field).and_then(Value::as_object_mut) {
                    known.extend(limit.words().as_object().cloned().unwrap_or_default());
                }
            }
        }
    }
}
