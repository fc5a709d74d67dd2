//! Where everything is said to be.

/// The region every engine answers for, and that clients must sign for.
pub const REGION: &str = "us-east-1";
/// The account that owns every resource.
pub const ACCOUNT: &str = "000000000000";
/// The address of every service: requests to it, and to any other, end in the engines.
pub const ADDRESS: &str = "https://aws.embedded";
