use std::fmt;

use genesis_evaluation::QuestionSet;
use genesis_rcr::Cut;

use super::{
    measure::Figures,
    turns::Question,
    validate::{FOLDS, Judged, cuts, figures, figures_at_default},
};

/// Cross-validation figures: each group at the default cut, and its curve.
pub(super) struct Table<'a> {
    pub names: &'a [String],
    pub judged: &'a [Judged<'a>],
    pub cut: Cut,
}

/// Recalls at which the curve is told.
const RECALLS: [f64; 4] = [0.99, 0.985, 0.98, 0.95];

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "default cut {} for sub-questions, {} for whole questions", self.cut.part, self.cut.whole)?;
        writeln!(
            f,
            "{:30} {:>9} {:>9} {:>7} {:>7}   reduction at recall 99, 98.5, 98, 95 %",
            "", "questions", "reduction", "recall", "all"
        )?;
        for group in groups(self.judged) {
            let own = || self.judged.iter().filter(move |judged| group.has(judged.question));
            writeln!(
                f,
                "{:30} {}   {}",
                group.name(self.names),
                line(&figures_at_default(self.judged, |question| group.has(question))),
                curve(own)
            )?;
        }
        Ok(())
    }
}

/// Each data set as forests find it that have seen only the others, at the default cut.
pub(super) fn across(names: &[String], judged: &[Judged<'_>], cut: Cut) -> String {
    let row = |group: Group| {
        let own = || judged.iter().filter(move |judged| group.has(judged.question));
        format!("{:30} {}   {}\n", group.name(names), line(&figures(own(), cut)), curve(own))
    };
    format!("learned from the other sets alone\n{}", groups(judged).into_iter().map(row).collect::<String>())
}

/// What weights were learned from.
pub(super) fn note(sets: &[QuestionSet], table: &str) -> String {
    let names: Vec<String> = sets.iter().map(|set| format!("{} ({} questions)", set.name, set.rows.len())).collect();
    format!("Learned by `genesis train` from {}.\nCross-validated in {FOLDS} folds of questions:\n{table}", names.join(", "))
}

fn line(figures: &Figures) -> String {
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    format!(
        "{:>9} {:>9} {:>7} {:>7}",
        figures.questions,
        percent(figures.reduction()),
        percent(figures.recall()),
        percent(figures.complete())
    )
}

fn curve<'a, I: Iterator<Item = &'a Judged<'a>>>(judged: impl Fn() -> I) -> String {
    let points: Vec<Figures> = cuts().map(|cut| figures(judged(), Cut { part: cut, whole: cut })).collect();
    let at = |recall: f64| {
        points.iter().find(|point| point.recall() >= recall).map_or("-".to_owned(), |point| format!("{:.1}", 100.0 * point.reduction()))
    };
    RECALLS.map(at).join(" ")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    set: usize,
    is_pooled: bool,
    is_whole: bool,
}

impl Group {
    fn of(question: &Question) -> Self {
        Self { set: question.set, is_pooled: question.is_pooled, is_whole: !question.is_in_parts }
    }

    fn has(self, question: &Question) -> bool {
        Self::of(question) == self
    }

    fn name(self, names: &[String]) -> String {
        let memory = if self.is_pooled { ", pooled" } else { "" };
        format!("{}, {}{memory}", names[self.set], if self.is_whole { "question only" } else { "sub-questions" })
    }
}

fn groups(judged: &[Judged<'_>]) -> Vec<Group> {
    let mut groups: Vec<Group> = judged.iter().map(|judged| Group::of(judged.question)).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}
