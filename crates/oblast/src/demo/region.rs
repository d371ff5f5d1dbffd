//! Bodies, territories and people. All names are invented.

use jiff::ToSpan as _;
use oblast_kernel::access::{Actor, Position, Role};
use oblast_kernel::clock::{Clock as _, ManualClock};
use oblast_kernel::identifier::rnokpp_with_check_digit;
use oblast_kernel::{Uuid, Value};
use oblast_store::{Act, Store};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::Failure;

/// What the cases need of the region.
pub struct Region {
    /// The service centres.
    pub centres: Vec<Uuid>,
    /// Residents: the actor and the telephone.
    pub residents: Vec<(Actor, String)>,
    /// Officials by login.
    pub administrator: Actor,
    /// Approves.
    pub specialist: Actor,
    /// Decides.
    pub head: Actor,
    /// Studies appeals.
    pub lawyer: Actor,
    /// Decides on appeals.
    pub governor: Actor,
    /// Keeps the cases of offences of a community.
    pub secretary: Actor,
    /// Keeps the programmes.
    pub curator: Actor,
    /// The communities: their codes.
    pub communities: Vec<String>,
}

const DISTRICTS: [(&str, &str); 7] = [
    ("Заріченський район", "Zarichchia district"),
    ("Степовий район", "Stepovyi district"),
    ("Лісовий район", "Lisovyi district"),
    ("Надбережний район", "Nadberezhnyi district"),
    ("Гірський район", "Hirskyi district"),
    ("Рудний район", "Rudnyi district"),
    ("Лановий район", "Lanovyi district"),
];

/// The communities of each district: as many as Odesa oblast has.
const COMMUNITIES: [[(&str, &str); 13]; 7] = [
    [
        ("Зарічанська", "Zarichchia"),
        ("Яворівська", "Yavorivka"),
        ("Калинівська", "Kalynivka"),
        ("Степова", "Stepova"),
        ("Тополівська", "Topolivka"),
        ("Ставкова", "Stavkova"),
        ("Хмелівська", "Khmelivka"),
        ("Липова", "Lypova"),
        ("Горішня", "Horishnia"),
        ("Джерельна", "Dzherelna"),
        ("Маківська", "Makivka"),
        ("Ясенівська", "Yasenivka"),
        ("Світла", "Svitla"),
    ],
    [
        ("Криничанська", "Krynychne"),
        ("Вишнева", "Vyshneva"),
        ("Лугова", "Luhova"),
        ("Соснівська", "Sosnivka"),
        ("Полинова", "Polynova"),
        ("Ковилівська", "Kovylivka"),
        ("Балківська", "Balkivka"),
        ("Солончацька", "Solonchaky"),
        ("Широка", "Shyroka"),
        ("Вітряківська", "Vitriaky"),
        ("Могилянська", "Mohyliany"),
        ("Чебрецька", "Chebrets"),
        ("Перекотипільська", "Perekotypole"),
    ],
    [
        ("Дубравська", "Dubrava"),
        ("Озерянська", "Ozeriany"),
        ("Берегова", "Berehova"),
        ("Медвинська", "Medvyn"),
        ("Грабівська", "Hrabivka"),
        ("Вільшанська", "Vilshanka"),
        ("Березнівська", "Bereznivka"),
        ("Боровицька", "Borovytsia"),
        ("Папоротна", "Paporotna"),
        ("Лосівська", "Losivka"),
        ("Глуха", "Hlukha"),
        ("Мохова", "Mokhova"),
        ("Бобрівська", "Bobrivka"),
    ],
    [
        ("Надбережна", "Nadberezhna"),
        ("Плавнівська", "Plavnivka"),
        ("Очеретяна", "Ocheretiana"),
        ("Лиманська", "Lymanka"),
        ("Піщана", "Pishchana"),
        ("Чаплинська", "Chaplynka"),
        ("Косівська", "Kosivka"),
        ("Перевізька", "Pereviz"),
        ("Островецька", "Ostrovets"),
        ("Гирлівська", "Hyrlivka"),
        ("Якірна", "Yakirna"),
        ("Маячна", "Maiachna"),
        ("Вербова", "Verbova"),
    ],
    [
        ("Гірська", "Hirska"),
        ("Кам’янська", "Kamianka"),
        ("Скельна", "Skelna"),
        ("Верхівська", "Verkhivka"),
        ("Полонинська", "Polonyna"),
        ("Ялинівська", "Yalynivka"),
        ("Бескидська", "Beskydy"),
        ("Водоспадна", "Vodospadna"),
        ("Перевальська", "Pereval"),
        ("Ущелинська", "Ushchelyna"),
        ("Смерекова", "Smerekova"),
        ("Вівчарська", "Vivchary"),
        ("Оленівська", "Olenivka"),
    ],
    [
        ("Рудна", "Rudna"),
        ("Шахтарська", "Shakhtne"),
        ("Заводська", "Zavodska"),
        ("Вузлова", "Vuzlova"),
        ("Цегельна", "Tsehelna"),
        ("Крейдянська", "Kreidianka"),
        ("Кар’єрна", "Karierna"),
        ("Слобідська", "Sloboda"),
        ("Ливарна", "Lyvarna"),
        ("Коксівська", "Koksivka"),
        ("Терикова", "Terykova"),
        ("Гранітна", "Hranitna"),
        ("Сталева", "Staleva"),
    ],
    [
        ("Ланова", "Lanova"),
        ("Ярмаркова", "Yarmarkova"),
        ("Медова", "Medova"),
        ("Бджолина", "Bdzholyna"),
        ("Житня", "Zhytnia"),
        ("Колосівська", "Kolosivka"),
        ("Млинівська", "Mlynivka"),
        ("Хутірська", "Khutir"),
        ("Соняшникова", "Soniashnykova"),
        ("Гречана", "Hrechana"),
        ("Маслянська", "Masliany"),
        ("Сінна", "Sinna"),
        ("Пасічна", "Pasichna"),
    ],
];

pub(super) const FAMILY: [&str; 20] = [
    "Коваленко",
    "Бондар",
    "Шевчук",
    "Мельник",
    "Ткач",
    "Їжакевич",
    "Гончар",
    "Лисенко",
    "Яременко",
    "Олійник",
    "Савчук",
    "Ґудзь",
    "Кравець",
    "Поліщук",
    "Марчук",
    "Дяченко",
    "Щербак",
    "Єременко",
    "Гайдук",
    "Зінченко",
];
pub(super) const WOMEN: [(&str, &str); 6] = [
    ("Олена", "Іванівна"),
    ("Ірина", "Петрівна"),
    ("Наталія", "Степанівна"),
    ("Оксана", "Юріївна"),
    ("Марія", "Василівна"),
    ("Ґалина", "Андріївна"),
];
pub(super) const MEN: [(&str, &str); 6] = [
    ("Андрій", "Миколайович"),
    ("Іван", "Олексійович"),
    ("Юрій", "Богданович"),
    ("Сергій", "Ігорович"),
    ("Тарас", "Павлович"),
    ("Євген", "Ярославович"),
];

/// How many residents there are besides the demonstration's own.
const RESIDENTS: usize = 24;

struct Builder<'s> {
    store: &'s Store,
    act: Act,
    rng: StdRng,
}

impl Builder<'_> {
    fn insert(&mut self, table: &str, columns: &[(&str, Value)]) -> Result<Uuid, Failure> {
        let mut record = self.store.new_record(table)?;
        for (column, value) in columns {
            record.set(column, value.clone());
        }
        let id = record.id();
        let act = std::mem::replace(&mut self.act, self.store.act("region.seed"));
        self.act = act.insert(record);
        Ok(id)
    }

    fn body(
        &mut self,
        code: Option<&str>,
        parent: Option<Uuid>,
        kind: &str,
        title: (&str, &str),
    ) -> Result<Uuid, Failure> {
        self.insert(
            "body",
            &[
                ("code", code.into_value()),
                ("parent", parent.into()),
                ("kind", kind.into()),
                ("title_uk", title.0.into()),
                ("title_en", title.1.into()),
                ("address", (kind == "service_centre").then_some("пл. Центральна, 1").into_value()),
                (
                    "hours",
                    (kind == "service_centre").then_some("пн–чт 9:00–18:00, пт 9:00–16:45").into_value(),
                ),
                ("phone", (kind == "service_centre").then_some("+380990000000").into_value()),
            ],
        )
    }

    fn territory(
        &mut self,
        code: &str,
        parent: Option<&str>,
        category: &str,
        title: (&str, &str),
    ) -> Result<Uuid, Failure> {
        self.insert(
            "territory",
            &[
                ("code", code.into()),
                ("parent", parent.into_value()),
                ("category", category.into()),
                ("title_uk", title.0.into()),
                ("title_en", title.1.into()),
            ],
        )
    }

    fn person(
        &mut self,
        login: &str,
        family: &str,
        given: (&str, &str),
        number: u32,
    ) -> Result<(Actor, String), Failure> {
        let mut digits = [0; 9];
        digits.iter_mut().for_each(|digit| *digit = self.rng.random_range(0..10));
        let phone = format!("+38099{:07}", 1_000_000 + number);
        let person = self.insert(
            "person",
            &[
                ("family_name", family.into()),
                ("given_name", given.0.into()),
                ("patronymic", given.1.into()),
                ("rnokpp", rnokpp_with_check_digit(digits).into()),
                ("email", format!("{login}@example.com").into()),
                ("phone", phone.as_str().into()),
            ],
        )?;
        let account = self.insert(
            "account",
            &[("login", login.into()), ("person", person.into()), ("state", "active".into())],
        )?;
        Ok((Actor { account: Some(account), person: Some(person), ..Actor::default() }, phone))
    }

    fn position(
        &mut self,
        actor: &mut Actor,
        body: Uuid,
        role: Role,
        title: (&str, &str),
    ) -> Result<(), Failure> {
        let id = self.insert(
            "position",
            &[
                ("person", actor.person.into()),
                ("body", body.into()),
                ("role", role.name().into()),
                ("title_uk", title.0.into()),
                ("title_en", title.1.into()),
                ("valid_from", "2025-01-01".into()),
            ],
        )?;
        actor.positions.push(Position { id, body, role, code: None, territory: None });
        Ok(())
    }
}

trait IntoValue {
    fn into_value(self) -> Value;
}
impl IntoValue for Option<&str> {
    fn into_value(self) -> Value {
        self.map_or(Value::Null, Value::from)
    }
}

/// Creates the region in one act, four months before the demonstration's first morning.
pub async fn seed(store: &Store, clock: &ManualClock, seed: u64) -> Result<Region, Failure> {
    let morning = clock.now();
    clock.set(morning - 24.hours() * 120);
    let mut build = Builder { store, act: store.act("region.seed"), rng: StdRng::seed_from_u64(seed) };

    let oblast = build.body(
        Some("administration"),
        None,
        "oblast_administration",
        ("Заріченська обласна адміністрація", "Zarichchia Oblast Administration"),
    )?;
    let department = "department";
    let architecture = build.body(
        Some("architecture"),
        Some(oblast),
        department,
        ("Департамент архітектури", "Department of Architecture"),
    )?;
    let heritage = build.body(
        Some("heritage"),
        Some(oblast),
        department,
        ("Управління охорони культурної спадщини", "Office of Cultural Heritage"),
    )?;
    let roads = build.body(
        Some("roads"),
        Some(oblast),
        department,
        ("Служба місцевих автомобільних доріг", "Local Roads Service"),
    )?;
    let digital = build.body(
        Some("digital"),
        Some(oblast),
        department,
        ("Управління цифрового розвитку", "Office of Digital Development"),
    )?;
    let finance = build.body(
        Some("finance"),
        Some(oblast),
        department,
        ("Департамент фінансів", "Department of Finance"),
    )?;
    let residence = build.body(
        Some("residence"),
        Some(oblast),
        department,
        ("Відділ реєстрації місця проживання", "Residence Registration Office"),
    )?;
    let social = build.body(
        Some("social"),
        Some(oblast),
        department,
        ("Департамент соціального захисту", "Department of Social Protection"),
    )?;
    let Communities { centres, councils, codes } = communities(&mut build, oblast)?;

    let mut administrator = build.person("administrator", "Савчук", WOMEN[1], 1)?.0;
    for centre in &centres {
        build.position(
            &mut administrator,
            *centre,
            Role::Administrator,
            ("Адміністраторка", "Administrator"),
        )?;
    }
    let mut specialist = build.person("specialist", "Бондар", MEN[1], 2)?.0;
    build.position(
        &mut specialist,
        heritage,
        Role::Specialist,
        ("Головний спеціаліст", "Chief specialist"),
    )?;
    build.position(
        &mut specialist,
        roads,
        Role::Specialist,
        ("Спеціаліст за сумісництвом", "Specialist, second post"),
    )?;
    for body in [residence, social] {
        let title = ("Спеціаліст", "Specialist");
        build.position(&mut specialist, body, Role::Specialist, title)?;
    }
    let mut head = build.person("head", "Гончар", WOMEN[3], 3)?.0;
    build.position(
        &mut head,
        architecture,
        Role::Head,
        ("Директорка департаменту", "Director of the department"),
    )?;
    build.position(&mut head, social, Role::Head, ("В. о. директорки", "Acting director"))?;
    let mut deputy = build.person("deputy", "Кравець", MEN[3], 4)?.0;
    build.position(&mut deputy, architecture, Role::Head, ("Заступник директорки", "Deputy director"))?;
    let mut admin = build.person("admin", "Щербак", MEN[4], 5)?.0;
    build.position(
        &mut admin,
        digital,
        Role::Operator,
        ("Адміністратор платформи", "Operator of the platform"),
    )?;

    let mut lawyer = build.person("lawyer", "Поліщук", WOMEN[2], 6)?.0;
    build.position(&mut lawyer, oblast, Role::Specialist, ("Юрисконсультка", "Legal adviser"))?;
    let mut governor = build.person("governor", "Лисенко", MEN[0], 7)?.0;
    build.position(
        &mut governor,
        oblast,
        Role::Head,
        ("Голова адміністрації", "Head of the administration"),
    )?;

    // In the community where the region begins.
    let place = codes.first().cloned();
    let mut secretary = build.person("secretary", "Марчук", WOMEN[4], 8)?.0;
    build.position(
        &mut secretary,
        councils[0],
        Role::Specialist,
        ("Секретарка адміністративної комісії", "Secretary of the administrative commission"),
    )?;
    let mut mayor = build.person("mayor", "Олійник", MEN[5], 9)?.0;
    build.position(&mut mayor, councils[0], Role::Head, ("Голова громади", "Head of the community"))?;
    for own in [&mut secretary, &mut mayor] {
        own.positions.iter_mut().for_each(|position| position.territory = place.clone());
    }

    let mut curator = build.person("curator", "Ткаченко", WOMEN[5], 60)?.0;
    build.position(
        &mut curator,
        digital,
        Role::Specialist,
        ("Кураторка програм", "Curator of the programmes"),
    )?;
    build.position(&mut curator, finance, Role::Specialist, ("Спеціалістка", "Specialist"))?;

    let mut residents = vec![build.person("resident", "Коваленко", WOMEN[0], 10)?];
    for index in 0..RESIDENTS {
        let family = FAMILY[(index * 7 + 1) % FAMILY.len()];
        let given = if index % 2 == 0 { MEN[index / 2 % 6] } else { WOMEN[index / 2 % 6] };
        residents.push(build.person(
            &format!("resident-{:02}", index + 2),
            family,
            given,
            11 + index as u32,
        )?);
    }
    store.apply(build.act).await.map_err(Failure::words)?;
    clock.set(morning);
    let communities = codes;
    Ok(Region {
        centres,
        residents,
        administrator,
        specialist,
        head,
        lawyer,
        governor,
        secretary,
        curator,
        communities,
    })
}

/// What lies in the districts.
struct Communities {
    /// The service centres.
    centres: Vec<Uuid>,
    /// The bodies of the communities.
    councils: Vec<Uuid>,
    /// Their codes.
    codes: Vec<String>,
}

/// Districts and communities with their codes, and a service centre in the first community of each district.
fn communities(build: &mut Builder<'_>, oblast: Uuid) -> Result<Communities, Failure> {
    // 99 is the number of no real oblast.
    let oblast_code = format!("UA99{}{:05}", "0".repeat(10), 90001);
    build.territory(&oblast_code, None, "О", ("Заріченська область", "Zarichchia oblast"))?;
    let mut all = Communities { centres: Vec::new(), councils: Vec::new(), codes: Vec::new() };
    for (index, district) in DISTRICTS.iter().enumerate() {
        let code = format!("UA99{:02}{}{:05}", index + 1, "0".repeat(8), 90010 + index);
        build.territory(&code, Some(&oblast_code), "Р", *district)?;
        let administration =
            (format!("{} – адміністрація", district.0), format!("{} administration", district.1));
        let body = build.body(
            None,
            Some(oblast),
            "district_administration",
            (&administration.0, &administration.1),
        )?;
        for (number, community) in COMMUNITIES[index].iter().enumerate() {
            let title = (format!("{} громада", community.0), format!("{} community", community.1));
            let place = format!(
                "UA99{:02}{:03}{}{:05}",
                index + 1,
                number + 1,
                "0".repeat(5),
                90100 + index * 20 + number
            );
            build.territory(&place, Some(&code), "Н", (&title.0, &title.1))?;
            let council = build.insert(
                "body",
                &[
                    ("parent", body.into()),
                    ("kind", "community".into()),
                    ("title_uk", title.0.as_str().into()),
                    ("title_en", title.1.as_str().into()),
                    ("territory", place.as_str().into()),
                ],
            )?;
            all.councils.push(council);
            all.codes.push(place);
            if number == 0 {
                let centre = (
                    format!("ЦНАП, {} громада", community.0),
                    format!("Service centre, {} community", community.1),
                );
                all.centres.push(build.body(
                    None,
                    Some(council),
                    "service_centre",
                    (&centre.0, &centre.1),
                )?);
            }
        }
    }
    Ok(all)
}
