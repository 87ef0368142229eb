//! Every page with samples of the facts its template is given: one line for each.

use serde_json::Value;

use super::{
    page_facts::PageFacts,
    page_frame::Frame,
    pages::{certificates, commissions, imports, mail, people, registers, service, sessions},
    problem_pages,
};

/// A template under `templates/pages/` with what it may be given.
pub struct PageSamples {
    /// The template's name.
    pub template: &'static str,
    /// Its facts, its form's and its frame's together, as the template is given them.
    pub facts: Vec<Value>,
}

/// Each sample with its form as it is shown first, and as it is shown when something is wrong with it.
fn samples_of<F: PageFacts>() -> serde_json::Result<PageSamples> {
    let frames = Frame::samples();
    let forms = match F::form_sample() {
        Some(form) => {
            let mut wrong = form.clone();
            let names: Vec<String> = form.names().map(str::to_owned).collect();
            for name in &names {
                wrong.refuse(name, "Enter this.");
            }
            wrong.refuse("", "It cannot be done now.");
            vec![Some(form), Some(wrong)]
        }
        None => vec![None],
    };
    let mut facts = Vec::new();
    for sample in F::samples() {
        let own = serde_json::to_value(&sample)?;
        for form in &forms {
            let frame = &frames[facts.len() % frames.len()];
            facts.push(frame.around(own.clone(), form.as_ref())?);
        }
    }
    Ok(PageSamples { template: F::TEMPLATE, facts })
}

macro_rules! pages {
    ($($page:path),* $(,)?) => {
        /// Every page.
        ///
        /// # Errors
        /// Only if a sample cannot be written as JSON.
        pub fn page_samples() -> serde_json::Result<Vec<PageSamples>> {
            Ok(vec![$(samples_of::<$page>()?),*])
        }
    };
}

pages! {
    // bookings

    // catalogue

    // certificates
    certificates::manage_certificates::ManageCertificateFacts,
    certificates::manage_certificates::ManageCertificatesFacts,
    certificates::manage_prior_learning::ClaimFacts,
    certificates::manage_prior_learning::ClaimsFacts,
    certificates::my_certificates::CertificateFacts,
    certificates::my_certificates::MyCertificatesFacts,
    certificates::my_training::MyTrainingFacts,
    certificates::verify::VerifyFacts,

    // commissions
    commissions::ask::CommissionForm,
    commissions::commission_schedule::ScheduleFacts,
    commissions::details::CommissionDetails,
    commissions::invitations::InvitationFacts,
    commissions::list::CommissionList,
    commissions::manage_invitations::Invitations,
    commissions::outcome::OutcomeFacts,
    commissions::people::CommissionPeople,
    commissions::propose_facts::ProposeFacts,
    commissions::readiness_facts::ReadinessFacts,
    commissions::request_facts::RequestFacts,

    // imports
    imports::import_page::ImportPreview,
    imports::import_page::Imports,

    // mail
    mail::demo_mail::DemoMailFacts,
    mail::demo_mail::DemoMailsFacts,
    mail::mails::MailFacts,
    mail::mails::MailsFacts,

    // people
    people::account::AccountForm,
    people::account_facts::Account,
    people::adding_people::AddPerson,
    people::adding_people::TeamCertificates,
    people::manage_memberships::Memberships,
    people::manage_people::People,
    people::manage_people::PersonNew,
    people::merge::Merge,
    people::my_people_facts::MyPeople,
    people::organisation_facts::OneOrganisation,
    people::organisation_facts::OrganisationNew,
    people::organisation_facts::Organisations,
    people::person::OnePerson,
    people::person_record::MembershipNew,
    people::person_record::PersonRecord,
    people::sign_in::Again,
    people::sign_in::SignIn,
    people::sign_in::SignInLink,
    people::sign_in::SignInSent,
    people::sign_up_facts::Confirm,
    people::sign_up_facts::RegisterDetails,
    people::sign_up_facts::RegisterOrganisation,

    // registers
    registers::attendance_list::AttendanceFacts,
    registers::attendance_list::NothingToMarkFacts,
    registers::disputes::AnswerDisputeFacts,
    registers::disputes::DisputesFacts,
    registers::finishing::FinishFacts,
    registers::make_ups::MakeUpFacts,
    registers::manage_disputes::ManageDisputesFacts,
    registers::register_exceptions::CompleteFacts,
    registers::register_exceptions::ReopenFacts,
    registers::walk_ins::WalkInFacts,
    registers::who_is_coming::RosterFacts,

    // service
    service::about::AccessibilityFacts,
    service::about::ApiDocsFacts,
    service::about::ContactFacts,
    service::about::PrivacyFacts,
    service::display::DisplayFacts,
    service::work_board::WorkBoardFacts,
    problem_pages::ProblemFacts,

    // sessions
    sessions::cancel_session::CancelSessionFacts,
    sessions::confirm_change::ConfirmChangeFacts,
    sessions::edit_session::DateFormFacts,
    sessions::manage_sessions::ManageDatesFacts,
    sessions::manage_waivers::ManageWaiversFacts,
    sessions::series::SeriesFacts,
    sessions::series::SeriesPreviewFacts,
    sessions::session::SessionFacts,
    sessions::session_desk::DeskFacts,
    sessions::session_people::BookSomebodyFacts,
    sessions::session_people::WaitingListFacts,
    sessions::trained_sessions::MyDatesFacts,
    sessions::waivers::WaiveFacts,
}
