//! A manager's people as a table to take away: one line each, two columns a step.

use super::team_standing::{Judged, steps, told};
use crate::{
    domain::own_steps::{Completed, Step},
    sheets::outgoing::{Cell, Table},
    store::read::catalogue::teams::Team,
};

/// These people, in their order.
pub(super) fn table(team: &Team, people: &[Judged<'_>]) -> Table {
    let mut head: Vec<String> =
        ["Name", "E-mail", "Organisation", "Can book next", "First date"].map(str::to_owned).to_vec();
    for ladder in &team.ladders {
        for (name, _) in steps(ladder, &team.courses) {
            // Two ladders may have a step of one name.
            head.push(format!("{}: {name}", ladder.name));
            head.push(format!("{}: {name}, date", ladder.name));
        }
    }
    Table { title: "My people".to_owned(), head, rows: people.iter().map(|one| row(team, one)).collect() }
}

fn row(team: &Team, one: &Judged<'_>) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(&one.view.name),
        one.view.email.as_deref().map_or(Cell::Empty, Cell::text),
        Cell::text(one.organisations()),
    ];
    let next = team.ladders.iter().zip(&one.ladders).find_map(|(ladder, judged)| {
        let (at, _, next) = one.next_of(judged)?;
        Some((steps(ladder, &team.courses)[at].0.to_owned(), next.on))
    });
    cells.push(next.as_ref().map_or(Cell::Empty, |(step, _)| Cell::text(step)));
    cells.push(Cell::day(next.map(|(_, on)| on)));
    for step in one.ladders.iter().flatten() {
        let (state, on) = told(one.standing, step);
        // That it was done before says more than when it is booked again; both are said.
        let (words, on) = match step {
            Step::Has { before: Some(Completed { on: done, .. }), .. } => {
                (format!("done, {}", state.label), *done)
            }
            _ => (state.label, on),
        };
        cells.push(Cell::text(words));
        cells.push(Cell::day(on));
    }
    cells
}
