use genesis_core::{Method as Verb, Role, Route, Trigger};
use genesis_local::functions;
use http::Method;

use super::{Person, Town};

/// Who may call what: a stranger, an owner, an admin, a member, a viewer, an administrator of the platform. `o` may, `x` is refused as
/// somebody who may not, `-` as somebody unknown.
const MATRIX: &[(&str, &str)] = &[
    ("accept-invitation", "oooooo"),
    ("add-user", "-ooxxo"),
    ("cancel-run", "-oooxx"),
    ("change-tier", "-oxxxo"),
    ("check-address", "-oxxxx"),
    ("claim-agent-work", "-oooxx"),
    ("cleanup-memory", "-oooxx"),
    ("complete-agent-execution", "-oooxx"),
    ("complete-run", "-oooxx"),
    ("configure-agents", "-oooxx"),
    ("configure-rate-limits", "-oxxxx"),
    ("confirm-second-factor", "-oooox"),
    ("create-api-key", "-oooox"),
    // The bootstrap secret opens it, and no key.
    ("create-platform-key", "------"),
    ("create-tenant", "-xxxxo"),
    ("delete-tenant", "-oxxxo"),
    ("end-all-sessions", "-oooox"),
    ("end-session", "-oooox"),
    ("enrol-second-factor", "-oooox"),
    ("export-rate-limits", "-oxxxx"),
    ("forget-webhook-source", "-oxxxx"),
    ("get-agent-configuration", "-oooxx"),
    ("get-agent-execution", "-oooxx"),
    ("get-agent-performance", "-oooxx"),
    ("get-artifact", "-oooxx"),
    ("get-breaker-health", "-oxxxo"),
    ("get-breaker-metrics", "-oxxxo"),
    ("get-client-status", "-oxxxx"),
    ("get-content-policy", "-oxxxx"),
    ("get-current-tenant", "-oooox"),
    ("get-liveness", "oooooo"),
    ("get-metrics", "oooooo"),
    ("get-quotas", "-ooooo"),
    ("get-rate-limits", "-oxxxx"),
    ("get-readiness", "oooooo"),
    ("get-router-efficiency", "-oooxx"),
    ("get-run-statistics", "-oooxx"),
    ("get-run-status", "-oooxx"),
    ("get-second-factor", "-oooox"),
    ("get-stability-metrics", "-oooxx"),
    ("get-tenant", "-ooooo"),
    ("get-tenant-analytics", "-ooooo"),
    ("get-webhook-event", "-oxxxx"),
    ("ingest-documents", "-oooxx"),
    ("limit-tenant", "-xxxxo"),
    ("list-agent-capabilities", "-oooxx"),
    ("list-agent-work", "-oooxx"),
    ("list-api-keys", "-oooox"),
    ("list-artifacts", "-oooxx"),
    ("list-runs", "-oooxx"),
    ("list-security-events", "-oxxxx"),
    ("list-sessions", "-oooox"),
    ("list-tenants", "-xxxxo"),
    ("list-users", "-ooooo"),
    ("list-webhook-events", "-oxxxx"),
    ("list-webhook-sources", "-oxxxx"),
    ("manage-client", "-oxxxx"),
    ("open-breaker", "-xxxxo"),
    ("open-session", "-oooox"),
    ("reactivate-tenant", "-oxxxo"),
    // A signature opens it, and no key; what names no source is not there.
    ("receive-webhook", "oooooo"),
    ("record-audit-event", "-oooox"),
    ("record-router-metrics", "-oooxx"),
    ("register-webhook-source", "-oxxxx"),
    ("remove-second-factor", "-oooox"),
    // Of whom, `managing` says.
    ("remove-user", "-ooooo"),
    ("renew-agent-claim", "-oooxx"),
    ("renew-invitation", "-ooxxo"),
    ("renew-recovery-codes", "-oooox"),
    ("reset-breaker", "-xxxxo"),
    ("retrieve-memory", "-oooxx"),
    ("revoke-api-key", "-oooox"),
    ("revoke-platform-key", "-xxxxo"),
    ("rotate-api-key", "-oooox"),
    ("scan-content", "-oxxxx"),
    ("search-memory", "-oooxx"),
    ("set-content-policy", "-oxxxx"),
    ("start-agent-execution", "-oooxx"),
    ("start-run", "-oooxx"),
    ("store-memory", "-oooxx"),
    ("suspend-tenant", "-oxxxo"),
    ("track-stability", "-oooxx"),
    ("update-tenant", "-ooxxo"),
    ("update-user", "-ooooo"),
];

/// What names nothing, so that nobody changes anything.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

fn endpoints() -> Vec<(&'static str, Route)> {
    let declarations = functions().into_iter().map(|function| function.declaration);
    let routes = declarations.filter_map(|declaration| match declaration.trigger {
        Trigger::Http(route) => Some((declaration.name, route)),
        Trigger::Queue { .. } | Trigger::Task | Trigger::BrokenExecution | Trigger::Schedule { .. } | Trigger::Authorizer => None,
    });
    routes.collect()
}

impl Town {
    /// How an endpoint takes a request that asks for nothing there is.
    async fn mark(&self, route: &Route, key: Option<&str>) -> char {
        let path = route.path.replace("{tenantId}", &self.tenant.tenant.to_string());
        let parts: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { NOTHING } else { part }).collect();
        let method = match route.method {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Delete => Method::DELETE,
        };
        let headers = key.map(|key| ("x-api-key", key)).into_iter().chain([("content-type", "application/json")]).collect::<Vec<_>>();
        match self
            .house
            .send(method, &parts.join("/"), &headers, if route.body_limit_bytes > 0 { "[]" } else { "" })
            .await
            .status()
            .as_u16()
        {
            401 => '-',
            403 => 'x',
            _ => 'o',
        }
    }
}

#[test]
fn every_endpoint_has_a_row() {
    let rows: Vec<&str> = MATRIX.iter().map(|(name, _)| *name).collect();
    let mut names: Vec<&str> = endpoints().into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(rows, names, "say who may call each");
}

#[tokio::test]
async fn every_endpoint_is_open_to_whom_the_table_says_and_to_nobody_else() {
    for (name, route) in endpoints() {
        // What one may do changes the tenant for the next.
        let town = Town::open().await;
        let mut people = Vec::new();
        for role in [Role::Viewer, Role::Member, Role::Admin] {
            people.push(town.join(role).await);
        }
        let keys: Vec<&str> = people.iter().map(|Person { key, .. }| key.as_str()).collect();
        let mut marks = vec![town.mark(&route, None).await];
        for key in keys.into_iter().chain([town.tenant.key.as_str(), town.administrator.as_str()]) {
            marks.push(town.mark(&route, Some(key)).await);
        }
        let [stranger, viewer, member, admin, owner, administrator] = marks[..] else { panic!("six callers") };
        let found = String::from_iter([stranger, owner, admin, member, viewer, administrator]);
        assert_eq!(Some(&(name, found.as_str())), MATRIX.iter().find(|(row, _)| *row == name));
    }
}
