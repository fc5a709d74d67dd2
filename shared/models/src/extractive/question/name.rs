use crate::extractive::{gazetteer, page::Token};

/// A name in the question, to be recognised in the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extractive) struct Name {
    /// The stems of all its words but a leading article.
    whole: Vec<String>,
    /// The stems that carry it.
    pub stems: Vec<String>,
    /// Whether the question writes it with capitals, so that the evidence must too.
    capital: bool,
    people: bool,
    spoken: String,
}

/// How surely a name is meant where it is a part of a longer one, and where its words stand apart.
const EMBEDDED: f64 = 0.6;
const PIECES: f64 = 0.8;

/// What is left of a name whose number differs: the Games of another year.
const OTHER_FIGURE: f64 = 0.4;

fn is_figure(stem: &str) -> bool {
    stem.starts_with(|c: char| c.is_ascii_digit())
}

impl Name {
    pub fn of(tokens: &[Token]) -> Option<Self> {
        let rest = if tokens.len() > 1 && tokens[0].stop { &tokens[1..] } else { tokens };
        let whole: Vec<String> = rest.iter().map(|token| token.stem.clone()).collect();
        let carrying: Vec<String> = rest.iter().filter(|token| !token.stop).map(|token| token.stem.clone()).collect();
        let stems = if carrying.is_empty() { whole.clone() } else { carrying };
        (!stems.is_empty()).then(|| Self {
            whole,
            stems,
            capital: rest.iter().any(Token::is_capitalised),
            spoken: rest.iter().map(|token| token.text).collect::<Vec<_>>().join(" "),
            people: rest.iter().all(|token| gazetteer::is_demonym(token.text)),
        })
    }

    /// The name as the question writes it.
    pub fn spoken(&self) -> &str {
        &self.spoken
    }

    /// Whether the name is not told at all, or not with its number, if these stems are all there is.
    pub fn is_strange_to(&self, held: impl Fn(&str) -> bool) -> bool {
        !self.stems.iter().any(|stem| held(stem)) || self.stems.iter().any(|stem| is_figure(stem) && !held(stem))
    }

    pub fn is_within(&self, longer: &Name) -> bool {
        self.stems.iter().all(|stem| longer.stems.contains(stem))
    }

    /// How surely the words hold the name, from 0 to 1: in one piece and not as a part of a longer name, or in pieces, by their rarity.
    pub fn found_in(&self, tokens: &[Token], rarity: &dyn Fn(&str) -> f64) -> f64 {
        let whole = self.places(tokens).map(|at| if self.is_part(tokens, at) { EMBEDDED } else { 1.0 }).fold(0.0, f64::max);
        if whole > 0.0 {
            return whole;
        }
        let total: f64 = self.stems.iter().map(|stem| rarity(stem)).sum();
        let held = self.stems.iter().filter(|stem| tokens.iter().any(|token| token.stem == **stem && self.fits(token)));
        let share = if total > 0.0 { held.map(|stem| rarity(stem)).sum::<f64>() / total } else { 0.0 };
        let figures = self.stems.iter().filter(|stem| is_figure(stem)).all(|stem| tokens.iter().any(|token| token.stem == *stem));
        PIECES * share * share * if figures { 1.0 } else { OTHER_FIGURE }
    }

    /// Whether it only says of which people a thing is: `American`.
    pub fn is_of_a_people(&self) -> bool {
        self.whole.len() == 1 && self.people
    }

    /// Whether most of the name is told, or its last word, which in a person's name is the telling one; a numbered name with
    /// its number and a word more.
    pub fn is_told(&self, held: impl Fn(&str) -> bool) -> bool {
        let told = self.stems.iter().filter(|stem| held(stem)).count();
        let figures = self.stems.iter().filter(|stem| is_figure(stem)).count();
        let figure = figures > 0 && self.stems.iter().filter(|stem| is_figure(stem)).all(|stem| held(stem));
        match figures {
            0 => 2 * told > self.stems.len() || self.stems.last().is_some_and(|stem| held(stem)),
            _ => figure && (told > figures || figures == self.stems.len()),
        }
    }

    /// Whether a word of the evidence is one of the name's.
    pub fn holds(&self, token: &Token) -> bool {
        self.stems.contains(&token.stem) && self.fits(token)
    }

    fn fits(&self, token: &Token) -> bool {
        !self.capital || token.is_capitalised() || token.is_number()
    }

    fn places(&self, tokens: &[Token]) -> impl Iterator<Item = usize> {
        let matches = |window: &[Token]| window.iter().zip(&self.whole).all(|(token, stem)| token.stem == *stem);
        let capital = |window: &[Token]| !self.capital || window.iter().any(Token::is_capitalised) || window.iter().all(Token::is_number);
        tokens.windows(self.whole.len()).enumerate().filter(move |(_, window)| matches(window) && capital(window)).map(|(at, _)| at)
    }

    fn is_part(&self, tokens: &[Token], at: usize) -> bool {
        let capital = |token: &Token| token.is_capitalised() && token.follows_closely() && !token.stop;
        let before = at > 1 && tokens[at - 1].is_capitalised() && !tokens[at - 1].stop && tokens[at].follows_closely();
        before || tokens.get(at + self.whole.len()).is_some_and(capital)
    }
}
