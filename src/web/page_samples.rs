//! Every page with samples of the facts its template is given: one line for each.

use serde_json::Value;

use super::{
    page_facts::PageFacts,
    page_frame::Frame,
    pages::{mail, service},
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

    // commissions

    // imports

    // mail
    mail::demo_mail::DemoMailFacts,
    mail::demo_mail::DemoMailsFacts,
    mail::mails::MailFacts,
    mail::mails::MailsFacts,

    // people

    // registers

    // service
    service::about::AccessibilityFacts,
    service::about::ApiDocsFacts,
    service::about::ContactFacts,
    service::about::PrivacyFacts,
    service::display::DisplayFacts,
    service::work_board::WorkBoardFacts,
    problem_pages::ProblemFacts,

    // sessions
}
