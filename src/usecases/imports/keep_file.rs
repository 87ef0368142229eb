//! Keeping a file between being looked at and being brought in.
//!
//! It stands in the database, where every copy of the service finds it, and not in a form that carries it to and fro:
//! so a file of fifty megabytes is sent once, and what is previewed is what is taken. It is deleted as soon as it is
//! brought in, and after an hour at the latest, since lists of people are no records.

use std::io::Read;

use chrono::TimeDelta;

use crate::{
    domain::{
        ids::RowId,
        import_columns::{Choices, Column, ImportKind, plain},
        words::Word,
    },
    store::{Error, read::imports::files::FileRow, write::imports::files},
    usecases::{Failure, UseCases},
};

/// So long a file is kept.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// A part of it, in bytes.
const PART: u64 = 512 * 1024;

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// What it holds.
    pub kind: ImportKind,
    /// What it is called.
    pub name: String,
    /// Where it comes from.
    pub source: String,
}

impl UseCases {
    /// Keeps a file, a part a write.
    ///
    /// # Errors
    /// The database failed, or the file could not be read.
    pub async fn keep_file(&self, new: NewFile, mut bytes: impl Read) -> Result<RowId, Failure> {
        let id = self
            .db
            .write(move |tx| {
                let (id, now) = (tx.new_id(), tx.now());
                let row = FileRow {
                    id,
                    kind: new.kind.as_str().to_owned(),
                    name: new.name.clone(),
                    source: new.source.clone(),
                    choices: written(&Choices::default())?,
                    created_at: now.naive_utc(),
                    expires_at: (now + KEPT).naive_utc(),
                };
                files::add(tx, &row)?;
                Ok::<RowId, Error>(id)
            })
            .await
            .map_err(Failure::from)?;
        for position in 0.. {
            let mut part = Vec::new();
            let read = bytes.by_ref().take(PART).read_to_end(&mut part);
            read.map_err(|error| Error::Broken(format!("an upload cannot be read again: {error}")))?;
            if part.is_empty() {
                break;
            }
            let kept = self.db.write(move |tx| files::add_part(tx, id, position, &part)).await;
            kept.map_err(Failure::from)?;
        }
        Ok(id)
    }

    /// Keeps what somebody chose about a file, and remembers what they said its headings hold.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose_columns(
        &self,
        file: RowId,
        kind: ImportKind,
        choices: Choices,
        said: Vec<(String, Column)>,
    ) -> Result<(), Failure> {
        let written = written(&choices)?;
        let write = self.db.write(move |tx| {
            for (heading, column) in &said {
                let heading = plain(heading);
                if !heading.is_empty() {
                    files::remember(tx, kind.as_str(), &heading, column.as_str())?;
                }
            }
            files::choose(tx, file, &written)
        });
        write.await.map_err(Failure::from)
    }

    /// Forgets a file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_file(&self, file: RowId) -> Result<(), Failure> {
        self.db.write(move |tx| files::remove(tx, file)).await.map_err(Failure::from)
    }
}

fn written(choices: &Choices) -> Result<String, Error> {
    serde_json::to_string(choices).map_err(|error| Error::Broken(error.to_string()))
}
