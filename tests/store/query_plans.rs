//! How the databases carry out what the program asks: no read goes through a whole table that grows with people, dates
//! and bookings.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, sql_types::Text};
use training_ladder::web::{route_table::Route, routes::routes};

use crate::{
    support::{app::TestApp, database::both_databases, raw_database::Beside},
    web::world::World,
};

/// Tables that stay small however many people come: a partnership has dozens of these, or one.
const SMALL: [&str; 19] = [
    "site",
    "site_marks",
    "ladders",
    "rungs",
    "courses",
    "course_audiences",
    "credential_kinds",
    "declaration_kinds",
    "prerequisite_groups",
    "requirements",
    "accreditations",
    "accreditation_courses",
    "accreditation_audiences",
    "signing_keys",
    "on_demand_parts",
    "on_demand_questions",
    "feedback_questions",
    "evidence_packs",
    "practice_courses",
];

/// What may read a whole table, by words of the statement, and why.
const MAY_READ_ALL: [(&str, &str); 4] = [
    (
        "organisations.number, organisations.place FROM organisations",
        "the names of an import are compared with those of all organisations, once an import",
    ),
    (
        "organisations.name_folded LIKE",
        "organisations are thousands where people are millions; their names are walked along until a page is full",
    ),
    // Which also asks whether there is an organisation, and whether a date is out.
    (
        "EXISTS (SELECT organisations.id FROM organisations)",
        "what the first page of a new service asks ends at the first row of each",
    ),
    (
        "FROM people WHERE (((people.disabled_at IS NULL) AND (people.erased_at IS NULL)) AND (people.merged_into IS \
         NULL)) ORDER BY people.name_folded, people.id",
        "whom a change to a course would hold up is judged of everybody, when a coordinator is about to make it",
    ),
];

/// Lists with what can be asked of them, beside the bare addresses of all routes.
const ASKED: [&str; 30] = [
    "/api/v1/people?q=pat",
    "/api/v1/people?q=pat%20person",
    "/api/v1/people?q=p",
    "/api/v1/organisations?q=hill",
    "/api/v1/bookings?state=requested",
    "/api/v1/bookings?state=booked",
    "/api/v1/memberships?unconfirmed=true",
    "/api/v1/training-claims?state=open",
    "/api/v1/mails?state=failed",
    "/api/v1/sessions?course=introduction&with_places=true",
    "/api/v1/sessions?with_places=true",
    "/api/v1/commissions?state=enquiry",
    "/manage/people?q=pat",
    "/manage/people?q=pat@example.org",
    "/manage/organisations?q=hill",
    "/manage/bookings?state=requested",
    "/manage/bookings?q=pat",
    "/manage/mails?state=failed",
    "/manage/mails?q=pat",
    "/manage/certificates?q=pat",
    "/manage/certificates?q=RP-1",
    "/manage/trail?q=pat",
    "/manage/sessions?course=introduction",
    "/manage/sessions?state=draft",
    "/manage/claims?state=confirmed",
    "/my-people?q=pat",
    "/my-people?order=organisation",
    "/courses/introduction?month=2026-12",
    "/courses?q=intro",
    "/programme?year=2026",
];

/// Reports count whole years of everything; what they cost is bounded by figures that are kept.
fn is_report(route: &Route) -> bool {
    route.path.contains("/reports") || route.path.contains("evidence-packs")
}

/// Everything that everybody can look at, once.
async fn walk(world: &World) {
    for caller in &world.callers {
        let browser = match &caller.someone {
            Some(someone) => world.app.browser_of(someone).await,
            None => world.app.browser(),
        };
        let paths = routes()
            .filter(|route| route.method == "GET" && !route.path.starts_with("/demo/") && !is_report(route))
            .filter_map(|route| Some(world.address_of(route)?.1))
            .chain(ASKED.iter().map(|path| (*path).to_owned()));
        for path in paths {
            if !path.starts_with("/api/v1") {
                browser.open(&path).await;
            } else if let Some(someone) = &caller.someone {
                world.app.get(someone, &path).await;
            } else {
                world.app.get_public(&path).await;
            }
        }
    }
}

/// A whole table that a statement goes through.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Whole {
    table: String,
    /// A line of the plan.
    how: String,
}

/// Asks a database how it would carry a statement out.
struct Planner {
    beside: Beside,
    /// Indexes of some rows alone: going through one of them is no more than it was made for.
    partial: BTreeSet<String>,
    tables: BTreeSet<String>,
}

impl Planner {
    fn of(app: &TestApp) -> Self {
        let mut beside = Beside::to(&app.database);
        let partial = match &mut beside {
            Beside::Sqlite(_) => {
                "SELECT name AS line FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
            }
            Beside::Postgres(_) => {
                // Without any row, whatever has an index can be found by it; a plan for nobody's values in particular.
                beside.run(
                    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
                     SET plan_cache_mode = force_generic_plan;
                     CREATE FUNCTION pg_temp.plan_of(prepared text) RETURNS SETOF text LANGUAGE plpgsql AS
                     $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) EXECUTE ' || prepared; END $$",
                );
                "SELECT indexname::text AS line FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
            }
        };
        let partial = beside.lines(partial).into_iter().collect();
        let columns = beside.columns().into_iter();
        let tables = columns.filter_map(|column| Some(column.split_once('.')?.0.to_owned())).collect();
        Self { beside, partial, tables }
    }

    /// The whole tables a statement goes through.
    fn wholes(&mut self, statement: &str) -> Vec<Whole> {
        if reads_nothing(statement) {
            return Vec::new();
        }
        let limited = statement.contains(" LIMIT ");
        let found = match &mut self.beside {
            Beside::Sqlite(connection) => wholes_of_file(&file_plan(connection, statement), limited),
            Beside::Postgres(_) => {
                let plan = server_plan(&mut self.beside, statement);
                wholes_of_server(&plan)
            }
        };
        found
            .into_iter()
            .filter(|(whole, index)| {
                self.tables.contains(&whole.table)
                    && !SMALL.contains(&whole.table.as_str())
                    && index.as_ref().is_none_or(|index| !self.partial.contains(index))
            })
            .map(|(whole, _)| whole)
            .collect()
    }
}

/// An empty list of values becomes a condition that never holds, and is looked at before any row; plans do not say so.
fn reads_nothing(statement: &str) -> bool {
    statement.split(" WHERE ").skip(1).any(|condition| condition.trim_start_matches('(').starts_with("1=0)"))
}

fn file_plan(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let plan: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"))
        .load(connection)
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    plan.into_iter().map(|step| step.detail).collect()
}

/// Going along an index is fine where no more than some are asked for in its order.
fn wholes_of_file(plan: &[String], limited: bool) -> Vec<(Whole, Option<String>)> {
    let sorted = plan.iter().any(|step| step.starts_with("USE TEMP B-TREE FOR ORDER BY"));
    let mut found = Vec::new();
    for step in plan {
        let Some(rest) = step.strip_prefix("SCAN ") else { continue };
        let mut words = rest.split(' ');
        let table = words.next().unwrap_or_default().to_owned();
        let index = rest.split("INDEX ").nth(1).map(str::to_owned);
        let named = table.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let along = limited && index.is_some() && !sorted;
        if named && !along && !rest.contains("VIRTUAL TABLE") {
            found.push((Whole { table, how: step.clone() }, index));
        }
    }
    found
}

fn server_plan(beside: &mut Beside, statement: &str) -> Vec<String> {
    let most = (1..1000).find(|number| !statement.contains(&format!("${number}"))).unwrap_or(1) - 1;
    beside.run(&format!("PREPARE asked AS {statement}"));
    let nothing = vec!["NULL"; most].join(", ");
    let asked = if most == 0 { "asked".to_owned() } else { format!("asked({nothing})") };
    let plan = beside.lines(&format!("SELECT pg_temp.plan_of('{asked}') AS line"));
    beside.run("DEALLOCATE asked");
    plan
}

fn wholes_of_server(plan: &[String]) -> Vec<(Whole, Option<String>)> {
    let name = |step: &String| step.trim_start().trim_start_matches("->").trim().to_owned();
    let limited = plan.iter().any(|step| name(step) == "Limit");
    let sorted = plan.iter().any(|step| name(step) == "Sort");
    let mut found = Vec::new();
    for (at, step) in plan.iter().enumerate() {
        let words: Vec<&str> = step.trim_start().trim_start_matches("->").split_whitespace().collect();
        let after = |word| words.iter().position(|known| *known == word).and_then(|at| words.get(at + 1));
        let Some(table) = after("on") else { continue };
        // What is said of this step stands before the next one.
        let said = plan[at + 1..].iter().take_while(|line| !line.contains("->"));
        let bounded = said.into_iter().any(|line| line.trim_start().starts_with("Index Cond:"));
        let index = after("using").map(|index| (*index).to_owned());
        let goes_along = index.is_some() && (bounded || limited && !sorted);
        if words.contains(&"Seq") || (index.is_some() && !goes_along) {
            found.push((Whole { table: (*table).to_owned(), how: step.trim().to_owned() }, index));
        }
    }
    found
}

both_databases! {
    async fn no_read_goes_through_a_whole_table_that_grows(app: TestApp) {
        let world = World::made(app).await;
        world.app.app.usecases.prepare_figures().await.expect("figures");
        world.app.app.reads.keep_statements();
        walk(&world).await;
        let kept = world.app.app.reads.statements_kept();
        let statements = kept.iter().filter(|text| text.starts_with("SELECT") || text.starts_with("WITH"));
        let mut planner = Planner::of(&world.app);
        let (mut looked_at, mut bad, mut used) = (0, BTreeMap::new(), BTreeSet::new());
        for statement in statements {
            looked_at += 1;
            let wholes = planner.wholes(statement);
            let plain = statement.replace(['`', '"'], "");
            if let Some((words, _)) = MAY_READ_ALL.iter().find(|(words, _)| plain.contains(words)) {
                used.insert(*words);
            } else if !wholes.is_empty() {
                bad.insert(statement, wholes);
            }
        }
        assert!(looked_at > 300, "{looked_at} statements are few");
        let bad: Vec<String> = bad.iter().map(|(statement, how)| format!("{statement}\n    {how:?}")).collect();
        assert!(bad.is_empty(), "{} of {looked_at} read a whole table:\n{}", bad.len(), bad.join("\n"));
        for (words, why) in MAY_READ_ALL {
            assert!(used.contains(words), "{words} is not asked any more ({why})");
        }
    }

    /// The control: a statement that reads everything is found.
    async fn a_read_of_a_whole_table_is_seen(app: TestApp) {
        let mut planner = Planner::of(&app);
        let found = planner.wholes("SELECT note FROM bookings WHERE note = $1");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].table, "bookings");
        assert_eq!(planner.wholes("SELECT note FROM bookings WHERE id = $1"), vec![]);
    }
}
