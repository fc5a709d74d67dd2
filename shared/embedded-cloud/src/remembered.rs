/// What the engines hold of executions and transactions, those that are over included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// Running, or ended less than a minute ago.
    pub executions: usize,
    /// Of these executions.
    pub task_tokens: usize,
    /// Sent with a token in the last ten minutes.
    pub transactions: usize,
}
