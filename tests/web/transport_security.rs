//! That browsers keep to https: for this host, and by a setting for those below it.

use actix_web::test::TestRequest;
use training_ladder::{ports::Random, web::server::Shared};

use crate::support::{app::TestApp, database::both_databases, router::Router};

async fn told(app: &TestApp, subdomains: bool) -> String {
    let mut service = app.app.clone();
    service.hsts_subdomains = subdomains;
    let shared = Shared::new(service, Random::seeded(9));
    let answer = Router::default().answer(&shared, TestRequest::get().uri("/healthz")).await.expect(200);
    answer.header("strict-transport-security")
}

both_databases! {
    async fn hosts_below_this_one_are_a_setting(app: TestApp) {
        assert_eq!(told(&app, false).await, "max-age=31536000");
        assert_eq!(told(&app, true).await, "max-age=31536000; includeSubDomains");
    }
}
