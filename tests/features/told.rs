//! What is told of the scenarios: those that went wrong, each with the step that did not hold, and a line of counts.

use std::{any::Any, io::Write, time::Instant};

use cucumber::{
    Event, Writer, cli,
    event::{Cucumber, Feature, Scenario, Step, StepError},
    gherkin, parser,
    writer::Normalized,
};

use crate::world::World;

pub struct Told {
    from: Instant,
    scenarios: usize,
    steps: usize,
    wrong: Vec<String>,
}

impl Default for Told {
    fn default() -> Self {
        Self { from: Instant::now(), scenarios: 0, steps: 0, wrong: Vec::new() }
    }
}

/// Scenarios are told one by one, in whatever order their events come.
impl Normalized for Told {}

impl Writer<World> for Told {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<World>>>, _: &cli::Empty) {
        match event.map(|event| event.value) {
            Err(error) => self.wrong.push(error.to_string()),
            Ok(Cucumber::Feature(feature, Feature::Scenario(scenario, event))) => self.hear(&feature, &scenario, event.event),
            Ok(_) => {}
        }
    }
}

impl Told {
    fn hear(&mut self, feature: &gherkin::Feature, scenario: &gherkin::Scenario, event: Scenario<World>) {
        let mut add = |step: &gherkin::Step, what: String| {
            let file = feature.path.as_ref().and_then(|path| path.file_name()).unwrap_or_default().to_string_lossy();
            self.wrong.push(format!("{file}:{} {}\n  {}{}\n  {what}", step.position.line, scenario.name, step.keyword, step.value));
        };
        match event {
            Scenario::Background(step, Step::Skipped) | Scenario::Step(step, Step::Skipped) => add(&step, "no such step".to_owned()),
            Scenario::Background(step, Step::Failed(_, _, _, error)) | Scenario::Step(step, Step::Failed(_, _, _, error)) => {
                add(&step, said(&error));
            }
            Scenario::Background(_, Step::Passed(..)) | Scenario::Step(_, Step::Passed(..)) => self.steps += 1,
            Scenario::Finished => self.scenarios += 1,
            _ => {}
        }
    }

    /// Prints everything, and gives the number of scenarios that went wrong.
    pub fn sum_up(&self) -> usize {
        let mut out = std::io::stdout().lock();
        for wrong in &self.wrong {
            writeln!(out, "{wrong}\n").expect("standard output is open");
        }
        let Self { from, scenarios, steps, wrong } = self;
        let seconds = from.elapsed().as_secs_f32();
        writeln!(out, "{scenarios} scenarios, {} wrong; {steps} steps held; {seconds:.1} s", wrong.len()).expect("standard output is open");
        wrong.len()
    }
}

/// A panic's own words.
fn said(error: &StepError) -> String {
    let StepError::Panic(cause) = error else { return error.to_string() };
    let cause: &(dyn Any + Send) = &**cause;
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}
