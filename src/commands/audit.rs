//! `ladder audit`: proves the invariants on a database in use, read-only; exit 1 with the list if one is broken.

use super::{composition::evidence_folder, failure::Failure};
use crate::{
    config::{CoreConfig, Sources},
    ports::{Clock, Random},
    store::{Db, DbOptions},
    usecases::{certificates::tidy_evidence::audit_evidence, service::audit::audit},
};

/// Audits the database the settings name.
///
/// # Errors
/// What is broken, a line each; or why the database cannot be read.
pub fn run(sources: &Sources) -> Result<(), Failure> {
    let config = CoreConfig::load(sources)?;
    config.database.must_exist()?;
    let url = config.database.url.expose();
    let failed = |why: &dyn std::fmt::Display| Failure::Found(format!("The audit could not be done: {why}."));
    let db = Db::open_unmigrated(&url, DbOptions::default(), Clock::machine(), Random::machine())
        .map_err(|e| failed(&e))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = runtime.block_on(audit(&db)).map_err(|e| failed(&e))?;
    let files = runtime.block_on(audit_evidence(&db, evidence_folder(&config)));
    report.findings.extend(files.map_err(|e| failed(&e))?);
    let [sessions, bookings, certificates, mails] = report.looked_at;
    let about =
        format!("{sessions} sessions, {bookings} bookings, {certificates} certificates, {mails} mails");
    if report.findings.is_empty() {
        println!("All is well: {about}.");
        return Ok(());
    }
    let lines: Vec<String> =
        report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.detail)).collect();
    Err(Failure::Found(format!("{}\n{} broken in {about}.", lines.join("\n"), lines.len())))
}
