use std::{ops::Deref, time::Duration};

use genesis_local::Platform;
use tokio::{
    sync::watch,
    time::{Interval, interval},
};

use super::Deployed;

/// How often a deployed platform is looked at, which tells nobody when something has happened.
const LOOK: Duration = Duration::from_millis(200);

/// Where a house stands: in this process, or behind a URL.
pub enum Site {
    Here(Box<Platform>),
    Deployed(Deployed),
}

/// When to look again.
pub enum News {
    Activity(watch::Receiver<u64>),
    Time(Interval),
}

impl Site {
    pub fn news(&self) -> News {
        match self {
            Self::Here(platform) => News::Activity(platform.activity()),
            Self::Deployed(_) => News::Time(interval(LOOK)),
        }
    }
}

impl News {
    pub async fn next(&mut self) {
        match self {
            Self::Activity(activity) => activity.changed().await.expect("the platform outlives the test's wait"),
            Self::Time(interval) => drop(interval.tick().await),
        }
    }
}

/// What is behind the door, for tests that speak more than HTTP.
impl Deref for Site {
    type Target = Platform;

    fn deref(&self) -> &Platform {
        match self {
            Self::Here(platform) => platform,
            Self::Deployed(_) => panic!("a test that speaks HTTP alone reached behind the door; a deployed platform shows nothing there"),
        }
    }
}
