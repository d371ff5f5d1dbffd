//! Regional programmes. The codes, sources, years and amounts of two of them are those of the programmes of the Odesa and Poltava
//! oblasts for 2021–2023, with short titles of our own; the one of 2025–2027 and what was done under it is invented.

use bytes::Bytes;
use futures_util::stream;
use jiff::civil::{Date, date};
use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::kind::reference;
use oblast_store::{Record, Store};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use systems_governance::programme::draft;
use systems_governance::programme::execution::assign;
use systems_governance::programme::outside::{self, spending::Transaction};
use systems_governance::programme::period::{Days, Period};
use systems_governance::programme::queries::{self, Sum};
use systems_governance::programme::saving::{Decision, save};

use super::heritage::values;
use super::region::Region;
use crate::Failure;

/// A decision: its file, and by which programme it is.
struct Source {
    file: &'static str,
    text: &'static str,
    /// What is written of the programme that it approves; none for an amendment of the one before.
    approves: Option<(&'static str, &'static str, &'static str)>,
    decision: &'static str,
    on: Date,
    note: Option<&'static str>,
}

const SOURCES: [Source; 4] = [
    Source {
        file: "Програма інформатизації 2021-2023.txt",
        text: include_str!("programmes/2021-odesa.txt"),
        approves: Some(("Інформатизація області на 2021–2023 роки", "2021", "2023")),
        decision: "Рішення обласної ради № 45-VIII",
        on: date(2020, 12, 24),
        note: Some("Суми – з рішення Одеської обласної ради; назви заходів скорочено."),
    },
    Source {
        file: "Цифрова область 2021-2023.txt",
        text: include_str!("programmes/2021-poltava.txt"),
        approves: Some(("Цифровий розвиток області на 2021–2023 роки", "2021", "2023")),
        decision: "Рішення обласної ради № 61-VIII",
        on: date(2021, 2, 26),
        note: Some("Суми – з програми Полтавської області; назви заходів скорочено."),
    },
    Source {
        file: "Цифрова область 2025-2027.txt",
        text: include_str!("programmes/2025-first.txt"),
        approves: Some(("Цифрова область на 2025–2027 роки", "2025", "2027")),
        decision: "Рішення обласної ради № 310-VIII",
        on: date(2024, 12, 20),
        note: None,
    },
    Source {
        file: "Зміни до програми 2025-2027.txt",
        text: include_str!("programmes/2025-amended.txt"),
        approves: None,
        decision: "Рішення обласної ради № 388-VIII",
        on: date(2025, 12, 19),
        note: Some("Перерозподіл на 2026 рік: мережа до шкіл, довідник установ."),
    },
];

/// Who reports on which measures of the programme that is carried out.
const EXECUTORS: [(&str, &str); 10] = [
    ("1.1", "digital"),
    ("1.2", "social"),
    ("2.1", "roads"),
    ("2.2", "digital"),
    ("2.3", "digital"),
    ("3.1", "architecture"),
    ("3.2", "heritage"),
    ("3.3", "digital"),
    ("3.4", "digital"),
    ("4.1", "digital"),
];

const SUPPLIERS: [(&str, &str); 4] = [
    ("ТОВ «Зв’язок-Сервіс»", "31000000"),
    ("ТОВ «Цифрові рішення»", "32000001"),
    ("КП «Обласний інформаційний центр»", "33000002"),
    ("ТОВ «Безпека даних»", "34000003"),
];

/// The last day that the demonstration knows of.
const TODAY: Date = date(2026, 3, 13);

struct Demo<'d> {
    store: &'d Store,
    actor: &'d Actor,
    rng: StdRng,
}

/// Creates the programmes.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let mut demo = Demo { store, actor: &region.curator, rng: StdRng::seed_from_u64(seed ^ 0xA1) };
    let mut programme = None;
    for source in &SOURCES {
        programme = Some(demo.read(source, programme).await?);
    }
    let Some(current) = programme else { return Ok(()) };
    for past in queries::programmes(store).await.map_err(Failure::words)? {
        if past.int("ends") < Some(2025) {
            demo.change("programmes", past, &[("state", "finished")], &[]).await?;
        }
    }
    demo.carry_out(current).await
}

impl Demo<'_> {
    /// Reads a decision in and saves it; gives the programme.
    async fn read(&self, source: &Source, earlier: Option<Uuid>) -> Result<Uuid, Failure> {
        let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(source.text.as_bytes()))]);
        let taken = self.store.files.take(source.file, pieces, None).await.map_err(Failure::words)?;
        let id = draft::begin(self.store, self.actor, source.file, &taken).await.map_err(Failure::words)?;
        let draft = draft::load(self.store, id).await.map_err(Failure::words)?;
        let programme = match (source.approves, earlier) {
            (Some((title, begins, ends)), _) => {
                let register = self.store.catalogue().register("programmes").cloned();
                let register = register.ok_or_else(|| Failure::words("no register of programmes"))?;
                let answers = [
                    ("title", title.to_owned()),
                    ("begins", begins.to_owned()),
                    ("ends", ends.to_owned()),
                    ("customer", "Обласна державна адміністрація".to_owned()),
                    ("lead_executor", "Управління цифрового розвитку".to_owned()),
                    ("goal", "Щоб мешканець отримував послуги, не виходячи з дому, а область знала, на що йдуть її гроші.".to_owned()),
                    ("quarterly_day", "10".to_owned()),
                    ("consolidated_day", "15".to_owned()),
                    ("yearly_month", "2".to_owned()),
                    ("yearly_day", "25".to_owned()),
                    ("final_months", "2".to_owned()),
                ];
                Err(values(&register, &answers)?)
            }
            (None, Some(id)) => {
                let record = queries::programme(self.store, id).await.map_err(Failure::words)?;
                Ok(record.ok_or_else(|| Failure::words("no programme"))?)
            }
            (None, None) => return Err(Failure::words("an amendment of nothing")),
        };
        let decision = Decision {
            programme,
            decision: source.decision.to_owned(),
            decided_on: source.on,
            note: source.note.map(str::to_owned),
        };
        save(self.store, self.actor, draft, decision).await.map_err(Failure::words)
    }

    async fn change(
        &self,
        register: &str,
        mut record: Record,
        texts: &[(&str, &str)],
        more: &[(&str, Value)],
    ) -> Result<(), Failure> {
        for (name, text) in texts {
            record.set(name, *text);
        }
        for (name, value) in more {
            record.set(name, value.clone());
        }
        let act = self.store.act("record.change").by(self.actor);
        let table = format!("reg_{}", register.replace('-', "_"));
        let act = act.about(&table, record.id()).update(record);
        self.store.apply(act).await.map(|_| ()).map_err(Failure::words)
    }

    fn draft(&self, register: &str, answers: &[(&str, Value)]) -> Result<Record, Failure> {
        let own = self.store.catalogue().register(register).cloned();
        let own = own.ok_or_else(|| Failure::words(format!("no register {register}")))?;
        let values: Values =
            answers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.store.draft_record(&own, &values).map_err(Failure::words)
    }

    async fn enter(&self, register: &str, records: Vec<Record>) -> Result<(), Failure> {
        let own = self.store.catalogue().register(register).cloned();
        let own = own.ok_or_else(|| Failure::words(format!("no register {register}")))?;
        super::enter(self.store, self.actor, &own, records).await
    }

    /// Contracts, payments, reports and indicators of a programme.
    async fn carry_out(&mut self, id: Uuid) -> Result<(), Failure> {
        let programme = queries::programme(self.store, id).await.map_err(Failure::words)?;
        let programme = programme.ok_or_else(|| Failure::words("no programme"))?;
        let versions = queries::versions(self.store, id).await.map_err(Failure::words)?;
        let version = versions.last().ok_or_else(|| Failure::words("no version"))?;
        let named = reference::stored(id, programme.text("title"));
        let sums = queries::sums(self.store, id, version.id()).await.map_err(Failure::words)?;
        let (mut contracts, mut payments) = (Vec::new(), Vec::new());
        for sum in sums.iter().filter(|sum| sum.planned > 0 && sum.year.is_some_and(|year| year < 2027)) {
            self.spend(&named, sum, &mut contracts, &mut payments)?;
        }
        self.enter("programme-contracts", contracts).await?;
        self.enter("programme-payments", payments).await?;
        let executors: Vec<(String, String)> =
            EXECUTORS.iter().map(|(code, body)| ((*code).to_owned(), (*body).to_owned())).collect();
        assign(self.store, self.actor, &programme, &executors).await.map_err(Failure::words)?;
        let measures = queries::measures(self.store, version.id()).await.map_err(Failure::words)?;
        self.report(&programme, &named, &measures).await?;
        self.aim(&named).await?;
        self.request(&named).await?;
        self.come_in(&named).await?;
        self.indicate(&named).await
    }

    /// What the programme is for, goal by goal.
    async fn aim(&self, named: &Value) -> Result<(), Failure> {
        let goals = [
            ("1", "Послуги без черг", "Половину заяв подають онлайн"),
            ("1.1", "Кожна послуга області доступна на порталі", "40 послуг онлайн"),
            ("2", "Зв’язок у кожному селі", "210 сіл з оптичною мережею"),
            ("3", "Дані й гроші області видно кожному", "Кожна цифра відкриває свої рядки"),
        ];
        let draft = |(code, goal, reached): (&str, &str, &str)| {
            let answers = [
                ("programme", named.clone()),
                ("code", code.into()),
                ("goal", goal.into()),
                ("reached_when", reached.into()),
            ];
            self.draft("programme-goals", &answers)
        };
        let goals = goals.into_iter().map(draft).collect::<Result<Vec<Record>, Failure>>()?;
        self.enter("programme-goals", goals).await?;
        let answers = [
            ("programme", named.clone()),
            ("what", "Проєкт програми на 2025–2027 роки".into()),
            ("letter", "01-12/901".into()),
            ("sent_on", "2024-10-14".into()),
            ("answer", "7/2210".into()),
            ("answered_on", "2024-11-18".into()),
            ("remarks", "Додайте показники якості до другого напряму. Враховано.".into()),
        ];
        let mut expertise = self.draft("programme-expertise", &answers)?;
        expertise.set("state", "with_remarks");
        self.enter("programme-expertise", vec![expertise]).await
    }

    /// Payments of the portal of public finance that nobody has looked at yet.
    async fn come_in(&self, named: &Value) -> Result<(), Failure> {
        const PAYER: &str = "00032129";
        let answers = [
            ("programme", named.clone()),
            ("title", "Управління цифрового розвитку".into()),
            ("edrpou", PAYER.into()),
        ];
        self.enter("programme-payers", vec![self.draft("programme-payers", &answers)?]).await?;
        let told: Vec<Transaction> = [
            ("Послуги зв’язку за лютий", "2240", 1_850_000),
            ("Обладнання вузла зв’язку, остаточний розрахунок", "3110", 42_300_000),
            ("Папір і картриджі", "2210", 640_000),
            ("Навчання адміністраторів, другий етап", "2240", 7_200_000),
        ]
        .into_iter()
        .zip(1_i8..)
        .map(|((purpose, kekv, amount), number)| Transaction {
            id: (880_000 + i32::from(number)).to_string(),
            paid_on: date(2026, 3, 2 + number),
            payer: PAYER.to_owned(),
            payee: ("ТОВ «Приклад Постачання»".to_owned(), String::new()),
            purpose: purpose.to_owned(),
            kpk: "0217530".to_owned(),
            kekv: kekv.to_owned(),
            amount,
        })
        .collect();
        for payer in outside::payers(self.store).await.map_err(Failure::words)? {
            outside::take_transactions(self.store, &payer, &told).await.map_err(Failure::words)?;
        }
        Ok(())
    }

    /// Budget requests: two that are in the plan of this year, one for the next.
    async fn request(&self, named: &Value) -> Result<(), Failure> {
        const ROWS: [(&str, i64, &str, &str, i64, &str); 3] = [
            ("architecture", 2026, "selected", "Сервер для містобудівного кадастру", 48_000_000, "running"),
            ("heritage", 2026, "selected", "Оцифрування охоронних карток пам’яток", 21_500_000, "new"),
            ("roads", 2027, "submitted", "Датчики стану дороги на двох мостах", 36_000_000, "new"),
        ];
        let mut all = Vec::new();
        for (body, year, state, title, amount, priority) in ROWS {
            let mut answers = vec![
                ("programme", named.clone()),
                ("year", Value::Int(year)),
                ("body", body.into()),
                ("title", title.into()),
                ("result", "Працює до кінця року.".into()),
                ("reasons", "Розрахунок вигаданий: демонстраційна область.".into()),
                ("priority", priority.into()),
                ("source", "oblast".into()),
                ("current", Value::Int(amount)),
                ("submitted_on", "2025-10-20".into()),
            ];
            if state == "selected" {
                answers.extend([
                    ("granted", Value::Int(amount / 10 * 9)),
                    ("protocol", "Протокол № 11".into()),
                    ("decided_on", "2025-12-02".into()),
                ]);
            }
            let mut record = self.draft("programme-proposals", &answers)?;
            record.set("state", state);
            all.push(record);
        }
        self.enter("programme-proposals", all).await
    }

    /// A contract at the beginning of a year and what was paid under it until the demonstration's day.
    fn spend(
        &mut self,
        programme: &Value,
        sum: &Sum,
        contracts: &mut Vec<Record>,
        payments: &mut Vec<Record>,
    ) -> Result<(), Failure> {
        let year = i16::try_from(sum.year.unwrap_or_default()).unwrap_or_default();
        let signed = date(year, 1 + self.rng.random_range(0..3), self.rng.random_range(5..27));
        if signed > TODAY {
            return Ok(());
        }
        let (supplier, edrpou) = SUPPLIERS[self.rng.random_range(0..SUPPLIERS.len())];
        // A tender ends a little under what was planned.
        let agreed = sum.planned / 1000 * self.rng.random_range(905..=1000);
        let number = contracts.len() + 1;
        contracts.push(self.draft(
            "programme-contracts",
            &[
                ("programme", programme.clone()),
                ("measure_code", sum.measure.as_str().into()),
                ("contract_number", format!("{number}/{}", year % 100).into()),
                ("signed_on", signed.to_string().into()),
                ("supplier", supplier.into()),
                ("supplier_edrpou", edrpou.into()),
                ("subject", format!("Роботи за заходом {}", sum.measure).into()),
                ("source", sum.source.as_str().into()),
                ("amount", Value::Int(agreed)),
                ("ends_on", date(year, 12, 20).to_string().into()),
            ],
        )?);
        let parts = [18, 27, 25, 30];
        for (quarter, part) in (0_i8..).zip(parts) {
            let paid = date(year, quarter * 3 + 3, self.rng.random_range(3..25));
            if paid < signed || paid > TODAY {
                continue;
            }
            let capital = matches!(sum.measure.as_str(), "2.1" | "2.2" | "4.1");
            payments.push(self.draft(
                "programme-payments",
                &[
                    ("programme", programme.clone()),
                    ("measure_code", sum.measure.as_str().into()),
                    ("paid_on", paid.to_string().into()),
                    ("source", sum.source.as_str().into()),
                    ("costs", if capital { "capital" } else { "current" }.into()),
                    ("amount", Value::Int(agreed / 100 * part)),
                    ("payee", supplier.into()),
                    ("purpose", format!("За договором {number}/{}", year % 100).into()),
                ],
            )?);
        }
        Ok(())
    }

    /// The reports of the year that has ended; two of the last quarter are late.
    async fn report(
        &mut self,
        programme: &Record,
        named: &Value,
        measures: &[Record],
    ) -> Result<(), Failure> {
        let days = Days::of(programme);
        let mut all = Vec::new();
        let periods = (1..=4).map(|quarter| Period::Quarter(2025, quarter)).chain([Period::Year(2025)]);
        for period in periods {
            let (Some(due), Some((year, choice))) = (days.executor(period), period.choice()) else {
                continue;
            };
            for (code, body) in EXECUTORS {
                let Some(measure) = measures.iter().find(|own| own.text("code") == code) else { continue };
                let ended = matches!(period, Period::Year(_) | Period::Quarter(_, 4));
                let is_late = ended && matches!(code, "3.1" | "2.1");
                let progress = match (code, ended) {
                    ("2.2", true) => "done",
                    ("3.3" | "3.4", _) => "not_begun",
                    _ => "under_way",
                };
                let mut answers = vec![
                    ("programme", named.clone()),
                    ("report_key", format!("{}/{}/{code}/{body}", programme.id(), period.key()).into()),
                    ("year", Value::Int(year.into())),
                    ("period", choice.as_str().into()),
                    ("measure_code", code.into()),
                    ("measure", measure.text("title").into()),
                    ("executor", body.into()),
                    ("due", due.to_string().into()),
                ];
                if !is_late {
                    let said = match progress {
                        "done" => "Роботи завершено, акти підписано.",
                        "not_begun" => "Починається 2026 року.",
                        _ => "Роботи йдуть за графіком; проміжні етапи прийнято.",
                    };
                    answers.extend([
                        ("progress", progress.into()),
                        ("done", said.into()),
                        ("submitted_on", due.yesterday().unwrap_or(due).to_string().into()),
                        ("accepted_on", due.to_string().into()),
                    ]);
                }
                let mut record = self.draft("programme-reports", &answers)?;
                if !is_late {
                    record.set("state", "accepted");
                    record.set("due_on", Value::Null);
                }
                all.push(record);
            }
        }
        self.enter("programme-reports", all).await
    }

    async fn indicate(&mut self, named: &Value) -> Result<(), Failure> {
        // Kind, title, unit, measure, base, then target and actual of 2025, target of 2026; hundredths.
        type Row = (&'static str, &'static str, &'static str, &'static str, i64, (i64, i64), i64);
        const ROWS: [Row; 6] = [
            ("product", "Послуг, доступних онлайн", "послуг", "1.1", 1_200, (2_500, 2_700), 4_000),
            ("product", "Сіл з оптичною мережею", "сіл", "2.1", 11_800, (16_000, 15_100), 21_000),
            ("efficiency", "Вартість прийому однієї заяви", "грн", "1.2", 8_650, (6_000, 5_420), 4_500),
            ("quality", "Мешканців, задоволених послугою", "%", "", 7_100, (7_800, 7_940), 8_200),
            ("quality", "Справ, вирішених у строк", "%", "", 8_800, (9_300, 9_150), 9_500),
            ("input", "Робочих місць адміністраторів", "місць", "1.3", 14_000, (18_000, 18_200), 20_000),
        ];
        let mut all = Vec::new();
        for (kind, title, unit, code, base, (target, actual), next) in ROWS {
            for (year, target, actual) in [(2025, target, Some(actual)), (2026, next, None)] {
                all.push(self.draft(
                    "programme-indicators",
                    &[
                        ("programme", named.clone()),
                        (
                            "measure_code",
                            Value::from(Some(code).filter(|code| !code.is_empty()).map(str::to_owned)),
                        ),
                        ("kind", kind.into()),
                        ("title", title.into()),
                        ("unit", unit.into()),
                        ("year", Value::Int(year)),
                        ("base", Value::Int(base)),
                        ("target", Value::Int(target)),
                        ("actual", actual.map_or(Value::Null, Value::Int)),
                        ("less_is_better", Value::Int((kind == "efficiency").into())),
                    ],
                )?);
            }
        }
        self.enter("programme-indicators", all).await
    }
}
