//! Which new passwords are taken: long enough, not among those that are tried first, not made of words of this site.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The fewest characters a password may have (OWASP ASVS 5.0 6.2.1).
pub const SHORTEST: usize = 8;
/// The most characters a password may have; longer ones cost time and add nothing (ASVS 5.0 6.2.9 asks for 64).
pub const LONGEST: usize = 128;

/// The 3,000 most used passwords of at least [`SHORTEST`] characters (ASVS 5.0 6.2.4), by the frequency list of the
/// crate `zxcvbn` (MIT), with common first names, which that list leaves out, and what is tried first in England.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Words that whoever tries passwords on this site tries first (ASVS 5.0 6.1.2), beside the provider's own.
const SITE_WORDS: [&str; 36] = [
    "academy",
    "action",
    "attend",
    "attendance",
    "book",
    "booking",
    "certificate",
    "circle",
    "circles",
    "city",
    "coordinator",
    "council",
    "course",
    "courses",
    "delegate",
    "demo",
    "development",
    "introduction",
    "ladder",
    "learn",
    "learning",
    "manager",
    "meeting",
    "meetings",
    "partnership",
    "password",
    "practice",
    "restorative",
    "school",
    "schools",
    "team",
    "trainer",
    "training",
    "user",
    "welcome",
    "work",
];
/// What everybody signs in with who is shown round; published, so it is nobody's secret.
const DEMO_PASSWORD: &str = "demo-password";
/// So many of these words, and nothing else, are no password; more of them are a phrase.
const WORDS: usize = 3;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than [`SHORTEST`] characters.
    #[error("Your password must have at least 8 characters")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("Your password must have at most 128 characters")]
    TooLong,
    /// A control character, which some keyboards and forms cannot send again.
    #[error("Your password must not contain control characters such as tabs or line breaks")]
    ControlCharacter,
    /// Among the passwords that are tried first, or one character over and over.
    #[error("This password is too easy to guess: choose a less common one")]
    Common,
    /// Words of this site and figures, and nothing else.
    #[error(
        "This password is made of words that stand all over this site: add something only you would think of"
    )]
    SiteWords,
    /// The person's own name or address.
    #[error("Your password must not be your name or e-mail address")]
    OwnName,
}

/// What is judged by.
#[derive(Debug, Clone, Default)]
pub struct PasswordRules {
    words: Vec<String>,
    is_demo: bool,
}

impl PasswordRules {
    /// The rules of a site of this name at this address; a demo's own password is good in a demo.
    #[must_use]
    pub fn of_site(names: &[&str], is_demo: bool) -> Self {
        let letters = |name: &&str| name.to_lowercase();
        let all: Vec<String> = names.iter().map(letters).collect();
        let words = all.iter().flat_map(|name| name.split(|c: char| !c.is_alphabetic()));
        Self { words: words.filter(|word| word.chars().count() > 3).map(str::to_owned).collect(), is_demo }
    }

    /// Judges a new password as it was typed, spaces and all; `own` are the person's name and addresses. Everything
    /// wrong with it comes back at once.
    ///
    /// # Errors
    /// Every rule it breaks.
    pub fn check(&self, password: &str, own: &[&str]) -> Result<(), Vec<PasswordProblem>> {
        let mut problems = Vec::new();
        let length = password.chars().count();
        if length < SHORTEST {
            problems.push(PasswordProblem::TooShort);
        }
        if length > LONGEST {
            problems.push(PasswordProblem::TooLong);
        }
        if password.chars().any(char::is_control) {
            problems.push(PasswordProblem::ControlCharacter);
        }
        // Spaces around a common word make it no less common.
        let folded = password.trim().to_lowercase();
        let one_character = folded.chars().collect::<HashSet<_>>().len() == 1;
        let is_common = one_character || COMMON.contains(folded.as_str());
        if length >= SHORTEST && is_common {
            problems.push(PasswordProblem::Common);
        } else if length >= SHORTEST && self.is_of_the_site(&folded) {
            problems.push(PasswordProblem::SiteWords);
        }
        let is_own = |name: &&str| {
            let name = name.trim().to_lowercase();
            let local_part = name.split_once('@').map(|(local, _)| local);
            !name.is_empty() && (folded == name || local_part == Some(folded.as_str()))
        };
        if own.iter().any(is_own) {
            problems.push(PasswordProblem::OwnName);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Whether nothing but a few words of the site is left when figures and signs are taken out.
    fn is_of_the_site(&self, folded: &str) -> bool {
        if self.is_demo && folded == DEMO_PASSWORD {
            return false;
        }
        let runs = folded.split(|c: char| !c.is_alphabetic()).filter(|run| !run.is_empty());
        let words = runs.map(|run| self.fewest_words(run, WORDS)).sum::<Option<usize>>();
        words.is_some_and(|words| (1..=WORDS).contains(&words))
    }

    /// Of how many words of the site these letters are made, at most `most`.
    fn fewest_words(&self, letters: &str, most: usize) -> Option<usize> {
        if letters.is_empty() {
            return Some(0);
        }
        if most == 0 {
            return None;
        }
        let known = SITE_WORDS.into_iter().chain(self.words.iter().map(String::as_str));
        known
            .filter_map(|word| letters.strip_prefix(word))
            .filter_map(|rest| self.fewest_words(rest, most - 1))
            .min()
            .map(|words| words + 1)
    }
}
