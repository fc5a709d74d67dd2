//! What only a tenant's single sign-on is to know.

use core::time::Duration;

use genesis_local::Demo;
use serde_json::{Value, json};

use super::{TENANTS, Town, of, told};

const SECRET: &str = "hush-7f3a9c";

fn config() -> Value {
    json!({ "sso_config": { "issuer": "https://id.example.com", "client_secret": SECRET } })
}

fn key(tenant: &Demo) -> Value {
    json!({ "pk": { "S": format!("{}#tenant", tenant.tenant) }, "sk": { "S": "tenant" } })
}

impl Town {
    /// The tenant as the table has it.
    async fn stored(&self, tenant: &Demo) -> Value {
        let found = self.house.reach_in(tenant, "GetItem", &json!({ "TableName": "tenants", "Key": key(tenant) })).await;
        found["Item"].clone()
    }

    async fn store(&self, tenant: &Demo, sso_config: &Value) {
        let update = json!({
            "TableName": "tenants",
            "Key": key(tenant),
            "UpdateExpression": "SET sso_config = :given",
            "ExpressionAttributeValues": { ":given": sso_config },
        });
        self.house.reach_in(tenant, "UpdateItem", &update).await;
    }

    async fn configure(&self, tenant: &Demo, update: Value) -> Value {
        let (status, changed) = self.put(&tenant.key, &of(tenant.tenant, ""), update).await;
        assert_eq!(status, 200, "{changed}");
        changed
    }
}

#[tokio::test]
async fn it_is_kept_sealed_and_neither_shown_nor_told() {
    let town = Town::open().await;
    let changed = town.configure(&town.tenant, config()).await;
    let mut told = vec![changed, town.stored(&town.tenant).await];
    for path in [town.path(""), format!("{TENANTS}/current")] {
        told.push(town.house.get(&town.tenant.key, &path).await.1);
    }
    told.push(town.house.get(&town.administrator, TENANTS).await.1);
    told.push(json!(format!("{:?}", town.house.trail(&town.tenant).await.records)));
    for (place, said) in told.iter().map(Value::to_string).enumerate() {
        assert!(said.contains("update-tenant") || said.contains("Demo"), "{place} is of the tenant: {said}");
        assert!(!said.contains(SECRET) && !said.contains("client_secret"), "{place}: {said}");
    }
}

#[tokio::test]
async fn given_again_it_is_what_it_was_and_given_otherwise_it_is_another() {
    let town = Town::open().await;
    let updated = async |update: Value| {
        town.now.pass(Duration::from_secs(1));
        town.configure(&town.tenant, update).await["tenant"]["updated_at"].clone()
    };
    let (given, sealed) = (updated(config()).await, town.stored(&town.tenant).await["sso_config"].clone());
    assert_eq!((updated(config()).await, &town.stored(&town.tenant).await["sso_config"]), (given, &sealed), "it opens, and says the same");
    updated(json!({ "name": "Another" })).await;
    assert_eq!(town.stored(&town.tenant).await["sso_config"], sealed, "what is absent stays");
    updated(json!({ "sso_config": {} })).await;
    assert_ne!(town.stored(&town.tenant).await["sso_config"], sealed);
}

#[tokio::test]
async fn what_is_sealed_for_one_tenant_says_nothing_at_another() {
    let town = Town::open().await;
    let other = town.house.tenant().await;
    town.configure(&town.tenant, config()).await;
    let sealed = town.stored(&town.tenant).await["sso_config"].clone();
    town.store(&other, &sealed).await;
    town.configure(&other, config()).await;
    assert_ne!(town.stored(&other).await["sso_config"], sealed, "it did not open there, and was sealed anew");
}

#[tokio::test]
async fn a_tenant_that_has_it_in_clear_is_read_and_seals_it_when_it_is_given_again() {
    let town = Town::open().await;
    town.store(&town.tenant, &json!({ "S": config()["sso_config"].to_string() })).await;
    let (status, found) = town.house.get(&town.tenant.key, &town.path("")).await;
    assert!(status == 200 && !found.to_string().contains(SECRET), "{found}");
    assert_eq!(told(town.house.get(&town.administrator, TENANTS).await), "200");
    town.configure(&town.tenant, json!({ "name": "Another" })).await;
    town.configure(&town.tenant, config()).await;
    assert!(!town.stored(&town.tenant).await.to_string().contains(SECRET));
}
