//! Choosing a course or a credential.

use crate::{
    app::App,
    store::{
        error::Error,
        read::catalogue::{courses, ladders},
    },
    web::{error::ApiResult, forms::Field},
};

/// Every course, those no longer given too, and every credential.
pub async fn field(app: &App, name: &str, label: &str) -> ApiResult<Field> {
    let (courses, credentials) =
        app.reads.run(|c| Ok::<_, Error>((courses::all(c)?, ladders::credential_kinds(c)?))).await?;
    let mut field = Field::select(name, label).choice("", "Choose …");
    for course in courses {
        let title = if course.retired { format!("{} (no longer given)", course.title) } else { course.title };
        field = field.choice(course.slug, title);
    }
    for credential in credentials {
        field = field.choice(credential.slug, credential.name);
    }
    Ok(field)
}
