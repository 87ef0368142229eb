//! Adding what prerequisites and certificates refer to: credentials, declarations, accreditations.

use chrono::NaiveDate;

use crate::{
    domain::{
        courses::suggest_slug,
        ids::{CourseId, PersonId},
        input::FieldError,
        ladders::{AccreditationInput, check_accreditation, check_kind},
        words::OrganisationKind,
    },
    store::{
        Error,
        read::catalogue::ladders::{AccreditationView, CredentialKindView, DeclarationKindView, courses_of},
        write::catalogue::ladders as rows,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

/// An accreditation to be added.
#[derive(Debug, Clone)]
pub struct NewAccreditation {
    /// Who is accredited; we when `None`.
    pub provider: Option<String>,
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// The slugs of the courses it covers.
    pub courses: Vec<String>,
    /// The kinds of organisation it covers training for; all when empty.
    pub audiences: Vec<OrganisationKind>,
}

impl UseCases {
    /// Adds a kind of credential; without a slug it gets one made of its name.
    ///
    /// # Errors
    /// Every broken rule; `slug_taken`.
    pub async fn add_credential_kind(
        &self,
        by: PersonId,
        (slug, name): (Option<String>, String),
        key: Option<OnceKey>,
    ) -> Result<Answer<CredentialKindView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let slug = slug.clone().unwrap_or_else(|| suggest_slug(&name));
                let (slug, name) = check_kind(&slug, ("name", &name))?;
                let id = free(rows::add_credential_kind(change.tx, &slug, &name))?;
                change.note(Some(by), "credential_kind_added", ("credential_kind", id), None);
                Ok(CredentialKindView { id, slug, name })
            })
        })
        .await
    }

    /// Adds a statement people can declare; without a slug it gets one made of the statement.
    ///
    /// # Errors
    /// Every broken rule; `slug_taken`.
    pub async fn add_declaration_kind(
        &self,
        by: PersonId,
        (slug, statement): (Option<String>, String),
        key: Option<OnceKey>,
    ) -> Result<Answer<DeclarationKindView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let slug = slug.clone().unwrap_or_else(|| suggest_slug(&statement));
                let (slug, statement) = check_kind(&slug, ("statement", &statement))?;
                let id = free(rows::add_declaration_kind(change.tx, &slug, &statement))?;
                change.note(Some(by), "declaration_kind_added", ("declaration_kind", id), None);
                Ok(DeclarationKindView { id, slug, statement })
            })
        })
        .await
    }

    /// Adds an accreditation.
    ///
    /// # Errors
    /// Every broken rule.
    pub async fn add_accreditation(
        &self,
        by: PersonId,
        ask: NewAccreditation,
        key: Option<OnceKey>,
    ) -> Result<Answer<AccreditationView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| accredit(change, by, &ask))).await
    }
}

fn free<T>(added: Result<T, Error>) -> Result<T, Failure> {
    match added {
        Err(Error::Conflict(_)) => {
            forbidden("slug_taken", "There is one of this slug already. Choose another one.")
        }
        other => Ok(other?),
    }
}

fn accredit(
    change: &mut Change<'_, '_>,
    by: PersonId,
    ask: &NewAccreditation,
) -> Result<AccreditationView, Failure> {
    let input = AccreditationInput {
        provider: ask.provider.clone().unwrap_or_else(|| change.settings.provider()),
        body: ask.body.clone(),
        reference: ask.reference.clone(),
        from: ask.from,
        to: ask.to,
    };
    let mut courses = ask.courses.clone();
    courses.sort();
    courses.dedup();
    let mut audiences = ask.audiences.clone();
    audiences.sort();
    audiences.dedup();
    let checked = check_accreditation(&input, courses.len());
    let known = courses_of(change.tx.conn(), &courses)?;
    let unknown = ask.courses.iter().enumerate().filter(|(_, slug)| !known.iter().any(|(_, k)| k == *slug));
    let mut errors: Vec<FieldError> = unknown
        .map(|(index, _)| FieldError::new(format!("courses[{index}]"), "There is no course of this slug."))
        .collect();
    let input = match checked {
        Ok(input) if errors.is_empty() => input,
        Ok(_) => return Err(errors.into()),
        Err(broken) => {
            errors.splice(0..0, broken);
            return Err(errors.into());
        }
    };
    let ids: Vec<CourseId> = known.iter().map(|(id, _)| *id).collect();
    let id = rows::add_accreditation(change.tx, &input, &ids, &audiences)?;
    change.note(Some(by), "accreditation_added", ("accreditation", id), None);
    let AccreditationInput { provider, body, reference, from, to } = input;
    Ok(AccreditationView { id, provider, body, reference, from, to, courses, audiences })
}
