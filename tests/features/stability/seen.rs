//! A run as something to compare.

use genesis_orchestration::comparable;
use genesis_stability::{Observation, PlanGraph, Report, RouteSet};

use crate::{
    asked::{Asked, FILES},
    world::World,
};

impl Asked {
    /// A run without an answer says why: that is its text, and the reason alone is what it came to.
    pub fn observation(&self) -> Observation {
        let run = &self.state.run;
        let answer = self.answer().map(str::to_owned);
        let explanation = self.ended["explanation"].as_str().unwrap_or_default();
        Observation {
            plan: PlanGraph::of(self.state.plan(), run.limits, run.terminator.as_ref()),
            routes: RouteSet::of(self.state.routed()),
            raw_text: answer.as_ref().map_or_else(|| self.detail().to_owned(), |answer| format!("{answer}\n{explanation}")),
            parsed_answer: answer.clone().unwrap_or_else(|| self.reason().unwrap_or_default().to_owned()),
            artifacts: FILES.into_iter().map(|name| (name.to_owned(), comparable(self.file(name)))).collect(),
            latency_ms: run.duration_ms().unwrap_or_default() as f64,
            is_answered: answer.is_some(),
        }
    }
}

impl World {
    pub fn observations(&self) -> Vec<Observation> {
        self.asked.iter().map(Asked::observation).collect()
    }

    #[track_caller]
    pub fn report(&self) -> Report {
        Report::of(&self.observations()).expect("at least two runs")
    }
}
