//! Everything that is held about a person, row by row, as the tables of [`held_tables`](super::held_tables) say.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::held_tables::{Column, Given, Kind, Rows, Table};
use crate::{
    domain::{
        certificates::CertificateSnapshot,
        ids::{BookingId, CertificateId, PersonId},
    },
    store::{
        AnyConnection,
        backend::{JsonColumn, json_rows},
        error::Error,
        read::{
            bookings::booking::{self, BookingFilter, BookingView},
            certificates::{
                certificate::{self, CertificateFilter, CertificateView},
                cpd::{self, CpdRecord},
            },
        },
    },
};

/// Rows read at once.
const STEP: usize = 500;

/// What is held about one person, read from one moment of the database.
pub struct Held<'c> {
    connection: &'c mut AnyConnection,
    person: PersonId,
}

impl<'c> Held<'c> {
    /// About this person.
    pub fn about(connection: &'c mut AnyConnection, person: PersonId) -> Self {
        Self { connection, person }
    }

    /// Every row of a table that is about them, in steps, so that no table is ever held as a whole.
    ///
    /// # Errors
    /// When the database fails, or what `take` gives.
    pub fn rows(
        &mut self,
        table: &Table,
        mut take: impl FnMut(Map<String, Value>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Rows::Theirs(condition) = table.rows else { return Ok(()) };
        let columns: Vec<(&Column, Kind)> = table
            .columns
            .iter()
            .filter_map(|column| match column.given {
                Given::As(kind) => Some((column, kind)),
                Given::Not(_) => None,
            })
            .collect();
        let of_json: Vec<JsonColumn> =
            columns.iter().map(|(column, kind)| json_column(column, *kind)).collect();
        let first = table.columns.first().map_or("1", |column| column.name);
        let mut from = 0;
        loop {
            let from_where = format!(
                "FROM {} t WHERE {condition} ORDER BY t.{first} LIMIT {STEP} OFFSET {from}",
                table.name
            );
            let bound = self.person.uuid();
            let found = json_rows(self.connection, &of_json, &from_where, bound.as_bytes())?;
            let count = found.len();
            for text in found {
                take(readable(&text, &columns)?)?;
            }
            if count < STEP {
                return Ok(());
            }
            from += STEP;
        }
    }

    /// Their bookings after this one, oldest first, so many at most.
    ///
    /// # Errors
    /// When the database fails.
    pub fn bookings(&mut self, after: Option<BookingId>, limit: i64) -> Result<Vec<BookingView>, Error> {
        let filter = BookingFilter { person: Some(self.person), after, limit, ..BookingFilter::default() };
        booking::list(self.connection, &filter)
    }

    /// What they learned.
    ///
    /// # Errors
    /// When the database fails.
    pub fn learning(&mut self) -> Result<CpdRecord, Error> {
        cpd::record(self.connection, self.person)
    }

    /// Their certificates.
    ///
    /// # Errors
    /// When the database fails.
    pub fn certificates(&mut self) -> Result<Vec<CertificateView>, Error> {
        let all =
            CertificateFilter { person: Some(self.person), limit: i64::MAX, ..CertificateFilter::default() };
        certificate::list(self.connection, &all)
    }

    /// What their certificates say.
    ///
    /// # Errors
    /// When the database fails.
    pub fn papers(&mut self) -> Result<Vec<CertificateSnapshot>, Error> {
        let ids: Vec<CertificateId> = self.certificates()?.into_iter().map(|view| view.id).collect();
        let mut papers = Vec::new();
        for some in ids.chunks(STEP) {
            papers.extend(certificate::papers(self.connection, some)?);
        }
        Ok(papers)
    }
}

fn json_column(column: &Column, kind: Kind) -> JsonColumn {
    let own = format!("t.{}", column.name);
    let expression = match kind {
        Kind::Named(table, name) => {
            format!("(SELECT named.{name} FROM {table} named WHERE named.id = {own})")
        }
        _ => own,
    };
    JsonColumn { key: column.name, expression, bytes: kind == Kind::Id }
}

/// A row as people and programs read it.
fn readable(text: &str, columns: &[(&Column, Kind)]) -> Result<Map<String, Value>, Error> {
    let broken = |why: String| Error::Broken(format!("a row to be handed out: {why}"));
    let row: Map<String, Value> = serde_json::from_str(text).map_err(|why| broken(why.to_string()))?;
    let mut shown = Map::new();
    for (column, kind) in columns {
        let value = row.get(column.name).cloned().unwrap_or_default();
        let value = match (kind, value) {
            // Of no bytes SQLite makes no digits, where PostgreSQL makes null.
            (Kind::Id, Value::String(digits)) if digits.is_empty() => Value::Null,
            (Kind::Id, Value::String(digits)) => {
                Value::String(Uuid::parse_str(&digits).map_err(|why| broken(why.to_string()))?.to_string())
            }
            (Kind::YesNo, Value::Number(number)) => Value::Bool(number.as_i64() != Some(0)),
            (Kind::Moment, Value::String(at)) => Value::String(moment(&at).unwrap_or(at)),
            (Kind::Json, Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            (_, value) => value,
        };
        let key = match kind {
            Kind::Named(..) => column.name.trim_end_matches("_id"),
            _ => column.name,
        };
        shown.insert(key.to_owned(), value);
    }
    Ok(shown)
}

/// A time as the databases write it, as RFC 3339 has it.
fn moment(text: &str) -> Option<String> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"].iter().find_map(|form| {
        let at = NaiveDateTime::parse_from_str(text, form).ok()?;
        Some(DateTime::<Utc>::from_naive_utc_and_offset(at, Utc).to_rfc3339())
    })
}
