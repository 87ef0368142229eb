//! Who supports whom: the hub at once, a colleague once they say yes.

use training_ladder::domain::words::OrganisationKind;

use super::{found, trained};
use crate::support::{app::TestApp, database::both_databases};

both_databases! {
    async fn nobody_supports_anybody_before_they_say_yes(app: TestApp) {
        let class = trained(&app, &["Ada Ash", "Ben Birch", "Cid Cedar"]).await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        for who in &class.people[..2] {
            app.join(who, school, false).await;
        }
        let (ada, ben) = (app.browser_of(&class.people[0]).await, app.browser_of(&class.people[1]).await);
        let ids: Vec<String> = class.people.iter().map(|person| person.id.to_string()).collect();
        let name = [("act", "support"), ("supporter", ids[1].as_str())];
        ada.submit("/my-practice", &name).await.expect(422);
        ben.submit("/my-practice", &[("act", "list")]).await.expect(303);
        ada.submit("/my-practice", &name).await.expect(303);
        assert_eq!(app.kinds_to(&class.people[1].email).await.last().map(String::as_str), Some("support_asked"));
        let supported = async || found(&app, &class.cora, "").await[0]["supported_by"].clone();
        assert!(supported().await.is_null(), "no relation before a yes");
        assert!(ada.open("/my-practice").await.expect(200).text().contains("has yet to say yes"));
        let home = ben.open("/my-ladder").await.expect(200).text();
        assert!(home.contains("Ada Ash asks for your support"));

        // Nobody else can say it for Ben, and nobody of another organisation be named.
        let cid = app.browser_of(&class.people[2]).await;
        cid.submit("/my-practice", &[("act", "agree"), ("person", &ids[0])]).await.expect(422);
        cid.submit("/my-practice", &[("act", "support"), ("supporter", &ids[1])]).await.expect(422);
        ben.submit("/my-practice", &[("act", "agree"), ("person", &ids[0])]).await.expect(303);
        assert_eq!(supported().await, "Ben Birch");
        assert!(!ben.open("/my-ladder").await.expect(200).text().contains("asks for your support"));
        // Either side ends it.
        ben.submit("/my-practice", &[("act", "end"), ("person", &ids[0])]).await.expect(303);
        assert!(supported().await.is_null());
        ada.submit("/my-practice", &[("act", "support"), ("supporter", "hub")]).await.expect(303);
        assert_eq!(supported().await, "hub");
        ada.submit("/my-practice", &[("act", "end-own")]).await.expect(303);
        assert!(supported().await.is_null());
        app.audit().await;
    }
}
