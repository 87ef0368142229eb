//! Crockford's base 32: digits and letters without I, L, O and U, so that no two are mistaken for each other when
//! read aloud or copied by hand.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The first `chars` × 5 bits of `bytes`, most significant first; fewer characters if the bytes run out.
#[must_use]
pub fn encode(bytes: &[u8], chars: usize) -> String {
    let bit = |index: usize| bytes[index / 8] >> (7 - index % 8) & 1;
    (0..chars.min(bytes.len() * 8 / 5))
        .map(|at| {
            let value = (at * 5..at * 5 + 5).fold(0, |value, index| value << 1 | bit(index));
            char::from(ALPHABET[usize::from(value)])
        })
        .collect()
}

/// Reads what a person typed: case, white space and dashes do not matter, O is 0, I and L are 1.
///
/// `None` if it is not exactly `chars` characters of the alphabet.
#[must_use]
pub fn decode(typed: &str, chars: usize) -> Option<String> {
    let mut out = String::with_capacity(chars);
    for c in typed.chars() {
        if c.is_whitespace()
            || matches!(c, '-' | '\u{AD}' | '\u{200B}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        {
            continue;
        }
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if out.len() == chars || !c.is_ascii() || !ALPHABET.contains(&(c as u8)) {
            return None;
        }
        out.push(c);
    }
    (out.len() == chars).then_some(out)
}
