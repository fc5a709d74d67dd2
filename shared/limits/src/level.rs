/// What is kept of a meter: a number, and of a sliding window what its former parts held, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Level {
    pub number: i64,
    pub past: Vec<u64>,
}

/// The one write that an admission comes down to. It is refused where what is stored is not as it says, and then decided again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Adds to a number from `from` to `to`, both included.
    Add { by: i64, from: i64, to: i64 },
    /// Puts this in the place of a number below `below`, or of none.
    Set { to: i64, below: i64 },
    /// Puts this in the place of exactly what was seen.
    Replace { seen: Option<i64>, to: Level },
}

impl Level {
    pub fn of(number: i64) -> Self {
        Self { number, past: Vec::new() }
    }
}

#[cfg(test)]
impl Step {
    /// What a store makes of it; none where the condition does not hold.
    pub fn written(&self, stored: Option<&Level>) -> Option<Level> {
        match self {
            Step::Add { by, from, to } => {
                let stored = stored.filter(|stored| (*from..=*to).contains(&stored.number))?;
                Some(Level { number: stored.number + by, ..stored.clone() })
            }
            Step::Set { to, below } => stored.is_none_or(|stored| stored.number < *below).then(|| Level::of(*to)),
            Step::Replace { seen, to } => (stored.map(|stored| stored.number) == *seen).then(|| to.clone()),
        }
    }
}
