//! Words that are looked for where words begin, all at once.

use std::ops::Range;

/// How many bytes tell where a word may begin: the one before it and its first three.
const WINDOW: usize = 4;

/// A tree of the words, by their bytes. Nothing in the middle of a word is read, and of most words no more than three letters.
pub(crate) struct Beginnings {
    nodes: Vec<Node>,
    /// What follows the bytes of each node: with which byte, and to which node.
    branches: Vec<(u8, u32)>,
    /// The words, by their number, in the order of the nodes that they end at.
    words: Vec<usize>,
    /// The node of each first byte that a word has.
    first: [u32; 256],
    /// Which of 64 groups of words may have a byte at each place of a window. None begins where no group has all four.
    groups: [[u64; 256]; WINDOW],
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
        let (nodes, groups) = (Vec::with_capacity(words.len()), grouped(&words));
        let mut beginnings = Self { nodes, branches: Vec::new(), words: Vec::new(), first: [0; 256], groups };
        beginnings.grow(&words, 0);
        for (byte, node) in &beginnings.branches[range(&beginnings.nodes[0].branches)] {
            beginnings.first[usize::from(*byte)] = *node;
        }
        beginnings
    }

    /// The node of words, in their order, that are alike to this depth.
    fn grow(&mut self, words: &[(&[u8], usize)], depth: usize) -> u32 {
        let (ending, others) = words.split_at(words.partition_point(|(word, _)| word.len() == depth));
        let (node, ends, branches) = (self.nodes.len(), self.words.len(), self.branches.len());
        let alike = others.chunk_by(|(one, _), (other, _)| one[depth] == other[depth]);
        self.words.extend(ending.iter().map(|(_, number)| *number));
        self.branches.extend(alike.clone().map(|words| (words[0].0[depth], 0)));
        let (words, next) = (ends as u32..self.words.len() as u32, branches as u32..self.branches.len() as u32);
        self.nodes.push(Node { branches: next, words });
        for (place, words) in alike.enumerate() {
            self.branches[branches + place].1 = self.grow(words, depth + 1);
        }
        node as u32
    }

    /// Says which words are in a text and where, in the order of their beginnings, the shorter of two first.
    /// A letter or figure of ASCII that follows another begins nothing.
    pub fn find(&self, text: &str, mut found: impl FnMut(usize, Range<usize>)) {
        let (bytes, mut from) = (text.as_bytes(), 0);
        while let Some(start) = self.next(bytes, from) {
            from = start + 1;
            if !bytes[start.saturating_sub(1)..from].iter().all(u8::is_ascii_alphanumeric) || start == 0 {
                self.read(&bytes[start..], |word, length| found(word, start..start + length));
            }
        }
    }

    /// The next place where a word may begin.
    fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let may = |window: &[u8]| window.iter().zip(&self.groups).fold(!0, |groups, (byte, of)| groups & of[usize::from(*byte)]) != 0;
        // At both ends a window reaches beyond the text.
        let inner = from.max(1);
        let at_end =
            |at: &usize| may(&[-1, 0, 1, 2].map(|by| at.checked_add_signed(by).and_then(|at| bytes.get(at)).copied().unwrap_or(0)));
        let first = Some(0).filter(|_| from == 0 && at_end(&0));
        let within = || bytes[bytes.len().min(inner - 1)..].windows(WINDOW).position(may).map(|further| inner + further);
        first.or_else(within).or_else(|| (inner.max(bytes.len().saturating_sub(2))..bytes.len()).find(at_end))
    }

    /// Says which words a text begins with, and how long they are.
    fn read(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        let mut node = self.first[usize::from(text[0])];
        for length in 1.. {
            let Node { branches, words } = &self.nodes[node as usize];
            self.words[range(words)].iter().for_each(|word| found(*word, length));
            let next = text.get(length).and_then(|byte| self.branches[range(branches)].iter().find(|(branch, _)| branch == byte));
            let Some((_, next)) = next else { break };
            node = *next;
        }
    }
}

/// Which groups of words may have a byte at each place of a window, where neighbours in their order are of one group.
fn grouped(words: &[(&[u8], usize)]) -> [[u64; 256]; WINDOW] {
    let mut groups = [[0; 256]; WINDOW];
    for (place, (word, _)) in words.iter().enumerate() {
        let group = 1 << (place * 64 / words.len());
        let glued = |byte: u8| byte.is_ascii_alphanumeric() && word[0].is_ascii_alphanumeric();
        (0..=255).filter(|byte| !glued(*byte)).for_each(|byte| groups[0][usize::from(byte)] |= group);
        for (at, group_of) in groups[1..].iter_mut().enumerate() {
            match word.get(at) {
                Some(byte) => group_of[usize::from(*byte)] |= group,
                None => group_of.iter_mut().for_each(|groups| *groups |= group),
            }
        }
    }
    groups
}

fn range(of: &Range<u32>) -> Range<usize> {
    of.start as usize..of.end as usize
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
