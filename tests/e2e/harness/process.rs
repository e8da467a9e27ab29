//! A larkgate as a process of its own, for journeys that kill it or read all it ever said.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};

use simulator::Simulator;

use super::gate::{self, Setup};
use super::{Port, authority};
use crate::harness::waiting::{found, until};

/// The program, its folder and its Feishu. Killed when dropped.
pub struct Process {
    pub url: String,
    pub folder: tempfile::TempDir,
    pub log: PathBuf,
    /// Trusts the program's certificate, if it has one.
    pub http: reqwest::Client,
    app_secret: String,
    port: Port,
    child: Option<Child>,
}

impl Process {
    /// Writes the configuration and starts the program. `feishu` must allow the callback of the address this returns.
    pub async fn start(feishu: &Simulator, setup: &Setup, database: &str) -> Self {
        let port = Port::take();
        let scheme = if setup.authority.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", port.address());
        let folder = tempfile::tempdir().unwrap();
        let has_applications = setup.clients.contains("[[applications]]");
        let proxies = if has_applications { "trusted_proxies = [\"127.0.0.1\"]\n" } else { "" };
        let mut config = gate::configuration(&url, feishu, setup, database)
            + &format!("[listen]\naddress = \"{}\"\n{proxies}[log]\nlevel = \"debug\"\n", port.address());
        if let Some(authority) = &setup.authority {
            authority.leaf().write(folder.path());
            config += &authority::section();
        }
        std::fs::write(folder.path().join("larkgate.toml"), config).unwrap();
        let log = folder.path().join("log");
        let http = authority::client(setup.authority.as_ref());
        let mut process =
            Self { url, folder, log, http, app_secret: feishu.app_secret.clone(), port, child: None };
        process.restart().await;
        process
    }

    /// Kills the program if it runs, starts it anew, and waits for its first answer.
    pub async fn restart(&mut self) {
        self.kill();
        let serve = self.command(&["serve"]);
        self.serve(serve).await;
    }

    /// The same, where it may have so many files and connections open.
    pub async fn restart_with_files(&mut self, most: u32) {
        self.kill();
        let plain = self.command(&["serve"]);
        let mut serve = Command::new("sh");
        serve.args(["-c", &format!("ulimit -n {most} && exec \"$0\" \"$@\"")]);
        serve.arg(plain.get_program()).args(plain.get_args());
        serve.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        self.serve(serve).await;
    }

    async fn serve(&mut self, mut serve: Command) {
        let output = File::options().create(true).append(true).open(&self.log).unwrap();
        self.child = Some(serve.stdout(output.try_clone().unwrap()).stderr(output).spawn().unwrap());
        self.wait_until_healthy().await;
    }

    /// The program with other arguments, on the same configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_larkgate"));
        command.args(arguments).arg("--config").arg(self.config());
        for name in ["APP_SECRET", "CLIENT_SECRET", "SEAL_KEY"] {
            command.env(name, gate::environment(name, &self.app_secret).unwrap());
        }
        command
    }

    /// SIGTERM, and nothing more: the program goes on until it has finished.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends a signal, such as `-HUP`.
    pub fn signal(&self, signal: &str) {
        let pid = self.pid().expect("it runs").to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Waits for the program to end by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let child = self.child.as_mut().expect("it was started");
        let status = found("larkgate ends", async || child.try_wait().unwrap()).await;
        self.child = None;
        status
    }

    async fn wait_until_healthy(&mut self) {
        let (url, child) = (format!("{}/healthz", self.url), &mut self.child);
        until("larkgate is healthy", async || {
            if let Some(status) = child.as_mut().and_then(|child| child.try_wait().unwrap()) {
                panic!("larkgate ended with {status}: {}", std::fs::read_to_string(&self.log).unwrap());
            }
            self.http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// The process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("larkgate.toml")
    }

    /// Everything it has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
