//! How good the platform's answers and routes are: questions with gold evidence, and how runs are measured against them.
//!
//! Pure: text and runs in, figures out, the same to the byte. Whoever asks the questions reads the files and takes the turns.

mod rows;

pub use rows::{BadField, BadRow, Hop, Paragraph, QuestionSet, Row};
