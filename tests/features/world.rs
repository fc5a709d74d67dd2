//! What a scenario has before it: a platform of its own once it asks something, and what came of that.

use std::fmt;

use genesis_local::{Demo, simulate::Verdict};
use genesis_stability::{Advice, Trial};
use serde_json::Value;

use crate::{
    asked::Asked,
    house::{self, House},
    lag::{ByHand, Pair, Tries},
    rcr::{Desk, Tried},
    security::{Audited, Callers, Counted, Pages, Sender, SignedIn, Source},
    stability::{Ended, Held, Sampled},
};

#[derive(Default, cucumber::World)]
pub struct World {
    place: Option<Place>,
    /// The runs that are over, in the order they were asked for.
    pub asked: Vec<Asked>,
    /// The same questions under several policies.
    pub tried: Vec<Tried>,
    /// A step beside a run's plan, as it ended.
    pub stepped: Value,
    pub desk: Desk,
    /// Questions asked split and in one go.
    pub pairs: Vec<Pair>,
    /// A run that goes on only as it is told to.
    pub by_hand: Option<ByHand>,
    /// What was played while calls failed, each time it was.
    pub played: Vec<Vec<Verdict>>,
    /// How often a model was asked to plan each run.
    pub tries: Vec<Tries>,
    pub held: Held,
    pub odd: Vec<Ended>,
    pub trials: Vec<Trial>,
    pub advice: Option<Advice>,
    pub sampled: Option<Sampled>,
    /// What two answers are to meet: distance, similarity, facts, phrasing.
    pub limits: [f64; 4],
    /// Outputs as the door tracked them, and what it sums up.
    pub tracked: Vec<Value>,
    pub metrics: Value,
    /// Gains of routing and qualities of answers, as they were recorded.
    pub effects: Vec<(f64, f64)>,
    /// Callers of every kind, and what they were answered.
    pub callers: Option<Callers>,
    pub audited: Option<Audited>,
    pub source: Option<Source>,
    /// A tenant that sends texts.
    pub sender: Option<Sender>,
    /// A platform that allows pages of an origin.
    pub pages: Option<Pages>,
    /// Somebody who opens sessions.
    pub signed_in: Option<SignedIn>,
    /// A platform that counts who asks.
    pub counted: Option<Counted>,
    /// What each of several platforms is to learn, in this order.
    pub taught: Vec<Vec<Value>>,
}

/// A platform and the tenant who asks there.
pub struct Place {
    pub house: House,
    pub tenant: Demo,
}

impl World {
    /// A platform with a tenant who knows these articles.
    pub async fn open(&mut self, articles: &[Value]) {
        let house = House::open().await;
        let tenant = house.tenant().await;
        house.teach(&tenant, articles).await;
        self.move_to(house, tenant);
    }

    /// The scenario's own platform; one with the articles that ship where none was opened.
    pub async fn place(&mut self) -> &Place {
        if self.place.is_none() {
            self.open(&house::library()).await;
        }
        self.place.as_ref().expect("opened above")
    }

    /// What is asked from now on is asked there.
    pub fn move_to(&mut self, house: House, tenant: Demo) {
        self.place = Some(Place { house, tenant });
    }

    pub async fn ask(&mut self, new: Value) {
        let Place { house, tenant } = self.place().await;
        let asked = Asked::of(house, tenant, &new).await;
        self.asked.push(asked);
    }

    #[track_caller]
    pub fn last(&self) -> &Asked {
        self.asked.last().expect("a question was asked")
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("asked", &self.asked.len()).finish_non_exhaustive()
    }
}
