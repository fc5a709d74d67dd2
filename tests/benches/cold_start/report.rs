//! Medians, as a table and as JSON.

use std::{fmt, time::Duration};

use serde_json::{Value, json};

use crate::process::{Binary, Measured, NotMeasured};

/// Of one function: medians over its starts.
pub struct Figures {
    init_ms: f64,
    init_work_ms: f64,
    connections: f64,
    first_ms: f64,
    second_ms: f64,
    /// Of all events after the second: the median, and what 99 of 100 stay below.
    warm_work_ms: Option<[f64; 2]>,
    resident_mb: f64,
    size_mb: f64,
    zipped_mb: Option<f64>,
    answer: String,
}

#[derive(Default)]
pub struct Report {
    measured: Vec<(&'static str, Figures)>,
    failed: Vec<(&'static str, NotMeasured)>,
}

impl Figures {
    pub fn of(binary: &Binary, starts: Vec<Measured>) -> Self {
        let median = |figure: fn(&Measured) -> f64| median(starts.iter().map(figure));
        let warm: Vec<f64> = starts.iter().flat_map(|start| &start.warm_work).map(|work| milliseconds(*work)).collect();
        Self {
            init_ms: median(|start| milliseconds(start.init)),
            init_work_ms: median(|start| milliseconds(start.init_work)),
            connections: median(|start| start.connections as f64),
            first_ms: median(|start| milliseconds(start.first)),
            second_ms: median(|start| milliseconds(start.second)),
            warm_work_ms: (!warm.is_empty()).then(|| [0.5, 0.99].map(|share| quantile(warm.iter().copied(), share))),
            resident_mb: median(|start| megabytes(start.resident_bytes)),
            size_mb: megabytes(binary.bytes()),
            zipped_mb: binary.zipped_bytes().map(megabytes),
            answer: starts.into_iter().next().map(|start| start.answer).unwrap_or_default(),
        }
    }

    fn json(&self, function: &str) -> Value {
        let rounded = |figure: f64| (figure * 100.0).round() / 100.0;
        json!({
            "function": function,
            "init_ms": rounded(self.init_ms),
            "init_work_ms": rounded(self.init_work_ms),
            "connections_at_init": self.connections,
            "first_ms": rounded(self.first_ms),
            "second_ms": rounded(self.second_ms),
            "warm_work_ms": self.warm_work_ms.map(|[p50, p99]| json!({ "p50": rounded(p50), "p99": rounded(p99) })),
            "resident_mb": rounded(self.resident_mb),
            "size_mb": rounded(self.size_mb),
            "zipped_mb": self.zipped_mb.map(rounded),
            "answer": self.answer,
        })
    }
}

impl Report {
    pub fn add(&mut self, function: &'static str, figures: Result<Figures, NotMeasured>) {
        match figures {
            Ok(figures) => self.measured.push((function, figures)),
            Err(error) => self.failed.push((function, error)),
        }
    }

    pub fn json(&self) -> Value {
        let failed = self.failed.iter().map(|(function, error)| json!({ "function": function, "error": error.to_string() }));
        json!({
            "functions": self.measured.iter().map(|(function, figures)| figures.json(function)).collect::<Vec<_>>(),
            "medians": self.medians().map(|figures| figures.json("median of all")),
            "failed": failed.collect::<Vec<_>>(),
        })
    }

    fn medians(&self) -> Option<Figures> {
        let median = |figure: fn(&Figures) -> f64| median(self.measured.iter().map(|(_, figures)| figure(figures)));
        let zipped: Option<Vec<f64>> = self.measured.iter().map(|(_, figures)| figures.zipped_mb).collect();
        (!self.measured.is_empty()).then(|| Figures {
            init_ms: median(|figures| figures.init_ms),
            init_work_ms: median(|figures| figures.init_work_ms),
            connections: median(|figures| figures.connections),
            first_ms: median(|figures| figures.first_ms),
            second_ms: median(|figures| figures.second_ms),
            warm_work_ms: None,
            resident_mb: median(|figures| figures.resident_mb),
            size_mb: median(|figures| figures.size_mb),
            zipped_mb: zipped.map(self::median),
            answer: String::new(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "function                      init    work  connections   first  second  warm work p50, p99     RSS    size  zipped  answer"
        )?;
        writeln!(f, "                                ms      ms                   ms      ms                  ms      MB      MB      MB")?;
        for (function, figures) in &self.measured {
            writeln!(f, "{function:26} {figures}")?;
        }
        for (function, error) in &self.failed {
            writeln!(f, "{function:26} {error}")?;
        }
        match self.medians() {
            Some(medians) => write!(f, "{:26} {medians}", "median of all"),
            None => write!(f, "Nothing was measured: no function is built there, or none could be started."),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { init_ms, init_work_ms, connections, first_ms, second_ms, resident_mb, size_mb, .. } = self;
        let zipped = self.zipped_mb.map_or_else(|| "?".to_owned(), |zipped| format!("{zipped:.2}"));
        let warm = self.warm_work_ms.map(|[p50, p99]| format!("{p50:.2}, {p99:.2}")).unwrap_or_default();
        write!(f, "{init_ms:7.1} {init_work_ms:7.1} {connections:12.0} {first_ms:7.1} {second_ms:7.1} {warm:>19} ")?;
        write!(f, "{resident_mb:7.1} {size_mb:7.2} {zipped:>7}  {}", self.answer)
    }
}

fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    quantile(figures, 0.5)
}

fn quantile(figures: impl IntoIterator<Item = f64>, share: f64) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get((figures.len() as f64 * share) as usize).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
