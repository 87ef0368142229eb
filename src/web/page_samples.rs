//! Every page with samples of the facts its template is given: one line for each.

use serde_json::Value;

use super::{page_facts::PageFacts, page_frame::Frame, pages, problem_pages};

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
    pages::bookings::approvals::ApprovalsFacts,
    pages::bookings::begin_on_demand::BeginFacts,
    pages::bookings::on_demand::OnDemandFacts,
    pages::catalogue::on_demand_course::OnDemandCourseFacts,
    pages::registers::talks::TalkMarksFacts,
    pages::sessions::talks::TalksFacts,
    pages::bookings::book_facts::BookFacts,
    pages::bookings::booking_changes::MoveFacts,
    pages::bookings::booking_facts::BookingFacts,
    pages::bookings::booking_form::BookingFormFacts,
    pages::bookings::booking_replies::OfferFacts,
    pages::bookings::hand_over::HandOverFacts,
    pages::bookings::my_bookings::MyBookingsFacts,
    pages::bookings::team_booking_facts::TeamBookedFacts,
    pages::bookings::team_booking_facts::TeamBookingFacts,
    pages::bookings::team_booking_facts::TeamDatesFacts,

    // catalogue
    pages::catalogue::accreditations::AccreditationsFacts,
    pages::catalogue::catalogue_facts::CourseFacts,
    pages::catalogue::catalogue_facts::CoursesFacts,
    pages::catalogue::catalogue_facts::HomeFacts,
    pages::catalogue::course_form::CourseFormFacts,
    pages::catalogue::held_up::HeldUpFacts,
    pages::catalogue::kinds::KindsFacts,
    pages::catalogue::manage_courses::ManageCoursesFacts,
    pages::catalogue::manage_ladders::LadderFormFacts,
    pages::catalogue::manage_ladders::ManageLaddersFacts,
    pages::catalogue::own_rail::MyLadderFacts,
    pages::catalogue::programme::ProgrammeFacts,
    pages::catalogue::retire_course::RetireCourseFacts,
    pages::catalogue::taking::TakingFacts,

    // certificates
    pages::certificates::hand_in_facts::HandInFacts,
    pages::certificates::manage_certificates::ManageCertificateFacts,
    pages::certificates::manage_certificates::ManageCertificatesFacts,
    pages::certificates::manage_prior_learning::ClaimFacts,
    pages::certificates::manage_prior_learning::ClaimsFacts,
    pages::certificates::my_certificates::CertificateFacts,
    pages::certificates::my_certificates::MyCertificatesFacts,
    pages::certificates::my_claim::MyClaimFacts,
    pages::certificates::my_training::MyTrainingFacts,
    pages::certificates::reflection::ReflectionPage,
    pages::certificates::reissue::AskReissueFacts,
    pages::certificates::reissue::ReissueFacts,
    pages::certificates::verify::VerifyFacts,

    // commissions
    pages::commissions::answer_list::ListedFacts,
    pages::commissions::ask::CommissionForm,
    pages::commissions::commission_schedule::ScheduleFacts,
    pages::commissions::details::CommissionDetails,
    pages::commissions::invitations::InvitationFacts,
    pages::commissions::list::CommissionList,
    pages::commissions::manage_invitations::Invitations,
    pages::commissions::outcome::OutcomeFacts,
    pages::commissions::people::CommissionPeople,
    pages::commissions::propose_facts::ProposeFacts,
    pages::commissions::readiness_facts::ReadinessFacts,
    pages::commissions::request_facts::RequestFacts,

    // feedback
    pages::feedback::edit_questions::EditQuestionsFacts,
    pages::feedback::impact_by_link::ImpactThanksFacts,
    pages::feedback::impact_form::ImpactFacts,
    pages::feedback::impact_off::ImpactOffFacts,
    pages::feedback::link_over::LinkOverFacts,
    pages::feedback::own_feedback::GivenFeedbackFacts,
    pages::feedback::own_impact::OwnImpactFacts,
    pages::feedback::question_fields::GiveFeedbackFacts,
    pages::feedback::quotes::QuotesFacts,
    pages::feedback::session_feedback::SessionFeedbackFacts,

    // imports
    pages::imports::import_columns::ImportColumns,
    pages::imports::import_preview::ImportPreview,
    pages::imports::import_page::Imports,

    // mail
    pages::mail::demo_mail::DemoMailFacts,
    pages::mail::demo_mail::DemoMailsFacts,
    pages::mail::mails::MailFacts,
    pages::mail::mails::MailsFacts,
    pages::service::site::SiteFormFacts,
    pages::service::trail::TrailFacts,

    // people
    pages::people::account::AccountForm,
    pages::people::account_facts::Account,
    pages::people::adding_people::AddPerson,
    pages::people::adding_people::TeamCertificates,
    pages::people::close_account::CloseAccount,
    pages::people::confirm::Confirm,
    pages::people::correct_address::CorrectAddress,
    pages::people::end_logins::EndLogins,
    pages::people::erase_person::ErasePerson,
    pages::people::erase_person::PutOff,
    pages::people::manage_memberships::Memberships,
    pages::people::manage_people::People,
    pages::people::manage_people::PersonNew,
    pages::people::merge::Merge,
    pages::people::my_people_facts::MyPeople,
    pages::people::organisation_facts::OneOrganisation,
    pages::people::organisation_facts::OrganisationNew,
    pages::people::organisation_facts::Organisations,
    pages::people::own_data::OwnData,
    pages::people::own_data::OwnErasure,
    pages::people::passkeys::PasskeyFacts,
    pages::people::passkeys::PasskeyNew,
    pages::people::person::OnePerson,
    pages::people::person_record::MembershipNew,
    pages::people::person_record::PersonRecord,
    pages::people::prove_again::ProveAgain,
    pages::people::recovery_codes::RecoveryCodes,
    pages::people::second_factor::SecondFactorFacts,
    pages::people::second_factor_app::AppSetUp,
    pages::people::second_factor_loss::FactorLoss,
    pages::people::second_step::SecondStep,
    pages::people::sign_in::Again,
    pages::people::sign_in::SignIn,
    pages::people::sign_in::SignInLink,
    pages::people::sign_in_link::SignInSent,
    pages::people::sign_in_with_facts::SignInWithFacts,
    pages::people::sign_in_with_facts::SignedOutFacts,
    pages::people::sign_up_facts::RegisterDetails,
    pages::people::sign_up_facts::RegisterOrganisation,
    pages::people::who_sees::WhoSeesFacts,

    // practice
    pages::practice::plan_facts::ActionPlanFacts,
    pages::practice::shared_plans::SharedPlansFacts,

    // practitioners
    pages::practitioners::answer_ask::AnswerAskFacts,
    pages::practitioners::ask::AskFacts,
    pages::practitioners::my_practice::MyPracticeFacts,
    pages::practitioners::register_facts::RegisterFacts,

    // reports
    pages::reports::complaints::SessionComplaintsFacts,
    pages::reports::evidence::EvidenceFacts,
    pages::reports::organisation_way::WayFacts,
    pages::reports::short_notice::ShortNoticeFacts,
    pages::reports::short_notice_letter::LetterFacts,

    // registers
    pages::registers::attendance_list::AttendanceFacts,
    pages::registers::attendance_list::NothingToMarkFacts,
    pages::registers::bring_report::BringReportFacts,
    pages::registers::demo_reports::DemoReportsFacts,
    pages::registers::report_facts::ReviewFacts,
    pages::registers::check_in::CheckInFacts,
    pages::registers::check_in_screen::CheckInScreenFacts,
    pages::registers::date_length::DateLengthFacts,
    pages::registers::disputes::AnswerDisputeFacts,
    pages::registers::disputes::DisputesFacts,
    pages::registers::finishing::FinishFacts,
    pages::registers::make_ups::MakeUpFacts,
    pages::registers::manage_disputes::ManageDisputesFacts,
    pages::registers::register_exceptions::CompleteFacts,
    pages::registers::register_exceptions::ReopenFacts,
    pages::registers::terms::TermsFacts,
    pages::registers::walk_ins::WalkInFacts,
    pages::registers::who_is_coming::RosterFacts,

    // reports
    pages::reports::report::ReportFacts,

    // service
    pages::service::about::AccessibilityFacts,
    pages::service::about::ApiDocsFacts,
    pages::service::about::ContactFacts,
    pages::service::about::PrivacyFacts,
    pages::service::complaints::ComplainFacts,
    pages::service::complaints::ComplaintFacts,
    pages::service::display::DisplayFacts,
    pages::service::work_board::WorkBoardFacts,
    problem_pages::ProblemFacts,

    // sessions
    pages::sessions::change_dates::ChangeDatesFacts,
    pages::sessions::change_dates_preview::ChangeDatesPreviewFacts,
    pages::sessions::copy_dates::CopyDatesFacts,
    pages::sessions::drafts::DraftsFacts,
    pages::sessions::messages::MessagesFacts,
    pages::sessions::cancel_session::CancelSessionFacts,
    pages::sessions::confirm_change::ConfirmChangeFacts,
    pages::sessions::edit_session::DateFormFacts,
    pages::sessions::manage_sessions::ManageDatesFacts,
    pages::sessions::manage_waivers::ManageWaiversFacts,
    pages::sessions::series::SeriesFacts,
    pages::sessions::series::SeriesPreviewFacts,
    pages::sessions::session::SessionFacts,
    pages::sessions::session_desk::DeskFacts,
    pages::sessions::session_people::BookSomebodyFacts,
    pages::sessions::session_people::WaitingListFacts,
    pages::sessions::trained_sessions::MyDatesFacts,
    pages::sessions::waivers::WaiveFacts,
}
