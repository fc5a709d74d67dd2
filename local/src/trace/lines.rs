use console::truncate_str;
use genesis_orchestration::{Execution, ExecutionStatus, TurnSpan};

use super::Traced;
use crate::ask::{DIM, STRONG, given, plain};

/// Characters of the bar that shows when a turn was taken.
const BAR: u64 = 16;

/// What the columns before the last one take.
const COLUMNS: usize = 93;

impl Traced {
    /// What a person sees.
    pub(super) fn lines(&self) -> String {
        let run = &self.recorded.recording.state.run;
        let mut lines = vec![format!("{}  {}", STRONG().apply_to("Question"), plain(&run.original_query))];
        let head = format!(
            "  {:>6} {:>6} {:18} {:>4} {:<4} {:<9} {:>6}  {:>12}  {:>8} {:>5}  asked → given",
            "start", "ms", "", "wave", "step", "role", "tokens", "context", "ids", "route"
        );
        lines.push(DIM().apply_to(head).to_string());
        lines.extend(self.turns().map(|(span, execution)| self.line(span, execution)));
        lines.push(format!("{}  {}", STRONG().apply_to("Critical path"), self.critical_path()));
        lines.push(self.totals());
        lines.push(self.ending());
        lines.push(format!("{}  {}", STRONG().apply_to("Artifacts"), self.recorded.folder.display()));
        lines.join("\n")
    }

    fn line(&self, span: &TurnSpan, execution: &Execution) -> String {
        let width = console::Term::stdout().size_checked().map_or(160, |(_, columns)| usize::from(columns)).clamp(120, 200) - COLUMNS;
        let told = match execution.status {
            ExecutionStatus::Completed => {
                format!("{} → {}", truncate_str(&plain(&execution.query), width * 3 / 5, "…"), plain(&given(execution)))
            }
            ExecutionStatus::Running => "not finished".to_owned(),
            ExecutionStatus::Failed => "failed".to_owned(),
        };
        let (context, ids) = execution.routed.as_ref().map_or_else(Default::default, |routed| {
            let ids = format!("{} of {}", routed.selected.len(), routed.scores.len());
            (format!("{} of {}", routed.selected_tokens, routed.budget), ids)
        });
        format!(
            "{} {:>6} {:>6} ▕{}▏ {:>4} {:<4} {:<9} {:>6}  {context:>12}  {ids:>8} {:>5}  {}",
            if span.is_critical { STRONG().yellow().apply_to("●") } else { DIM().apply_to("·") },
            span.offset_ms,
            span.duration_ms,
            self.bar(span),
            span.turn.wave,
            span.turn.step.map_or_else(|| "—".to_owned(), |step| step.to_string()),
            span.turn.role.as_str(),
            execution.tokens(),
            execution.selection_ms,
            truncate_str(&told, width, "…"),
        )
    }

    /// The turn's place in the time of the run; the shortest is still seen.
    fn bar(&self, span: &TurnSpan) -> String {
        let scaled = |ms: u64| (ms * BAR / self.timeline.total_ms.max(1)).min(BAR);
        let start = scaled(span.offset_ms).min(BAR - 1);
        let end = scaled(span.offset_ms + span.duration_ms).max(start + 1);
        let filled = if span.is_critical { '█' } else { '▒' };
        (0..BAR).map(|at| if (start..end).contains(&at) { filled } else { ' ' }).collect()
    }

    fn critical_path(&self) -> String {
        let turns = self.timeline.critical_path().map(|span| match span.turn.step {
            Some(step) => format!("{step} {}", span.turn.role.as_str()),
            None => span.turn.role.as_str().to_owned(),
        });
        let (critical, total) = (self.timeline.critical_ms, self.timeline.total_ms);
        let path = turns.collect::<Vec<_>>().join(" → ");
        format!("{critical} of {total} ms ({:.1} %), the rest between turns\n  {path}", self.critical_percent())
    }

    fn totals(&self) -> String {
        let run = &self.recorded.recording.state.run;
        format!(
            "{}  {} turns, {} tokens; context cut from {} to {} tokens ({:.1} %); {} USD",
            STRONG().apply_to("Totals"),
            run.steps_completed,
            run.total_tokens,
            run.full_tokens,
            run.routed_tokens,
            run.token_reduction_percent(),
            run.cost(),
        )
    }

    fn ending(&self) -> String {
        let run = &self.recorded.recording.state.run;
        match (&run.answer, &run.terminator) {
            (Some(answer), _) => format!("{}  {}", STRONG().apply_to("Answer"), STRONG().green().apply_to(plain(&answer.text))),
            (None, Some(terminator)) => {
                let at = terminator.step.map_or_else(String::new, |step| format!(" at {step}"));
                format!("{}  {}{at}: {}", STRONG().apply_to("No answer"), terminator.reason.as_str(), plain(&terminator.detail))
            }
            (None, None) => format!("{}  the run broke off: it failed, or its caller ended it", STRONG().apply_to("No answer")),
        }
    }
}
