//! One sample event for each function, as Lambda delivers it, fed to the real handler.
//!
//! The samples tell one story of one tenant. Their ids are fixed; what they name is seeded here before they are fed.

mod credentials;
mod people;
mod webhooks;

use std::{cell::RefCell, collections::BTreeSet, fs};

use genesis_aws::deployment::{Operation, Principal, Right, WORKFLOW, rights};
use genesis_core::{Access, Resource, RunId, TenantId};
use genesis_embedded_cloud::Call;
use genesis_local::{Demo, Options, functions};
use genesis_models::Configuration;
use serde_json::{Map, Value, json};

use crate::{
    agents::own_execution,
    house::{House, items, root, text},
};

const TENANT: &str = "0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10";
const USER: &str = "e6f1a2b3-4c5d-4e6f-8a7b-9c0d1e2f3a4b";
const RUN: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const BROKEN_RUN: &str = "16fd2706-8baf-433b-82eb-8c7fada847da";
const ABANDONED_RUN: &str = "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d";
const SETTLED_RUN: &str = "9b2d1f3e-5c4a-4b8d-8e6f-0a1b2c3d4e5f";
const UNWANTED_RUN: &str = "3f8a6c1d-2b7e-4d59-9a0c-6e5d4c3b2a19";
const EXECUTION: &str = "5d3f9c1a-7b2e-4e6d-8a90-1c2b3d4e5f60";
const BATCH: &str = "886313e1-3b8a-5372-9b90-0c9aee199e5d";

struct Story {
    house: House,
    fed: RefCell<BTreeSet<String>>,
}

impl Story {
    async fn open() -> Self {
        let house = House::of(Options { models: named(), ..Options::ephemeral() }).await;
        people::seed_tenants(&house).await;
        let tenant = Demo { tenant: TENANT.parse().unwrap(), owner: USER.parse().unwrap(), key: sample_key() };
        house.pending_run(&tenant, RUN, "How tall is the Burj Khalifa?").await;
        house.pending_run(&tenant, BROKEN_RUN, "How old is the Burj Khalifa?").await;
        for run in [ABANDONED_RUN, SETTLED_RUN, UNWANTED_RUN] {
            house.pending_run(&tenant, run, "How wide is the Burj Khalifa?").await;
        }
        let story = Self { house, fed: RefCell::default() };
        story.seed_keys().await;
        story.seed_batch(tenant.tenant).await;
        let execution = own_execution(EXECUTION, RUN, "translator");
        story.house.keep_execution(&tenant, &execution).await;
        story
    }

    async fn seed_batch(&self, tenant: TenantId) {
        let batch = json!({ "id": BATCH, "documents": 1, "accepted_at": 0 });
        let documents = json!([{ "id": "tower", "title": "Tower", "text": "The tower is 828 metres tall." }]);
        let [batch, documents] = [batch, documents].map(|value| value.to_string());
        let batches = self.house.operator().documents(tenant);
        batches.accept(&serde_json::from_str(&batch).unwrap(), &serde_json::from_str::<Vec<_>>(&documents).unwrap()).await.unwrap();
    }

    /// What the function says to its sample.
    async fn feed(&self, function: &str) -> Value {
        self.fed.borrow_mut().insert(function.to_owned());
        self.house.platform.invoke(function, sample(function)).await.expect("a declared function").unwrap()
    }

    /// The same of an HTTP function: its status, its media type and its body.
    async fn ask(&self, function: &str) -> (u64, String, Value) {
        let answer = self.feed(function).await;
        let media_type = text(&answer["headers"]["content-type"]).to_owned();
        (answer["statusCode"].as_u64().unwrap(), media_type, serde_json::from_str(text(&answer["body"])).unwrap())
    }
}

#[tokio::test]
async fn every_sample_event_is_taken_by_its_function() {
    let story = Story::open().await;
    probes(&story).await;
    callers(&story).await;
    knowledge(&story).await;
    memories(&story).await;
    let started = a_run(&story).await;
    agents(&story).await;
    the_end_of_runs(&story).await;
    the_rest_of_runs(&story).await;
    learning(&story).await;
    audit(&story).await;
    webhooks::webhooks(&story).await;
    content(&story).await;
    credentials::credentials(&story).await;
    people::people(&story).await;
    security(&story).await;
    let runs = story.house.platform.operator().runs(TENANT.parse().unwrap());
    story.house.until(async || runs.find(started).await.unwrap()?.completed_at).await;
    // On a busy machine what looks after open runs may find one of these.
    let unused = unused(&story.house);
    assert!(unused.is_subset(&BTreeSet::from(UNUSED.map(str::to_owned))), "{unused:?}");
    assert_eq!(story.fed.into_inner(), declared());
}

/// A model that nobody in the story asks.
fn named() -> Configuration {
    let provider = json!({ "protocol": "openai", "base_url": "http://127.0.0.1:9/v1", "models": ["gpt-5"] });
    serde_json::from_value(json!({ "providers": { "openai": provider } })).unwrap()
}

/// What the story has no occasion for: requests that come again, lost executions and messages, memories past their time, language models
/// with their keys and breakers, the code of a second factor, quotas of tenants that had none, clients that are users, and a turn of a
/// caller's own agent. All but the keys are used in tests of these.
const UNUSED: [&str; 24] = [
    "authorize-caller: Read Secret(\"second-factor-key\")",
    "cleanup-memory: Write Table(\"memory\")",
    "cleanup-memory: Write Table(\"usage\")",
    "complete-agent-execution: Send Queue(AgentSteps)",
    "end-broken-run: Read Table(\"tenants\")",
    "execute-agent-step: Read PlatformTable(\"orchestration\")",
    "execute-agent-step: Read Secret(\"model-keys\")",
    "execute-agent-step: Write PlatformTable(\"orchestration\")",
    "expire-memories: Read Table(\"memory\")",
    "expire-memories: Write Table(\"memory\")",
    "expire-memories: Write Table(\"usage\")",
    "fail-run: Read Table(\"tenants\")",
    "get-client-status: Read Table(\"tenants\")",
    "ingest-documents: Read Table(\"memory\")",
    "manage-client: Read Table(\"tenants\")",
    "record-router-metrics: Read Table(\"learning\")",
    "resume-agent-executions: Send Queue(AgentSteps)",
    "resume-runs: Read Table(\"orchestration\")",
    "resume-runs: Read Table(\"tenants\")",
    "resume-runs: Read Workflow",
    "resume-runs: Write Table(\"usage\")",
    "resume-runs: Start Workflow",
    "resume-runs: Write Bucket(\"artifacts\")",
    "resume-runs: Write Table(\"orchestration\")",
];

/// The declared accesses that no call has used. What a trigger takes is Lambda's to call; keys of idempotency and what counts callers come with
/// the route.
fn unused(house: &House) -> BTreeSet<String> {
    let calls = house.platform.embedded().calls();
    let mut unused = BTreeSet::new();
    for function in functions() {
        let name = function.declaration.name;
        let of_trigger = |right: &Right| right.access == [Access::Consume] || right.access == [Access::Append];
        let comes_with_the_route = [Resource::Table("idempotency"), Resource::Table("access"), Resource::PlatformTable("access")];
        let used_elsewhere = |right: &&Right| of_trigger(right) || comes_with_the_route.contains(&right.resource);
        for right in rights(function.declaration).iter().filter(|right| !used_elsewhere(right)) {
            for access in &right.access {
                let alone = Right { access: vec![*access], ..right.clone() };
                let is_of = |call: &Call| call.caller == name && call.for_tenant == (right.principal == Principal::Tenant);
                if !calls.keys().any(|call| is_of(call) && uses(call, &alone)) {
                    unused.insert(format!("{name}: {access:?} {:?}", right.resource));
                }
            }
        }
    }
    unused
}

fn uses(call: &Call, right: &Right) -> bool {
    let resource = match right.resource {
        Resource::Table(name) | Resource::PlatformTable(name) | Resource::Directory(name) | Resource::Bucket(name) => name.to_owned(),
        Resource::Queue(queue) => queue.as_str().to_owned(),
        Resource::Secret(name) => format!("genesis/{name}"),
        // An answer names its token and nothing else.
        Resource::Workflow if right.access == [Access::Answer] => String::new(),
        Resource::Workflow => WORKFLOW.to_owned(),
    };
    let resource = right.index.map_or_else(|| resource.clone(), |index| format!("{resource}/index/{index}"));
    // S3 tells its operations by method.
    let is_called = |operation: Operation| match right.resource {
        Resource::Bucket(_) => operation.name.to_uppercase().starts_with(&call.operation),
        _ => operation.name == call.operation,
    };
    call.resource.split('+').any(|called| called == resource) && right.operations().any(is_called)
}

#[test]
fn there_is_one_sample_event_for_each_function_and_nothing_else() {
    let files: BTreeSet<String> =
        fs::read_dir(root().join("events")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, declared().iter().map(|name| format!("{name}.json")).collect());
}

async fn probes(story: &Story) {
    let (status, _, live) = story.ask("get-liveness").await;
    assert_eq!((status, &live["status"]), (200, &json!("live")));
    let (status, _, ready) = story.ask("get-readiness").await;
    assert_eq!((status, &ready["status"], &ready["checks"]["database"]), (200, &json!("ready"), &json!(true)));
    assert_eq!(story.feed("sum-up-platform").await, Value::Null);
    let (status, _, metrics) = story.ask("get-metrics").await;
    assert_eq!((status, &metrics["orchestrator"]["total_runs"]), (200, &json!(5)));
}

async fn callers(story: &Story) {
    let verdict = story.feed("authorize-caller").await;
    let credential = format!("key:{}", &sample_key()[4..20]);
    let context = &verdict["context"];
    assert_eq!((&verdict["isAuthorized"], &context["tenant"], &context["user"]), (&json!(true), &json!(TENANT), &json!(USER)));
    assert_eq!(
        (&context["role"], &context["credential"], &context["scopes"]),
        (&json!("owner"), &json!(credential), &json!("manage_memory"))
    );
    assert_eq!((&context["assurance"], &context["reach"]), (&json!("one_factor"), &json!("narrow")));
}

async fn knowledge(story: &Story) {
    let (status, _, accepted) = story.ask("ingest-documents").await;
    assert_eq!((status, &accepted["accepted"]), (202, &json!(1)));
    assert_eq!(story.feed("announce-batches").await, Value::Null);
    assert_eq!(story.feed("index-documents").await["batchItemFailures"], json!([]));
    let (status, _, found) = story.ask("search-memory").await;
    assert_eq!((status, &found["query"]), (200, &json!("how tall is the tower")));
    assert!(items(&found["passages"]).iter().any(|passage| passage["id"] == "tower#0"), "{found}");
}

async fn memories(story: &Story) {
    let (status, _, stored) = story.ask("store-memory").await;
    assert_eq!((status, &stored["key"]), (201, &json!("visits/2026 spring")));
    let (status, _, found) = story.ask("retrieve-memory").await;
    assert_eq!((status, &found["value"], &found["access_count"]), (200, &json!({ "tower": 3 }), &json!(1)));
    let (status, _, cleaned) = story.ask("cleanup-memory").await;
    assert_eq!((status, &cleaned["deleted_count"]), (200, &json!(0)));
    assert_eq!(story.feed("expire-memories").await, Value::Null);
}

/// Gives the run that was started, which the workflow carries on with.
async fn a_run(story: &Story) -> RunId {
    let (status, _, started) = story.ask("start-run").await;
    assert_eq!((status, &started["status"], &started["correlation_id"]), (201, &json!("started"), &json!("order-4711")));
    assert_eq!(story.feed("execute-agent-step").await["batchItemFailures"], json!([]));
    let decision = story.feed("advance-run").await;
    let roles = ["planner", "retriever", "solver", "critic", "verifier", "rewriter"];
    let patience = roles.map(|role| (role.to_owned(), json!(120)));
    let wave =
        json!({ "tenant": TENANT, "run_id": RUN, "wave": 1, "decision": "wave", "steps": ["s1"], "patience": Map::from_iter(patience) });
    assert_eq!(decision, wave);
    text(&started["run_id"]).parse().unwrap()
}

async fn agents(story: &Story) {
    let (status, _, started) = story.ask("start-agent-execution").await;
    assert_eq!((status, &started["status"]), (201, &json!("started")), "{started}");
    let (status, _, listed) = story.ask("list-agent-work").await;
    assert_eq!((status, &listed["success"]), (200, &json!(true)), "{listed}");
    let (status, _, claimed) = story.ask("claim-agent-work").await;
    assert_eq!((status, &claimed["claim"]), (200, &json!(1)), "{claimed}");
    let (status, _, renewed) = story.ask("renew-agent-claim").await;
    assert_eq!((status, &renewed["claim"]), (200, &json!(1)), "{renewed}");
    let (status, _, completed) = story.ask("complete-agent-execution").await;
    assert_eq!((status, &completed["status"], &completed["tokens_used"]), (200, &json!("completed"), &json!(21)), "{completed}");
    let (status, _, execution) = story.ask("get-agent-execution").await;
    assert_eq!((status, &execution["output_context"]), (200, &json!({ "text": "828 Meter" })), "{execution}");
    let (status, _, performance) = story.ask("get-agent-performance").await;
    assert_eq!((status, &performance["agents"][0]["total_tokens"]), (200, &json!(21)), "{performance}");
    let (status, _, capabilities) = story.ask("list-agent-capabilities").await;
    assert_eq!((status, &capabilities["total_count"]), (200, &json!(6)));
    let (status, _, configured) = story.ask("configure-agents").await;
    assert_eq!((status, &configured["prompts"]["solver"]), (200, &capabilities["agents"]["solver"]["prompt"]), "{configured}");
    let (status, _, configuration) = story.ask("get-agent-configuration").await;
    assert_eq!((status, &configuration["models"]), (200, &json!({ "default": ["extractive"] })), "{configuration}");
    assert_eq!(story.feed("resume-agent-executions").await, Value::Null);
}

/// A run that is completed before anybody verified its answer ends for want of support.
async fn the_end_of_runs(story: &Story) {
    story.feed("conclude-run").await;
    let (status, media_type, run) = story.ask("get-run-status").await;
    assert_eq!((status, media_type.as_str(), &run["run_id"]), (200, "application/json", &json!(RUN)));
    assert_eq!((&run["status"], &run["terminator"]["reason"]), (&json!("terminated"), &json!("LOW_SUPPORT")));
    let (status, _, list) = story.ask("list-artifacts").await;
    assert_eq!((status, items(&list["artifacts"]).len()), (200, 6));
    let (status, media_type, policy) = story.ask("get-artifact").await;
    assert_eq!((status, media_type.as_str(), &policy["seed"]), (200, "application/json", &json!(42)));
    for (function, run, error) in [("fail-run", BROKEN_RUN, "States.Timeout"), ("end-broken-run", ABANDONED_RUN, "TIMED_OUT")] {
        story.feed(function).await;
        let run: RunId = run.parse().unwrap();
        let run = story.house.operator().runs(TENANT.parse().unwrap()).find(run).await.unwrap().unwrap();
        assert_eq!((run.status.as_str(), run.error), ("failed", Some(format!("a step of the run failed ({error})"))));
    }
}

/// What callers end themselves, what is left open, and the sums.
async fn the_rest_of_runs(story: &Story) {
    let (status, _, completed) = story.ask("complete-run").await;
    assert_eq!((status, &completed["status"], &completed["stability_score"]), (200, &json!("completed"), &json!(0.986)));
    let (status, _, cancelled) = story.ask("cancel-run").await;
    assert_eq!((status, &cancelled["status"]), (200, &json!("terminated")));
    let (status, _, history) = story.ask("list-runs").await;
    assert_eq!((status, &history["total"], items(&history["runs"]).len()), (200, &json!(6), 2), "{history}");
    assert_eq!(story.feed("resume-runs").await, Value::Null);
    let (status, _, sums) = story.ask("get-run-statistics").await;
    assert_eq!((status, &sums["statistics"]["total_runs"], &sums["statistics"]["successful_runs"]), (200, &json!(6), &json!(1)), "{sums}");
}

/// The run of the output was completed with it.
async fn learning(story: &Story) {
    let (status, _, tracked) = story.ask("track-stability").await;
    assert_eq!((status, &tracked["is_baseline"], &tracked["exact_match"]), (201, &json!(true), &json!(true)), "{tracked}");
    let (status, _, stability) = story.ask("get-stability-metrics").await;
    assert_eq!(
        (status, &stability["test"]["test_id"], &stability["system"]["sample_size"]),
        (200, &json!("towers"), &json!(1)),
        "{stability}"
    );
    let (status, _, recorded) = story.ask("record-router-metrics").await;
    assert_eq!((status, &recorded["success"]), (201, &json!(true)), "{recorded}");
    let (status, _, efficiency) = story.ask("get-router-efficiency").await;
    assert_eq!((status, &efficiency["algorithms"]["RCR"]["avg_savings"]), (200, &json!(68.0)), "{efficiency}");
}

async fn security(story: &Story) {
    let (status, _, configured) = story.ask("configure-rate-limits").await;
    assert_eq!((status, &configured["requests_per_minute"]), (200, &json!(60)), "{configured}");
    let (status, _, limits) = story.ask("get-rate-limits").await;
    assert_eq!((status, &limits["overview"]["refused"]), (200, &json!(0)), "{limits}");
    let (status, _, client) = story.ask("get-client-status").await;
    assert_eq!((status, &client["blocked"], &client["violations"]), (200, &json!(false), &json!(0)), "{client}");
    let (status, _, managed) = story.ask("manage-client").await;
    assert_eq!((status, &managed["action"]), (200, &json!("unblock")), "{managed}");
    let export = story.feed("export-rate-limits").await;
    assert!(text(&export["body"]).starts_with("hour,admitted,refused\r\n"), "{export}");
    let (status, _, opened) = story.ask("open-breaker").await;
    assert_eq!((status, &opened["state"]), (200, &json!("open")), "{opened}");
    let (status, _, health) = story.ask("get-breaker-health").await;
    assert_eq!((status, &health["circuit_breakers"]["status"]), (200, &json!("unhealthy")), "{health}");
    let (status, _, reset) = story.ask("reset-breaker").await;
    assert_eq!((status, &reset["state"]), (200, &json!("closed")), "{reset}");
    let (status, _, metrics) = story.ask("get-breaker-metrics").await;
    assert_eq!((status, &metrics["breakers"][0]["state"]), (200, &json!("closed")), "{metrics}");
}

async fn audit(story: &Story) {
    let (status, _, recorded) = story.ask("record-audit-event").await;
    assert_eq!((status, &recorded["success"]), (201, &json!(true)), "{recorded}");
    assert_eq!(story.feed("announce-audit").await, Value::Null);
    assert_eq!(story.feed("seal-audit-records").await["batchItemFailures"], json!([]));
    // Whom the schedule told may be at it, too.
    let chain = story.house.operator().audit_chain(TENANT.parse().unwrap());
    story.house.until(async || chain.trail().await.unwrap().records.iter().all(|kept| kept.link.is_some()).then_some(())).await;
    let (status, _, events) = story.ask("list-security-events").await;
    assert_eq!((status, &events["events"][0]["id"]), (200, &recorded["log_id"]), "{events}");
    assert!(events["events"][0]["sequence"].is_u64(), "{events}");
    let (status, _, checked) = story.ask("check-address").await;
    assert_eq!((status, &checked["ip"]), (200, &json!("203.0.113.7")), "{checked}");
    assert!(checked["activity"]["total_events"].as_u64() > Some(0), "{checked}");
}

async fn content(story: &Story) {
    let (status, _, scanned) = story.ask("scan-content").await;
    assert_eq!((status, &scanned["redacted"]), (200, &json!("Mail ****@***.com")), "{scanned}");
    let (status, _, set) = story.ask("set-content-policy").await;
    assert_eq!((status, &set["answers"]["personal"]), (200, &json!("flag")), "{set}");
    let (status, _, told) = story.ask("get-content-policy").await;
    assert_eq!((status, told), (200, set));
}

fn declared() -> BTreeSet<String> {
    functions().iter().map(|function| function.declaration.name.to_owned()).collect()
}

fn sample(function: &str) -> Value {
    let content = fs::read_to_string(root().join("events").join(format!("{function}.json")))
        .unwrap_or_else(|_| panic!("{function} has no sample event"));
    serde_json::from_str(&content).unwrap()
}

/// The key of the sample request that the authorizer is asked about.
fn sample_key() -> String {
    text(&sample("authorize-caller")["headers"]["x-api-key"]).to_owned()
}
