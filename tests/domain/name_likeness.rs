//! Whether two ways of writing a name may be of one person.

use training_ladder::domain::name_likeness::names_differ;

#[test]
fn a_name_is_another_when_more_than_its_dress_differs() {
    let same = [
        ("Sam Okoro", "sam okoro"),
        ("Sam Okoro", "Okoro, Sam"),
        ("Sam Okoro", "OKORO Sam"),
        ("Siân Ŵyn", "Sian Wyn"),
        ("Dr Sam Okoro", "Sam Okoro"),
        ("Okoro, Prof. Sam", "sam okoro"),
        ("S. Okoro", "Sam Okoro"),
        ("Sam J. Okoro", "Sam Okoro"),
        ("S J Okoro", "Sam Okoro"),
        ("Sam J Okoro", "Sam James Okoro"),
        ("Anne-Marie O’Neill", "Anne Marie ONeill"),
        ("Sam Okoro (she/her)", "Sam Okoro"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("李 明", "明 李"),
        ("Dr", "dr"),
    ];
    for (one, other) in same {
        assert!(!names_differ(one, other), "{one} / {other}");
        assert!(!names_differ(other, one), "{other} / {one}");
    }
    let another = [
        ("Sam Okoro", "Ada Okoro"),
        ("Sam Okoro", "Sam Adeyemi"),
        ("Sam Okoro", "Okoro"),
        ("A Okoro", "Sam Okoro"),
        ("Sam J Okoro", "Sam K Okoro"),
        ("Sam Okoro", "Office"),
        ("Anne Smith", "Anne Smith-Jones"),
        ("李 明", "王 明"),
        ("李 明", "李"),
    ];
    for (one, other) in another {
        assert!(names_differ(one, other), "{one} / {other}");
        assert!(names_differ(other, one), "{other} / {one}");
    }
}
