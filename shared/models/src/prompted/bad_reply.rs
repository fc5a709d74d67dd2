use genesis_lag::PlanError;

/// Why a model's reply cannot be used. It is shown to the model, and may hold words of its reply: nothing to be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReply {
    #[error("the reply is longer than {limit} bytes")]
    TooLong { limit: usize },
    #[error("the reply holds no JSON object")]
    NoObject,
    #[error("the JSON object of the reply does not end")]
    BrokenOff,
    #[error("the reply was cut off at {limit} tokens before its JSON object ended: it must be shorter")]
    CutOff { limit: u32 },
    #[error("the JSON object does not have the form asked for: {why}")]
    OtherForm { why: String },
    #[error("`{field}` must be between 0 and 1")]
    OutOfRange { field: &'static str },
    #[error("`{field}` must not be empty")]
    Blank { field: &'static str },
    #[error("`{field}` is longer than {limit} characters")]
    Lengthy { field: &'static str, limit: usize },
    #[error("`queries` must hold 1 to {most} queries")]
    QueryCount { most: usize },
    #[error("the steps are no plan: {0}")]
    NoPlan(#[from] PlanError),
    #[error("`steps` are there, and the verdict is not \"steps\": make it \"steps\", or leave `steps` empty")]
    StepsBesides,
    #[error("`citations` must be empty where `answer` is null")]
    CitedNothing,
    #[error("an answer to a lookup needs a citation; where no passage says it, `answer` must be null")]
    Uncited,
    #[error("`citations[{at}].passage` must be the label of a passage: there {}", labels(*.passages))]
    NoSuchPassage { at: usize, passages: usize },
    #[error("`citations[{at}].quote` does not stand word for word in passage {label}")]
    NotQuoted { at: usize, label: String },
    #[error("`answer` must hold the answers asked for in their own words")]
    OtherAnswer,
    #[error("`passed` must be true where `issues` is empty, and false where it is not")]
    TornVerdict,
    #[error("the embeddings are not one for each text, of one length and of finite numbers")]
    OtherVectors,
}

fn labels(passages: usize) -> String {
    match passages {
        0 => "are none".to_owned(),
        1 => "is p1".to_owned(),
        _ => format!("are p1 to p{passages}"),
    }
}
