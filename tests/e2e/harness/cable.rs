//! A way to PostgreSQL that can be cut, or go silent.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What comes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Current {
    /// Everything.
    On,
    /// Nothing: connections are closed, and new ones too.
    Off,
    /// Nothing, and nobody is told: connections stay open, and new ones are taken. They are lost when this ends.
    Silent,
}

/// The cable; its tasks end with the runtime.
pub struct Cable {
    /// The database's address by way of it.
    pub url: String,
    current: watch::Sender<Current>,
}

impl Cable {
    /// To the database at `url`.
    pub async fn to(url: &str) -> Self {
        let mut url = url::Url::parse(url).unwrap();
        let cluster = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let (current, watched) = watch::channel(Current::On);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, cluster.clone(), watched.clone()));
            }
        });
        Self { url: url.into(), current }
    }

    /// Turns it on or off.
    pub fn turn(&self, current: Current) {
        self.current.send(current).unwrap();
    }
}

async fn carry(mut near: TcpStream, cluster: String, mut current: watch::Receiver<Current>) {
    let is_on = *current.borrow() == Current::On;
    if is_on {
        let mut far = TcpStream::connect(cluster).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far) => return,
            _ = current.wait_for(|current| *current != Current::On) => {}
        }
    }
    // While it is silent, both ends are held.
    let _ = current.wait_for(|current| *current != Current::Silent).await;
}
