use genesis_core::Role;

use crate::{Algorithm, Limit, Rate};

/// As what somebody calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// An owner or administrator, by a session.
    Admin,
    /// A program, by an API key.
    Service,
    /// Any other user, by a session.
    User,
    /// Somebody who is about to prove who they are.
    Anonymous,
}

impl Client {
    /// Who signed in with this role.
    pub const fn with_role(role: Role) -> Self {
        match role {
            Role::Owner | Role::Admin => Client::Admin,
            Role::Member | Role::Viewer => Client::User,
        }
    }

    pub const fn rate(self) -> Rate {
        match self {
            Client::Admin => Rate::new(1_000, 200),
            Client::Service => Rate::new(500, 100),
            Client::User => Rate::new(100, 25),
            Client::Anonymous => Rate::new(20, 5),
        }
    }
}

/// What one address may ask of an endpoint that is open to everybody, within a minute.
pub const OPEN_ENDPOINT: u32 = 100;

/// What an endpoint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteClass {
    Orchestration,
    Agents,
    Webhooks,
    Security,
    /// Makes, changes or ends credentials.
    Credentials,
    Api,
}

/// Paths and those beneath them, the more special first.
const PATHS: [(&str, RouteClass); 14] = [
    ("/api/v1/orchestration", RouteClass::Orchestration),
    ("/api/v1/agents", RouteClass::Agents),
    ("/api/v1/webhooks", RouteClass::Webhooks),
    ("/webhooks", RouteClass::Webhooks),
    ("/api/v1/security/keys", RouteClass::Credentials),
    ("/api/v1/security/sessions", RouteClass::Credentials),
    ("/api/v1/security/mfa", RouteClass::Credentials),
    ("/api/v1/keys", RouteClass::Credentials),
    ("/api/v1/sessions", RouteClass::Credentials),
    ("/api/v1/invitations", RouteClass::Credentials),
    ("/api/v1/platform/keys", RouteClass::Credentials),
    ("/api/v1/security", RouteClass::Security),
    ("/api/v1/rate-limits", RouteClass::Security),
    ("/api/v1/circuit-breaker", RouteClass::Security),
];

impl RouteClass {
    pub fn of_path(path: &str) -> Self {
        let is_beneath = |above: &str| path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        PATHS.into_iter().find(|(above, _)| is_beneath(above)).map_or(RouteClass::Api, |(_, class)| class)
    }

    pub const ALL: [RouteClass; 6] = [
        RouteClass::Orchestration,
        RouteClass::Agents,
        RouteClass::Webhooks,
        RouteClass::Security,
        RouteClass::Credentials,
        RouteClass::Api,
    ];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            RouteClass::Orchestration => "orchestration",
            RouteClass::Agents => "agents",
            RouteClass::Webhooks => "webhooks",
            RouteClass::Security => "security",
            RouteClass::Credentials => "credentials",
            RouteClass::Api => "api",
        }
    }

    /// What an endpoint gives a tenant with 100 calls a minute and 20 at once, and how it counts.
    const fn preset(self) -> Limit {
        match self {
            RouteClass::Orchestration => Limit::new(Algorithm::TokenBucket, Rate::new(200, 50)),
            RouteClass::Agents => Limit::new(Algorithm::SlidingWindow, Rate::new(300, 75)),
            RouteClass::Webhooks => Limit::new(Algorithm::LeakyBucket, Rate::new(50, 10)),
            RouteClass::Security => Limit::new(Algorithm::FixedWindow, Rate::new(100, 20)),
            RouteClass::Credentials => Limit::new(Algorithm::SlidingWindow, Rate::new(50, 10)),
            RouteClass::Api => Limit::new(Algorithm::SlidingWindow, Rate::new(150, 30)),
        }
    }

    /// What a tenant's own limits do not go below: whoever undoes a limit calls these endpoints, and is not to be kept from that by it.
    pub const fn least(self) -> Rate {
        match self {
            RouteClass::Security | RouteClass::Credentials => self.preset().rate,
            RouteClass::Orchestration | RouteClass::Agents | RouteClass::Webhooks | RouteClass::Api => Rate::new(1, 1),
        }
    }

    /// What it gives a tenant with this rate. What is about credentials is protected, and gives a larger tenant no more. `factor` is how many times
    /// what presets name; the tenant's rate has it already.
    pub fn limit(self, tenant: Rate, factor: u32) -> Limit {
        let Limit { algorithm, rate } = self.preset();
        match self {
            RouteClass::Credentials => Limit { algorithm, rate: rate.times(factor.saturating_mul(1_000)) },
            RouteClass::Orchestration | RouteClass::Agents | RouteClass::Webhooks | RouteClass::Security | RouteClass::Api => {
                Limit { algorithm, rate: rate.scaled_to(tenant) }
            }
        }
    }

    /// How many requests one address may make in a minute, where the endpoint is open to everybody.
    pub const fn open_to_an_address(self) -> u32 {
        match self {
            RouteClass::Credentials => Client::Anonymous.rate().per_minute,
            RouteClass::Webhooks => 30,
            RouteClass::Orchestration | RouteClass::Agents | RouteClass::Security | RouteClass::Api => OPEN_ENDPOINT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_of_the_class_that_stands_above_it() {
        for (path, class) in [
            ("/api/v1/orchestration/start", RouteClass::Orchestration),
            ("/api/v1/agents/work/{id}", RouteClass::Agents),
            ("/webhooks/{source}", RouteClass::Webhooks),
            ("/api/v1/security/keys/{id}", RouteClass::Credentials),
            ("/api/v1/security/events", RouteClass::Security),
            ("/api/v1/keysets", RouteClass::Api),
            ("/api/v1/memory/search", RouteClass::Api),
            ("/", RouteClass::Api),
        ] {
            assert_eq!(RouteClass::of_path(path), class, "{path}");
        }
    }

    #[test]
    fn a_larger_tenant_gets_more_of_an_endpoint_but_not_of_one_for_credentials() {
        let (small, large) = (Rate::new(100, 20), Rate::new(2_000, 100));
        assert_eq!(RouteClass::Agents.limit(small, 1).rate, Rate::new(300, 75));
        assert_eq!(RouteClass::Agents.limit(large, 1).rate, Rate::new(6_000, 375));
        assert_eq!(RouteClass::Credentials.limit(large, 1).rate, Rate::new(50, 10));
    }
}
