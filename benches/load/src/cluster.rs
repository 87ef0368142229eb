//! A PostgreSQL of its own for the time of a run, with the durability that PostgreSQL has by default: every commit is on
//! the disk before it is answered.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A server that is stopped and deleted with this value.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    /// Who it runs as, where whoever measures is root.
    runs_as: Option<String>,
    port: u16,
}

impl Cluster {
    /// Makes and starts one in a folder that its user can reach.
    ///
    /// # Errors
    /// When PostgreSQL is not there, is older than 15, or does not start.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let programs = programs()?;
        let root = read(Command::new("id").arg("-u"))?.trim() == "0";
        let runs_as = root.then(|| "postgres".to_owned());
        fs::create_dir_all(folder)?;
        if let Some(user) = &runs_as {
            read(Command::new("chown").arg(user).arg(folder))?;
        }
        let mut cluster = Self { folder: folder.to_owned(), programs, runs_as, port: 0 };
        let data = cluster.data();
        let mut init = cluster.command("initdb");
        init.arg("-D").arg(&data).args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        read(&mut init)?;
        // Nothing of it makes a commit cheaper than it is by default.
        let settings = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 200\n\
                        fsync = on\nsynchronous_commit = on\nfull_page_writes = on\nlogging_collector = on\n\
                        log_destination = 'jsonlog'\nlog_filename = 'told.log'\nlog_rotation_size = 0\n\
                        log_rotation_age = 0\n";
        let file = data.join("postgresql.conf");
        let before = fs::read_to_string(&file)?;
        fs::write(&file, format!("{before}\n{settings}"))?;
        for port in (0..20).map(|turn| 21_000 + u16::try_from(std::process::id() % 9_000).unwrap_or(0) + turn)
        {
            let mut start = cluster.command("pg_ctl");
            start.arg("-D").arg(&data).arg("-l").arg(cluster.folder.join("start.log"));
            start.args(["-o", &format!("-p {port}"), "-w", "-t", "60", "start"]);
            if start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?.success() {
                cluster.port = port;
                return Ok(cluster);
            }
        }
        let told = fs::read_to_string(cluster.folder.join("start.log")).unwrap_or_default();
        Err(io::Error::other(format!("PostgreSQL does not start: {told}")))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// One of PostgreSQL's programs, as the user who may run it.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = match &self.runs_as {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/");
        command
    }

    /// One of PostgreSQL's programs that need not be its user.
    #[must_use]
    pub fn tool(&self, program: &str) -> Command {
        Command::new(self.programs.join(program))
    }

    /// Arguments by which PostgreSQL's own programs find a database of it.
    #[must_use]
    pub fn found_by(&self, database: &str) -> Vec<String> {
        let port = self.port.to_string();
        ["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-d", database].map(str::to_owned).to_vec()
    }

    /// The address of a database of it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// What a statement answers: its rows, cells apart by `|`.
    ///
    /// # Errors
    /// When it cannot be done.
    pub fn ask(&self, database: &str, sql: &str) -> io::Result<String> {
        let mut psql = self.tool("psql");
        psql.args(self.found_by(database)).args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        read(&mut psql)
    }

    /// Makes a database, as another one is where one is named.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self, database: &str, like: Option<&str>) -> io::Result<()> {
        self.ask("postgres", &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"))?;
        let like = like.unwrap_or("template0");
        // By files and not through the log, so that the next checkpoint has as little to write as with a copied file.
        self.ask("postgres", &format!("CREATE DATABASE {database} TEMPLATE {like} STRATEGY file_copy"))?;
        self.ask(database, "CHECKPOINT").map(drop)
    }

    /// The file in which it writes what it does, one JSON object a line.
    #[must_use]
    pub fn told(&self) -> PathBuf {
        self.data().join("log").join("told.json")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D").arg(self.data()).args(["-m", "immediate", "stop"]);
        drop(stop.stdout(Stdio::null()).stderr(Stdio::null()).status());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// The folder of PostgreSQL's programs: Debian keeps them off the path, a folder for each version.
fn programs() -> io::Result<PathBuf> {
    let known = "ls -d \"$(dirname \"$(readlink -f \"$(command -v initdb)\")\")\" /usr/lib/postgresql/*/bin \
                 /usr/pgsql-*/bin 2>/dev/null | sort -V";
    let listed = Command::new("sh").args(["-c", known]).output()?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let has_all = |folder: &&str| {
        ["initdb", "psql", "pgbench"].iter().all(|name| Path::new(folder).join(name).exists())
    };
    let missing = "PostgreSQL 15 or newer with psql and pgbench is not here: apt-get install postgresql";
    listed.lines().rev().find(has_all).map(PathBuf::from).ok_or_else(|| io::Error::other(missing))
}

/// What a program prints, or why it failed.
///
/// # Errors
/// With what it said.
pub fn read(command: &mut Command) -> io::Result<String> {
    let done = command.stdin(Stdio::null()).output()?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let printed = String::from_utf8_lossy(&done.stdout);
    let name = command.get_program().to_string_lossy().into_owned();
    Err(io::Error::other(format!("{name} failed ({}): {} {}", done.status, said.trim(), printed.trim())))
}
