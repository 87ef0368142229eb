//! What judges whether everybody can use a page: axe-core with all its rules, IBM's checker and `HTML_CodeSniffer`.

use std::fs;

use serde_json::{Value, json};

use super::{chromium::Chromium, looking::installed};

/// What a checker says in error: its rule, and words of what it says. Whoever adds a line says why it is no fault.
const FALSE_ALARMS: &[(&str, &str)] = &[
    // A form without a name is no landmark (HTML-AAM 1.0, "form"), and needs none to be told from others.
    ("aria_form_label_unique", "Multiple elements with \"form\" role"),
    ("aria_landmark_name_unique", "the same \"\" label"),
    // An e-mail field may be filled by `username` (HTML 4.10.18.7.1, control group "Username"); password managers need it.
    ("input_autocomplete_valid", "autocomplete=\"username\""),
    // `scope` says what heads what (HTML 4.9.10, technique H63); `headers` would say it a second time.
    ("WCAG2AA.Principle1.Guideline1_3.1_3_1.H43.HeadersRequired", "scope=\"col\""),
    // What scrolls has to be reached by keys (WCAG 2.1.1); axe-core's scrollable-region-focusable asks for just this.
    ("element_tabbable_role_valid", "class=\"scroll\""),
];

impl Chromium {
    /// Asks each checker about the page as it stands.
    pub(super) async fn judge(&mut self, name: &str) {
        self.load("LADDER_TEST_AXE").await;
        for display in ["dark", "contrast", "light"] {
            // What does not depend on colours is judged once.
            let all = display == "light";
            self.take_down(
                &format!("{name} shown {display}: axe"),
                ASK_AXE,
                vec![json!(display), json!(all)],
            )
            .await;
        }
        self.load("LADDER_TEST_IBM").await;
        self.take_down(&format!("{name}: IBM"), ASK_IBM, vec![]).await;
        self.load("LADDER_TEST_HTMLCS").await;
        self.take_down(&format!("{name}: HTML_CodeSniffer"), ASK_HTMLCS, vec![]).await;
        let back = "document.documentElement.dataset.display = arguments[0]";
        self.client.execute(back, vec![json!("device")]).await.expect("a script");
    }

    /// Brings a checker into the page, past its policy on scripts.
    async fn load(&self, checker: &str) {
        let source = fs::read_to_string(installed(checker)).expect("a checker");
        let put =
            self.devtools("Runtime.evaluate", json!({"expression": source, "returnByValue": false})).await;
        assert!(put.get("exceptionDetails").is_none(), "{checker} does not load: {put}");
    }

    /// Keeps what a checker finds, `[rule, words]` each, but for false alarms.
    async fn take_down(&mut self, who: &str, ask: &str, about: Vec<Value>) {
        let found = self.client.execute_async(ask, about).await.expect("a checker's answer");
        for fault in found.as_array().expect("what it found") {
            let (rule, words) = (fault[0].as_str().unwrap_or("?"), fault[1].as_str().unwrap_or("?"));
            let is_false = FALSE_ALARMS.iter().any(|(of, about)| *of == rule && words.contains(about));
            if !is_false {
                self.wrong.push(format!("{who}: {rule}: {words}"));
            }
        }
    }
}

const ASK_AXE: &str = "
    const done = arguments[arguments.length - 1];
    document.documentElement.dataset.display = arguments[0];
    const rules = Object.fromEntries(axe.getRules().map(rule => [rule.ruleId, {enabled: true}]));
    const asked = arguments[1] ? {rules} : {runOnly: ['color-contrast', 'color-contrast-enhanced', 'link-in-text-block']};
    axe.run(document, {...asked, resultTypes: ['violations']}).then(found => done(found.violations.flatMap(rule =>
      rule.nodes.slice(0, 3).map(node => [rule.id, rule.help + ' | ' + node.html + ' | ' + (node.failureSummary || '')]))),
      why => done([['failed', String(why)]]));";

const ASK_IBM: &str = "
    const done = arguments[arguments.length - 1];
    document.querySelectorAll('details').forEach(drawer => { drawer.open = true; });
    new ace.Checker().check(document, ['IBM_Accessibility']).then(report => done(report.results
      .filter(result => result.value[1] === 'FAIL')
      .map(result => [result.ruleId, result.value[0] + ' ' + result.message + ' | ' + result.snippet])),
      why => done([['failed', String(why)]]));";

// Version 2.5.1 takes an e-mail field that is filled by `username` for a fault, which HTML allows (4.10.18.7.1, control
// group "Username"), and has no words for it: axe-core judges how fields are filled.
const ASK_HTMLCS: &str = "
    const done = arguments[arguments.length - 1];
    document.querySelectorAll('input[autocomplete]').forEach(field => field.removeAttribute('autocomplete'));
    HTMLCS.process('WCAG2AA', document, () => done(HTMLCS.getMessages().filter(said => said.type === HTMLCS.ERROR)
      .map(said => [said.code, said.msg + ' | ' + (said.element.outerHTML || '').slice(0, 200)])),
      () => done([['failed', 'it found no standard of this name']]));";
