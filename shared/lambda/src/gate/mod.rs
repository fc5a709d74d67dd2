//! Who may come in, and how often.
//!
//! First of all, nobody comes in from an address that the platform does not take requests from. A list that keeps one out is told to nobody.
//!
//! A caller of a tenant is counted at the tenant's gate, in one conditional write for the tenant, the user, the key and the endpoint; what the
//! write gives back says whether the tenant is open, and to this address. An administrator is counted as a client. Whoever has not proven
//! who they are has a share of what their address may have in a minute, and so has everybody where an endpoint is open to the world; only
//! addresses of this machine have no limit. All together have shares of what the platform takes.
//!
//! Where what counts does not answer, an endpoint that makes credentials or is an administrator's stays shut (503), and any other is open: who
//! calls is proven without it. Whether their tenant is open to them is what the instance saw last; where it saw nothing yet, they are refused (503).
//! Each request that is let in so is an error in the log and counts once in the metric `uncounted_requests`, for which there is an alarm. One that
//! is counted at its gate is not, although the lists of addresses or what all have together could not be read.

mod refused;

use std::net::{IpAddr, Ipv4Addr};

use genesis_aws::{Cloud, Passed, RATE_LIMIT_HITS, StoreError, UNCOUNTED_REQUESTS};
use genesis_core::{CredentialId, Declaration, Fault, Guard, Kind, Role, Route, TenantId, UserId};
use genesis_http::{ClientAddress, Identity, RateLimits};
use genesis_limits::{Asking, Calling, Load, RouteClass};
use genesis_tenancy::{Feature, Standing, Unusable};

pub(crate) use self::refused::Refused;

/// The gate of one function.
pub(crate) struct Turnstile {
    function: &'static str,
    route: Route,
    class: RouteClass,
    /// What of a tier it takes.
    feature: Option<Feature>,
    cloud: Cloud,
}

/// A caller whom credentials have proven.
struct Proven<'a> {
    tenant: TenantId,
    /// None for an administrator.
    user: Option<(UserId, Role)>,
    credential: &'a CredentialId,
}

impl Turnstile {
    pub fn of(declaration: &Declaration, route: Route, cloud: &Cloud) -> Self {
        let (class, feature) = (RouteClass::of_path(route.path), Feature::of_function(declaration.name));
        Self { function: declaration.name, route, class, feature, cloud: cloud.clone() }
    }

    /// Lets a request in, with what its answer says of limits; or says why not.
    pub async fn admit(&self, identity: &Identity, address: Option<ClientAddress>) -> Result<RateLimits, Refused> {
        let address = address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0.to_canonical());
        if self.route.is_unmetered() {
            return Ok(RateLimits::default());
        }
        match self.judge(identity, address).await {
            Err(Refused::Store(error)) if !self.fails_closed() => {
                tracing::error!(function = self.function, code = error.code(), %error, "a request was not counted");
                self.cloud.tell(self.cloud.clock().now(), &[(UNCOUNTED_REQUESTS, 1.0)]);
                Ok(RateLimits::default())
            }
            Err(Refused::Store(error)) => Err(Refused::Shut(error)),
            Err(refused) if refused.kind() == Kind::Limited => {
                tracing::warn!(function = self.function, %refused, "a request was refused");
                self.cloud.tell(self.cloud.clock().now(), &[(RATE_LIMIT_HITS, 1.0)]);
                Err(refused)
            }
            admitted => admitted,
        }
    }

    async fn judge(&self, identity: &Identity, address: IpAddr) -> Result<RateLimits, Refused> {
        // From where the platform takes nothing, nothing is counted either.
        match self.cloud.address_lists().door().await {
            Ok(lists) if !lists.admit(address) => return Err(Refused::Address),
            Ok(_) => {}
            Err(error) if self.fails_closed() => return Err(error.into()),
            Err(error) => self.go_on_without("the lists of addresses", &error),
        }
        match (self.route.guard, proven(identity)) {
            (Guard::Public, _) if self.class == RouteClass::Webhooks => self.load().await.map(|_| RateLimits::default()),
            (Guard::Public, _) => self.admit_address(address, self.class).await,
            (_, Some(proven)) => match self.admit_proven(&proven, identity.lacks_second_factor(self.route.guard), address).await {
                Err(Refused::Gone(_)) => Err(self.gone(address).await),
                admitted => admitted,
            },
            (_, None) => self.admit_address(address, RouteClass::Api).await,
        }
    }

    async fn admit_proven(&self, proven: &Proven<'_>, lacks_factor: bool, address: IpAddr) -> Result<RateLimits, Refused> {
        // The tenant's own limits hold without it.
        let load = match self.load().await {
            Err(Refused::Store(error)) => {
                self.go_on_without("how busy the platform is", &error);
                Load::default()
            }
            load => load?,
        };
        let calling = Calling { user: proven.user, credential: proven.credential, function: self.function, class: self.class };
        let gate = self.cloud.gate(proven.tenant);
        let (standing, limits) = match gate.count(&Asking::Caller(calling), load).await {
            Ok(counted) => {
                let Passed { standing, quotas } = counted.map_err(|stopped| Refused::of(stopped, self.cloud.clock().now()))?;
                (standing, Ok(RateLimits::of(quotas)))
            }
            // What is known without the gate, where that suffices.
            Err(error) => match gate.seen() {
                _ if self.fails_closed() => return Err(Refused::Shut(error)),
                None if proven.user.is_some() => return Err(Refused::Shut(error)),
                seen => (seen.and_then(|seen| seen.standing.clone()), Err(Refused::Store(error))),
            },
        };
        if let Some((_, role)) = proven.user {
            self.check(&standing.ok_or(Unusable::Gone)?, (role, lacks_factor), address)?;
        }
        limits
    }

    /// Nothing tells whose tenant is gone from a stranger.
    async fn gone(&self, address: IpAddr) -> Refused {
        match self.share(address, RouteClass::Api).await {
            Ok(limits) => Refused::Gone(limits),
            // A stranger would be let in, and then refused by the function.
            Err(Refused::Store(error)) if !self.fails_closed() => {
                self.go_on_without("what an address has had", &error);
                Refused::Gone(RateLimits::default())
            }
            Err(refused) => refused,
        }
    }

    /// Whether a tenant is open to a caller from there.
    fn check(&self, standing: &Standing, (role, lacks_factor): (Role, bool), address: IpAddr) -> Result<(), Refused> {
        standing.admits(role, self.route.guard, self.cloud.clock().now())?;
        if !standing.is_open_to(address) {
            return Err(Refused::Address);
        }
        if standing.enforce_mfa && lacks_factor {
            return Err(Refused::SecondFactor);
        }
        Ok(self.feature.map_or(Ok(()), |feature| standing.tier.allow(feature))?)
    }

    async fn admit_address(&self, address: IpAddr, class: RouteClass) -> Result<RateLimits, Refused> {
        self.load().await?;
        self.share(address, class).await
    }

    /// Takes the request out of what its address may have.
    async fn share(&self, address: IpAddr, class: RouteClass) -> Result<RateLimits, Refused> {
        if address.is_loopback() {
            return Ok(RateLimits::default());
        }
        let spent = self.cloud.commons().spend_of_address(address, class).await?;
        spent.map(|spent| RateLimits::of(vec![spent.quota()])).map_err(|exhausted| Refused::exhausted("address", exhausted))
    }

    /// Takes the request out of what all have together.
    async fn load(&self) -> Result<Load, Refused> {
        let spent = self.cloud.commons().spend_of_all().await?;
        spent.map_err(|exhausted| Refused::exhausted("platform", exhausted))
    }

    fn fails_closed(&self) -> bool {
        self.class == RouteClass::Credentials || self.route.guard == Guard::Platform
    }

    fn go_on_without(&self, what: &'static str, error: &StoreError) {
        tracing::error!(function = self.function, code = error.code(), %error, what, "something that limits requests could not be read");
    }
}

fn proven(identity: &Identity) -> Option<Proven<'_>> {
    match identity {
        Identity::Known { tenant, user, role, credential, .. } => Some(Proven { tenant: *tenant, user: Some((*user, *role)), credential }),
        Identity::Administrator { credential } => Some(Proven { tenant: TenantId::NOBODY, user: None, credential }),
        Identity::Refused { .. } | Identity::Unproven | Identity::Unknown => None,
    }
}
