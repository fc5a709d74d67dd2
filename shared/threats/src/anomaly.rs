use std::collections::VecDeque;

use crate::Level;

/// So many requests are remembered, and more than so many are needed to say what is usual.
const REMEMBERED: usize = 100;
const FEWEST: usize = 10;

/// A request in numbers: length of its address, headers, query parameters, bytes of its body, hour, day of the week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape(pub [f64; 6]);

/// What somebody's requests are usually like.
#[derive(Debug, Clone, Default)]
pub struct Usual(VecDeque<Shape>);

impl Usual {
    /// How far a request is from what is usual, in standard deviations of the number that is furthest, and then makes it part of that.
    pub fn see(&mut self, shape: Shape) -> Level {
        let distance = if self.0.len() > FEWEST { self.distance(shape) } else { 0.0 };
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(shape);
        Level::above(distance, &[(1.5, Level::Low), (2.0, Level::Medium), (3.0, Level::High)])
    }

    fn distance(&self, shape: Shape) -> f64 {
        (0..shape.0.len()).map(|number| self.z_score(number, shape.0[number])).fold(0.0, f64::max)
    }

    /// None where nothing varies: the first other value is as far as can be, which says nothing.
    fn z_score(&self, number: usize, value: f64) -> f64 {
        let count = self.0.len() as f64;
        let mean = self.0.iter().map(|shape| shape.0[number]).sum::<f64>() / count;
        let variance = self.0.iter().map(|shape| (shape.0[number] - mean).powi(2)).sum::<f64>() / count;
        let deviation = variance.sqrt();
        if deviation > f64::EPSILON { (value - mean).abs() / deviation } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(bytes: f64) -> Shape {
        Shape([30.0, 8.0, 0.0, bytes, 12.0, 1.0])
    }

    #[test]
    fn what_is_far_from_the_usual_is_told_by_its_distance() {
        // A mean of 100 with a deviation of 10.
        let usual = || {
            let mut usual = Usual::default();
            (0..20).for_each(|at| {
                usual.see(sized(if at % 2 == 0 { 90.0 } else { 110.0 }));
            });
            usual
        };
        for (bytes, level) in [(100.0, Level::None), (116.0, Level::Low), (121.0, Level::Medium), (60.0, Level::High), (1e6, Level::High)] {
            assert_eq!(usual().see(sized(bytes)), level, "{bytes}");
        }
    }

    #[test]
    fn nothing_is_unusual_before_something_is_usual() {
        let mut usual = Usual::default();
        assert!((0..=FEWEST).all(|at| usual.see(sized(10f64.powi(i32::try_from(at).unwrap()))) == Level::None));
        (0..500).for_each(|_| {
            usual.see(sized(1.0));
        });
        assert_eq!(usual.0.len(), REMEMBERED);
    }
}
