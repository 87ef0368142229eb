//! Booking references.

use training_ladder::domain::references::{booking_reference, parse_reference};

#[test]
fn references_are_eight_characters_nobody_mistakes() {
    assert_eq!(booking_reference(&[0; 5]), "00000000");
    assert_eq!(booking_reference(&[0xFF; 5]), "ZZZZZZZZ");
    assert_eq!(booking_reference(&[0x12, 0x34, 0x56, 0x78, 0x9A]), "28T5CY4T");
}

#[test]
fn references_are_read_as_people_type_them() {
    for (typed, expected) in [
        ("28T5CY4T", Some("28T5CY4T")),
        (" 28t5-cy4t ", Some("28T5CY4T")),
        ("oil00000", Some("01100000")),
        ("28T5CY4", None),
        ("28T5CY4TT", None),
        ("28T5CY4U", None),
        ("", None),
    ] {
        assert_eq!(parse_reference(typed).as_deref(), expected, "{typed}");
    }
}
