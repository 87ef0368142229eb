//! What a new installation is led through, and when it is over.

use training_ladder::domain::first_steps::{Begun, FirstStep, first_steps};

#[test]
fn steps_stand_in_their_order_and_go_once_all_are_done() {
    use FirstStep::{Colleagues, Course, Dates, History, Ladder, Organisations};
    let all = Begun {
        organisations: true,
        ladder: true,
        course: true,
        dates: true,
        history: true,
        colleagues: true,
    };
    assert_eq!(first_steps(all), []);
    let open = |begun: Begun| -> Vec<FirstStep> {
        first_steps(begun).into_iter().filter(|(_, done)| !done).map(|(step, _)| step).collect()
    };
    assert_eq!(open(Begun::default()), [Organisations, Ladder, Course, Dates, History, Colleagues]);
    assert_eq!(open(Begun { dates: false, ..all }), [Dates]);
    assert_eq!(first_steps(Begun { dates: false, ..all }).len(), 6, "what is done stays in sight");
}
