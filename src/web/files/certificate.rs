//! The paper of one certificate.

use actix_web::{HttpResponse, http::header, web::Data};

use super::marks::marks_of;
use crate::{
    app::App,
    documents::{DocumentError, certificate::render},
    domain::{ids::CertificateId, printable::shown, words::CertificateState},
    store::{error::Error as StoreError, read::certificates::certificate as views},
    web::{
        access::sees_former_names,
        error::{ApiError, ApiResult},
        extract::Caller,
    },
};

/// A certificate's PDF, for whoever may read it.
pub(in crate::web) async fn printed(
    app: Data<App>,
    caller: &Caller,
    id: CertificateId,
) -> ApiResult<HttpResponse> {
    let (view, mut paper) =
        app.reads.run(move |c| Ok::<_, StoreError>((views::view(c, id)?, views::paper(c, id)?))).await?;
    if view.state == CertificateState::Superseded && !sees_former_names(caller, view.person_id) {
        paper.person_name = None;
    }
    let number = paper.number.clone();
    let marks = marks_of(&app, std::iter::once(paper.mark.as_deref())).await?;
    let broken = |e: String| StoreError::Broken(format!("a certificate cannot be printed: {e}"));
    let file = actix_web::web::block(move || render(&paper, &marks, &app.fonts))
        .await
        .map_err(|e| broken(e.to_string()))?
        .map_err(|e| not_printed("certificate", e))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"certificate-{number}.pdf\""),
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// Why a paper is not printed: a name that no font draws is for its holder to give in another form.
pub(super) fn not_printed(kind: &str, why: DocumentError) -> ApiError {
    match why {
        DocumentError::Unprintable { number, characters } => ApiError::new(
            "name_not_printable",
            format!(
                "Our fonts do not draw {} in the name on certificate {number}, so that it waits to be printed. Its \
                 holder gives the form to print under \"Your name\" on their account page; a coordinator can give it \
                 on the person's record.",
                shown(&characters)
            ),
        ),
        other => StoreError::Broken(format!("a paper cannot be printed ({kind}): {other}")).into(),
    }
}
