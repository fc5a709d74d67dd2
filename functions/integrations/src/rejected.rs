use genesis_core::{Fault, Kind};
use genesis_signatures::Refused;

/// Why an event of a source that there is is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rejected {
    /// It is not its source's, or was before.
    #[error(transparent)]
    Unproven(#[from] Refused),
    /// Suspended, or past its trial or its subscription: which of them is none of the sender's business.
    #[error("the tenant takes no events at the time")]
    Unusable,
    #[error("requests from this address are not allowed")]
    Address,
}

impl Fault for Rejected {
    fn kind(&self) -> Kind {
        match self {
            Rejected::Unproven(refused) => refused.kind(),
            Rejected::Unusable | Rejected::Address => Kind::Forbidden,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Rejected::Unproven(refused) => refused.code(),
            Rejected::Unusable => "tenant_not_usable",
            Rejected::Address => "address_not_allowed",
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Rejected::Unproven(refused) => refused.field(),
            Rejected::Unusable | Rejected::Address => None,
        }
    }
}
