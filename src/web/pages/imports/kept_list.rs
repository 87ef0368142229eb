//! A list as it is kept between being sent and being brought in.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use actix_web::web::block;

use crate::{
    app::App,
    domain::{
        ids::RowId,
        import_columns::{Choices, Column, ImportKind, Remembered},
        imports::LineProblem,
        words::Word,
    },
    sheets::list::{self, List},
    store::{
        error::Error,
        read::imports::files::{self, FileRow},
    },
    web::error::{ApiError, ApiResult},
};

pub(super) const HERE: &str = "/manage/imports";

/// A file that is kept, with what was chosen about it.
pub(super) struct Kept {
    pub(super) row: FileRow,
    pub(super) kind: ImportKind,
    pub(super) choices: Choices,
    pub(super) file: File,
}

async fn load(app: &App, id: RowId) -> ApiResult<Kept> {
    let now = app.clock.now();
    let row = app.reads.run(move |connection| files::load(connection, id, now)).await?;
    let mut file = tempfile::tempfile().map_err(broken)?;
    for position in 0.. {
        let part = app.reads.run(move |connection| files::part(connection, id, position)).await?;
        let Some(part) = part else { break };
        file.write_all(&part).map_err(broken)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    let kind = ImportKind::from_word(&row.kind).unwrap_or(ImportKind::People);
    let choices = serde_json::from_str(&row.choices).unwrap_or_default();
    Ok(Kept { row, kind, choices, file })
}

/// What nobody could help, with its cause in the log.
pub(super) fn broken(error: impl std::fmt::Display) -> ApiError {
    ApiError::from(Error::Broken(format!("a file that is being brought in: {error}")))
}

/// What a kept file holds; the problem where it cannot be read at all.
pub(super) async fn look(app: &App, id: RowId) -> ApiResult<Result<(Kept, List), LineProblem>> {
    let kept = load(app, id).await?;
    let kind = kept.kind;
    let known = app.reads.run(move |connection| files::headings(connection, kind.as_str())).await?;
    let known: Remembered = known
        .into_iter()
        .filter_map(|(heading, column)| Some((heading, Column::from_word(&column)?)))
        .collect();
    let (mut file, choices) = (kept.file.try_clone().map_err(broken)?, kept.choices.clone());
    let list = block(move || list::read(&mut file, kind, &known, &choices)).await.map_err(broken)?;
    Ok(list.map(|list| (kept, list)))
}

/// A file that could be read when it was sent.
pub(super) async fn readable(app: &App, id: RowId) -> ApiResult<(Kept, List)> {
    look(app, id).await?.map_err(|problem| broken(problem.to_string()))
}
