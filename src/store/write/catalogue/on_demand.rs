//! What a course is made of that may be taken at any time.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CourseId, RowId},
        on_demand::ContentInput,
    },
    store::{
        error::Error,
        read::catalogue::on_demand::OnDemandRow,
        schema::{
            on_demand_courses as on_demand, on_demand_parts as parts, on_demand_questions as questions,
        },
        write_tx::WriteTx,
    },
};

/// Makes a course one that may be taken at any time.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &OnDemandRow) -> Result<(), Error> {
    diesel::insert_into(on_demand::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores what it is made of, under the next revision: what is named stays what it was, what is new is added, what is
/// left out is shown no more. What is named must be there.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, course: CourseId, content: &ContentInput) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(on_demand::table.find(course))
        .set((
            on_demand::is_open.eq(content.open),
            on_demand::introduction.eq(content.introduction.as_deref()),
            on_demand::cpd_minutes.eq(content.cpd_minutes),
            on_demand::updated_at.eq(now),
            on_demand::revision.eq(on_demand::revision + 1),
        ))
        .execute(tx.conn())?;
    diesel::update(parts::table.filter(parts::course_id.eq(course)).filter(parts::retired_at.is_null()))
        .set(parts::retired_at.eq(Some(now)))
        .execute(tx.conn())?;
    for (position, part) in (1_i32..).zip(&content.parts) {
        let values = (
            parts::position.eq(position),
            parts::title.eq(&part.title),
            parts::speaker.eq(part.speaker.as_deref()),
            parts::url.eq(&part.url),
            parts::minutes.eq(part.minutes),
            parts::retired_at.eq(None::<chrono::NaiveDateTime>),
        );
        if let Some(id) = part.id {
            diesel::update(parts::table.find(id)).set(values).execute(tx.conn())?;
        } else {
            let id: RowId = tx.new_id();
            diesel::insert_into(parts::table)
                .values((parts::id.eq(id), parts::course_id.eq(course), values))
                .execute(tx.conn())?;
        }
    }
    diesel::update(
        questions::table.filter(questions::course_id.eq(course)).filter(questions::retired_at.is_null()),
    )
    .set(questions::retired_at.eq(Some(now)))
    .execute(tx.conn())?;
    for (position, question) in (1_i32..).zip(&content.questions) {
        let values = (
            questions::position.eq(position),
            questions::words.eq(&question.words),
            questions::required.eq(question.required),
            questions::retired_at.eq(None::<chrono::NaiveDateTime>),
        );
        if let Some(id) = question.id {
            diesel::update(questions::table.find(id)).set(values).execute(tx.conn())?;
        } else {
            let id: RowId = tx.new_id();
            diesel::insert_into(questions::table)
                .values((questions::id.eq(id), questions::course_id.eq(course), values))
                .execute(tx.conn())?;
        }
    }
    Ok(())
}
