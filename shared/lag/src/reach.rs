use crate::{Plan, Reason, Step, Terminator};

/// How far the limits let a plan be carried out.
impl Plan {
    /// The steps of a wave that may be asked, in plan order: the limits take the first steps by wave, then by plan order.
    pub fn within_reach(&self, wave: u32) -> impl Iterator<Item = &Step> {
        let limits = self.rules.limits;
        let before = self.steps.iter().filter(|step| step.wave < wave).count();
        let left = (limits.max_steps as usize).saturating_sub(before);
        self.wave(wave).take(if wave > limits.max_depth { 0 } else { left })
    }

    /// The first step that the limits do not let be asked, with the reason: the step limit of the paper's terminator, or the depth.
    pub fn beyond(&self) -> Option<Terminator> {
        let wave = (1..=self.wave_count()).find(|wave| self.within_reach(*wave).count() < self.wave(*wave).count())?;
        let step = self.wave(wave).nth(self.within_reach(wave).count())?;
        let limits = self.rules.limits;
        let (reason, detail) = if wave > limits.max_depth {
            (
                Reason::DepthLimit,
                format!("The question needs a chain of {} sub-questions, and {} are allowed.", self.depth(), limits.max_depth),
            )
        } else {
            (Reason::StepLimit, format!("The question needs {} sub-questions, and {} are allowed.", self.steps.len(), limits.max_steps))
        };
        Some(Terminator { reason, step: Some(step.id), detail })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Draft, DraftStep, Limits, Rules};

    fn plan(steps: &[&str], max_depth: u32, max_steps: u32) -> Plan {
        let limits = Limits { max_depth, max_steps, ..Limits::default() };
        let draft = Draft { steps: steps.iter().map(|step| DraftStep::lookup(*step)).collect() };
        Plan::check("Q?", draft, Rules { limits, ..Rules::default() }).unwrap()
    }

    #[test]
    fn limits_cut_a_plan_where_they_are_reached() {
        let wide = ["Ants?", "Bees of #1?", "Cats?", "Dogs?", "Eels of #3?"];
        for (max_depth, max_steps, expected) in [
            (5, 5, None),
            (5, 4, Some((Reason::StepLimit, "s5"))),
            (5, 3, Some((Reason::StepLimit, "s2"))),
            (5, 2, Some((Reason::StepLimit, "s4"))),
            (1, 5, Some((Reason::DepthLimit, "s2"))),
            (1, 1, Some((Reason::StepLimit, "s3"))),
        ] {
            let beyond = plan(&wide, max_depth, max_steps).beyond();
            assert_eq!(
                beyond.map(|end| (end.reason, end.step.unwrap().to_string())),
                expected.map(|(reason, step)| (reason, step.to_owned()))
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_asked_stays_within_the_limits(count in 1usize..12, edges: u64, max_depth in 1u32..6, max_steps in 1u32..13) {
            let steps: Vec<String> = (0..count).map(|at| match edges >> at & 1 == 1 && at > 0 && at % 5 > 0 {
                true => format!("Thing {at} of #{at}?"),
                false => format!("Thing {at}?"),
            }).collect();
            let plan = plan(&steps.iter().map(String::as_str).collect::<Vec<_>>(), max_depth, max_steps);
            let asked: usize = (1..=plan.wave_count()).map(|wave| plan.within_reach(wave).count()).sum();
            prop_assert!(asked <= max_steps as usize && plan.within_reach(max_depth + 1).next().is_none());
            prop_assert_eq!(plan.beyond().is_none(), asked == plan.steps.len());
        }
    }
}
