//! For tests: a store on each database with a small region in it, and the application over it.

#![allow(clippy::expect_used)] // tests stop where something is not as it must be

mod app;
mod cases;
mod records;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use oblast_kernel::access::{Actor, Position, Role};
use oblast_kernel::clock::ManualClock;
use oblast_kernel::{Ids, Uuid, Value};
use oblast_register::Catalogue;
use oblast_store::{Location, Options, Store};
use oblast_web::system;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A SQLite file of its own.
    Sqlite,
    /// A PostgreSQL database of its own, on the server of `OBLAST_TEST_POSTGRES`.
    Postgres,
}

/// Makes of one test body two tests, one on each database. Where no PostgreSQL is given the second one
/// says so and passes; `make test` always gives one.
#[macro_export]
macro_rules! on_both {
    ($(#[$meta:meta])* async fn $name:ident($place:ident: $kind:ident) $body:block) => {
        mod $name {
            use super::*;
            async fn run($place: $kind) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($kind::new($crate::Backend::Sqlite).await.expect("a place")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                match $kind::new($crate::Backend::Postgres).await {
                    Some(place) => run(place).await,
                    None => eprintln!("OBLAST_TEST_POSTGRES is not set: not run"),
                }
            }
        }
    };
}

/// A Monday morning in Kyiv.
pub const MORNING: &str = "2026-03-16T07:00:00Z";

pub use app::{Reply, TestApp, encode};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// An empty database of a test's own; gone when dropped.
pub struct Place {
    /// Where it is.
    pub location: Location,
    /// A folder of the test's own.
    pub dir: PathBuf,
    /// The clock of what is opened here.
    pub clock: ManualClock,
}

impl Place {
    /// A new place; `None` where the backend is PostgreSQL and none is given.
    pub async fn new(backend: Backend) -> Option<Place> {
        let name = format!("oblast_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::SeqCst));
        let dir = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&dir).expect("a folder");
        let location = match backend {
            Backend::Sqlite => Location::Sqlite(dir.join("oblast.db")),
            Backend::Postgres => Location::Postgres(postgres_database(&name).await?),
        };
        Some(Place { location, dir, clock: ManualClock::new(at(MORNING)) })
    }

    /// The database's address, as `--database` takes it.
    pub fn url(&self) -> Option<&str> {
        match &self.location {
            Location::Sqlite(_) => None,
            Location::Postgres(url) => Some(url),
        }
    }

    /// What it is opened with.
    pub fn options(&self, catalogue: Catalogue, read_only: bool) -> Options {
        Options {
            location: self.location.clone(),
            catalogue,
            clock: Arc::new(self.clock.clone()),
            outside_clock: Arc::new(self.clock.clone()),
            ids: Arc::new(Ids::system()),
            node: 1,
            files: oblast_store::files::FilePlace::Folder(self.dir.join("files")),
            scanner: None,
            channels: oblast_store::Channels { email: true, sms: true },
            sealing: (!read_only).then(|| oblast_store::Sealing::new(&[1; 32])),
            read_only,
        }
    }

    /// Opens it with declarations.
    pub async fn open_with(
        &self,
        catalogue: Catalogue,
        read_only: bool,
    ) -> Result<Store, oblast_store::StoreError> {
        Store::open(self.options(catalogue, read_only)).await
    }

    /// Opens it with the declarations of the office systems.
    pub async fn open(&self) -> Store {
        self.open_with(catalogue(), false).await.expect("the store opens")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        if let Location::Postgres(url) = &self.location {
            drop_postgres_database(url);
        }
    }
}

async fn postgres_server(server: &str) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
    let (client, connection) =
        tokio_postgres::connect(&format!("{server}/postgres"), tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn postgres_database(name: &str) -> Option<String> {
    let server = std::env::var("OBLAST_TEST_POSTGRES").ok()?;
    let client = postgres_server(&server).await.expect("PostgreSQL answers");
    client.batch_execute(&format!("drop database if exists {name}")).await.expect("an old database goes");
    client.batch_execute(&format!("create database {name}")).await.expect("a new database comes");
    Some(format!("{server}/{name}"))
}

/// Some hundred databases of one run would fill a small disk. Dropping is not async, and the test's own runtime may be
/// waiting for it: a thread with a runtime of its own does it.
fn drop_postgres_database(url: &str) {
    let Some((server, name)) = url.rsplit_once('/') else { return };
    let (server, statement) = (server.to_owned(), format!("drop database if exists {name} with (force)"));
    let dropped = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        runtime.block_on(async { postgres_server(&server).await?.batch_execute(&statement).await }).ok()
    });
    let _ = dropped.join();
}

/// An instant.
pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// The systems of all groups.
fn systems() -> Vec<system::System> {
    let groups = [
        systems_governance::systems(),
        systems_office::systems(),
        systems_participation::systems(),
        systems_territory::systems(),
    ];
    groups.into_iter().flatten().collect()
}

/// The pages that systems have of their own.
pub fn routes() -> Vec<oblast_web::routes::SystemRoutes> {
    system::routes(&systems())
}

/// The declarations of all systems.
pub fn catalogue() -> Catalogue {
    system::catalogue(systems(), Vec::new()).expect("sound declarations")
}

/// A register with shapes and indicators, held by `architecture`: benches.
pub const BENCHES: &str = include_str!("benches.toml");
/// The id of the permits register.
pub const PERMITS: &str = "outdoor-advertising-permits";
/// The id of the permit's procedure.
pub const PERMIT: &str = "outdoor-advertising-permit";

/// Bodies and people of a test.
#[derive(Clone, Debug)]
pub struct Region {
    /// The service centre.
    pub centre: Uuid,
    /// Applies.
    pub resident: Actor,
    /// Another resident.
    pub neighbour: Actor,
    /// Checks, in the centre.
    pub administrator: Actor,
    /// Approves for heritage.
    pub heritage: Actor,
    /// Approves for roads.
    pub roads: Actor,
    /// Decides.
    pub head: Actor,
    /// Keeps the register of residents.
    pub registrar: Actor,
    /// Checks entitlement to payments.
    pub social: Actor,
    /// Decides on payments.
    pub social_head: Actor,
    /// Keeps the budgets of the communities.
    pub financier: Actor,
    /// Studies appeals, in the administration above.
    pub lawyer: Actor,
    /// Decides on appeals.
    pub governor: Actor,
    /// Operates the platform.
    pub operator: Actor,
}

/// The tax number of who checks payments in [`Region`].
pub const SOCIAL_RNOKPP: &str = "0000100035";
/// The tax number of who decides on payments in [`Region`].
pub const SOCIAL_HEAD_RNOKPP: &str = "0000100041";
/// The tax number of the head of [`Region`].
pub const HEAD_RNOKPP: &str = "0000100029";
/// The tax number of the resident of [`Region`].
pub const RESIDENT_RNOKPP: &str = "0000100010";

impl Region {
    /// The actors by the names of the matrix; a visitor is the default actor.
    pub fn actors(&self) -> Vec<(&'static str, Actor)> {
        vec![
            ("visitor", Actor::default()),
            ("resident", self.resident.clone()),
            ("administrator", self.administrator.clone()),
            ("specialist", self.heritage.clone()),
            ("head", self.head.clone()),
            ("operator", self.operator.clone()),
        ]
    }
}

async fn add(store: &Store, table: &str, columns: &[(&str, Value)]) -> Uuid {
    let mut record = store.new_record(table).expect("a table");
    for (column, value) in columns {
        record.set(column, value.clone());
    }
    let id = record.id();
    store.apply(store.act("region.seed").insert(record)).await.expect("a row");
    id
}

async fn person(store: &Store, login: &str) -> Actor {
    let mut columns = vec![("family_name", "Тестовий".into()), ("given_name", login.into())];
    let rnokpp = match login {
        "resident" => Some(RESIDENT_RNOKPP),
        "head" => Some(HEAD_RNOKPP),
        "social" => Some(SOCIAL_RNOKPP),
        "social_head" => Some(SOCIAL_HEAD_RNOKPP),
        _ => None,
    };
    columns.extend(rnokpp.map(|own| ("rnokpp", own.into())));
    let person = add(store, "person", &columns).await;
    let columns = [("login", login.into()), ("person", person.into()), ("state", "active".into())];
    let account = add(store, "account", &columns).await;
    Actor { account: Some(account), person: Some(person), ..Actor::default() }
}

async fn official(store: &Store, login: &str, role: Role, body: Uuid) -> Actor {
    let mut actor = person(store, login).await;
    let columns = [
        ("person", Value::from(actor.person)),
        ("body", body.into()),
        ("role", role.name().into()),
        ("title_uk", "посада".into()),
        ("title_en", "position".into()),
        ("valid_from", "2020-01-01".into()),
    ];
    let id = add(store, "position", &columns).await;
    actor.positions.push(Position { id, body, role, code: None, territory: None });
    actor
}

/// Creates the region.
pub async fn region(store: &Store) -> Region {
    let body = async |code: Option<&str>, kind: &str, title: &str| {
        let columns = [
            ("code", Value::from(code.map(str::to_owned))),
            ("kind", kind.into()),
            ("title_uk", title.into()),
            ("title_en", title.into()),
        ];
        add(store, "body", &columns).await
    };
    let administration = body(Some("administration"), "oblast_administration", "Адміністрація").await;
    let architecture = body(Some("architecture"), "department", "Архітектура").await;
    let heritage = body(Some("heritage"), "department", "Спадщина").await;
    let roads = body(Some("roads"), "department", "Дороги").await;
    let digital = body(Some("digital"), "department", "Цифра").await;
    let residence = body(Some("residence"), "department", "Реєстрація").await;
    let finance = body(Some("finance"), "department", "Фінанси").await;
    let social_department = body(Some("social"), "department", "Соціальний захист").await;
    let centre = body(None, "service_centre", "ЦНАП").await;
    Region {
        centre,
        resident: person(store, "resident").await,
        neighbour: person(store, "neighbour").await,
        administrator: official(store, "administrator", Role::Administrator, centre).await,
        heritage: official(store, "heritage", Role::Specialist, heritage).await,
        roads: official(store, "roads", Role::Specialist, roads).await,
        head: official(store, "head", Role::Head, architecture).await,
        registrar: official(store, "registrar", Role::Specialist, residence).await,
        social: official(store, "social", Role::Specialist, social_department).await,
        social_head: official(store, "social_head", Role::Head, social_department).await,
        financier: official(store, "financier", Role::Specialist, finance).await,
        lawyer: official(store, "lawyer", Role::Specialist, administration).await,
        governor: official(store, "governor", Role::Head, administration).await,
        operator: official(store, "operator", Role::Operator, digital).await,
    }
}

/// Values of a declared set of fields from what a person would type.
pub fn typed(
    fields: &[oblast_register::Field],
    answers: &[(&str, &str)],
) -> oblast_register::catalogue::Values {
    fields
        .iter()
        .map(|field| {
            let text = answers.iter().find(|(name, _)| *name == field.id).map_or("", |(_, text)| text);
            (field.id.clone(), field.parse(text).expect("a sound answer"))
        })
        .collect()
}

/// A sound application for the permit.
pub const APPLICATION: &[(&str, &str)] = &[
    ("place", "м. Лісне, вул. Садова, 5"),
    ("structure", "billboard"),
    ("area", "18"),
    ("years", "2"),
    ("phone", "0671234567"),
];
