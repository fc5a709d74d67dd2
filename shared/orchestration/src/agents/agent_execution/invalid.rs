use genesis_core::{Fault, Kind};

use crate::{AgentId, InvalidRun, OwnAgent};

/// Why an agent may not be asked, or what it did not be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExecution {
    #[error("1 to {} characters, without control characters", AgentId::MAX_CHARACTERS)]
    AgentId,
    #[error("1 to 255 characters, without control characters")]
    Capability,
    #[error("at least 1")]
    SequenceNumber,
    #[error("the name of a built-in role, which takes its turns itself")]
    BuiltIn,
    #[error("between 1 and {}", OwnAgent::LONGEST_WAIT_SECONDS)]
    WaitSeconds,
    #[error("between 1 and 3,600")]
    LeaseSeconds,
    #[error("at most 64 KiB of JSON")]
    InputContext,
    #[error("at most 16 KiB of JSON")]
    Metadata,
    #[error(transparent)]
    Query(InvalidRun),
    #[error("a text")]
    QueryNotText,
    #[error("the answer to check: a text with something to read in it")]
    Answer,
    #[error("at most 64 KiB of JSON")]
    OutputContext,
    #[error("at most {left}, which is what its run may still use")]
    TokensUsed { left: u64 },
    #[error("at most 2,000 characters, without control characters but line breaks and tabs")]
    ErrorMessage,
}

impl Fault for InvalidExecution {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidExecution::Query(invalid) => invalid.code(),
            _ => "invalid_execution",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidExecution::AgentId | InvalidExecution::BuiltIn => "agent_id",
            InvalidExecution::Capability => "capability",
            InvalidExecution::SequenceNumber => "sequence_number",
            InvalidExecution::WaitSeconds => "wait_seconds",
            InvalidExecution::LeaseSeconds => "lease_seconds",
            InvalidExecution::InputContext => "input_context",
            InvalidExecution::Metadata => "metadata",
            InvalidExecution::Query(_) | InvalidExecution::QueryNotText => "input_context.query",
            InvalidExecution::Answer => "input_context.answer",
            InvalidExecution::OutputContext => "output_context",
            InvalidExecution::TokensUsed { .. } => "tokens_used",
            InvalidExecution::ErrorMessage => "error_message",
        })
    }
}
