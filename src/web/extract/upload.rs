//! A file that came with a form: held while it is small, on the disk and without a name while it is not.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    sync::Arc,
};

use actix_web::web::{Bytes, BytesMut};

use crate::web::error::{ApiError, ApiResult};

/// More than this goes to the disk, in bytes.
const HELD: usize = 2 * 1024 * 1024;

/// A file.
#[derive(Debug, Clone)]
pub struct Upload {
    name: String,
    begun: BytesMut,
    held: Bytes,
    spooled: Option<Arc<File>>,
    length: u64,
}

impl Upload {
    /// One without bytes, of this name.
    pub(super) fn called(name: String) -> Self {
        Self { name, begun: BytesMut::new(), held: Bytes::new(), spooled: None, length: 0 }
    }

    /// Adds what came next.
    pub(super) fn add(&mut self, chunk: &[u8]) -> ApiResult<()> {
        self.length += chunk.len() as u64;
        if self.spooled.is_none() && self.begun.len() + chunk.len() > HELD {
            // Nobody else can open it, and it is gone with the last who has it open.
            let mut file = tempfile::tempfile().map_err(|error| no_room(&error))?;
            file.write_all(&self.begun).map_err(|error| no_room(&error))?;
            self.begun = BytesMut::new();
            self.spooled = Some(Arc::new(file));
        }
        if let Some(mut file) = self.spooled.as_deref() {
            return file.write_all(chunk).map_err(|error| no_room(&error));
        }
        self.begun.extend_from_slice(chunk);
        Ok(())
    }

    /// All of it is there.
    pub(super) fn finish(mut self) -> ApiResult<Self> {
        self.held = std::mem::take(&mut self.begun).freeze();
        if let Some(mut file) = self.spooled.as_deref() {
            file.seek(SeekFrom::Start(0)).map_err(|error| no_room(&error))?;
        }
        Ok(self)
    }

    /// What it is called, without the folders it came from.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// How long it is, in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether there is nothing in it, as of a field that was left empty.
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty() && self.spooled.is_none()
    }

    /// Its bytes, where it is small.
    pub(super) fn held(&self) -> Option<&[u8]> {
        self.spooled.is_none().then_some(self.held.as_ref())
    }

    /// The file itself, to be read from any place.
    ///
    /// # Errors
    /// The disk fails.
    pub fn opened(&self) -> io::Result<Box<dyn Seekable>> {
        match &self.spooled {
            None => Ok(Box::new(Cursor::new(self.held.clone()))),
            Some(file) => Ok(Box::new(file.try_clone()?)),
        }
    }

    /// Its bytes from the first.
    ///
    /// # Errors
    /// The disk fails.
    pub fn reader(&self) -> ApiResult<Box<dyn Read + Send>> {
        let Some(file) = &self.spooled else { return Ok(Box::new(Cursor::new(self.held.clone()))) };
        let mut file = file.try_clone().map_err(|error| no_room(&error))?;
        file.seek(SeekFrom::Start(0)).map_err(|error| no_room(&error))?;
        Ok(Box::new(file))
    }
}

/// A file that can be read again from any place.
pub trait Seekable: Read + Seek + Send {}
impl<F: Read + Seek + Send> Seekable for F {}

fn no_room(error: &io::Error) -> ApiError {
    tracing::error!(%error, "a file that was sent cannot be kept");
    ApiError::new(
        "unavailable",
        "The file could not be kept while it came in. Nothing was changed; try again.",
    )
}
