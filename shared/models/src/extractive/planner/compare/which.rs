//! `Which film came out first, A or B?` and the like: one of the alternatives is the answer.

use super::{
    super::{
        ask::inverted,
        clauses::pieces,
        lexicon::{self, DO, HAVE, MODAL, is_auxiliary, is_person, is_work},
        settle::{settle, the_relation_of, what_is},
        sketch::Sketch,
        subject::{Awaited, subject_end},
        token::{Kind, Token, phrase},
        verbs::verb,
    },
    alternatives::{Choice, choice, common_head, is_quantity},
    answers, labelled,
    measure::{Order, Property, measure},
};

pub fn compare(tokens: &[Token], sketch: &mut Sketch) -> bool {
    let Some(choice) = choice(tokens) else {
        return false;
    };
    let Some(frame) = read(&choice.frame) else {
        return false;
    };
    let kind = frame.judged().or_else(|| common_head(&choice.names));
    let measured = made_by_someone(&frame).or_else(|| measure(&frame.predicate, kind).filter(|_| !asks_of_someone(&frame)));
    if measured.is_none() && (asks_of_someone(&frame) || frame.predicate.iter().any(compares)) {
        return false;
    }
    if measured.is_none() && !(choice.set_off || is_auxiliary(&choice.frame[0].low)) {
        return false;
    }
    let subjects = subjects(&frame, &choice.names, sketch);
    let labels = labels(&frame, &choice, &subjects);
    match measured {
        Some((property, order)) => ask_each(&labels, &subjects, (&property, order), sketch),
        None => {
            let asked: Vec<Token> = subjects.iter().map(|subject| sketch.look_up(&inverted(subject, &frame.predicate))).collect();
            sketch.compare(format!("Which is true: {}?", labelled(&labels, &answers(&asked))));
        }
    }
    true
}

/// What the question asks about its alternatives.
struct Frame {
    /// `film` in `Which film …`; `who` for persons.
    kind: Option<Token>,
    /// `director` in `Which film has the director who …`.
    relation: Option<Token>,
    predicate: Vec<Token>,
}

impl Frame {
    /// The noun that what is compared belongs to.
    fn judged(&self) -> Option<&Token> {
        self.relation.as_ref().or(self.kind.as_ref())
    }
}

fn read(frame: &[Token]) -> Option<Frame> {
    let (first, rest) = frame.split_first()?;
    if first.is_plain() && is_auxiliary(&first.low) {
        return Some(Frame { kind: None, relation: None, predicate: frame.to_vec() });
    }
    if first.is(lexicon::PREPOSITIONS) || !first.is(&["which", "who", "what", "whose"]) {
        return None;
    }
    let verbal =
        |token: &Token| token.is_plain() && (is_auxiliary(&token.low) || verb(&token.low).is_some_and(|verb| verb.form.is_finite()));
    let whose = rest.iter().take_while(|token| !verbal(token)).position(|token| token.is(&["whose"]) || token.kind == Kind::Possessive);
    if let Some(at) = whose.filter(|at| *at > 0).or_else(|| first.is(&["whose"]).then_some(usize::MAX)) {
        let after = if at == usize::MAX { rest } else { &rest[at + 1..] };
        let kind = if at == usize::MAX { None } else { rest.get(at - 1).cloned() };
        let end = subject_end(after, Awaited::Finite)?;
        return Some(Frame { kind, relation: after[..end].last().cloned(), predicate: after[end..].to_vec() });
    }
    let end = if rest.first().is_some_and(|next| is_auxiliary(&next.low)) { 0 } else { subject_end(rest, Awaited::Finite).unwrap_or(0) };
    let kind = if first.is(&["who"]) { Some(first.clone()) } else { rest[..end].last().filter(|kind| kind.is_plain()).cloned() };
    let predicate = &rest[end..];
    if predicate.is_empty() {
        return None;
    }
    if let Some((relation, predicate)) = through_relation(predicate) {
        return Some(Frame { kind, relation: Some(relation), predicate });
    }
    Some(Frame { kind, relation: None, predicate: predicate.to_vec() })
}

/// `has the director who died first`, `has the director born later`.
fn through_relation(predicate: &[Token]) -> Option<(Token, Vec<Token>)> {
    let (_, rest) = predicate.split_first().filter(|(has, _)| has.is(HAVE))?;
    let rest = rest.strip_prefix(&phrase("the")[..]).or_else(|| rest.strip_prefix(&phrase("a")[..])).unwrap_or(rest);
    let (relation, rest) = rest.split_first().filter(|(relation, _)| relation.is_plain() && is_person(&relation.low))?;
    let rest = if rest.first()?.is(&["who", "that"]) { &rest[1..] } else { rest };
    let first = rest.first()?;
    let mut predicate = rest.to_vec();
    if first.is(&["born"]) {
        predicate.insert(0, Token::word("was"));
    }
    Some((relation.clone(), predicate))
}

/// A comparison that nothing can be asked for: `more popular`, `further west`.
fn compares(token: &Token) -> bool {
    token.is(&["more", "most", "less", "least", "better", "best", "worse", "worst", "further", "farther", "closer", "closest"])
}

/// Whether the alternatives are not the subject: `Which film did she direct, A or B?`
fn asks_of_someone(frame: &Frame) -> bool {
    frame.kind.is_some() && frame.predicate.first().is_some_and(|first| first.is(DO) || first.is(MODAL))
}

/// `Which movie did Disney produce first, A or B?`
fn made_by_someone(frame: &Frame) -> Option<(Property, Order)> {
    let (auxiliary, rest) = frame.predicate.split_first().filter(|(auxiliary, _)| auxiliary.is(DO))?;
    let end = subject_end(rest, Awaited::Base)?;
    let (_, order) = measure(&rest[end..], None)?;
    let kept: Vec<Token> = rest.iter().filter(|token| !token.is(&["first", "last", "earlier", "later", "latest"])).cloned().collect();
    let wh = phrase("when").into_iter().chain([auxiliary.clone()]).chain(kept).collect();
    Some((Property::Amount(wh, Vec::new()), order))
}

/// Each alternative as the subject of its question, by way of its director or the like.
fn subjects(frame: &Frame, names: &[Vec<Token>], sketch: &mut Sketch) -> Vec<Vec<Token>> {
    let of_its_kind = |name: &Vec<Token>| match frame.kind.as_ref().filter(|kind| is_work(&kind.low)) {
        Some(kind) if !names_its_kind(name, kind) => phrase("the").into_iter().chain([kind.clone()]).chain(name.iter().cloned()).collect(),
        _ => name.clone(),
    };
    names
        .iter()
        .map(|name| match &frame.relation {
            None => settle(&pieces(&of_its_kind(name)), sketch),
            Some(relation) => {
                let relation = std::slice::from_ref(relation);
                vec![sketch.look_up(&what_is(relation.last(), the_relation_of(relation, of_its_kind(name))))]
            }
        })
        .collect()
}

/// Whether the name says already what it is: `Stalker (1979 Film)`, `the song Hello`.
fn names_its_kind(name: &[Token], kind: &Token) -> bool {
    name.iter().any(|token| token.low.contains(kind.low.as_str()))
        || name.first().is_some_and(|first| first.is_plain() && !first.is(lexicon::ARTICLES))
}

/// One lookup for each alternative, two for lives, and the question that decides.
fn ask_each(labels: &[Vec<Token>], subjects: &[Vec<Token>], (property, order): (&Property, Order), sketch: &mut Sketch) {
    let known = is_quantity(labels) && matches!(property, Property::Amount(..));
    let asked: Vec<Vec<String>> = subjects
        .iter()
        .map(|subject| {
            if known {
                answers(subject)
            } else {
                property.questions(subject).iter().map(|question| sketch.look_up(question).text).collect()
            }
        })
        .collect();
    let answers: Vec<String> = asked
        .iter()
        .map(|answers| match answers.as_slice() {
            [from, to] => format!("from {from} to {to}"),
            answers => answers.concat(),
        })
        .collect();
    let which = match (property, order) {
        (Property::Life, Order::Smaller | Order::Earlier) => "lasted shorter",
        (Property::Life, Order::Larger | Order::Later) => "lasted longer",
        (_, order) => order.which(),
    };
    sketch.compare(format!("Which {which}: {}?", labelled(labels, &answers)));
}

/// What each alternative is called: the one found for it where the question only describes it.
fn labels(frame: &Frame, choice: &Choice, subjects: &[Vec<Token>]) -> Vec<Vec<Token>> {
    let named = frame.relation.is_some() || is_quantity(&choice.names);
    let found = |subject: &Vec<Token>| !named && matches!(subject.as_slice(), [answer] if answer.kind == Kind::Answer);
    choice.names.iter().zip(subjects).map(|(name, subject)| if found(subject) { subject.clone() } else { name.clone() }).collect()
}
