//! The science-technical council: programmes of the communities as many and as large as a real oblast has them (43 for
//! 261.9 million UAH), under invented titles; what is before the council; a contest that is over and one that is open; the
//! bank of solutions.

use oblast_kernel::access::Actor;
use oblast_kernel::decimal;
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_register::kind::reference;
use oblast_store::{Record, Store};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use systems_governance::council::{contest, queries};

use super::heritage::values;
use super::region::Region;
use crate::Failure;

/// How many programmes are agreed, and what they plan together in thousand hryvnias.
const AGREED: usize = 43;
const PLANNED: i64 = 261_900;

const GOALS: [&str; 4] = [
    "Послуги без черг у кожному старостинському окрузі.",
    "Зв’язок, який працює й під час відключень.",
    "Дані громади відкриті, рішення видно кожному.",
    "Люди всіх поколінь користуються цифровими послугами.",
];

struct Entering<'e> {
    store: &'e Store,
    actor: &'e Actor,
}

impl Entering<'_> {
    fn draft(&self, register: &Register, state: &str, answers: &[(&str, String)]) -> Result<Record, Failure> {
        let mut record = self.store.draft_record(register, &values(register, answers)?)?;
        if !state.is_empty() {
            record.set("state", state);
        }
        // Fields that are computed from the state.
        self.store.fill_record(register, &mut record, &Values::new());
        Ok(record)
    }

    async fn all(&self, register: &Register, records: Vec<Record>) -> Result<(), Failure> {
        super::enter(self.store, self.actor, register, records).await
    }
}

/// Creates all of it.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let mut rng = StdRng::seed_from_u64(seed ^ 0xA4);
    let entering = Entering { store, actor: &region.curator };
    experts(&entering, region).await?;
    submissions(&entering, region, &mut rng).await?;
    contests(&entering, region, &mut rng).await?;
    solutions(&entering, region, &mut rng).await
}

async fn experts(entering: &Entering<'_>, region: &Region) -> Result<(), Failure> {
    let register = entering.store.register("council-experts")?;
    let mut all = Vec::new();
    for (actor, expertise) in [
        (&region.specialist, "Цифрова інфраструктура"),
        (&region.lawyer, "Право й персональні дані"),
        (&region.administrator, "Адміністративні послуги"),
        (&region.secretary, "Місцеве самоврядування"),
    ] {
        let Some(account) = actor.account else { continue };
        let name = entering.store.account_name(account).await?.unwrap_or_default();
        let answers = [
            ("name", name),
            ("account", account.to_string()),
            ("expertise", expertise.to_owned()),
            ("appointed_by", "Розпорядження № 12 від 14 січня 2026 р. (вигадане)".to_owned()),
        ];
        all.push(entering.draft(&register, "", &answers)?);
    }
    entering.all(&register, all).await
}

/// Amounts that add up to a whole.
fn amounts(count: usize, whole: i64, rng: &mut StdRng) -> Vec<i64> {
    let weights: Vec<i64> = (0..count).map(|_| rng.random_range(2..12)).collect();
    let sum: i64 = weights.iter().sum();
    let mut all: Vec<i64> = weights.iter().map(|weight| whole * weight / sum).collect();
    let given: i64 = all.iter().sum();
    if let Some(last) = all.last_mut() {
        *last += whole - given;
    }
    all
}

async fn submissions(entering: &Entering<'_>, region: &Region, rng: &mut StdRng) -> Result<(), Failure> {
    let register = entering.store.register("local-programmes")?;
    let mut all = Vec::new();
    for (number, thousands) in amounts(AGREED, PLANNED, rng).into_iter().enumerate() {
        let own = thousands * rng.random_range(35..70) / 100;
        let state = ["agreed", "agreed", "agreed", "forwarded", "confirmed"][number % 5];
        let day = format!("{:02}.{:02}.2025", 1 + number % 28, 1 + number % 12);
        let mut answers = vec![
            ("kind", if number % 6 == 5 { "assignment" } else { "programme" }.to_owned()),
            ("title", title(number)),
            ("community", region.communities[number * 2 % region.communities.len()].clone()),
            ("begins", "2025".to_owned()),
            ("ends", (2026 + number % 3).to_string()),
            ("goal", GOALS[number % GOALS.len()].to_owned()),
            ("own_money", decimal::plain(own * 100_000, 2)),
            ("oblast_money", decimal::plain((thousands - own) * 100_000, 2)),
            ("submitted_on", day.clone()),
            ("protocol", format!("Протокол № {}", 1 + number % 12)),
            ("decided_on", day),
        ];
        if state != "agreed" {
            answers.push(("sent_by_letter", format!("01-12/{} від 20.12.2025", 100 + number)));
        }
        if state == "confirmed" {
            answers.push(("answer_letter", format!("7/{} від 15.01.2026", 300 + number)));
        }
        all.push(entering.draft(&register, state, &answers)?);
    }
    entering.all(&register, all).await?;
    before(entering, region, &register).await
}

fn title(number: usize) -> String {
    let what = [
        "Цифрова громада",
        "Надійний зв’язок",
        "Відкриті дані",
        "Цифрові навички",
        "Безпечні системи",
        "Технічне завдання: електронна черга",
    ];
    format!("{} на 2025–{} роки", what[number % what.len()], 2026 + number % 3)
}

/// What is before the council: one with a review, one just submitted, and a draft of the first community.
async fn before(entering: &Entering<'_>, region: &Region, register: &Register) -> Result<(), Failure> {
    let mut all = Vec::new();
    for (community, state, title) in [
        (5, "review", "Цифрові послуги для віддалених сіл"),
        (17, "submitted", "Оптика до кожної школи"),
        (0, "draft", "Програма цифрового розвитку громади"),
    ] {
        let mut answers = vec![
            ("kind", "programme".to_owned()),
            ("title", title.to_owned()),
            ("community", region.communities[community].clone()),
            ("begins", "2026".to_owned()),
            ("ends", "2028".to_owned()),
            ("goal", GOALS[0].to_owned()),
            ("own_money", "2400000".to_owned()),
            ("oblast_money", "1600000".to_owned()),
        ];
        if state != "draft" {
            answers.push(("submitted_on", "02.03.2026".to_owned()));
        }
        if state == "review" {
            answers.push(("decide_by", "10.04.2026".to_owned()));
        }
        all.push(entering.draft(register, state, &answers)?);
    }
    let reviewed = (all[0].id(), all[0].text("title").to_owned());
    entering.all(register, all).await?;
    let reviews = entering.store.register("expert-reviews")?;
    let mut given = Vec::new();
    for (actor, state) in [(&region.lawyer, "given"), (&region.specialist, "asked")] {
        let Some(account) = actor.account else { continue };
        let mut answers = vec![
            (
                "submission",
                reference::stored(reviewed.0, &reviewed.1).as_text().unwrap_or_default().to_owned(),
            ),
            ("review_key", format!("{}/{account}", reviewed.0)),
            ("expert", account.to_string()),
            ("due", "25.03.2026".to_owned()),
        ];
        if state == "given" {
            answers.extend([
                ("conclusion", "with_remarks".to_owned()),
                (
                    "reasons",
                    "Мета досяжна. Додайте, хто відповідає за навчання старост і як рахуватимете результат."
                        .to_owned(),
                ),
                ("given_on", "12.03.2026".to_owned()),
            ]);
        }
        given.push(entering.draft(&reviews, state, &answers)?);
    }
    entering.all(&reviews, given).await
}

async fn contests(entering: &Entering<'_>, region: &Region, rng: &mut StdRng) -> Result<(), Failure> {
    let store = entering.store;
    let (contests, criteria, entries) = (
        store.register("project-contests")?,
        store.register("contest-criteria")?,
        store.register("contest-entries")?,
    );
    let begin = |year: i64, state: &str, due: &str| {
        let answers = [
            ("title", format!("Конкурс цифрових проєктів громад {year} року")),
            ("year", year.to_string()),
            ("terms", "Проєкт має працювати за рік, мати свої кошти щонайменше 20 % і відкриту ліцензію на створене.".to_owned()),
            ("fund", "3000000".to_owned()),
            ("most", "800000".to_owned()),
            ("due", due.to_owned()),
        ];
        entering.draft(&contests, state, &answers)
    };
    let past = begin(2025, "judging", "31.03.2025")?;
    let open = begin(2026, "open", "31.03.2026")?;
    let mut of_criteria = Vec::new();
    for own in [&past, &open] {
        let round = reference::stored(own.id(), own.text("title")).as_text().unwrap_or_default().to_owned();
        for (code, title, points) in [
            ("1", "Користь для людей", "50"),
            ("2", "Здійсненність", "30"),
            ("3", "Чи можна повторити деінде", "20"),
        ] {
            let answers = [
                ("contest", round.clone()),
                ("code", code.to_owned()),
                ("title", title.to_owned()),
                ("points", points.to_owned()),
            ];
            of_criteria.push(entering.draft(&criteria, "", &answers)?);
        }
    }
    let round = reference::stored(past.id(), past.text("title")).as_text().unwrap_or_default().to_owned();
    let names = [
        "Мобільний центр послуг",
        "Світлофор для шкільного автобуса",
        "Цифровий архів землі",
        "Лічильники води з передачею",
        "Вуличне світло з датчиками",
        "Вайфай на автостанціях",
        "Дрон для лісу",
        "Екран розкладу",
    ];
    let mut of_entries = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let asked = rng.random_range(30..80) * 1_000_000;
        let answers = [
            ("contest", round.clone()),
            ("title", (*name).to_owned()),
            ("community", region.communities[number * 11 % region.communities.len()].clone()),
            ("summary", "Вигаданий проєкт демонстраційної області.".to_owned()),
            ("requested", decimal::plain(asked, 2)),
            ("own_money", decimal::plain(asked / 4, 2)),
            ("submitted_on", "20.03.2025".to_owned()),
        ];
        of_entries.push(entering.draft(&entries, "submitted", &answers)?);
    }
    let id = past.id();
    entering.all(&contests, vec![past, open]).await?;
    entering.all(&criteria, of_criteria).await?;
    entering.all(&entries, of_entries).await?;
    judge(entering, region, id, rng).await
}

/// The experts give their marks, and who has most of them wins as long as the fund lasts.
async fn judge(
    entering: &Entering<'_>,
    region: &Region,
    contest: oblast_kernel::Uuid,
    rng: &mut StdRng,
) -> Result<(), Failure> {
    let store = entering.store;
    let record = store.load(queries::CONTESTS, contest).await?;
    let record = record.ok_or_else(|| Failure::words("the contest is gone"))?;
    for entry in queries::entries(store, contest).await? {
        for expert in [&region.specialist, &region.lawyer, &region.administrator] {
            let mut points = |most: i64| rng.random_range(most / 3..=most);
            let given = [("1", points(50)), ("2", points(30)), ("3", points(20))];
            let given = given.into_iter().map(|(code, points)| (code.to_owned(), points)).collect();
            contest::mark(store, expert, &record, &entry, &given).await.map_err(Failure::words)?;
        }
    }
    let winners = contest::proposed(&record, &contest::judged(store, &record).await?);
    contest::decide(store, entering.actor, record, &winners, "Протокол № 5 від 20.04.2025")
        .await
        .map_err(Failure::words)?;
    let record = store.load(queries::CONTESTS, contest).await?;
    let mut record = record.ok_or_else(|| Failure::words("the contest is gone"))?;
    record.set("decided_on", "2025-04-20");
    store
        .apply(store.act("record.change").by(entering.actor).update(record))
        .await
        .map_err(Failure::words)?;
    Ok(())
}

async fn solutions(entering: &Entering<'_>, region: &Region, rng: &mut StdRng) -> Result<(), Failure> {
    let (solutions, adoptions) =
        (entering.store.register("ready-solutions")?, entering.store.register("solution-adoptions")?);
    let (mut all, mut adopted) = (Vec::new(), Vec::new());
    for (title, field, problem, cost) in [
        ("Графік відключень на сайті громади", "safety", "Люди не знають, коли буде світло.", "85000"),
        ("Віддалене робоче місце ЦНАП", "services", "До центру далеко їхати.", "240000"),
        ("Шаблон програми цифрового розвитку", "programme", "Програму пишуть з нуля кожні три роки.", "0"),
        (
            "Відкритий реєстр комунального майна",
            "transparency",
            "Ніхто не знає, що належить громаді.",
            "60000",
        ),
        ("Лічильники води з передачею даних", "utilities", "Втрати видно лише наприкінці місяця.", "1100000"),
        (
            "Курс «Смартфон для бабусі»",
            "education",
            "Люди поважного віку не можуть подати заяву самі.",
            "15000",
        ),
    ] {
        let answers = [
            ("title", title.to_owned()),
            ("field", field.to_owned()),
            ("problem", problem.to_owned()),
            (
                "description",
                "Опис, інструкція й файли – у документах. Рішення вигадане для демонстрації.".to_owned(),
            ),
            ("needs", "Одна відповідальна людина й два тижні.".to_owned()),
            ("made_by", region.communities[rng.random_range(0..region.communities.len())].clone()),
            ("cost", cost.to_owned()),
            ("licence", "CC BY 4.0".to_owned()),
        ];
        let own = entering.draft(&solutions, "", &answers)?;
        let named = reference::stored(own.id(), title).as_text().unwrap_or_default().to_owned();
        for _ in 0..rng.random_range(1..9) {
            let answers = [
                ("solution", named.clone()),
                ("community", region.communities[rng.random_range(0..region.communities.len())].clone()),
                ("since", format!("{:02}.{:02}.2025", rng.random_range(1..28), rng.random_range(1..13))),
            ];
            let state = if rng.random_bool(0.7) { "working" } else { "planned" };
            adopted.push(entering.draft(&adoptions, state, &answers)?);
        }
        all.push(own);
    }
    entering.all(&solutions, all).await?;
    entering.all(&adoptions, adopted).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programmes_plan_together_what_a_real_oblast_plans() {
        let all = amounts(AGREED, PLANNED, &mut StdRng::seed_from_u64(7));
        assert_eq!((all.len(), all.iter().sum::<i64>()), (AGREED, PLANNED));
        assert!(all.iter().all(|amount| *amount > 500));
    }
}
