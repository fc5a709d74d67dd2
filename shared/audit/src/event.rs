use serde::{Deserialize, Serialize};

macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($variant:ident $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $type {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl $type {
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

named!(
    /// What a record tells of.
    EventType {
        AuthSuccess "auth_success",
        AuthFailure "auth_failure",
        AccessDenied "access_denied",
        DataAccess "data_access",
        DataModification "data_modification",
        SecurityViolation "security_violation",
        RateLimitExceeded "rate_limit_exceeded",
        HmacValidationFailure "hmac_validation_failure",
        PiiDetected "pii_detected",
    }
);

named!(
    /// How much somebody should mind.
    Severity {
        Info "info",
        Warning "warning",
        Error "error",
        Critical "critical",
    }
);
