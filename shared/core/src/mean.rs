/// What a sum comes to for each of so many; none of nothing.
pub fn mean(sum: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| sum as f64 / of as f64)
}
