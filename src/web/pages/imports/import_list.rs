//! A list that was sent: looked at, told apart, brought in, and what cannot be taken as a file to mend.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use actix_web::{
    HttpResponse,
    web::{Data, block},
};
use serde::Deserialize;

use super::{
    import_columns::{self, CHOSE},
    import_preview::{self, SAME, SURE},
    kept_list::{HERE, Kept, broken, readable},
};
use crate::{
    app::App,
    domain::{
        ids::{Row, RowId},
        import_doubts::SamePerson,
        imports::LineProblem,
        times::{LONDON, day_in},
    },
    sheets::{self, list::List},
    usecases::imports::{
        import_all::{Ask, Halted, Lines, Looked, Taking},
        read_import::read_lines,
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, PathId},
        files::{lines_to_mend, tables::TableForm},
        render::see,
    },
};

/// What is asked of the page.
#[derive(Deserialize)]
pub struct Shown {
    columns: Option<String>,
}

/// What the lines come to, with nothing changed; the lines that can be taken as far as they are read.
async fn would_happen(app: &App, member: &Member, kept: &Kept, list: &List) -> ApiResult<(Lines, Looked)> {
    let today = day_in(app.clock.now(), LONDON);
    let (lines, problems) = read_lines(kept.kind, &list.sheet, today);
    let ask = Ask {
        lines: lines.clone(),
        same: SamePerson::Nobody,
        source: kept.row.source.clone(),
        taking: Taking::Nothing,
    };
    let mut looked = match app.usecases.import(member.caller.id(), ask).await {
        Err(Halted::OnlyLooked(looked)) => looked,
        Err(Halted::Store(error)) => return Err(ApiError::from(error)),
        _ => Looked::default(),
    };
    looked.problems.extend(problems);
    Ok((lines, looked))
}

/// What would happen, or first what its columns hold.
pub async fn show(
    app: Data<App>,
    id: PathId<Row>,
    member: Member,
    shown: Params<Shown>,
) -> ApiResult<HttpResponse> {
    let (kept, list) = readable(&app, id.0).await?;
    if shown.0.columns.is_some() || import_columns::are_asked(&kept, &list) {
        return import_columns::page(&member.visit, &kept, &list)?.answer(&app);
    }
    let (_, looked) = would_happen(&app, &member, &kept, &list).await?;
    import_preview::page(&member.visit, &kept, &list, &looked)?.answer(&app)
}

/// Keeps what was chosen, or brings it in.
pub async fn bring_in(app: Data<App>, id: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (kept, list) = readable(&app, id.0).await?;
    let (posted, here) = (&form.posted, format!("{HERE}/{}", id.0));
    if posted.again() {
        return see(here);
    }
    if posted.has(CHOSE) {
        let (choices, said) = import_columns::chosen(posted, kept.kind, &list);
        app.usecases.choose_columns(id.0, kept.kind, choices, said).await?;
        return see(here);
    }
    let is_asked = import_columns::are_asked(&kept, &list);
    let (lines, looked) = would_happen(&app, &form.member(), &kept, &list).await?;
    if is_asked || !posted.has(SURE) || looked.problems.iter().any(|problem| problem.whole) {
        return see(here);
    }
    let ticked: BTreeSet<u64> = posted.all(SAME).iter().filter_map(|line| line.parse().ok()).collect();
    let open = looked.doubts.iter().filter(|doubt| !ticked.contains(&doubt.line)).count();
    let left = import_preview::lines_of(&looked.problems) + open;
    let ask = Ask {
        lines,
        same: SamePerson::Lines(ticked),
        source: kept.row.source.clone(),
        taking: Taking::WhatCanBe,
    };
    let summary = match app.usecases.import(form.caller.id(), ask).await {
        Ok(summary) => summary,
        Err(Halted::Store(error)) => return Err(ApiError::from(error)),
        Err(_) => return see(here),
    };
    let done = format!("{HERE}?added={}&changed={}&known={}", summary.added, summary.changed, summary.known);
    if left == 0 {
        app.usecases.forget_file(id.0).await?;
        return see(done);
    }
    // Kept for the rest of its hour: the lines that were left out can be taken away to be mended.
    see(format!("{done}&left={left}&file={}", id.0))
}

/// The lines that cannot be taken, as they stand, each with what is wrong.
pub async fn problems(app: Data<App>, id: PathId<Row>, member: Member) -> ApiResult<HttpResponse> {
    to_mend(&app, &member, id.0, TableForm::MarkedCsv).await
}

/// The same as a workbook.
pub async fn problems_workbook(app: Data<App>, id: PathId<Row>, member: Member) -> ApiResult<HttpResponse> {
    to_mend(&app, &member, id.0, TableForm::Workbook).await
}

async fn to_mend(app: &App, member: &Member, id: RowId, form: TableForm) -> ApiResult<HttpResponse> {
    let (kept, list) = readable(app, id).await?;
    let (_, looked) = would_happen(app, member, &kept, &list).await?;
    let mut wrong: BTreeMap<u64, String> = BTreeMap::new();
    let doubts = looked.doubts.iter().map(|doubt| (doubt.line, doubt.says.clone()));
    for (line, said) in looked.problems.iter().map(|problem| (problem.line, problem.said())).chain(doubts) {
        let all = wrong.entry(line).or_default();
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&said);
    }
    let mut file = kept.file.try_clone().map_err(broken)?;
    let names = list.headings.names.clone();
    let written = block(move || {
        let mut rows = Vec::new();
        sheets::read(&mut file, &mut |row| {
            if let Some(said) = wrong.get(&row.line) {
                rows.push((row.cells, said.clone()));
            }
            ControlFlow::Continue(())
        })?;
        Ok::<_, LineProblem>(rows)
    });
    let rows = written.await.map_err(broken)?.map_err(|problem| broken(problem.to_string()))?;
    lines_to_mend::table(app, &names, &rows, form).await
}
