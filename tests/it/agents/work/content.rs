//! What agents give, as their tenant lets it pass.

use genesis_guard::Action;
use genesis_tenancy::ContentPolicy;
use serde_json::json;

use super::Desk;
use crate::house::text;

const MAIL: &str = "ann@example.org";

#[tokio::test]
async fn what_agents_give_is_screened_for_a_turn_like_a_document_and_otherwise_like_an_answer() {
    let desk = Desk::open().await;
    let documents = genesis_tenancy::Wishes { personal: Action::Refuse, ..Default::default() };
    let policy = ContentPolicy { documents, ..ContentPolicy::default() };
    desk.house.operator().content_policies(desk.tenant.tenant).keep(&policy).await.unwrap();
    let run = desk.ask(&json!({ "solver": { "agent_id": "reader" } }), &json!({})).await;
    let work = desk.next("reader").await;
    for (outcome, field) in [
        (json!({ "output_context": { "text": MAIL, "confidence": 1, "citations": [] } }), "output_context"),
        (json!({ "output_context": { MAIL: 1 } }), "output_context"),
        (json!({ "error_message": format!("Ask {MAIL}.") }), "error_message"),
    ] {
        let (status, problem) = desk.complete(&work, &outcome).await;
        assert_eq!((status.as_u16(), &problem["code"], &problem["errors"][0]["field"]), (422, &json!("content_refused"), &json!(field)));
    }
    let step = json!({ "run_id": run, "agent_id": "reader", "capability": "read", "sequence_number": 1 });
    let (_, begun) = desk.house.post(&desk.tenant.key, "/api/v1/agents/execute", &step).await;
    let execution = text(&begun["execution_id"]);
    desk.completed(execution, &json!({ "note": MAIL })).await;
    assert_eq!(desk.execution(execution).await["output_context"], json!({ "note": "****@***.com" }));
    desk.completed(execution, &json!({ "note": MAIL })).await;
}
