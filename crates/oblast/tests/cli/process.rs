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

/// What follows no redirect and takes every status as an answer.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into()
}

/// An answer: the status, the session's cookie if one was set, the page.
pub struct Answer {
    pub status: u16,
    pub cookie: String,
    pub page: String,
}

/// Reads an answer.
pub fn answered(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut answer = answer.unwrap();
    let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|set| set.split(';').next()).unwrap_or_default().to_owned();
    Answer {
        status: answer.status().as_u16(),
        cookie,
        page: answer.body_mut().read_to_string().unwrap_or_default(),
    }
}

/// Signs in by a password.
pub fn sign_in(server: &Server, login: &str, password: &str) -> Answer {
    answered(
        agent().post(format!("{}/login", server.url)).send_form([("login", login), ("password", password)]),
    )
}

/// Gets a page with a cookie.
pub fn get(server: &Server, path: &str, cookie: &str) -> Answer {
    answered(agent().get(format!("{}{path}", server.url)).header("cookie", cookie).call())
}

/// The value of an input of a page.
pub fn input(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}
