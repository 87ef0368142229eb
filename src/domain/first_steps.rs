//! What a new installation needs before people can book, in the order in which one thing builds on another.

/// Something to be done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstStep {
    /// The organisations people belong to.
    Organisations,
    /// A ladder with its steps.
    Ladder,
    /// A course.
    Course,
    /// Dates that people can book.
    Dates,
    /// What happened before.
    History,
    /// Whoever else runs the training.
    Colleagues,
}

/// What there is already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "six independent facts")]
pub struct Begun {
    /// An organisation.
    pub organisations: bool,
    /// A ladder.
    pub ladder: bool,
    /// A course.
    pub course: bool,
    /// A published date, past or coming.
    pub dates: bool,
    /// Something that was completed, wherever it is known from.
    pub history: bool,
    /// A second person who runs the training or courses of it.
    pub colleagues: bool,
}

/// Every step and whether it is done; nothing once all are.
#[must_use]
pub fn first_steps(begun: Begun) -> Vec<(FirstStep, bool)> {
    let steps = [
        (FirstStep::Organisations, begun.organisations),
        (FirstStep::Ladder, begun.ladder),
        (FirstStep::Course, begun.course),
        (FirstStep::Dates, begun.dates),
        (FirstStep::History, begun.history),
        (FirstStep::Colleagues, begun.colleagues),
    ];
    if steps.iter().all(|(_, done)| *done) { Vec::new() } else { steps.into() }
}
