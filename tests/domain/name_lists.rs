//! Lists as people paste them.

use training_ladder::domain::name_lists::parse;

/// What a list comes to: `line name <address>` for each person.
fn read(text: &str, names_alone: bool) -> Vec<String> {
    parse(text, names_alone)
        .unwrap_or_else(|problems| panic!("{text:?}: {problems:?}"))
        .into_iter()
        .map(|person| {
            let email = person.email.map(|email| format!(" <{}>", email.as_str())).unwrap_or_default();
            format!("{} {}{email}", person.line, person.name)
        })
        .collect()
}

fn problems(text: &str, names_alone: bool) -> Vec<String> {
    let problems = parse(text, names_alone).expect_err(text);
    assert!(problems.iter().all(|problem| problem.field == "text"));
    problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn one_person_in_every_spelling() {
    let rows = [
        "Sam Okoro <sam@school.example>",
        "Sam Okoro sam@school.example",
        "Sam Okoro, sam@school.example",
        "Sam Okoro; sam@school.example",
        "Sam Okoro\tsam@school.example",
        "sam@school.example, Sam Okoro",
        "sam@school.example\tSam Okoro",
        "\"Sam Okoro\" <sam@school.example>",
        "'Sam Okoro' <sam@school.example>",
        "\"Okoro, Sam\" <sam@school.example>",
        "Okoro, Sam <sam@school.example>",
        "Okoro, Sam <sam@school.example>;",
        "Sam Okoro (sam@school.example)",
        "Sam Okoro [mailto:sam@school.example]",
        "Sam Okoro - sam@school.example",
        "Sam Okoro (External) <sam@school.example>",
        "Sam Okoro, MA <sam@school.example>",
        "Dr Sam Okoro (he/him) <sam@school.example>",
        "Okoro, Mr Sam <sam@school.example>",
        "Okoro, Sam (he/him) <sam@school.example>",
        "Mr Sam Okoro, PhD, sam@school.example",
        "Okoro, Sam (sam@school.example)",
        "3. Sam Okoro <sam@school.example>",
        "3) Sam Okoro <sam@school.example>",
        "• Sam Okoro <sam@school.example>",
        "- Sam Okoro <sam@school.example>",
        "To: Sam Okoro <sam@school.example>",
        "\u{feff}Sam\u{a0}Okoro <sam@school.example>\r",
        "Sam   Okoro <sam@school.example>.",
    ];
    for row in rows {
        assert_eq!(read(row, false), ["1 Sam Okoro <sam@school.example>"], "{row:?}");
    }
}

#[test]
fn two_columns_of_names_are_told_apart_by_the_address() {
    let rows = [
        ("Sam,Okoro,sam.okoro@school.example", "1 Sam Okoro <sam.okoro@school.example>"),
        ("Okoro,Sam,sam.okoro@school.example", "1 Sam Okoro <sam.okoro@school.example>"),
        ("Okoro\tSam\ts.okoro@school.example", "1 Sam Okoro <s.okoro@school.example>"),
        ("O'Neill;Wyn;wyn.oneill@school.example", "1 Wyn O'Neill <wyn.oneill@school.example>"),
        (
            "Łukasz,Kowalski,lukasz_kowalski@school.example",
            "1 Łukasz Kowalski <lukasz_kowalski@school.example>",
        ),
    ];
    for (row, expected) in rows {
        assert_eq!(read(row, false), [expected], "{row:?}");
    }
    // A comma inside a cell parts a last name from a first one, whatever the address says.
    for row in [
        "Okoro, Sam;so12@school.example",
        "so12@school.example;Okoro, Sam",
        "\"Okoro, Sam\"\tso12@school.example",
        "\"Okoro, Sam\",so12@school.example",
        "7\tSam Okoro\tso12@school.example",
        "Sam Okoro|so12@school.example",
    ] {
        assert_eq!(read(row, false), ["1 Sam Okoro <so12@school.example>"], "{row:?}");
    }
    assert_eq!(
        problems("Sam,Okoro,so12@school.example", false),
        ["Line 1: which is the first name, Sam or Okoro? \
          Write the name as it is said: Sam Okoro <so12@school.example>."]
    );
}

#[test]
fn a_heading_says_which_column_is_which() {
    let rows = [
        ("Name,Role,Email\nSam Okoro,Teacher,sam@school.example", "2 Sam Okoro <sam@school.example>"),
        ("First name,Last name,Email\nSam,Okoro,so12@school.example", "2 Sam Okoro <so12@school.example>"),
        ("Surname;Forename;E-mail\r\nOkoro;Sam;so12@school.example", "2 Sam Okoro <so12@school.example>"),
        ("Email\tFull Name\tYear\nso12@school.example\tOkoro, Sam\t4", "2 Sam Okoro <so12@school.example>"),
        ("No,Name,Email\n1,\"Okoro, Sam\",so12@school.example\n,,", "2 Sam Okoro <so12@school.example>"),
        ("Name | Email\nSam Okoro | so12@school.example", "2 Sam Okoro <so12@school.example>"),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text, false), [expected], "{text:?}");
    }
    assert_eq!(read("First name,Surname\nSam,Okoro", true), ["2 Sam Okoro"]);
    assert_eq!(
        problems("Name,Email\nSam Okoro,office@school.example\n,jo@school.example", false).len(),
        2,
        "what stands in columns is held to the same rules"
    );
}

#[test]
fn several_on_a_line() {
    let expected =
        ["1 Sam Okoro <sam@school.example>", "1 Ann Lee <ann@school.example>", "1 Jo Bell <jo@x.example>"];
    let rows = [
        "Sam Okoro <sam@school.example>; Ann Lee <ann@school.example>; Jo Bell <jo@x.example>",
        "Sam Okoro <sam@school.example>, Ann Lee <ann@school.example>, Jo Bell <jo@x.example>",
        "Okoro, Sam <sam@school.example>; Lee, Ann <ann@school.example>; Bell, Jo <jo@x.example>;",
        "Okoro, Sam <sam@school.example>, Lee, Ann <ann@school.example>, Bell, Jo <jo@x.example>",
        "\"Okoro, Sam\" <sam@school.example>; 'Ann Lee' <ann@school.example>; \"Jo Bell\" <jo@x.example>",
    ];
    for row in rows {
        assert_eq!(read(row, false), expected, "{row:?}");
    }
}

#[test]
fn names_alone_where_they_are_enough() {
    let rows: [(&str, &[&str]); 7] = [
        ("Sam Okoro\nAnn Lee", &["1 Sam Okoro", "2 Ann Lee"]),
        ("Sam Okoro; Ann Lee", &["1 Sam Okoro", "1 Ann Lee"]),
        ("Sam Okoro, Ann Lee, Jo Bell", &["1 Sam Okoro", "1 Ann Lee", "1 Jo Bell"]),
        ("Okoro, Sam\nvan der Berg, Jan", &["1 Sam Okoro", "2 Jan van der Berg"]),
        ("Okoro, Dr Sam\nMrs Ann Lee (she/her), Jo Bell", &["1 Sam Okoro", "2 Ann Lee", "2 Jo Bell"]),
        ("Siân ap Rhys\nSam Okoro <sam@x.example>", &["1 Siân ap Rhys", "2 Sam Okoro <sam@x.example>"]),
        ("Name,Email\nSam Okoro,\n\nAnn Lee,ann@x.example", &["2 Sam Okoro", "4 Ann Lee <ann@x.example>"]),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text, true), expected, "{text:?}");
    }
    assert_eq!(
        problems("Sam Okoro\nsam okoro", true),
        ["Line 2: sam okoro is on line 1 already. \
          If these are two people, write something that tells them apart."]
    );
}

#[test]
fn a_repeated_line_counts_once_and_a_shared_address_not_at_all() {
    let twice = "Sam Okoro <sam@school.example>\nSAM OKORO <Sam@School.example>\n";
    assert_eq!(read(twice, false), ["1 Sam Okoro <sam@school.example>"]);
    assert_eq!(
        problems("Sam Okoro <both@x.example>\nAnn Lee <both@x.example>", false),
        ["Line 2: both@x.example stands on line 1 with another name. One address belongs to one person."]
    );
}

#[test]
fn every_line_that_cannot_be_taken_is_named() {
    let text = "Sam Okoro <sam@school.example>\n\
        School Office <office@school.example>\n\
        ann@school.example\n\
        Jo Bell\n\
        Bo <bo@>\n\
        Di Ray, Year 4, Room 2, di@school.example\n\
        Ed <ed@x.example> <ed@y.example>\n\
        12345 <number@x.example>\n\
        'kit@x.example' <kit@x.example>\n\
        Ren\u{fffd} Roy <rene@x.example>\n\
        Robert (Bob) Roy <bob@x.example>";
    let told = problems(text, false);
    let begins = [
        "Line 2: office@school.example: this looks like a mailbox that several people read.",
        "Line 3: write the name as well, as it should stand on a certificate: Sam Okoro <ann@school.example>.",
        "Line 4: write the e-mail address of Jo Bell as well: Jo Bell <name@example.org>.",
        "Line 5: bo@: Enter an e-mail address such as name@example.org.",
        "Line 6: this has more in it than a name and an address (Di Ray / Year 4 / Room 2).",
        "Line 7: there are 2 addresses for one person. Write one person a line.",
        "Line 8: Enter a name with at least one letter.",
        "Line 9: write the name as well",
        "Line 10: a letter here cannot be read.",
        "Line 11: is (Bob) a part of the name?",
    ];
    assert_eq!(told.len(), begins.len(), "{told:#?}");
    for (told, begin) in told.iter().zip(begins) {
        assert!(told.starts_with(begin), "{told} does not begin {begin}");
    }
}

#[test]
fn an_empty_list_and_an_endless_one_are_told() {
    assert_eq!(problems(" \n\n", true).len(), 1);
    assert_eq!(problems("Name, Email", true).len(), 1);
    assert_eq!(problems(&"Sam Okoro\n".repeat(1_001), true), ["Paste at most 1000 lines at a time."]);
}
