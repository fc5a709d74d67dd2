use genesis_core::{Fault, Kind};

use crate::{Email, Name, Slug, Tenant};

/// What no tenant and no user can be given, by the request's field where there are several for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    #[error("not 1 to {} characters on one line", Name::MOST_CHARACTERS)]
    Name(&'static str),
    #[error("not an address of up to {} characters that mail could go to", Email::MOST_CHARACTERS)]
    Email(&'static str),
    #[error("not {} to {} lower-case letters, digits and single hyphens, a letter first", Slug::FEWEST_CHARACTERS, Slug::MOST_CHARACTERS)]
    Slug,
    #[error("the platform keeps this one for itself")]
    TakenSlug,
    #[error("not the full name of a host")]
    Domain,
    #[error("at most {} ranges", Tenant::MOST_RANGES)]
    IpRanges(&'static str),
    #[error("at most {0} days")]
    TrialDays(u32),
    #[error("not a time like 2027-01-31T00:00:00Z")]
    Time(&'static str),
    #[error("not an object of at most {0} KiB")]
    Object(&'static str, usize),
    #[error("not 1 to 500 characters")]
    Reason,
    #[error("not what users can be allowed")]
    Permission,
    #[error("a second factor is enrolled by its user alone, at /api/v1/security/mfa")]
    SecondFactor,
    #[error("the tier does not have single sign-on")]
    Sso,
}

impl Fault for Unacceptable {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Unacceptable::TakenSlug => "slug_reserved",
            Unacceptable::Sso => "not_in_tier",
            _ => "invalid_field",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            Unacceptable::Name(field)
            | Unacceptable::Email(field)
            | Unacceptable::IpRanges(field)
            | Unacceptable::Time(field)
            | Unacceptable::Object(field, _) => field,
            Unacceptable::Slug | Unacceptable::TakenSlug => "slug",
            Unacceptable::Domain => "domain",
            Unacceptable::TrialDays(_) => "trial_days",
            Unacceptable::Reason => "reason",
            Unacceptable::Permission => "permissions",
            Unacceptable::SecondFactor => "mfa_enabled",
            Unacceptable::Sso => "sso_enabled",
        })
    }
}
