//! Who a sentence speaks to: the person themselves ("you"), or somebody who acts for them (their name).

/// Whether a sentence says "you" or names the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice<'a> {
    /// The reader is the person spoken of.
    You,
    /// The reader acts for the person of this name.
    Of(&'a str),
}

impl<'a> Voice<'a> {
    /// "You" or the name, for the start of a sentence.
    #[must_use]
    pub const fn who(self) -> &'a str {
        match self {
            Self::You => "You",
            Self::Of(name) => name,
        }
    }

    /// "you" or the name, inside a sentence.
    #[must_use]
    pub const fn whom(self) -> &'a str {
        match self {
            Self::You => "you",
            Self::Of(name) => name,
        }
    }

    /// "are" or "is".
    #[must_use]
    pub const fn are(self) -> &'static str {
        match self {
            Self::You => "are",
            Self::Of(_) => "is",
        }
    }

    /// "have" or "has".
    #[must_use]
    pub const fn have(self) -> &'static str {
        match self {
            Self::You => "have",
            Self::Of(_) => "has",
        }
    }

    /// "attend" or "attends".
    #[must_use]
    pub const fn attend(self) -> &'static str {
        match self {
            Self::You => "attend",
            Self::Of(_) => "attends",
        }
    }

    /// "your" or "their".
    #[must_use]
    pub const fn their(self) -> &'static str {
        match self {
            Self::You => "your",
            Self::Of(_) => "their",
        }
    }
}

/// "A", "A or B", "A, B or C": items with `last` before the final one.
#[must_use]
pub fn listed<S: AsRef<str>>(items: &[S], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [front @ .., end] => {
            let front: Vec<&str> = front.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", front.join(", "), end.as_ref())
        }
    }
}

/// The text with its first letter as a capital, to stand at the start of a sentence.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
