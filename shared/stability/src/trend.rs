use serde::Serialize;

/// Where a figure goes from one run to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// By how much it changes a run, on the line with the least squares.
    pub slope: f64,
    pub direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Rising,
    Steady,
    Falling,
}

impl Trend {
    /// Of figures in their order. Steady is what changes, over all of them, by no more than the tolerance: a share of their mean.
    pub fn of(figures: &[f64], tolerance: f64) -> Self {
        let count = figures.len() as f64;
        let (middle, mean) = ((count - 1.0) / 2.0, figures.iter().sum::<f64>() / count.max(1.0));
        let places = || (0..figures.len()).map(|at| at as f64 - middle);
        let squares: f64 = places().map(|place| place * place).sum();
        let product: f64 = places().zip(figures).map(|(place, figure)| place * (figure - mean)).sum();
        let slope = if squares == 0.0 { 0.0 } else { product / squares };
        Self { slope, direction: Direction::of(slope * (count - 1.0), tolerance * mean.abs()) }
    }
}

impl Direction {
    pub fn of(change: f64, tolerance: f64) -> Self {
        match change {
            change if change > tolerance => Direction::Rising,
            change if change < -tolerance => Direction::Falling,
            _ => Direction::Steady,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Rising => "rising",
            Direction::Steady => "steady",
            Direction::Falling => "falling",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_is_what_is_left_without_the_noise() {
        for (figures, slope, direction) in [
            (&[1.0, 1.0, 1.0][..], 0.0, Direction::Steady),
            (&[1.0, 2.0, 3.0], 1.0, Direction::Rising),
            (&[1.0, 0.99, 0.98, 0.97, 0.96], -0.01, Direction::Falling),
            (&[1.0, 0.99, 1.0, 0.99, 1.0], 0.0, Direction::Steady),
            (&[100.0, 101.0], 1.0, Direction::Steady),
            (&[5.0], 0.0, Direction::Steady),
            (&[], 0.0, Direction::Steady),
        ] {
            let trend = Trend::of(figures, 0.02);
            assert!((trend.slope - slope).abs() < 1e-12 && trend.direction == direction, "{figures:?} {trend:?}");
        }
    }
}
