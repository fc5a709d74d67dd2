//! Words that are looked for where words begin, all at once.

use std::ops::Range;

/// A tree of the words, by their bytes. Nothing in the middle of a word is read, and of most words no more than two letters.
pub(crate) struct Beginnings {
    nodes: Vec<Node>,
    /// What follows the bytes of each node: with which byte, and to which node.
    branches: Vec<(u8, u32)>,
    /// The words, by their number, in the order of the nodes that they end at.
    words: Vec<usize>,
    /// The node of each first byte, or the root where no word begins with it.
    first: [u32; 256],
    /// With which bytes those go on.
    pairs: Vec<[u64; 4]>,
}

struct Node {
    branches: Range<u32>,
    words: Range<u32>,
}

impl Beginnings {
    /// Of words, none of them empty, that are known by their place among them.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut words: Vec<(&[u8], usize)> = words.into_iter().enumerate().map(|(number, word)| (word.as_bytes(), number)).collect();
        words.sort_unstable();
        let mut beginnings = Self { nodes: Vec::new(), branches: Vec::new(), words: Vec::new(), first: [0; 256], pairs: vec![[0; 4]; 256] };
        beginnings.grow(&words, 0);
        for (byte, node) in &beginnings.branches[beginnings.nodes[0].branches()] {
            beginnings.first[usize::from(*byte)] = *node;
            let Node { branches, words } = &beginnings.nodes[*node as usize];
            let row = &mut beginnings.pairs[usize::from(*byte)];
            if !words.is_empty() { *row = [!0; 4]; }
            for (second, _) in &beginnings.branches[branches.start as usize..branches.end as usize] {
                row[usize::from(second >> 6)] |= 1 << (second & 63);
            }
        }
        beginnings
    }

    /// The node of words, in their order, that are alike to this depth.
    fn grow(&mut self, words: &[(&[u8], usize)], depth: usize) -> u32 {
        let (ending, others) = words.split_at(words.partition_point(|(word, _)| word.len() == depth));
        let ends = self.words.len() as u32..(self.words.len() + ending.len()) as u32;
        self.words.extend(ending.iter().map(|(_, number)| *number));
        let (node, branches) = (self.nodes.len() as u32, self.branches.len());
        let grown = others.chunk_by(|(one, _), (other, _)| one[depth] == other[depth]);
        self.branches.extend(grown.clone().map(|words| (words[0].0[depth], 0)));
        self.nodes.push(Node { branches: branches as u32..self.branches.len() as u32, words: ends });
        for (place, words) in grown.enumerate() {
            self.branches[branches + place].1 = self.grow(words, depth + 1);
        }
        node
    }

    /// Says which words are in a text and where, in the order of their beginnings, the shorter of two first.
    /// A letter or figure of ASCII that follows another begins nothing.
    pub fn find(&self, text: &str, mut found: impl FnMut(usize, Range<usize>)) {
        let bytes = text.as_bytes();
        let mut within = false;
        for (start, byte) in bytes.iter().enumerate() {
            let glued = std::mem::replace(&mut within, byte.is_ascii_alphanumeric()) & within;
            let second = bytes.get(start + 1).copied().unwrap_or_default();
            let begins = self.pairs[usize::from(*byte)][usize::from(second >> 6)] >> (second & 63) & 1 == 1;
            if glued | !begins {
                continue;
            }
            let (mut node, mut end) = (self.first[usize::from(*byte)], start + 1);
            loop {
                let Node { branches, words } = &self.nodes[node as usize];
                self.words[words.start as usize..words.end as usize].iter().for_each(|word| found(*word, start..end));
                let Some(next) = bytes.get(end) else { break };
                let branches = &self.branches[branches.start as usize..branches.end as usize];
                let Some((_, branch)) = branches.iter().find(|(byte, _)| byte == next) else { break };
                (node, end) = (*branch, end + 1);
            }
        }
    }
}

impl Node {
    fn branches(&self) -> Range<usize> {
        self.branches.start as usize..self.branches.end as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_words_begin_and_signs_anywhere() {
        let words = ["the", "the new", "new", "é", "--", "then", "the"];
        let mut found = Vec::new();
        Beginnings::of(words).find("then the new anew--newéa", |word, range| found.push((word, range.start)));
        assert_eq!([(0, 0), (6, 0), (5, 0), (0, 5), (6, 5), (1, 5), (2, 9), (4, 17), (2, 19), (3, 22)], found[..]);
    }
}
