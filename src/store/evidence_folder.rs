//! The folder of files that people hand in as evidence: each under a random name, written whole or not at all, never
//! changed afterwards, and its user's alone. A file comes before its row and goes after it, so that no row is without one.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use aws_lc_rs::digest::{Context, SHA256};

use crate::ports::Random;

/// What stands behind the name of a file that is not whole, or not looked at yet.
const UNFINISHED: &str = ".new";
/// So much is in memory of a file, in bytes.
const STEP: usize = 64 * 1024;
/// Random bytes of a name.
const NAME: usize = 16;
/// So many bytes of a file's beginning tell what it is.
const BEGINNING: usize = 512;

/// The folder.
#[derive(Debug, Clone)]
pub struct EvidenceFolder {
    path: Arc<Path>,
}

impl EvidenceFolder {
    /// The folder at this path.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> io::Result<()> {
        let mut folder = DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(&self.path)
    }

    /// Writes what is read under a new name, of which nothing else knows yet.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn draft(&self, random: &Random, from: &mut dyn Read) -> io::Result<Draft> {
        self.make()?;
        let name: [u8; NAME] = random.bytes();
        let stored_as = hexadecimal(&name);
        let path = self.path.join(format!("{stored_as}{UNFINISHED}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        let mut draft = Draft {
            folder: self.clone(),
            stored_as,
            path,
            bytes: 0,
            digest: String::new(),
            beginning: Vec::new(),
        };
        let (mut digest, mut step) = (Context::new(&SHA256), vec![0; STEP]);
        loop {
            let read = match from.read(&mut step) {
                Ok(0) => break,
                Ok(read) => step.get(..read).unwrap_or_default(),
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                Err(why) => return Err(why),
            };
            if draft.bytes == 0 {
                draft.beginning.extend(read.iter().take(BEGINNING));
            }
            file.write_all(read)?;
            digest.update(read);
            draft.bytes += read.len() as u64;
        }
        file.sync_all()?;
        draft.digest = hexadecimal(digest.finish().as_ref());
        Ok(draft)
    }

    /// Opens a file; none if there is none of this name.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn open(&self, stored_as: &str) -> io::Result<Option<File>> {
        found(File::open(self.place(stored_as)?))
    }

    /// How long a file is, in bytes; none if there is none of this name.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn length(&self, stored_as: &str) -> io::Result<Option<u64>> {
        Ok(found(fs::metadata(self.place(stored_as)?))?.map(|about| about.len()))
    }

    /// Deletes a file; false if there was none of this name.
    ///
    /// # Errors
    /// When it cannot be deleted.
    pub fn remove(&self, stored_as: &str) -> io::Result<bool> {
        Ok(found(fs::remove_file(self.place(stored_as)?))?.is_some())
    }

    /// The files that were last written before this moment, finished or not.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn older_than(&self, moment: SystemTime) -> io::Result<Vec<String>> {
        let Some(entries) = found(fs::read_dir(&self.path))? else { return Ok(Vec::new()) };
        let mut old = Vec::new();
        for entry in entries {
            let entry = entry?;
            // One that goes meanwhile is no matter.
            let Some(about) = found(entry.metadata())? else { continue };
            let name = entry.file_name().to_string_lossy().into_owned();
            if about.is_file() && is_name(&name) && about.modified()? < moment {
                old.push(name);
            }
        }
        Ok(old)
    }

    /// Every file that is whole.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> io::Result<Vec<String>> {
        let Some(entries) = found(fs::read_dir(&self.path))? else { return Ok(Vec::new()) };
        let mut files = Vec::new();
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if is_name(&name) && !name.ends_with(UNFINISHED) {
                files.push(name);
            }
        }
        files.sort();
        Ok(files)
    }

    /// Copies a file into another folder of this kind; false if there is none of this name.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn copy_to(&self, other: &Self, stored_as: &str) -> io::Result<bool> {
        let place = other.place(stored_as)?;
        if found(fs::copy(self.place(stored_as)?, &place))?.is_none() {
            return Ok(false);
        }
        File::open(place)?.sync_all()?;
        Ok(true)
    }

    /// Where a file is. What is no name of ours leads nowhere.
    fn place(&self, stored_as: &str) -> io::Result<PathBuf> {
        if is_name(stored_as) {
            return Ok(self.path.join(stored_as));
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, "this is no name of a file here"))
    }
}

/// A file that is whole, of which no row speaks yet. It goes when it is dropped without having been kept.
#[derive(Debug)]
pub struct Draft {
    folder: EvidenceFolder,
    stored_as: String,
    path: PathBuf,
    bytes: u64,
    digest: String,
    beginning: Vec<u8>,
}

impl Draft {
    /// Where it is, for whoever looks at it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name it gets.
    #[must_use]
    pub fn stored_as(&self) -> &str {
        &self.stored_as
    }

    /// How long it is, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 of its bytes, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its first bytes.
    #[must_use]
    pub fn beginning(&self) -> &[u8] {
        &self.beginning
    }

    /// Gives it its name, so that it outlives this value and a power cut.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn keep(&self) -> io::Result<()> {
        fs::rename(&self.path, self.folder.place(&self.stored_as)?)?;
        File::open(self.folder.path())?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Of one that was kept nothing is there under this name.
        drop(fs::remove_file(&self.path));
    }
}

/// Whether a file could be called so: a name of ours, finished or not.
fn is_name(text: &str) -> bool {
    let name = text.strip_suffix(UNFINISHED).unwrap_or(text);
    name.len() == 2 * NAME && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(why),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]).collect()
}
