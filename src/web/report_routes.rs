//! The addresses of pages of figures, of what is sent and handed in from them, and of practitioners.

use super::{
    pages,
    route_table::{Route, route_table},
};
use crate::domain::access::Action;

route_table! {
    GET "/my-practice" ReadMe => pages::practitioners::my_practice::show;
    POST "/my-practice" EditMe => pages::practitioners::my_practice::change;
    GET "/reports/practitioners" ReadPractitioners => pages::practitioners::register::show;
    GET "/reports/practitioners.csv" ReadPractitioners => pages::practitioners::register::csv;
    GET "/reports/practitioners.xlsx" ReadPractitioners => pages::practitioners::register::workbook;
    GET "/reports/practitioners/ask" AskForPractitioner => pages::practitioners::ask::form;
    POST "/reports/practitioners/ask" AskForPractitioner => pages::practitioners::ask::ask;
    GET "/manage/practitioner-asks/{id}" ReadWorkBoard => pages::practitioners::answer_ask::show;
    POST "/manage/practitioner-asks/{id}" ReadWorkBoard => pages::practitioners::answer_ask::answer;
    GET "/reports/short-notice" ReadShortNotice => pages::reports::short_notice::show;
    GET "/reports/short-notice.csv" ReadShortNotice => pages::reports::short_notice::csv;
    GET "/reports/short-notice.xlsx" ReadShortNotice => pages::reports::short_notice::workbook;
    GET "/organisations/{id}/short-notice" ReadOrganisationTraining => pages::reports::short_notice_letter::show;
    POST "/organisations/{id}/short-notice" SendShortNotice => pages::reports::short_notice_letter::send;
    GET "/organisations/{id}/short-notice.pdf" ReadOrganisationTraining => pages::reports::short_notice_letter::pdf;
    GET "/organisations/{id}/way" ReadOrganisationTraining => pages::reports::organisation_way::show;
    GET "/organisations/{id}/way.pdf" ReadOrganisationTraining => pages::reports::organisation_way::pdf;
    GET "/reports/evidence" MakeEvidencePack => pages::reports::evidence::form;
    POST "/reports/evidence" MakeEvidencePack => pages::reports::evidence::make;
    GET "/evidence-packs/{id}.zip" MakeEvidencePack => pages::reports::evidence::download;
    GET "/manage/dates/{id}/complaints" NoteComplaint => pages::reports::complaints::form;
    POST "/manage/dates/{id}/complaints" NoteComplaint => pages::reports::complaints::note;

    GET "/reports" ReadReports => pages::reports::front::show;
    GET "/reports/uptake" ReadReports => pages::reports::uptake::show;
    GET "/reports/uptake.csv" ReadReports => pages::reports::uptake::csv;
    GET "/reports/uptake.xlsx" ReadReports => pages::reports::uptake::workbook;
    GET "/reports/ladder-flow" ReadReports => pages::reports::ladder_flow::show;
    GET "/reports/ladder-flow.csv" ReadReports => pages::reports::ladder_flow::csv;
    GET "/reports/ladder-flow.xlsx" ReadReports => pages::reports::ladder_flow::workbook;
    GET "/reports/blocked" ReadReports => pages::reports::blocked::show;
    GET "/reports/blocked.csv" ReadReports => pages::reports::blocked::csv;
    GET "/reports/blocked.xlsx" ReadReports => pages::reports::blocked::workbook;
    GET "/reports/waiting" ReadReports => pages::reports::waiting::show;
    GET "/reports/waiting.csv" ReadReports => pages::reports::waiting::csv;
    GET "/reports/waiting.xlsx" ReadReports => pages::reports::waiting::workbook;
    GET "/reports/organisations" ReadOrganisationReports => pages::reports::organisations::show;
    GET "/reports/organisations.csv" ReadOrganisationReports => pages::reports::organisations::csv;
    GET "/reports/organisations.xlsx" ReadOrganisationReports => pages::reports::organisations::workbook;
    GET "/reports/demand" ReadDemand => pages::reports::demand::show;
    GET "/reports/demand.csv" ReadDemand => pages::reports::demand::csv;
    GET "/reports/demand.xlsx" ReadDemand => pages::reports::demand::workbook;
    GET "/reports/rows" ReadReports => pages::reports::behind::show;
    GET "/reports/rows.csv" ReadReports => pages::reports::behind::csv;
    GET "/reports/rows.xlsx" ReadReports => pages::reports::behind::workbook;
}
