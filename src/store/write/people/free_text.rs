//! Names and addresses within what people wrote: found and taken out wherever they stand.

use serde_json::Value;

use crate::{
    domain::erasures::KnownAs,
    store::{
        backend::{delete_like, set_text, texts_like},
        error::Error,
        write_tx::WriteTx,
    },
};

/// Columns in which somebody may name somebody else, with the key of their table; of JSON the strings are looked at.
/// What certificates say is not among them: a trainer's name on others' papers is part of those.
pub const FREE_TEXT: &[(&str, &str, &str, Form)] = &[
    ("attendance_import_lines", "id", "email", Form::Text),
    ("attendance_import_lines", "id", "name", Form::Text),
    ("audit_log", "id", "detail", Form::Text),
    ("booking_events", "id", "reason", Form::Text),
    ("bookings", "id", "completion_reason", Form::Text),
    ("bookings", "id", "note", Form::Text),
    ("certificates", "id", "end_reason", Form::Text),
    ("certificates", "id", "reissue_words", Form::Text),
    ("claim_evidence", "id", "label", Form::Text),
    ("commission_events", "id", "words", Form::Text),
    ("commission_people", "id", "readiness", Form::Text),
    ("commission_proposals", "id", "terms", Form::Json),
    ("commissions", "id", "access", Form::Text),
    ("commissions", "id", "aims", Form::Text),
    ("commissions", "id", "budget_code", Form::Text),
    ("commissions", "id", "phone", Form::Text),
    ("commissions", "id", "place", Form::Text),
    ("commissions", "id", "preferred", Form::Text),
    ("commissions", "id", "purchase_order", Form::Text),
    ("complaints", "id", "answer", Form::Text),
    ("complaints", "id", "words", Form::Text),
    ("completions", "id", "source", Form::Text),
    ("credentials", "id", "source", Form::Text),
    ("date_lengths", "id", "reason", Form::Text),
    ("declarations", "id", "source", Form::Text),
    ("access_needs", "booking_id", "needs", Form::Text),
    ("disputes", "id", "answer", Form::Text),
    ("disputes", "id", "words", Form::Text),
    ("erasures", "id", "put_off_reason", Form::Text),
    ("erasures", "id", "reason", Form::Text),
    ("feedback", "booking_id", "quote_role", Form::Text),
    ("feedback_answers", "id", "words", Form::Text),
    ("feedback_quotes", "id", "role", Form::Text),
    ("feedback_quotes", "id", "words", Form::Text),
    ("feedback_shown_texts", "id", "role", Form::Text),
    ("feedback_shown_texts", "id", "words", Form::Text),
    ("impacts", "id", "words", Form::Text),
    ("evidence_packs", "id", "names_reason", Form::Text),
    ("on_demand_answers", "id", "words", Form::Text),
    ("on_demand_courses", "course_id", "introduction", Form::Text),
    ("on_demand_parts", "id", "speaker", Form::Text),
    ("on_demand_parts", "id", "title", Form::Text),
    ("on_demand_questions", "id", "words", Form::Text),
    ("organisation_completions", "id", "source", Form::Text),
    ("people", "id", "source", Form::Text),
    ("planned_actions", "id", "note", Form::Text),
    ("planned_actions", "id", "words", Form::Text),
    ("reflections", "booking_id", "difference", Form::Text),
    ("reflections", "booking_id", "learnt", Form::Text),
    ("reflections", "booking_id", "peer", Form::Text),
    ("practitioner_asks", "id", "answer", Form::Text),
    ("practitioner_asks", "id", "phone", Form::Text),
    ("practitioner_asks", "id", "place", Form::Text),
    ("practitioner_asks", "id", "wanted", Form::Text),
    ("practitioner_asks", "id", "what", Form::Text),
    ("session_complaints", "id", "followed", Form::Text),
    ("session_complaints", "id", "words", Form::Text),
    ("session_invitations", "id", "words", Form::Text),
    ("session_messages", "id", "subject", Form::Text),
    ("session_messages", "id", "words", Form::Text),
    ("session_talks", "id", "speaker", Form::Text),
    ("session_talks", "id", "title", Form::Text),
    ("session_terms", "session_id", "reason", Form::Text),
    ("sessions", "id", "cancel_reason", Form::Text),
    ("sessions", "id", "joining", Form::Json),
    ("sessions", "id", "location", Form::Text),
    ("training_claims", "id", "reason", Form::Text),
    ("training_claims", "id", "words", Form::Text),
    ("waivers", "id", "reason", Form::Text),
    ("zoom_meetings", "date_id", "last_error", Form::Text),
    ("zoom_participants", "id", "name", Form::Text),
];

/// How a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As people wrote it.
    Text,
    /// JSON, whose strings hold it.
    Json,
}

/// A JSON text without somebody's names and addresses; none if none of them stands in a string of it, or it is no JSON.
#[must_use]
pub fn taken_out_of_json(known: &KnownAs, text: &str) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    walk(known, &mut value).then(|| value.to_string())
}

fn walk(known: &KnownAs, value: &mut Value) -> bool {
    match value {
        Value::String(text) => match known.taken_out_of(text) {
            Some(left) => {
                *text = left;
                true
            }
            None => false,
        },
        // Every one is walked through, also once something was found.
        Value::Array(items) => items.iter_mut().map(|item| usize::from(walk(known, item))).sum::<usize>() > 0,
        Value::Object(map) => map.values_mut().map(|item| usize::from(walk(known, item))).sum::<usize>() > 0,
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Takes somebody's names and addresses out of all of it; gives how many texts that were.
///
/// # Errors
/// When the database fails.
pub fn take_out(tx: &mut WriteTx<'_>, known: &KnownAs) -> Result<usize, Error> {
    let mut changed = 0;
    for pattern in known.patterns() {
        for (table, key, column, form) in FREE_TEXT {
            let at = (*table, *key, *column);
            for (place, text) in texts_like(tx.conn(), at, &pattern)? {
                let left = match form {
                    Form::Text => known.taken_out_of(&text),
                    Form::Json => taken_out_of_json(known, &text),
                };
                if let Some(left) = left {
                    set_text(tx.conn(), at, &place, Some(&left))?;
                    changed += 1;
                }
            }
        }
        // An answer that is kept to be given again is given again whole, or not at all.
        delete_like(tx.conn(), ("idempotency_keys", "outcome"), &pattern)?;
    }
    Ok(changed)
}
