//! Notices and the outbox: written in the act that gives cause for them, delivered afterwards.
//!
//! A notice stands in the person's cabinet at once. For each channel that the person and the installation have,
//! a delivery waits in the outbox; a sender takes it under a lease, so that several nodes do not send it twice.
//! What is killed between the server's yes and the note of it is sent again after the lease, with the same
//! identifier of the message.

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan as _};
use oblast_kernel::access::Actor;
use oblast_kernel::clock::{from_micros, in_kyiv};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Uuid, Value};
use serde_json::Value as Json;

use crate::act::{Act, ActError, Scratch};
use crate::record::Record;
use crate::{Store, StoreError};

/// How long a sender may take before another one tries, in microseconds.
const LEASE: i64 = 120_000_000;
/// How long a delivery is tried, in microseconds: three days.
const TRIED: i64 = 3 * 86_400_000_000;
/// The longest pause between two attempts, in microseconds: six hours.
const LONGEST_PAUSE: i64 = 6 * 3_600_000_000;
/// How long a delivery is kept after its end, in microseconds: a year.
const KEPT: i64 = 366 * 86_400_000_000;
/// Nothing is sent from this time in the evening ...
const QUIET_FROM: Time = Time::constant(21, 0, 0, 0);
/// ... to this time in the morning, Kyiv time.
const QUIET_TO: Time = Time::constant(8, 0, 0, 0);

/// A way to a person besides the cabinet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Electronic mail.
    Email,
    /// A short message.
    Sms,
}

impl Channel {
    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }

    fn from_name(name: &str) -> Option<Channel> {
        [Channel::Email, Channel::Sms].into_iter().find(|channel| channel.name() == name)
    }
}

/// What a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The language of messages.
    pub lang: Lang,
    /// Mail?
    pub email: bool,
    /// Short messages?
    pub sms: bool,
}

impl Default for Choice {
    fn default() -> Self {
        Choice { lang: Lang::Uk, email: true, sms: true }
    }
}

/// A delivery that a sender has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The id; also what makes a repeated message known as the same.
    pub id: Uuid,
    /// The channel.
    pub channel: Channel,
    /// The address.
    pub address: String,
    /// The language.
    pub lang: Lang,
    /// The template of the notice.
    pub template: String,
    /// Its variables.
    pub args: Json,
    /// The case that it is about.
    pub case: Option<Uuid>,
    attempts: i64,
    created_at: i64,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it; what it answered.
    Sent(String),
    /// It may go later.
    Later(String),
    /// It will never go: the address or the message was refused (a bounce).
    Refused(String),
}

/// The moment itself, or the end of the quiet hours it falls into.
pub fn after_quiet_hours(at: Timestamp) -> Timestamp {
    let local = in_kyiv(at);
    let date = if local.time() >= QUIET_FROM {
        local.date().saturating_add(1.day())
    } else if local.time() < QUIET_TO {
        local.date()
    } else {
        return at;
    };
    let morning = date.to_datetime(QUIET_TO).to_zoned(local.time_zone().clone());
    morning.map_or(at, |morning| morning.timestamp())
}

/// The pause after so many attempts: one minute, doubled each time, six hours at most; in microseconds.
fn pause(attempts: i64) -> i64 {
    let doubled = 60_000_000_i64 << attempts.clamp(1, 20).saturating_sub(1);
    doubled.min(LONGEST_PAUSE)
}

/// What a server said, fit to be kept.
fn short(detail: &str) -> String {
    detail.chars().filter(|letter| !letter.is_control()).take(300).collect()
}

impl Store {
    /// Adds a notice to an act, and its deliveries to the outbox, in the same transaction.
    pub async fn notify(
        &self,
        act: Act,
        person: &Record,
        template: &str,
        args: Json,
        case: Option<Uuid>,
    ) -> Result<Act, StoreError> {
        let now = self.clock.now();
        let mut notice = self.new_record("notice")?;
        notice.set("person", person.id());
        notice.set("template", template);
        notice.set("args", args.to_string());
        notice.set("case_id", case);
        notice.set("at", now.as_microsecond());
        let choice = self.notice_choice(person.id()).await?;
        let ways = [
            (Channel::Email, choice.email && self.channels.email, person.text("email")),
            (Channel::Sms, choice.sms && self.channels.sms, person.text("phone")),
        ];
        let next_at = after_quiet_hours(now).as_microsecond();
        let mut act = act;
        for (channel, _, address) in ways.iter().filter(|(_, wanted, address)| *wanted && !address.is_empty())
        {
            let sql = "insert into delivery (id, notice, channel, address, lang, state, attempts, created_at, \
                       next_at, lease_until, changed_at) values ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7, 0, $6)";
            let parameters = vec![
                self.ids.id(now).into(),
                notice.id().into(),
                channel.name().into(),
                (*address).into(),
                choice.lang.tag().into(),
                now.as_microsecond().into(),
                next_at.into(),
            ];
            act = act.also(Scratch { sql: sql.to_owned(), parameters });
        }
        Ok(act.insert(notice))
    }

    /// What a person chose about messages.
    pub async fn notice_choice(&self, person: Uuid) -> Result<Choice, StoreError> {
        let row = self.load_by("notice_choice", "person", person.into()).await?;
        Ok(row.map_or_else(Choice::default, |row| Choice {
            lang: Lang::from_tag(row.text("lang")).unwrap_or(Lang::Uk),
            email: row.int("email") == Some(1),
            sms: row.int("sms") == Some(1),
        }))
    }

    /// Sets what a person chose.
    pub async fn choose_notices(&self, actor: &Actor, person: Uuid, choice: Choice) -> Result<(), ActError> {
        let unavailable = |error: StoreError| ActError::Unavailable(error.to_string());
        let known = self.load_by("notice_choice", "person", person.into()).await.map_err(unavailable)?;
        let is_new = known.is_none();
        let mut row = match known {
            Some(row) => row,
            None => self.new_record("notice_choice").map_err(unavailable)?,
        };
        row.set("person", person);
        row.set("lang", choice.lang.tag());
        row.set("email", i64::from(choice.email));
        row.set("sms", i64::from(choice.sms));
        let act = self.act("notice.choose").by(actor).about("notice_choice", row.id());
        self.apply(if is_new { act.insert(row) } else { act.update(row) }).await.map(|_| ())
    }

    /// The notices of a person, the newest first.
    pub async fn notices(
        &self,
        person: Uuid,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Record>, StoreError> {
        let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
        let tail =
            format!("where person = $1 and (at, id) < ($2, $3) order by at desc, id desc limit {limit}");
        self.select("notice", &tail, &[person.into(), at.into(), id.into()]).await
    }

    /// How many notices a person has not seen, counted to 100.
    pub async fn unseen_notices(&self, person: Uuid) -> Result<i64, StoreError> {
        let from =
            "notice where person = $1 and at > coalesce((select at from notice_seen where person = $1), 0)";
        self.count(from, &[person.into()], 100).await
    }

    /// Notes that a person has seen the notices.
    pub async fn see_notices(&self, person: Uuid) -> Result<(), StoreError> {
        let sql =
            "insert into notice_seen (person, at) values ($1, $2) on conflict (person) do update set at = $2";
        let now = self.clock.now().as_microsecond();
        self.scratch(sql, vec![person.into(), now.into()]).await.map(|_| ())
    }

    /// Takes deliveries that are due, under a lease.
    pub async fn take_deliveries(&self, limit: i64) -> Result<Vec<Delivery>, StoreError> {
        let (id, text, int) = (ColumnType::Id, ColumnType::Text, ColumnType::Int);
        let now = self.clock.now().as_microsecond();
        let sql = format!(
            "select delivery.id, delivery.channel, delivery.address, delivery.lang, notice.template, notice.args, \
             notice.case_id, delivery.attempts, delivery.created_at from delivery \
             join notice on notice.id = delivery.notice \
             where delivery.state = 'waiting' and delivery.next_at <= $1 and delivery.lease_until <= $1 \
             order by delivery.next_at, delivery.id limit {limit}"
        );
        let kinds = [id, text, text, text, text, text, id, int, int];
        let mut taken = Vec::new();
        for row in self.query(&sql, &[now.into()], &kinds).await? {
            let Some(channel) = Channel::from_name(row.text(1)) else { continue };
            let lease = "update delivery set lease_until = $1, attempts = attempts + 1, changed_at = $2 \
                         where id = $3 and state = 'waiting' and lease_until <= $2";
            let values = vec![Value::Int(now + LEASE), now.into(), row.id(0).into()];
            if self.scratch(lease, values).await? == 1 {
                taken.push(Delivery {
                    id: row.id(0),
                    channel,
                    address: row.text(2).to_owned(),
                    lang: Lang::from_tag(row.text(3)).unwrap_or(Lang::Uk),
                    template: row.text(4).to_owned(),
                    args: serde_json::from_str(row.text(5)).unwrap_or_default(),
                    case: row.get(6).as_id(),
                    attempts: row.int(7) + 1,
                    created_at: row.int(8),
                });
            }
        }
        Ok(taken)
    }

    /// Notes how an attempt ended: sent, to be tried again after a pause, or given up.
    pub async fn end_delivery(&self, delivery: &Delivery, outcome: &Outcome) -> Result<(), StoreError> {
        let now = self.clock.now().as_microsecond();
        let too_old = now - delivery.created_at > TRIED;
        let (state, detail) = match outcome {
            Outcome::Sent(detail) => ("sent", detail),
            Outcome::Refused(detail) => ("refused", detail),
            Outcome::Later(detail) if too_old => ("given_up", detail),
            Outcome::Later(detail) => ("waiting", detail),
        };
        let next = after_quiet_hours(from_micros(now + pause(delivery.attempts))).as_microsecond();
        let sql = "update delivery set state = $1, detail = $2, next_at = $3, lease_until = 0, changed_at = $4 \
                   where id = $5";
        let values = vec![state.into(), short(detail).into(), next.into(), now.into(), delivery.id.into()];
        self.scratch(sql, values).await.map(|_| ())
    }

    /// Marks a delivery as returned: the mail was taken and came back later. Was there such a delivery?
    pub async fn return_delivery(&self, id: Uuid, detail: &str) -> Result<bool, StoreError> {
        let now = self.clock.now().as_microsecond();
        let sql = "update delivery set state = 'refused', detail = $1, lease_until = 0, changed_at = $2 \
                   where id = $3 and channel = 'email'";
        self.scratch(sql, vec![short(detail).into(), now.into(), id.into()]).await.map(|changed| changed == 1)
    }

    /// Forgets ended deliveries after a year.
    pub async fn forget_old_deliveries(&self) -> Result<u64, StoreError> {
        let before = self.clock.now().as_microsecond() - KEPT;
        let sql = "delete from delivery where state <> 'waiting' and changed_at < $1";
        self.scratch(sql, vec![before.into()]).await
    }

    /// The journal of deliveries, the newest first: channel, state, attempts, when it changed, detail, id.
    pub async fn deliveries(&self, limit: i64) -> Result<Vec<DeliveryLine>, StoreError> {
        let (id, text, int) = (ColumnType::Id, ColumnType::Text, ColumnType::Int);
        let sql = format!(
            "select id, channel, state, attempts, changed_at, next_at, detail from delivery \
             order by changed_at desc, id desc limit {limit}"
        );
        let rows = self.query(&sql, &[], &[id, text, text, int, int, int, text]).await?;
        Ok(rows
            .iter()
            .map(|row| DeliveryLine {
                id: row.id(0),
                channel: row.text(1).to_owned(),
                state: row.text(2).to_owned(),
                attempts: row.int(3),
                changed_at: row.int(4),
                next_at: row.int(5),
                detail: row.text(6).to_owned(),
            })
            .collect())
    }
}

/// A line of the journal of deliveries: no address, no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryLine {
    /// The id.
    pub id: Uuid,
    /// The channel.
    pub channel: String,
    /// `waiting`, `sent`, `refused` or `given_up`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it changed last.
    pub changed_at: i64,
    /// When it is tried next.
    pub next_at: i64,
    /// What the server answered.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_is_woken() {
        assert_eq!(after_quiet_hours(at("2026-03-16T10:00:00Z")), at("2026-03-16T10:00:00Z"));
        assert_eq!(
            after_quiet_hours(at("2026-03-16T19:00:00Z")),
            at("2026-03-17T06:00:00Z"),
            "21:00 in Kyiv"
        );
        assert_eq!(after_quiet_hours(at("2026-03-16T02:00:00Z")), at("2026-03-16T06:00:00Z"));
        // The night in which the clocks go forward: eight o'clock is an hour sooner.
        assert_eq!(after_quiet_hours(at("2026-03-28T22:00:00Z")), at("2026-03-29T05:00:00Z"));
        assert_eq!(after_quiet_hours(at("2026-12-31T20:00:00Z")), at("2027-01-01T06:00:00Z"));
    }

    #[test]
    fn pauses_double_up_to_six_hours() {
        let minutes: Vec<i64> = [1, 2, 3, 9, 10, 1_000].map(|attempts| pause(attempts) / 60_000_000).into();
        assert_eq!(minutes, [1, 2, 4, 256, 360, 360]);
    }
}
