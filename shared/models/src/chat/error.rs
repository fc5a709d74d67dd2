use std::time::Duration;

use genesis_core::{Fault, Kind};

use super::Scarce;

/// Why a model gave no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    #[error("the model's provider asks to be spared")]
    Throttled { retry_after: Option<Duration> },
    #[error("the model's provider cannot be reached")]
    Unreachable,
    #[error("there is no secure connection to the model's provider: its certificate or its TLS is not accepted")]
    Insecure,
    #[error("the model's reply broke off on its way")]
    BrokenOff,
    #[error("the model did not reply in time")]
    TimedOut,
    #[error("nobody waited for the model's reply any longer")]
    Abandoned,
    #[error("the model's provider is out of order")]
    OutOfOrder,
    #[error("the model's provider is left alone for a while, because it kept failing")]
    LeftAlone,
    #[error("the model's provider does not accept the credentials")]
    Unauthorized,
    #[error("the model's provider has no such model")]
    NoSuchModel,
    #[error("the model's provider refuses the request")]
    Refused,
    #[error("the provider's safety rules stopped the reply")]
    Guarded,
    #[error("the request is longer than the model can read")]
    TooLong,
    #[error("the provider's reply does not follow its protocol")]
    Unreadable,
    #[error("the record holds no reply to request {request}")]
    NotRecorded { request: String },
    #[error("the call could take more {0} than the run has left")]
    OverBudget(Scarce),
    /// Of the platform's own store, whoever the model is.
    #[error("what the run has spent cannot be looked up")]
    AccountUnreachable,
    #[error("the model is not configured")]
    NotConfigured,
}

impl ChatError {
    /// The errors of a provider that the same request meets again whenever it is sent.
    pub const LASTING: [ChatError; 7] = [
        ChatError::Insecure,
        ChatError::Unauthorized,
        ChatError::NoSuchModel,
        ChatError::Refused,
        ChatError::Guarded,
        ChatError::TooLong,
        ChatError::Unreadable,
    ];

    /// Whether the same request may well be answered a little later.
    pub fn may_pass(&self) -> bool {
        self.kind() == Kind::Unavailable
    }

    /// Whether the provider may have done the work, and charge for it.
    pub fn may_have_cost(&self) -> bool {
        matches!(self, ChatError::BrokenOff | ChatError::TimedOut | ChatError::Abandoned | ChatError::Guarded | ChatError::Unreadable)
    }
}

impl Fault for ChatError {
    fn kind(&self) -> Kind {
        match self {
            ChatError::Throttled { .. }
            | ChatError::Unreachable
            | ChatError::BrokenOff
            | ChatError::TimedOut
            | ChatError::Abandoned
            | ChatError::OutOfOrder
            | ChatError::LeftAlone
            | ChatError::AccountUnreachable => Kind::Unavailable,
            ChatError::OverBudget(_) => Kind::Limited,
            ChatError::Insecure
            | ChatError::Unauthorized
            | ChatError::NoSuchModel
            | ChatError::Refused
            | ChatError::Guarded
            | ChatError::TooLong
            | ChatError::Unreadable
            | ChatError::NotRecorded { .. }
            | ChatError::NotConfigured => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ChatError::Throttled { .. } => "model_throttled",
            ChatError::Unreachable => "model_unreachable",
            ChatError::Insecure => "model_connection_insecure",
            ChatError::BrokenOff => "model_reply_broken_off",
            ChatError::TimedOut => "model_timed_out",
            ChatError::Abandoned => "model_call_abandoned",
            ChatError::OutOfOrder => "model_out_of_order",
            ChatError::LeftAlone => "model_left_alone",
            ChatError::Unauthorized => "model_unauthorized",
            ChatError::NoSuchModel => "no_such_model",
            ChatError::Refused => "model_refused",
            ChatError::Guarded => "model_guarded",
            ChatError::TooLong => "model_context_exceeded",
            ChatError::Unreadable => "model_reply_unreadable",
            ChatError::NotRecorded { .. } => "model_reply_not_recorded",
            ChatError::OverBudget(_) => "model_over_budget",
            ChatError::AccountUnreachable => "run_account_unreachable",
            ChatError::NotConfigured => "model_not_configured",
        }
    }
}
