use crate::{injection, personal};

/// Reads the lists and compiles what every text is read with, so that the first text does not wait for it. What only some texts
/// need is compiled when the first of them comes.
pub fn warm() {
    personal::warm();
    injection::warm();
}
