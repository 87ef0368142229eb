//! The program under load, as a process of its own, and what the system says of it.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::site::Site;

/// A process that ends with this value.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
    said: PathBuf,
}

/// What the system says of a process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Taken {
    /// Processor time in seconds, user and system.
    pub processor: f64,
    /// Resident memory in MiB.
    pub resident: f64,
    /// Files and sockets it has open.
    pub handles: usize,
}

impl Server {
    /// Starts `ladder serve` on a free port and waits until it listens.
    ///
    /// # Errors
    /// When it ends or says nothing, with what it said.
    pub fn serve(site: &Site, more: &[(&str, &str)]) -> io::Result<Self> {
        let mut server = Self::start(site, &["serve", "--port", "0"], more)?;
        let mut line = String::new();
        if let Some(out) = server.child.stdout.take() {
            let mut out = BufReader::new(out);
            while !line.starts_with("listening on") {
                line.clear();
                if out.read_line(&mut line)? == 0 {
                    return Err(server.trouble("it never listened"));
                }
            }
            // Whatever it says later is read away, so that it never waits for a full pipe.
            thread::spawn(move || io::copy(&mut out, &mut io::sink()));
        }
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        server.port = port.ok_or_else(|| io::Error::other(format!("no port in: {line}")))?;
        Ok(server)
    }

    fn start(site: &Site, arguments: &[&str], more: &[(&str, &str)]) -> io::Result<Self> {
        let said = site.folder.join(format!("{}.log", arguments[0]));
        let child = site
            .command(arguments)
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&said)?)
            .spawn()?;
        Ok(Self { child, port: 0, said })
    }

    /// An error with the last that it said.
    #[must_use]
    pub fn trouble(&self, what: &str) -> io::Error {
        let said = fs::read_to_string(&self.said).unwrap_or_default();
        let last: Vec<&str> = said.lines().rev().take(6).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        io::Error::other(format!("{what}; the program said:\n{}", last.join("\n")))
    }

    /// What it has taken until now.
    ///
    /// # Errors
    /// When it is gone.
    pub fn taken(&self) -> io::Result<Taken> {
        taken(self.child.id())
    }

    /// The most it had resident since [`Server::forget_most`], in MiB.
    ///
    /// # Errors
    /// When it is gone.
    pub fn most(&self) -> io::Result<f64> {
        status(self.child.id(), "VmHWM")
    }

    /// From here on the most is counted anew. Where the system does not let us, it is the most ever.
    pub fn forget_most(&self) {
        drop(fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5"));
    }

    /// Tells it to stop and waits until it has, at most half a minute; a relay here goes on meanwhile.
    ///
    /// # Errors
    /// When it does not stop, or not well.
    pub async fn stop(mut self) -> io::Result<()> {
        terminate(&self.child)?;
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if let Some(how) = self.child.try_wait()? {
                return if how.success() {
                    Ok(())
                } else {
                    Err(self.trouble(&format!("it ended with {how}")))
                };
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(self.trouble("it did not stop within half a minute"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn terminate(child: &Child) -> io::Result<()> {
    // By the shell's own `kill`: it is the one signal this program sends.
    let told = Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status()?;
    if told.success() { Ok(()) } else { Err(io::Error::other("the program could not be told to stop")) }
}

/// What the system says of a process.
///
/// # Errors
/// When it is gone.
pub fn taken(process: u32) -> io::Result<Taken> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    // Linux counts in hundredths of a second whatever its own clock does: USER_HZ.
    let processor = (ticks(11) + ticks(12)) / 100.0;
    let handles = fs::read_dir(format!("/proc/{process}/fd"))?.count();
    Ok(Taken { processor, resident: status(process, "VmRSS")?, handles })
}

fn status(process: u32, field: &str) -> io::Result<f64> {
    let mut text = String::new();
    fs::File::open(Path::new("/proc").join(process.to_string()).join("status"))?.read_to_string(&mut text)?;
    let line = text.lines().find(|line| line.starts_with(field));
    let kilobytes =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<f64>().ok());
    kilobytes
        .map(|kilobytes| kilobytes / 1024.0)
        .ok_or_else(|| io::Error::other(format!("{field} is not told")))
}
