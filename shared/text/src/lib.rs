//! English text as the engines see it: words with their places, stems, sentences.
//!
//! Offsets are bytes into UTF-8 text and always fall on character boundaries. Everything is deterministic.

mod sentences;
mod stop_words;
mod words;

pub use sentences::sentences;
pub use stop_words::is_stop_word;
pub use words::{Word, fold, stem, terms, words};
