//! What figures are counted from, kept by this copy of the program and brought up to date whenever somebody asks.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::{
    domain::{
        figures::Facts,
        ids::OrganisationId,
        input::FieldError,
        times::{LONDON, day_in},
    },
    store::{AnyConnection, read::reports::facts},
    usecases::{UseCases, error::Failure, reports::kept_means::KeptMeans},
};

/// The facts as they were read last. They are those of the rows of the moment at which somebody asks: what changed
/// since is read before anything is counted.
#[derive(Default)]
pub(crate) struct Figures {
    held: Mutex<Arc<Facts>>,
    pub(super) means: KeptMeans,
}

impl Figures {
    /// The facts as they are now, of the moment the connection reads.
    fn now(&self, connection: &mut AnyConnection) -> Result<Arc<Facts>, Failure> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        facts::refresh(connection, Arc::make_mut(&mut held))?;
        Ok(Arc::clone(&held))
    }
}

/// What figures can be narrowed to: words for addresses with what people call them.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Every course by title.
    pub courses: Vec<(String, String)>,
    /// Every ladder, in the order of lists.
    pub ladders: Vec<(String, String)>,
    /// The organisation that was chosen.
    pub organisation: Option<String>,
}

impl UseCases {
    /// Does something with the facts as they are now, off the threads that serve requests.
    pub(crate) async fn with_facts<T, F>(&self, work: F) -> Result<T, Failure>
    where
        F: FnOnce(&mut AnyConnection, &Facts) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let figures = Arc::clone(&self.figures);
        self.db
            .read(move |c| {
                let facts = figures.now(c)?;
                work(c, &facts)
            })
            .await
    }

    /// Reads what figures are counted from, so that the first who asks need not wait for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prepare_figures(&self) -> Result<(), Failure> {
        self.with_facts(|_, _| Ok(())).await
    }

    /// What figures can be narrowed to, and what this organisation is called.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figure_choices(&self, organisation: Option<OrganisationId>) -> Result<Choices, Failure> {
        self.with_facts(move |_, facts| {
            let mut courses: Vec<(String, String)> =
                facts.courses.iter().map(|of| (of.slug.clone(), of.title.clone())).collect();
            courses.sort_by(|a, b| a.1.cmp(&b.1));
            Ok(Choices {
                courses,
                ladders: facts.ladders.iter().map(|of| (of.slug.clone(), of.name.clone())).collect(),
                organisation: facts
                    .organisation_of(facts.organisation(organisation))
                    .map(|of| of.name.clone()),
            })
        })
        .await
    }

    /// The day it is, as figures count days.
    #[must_use]
    pub fn figures_day(&self) -> NaiveDate {
        day_in(self.db.clock().now(), LONDON)
    }
}

/// What was asked for by a word that means nothing here.
pub(super) fn unknown(field: &str, what: &str) -> Failure {
    FieldError::new(field, format!("There is no {what} of this name.")).into()
}
