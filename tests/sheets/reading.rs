//! Text files: encodings, separators, line ends, and what stands around a table.

use training_ladder::domain::import_columns::{Choices, Column, ImportKind};

use super::{lines, list_of};

pub(super) fn utf_16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn every_encoding_is_told_and_reads_to_the_same() {
    let text = "name,email\nSiân Côté,s@x.example\n";
    let windows: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'â' => 0xE2,
            'ô' => 0xF4,
            'é' => 0xE9,
            c => u8::try_from(c).expect("ASCII"),
        })
        .collect();
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    for (bytes, called) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked, "UTF-8"),
        (windows, "Windows-1252"),
        (utf_16(text, true), "UTF-16"),
        (utf_16(text, false), "UTF-16"),
    ] {
        let (format, rows) = lines(&bytes).unwrap();
        assert!(format.said.contains(called), "{called}: {}", format.said);
        assert_eq!(rows[1], (2, vec!["Siân Côté".to_owned(), "s@x.example".to_owned()]), "{called}");
    }
}

#[test]
fn separators_and_line_ends_are_found() {
    for (text, called) in [
        ("a,b\n1,2\n", "commas"),
        ("a;b\n1;2\n", "semicolons"),
        ("a\tb\r\n1\t2", "tabs"),
        ("a,b\r1,2\r", "commas"),
        ("a;b\r\n\"Okoro, Sam\";2\r\n\"Lee, Bo\";3", "semicolons"),
        ("Training, all of it\na;b\n1;2\n", "semicolons"),
    ] {
        let (format, rows) = lines(text.as_bytes()).unwrap();
        assert!(format.said.contains(called), "{text:?}: {}", format.said);
        let head = rows.iter().find(|(_, cells)| cells[0] == "a").expect(text);
        assert_eq!(head.1, ["a", "b"], "{text:?}");
    }
    let (format, rows) = lines(b"sep=;\na;b\n1;2,5\n").unwrap();
    assert!(format.said.contains("semicolons"));
    assert_eq!(rows[0], (2, vec!["a".to_owned(), "b".to_owned()]));
}

#[test]
fn lines_are_counted_through_quotes_and_blank_lines() {
    let (_, rows) = lines(b"a,b\r\n\r\n\"two\r\nlines\",2\r\n\r\n3,4").unwrap();
    let numbers: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
    assert_eq!(numbers, [1, 3, 6]);
    assert_eq!(rows[1].1, ["two\nlines", "2"]);
}

#[test]
fn what_is_no_table_is_explained() {
    for (bytes, expected) in [
        (&b"name\nb\0c"[..], "line 2: there is a NUL"),
        (b"%PDF-1.7", "this is a PDF"),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel file"),
        (b"PK\x03\x04 and no more", "the workbook is broken"),
    ] {
        let problem = lines(bytes).unwrap_err();
        assert!(problem.to_string().contains(expected) && problem.whole, "{problem}");
    }
    let problem = list_of(ImportKind::People, b"just one word", &Choices::default()).unwrap_err();
    assert!(problem.said().contains("no line names columns"), "{problem}");
}

#[test]
fn titles_and_empty_columns_around_a_table_are_passed_over() {
    let text = "Delegates 2024,,,,\n,,,,\nSurname,First name,E-mail address,School,,\nOkoro,Sam,s@x.example,Hill,,\n,,,,,\n";
    let list = list_of(ImportKind::People, text.as_bytes(), &Choices::default()).unwrap();
    assert_eq!((list.headings.line, list.headings.names.len()), (3, 4));
    assert!(list.headings.problems(ImportKind::People).is_empty());
    assert_eq!(
        list.sheet.lines,
        [(4, ["", "Sam", "Okoro", "s@x.example", "Hill"].map(str::to_owned).to_vec())]
    );
}

#[test]
fn the_schools_register_is_read_as_it_is() {
    let mut text = String::from(
        "URN,\"LA (code)\",\"LA (name)\",EstablishmentName,\"TypeOfEstablishment (name)\",\"EstablishmentStatus (name)\",Town,SchoolWebsite",
    );
    for more in 0..127 {
        text.push_str(&format!(",Other{more}"));
    }
    let rest = ",".repeat(127);
    for (urn, authority, name, status, town) in [
        (100_000, "City of London", "The Aldgate School", "Open", "London"),
        (100_001, "Camden", "St Mary's School", "Open, but proposed to close", "London"),
        (100_002, "Camden", "St Mary's School", "Closed", "Camden"),
        (100_003, "Camden", "Caf\u{e9} School", "Open", "Camden"),
    ] {
        let quoted = format!(
            "{urn},\"001\",\"{authority}\",\"{name}\",\"Community school\",\"{status}\",\"{town}\",www.x.example{rest}"
        );
        text.push_str("\r\n");
        text.push_str(&quoted);
    }
    let bytes: Vec<u8> =
        text.chars().map(|c| if c == '\u{e9}' { 0xE9 } else { u8::try_from(c).unwrap() }).collect();
    let choices = Choices { authority: Some("Camden".to_owned()), ..Choices::default() };
    let list = list_of(ImportKind::Organisations, &bytes, &choices).unwrap();
    assert!(list.format.said.contains("Windows-1252"), "{}", list.format.said);
    assert_eq!(list.headings.names.len(), 135);
    assert!(list.headings.problems(ImportKind::Organisations).is_empty());
    assert_eq!(list.authorities.get("Camden"), Some(&3));
    assert_eq!(list.passed_over, 2);
    assert!(!list.headings.columns.contains_key(&Column::Domain), "a website is no mail domain");
    let names: Vec<&str> = list.sheet.lines.iter().map(|(_, cells)| cells[0].as_str()).collect();
    assert_eq!(names, ["St Mary's School", "Café School"]);
    assert_eq!(list.sheet.lines[0].1[3], "URN 100001");
}
