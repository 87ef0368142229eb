//! Saying what the partnership is called and how its site looks; and knowing in every copy what was said.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use crate::{
    crypto::tokens::sha256,
    domain::{
        colours::Colour,
        ids::PersonId,
        site::{Mark, MarkKind, SiteInput, check_site},
    },
    store::{
        read::{
            revised::Revised,
            service::site::{self as read, NamedMark, SiteView},
        },
        write::service::site as rows,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        service::site_face::Shown,
    },
};

/// How often a copy asks whether another one has changed it.
const ASKED_EVERY: Duration = Duration::from_secs(5);

/// What is to change; what is `None` stays, and what is empty goes back to what the service was set up with.
#[derive(Debug, Clone, Default)]
pub struct SiteEdit {
    /// The partnership's name.
    pub name: Option<String>,
    /// The first sentence of the front page.
    pub sentence: Option<String>,
    /// The colour of links and buttons.
    pub accent: Option<String>,
    /// Another mark, or none.
    pub mark: Option<Option<Mark>>,
}

impl UseCases {
    /// Changes what the partnership says of itself; `revision` is what the change was made against. Papers that were
    /// issued, and sessions that keep their terms, go on naming who they named.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; every broken rule.
    pub async fn edit_site(
        &self,
        by: PersonId,
        revision: Option<i32>,
        edit: SiteEdit,
    ) -> Result<Revised<SiteView>, Failure> {
        let stands = self.change(move |change| edit_in(change, by, revision, &edit)).await?;
        self.settings.site.take(&stands);
        Ok(stands)
    }

    /// Whether this could be said, without saying it.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn check_site(&self, edit: &SiteEdit) -> Result<(), Failure> {
        let SiteEdit { name, sentence, accent, .. } = edit.clone();
        check_site(&SiteInput { name, sentence, accent })?;
        Ok(())
    }

    /// Reads what the partnership says of itself, if it is not known yet or was changed by another copy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_site(&self) -> Result<(), Failure> {
        let known = self.settings.site.now().revision;
        let newer = self
            .db
            .read(move |c| {
                let newer = read::revision(c)? != known;
                Ok::<_, Failure>(if newer { Some(read::site(c)?) } else { None })
            })
            .await?;
        if let Some(newer) = newer {
            self.settings.site.take(&newer);
        }
        Ok(())
    }

    /// Goes on reading it for as long as the service runs, so that no page and no mail has to.
    pub async fn keep_site_read(&self) {
        loop {
            tokio::time::sleep(ASKED_EVERY).await;
            if let Err(failure) = self.read_site().await {
                tracing::warn!(%failure, "what the partnership says of itself could not be read; what was known stays");
            }
        }
    }

    /// What the partnership says of itself, as this copy knows it.
    #[must_use]
    pub fn site_now(&self) -> Arc<Shown> {
        self.settings.site.now()
    }

    /// A mark by its name: the site's, or one that it had when a paper was issued.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&self, name: &str) -> Result<Option<Arc<NamedMark>>, Failure> {
        let now = self.settings.site.now();
        if let Some(mark) = now.mark.as_ref().filter(|mark| mark.name == name) {
            return Ok(Some(Arc::clone(mark)));
        }
        let name = name.to_owned();
        Ok(self.db.read(move |c| read::mark(c, &name)).await?.map(Arc::new))
    }
}

fn edit_in(
    change: &mut Change<'_, '_>,
    by: PersonId,
    revision: Option<i32>,
    edit: &SiteEdit,
) -> Result<Revised<SiteView>, Failure> {
    let id = rows::hold(change.tx)?;
    let stands = read::site(change.conn())?;
    if revision.is_some_and(|revision| revision != stands.revision) {
        return Err(Refused::Stale.into());
    }
    let before = stands.view;
    let details = check_site(&SiteInput {
        name: edit.name.clone().or_else(|| before.name.clone()),
        sentence: edit.sentence.clone().or_else(|| before.sentence.clone()),
        accent: edit.accent.clone().or_else(|| before.accent.map(Colour::shown)),
    })?;
    let stood = before.mark.as_ref().map(|mark| mark.name.clone());
    let mark = match &edit.mark {
        None => stood.clone(),
        Some(None) => None,
        Some(Some(mark)) => {
            let name = name_of(mark);
            rows::keep_mark(change.tx, &name, mark)?;
            Some(name)
        }
    };
    let changed: Vec<&str> = [
        ("name", details.name != before.name),
        ("sentence", details.sentence != before.sentence),
        ("colour", details.accent != before.accent),
        ("mark", mark != stood),
    ]
    .into_iter()
    .filter_map(|(what, changed)| changed.then_some(what))
    .collect();
    rows::store(change.tx, &details, mark.as_deref())?;
    change.note(Some(by), "site_edited", ("site", id), Some(&changed.join(", ")));
    Ok(read::site(change.conn())?)
}

/// What a mark is known by: a hash of its file, so that its address never means another.
fn name_of(mark: &Mark) -> String {
    sha256(&mark.bytes).iter().take(16).fold(String::new(), |mut name, byte| {
        // Writing into a string does not fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// The name of a mark for a paper that is issued now: one that papers can draw.
pub(crate) fn mark_on_papers(mark: Option<&Arc<NamedMark>>) -> Option<String> {
    mark.filter(|mark| mark.mark.kind == MarkKind::Png).map(|mark| mark.name.clone())
}
