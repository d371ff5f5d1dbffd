//! The questionnaire and its arithmetic: points of an answer, sub-indices, the index. All in hundredths of a point, from
//! 0 to 10 000.

use oblast_kernel::decimal::{half_up, mean};
use oblast_kernel::{Lang, decimal};
use oblast_store::Record;

/// A full score.
pub const FULL: i64 = 10_000;
/// Decimals of points, and of numbers that are answered.
pub const SCALE: u32 = 2;

/// How an answer becomes points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// Yes is a full score.
    YesNo,
    /// Evenly between two values, in hundredths; less is better where the worst is the greater.
    Number {
        /// Nought at this value.
        worst: i64,
        /// A full score at this one.
        best: i64,
    },
    /// One of these: title and points.
    Options(Vec<(String, i64)>),
}

/// Why options are none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// A line is no title with points from 0 to 100; its number, from 1.
    #[error("line {0} is no title with points")]
    Line(usize),
    /// Fewer than two.
    #[error("fewer than two options")]
    TooFew,
    /// A title stands twice; the number of the line, from 1.
    #[error("the title of line {0} stands twice")]
    Twice(usize),
}

/// Reads options, one a line: `title = points`.
pub fn options(text: &str) -> Result<Vec<(String, i64)>, OptionsError> {
    let mut all: Vec<(String, i64)> = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = index + 1;
        let (title, points) = line.rsplit_once('=').ok_or(OptionsError::Line(number))?;
        let points = decimal::parse(points.trim(), SCALE).ok().filter(|points| (0..=FULL).contains(points));
        let (title, points) = (title.trim(), points.ok_or(OptionsError::Line(number))?);
        if title.is_empty() {
            return Err(OptionsError::Line(number));
        }
        if all.iter().any(|(known, _)| known == title) {
            return Err(OptionsError::Twice(number));
        }
        all.push((title.to_owned(), points));
    }
    if all.len() < 2 { Err(OptionsError::TooFew) } else { Ok(all) }
}

impl Scoring {
    /// The scoring of a question's record.
    pub fn of(question: &Record) -> Option<Scoring> {
        match question.text("scoring") {
            "yes_no" => Some(Scoring::YesNo),
            "number" => Some(Scoring::Number { worst: question.int("worst")?, best: question.int("best")? })
                .filter(|own| !matches!(own, Scoring::Number { worst, best } if worst == best)),
            "options" => options(question.text("options")).ok().map(Scoring::Options),
            _ => None,
        }
    }

    /// The points of an answer as it is stored; nothing where it is no answer to this question.
    pub fn points(&self, answer: &str) -> Option<i64> {
        match self {
            Scoring::YesNo => match answer {
                "yes" => Some(FULL),
                "no" => Some(0),
                _ => None,
            },
            Scoring::Number { worst, best } => {
                let value = decimal::parse(answer, SCALE).ok()?;
                let (part, whole) =
                    (i128::from(value) - i128::from(*worst), i128::from(*best) - i128::from(*worst));
                half_up(part * whole.signum() * i128::from(FULL), whole.abs())
                    .map(|points| points.clamp(0, FULL))
            }
            Scoring::Options(all) => all.iter().find(|(title, _)| title == answer).map(|(_, points)| *points),
        }
    }

    /// What was typed as it is stored: numbers in their plain form. Nothing where it is no answer.
    pub fn read(&self, typed: &str) -> Option<String> {
        let typed = typed.trim();
        match self {
            Scoring::Number { .. } => {
                let value = decimal::parse(typed, SCALE).ok().filter(|value| *value >= 0)?;
                Some(decimal::plain(value, SCALE))
            }
            _ => self.points(typed).map(|_| typed.to_owned()),
        }
    }

    /// A stored answer in words.
    pub fn shown(&self, answer: &str, unit: &str, lang: Lang) -> String {
        match (self, answer) {
            (_, "") => "–".to_owned(),
            (Scoring::YesNo, "yes") => if lang == Lang::Uk { "так" } else { "yes" }.to_owned(),
            (Scoring::YesNo, _) => if lang == Lang::Uk { "ні" } else { "no" }.to_owned(),
            (Scoring::Number { .. }, _) => {
                let read = decimal::parse(answer, SCALE).map(|value| decimal::readable(value, SCALE));
                let read = read.unwrap_or_else(|_| answer.to_owned());
                let short = read.strip_suffix(",00").unwrap_or(&read);
                format!("{short} {unit}").trim().to_owned()
            }
            (Scoring::Options(_), _) => answer.to_owned(),
        }
    }
}

/// A question of a questionnaire.
#[derive(Clone, Debug)]
pub struct Question {
    /// The number.
    pub code: String,
    /// What is asked.
    pub title: String,
    /// What is counted.
    pub explanation: String,
    /// How to raise it.
    pub advice: String,
    /// The unit of a number.
    pub unit: String,
    /// How it is scored.
    pub scoring: Scoring,
    /// Its weight within the sub-index.
    pub weight: i64,
    /// `none`, `welcome` or `required`.
    pub evidence: String,
}

/// A sub-index with its questions.
#[derive(Clone, Debug)]
pub struct Area {
    /// The number.
    pub code: String,
    /// The title.
    pub title: String,
    /// Its weight within the index.
    pub weight: i64,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// A questionnaire.
#[derive(Clone, Debug, Default)]
pub struct Questionnaire {
    /// Its sub-indices.
    pub areas: Vec<Area>,
}

/// Why a questionnaire is not ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// It has no questions.
    #[error("there are no questions")]
    Empty,
    /// A sub-index has none; its number.
    #[error("the sub-index {0} has no questions")]
    EmptyArea(String),
    /// A question is of a sub-index that is not there; its number.
    #[error("the question {0} is of no known sub-index")]
    NoArea(String),
    /// A question cannot be scored; its number.
    #[error("the question {0} cannot be scored")]
    Scoring(String),
}

/// Numbers such as 2.10 after 2.9.
fn order(code: &str) -> Vec<(u64, String)> {
    code.split('.').map(|part| (part.trim().parse().unwrap_or(u64::MAX), part.to_owned())).collect()
}

impl Questionnaire {
    /// Reads the records of a round.
    pub fn read(areas: &[Record], questions: &[Record]) -> Result<Questionnaire, Unready> {
        let mut all: Vec<Area> = areas
            .iter()
            .map(|own| Area {
                code: own.text("code").to_owned(),
                title: own.text("title").to_owned(),
                weight: own.int("weight").unwrap_or(1),
                questions: Vec::new(),
            })
            .collect();
        all.sort_by_key(|area| order(&area.code));
        for own in questions {
            let code = own.text("code").to_owned();
            let area = all.iter_mut().find(|area| area.code == own.text("area"));
            let Some(area) = area else { return Err(Unready::NoArea(code)) };
            let Some(scoring) = Scoring::of(own) else { return Err(Unready::Scoring(code)) };
            area.questions.push(Question {
                title: own.text("title").to_owned(),
                explanation: own.text("explanation").to_owned(),
                advice: own.text("advice").to_owned(),
                unit: own.text("unit").to_owned(),
                scoring,
                weight: own.int("weight").unwrap_or(1),
                evidence: own.text("evidence").to_owned(),
                code,
            });
        }
        all.iter_mut().for_each(|area| area.questions.sort_by_key(|own| order(&own.code)));
        match all.iter().find(|area| area.questions.is_empty()) {
            _ if all.is_empty() => Err(Unready::Empty),
            Some(area) => Err(Unready::EmptyArea(area.code.clone())),
            None => Ok(Questionnaire { areas: all }),
        }
    }

    /// All questions in their order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.areas.iter().flat_map(|area| &area.questions)
    }

    /// The index and the sub-indices of answers; `points` says what the answer to a question is worth.
    pub fn index(&self, points: &dyn Fn(&Question) -> i64) -> (i64, Vec<i64>) {
        let of_area = |area: &Area| {
            mean(&area.questions.iter().map(|own| (points(own), own.weight)).collect::<Vec<_>>()).unwrap_or(0)
        };
        let areas: Vec<i64> = self.areas.iter().map(of_area).collect();
        // From the rounded sub-indices, so that everybody can compute it from what is published.
        let weighted: Vec<(i64, i64)> =
            areas.iter().zip(&self.areas).map(|(points, area)| (*points, area.weight)).collect();
        (mean(&weighted).unwrap_or(0), areas)
    }

    /// By how many hundredths of a point the index would rise, were a question answered to the full.
    pub fn gain(&self, area: &Area, question: &Question, points: i64) -> i64 {
        let sum = |all: &mut dyn Iterator<Item = i64>| all.map(i128::from).sum::<i128>();
        let within = sum(&mut area.questions.iter().map(|own| own.weight));
        let all = sum(&mut self.areas.iter().map(|own| own.weight));
        let missing = i128::from(FULL - points.clamp(0, FULL));
        half_up(missing * i128::from(question.weight) * i128::from(area.weight), within * all).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(code: &str, scoring: Scoring, weight: i64) -> Question {
        Question {
            code: code.to_owned(),
            title: String::new(),
            explanation: String::new(),
            advice: String::new(),
            unit: String::new(),
            scoring,
            weight,
            evidence: "none".to_owned(),
        }
    }

    #[test]
    fn answers_become_points() {
        let share = Scoring::Number { worst: 2_000, best: 8_000 };
        let points = |answer: &str| share.points(answer);
        assert_eq!(
            (points("20"), points("50,00"), points("95"), points("0")),
            (Some(0), Some(5_000), Some(FULL), Some(0))
        );
        assert_eq!(points("багато"), None);
        // Less is better: days of waiting from thirty down to one.
        let days = Scoring::Number { worst: 3_000, best: 100 };
        assert_eq!(
            (days.points("30"), days.points("1"), days.points("15.5")),
            (Some(0), Some(FULL), Some(5_000))
        );
        assert_eq!((Scoring::YesNo.points("yes"), Scoring::YesNo.points("так")), (Some(FULL), None));
        assert_eq!(Scoring::Number { worst: 0, best: 300 }.points("1"), Some(3_333), "half up");
        assert_eq!(share.read(" 1 234,5 ").as_deref(), Some("1234.50"));
        assert_eq!(share.read("-1"), None);
        assert_eq!(share.shown("1234.50", "%", Lang::Uk), "1\u{202f}234,50 %");
        assert_eq!(share.shown("12.00", "осіб", Lang::Uk), "12 осіб");
    }

    #[test]
    fn options_are_read_line_by_line_and_what_is_wrong_is_told_by_line() {
        let all = options("Немає = 0\n\nЧастково = 50\nТак, повністю=100").unwrap();
        assert_eq!(all, [("Немає".into(), 0), ("Частково".into(), 5_000), ("Так, повністю".into(), FULL)]);
        assert_eq!(options("Немає = 0\nТак = 101"), Err(OptionsError::Line(2)));
        assert_eq!(options("Немає = 0\nТак"), Err(OptionsError::Line(2)));
        assert_eq!(options("Так = 5\nТак = 6"), Err(OptionsError::Twice(2)));
        assert_eq!(options("Так = 5"), Err(OptionsError::TooFew));
    }

    #[test]
    fn the_index_is_the_weighted_mean_of_the_rounded_sub_indices() {
        let of = |code: &str, weight, questions| Area {
            code: code.into(),
            title: String::new(),
            weight,
            questions,
        };
        let all = Questionnaire {
            areas: vec![
                of("1", 3, vec![question("1.1", Scoring::YesNo, 2), question("1.2", Scoring::YesNo, 1)]),
                of("2", 1, vec![question("2.1", Scoring::YesNo, 5)]),
            ],
        };
        let yes = |code: &'static str| move |own: &Question| if own.code == code { FULL } else { 0 };
        assert_eq!(all.index(&yes("1.1")), (5_000, vec![6_667, 0]));
        assert_eq!(all.index(&yes("2.1")), (2_500, vec![0, FULL]));
        assert_eq!(all.index(&|_| FULL), (FULL, vec![FULL, FULL]));
        assert_eq!(all.gain(&all.areas[0], &all.areas[0].questions[1], 0), 2_500);
        assert_eq!(all.gain(&all.areas[1], &all.areas[1].questions[0], 4_000), 1_500);
    }

    #[test]
    fn numbers_stand_in_their_order() {
        let mut codes = ["2.10", "1", "2.9", "2"];
        codes.sort_by_key(|code| order(code));
        assert_eq!(codes, ["1", "2", "2.9", "2.10"]);
    }
}
