//! Evidence for an accreditation as one folder: a PDF, and each table as CSV.

use std::io::{Cursor, Write};

use actix_web::{HttpResponse, http::header, web::block};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::evidence_tables::{Looked, paper, tables};
use crate::{
    app::App,
    documents::commission_paper::render,
    domain::ids::{PersonId, RowId},
    store::{
        error::Error,
        read::reports::{evidence_packs, session_complaints},
    },
    web::error::ApiResult,
};

const ABOUT: &str = "\
Evidence for an accreditation.

evidence.pdf       all of it, to read
sessions.csv       the sessions, with who was there in figures
trainers.csv       who ran them
outcomes.csv       what each is meant to leave people able to do
attendance.csv     who was there, by the number of their certificate
feedback.csv       what people said afterwards
impact.csv         what became of it
complaints.csv     complaints, and what followed
certificates.csv   the certificates given
sources.csv        where each figure comes from

Every figure is as it stood when the folder was made. Answers are told of from five people on, by whole months.
Names, where there are any, and the words of complaints are as they are now: what was erased since is not in it.
";

fn broken(why: impl ToString) -> Error {
    Error::Broken(format!("a folder of evidence: {}", why.to_string()))
}

/// The folder as an answer.
pub(in crate::web) async fn archive(app: &App, id: RowId) -> ApiResult<HttpResponse> {
    let looked = app
        .reads
        .run(move |c| {
            let pack = evidence_packs::pack(c, id)?;
            let complaints: Vec<RowId> = pack.figures.complaints.iter().map(|(_, id)| *id).collect();
            let people: Vec<PersonId> = if pack.names_reason.is_some() { pack.people() } else { Vec::new() };
            Ok::<_, Error>(Looked {
                names: evidence_packs::names(c, &people)?,
                complaints: session_complaints::these(c, &complaints)?,
                pack,
            })
        })
        .await?;
    let (fonts, provider) = (app.fonts.clone(), app.settings.provider());
    let making = block(move || {
        let tables = tables(&looked);
        let pdf = render(&paper(&looked, &tables, provider), &fonts).map_err(broken)?;
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, content: &[u8]| {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            archive.start_file(name, options).map_err(broken)?;
            archive.write_all(content).map_err(broken)
        };
        add("read-me.txt", ABOUT.as_bytes())?;
        add("evidence.pdf", &pdf)?;
        for table in &tables {
            add(&format!("{}.csv", table.name), &table.table.csv().map_err(broken)?)?;
        }
        Ok::<_, Error>(archive.finish().map_err(broken)?.into_inner())
    });
    let bytes = making.await.map_err(broken)??;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"evidence.zip\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}
