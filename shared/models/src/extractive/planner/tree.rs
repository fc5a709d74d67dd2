//! The parsed question: clauses of words and noun phrases, noun phrases with what follows them.

use super::token::{Kind, Token};

pub type Clause = Vec<Piece>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Word(Token),
    Noun(Noun),
}

/// A noun phrase: `Ada Byron's` (owner) `father` (words) `in the film` (posts).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noun {
    pub owner: Option<Box<Noun>>,
    /// Article, adjectives and head. Empty in `who wrote it` used as a noun.
    pub words: Vec<Token>,
    pub posts: Vec<Post>,
}

/// What follows the head of a noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Post {
    /// `of France`.
    Of(Noun),
    /// Another preposition and its noun: `on the continent`.
    At(Token, Noun),
    Clause(Relative),
    Word(Token),
}

/// A relative clause, in full or cut down to a participle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// What stands before the clause: `, in which`. Empty where the clause follows bare.
    pub opener: Vec<Token>,
    pub role: Role,
    /// Absent where the noun itself is the subject.
    pub subject: Option<Clause>,
    pub predicate: Clause,
}

/// What the noun is within its relative clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// `the company that made it`.
    Subject,
    /// `the country that France invaded`.
    Object,
    /// `the city where he was born`.
    Where,
    /// `the year when it opened`.
    When,
    /// `the band whose singer left`.
    Whose,
    /// `the platform on which it runs`.
    Under(Token),
    /// `the country at whose coast it ends`: the preposition and what is owned.
    UnderWhose(Token, Vec<Token>),
    /// `the film directed by her`.
    Participle,
    /// `the city sharing a border with it`.
    Gerund,
    /// `who`, `where` or `what` standing for the noun itself.
    Free(Token),
}

impl Noun {
    /// The head: the last word of the phrase that is not part of a name, or nothing for a bare name.
    pub fn head(&self) -> Option<&Token> {
        self.words.iter().rev().find(|token| token.kind == Kind::Word && !token.is(super::lexicon::DETERMINERS))
    }

    /// Whether the phrase ends in a name, a quotation or an earlier answer: `France`, `the film "Up"`.
    pub fn is_name(&self) -> bool {
        self.words.last().is_some_and(|last| last.bound || matches!(last.kind, Kind::Name | Kind::Quoted | Kind::Answer))
    }

    /// The words without the leading article or possessive pronoun.
    pub fn bare_words(&self) -> &[Token] {
        let start = self
            .words
            .iter()
            .take_while(|token| token.is(super::lexicon::DETERMINERS) || token.is(&["both", "other", "same", "very", "own"]))
            .count();
        &self.words[start..]
    }

    pub fn has_clause(&self) -> bool {
        self.posts.iter().any(|post| matches!(post, Post::Clause(_)))
    }
}
