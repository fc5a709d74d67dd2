use std::collections::BTreeSet;

use crate::Level;

/// Fewer paths than these show no habit.
const FEWEST: usize = 10;

/// What somebody is after who takes it all.
const TAKING: [&str; 2] = ["export", "download"];

/// Of the last paths that one address asked for, and whether it said where it came from.
pub fn scraping<'a>(paths: impl IntoIterator<Item = &'a str>, has_referer: bool) -> Level {
    let paths: Vec<&str> = paths.into_iter().collect();
    if paths.len() < FEWEST {
        return Level::None;
    }
    let unique = paths.iter().collect::<BTreeSet<_>>().len() as f64 / paths.len() as f64;
    let variety = match unique {
        unique if unique > 0.8 => 0.7,
        unique if unique > 0.6 => 0.5,
        _ => 0.0,
    };
    let takes = if paths.iter().any(|path| TAKING.iter().any(|word| path.contains(word))) { 0.6 } else { 0.0 };
    // Coming from nowhere says something only of somebody who reads everything.
    let from_nowhere = if has_referer || variety == 0.0 { 0.0 } else { 0.4 };
    // The chance that each sign is innocent by itself.
    let score = 1.0 - [variety, takes, from_nowhere].into_iter().map(|sign| 1.0 - sign).product::<f64>();
    Level::from(score, &[(0.4, Level::Low), (0.6, Level::Medium), (0.8, Level::High)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(count: usize, of: usize) -> Vec<String> {
        (0..count).map(|at| format!("/runs/{}", at % of)).collect()
    }

    #[test]
    fn who_reads_everything_once_is_not_who_comes_back() {
        for (seen, has_referer, level) in [
            (paths(9, 9), false, Level::None),
            (paths(20, 20), true, Level::Medium),
            (paths(20, 20), false, Level::High),
            (paths(20, 14), true, Level::Low),
            (paths(20, 4), false, Level::None),
        ] {
            assert_eq!(scraping(seen.iter().map(String::as_str), has_referer), level, "{seen:?}");
        }
        let mut taking = paths(20, 4);
        taking[3] = "/api/v1/rate-limits/export".to_owned();
        assert_eq!(scraping(taking.iter().map(String::as_str), false), Level::Medium);
    }
}
