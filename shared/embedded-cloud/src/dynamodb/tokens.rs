//! Transactions that carry a token, so that one sent again takes effect once.
//!
//! The engine has such a memory of its own, and looks all of it through at every transaction. So it is shown no token.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use dynoxide::DynoxideError;
use dynoxide::actions::transact_write_items::{TransactWriteItemsRequest as Request, TransactWriteItemsResponse as Response};
use tokio::time::Instant;

/// As long as DynamoDB remembers a token.
const REMEMBERED: Duration = Duration::from_secs(600);
/// A longer one is left to the engine, which refuses it.
const LONGEST: usize = 36;

#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Memory>);

/// Many small allocations that live for minutes, each among others that are gone, would keep the allocator from giving memory back. So a token
/// takes none of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Token {
    bytes: [u8; LONGEST],
    length: usize,
}

#[derive(Debug, Default)]
struct Memory {
    done: HashMap<Token, Done>,
    /// The same tokens, oldest first.
    order: VecDeque<(Instant, Token)>,
}

#[derive(Debug)]
struct Done {
    /// Of what was written.
    hash: u64,
    response: Response,
}

impl Tokens {
    /// Runs the transaction, unless one of this token took effect in the last ten minutes: then the same is answered as before, and another one
    /// is refused. Transactions with a token wait for each other, so that of two with the same the second finds what the first did.
    pub fn once(
        &self,
        mut request: Request,
        run: impl FnOnce(Request) -> Result<Response, DynoxideError>,
    ) -> Result<Response, DynoxideError> {
        let Some(token) = request.client_request_token.as_deref().and_then(Token::of) else { return run(request) };
        request.client_request_token = None;
        let hash = hash(&request)?;
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.forget(Instant::now());
        match memory.done.get(&token) {
            Some(done) if done.hash == hash => Ok(done.response.clone()),
            Some(_) => Err(DynoxideError::IdempotentParameterMismatchException("the token is another transaction's".to_owned())),
            None => {
                let response = run(request)?;
                memory.order.push_back((Instant::now(), token));
                memory.done.insert(token, Done { hash, response: response.clone() });
                Ok(response)
            }
        }
    }

    pub fn count(&self) -> usize {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.forget(Instant::now());
        memory.done.len()
    }
}

impl Token {
    /// None of one that is too long.
    fn of(token: &str) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..token.len())?.copy_from_slice(token.as_bytes());
        Some(Self { bytes, length: token.len() })
    }
}

impl Memory {
    /// Lets go of what is too old.
    fn forget(&mut self, now: Instant) {
        while let Some((_, token)) = self.order.pop_front_if(|(since, _)| now.duration_since(*since) >= REMEMBERED) {
            self.done.remove(&token);
        }
    }
}

/// The same for the same writes, in whatever order their attributes come.
fn hash(request: &Request) -> Result<u64, DynoxideError> {
    let writes = serde_json::to_value(&request.transact_items).map_err(|error| DynoxideError::InternalServerError(error.to_string()))?;
    let mut hasher = DefaultHasher::new();
    writes.hash(&mut hasher);
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(token: &str, item: &str) -> Request {
        let put = json!({ "TableName": "runs", "Item": { "pk": { "S": item }, "a": { "S": "a" }, "b": { "S": "b" }, "c": { "S": "c" } } });
        serde_json::from_value(json!({ "TransactItems": [{ "Put": put }], "ClientRequestToken": token })).unwrap()
    }

    /// Whether the transaction ran.
    fn runs(tokens: &Tokens, token: &str, item: &str) -> bool {
        let mut ran = false;
        let run = |request: Request| {
            assert_eq!(request.client_request_token, None, "the engine is shown no token");
            ran = true;
            Ok(Response::default())
        };
        tokens.once(request(token, item), run).unwrap();
        ran
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_remembered_for_ten_minutes_and_then_forgotten() {
        let tokens = Tokens::default();
        assert!(runs(&tokens, "one", "a"));
        tokio::time::advance(REMEMBERED - Duration::from_secs(1)).await;
        assert!(!runs(&tokens, "one", "a"), "it took effect before");
        assert!(runs(&tokens, "two", "a"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(runs(&tokens, "three", "a"));
        assert_eq!(tokens.count(), 2, "the first is forgotten");
        assert!(runs(&tokens, "one", "b"), "its token is free again");
    }

    #[tokio::test(start_paused = true)]
    async fn what_failed_is_not_remembered_and_may_be_sent_again() {
        let tokens = Tokens::default();
        let failed = tokens.once(request("one", "a"), |_| Err(DynoxideError::InternalServerError("once".to_owned())));
        assert!(failed.is_err());
        assert_eq!(tokens.count(), 0);
        assert!(runs(&tokens, "one", "a"));
    }

    #[test]
    fn a_token_the_engine_must_refuse_is_left_to_it() {
        let long = "x".repeat(LONGEST + 1);
        let seen = Tokens::default().once(request(&long, "a"), |request| {
            assert_eq!(request.client_request_token.as_ref(), Some(&long));
            Ok(Response::default())
        });
        assert!(seen.is_ok());
    }
}
