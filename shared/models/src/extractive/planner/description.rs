//! Which noun phrases describe a thing without naming it, so that it has to be looked up.

use super::{
    super::gazetteer::country_of_people,
    ask::is_plural,
    lexicon::{PRONOUNS, is_function_word, is_general, is_place, is_relation, is_role_or_kin, is_superlative, is_time},
    token::{Kind, Token, written},
    tree::{Noun, Piece, Post, Relative, Role},
};

/// Whether the phrase has to be looked up: it points at one thing without naming it.
pub fn is_description(noun: &Noun) -> bool {
    let head = noun.head().map(|head| head.low.as_str());
    let by_role =
        head.is_some_and(is_role_or_kin) && noun.posts.iter().any(|post| matches!(post, Post::Of(inner) if inner.head().is_some()));
    let counted = noun.posts.iter().any(|post| matches!(post, Post::Of(inner) if inner.words.first().is_some_and(|first| first.text.starts_with(|c: char| c.is_ascii_digit()) && inner.is_name())));
    let borrowed = noun.words.first().is_some_and(|first| first.is(&["its", "his", "her", "their"]));
    if national(noun).is_some() {
        return true;
    }
    if noun.is_name() || borrowed || counted || !(by_role || is_anchored(noun)) {
        return false;
    }
    let placed = head.is_some_and(is_place) && noun.owner.is_none() && noun.words.iter().any(|token| token.kind == Kind::Name);
    if noun.posts.iter().any(gives_name) || (placed && !noun.has_clause() && !is_ranked(noun)) {
        return false;
    }
    if noun.has_clause() {
        return !head.is_some_and(|head| ["way", "reason", "fact", "number", "time", "amount"].contains(&head));
    }
    let related = noun.owner.is_some() || noun.posts.iter().any(|post| matches!(post, Post::Of(inner) if is_anchored(inner)));
    by_role
        || (related && head.is_some_and(is_relation))
        || is_ranked(noun)
        || transparent_of(noun).is_some_and(is_description)
        || has_company(noun)
}

/// `the Austrian capital` as the capital of Austria: what a country has one of, told by the word for its people.
pub fn national(noun: &Noun) -> Option<(&[Token], &'static str)> {
    #[rustfmt::skip]
    const NATIONAL: &[&str] = &[
        "anthem", "capital", "chancellor", "constitution", "currency", "flag", "king", "minister", "monarch", "parliament", "president",
        "queen",
    ];
    let words = noun.bare_words();
    let named = words.iter().take_while(|token| token.kind == Kind::Name).count();
    let bare = noun.owner.is_none() && noun.posts.is_empty() && noun.words[0].is(&["the"]);
    let one = noun.head().is_some_and(|head| head.is(NATIONAL)) && named < words.len();
    let country = (bare && one).then(|| country_of_people(&written(&words[..named]))).flatten()?;
    Some((&words[named..], country))
}

/// `a secretary named Sue`.
fn gives_name(post: &Post) -> bool {
    let Post::Clause(Relative { role: Role::Participle, predicate, .. }) = post else {
        return false;
    };
    matches!(predicate.as_slice(), [Piece::Word(verb), Piece::Noun(name), ..] if verb.is(&["named", "called", "titled", "entitled"]) && name.is_name())
}

/// `the largest country on #1`: first, second, largest of its kind.
pub fn is_ranked(noun: &Noun) -> bool {
    let Some(head) = noun.head().filter(|head| !is_time(&head.low) && !is_superlative(&head.low)) else {
        return false;
    };
    let ranked = noun.words.windows(2).any(|pair| {
        let counts = pair[0].is(&["most", "least", "fewest"]) && (pair[1] == *head || is_plural(std::slice::from_ref(head)));
        pair[0].is_plain() && is_superlative(&pair[0].low) && !counts
    });
    ranked && !head.is(&["name", "names", "half", "part", "thing", "world", "lady", "round", "street", "floor"])
}

/// `the continent with the lowest temperature`: a kind told by what it has.
pub fn has_company(noun: &Noun) -> bool {
    let general = noun.head().is_some_and(|head| is_general(&head.low) && !head.is(&["war", "battle", "event"]));
    general && matches!(noun.posts.as_slice(), [Post::At(at, inner)] if at.is(&["with"]) && is_anchored(inner))
}

/// Whether anything in the phrase pins it down: a name, a number, a quotation, a rank, the world.
fn is_anchored(noun: &Noun) -> bool {
    let pins = |token: &Token| {
        token.is_anchor() || (token.is_plain() && (is_superlative(&token.low) || ["world", "earth", "universe"].contains(&&*token.low)))
    };
    noun.words.iter().any(pins)
        || noun.owner.as_deref().is_some_and(is_anchored)
        || noun.posts.iter().any(|post| match post {
            Post::Of(inner) | Post::At(_, inner) => is_anchored(inner),
            Post::Word(_) => false,
            Post::Clause(relative) => {
                let pieces = || relative.predicate.iter().chain(relative.subject.iter().flatten());
                let vague = pieces().any(|piece| matches!(piece, Piece::Word(token) if token.is(PRONOUNS)));
                (!vague && pieces().map(content_words).sum::<usize>() > 1)
                    || pieces().any(|piece| match piece {
                        Piece::Word(token) => pins(token),
                        Piece::Noun(noun) => is_anchored(noun),
                    })
            }
        })
}

/// How many words say something: enough of them describe a thing even without a name.
fn content_words(piece: &Piece) -> usize {
    let counts = |token: &Token| usize::from(token.is_plain() && !is_function_word(&token.low));
    match piece {
        Piece::Word(token) => counts(token),
        Piece::Noun(noun) => {
            let posts = noun.posts.iter().map(|post| match post {
                Post::Of(inner) | Post::At(_, inner) => content_words(&Piece::Noun(inner.clone())),
                Post::Word(token) => counts(token),
                Post::Clause(relative) => relative.predicate.iter().map(content_words).sum(),
            });
            noun.words.iter().map(counts).sum::<usize>() + posts.sum::<usize>()
        }
    }
}

/// `the name of the actor` is asked for by asking for the actor.
pub fn is_transparent(noun: &Noun) -> bool {
    noun.owner.is_none() && noun.bare_words().len() == 1 && noun.head().is_some_and(|head| head.is(&["name", "names", "identity", "title"]))
}

pub fn transparent_of(noun: &Noun) -> Option<&Noun> {
    match noun.posts.as_slice() {
        [Post::Of(inner)] if is_transparent(noun) => Some(inner),
        _ => None,
    }
}

/// Whose or what's relation the phrase names, if that is all it says.
pub fn related_to(noun: &Noun) -> Option<&Noun> {
    match noun.posts.split_first() {
        Some((Post::Of(inner), [])) if noun.owner.is_none() => Some(inner),
        None => noun.owner.as_deref(),
        Some(_) => None,
    }
}
