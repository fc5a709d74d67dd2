//! Language models in place of the extractive one: what they are asked, what they may cost, when they are left alone.

mod attempts;
mod bad_days;
mod breakers;
mod castings;
mod injection;
mod limits;
mod own_agents;
mod played;
mod privacy;
mod records;
mod refused;
mod scene;
mod spending;
mod whole;
