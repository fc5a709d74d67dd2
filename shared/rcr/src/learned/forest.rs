use std::{fmt, iter::Peekable, str::SplitWhitespace};

/// Gradient-boosted trees: their sum is the logarithm of the odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    pub base: f64,
    pub trees: Vec<Tree>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    Leaf(f64),
    /// What is at most the threshold goes to the first.
    Split {
        feature: usize,
        threshold: f32,
        branches: Box<[Tree; 2]>,
    },
}

/// A text that tells no forest, with its first line that does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` tells no tree")]
pub struct UnreadableForest(pub String);

impl Forest {
    pub fn odds(&self, features: &[f32]) -> f64 {
        self.base + self.trees.iter().map(|tree| tree.value(features)).sum::<f64>()
    }

    /// With six decimals, so that platforms whose exponential functions differ agree.
    pub fn probability(&self, features: &[f32]) -> f64 {
        crate::importance::rounded(1.0 / (1.0 + (-self.odds(features)).exp()))
    }

    /// The first line is the base, each further one a tree as [`fmt::Display`] writes them.
    pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, UnreadableForest> {
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_default();
        let base = first.parse().map_err(|_| UnreadableForest(first.to_owned()))?;
        let tree = |line: &str| {
            let mut words = line.split_whitespace().peekable();
            Tree::read(&mut words).filter(|_| words.peek().is_none()).ok_or_else(|| UnreadableForest(line.to_owned()))
        };
        Ok(Self { base, trees: lines.map(tree).collect::<Result<_, _>>()? })
    }
}

impl Tree {
    pub fn value(&self, features: &[f32]) -> f64 {
        match self {
            Tree::Leaf(value) => *value,
            Tree::Split { feature, threshold, branches } => {
                let reached = features.get(*feature).copied().unwrap_or_default();
                branches[usize::from(reached > *threshold)].value(features)
            }
        }
    }

    fn read(words: &mut Peekable<SplitWhitespace<'_>>) -> Option<Self> {
        let word = words.next()?;
        let Some((feature, threshold)) = word.split_once('<') else { return word.parse().ok().map(Tree::Leaf) };
        let (feature, threshold) = (feature.parse().ok()?, threshold.parse().ok()?);
        let branches = Box::new([Self::read(words)?, Self::read(words)?]);
        Some(Tree::Split { feature, threshold, branches })
    }
}

impl fmt::Display for Forest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.base)?;
        self.trees.iter().try_for_each(|tree| writeln!(f, "{tree}"))
    }
}

/// The feature and threshold of a split, then its branches; a leaf is its value.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Leaf(value) => write!(f, "{value}"),
            Tree::Split { feature, threshold, branches } => write!(f, "{feature}<{threshold} {} {}", branches[0], branches[1]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forest_reads_what_it_writes() {
        let text = "-2.5\n0<0.5 -1 3<2 0.25 1\n0.125\n";
        let forest = Forest::read(text.lines()).unwrap();
        assert_eq!(forest.to_string(), text);
        for (features, odds) in [([0.5, 0.0, 0.0, 9.0], -3.375), ([0.6, 0.0, 0.0, 2.0], -2.125), ([0.6, 0.0, 0.0, 2.5], -1.375)] {
            assert_eq!(forest.odds(&features), odds);
        }
    }

    #[test]
    fn what_tells_no_tree_is_named() {
        for (text, named) in [("", ""), ("x", "x"), ("1\n0<0.5 1", "0<0.5 1"), ("1\n0.5 1", "0.5 1"), ("1\na<0.5 1 2", "a<0.5 1 2")] {
            assert_eq!(Forest::read(text.lines()), Err(UnreadableForest(named.to_owned())));
        }
    }
}
