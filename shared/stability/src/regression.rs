use serde::{Deserialize, Serialize};

use crate::{AnswerAgreement, Direction, Observation, PlanGraph, Report, RouteSet};

/// A figure may fall by this share before it counts as a regression.
pub const DEFAULT_TOLERANCE: f64 = 0.02;

/// What later runs are held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    pub figures: Figures,
    pub plan: PlanGraph,
    pub routes: RouteSet,
    pub raw_text: String,
    pub parsed_answer: String,
}

/// How alike the runs were among themselves, by shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub plan_equivalence: f64,
    pub route_consistency: f64,
    pub artifact_consistency: f64,
    pub raw_text: f64,
    pub parsed_answer: f64,
    pub overall: f64,
}

/// A figure then and now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    pub name: &'static str,
    pub baseline: f64,
    pub now: f64,
    pub direction: Direction,
}

/// Runs of today beside a baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    pub tolerance: f64,
    pub changes: Vec<Change>,
}

impl Baseline {
    /// Of runs in their order, and what was made of them.
    pub fn of(first: &Observation, report: &Report) -> Self {
        Self {
            figures: Figures::of(report),
            plan: first.plan.clone(),
            routes: first.routes.clone(),
            raw_text: first.raw_text.clone(),
            parsed_answer: first.parsed_answer.clone(),
        }
    }

    /// How the runs agree among themselves, then and now, and how those of now agree with those of then.
    pub fn compare(&self, now: &Self, tolerance: f64) -> Comparison {
        let named = |figures: &Figures| {
            [
                ("plan equivalence", figures.plan_equivalence),
                ("route consistency", figures.route_consistency),
                ("artifact consistency", figures.artifact_consistency),
                ("raw text", figures.raw_text),
                ("parsed answer", figures.parsed_answer),
                ("overall", figures.overall),
            ]
        };
        let share = |agrees: bool| f64::from(u8::from(agrees));
        let with_baseline = [
            ("same plan as the baseline", share(self.plan.is_equivalent(&now.plan))),
            ("same routes as the baseline", share(self.routes.is_equal(&now.routes))),
            ("same text as the baseline", AnswerAgreement::between(&self.raw_text, &now.raw_text).score()),
            ("same answer as the baseline", AnswerAgreement::between(&self.parsed_answer, &now.parsed_answer).score()),
        ];
        let among = named(&self.figures).into_iter().zip(named(&now.figures)).map(|((name, then), (_, now))| (name, then, now));
        let changes = among.chain(with_baseline.map(|(name, now)| (name, 1.0, now)));
        Comparison { tolerance, changes: changes.map(|(name, then, now)| Change::of(name, then, now, tolerance)).collect() }
    }
}

impl Figures {
    fn of(report: &Report) -> Self {
        Self {
            plan_equivalence: report.plan_equivalence,
            route_consistency: report.route_consistency,
            artifact_consistency: report.artifact_consistency,
            raw_text: report.raw_text.score,
            parsed_answer: report.parsed_answer.score,
            overall: report.overall,
        }
    }
}

impl Change {
    fn of(name: &'static str, baseline: f64, now: f64, tolerance: f64) -> Self {
        // So that a fall by just the tolerance is none, whatever the last bit says.
        Self { name, baseline, now, direction: Direction::of(now - baseline, tolerance * baseline + 1e-9) }
    }
}

impl Comparison {
    pub fn regressions(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.direction == Direction::Falling)
    }

    pub fn has_regressed(&self) -> bool {
        self.regressions().next().is_some()
    }
}
