//! A chromedriver of its own, and the one session in it. Both end when dropped, and chromium with them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

const DRIVER: &str = "/usr/bin/chromedriver";

pub(super) struct ChromeDriver {
    child: Child,
    port: u16,
    session: Option<String>,
    /// Kept open: chromedriver may have more to say.
    _output: BufReader<ChildStdout>,
}

impl ChromeDriver {
    /// Starts it on a free port of its own choice, and returns when it listens. What it leaves behind lies in `folder`.
    ///
    /// It wants one port for IPv4 and IPv6, and ends when somebody took the second meanwhile; then it is tried again.
    pub(super) fn start(folder: &Path) -> Self {
        let started = (0..5).find_map(|_try| Self::try_start(folder));
        started.expect("chromedriver ended before it listened, five times")
    }

    fn try_start(folder: &Path) -> Option<Self> {
        let mut child = Command::new(DRIVER)
            .arg("--port=0")
            .env("TMPDIR", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{DRIVER} does not start: {error}"));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        match port_in(&mut output) {
            Some(port) => Some(Self { child, port, session: None, _output: output }),
            None => {
                let _ = child.wait();
                None
            }
        }
    }

    /// Its address.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Remembers which session to end.
    pub(super) fn opened(&mut self, session: String) {
        self.session = Some(session);
    }

    /// The address of a command in the session.
    pub(super) fn command(&self, path: &str) -> String {
        format!("{}/session/{}/{path}", self.url(), self.session.as_deref().unwrap())
    }

    /// Ends the session and waits until chromium is gone; by hand, since a destructor cannot await.
    fn end_session(&self) -> std::io::Result<()> {
        let Some(session) = &self.session else { return Ok(()) };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        // It answers when chromium is gone, and leaves the connection open.
        stream.read(&mut [0; 1024]).map(drop)
    }
}

/// It names its port in a sentence: "ChromeDriver was started successfully on port 1234." None when it ends instead.
fn port_in(output: &mut impl BufRead) -> Option<u16> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim().trim_end_matches('.').parse().ok();
        }
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        // Should this fail, the test has failed before, and said why.
        let _ = self.end_session();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
