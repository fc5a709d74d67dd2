//! `genesis addresses`: from where the platform takes requests, and which addresses it knows for harm.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use genesis_aws::{Cloud, Known, StoreError};
use genesis_threats::{AddressList, DoorLists, InvalidList};

use crate::{
    StartError,
    operator::{self, Place, causes},
    platform::Kept,
};

#[derive(Debug, Clone, Args)]
pub struct AddressArgs {
    #[command(flatten)]
    place: Place,
    /// Requests come from these addresses and ranges alone; an empty file lets them come from anywhere
    #[arg(long, value_name = "FILE")]
    allow: Option<PathBuf>,
    /// No request comes from these, allowed or not
    #[arg(long, value_name = "FILE")]
    deny: Option<PathBuf>,
    /// These are known for harm, as `GET /api/v1/security/check-ip/{ip}` tells
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
}

/// Why lists are neither kept nor told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressError {
    #[error("{} is not a data folder", .0.display())]
    NoFolder(PathBuf),
    #[error("{}", causes(.0))]
    Folder(#[source] StartError),
    #[error("cannot read {}: {source}", .path.display())]
    NoFile { path: PathBuf, source: io::Error },
    #[error("{}: {source}", .path.display())]
    NoList { path: PathBuf, source: InvalidList },
    #[error("the lists cannot be reached: {}", causes(.0))]
    Store(#[from] StoreError),
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

/// What files say.
struct Given {
    allow: Option<AddressList>,
    deny: Option<AddressList>,
    known: Option<AddressList>,
}

impl AddressError {
    /// Whether another file or folder is what it takes.
    pub fn is_usage(&self) -> bool {
        match self {
            AddressError::NoFolder(_) | AddressError::NoFile { .. } | AddressError::NoList { .. } => true,
            AddressError::Folder(_) | AddressError::Store(_) | AddressError::Output(_) => false,
        }
    }
}

pub(crate) async fn addresses(args: &AddressArgs) -> Result<(), AddressError> {
    let list = |path: &Option<PathBuf>| path.as_deref().map(read).transpose();
    let given = Given { allow: list(&args.allow)?, deny: list(&args.deny)?, known: list(&args.known)? };
    match (&args.place.data, &args.place.stage) {
        (Some(folder), _) if !folder.join("format").is_file() => Err(AddressError::NoFolder(folder.clone())),
        (Some(folder), _) => {
            let kept = Kept::open(folder.clone()).await.map_err(AddressError::Folder)?;
            let told = keep(kept.operator(), given).await;
            kept.close().await;
            told
        }
        (None, stage) => keep(&Cloud::of_stage(stage.as_deref().unwrap_or_default()).await, given).await,
    }
}

fn read(path: &Path) -> Result<AddressList, AddressError> {
    let text = fs::read_to_string(path).map_err(|source| AddressError::NoFile { path: path.to_owned(), source })?;
    text.parse().map_err(|source| AddressError::NoList { path: path.to_owned(), source })
}

/// Keeps what is given and is not so already, and tells what there is by then.
async fn keep(operator: &Cloud, given: Given) -> Result<(), AddressError> {
    let lists = operator.address_lists();
    let (seen, seen_known) = (lists.door().await?, lists.known().await?);
    let door = DoorLists {
        allowed: given.allow.unwrap_or_else(|| seen.allowed.clone()),
        denied: given.deny.unwrap_or_else(|| seen.denied.clone()),
    };
    let known = Known { list: given.known.unwrap_or_else(|| seen_known.list.clone()) };
    let (new_door, new_known) = ((door != *seen).then_some(&door), (known != *seen_known).then_some(&known));
    if new_door.is_some() || new_known.is_some() {
        let sizes = [("allowed", &door.allowed), ("denied", &door.denied), ("known", &known.list)].map(|(name, list)| (name, list.len()));
        lists.keep(new_door, new_known).await?;
        operator::tell(operator, "genesis addresses", &sizes).await?;
    }
    Ok(tell(&door, &known.list)?)
}

fn tell(door: &DoorLists, known: &AddressList) -> io::Result<()> {
    let mut out = io::stdout();
    for (title, list) in [("Allowed", &door.allowed), ("Denied", &door.denied), ("Known for harm", known)] {
        writeln!(out, "{title}: {}", list.len())?;
        list.to_string().lines().try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    Ok(())
}
