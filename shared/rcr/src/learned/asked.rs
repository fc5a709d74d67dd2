use std::{collections::BTreeSet, sync::LazyLock};

use genesis_text::{fold, words};

use super::{
    lexicon::{Lexicon, Shape, Token},
    page::{Terms, names},
};
use crate::Request;

/// What is asked, as it is compared.
#[derive(Debug)]
pub(crate) struct Asked {
    pub query: Wording,
    pub question: Wording,
    /// The answers of the premises.
    pub known: Wording,
    pub answers: Vec<Vec<u32>>,
    pub is_part: bool,
    pub sort: Sort,
    /// The topics the query speaks of, as places in `TOPICS`.
    pub topics: Vec<usize>,
    /// Stems of each topic's cues.
    pub cues: &'static [Terms],
}

#[derive(Debug, Default)]
pub(crate) struct Wording {
    pub tokens: Vec<Token>,
    pub terms: Terms,
    pub names: Vec<Vec<u32>>,
    /// The terms that are in no name.
    pub plain: Terms,
    /// How the plain terms begin.
    pub roots: Terms,
    /// Terms that follow one another.
    pub pairs: Vec<(u32, u32)>,
}

/// What sort of thing is asked for, by its question word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Other = 0,
    Person = 1,
    Time = 2,
    Place = 3,
    Amount = 4,
    Choice = 5,
    YesNo = 6,
    Thing = 7,
}

/// Words of questions, and words of the texts that answer them.
const TOPICS: [(&str, &str); 18] = [
    ("birth birthday born age older younger birthdate birthplace", "born birth b"),
    ("death die died dead burial", "died death buried killed d"),
    (
        "father mother parent child children son daughter sibling brother sister grandfather grandmother family",
        "son daughter father mother child children parents brother sister born eldest youngest married",
    ),
    ("spouse wife husband married marry partner", "married wife husband spouse marriage marry widow"),
    ("director directed direct film movie", "directed director film by"),
    ("performer singer sang sung artist band song album record", "song single album band singer recorded performed released by"),
    ("composer composed wrote written writer author lyrics", "composed composer written wrote author writer by score music"),
    (
        "country nation nationality citizenship citizen origin",
        "american british english french german indian italian country republic born is nation",
    ),
    (
        "educated study studied university college school attend attended",
        "educated university college school studied graduated attended degree",
    ),
    ("employer work worked job occupation profession employed", "worked professor joined employed career company university worked"),
    (
        "located location where place city town county state capital region headquarters",
        "located in city town county state capital district lies headquartered situated",
    ),
    ("population many people inhabitants number", "population census people inhabitants million residents"),
    (
        "founded founder established formed start started begin began created inception opened",
        "founded founder established formed created began opened since first",
    ),
    ("end ended finish dissolved closed last", "ended dissolved until closed last defunct abolished"),
    ("award prize won win winner champion", "won award prize winner awarded received champion"),
    ("publish published released release date publication aired premiere", "published released release premiered aired publication"),
    (
        "character played plays role cast star actor actress voice",
        "played role character cast starring actor actress voiced portrayed stars",
    ),
    (
        "president king queen ruler leader governor mayor elected minister",
        "president king queen elected governor mayor leader minister reign office succeeded",
    ),
];

/// Nouns for what is asked for.
const NOUNS: [(Sort, &str); 4] = [
    (Sort::Time, "date year birthday month day decade century birthdate"),
    (
        Sort::Place,
        "place country city state county capital location headquarters region continent nationality citizenship town birthplace \
         province district village island origin territory hometown",
    ),
    (
        Sort::Person,
        "author director composer performer father mother spouse wife husband child founder owner president creator writer producer \
         singer son daughter sibling brother sister grandfather grandmother king queen leader coach player actor actress manufacturer \
         developer publisher screenwriter editor cast member",
    ),
    (Sort::Amount, "population number debt income percentage amount length height area distance rate size cost many"),
];

/// The topics as they are compared, which every request begins with.
struct Topics {
    lexicon: Lexicon,
    words: Vec<Terms>,
    cues: Vec<Terms>,
}

static READ_TOPICS: LazyLock<Topics> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    let mut stems = |text: &str| Terms::of(lexicon.read(text).into_iter().map(|token| token.stem));
    let (words, cues) = TOPICS.iter().map(|(words, cues)| (stems(words), stems(cues))).unzip();
    Topics { lexicon, words, cues }
});

impl Asked {
    /// What is asked, and the lexicon to read the passages with.
    pub fn read(request: &Request<'_>) -> (Self, Lexicon) {
        let Topics { lexicon, words, cues } = &*READ_TOPICS;
        let mut lexicon = lexicon.clone();
        let query = Wording::of(lexicon.read(request.query));
        let is_of = |words: &Terms| query.tokens.iter().any(|token| words.holds(token.stem));
        let topics = words.iter().enumerate().filter(|(_, words)| is_of(words)).map(|(topic, _)| topic).collect();
        let known: Vec<Vec<Token>> = request.premises.iter().map(|premise| lexicon.read(&premise.answer)).collect();
        let asked = Self {
            query,
            question: Wording::of(lexicon.read(request.question)),
            answers: known.iter().map(|tokens| tokens.iter().map(|token| token.stem).collect()).collect(),
            known: Wording::of(known.into_iter().flatten().collect()),
            is_part: request.query != request.question,
            sort: Sort::of(request.query),
            topics,
            cues,
        };
        (asked, lexicon)
    }
}

impl Wording {
    fn of(tokens: Vec<Token>) -> Self {
        let terms = Terms::in_tokens(&tokens);
        let names = names(&tokens);
        let named: BTreeSet<u32> = names.iter().flatten().copied().collect();
        let plain = Terms::of(terms.iter().filter(|stem| !named.contains(stem)));
        let roots = Terms::of(tokens.iter().filter(|token| plain.holds(token.stem)).map(|token| token.root));
        let meaning: Vec<u32> = tokens.iter().filter(|token| !token.is_stop).map(|token| token.stem).collect();
        let pairs = meaning.windows(2).map(|pair| (pair[0], pair[1])).collect();
        Self { terms, names, plain, roots, pairs, tokens }
    }

    pub fn tells(&self, shape: Shape) -> bool {
        self.tokens.iter().any(|token| token.shape == shape)
    }
}

impl Sort {
    /// By the first word that tells.
    fn of(query: &str) -> Self {
        let folded: Vec<String> = words(query).map(|word| fold(word.text)).collect();
        let first = folded.first().map(String::as_str).unwrap_or_default();
        if matches!(first, "is" | "are" | "was" | "were" | "do" | "does" | "did" | "has" | "have" | "had" | "can") {
            return if folded.iter().any(|word| word == "or") { Sort::Choice } else { Sort::YesNo };
        }
        for pair in folded
            .windows(2)
            .map(|pair| (pair[0].as_str(), pair[1].as_str()))
            .chain([(folded.last().map(String::as_str).unwrap_or_default(), "")])
        {
            match pair {
                ("who" | "whom" | "whose", _) => return Sort::Person,
                ("when", _) | ("what" | "which", "year" | "date" | "month" | "day" | "decade" | "century") => return Sort::Time,
                ("where", _) | ("what" | "which", "country" | "city" | "state" | "county" | "place" | "town" | "continent") => {
                    return Sort::Place;
                }
                ("how", "many" | "much" | "long" | "old" | "large" | "big" | "far" | "tall" | "high") => return Sort::Amount,
                ("date" | "birthday", _) => return Sort::Time,
                ("which", _) if folded.iter().any(|word| word == "or") => return Sort::Choice,
                ("what" | "which", _) => return Sort::of_noun(&folded).unwrap_or(Sort::Thing),
                _ => {}
            }
        }
        Sort::of_noun(&folded).unwrap_or(Sort::Other)
    }

    /// By the first noun that tells, as in `What is the date of death of Ada?`.
    fn of_noun(folded: &[String]) -> Option<Self> {
        let sort = |word: &str| NOUNS.iter().find(|(_, nouns)| nouns.split(' ').any(|noun| noun == word)).map(|(sort, _)| *sort);
        folded.iter().find_map(|word| sort(word))
    }
}
