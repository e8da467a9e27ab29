//! Where we listen: an address, a unix socket, or both.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use crate::config::Listen;

/// Who may connect to the socket, and so is believed: its owner and its group.
const SOCKET_MODE: u32 = 0o660;

/// What connections come by.
pub struct Listeners {
    pub(super) tcp: Option<TcpListener>,
    pub(super) socket: Option<(UnixListener, SocketFile)>,
}

/// The file of a socket. It goes when this does.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Listeners {
    /// Begins to listen wherever the configuration says.
    ///
    /// # Errors
    /// When somebody else listens there, or we may not; the text says where.
    pub fn bind(listen: &Listen) -> Result<Self> {
        let tcp = listen.address.map(|address| {
            TcpListener::bind(address).map_err(|error| named(&format!("cannot listen on {address}"), &error))
        });
        let socket = listen.socket.as_ref().map(|path| {
            SocketFile::bind(path)
                .map_err(|error| named(&format!("cannot listen on {}", path.display()), &error))
        });
        Ok(Self { tcp: tcp.transpose()?, socket: socket.transpose()? })
    }

    pub(super) fn address(&self) -> Result<Option<SocketAddr>> {
        self.tcp.as_ref().map(TcpListener::local_addr).transpose()
    }
}

impl From<TcpListener> for Listeners {
    fn from(tcp: TcpListener) -> Self {
        Self { tcp: Some(tcp), socket: None }
    }
}

impl SocketFile {
    /// A socket at `path`, in place of one that nobody answers on.
    ///
    /// Whoever connects is believed, so nobody else may in the moment before its mode is set: it is made in a folder that is
    /// ours alone, and then moved.
    fn bind(path: &Path) -> Result<(UnixListener, Self)> {
        refuse_taken(path)?;
        let mut folder = path.as_os_str().to_owned();
        folder.push(".new");
        let (folder, made) = (PathBuf::from(&folder), PathBuf::from(folder).join("s"));
        // What a start that was killed left behind.
        let _absent = fs::remove_file(&made);
        let _absent = fs::remove_dir(&folder);
        DirBuilder::new().mode(0o700).create(&folder)?;
        let bound = UnixListener::bind(&made).and_then(|listener| {
            fs::set_permissions(&made, Permissions::from_mode(SOCKET_MODE))?;
            let metadata = fs::symlink_metadata(&made)?;
            fs::rename(&made, path)?;
            let (device, inode) = (metadata.dev(), metadata.ino());
            Ok((listener, Self { path: path.to_owned(), device, inode }))
        });
        let _absent = fs::remove_file(&made);
        fs::remove_dir(&folder)?;
        bound
    }

    fn is(&self, found: &Metadata) -> bool {
        (found.dev(), found.ino()) == (self.device, self.inode)
    }
}

impl Drop for SocketFile {
    /// Unless another process has put its own there.
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|found| self.is(&found))
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(path = %self.path.display(), cause = %error, "the socket could not be removed");
        }
    }
}

/// Only a socket may be replaced, and only one that nobody answers on.
fn refuse_taken(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.file_type().is_socket() => {
            return Err(Error::new(ErrorKind::AlreadyExists, "there is something else than a socket"));
        }
        Ok(_socket) => {}
    }
    match UnixStream::connect(path) {
        Ok(_answered) => Err(Error::new(ErrorKind::AddrInUse, "another process answers there")),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(()),
        Err(error) => Err(error),
    }
}

fn named(what: &str, error: &Error) -> Error {
    Error::new(error.kind(), format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listen(path: &Path) -> Result<Listeners> {
        Listeners::bind(&Listen {
            address: None,
            socket: Some(path.to_owned()),
            trusted_proxies: vec![],
            tls: None,
        })
    }

    #[test]
    fn its_owner_and_group_may_connect_and_it_goes_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("larkgate.sock");
        let listeners = listen(&path).unwrap();
        let found = fs::symlink_metadata(&path).unwrap();
        assert!(found.file_type().is_socket());
        assert_eq!(found.mode() & 0o777, 0o660);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
        UnixStream::connect(&path).unwrap();
        drop(listeners);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn one_that_nobody_answers_on_is_replaced_and_no_other_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("larkgate.sock");
        // A process that was killed takes no file along.
        drop(UnixListener::bind(&path).unwrap());
        let first = listen(&path).unwrap();
        let refused = listen(&path).err().unwrap().to_string();
        assert_eq!(refused, format!("cannot listen on {}: another process answers there", path.display()));
        UnixStream::connect(&path).unwrap();
        drop(first);
        fs::write(&path, "precious").unwrap();
        assert!(listen(&path).err().unwrap().to_string().ends_with("something else than a socket"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(listen(&link).is_err());
    }

    #[test]
    fn the_socket_of_another_process_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("larkgate.sock");
        let first = listen(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let _second = listen(&path).unwrap();
        drop(first);
        UnixStream::connect(&path).unwrap();
    }

    #[test]
    fn a_start_that_was_killed_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("larkgate.sock");
        let left = folder.path().join("larkgate.sock.new");
        fs::create_dir(&left).unwrap();
        drop(UnixListener::bind(left.join("s")).unwrap());
        listen(&path).unwrap();
        assert!(!left.exists());
    }
}
