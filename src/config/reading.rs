//! Where settings come from, how they are read, and the report of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{
    environment::Environment,
    file::SettingsFile,
    setting::{About, Problem, Setting},
};

/// The environment variable that names the settings file.
pub const CONFIG_FILE_VARIABLE: &str = "LADDER_CONFIG";

/// Everything that was given: flags, the environment, and a settings file.
#[derive(Default)]
pub struct Sources {
    flags: BTreeMap<&'static str, String>,
    environment: Environment,
    file: Option<SettingsFile>,
    file_problems: Vec<Problem>,
}

impl Sources {
    /// Gathers them; the file is `--config`'s, or else the one `LADDER_CONFIG` names. What is wrong with it turns up
    /// when settings are read.
    #[must_use]
    pub fn gather(
        flags: BTreeMap<&'static str, String>,
        config_flag: Option<&Path>,
        environment: Environment,
    ) -> Self {
        let path = config_flag
            .map(Path::to_owned)
            .or_else(|| environment.get(CONFIG_FILE_VARIABLE).map(PathBuf::from));
        let (file, file_problems) = match path.map(|path| SettingsFile::read(&path)) {
            None => (None, Vec::new()),
            Some(Ok(file)) => (Some(file), Vec::new()),
            Some(Err(problems)) => (None, problems),
        };
        Self { flags, environment, file, file_problems }
    }

    /// These values alone, as if they were flags.
    #[must_use]
    pub fn of_values(values: &[(&'static str, &str)]) -> Self {
        let flags = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { flags, ..Self::default() }
    }

    /// The setting's text and where it stands, by the order of precedence.
    fn find(&self, about: &About) -> Option<(String, String)> {
        if let Some(value) = self.flags.get(about.name) {
            return Some((format!("--{}", about.flag), value.clone()));
        }
        if let Some(value) = self.environment.get(about.env) {
            return Some((about.env.to_owned(), value.to_owned()));
        }
        let file = self.file.as_ref()?;
        let value = file.values.get(about.name)?;
        Some((format!("{} in {}", about.name, file.path.display()), value.clone()))
    }

    /// Names given that no setting has.
    fn unknown(&self) -> Vec<Problem> {
        let known: Vec<&About> = super::all().collect();
        let mut problems = Vec::new();
        for name in self.environment.names() {
            if name != CONFIG_FILE_VARIABLE && !known.iter().any(|about| about.env == name) {
                problems.push(unknown(name.to_owned(), nearest(name, known.iter().map(|about| about.env))));
            }
        }
        if let Some(file) = &self.file {
            for key in file.values.keys().filter(|key| !known.iter().any(|about| about.name == **key)) {
                let shown = format!("{key} in {}", file.path.display());
                problems.push(unknown(shown, nearest(key, known.iter().map(|about| about.name))));
            }
        }
        problems
    }
}

fn unknown(setting: String, nearest: Option<&str>) -> Problem {
    let all = "one of the names that `ladder check` lists";
    Problem {
        setting,
        value: None,
        why: "there is no such setting".to_owned(),
        right: nearest.map_or_else(|| all.to_owned(), |name| format!("{name}, perhaps, or {all}")),
    }
}

/// The name that differs by the fewest letters, if it is near enough to be meant.
fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.map(|name| (distance(given, name), name)).filter(|(far, _)| *far <= 3).min().map(|(_, name)| name)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// One setting as it is in force.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Which.
    pub about: &'static About,
    /// Its value as it may be shown; None when it is not set.
    pub value: Option<String>,
    /// Where it came from: a flag, a variable, a file, "default" or "worked out".
    pub from: String,
}

/// What was read, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct Report {
    /// Each setting that was read.
    pub settings: Vec<InForce>,
    /// What cannot be used.
    pub problems: Vec<Problem>,
    /// What can be used but may not be meant.
    pub warnings: Vec<String>,
}

/// Reads settings one by one and keeps the report.
pub struct Reader<'a> {
    sources: &'a Sources,
    report: Report,
}

impl<'a> Reader<'a> {
    /// Begins with what is wrong with the file.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        let problems = sources.file_problems.clone();
        let unreadable = sources.environment.unreadable().map(|name| Problem {
            setting: name.to_owned(),
            value: None,
            why: "its value is not UTF-8".to_owned(),
            right: "text in UTF-8".to_owned(),
        });
        let problems = problems.into_iter().chain(unreadable).collect();
        Self { sources, report: Report { problems, ..Report::default() } }
    }

    /// A setting that has a default. None when it is wrong, which the report then says.
    pub fn required<T>(&mut self, setting: &'static Setting<T>) -> Option<T> {
        self.optional(setting)?
    }

    /// A setting that may be absent: `Some(None)`. None when it is wrong.
    pub fn optional<T>(&mut self, setting: &'static Setting<T>) -> Option<Option<T>> {
        let about = &setting.about;
        let (from, text) = match self.sources.find(about) {
            Some((from, text)) => (from, Some(text)),
            None if about.default.is_some() => ("default".to_owned(), about.default.map(str::to_owned)),
            None => ("not set".to_owned(), None),
        };
        let value = text.as_deref().map(about.shown);
        self.report.settings.push(InForce { about, value, from });
        let Some(text) = text else { return Some(None) };
        match (setting.parse)(&text) {
            Ok(read) => Some(Some(read)),
            Err(why) => {
                self.wrong(about, why);
                None
            }
        }
    }

    /// Whether anybody gave this setting.
    #[must_use]
    pub fn is_given(&self, about: &About) -> bool {
        self.sources.find(about).is_some()
    }

    /// Notes the value of a setting that was worked out from others because nobody gave it.
    pub fn worked_out(&mut self, about: &About, value: &str) {
        self.worked_out_openly(about, (about.shown)(value));
    }

    /// The same, in words that hold nothing secret whatever the setting is.
    pub fn worked_out_openly(&mut self, about: &About, value: String) {
        let entry = self.report.settings.iter_mut().find(|entry| entry.about.name == about.name);
        if let Some(entry) = entry.filter(|entry| entry.value.is_none()) {
            entry.value = Some(value);
            "worked out".clone_into(&mut entry.from);
        }
    }

    /// Notes that a setting cannot be used, for a reason of its own or because of others.
    pub fn wrong(&mut self, about: &About, why: impl Into<String>) {
        let given = self.sources.find(about);
        let value = given.as_ref().map(|(_, text)| (about.shown)(text));
        let setting = given.map_or_else(|| about.env.to_owned(), |(from, _)| from);
        self.report.problems.push(Problem { setting, value, why: why.into(), right: about.right.to_owned() });
    }

    /// Notes what may not be meant.
    pub fn warn(&mut self, warning: impl Into<String>) {
        self.report.warnings.push(warning.into());
    }

    /// Notes names given that no setting has.
    pub fn refuse_unknown(&mut self) {
        self.report.problems.extend(self.sources.unknown());
    }

    /// The report.
    #[must_use]
    pub fn finish(self) -> Report {
        self.report
    }
}
