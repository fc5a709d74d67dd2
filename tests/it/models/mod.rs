//! Language models in place of the extractive one: what they may cost, when they are left alone.

mod breakers;
mod spending;
