use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_sdk_dynamodb::types::TransactWriteItem;
use genesis_audit::{EventType, Record, Severity};
use genesis_core::{RecordId, TenantId, UserId};
use serde_json::Value;

use super::kept;
use crate::{Cloud, StoreError};

/// What one request writes into its tenant's audit: a record with its first change in one transaction, or alone when it is answered.
#[derive(Clone)]
pub struct Ledger(Arc<Open>);

struct Open {
    audience: Audience,
    /// Whether what is written is what is told of.
    changes: bool,
    /// The id of a second record, for a request whose change is made and whose answer then tells of a failure.
    second: RecordId,
    account: Mutex<Account>,
}

/// Whose audit tells of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// That of the tenant whose record it is.
    Tenant,
    /// And the platform's own; that alone of what was refused.
    TenantAndPlatform,
}

struct Account {
    record: Record,
    is_marked: bool,
    standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unwritten,
    UnderWay,
    /// Whether the transaction came to pass is not known.
    Unsure,
    Written,
}

impl Ledger {
    /// Of a record that tells of success; `changes` where a transaction is to hold it.
    pub fn new(record: Record, second: RecordId, changes: bool, audience: Audience) -> Self {
        let account = Mutex::new(Account { record, is_marked: false, standing: Standing::Unwritten });
        Self(Arc::new(Open { audience, changes, second, account }))
    }

    pub(crate) fn is_of(&self, tenant: TenantId) -> bool {
        self.lock().record.tenant == tenant
    }

    /// Says whom a request turns out to be about, before it changes anything.
    fn concern(&self, tenant: TenantId, user: Option<UserId>) {
        let mut account = self.lock();
        account.record.tenant = tenant;
        account.record.subject.user_id = user.map(|user| user.to_string()).or(account.record.subject.user_id.take());
    }

    /// Says what a request was besides a change, if that is not written yet.
    pub fn mark(&self, mark: Mark) {
        let mut account = self.lock();
        account.is_marked = true;
        account.record.event_type = mark.event_type;
        account.record.severity = mark.severity;
        account.record.message = mark.message.or(account.record.message.take());
        account.record.metadata.extend(mark.metadata);
    }

    /// One more thing about the request.
    pub fn note(&self, name: &str, value: Value) {
        self.lock().record.metadata.insert(name.to_owned(), value);
    }

    /// The write of the record, for whoever begins a transaction first.
    pub(crate) fn begin(&self, table_name: &str) -> Result<Option<TransactWriteItem>, StoreError> {
        let mut account = self.lock();
        if account.standing != Standing::Unwritten || !self.0.changes {
            return Ok(None);
        }
        let write = kept(table_name, &account.record)?;
        account.standing = Standing::UnderWay;
        Ok(Some(write))
    }

    /// What became of the transaction that was begun: all of it, nothing of it, or nobody knows.
    pub(crate) fn end(&self, is_written: Option<bool>) {
        self.lock().standing = match is_written {
            Some(true) => Standing::Written,
            Some(false) => Standing::Unwritten,
            None => Standing::Unsure,
        };
    }

    /// Whether a handler said more of the request than that it was made.
    pub fn is_marked(&self) -> bool {
        self.lock().is_marked
    }

    /// The record as it is, or of an answer that is no success.
    pub fn record(&self, outcome: Option<&Outcome>) -> Record {
        let account = self.lock();
        let mut record = account.record.clone();
        if let Some(outcome) = outcome {
            (record.status, record.result) = (outcome.status, outcome.code.clone());
            if !account.is_marked {
                (record.event_type, record.severity) = (outcome.event_type, outcome.severity);
            }
        }
        record
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        self.0.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a handler has to say of a request: ids and codes, and no text of a caller that was not masked.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub event_type: EventType,
    pub severity: Severity,
    pub message: Option<String>,
    pub metadata: BTreeMap<String, Value>,
}

/// How a request was answered that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub status: u16,
    /// The problem's.
    pub code: String,
    pub event_type: EventType,
    pub severity: Severity,
}

impl Cloud {
    /// Tells of the request under way in the audit of this tenant, whose user it is of, if it is anybody's. To be said before it changes
    /// anything.
    pub fn concern(&self, tenant: TenantId, user: Option<UserId>) {
        if let Some(ledger) = self.ledger() {
            ledger.concern(tenant, user);
        }
    }

    /// Says one more thing about the request under way: no text of a caller. To be said before it changes anything.
    pub fn note(&self, name: &str, value: Value) {
        if let Some(ledger) = self.ledger() {
            ledger.note(name, value);
        }
    }

    /// Writes the record of the request under way now, as this says what it is.
    pub async fn record(&self, mark: Mark) -> Result<Record, StoreError> {
        let ledger = self.ledger().expect("the door opens a ledger for each known caller");
        ledger.mark(mark);
        let record = ledger.record(None);
        self.audit_records(record.tenant).keep(&record).await?;
        ledger.end(Some(true));
        Ok(record)
    }

    /// Writes what the ledger says, unless a transaction has; of an answer that is no success also where one has.
    pub async fn settle(&self, ledger: &Ledger, outcome: Option<&Outcome>) -> Result<(), StoreError> {
        let standing = ledger.lock().standing;
        let record = ledger.record(outcome);
        if ledger.0.audience == Audience::TenantAndPlatform && record.tenant != TenantId::NOBODY {
            self.audit_records(TenantId::NOBODY).keep(&Record { tenant: TenantId::NOBODY, ..record.clone() }).await?;
            if outcome.is_some() && standing == Standing::Unwritten {
                return Ok(());
            }
        }
        let records = self.audit_records(record.tenant);
        if standing != Standing::Written {
            match records.keep(&record).await {
                // The transaction nobody knew of came to pass.
                Err(StoreError::Conflict) => {}
                kept => return kept,
            }
        }
        match outcome {
            None => Ok(()),
            Some(_) => records.keep(&Record { id: ledger.0.second, ..record }).await,
        }
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ledger({})", self.lock().record.tenant)
    }
}
