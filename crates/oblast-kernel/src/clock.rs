//! Time is a parameter: the only place that reads the machine's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

/// A source of the current instant.
pub trait Clock: Send + Sync + 'static {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place where the clock is read
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that runs at the machine's pace from an instant of its own: the demonstration's.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock {
    shift: SignedDuration,
}

impl ShiftedClock {
    /// A clock that shows `shown` at the moment when the machine's clock shows `real`.
    pub fn new(real: Timestamp, shown: Timestamp) -> Self {
        ShiftedClock { shift: shown.duration_since(real) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let real = SystemClock.now();
        real.checked_add(self.shift).unwrap_or(real)
    }
}

/// A clock that stands until it is moved: for tests and for seeding the past.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at `at`.
    pub fn new(at: Timestamp) -> Self {
        ManualClock(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    /// Moves the clock to `at`, forwards or back.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// The instant of `micros` microseconds since the Unix epoch, as stored; out of range gives the epoch.
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Europe/Kyiv, from the bundled zone data.
pub fn kyiv() -> TimeZone {
    // The bundled data always holds the zone; UTC would only follow from a broken build.
    TimeZone::get("Europe/Kyiv").unwrap_or(TimeZone::UTC)
}

/// The instant as shown on a clock in Kyiv.
pub fn in_kyiv(at: Timestamp) -> Zoned {
    at.to_zoned(kyiv())
}

/// The calendar date in Kyiv at an instant.
pub fn kyiv_date(at: Timestamp) -> Date {
    in_kyiv(at).date()
}

/// Noon of a day in Kyiv: an instant of that day whatever the offset.
pub fn kyiv_noon(day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned(kyiv());
    noon.map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_turns_at_kyiv_midnight() {
        let before: Timestamp = "2026-12-31T21:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-12-31T22:00:00Z".parse().unwrap();
        assert_eq!(kyiv_date(before).year(), 2026);
        assert_eq!(kyiv_date(after).year(), 2027);
    }
}
