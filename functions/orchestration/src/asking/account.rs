use std::sync::Arc;

use genesis_core::{Clock, Fault, MicroDollars};
use genesis_models::{
    Breakers, Budget, Call, CallLog, Charge, ChatError, ChatReply, ChatRequest, Chats, Embeddings, ModelName, Prices, Reserved, Response,
    Unreachable, Usage,
};
use genesis_tokens::count;
use tracing::{Instrument, Span, field::Empty};

/// Tokens of a chat template, or of a tool's description, at most.
const AROUND: u64 = 1_024;

/// What pays for the calls of a turn and keeps them.
///
/// What a request may cost at most is reserved before it is sent and settled after it, so that no run spends more than it may:
/// its money for as many tokens as the request has bytes, which no tokenizer exceeds, its tokens by the platform's own count.
#[derive(Clone)]
pub struct Account {
    pub chats: Arc<dyn Chats>,
    pub prices: Arc<Prices>,
    pub budget: Arc<dyn Budget>,
    pub breakers: Arc<dyn Breakers>,
    pub clock: Clock,
    /// The calls of the turn under way, or of one that came to nothing.
    pub log: CallLog,
}

/// A request about to be sent.
struct Sending<'a> {
    operation: &'static str,
    model: &'a ModelName,
    attempt: u32,
    prompt: &'a str,
    request: String,
    asked: String,
    /// What a provider counts of it at most.
    most: Usage,
}

/// What a reply says of itself.
struct Told {
    answered_by: String,
    replied: String,
    usage: Option<Usage>,
}

impl Account {
    pub(super) async fn complete(&self, request: &ChatRequest, attempt: u32) -> Result<ChatReply, ChatError> {
        let chat = self.chats.find(&request.model).ok_or(ChatError::NotConfigured)?;
        let (model, prompt, most) = (&request.model, request.prompt.as_str(), bytes(request.bytes(), request.max_output_tokens));
        let sending = Sending { operation: "chat", model, attempt, prompt, request: request.hash(), asked: request.as_text(), most };
        let told = |reply: &ChatReply| Told { answered_by: reply.model.clone(), replied: reply.text.clone(), usage: reply.usage };
        self.send(sending, chat.complete(request), told).await
    }

    pub(super) async fn embed(&self, model: &ModelName, texts: &[String], attempt: u32) -> Result<Embeddings, ChatError> {
        let chat = self.chats.find(model).ok_or(ChatError::NotConfigured)?;
        let asked = texts.join("\n");
        let most = bytes(asked.len(), 0);
        let sending = Sending { operation: "embeddings", model, attempt, prompt: "", request: String::new(), asked, most };
        let told = |reply: &Embeddings| Told {
            answered_by: model.model().to_owned(),
            replied: format!("{} vectors", reply.vectors.len()),
            usage: reply.usage,
        };
        self.send(sending, chat.embed(texts), told).await
    }

    async fn send<T>(
        &self,
        sending: Sending<'_>,
        reply: impl Future<Output = Result<T, ChatError>> + Send,
        told: impl Fn(&T) -> Told,
    ) -> Result<T, ChatError> {
        let price = self.prices.of(sending.model, self.clock.now());
        let worst = Charge { tokens: count(&sending.asked) as u64 + sending.most.output_tokens, cost: price.cost(sending.most) };
        match self.budget.reserve(worst).await {
            Ok(Reserved::SetAside) => {}
            Ok(Reserved::Short(scarce)) => return Err(ChatError::OverBudget(scarce)),
            Err(Unreachable { code }) => {
                tracing::warn!(code, "a run's account cannot be reached");
                return Err(ChatError::AccountUnreachable);
            }
        }
        if !open(self.breakers.admits(sending.model).await) {
            note(self.budget.settle(worst, Charge::default()).await, "a run's account");
            return Err(ChatError::LeftAlone);
        }
        let (span, sent_at) = (sending.span(), self.clock.now());
        let mut under_way = UnderWay { log: &self.log, call: sending.abandoned(worst.cost) };
        let replied = reply.instrument(span.clone()).await;
        note(self.breakers.report(sending.model, Response::of(&replied)).await, "a model's breaker");
        let told = replied.as_ref().map(told);
        let usage = sending.usage(&told);
        let cost = if told.as_ref().is_err_and(|error| error.may_have_cost()) { worst.cost } else { price.cost(usage) };
        note(self.budget.settle(worst, Charge { tokens: usage.tokens(), cost }).await, "a run's account");
        record(&span, &told, usage);
        under_way.call = sending.call(told, usage, cost, self.clock.now().millis_since(sent_at));
        replied
    }
}

/// A call, for the log however it ends. Where nobody waits for its end, the provider may do the work all the same: what was set aside
/// stays so, and is what it counts for.
struct UnderWay<'a> {
    log: &'a CallLog,
    call: Call,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.log.add(self.call.clone());
    }
}

/// A breaker is a protection, and no condition of the work.
fn open(admitted: Result<bool, Unreachable>) -> bool {
    admitted.unwrap_or_else(|Unreachable { code }| {
        tracing::warn!(code, "a model's breaker is not known");
        true
    })
}

/// What a provider counts at most: a token for each byte it reads, and what its protocol puts around them.
fn bytes(read: usize, output_tokens: u32) -> Usage {
    Usage { input_tokens: read as u64 + AROUND, output_tokens: output_tokens.into(), cached_input_tokens: 0 }
}

/// The call is done, and what it set aside stays so.
fn note(kept: Result<(), Unreachable>, what: &'static str) {
    if let Err(Unreachable { code }) = kept {
        tracing::warn!(code, "{what} could not be brought up to date");
    }
}

/// By the names of OpenTelemetry's conventions for generative AI.
fn record(span: &Span, told: &Result<Told, &ChatError>, usage: Usage) {
    match told {
        Ok(told) => span.record("gen_ai.response.model", &told.answered_by),
        Err(error) => span.record("error.type", error.code()),
    };
    span.record("gen_ai.usage.input_tokens", usage.input_tokens).record("gen_ai.usage.output_tokens", usage.output_tokens);
    span.in_scope(|| tracing::info!("a model was asked"));
}

impl Sending<'_> {
    fn span(&self) -> Span {
        tracing::info_span!(
            "gen_ai.call",
            gen_ai.operation.name = self.operation,
            gen_ai.provider.name = self.model.provider(),
            gen_ai.request.model = self.model.model(),
            gen_ai.request.max_tokens = self.most.output_tokens,
            gen_ai.response.model = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            error.r#type = Empty,
        )
    }

    /// As the provider counted, or the platform where it does not say or says what cannot be; all that it could be where it may have
    /// worked for nothing.
    fn usage(&self, told: &Result<Told, &ChatError>) -> Usage {
        let estimated = |output_tokens| Usage { input_tokens: count(&self.asked) as u64, output_tokens, cached_input_tokens: 0 };
        match told {
            Ok(told) => self.counted(told).unwrap_or_else(|| estimated(count(&told.replied) as u64)),
            Err(error) if error.may_have_cost() => estimated(self.most.output_tokens),
            Err(_) => Usage::default(),
        }
    }

    fn counted(&self, told: &Told) -> Option<Usage> {
        told.usage.filter(|usage| usage.input_tokens <= self.most.input_tokens && usage.output_tokens <= self.most.output_tokens)
    }

    /// Of which nothing but the request is known.
    fn abandoned(&self, cost: MicroDollars) -> Call {
        let told = Err(&ChatError::Abandoned);
        let usage = self.usage(&told);
        self.call(told, usage, cost, 0)
    }

    fn call(&self, told: Result<Told, &ChatError>, usage: Usage, cost: MicroDollars, duration_ms: u64) -> Call {
        let error = told.as_ref().err().map(|error| error.code().to_owned());
        let is_usage_estimated = !told.as_ref().is_ok_and(|told| self.counted(told).is_some());
        let told = told.unwrap_or(Told { answered_by: String::new(), replied: String::new(), usage: None });
        Call {
            model: self.model.clone(),
            answered_by: told.answered_by,
            prompt: self.prompt.to_owned(),
            request: self.request.clone(),
            asked: self.asked.clone(),
            replied: told.replied,
            usage,
            is_usage_estimated,
            cost,
            attempt: self.attempt,
            duration_ms,
            error,
        }
    }
}
