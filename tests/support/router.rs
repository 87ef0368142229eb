//! The real router, and what it answers.

use std::{cell::OnceCell, future::Future, pin::Pin, rc::Rc};

use actix_web::{
    http::{StatusCode, header::HeaderMap},
    test::{self, TestRequest},
};
use serde_json::Value;
use training_ladder::web::server::{Shared, service};

type Answering = Rc<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answer>>>>;

/// The router of a test, put together with its first request: anew for each it would cost more than most requests do.
#[derive(Default)]
pub struct Router(OnceCell<Answering>);

impl Router {
    /// Answers a request.
    pub async fn answer(&self, shared: &Shared, request: TestRequest) -> Answer {
        if self.0.get().is_none() {
            let answering = put_together(shared.clone()).await;
            self.0.get_or_init(|| answering);
        }
        let answering = self.0.get().map(Rc::clone).expect("a router, put together above");
        answering(request).await
    }
}

async fn put_together(shared: Shared) -> Answering {
    let service = Rc::new(test::init_service(service(shared)).await);
    Rc::new(move |request| {
        let service = Rc::clone(&service);
        Box::pin(async move {
            let response = test::call_service(&*service, request.to_request()).await;
            let (status, headers) = (response.status(), response.headers().clone());
            Answer { status, headers, body: test::read_body(response).await.to_vec() }
        })
    })
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// Fails unless the status is this one; shows the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// Fails unless it is this problem; shows the body.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.json()["code"], code, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        answer
    }
}
