use std::{
    future::ready,
    sync::{Arc, Mutex},
};

use futures::{FutureExt, future::BoxFuture};
use genesis_models::{
    Chat, ChatError, ChatReply, ChatRequest, Embedder, EmbeddingCache, Embeddings, Model, ModelError, Note, OnFailure, Prompted, Scarce,
};

use crate::script::{Scripted, at_once, locked, prompted};

type Vectors = fn(&[String]) -> Result<Vec<Vec<f32>>, ChatError>;

/// Makes of each text its length, or as many numbers as it is told.
struct Counting {
    asked: Mutex<Vec<usize>>,
    vectors: Vectors,
}

impl Chat for Counting {
    fn complete<'a>(&'a self, _: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        ready(Err(ChatError::NotConfigured)).boxed()
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        locked(&self.asked).push(texts.len());
        let reply = (self.vectors)(texts).map(|vectors| Embeddings { vectors, usage: None });
        ready(reply).boxed()
    }
}

fn lengths(texts: &[String]) -> Result<Vec<Vec<f32>>, ChatError> {
    Ok(texts.iter().map(|text| vec![text.len() as f32, 1.0]).collect())
}

fn embedding(vectors: Vectors, cache: EmbeddingCache) -> (Arc<Counting>, Prompted<'static>) {
    let counting = Arc::new(Counting { asked: Mutex::default(), vectors });
    let embedder = Embedder { model: "openai:embed".parse().expect("a model's name"), chat: counting.clone(), cache };
    (counting, Prompted { embedder: Some(embedder), ..prompted(&Scripted::saying([]), OnFailure::TakeOver) })
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_text_is_embedded_once_for_all_turns() {
    let cache = EmbeddingCache::new(100);
    let (asked, prompted) = embedding(lengths, cache.clone());
    let vectors = at_once(prompted.embed(&texts(&["a", "bb", "a"]))).unwrap().unwrap();
    assert_eq!(vectors, [[1.0, 1.0], [2.0, 1.0], [1.0, 1.0]]);
    let (later, prompted) = embedding(lengths, cache);
    let vectors = at_once(prompted.embed(&texts(&["bb", "ccc"]))).unwrap().unwrap();
    assert_eq!(vectors, [[2.0, 1.0], [3.0, 1.0]]);
    assert_eq!((locked(&asked.asked).clone(), locked(&later.asked).clone()), (vec![2], vec![1]));
}

#[test]
fn many_texts_go_in_batches_and_the_oldest_make_room() {
    let (asked, prompted) = embedding(lengths, EmbeddingCache::new(20));
    let many: Vec<String> = (0..130).map(|n| format!("text {n}")).collect();
    assert_eq!(at_once(prompted.embed(&many)).unwrap().unwrap().len(), 130);
    let long: Vec<String> = (0..4).map(|n| format!("{n}{}", "x".repeat(60_000))).collect();
    assert_eq!(at_once(prompted.embed(&long)).unwrap().unwrap().len(), 4);
    assert_eq!(at_once(prompted.embed(&long)).unwrap().unwrap().len(), 4);
    assert_eq!(at_once(prompted.embed(&many[..64])).unwrap().unwrap().len(), 64);
    let sizes = locked(&asked.asked).clone();
    assert_eq!((&sizes[..5], sizes.len() >= 6), (&[64, 64, 2, 2, 2][..], true), "{sizes:?}");
}

#[test]
fn what_is_no_embedding_leaves_texts_without() {
    let one_too_few: Vectors = |_| Ok(Vec::new());
    let not_finite: Vectors = |texts| Ok(vec![vec![f32::NAN]; texts.len()]);
    let torn: Vectors = |texts| Ok((1..=texts.len()).map(|n| vec![0.0; n]).collect());
    let empty: Vectors = |texts| Ok(vec![Vec::new(); texts.len()]);
    for (vectors, code) in [
        (one_too_few, "model_reply_invalid"),
        (not_finite, "model_reply_invalid"),
        (torn, "model_reply_invalid"),
        (empty, "model_reply_invalid"),
        (|_: &[String]| Err(ChatError::NoSuchModel), "no_such_model"),
        (|_: &[String]| Err(ChatError::TimedOut), "model_timed_out"),
    ] {
        let (_, prompted) = embedding(vectors, EmbeddingCache::default());
        assert_eq!(at_once(prompted.embed(&texts(&["a", "b"]))), Ok(None));
        assert_eq!(prompted.notes.notes(), [Note::Unembedded { code: code.to_owned() }]);
    }
    let (_, prompted) = embedding(|_| Err(ChatError::OverBudget(Scarce::Tokens)), EmbeddingCache::default());
    assert_eq!(at_once(prompted.embed(&texts(&["a"]))), Err(ModelError::OverBudget(Scarce::Tokens)));
}
