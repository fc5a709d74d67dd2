//! How a question is split, ordered, carried out and stopped, as a client sees it.

use genesis_local::Demo;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, START, items, text};

const HOST: &str = "In which country were the 2024 Summer Olympics held?";

struct Asked {
    house: House,
    tenant: Demo,
}

impl Asked {
    async fn open() -> Self {
        let (house, tenant) = House::with_library().await;
        Self { house, tenant }
    }

    async fn ask(&self, new: Value) -> Value {
        self.house.ask(&self.tenant, &new).await
    }

    async fn planned(&self, steps: &[&str]) -> Value {
        let steps: Vec<Value> = steps.iter().map(|q| json!({ "q": q })).collect();
        self.ask(json!({ "query": OLYMPICS, "plan": { "steps": steps } })).await
    }

    async fn plan(&self, ended: &Value) -> Value {
        serde_json::from_str(&self.house.artifact(&self.tenant, text(&ended["run_id"]), "preflight_plan.json").await).unwrap()
    }

    async fn questions(&self, ended: &Value) -> Vec<String> {
        items(&self.plan(ended).await["steps"]).iter().map(|step| text(&step["q"]).to_owned()).collect()
    }

    /// The trace's line of a turn.
    async fn turn(&self, ended: &Value, turn: &str) -> Value {
        let trace = self.house.artifact(&self.tenant, text(&ended["run_id"]), "execution_trace.ndjson").await;
        let mut lines = trace.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.find(|line| line["step"] == turn).unwrap_or_else(|| panic!("no {turn} in {trace}"))
    }
}

#[tokio::test]
async fn a_simple_lookup_is_one_step_below_the_threshold() {
    let asked = Asked::open().await;
    let ended = asked.ask(json!({ "query": "How tall is the Burj Khalifa?" })).await;
    let plan = asked.plan(&ended).await;
    let load = &plan["cognitive_load"];
    assert_eq!((items(&plan["steps"]).len(), &ended["agent_executions"]), (1, &json!(6)), "{plan}");
    let term = |name: &str| load[name].as_f64().unwrap() * load["weights"][name].as_f64().unwrap();
    let sum = term("semantic_scope") + term("reasoning_depth") + term("ambiguity");
    assert!((sum - load["total"].as_f64().unwrap()).abs() < 1e-3 && sum <= 0.7, "{load}");
}

#[tokio::test]
async fn the_caller_says_how_load_is_weighed_and_how_much_is_too_much() {
    let asked = Asked::open().await;
    let weights = json!({ "semantic_scope": 0.2, "reasoning_depth": 0.2, "ambiguity": 0.6 });
    let ended = asked.ask(json!({ "query": OLYMPICS, "cognitive_load": { "threshold": 0.9, "decay": 0, "weights": weights } })).await;
    let plan = asked.plan(&ended).await;
    assert_eq!((items(&plan["steps"]).len(), &plan["threshold"], &plan["cognitive_load"]["weights"]), (1, &json!(0.9), &weights));
}

#[tokio::test]
async fn an_ambiguous_question_is_asked_back_and_not_split() {
    let asked = Asked::open().await;
    let ended = asked.ask(json!({ "query": "Where was he born?" })).await;
    let (plan, detail) = (asked.plan(&ended).await, text(&ended["terminator"]["detail"]));
    assert!(detail.contains("ambiguous") && detail.contains("\"he\"") && detail.contains("Please"), "{detail}");
    assert_eq!((&plan["steps"], &plan["cognitive_load"]["uncertain"], &ended["answer"]), (&json!([]), &json!(true), &Value::Null));
}

#[tokio::test]
async fn a_callers_plan_is_carried_out_with_the_basics_first() {
    let asked = Asked::open().await;
    let ended = asked.planned(&["What is the population of #3?", HOST, "What is the capital city of #2?"]).await;
    assert_eq!(ended["answer"], "2,102,650", "{ended}");
    let (plan, own) = (asked.plan(&ended).await, asked.plan(&asked.ask(json!({ "query": OLYMPICS })).await).await);
    assert_eq!(plan["steps"], own["steps"]);
    assert_eq!(plan["plan_signature"], own["plan_signature"], "who planned it makes no plan another");
}

#[tokio::test]
async fn what_a_plan_asks_twice_is_asked_once() {
    let asked = Asked::open().await;
    let ended = asked.planned(&[HOST, "Which country were the 2024 Summer Olympics held in?", "What is the capital city of #2?"]).await;
    let plan = asked.plan(&ended).await;
    assert_eq!((items(&plan["steps"]).len(), &ended["answer"]), (2, &json!("Paris")), "{plan}");
    assert_eq!((&plan["repairs"][0]["repair"], &plan["repairs"][0]["step"]), (&json!("paraphrase"), &json!("s1")));
}

#[tokio::test]
async fn a_sub_question_that_is_too_much_is_split_again_in_its_place() {
    let asked = Asked::open().await;
    let steps = json!([{ "q": HOST }, { "q": "What is the population of the capital city of #1?" }]);
    let whole = asked.ask(json!({ "query": OLYMPICS, "plan": { "steps": steps } })).await;
    assert_eq!(asked.questions(&whole).await.len(), 2);
    let split = asked.ask(json!({ "query": OLYMPICS, "plan": { "steps": steps, "split": true } })).await;
    assert_eq!(asked.questions(&split).await, [HOST, "What is the capital city of #1?", "What is the population of #2?"]);
    let levels: Vec<Value> = items(&asked.plan(&split).await["steps"]).iter().map(|step| step["level"].clone()).collect();
    assert_eq!((levels, &split["answer"]), (vec![json!(0), json!(1), json!(1)], &json!("2,102,650")));
}

#[tokio::test]
async fn an_earlier_answer_conditions_the_next_search() {
    let asked = Asked::open().await;
    let ended = asked.ask(json!({ "query": OLYMPICS })).await;
    let queries = async |turn: &str| {
        let calls = asked.turn(&ended, turn).await["tool_calls"].clone();
        items(&calls).iter().map(|call| text(&call["arguments"]["query"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(queries("01.s01.2-retriever").await[0], HOST);
    assert_eq!(queries("02.s02.2-retriever").await[0], "A1: France Q2: What is the capital city of France?");
    assert_eq!(queries("03.s03.2-retriever").await[0], "A2: Paris Q3: What is the population of Paris?");
}

#[tokio::test]
async fn each_limit_stops_a_run_before_it_is_passed() {
    let asked = Asked::open().await;
    for (limit, value, reason, step) in [
        ("max_tokens", 500, "TOKEN_LIMIT", "s1"),
        ("max_cost_microdollars", 1_500, "COST_LIMIT", "s1"),
        ("max_tool_calls", 1, "TOOL_CALL_LIMIT", "s2"),
        ("max_steps", 2, "STEP_LIMIT", "s3"),
        ("max_depth", 2, "DEPTH_LIMIT", "s3"),
    ] {
        let ended = asked.ask(json!({ "query": OLYMPICS, limit: value })).await;
        assert_eq!((&ended["terminator"]["reason"], &ended["terminator"]["step"]), (&json!(reason), &json!(step)), "{ended}");
        let certain: Vec<&str> = items(&ended["certain"]).iter().map(|certain| text(&certain["answer"])).collect();
        assert_eq!(certain, ["France", "Paris"][..step[1..].parse::<usize>().unwrap() - 1], "{limit}");
        assert!(limit != "max_tokens" || ended["total_tokens"].as_u64().unwrap() <= value, "{ended}");
    }
}

#[tokio::test]
async fn a_chain_that_breaks_keeps_what_was_answered_before() {
    let asked = Asked::open().await;
    let ended = asked.planned(&[HOST, "Who flew from #1 to Wakanda?", "Who measured #2?"]).await;
    assert_eq!((&ended["status"], &ended["answer"], &ended["terminator"]["step"]), (&json!("terminated"), &Value::Null, &json!("s2")));
    assert!(["UNANSWERABLE", "LOW_SUPPORT"].contains(&text(&ended["terminator"]["reason"])), "{ended}");
    assert_eq!((items(&ended["certain"]).len(), &ended["certain"][0]["answer"]), (1, &json!("France")));
}

#[tokio::test]
async fn a_plan_that_is_none_is_refused_at_its_step() {
    let asked = Asked::open().await;
    let deep: Vec<Value> = (0..6).map(|n| json!({ "q": if n == 0 { "Who?".to_owned() } else { format!("Who {n} saw #{n}?") } })).collect();
    for (plan, expected) in [
        (json!({ "steps": [] }), "plan_empty plan.steps"),
        (json!({ "steps": [{ "q": "Who?" }, { "q": " " }] }), "query_empty plan.steps[1].q"),
        (json!({ "steps": [{ "q": "x".repeat(2_001) }] }), "plan_step_too_long plan.steps[0].q"),
        (json!({ "steps": [{ "q": "Who saw #2?" }] }), "plan_step_missing plan.steps[0]"),
        (json!({ "steps": [{ "q": "Who saw #2?" }, { "q": "Who saw #1?" }] }), "plan_circular plan.steps[0]"),
        (json!({ "steps": [{ "q": "Who?", "depends_on": ["s1"] }] }), "plan_circular plan.steps[0]"),
        (json!({ "steps": [{ "q": "Who?", "depends_on": ["1"] }] }), "invalid_step_id plan.steps[0].depends_on[0]"),
        (json!({ "steps": [{ "q": "Who is older?", "kind": "compare" }] }), "plan_comparison_empty plan.steps[0].kind"),
        (json!({ "steps": vec![json!({ "q": "Who?" }); 13] }), "plan_too_many_steps plan.steps"),
        (json!({ "steps": deep }), "plan_too_deep plan.steps"),
        (json!({ "steps": [{ "q": "Who?", "colour": "red" }] }), "invalid_field plan.steps[0].colour"),
        (json!({ "steps": [{ "q": "Who?", "kind": 7 }] }), "invalid_field plan.steps[0].kind"),
        (json!([{ "q": "Who?" }]), "invalid_field plan"),
    ] {
        let (status, problem) = asked.house.post(&asked.tenant.key, START, &json!({ "query": "Who?", "plan": plan })).await;
        let told = format!("{} {}", text(&problem["code"]), text(&problem["errors"][0]["field"]));
        assert_eq!((status, told.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, expected), "{problem}");
    }
}

#[tokio::test]
async fn load_that_cannot_be_weighed_is_refused_at_its_setting() {
    let asked = Asked::open().await;
    let weighing = |scope: f64, depth: f64, ambiguity: f64| json!({ "weights": { "semantic_scope": scope, "reasoning_depth": depth, "ambiguity": ambiguity } });
    for (load, field) in [
        (json!({ "threshold": 1.01 }), "cognitive_load.threshold"),
        (json!({ "decay": -0.1 }), "cognitive_load.decay"),
        (weighing(0.5, 0.5, 0.02), "cognitive_load.weights"),
        (weighing(1.1, 0.0, 0.0), "cognitive_load.weights.semantic_scope"),
        (json!({ "weights": { "semantic_scope": 1 } }), "cognitive_load.weights.reasoning_depth"),
        (json!({ "limit": 0.7 }), "cognitive_load.limit"),
    ] {
        let (status, problem) = asked.house.post(&asked.tenant.key, START, &json!({ "query": "Who?", "cognitive_load": load })).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    }
}
