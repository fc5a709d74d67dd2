use std::error::Error;

/// What went wrong in the one sense a caller can act on. Problem documents and state-machine error names derive from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be read at all.
    Malformed,
    /// The request was read, and a value in it is not allowed.
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    /// The request, or something it carries, is larger than the endpoint takes.
    TooLarge,
    /// The body has a form that is not read: another media type, or compressed.
    UnsupportedMedia,
    Limited,
    /// A dependency did not answer; the same call may succeed later.
    Unavailable,
    Internal,
}

impl Kind {
    /// The error name a state machine's `Retry` and `Catch` match on.
    pub fn error_name(self) -> &'static str {
        match self {
            Kind::Malformed => "Malformed",
            Kind::Invalid => "Invalid",
            Kind::Unauthenticated => "Unauthenticated",
            Kind::Forbidden => "Forbidden",
            Kind::NotFound => "NotFound",
            Kind::Conflict => "Conflict",
            Kind::TooLarge => "TooLarge",
            Kind::UnsupportedMedia => "UnsupportedMedia",
            Kind::Limited => "Limited",
            Kind::Unavailable => "Unavailable",
            Kind::Internal => "Internal",
        }
    }
}

/// An error of ours: a kind, and a stable code that clients may match on.
pub trait Fault: Error + Send + Sync + 'static {
    fn kind(&self) -> Kind;

    /// Stable and lower-case with underscores, like `query_too_long`.
    fn code(&self) -> &'static str;

    /// The request's field that must change, in dotted form, where there is one.
    fn field(&self) -> Option<&str> {
        None
    }
}
