//! Lists of words: each an enum schema of its own, so that a client gets one type for it wherever it stands.

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type, schema::SchemaType},
};

use crate::{
    domain::{
        action_plans::ActionState,
        check_ins::CheckInWay,
        commissions::{CommissionCondition, ListAnswer},
        evidence::EvidenceKind,
        feedback::QuestionKind,
        figures::By,
        impact::{ImpactStage, PlanStanding},
        practice::PracticeState,
        second_factors::SecondFactor,
        session_messages::Readers,
        trail::TrailKind,
        words::{
            BookingState, CertificateState, ClaimState, ComingDates, CommissionEvent, CommissionState,
            CommissionStep, Delivery, InvitationState, MailState, ManagerCopies, OrganisationKind, Outcome,
            RefusalCode, ReportEvidence, ReportMatch, ReportSource, RequirementKind, Role, SessionState,
            Word,
        },
    },
    web::problems::{PROBLEMS, STATES},
};

macro_rules! word_schemas {
    ($($words:ident),+ $(,)?) => {
        $(
            impl PartialSchema for $words {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new()
                        .schema_type(SchemaType::new(Type::String))
                        .enum_values(Some(Self::ALL.iter().map(|word| word.as_str())))
                        .into()
                }
            }
            impl ToSchema for $words {}
        )+

        /// The domain's lists of words, by the name of their schema.
        fn of_the_domain() -> Vec<(&'static str, Vec<&'static str>)> {
            vec![$((stringify!($words), $words::ALL.iter().map(|word| word.as_str()).collect())),+]
        }
    };
}

word_schemas! {
    ActionState,    BookingState, By, CertificateState, CheckInWay, ClaimState, ComingDates, CommissionCondition, CommissionEvent, CommissionState, CommissionStep, Delivery,
    EvidenceKind, ImpactStage, InvitationState, ListAnswer, MailState, ManagerCopies, OrganisationKind, Outcome, PlanStanding, QuestionKind, PracticeState, Readers, RefusalCode, ReportEvidence, ReportMatch, ReportSource, RequirementKind, Role, SecondFactor, SessionState, TrailKind,
}

/// Words that stand in a view or a request as plain text: where, the schema's name, and the words where nothing else
/// has them.
const AS_TEXT: &[(&str, &str, &str, &[&str])] = &[
    ("CancelRequest", "because", "CancelBecause", &["illness", "emergency", "other"]),
    ("CellView", "standing", "RequirementStanding", &["met", "waived", "planned", "lacking"]),
    (
        "DifferenceView",
        "what",
        "ProposalPart",
        &[
            "course",
            "content",
            "order",
            "dates",
            "delivery",
            "location",
            "trainers",
            "price",
            "purchase_order",
            "note",
        ],
    ),
    ("CpdEntry", "outcome", "CpdOutcome", &["completed", "partly_attended"]),
    ("ProfileView", "manager_copies", "ManagerCopies", &[]),
    ("StandingView", "readiness", "Readiness", &["ready", "planned", "lacking"]),
    ("StatusAnswer", "status", "MailSent", &["link_sent", "verification_sent"]),
    ("TokenAnswer", "token_type", "TokenType", &["Bearer"]),
];

/// Words of a query: the operation, the parameter, the schema's name, and the words where nothing else has them.
const IN_QUERIES: &[(&str, &str, &str, &[&str])] = &[
    ("list_bookings", "state", "BookingState", &[]),
    ("list_certificates", "state", "CertificateState", &[]),
    ("list_commissions", "state", "CommissionState", &[]),
    ("list_mails", "state", "MailState", &[]),
    ("list_trail", "kind", "TrailKind", &[]),
    ("list_training_claims", "state", "ClaimState", &[]),
    ("read_blocked", "format", "ReportFormat", &["json", "csv", "xlsx"]),
    ("read_demand", "format", "ReportFormat", &[]),
    ("read_ladder_flow", "format", "ReportFormat", &[]),
    ("read_organisations_report", "format", "ReportFormat", &[]),
    ("read_practitioners", "format", "RosterFormat", &[]),
    ("read_roster", "format", "RosterFormat", &["json", "csv", "xlsx"]),
    ("read_uptake", "by", "By", &[]),
    ("read_uptake", "format", "ReportFormat", &[]),
    ("read_uptake", "organisation_kind", "OrganisationKind", &[]),
    ("read_waiting", "format", "ReportFormat", &[]),
    ("read_short_notice", "format", "RosterFormat", &[]),
];

fn schema(words: &[&str]) -> Value {
    json!({"type": "string", "enum": words})
}

/// Puts every list of words among the schemas, and points at it from the fields that hold one.
pub fn add(schemas: &mut Value) {
    for (name, words) in of_the_domain() {
        schemas[name] = schema(&words);
    }
    let codes: Vec<&str> =
        PROBLEMS.iter().map(|(code, ..)| *code).chain(STATES.iter().map(|(code, _)| *code)).collect();
    schemas["ProblemCode"] = schema(&codes);
    point(&mut schemas["Problem"]["properties"]["code"], "ProblemCode");
    for (of, field, name, words) in AS_TEXT {
        if !words.is_empty() {
            schemas[*name] = schema(words);
        }
        point(&mut schemas[*of]["properties"][*field], name);
    }
    for (.., name, words) in IN_QUERIES.iter().filter(|(.., words)| !words.is_empty()) {
        schemas[*name] = schema(words);
    }
}

/// Points at a list of words from a field that was text, which may have been null.
fn point(field: &mut Value, name: &str) {
    let mut words = json!({"$ref": format!("#/components/schemas/{name}")});
    if field["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null"))) {
        words = json!({"oneOf": [{"type": "null"}, words]});
    }
    if let Some(description) = field.get("description") {
        words["description"] = description.clone();
    }
    *field = words;
}

/// The schema of a query parameter of words, if it is one.
pub fn of_query(operation: &str, parameter: &str) -> Option<Value> {
    let (.., name, _) = IN_QUERIES.iter().find(|(of, name, ..)| (*of, *name) == (operation, parameter))?;
    Some(json!({"$ref": format!("#/components/schemas/{name}")}))
}
