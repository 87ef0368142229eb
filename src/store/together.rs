//! Rows that are written together: a change that adds the same kinds of rows for many people adds each kind at once.

use std::{any::Any, collections::BTreeMap};

use super::{any_connection::AnyConnection, error::Error};

/// How many rows one statement adds at most: neither database takes more than some 30,000 values in one.
const AT_ONCE: usize = 500;

/// A kind of row that can wait until it is written with others of its kind.
pub(super) trait Together: Sized + 'static {
    /// Rows of a kind of a lower place are written before it, because it refers to them.
    const PLACE: u8;

    /// Adds these rows in one statement.
    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error>;
}

/// Rows that wait to be written.
#[derive(Default)]
pub(super) struct Gathered(BTreeMap<u8, Kind>);

struct Kind {
    rows: Box<dyn Any>,
    write: fn(Box<dyn Any>, &mut AnyConnection) -> Result<(), Error>,
}

impl Gathered {
    /// Lets a row wait.
    pub(super) fn take<R: Together>(&mut self, row: R) {
        let none = || Kind { rows: Box::new(Vec::<R>::new()), write: write::<R> };
        let kind = self.0.entry(R::PLACE).or_insert_with(none);
        if let Some(rows) = kind.rows.downcast_mut::<Vec<R>>() {
            rows.push(row);
        }
    }

    /// Writes them all.
    pub(super) fn write(&mut self, connection: &mut AnyConnection) -> Result<(), Error> {
        for kind in std::mem::take(&mut self.0).into_values() {
            (kind.write)(kind.rows, connection)?;
        }
        Ok(())
    }
}

fn write<R: Together>(rows: Box<dyn Any>, connection: &mut AnyConnection) -> Result<(), Error> {
    let Ok(rows) = rows.downcast::<Vec<R>>() else {
        return Err(Error::Broken("two kinds of rows have one place".to_owned()));
    };
    rows.chunks(AT_ONCE).try_for_each(|some| R::add(some, connection))
}
