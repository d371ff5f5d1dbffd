//! Which clock a data directory lives by: the machine's, or the demonstration's own.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use oblast_kernel::Clock;
use oblast_kernel::clock::{ShiftedClock, SystemClock, from_micros};

use crate::{Failure, keys};

const FILE: &str = "demo-clock";

/// The clock of a data directory.
pub fn clock(data: &Path) -> Result<Arc<dyn Clock>, Failure> {
    let place = data.join(FILE);
    let text = match std::fs::read_to_string(&place) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Arc::new(SystemClock)),
        Err(error) => return Err(Failure::Io { place: place.display().to_string(), error }),
    };
    let mut parts = text.split_whitespace().map(str::parse::<i64>);
    match (parts.next(), parts.next()) {
        (Some(Ok(real)), Some(Ok(shown))) => {
            Ok(Arc::new(ShiftedClock::new(from_micros(real), from_micros(shown))))
        }
        _ => Err(Failure::words(format!("{}: this is not a clock", place.display()))),
    }
}

/// Sets the demonstration's clock: now it shows `shown`, and runs on from there.
pub fn set_demo_clock(data: &Path, shown: Timestamp) -> Result<(), Failure> {
    let real = SystemClock.now().as_microsecond();
    keys::write_secret(&data.join(FILE), &format!("{real} {}", shown.as_microsecond()))
}
