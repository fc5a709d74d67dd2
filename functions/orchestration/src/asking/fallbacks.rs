use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use genesis_models::{Chat, ChatError, ChatReply, ChatRequest, Configuration, Embeddings, ModelName};

use super::{Account, backoff};

/// From this share of a run's money on, the cheapest model of a chain is asked first.
const NEARLY_SPENT: f64 = 0.8;

/// The models that one role may ask, in the order of preference, on one run's account.
///
/// A failure that may pass is tried again after a pause; any other, or one that does not pass, leads on to the next model.
pub struct Fallbacks {
    pub account: Account,
    pub configuration: Arc<Configuration>,
    pub names: Vec<ModelName>,
}

impl Chat for Fallbacks {
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        self.ask_each(request).boxed()
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        self.embed_with_first(texts).boxed()
    }
}

impl Fallbacks {
    async fn ask_each(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let mut last = ChatError::NotConfigured;
        for name in self.order().await {
            let request = &ChatRequest { model: name, ..request.clone() };
            match self.insist(&request.model, &request.hash(), |attempt| self.account.complete(request, attempt).boxed()).await {
                Ok(reply) => return Ok(reply),
                // Every other is asked on the same account.
                Err(ChatError::AccountUnreachable) => return Err(ChatError::AccountUnreachable),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// As they are preferred, or the cheapest first where the run's money nears its end.
    async fn order(&self) -> Vec<ModelName> {
        let mut names = self.names.clone();
        if names.len() > 1 && self.account.budget.spent_share().await.is_ok_and(|share| share >= NEARLY_SPENT) {
            let at = self.account.clock.now();
            names.sort_by_key(|name| self.account.prices.of(name, at).output);
        }
        names
    }

    /// The vectors of two models cannot be compared, so no other takes the first one's place.
    async fn embed_with_first(&self, texts: &[String]) -> Result<Embeddings, ChatError> {
        let name = self.names.first().ok_or(ChatError::NotConfigured)?;
        self.insist(name, &name.to_string(), |attempt| self.account.embed(name, texts, attempt).boxed()).await
    }

    /// Tries again what may pass, with a pause before each.
    async fn insist<'a, T>(
        &self,
        model: &ModelName,
        what: &str,
        once: impl Fn(u32) -> BoxFuture<'a, Result<T, ChatError>>,
    ) -> Result<T, ChatError> {
        let most = self.configuration.provider(model.provider()).map_or(1, |provider| provider.max_attempts);
        let mut attempt = 1;
        loop {
            let error = match once(attempt).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            match backoff::pause(&error, what, attempt).filter(|_| attempt < most) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
            attempt += 1;
        }
    }
}
