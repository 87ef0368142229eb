//! Bars: the one picture of figures. Shapes and where they stand; the template draws them
//! (docs/decisions/0025-pictures.md).

use serde::Serialize;

/// How wide a picture is, in its own units: about as many pixels as a phone shows beside its margins.
const WIDTH: i64 = 320;
/// How high a line of words is.
const WORDS: i64 = 18;
/// How high a bar is, with the room below it.
const BAR: i64 = 26;
/// Letters that fit beside each other; of wide ones fewer, so some are left.
const FIT: usize = 42;

/// A picture of bars, one below the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::web) struct Picture {
    /// What it shows, with the period.
    title: String,
    /// What is to be seen in it, in words.
    description: String,
    /// How high it is.
    height: i64,
    bars: Vec<Bar>,
    /// What the shapes mean.
    key: Option<String>,
}

/// One bar: an outline of all, filled as far as it is done, striped for what is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Bar {
    label: String,
    value: String,
    label_at: i64,
    value_at: i64,
    at: i64,
    outline: Option<i64>,
    solid: i64,
    striped: Option<Striped>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Striped {
    from: i64,
    width: i64,
}

/// What a bar tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Of what.
    pub(super) label: String,
    /// The figures in words.
    pub(super) value: String,
    /// All of it, where the bar is a part of something.
    pub(super) all: Option<i64>,
    /// How much.
    pub(super) solid: i64,
    /// How much beside that, where there are two kinds.
    pub(super) striped: i64,
}

/// How many bars one picture has at most: a year month by month, or the largest of a long list.
pub(super) const MOST: usize = 12;

/// As much of a label as one line holds; the table below has all of it.
fn cut(label: &str) -> String {
    if label.chars().count() <= FIT {
        return label.to_owned();
    }
    let kept: String = label.chars().take(FIT - 1).collect();
    format!("{}…", kept.trim_end())
}

impl Picture {
    /// The bars of these figures; none where there is nothing to see.
    pub(super) fn of(title: impl Into<String>, key: Option<&str>, told: &[Told]) -> Option<Self> {
        let most = told.iter().map(|bar| bar.all.unwrap_or(0).max(bar.solid + bar.striped)).max()?;
        if most == 0 {
            return None;
        }
        let scaled = |of: i64| of * (WIDTH - 2) / most;
        let mut down = 0;
        let bars: Vec<Bar> = told
            .iter()
            .map(|bar| {
                let label = cut(&bar.label);
                let beside = label.chars().count() + bar.value.chars().count() < FIT;
                let label_at = down + 14;
                let value_at = if beside { label_at } else { label_at + WORDS };
                let at = value_at + 6;
                down = at + BAR - 4;
                Bar {
                    label,
                    value: bar.value.clone(),
                    label_at,
                    value_at,
                    at,
                    outline: bar.all.filter(|all| *all > 0).map(scaled),
                    solid: scaled(bar.solid),
                    striped: (bar.striped > 0)
                        .then(|| Striped { from: 1 + scaled(bar.solid), width: scaled(bar.striped) }),
                }
            })
            .collect();
        let described: Vec<String> = told.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect();
        Some(Self {
            title: title.into(),
            description: format!("{}.", described.join("; ")),
            height: down,
            bars,
            key: key.map(str::to_owned),
        })
    }

    /// One for samples, of each shape.
    pub(super) fn sample() -> Option<Self> {
        let bar = |label: &str, all, striped| Told {
            label: label.to_owned(),
            value: "12 of 40, 3 booked".to_owned(),
            all,
            solid: 12,
            striped,
        };
        Self::of(
            "Completed, and came back",
            Some("Filled: came back. Striped: booked."),
            &[bar("Introduction", Some(40), 3), bar("Development", None, 0)],
        )
    }

    /// One for samples, of a month in which nobody came.
    pub(super) fn bare_sample() -> Option<Self> {
        let bar = |label: &str, solid: i64| Told {
            label: label.to_owned(),
            value: solid.to_string(),
            solid,
            ..Told::default()
        };
        Self::of("Refused", None, &[bar("Introduction", 4), bar("Development", 0)])
    }
}
