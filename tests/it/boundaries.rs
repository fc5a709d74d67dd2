//! The second wall: what a function's credentials do not cover, its stores do not give, whatever the code asks for.

use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;
use genesis_aws::{Cloud, Connection, Models, NotGranted, Running, Settings, StoreError, deployment::Principal as Holder};
use genesis_core::{BatchId, Clock, Ids, RunId, TenantId};
use genesis_embedded_cloud::{ACCOUNT, ADDRESS, Api, Permission, Principal, REGION};
use genesis_local::Permissions;
use genesis_models::Configuration;
use genesis_orchestration::PATIENCE;
use genesis_tenancy::Wish;

use crate::house::House;

const RUN: &str = "11111111-2222-4333-8444-555555555555";

/// The stores of a function that declared to read runs, whose credentials are always the tenant's own.
fn reader_of_runs(house: &House, tenant: TenantId) -> Cloud {
    let permissions = vec![Permission { service: Api::DynamoDb, resource: "orchestration".to_owned(), actions: vec!["GetItem", "Query"] }];
    stores(house, Some(tenant), permissions)
}

/// The stores of a function that declared everything, whose credentials are always this tenant's, or the platform's.
fn with_every_right(house: &House, tenant: Option<TenantId>) -> Cloud {
    let holder = if tenant.is_some() { Holder::Tenant } else { Holder::Platform };
    stores(house, tenant, Permissions::everything().held_by(holder))
}

fn stores(house: &House, tenant: Option<TenantId>, permissions: Vec<Permission>) -> Cloud {
    let principal = Principal { name: "reader".to_owned(), tenant: tenant.map(|tenant| tenant.to_string()), permissions };
    let credentials = SharedCredentialsProvider::new(house.platform.embedded().credentials(principal));
    let http = house.platform.embedded().http_client();
    let connection = Connection::in_process(http, REGION, ADDRESS, Arc::new(move |_| credentials.clone()));
    let settings = Settings {
        stage: "test".to_owned(),
        table_prefix: String::new(),
        bucket_prefix: String::new(),
        queue_url_prefix: format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/"),
        secret_prefix: "genesis/".to_owned(),
        workflow_arn: format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:run"),
        tenant_role_arn: None,
        models: Configuration::default(),
        rate_factor: 1,
        region: None,
        endpoint_url: None,
        running: Running::default(),
        alone_since: None,
    };
    Cloud::new(settings, connection, Clock::system(), Ids::random(), Models::default())
}

#[tokio::test]
async fn a_functions_credentials_do_not_read_another_tenants_run() {
    let house = House::open().await;
    let (one, two) = (house.tenant().await, house.tenant().await);
    for tenant in [&one, &two] {
        house.pending_run(tenant, RUN, "Who?").await;
    }
    let cloud = reader_of_runs(&house, one.tenant);
    let run: RunId = RUN.parse().unwrap();
    assert!(cloud.runs(one.tenant).find(run).await.unwrap().is_some());
    assert!(cloud.runs(one.tenant).state(run).await.unwrap().is_some());
    assert_denied(cloud.runs(two.tenant).find(run).await);
    assert_denied(cloud.runs(two.tenant).state(run).await);
}

#[tokio::test]
async fn a_handler_that_spells_another_tenants_key_is_denied() {
    let house = House::open().await;
    let (one, two) = (house.tenant().await, house.tenant().await);
    let run = house.pending_run(&two, RUN, "Who?").await;
    let batch: BatchId = "886313e1-3b8a-5372-9b90-0c9aee199e5d".parse().unwrap();
    let cloud = with_every_right(&house, Some(one.tenant));
    assert!(cloud.runs(one.tenant).find(run).await.unwrap().is_none());
    assert_denied(cloud.runs(two.tenant).find(run).await);
    assert_denied(cloud.runs(two.tenant).state(run).await);
    assert_denied(cloud.tenants(two.tenant).find().await);
    assert_denied(cloud.documents(two.tenant).find(batch).await);
    assert_denied(cloud.documents(two.tenant).contents(batch).await);
    assert_denied(cloud.artifacts(two.tenant).get(run, "policy.json").await);
    assert_denied(cloud.knowledge(two.tenant).index().await.map(drop));
}

#[tokio::test]
async fn a_tenants_credentials_open_nothing_of_the_platforms() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = house.pending_run(&tenant, RUN, "Who?").await;
    let cloud = with_every_right(&house, Some(tenant.tenant));
    assert_denied(cloud.platform_totals().await);
    assert_denied(cloud.tenants_totals().await);
    assert_denied(cloud.open_runs().await);
    assert_denied(cloud.api_keys().pepper().await);
    assert_denied(cloud.workflow(tenant.tenant).start(run, PATIENCE).await);
    assert_denied(cloud.documents(tenant.tenant).announce("886313e1-3b8a-5372-9b90-0c9aee199e5d".parse().unwrap()).await);
}

#[tokio::test]
async fn the_platforms_own_credentials_open_nothing_of_a_tenants() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = house.pending_run(&tenant, RUN, "Who?").await;
    let cloud = with_every_right(&house, None);
    assert_eq!(cloud.platform_totals().await.unwrap(), None);
    assert_denied(cloud.runs(tenant.tenant).find(run).await);
    assert_denied(cloud.artifacts(tenant.tenant).get(run, "policy.json").await);
    assert_denied(cloud.tenants(tenant.tenant).find().await);
}

#[tokio::test]
async fn a_function_does_not_touch_what_it_did_not_declare() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = house.pending_run(&tenant, RUN, "Who?").await;
    let cloud = reader_of_runs(&house, tenant.tenant);
    let found = cloud.runs(tenant.tenant).find(run).await.unwrap().unwrap();
    let quota = house.operator().quotas(tenant.tenant).get().await.unwrap();
    let created = cloud.runs(tenant.tenant).create(&found, quota, &Wish::run(1, 0)).await;
    assert_denied(created.map_err(|refused| match refused {
        NotGranted::Store(error) => error,
        NotGranted::Exceeded(exceeded) => panic!("{exceeded}"),
    }));
    assert_denied(cloud.quotas(tenant.tenant).find().await);
    assert_denied(cloud.documents(tenant.tenant).find(RUN.parse().unwrap()).await);
    assert_denied(cloud.knowledge(tenant.tenant).index().await.map(drop));
    assert_denied(cloud.tenants(tenant.tenant).find().await);
    assert_denied(cloud.artifacts(tenant.tenant).get(run, "policy.json").await);
    assert_denied(cloud.workflow(tenant.tenant).start(run, PATIENCE).await);
    assert_denied(cloud.api_keys().pepper().await);
}

#[track_caller]
fn assert_denied<T>(outcome: Result<T, StoreError>) {
    match outcome {
        Err(StoreError::Denied { .. }) => {}
        Err(other) => panic!("not denied, but {other:?}"),
        Ok(_) => panic!("allowed"),
    }
}
