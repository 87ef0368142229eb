//! Rows and files of evidence held to each other: files whose rows are gone are deleted, and rows whose files are gone
//! are found out.

use std::time::SystemTime;

use chrono::TimeDelta;

use super::keep_evidence::blocking;
use crate::{
    domain::invariants::Finding,
    store::{
        Db, evidence_folder::EvidenceFolder, read::certificates::claim_evidence,
        write::certificates::claim_evidence as rows,
    },
    usecases::{Failure, UseCases},
};

/// A file is there before its row; one that has none after so long never gets one.
const STRAY: TimeDelta = TimeDelta::days(1);

impl UseCases {
    /// Deletes the files whose rows were taken away; gives how many.
    ///
    /// # Errors
    /// When the database or the folder fails.
    pub async fn delete_spent_evidence(&self) -> Result<usize, Failure> {
        let Some(folder) = self.settings.evidence.clone() else { return Ok(0) };
        let spent = self.db.read(rows::spent).await?;
        if spent.is_empty() {
            return Ok(0);
        }
        let deleted = blocking(move || {
            spent.iter().try_for_each(|name| folder.remove(name).map(drop))?;
            Ok(spent)
        })
        .await?;
        Ok(self.db.write(move |tx| rows::forget_spent(tx, &deleted)).await?)
    }

    /// Deletes files of which no row speaks, a day after they were written; gives how many.
    ///
    /// # Errors
    /// When the database or the folder fails.
    pub async fn delete_stray_evidence(&self) -> Result<usize, Failure> {
        let Some(folder) = self.settings.evidence.clone() else { return Ok(0) };
        let before = SystemTime::from(self.db.clock().now() - STRAY);
        let there = folder.clone();
        let mut old = blocking(move || there.older_than(before)).await?;
        let asked = old.clone();
        let stored = self.db.read(move |c| claim_evidence::stored(c, &asked)).await?;
        old.retain(|name| !stored.contains(name));
        let strays = old.len();
        blocking(move || old.iter().try_for_each(|name| folder.remove(name).map(drop))).await?;
        Ok(strays)
    }
}

/// Rows that speak of a file which is not there, or not as long as they say.
///
/// # Errors
/// When the database or the folder fails.
pub async fn audit_evidence(db: &Db, folder: Option<EvidenceFolder>) -> Result<Vec<Finding>, Failure> {
    let rows = db.read(claim_evidence::every).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    blocking(move || {
        let mut findings = Vec::new();
        for (id, stored_as, bytes) in rows {
            let length = folder.as_ref().map(|folder| folder.length(&stored_as)).transpose()?.flatten();
            let wrong = match length {
                None => "is not in the folder",
                Some(length) if i128::from(length) != i128::from(bytes) => "is not as long as it was",
                Some(_) => continue,
            };
            let detail = format!("the file {stored_as} of evidence {id} {wrong}");
            findings.push(Finding::new("evidence_missing", detail));
        }
        Ok(findings)
    })
    .await
}
