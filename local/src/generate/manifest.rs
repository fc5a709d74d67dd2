use fn_monitoring::FIGURES;
use fn_orchestration::WORKFLOW;
use genesis_aws::{
    EVENTS, VARIABLES,
    deployment::{self, BUCKETS, Content, MessageQueue, Principal, QUEUES, Right, SECRETS, Secret, TABLES, dead_letters},
};
use genesis_core::{Declaration, Queue, Resource};
use genesis_http::EXPOSED;
use serde_json::{Value, json};

use super::{domains, pretty};

/// Where the workflow's definition is, from the root of the repository.
const DEFINITION: &str = "functions/orchestration/src/run.asl.json";

/// `infra/functions.json`.
pub fn manifest() -> String {
    let domains = domains();
    let of_domain = domains.iter().flat_map(|(domain, functions)| functions.iter().map(|function| (*domain, function.declaration)));
    let mut declarations: Vec<(&str, &Declaration)> = of_domain.collect();
    declarations.sort_unstable_by_key(|(_, declaration)| declaration.name);
    pretty(&json!({
        "functions": declarations.into_iter().map(|(domain, declaration)| function(domain, declaration)).collect::<Vec<_>>(),
        "tables": TABLES,
        "buckets": BUCKETS,
        "queues": QUEUES.map(queue),
        "secrets": SECRETS.map(secret),
        "workflow": workflow(),
        "metrics": FIGURES.iter().map(|figure| figure.metric).chain(EVENTS).collect::<Vec<_>>(),
        "settings": VARIABLES,
        "exposed_headers": EXPOSED,
        "probe": genesis_lambda::probe(),
    }))
}

fn function(domain: &str, declaration: &Declaration) -> Value {
    let mut function = json!(declaration);
    function["domain"] = json!(domain);
    function["grants"] = deployment::rights(declaration).iter().map(grant).collect();
    function
}

fn grant(right: &Right) -> Value {
    let resource = match right.resource {
        // One table, whoever's the items are: the principal says whose.
        Resource::PlatformTable(domain) | Resource::Directory(domain) => Resource::Table(domain),
        other => other,
    };
    let principal = match right.principal {
        Principal::Platform => "platform",
        Principal::Tenant => "tenant",
    };
    let mut grant = json!({ "resource": resource, "access": right.access, "actions": right.actions(), "principal": principal });
    if let Resource::Directory(_) = right.resource {
        grant["keys"] = json!("platform");
    }
    if let Some(index) = right.index {
        grant["index"] = json!(index);
    }
    grant
}

fn queue(queue: MessageQueue) -> Value {
    json!({
        "name": queue.queue,
        "visibility_seconds": queue.visibility_seconds,
        "max_receives": queue.max_receives,
        "dead_letters": dead_letters(queue.queue),
    })
}

fn secret(secret: Secret) -> Value {
    let (generated, initial) = match secret.content {
        Content::Generated { characters } => (Some(characters), None),
        Content::Initial(content) => (None, Some(content)),
    };
    json!({ "name": secret.name, "generated_characters": generated, "initial": initial })
}

/// The state machine, and which queues and functions the placeholders of its definition name.
fn workflow() -> Value {
    let mut names: Vec<&str> = WORKFLOW.split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    names.sort_unstable();
    names.dedup();
    let (queues, functions): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| Queue::ALL.map(Queue::as_str).contains(name));
    json!({ "name": deployment::WORKFLOW, "definition": DEFINITION, "queues": queues, "functions": functions })
}
