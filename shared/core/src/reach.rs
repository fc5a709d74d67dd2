/// How much of what its user may do a credential is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    Whole,
    /// Part of it.
    Narrow,
}

impl Reach {
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Whole => "whole",
            Reach::Narrow => "narrow",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Reach::Whole, Reach::Narrow].into_iter().find(|reach| reach.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_credential_reaches_is_read_as_it_is_written() {
        for reach in [Reach::Whole, Reach::Narrow] {
            assert_eq!(Reach::parse(reach.as_str()), Some(reach));
        }
        assert_eq!(Reach::parse("all"), None);
    }
}
