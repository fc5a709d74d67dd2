//! What goes wrong when the cloud itself invokes a function.

use std::time::Duration;

use futures::FutureExt;
use serde_json::Value;

use super::Faults;
use super::subject::without_tokens;
use crate::functions::{Invocation, InvokeError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvocationFault {
    /// Refused; the function did not run.
    Throttled,
    /// It ran, but its answer was lost.
    AnswerLost,
    /// It ran twice, one after the other.
    Twice,
    /// It ran later.
    Late(Duration),
}

impl Faults {
    /// What goes wrong with this invocation of `function`, if anything.
    pub(crate) fn of_invocation(&self, function: &str, payload: &Value) -> Option<InvocationFault> {
        if !self.are_planned() {
            return None;
        }
        let payload = payload.to_string();
        self.keep_tokens(&payload);
        let draw = self.draw(|| vec!["invocation".into(), function.into(), without_tokens(&payload)])?;
        match draw.of_ten_thousand(0) {
            0..100 => Some(InvocationFault::Throttled),
            100..250 => Some(InvocationFault::AnswerLost),
            250..450 => Some(InvocationFault::Twice),
            450..700 => Some(InvocationFault::Late(draw.millis(5, 5_000))),
            _ => None,
        }
    }
}

/// An invocation under a fault. `invoke` prepares one, which begins when it is awaited.
pub(crate) fn invoked(fault: Option<InvocationFault>, invoke: impl Fn() -> Option<Invocation>) -> Option<Invocation> {
    let invocation = invoke()?;
    let Some(fault) = fault else { return Some(invocation) };
    let another = if fault == InvocationFault::Twice { invoke() } else { None };
    let faulty = async move {
        match fault {
            InvocationFault::Throttled => return Err(error("Lambda.TooManyRequestsException", "Rate Exceeded.")),
            InvocationFault::Late(delay) => tokio::time::sleep(delay).await,
            InvocationFault::AnswerLost | InvocationFault::Twice => {}
        }
        let answer = invocation.await;
        match another {
            Some(another) => another.await,
            None if fault == InvocationFault::AnswerLost => Err(error("Lambda.ServiceException", "The service failed.")),
            None => answer,
        }
    };
    Some(faulty.boxed())
}

fn error(name: &str, cause: &str) -> InvokeError {
    InvokeError { name: name.to_owned(), cause: cause.to_owned() }
}
