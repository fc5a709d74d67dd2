use crate::extractive::page::Token;

/// Whether a sentence tells its reader what to do or to answer: it states nothing, whatever words it holds.
///
/// A verb of saying or of setting aside stands in its bare form where a clause begins, or is laid upon the reader by `you must` and
/// the like. A sentence that opens with its page's title only bears such a name.
pub(in crate::extractive) fn instructs(sentence: &[Token], title: &[Token]) -> bool {
    let named = |at: usize| sentence[at].is_capitalised() && title.iter().any(|token| token.folded == sentence[at].folded);
    (0..sentence.len()).any(|at| commands(sentence, at) && !named(at)) || addresses(sentence)
}

fn commands(sentence: &[Token], at: usize) -> bool {
    let word = sentence[at].folded.as_str();
    let next = sentence.get(at + 1);
    let bare =
        SAYING.contains(&word) && next.is_some_and(|next| says_what(next)) || SETTING_ASIDE.contains(&word) && next.is_some_and(sets_aside);
    bare && opens(sentence, at)
}

/// Whether a clause begins at the word, or it is laid upon the reader.
fn opens(sentence: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &sentence[before]) else {
        return true;
    };
    let paused = sentence[at].gap.contains([':', ';', '—', '–', '"', '“', '(', '[', '.', '!']);
    let led = LEADS.contains(&before.folded.as_str());
    let joined = matches!(before.folded.as_str(), "and" | "but" | "or" | "then") && (0..at - 1).any(|earlier| commands(sentence, earlier));
    paused
        || led
        || joined
        || sentence[at].gap.contains(',') && sentence[..at].iter().all(|token| token.stop || LEADS.contains(&token.folded.as_str()))
}

fn says_what(next: &Token) -> bool {
    next.gap.contains([':', '"', '“', '\'']) || next.is_capitalised() || SAID.contains(&next.folded.as_str())
}

fn sets_aside(next: &Token) -> bool {
    next.stop || matches!(next.folded.as_str(), "previous" | "prior" | "earlier" | "everything" | "anything" | "instructions" | "what")
}

/// Whether the reader is told what the answer to a question has to be.
fn addresses(sentence: &[Token]) -> bool {
    let word = |at: usize| sentence.get(at).map_or("", |token: &Token| token.folded.as_str());
    (0..sentence.len()).any(|at| {
        let reader = matches!(word(at), "you" | "assistant" | "assistants" | "model" | "models" | "ai" | "system" | "reader" | "readers");
        let bound = matches!(word(at + 1), "must" | "should" | "shall" | "will" | "are" | "have" | "need");
        let told = (at + 2..at + 5).any(|later| SAYING.contains(&word(later)) || SETTING_ASIDE.contains(&word(later)));
        let answer = word(at) == "answer" && (at + 1..at + 3).any(|later| matches!(word(later), "must" | "should" | "shall"));
        reader && bound && told || answer
    })
}

const LEADS: &[&str] = &["please", "now", "instead", "always", "just", "simply", "must", "should", "only", "therefore", "kindly", "never"];

#[rustfmt::skip]
const SAYING: &[&str] = &[
    "answer", "say", "reply", "respond", "state", "claim", "tell", "write", "print", "output", "return", "repeat", "assert", "insist",
    "pretend", "assume", "believe", "remember", "report", "declare", "conclude", "act", "treat", "use", "give", "note",
];

const SETTING_ASIDE: &[&str] = &["ignore", "disregard", "forget", "override", "overrule", "bypass", "discard", "dismiss"];

const SAID: &[&str] = &["that", "with", "as", "only", "always", "to", "the", "this", "all", "every", "any", "instead", "it", "your", "in"];
