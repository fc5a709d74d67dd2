use genesis_aws::deployment::{self, Principal, Right};
use genesis_core::{Declaration, Resource};
use genesis_embedded_cloud::{Api, Permission, directory};

use super::provision::secret_name;

/// What somebody may do, in the words of the AWS APIs.
#[derive(Clone)]
pub struct Permissions(Vec<Right>);

impl Permissions {
    pub fn of(declaration: &Declaration) -> Self {
        Self(deployment::rights(declaration))
    }

    /// An operator's.
    pub fn everything() -> Self {
        Self(deployment::everything())
    }

    /// Those that come with this principal's credentials.
    pub fn held_by(&self, principal: Principal) -> Vec<Permission> {
        self.0.iter().filter(|right| right.principal == principal).map(permission).collect()
    }
}

fn permission(right: &Right) -> Permission {
    let (service, name) = match right.resource {
        Resource::Table(domain) | Resource::PlatformTable(domain) => (Api::DynamoDb, domain.to_owned()),
        Resource::Directory(domain) => (Api::DynamoDb, directory(domain)),
        Resource::Bucket(purpose) => (Api::S3, purpose.to_owned()),
        Resource::Queue(queue) => (Api::Sqs, queue.as_str().to_owned()),
        Resource::Secret(name) => (Api::SecretsManager, secret_name(name)),
        Resource::Workflow => (Api::StepFunctions, deployment::WORKFLOW.to_owned()),
    };
    let resource = right.index.map_or_else(|| name.clone(), |index| format!("{name}/index/{index}"));
    Permission { service, resource, actions: right.operations().map(|operation| operation.name).collect() }
}
