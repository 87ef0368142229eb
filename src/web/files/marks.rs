//! The marks that papers name, for drawing them.

use std::collections::BTreeSet;

use crate::{app::App, documents::Marks, web::error::ApiResult};

/// The marks of these names, each looked up once.
pub(in crate::web) async fn marks_of<'n>(
    app: &App,
    names: impl Iterator<Item = Option<&'n str>>,
) -> ApiResult<Marks> {
    let mut marks = Marks::default();
    for name in names.flatten().collect::<BTreeSet<&str>>() {
        if let Some(mark) = app.usecases.mark(name).await? {
            marks.add(name, &mark.mark);
        }
    }
    Ok(marks)
}
