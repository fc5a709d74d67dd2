use genesis_embedded_cloud::Call;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, WORK};
use crate::{
    agents::EXECUTE,
    house::{items, text},
};

impl Desk {
    /// One answer: the work's ids, and where the next part begins.
    async fn part(&self, query: &str, cursor: Option<&str>) -> (Vec<String>, Option<String>) {
        let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let (status, listed) = self.house.get(&self.tenant.key, &format!("{WORK}?{query}{cursor}")).await;
        assert_eq!(status, StatusCode::OK, "{listed}");
        let ids = items(&listed["work"]).iter().map(|work| text(&work["execution_id"]).to_owned()).collect();
        (ids, listed["next_cursor"].as_str().map(ToOwned::to_owned))
    }

    /// All answers, one after another.
    async fn parts(&self, query: &str) -> Vec<Vec<String>> {
        let (first, mut next) = self.part(query, None).await;
        let mut parts = vec![first];
        while let Some(cursor) = next {
            let (part, after) = self.part(query, Some(&cursor)).await;
            parts.push(part);
            next = after;
        }
        parts
    }

    /// How often the list was asked of the table.
    fn reads(&self) -> u64 {
        let calls = self.house.platform.embedded().calls();
        let is_of_the_list = |call: &Call| call.caller == "list-agent-work" && call.resource.starts_with("orchestration");
        calls.iter().filter(|(call, _)| is_of_the_list(call)).map(|(_, count)| count).sum()
    }
}

fn sizes(parts: &[Vec<String>]) -> Vec<usize> {
    parts.iter().map(Vec::len).collect()
}

#[tokio::test]
async fn a_backlog_is_listed_to_its_end_with_one_call_for_each_part() {
    let desk = Desk::open().await;
    let mut begun = vec![desk.begin("helper").await];
    let run = text(&desk.execution(&begun[0]).await["run_id"]).to_owned();
    for _ in 1..205 {
        begun.push(desk.begin_for(&run, "helper").await);
    }
    let other = desk.begin_for(&run, "other").await;
    let parts = desk.parts("agent_id=helper").await;
    assert_eq!((sizes(&parts), desk.reads()), (vec![100, 100, 5], 3));
    let mut listed = parts.concat();
    listed.sort();
    begun.sort();
    assert_eq!(listed, begun, "each once");
    let all = desk.parts("").await;
    assert_eq!((sizes(&all), all.concat().last()), (vec![100, 100, 6], Some(&other)));

    let (_, cursor) = desk.part("agent_id=helper", None).await;
    let cursor = cursor.unwrap();
    for query in [format!("agent_id=other&cursor={cursor}"), format!("agent_id=helper&cursor=x{cursor}"), "cursor=".to_owned()] {
        let (status, problem) = desk.house.get(&desk.tenant.key, &format!("{WORK}?{query}")).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("cursor")), "{query}: {problem}");
    }
}

/// A call reads a mebibyte at most, whether what it reads is asked for or not.
#[tokio::test]
async fn what_stands_behind_much_that_is_not_asked_for_is_found_with_the_cursor() {
    let desk = Desk::open().await;
    let run = desk.house.pending_run(&desk.tenant, "11111111-2222-4333-8444-555555555555", "Who?").await.to_string();
    let (agent, capability) = ("\u{1f980}".repeat(100), "\u{1f980}".repeat(255));
    let begin = async |agent: &str, capability: &str| {
        let new = json!({ "run_id": run, "agent_id": agent, "capability": capability, "sequence_number": 1 });
        let (status, started): (_, Value) = desk.house.post(&desk.tenant.key, EXECUTE, &new).await;
        assert_eq!(status, StatusCode::CREATED, "{started}");
        text(&started["execution_id"]).to_owned()
    };
    for _ in 0..600 {
        begin(&agent, &capability).await;
    }
    let wanted = begin(&format!("{}\u{1f981}", "\u{1f980}".repeat(99)), "rare").await;
    let before = desk.reads();
    let parts = desk.parts("capability=rare&wait_seconds=20").await;
    assert_eq!((parts.concat(), parts.len() as u64), (vec![wanted], desk.reads() - before));
    assert!(parts.len() > 1 && parts[0].is_empty(), "{parts:?}");
}
