//! The platform, spoken to at its door.

mod access;
mod house;
mod runs;
mod worker;
