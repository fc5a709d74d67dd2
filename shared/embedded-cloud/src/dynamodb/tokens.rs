//! Which transactions were made under which token.
//!
//! The engine remembers tokens too, but at each transaction it looks at every one of the last ten minutes, so it gets none to remember.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dynoxide::DynoxideError;
use serde_json::Value;
use tokio::time::Instant;

/// As long as DynamoDB remembers a token.
const REMEMBERED: Duration = Duration::from_secs(600);
/// Of more transactions than this in that time the oldest are forgotten sooner.
const MOST: usize = 65_536;

#[derive(Default)]
pub(super) struct Tokens(Mutex<Made>);

#[derive(Default)]
struct Made {
    fingerprints: HashMap<Arc<str>, u64>,
    in_order: VecDeque<(Instant, Arc<str>)>,
}

impl Tokens {
    /// Makes a transaction of these items unless it was made under its token. The same token meanwhile waits for it.
    pub fn once<R: Default>(
        &self,
        token: Option<&str>,
        items: &Value,
        transact: impl FnOnce() -> Result<R, DynoxideError>,
    ) -> Result<R, DynoxideError> {
        let Some(token) = token else { return transact() };
        let fingerprint = fingerprint(items);
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.forget();
        match made.fingerprints.get(token) {
            Some(earlier) if *earlier == fingerprint => return Ok(R::default()),
            Some(_) => return Err(DynoxideError::IdempotentParameterMismatchException(format!("{token} stands for another transaction"))),
            None => {}
        }
        let reply = transact()?;
        let token: Arc<str> = token.into();
        made.fingerprints.insert(Arc::clone(&token), fingerprint);
        made.in_order.push_back((Instant::now(), token));
        made.forget();
        Ok(reply)
    }
}

impl Made {
    fn forget(&mut self) {
        while let Some((at, _)) = self.in_order.front()
            && (at.elapsed() >= REMEMBERED || self.in_order.len() > MOST)
            && let Some((_, token)) = self.in_order.pop_front()
        {
            self.fingerprints.remove(&token);
        }
    }
}

fn fingerprint(items: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    items.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// How often each of these transactions was made.
    fn made(tokens: &Tokens, token: &str, items: &Value) -> Result<u32, DynoxideError> {
        let mut count = 0;
        tokens.once(Some(token), items, || {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_remembered_for_ten_minutes() {
        let (tokens, items) = (Tokens::default(), json!([{ "Put": { "a": 1, "b": 2 } }]));
        assert_eq!(made(&tokens, "one", &items).unwrap(), 1);
        tokio::time::advance(REMEMBERED - Duration::from_secs(1)).await;
        assert_eq!(made(&tokens, "one", &json!([{ "Put": { "b": 2, "a": 1 } }])).unwrap(), 0);
        assert!(made(&tokens, "one", &json!([])).is_err());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(made(&tokens, "one", &items).unwrap(), 1);
    }

    #[tokio::test]
    async fn what_failed_was_not_made() {
        let (tokens, items) = (Tokens::default(), json!([]));
        let failed = tokens.once(Some("one"), &items, || Err::<(), _>(DynoxideError::InternalServerError(String::new())));
        assert!(failed.is_err());
        assert_eq!(made(&tokens, "one", &items).unwrap(), 1);
    }

    #[tokio::test]
    async fn of_too_many_the_oldest_is_forgotten() {
        let (tokens, items) = (Tokens::default(), json!([]));
        for n in 0..=MOST {
            assert_eq!(made(&tokens, &n.to_string(), &items).unwrap(), 1);
        }
        assert_eq!(tokens.0.lock().unwrap().fingerprints.len(), MOST);
        assert_eq!(made(&tokens, "1", &items).unwrap(), 0);
        assert_eq!(made(&tokens, "0", &items).unwrap(), 1);
    }
}
