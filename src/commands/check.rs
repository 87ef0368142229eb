//! `ladder check`: every setting in force, where it came from, and what is wrong with it; and whether Zoom knows us.

use std::fmt::Write as _;
use std::io::Write as _;

use super::{composition, failure::Failure};
use crate::{
    config::{Report, ServeConfig, Sources, zoom::ZoomConfig},
    domain::zoom::Trouble,
    ports::Clock,
};

/// Explains the settings on stdout; what is wrong with them goes to stderr as well.
///
/// # Errors
/// When a setting cannot be used, or Zoom does not take the app's credentials.
pub fn run(sources: &Sources) -> Result<(), Failure> {
    let (config, report) = ServeConfig::read(sources);
    let mut text = explain(&report);
    let asked = config.and_then(|config| config.zoom).map(|zoom| ask(&zoom)).transpose()?;
    text.push_str(match &asked {
        None => "",
        Some(Ok(())) => "Zoom takes the app’s credentials.\n",
        Some(Err(Trouble::Credentials(_))) => "Zoom does not take the app’s credentials.\n",
        Some(Err(_)) => "Zoom does not answer now, so whether it takes the app’s credentials is not known.\n",
    });
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => return Err(why.into()),
        _ => {}
    }
    if !report.problems.is_empty() {
        return Err(report.problems.into());
    }
    match asked {
        Some(Err(trouble @ Trouble::Credentials(_))) => Err(Failure::Found(format!("{trouble}."))),
        _ => Ok(()),
    }
}

/// Asks Zoom for a token.
fn ask(config: &ZoomConfig) -> Result<Result<(), Trouble>, Failure> {
    let zoom = composition::ask_zoom(config, Clock::machine())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(zoom.check()))
}

/// The report as people read it.
#[must_use]
pub fn explain(report: &Report) -> String {
    let mut text = String::new();
    for setting in &report.settings {
        let about = setting.about;
        let value = setting.value.as_deref().unwrap_or("(none)");
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{} = {value}\n    from: {}\n    {}\n    set by: --{}, {}, or {} in the settings file\n",
            about.name, setting.from, about.meaning, about.flag, about.env, about.name
        );
        let own = |named: &str| {
            named == about.env
                || named == format!("--{}", about.flag)
                || named.starts_with(&format!("{} in ", about.name))
        };
        for problem in report.problems.iter().filter(|problem| own(&problem.setting)) {
            let _ = writeln!(text, "    WRONG: {}; right would be {}", problem.why, problem.right);
        }
        text.push('\n');
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "Note: {warning}.");
    }
    let _ = match report.problems.len() {
        0 => writeln!(text, "Every setting can be used."),
        1 => writeln!(text, "1 setting cannot be used."),
        count => writeln!(text, "{count} settings cannot be used."),
    };
    text
}
