//! What bodies hold besides plain fields, and how it is read.

pub(crate) mod agent_configuration;
pub(crate) mod given_object;
pub(crate) mod new_load;
pub(crate) mod new_models;
pub(crate) mod new_plan;
