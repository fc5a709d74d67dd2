use std::{collections::BTreeMap, net::IpAddr};

use genesis_audit::{EventType, Record, Severity, Subject};
use genesis_aws::WebhookEvent;
use genesis_core::{Fault, RecordId, Timestamp};
use genesis_signatures::Proof;
use serde_json::{Value, json};

use crate::{rejected::Rejected, source_name::SourceAddress};

/// Something that came in for a source that there is.
pub(crate) struct Arrival<'a> {
    pub at: Timestamp,
    pub from: IpAddr,
    pub address: &'a SourceAddress,
}

const MINUTE: i64 = 60_000;

impl Arrival<'_> {
    /// What the audit is told of an event that was taken in.
    pub fn taken(&self, id: RecordId, event: &WebhookEvent, proof: &Proof) -> Record {
        let metadata =
            [("hmac_valid", json!(true)), ("webhook_event", json!(event.id)), ("timestamp_skew_seconds", json!(proof.skew_seconds))];
        self.record(id, self.at, metadata)
    }

    /// What it is told of one that was not: once in a minute for each reason, so that nobody fills a tenant's audit who has no secret of
    /// the tenant's. The place is the same for all of that minute.
    pub fn rejected(&self, rejected: Rejected) -> Record {
        let minute = Timestamp(self.at.0 - self.at.0.rem_euclid(MINUTE));
        let id = RecordId::of(self.address.tenant, format!("{} {} {}", self.address.name.as_str(), rejected.code(), minute.0));
        let (event_type, status, is_proven) = match rejected {
            Rejected::Unproven(_) => (EventType::HmacValidationFailure, 401, false),
            Rejected::Unusable | Rejected::Address => (EventType::AccessDenied, 403, true),
        };
        let metadata = [("hmac_valid", json!(is_proven)), ("first_at", json!(self.at.to_string()))];
        Record { event_type, severity: Severity::Warning, status, result: rejected.code().to_owned(), ..self.record(id, minute, metadata) }
    }

    /// Of one that was taken in.
    fn record<const N: usize>(&self, id: RecordId, timestamp: Timestamp, metadata: [(&str, Value); N]) -> Record {
        let source = self.address.name.as_str();
        let metadata = metadata.into_iter().chain([("webhook_source", json!(source))]);
        Record {
            id,
            tenant: self.address.tenant,
            timestamp,
            event_type: EventType::DataModification,
            severity: Severity::Info,
            subject: Subject {
                credential: Some(format!("webhook:{source}")),
                ip_address: Some(self.from.to_string()),
                ..Subject::default()
            },
            action: "receive-webhook".to_owned(),
            resource: format!("POST /webhooks/{}", self.address),
            status: 200,
            result: "done".to_owned(),
            request_id: id.to_string(),
            message: None,
            metadata: metadata.map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>(),
        }
    }
}
