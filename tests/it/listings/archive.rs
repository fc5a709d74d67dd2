use genesis_aws::WebhookEvent;
use genesis_core::{Clock, Ids, RunId, TenantId, WebhookEventId};
use genesis_local::{Demo, functions, openapi};
use http::StatusCode;
use serde_json::{Value, json};

use super::listing::Listing;
use crate::{
    house::{House, text},
    people::administrator,
};

/// Entries of each listing, at least.
pub const ENTRIES: usize = 5;

/// Two tenants who have something of everything that is listed, and who runs the platform.
pub struct Archive {
    pub house: House,
    pub tenants: [Demo; 2],
    administrator: String,
}

impl Archive {
    pub async fn open() -> Self {
        // Where nobody else adds to what the platform lists.
        let house = House::with(Clock::system(), Ids::random()).await;
        let tenants = [house.tenant().await, house.tenant().await];
        for tenant in &tenants {
            for n in 0..ENTRIES {
                Self::fill(&house, tenant, n).await;
            }
        }
        for _ in 2..ENTRIES {
            house.tenant().await;
        }
        Self { administrator: administrator(&house).await, house, tenants }
    }

    async fn fill(house: &House, tenant: &Demo, n: usize) {
        let operator = house.operator();
        let run = RunId::new(operator.ids().next()).to_string();
        house.pending_run(tenant, &run, "Who?").await;
        let work = json!({ "run_id": run, "agent_id": "helper", "capability": "help", "sequence_number": 1 });
        let user =
            json!({ "user_id": n.to_string(), "email": format!("{n}@example.com"), "name": format!("Number {n}"), "role": "viewer" });
        let event = json!({ "event_type": "data_access", "severity": "info", "message": n.to_string() });
        for (path, new) in [
            ("/api/v1/agents/execute".to_owned(), work),
            (format!("/api/v1/tenants/{}/users", tenant.tenant), user),
            ("/api/v1/security/audit".to_owned(), event),
        ] {
            let (status, made) = house.post(&tenant.key, &path, &new).await;
            assert_eq!(status, StatusCode::CREATED, "{path}: {made}");
        }
        let (id, received_at) = (WebhookEventId::of(tenant.tenant, "hook", &n.to_string()), operator.clock().now());
        let event = WebhookEvent { tenant: tenant.tenant, id, source: "hook".to_owned(), received_at, bytes: 2 };
        operator.webhooks(tenant.tenant).keep(&event).await.unwrap();
    }

    /// What the document says is read part by part: with a limit, and with a cursor or an offset.
    pub fn listings(&self, tenant: &Demo) -> Vec<Listing> {
        let document: Value = serde_json::from_str(&openapi()).unwrap();
        let functions = functions();
        let mut listings = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            let operation = &methods["get"];
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            if !parameters.iter().any(|parameter| ["cursor", "offset"].contains(&text(&parameter["name"]))) {
                continue;
            }
            let declaration = functions.iter().find(|function| function.declaration.name == operation["operationId"]).unwrap().declaration;
            let (tenant, key) = match operation["x-guard"] == "platform" {
                true => (TenantId::NOBODY, self.administrator.clone()),
                false => (tenant.tenant, tenant.key.clone()),
            };
            let path = path.replace("{tenantId}", &tenant.to_string());
            listings.push(Listing { declaration, tenant, key, path, parameters });
        }
        listings
    }
}
