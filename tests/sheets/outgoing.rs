//! Tables that go out, read back by programs that are not ours.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use chrono::{DateTime, NaiveDate, Utc};
use training_ladder::sheets::outgoing::{Cell, Table};

fn made_at() -> DateTime<Utc> {
    "2026-11-03T09:00:00Z".parse().expect("a time")
}

fn table() -> Table {
    let day = NaiveDate::from_ymd_opt(2027, 1, 12).expect("a day");
    let row = |name: &str| {
        vec![
            Cell::text(name),
            Cell::Number(165),
            Cell::Day(day),
            Cell::Moment("2026-11-03T09:30:15Z".parse().expect("a time")),
            Cell::Empty,
        ]
    };
    Table {
        title: "Who is coming: [a/b] and a very long title of a course".to_owned(),
        head: ["name", "minutes", "on", "at", "note"].map(str::to_owned).to_vec(),
        rows: ["=1+1", "+44 20", "-dash", "@at", "Ŵyn O’Neill", &"x".repeat(40_000)].map(row).to_vec(),
    }
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn a_workbook_has_words_as_words_and_days_as_days() {
    let file = table().workbook(made_at()).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.as_slice())).expect("a workbook");
    let sheets = book.sheet_names();
    assert_eq!(sheets, ["Who is coming ab and a very lon"]);
    assert!(book.worksheet_formula(&sheets[0]).expect("formulas").is_empty(), "nothing is reckoned");
    let range = book.worksheet_range(&sheets[0]).expect("a sheet");
    let rows: Vec<&[Data]> = range.rows().collect();
    let heads: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(heads, ["name", "minutes", "on", "at (UTC)", "note"]);
    let names: Vec<String> = rows[1..6].iter().map(|row| row[0].to_string()).collect();
    assert_eq!(names, ["=1+1", "+44 20", "-dash", "@at", "Ŵyn O’Neill"]);
    assert!(
        matches!(&rows[6][0], Data::String(long) if long.chars().count() == 32_767),
        "as much as a cell holds"
    );
    assert_eq!(rows[1][1], Data::Float(165.0));
    let (Data::DateTime(on), Data::DateTime(at)) = (&rows[1][2], &rows[1][3]) else {
        panic!("no dates: {:?}", rows[1]);
    };
    assert_eq!(on.to_ymd_hms_milli(), (2027, 1, 12, 0, 0, 0, 0));
    assert_eq!(at.to_ymd_hms_milli(), (2026, 11, 3, 9, 30, 15, 0));
}

#[test]
fn the_headings_of_a_workbook_are_held_and_bold_and_its_columns_wide_enough() {
    let file = table().workbook(made_at()).expect("a workbook");
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("ySplit=\"1\""), "{}", &sheet[..600]);
    assert!(sheet.contains("<autoFilter ref=\"A1:E7\"/>"), "sorted and filtered where it is opened");
    let first = sheet.split("<col min=\"1\"").nth(1).and_then(|rest| rest.split("width=\"").nth(1));
    let width: f64 =
        first.and_then(|rest| rest.split('"').next()).expect("a width").parse().expect("a number");
    assert!((15.0..80.0).contains(&width), "{width}");
    assert!(part(&file, "xl/styles.xml").contains("<b/>"));
    assert!(part(&file, "docProps/core.xml").contains("2026-11-03T09:00:00Z"), "made when the table was");
    assert_eq!(file, table().workbook(made_at()).expect("a workbook"), "the same table is the same file");
}

#[test]
fn a_text_file_has_every_cell_in_quotes_and_nothing_to_reckon() {
    let mut table = table();
    table.rows.truncate(2);
    table.rows.push(vec![Cell::text("short")]);
    let text = String::from_utf8(table.csv().expect("a file")).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], r#""name","minutes","on","at","note""#);
    assert_eq!(lines[1], r#""'=1+1","165","2027-01-12","2026-11-03T09:30:15+00:00","""#);
    assert_eq!(lines[3], r#""short","","","","""#);
}

#[test]
fn a_table_without_lines_is_a_workbook_too() {
    let table = Table { rows: Vec::new(), title: "*".to_owned(), ..table() };
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(table.workbook(made_at()).expect("a workbook"))).expect("a workbook");
    assert_eq!(book.worksheet_range("Table").expect("a sheet").rows().count(), 1);
}
