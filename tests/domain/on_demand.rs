//! Courses that may be taken at any time.

use training_ladder::domain::{
    ids::RowId,
    input::FieldError,
    on_demand::{
        ContentInput, Part, PartInput, Question, QuestionInput, award, check_answers, check_watched,
        may_begin, never,
    },
    refusals::Candidate,
    times::{AT_ANY_TIME, LONDON, ZoneNote, day, moment, range},
    words::{BookingState, RefusalCode},
};
use uuid::Uuid;

use super::{
    facts::{at, on},
    scene::{CIRCLES, INTRODUCTION, SESSION, Scene},
};

fn row(n: u128) -> RowId {
    RowId::from_uuid(Uuid::from_u128(n))
}

fn part(n: u128, minutes: Option<i32>) -> Part {
    Part { id: row(n), title: format!("Talk {n}"), speaker: None, minutes }
}

fn fields(errors: &[FieldError]) -> Vec<&str> {
    errors.iter().map(|error| error.field.as_str()).collect()
}

/// A content that can be begun.
fn content() -> ContentInput {
    ContentInput {
        open: true,
        introduction: None,
        cpd_minutes: 45,
        parts: vec![PartInput {
            title: "The film".to_owned(),
            url: "https://videos.example/film".to_owned(),
            ..PartInput::default()
        }],
        questions: vec![QuestionInput { id: None, words: "What will you take?".to_owned(), required: true }],
    }
}

#[test]
fn what_it_is_made_of_is_checked_as_a_whole() {
    assert!(content().check().is_ok());
    let link = |url: &str| PartInput { url: url.to_owned(), ..content().parts.remove(0) };
    for (what, wrong, expected) in [
        ("no parts", ContentInput { parts: Vec::new(), ..content() }, vec!["parts"]),
        ("no question", ContentInput { questions: Vec::new(), ..content() }, vec!["questions"]),
        (
            "no question that has to be answered",
            ContentInput {
                questions: vec![QuestionInput { required: false, ..content().questions.remove(0) }],
                ..content()
            },
            vec!["questions"],
        ),
        ("no link", ContentInput { parts: vec![link("")], ..content() }, vec!["parts[0].url"]),
        (
            "a link that is not safe",
            ContentInput { parts: vec![link("http://videos.example/film")], ..content() },
            vec!["parts[0].url"],
        ),
        (
            "a script",
            ContentInput { parts: vec![link("javascript:alert(1)")], ..content() },
            vec!["parts[0].url"],
        ),
        (
            "minutes that are none",
            ContentInput {
                parts: vec![PartInput { minutes: Some(0), ..content().parts.remove(0) }],
                cpd_minutes: -1,
                ..content()
            },
            vec!["cpd_minutes", "parts[0].minutes"],
        ),
        (
            "one named twice",
            ContentInput {
                parts: vec![
                    PartInput { id: Some(row(1)), ..content().parts.remove(0) },
                    PartInput { id: Some(row(1)), ..content().parts.remove(0) },
                ],
                ..content()
            },
            vec!["parts[1].id"],
        ),
    ] {
        let errors = wrong.check().expect_err(what);
        assert_eq!(fields(&errors), expected, "{what}");
    }
    // What cannot be begun yet may be half made.
    let half = ContentInput { open: false, parts: Vec::new(), questions: Vec::new(), ..content() };
    assert!(half.check().is_ok());
}

#[test]
fn it_is_judged_on_the_day_it_is_begun() {
    let begins = |scene: &Scene, candidates: &[Candidate]| {
        may_begin(&scene.course, &scene.session, &scene.person, &scene.request, candidates)
    };
    // The standing session's own dates, of which it has none, and whether it is private, do not matter.
    let mut scene = Scene::new();
    scene.session.dates = Vec::new();
    scene.session.private = true;
    assert!(begins(&scene, &scene.candidates).eligible);

    // A window ends with this day, not with a date's.
    scene.course.groups[0].any_of[0].within_months = Some(6);
    assert!(begins(&scene, &scene.candidates).eligible, "six months ago today");
    scene.request.now = at("2026-12-02 09:00");
    let codes: Vec<RefusalCode> =
        begins(&scene, &scene.candidates).refusals.iter().map(|refusal| refusal.code).collect();
    assert_eq!(codes, [RefusalCode::PrerequisiteLapsed]);

    // A booking alone proves nothing, however soon it is over.
    let mut scene = Scene::new();
    scene.session.dates = Vec::new();
    scene.person.learning.completions.clear();
    scene.holds(BookingState::Booked, 400, INTRODUCTION, "2026-12-01 06:00");
    let answer = begins(&scene, &scene.candidates);
    assert!(!answer.eligible && answer.conditions.is_empty());
    assert_eq!(answer.refusals[0].code, RefusalCode::PrerequisiteUnmet);
    assert!(answer.refusals[0].next_step.is_some(), "the next step is named");

    // Whoever sits in another course at this moment, or has a date of this one ahead, may begin all the same.
    let mut scene = Scene::new();
    scene.session.dates = Vec::new();
    scene.holds(BookingState::Booked, 500, 77, "2026-12-01 08:00");
    scene.holds(BookingState::Booked, 301, CIRCLES, "2027-03-09 10:00");
    assert!(begins(&scene, &scene.candidates).eligible);

    // One at a time.
    scene.holds(BookingState::Booked, SESSION, CIRCLES, "2027-01-12 10:00").dates.clear();
    let answer = begins(&scene, &scene.candidates);
    assert_eq!(answer.refusals.len(), 1);
    assert_eq!(answer.refusals[0].code, RefusalCode::AlreadyBooked);
    assert!(answer.refusals[0].message.contains("begun already"), "{}", answer.refusals[0].message);
}

#[test]
fn answers_are_checked_against_what_is_asked() {
    let asked = [Question { id: row(1), required: true }, Question { id: row(2), required: false }];
    let answer = |n: u128, text: &str| (row(n), text.to_owned());
    let given = check_answers(&asked, &[answer(1, " A circle. "), answer(2, "")]).expect("answers");
    assert_eq!(given, [answer(1, "A circle.")]);
    for (what, answers, field) in [
        ("nothing", vec![], "answers"),
        ("blank", vec![answer(1, "  ")], "answers[0].text"),
        ("only the other", vec![answer(2, "Yes.")], "answers"),
        ("not asked", vec![answer(1, "Yes."), answer(3, "No.")], "answers[1].question_id"),
        ("twice", vec![answer(1, "Yes."), answer(1, "No.")], "answers[1].question_id"),
        ("too long", vec![answer(1, &"a".repeat(4_001))], "answers[0].text"),
    ] {
        let errors = check_answers(&asked, &answers).expect_err(what);
        assert_eq!(fields(&errors), [field], "{what}");
    }
}

/// What real programmes say of themselves.
#[test]
fn points_for_conferences_watched_later() {
    let talks = [part(1, Some(45)), part(2, Some(30)), part(3, Some(60))];
    let day = on("2027-01-15");
    for (said, watched, most, minutes, basis) in [
        (
            "points for conferences watched later",
            vec![1, 3],
            300,
            105,
            "Taken on demand and finished on Friday 15 January 2027: watched 2 of 3 talks, 1 hour 45 minutes together.",
        ),
        (
            "one talk alone",
            vec![2],
            300,
            30,
            "Taken on demand and finished on Friday 15 January 2027: watched 1 of 3 talks, 30 minutes together.",
        ),
        (
            "all of them, of a course that gives less",
            vec![1, 2, 3],
            120,
            120,
            "Taken on demand and finished on Friday 15 January 2027: watched 3 of 3 talks, 2 hours 15 minutes together, \
             and no more than the course’s 2 hours.",
        ),
    ] {
        let ids: Vec<RowId> = watched.into_iter().map(row).collect();
        let counted = check_watched(&talks, &ids).expect("watched");
        let award = award(most, &talks, &counted, day);
        assert_eq!((award.minutes, award.basis.as_str()), (minutes, basis), "{said}");
    }
    assert_eq!(fields(&check_watched(&talks, &[]).expect_err("nothing watched")), ["watched"]);
    assert_eq!(fields(&check_watched(&talks, &[row(1), row(9)]).expect_err("a strange one")), ["watched[1]"]);
}

#[test]
fn minutes_are_the_providers_where_parts_are_not_counted() {
    let parts = [part(1, None), part(2, None)];
    let counted = check_watched(&parts, &[]).expect("nothing has to be ticked");
    let award = award(45, &parts, &counted, on("2027-01-15"));
    assert_eq!(award.minutes, 45);
    assert_eq!(
        award.basis,
        "Taken on demand and finished on Friday 15 January 2027: 45 minutes of CPD, as set by the provider."
    );
}

#[test]
fn what_has_no_date_is_said_to_be_at_any_time() {
    let moment_of_none = never().and_utc();
    for said in [
        range(moment_of_none, moment_of_none, LONDON, ZoneNote::Always),
        moment(moment_of_none, LONDON, ZoneNote::Always),
        day(never().date()),
    ] {
        assert_eq!(said, AT_ANY_TIME);
    }
}
