//! What a comparison measures: the question it asks of each alternative and how the answers are held against each other.

use super::super::{
    ask::{inverted, is_plural},
    lexicon::{self, BE, HAVE, is_person, is_work},
    settle::{the_relation_of, what_is},
    token::{Token, phrase},
};

/// How the answers decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Earlier,
    Later,
    Larger,
    Smaller,
}

/// What is asked of each alternative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    /// When the predicate came true: `When was A born?`
    Event(Vec<Token>),
    /// `How many acts` + `has`.
    Amount(Vec<Token>, Vec<Token>),
    /// `the population of A`.
    Attribute(Vec<Token>),
    /// From birth to death.
    Life,
}

impl Order {
    pub fn which(self) -> &'static str {
        match self {
            Self::Earlier => "came first",
            Self::Later => "came last",
            Self::Larger => "is larger",
            Self::Smaller => "is smaller",
        }
    }

    pub fn than(self) -> &'static str {
        match self {
            Self::Earlier => "earlier",
            Self::Later => "later",
            Self::Larger => "larger",
            Self::Smaller => "smaller",
        }
    }
}

impl Property {
    /// The questions to ask about one alternative: two for a life, else one.
    pub fn questions(&self, subject: &[Token]) -> Vec<Vec<Token>> {
        let question = |wh: &[Token], predicate: &[Token]| wh.iter().cloned().chain(inverted(subject, predicate)).collect::<Vec<_>>();
        match self {
            Self::Event(predicate) => vec![question(&phrase("when"), predicate)],
            Self::Amount(wh, predicate) => vec![question(wh, predicate)],
            Self::Attribute(noun) => {
                vec![what_is(noun.last(), the_relation_of(noun, subject.to_vec()))]
            }
            Self::Life => vec![question(&phrase("when"), &phrase("was born")), question(&phrase("when"), &phrase("died"))],
        }
    }
}

/// Reads a predicate like `was born later`, `is taller`, `has more acts`, `has a higher population`, `lived longer`.
/// `kind` is the noun the alternatives belong to, `who` for persons.
pub fn measure(predicate: &[Token], kind: Option<&Token>) -> Option<(Property, Order)> {
    let predicate = without_tail(predicate);
    life(predicate).or_else(|| quality(predicate, kind)).or_else(|| quantity(predicate)).or_else(|| event(predicate))
}

/// Without `than the other`, `of the two`, and the comma of an alternative.
fn without_tail(predicate: &[Token]) -> &[Token] {
    let end = predicate.iter().position(|token| token.is(&["than"]) || token.is_comma()).unwrap_or(predicate.len());
    &predicate[..end]
}

fn life(predicate: &[Token]) -> Option<(Property, Order)> {
    let [verb, rest @ ..] = predicate else {
        return None;
    };
    let lived = verb.is(&["lived", "live"]) || (verb.is(&["had", "has", "have"]) && rest.last()?.is(&["life", "lifespan"]));
    let order = if rest.iter().any(|token| token.is(&["longer", "longest"])) {
        Order::Larger
    } else if rest.iter().any(|token| token.is(&["shorter", "shortest"])) {
        Order::Smaller
    } else {
        return None;
    };
    lived.then_some((Property::Life, order))
}

/// `is older`, `was the tallest building`.
fn quality(predicate: &[Token], kind: Option<&Token>) -> Option<(Property, Order)> {
    let (be, rest) = predicate.split_first().filter(|(be, _)| be.is(BE) || be.is(&["be", "stands", "stood"]))?;
    let rest = rest.strip_prefix(&phrase("the")[..]).unwrap_or(rest);
    let compound = rest.first()?.is(&["more", "most", "less", "least"]);
    let (word, order) = if compound { compound_quality(rest)? } else { plain_quality(&rest.first()?.low)? };
    if rest.iter().skip(1 + usize::from(compound)).any(|token| token.is(lexicon::PREPOSITIONS)) {
        return None;
    }
    Some(match word.as_str() {
        "old" | "new" => age(kind, order),
        "populous" => (Property::Attribute(phrase("population")), order),
        "large" | "big" => match kind.map(|kind| kind.low.as_str()) {
            Some("country" | "state" | "lake" | "nation" | "island" | "continent" | "county" | "desert") => {
                (Property::Attribute(phrase("area")), order)
            }
            Some("city" | "town" | "village" | "capital") => (Property::Attribute(phrase("population")), order),
            _ => (how(&word, be), order),
        },
        _ => (how(&word, be), order),
    })
}

fn how(word: &str, be: &Token) -> Property {
    let be = if be.is(&["be", "stands", "stood"]) { Token::word("is") } else { be.clone() };
    Property::Amount(phrase(&format!("how {word}")), vec![be])
}

/// Older things were made earlier, and it is the kind that says what their making is called.
fn age(kind: Option<&Token>, order: Order) -> (Property, Order) {
    let order = if order == Order::Larger { Order::Earlier } else { Order::Later };
    let made = match kind {
        None => "was born",
        Some(kind) if is_person(&kind.low) || kind.is(&["who", "person"]) => "was born",
        Some(kind) if kind.is(&["book", "novel", "magazine", "newspaper", "journal", "poem", "story"]) => "was published",
        Some(kind) if kind.is(&["building", "bridge", "tower", "castle", "church", "cathedral", "mosque", "palace", "stadium"]) => {
            "was built"
        }
        Some(kind) if kind.is(&["band", "group", "duo"]) => "was formed",
        Some(kind) if is_work(&kind.low) => "was released",
        Some(_) => "was founded",
    };
    (Property::Event(phrase(made)), order)
}

fn compound_quality(rest: &[Token]) -> Option<(String, Order)> {
    let order = if rest[0].is(&["more", "most"]) { Order::Larger } else { Order::Smaller };
    let word = rest.get(1).filter(|word| word.is(&["populous", "expensive", "massive", "dense", "populated"]))?;
    Some((if word.is(&["populated"]) { "populous".to_owned() } else { word.low.clone() }, order))
}

/// The plain adjective behind a comparative or superlative, and which end of the scale it asks for.
fn plain_quality(word: &str) -> Option<(String, Order)> {
    const LARGE: &[&str] = &[
        "old", "tall", "high", "long", "large", "big", "heavy", "deep", "wide", "fast", "hot", "far", "thick", "great", "rich", "strong",
        "broad",
    ];
    const SMALL: &[(&str, &str)] = &[
        ("young", "old"),
        ("small", "large"),
        ("short", "long"),
        ("low", "high"),
        ("light", "heavy"),
        ("slow", "fast"),
        ("cold", "hot"),
        ("new", "new"),
    ];
    let stem = |ending: &str| {
        word.strip_suffix(ending).map(|stem| {
            [stem.to_owned(), format!("{stem}e"), undoubled(stem), stem.strip_suffix('i').map_or(String::new(), |s| format!("{s}y"))]
        })
    };
    let stems = stem("est").or_else(|| stem("er"))?;
    let large = LARGE.iter().find(|base| stems.iter().any(|stem| stem == *base)).map(|base| ((*base).to_owned(), Order::Larger));
    let small =
        || SMALL.iter().find(|(base, _)| stems.iter().any(|stem| stem == *base)).map(|(_, scale)| ((*scale).to_owned(), Order::Smaller));
    large.or_else(small)
}

fn undoubled(stem: &str) -> String {
    let mut stem = stem.to_owned();
    stem.pop();
    stem
}

/// `has more directors`, `won the most titles`, `has a higher population`, `lasted longer`.
fn quantity(predicate: &[Token]) -> Option<(Property, Order)> {
    let at = predicate.iter().position(|token| token.is(&["more", "most", "fewer", "fewest", "less", "least"])).filter(|at| *at > 0);
    let verb_end = |at: usize| if predicate[at - 1].is(lexicon::ARTICLES) { at - 1 } else { at };
    if let Some(at) = at {
        let order = if predicate[at].is(&["more", "most"]) { Order::Larger } else { Order::Smaller };
        let counted = predicate[at + 1..]
            .iter()
            .take_while(|token| token.kind != super::super::token::Kind::Mark && !lexicon::is_function_word(&token.low))
            .count();
        let counted = if counted == 0 { return None } else { &predicate[at + 1..at + 1 + counted] };
        let many = counted.last().is_some_and(counts);
        let much = !many
            && counted.len() == 1
            && predicate.len() == at + 2
            && verb_end(at) == at
            && counted.iter().all(|token| !lexicon::is_adverb(token));
        if !(many || much) || verb_end(at) == 0 || (much && predicate[0].is(BE)) {
            return None;
        }
        let mut verb = predicate[..verb_end(at)].to_vec();
        verb.extend_from_slice(&predicate[at + 1 + counted.len()..]);
        let wh: Vec<Token> = phrase(if many { "how many" } else { "how much" }).into_iter().chain(counted.iter().cloned()).collect();
        return Some((Property::Amount(wh, verb), order));
    }
    if predicate.first()?.is(HAVE) && predicate.len() > 2 {
        let rest = &predicate[1..];
        let rest = &rest[rest.iter().take_while(|token| token.is(lexicon::ARTICLES)).count()..];
        let (word, noun) = rest.split_first().filter(|(_, noun)| !noun.is_empty())?;
        let (_, order) = plain_quality(&word.low)?;
        return Some((Property::Attribute(noun.to_vec()), order));
    }
    let (last, verb) = predicate.split_last().filter(|(_, verb)| !verb.is_empty() && !verb[0].is(BE))?;
    let (word, order) = plain_quality(&last.low).filter(|(word, _)| word == "long")?;
    Some((Property::Amount(phrase(&format!("how {word}")), verb.to_vec()), order))
}

/// Whether `how many` can ask for the noun.
fn counts(noun: &Token) -> bool {
    is_plural(std::slice::from_ref(noun)) || noun.is(&["people", "species", "series"])
}

/// `was born first`, `came out earlier`, `was released more recently`, `went into space at a later date`.
fn event(predicate: &[Token]) -> Option<(Property, Order)> {
    const EARLY: &[&str] = &["first", "earlier", "earliest", "sooner", "before"];
    const LATE: &[&str] = &["later", "last", "latest", "second", "recently", "after"];
    let at = predicate.iter().rposition(|token| token.is(EARLY) || token.is(LATE)).filter(|at| *at > 0)?;
    let order = if predicate[at].is(EARLY) { Order::Earlier } else { Order::Later };
    let wrapping = ["at a", "at an", "at", "more", "most", "the", "on an", "on a", "in an", "in a"];
    let mut start = at;
    for words in wrapping.map(phrase) {
        if predicate[..start].ends_with(&words) {
            start -= words.len();
        }
    }
    let rest = &predicate[at + 1..];
    let rest = rest.strip_prefix(&phrase("date")[..]).unwrap_or(rest);
    let kept: Vec<Token> = predicate[..start].iter().chain(rest).filter(|token| !token.is(&["first"])).cloned().collect();
    let kept = if kept.len() == 1 && kept[0].is(&["came", "come", "comes"]) { phrase("happened") } else { kept };
    let says = kept.first().is_some_and(|first| !first.is(lexicon::PREPOSITIONS)) && !(kept.len() == 1 && kept[0].is(BE));
    (says && start > 0).then_some((Property::Event(kept), order))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::token::{tokens, written};

    #[test]
    fn a_predicate_says_what_to_ask_and_how_to_judge() {
        for (predicate, kind, question, order) in [
            ("was born later", "who", "when was X born", Order::Later),
            ("came out first", "film", "when did X come out", Order::Earlier),
            ("was released more recently", "film", "when was X released", Order::Later),
            ("went into space at a later date", "person", "when did X go into space", Order::Later),
            ("is older", "who", "when was X born", Order::Earlier),
            ("is older", "university", "when was X founded", Order::Earlier),
            ("is taller", "building", "how tall is X", Order::Larger),
            ("is larger", "country", "what is the area of X", Order::Larger),
            ("has more directors", "film", "how many directors does X have", Order::Larger),
            ("has a higher population", "city", "what is the population of X", Order::Larger),
            ("has won more Grand Slam titles", "who", "how many Grand Slam titles has X won", Order::Larger),
            ("lived longer", "who", "when was X born", Order::Larger),
            ("is shorter", "river", "how long is X", Order::Smaller),
        ] {
            let (property, found) = measure(&tokens(predicate), Some(&Token::word(kind))).expect(predicate);
            assert_eq!((written(&property.questions(&tokens("X"))[0]), found), (question.to_owned(), order), "{predicate}");
        }
        assert_eq!(measure(&tokens("is a poet"), None), None);
    }
}
