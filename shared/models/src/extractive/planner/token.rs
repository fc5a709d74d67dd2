//! A question cut into tokens that keep together what belongs together.
//!
//! A quotation and a parenthesis are one token each. A word inside a name is `bound` to the word before it, so the grammar
//! never takes the `of` in `Battle of Hastings` or the `That` in a title for its own.

/// A word, a quotation, a parenthesis, a punctuation mark or an earlier answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    /// The text in lower case, for comparison with word lists.
    pub low: String,
    pub kind: Kind,
    /// Belongs to the same name as the token before it.
    pub bound: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// A word of a proper name or title, including its small words.
    Name,
    /// Including its quotation marks.
    Quoted,
    /// `'s` or `'` after a possessor.
    Possessive,
    /// A comma, a semicolon, a colon after a small word, or a question mark within.
    Mark,
    /// `#1`: the answer of an earlier step.
    Answer,
}

impl Token {
    pub fn new(text: &str, kind: Kind) -> Self {
        Self { text: text.to_owned(), low: text.to_lowercase(), kind, bound: false }
    }

    pub fn word(text: &str) -> Self {
        Self::new(text, Kind::Word)
    }

    /// Whether this is one of the given small words and not part of a name.
    pub fn is(&self, words: &[&str]) -> bool {
        self.is_plain() && words.contains(&self.low.as_str())
    }

    /// A word of the language, as opposed to one of a name.
    pub fn is_plain(&self) -> bool {
        self.kind == Kind::Word && !self.bound
    }

    /// Something that points at one thing in the world.
    pub fn is_anchor(&self) -> bool {
        matches!(self.kind, Kind::Name | Kind::Quoted | Kind::Answer) || self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    pub fn is_comma(&self) -> bool {
        self.kind == Kind::Mark && !self.bound && self.text != "?"
    }
}

/// The tokens of a phrase written here in the planner, none of them a name.
pub fn phrase(text: &str) -> Vec<Token> {
    text.split_whitespace().map(Token::word).collect()
}

/// As one would write it.
pub fn written(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() && !matches!(token.kind, Kind::Possessive | Kind::Mark) {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    text
}

/// Cuts a question at white space, quotation marks, parentheses, commas and possessive endings. The question mark goes.
pub fn tokens(question: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = question.trim().trim_end_matches(['?', '.', ' ', '\t', '\n', '\\']).trim_start();
    while !rest.is_empty() {
        let (piece, kind) = next_piece(rest);
        push_piece(&mut found, piece, kind);
        rest = rest[piece.len()..].trim_start();
    }
    found
}

fn next_piece(rest: &str) -> (&str, Kind) {
    for (open, close) in [('"', '"'), ('“', '”'), ('«', '»'), ('(', ')')] {
        if let Some(inside) = rest.strip_prefix(open)
            && let Some(length) = inside.find(close).filter(|length| *length > 0)
        {
            let kind = if open == '(' { Kind::Name } else { Kind::Quoted };
            return (&rest[..open.len_utf8() + length + close.len_utf8()], kind);
        }
    }
    let end = rest.char_indices().skip(1).find(|(at, c)| c.is_whitespace() || *c == '(' || (*c == '"' && rest[at + 1..].contains('"')));
    (&rest[..end.map_or(rest.len(), |(at, _)| at)], Kind::Word)
}

fn push_piece(found: &mut Vec<Token>, piece: &str, kind: Kind) {
    if kind != Kind::Word {
        found.push(Token { bound: kind == Kind::Name && !found.is_empty(), ..Token::new(piece, kind) });
        return;
    }
    let colon = !piece.starts_with(char::is_uppercase);
    let asked = piece.strip_suffix('?').filter(|asked| asked.ends_with(char::is_alphanumeric));
    let word = asked.unwrap_or(piece).trim_end_matches(|c| [',', ';'].contains(&c) || (c == ':' && colon));
    match unjoined(word) {
        Some((stem, ending)) if found.is_empty() || !stem.is_empty() => {
            found.push(Token::word(stem));
            found.push(ending);
        }
        Some((_, ending)) => found.push(ending),
        None if word.is_empty() => {}
        None => found.push(Token::word(word)),
    }
    if let Some(mark) = piece[word.len()..].chars().next() {
        found.push(Token::new(mark.encode_utf8(&mut [0; 4]), Kind::Mark));
    }
}

/// `France's` in two, and `who's` as `who is`.
fn unjoined(word: &str) -> Option<(&str, Token)> {
    let stem = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| word.strip_suffix(ending));
    if let Some(stem) = stem.filter(|stem| !stem.ends_with(|c: char| c.is_ascii_digit())) {
        let asks = ["who", "what", "where", "when"].contains(&stem.to_lowercase().as_str());
        let ending = if asks { Token::word("is") } else { Token::new("'s", Kind::Possessive) };
        return Some((stem, ending));
    }
    let stem = ["s'", "s’"].iter().find_map(|ending| word.strip_suffix(ending).map(|_| &word[..=word.len() - ending.len()]))?;
    Some((stem, Token::new("'", Kind::Possessive)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stays_together() {
        for (question, expected) in [
            ("Who wrote \"The Taming of the Shrew\"?", vec!["Who", "wrote", "\"The Taming of the Shrew\""]),
            ("When did Stalker (1979 Film) open?", vec!["When", "did", "Stalker", "(1979 Film)", "open"]),
            ("Who's Ada's father, really?", vec!["Who", "is", "Ada", "'s", "father", ",", "really"]),
            ("the Hornets' nest", vec!["the", "Hornets", "'", "nest"]),
            ("an \"unclosed quotation", vec!["an", "\"unclosed", "quotation"]),
        ] {
            let found = tokens(question);
            assert_eq!(found.iter().map(|t| t.text.as_str()).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn tokens_are_written_as_they_were_read() {
        for question in ["Who was Otto, Duke of Arvenia's father", "Is \"Up\" (2009 film) older than Stalker (1979 Film)", "Who, then"] {
            assert_eq!(written(&tokens(question)), question);
        }
    }
}
