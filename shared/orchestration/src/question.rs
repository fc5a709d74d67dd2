use genesis_core::{Fault, Kind};
use genesis_lag::{InvalidLoad, Limits};
use genesis_rcr::Settings;

/// A question that may be asked: 1 to 5,000 characters with something to read in them, and no control characters but
/// line breaks and tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question(String);

impl Question {
    pub const MAX_CHARACTERS: usize = 5_000;

    /// What [`Question::parse`] asks for besides the length, as a regular expression of JSON Schema.
    pub const PATTERN: &str = concat!(
        r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[\p{L}\p{N}]",
        r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    );

    /// The same of what may also be empty, or say nothing.
    pub const READABLE: &str = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$";

    /// Whether a text has no control characters but line breaks and tabs.
    pub fn is_readable(text: &str) -> bool {
        !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    }

    pub fn parse(text: &str) -> Result<Self, InvalidRun> {
        if text.chars().count() > Self::MAX_CHARACTERS {
            return Err(InvalidRun::QueryTooLong);
        }
        if !Self::is_readable(text) {
            return Err(InvalidRun::QueryUnreadable);
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.contains(char::is_alphanumeric) {
            return Err(InvalidRun::QueryEmpty);
        }
        Ok(Self(text))
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// Limits a client asked for; each may only be lower than the ceiling.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewLimits {
    pub max_depth: Option<u32>,
    pub max_steps: Option<u32>,
    pub max_seconds: Option<u32>,
    pub max_tokens: Option<u32>,
    pub max_cost_microdollars: Option<u32>,
    pub max_tool_calls: Option<u32>,
}

impl NewLimits {
    pub fn within_ceiling(self) -> Result<Limits, InvalidRun> {
        let (usual, highest) = (Limits::default(), Limits::HIGHEST);
        let within = |asked: Option<u32>, usual, highest, invalid| match asked.unwrap_or(usual) {
            limit if (1..=highest).contains(&limit) => Ok(limit),
            _ => Err(invalid),
        };
        let cost = self.max_cost_microdollars;
        Ok(Limits {
            max_depth: within(self.max_depth, usual.max_depth, highest.max_depth, InvalidRun::MaxDepth)?,
            max_steps: within(self.max_steps, usual.max_steps, highest.max_steps, InvalidRun::MaxSteps)?,
            max_seconds: within(self.max_seconds, usual.max_seconds, highest.max_seconds, InvalidRun::MaxSeconds)?,
            max_tokens: within(self.max_tokens, usual.max_tokens, highest.max_tokens, InvalidRun::MaxTokens)?,
            max_cost_microdollars: within(cost, usual.max_cost_microdollars, highest.max_cost_microdollars, InvalidRun::MaxCost)?,
            max_tool_calls: within(self.max_tool_calls, usual.max_tool_calls, highest.max_tool_calls, InvalidRun::MaxToolCalls)?,
        })
    }
}

/// Why a run may not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRun {
    #[error("the question is empty")]
    QueryEmpty,
    #[error("the question is longer than {} characters", Question::MAX_CHARACTERS)]
    QueryTooLong,
    #[error("the question contains control characters")]
    QueryUnreadable,
    #[error("at most 100 characters, without control characters")]
    CorrelationId,
    #[error("at most 100 characters, without control characters")]
    WorkflowId,
    #[error("at most 16 KiB of JSON")]
    Metadata,
    #[error("between 0 and 2")]
    Temperature,
    #[error("between 1 and {}", Limits::HIGHEST.max_depth)]
    MaxDepth,
    #[error("between 1 and {}", Limits::HIGHEST.max_steps)]
    MaxSteps,
    #[error("between 1 and {}", Limits::HIGHEST.max_seconds)]
    MaxSeconds,
    #[error("between 1 and {}", Limits::HIGHEST.max_tokens)]
    MaxTokens,
    #[error("between 1 and {}", Limits::HIGHEST.max_cost_microdollars)]
    MaxCost,
    #[error("between 1 and {}", Limits::HIGHEST.max_tool_calls)]
    MaxToolCalls,
    #[error("between 0 and {}", Settings::LONGEST_HALF_LIFE_WAVES)]
    HalfLife,
    #[error(transparent)]
    Load(#[from] InvalidLoad),
}

impl Fault for InvalidRun {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidRun::QueryEmpty => "query_empty",
            InvalidRun::QueryTooLong => "query_too_long",
            InvalidRun::QueryUnreadable => "query_unreadable",
            InvalidRun::CorrelationId => "invalid_correlation_id",
            InvalidRun::WorkflowId => "invalid_workflow_id",
            InvalidRun::Metadata => "metadata_too_large",
            InvalidRun::Temperature => "temperature_out_of_range",
            InvalidRun::MaxDepth => "max_depth_out_of_range",
            InvalidRun::MaxSteps => "max_steps_out_of_range",
            InvalidRun::MaxSeconds => "max_seconds_out_of_range",
            InvalidRun::MaxTokens => "max_tokens_out_of_range",
            InvalidRun::MaxCost => "max_cost_out_of_range",
            InvalidRun::MaxToolCalls => "max_tool_calls_out_of_range",
            InvalidRun::HalfLife => "half_life_waves_out_of_range",
            InvalidRun::Load(_) => "invalid_cognitive_load",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidRun::QueryEmpty | InvalidRun::QueryTooLong | InvalidRun::QueryUnreadable => "query",
            InvalidRun::CorrelationId => "correlation_id",
            InvalidRun::WorkflowId => "workflow_id",
            InvalidRun::Metadata => "metadata",
            InvalidRun::Temperature => "temperature",
            InvalidRun::MaxDepth => "max_depth",
            InvalidRun::MaxSteps => "max_steps",
            InvalidRun::MaxSeconds => "max_seconds",
            InvalidRun::MaxTokens => "max_tokens",
            InvalidRun::MaxCost => "max_cost_microdollars",
            InvalidRun::MaxToolCalls => "max_tool_calls",
            InvalidRun::HalfLife => "half_life_waves",
            InvalidRun::Load(InvalidLoad::Threshold) => "cognitive_load.threshold",
            InvalidRun::Load(InvalidLoad::Decay) => "cognitive_load.decay",
            InvalidRun::Load(InvalidLoad::SemanticScope) => "cognitive_load.weights.semantic_scope",
            InvalidRun::Load(InvalidLoad::ReasoningDepth) => "cognitive_load.weights.reasoning_depth",
            InvalidRun::Load(InvalidLoad::Ambiguity) => "cognitive_load.weights.ambiguity",
            InvalidRun::Load(InvalidLoad::WeightSum) => "cognitive_load.weights",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_must_say_something() {
        for (text, expected) in [
            ("", InvalidRun::QueryEmpty),
            (" \n\t ", InvalidRun::QueryEmpty),
            ("???", InvalidRun::QueryEmpty),
            ("a\0b", InvalidRun::QueryUnreadable),
            (&"x".repeat(5_001), InvalidRun::QueryTooLong),
        ] {
            assert_eq!(Question::parse(text), Err(expected));
        }
    }

    #[test]
    fn the_longest_question_is_counted_in_characters() {
        assert!(Question::parse(&"é".repeat(5_000)).is_ok());
    }

    #[test]
    fn limits_stay_under_the_ceiling() {
        let limits = |max_depth, max_steps| NewLimits { max_depth, max_steps, ..NewLimits::default() }.within_ceiling();
        assert_eq!(limits(None, None), Ok(Limits::default()));
        assert!(limits(Some(5), Some(12)).is_ok());
        assert_eq!(limits(Some(0), None), Err(InvalidRun::MaxDepth));
        assert_eq!(limits(None, Some(13)), Err(InvalidRun::MaxSteps));
        let tokens = |max_tokens| NewLimits { max_tokens: Some(max_tokens), ..NewLimits::default() }.within_ceiling();
        assert_eq!(tokens(1).map(|limits| limits.max_tokens), Ok(1));
        assert_eq!(tokens(50_001), Err(InvalidRun::MaxTokens));
    }
}
