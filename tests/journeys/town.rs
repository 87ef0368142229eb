//! A small town for the journeys: both ladders, dates to book, and one person of each kind.

use serde_json::json;
use training_ladder::{
    commands::demo::catalogue,
    domain::{
        ids::{OrganisationId, SessionId},
        words::OrganisationKind,
    },
};

use crate::support::{
    app::{Someone, TestApp},
    chromium::{Chromium, Script},
    database::{OnDatabase, TestDatabase},
};

/// Everybody, and what they can book.
pub struct Town {
    pub app: TestApp,
    /// Runs the training offer.
    pub cora: Someone,
    /// Runs every date.
    pub tess: Someone,
    /// Manages Dora, Ali and Bea.
    pub mina: Someone,
    /// Has done nothing yet.
    pub dora: Someone,
    /// Like Dora.
    pub ali: Someone,
    /// Like Dora.
    pub bea: Someone,
    /// Leads the school.
    pub lea: Someone,
    pub school: OrganisationId,
    /// Two dates of the Introduction, in two and in five weeks.
    pub introduction: [SessionId; 2],
    /// A date of Development, in nine weeks.
    pub development: SessionId,
}

impl Town {
    pub async fn open() -> Self {
        let app = TestApp::on(TestDatabase::sqlite()).await;
        let cora = app.coordinator().await;
        let tess = app.trainer("Tess Trainer").await;
        let today = app.clock.now().date_naive();
        catalogue::lay_out(&app.app.usecases, cora.id, today).await.expect("both ladders");
        let council = app.organisation("City Council", OrganisationKind::Council).await;
        let school = app.organisation("Hill Primary School", OrganisationKind::School).await;
        let mina = app.delegate("Mina Manager").await;
        let manager = mina.id;
        let mut managed = Vec::new();
        for name in ["Dora Dŵr-O'Neill", "Ali Ahmed", "Bea Brown"] {
            managed.push(app.person(name, move |row| row.line_manager_id = Some(manager)).await);
        }
        let [dora, ali, bea] = <[Someone; 3]>::try_from(managed).expect("three people");
        for who in [&mina, &dora, &ali, &bea] {
            app.join(who, council, false).await;
        }
        let lea = app.delegate("Lea Lead").await;
        app.join(&lea, school, true).await;
        let introduction = [
            Self::date(&app, &cora, &tess, "introduction", 14).await,
            Self::date(&app, &cora, &tess, "introduction", 35).await,
        ];
        let development = Self::date(&app, &cora, &tess, "development", 63).await;
        Self { app, cora, tess, mina, dora, ali, bea, lea, school, introduction, development }
    }

    /// A published date of a course, so many days from now, run by Tess.
    async fn date(app: &TestApp, cora: &Someone, tess: &Someone, course: &str, days: i64) -> SessionId {
        let hours = if course == "introduction" { 3 } else { 2 };
        let (dates, trainers) = (json!([app.date_in(days, hours)]), json!([tess.id]));
        app.session_with(cora, course, |body| {
            body["dates"] = dates;
            body["trainer_ids"] = trainers;
        })
        .await
    }

    /// Books somebody by the API.
    pub async fn book(&self, who: &Someone, session: SessionId) -> String {
        let path = format!("/api/v1/sessions/{session}/bookings");
        let booked = self.app.post(who, &path, json!({})).await.expect(201).json();
        booked["id"].as_str().expect("an id").to_owned()
    }

    /// A browser in this town.
    pub async fn browser(&self, script: Script) -> Chromium {
        Chromium::open(&self.app, script).await
    }
}
