//! Bars: the one picture of figures. Shapes and where they stand; the template draws them
//! (docs/decisions/0025-pictures.md).

use serde::Serialize;

/// How wide a picture is, in its own units: about as many pixels as a phone shows beside its margins.
const WIDTH: i64 = 320;
/// How high a line of it is: its words, then its bar.
const LINE: i64 = 44;

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
    words_at: i64,
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

impl Picture {
    /// The bars of these figures; none where there is nothing to see.
    pub(super) fn of(title: impl Into<String>, key: Option<&str>, told: &[Told]) -> Option<Self> {
        let most = told.iter().map(|bar| bar.all.unwrap_or(0).max(bar.solid + bar.striped)).max()?;
        if most == 0 {
            return None;
        }
        let scaled = |of: i64| of * (WIDTH - 2) / most;
        let bars: Vec<Bar> = (0..)
            .zip(told)
            .map(|(line, bar)| Bar {
                label: bar.label.clone(),
                value: bar.value.clone(),
                words_at: line * LINE + 15,
                at: line * LINE + 22,
                outline: bar.all.filter(|all| *all > 0).map(scaled),
                solid: scaled(bar.solid),
                striped: (bar.striped > 0)
                    .then(|| Striped { from: 1 + scaled(bar.solid), width: scaled(bar.striped) }),
            })
            .collect();
        let described: Vec<String> = told.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect();
        Some(Self {
            title: title.into(),
            description: format!("{}.", described.join("; ")),
            height: i64::try_from(bars.len()).unwrap_or(0) * LINE,
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
}
