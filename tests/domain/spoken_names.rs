//! Names as lists and files have them.

use training_ladder::domain::spoken_names::{as_said, without_title};

#[test]
fn a_name_in_a_list_is_made_one_as_it_is_said() {
    let rows = [
        ("Jane Smith", "Jane Smith"),
        ("Smith, Jane", "Jane Smith"),
        ("SMITH, Jane", "Jane SMITH"),
        ("van der Berg, Jan Willem", "Jan Willem van der Berg"),
        ("Okafor-Lloyd, Siân", "Siân Okafor-Lloyd"),
        ("Dr Jane Smith", "Jane Smith"),
        ("Dr. Jane Smith", "Jane Smith"),
        ("PROF Dr Jane Smith", "Jane Smith"),
        ("Revd. Canon Jane Smith", "Canon Jane Smith"),
        ("Smith, Dr Jane", "Jane Smith"),
        ("Dr Smith, Jane", "Jane Smith"),
        ("Smith, Jane, Mrs", "Jane Smith"),
        ("Jane Smith, PhD", "Jane Smith"),
        ("Smith, Jane, M.Ed.", "Jane Smith"),
        ("Jane Smith (she/her)", "Jane Smith"),
        ("Jane (they / them) Smith", "Jane Smith"),
        ("Jane Smith [He, Him]", "Jane Smith"),
        ("Jane Smith she/her", "Jane Smith"),
        ("Dr Jane Smith (she/her)", "Jane Smith"),
        ("Smith, Dr Jane (she/they)", "Jane Smith"),
        ("Jane Smith (External)", "Jane Smith"),
        ("Jane Smith ()", "Jane Smith"),
        // What looks like a title or like letters and is a name.
        ("Drew Misson", "Drew Misson"),
        ("Yo-Yo Ma", "Yo-Yo Ma"),
        ("Ma, Yo-Yo", "Yo-Yo Ma"),
        ("Sirin Damewood", "Sirin Damewood"),
        ("It Heng", "It Heng"),
        // Nothing but a title, or nothing at all: whoever reads the name says what is wrong.
        ("Dr", "Dr"),
        ("", ""),
        ("(she/her)", "(she/her)"),
    ];
    for (typed, said) in rows {
        assert_eq!(as_said(typed).as_deref(), Ok(said), "{typed:?}");
    }
}

#[test]
fn what_cannot_be_told_for_certain_is_asked() {
    let rows = [
        ("Robert (Bob) Smith", "is (Bob) a part of the name?"),
        ("Jane Smith (née Jones)", "is (née Jones) a part of the name?"),
        ("Jane Smith [Year 4]", "is (Year 4) a part of the name?"),
        ("Smith, Jane, Year 4", "this has more in it than one name (Smith / Jane / Year 4)."),
    ];
    for (typed, asked) in rows {
        let why = as_said(typed).expect_err(typed);
        assert!(why.starts_with(asked), "{typed:?}: {why}");
        assert!(why.contains("as it should stand on a certificate"), "{why}");
    }
}

#[test]
fn a_part_that_is_only_a_title_is_nothing() {
    assert_eq!(without_title("Mrs"), None);
    assert_eq!(without_title(" Mr.  Sam "), Some("Sam".to_owned()));
}
