use genesis_models::{ChatRequest, Message, ReplyFormat, ReplySchema, Speaker};
use serde::Serialize;

use super::schema::InOrder;

/// Models that think before they reply: OpenAI refuses their requests where these have `max_tokens` or a sampling of their own.
const THINKING: [&str; 4] = ["o1", "o3", "o4", "gpt-5"];

/// What is posted to `/chat/completions`.
///
/// The limit of tokens is `max_tokens`: OpenAI calls it outdated and takes it, and of the other servers not all know its successor.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    messages: Vec<Spoken<'a>>,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ResponseFormat<'a> {
    JsonSchema { json_schema: Named<'a> },
    JsonObject { schema: InOrder<'a> },
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    strict: bool,
    schema: InOrder<'a>,
}

#[derive(Serialize)]
struct Spoken<'a> {
    role: &'static str,
    content: &'a str,
}

impl<'a> Body<'a> {
    pub fn of(request: &'a ChatRequest, model: &'a str, format: ReplyFormat) -> Self {
        let system = (!request.system.is_empty()).then_some(Spoken { role: "system", content: &request.system });
        let limit = Some(request.max_output_tokens);
        let is_thinking = THINKING.iter().any(|family| model.starts_with(family));
        Self {
            model,
            messages: system.into_iter().chain(request.messages.iter().map(spoken)).collect(),
            // Servers read it as a signed number.
            seed: request.sampling.seed & i64::MAX.unsigned_abs(),
            temperature: (!is_thinking).then_some(request.sampling.temperature),
            top_p: (!is_thinking).then_some(request.sampling.top_p),
            max_tokens: limit.filter(|_| !is_thinking),
            max_completion_tokens: limit.filter(|_| is_thinking),
            response_format: request.schema.as_ref().map(|schema| response_format(schema, format)),
        }
    }
}

fn spoken(message: &Message) -> Spoken<'_> {
    let role = match message.speaker {
        Speaker::User => "user",
        Speaker::Model => "assistant",
    };
    Spoken { role, content: &message.text }
}

fn response_format(ReplySchema { name, schema }: &ReplySchema, format: ReplyFormat) -> ResponseFormat<'_> {
    let schema = InOrder(schema);
    match format {
        ReplyFormat::JsonSchema => ResponseFormat::JsonSchema { json_schema: Named { name, strict: true, schema } },
        ReplyFormat::JsonObject => ResponseFormat::JsonObject { schema },
    }
}
