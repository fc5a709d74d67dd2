use crate::Level;

/// Of attempts to sign in that one address made within five minutes.
pub fn brute_force(attempts: u32) -> Level {
    Level::above(attempts, &[(5, Level::Medium), (10, Level::High), (20, Level::Critical)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_more_than_its_bound() {
        let levels = [Level::None, Level::Medium, Level::Medium, Level::High, Level::High, Level::Critical];
        assert_eq!([5, 6, 10, 11, 20, 21].map(brute_force), levels);
    }
}
