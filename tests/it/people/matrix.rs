use genesis_core::{Method as Verb, Role, Route, Scope, Trigger};
use genesis_local::functions;
use http::Method;

use super::{Person, Town};

/// Who may call what: a stranger, an owner, an admin, a member, a viewer, an owner with a key for `view_analytics` alone, an administrator
/// of the platform. `o` may, `x` is refused as somebody who may not, `-` as somebody unknown.
const MATRIX: &[(&str, &str)] = &[
    ("accept-invitation", "ooooooo"),
    ("add-user", "-ooxxxo"),
    ("cancel-run", "-oooxxx"),
    ("change-tier", "-oxxxxo"),
    ("check-address", "-oxxxxx"),
    ("claim-agent-work", "-oooxxx"),
    ("cleanup-memory", "-oooxxx"),
    ("complete-agent-execution", "-oooxxx"),
    ("complete-run", "-oooxxx"),
    ("configure-agents", "-oooxxx"),
    ("configure-rate-limits", "-oxxxxx"),
    ("confirm-second-factor", "-ooooxx"),
    ("create-api-key", "-ooooxx"),
    // The bootstrap secret opens it, and no key.
    ("create-platform-key", "-------"),
    ("create-tenant", "-xxxxxo"),
    ("delete-tenant", "-oxxxxo"),
    ("end-all-sessions", "-ooooxx"),
    ("end-session", "-ooooox"),
    ("enrol-second-factor", "-ooooxx"),
    ("export-rate-limits", "-oxxxxx"),
    ("forget-webhook-source", "-oxxxxx"),
    ("get-agent-configuration", "-oooxxx"),
    ("get-agent-execution", "-oooxxx"),
    ("get-agent-performance", "-oooxxx"),
    ("get-artifact", "-oooxxx"),
    ("get-breaker-health", "-oxxxxo"),
    ("get-breaker-metrics", "-oxxxxo"),
    ("get-client-status", "-oxxxxx"),
    ("get-content-policy", "-oxxxxx"),
    ("get-current-tenant", "-ooooox"),
    ("get-liveness", "ooooooo"),
    ("get-metrics", "ooooooo"),
    ("get-quotas", "-oooooo"),
    ("get-rate-limits", "-oxxxxx"),
    ("get-readiness", "ooooooo"),
    ("get-router-efficiency", "-oooxxx"),
    ("get-run-statistics", "-oooxxx"),
    ("get-run-status", "-oooxxx"),
    ("get-second-factor", "-ooooox"),
    ("get-stability-metrics", "-oooxxx"),
    ("get-tenant", "-oooooo"),
    ("get-tenant-analytics", "-oooooo"),
    ("get-webhook-event", "-oxxxxx"),
    ("ingest-documents", "-oooxxx"),
    ("limit-tenant", "-xxxxxo"),
    ("list-agent-capabilities", "-oooxxx"),
    ("list-agent-work", "-oooxxx"),
    ("list-api-keys", "-ooooox"),
    ("list-artifacts", "-oooxxx"),
    ("list-runs", "-oooxxx"),
    ("list-security-events", "-oxxxxx"),
    ("list-sessions", "-ooooox"),
    ("list-tenants", "-xxxxxo"),
    ("list-users", "-oooooo"),
    ("list-webhook-events", "-oxxxxx"),
    ("list-webhook-sources", "-oxxxxx"),
    ("manage-client", "-oxxxxx"),
    ("open-breaker", "-xxxxxo"),
    ("open-session", "-ooooox"),
    ("reactivate-tenant", "-oxxxxo"),
    // A signature opens it, and no key; what names no source is not there.
    ("receive-webhook", "ooooooo"),
    ("record-audit-event", "-ooooox"),
    ("record-router-metrics", "-oooxxx"),
    ("register-webhook-source", "-oxxxxx"),
    ("remove-second-factor", "-ooooxx"),
    // Of whom, `managing` says.
    ("remove-user", "-oooooo"),
    ("renew-agent-claim", "-oooxxx"),
    ("renew-invitation", "-ooxxxo"),
    ("renew-recovery-codes", "-ooooxx"),
    ("reset-breaker", "-xxxxxo"),
    ("retrieve-memory", "-oooxxx"),
    ("revoke-api-key", "-ooooox"),
    ("revoke-platform-key", "-xxxxxo"),
    ("rotate-api-key", "-ooooox"),
    ("scan-content", "-oxxxxx"),
    ("search-memory", "-oooxxx"),
    ("set-content-policy", "-oxxxxx"),
    ("start-agent-execution", "-oooxxx"),
    ("start-run", "-oooxxx"),
    ("store-memory", "-oooxxx"),
    ("suspend-tenant", "-oxxxxo"),
    ("track-stability", "-oooxxx"),
    ("update-tenant", "-ooxxxo"),
    ("update-user", "-oooooo"),
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
        let narrow = town.tenant.key_for(town.house.operator(), &[Scope::ViewAnalytics]).await.unwrap();
        for key in keys.into_iter().chain([narrow.as_str(), town.tenant.key.as_str(), town.administrator.as_str()]) {
            marks.push(town.mark(&route, Some(key)).await);
        }
        let [stranger, viewer, member, admin, narrow, owner, administrator] = marks[..] else { panic!("seven callers") };
        let found = String::from_iter([stranger, owner, admin, member, viewer, narrow, administrator]);
        assert_eq!(Some(&(name, found.as_str())), MATRIX.iter().find(|(row, _)| *row == name));
    }
}
