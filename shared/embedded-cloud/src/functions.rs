//! The functions that workflows and event sources may invoke, by name.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError, RwLock};

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;

/// A failed invocation, as Lambda reports it: the error's name, which `Retry` and `Catch` match, and its cause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {cause}")]
pub struct InvokeError {
    pub name: String,
    pub cause: String,
}

pub(crate) type Invocation = BoxFuture<'static, Result<Value, InvokeError>>;
type Function = Arc<dyn Fn(Value) -> Invocation + Send + Sync>;

#[derive(Default)]
pub(crate) struct Functions(RwLock<BTreeMap<String, Function>>);

impl Functions {
    pub fn register(&self, name: &str, function: impl Fn(Value) -> Invocation + Send + Sync + 'static) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::new(function));
    }

    /// `None` when no such function is registered. A panic fails the one invocation, as it does on Lambda.
    pub fn invoke(&self, name: &str, event: Value) -> Option<Invocation> {
        let function = self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()?;
        Some(Box::pin(async move {
            AssertUnwindSafe(async move { function(event).await })
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(InvokeError { name: "Runtime.Panic".to_owned(), cause: "the function panicked".to_owned() }))
        }))
    }

    /// Lets go of what the functions captured, which may be the cloud itself.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.read().unwrap_or_else(PoisonError::into_inner).keys()).finish()
    }
}
