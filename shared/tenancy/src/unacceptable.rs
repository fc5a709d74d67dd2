use genesis_core::{Fault, Kind};

/// What no tenant and no user can be given, by the request's field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    #[error("not 1 to 255 characters on one line")]
    Name(&'static str),
    #[error("not an address that mail could go to")]
    Email(&'static str),
}

impl Fault for Unacceptable {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_field"
    }

    fn field(&self) -> Option<&str> {
        match self {
            Unacceptable::Name(field) | Unacceptable::Email(field) => Some(field),
        }
    }
}
