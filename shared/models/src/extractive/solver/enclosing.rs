use super::Finding;
use crate::extractive::{
    gazetteer,
    page::{Page, Sentence, tokens},
    question::Name,
};

/// The country a place lies in, where some passage is about the place: its first sentence that names one country only.
pub(super) fn country_of(place: &str, pages: &[Page]) -> Option<Finding> {
    let words = tokens(place, 0);
    let name = Name::of(&words)?;
    let about = |page: &Page| page.title.len() == words.len() && name.found_in(&page.title, &|_| 1.0) >= 1.0;
    pages.iter().enumerate().filter(|(_, page)| about(page)).find_map(|(at, page)| {
        let lying = page.sentences.iter().enumerate().take(3);
        lying.filter_map(|(sentence, here)| Some((sentence, country_in(page, here)?))).next().map(|(sentence, country)| Finding {
            text: country,
            score: 0.8,
            wording: 0.8,
            subject: 1.0,
            page: at,
            sentence,
        })
    })
}

fn country_in(page: &Page, sentence: &Sentence) -> Option<String> {
    let words = &sentence.tokens;
    (0..words.len()).find_map(|first| {
        (1..=4).rev().find_map(|length| {
            let window = words.get(first..first + length)?;
            let phrase = &page.text()[window[0].start..window[length - 1].end];
            (window[0].is_capitalised() && gazetteer::is_country(phrase)).then(|| phrase.to_owned())
        })
    })
}
