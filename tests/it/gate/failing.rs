//! Where what counts does not answer, whoever has proven who they are comes in, but for endpoints of which that must not be said.

use std::sync::{Arc, Mutex};

use aws_credential_types::provider::SharedCredentialsProvider;
use genesis_aws::{Cloud, Connection, Models, Settings, deployment::Principal as Holder};
use genesis_core::Ids;
use genesis_embedded_cloud::{ADDRESS, Permission, Principal, REGION};
use genesis_lambda::Invocable;
use genesis_local::{Permissions, functions};
use genesis_models::Configuration;
use serde_json::{Value, json};

use super::Limited;

/// What a function answers whose credentials open everything but the table that counts, and what it told CloudWatch.
async fn uncounted(limited: &Limited, name: &str, event: Value) -> (Value, Vec<String>) {
    let function = functions().into_iter().find(|function| function.declaration.name == name).unwrap();
    let permissions = Permissions::of(function.declaration);
    let embedded = limited.house.platform.embedded().clone();
    let vending = Arc::new(move |tenant: Option<genesis_core::TenantId>| {
        let holder = if tenant.is_some() { Holder::Tenant } else { Holder::Platform };
        let held: Vec<Permission> = permissions.held_by(holder).into_iter().filter(|permission| permission.resource != "access").collect();
        let principal = Principal { name: "uncounted".to_owned(), tenant: tenant.map(|tenant| tenant.to_string()), permissions: held };
        SharedCredentialsProvider::new(embedded.credentials(principal))
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let connection = Connection::in_process(limited.house.platform.embedded().http_client(), REGION, ADDRESS, vending)
        .logging_to(Arc::new(move |line| heard.lock().unwrap().push(line)));
    let settings = Settings { models: Configuration::default(), ..settings() };
    let cloud = Cloud::new(settings, connection, limited.house.operator().clock().clone(), Ids::random(), Models::default());
    let answer = Invocable::new(function, cloud).invoke(event).await.unwrap();
    let told = told.lock().unwrap().clone();
    (answer, told)
}

fn settings() -> Settings {
    Settings {
        stage: "test".to_owned(),
        table_prefix: String::new(),
        bucket_prefix: String::new(),
        queue_url_prefix: String::new(),
        secret_prefix: "genesis/".to_owned(),
        workflow_arn: String::new(),
        tenant_role_arn: None,
        models: Configuration::default(),
        rate_factor: 1,
        region: None,
        endpoint_url: None,
        alone_since: None,
    }
}

fn event(method: &str, path: &str, caller: &Value) -> Value {
    json!({
        "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {}, "isBase64Encoded": false,
        "requestContext": { "http": { "method": method, "path": path, "sourceIp": "203.0.113.7" }, "authorizer": { "lambda": caller } },
    })
}

#[tokio::test]
async fn a_caller_comes_in_uncounted_and_an_alarm_is_told() {
    let limited = Limited::open().await;
    let tenant = limited.house.tenant().await;
    let caller = json!({
        "tenant": tenant.tenant, "user": tenant.owner, "role": "owner", "credential": "key:0123456789abcdef", "scopes": "manage_orchestrations",
    });
    let (answer, told) = uncounted(&limited, "get-run-statistics", event("GET", super::READ, &caller)).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert!(told.iter().any(|line| line.contains("\"uncounted_requests\":1.0")), "{told:?}");
    let (answer, _) = uncounted(&limited, "get-run-statistics", event("GET", super::READ, &json!({}))).await;
    assert_eq!(answer["statusCode"], 401, "uncounted is not unproven: {answer}");
}
