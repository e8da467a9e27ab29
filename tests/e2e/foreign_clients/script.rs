//! A library in another language: a script that speaks a line at a time.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::Library;

/// Killed when dropped.
pub(super) struct Script {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Script {
    /// A script for Node.js.
    pub(super) fn node(name: &str) -> Self {
        let mut command = Command::new("node");
        command.env("LARKGATE_TEST_NODE_MODULES", from_environment("LARKGATE_TEST_NODE_MODULES"));
        Self::start(command, name)
    }

    /// A script for Python.
    pub(super) fn python(name: &str) -> Self {
        let mut command = Command::new(from_environment("LARKGATE_TEST_PYTHON"));
        // The older name of Ed25519 is what OpenID Connect clients know.
        command.env("PYTHONWARNINGS", "ignore:EdDSA is deprecated");
        Self::start(command, name)
    }

    fn start(mut command: Command, name: &str) -> Self {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/clients").join(name);
        let pipes = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    /// Tells it a line and hears the next.
    fn ask(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        assert!(!answer.is_empty(), "the script ended; what it said stands above");
        answer.trim_end().to_owned()
    }
}

/// A variable that `tests/run` sets.
pub(super) fn from_environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is set by tests/run"))
}

impl Library for Script {
    async fn begin(&mut self, settings: &Value) -> String {
        self.ask(&settings.to_string())
    }

    async fn finish(&mut self, callback: &str) -> Value {
        serde_json::from_str(&self.ask(callback)).unwrap()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
