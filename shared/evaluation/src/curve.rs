use serde::Serialize;

use crate::{Kept, Reading, Taken};

/// Tokens a turn of the Solver may read, in a sweep.
const BUDGETS: [u32; 12] = [32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, u32::MAX];

/// A question under ever larger budgets: what was routed to each turn of the Solver, read from the best on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sweep(Vec<Cut>);

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Cut {
    full_tokens: u64,
    read_tokens: u64,
    evidence: Kept,
}

/// Where all questions together come to under a budget, in shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    pub reduction: f64,
    pub evidence_recall: f64,
}

impl Sweep {
    pub fn of(taken: Taken<'_>) -> Self {
        let Taken { row, shelf, state, .. } = taken;
        let cut = |budget: &u32| {
            let reading = Reading::within(*budget, state, shelf);
            Cut { full_tokens: shelf.full_tokens, read_tokens: reading.tokens, evidence: reading.evidence(row) }
        };
        Self(BUDGETS.iter().map(cut).collect())
    }

    /// The curve of many questions, by growing budget; equal points once.
    pub fn curve<'a>(sweeps: impl IntoIterator<Item = &'a Sweep>) -> Vec<Point> {
        let mut sums = vec![Cut::default(); BUDGETS.len()];
        for Sweep(cuts) in sweeps {
            for (sum, cut) in sums.iter_mut().zip(cuts) {
                sum.full_tokens += cut.full_tokens;
                sum.read_tokens += cut.read_tokens;
                sum.evidence.gold += cut.evidence.gold;
                sum.evidence.kept += cut.evidence.kept;
            }
        }
        let point = |sum: &Cut| Point {
            reduction: 1.0 - sum.read_tokens as f64 / sum.full_tokens.max(1) as f64,
            evidence_recall: f64::from(sum.evidence.kept) / f64::from(sum.evidence.gold.max(1)),
        };
        let mut points: Vec<Point> = sums.iter().map(point).collect();
        points.dedup();
        points
    }
}
