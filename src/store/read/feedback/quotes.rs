//! Words that people allow to be quoted: those a coordinator has yet to look at, and those on a course's page.

use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use crate::{
    domain::{
        feedback::QuestionKind,
        ids::{BookingId, CourseId, RowId},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            bookings, courses, feedback, feedback_answers, feedback_questions, feedback_quotes,
            quote_decisions,
        },
    },
};

/// Quotes of a course's page at most.
const ON_A_PAGE: i64 = 6;

/// Words somebody allows to be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct QuotableWords {
    pub booking: BookingId,
    pub question: RowId,
    pub course: CourseId,
    pub course_title: String,
    pub words: String,
    pub role: String,
    /// What a coordinator said of them; none while nobody looked at them.
    pub chosen: Option<bool>,
}

/// The bookings whose words may be quoted, with what the person is called beside them.
#[diesel::dsl::auto_type(no_type_alias)]
fn allowed() -> _ {
    feedback::table
        .filter(feedback::quote_allowed)
        .filter(feedback::quote_role.is_not_null())
        .select(feedback::booking_id)
}

/// Everything that people allow to be quoted, by course, and by the words within one.
///
/// # Errors
/// When the database fails.
pub fn quotable(connection: &mut AnyConnection) -> Result<Vec<QuotableWords>, Error> {
    type Row = (BookingId, RowId, (CourseId, String), Option<String>, Option<String>, Option<bool>);
    let decision = quote_decisions::booking_id
        .eq(feedback_answers::booking_id)
        .and(quote_decisions::question_id.eq(feedback_answers::question_id));
    // Asked for once more by itself, so that one begins with what may be quoted and not with every answer there is.
    let alone = diesel::alias!(feedback as may_be_quoted);
    let quotable =
        alone.filter(alone.field(feedback::quote_allowed)).select(alone.field(feedback::booking_id));
    let rows: Vec<Row> = feedback_answers::table
        .inner_join(feedback::table)
        .inner_join(feedback_questions::table)
        .inner_join(bookings::table.on(bookings::id.eq(feedback_answers::booking_id)))
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .left_join(quote_decisions::table.on(decision))
        .filter(feedback_answers::booking_id.eq_any(quotable))
        .filter(feedback_questions::kind.eq(QuestionKind::Text))
        .order((courses::title_folded, courses::id))
        .select((
            feedback_answers::booking_id,
            feedback_answers::question_id,
            (courses::id, courses::title),
            feedback_answers::words,
            feedback::quote_role,
            quote_decisions::chosen.nullable(),
        ))
        .load(connection)?;
    let mut all: Vec<QuotableWords> = rows
        .into_iter()
        .filter_map(|(booking, question, (course, course_title), words, role, chosen)| {
            Some(QuotableWords {
                booking,
                question,
                course,
                course_title,
                words: words?,
                role: role?,
                chosen,
            })
        })
        .collect();
    all.sort_by(|a, b| {
        let of = |one: &QuotableWords| (one.course_title.clone(), one.course, one.words.to_lowercase());
        of(a).cmp(&of(b))
    });
    Ok(all)
}

/// How many of those nobody has looked at; counted up to one more than `most`.
///
/// # Errors
/// When the database fails.
pub fn to_look_at(connection: &mut AnyConnection, most: usize) -> Result<usize, Error> {
    let decided = quote_decisions::table
        .filter(quote_decisions::booking_id.eq(feedback_answers::booking_id))
        .filter(quote_decisions::question_id.eq(feedback_answers::question_id));
    let waiting: Vec<BookingId> = feedback_answers::table
        .inner_join(feedback_questions::table)
        .filter(feedback_answers::booking_id.eq_any(allowed()))
        .filter(feedback_answers::words.is_not_null())
        .filter(feedback_questions::kind.eq(QuestionKind::Text))
        .filter(not(exists(decided)))
        .select(feedback_answers::booking_id)
        .limit(i64::try_from(most + 1).unwrap_or(i64::MAX))
        .load(connection)?;
    Ok(waiting.len())
}

/// What stands on a course's page: words and role, the one chosen last first.
///
/// # Errors
/// When the database fails.
pub fn of_course(connection: &mut AnyConnection, course: CourseId) -> Result<Vec<(String, String)>, Error> {
    Ok(feedback_quotes::table
        .inner_join(feedback::table)
        .filter(feedback_quotes::course_id.eq(course))
        .filter(feedback::quote_allowed)
        .order((feedback_quotes::approved_at.desc(), feedback_quotes::id))
        .limit(ON_A_PAGE)
        .select((feedback_quotes::words, feedback_quotes::role))
        .load(connection)?)
}
