//! The paper of one certificate.

use actix_web::{HttpResponse, http::header, web::Data};

use crate::{
    app::App,
    documents::certificate::render,
    domain::{ids::CertificateId, words::CertificateState},
    store::{error::Error as StoreError, read::certificates::certificate as views},
    web::{access::sees_former_names, error::ApiResult, extract::Caller},
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
    let broken = |e: String| StoreError::Broken(format!("a certificate cannot be printed: {e}"));
    let file = actix_web::web::block(move || render(&paper, app.fonts()?))
        .await
        .map_err(|e| broken(e.to_string()))?
        .map_err(|e| broken(e.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"certificate-{number}.pdf\""),
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}
