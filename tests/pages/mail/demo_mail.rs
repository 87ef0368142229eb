//! The demo's mail in a browser: as text, as HTML in a frame that can do nothing, and its invite.

use actix_web::test;
use training_ladder::{
    ports::Random,
    web::server::{Shared, service},
};

use crate::support::{app::TestApp, database::both_databases};

const MAIL: &str = "From: Team <team@example.org>\r\nTo: Dora <dora@example.org>\r\nSubject: Booked: Introduction\r\n\
    Date: Tue, 3 Nov 2026 09:00:00 +0000\r\nContent-Type: multipart/alternative; boundary=part\r\n\r\n\
    --part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee it: https://training.example.org/bookings/7\r\n\
    --part\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p style=\"color:red\">Booked</p><script>1</script>\r\n\
    --part\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Intro\r\n duction\r\nEND:VCALENDAR\r\n\
    --part--\r\n";

both_databases! {
    async fn a_mail_is_read_as_text_html_and_invite(app: TestApp) {
        app.browser().open("/demo/mail").await.expect(404);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("one.eml"), MAIL).expect("a mail");
        let mut demo = app.app.clone();
        demo.demo_mail = Some(folder.path().to_owned());
        let service = test::init_service(service(Shared::new(demo, Random::seeded(9)))).await;
        let open = async |path: &str| {
            let answer = test::call_service(&service, test::TestRequest::get().uri(path).to_request()).await;
            let status = answer.status().as_u16();
            let policy = answer.headers().get("content-security-policy").cloned().expect("a policy");
            let body = test::read_body(answer).await;
            let policy = policy.to_str().expect("text").to_owned();
            (status, policy, String::from_utf8(body.to_vec()).expect("text"))
        };
        let (_, _, list) = open("/demo/mail").await;
        assert!(list.contains("Booked: Introduction") && list.contains("/demo/mail/one.eml"), "{list}");
        let (_, policy, page) = open("/demo/mail/one.eml").await;
        assert!(policy.contains("frame-src 'self'") && !policy.contains("unsafe-inline"), "{policy}");
        assert!(page.contains("src=\"/demo/mail/one.eml/html\" sandbox"), "{page}");
        assert!(page.contains("SUMMARY:Introduction") && page.contains("href=\"/bookings/7\""), "{page}");
        let (_, policy, html) = open("/demo/mail/one.eml/html").await;
        assert!(policy.ends_with("sandbox") && policy.contains("default-src 'none'"), "{policy}");
        assert!(html.contains("<p style"), "{html}");
        let (status, ..) = open("/demo/mail/..%2Fone.eml/html").await;
        assert_eq!(status, 404);
    }
}
