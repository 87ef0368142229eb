//! Who came: the figures of a period by one thing, and each way down to what they count.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;

use super::{
    asked::{Asked, Fields, by_words, form},
    picture::{MOST, Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Shown, Table, grouped, hours},
};
use crate::{
    app::App,
    domain::{
        figure_means::months,
        figures::{By, Figure, Period, first_of},
        words::Word as _,
    },
    usecases::{
        Failure,
        reports::{
            figures::Choices,
            read_uptake::{UptakeReport, UptakeRow},
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{
            self,
            reports::days,
            tables::{TableForm, file},
        },
        page_facts::TakeAway,
        render::Page,
    },
};

/// Its address.
pub(super) const ADDRESS: &str = "/reports/uptake";
/// Where what stands behind a figure is listed.
pub(super) const BEHIND: &str = "/reports/rows";

const COLUMNS: [Column; 13] = [
    ("name", ""),
    ("booked", "Places"),
    ("people", "People"),
    ("attended", "Completed"),
    ("partly_attended", "There for part"),
    ("no_show", "Did not attend"),
    ("short_notice", "Short notice"),
    ("sessions", "Dates"),
    ("certificates", "Certificates"),
    ("cpd", "CPD"),
    ("filled", "Filled"),
    ("waiting", "Waiting"),
    ("feedback", "How it was"),
];

/// Where the bookings behind a figure are listed.
pub(super) fn behind(asked: &Asked, by: By, key: Option<&str>, figure: Figure) -> String {
    let more = [
        ("report", "uptake"),
        ("figure", figure.as_str()),
        ("key", key.unwrap_or("total")),
        ("by", by.as_str()),
        ("sort", ""),
    ];
    asked.address(BEHIND, &more)
}

/// The line of a row.
fn line(asked: &Asked, by: By, row: &UptakeRow, total: bool) -> Line {
    let key = (!total).then_some(row.key.as_str());
    let number = |of: i32, figure| Cell::number(of.into(), Some(behind(asked, by, key, figure)));
    let filled = row.places_offered.zip(row.places_filled).filter(|(offered, _)| *offered > 0);
    let filled = filled.map(|(offered, filled)| i64::from(filled) * 100 / i64::from(offered));
    let cpd = Cell {
        text: hours(row.cpd_minutes),
        ..Cell::number(row.cpd_minutes, Some(behind(asked, by, key, Figure::Cpd)))
    };
    Line {
        name: row.label.clone(),
        address: if total { None } else { within(asked, by, row) },
        cells: vec![
            number(row.booked, Figure::Booked),
            number(row.people, Figure::People),
            number(row.attended, Figure::Attended),
            number(row.partly_attended, Figure::PartlyAttended),
            number(row.no_show, Figure::NoShow),
            number(row.short_notice, Figure::ShortNotice),
            number(row.sessions, Figure::Sessions),
            number(row.certificates, Figure::Certificates),
            cpd,
            Cell {
                text: filled.map_or_else(|| "–".to_owned(), |percent| format!("{percent} %")),
                ..Cell::number(filled.unwrap_or(-1), None)
            },
            number(row.waiting, Figure::Waiting),
            Cell::mean(row.feedback_mean),
        ],
    }
}

/// A row looked into: what it is of, by something else.
fn within(asked: &Asked, by: By, row: &UptakeRow) -> Option<String> {
    let key = row.key.as_str();
    if key == "none" {
        return None;
    }
    let more = match by {
        By::Organisation => [("organisation", key), ("by", "course"), ("sort", "")],
        By::OrganisationKind => [("organisation_kind", key), ("by", "organisation"), ("sort", "")],
        By::Course => [("course", key), ("by", "month"), ("sort", "")],
        By::Ladder => [("ladder", key), ("by", "course"), ("sort", "")],
        By::Trainer => [("trainer", key), ("by", "course"), ("sort", "")],
        By::Month | By::Year => return None,
    };
    Some(asked.address(ADDRESS, &more))
}

/// Bars: month by month each month, else the largest rows.
pub(super) fn picture(report: &UptakeReport, title: &str) -> Option<Picture> {
    let told = |row: &UptakeRow| Told {
        label: row.label.clone(),
        value: format!("{} of {}", grouped(row.attended.into()), grouped(row.booked.into())),
        all: Some(row.booked.into()),
        solid: row.attended.into(),
        striped: 0,
    };
    let key = Some("So many of the places held (outlined) were completed (filled).");
    if report.by == By::Month {
        let all = months(Period { from: report.from, to: report.to });
        let last = all.len().saturating_sub(MOST);
        let bars: Vec<Told> = all[last..]
            .iter()
            .map(|month| {
                let (word, label) = (first_of(*month).format("%Y-%m"), first_of(*month).format("%B %Y"));
                let row = report.rows.iter().find(|row| row.key == word.to_string());
                row.map_or_else(
                    || Told { label: label.to_string(), value: "nobody".to_owned(), ..Told::default() },
                    told,
                )
            })
            .collect();
        return Picture::of(title, key, &bars);
    }
    let mut rows: Vec<&UptakeRow> = report.rows.iter().collect();
    if report.by != By::Year {
        rows.sort_by_key(|row| std::cmp::Reverse(row.booked));
    }
    let bars: Vec<Told> = rows.into_iter().take(MOST).map(told).collect();
    Picture::of(title, key, &bars)
}

/// The figures of all, as the front page and this one show them first.
pub(super) fn first_figures(asked: &Asked, report: &UptakeReport) -> Vec<Shown> {
    let total = &report.total;
    let shown = |label: &str, value: String, figure| Shown {
        label: label.to_owned(),
        value,
        address: Some(behind(asked, report.by, None, figure)),
    };
    vec![
        shown("People who came", grouped(total.people.into()), Figure::People),
        shown("Places held", grouped(total.booked.into()), Figure::Booked),
        shown("Completed", grouped(total.attended.into()), Figure::Attended),
        shown("CPD", format!("{} h", grouped(total.cpd_minutes / 60)), Figure::Cpd),
    ]
}

fn facts(asked: &Asked, report: &UptakeReport, choices: &Choices) -> ReportFacts {
    let period = days(Period { from: report.from, to: report.to });
    let caption = format!("Who came {}, {period}", by_words(report.by));
    let lines = report.rows.iter().map(|row| line(asked, report.by, row, false)).collect();
    let total = line(asked, report.by, &report.total, true);
    let mut columns = COLUMNS;
    columns[0].1 = match report.by {
        By::Organisation => "Organisation",
        By::OrganisationKind => "Kind",
        By::Course => "Course",
        By::Ladder => "Ladder",
        By::Month => "Month",
        By::Year => "Year",
        By::Trainer => "Trainer",
    };
    let sort = (asked.sort.as_deref(), |word: &str| asked.address(ADDRESS, &[("sort", word)]));
    let table = Table::of(caption.clone(), &columns, lines, Some(total), sort);
    let nobody = table.is_none();
    let mut narrowed = Vec::new();
    narrowed.extend(choices.organisation.as_ref().filter(|_| asked.organisation.is_some()).cloned());
    let whom = if narrowed.is_empty() { String::new() } else { format!("{} alone. ", narrowed.join(", ")) };
    ReportFacts {
        lede: format!(
            "{whom}{} held {} from {period}.",
            crate::web::pages::wording::people(report.total.people.into()),
            crate::web::pages::wording::places(report.total.booked),
        ),
        figures: first_figures(asked, report),
        picture: picture(report, &caption),
        table,
        empty: nobody.then(|| "Nobody had a place in this time. Choose other days below.".to_owned()),
        notes: vec![
            "Counted by the day of the first date, for the organisation a place was booked under; in the last line \
             everybody is counted once. How it was is a mean from 1 to 5 over whole months, shown from five people on \
             and only where nobody’s own answer can be worked out of it: never for two choices at once."
                .to_owned(),
        ],
        links: Vec::new(),
        file: Some(TakeAway::of("Take this away", ADDRESS, &asked.query(&[]))),
        narrow: true,
        open: nobody,
    }
}

/// The table of a period.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let actor = member.caller.actor;
    let trainers = actor.is_coordinator || actor.is_trainer;
    let ask = asked.uptake(By::Month);
    let by = ask.as_ref().map_or(By::Month, |ask| ask.by);
    let of = ask.as_ref().ok().and_then(|ask| ask.organisation);
    let choices = app.usecases.figure_choices(of).await?;
    let fields = Fields { by: Some(by), course: true, ladder: true, kind: true, trainers };
    let mut form = form(ADDRESS, &asked, fields, &choices);
    let read = match ask {
        Ok(ask) => app.usecases.read_uptake(actor, ask).await,
        Err(errors) => Err(Failure::from(errors)),
    };
    let facts = match read {
        Ok(report) => facts(&asked, &report, &choices),
        Err(failure) => {
            form.refused(failure)?;
            ReportFacts { narrow: true, open: true, ..ReportFacts::default() }
        }
    };
    let title = format!("Who came, {}", by_words(by));
    Page::of(&member.visit, title, &facts)?
        .form(form)
        .back("/reports", "Numbers")
        .here("/reports")
        .answer(&app)
}

async fn taken_away(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let ask = asked.uptake(By::Month).map_err(Failure::from)?;
    let report = app.usecases.read_uptake(member.caller.actor, ask).await?;
    file(app, files::reports::uptake(&report), "who-came", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Workbook).await
}

/// The year so far, of what this member sees.
pub(super) async fn this_year(app: &App, member: &Member) -> ApiResult<(UptakeReport, NaiveDate)> {
    let asked = Asked::default();
    let ask = asked.uptake(By::Month).map_err(Failure::from)?;
    let report = app.usecases.read_uptake(member.caller.actor, ask).await?;
    Ok((report, app.usecases.figures_day()))
}
