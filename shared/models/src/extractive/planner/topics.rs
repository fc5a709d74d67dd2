//! What has been spoken of, and what the pronouns of a later question stand for.

use super::{
    lexicon::{self, BE, PREPOSITIONS, WH, is_function_word, is_person, is_place, is_quantity, is_role_or_kin, is_time, singular},
    token::{Kind, Token},
    verbs::verb,
};

/// Things mentioned, the latest last.
#[derive(Debug, Default)]
pub struct Topics(Vec<Topic>);

#[derive(Debug, Clone)]
struct Topic {
    /// What to write in a pronoun's place.
    words: Vec<Token>,
    sort: Sort,
    /// The noun it was called by: `laboratory`.
    noun: Option<String>,
    /// The base of the verb it did: a `planner` is one who plans.
    did: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Person,
    Thing,
    /// A place, time or quantity that a question asked for, as opposed to what it was about.
    Circumstance,
    Unknown,
}

impl Topics {
    /// Notes a thing called by a noun. A thing known already stays where it is.
    pub fn mention(&mut self, words: &[Token], noun: Option<&Token>, did: Option<&Token>) {
        let sort = match noun {
            Some(noun) if is_person(&noun.low) || noun.is(&["who", "whom"]) => Sort::Person,
            Some(noun) if noun.is(&["where", "when", "why", "how"]) || is_time(&noun.low) || is_quantity(&noun.low) => Sort::Circumstance,
            Some(_) => Sort::Thing,
            None => Sort::Unknown,
        };
        let known = self.0.iter().any(|topic| topic.words == words);
        if !known && !words.is_empty() {
            let noun = noun.filter(|noun| !noun.is(WH)).map(|noun| singular(&noun.low));
            let did = did.and_then(|word| verb(&word.low)).map(|verb| verb.base);
            self.0.push(Topic { words: words.to_vec(), sort, noun, did });
        }
    }

    /// Notes what a thing mentioned before is called.
    pub fn call(&mut self, words: &[Token], noun: Option<&Token>) {
        self.0.retain(|topic| topic.words != words);
        self.mention(words, noun, None);
    }

    /// Notes what a question is about and what its answer is.
    pub fn ask(&mut self, question: &[Token], answer: &Token) {
        if let Some(subject) = first_name(question) {
            self.mention(subject, None, None);
        }
        let asked = question.iter().position(|token| token.is(WH));
        let Some(asked) = asked else {
            return self.mention(std::slice::from_ref(answer), None, None);
        };
        let wh = &question[asked];
        let rest = &question[asked + 1..];
        let noun =
            |(at, token): &(usize, &Token)| token.is_plain() && !is_function_word(&token.low) && (*at == 0 || verb(&token.low).is_none());
        let kind = rest.iter().enumerate().take_while(noun).last().map(|(_, token)| token);
        let described = || {
            let of = rest.iter().position(|token| token.is(&["of", "in"])).unwrap_or(rest.len());
            rest[..of].last().filter(|noun| noun.is_plain() && rest[0].is(BE) && !is_function_word(&noun.low))
        };
        let noun = match wh.low.as_str() {
            "which" | "what" => kind.or_else(described),
            _ => None,
        };
        self.mention(std::slice::from_ref(answer), Some(noun.unwrap_or(wh)), None);
    }

    /// The question with what its pronouns stand for in their place.
    pub fn resolve(&self, tokens: &[Token]) -> Vec<Token> {
        let named = tokens.iter().any(Token::is_anchor);
        let mut resolved = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let (words, used) = self.replacement(&tokens[..at], &tokens[at..], named).unwrap_or_else(|| (vec![tokens[at].clone()], 1));
            resolved.extend(words);
            at += used;
        }
        resolved
    }

    /// What stands for the words at the start of `tokens`, and how many they are.
    fn replacement(&self, before: &[Token], tokens: &[Token], named: bool) -> Option<(Vec<Token>, usize)> {
        let token = tokens.first().filter(|token| token.is_plain())?;
        let object = tokens.get(1).is_none_or(|next| next.is(PREPOSITIONS) || next.kind == Kind::Mark);
        let owned = |topic: &Topic| topic.words.iter().cloned().chain([Token::new("'s", Kind::Possessive)]).collect();
        Some(match token.low.as_str() {
            "he" | "she" | "him" => (self.person()?.words.clone(), 1),
            "her" if object => (self.person()?.words.clone(), 1),
            "his" | "her" | "its" | "their" if has_own_subject(before) => return None,
            "his" | "her" => (owned(self.person()?), 1),
            "it" => (self.thing()?.words.clone(), 1),
            "its" => (owned(self.thing()?), 1),
            "they" | "them" => (self.latest()?.words.clone(), 1),
            "their" => (owned(self.latest()?), 1),
            "there" if tokens.get(1).is_none_or(|next| next.kind == Kind::Mark) && !before.last().is_some_and(|last| last.is(BE)) => {
                let place = self.place().filter(|place| !named || place.noun.is_some())?;
                (std::iter::once(Token::word("in")).chain(place.words.iter().cloned()).collect(), 1)
            }
            "that" | "this" | "these" | "those" | "the" => {
                let (topic, used) = self.pointed_at(before, tokens, named)?;
                (topic.words.clone(), used)
            }
            _ => return None,
        })
    }

    /// `that laboratory`, `the planner`, `that first company`: the thing meant and the length of the phrase.
    fn pointed_at(&self, before: &[Token], tokens: &[Token], named: bool) -> Option<(&Topic, usize)> {
        let shows = !tokens[0].is(&["the"]);
        let is_noun = |token: &&Token| {
            let adverb = lexicon::is_adverb(token) && !lexicon::is_superlative(&token.low);
            token.is_plain() && !is_function_word(&token.low) && !adverb
        };
        let same = usize::from(tokens.get(1).is_some_and(|next| next.is(&["same", "very"])));
        let length = tokens[1 + same..].iter().take(2 + same).take_while(|token| is_noun(token)).count();
        let length = (1..=length)
            .rev()
            .find(|length| self.called(&tokens[same + length]).is_some())
            .or_else(|| (length > 0).then(|| 1 + usize::from(length > 1 && lexicon::is_superlative(&tokens[same + 1].low))))?;
        let noun = &tokens[same + length];
        let after = tokens.get(1 + same + length);
        let relative =
            shows && before.last().is_some_and(|last| last.is_plain() && !is_function_word(&last.low) && verb(&last.low).is_none());
        let described = after.is_some_and(|next| next.is(&["of", "who", "that", "which", "whose", "where", "in"]) || next.is_anchor());
        let exact = self.called(noun).filter(|_| !relative && (shows || (length == 1 && !described)));
        let by_role = || self.latest().filter(|_| !shows && !named && !described && is_role_or_kin(&noun.low));
        let ranked = length == 2 && lexicon::is_superlative(&tokens[same + 1].low);
        let of_its_sort = || self.of_the_sort(noun).filter(|_| shows && !relative && (length == 1 || ranked) && verb(&noun.low).is_none());
        exact.or_else(by_role).or_else(of_its_sort).map(|topic| (topic, 1 + same + length))
    }

    /// The latest thing that was called so, or did what the noun says.
    fn called(&self, noun: &Token) -> Option<&Topic> {
        let name = singular(&noun.low);
        let does = |base: &str| {
            let stem = base.trim_end_matches('e');
            let agent = ["er", "or", "r"].iter().any(|ending| name.ends_with(ending));
            agent && name.starts_with(stem) && name.len() <= base.len() + 3
        };
        self.find(|topic| topic.noun.as_deref() == Some(name.as_str()) || topic.did.as_deref().is_some_and(does))
    }

    fn of_the_sort(&self, noun: &Token) -> Option<&Topic> {
        if is_person(&noun.low) {
            self.find(|topic| topic.sort == Sort::Person)
        } else if is_time(&noun.low) {
            self.find(|topic| topic.sort == Sort::Circumstance)
        } else if is_place(&noun.low) {
            self.place()
        } else {
            self.thing()
        }
    }

    fn person(&self) -> Option<&Topic> {
        self.find(|topic| topic.sort == Sort::Person).or_else(|| self.find(|topic| topic.sort == Sort::Unknown)).or_else(|| self.latest())
    }

    fn thing(&self) -> Option<&Topic> {
        self.find(|topic| topic.sort == Sort::Thing).or_else(|| self.find(|topic| topic.sort == Sort::Unknown)).or_else(|| self.latest())
    }

    fn place(&self) -> Option<&Topic> {
        let place = |topic: &Topic| topic.noun.as_deref().is_some_and(is_place);
        self.find(place).or_else(|| self.find(|topic| topic.sort == Sort::Circumstance && topic.noun.is_none())).or_else(|| self.thing())
    }

    fn latest(&self) -> Option<&Topic> {
        self.find(|topic| topic.sort != Sort::Circumstance)
    }

    fn find(&self, fits: impl Fn(&Topic) -> bool) -> Option<&Topic> {
        self.0.iter().rev().find(|topic| fits(topic))
    }
}

/// In `did the firm sell its offices` the offices are the firm's, whatever was spoken of before.
fn has_own_subject(before: &[Token]) -> bool {
    let article = before.iter().position(|token| token.is(lexicon::ARTICLES));
    article
        .is_some_and(|at| before[at..].iter().any(|token| token.is_plain() && verb(&token.low).is_some_and(|verb| verb.form.is_finite())))
}

/// The first name, quotation or earlier answer, with the article before it.
pub fn first_name(tokens: &[Token]) -> Option<&[Token]> {
    let start = tokens.iter().position(|token| matches!(token.kind, Kind::Name | Kind::Quoted | Kind::Answer))?;
    let length = tokens[start + 1..].iter().take_while(|token| token.bound).count();
    let article = usize::from(start > 0 && tokens[start - 1].is(&["the"]));
    Some(&tokens[start - article..=start + length])
}
