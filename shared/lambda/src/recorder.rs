use std::{collections::BTreeMap, net::IpAddr};

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use genesis_audit::{EventType, Record, Severity, Subject};
use genesis_aws::{AUTH_FAILURES, Audience, Cloud, Ledger, Mark, Outcome};
use genesis_core::{Access, Declaration, Fault, Method, RecordId, Resource, Route, TenantId};
use genesis_http::{ClientAddress, Identity, ProblemCode, Refusal, RequestId};
use genesis_threats::network;
use lambda_http::RequestExt;
use serde_json::json;

use crate::{
    edge::proves,
    idempotency::REPLAYED,
    news::News,
    told::{program, resource},
};

/// Callers of whom an instance tells in a minute that they are over a limit, or show codes that nobody looks at.
const CALLERS_A_MINUTE: usize = 1_000;
/// And strangers who fail to prove who they are. All of them count in the metric `auth_failures`.
const STRANGERS_A_MINUTE: usize = 10;

/// Tells the audit of each request that would change something, and of each that was refused for who it is of: a known caller's in the audit of
/// their tenant, an administrator's in the platform's own and in that of the tenant it is about, a stranger's in the platform's own.
pub(crate) struct Recorder {
    function: &'static str,
    route: Route,
    /// Whether strangers' changes are told of.
    is_open: bool,
    callers: News,
    strangers: News,
}

/// A request of which is to be told when it is answered.
pub(crate) struct Entry {
    pub ledger: Ledger,
    teller: Teller,
}

enum Teller {
    Known,
    /// Whose request was refused before anybody looked at what they showed.
    Unheard,
    Stranger {
        address: Option<IpAddr>,
        /// Whether they show something that would prove who they are.
        proves: bool,
    },
}

impl Recorder {
    pub fn new(declaration: &'static Declaration, route: Route) -> Self {
        let appends = |grant: &genesis_core::Grant| grant.resource == Resource::Table("security") && grant.access.contains(&Access::Append);
        Self {
            function: declaration.name,
            route,
            is_open: route.guard.is_public() && declaration.grants.iter().any(appends),
            callers: News::of_at_most(CALLERS_A_MINUTE),
            strangers: News::of_at_most(STRANGERS_A_MINUTE),
        }
    }

    /// The ledger of a request, in which it stands as if it had succeeded. None where nothing is ever told of.
    pub fn open(&self, cloud: &Cloud, request: &lambda_http::Request) -> Option<Entry> {
        if self.route.guard.is_public() && !self.is_open {
            return None;
        }
        let identity = request.extensions().get::<Identity>().unwrap_or(&Identity::Unknown);
        let (tenant, user_id, credential) = match identity {
            Identity::Known { tenant, user, credential, .. } | Identity::Refused { tenant, user, credential, .. } => {
                (*tenant, Some(user.to_string()), Some(credential.to_string()))
            }
            Identity::Administrator { credential } => (self.concerned(request), None, Some(credential.to_string())),
            Identity::Unproven | Identity::Unknown => (TenantId::NOBODY, None, None),
        };
        let audience = match identity {
            Identity::Administrator { .. } => Audience::TenantAndPlatform,
            Identity::Known { .. } | Identity::Refused { .. } | Identity::Unproven | Identity::Unknown => Audience::Tenant,
        };
        let record = self.record(cloud, request, tenant, (user_id, credential));
        let ledger = Ledger::new(record, RecordId::new(cloud.ids().next()), self.changes(), audience);
        if let Identity::Refused { refusal: Refusal::LockedOut, .. } = identity {
            ledger.mark(locked_out());
        }
        Some(Entry { ledger, teller: teller(identity, request) })
    }

    /// The tenant that an administrator changes something of, where the path says which.
    fn concerned(&self, request: &lambda_http::Request) -> TenantId {
        let named = request.path_parameters_ref().and_then(|parameters| parameters.first("tenantId")?.parse().ok());
        named.filter(|_| self.changes()).unwrap_or(TenantId::NOBODY)
    }

    fn record(
        &self,
        cloud: &Cloud,
        request: &lambda_http::Request,
        tenant: TenantId,
        (user_id, credential): (Option<String>, Option<String>),
    ) -> Record {
        let subject = Subject {
            user_id,
            credential,
            ip_address: address(request).map(|address| address.to_string()),
            user_agent: request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).map(program),
        };
        Record {
            id: RecordId::new(cloud.ids().next()),
            tenant,
            timestamp: cloud.clock().now(),
            event_type: if self.changes() { EventType::DataModification } else { EventType::DataAccess },
            severity: Severity::Info,
            subject,
            action: self.function.to_owned(),
            resource: resource(&self.route, &request.path_parameters()),
            status: self.route.success,
            result: "done".to_owned(),
            request_id: request_id(request),
            message: None,
            metadata: BTreeMap::new(),
        }
    }

    /// Sees to it that what the answer tells of is in the audit. What cannot be written there is in the log, and the answer stands: what
    /// was done is done.
    pub async fn close(&self, cloud: &Cloud, entry: &Entry, told: Told) {
        let (ledger, Told { outcome, is_repeated }) = (&entry.ledger, told);
        if entry.proves() && outcome.as_ref().is_some_and(|outcome| outcome.status == 401) {
            cloud.tell(cloud.clock().now(), &[(AUTH_FAILURES, 1.0)]);
        }
        if !self.is_told(cloud, entry, outcome.as_ref()) && !ledger.is_marked() {
            return;
        }
        if is_repeated {
            ledger.note("duplicate_request", true.into());
        }
        if let Err(error) = cloud.settle(ledger, outcome.as_ref()).await {
            let record = ledger.record(outcome.as_ref()).text();
            tracing::error!(function = self.function, code = error.code(), %error, record, "an audit record was not kept");
        }
    }

    fn is_told(&self, cloud: &Cloud, entry: &Entry, outcome: Option<&Outcome>) -> bool {
        let now = cloud.clock().now();
        let is_news = || {
            let caller = entry.ledger.record(None).subject.credential.unwrap_or_default();
            self.callers.is_new(format!("{caller} {}", outcome.map_or(0, |outcome| outcome.status)), now)
        };
        match (&entry.teller, outcome) {
            (Teller::Stranger { address, proves }, Some(outcome)) => {
                let whose = || address.map(|address| network(address).to_string()).unwrap_or_default();
                outcome.status == 401 && *proves && self.strangers.is_new(whose(), now)
            }
            (_, None) => self.changes(),
            (Teller::Unheard, Some(_)) => is_news(),
            (Teller::Known, Some(outcome)) if outcome.status == 429 => is_news(),
            (Teller::Known, Some(outcome)) => self.changes() || matches!(outcome.status, 401 | 403),
        }
    }

    fn changes(&self) -> bool {
        self.route.method != Method::Get
    }
}

impl Entry {
    fn proves(&self) -> bool {
        match self.teller {
            Teller::Known | Teller::Unheard => true,
            Teller::Stranger { proves, .. } => proves,
        }
    }
}

fn teller(identity: &Identity, request: &lambda_http::Request) -> Teller {
    match identity {
        Identity::Refused { refusal: Refusal::NotTaken, .. } => Teller::Unheard,
        Identity::Known { .. } | Identity::Administrator { .. } | Identity::Refused { .. } => Teller::Known,
        Identity::Unproven | Identity::Unknown => Teller::Stranger { address: address(request), proves: proves(request.headers()) },
    }
}

fn locked_out() -> Mark {
    let metadata = BTreeMap::from([("locked_out".to_owned(), json!(true))]);
    Mark { event_type: EventType::SecurityViolation, severity: Severity::Error, message: None, metadata }
}

fn address(request: &lambda_http::Request) -> Option<IpAddr> {
    request.extensions().get::<ClientAddress>().map(|address| address.0)
}

/// What an answer says of its request.
pub(crate) struct Told {
    /// None of success.
    outcome: Option<Outcome>,
    /// Whether another request was answered so before.
    is_repeated: bool,
}

impl Told {
    pub fn of(response: &Response) -> Self {
        Self { outcome: outcome_of(response), is_repeated: response.headers().contains_key(REPLAYED) }
    }
}

fn outcome_of(response: &Response) -> Option<Outcome> {
    let status = response.status();
    if status.is_success() || status.is_redirection() {
        return None;
    }
    let (event_type, severity) = match status {
        StatusCode::UNAUTHORIZED => (EventType::AuthFailure, Severity::Warning),
        StatusCode::FORBIDDEN => (EventType::AccessDenied, Severity::Warning),
        StatusCode::TOO_MANY_REQUESTS => (EventType::RateLimitExceeded, Severity::Warning),
        status if status.is_server_error() => (EventType::DataModification, Severity::Error),
        _ => (EventType::DataModification, Severity::Info),
    };
    let code = response.extensions().get::<ProblemCode>().map_or("refused", |code| code.0);
    Some(Outcome { status: status.as_u16(), code: code.to_owned(), event_type, severity })
}

fn request_id(request: &lambda_http::Request) -> String {
    request.extensions().get::<RequestId>().map(RequestId::to_string).unwrap_or_default()
}
