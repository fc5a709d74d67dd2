//! The signal on which background tasks end.

use tokio::sync::watch;

#[derive(Debug)]
pub(crate) struct Stop(watch::Sender<bool>);

#[derive(Debug)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Stop {
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub fn signal(&self) {
        self.0.send_replace(true);
    }

    pub fn subscribe(&self) -> Stopped {
        Stopped(self.0.subscribe())
    }
}

impl Stopped {
    /// Also returns when the signal's owner is gone.
    pub async fn wait(&mut self) {
        drop(self.0.wait_for(|stopped| *stopped).await);
    }
}
