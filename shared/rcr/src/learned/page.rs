use super::lexicon::{Lexicon, Shape, Token};
use crate::{Candidate, Span};

/// A passage as it is compared.
#[derive(Debug)]
pub(crate) struct Page {
    /// The title without what stands in brackets, as stems.
    pub name: Vec<u32>,
    pub title: Terms,
    pub lines: Vec<Line>,
    /// Of title and text.
    pub terms: Terms,
    pub words: usize,
}

/// A sentence; the whole text where it is not read by the sentence.
#[derive(Debug)]
pub(crate) struct Line {
    pub tokens: Vec<Token>,
    /// Of the sentence and the title.
    pub terms: Terms,
    pub own: Terms,
    /// What it costs to read.
    pub cost: u32,
    pub span: Option<Span>,
}

/// The different stems of a text that carry meaning, in order of their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms(Vec<u32>);

impl Terms {
    pub fn of(stems: impl IntoIterator<Item = u32>) -> Self {
        let mut stems: Vec<u32> = stems.into_iter().collect();
        stems.sort_unstable();
        stems.dedup();
        Self(stems)
    }

    pub fn in_tokens<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> Self {
        Self::of(tokens.into_iter().filter(|token| !token.is_stop).map(|token| token.stem))
    }

    pub fn holds(&self, stem: u32) -> bool {
        self.0.binary_search(&stem).is_ok()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn and(&self, other: &Self) -> Self {
        Self::of(self.iter().chain(other.iter()))
    }

    /// How many of these the other has too.
    pub fn shared(&self, other: &Self) -> usize {
        self.iter().filter(|stem| other.holds(*stem)).count()
    }
}

impl Page {
    pub fn open(candidate: &Candidate, lexicon: &mut Lexicon) -> Self {
        let heading = lexicon.read(&candidate.title);
        let title = Terms::in_tokens(&heading);
        let bare = candidate.title.split(" (").next().unwrap_or_default();
        let name = heading.iter().take_while(|token| token.at < bare.len()).map(|token| token.stem).collect();
        let text = lexicon.read(&candidate.text);
        let within = |span: Span| text.iter().copied().filter(|token| span.range().contains(&token.at)).collect::<Vec<Token>>();
        let line = |tokens: Vec<Token>, cost, span| {
            let own = Terms::in_tokens(&tokens);
            Line { terms: own.and(&title), own, tokens, cost, span }
        };
        let lines: Vec<Line> = match candidate.sentences.as_slice() {
            [] => vec![line(text.clone(), candidate.tokens, None)],
            sentences => sentences.iter().map(|sentence| line(within(sentence.span), sentence.tokens, Some(sentence.span))).collect(),
        };
        Self { name, terms: Terms::in_tokens(&text).and(&title), words: heading.len() + text.len(), title, lines }
    }

    /// Whether a text says its name. One of small words only names nothing.
    pub fn is_named_in(&self, tokens: &[Token]) -> bool {
        self.title.len() > 0 && says(tokens, &self.name)
    }

    /// Whether a name and the title's are the same, or one is part of the other.
    pub fn is_called(&self, name: &[u32]) -> bool {
        self.title.len() > 0 && (contains(name, &self.name) || contains(&self.name, name))
    }

    pub fn holds_in_title(&self, name: &[u32]) -> bool {
        contains(&self.name, name)
    }
}

/// The names in a text: capitalised words and numbers that follow one another, with small words between them.
pub(crate) fn names(tokens: &[Token]) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut between: Vec<u32> = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        let opens = token.is_capitalised && !token.is_stop;
        let part = opens || (token.shape != Shape::Word && !open.is_empty()) || (token.is_capitalised && n > 0);
        if part && !(open.is_empty() && token.is_stop) {
            open.append(&mut between);
            open.push(token.stem);
        } else if token.is_stop && !open.is_empty() && between.len() < 2 {
            between.push(token.stem);
        } else {
            between.clear();
            found.extend((!open.is_empty()).then(|| std::mem::take(&mut open)));
        }
    }
    found.extend((!open.is_empty()).then_some(open));
    found
}

fn contains(long: &[u32], short: &[u32]) -> bool {
    !short.is_empty() && long.windows(short.len()).any(|window| window == short)
}

/// Whether stems follow one another in a text as they do in a name.
pub(crate) fn says(tokens: &[Token], name: &[u32]) -> bool {
    !name.is_empty() && tokens.windows(name.len()).any(|window| window.iter().map(|token| token.stem).eq(name.iter().copied()))
}
