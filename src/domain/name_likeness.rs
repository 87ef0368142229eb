//! Whether two ways of writing a name may be of one person.

use super::{people::fold, spoken_names::is_title};

/// Whether the names differ in more than the order of their words, case, accents, hyphens, a title, what stands in
/// brackets, or an initial: *Dr Okoro, Samuel J.* and *samuel okoro* do not; *Sam Okoro* and *Ada Okoro* do.
#[must_use]
pub fn names_differ(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (words(one), words(other));
    // Whole words first, so that an initial is left for what nothing else explains.
    one.retain(|word| match other.iter().position(|there| there == word) {
        Some(at) => {
            other.remove(at);
            false
        }
        None => true,
    });
    abbreviates(&mut one, &mut other);
    abbreviates(&mut other, &mut one);
    // A middle initial that only one of them has tells nobody apart.
    let names = |words: &[String]| words.iter().any(|word| !is_initial(word));
    names(&one) || names(&other) || !(one.is_empty() || other.is_empty())
}

/// Takes out initials, each with a word it may stand for.
fn abbreviates(short: &mut Vec<String>, long: &mut Vec<String>) {
    short.retain(|initial| {
        let meant = long.iter().position(|word| is_initial(initial) && word.starts_with(initial.as_str()));
        match meant {
            Some(at) => {
                long.remove(at);
                false
            }
            None => true,
        }
    });
}

/// One letter of a script that has initials: a Chinese name may be one sign.
fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_lowercase)
}

/// The words of a name as they are compared: folded, without titles and what stands in brackets.
pub(super) fn words(name: &str) -> Vec<String> {
    let folded = fold(&without_brackets(name)).replace('\'', "");
    let all: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let named: Vec<String> =
        all.iter().filter(|word| !is_title(word)).map(|word| (*word).to_owned()).collect();
    // A title alone is all the name there is.
    if named.is_empty() { all.into_iter().map(str::to_owned).collect() } else { named }
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                out.push(' ');
            }
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}
