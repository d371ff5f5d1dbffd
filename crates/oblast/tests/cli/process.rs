//! Starting, asking and killing the binary.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use oblast_testkit::Place;

pub const PASSWORD: &str = "test-password";

/// A command line of the binary over a place.
pub fn oblast(place: &Place, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oblast"));
    command.args(arguments).arg("--data").arg(place.dir.join("data"));
    if let Some(url) = place.url() {
        command.arg("--database").arg(url);
    }
    command.env("OBLAST_DEMO_PASSWORD", PASSWORD).stdin(Stdio::null());
    command
}

pub fn run(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

/// Runs and must succeed; gives what was printed.
pub fn succeed(command: &mut Command) -> String {
    let (success, printed) = run(command);
    assert!(success, "{command:?}: {printed}");
    printed.trim().to_owned()
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    /// Starts `command` (`serve` or `demo`) and waits until it is ready.
    pub fn start(place: &Place, command: &str) -> Server {
        Server::start_with(place, command, &[])
    }

    /// The same with more arguments.
    pub fn start_with(place: &Place, command: &str, more: &[&str]) -> Server {
        Server::run(place, oblast(place, &[command]), more)
    }

    /// The same of a command line that is prepared; its words go to `server.log`.
    pub fn run(place: &Place, mut command: Command, more: &[&str]) -> Server {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let log: PathBuf = place.dir.join("server.log");
        let out = std::fs::File::create(&log).unwrap();
        let child = command
            .args(["--listen", &listen])
            .args(more)
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap();
        let mut server = Server { child, url: format!("http://{listen}") };
        for _ in 0..6000 {
            if ureq::get(format!("{}/readyz", server.url)).call().is_ok() {
                return server;
            }
            assert!(server.child.try_wait().unwrap().is_none(), "{}", read(&log));
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not become ready: {}", read(&log));
    }

    /// Kills it at once, as a black-out would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and waits.
    pub fn stop(mut self) {
        let status = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
