use super::patterns::{Place, Scene};
use crate::extractive::{page::Token, spans};

/// How far a cast list gives the candidate the part that is asked for: `A as B`, `B (A)`, `A (as B)`, `A plays B`, `B, played by A`.
///
/// Full weight where it does, little where it gives another part, and none said where it gives none.
pub(super) fn paired(scene: &Scene, place: Place) -> Option<f64> {
    let tokens = &scene.sentence.tokens;
    let partner = after_link(tokens, place.last).or_else(|| before_link(tokens, place.first))?;
    let named = scene.subject.get(partner.clone()).is_some_and(|words| words.contains(&true));
    let is_name = spans::names(tokens).iter().any(|name| name.first <= partner.start && partner.end <= name.last);
    is_name.then_some(if named { 1.0 } else { OTHER_PART })
}

/// What is left of a candidate that is paired with another part or player.
const OTHER_PART: f64 = 0.3;

/// The name after "as", "plays" or an opening bracket, if it follows the candidate at once.
fn after_link(tokens: &[Token], end: usize) -> Option<std::ops::Range<usize>> {
    let next = tokens.get(end)?;
    let linked = LINKS.contains(&next.folded.as_str());
    let first = match (linked, next.gap.trim_end().ends_with('(')) {
        (true, _) => end + 1 + tokens[end + 1..].iter().take_while(|token| token.stop).count(),
        (false, true) if next.is_capitalised() => end,
        _ => return None,
    };
    name_at(tokens, first)
}

/// The name before an opening bracket that holds the candidate, or before "played by" or "as".
fn before_link(tokens: &[Token], first: usize) -> Option<std::ops::Range<usize>> {
    let own = tokens.get(first)?;
    let bracketed = own.gap.trim_end().ends_with('(');
    let mut last = first;
    if !bracketed {
        let by = last.checked_sub(1).filter(|at| matches!(tokens[*at].folded.as_str(), "by" | "as"))?;
        last = by;
        while last > 0 && PLAYED.contains(&tokens[last - 1].folded.as_str()) {
            last -= 1;
        }
        let played = last < by || tokens[by].folded == "as";
        played.then_some(())?;
    }
    let start = tokens[..last]
        .iter()
        .rposition(|token| !token.is_capitalised() || token.gap.contains(','))
        .map_or(0, |at| if tokens[at].is_capitalised() { at } else { at + 1 });
    (start < last).then_some(start..last)
}

fn name_at(tokens: &[Token], first: usize) -> Option<std::ops::Range<usize>> {
    let inside = |(at, token): &(usize, &Token)| token.is_capitalised() && (*at == 0 || !token.gap.contains([',', '(', ')', ';']));
    let length = tokens.get(first..)?.iter().enumerate().take_while(inside).count();
    (length > 0).then_some(first..first + length)
}

const LINKS: &[&str] = &["as", "plays", "played", "portrays", "portrayed", "voices", "voiced"];

const PLAYED: &[&str] = &["played", "portrayed", "voiced", "performed", "both", "is", "was"];

#[cfg(test)]
mod tests {
    use genesis_lag::{StepId, StepKind};

    use super::*;
    use crate::{
        ContextItem, ItemKind, SubQuestion,
        extractive::{page::Page, question::Asked},
    };

    fn pairing(question: &str, text: &str, candidate: &str) -> Option<f64> {
        let asked = Asked::of(&SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: question.to_owned(), premises: Vec::new() });
        let item = ContextItem { id: "p".to_owned(), kind: ItemKind::Passage, title: "Osk Nights".to_owned(), text: text.to_owned() };
        let page = Page::open(&item);
        let scene = Scene::new(&asked, &page.sentences[0], false);
        let names = spans::names(&page.sentences[0].tokens);
        let span = names.iter().find(|span| &text[span.start..span.end] == candidate).expect(candidate);
        paired(&scene, Place { first: span.first, last: span.last })
    }

    #[test]
    fn a_cast_list_gives_each_part_to_its_player() {
        let question = "Who played Ada Holm in Osk Nights?";
        for (text, player, other) in [
            ("It stars Ida Berg as Ada Holm and Per Lund as Jon Vik.", "Ida Berg", "Per Lund"),
            ("The nurse Ada Holm (Ida Berg) meets the thief Jon Vik (Per Lund).", "Ida Berg", "Per Lund"),
            ("The cast has Ida Berg (as Ada Holm) and Per Lund (as Jon Vik).", "Ida Berg", "Per Lund"),
            ("The nurse Ada Holm, played by Ida Berg, meets Jon Vik, played by Per Lund.", "Ida Berg", "Per Lund"),
        ] {
            assert_eq!(pairing(question, text, player), Some(1.0), "{text}");
            assert_eq!(pairing(question, text, other), Some(OTHER_PART), "{text}");
        }
        assert_eq!(pairing(question, "Osk Nights stars Ida Berg.", "Ida Berg"), None);
    }
}
