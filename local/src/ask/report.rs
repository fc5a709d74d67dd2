use std::{
    io::{self, Write},
    time::Duration,
};

use console::{Style, measure_text_width, truncate_str};
use genesis_lag::{Plan, Step};
use genesis_orchestration::{Execution, Outcome as Given, RunState};
use indicatif::{ProgressBar, ProgressStyle};

use super::view::{Outcome, given, sub_questions};

/// What a person sees of a run, as it happens; with `--json` nothing before the end.
pub(super) struct Report {
    json: bool,
    spinner: ProgressBar,
}

pub(crate) const DIM: fn() -> Style = || Style::new().dim();
pub(crate) const STRONG: fn() -> Style = || Style::new().bold();

impl Report {
    pub fn new(json: bool) -> Self {
        let spinner = if json { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        spinner.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("a template of ours"));
        spinner.enable_steady_tick(Duration::from_millis(80));
        Self { json, spinner }
    }

    pub fn open(&mut self, question: &str, documents: usize) {
        self.print(&format!("{}  {}", STRONG().apply_to("Question"), plain(question)));
        self.spinner.set_message(format!("loading {documents} documents"));
    }

    /// One finished turn: its role, what it gave, and the tokens it was spared.
    pub fn turn(&mut self, state: &RunState, execution: &Execution) {
        let step = execution.step.step.map_or_else(|| "—".to_owned(), |step| step.to_string());
        let (routed, full) = execution.routed.as_ref().map_or((0, 0), |routed| (routed.selected_tokens, routed.full_tokens));
        let tokens = DIM().apply_to(format!("{routed:>5} of {full:>6} tokens"));
        let width = console::Term::stdout().size_checked().map_or(120, |(_, columns)| usize::from(columns)).clamp(80, 160) - 44;
        let given = plain(&given(execution));
        let given = truncate_str(&given, width, "…");
        let padding = " ".repeat(width.saturating_sub(measure_text_width(&given)));
        self.print(&format!("  {step:<3} {:<10} {given}{padding} {tokens}", execution.step.role.as_str()));
        if let Some(Given::Planned(plan)) = &execution.outcome {
            self.print(&tree(plan));
        }
        self.spinner.set_message(format!("{} turns, {} tokens", state.run.steps_completed, state.run.total_tokens));
    }

    pub fn close(&mut self, outcome: &Outcome<'_>) {
        self.spinner.finish_and_clear();
        let text = if self.json { format!("{:#}", outcome.json()) } else { ending(outcome) };
        // A reader who has gone needs no more; the artifacts are written.
        drop(writeln!(io::stdout(), "{text}"));
    }

    fn print(&self, line: &str) {
        if !self.json {
            // A reader who has gone needs no more lines; the artifacts are written all the same.
            self.spinner.suspend(|| drop(writeln!(io::stdout(), "{line}")));
        }
    }
}

/// The plan as a tree: each sub-question under the last of those it depends on, the others named.
fn tree(plan: &Plan) -> String {
    let mut lines =
        vec![format!("{}  cognitive load {:.2}, threshold {:.2}", STRONG().apply_to("Plan"), plan.load.total, plan.load.threshold)];
    for root in plan.steps.iter().filter(|step| step.depends_on.is_empty()) {
        branch(plan, root, "  ", &mut lines);
    }
    lines.join("\n")
}

fn branch(plan: &Plan, step: &Step, indent: &str, lines: &mut Vec<String>) {
    let others: Vec<String> = step.depends_on.iter().rev().skip(1).rev().map(ToString::to_string).collect();
    let others = if others.is_empty() { String::new() } else { format!("  (and {})", others.join(", ")) };
    lines.push(format!("{indent}{}  {}{}", step.id, step.question, DIM().apply_to(others)));
    let indent = format!("{}└─ ", indent.replace("└─ ", "   "));
    for child in plan.steps.iter().filter(|child| child.depends_on.last() == Some(&step.id)) {
        branch(plan, child, &indent, lines);
    }
}

fn ending(outcome: &Outcome<'_>) -> String {
    let mut lines = vec![String::new()];
    match (outcome.answer(), &outcome.state.run.terminator) {
        (Some(answer), _) => {
            lines.push(format!("{}  {}", STRONG().apply_to("Answer"), STRONG().green().apply_to(plain(&answer.text))));
            lines.extend(answer.explanation.lines().map(|line| format!("  {}", plain(line))));
            for (n, citation) in answer.citations.iter().enumerate() {
                lines.push(format!(
                    "  {} {}: “{}”",
                    DIM().apply_to(format!("[{}]", n + 1)),
                    plain(&citation.title),
                    plain(&citation.quote)
                ));
            }
        }
        (None, Some(terminator)) => {
            let at = terminator.step.map_or_else(String::new, |step| format!(" at {step}"));
            lines.push(format!("{}  {}{at}: {}", STRONG().apply_to("No answer"), terminator.reason.as_str(), terminator.detail));
            for answered in outcome.state.certain() {
                if let Some(text) = &answered.answer.text {
                    lines.push(format!("  {}  {} {}", answered.id, plain(&answered.question), plain(text)));
                }
            }
        }
        (None, None) => lines.push("No answer".to_owned()),
    }
    lines.push(totals(outcome));
    lines.push(format!("{}  {}", STRONG().apply_to("Artifacts"), outcome.artifacts.display()));
    lines.join("\n")
}

/// Without control characters: what documents hold must not steer the terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn totals(outcome: &Outcome<'_>) -> String {
    let run = &outcome.state.run;
    format!(
        "{}  {}, {} turns, {} tokens; context cut from {} to {} tokens ({:.1} %); {} USD; {:.2} s",
        STRONG().apply_to("Totals"),
        sub_questions(outcome.state.plan().map_or(0, |plan| plan.steps.len())),
        run.steps_completed,
        run.total_tokens,
        run.full_tokens,
        run.routed_tokens,
        run.token_reduction_percent(),
        run.cost(),
        outcome.time.as_secs_f64(),
    )
}
