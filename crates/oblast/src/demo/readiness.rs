//! The assessment of digital readiness: an invented questionnaire, two published years of all communities, a third one
//! that has just begun.

use oblast_kernel::access::Actor;
use oblast_kernel::{Value, decimal};
use oblast_register::kind::reference;
use oblast_store::{Record, Store};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use systems_governance::readiness::model::{Question, Questionnaire, Scoring};
use systems_governance::readiness::{Given, keep, queries, round};

use super::heritage::values;
use super::region::Region;
use crate::Failure;

const AREAS: [(&str, &str, i64); 5] = [
    ("1", "Зв’язок і техніка", 20),
    ("2", "Послуги для людей", 25),
    ("3", "Навички", 20),
    ("4", "Дані й відкритість", 20),
    ("5", "Управління й безпека", 15),
];

/// How a question is scored: yes or no; from worst to best in a unit; options.
enum Kind {
    YesNo,
    Number(&'static str, &'static str, &'static str),
    Options(&'static str),
}
use Kind::{Number, Options, YesNo};

/// Number, indicator, weight, scoring, evidence, advice.
const QUESTIONS: [(&str, &str, i64, Kind, &str, &str); 20] = [
    (
        "1.1",
        "Яка частка населених пунктів має оптичний інтернет?",
        4,
        Number("0", "100", "%"),
        "welcome",
        "Подайте потребу до плану розвитку мереж області.",
    ),
    (
        "1.2",
        "Яка частка закладів громади має інтернет від 100 Мбіт/с?",
        3,
        Number("40", "100", "%"),
        "none",
        "Почніть зі шкіл і амбулаторій: для них є субвенція.",
    ),
    (
        "1.3",
        "Яка частка робочих місць має комп’ютер, не старший за п’ять років?",
        2,
        Number("20", "90", "%"),
        "none",
        "План заміни складе реєстр техніки.",
    ),
    (
        "1.4",
        "Чи працює зв’язок під час відключень не менше від чотирьох годин?",
        3,
        YesNo,
        "required",
        "Запасне живлення вузла й адмінбудівлі, угода з провайдером.",
    ),
    (
        "2.1",
        "Скільки послуг ЦНАП можна замовити онлайн?",
        4,
        Number("0", "120", "послуг"),
        "required",
        "Підключіть послуги з переліку області: готові анкети вже є.",
    ),
    (
        "2.2",
        "Яка частка звернень надходить електронно?",
        3,
        Number("5", "70", "%"),
        "none",
        "Розкажіть про електронну приймальню там, де люди стоять у черзі.",
    ),
    (
        "2.3",
        "Скільки хвилин у середньому чекають у черзі ЦНАП?",
        2,
        Number("40", "5", "хв"),
        "none",
        "Запис наперед розвантажує ранкові години.",
    ),
    (
        "2.4",
        "Чи є віддалені робочі місця ЦНАП у старостинських округах?",
        2,
        Options("Немає = 0\nУ частині округів = 50\nУ всіх округах = 100"),
        "welcome",
        "Мобільний ЦНАП дешевший, якщо округів багато.",
    ),
    (
        "3.1",
        "Яка частка працівників пройшла тест цифрових навичок?",
        3,
        Number("0", "90", "%"),
        "welcome",
        "Тест безплатний і триває пів години.",
    ),
    (
        "3.2",
        "Скільки людей навчилося в хабах цифрової освіти за рік, на тисячу жителів?",
        3,
        Number("0", "30", "осіб"),
        "required",
        "Хаб можна відкрити в бібліотеці.",
    ),
    (
        "3.3",
        "Чи є у громаді людина, відповідальна за цифровий розвиток?",
        3,
        Options("Немає = 0\nЗа сумісництвом = 40\nОкрема посада = 80\nЗаступник голови = 100"),
        "required",
        "Окрема посада окупається першим же проєктом.",
    ),
    (
        "3.4",
        "Чи проводять заняття для людей поважного віку?",
        2,
        YesNo,
        "none",
        "Двох годин на тиждень у бібліотеці досить для початку.",
    ),
    (
        "4.1",
        "Скільки наборів відкритих даних оприлюднено й оновлено за рік?",
        4,
        Number("0", "40", "наборів"),
        "required",
        "Обов’язковий перелік – у постанові № 835.",
    ),
    (
        "4.2",
        "Чи оприлюднено бюджет у вигляді, придатному для машинного читання?",
        3,
        YesNo,
        "required",
        "Open Budget віддає його файлом.",
    ),
    (
        "4.3",
        "Чи є електронні петиції та громадський бюджет?",
        2,
        Options("Немає = 0\nПетиції = 50\nПетиції й громадський бюджет = 100"),
        "welcome",
        "Обласна платформа дає обидва.",
    ),
    (
        "4.4",
        "Чи транслюють засідання ради й зберігають запис?",
        1,
        YesNo,
        "none",
        "Досить телефона на штативі й доброго мікрофона.",
    ),
    (
        "5.1",
        "Чи затверджено програму цифрового розвитку з грошима на цей рік?",
        3,
        Options("Немає = 0\nЄ без фінансування = 40\nЄ з фінансуванням = 100"),
        "required",
        "Візьміть готову програму з банку рішень.",
    ),
    (
        "5.2",
        "Чи весь документообіг електронний?",
        3,
        Options("Ні = 0\nЧастково = 50\nПовністю = 100"),
        "none",
        "Почніть із внутрішніх доручень.",
    ),
    (
        "5.3",
        "Чи роблять резервні копії та чи перевіряли відновлення?",
        4,
        Options("Ні = 0\nКопії є, відновлення не перевіряли = 50\nКопії є, відновлення перевірено = 100"),
        "none",
        "Перевірка відновлення займає один день на рік.",
    ),
    (
        "5.4",
        "Яка частка працівників входить із двома чинниками?",
        2,
        Number("0", "100", "%"),
        "none",
        "Ключі коштують менше, ніж один день простою.",
    ),
];

/// Year, when it was due, when it was published.
const PUBLISHED: [(i64, &str, &str); 2] =
    [(2024, "31.01.2025", "2025-02-14"), (2025, "30.01.2026", "2026-02-13")];
/// The round that has begun.
const BEGUN: (i64, &str) = (2026, "10.04.2026");

/// Creates them.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let mut rng = StdRng::seed_from_u64(seed ^ 0xA2);
    // How far a community is, in per cent: it answers better the farther it is.
    let levels: Vec<i64> = region.communities.iter().map(|_| rng.random_range(12..78)).collect();
    for (number, (year, due, published_on)) in PUBLISHED.into_iter().enumerate() {
        let round = begin(store, &region.curator, year, due).await?;
        round::open(store, &region.curator, round.clone()).await.map_err(Failure::words)?;
        let round = load(store, &round).await?;
        let questionnaire = queries::questionnaire(store, &round).await?.map_err(Failure::words)?;
        let grown: Vec<i64> =
            levels.iter().map(|level| level + number as i64 * rng.random_range(-3..14)).collect();
        answer_all(store, region, (&round, due), &questionnaire, &grown, &mut rng).await?;
        round::publish(store, &region.curator, round.clone()).await.map_err(Failure::words)?;
        let mut round = load(store, &round).await?;
        round.set("published_on", published_on);
        let act = store.act("record.change").by(&region.curator);
        store.apply(act.update(round)).await.map_err(Failure::words)?;
    }
    let round = begin(store, &region.curator, BEGUN.0, BEGUN.1).await?;
    round::open(store, &region.curator, round.clone()).await.map_err(Failure::words)?;
    let round = load(store, &round).await?;
    round::ask(store, &region.curator, &round).await.map_err(Failure::words)?;
    submit_some(store, region, &round, &levels, &mut rng).await
}

/// How many communities have submitted the form of the round that has begun.
const SUBMITTED: usize = 9;

/// Some communities have answered already: their forms wait for a reviewer.
async fn submit_some(
    store: &Store,
    region: &Region,
    round: &Record,
    levels: &[i64],
    rng: &mut StdRng,
) -> Result<(), Failure> {
    let questionnaire = queries::questionnaire(store, round).await?.map_err(Failure::words)?;
    // Not the first community: its form is for who tries the demonstration.
    let chosen: Vec<&String> = region.communities.iter().skip(1).step_by(7).take(SUBMITTED).collect();
    for form in queries::forms(store, round.id()).await? {
        let place = region.communities.iter().position(|own| own == form.text("territory"));
        let Some(place) = place.filter(|place| chosen.contains(&&region.communities[*place])) else {
            continue;
        };
        let mut given = Given::new();
        for question in questionnaire.questions() {
            let said = answer(question, levels[place] + 6, rng);
            let points = question.scoring.points(&said).unwrap_or(0);
            let values =
                [("answer", Value::from(said)), ("source", Value::from(shown(question, points, false)))];
            let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            given.insert(question.code.clone(), values);
        }
        let kept = keep(store, &region.curator, &questionnaire, form, &given).await;
        let mut form = kept.map_err(Failure::words)?;
        form.set("state", "submitted");
        form.set("submitted_on", "2026-03-13");
        form.set("due_on", Value::Null);
        let mut act = store.act("record.step").by(&region.curator);
        for (_, mut own) in queries::answers(store, form.id()).await? {
            own.set("state", "closed");
            act = act.update(own);
        }
        store.apply(act.update(form)).await.map_err(Failure::words)?;
    }
    Ok(())
}

async fn load(store: &Store, round: &Record) -> Result<Record, Failure> {
    let round = store.load(queries::ROUNDS, round.id()).await?;
    round.ok_or_else(|| Failure::words("the round is gone"))
}

/// A round with its questionnaire, not open yet.
async fn begin(store: &Store, actor: &Actor, year: i64, due: &str) -> Result<Record, Failure> {
    let rounds = store.register("readiness-rounds")?;
    let title = format!("Цифрова готовність громад, {year} рік");
    let answers = [
        ("title", title.clone()),
        ("year", year.to_string()),
        ("level", "community".to_owned()),
        ("due", due.to_owned()),
        ("note", "Анкета й відповіді вигадані: демонстраційна область.".to_owned()),
    ];
    let round = store.draft_record(&rounds, &values(&rounds, &answers)?)?;
    let own = format!("{} {title}", round.id());
    let areas = store.register("readiness-areas")?;
    let questions = store.register("readiness-questions")?;
    let mut of_areas = Vec::new();
    for (code, title, weight) in AREAS {
        let answers = [
            ("round", own.clone()),
            ("code", code.to_owned()),
            ("title", title.to_owned()),
            ("weight", weight.to_string()),
        ];
        of_areas.push(store.draft_record(&areas, &values(&areas, &answers)?)?);
    }
    let mut of_questions = Vec::new();
    for (code, title, weight, kind, evidence, advice) in &QUESTIONS {
        let mut answers = vec![
            ("round", own.clone()),
            ("area", code[..1].to_owned()),
            ("code", (*code).to_owned()),
            ("title", (*title).to_owned()),
            ("weight", weight.to_string()),
            ("evidence", (*evidence).to_owned()),
            ("advice", (*advice).to_owned()),
        ];
        match kind {
            YesNo => answers.push(("scoring", "yes_no".to_owned())),
            Number(worst, best, unit) => answers.extend([
                ("scoring", "number".to_owned()),
                ("worst", (*worst).to_owned()),
                ("best", (*best).to_owned()),
                ("unit", (*unit).to_owned()),
            ]),
            Options(options) => {
                answers.extend([("scoring", "options".to_owned()), ("options", (*options).to_owned())]);
            }
        }
        of_questions.push(store.draft_record(&questions, &values(&questions, &answers)?)?);
    }
    super::enter(store, actor, &rounds, vec![round.clone()]).await?;
    super::enter(store, actor, &areas, of_areas).await?;
    super::enter(store, actor, &questions, of_questions).await?;
    load(store, &round).await
}

/// What a community of a level answers.
fn answer(question: &Question, level: i64, rng: &mut StdRng) -> String {
    let reached = (level + rng.random_range(-22..23)).clamp(0, 100);
    match &question.scoring {
        Scoring::YesNo => if reached > 45 { "yes" } else { "no" }.to_owned(),
        Scoring::Number { worst, best } => {
            let value = worst + (best - worst) * reached / 100;
            decimal::plain(value / 100 * 100, 2)
        }
        Scoring::Options(all) => {
            let last = all.len() as i64 - 1;
            let chosen = (reached * (last + 1) / 101).min(last);
            all[chosen as usize].0.clone()
        }
    }
}

/// The confirmed forms of all communities.
async fn answer_all(
    store: &Store,
    region: &Region,
    (round, due): (&Record, &str),
    questionnaire: &Questionnaire,
    levels: &[i64],
    rng: &mut StdRng,
) -> Result<(), Failure> {
    let (forms, answers) = (store.register("readiness-forms")?, store.register("readiness-answers")?);
    let year = round.int("year").unwrap_or_default().to_string();
    let asked = questionnaire.questions().count().to_string();
    let (mut all_forms, mut all_answers) = (Vec::new(), Vec::new());
    for (community, level) in region.communities.iter().zip(levels) {
        let typed = [
            ("round", format!("{} {}", round.id(), round.text("title"))),
            ("form_key", format!("{}/{community}", round.id())),
            ("territory", community.clone()),
            ("year", year.clone()),
            ("due", due.to_owned()),
            ("asked_count", asked.clone()),
            ("answered_count", asked.clone()),
            ("lacking_count", "0".to_owned()),
            ("judged_count", asked.clone()),
        ];
        let mut form = store.draft_record(&forms, &values(&forms, &typed)?)?;
        form.set("state", "confirmed");
        form.set("due_on", Value::Null);
        let mut given = std::collections::BTreeMap::new();
        for question in questionnaire.questions() {
            let said = answer(question, *level, rng);
            let points = question.scoring.points(&said).unwrap_or(0);
            // What is claimed and not shown counts for nothing.
            let declined = question.evidence == "required" && points > 0 && rng.random_bool(0.06);
            given.insert(question.code.clone(), if declined { 0 } else { points });
            let mut own = store.draft_record(&answers, &oblast_register::catalogue::Values::new())?;
            own.set("form", reference::stored(form.id(), &year));
            own.set("answer_key", format!("{}/{}", form.id(), question.code));
            own.set("territory", community.as_str());
            own.set("year", round.int("year"));
            own.set("code", question.code.as_str());
            own.set("title", question.title.as_str());
            let more = [
                ("answer", Value::from(said)),
                ("source", Value::from(shown(question, points, declined))),
                ("verdict", if declined { "declined" } else { "accepted" }.into()),
                ("remark", Value::from(declined.then(|| "Посилання не підтверджує відповіді".to_owned()))),
            ];
            more.into_iter().for_each(|(name, value)| own.set(name, value));
            own.set("state", "closed");
            all_answers.push(own);
        }
        let (index, _) = questionnaire.index(&|own| given.get(&own.code).copied().unwrap_or(0));
        form.set("readiness_index", index);
        all_forms.push(form);
    }
    super::enter(store, &region.curator, &forms, all_forms).await?;
    super::enter(store, &region.curator, &answers, all_answers).await
}

/// The link that shows what is claimed.
fn shown(question: &Question, points: i64, declined: bool) -> Option<String> {
    (question.evidence == "required" && points > 0 && !declined)
        .then(|| format!("https://example.com/evidence/{}", question.code))
}
