use std::fmt;

use futures::future::BoxFuture;
use genesis_core::MicroDollars;

use super::{ChatError, ModelName};

/// What a call costs, or may cost at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Charge {
    pub tokens: u64,
    pub cost: MicroDollars,
}

/// What became of a charge that was to be set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    SetAside,
    /// It is more than is left of this; of tokens, where both are too few.
    Short(Scarce),
}

/// What a run may run out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scarce {
    Tokens,
    Money,
}

impl fmt::Display for Scarce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scarce::Tokens => "tokens",
            Scarce::Money => "money",
        })
    }
}

/// What a run may still spend, whoever works on it: reserved before a call, settled after it, so that it is never overspent.
pub trait Budget: Send + Sync {
    /// Sets aside what a call may cost at most, if there is as much.
    fn reserve(&self, worst: Charge) -> BoxFuture<'_, Result<Reserved, Unreachable>>;

    /// Puts what a call did cost in the place of what was set aside for it. More tokens than that are counted, too: what a provider
    /// counts is known only then.
    fn settle(&self, worst: Charge, actual: Charge) -> BoxFuture<'_, Result<(), Unreachable>>;

    /// The share of the run's money that is spent or set aside, from 0 to 1.
    fn spent_share(&self) -> BoxFuture<'_, Result<f64, Unreachable>>;
}

/// Which models are left alone for a while because they kept failing; shared by all who ask them.
pub trait Breakers: Send + Sync {
    /// Whether a request may be sent.
    fn admits<'a>(&'a self, model: &'a ModelName) -> BoxFuture<'a, Result<bool, Unreachable>>;

    /// What became of a request that was sent.
    fn report<'a>(&'a self, model: &'a ModelName, response: Response) -> BoxFuture<'a, Result<(), Unreachable>>;
}

/// What became of a request, as far as it tells whether its model is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Response {
    Replied,
    /// Who refuses is there; whether the model is, nobody knows.
    Refused,
    /// Nothing came, or nothing of use, and the same may well be answered a little later.
    Failed,
}

impl Response {
    pub fn of<T>(replied: &Result<T, ChatError>) -> Self {
        match replied {
            Ok(_) => Response::Replied,
            Err(error) if error.may_pass() => Response::Failed,
            Err(_) => Response::Refused,
        }
    }
}

/// Where the keys of providers are kept.
pub trait Secrets: Send + Sync {
    /// The secret of this name, if there is one.
    fn secret<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Unreachable>>;
}

/// What stands behind a port does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is shared between instances cannot be reached: {code}")]
pub struct Unreachable {
    /// What went wrong, as a code.
    pub code: &'static str,
}
