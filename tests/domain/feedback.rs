//! What may be asked and answered after a course, until when, and when what is shown of it is brought up to date.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    feedback::{
        AnswerValue, FEWEST, LONGEST_ANSWER, LONGEST_QUESTION, LONGEST_ROLE, MOST_QUESTIONS, NewQuestion,
        Opening, Question, QuestionKind, SentAnswer, SentQuote, Shown, is_brought_up_to_date, read_answers,
        read_form,
    },
    feedback_figures::{figures, mean},
    ids::{BookingId, RowId},
};
use uuid::Uuid;

fn id(number: u128) -> RowId {
    RowId::from_uuid(Uuid::from_u128(number))
}

fn question(number: u128, kind: QuestionKind, required: bool) -> Question {
    Question { id: id(number), kind, words: format!("Question {number}?"), required }
}

fn new(number: Option<u128>, words: &str) -> NewQuestion {
    NewQuestion { id: number.map(id), kind: QuestionKind::Scale, words: words.to_owned(), required: true }
}

fn fields(form: &[NewQuestion]) -> Vec<String> {
    read_form(form).err().unwrap_or_default().into_iter().map(|error| error.field).collect()
}

#[test]
fn what_may_be_asked() {
    let long = "q".repeat(LONGEST_QUESTION);
    let many = vec![new(None, "Why?"); MOST_QUESTIONS];
    for (form, wrong) in [
        (vec![new(None, "Why?")], &[][..]),
        (many.clone(), &[]),
        (vec![new(None, &long)], &[]),
        (vec![], &["questions"]),
        ([many, vec![new(None, "Why?")]].concat(), &["questions"]),
        (
            vec![new(None, " "), new(None, "two\nlines"), new(None, &format!("{long}q"))],
            &["questions[0].text", "questions[1].text", "questions[2].text"],
        ),
        (vec![new(Some(1), "Why?"), new(Some(1), "How?")], &["questions[1].id"]),
    ] {
        assert_eq!(fields(&form), wrong, "{form:?}");
    }
}

#[test]
fn what_may_be_answered() {
    use AnswerValue::{Mark, Words, YesNo};
    let asked = [
        question(1, QuestionKind::Scale, true),
        question(2, QuestionKind::YesNo, false),
        question(3, QuestionKind::Text, false),
    ];
    let before = [question(9, QuestionKind::Scale, true)];
    let words = |count: usize| Words("w".repeat(count));
    let sent = |answers: &[(u128, Option<AnswerValue>)], quote: (bool, &str)| {
        let answers: Vec<SentAnswer> = answers
            .iter()
            .map(|(number, value)| SentAnswer { question: id(*number), value: value.clone() })
            .collect();
        let quote = SentQuote { allowed: quote.0, role: quote.1.to_owned() };
        let read = read_answers(&asked, &before, &answers, &quote);
        read.err().unwrap_or_default().into_iter().map(|error| error.field).collect::<Vec<_>>()
    };
    let role = "r".repeat(LONGEST_ROLE);
    let too_long = format!("{role}r");
    let one = (1, Some(Mark(5)));
    for (answers, quote, wrong) in [
        (vec![one.clone()], (false, ""), &[][..]),
        (
            vec![one.clone(), (2, Some(YesNo(false))), (3, Some(words(LONGEST_ANSWER)))],
            (true, role.as_str()),
            &[],
        ),
        // What was answered before may be answered still, and need not.
        (vec![one.clone(), (9, Some(Mark(1)))], (false, ""), &[]),
        (vec![one.clone(), (9, None), (3, Some(words(0)))], (false, ""), &[]),
        (vec![], (false, ""), &["answers"]),
        (vec![(1, None)], (false, ""), &["answers[0].value"]),
        (vec![(2, Some(YesNo(true)))], (false, ""), &["answers"]),
        (vec![(1, Some(Mark(0)))], (false, ""), &["answers[0].value"]),
        (vec![(1, Some(Mark(6)))], (false, ""), &["answers[0].value"]),
        (vec![(1, Some(YesNo(true)))], (false, ""), &["answers[0].value"]),
        (vec![one.clone(), (2, Some(Mark(1)))], (false, ""), &["answers[1].value"]),
        (vec![one.clone(), (3, Some(Mark(1)))], (false, ""), &["answers[1].value"]),
        (vec![one.clone(), (3, Some(words(LONGEST_ANSWER + 1)))], (false, ""), &["answers[1].value"]),
        (vec![one.clone(), one.clone()], (false, ""), &["answers[1].question_id"]),
        (vec![one.clone(), (7, Some(Mark(3)))], (false, ""), &["answers[1].question_id"]),
        (vec![one.clone()], (true, " "), &["quote.role"]),
        (vec![one.clone()], (true, too_long.as_str()), &["quote.role"]),
        (vec![one.clone()], (false, too_long.as_str()), &[]),
    ] {
        assert_eq!(sent(&answers, quote), wrong, "{answers:?} {quote:?}");
    }
}

#[test]
fn what_is_kept() {
    let asked = [
        question(1, QuestionKind::Scale, true),
        question(2, QuestionKind::YesNo, true),
        question(3, QuestionKind::Text, false),
    ];
    let sent = [
        SentAnswer { question: id(1), value: Some(AnswerValue::Mark(4)) },
        SentAnswer { question: id(2), value: Some(AnswerValue::YesNo(true)) },
        SentAnswer { question: id(3), value: Some(AnswerValue::Words("  Ask first.\r\n".to_owned())) },
    ];
    let said = read_answers(&asked, &[], &sent, &SentQuote { allowed: true, role: " Teacher ".to_owned() });
    let said = said.expect("answers");
    assert_eq!(said.quoted_as.as_deref(), Some("Teacher"));
    let kept: Vec<_> = said.answers.iter().map(|one| (one.number, one.words.as_deref())).collect();
    assert_eq!(kept, [(Some(4), None), (Some(1), None), (None, Some("Ask first."))]);
}

#[test]
fn until_when_it_is_open() {
    let result: DateTime<Utc> = "2027-01-12T13:00:00Z".parse().unwrap();
    let answered = result + TimeDelta::days(10);
    let opening = Opening::since(result);
    assert_eq!(opening.until(), result + TimeDelta::days(14));
    assert_eq!(Opening { answered_at: Some(answered), ..opening }.until(), answered + TimeDelta::days(14));
}

#[test]
fn what_answers_come_to() {
    let scale = figures(&question(1, QuestionKind::Scale, true), &[5, 5, 4]);
    assert_eq!(scale.mean, Some(4.67));
    let counts: Vec<(&str, i64)> = scale.counts.iter().map(|(mark, count)| (mark.as_str(), *count)).collect();
    assert_eq!(counts, [("1", 0), ("2", 0), ("3", 0), ("4", 1), ("5", 2)]);
    let yes_no = figures(&question(2, QuestionKind::YesNo, true), &[1, 0, 1]);
    assert_eq!((yes_no.mean, yes_no.counts["yes"], yes_no.counts["no"]), (None, 2, 1));
    assert!(figures(&question(3, QuestionKind::Text, true), &[]).counts.is_empty());
    for (marks, wanted) in
        [(&[][..], None), (&[3], Some(3.0)), (&[1, 2], Some(1.5)), (&[1, 1, 2], Some(1.33))]
    {
        assert_eq!(mean(marks), wanted, "{marks:?}");
    }
}

#[test]
fn when_what_is_shown_is_brought_up_to_date() {
    let people = |numbers: &[u128]| -> Vec<BookingId> {
        numbers.iter().map(|number| BookingId::from_uuid(Uuid::from_u128(*number))).collect()
    };
    let shown = |numbers: &[u128], is_whole| Some(Shown { people: people(numbers), is_whole });
    assert_eq!(FEWEST, 3);
    for (before, answered, is_over, wanted) in [
        (None, &[][..], false, false),
        (None, &[1, 2], false, false),
        (None, &[1, 2], true, false),
        (None, &[1, 2, 3], false, true),
        (None, &[1, 2, 3, 4, 5], false, true),
        (shown(&[1, 2, 3], false), &[1, 2, 3], false, false),
        (shown(&[1, 2, 3], false), &[1, 2, 3, 4, 5], false, false),
        (shown(&[1, 2, 3], false), &[1, 2, 3, 4, 5, 6], false, true),
        // Others in their place count as new, one by one.
        (shown(&[1, 2, 3], false), &[1, 4, 5], false, false),
        (shown(&[1, 2, 3], false), &[1, 2, 3, 4], true, true),
        (shown(&[1, 2, 3], false), &[1, 2], true, false),
        (shown(&[1, 2, 3, 4], true), &[1, 2, 3, 4], true, false),
        (shown(&[1, 2, 3, 4], true), &[1, 2, 3, 4, 5, 6, 7], false, true),
    ] {
        let is_due = is_brought_up_to_date(before.as_ref(), &people(answered), is_over);
        assert_eq!(is_due, wanted, "{before:?} {answered:?} {is_over}");
    }
}
