//! How much a workbook may unpack to: a small archive can hold gigabytes, and a short table can repeat a cell a billion
//! times. Measured by unpacking, since what an archive says of itself need not be true.

use std::io::{Read, Seek};

use zip::ZipArchive;

/// All of an archive, in bytes.
const ALL: u64 = 300 * 1024 * 1024;
/// The texts of an `.xlsx`, which are held all at once.
const TEXTS: u64 = 64 * 1024 * 1024;
/// Cells of an `.ods`, which are held all at once.
const CELLS: u64 = 4_000_000;
/// Parts of an archive.
const PARTS: usize = 2_000;

/// What a workbook's archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Xlsx,
    Ods,
    Neither,
}

/// Why an archive is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    TooLarge,
    Broken,
}

/// Tells what it is, once it is known to be bearable.
pub(super) fn inside<F: Read + Seek>(file: &mut F) -> Result<Inside, Refused> {
    let mut archive = ZipArchive::new(file).map_err(|_| Refused::Broken)?;
    if archive.len() > PARTS {
        return Err(Refused::TooLarge);
    }
    let (mut left, mut inside) = (ALL, Inside::Neither);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| Refused::Broken)?;
        let name = part.name().map_err(|_| Refused::Broken)?.to_ascii_lowercase();
        match name.as_str() {
            "xl/workbook.xml" => inside = Inside::Xlsx,
            "content.xml" if inside == Inside::Neither => inside = Inside::Ods,
            _ => {}
        }
        let most = if name.ends_with("sharedstrings.xml") { TEXTS.min(left) } else { left };
        let length = if name == "content.xml" {
            let mut cells = RepeatedCells::default();
            let length = unpack(&mut part, most, |bytes| cells.see(bytes))?;
            if cells.count > CELLS {
                return Err(Refused::TooLarge);
            }
            length
        } else {
            unpack(&mut part, most, |_| {})?
        };
        left -= length;
    }
    Ok(inside)
}

fn unpack(part: &mut impl Read, most: u64, mut each: impl FnMut(&[u8])) -> Result<u64, Refused> {
    let (mut buffer, mut length) = (vec![0; 64 * 1024], 0);
    loop {
        let read = part.read(&mut buffer).map_err(|_| Refused::Broken)?;
        if read == 0 {
            return Ok(length);
        }
        length += u64::try_from(read).unwrap_or(u64::MAX);
        if length > most {
            return Err(Refused::TooLarge);
        }
        each(&buffer[..read]);
    }
}

/// Counts the cells a table has once its repeated ones are written out; empty ones count when another follows in their
/// row, rows only as they stand.
#[derive(Default)]
struct RepeatedCells {
    count: u64,
    empty: u64,
    in_tag: bool,
    tag: Vec<u8>,
}

impl RepeatedCells {
    fn see(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'<' => {
                    self.in_tag = true;
                    self.tag.clear();
                }
                b'>' if self.in_tag => {
                    self.in_tag = false;
                    self.close();
                }
                byte if self.in_tag && self.tag.len() < 4_096 => self.tag.push(*byte),
                _ => {}
            }
        }
    }

    fn close(&mut self) {
        let tag = String::from_utf8_lossy(&self.tag);
        if tag.starts_with("table:table-row") {
            self.empty = 0;
        } else if tag.starts_with("table:table-cell") || tag.starts_with("table:covered-table-cell") {
            let times = repeated(&tag);
            if tag.ends_with('/') && !tag.contains("office:value") {
                self.empty = self.empty.saturating_add(times);
            } else {
                self.count = self.count.saturating_add(times).saturating_add(self.empty);
                self.empty = 0;
            }
        }
    }
}

fn repeated(tag: &str) -> u64 {
    let said = tag.split_once("number-columns-repeated=").and_then(|(_, rest)| rest.get(1..));
    let digits = said.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.map_or(1, |digits| digits.parse().unwrap_or(u64::MAX))
}
