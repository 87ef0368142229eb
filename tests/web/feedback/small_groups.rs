//! Nobody is told apart by looking twice.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::class_feedback::{TAUGHT, USEFUL, WORDS, attended, said, say, seen};
use crate::support::{app::TestApp, database::both_databases, register::Class};

const NAMES: [&str; 12] =
    ["Ada", "Ben", "Cleo", "Dee", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jo", "Kit", "Lou"];

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(most).unwrap()).unwrap()
    }
}

/// Marks of the first question as the view counts them.
fn marks(view: &Value) -> Vec<i64> {
    let counts = &view["questions"][0]["counts"];
    ["1", "2", "3", "4", "5"].iter().map(|mark| counts[mark].as_i64().expect("a count")).collect()
}

fn without_roles(view: &Value) -> Value {
    let mut view = view.clone();
    let texts = view["texts"].as_array_mut().expect("texts");
    for text in texts.iter_mut() {
        text["role"] = json!(null);
    }
    view
}

fn roles(view: &Value) -> usize {
    view["texts"].as_array().expect("texts").iter().filter(|text| !text["role"].is_null()).count()
}

/// Looks, and checks what this look and the last one come to together.
async fn look(app: &TestApp, class: &Class, last: &mut Option<Value>, answered: usize) {
    let answer = seen(app, class).await;
    if answer.status == 409 {
        assert!(last.is_none() && answered < 3, "it was shown before, or three have answered");
        return;
    }
    let view = answer.expect(200).json();
    let shown = view["responses"].as_u64().expect("a number");
    assert!(shown >= 3);
    assert_eq!(marks(&view).iter().sum::<i64>(), i64::try_from(shown).unwrap());
    if let Some(before) = last {
        let more = shown - before["responses"].as_u64().unwrap();
        assert!(more == 0 || more >= 3, "{more} more people in one step");
        if more == 0 {
            // Not a word and not a count differs: neither of whoever came nor of whoever thought again. A role goes with
            // the leave to be quoted.
            assert_eq!(without_roles(&view), without_roles(before));
            assert!(roles(&view) <= roles(before), "nobody is quoted from one look to the next");
        }
    }
    *last = Some(view);
}

both_databases! {
    async fn no_two_looks_differ_by_one_or_two_people(app: TestApp) {
        let class = attended(&app, &NAMES).await;
        for seed in 1..3 {
            let mut numbers = Numbers(seed);
            let mut last = None;
            let mut answered: Vec<usize> = Vec::new();
            // A second round changes answers alone: everybody has answered by then.
            for _ in 0..36 {
                if numbers.below(3) == 0 {
                    look(&app, &class, &mut last, answered.len()).await;
                } else {
                    let person = numbers.below(NAMES.len());
                    let mark = i64::try_from(numbers.below(5)).unwrap() + 1;
                    let words = format!("Words {}", numbers.below(1_000));
                    let role = (numbers.below(2) == 0).then_some("Teacher");
                    let status = say(&app, &class, person, said(mark, &words, role)).await.status;
                    assert!(status == 201 || status == 200);
                    if !answered.contains(&person) {
                        answered.push(person);
                    }
                }
                app.clock.advance(TimeDelta::minutes(7));
            }
            look(&app, &class, &mut last, answered.len()).await;
            if seed == 1 {
                continue;
            }
            // Once nobody can change an answer any more all of it is shown, and stays.
            app.clock.advance(TimeDelta::days(15));
            let whole = seen(&app, &class).await.expect(200).json();
            assert!(whole["responses"].as_u64().unwrap() >= u64::try_from(answered.len()).unwrap());
            assert_eq!(seen(&app, &class).await.expect(200).json(), whole);
        }
        app.audit().await;
    }

    async fn the_fourth_answer_is_shown_with_the_sixth_or_at_the_end(app: TestApp) {
        let class = attended(&app, &NAMES[..6]).await;
        for person in 0..3 {
            say(&app, &class, person, said(5, "Good.", None)).await.expect(201);
        }
        let first = seen(&app, &class).await.expect(200).json();
        for person in 3..5 {
            say(&app, &class, person, said(1, "Bad.", None)).await.expect(201);
            assert_eq!(seen(&app, &class).await.expect(200).json(), first);
        }
        // Whoever thinks again is not seen doing so either.
        say(&app, &class, 0, said(1, "On second thoughts.", None)).await.expect(200);
        assert_eq!(seen(&app, &class).await.expect(200).json(), first);
        say(&app, &class, 5, said(1, "Bad.", None)).await.expect(201);
        let all = seen(&app, &class).await.expect(200).json();
        assert_eq!((&all["responses"], marks(&all)[0]), (&json!(6), 4));
    }

    async fn at_the_end_what_is_left_is_shown(app: TestApp) {
        let class = attended(&app, &NAMES[..4]).await;
        for person in 0..3 {
            say(&app, &class, person, said(5, "Good.", None)).await.expect(201);
        }
        let first = seen(&app, &class).await.expect(200).json();
        app.clock.advance(TimeDelta::days(10));
        say(&app, &class, 3, said(1, "Late.", None)).await.expect(201);
        // Fourteen days after the result the last one can still think again, for ten days more.
        app.clock.advance(TimeDelta::days(5));
        assert_eq!(seen(&app, &class).await.expect(200).json(), first);
        app.clock.advance(TimeDelta::days(9) + TimeDelta::seconds(1));
        let whole = seen(&app, &class).await.expect(200).json();
        assert_eq!((&whole["responses"], whole["texts"].as_array().unwrap().len()), (&json!(4), 4));
    }

    async fn the_order_of_words_tells_nothing_and_fewer_than_three_stay_unseen(app: TestApp) {
        let class = attended(&app, &NAMES[..3]).await;
        for (person, words) in [(0, "Zebra"), (1, "apple")] {
            say(&app, &class, person, said(5, words, None)).await.expect(201);
        }
        app.clock.advance(TimeDelta::days(13));
        seen(&app, &class).await.expect_problem(409, "too_few_answers");
        say(&app, &class, 2, json!({"answers": [{"question_id": USEFUL, "value": 3},
            {"question_id": TAUGHT, "value": 3},
            {"question_id": WORDS, "value": "Mango"}]})).await.expect(201);
        let view = seen(&app, &class).await.expect(200).json();
        let words: Vec<&str> = view["texts"].as_array().unwrap().iter().map(|text| text["text"].as_str().unwrap()).collect();
        assert_eq!(words, ["apple", "Mango", "Zebra"]);
    }
}
