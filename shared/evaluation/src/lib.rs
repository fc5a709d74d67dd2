//! How good the platform's answers and routes are: questions with gold evidence, and how runs are measured against them.
//!
//! Pure: text and runs in, figures out, the same to the byte. Whoever asks the questions reads the files and takes the turns.

mod answers;
mod comparison;
mod curve;
mod figures;
mod measure;
mod reading;
mod resample;
mod rows;
mod shelf;
mod summary;

pub use answers::Marks;
pub use comparison::{Comparison, Difference};
pub use curve::{Point, Sweep};
pub use figures::{Figures, Kept, Taken};
pub use measure::Measure;
pub use reading::Reading;
pub use rows::{BadField, BadRow, Hop, Paragraph, QuestionSet, Row};
pub use shelf::Shelf;
pub use summary::{Group, Summary, groups};
