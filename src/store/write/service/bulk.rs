//! Many rows at once, for records that are made up and not entered: each statement holds a few hundred of them as text.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;

use crate::{
    domain::ids::Id,
    store::{
        backend::{before_many_rows, bytes_literal},
        error::Error,
        write_tx::WriteTx,
    },
};

/// How many rows one statement holds.
const ROWS: usize = 250;

/// A value of a column.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Nothing.
    Null,
    /// An id.
    Bytes([u8; 16]),
    /// Text.
    Text(String),
    /// A whole number.
    Number(i32),
    /// Yes or no.
    Flag(bool),
    /// A moment in UTC.
    Moment(NaiveDateTime),
    /// A day.
    Day(NaiveDate),
}

impl<T> From<Id<T>> for Cell {
    fn from(id: Id<T>) -> Self {
        Self::Bytes(*id.as_bytes())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<NaiveDateTime> for Cell {
    fn from(at: NaiveDateTime) -> Self {
        Self::Moment(at)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl<V: Into<Cell>> From<Option<V>> for Cell {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows of one table. Tables that others refer to are put first.
#[derive(Debug, Clone)]
pub struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// None yet of this table, in these columns.
    #[must_use]
    pub fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, rows: Vec::new() }
    }

    /// One more, a value for each column.
    pub fn add<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len(), "{}", self.table);
        self.rows.push(row.into());
    }
}

/// Stores them, table by table.
///
/// # Errors
/// When the database refuses one, or fails.
pub fn put_all(tx: &mut WriteTx<'_>, tables: &[Rows]) -> Result<(), Error> {
    before_many_rows(tx.conn())?;
    tables.iter().try_for_each(|rows| put(tx, rows))
}

fn put(tx: &mut WriteTx<'_>, rows: &Rows) -> Result<(), Error> {
    for some in rows.rows.chunks(ROWS) {
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", rows.table, rows.columns.join(", "));
        for (index, row) in some.iter().enumerate() {
            sql.push_str(if index == 0 { "(" } else { ", (" });
            for (index, cell) in row.iter().enumerate() {
                if index > 0 {
                    sql.push(',');
                }
                match cell {
                    Cell::Null => sql.push_str("NULL"),
                    Cell::Bytes(bytes) => sql.push_str(&bytes_literal(tx.conn(), bytes)),
                    Cell::Text(text) => {
                        sql.push('\'');
                        sql.push_str(&text.replace('\'', "''"));
                        sql.push('\'');
                    }
                    Cell::Number(number) => sql.push_str(&number.to_string()),
                    Cell::Flag(flag) => sql.push_str(if *flag { "TRUE" } else { "FALSE" }),
                    Cell::Moment(at) => sql.push_str(&at.format("'%F %T%.f'").to_string()),
                    Cell::Day(day) => sql.push_str(&day.format("'%F'").to_string()),
                }
            }
            sql.push(')');
        }
        tx.conn().batch_execute(&sql)?;
    }
    Ok(())
}
