use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use genesis_audit::{EventType, Record, Severity, Subject};
use genesis_aws::{Cloud, Ledger, Outcome};
use genesis_core::{Declaration, Fault, Method, RecordId, Route, TenantId, Timestamp};
use genesis_http::{ClientAddress, Identity, ProblemCode, RequestId};
use lambda_http::RequestExt;

use crate::{
    idempotency::REPLAYED,
    told::{program, resource},
};

/// Who is over a limit again and again is recorded so often, by one instance: a refusal costs little, and must not cost a write each time.
const LIMITED_EVERY: Duration = Duration::from_secs(60);
/// Callers over a limit that an instance remembers at once.
const LIMITED_KEPT: usize = 1_000;

/// Tells the audit of each request of a known caller that would change something, and of each that was refused for who it is of.
pub(crate) struct Recorder {
    function: &'static str,
    route: Route,
    limited: Mutex<BTreeMap<String, Timestamp>>,
}

impl Recorder {
    pub fn new(declaration: &'static Declaration, route: Route) -> Self {
        Self { function: declaration.name, route, limited: Mutex::default() }
    }

    /// The ledger of a request, in which it stands as if it had succeeded. None of nobody's.
    pub fn open(&self, cloud: &Cloud, request: &lambda_http::Request) -> Option<Ledger> {
        let (tenant, user_id, credential) = match request.extensions().get::<Identity>()? {
            Identity::Known { tenant, user, credential, .. } => (*tenant, Some(user.to_string()), credential.to_string()),
            Identity::Administrator { credential } => (TenantId::NOBODY, None, credential.to_string()),
            Identity::Refused(_) | Identity::Unknown => return None,
        };
        let subject = Subject {
            user_id,
            credential: Some(credential),
            ip_address: request.extensions().get::<ClientAddress>().map(|address| address.0.to_string()),
            user_agent: request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).map(program),
        };
        let record = Record {
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
        };
        Some(Ledger::new(record, RecordId::new(cloud.ids().next()), self.changes()))
    }

    /// Sees to it that what the answer tells of is in the audit. What cannot be written there is in the log, and the answer stands: what
    /// was done is done.
    pub async fn close(&self, cloud: &Cloud, ledger: &Ledger, told: Told) {
        let Told { outcome, is_repeated } = told;
        let is_told = match &outcome {
            Some(outcome) if outcome.status == 429 => self.is_news(ledger, cloud.clock().now()),
            Some(outcome) => self.changes() || matches!(outcome.status, 401 | 403),
            None => self.changes(),
        };
        if !is_told && !ledger.is_marked() {
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

    fn changes(&self) -> bool {
        self.route.method != Method::Get
    }

    /// Whether a caller over a limit was not told of for a while.
    fn is_news(&self, ledger: &Ledger, now: Timestamp) -> bool {
        let mut limited = self.limited.lock().unwrap_or_else(PoisonError::into_inner);
        let caller = ledger.record(None).subject.credential.unwrap_or_default();
        if limited.get(&caller).is_some_and(|told| told.plus(LIMITED_EVERY) > now) {
            return false;
        }
        if limited.len() >= LIMITED_KEPT {
            limited.clear();
        }
        limited.insert(caller, now);
        true
    }
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
