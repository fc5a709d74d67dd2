use std::{fmt, str::FromStr};

use genesis_core::{ExecutionId, PlaceInTime, UnreadablePlace};

use crate::{AgentExecution, AgentId};

/// Where work stands among a tenant's open work. Its text sorts by agent and then by time: the agent's name, which has no line
/// break, and in the next line `1767323045000#7c9e6679-...`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkPlace {
    pub agent_id: AgentId,
    pub offered: PlaceInTime<ExecutionId>,
}

impl From<&AgentExecution> for WorkPlace {
    fn from(work: &AgentExecution) -> Self {
        Self { agent_id: work.agent_id.clone(), offered: PlaceInTime { at: work.created_at, id: work.id } }
    }
}

impl fmt::Display for WorkPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.agent_id, self.offered)
    }
}

impl FromStr for WorkPlace {
    type Err = UnreadablePlace;

    fn from_str(text: &str) -> Result<Self, UnreadablePlace> {
        let (agent_id, offered) = text.split_once('\n').ok_or(UnreadablePlace)?;
        Ok(Self { agent_id: agent_id.parse().map_err(|_| UnreadablePlace)?, offered: offered.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::{Ids, Timestamp};

    use super::*;

    #[test]
    fn places_sort_by_agent_and_time_and_are_read_again() {
        let ids = Ids::seeded(1);
        let place = |agent: &str, at| WorkPlace {
            agent_id: agent.parse().unwrap(),
            offered: PlaceInTime { at: Timestamp(at), id: ExecutionId::new(ids.next()) },
        };
        let places = [place("one", 5), place("one", 1_767_323_045_000), place("one two", 1), place("é#", 0)];
        assert!(places.iter().map(ToString::to_string).is_sorted());
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
    }

    #[test]
    fn what_is_not_a_place_is_not_read() {
        let id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        for text in
            ["", "\n#", "\n0000000000001#x", &format!("\n0000000000001#{id}"), &format!("a\n1#{id}"), &format!("0000000000001#{id}")]
        {
            assert_eq!(text.parse::<WorkPlace>(), Err(UnreadablePlace), "{text}");
        }
    }
}
