use genesis_core::{Fault, Kind};
use genesis_tenancy::{LastOwner, QuotaExceeded};

use crate::{NotGranted, StoreError};

/// Why somebody does not get what they ask for: somebody else has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Taken {
    #[error("another tenant has this slug")]
    Slug,
    #[error("another tenant has this domain")]
    Domain,
    #[error("another user of the tenant has this address")]
    Email,
}

/// Why a tenant or a user was not created or changed.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error(transparent)]
    Taken(#[from] Taken),
    #[error(transparent)]
    LastOwner(#[from] LastOwner),
    #[error(transparent)]
    Exceeded(#[from] QuotaExceeded),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotGranted> for NotKept {
    fn from(refused: NotGranted) -> Self {
        match refused {
            NotGranted::Exceeded(exceeded) => NotKept::Exceeded(exceeded),
            NotGranted::Store(error) => NotKept::Store(error),
        }
    }
}

impl Fault for Taken {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Taken::Slug => "slug_taken",
            Taken::Domain => "domain_taken",
            Taken::Email => "email_taken",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            Taken::Slug => "slug",
            Taken::Domain => "domain",
            Taken::Email => "email",
        })
    }
}

impl NotKept {
    fn fault(&self) -> &dyn Fault {
        match self {
            NotKept::Taken(taken) => taken,
            NotKept::LastOwner(last) => last,
            NotKept::Exceeded(exceeded) => exceeded,
            NotKept::Store(error) => error,
        }
    }
}

impl Fault for NotKept {
    fn kind(&self) -> Kind {
        self.fault().kind()
    }

    fn code(&self) -> &'static str {
        self.fault().code()
    }

    fn field(&self) -> Option<&str> {
        self.fault().field()
    }
}
