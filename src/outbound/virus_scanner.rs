//! What looks for viruses in a file that came in: a program of the machine's, called without a shell.

use std::{
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::sync::Semaphore;

/// So many files are looked at at once; further ones wait, as long as one may take.
const AT_ONCE: usize = 4;
/// How often it is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(20);
/// Where the program is looked for, and all that it is told of our surroundings: our secrets stand there too.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// What the program ends with when there is a virus.
const INFECTED: i32 = 1;

/// What came of looking at a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Nothing was found, or nothing looks.
    Clean,
    /// A virus.
    Infected,
    /// It could not be looked at, for this reason.
    NotScanned(String),
}

/// A program, with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanning {
    /// The program.
    pub program: String,
    /// What stands behind it, before the file's path.
    pub words: Vec<String>,
    /// How long it may take for one file.
    pub patience: Duration,
}

/// What looks for viruses, if anything does.
#[derive(Debug, Clone)]
pub struct VirusScanner {
    scanning: Option<Arc<Scanning>>,
    turns: Arc<Semaphore>,
}

impl VirusScanner {
    /// One that calls a program.
    #[must_use]
    pub fn calling(scanning: Scanning) -> Self {
        Self { scanning: Some(Arc::new(scanning)), ..Self::none() }
    }

    /// One that looks at nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { scanning: None, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Looks at a file.
    pub async fn look_at(&self, file: &Path) -> Scanned {
        let Some(scanning) = self.scanning.clone() else { return Scanned::Clean };
        let turn = tokio::time::timeout(scanning.patience, self.turns.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Scanned::NotScanned("too many files wait to be looked at".to_owned());
        };
        let file = file.to_owned();
        // The turn goes along: whoever asked may be gone before the program has ended.
        let looked = tokio::task::spawn_blocking(move || (scan(&scanning, &file), turn)).await;
        looked.map_or_else(|why| Scanned::NotScanned(why.to_string()), |(scanned, _)| scanned)
    }
}

fn scan(scanning: &Scanning, file: &Path) -> Scanned {
    match run(scanning, file) {
        Err(why) => Scanned::NotScanned(format!("{} cannot be run: {why}", scanning.program)),
        Ok(None) => Scanned::NotScanned(format!("{} took too long", scanning.program)),
        Ok(Some(ended)) if ended.success() => Scanned::Clean,
        Ok(Some(ended)) if ended.code() == Some(INFECTED) => Scanned::Infected,
        Ok(Some(ended)) => Scanned::NotScanned(format!("{} ended with {ended}", scanning.program)),
    }
}

/// Runs the program to its end; none when it had to be ended. Nothing it says is read.
fn run(scanning: &Scanning, file: &Path) -> std::io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    let mut child = Command::new(&scanning.program)
        .args(&scanning.words)
        .arg(file)
        .env_clear()
        .env("PATH", PATH)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // What it starts itself ends with it.
        .process_group(0)
        .spawn()?;
    loop {
        if let Some(ended) = child.try_wait()? {
            return Ok(Some(ended));
        }
        if started.elapsed() >= scanning.patience {
            if let Err(why) = kill_process_group(Pid::from_child(&child), Signal::KILL) {
                tracing::warn!(%why, "what looks for viruses took too long and cannot be ended");
                child.kill()?;
            }
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
}
