use crate::Level;

/// Of requests from one address within a minute.
pub fn flood(requests: u32) -> Level {
    Level::above(requests, &[(600, Level::Medium), (800, Level::High), (1_000, Level::Critical)])
}

/// Of requests from everywhere within a minute.
pub fn distributed_flood(requests: u32) -> Level {
    Level::above(requests, &[(4_000, Level::Medium), (5_000, Level::High)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_more_than_its_bound() {
        for (requests, level) in
            [(0, Level::None), (600, Level::None), (601, Level::Medium), (801, Level::High), (1_000, Level::High), (1_001, Level::Critical)]
        {
            assert_eq!(flood(requests), level, "{requests}");
        }
        assert_eq!([4_000, 4_001, 5_001].map(distributed_flood), [Level::None, Level::Medium, Level::High]);
    }
}
