//! Codes people read out, type and print, in Crockford's alphabet: no I, L, O or U to mistake.

use crate::ports::Random;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a verification code: 28 × 5 = 140 random bits, seven groups of four (ASVS 5.0 11.5.1 asks for 128).
pub const VERIFICATION_CODE_LENGTH: usize = 28;

/// `length` random characters of the alphabet (at most 64), five bits each.
#[must_use]
pub fn random_code(random: &Random, length: usize) -> String {
    // 256 is a multiple of 32, so the low five bits of a random byte favour no character.
    random
        .bytes::<64>()
        .iter()
        .take(length)
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect()
}

/// A certificate's verification code, without separators.
#[must_use]
pub fn verification_code(random: &Random) -> String {
    random_code(random, VERIFICATION_CODE_LENGTH)
}

/// What was typed, as the code was made: case, spaces and hyphens do not matter, O is 0, I and L are 1. None when
/// it holds anything else.
#[must_use]
pub fn read_code(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(typed.len());
    for character in typed.chars() {
        match character.to_ascii_uppercase() {
            'O' => code.push('0'),
            'I' | 'L' => code.push('1'),
            c if c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}') => {}
            c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => code.push(c),
            _ => return None,
        }
    }
    (!code.is_empty()).then_some(code)
}

/// A code in groups of four, as it is printed.
#[must_use]
pub fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
