use aws_sdk_bedrockruntime::types::{
    AnyToolChoice, AutoToolChoice, ContentBlock, ConversationRole, GuardrailConfiguration, InferenceConfiguration, Message,
    SpecificToolChoice, SystemContentBlock, Tool, ToolChoice, ToolConfiguration, ToolInputSchema, ToolSpecification,
};
use genesis_models::{ChatRequest, Guardrail, ReplySchema, Speaker};

use super::document;

/// Models that can be told to use a tool, but not which.
const TAKING_ANY: &str = "mistral.";
/// Models that decide for themselves whether they use one.
const TAKING_NONE: [&str; 4] = ["meta.", "cohere.", "ai21.", "deepseek."];
/// The last generation of Claude that takes both temperature and `top_p`; later ones refuse the pair.
const CLAUDE: &str = "anthropic.claude";
const EARLIER_CLAUDES: [&str; 4] = ["anthropic.claude-3", "anthropic.claude-v2", "anthropic.claude-instant", "anthropic.claude-2"];

pub(super) fn system(request: &ChatRequest) -> Option<Vec<SystemContentBlock>> {
    (!request.system.is_empty()).then(|| vec![SystemContentBlock::Text(request.system.clone())])
}

pub(super) fn messages(request: &ChatRequest) -> Vec<Message> {
    let messages = request.messages.iter().map(|message| {
        let role = match message.speaker {
            Speaker::User => ConversationRole::User,
            Speaker::Model => ConversationRole::Assistant,
        };
        let message = Message::builder().role(role).content(ContentBlock::Text(message.text.clone()));
        message.build().expect("it has a role and content")
    });
    messages.collect()
}

/// Without a seed: Bedrock takes none.
pub(super) fn inference(request: &ChatRequest, model: &str) -> InferenceConfiguration {
    let takes_both = !model.contains(CLAUDE) || EARLIER_CLAUDES.iter().any(|earlier| model.contains(earlier));
    InferenceConfiguration::builder()
        .max_tokens(i32::try_from(request.max_output_tokens).unwrap_or(i32::MAX))
        .temperature(request.sampling.temperature as f32)
        .set_top_p(takes_both.then_some(request.sampling.top_p as f32))
        .build()
}

/// A form is asked for as the input of a tool, the only one there is.
pub(super) fn tools(ReplySchema { name, schema }: &ReplySchema, model: &str) -> ToolConfiguration {
    let choice = if model.contains(TAKING_ANY) {
        ToolChoice::Any(AnyToolChoice::builder().build())
    } else if TAKING_NONE.iter().any(|family| model.contains(family)) {
        ToolChoice::Auto(AutoToolChoice::builder().build())
    } else {
        ToolChoice::Tool(SpecificToolChoice::builder().name(name).build().expect("it has a name"))
    };
    let tool = ToolSpecification::builder()
        .name(name)
        .description("Gives the reply. Always use it.")
        .input_schema(ToolInputSchema::Json(document::of_json(schema)))
        .build();
    let tools = ToolConfiguration::builder().tools(Tool::ToolSpec(tool.expect("it has a name and a schema"))).tool_choice(choice).build();
    tools.expect("there is a tool")
}

pub(super) fn guardrail(Guardrail { id, version }: &Guardrail) -> GuardrailConfiguration {
    GuardrailConfiguration::builder().guardrail_identifier(id).guardrail_version(version).build()
}
