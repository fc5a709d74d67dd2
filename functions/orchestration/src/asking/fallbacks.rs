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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use genesis_core::Clock;
    use genesis_models::{Breakers, Budget, CallLog, Charge, Chats, Message, Reserved, Response, Sampling, Speaker, Unreachable};
    use serde_json::json;

    use super::*;

    /// An account that cannot be reached, before models that nobody asks.
    #[derive(Default)]
    struct Shut {
        reserved: AtomicU32,
    }

    impl Budget for Shut {
        fn reserve(&self, _: Charge) -> BoxFuture<'_, Result<Reserved, Unreachable>> {
            self.reserved.fetch_add(1, Ordering::SeqCst);
            async { Err(Unreachable { code: "store_unavailable" }) }.boxed()
        }

        fn settle(&self, _: Charge, _: Charge) -> BoxFuture<'_, Result<(), Unreachable>> {
            panic!("nothing was set aside")
        }

        fn spent_share(&self) -> BoxFuture<'_, Result<f64, Unreachable>> {
            async { Err(Unreachable { code: "store_unavailable" }) }.boxed()
        }
    }

    impl Breakers for Shut {
        fn admits<'a>(&'a self, _: &'a ModelName) -> BoxFuture<'a, Result<bool, Unreachable>> {
            panic!("no model is asked")
        }

        fn report<'a>(&'a self, _: &'a ModelName, _: Response) -> BoxFuture<'a, Result<(), Unreachable>> {
            panic!("no model was asked")
        }
    }

    impl Chat for Shut {
        fn complete<'a>(&'a self, _: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
            async { Err(ChatError::Refused) }.boxed()
        }

        fn embed<'a>(&'a self, _: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
            async { Err(ChatError::Refused) }.boxed()
        }
    }

    impl Chats for Shut {
        fn find(&self, _: &ModelName) -> Option<Arc<dyn Chat>> {
            Some(Arc::new(Shut::default()))
        }
    }

    #[test]
    fn where_the_account_cannot_be_reached_no_model_is_asked_and_none_is_blamed() {
        let provider = json!({ "protocol": "openai", "base_url": "http://127.0.0.1:9/v1", "max_attempts": 1 });
        let configuration: Configuration = serde_json::from_value(json!({ "providers": { "own": provider } })).unwrap();
        let (shut, names) = (Arc::new(Shut::default()), ["own:m", "own:n"].map(|name| name.parse::<ModelName>().unwrap()).to_vec());
        let account = Account {
            chats: shut.clone(),
            prices: Arc::new(configuration.prices()),
            budget: shut.clone(),
            breakers: shut.clone(),
            clock: Clock::system(),
            log: CallLog::default(),
        };
        let request = ChatRequest {
            model: names[0].clone(),
            prompt: String::new(),
            system: "Be brief.".to_owned(),
            messages: vec![Message { speaker: Speaker::User, text: "Who?".to_owned() }],
            schema: None,
            max_output_tokens: 10,
            sampling: Sampling { temperature: 0.0, top_p: 1.0, seed: 1 },
        };
        let log = account.log.clone();
        let chain = Fallbacks { account, configuration: Arc::new(configuration), names };
        assert_eq!(chain.complete(&request).now_or_never(), Some(Err(ChatError::AccountUnreachable)));
        assert_eq!((shut.reserved.load(Ordering::SeqCst), log.take()), (1, Vec::new()), "the next has the same account");
    }
}
