use serde::{Deserialize, Serialize};

use crate::Figures;

/// What is measured, each as a share from 0 to 1: a sum over questions divided by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Tokens of the memory that the Solver was spared.
    Reduction,
    /// Of all gold evidence: sentences where a question has them, otherwise passages.
    EvidenceRecall,
    /// Questions of which all evidence was kept.
    AllEvidence,
    PassageRecall,
    SentenceRecall,
    /// Supporting passages that retrieval found, before routing.
    RetrievalRecall,
    Em,
    F1,
    Contain,
    /// `contain` where a run that stopped counts as having no answer.
    ContainWithoutFallback,
    /// `contain` of the runs that stand by their answer.
    Precision,
    /// Runs that stand by their answer.
    Stands,
}

impl Measure {
    pub const ALL: [Measure; 12] = [
        Measure::Reduction,
        Measure::EvidenceRecall,
        Measure::AllEvidence,
        Measure::PassageRecall,
        Measure::SentenceRecall,
        Measure::RetrievalRecall,
        Measure::Em,
        Measure::F1,
        Measure::Contain,
        Measure::ContainWithoutFallback,
        Measure::Precision,
        Measure::Stands,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Reduction => "reduction",
            Measure::EvidenceRecall => "evidence_recall",
            Measure::AllEvidence => "all_evidence",
            Measure::PassageRecall => "passage_recall",
            Measure::SentenceRecall => "sentence_recall",
            Measure::RetrievalRecall => "retrieval_recall",
            Measure::Em => "em",
            Measure::F1 => "f1",
            Measure::Contain => "contain",
            Measure::ContainWithoutFallback => "contain_without_fallback",
            Measure::Precision => "precision",
            Measure::Stands => "stands",
        }
    }

    /// For a reader.
    pub fn title(self) -> &'static str {
        match self {
            Measure::Reduction => "tokens spared",
            Measure::EvidenceRecall => "evidence kept",
            Measure::AllEvidence => "all evidence kept",
            Measure::PassageRecall => "passages kept",
            Measure::SentenceRecall => "sentences kept",
            Measure::RetrievalRecall => "passages found",
            Measure::Em => "EM",
            Measure::F1 => "F1",
            Measure::Contain => "holds the answer",
            Measure::ContainWithoutFallback => "the same, no guesses",
            Measure::Precision => "right where it stands",
            Measure::Stands => "stands by its answer",
        }
    }

    /// What a question adds to the sum and to what it is divided by.
    pub(crate) fn part(self, figures: &Figures) -> Part {
        let of = |share: crate::Kept| Part { sum: share.kept.into(), of: share.gold.into() };
        let marked = |mark: fn(&crate::Marks) -> f64| figures.marks.as_ref().map_or(Part::NONE, |marks| Part { sum: mark(marks), of: 1.0 });
        match self {
            Measure::Reduction => Part { sum: figures.full_tokens as f64 - figures.routed_tokens as f64, of: figures.full_tokens as f64 },
            Measure::EvidenceRecall => of(figures.evidence()),
            Measure::AllEvidence => match figures.evidence() {
                evidence if evidence.gold == 0 => Part::NONE,
                evidence => Part { sum: if evidence.is_all() { 1.0 } else { 0.0 }, of: 1.0 },
            },
            Measure::PassageRecall => of(figures.passages),
            Measure::SentenceRecall => of(figures.sentences),
            Measure::RetrievalRecall => of(figures.retrieved),
            Measure::Em => marked(|marks| marks.em),
            Measure::F1 => marked(|marks| marks.f1),
            Measure::Contain => marked(|marks| marks.contain),
            Measure::ContainWithoutFallback if figures.is_fallback => Part { sum: 0.0, ..marked(|marks| marks.contain) },
            Measure::ContainWithoutFallback => marked(|marks| marks.contain),
            Measure::Precision if figures.stands() => marked(|marks| marks.contain),
            Measure::Precision => Part::NONE,
            Measure::Stands => Part { sum: f64::from(u8::from(figures.stands())), of: 1.0 },
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Part {
    pub sum: f64,
    pub of: f64,
}

impl Part {
    const NONE: Part = Part { sum: 0.0, of: 0.0 };

    /// None where no question has a part.
    pub fn share(parts: impl IntoIterator<Item = Part>) -> Option<f64> {
        let all = parts.into_iter().fold(Part::NONE, |all, part| Part { sum: all.sum + part.sum, of: all.of + part.of });
        (all.of > 0.0).then(|| all.sum / all.of)
    }
}
