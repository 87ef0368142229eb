//! What papers can draw.

use training_ladder::domain::{
    people::PersonName,
    printable::{Alphabet, shown},
};

fn latin() -> Alphabet {
    let marks = "\u{301}\u{323}".chars();
    Alphabet::of(('a'..='z').chain('A'..='Z').chain(['-', 'ł', 'ẹ']).chain(marks))
}

#[test]
fn what_is_missing_is_named_once_and_in_order() {
    let rows = [
        ("Jane Smith", ""),
        ("Łukasz", "Ł"),
        ("łukasz", ""),
        // Composed of a letter and its mark, which are there.
        ("Adébáyọ̀", "\u{300}"),
        ("Adébáyọ́", ""),
        ("王小明 王", "王小明"),
        // What draws nothing takes no glyph.
        ("a\u{200d}b\u{200f}c\u{fe0f}", ""),
        ("", ""),
    ];
    for (text, missing) in rows {
        assert_eq!(latin().missing(text).iter().collect::<String>(), missing, "{text:?}");
        assert_eq!(latin().prints(text), missing.is_empty(), "{text:?}");
    }
    assert!(!Alphabet::default().prints("a"));
}

#[test]
fn a_form_that_cannot_be_printed_is_refused_with_what_to_write() {
    let name = |text: &str| PersonName::parse("name", text).expect("a name");
    assert_eq!(latin().check("certificate_name", &name("Wang Xiaoming")), Ok(()));
    let refused = latin().check("certificate_name", &name("王小明 Wang")).expect_err("no glyphs");
    assert_eq!(refused.field, "certificate_name");
    assert_eq!(
        refused.message,
        "We cannot print 王, 小 and 明 on a certificate. Write the name in letters that we can print, such as the \
         Latin ones of a passport."
    );
}

#[test]
fn many_letters_are_not_all_named() {
    let rows = [
        ("王", "王"),
        ("王小", "王 and 小"),
        ("王小明李四五六", "王, 小, 明, 李, 四, 五 and one other"),
        ("王小明李四五六七", "王, 小, 明, 李, 四, 五 and 2 others"),
    ];
    for (letters, expected) in rows {
        assert_eq!(shown(&letters.chars().collect::<Vec<_>>()), expected);
    }
}
