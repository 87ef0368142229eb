//! What people and schools of the demo had done before it begins, brought in as a spreadsheet would be.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    calendar::at_desk,
    catalogue::{DEVELOPMENT, FOUR_DAY, INTRODUCTION, SCHOOL_INTRODUCTION, TWO_DAY},
    names::{BODIES, COUNCIL, HEALTH, POLICE, ST_ANNES},
    people::{Cast, Member},
};
use crate::{
    domain::{import_doubts::SamePerson, imports::CompletionLine, working_days::london_day},
    usecases::{
        Failure, UseCases,
        imports::import_all::{Ask, Halted, Lines, Taking},
    },
};

/// Brings it in.
pub async fn bring_in(usecases: &UseCases, cast: &Cast, today: DateTime<Utc>) -> Result<(), Failure> {
    let day = |days: i64| london_day(at_desk(today - TimeDelta::days(days), 0));
    let mut lines = Vec::new();
    let mut add = |member: &Member, course: &str, on: NaiveDate| {
        lines.push(line(Some(member), None, course, on));
    };
    // One of the manager's eight did the two days long ago, and nothing since.
    add(&cast.members(COUNCIL)[6], TWO_DAY, day(3_050));
    for member in &cast.members(HEALTH)[..7] {
        add(member, INTRODUCTION, day(900));
        add(member, DEVELOPMENT, day(690));
    }
    for (seat, member) in cast.members(POLICE)[..7].iter().enumerate() {
        let course = if seat % 2 == 0 { FOUR_DAY } else { TWO_DAY };
        add(member, course, day(2_990));
        add(member, DEVELOPMENT, day(560));
    }
    lines.push(line(None, Some(BODIES[ST_ANNES].name), SCHOOL_INTRODUCTION, day(800)));
    for (index, line) in lines.iter_mut().enumerate() {
        // The heading is the first line of a spreadsheet.
        line.line = u64::try_from(index + 2).unwrap_or_default();
    }
    let ask = Ask {
        lines: Lines::Completions(lines),
        same: SamePerson::Nobody,
        source: "Training records up to the new system".to_owned(),
        taking: Taking::AllOrNothing,
    };
    match usecases.import(cast.coordinator(), ask).await {
        Ok(_) => Ok(()),
        Err(Halted::Store(why)) => Err(why.into()),
        Err(other) => Err(crate::store::Error::Broken(format!("the demo's history: {other:?}")).into()),
    }
}

fn line(member: Option<&Member>, organisation: Option<&str>, course: &str, on: NaiveDate) -> CompletionLine {
    CompletionLine {
        line: 0,
        email: member.map(|member| member.email.clone()),
        organisation: organisation.map(str::to_owned),
        course: course.to_owned(),
        completed_on: Some(on),
        source: None,
    }
}
