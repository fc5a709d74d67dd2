use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
    time::Duration,
};

use genesis_core::Timestamp;
use serde::Serialize;

use crate::{
    Headers, Level, Shape,
    address::{is_private, network},
    anomaly::Usual,
    bots::{self, Pace, agent_score},
    brute_force::brute_force,
    flood::{distributed_flood, flood},
    level::Response,
    scraping::scraping,
};

const MINUTE: Duration = Duration::from_secs(60);
const GUESSING: Duration = Duration::from_secs(300);
/// So many of an address's last requests show its pace, and so many its habit.
const PACED: usize = 10;
const LAST_PATHS: usize = 20;
/// Addresses remembered at once. Those that were not seen for longest are forgotten first.
const MOST_ADDRESSES: usize = 10_000;
/// Attempts beyond these change no level.
const MOST_ATTEMPTS: usize = 32;

/// One request, as far as it shows who sends it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub address: IpAddr,
    pub at: Timestamp,
    pub path: &'a str,
    pub agent: &'a str,
    pub headers: Headers,
    pub has_referer: bool,
    pub shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Threat {
    Flood,
    DistributedFlood,
    Bot,
    Scraping,
    BruteForce,
    Anomaly,
}

/// What was made of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The highest of all.
    pub level: Level,
    pub threats: BTreeMap<Threat, Level>,
    /// Until when nothing of this address is taken.
    pub blocked_until: Option<Timestamp>,
    /// Where a request has no more than a bot's share of what its address may have: how many such ones the address has sent within the last
    /// minute, this one among them.
    pub as_bot: Option<u32>,
}

/// What one instance has seen of those who call: of IPv6, those of a /64 are one. Whoever calls from within a network of one's own is not
/// watched.
#[derive(Debug, Default)]
pub struct Watch {
    visitors: BTreeMap<IpAddr, Visitor>,
    all: Counted,
}

#[derive(Debug, Default)]
struct Visitor {
    minute: Counted,
    as_bot: Counted,
    last: VecDeque<Timestamp>,
    paths: VecDeque<String>,
    attempts: VecDeque<Timestamp>,
    usual: Usual,
    blocked_until: Option<Timestamp>,
    /// Of what level whatever led to that was.
    blocked_for: Level,
}

/// Requests within the last minute, by the second.
#[derive(Debug, Default)]
struct Counted(VecDeque<(i64, u32)>);

impl Watch {
    pub fn see(&mut self, seen: &Seen<'_>) -> Assessment {
        if is_private(seen.address) {
            return Assessment::default();
        }
        let everybody = distributed_flood(self.all.add(seen.at));
        let address = network(seen.address);
        self.make_room(address);
        let visitor = self.visitors.entry(address).or_default();
        if let Some(until) = visitor.blocked_until.filter(|until| *until > seen.at) {
            let flood = flood(visitor.minute.add(seen.at));
            if flood <= visitor.blocked_for {
                return Assessment { level: Level::Critical, blocked_until: Some(until), ..Assessment::default() };
            }
            visitor.answer(flood, seen.at);
            let threats = BTreeMap::from([(Threat::Flood, flood)]);
            return Assessment { level: flood, threats, blocked_until: visitor.blocked_until, as_bot: None };
        }
        let mut threats = visitor.threats(seen);
        threats.insert(Threat::DistributedFlood, everybody);
        threats.retain(|_, level| *level > Level::None);
        // Nobody is locked out for what others do, for a program's name, for how they read, or for a request unlike the others.
        let blocks = [Threat::Flood, Threat::BruteForce].into_iter().filter_map(|threat| threats.get(&threat)).max();
        visitor.answer(blocks.copied().unwrap_or_default(), seen.at);
        let costs = |threat: &Threat| threats.get(threat).is_some_and(|level| level.response() >= Response::Reduce);
        // Many who come from one address may together come evenly: the pace of those who do not call themselves programs tells of nobody.
        let is_bot = costs(&Threat::Scraping) || (agent_score(seen.agent) > 0.0 && costs(&Threat::Bot));
        let as_bot = is_bot.then(|| visitor.as_bot.add(seen.at));
        let level = threats.values().copied().max().unwrap_or_default();
        Assessment { level, blocked_until: visitor.blocked_until, as_bot, threats }
    }

    /// Notes that somebody has proven nothing with what they sent.
    pub fn see_refused(&mut self, address: IpAddr, at: Timestamp) {
        if let Some(visitor) = self.visitors.get_mut(&network(address)) {
            remember(&mut visitor.attempts, at, MOST_ATTEMPTS);
        }
    }

    /// Forgets half of all at once, so that nobody waits for it often.
    fn make_room(&mut self, address: IpAddr) {
        if self.visitors.len() >= MOST_ADDRESSES && !self.visitors.contains_key(&address) {
            let mut times: Vec<_> = self.visitors.values().map(Visitor::last_seen).collect();
            let (_, middle, _) = times.select_nth_unstable(MOST_ADDRESSES / 2);
            let middle = *middle;
            self.visitors.retain(|_, visitor| visitor.last_seen() > middle);
        }
    }
}

impl Visitor {
    /// Whoever is blocked is remembered for as long.
    fn last_seen(&self) -> Option<Timestamp> {
        self.last.back().copied().max(self.blocked_until)
    }

    /// Keeps out whoever is to be, from then on.
    fn answer(&mut self, level: Level, at: Timestamp) {
        self.blocked_for = level;
        self.blocked_until = match level.response() {
            Response::Block(block) => Some(at.plus(block)),
            Response::Nothing | Response::Monitor | Response::Reduce => None,
        };
    }

    fn threats(&mut self, seen: &Seen<'_>) -> BTreeMap<Threat, Level> {
        remember(&mut self.last, seen.at, PACED);
        remember(&mut self.paths, seen.path.to_owned(), LAST_PATHS);
        while self.attempts.front().is_some_and(|first| first.plus(GUESSING) <= seen.at) {
            self.attempts.pop_front();
        }
        let pace = Pace(self.last.make_contiguous()).score();
        let bot = [agent_score(seen.agent), seen.headers.score(), pace].into_iter().fold(0.0, f64::max);
        BTreeMap::from([
            (Threat::Flood, flood(self.minute.add(seen.at))),
            (Threat::Bot, bots::level(bot)),
            (Threat::Scraping, scraping(self.paths.iter().map(String::as_str), seen.has_referer)),
            (Threat::BruteForce, brute_force(u32::try_from(self.attempts.len()).unwrap_or(u32::MAX))),
            (Threat::Anomaly, self.usual.see(seen.shape)),
        ])
    }
}

fn remember<T>(last: &mut VecDeque<T>, one: T, most: usize) {
    if last.len() == most {
        last.pop_front();
    }
    last.push_back(one);
}

impl Counted {
    /// Counts one more, and tells how many there were within a minute.
    fn add(&mut self, at: Timestamp) -> u32 {
        let second = at.0.div_euclid(1_000);
        match self.0.back_mut() {
            Some((last, count)) if *last >= second => *count = count.saturating_add(1),
            _ => self.0.push_back((second, 1)),
        }
        let minute = i64::try_from(MINUTE.as_secs()).unwrap_or(i64::MAX);
        while self.0.front().is_some_and(|(first, _)| first + minute <= second) {
            self.0.pop_front();
        }
        self.0.iter().map(|(_, count)| count).sum()
    }
}
