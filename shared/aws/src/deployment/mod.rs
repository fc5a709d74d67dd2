//! What is deployed beside the functions, and what their grants are called in AWS. Infrastructure is built from these tables, and
//! the embedded cloud is set up and refuses by them.

mod resources;
mod rights;

pub use resources::{BUCKETS, Bucket, Content, MessageQueue, QUEUES, SECRETS, Secret, TABLES, Table, WORKFLOW, dead_letters};
pub use rights::{Operation, Principal, Right, everything, rights};
