//! Workbooks as programs write them, and archives that mean harm.

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use chrono::NaiveDate;
use training_ladder::domain::{
    import_columns::{Choices, ImportKind},
    imports,
};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{lines, list_of};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 3).expect("a day")
}

fn days(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let list = list_of(ImportKind::Completions, bytes, &Choices::default()).expect("it can be read");
    let read = imports::completions(&list.sheet, today());
    let days =
        read.lines.iter().map(|line| line.completed_on.map_or_else(String::new, |day| day.to_string()));
    (days.collect(), read.problems.iter().map(ToString::to_string).collect())
}

#[test]
fn people_come_from_the_sheet_that_is_in_view() {
    let list = list_of(ImportKind::People, include_bytes!("files/people.xlsx"), &Choices::default()).unwrap();
    assert!(list.format.said.contains("its sheet “Staff”"), "{}", list.format.said);
    assert_eq!(list.format.notes, ["The other sheet is not read."]);
    assert_eq!((list.headings.line, list.headings.unused()), (3, vec!["Post"]));
    let read = imports::people(&list.sheet);
    let names: Vec<String> = read.lines.iter().map(|line| format!("{} {}", line.line, line.name)).collect();
    assert_eq!(names, ["4 Sam Okoro", "5 Siân Ŵyn", "7 Bo Lee"], "{:?}", read.problems);
}

#[test]
fn days_are_days_however_the_workbook_has_them() {
    let (found, problems) = days(include_bytes!("files/completions.xlsx"));
    assert_eq!(found, ["2024-04-03", "2024-04-03", "2024-04-03", "2024-04-03", "2019-01-01"]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("line 7: Date attended: this is a formula whose result is not in the file"));
    let (found, problems) = days(include_bytes!("files/completions-1904.xlsx"));
    assert_eq!((found, problems.len()), (vec!["2024-04-03".to_owned(), "2024-04-03".to_owned()], 0));
    let (found, problems) = days(include_bytes!("files/completions.ods"));
    assert_eq!((found, problems.len()), (vec!["2024-04-03".to_owned(), "2019-01-01".to_owned()], 0));
}

/// A file that LibreOffice wrote: the one kept, or one that `tests/run office` has just had made.
fn of_libreoffice(name: &str) -> Vec<u8> {
    #[expect(clippy::disallowed_methods, reason = "tests/run says by it where it had them made")]
    let made = std::env::var_os("LADDER_TEST_OFFICE");
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets/files/libreoffice");
    let folder = made.map_or_else(|| PathBuf::from(kept), PathBuf::from);
    fs::read(folder.join(name)).expect("a file")
}

#[test]
fn what_libreoffice_writes_reads_to_the_same_in_every_form() {
    for name in
        ["training.xlsx", "training.ods", "training.csv", "training-utf16.csv", "training-windows.csv"]
    {
        let (found, problems) = days(&of_libreoffice(name));
        assert_eq!(found, ["2024-04-03", "2023-03-01", "2017-09-01", "2024-04-03"], "{name}: {problems:?}");
        assert_eq!(problems, [""; 0], "{name}");
    }
}

fn archive(parts: &[(&str, &dyn Fn(&mut ZipWriter<Cursor<Vec<u8>>>))]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, write) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        write(&mut archive);
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn archives_that_unpack_to_too_much_are_not_unpacked() {
    let zeros = vec![b' '; 1024 * 1024];
    let much = |archive: &mut ZipWriter<Cursor<Vec<u8>>>| {
        for _ in 0..80 {
            archive.write_all(&zeros).expect("written");
        }
    };
    let nothing = |_: &mut ZipWriter<Cursor<Vec<u8>>>| {};
    let texts = archive(&[("xl/workbook.xml", &nothing), ("xl/sharedStrings.xml", &much)]);
    let cells = |archive: &mut ZipWriter<Cursor<Vec<u8>>>| {
        let row = "<table:table-row><table:table-cell table:number-columns-repeated=\"1000000000\" \
                   office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
        archive.write_all(row.as_bytes()).expect("written");
    };
    let repeated = archive(&[("content.xml", &cells)]);
    for bytes in [texts, repeated] {
        assert!(bytes.len() < 200_000, "small as it comes: {}", bytes.len());
        let problem = lines(&bytes).unwrap_err();
        assert!(problem.message.contains("unpacks to more than is bearable"), "{problem}");
    }
    let other = archive(&[("word/document.xml", &nothing)]);
    assert!(lines(&other).unwrap_err().message.contains("no workbook we can read"));
}
