//! The limits that a request is under of which is known whose it is.

use std::collections::BTreeMap;

use genesis_core::{CredentialId, Role, UserId};
use genesis_tenancy::Tier;

use crate::{Algorithm, Client, ClientName, Cost, Limit, Load, Meter, Priority, Rate, RouteClass};

/// Who asks, and for what.
#[derive(Debug, Clone, Copy)]
pub enum Asking<'a> {
    Caller(Calling<'a>),
    /// The tenant's source of this name has signed an event.
    Source(&'a str),
}

/// Who calls with a credential, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Calling<'a> {
    /// None for whoever runs the platform, who is of no tenant.
    pub user: Option<(UserId, Role)>,
    pub credential: &'a CredentialId,
    pub function: &'static str,
    pub class: RouteClass,
}

/// What holds for a tenant at the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub tier: Tier,
    /// What the tenant itself set for endpoints, by class.
    pub own: BTreeMap<String, Rate>,
    pub load: Load,
    /// How many times what tiers and presets name.
    pub factor: u32,
}

impl Asking<'_> {
    /// Who is blocked for going on after a refusal: the client. A source is not: what sends events seldom asks when to come again, and
    /// nobody of the tenant would know what a block has lost.
    pub fn client(&self) -> Option<ClientName> {
        match self {
            Asking::Caller(caller) => Some(caller.client()),
            Asking::Source(_) => None,
        }
    }

    /// Whose blocks keep the request out: the client's, and those of the user it belongs to.
    pub fn clients(&self) -> impl Iterator<Item = ClientName> + use<> {
        let user = match self {
            Asking::Caller(Calling { user, .. }) => user.map(|(user, _)| ClientName::User(user)),
            Asking::Source(_) => None,
        };
        let client = self.client();
        let user = user.filter(|user| Some(user) != client.as_ref());
        client.into_iter().chain(user)
    }

    /// The meters that the request has to pass.
    pub fn meters(&self, terms: &Terms) -> Vec<Meter> {
        match self {
            Asking::Caller(caller) => caller.meters(terms),
            Asking::Source(source) => {
                let limit = terms.endpoint(RouteClass::Webhooks);
                vec![Meter { policy: "source", name: format!("w#{source}"), limit, cost: Cost::WHOLE }]
            }
        }
    }
}

impl Calling<'_> {
    /// Under which a client is counted: its key, or the user who signed in.
    fn client(&self) -> ClientName {
        ClientName::of(self.credential, self.user.map(|(user, _)| user))
    }

    fn kind(&self) -> Client {
        match (self.credential, self.user) {
            (_, None) => Client::Admin,
            (CredentialId::Key(_), Some(_)) => Client::Service,
            (CredentialId::Session(_), Some((_, role))) => Client::with_role(role),
        }
    }

    /// Its tenant's for the minute, the hour and the day, its user's, its key's and its endpoint's.
    fn meters(&self, terms: &Terms) -> Vec<Meter> {
        let client = terms.client(self.kind());
        let cost = Cost::of(Priority::of(self.function), terms.tier.rates().priority_boost);
        let mut meters = Vec::with_capacity(6);
        if let Some((user, _)) = self.user {
            meters.extend(terms.of_all_callers());
            meters.push(Meter { policy: "user", name: ClientName::User(user).to_string(), limit: client, cost });
        }
        if let CredentialId::Key(key) = self.credential {
            meters.push(Meter { policy: "key", name: ClientName::Key(key.clone()).to_string(), limit: client, cost });
        }
        let limit = terms.endpoint(self.class);
        meters.push(Meter { policy: "endpoint", name: format!("e#{}", self.function), limit, cost: Cost::WHOLE });
        meters
    }
}

impl Terms {
    /// What all callers of the tenant have together. Load does not move it.
    pub fn tenant(&self) -> Rate {
        let rates = self.tier.rates();
        self.times(Rate::new(rates.calls_per_minute, rates.burst))
    }

    /// What counts them: for the minute, the hour and the day.
    pub fn of_all_callers(&self) -> [Meter; 3] {
        let rates = self.tier.rates();
        let cap = |algorithm, most| Limit::new(algorithm, self.times(Rate::new(most, most)));
        [
            ("tenant", "t", Limit::new(Algorithm::TokenBucket, self.tenant())),
            ("hour", "th", cap(Algorithm::HourWindow, rates.calls_per_hour)),
            ("day", "td", cap(Algorithm::DayWindow, rates.calls_per_day)),
        ]
        .map(|(policy, name, limit)| Meter { policy, name: name.to_owned(), limit, cost: Cost::WHOLE })
    }

    /// What one client has.
    pub fn client(&self, kind: Client) -> Limit {
        Limit::new(Algorithm::TokenBucket, self.load.adapt(self.times(kind.rate())))
    }

    /// What they have of one endpoint: what the tenant set itself, though no more than its tier gives.
    pub fn endpoint(&self, class: RouteClass) -> Limit {
        let given = class.limit(self.tenant(), self.factor);
        let rate = self.load.adapt(given.rate);
        let rate = self.own.get(class.as_str()).map_or(rate, |own| own.at_most(rate));
        Limit { rate, ..given }
    }

    fn times(&self, rate: Rate) -> Rate {
        rate.times(self.factor.saturating_mul(1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "5d3f9c1a-7b2e-4e6d-8a90-1c2b3d4e5f60";

    fn terms(tier: Tier) -> Terms {
        Terms { tier, own: BTreeMap::new(), load: Load::of(300, 1_000), factor: 1 }
    }

    fn metered(credential: &str, user: Option<Role>, terms: &Terms) -> Vec<(&'static str, Rate, u32)> {
        let (credential, user) = (credential.parse().unwrap(), user.map(|role| (USER.parse().unwrap(), role)));
        let asking = Asking::Caller(Calling { user, credential: &credential, function: "search-memory", class: RouteClass::Api });
        let meters = asking.meters(terms);
        meters.into_iter().map(|meter| (meter.policy, meter.limit.rate, meter.cost.thousandths())).collect()
    }

    #[test]
    fn a_request_is_under_the_limits_of_its_tenant_its_user_its_key_and_its_endpoint() {
        let key = metered("key:0123456789abcdef", Some(Role::Member), &terms(Tier::Professional));
        let expected = [
            ("tenant", Rate::new(2_000, 100), 1_000),
            ("hour", Rate::new(20_000, 20_000), 1_000),
            ("day", Rate::new(200_000, 200_000), 1_000),
            ("user", Rate::new(500, 100), 800),
            ("key", Rate::new(500, 100), 800),
            ("endpoint", Rate::new(3_000, 150), 1_000),
        ];
        assert_eq!(key, expected);
        let session = format!("session:{USER}");
        let of = |role| metered(&session, Some(role), &terms(Tier::Free));
        assert_eq!(of(Role::Viewer)[3], ("user", Rate::new(100, 25), 1_000));
        assert_eq!(of(Role::Admin)[3], ("user", Rate::new(1_000, 200), 1_000));
        assert_eq!(of(Role::Admin).iter().map(|(policy, ..)| *policy).collect::<Vec<_>>(), ["tenant", "hour", "day", "user", "endpoint"]);
    }

    #[test]
    fn whoever_runs_the_platform_is_under_no_tenants_limit() {
        let metered = metered("key:0123456789abcdef", None, &terms(Tier::Free));
        assert_eq!(metered[0], ("key", Rate::new(1_000, 200), 1_000));
        assert_eq!(metered.len(), 2);
    }

    #[test]
    fn an_event_is_under_the_limit_of_its_source_alone() {
        let own = BTreeMap::from([("webhooks".to_owned(), Rate::new(600, 4))]);
        for (terms, rate) in [
            (terms(Tier::Free), Rate::new(50, 10)),
            (terms(Tier::Professional), Rate::new(1_000, 50)),
            (Terms { own, ..terms(Tier::Free) }, Rate::new(50, 4)),
        ] {
            let limit = Limit::new(Algorithm::LeakyBucket, rate);
            let meter = Meter { policy: "source", name: "w#github".to_owned(), limit, cost: Cost::WHOLE };
            assert_eq!(Asking::Source("github").meters(&terms), [meter]);
        }
        assert_eq!(Asking::Source("github").clients().count(), 0);
    }

    #[test]
    fn a_tenant_may_take_from_an_endpoint_and_not_add_to_it() {
        let own = BTreeMap::from([("api".to_owned(), Rate::new(10, 9_999))]);
        let metered = metered("key:0123456789abcdef", Some(Role::Member), &Terms { own, ..terms(Tier::Free) });
        assert_eq!(metered[5], ("endpoint", Rate::new(10, 30), 1_000));
    }

    #[test]
    fn load_moves_what_clients_and_endpoints_have_and_not_what_the_tier_gives() {
        let rates = |load, factor| {
            let metered =
                metered("key:0123456789abcdef", Some(Role::Member), &Terms { load: Load::of(load, 1_000), factor, ..terms(Tier::Free) });
            metered
                .into_iter()
                .filter(|(policy, ..)| !["hour", "day"].contains(policy))
                .map(|(_, rate, _)| rate.per_minute)
                .collect::<Vec<_>>()
        };
        assert_eq!(rates(0, 1), [100, 750, 750, 225]);
        assert_eq!(rates(900, 1), [100, 250, 250, 75]);
        assert_eq!(rates(300, 100), [10_000, 50_000, 50_000, 15_000]);
    }
}
