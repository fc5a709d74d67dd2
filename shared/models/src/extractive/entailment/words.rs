use super::Seen;
use crate::extractive::{
    gazetteer,
    page::Token,
    question::{Asked, Expected, Plain},
    solver,
    synonyms::synonyms,
};

/// What the question speaks of and the evidence does not: a name, a degree, the thing asked for, or most of its other words.
pub(super) fn gap(asked: &Asked, seen: &Seen, text: &str) -> Option<String> {
    unnamed(asked, seen)
        .or_else(|| other_degree(asked, seen))
        .or_else(|| untold(asked, seen, text))
        .or_else(|| no_count(asked, seen, text))
        .or_else(|| no_age(asked, seen, text))
}

/// A year is no count of anything, unless the evidence counts with it what is asked for.
fn no_count(asked: &Asked, seen: &Seen, text: &str) -> Option<String> {
    let year = text.len() == 4 && text.parse().is_ok_and(|year: u32| (1000..=2100).contains(&year));
    let counts = |sentence: &&[Token]| {
        sentence.windows(2).any(|pair| pair[0].text == text && !pair[1].stop && pair[1].follows_closely() && !pair[1].is_capitalised())
    };
    let dated = asked.expected == Expected::Number && year && !seen.here.iter().any(counts);
    let partitive = text.eq_ignore_ascii_case("one") && seen.here.iter().all(|sentence| names_one_of(sentence));
    dated
        .then(|| format!("“{text}” is a year and counts nothing."))
        .or_else(|| partitive.then(|| format!("“{text}” counts nothing there.")))
}

/// `one of the oldest`, and no other one.
fn names_one_of(sentence: &[Token]) -> bool {
    let follows = |at: usize| sentence.get(at + 1).is_some_and(|next| next.folded == "of");
    (0..sentence.len()).filter(|at| sentence[*at].folded == "one").all(follows)
}

/// How old something is, is told by an age, or by when it began.
fn no_age(asked: &Asked, seen: &Seen, text: &str) -> Option<String> {
    let aged = asked.words.contains("how") && asked.words.contains("old");
    let told = || seen.life || seen.tokens().any(|token| AGES.contains(&token.folded.as_str()));
    (aged && !told()).then(|| format!("The evidence tells no age, so “{text}” is none."))
}

/// Every name must be told, and one of them by the evidence itself or its title, unless it goes on from the sentence before.
fn unnamed(asked: &Asked, seen: &Seen) -> Option<String> {
    let names = || asked.subjects.iter().filter(|name| !name.is_of_a_people());
    let goes_on = seen.here.iter().any(|sentence| sentence.iter().take(OPENING).any(|token| REFERRING.contains(&token.folded.as_str())));
    let untold = names().find(|name| !name.is_told(|stem| holds(&seen.near, stem)));
    let own = || names().any(|name| name.is_told(|stem| holds(&seen.own, stem)));
    let silent = untold.or_else(|| names().next().filter(|_| !goes_on && !own()))?;
    Some(format!("The evidence does not speak of “{}”.", silent.spoken()))
}

/// How many words of a sentence may refer back to what was named before it.
const OPENING: usize = 4;

const REFERRING: &[&str] = &["he", "she", "it", "they", "his", "her", "its", "their", "this", "these", "that"];

fn other_degree(asked: &Asked, seen: &Seen) -> Option<String> {
    let told = |word: &&Plain| seen.own.iter().any(|token| solver::is_same_degree(&token.folded, &word.folded));
    let other = asked.plain.iter().find(|word| solver::is_degree(&word.folded) && !told(word))?;
    Some(format!("The evidence does not tell what is “{}”.", other.folded))
}

fn untold(asked: &Asked, seen: &Seen, text: &str) -> Option<String> {
    let related = is_related(asked, seen);
    let words: Vec<&Plain> =
        asked.plain.iter().filter(|word| !solver::is_degree(&word.folded) && !MERE.contains(&word.folded.as_str())).collect();
    let is_told = |word: &Plain| {
        let implied = word.asks && related && !is_particular(asked, word);
        implied || speaks_of(&seen.near, word) || is_gendered(&word.folded, seen) || is_sort(asked, &word.stem, text)
    };
    let missing: Vec<&&Plain> = words.iter().filter(|word| !is_told(word)).collect();
    let decisive = missing.iter().find(|word| is_decisive(asked, word));
    let most = 2 * missing.len() > words.len();
    let word = decisive.or_else(|| missing.first().filter(|_| most))?;
    Some(format!("The evidence does not speak of “{}”, so “{text}” may answer something else.", word.folded))
}

/// Whether the evidence tells the relation that is asked for, in any of its wordings.
fn is_related(asked: &Asked, seen: &Seen) -> bool {
    asked.relation.is_some_and(|relation| {
        let lived = matches!(relation.name, "birthdate" | "deathdate" | "birthplace" | "deathplace");
        let worded = || asked.plain.iter().any(|word| word.asks && holds(&seen.own, &word.stem));
        seen.here.iter().any(|sentence| relation.is_told(sentence)) || lived && seen.life || worded()
    })
}

/// Whether the word asks for one of several things that a relation is told of: an office, a measure.
fn is_particular(asked: &Asked, word: &Plain) -> bool {
    let office = asked.relation.is_some_and(|relation| relation.name == "leader") && !GENERAL.contains(&word.folded.as_str());
    office && asked.expected == Expected::Person || MEASURES.contains(&word.folded.as_str())
}

/// Whether nothing else can stand for the word: the office of a person, the sex, or the thing asked for where no verb says more of it.
fn is_decisive(asked: &Asked, word: &Plain) -> bool {
    let head = asked.verb.is_none() && asked.heads.last() == Some(&word.stem);
    head || is_particular(asked, word) || GENDERED.iter().any(|(noun, _)| *noun == word.folded)
}

/// A sort that the answer itself shows, like the country that `France` is.
fn is_sort(asked: &Asked, stem: &str, text: &str) -> bool {
    if asked.heads.last().is_none_or(|head| head != stem) {
        return false;
    }
    match asked.expected {
        Expected::Country | Expected::State | Expected::Continent | Expected::Nationality => true,
        Expected::Year | Expected::Date => text.contains(|c: char| c.is_ascii_digit()),
        _ => SORTS.contains(&stem),
    }
}

fn is_gendered(word: &str, seen: &Seen) -> bool {
    let told = |words: &[&str]| seen.near.iter().any(|token| words.contains(&token.folded.as_str()));
    GENDERED.iter().any(|(noun, words)| *noun == word && told(words))
}

fn holds(told: &[&Token], stem: &str) -> bool {
    let other = synonyms(stem);
    told.iter().any(|token| token.stem == stem || other.contains(&token.stem) || is_derived(&token.stem, stem) || is_nation(token, stem))
}

/// The same, but for words that only their stem confuses.
fn speaks_of(told: &[&Token], word: &Plain) -> bool {
    let confused = |token: &Token| {
        let apart = |mark: &&str| token.folded.starts_with(*mark) != word.folded.starts_with(*mark);
        token.stem == word.stem && CONFUSED.iter().any(apart)
    };
    let told: Vec<&Token> = told.iter().copied().filter(|token| !confused(token)).collect();
    holds(&told, &word.stem)
}

/// `Polish` and `Poland`.
fn is_nation(token: &Token, stem: &str) -> bool {
    token.is_capitalised() && gazetteer::nation_key(token.text).is_some_and(|key| genesis_text::stem(&key) == stem)
}

/// Whether two stems have most of their letters in common from the start: `discoveri` and `discover`.
fn is_derived(one: &str, two: &str) -> bool {
    let shared = one.bytes().zip(two.bytes()).take_while(|(one, two)| one == two).count();
    shared >= 5 && 3 * shared >= 2 * one.len().max(two.len())
}

const GENDERED: &[(&str, &[&str])] = &[
    ("woman", &["woman", "women", "female", "she", "her", "lady", "girl", "actress", "wife", "mother", "daughter", "queen"]),
    ("man", &["man", "men", "male", "he", "his", "him", "gentleman", "actor", "husband", "father", "son", "king"]),
];

/// Stems of nouns that say no more than what the question word says.
const SORTS: &[&str] = &[
    "person", "peopl", "place", "locat", "citi", "town", "villag", "thing", "name", "number", "type", "kind", "sort", "compani", "film",
    "movi", "book", "actor", "actress", "singer", "author", "writer", "artist", "band", "group", "organ", "organiz", "organis",
];

/// Beginnings that tell apart what has one stem: `university` and `universe`.
const CONFUSED: &[&str] = &["universit", "organis", "organiz", "internat", "importan", "news", "generat"];

/// Words that tell an age, or that something began.
const AGES: &[&str] = &[
    "old",
    "age",
    "aged",
    "ages",
    "years",
    "born",
    "founded",
    "established",
    "built",
    "completed",
    "opened",
    "formed",
    "created",
    "began",
    "started",
    "since",
    "dates",
    "dated",
    "constructed",
    "introduced",
    "launched",
    "birth",
];

/// Words of a question that only count or ask.
const MERE: &[&str] = &["many", "much", "name", "called", "known", "give", "tell", "list", "long", "old"];

/// Words for whoever leads, whatever the office.
const GENERAL: &[&str] =
    &["leader", "head", "ruler", "ruled", "rule", "led", "lead", "charge", "state", "government", "commanded", "reigned"];

const MEASURES: &[&str] =
    &["height", "weight", "depth", "width", "length", "temperature", "speed", "price", "cost", "tall", "deep", "heavy", "wide", "fast"];
