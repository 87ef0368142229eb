//! What the answers to a question come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    feedback::{BEST, Question, QuestionKind},
    ids::RowId,
};

/// What the answers to one question come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionFigures {
    /// The question.
    pub id: RowId,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What was asked.
    pub text: String,
    /// The mean of a scale, in hundredths exact; none without a mark.
    pub mean: Option<f64>,
    /// How many gave each answer: `1` to `5`, or `yes` and `no`; nothing for words.
    pub counts: BTreeMap<String, i64>,
}

/// Counts the answers to a question: marks, or 1 for yes and 0 for no.
#[must_use]
pub fn figures(question: &Question, numbers: &[i32]) -> QuestionFigures {
    let count =
        |number: i32| i64::try_from(numbers.iter().filter(|one| **one == number).count()).unwrap_or(0);
    let counts = match question.kind {
        QuestionKind::Scale => (1..=BEST).map(|mark| (mark.to_string(), count(mark))).collect(),
        QuestionKind::YesNo => [("no".to_owned(), count(0)), ("yes".to_owned(), count(1))].into(),
        QuestionKind::Text => BTreeMap::new(),
    };
    QuestionFigures {
        id: question.id,
        kind: question.kind,
        text: question.words.clone(),
        mean: if question.kind == QuestionKind::Scale { mean(numbers) } else { None },
        counts,
    }
}

/// The mean of marks, rounded to hundredths.
#[must_use]
pub fn mean(marks: &[i32]) -> Option<f64> {
    let (sum, count) =
        marks.iter().fold((0_i64, 0_i64), |(sum, count), mark| (sum + i64::from(*mark), count + 1));
    if count == 0 {
        return None;
    }
    // Halves are rounded up; whole hundredths are exact in a float of that size.
    let hundredths = (sum * 200 + count) / (count * 2);
    let whole = i32::try_from(hundredths).unwrap_or(i32::MAX);
    Some(f64::from(whole) / 100.0)
}
