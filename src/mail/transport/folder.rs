//! Mail into a folder: what the demo shows at `/demo/mail`.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Outgoing, SendError};

/// A folder that gets one `.eml` file a mail.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// A mail as it is written into the folder.
#[derive(Debug, Clone)]
pub(super) struct Page {
    stem: String,
    bytes: Arc<Vec<u8>>,
}

impl Page {
    pub(super) fn new(mail: &Outgoing) -> Result<Self, SendError> {
        Ok(Self { stem: file_stem(&mail.message_id), bytes: Arc::new(mail.mime()?) })
    }
}

impl Folder {
    /// Writes into `folder`, which is made when the first mail comes.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Where a mail with this Message-ID is written: the same name each time, so that a repeat overwrites. Ids begin
    /// with the time, so that names sort by it.
    #[must_use]
    pub fn file_of(&self, message_id: &str) -> PathBuf {
        self.0.join(format!("{}.eml", file_stem(message_id)))
    }

    pub(super) async fn send(&self, page: &Page) -> Result<(), SendError> {
        let (folder, page) = (self.0.clone(), page.clone());
        tokio::task::spawn_blocking(move || write(&folder, &page.stem, &page.bytes))
            .await
            .map_err(|error| SendError::away(&error))?
            .map_err(|error| SendError::away(&error))
    }
}

impl Folder {
    pub(super) async fn forget(&self, message_id: &str) -> Result<(), SendError> {
        match tokio::fs::remove_file(self.file_of(message_id)).await {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(SendError::away(&why)),
            _ => Ok(()),
        }
    }
}

fn file_stem(message_id: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    let stem: String = message_id
        .trim_matches(['<', '>'])
        .chars()
        .map(|c| if kept(c) { c } else { '_' })
        .take(200)
        .collect();
    // Whoever lists the folder passes over names that begin with a dot, as the temporary ones do.
    if stem.starts_with('.') { format!("_{stem}") } else { stem }
}

/// Under a temporary name, onto the disk, then renamed: a reader sees the whole mail or none.
fn write(folder: &Path, stem: &str, bytes: &[u8]) -> io::Result<()> {
    let mut made = fs::DirBuilder::new();
    made.recursive(true);
    let mut private = File::options();
    private.write(true).create(true).truncate(true);
    // Each mail is its recipient's alone.
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut private, 0o600);
    }
    made.create(folder)?;
    let temporary = folder.join(format!(".{stem}.tmp"));
    let mut file = private.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(format!("{stem}.eml")))?;
    File::open(folder)?.sync_all()
}
