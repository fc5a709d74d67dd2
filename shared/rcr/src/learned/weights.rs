use std::{fmt, sync::LazyLock};

use super::{Forest, UnreadableForest};

/// What `genesis train` learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub first: Forest,
    pub second: Forest,
    pub cut: Cut,
}

/// How likely a sentence must be, at the least, to be worth its tokens; see `Cut::of`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// For a sub-question.
    pub part: f64,
    /// For a question that was not taken apart: it hints only faintly at its later facts.
    pub whole: f64,
}

impl Weights {
    /// The ones that come along.
    pub fn learned() -> &'static Self {
        static LEARNED: LazyLock<Weights> =
            LazyLock::new(|| Weights::read(include_str!("../weights.txt")).expect("a test reads the weights that come along"));
        &LEARNED
    }

    /// Reads what [`fmt::Display`] writes; lines that begin with `#` say where they come from.
    pub fn read(text: &str) -> Result<Self, UnreadableForest> {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        let sections: Vec<&[&str]> = lines.split(|line| *line == "--").collect();
        let [cut, first, second] = sections.as_slice() else {
            return Err(UnreadableForest(lines.first().copied().unwrap_or_default().to_owned()));
        };
        let figure = |n: usize| {
            let line = cut.get(n).copied().unwrap_or_default();
            line.parse().map_err(|_| UnreadableForest(line.to_owned()))
        };
        Ok(Self {
            cut: Cut { part: figure(0)?, whole: figure(1)? },
            first: Forest::read(first.iter().copied())?,
            second: Forest::read(second.iter().copied())?,
        })
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n--\n{}--\n{}", self.cut.part, self.cut.whole, self.first, self.second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_that_come_along_can_be_read_and_are_small() {
        let text = include_str!("../weights.txt");
        let told = Weights::learned().to_string();
        assert!(text.ends_with(&told) && text.starts_with('#') && text.len() < 32_768);
        assert_eq!(Weights::read(&told).as_ref(), Ok(Weights::learned()));
    }
}
