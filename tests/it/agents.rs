//! Agents asked directly: steps of the built-in roles, and what callers record of agents of their own.

use std::time::Duration;

use genesis_core::{ExecutionId, Ids, Timestamp};
use genesis_local::Demo;
use genesis_orchestration::AgentExecution;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, hand_clock, items, text};

const EXECUTE: &str = "/api/v1/agents/execute";
const STATS: &str = "/api/v1/orchestration/stats";
const RUN: &str = "11111111-2222-4333-8444-555555555555";
const EXECUTION: &str = "22222222-3333-4444-8555-666666666666";

struct Bench {
    house: House,
    tenant: Demo,
    run: String,
}

impl Bench {
    /// A run of three hops that is answered.
    async fn answered() -> Self {
        let (house, tenant) = House::with_library().await;
        let ended = house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
        Self { run: text(&ended["run_id"]).to_owned(), house, tenant }
    }

    /// A run that nobody works on.
    async fn still() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        house.pending_run(&tenant, RUN, OLYMPICS).await;
        Self { house, tenant, run: RUN.to_owned() }
    }

    fn asked(&self, agent: &str, input: &Value) -> Value {
        json!({ "run_id": self.run, "agent_id": agent, "capability": "help", "sequence_number": 1, "input_context": input })
    }

    async fn start(&self, agent: &str, input: &Value) -> String {
        let (status, started) = self.house.post(&self.tenant.key, EXECUTE, &self.asked(agent, input)).await;
        assert_eq!((status, &started["success"], &started["status"]), (StatusCode::CREATED, &json!(true), &json!("started")), "{started}");
        text(&started["execution_id"]).to_owned()
    }

    async fn complete(&self, execution: &str, outcome: &Value) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, &format!("/api/v1/agents/complete/{execution}"), outcome).await
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.house.get(&self.tenant.key, path).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    async fn execution(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/agents/executions/{id}")).await
    }

    /// Waits for a built-in role's step.
    async fn ended(&self, id: &str) -> Value {
        let executions = self.house.platform.operator().agent_executions(self.tenant.tenant);
        let execution: ExecutionId = id.parse().unwrap();
        self.house.until(async || executions.find(execution).await.unwrap()?.completed_at).await;
        self.execution(id).await
    }

    async fn step(&self, role: &str, input: &Value) -> Value {
        self.ended(&self.start(role, input).await).await
    }

    async fn performance(&self) -> Vec<Value> {
        items(&self.get("/api/v1/agents/performance").await["agents"]).to_vec()
    }

    async fn run_tokens(&self) -> u64 {
        self.get(&format!("/api/v1/orchestration/status/{}", self.run)).await["total_tokens"].as_u64().unwrap()
    }

    async fn tenant_tokens(&self) -> u64 {
        self.get(STATS).await["statistics"]["total_tokens"].as_u64().unwrap()
    }

    /// Delivers the message of a step to the agents' worker.
    async fn deliver(&self, execution: &str) {
        let body = json!({ "tenant": self.tenant.tenant, "execution_id": execution }).to_string();
        let record = json!({ "messageId": "one", "receiptHandle": "one", "body": body, "eventSource": "aws:sqs" });
        let answer = self.house.platform.invoke("execute-agent-step", json!({ "Records": [record] })).await.unwrap().unwrap();
        assert_eq!(answer["batchItemFailures"], json!([]));
    }
}

/// An execution as it is stored before anybody works on it.
pub fn own_execution(id: &str, run: &str, agent: &str) -> AgentExecution {
    let execution = json!({
        "id": id,
        "run_id": run,
        "agent_id": agent,
        "capability": "translate",
        "sequence_number": 1,
        "input_context": "{}",
        "metadata": "{}",
        "status": "running",
        "created_at": 0,
        "started_at": 0,
        "attempt": 0,
        "lease_until": 0,
        "output_context": "{}",
        "context_used": [],
        "tokens_used": 0,
    });
    serde_json::from_value(execution).unwrap()
}

fn sum(agents: &[Value], name: &str) -> u64 {
    agents.iter().map(|agent| agent[name].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn every_built_in_role_takes_a_step_on_an_answered_run_and_leaves_it_as_it_was() {
    let bench = Bench::answered().await;
    let state = async || {
        let runs = bench.house.platform.operator().runs(bench.tenant.tenant);
        let state = runs.state(bench.run.parse().unwrap()).await.unwrap().unwrap();
        (state.executions, state.memory, state.run.status, state.run.steps_completed)
    };
    let before = state().await;
    let capital = "What is the capital of France?";
    for (role, input, budget, place, expected) in [
        ("planner", json!({}), 1536, "/planned/steps/2/id", json!("s3")),
        (
            "retriever",
            json!({ "query": "How tall is the Burj Khalifa?" }),
            1024,
            "/retrieved/searches/1/query",
            json!("How tall is the Burj Khalifa?"),
        ),
        ("solver", json!({ "query": capital }), 1024, "/solved/text", json!("Paris")),
        ("critic", json!({ "query": capital, "answer": "paris" }), 1024, "/critiqued/flag", json!(null)),
        ("rewriter", json!({}), 768, "/rewritten/text", json!("2,102,650")),
        ("verifier", json!({}), 1536, "/verified/passed", json!(true)),
        ("verifier", json!({ "answer": "7" }), 1536, "/verified/passed", json!(false)),
    ] {
        let step = bench.step(role, &input).await;
        assert_eq!((&step["status"], &step["error_message"]), (&json!("completed"), &Value::Null), "{step}");
        assert_eq!((&step["agent_id"], &step["input_context"], &step["token_budget"]), (&json!(role), &input, &json!(budget)), "{step}");
        assert_eq!(step["output_context"].pointer(place), Some(&expected), "{role}: {step}");
        assert!(step["tokens_used"].as_u64() > Some(0) && step["duration_ms"].is_u64(), "{step}");
        assert!(!items(&step["context_used"]).is_empty(), "{role} reads the run's memory: {step}");
    }
    assert_eq!(state().await, before);
}

#[tokio::test]
async fn the_critic_flags_an_answer_that_the_memory_does_not_support() {
    let bench = Bench::answered().await;
    let step = bench.step("critic", &json!({ "query": "What is the capital of France?", "answer": "Lyon" })).await;
    assert!(step["output_context"]["critiqued"]["flag"].is_string(), "{step}");
}

#[tokio::test]
async fn a_step_that_the_run_is_not_ready_for_fails_with_its_code() {
    let bench = Bench::still().await;
    for role in ["rewriter", "verifier"] {
        let step = bench.step(role, &json!({})).await;
        assert_eq!((&step["status"], &step["error_message"]), (&json!("failed"), &json!("nothing_answered")), "{step}");
    }
    let plan = bench.step("planner", &json!({})).await;
    assert_eq!(plan["status"], "completed", "an open run can be asked too: {plan}");
}

#[tokio::test]
async fn an_agent_of_the_callers_own_is_recorded_from_start_to_end() {
    let bench = Bench::still().await;
    let input = json!({ "text": "Hallo", "rate": 1e300, "deep": [[{}]] });
    let execution = bench.start("translator", &input).await;
    let open = bench.execution(&execution).await;
    assert_eq!((&open["status"], &open["input_context"], &open["completed_at"]), (&json!("running"), &input, &Value::Null), "{open}");
    let outcome = json!({ "output_context": { "text": "Hello" }, "tokens_used": 12 });
    let (status, completed) = bench.complete(&execution, &outcome).await;
    assert_eq!((status, &completed["status"], &completed["tokens_used"]), (StatusCode::OK, &json!("completed"), &json!(12)), "{completed}");
    let (status, problem) = bench.complete(&execution, &outcome).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("execution_is_over")));
    let done = bench.execution(&execution).await;
    assert_eq!((&done["output_context"], &done["duration_ms"]), (&outcome["output_context"], &completed["duration_ms"]), "{done}");
    assert_eq!((&done["token_budget"], &done["capability"], &done["run_id"]), (&Value::Null, &json!("help"), &json!(RUN)), "{done}");

    let failing = bench.start("translator", &json!({})).await;
    let (_, failed) = bench.complete(&failing, &json!({ "error_message": "no such language" })).await;
    assert_eq!((&failed["status"], &failed["tokens_used"]), (&json!("failed"), &json!(0)), "{failed}");
    assert_eq!(bench.execution(&failing).await["error_message"], "no such language");
    let one = bench.get("/api/v1/agents/performance?agent_id=translator").await;
    let expected = json!({ "total_executions": 2, "successful": 1, "total_tokens": 12, "success_rate": 50.0 });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&one["agents"][0][name], value, "{name}: {one}");
    }
    assert_eq!(bench.run_tokens().await, 12);
}

#[tokio::test]
async fn a_built_in_roles_step_is_not_completed_by_hand() {
    let bench = Bench::still().await;
    let executions = bench.house.platform.operator().agent_executions(bench.tenant.tenant);
    executions.create(&own_execution(EXECUTION, RUN, "planner")).await.unwrap();
    let (status, problem) = bench.complete(EXECUTION, &json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("execution_is_built_in")));
}

#[tokio::test]
async fn the_counters_are_the_sum_of_what_was_recorded() {
    let bench = Bench::answered().await;
    let turns = bench.run_tokens().await;
    let mut tokens = turns;
    for (role, input) in [("solver", json!({ "query": "What is the capital of France?" })), ("planner", json!({}))] {
        tokens += bench.step(role, &input).await["tokens_used"].as_u64().unwrap();
    }
    let own = bench.start("translator", &json!({})).await;
    bench.complete(&own, &json!({ "tokens_used": 1_000 })).await;
    tokens += 1_000;
    assert_eq!([bench.run_tokens().await, bench.tenant_tokens().await], [tokens; 2], "a run that is over");

    bench.house.pending_run(&bench.tenant, RUN, OLYMPICS).await;
    let open = Bench { run: RUN.to_owned(), ..bench };
    let own = open.start("translator", &json!({})).await;
    open.complete(&own, &json!({ "tokens_used": 500 })).await;
    assert_eq!([open.run_tokens().await, open.tenant_tokens().await], [500, tokens], "an open run is counted when it ends");
    let (status, _) = open.house.post(&open.tenant.key, &format!("/api/v1/orchestration/cancel/{RUN}"), &Value::Null).await;
    assert_eq!((status, open.tenant_tokens().await), (StatusCode::OK, tokens + 500));

    let agents = open.performance().await;
    assert_eq!(sum(&agents, "total_tokens"), tokens + 500);
    assert_eq!(sum(&agents, "total_executions"), 12 + 2 + 2);
    let ids: Vec<&str> = agents.iter().map(|agent| text(&agent["agent_id"])).collect();
    assert_eq!(ids, ["critic", "planner", "retriever", "rewriter", "solver", "translator", "verifier"]);
}

#[tokio::test]
async fn completions_at_once_count_once() {
    let bench = Bench::still().await;
    let execution = bench.start("translator", &json!({})).await;
    let outcome = json!({ "tokens_used": 10 });
    let answers = futures::future::join_all((0..6).map(|_| bench.complete(&execution, &outcome))).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == StatusCode::OK).count(), 1, "{answers:?}");
    assert_eq!((bench.run_tokens().await, sum(&bench.performance().await, "total_executions")), (10, 1));
}

#[tokio::test]
async fn a_step_that_was_never_announced_is_taken_after_the_next_round() {
    let bench = Bench::still().await;
    let executions = bench.house.platform.operator().agent_executions(bench.tenant.tenant);
    executions.create(&own_execution(EXECUTION, RUN, "planner")).await.unwrap();
    bench.house.platform.invoke("resume-agent-executions", json!({})).await.unwrap().unwrap();
    assert_eq!(bench.ended(EXECUTION).await["status"], "completed");
}

#[tokio::test]
async fn a_step_whose_worker_died_is_taken_over_when_its_lease_is_out_and_done_once() {
    let (now, clock) = hand_clock();
    let house = House::with(clock, Ids::seeded(7)).await;
    let tenant = house.tenant().await;
    house.pending_run(&tenant, RUN, OLYMPICS).await;
    let bench = Bench { house, tenant, run: RUN.to_owned() };
    let executions = bench.house.platform.operator().agent_executions(bench.tenant.tenant);
    let step = own_execution(EXECUTION, RUN, "planner");
    executions.create(&step).await.unwrap();
    executions.claim(&step.claimed(Timestamp(0), Timestamp(70_000))).await.unwrap();
    now.set(Timestamp(69_999));
    bench.deliver(EXECUTION).await;
    assert_eq!(bench.execution(EXECUTION).await["status"], "running", "whose lease holds keeps the step");
    now.pass(Duration::from_millis(2));
    bench.deliver(EXECUTION).await;
    let done = bench.execution(EXECUTION).await;
    assert_eq!((&done["status"], &done["retry_count"]), (&json!("completed"), &json!(1)), "{done}");
    bench.deliver(EXECUTION).await;
    assert_eq!(bench.execution(EXECUTION).await, done);
    assert_eq!((bench.run_tokens().await, sum(&bench.performance().await, "total_executions")), (done["tokens_used"].as_u64().unwrap(), 1));
}

#[tokio::test]
async fn a_step_that_no_worker_ends_is_given_up() {
    let bench = Bench::still().await;
    let executions = bench.house.platform.operator().agent_executions(bench.tenant.tenant);
    let mut step = own_execution(EXECUTION, RUN, "planner");
    executions.create(&step).await.unwrap();
    for _ in 0..10 {
        step = step.claimed(Timestamp(0), Timestamp(0));
        executions.claim(&step).await.unwrap();
    }
    bench.deliver(EXECUTION).await;
    let step = bench.execution(EXECUTION).await;
    assert_eq!((&step["status"], &step["error_message"]), (&json!("failed"), &json!("given_up")), "{step}");
}

#[tokio::test]
async fn the_built_in_roles_are_listed_with_their_budgets() {
    let bench = Bench::still().await;
    let listed = bench.get("/api/v1/agents/capabilities").await;
    assert_eq!((&listed["success"], &listed["total_count"]), (&json!(true), &json!(6)));
    assert!(listed["router_version"].is_string());
    let budgets = [("planner", 1536), ("retriever", 1024), ("solver", 1024), ("critic", 1024), ("verifier", 1536), ("rewriter", 768)];
    for (role, budget) in budgets {
        let agent = &listed["agents"][role];
        assert_eq!((&agent["id"], &agent["token_budget"], &agent["active"]), (&json!(role), &json!(budget), &json!(true)), "{agent}");
        assert!(!items(&agent["capabilities"]).is_empty() && agent["priority"].is_u64() && agent["name"].is_string(), "{agent}");
    }
}

#[tokio::test]
async fn what_does_not_exist_or_is_anothers_is_not_found() {
    let bench = Bench::still().await;
    let execution = bench.start("translator", &json!({})).await;
    let other = bench.house.tenant().await;
    let asked = |run: &str| json!({ "run_id": run, "agent_id": "solver", "capability": "help", "sequence_number": 1 });
    for (key, run) in [(&other.key, RUN), (&bench.tenant.key, EXECUTION), (&bench.tenant.key, "no id"), (&bench.tenant.key, "")] {
        let (status, problem) = bench.house.post(key, EXECUTE, &asked(run)).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::NOT_FOUND, &json!("run_id")), "{run}");
    }
    for (key, id) in [(&other.key, execution.as_str()), (&bench.tenant.key, EXECUTION), (&bench.tenant.key, "no-id")] {
        let (status, _) = bench.house.post(key, &format!("/api/v1/agents/complete/{id}"), &json!({})).await;
        let (told, _) = bench.house.get(key, &format!("/api/v1/agents/executions/{id}")).await;
        assert_eq!([status, told], [StatusCode::NOT_FOUND; 2], "{id}");
    }
    let (_, performance) = bench.house.get(&other.key, "/api/v1/agents/performance?agent_id=translator").await;
    assert_eq!(performance["agents"], json!([]));
    assert_eq!(bench.execution(&execution).await["status"], "running");
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let bench = Bench::still().await;
    let refused = async |path: &str, body: &Value, field: &str| {
        let (status, problem) = bench.house.post(&bench.tenant.key, path, body).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    };
    let large = json!({ "a": "x".repeat(65_536) });
    for (field, values) in [
        ("run_id", vec![json!(null), json!(7)]),
        ("agent_id", vec![json!(null), json!(""), json!("x".repeat(101)), json!("a\nb"), json!(7)]),
        ("capability", vec![json!(null), json!(""), json!("x".repeat(256)), json!("a\u{0}b")]),
        ("sequence_number", vec![json!(null), json!(0), json!(-1), json!(1.5), json!("1"), json!(4_294_967_296_u64)]),
        ("input_context", vec![json!([]), json!("a"), large.clone()]),
        ("metadata", vec![json!([]), json!("a"), json!({ "a": "x".repeat(16_384) })]),
        ("colour", vec![json!("red")]),
    ] {
        for value in values {
            let mut body = bench.asked("translator", &json!({}));
            body[field] = value;
            refused(EXECUTE, &body, field).await;
        }
    }
    for (role, input, field) in [
        ("critic", json!({}), "input_context.answer"),
        ("critic", json!({ "answer": "?" }), "input_context.answer"),
        ("verifier", json!({ "answer": 7 }), "input_context.answer"),
        ("solver", json!({ "query": "" }), "input_context.query"),
        ("planner", json!({ "query": "x".repeat(5_001) }), "input_context.query"),
        ("rewriter", json!({ "query": ["Who?"] }), "input_context.query"),
    ] {
        refused(EXECUTE, &bench.asked(role, &input), field).await;
    }
    let complete = format!("/api/v1/agents/complete/{}", bench.start("translator", &json!({})).await);
    for (field, values) in [
        ("output_context", vec![json!([]), json!("a"), large]),
        ("tokens_used", vec![json!(-1), json!(1.5), json!("1"), json!(1_000_000_001_u64)]),
        ("error_message", vec![json!(7), json!("x".repeat(2_001))]),
        ("colour", vec![json!("red")]),
    ] {
        for value in values {
            refused(&complete, &json!({ field: value }), field).await;
        }
    }
    for (query, field) in [("agent_id=", "agent_id"), ("agent_id=a%0Ab", "agent_id"), ("colour=red", "colour")] {
        let (status, problem) = bench.house.get(&bench.tenant.key, &format!("/api/v1/agents/performance?{query}")).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{query}");
    }
    assert_eq!(bench.performance().await, [Value::Null; 0]);
}
