use genesis_text::is_stop_word;

use crate::load::Spoken;

/// How many facts must be joined to answer, at least 1: one for each nested description (`the director of`, `whose`,
/// `that wrote`, `a band based in`), counted by the words that open one. An estimate from the question's surface.
pub(crate) fn hops(words: &[Spoken<'_>]) -> u32 {
    let comparison = if is_comparison(words) { 2 } else { 0 };
    let kinship = words.iter().filter(|word| !word.is_name && word.is(DISTANT_KIN)).count();
    let references = references(words);
    let links = references + clauses(words);
    // The last thing asked is itself a hop: a relation ("the capital of France") names it, a verb ("where did ... die") adds it.
    let joined = links + kinship + usize::from(references == 0 || asks_by_verb(words));
    (joined as u32 + comparison).max(1)
}

/// Relations to another thing: `X of Y` between descriptions and `Y's X`, light words and fixed phrases left out.
fn references(words: &[Spoken<'_>]) -> usize {
    (1..words.len()).filter(|at| opens_reference(words, *at)).count() + possessives(words)
}

fn opens_reference(words: &[Spoken<'_>], at: usize) -> bool {
    let (Some(after), noun) = (words.get(at + 1), &words[at - 1]) else {
        return false;
    };
    let relation = words[at].is(&["of"]) && !words[at].is_name && !noun.is_name && !noun.is(LIGHT);
    let compound = words.get(at + 2).is_some_and(|word| word.is(&["of"])) && !after.is_name && !is_stop_word(&after.folded);
    relation && !compound
}

fn possessives(words: &[Spoken<'_>]) -> usize {
    let owner = |word: &Spoken<'_>| ["'s", "’s"].iter().any(|ending| word.word.text.ends_with(ending)) || word.gap.starts_with(['\'', '’']);
    words.windows(2).filter(|pair| owner(&pair[0]) && !pair[0].is(CONTRACTED) && !pair[1].is_name).count()
}

/// Descriptions by what something did or is: relative clauses with or without their pronoun, and a thing only called `a ...`.
fn clauses(words: &[Spoken<'_>]) -> usize {
    let pronouns = (1..words.len()).filter(|at| opens_clause(words, *at)).count();
    let finite = words.iter().filter(|word| !word.is_name && word.is(AUXILIARIES)).count();
    let reduced = (2..words.len()).filter(|at| is_reduced(words, *at)).count();
    let unnamed = (2..words.len()).filter(|at| is_unnamed(words, *at)).count();
    pronouns.max(finite.saturating_sub(1)) + reduced + unnamed
}

fn opens_clause(words: &[Spoken<'_>], at: usize) -> bool {
    let (word, before) = (&words[at], &words[at - 1]);
    let asks = (at == 1 && before.is(PREPOSITIONS)) || before.is(&["and", "so"]);
    word.is(RELATIVES) && !word.is_name && !asks
}

/// `a company based in`, `the show released on`: a participle right behind a described noun, not the question's own verb.
fn is_reduced(words: &[Spoken<'_>], at: usize) -> bool {
    let (word, noun) = (&words[at], &words[at - 1]);
    let participle = !word.is_name && (word.folded.ends_with("ed") || word.is(PARTICIPLES)) && word.folded.len() > 3;
    let described = !noun.is_name && !is_stop_word(&noun.folded) && !noun.folded.ends_with("ly") && noun.gap.trim().is_empty();
    let own_verb = words[..at].iter().rev().take(4).any(|word| word.is(QUESTION_WORDS)) || words[..at].iter().any(|word| word.is(&["did"]));
    participle && described && !own_verb
}

/// An indefinite thing that has to be found first, unless the question is what such a thing is or a name contains it.
fn is_unnamed(words: &[Spoken<'_>], at: usize) -> bool {
    let (word, before) = (&words[at], &words[at - 1]);
    let article = !word.is_name && word.is(&["a", "an"]) && !before.is(AUXILIARIES) && !before.is(&["as", "such", "what", "per", "how"]);
    article
        && words[at + 1..]
            .iter()
            .find(|word| !word.is_name || !word.gap.trim_matches([' ', '-']).is_empty())
            .is_some_and(|noun| !noun.is_name)
}

/// Whether the answer hangs on a verb: `where did ... die`, `who directed`, `which river flows`.
fn asks_by_verb(words: &[Spoken<'_>]) -> bool {
    let Some(first) = words.iter().position(|word| word.is(QUESTION_WORDS)) else {
        return false;
    };
    match words.get(first + 1) {
        Some(next) if words[first].is(&["who", "what"]) => !next.is(BE) || ends_in_participle(words),
        Some(next) if next.is(BE) => ends_in_participle(words),
        Some(_) => true,
        None => false,
    }
}

fn ends_in_participle(words: &[Spoken<'_>]) -> bool {
    words.last().is_some_and(|last| !last.is_name && (last.folded.ends_with("ed") || last.is(PARTICIPLES) || last.is(PREPOSITIONS)))
}

/// Whether several things are held against each other.
fn is_comparison(words: &[Spoken<'_>]) -> bool {
    let any = |list: &[&str]| words.iter().any(|word| !word.is_name && word.is(list));
    let opens_with_verb = words.first().is_some_and(|word| word.is(AUXILIARIES));
    let choice = any(&["or"]) && (any(COMPARATIVES) || opens_with_verb || any(&["which", "who"]));
    let likeness = any(LIKENESS) && (any(&["and", "as", "with"]) || opens_with_verb);
    choice || likeness || any(&["than"])
}

const QUESTION_WORDS: &[&str] = &["who", "whom", "what", "which", "where", "when", "whose", "how", "why"];
const RELATIVES: &[&str] = &["that", "which", "who", "whom", "whose", "where", "when", "what", "while"];
const AUXILIARIES: &[&str] = &["is", "are", "was", "were", "did", "does", "do", "has", "had", "have"];
const BE: &[&str] = &["is", "are", "was", "were"];
const PREPOSITIONS: &[&str] = &["in", "on", "at", "of", "for", "from", "to", "by", "with", "under", "during", "about"];
const PARTICIPLES: &[&str] = &["born", "held", "built", "written", "made", "known", "sung", "won", "set", "led", "found", "shown", "taken"];
const LIGHT: &[&str] = &[
    "name", "names", "kind", "type", "sort", "part", "one", "some", "number", "members", "all", "out", "most", "because", "any", "many",
    "each", "member",
];
const CONTRACTED: &[&str] = &["what", "who", "where", "when", "it", "that", "how", "there", "he", "she", "let"];
const COMPARATIVES: &[&str] = &[
    "older", "younger", "taller", "larger", "bigger", "smaller", "longer", "shorter", "higher", "lower", "earlier", "later", "first",
    "last", "more", "less", "most", "least", "fewer", "closer", "farther", "further", "deeper", "newer", "before", "after", "faster",
    "heavier",
];
const LIKENESS: &[&str] = &["both", "same", "common", "share", "similar", "alike", "either"];
const DISTANT_KIN: &[&str] = &[
    "grandfather",
    "grandmother",
    "grandson",
    "granddaughter",
    "grandchild",
    "grandparent",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece",
    "stepfather",
    "stepmother",
    "law",
];
