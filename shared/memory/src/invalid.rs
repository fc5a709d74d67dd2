use genesis_core::{Fault, Kind};

use crate::{METADATA_BYTES, MemoryKey, Namespace, TimeToLive, VALUE_BYTES};

/// What is not allowed of a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMemory {
    #[error(
        "1 to {} characters, no control character and no `?`, and no part between slashes that is `.` or `..`",
        MemoryKey::MOST_CHARACTERS
    )]
    Key,
    #[error("1 to {} characters, none of them a control character", Namespace::MOST_CHARACTERS)]
    Namespace,
    #[error("between 1 and {} seconds", TimeToLive::MOST_SECONDS)]
    TimeToLive,
    #[error("at most {} KiB of JSON", VALUE_BYTES / 1024)]
    ValueTooLarge,
    #[error("must be JSON that can be read back: whole characters, numbers of 64 bits, nested at most 127 deep")]
    Value,
    #[error("must be a JSON object that can be read back")]
    Metadata,
    #[error("at most {} KiB of JSON", METADATA_BYTES / 1024)]
    MetadataTooLarge,
}

impl Fault for InvalidMemory {
    fn kind(&self) -> Kind {
        match self {
            InvalidMemory::Key | InvalidMemory::Namespace | InvalidMemory::TimeToLive | InvalidMemory::Value | InvalidMemory::Metadata => {
                Kind::Invalid
            }
            InvalidMemory::ValueTooLarge | InvalidMemory::MetadataTooLarge => Kind::TooLarge,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidMemory::Key => "invalid_key",
            InvalidMemory::Namespace => "invalid_namespace",
            InvalidMemory::TimeToLive => "ttl_out_of_range",
            InvalidMemory::Value => "invalid_value",
            InvalidMemory::ValueTooLarge => "value_too_large",
            InvalidMemory::Metadata => "invalid_metadata",
            InvalidMemory::MetadataTooLarge => "metadata_too_large",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidMemory::Key => "key",
            InvalidMemory::Namespace => "namespace",
            InvalidMemory::TimeToLive => "ttl",
            InvalidMemory::Value | InvalidMemory::ValueTooLarge => "value",
            InvalidMemory::Metadata | InvalidMemory::MetadataTooLarge => "metadata",
        })
    }
}
