use genesis_rcr::Cut;

use super::{learn::Forests, measure::Figures, mixed, turns::Question};

/// Questions with how likely forests that have not seen them find their sentences.
pub(super) struct Judged<'a> {
    pub question: &'a Question,
    likely: Vec<Vec<f64>>,
    fold: u64,
}

/// Parts of the questions, each judged by what the others taught.
pub(super) const FOLDS: u64 = 5;

/// Evidence to be kept at the least, in each data set and memory, so that no more than two percent is lost where nobody has looked.
const RECALL: f64 = 0.982;

/// Cross-validation over questions: all that is asked of one, in parts or whole, over any memory, is in the same fold.
pub(super) fn cross_validated<'a>(questions: &'a [Question], mut progress: impl FnMut(&str)) -> Vec<Judged<'a>> {
    let fold = |question: &Question| mixed(&question.id) % FOLDS;
    let judge = |left_out| {
        progress(&format!("fold {} of {FOLDS}", left_out + 1));
        judged(questions, left_out, fold)
    };
    (0..FOLDS).flat_map(judge).collect()
}

/// Each data set, judged by what the others taught.
pub(super) fn across_sets<'a>(questions: &'a [Question], sets: &[String], mut progress: impl FnMut(&str)) -> Vec<Judged<'a>> {
    let judge = |left_out: usize| {
        progress(&format!("without {}", sets[left_out]));
        judged(questions, left_out as u64, |question| question.set as u64)
    };
    (0..sets.len()).flat_map(judge).collect()
}

fn judged(questions: &[Question], left_out: u64, fold: impl Fn(&Question) -> u64) -> Vec<Judged<'_>> {
    let (unseen, seen): (Vec<&Question>, Vec<&Question>) = questions.iter().partition(|question| fold(question) == left_out);
    let forests = Forests::learn(&seen);
    unseen.into_iter().map(|question| Judged { likely: forests.likelihoods(question), question, fold: left_out }).collect()
}

/// Figures of some of the questions under a cut.
pub(super) fn figures<'a>(judged: impl IntoIterator<Item = &'a Judged<'a>>, cut: Cut) -> Figures {
    let mut figures = Figures::default();
    judged.into_iter().for_each(|judged| figures.add(judged.question, &judged.likely, cut));
    figures
}

/// The same, each fold under the cut that the other folds would have chosen.
pub(super) fn figures_at_default(judged: &[Judged<'_>], wanted: impl Fn(&Question) -> bool) -> Figures {
    let mut figures = Figures::default();
    let mut folds: Vec<u64> = judged.iter().map(|judged| judged.fold).collect();
    folds.dedup();
    for fold in folds {
        let cut = default_cut(judged.iter().filter(|judged| judged.fold != fold));
        let own = judged.iter().filter(|judged| judged.fold == fold && wanted(judged.question));
        own.for_each(|judged| figures.add(judged.question, &judged.likely, cut));
    }
    figures
}

/// The boldest cut that keeps enough evidence in every data set and memory: for sub-questions where a set has them, for whole
/// questions where it has none.
pub(super) fn default_cut<'a, 'b: 'a>(judged: impl Iterator<Item = &'a Judged<'b>>) -> Cut {
    let all: Vec<&Judged> = judged.collect();
    let is_decomposed = |set| all.iter().any(|judged| judged.question.set == set && judged.question.is_in_parts);
    let (parts, whole): (Vec<&Judged>, Vec<&Judged>) = all.iter().partition(|judged| judged.question.is_in_parts);
    let whole: Vec<&Judged> = whole.into_iter().filter(|judged| !is_decomposed(judged.question.set)).collect();
    Cut { part: boldest(&parts), whole: boldest(&whole) }
}

fn boldest(judged: &[&Judged<'_>]) -> f64 {
    let mut groups: Vec<(usize, bool)> = judged.iter().map(|judged| (judged.question.set, judged.question.is_pooled)).collect();
    groups.sort_unstable();
    groups.dedup();
    let keeps = |cut: f64, group: &(usize, bool)| {
        let of_group = judged.iter().filter(|judged| (judged.question.set, judged.question.is_pooled) == *group);
        figures(of_group.copied(), Cut { part: cut, whole: cut }).recall() >= RECALL
    };
    cuts().find(|cut| groups.iter().all(|group| keeps(*cut, group))).unwrap_or_default()
}

/// From bold to timid.
pub(super) fn cuts() -> impl Iterator<Item = f64> {
    (0..64).map(|n| (0.2 * 0.93f64.powi(n) * 100_000.0).round() / 100_000.0)
}
