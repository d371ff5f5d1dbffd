//! What one version of a programme has and another has not.

use std::collections::BTreeMap;

/// A measure of a version, as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The code.
    pub code: String,
    /// The title.
    pub title: String,
    /// The executors, the term, the result: the name of the field and its text.
    pub texts: Vec<(&'static str, String)>,
    /// Money in kopiykas by the name of the source and the year.
    pub money: BTreeMap<(String, Option<i64>), i64>,
}

/// What became of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is there no more.
    Removed,
    /// It reads or costs otherwise.
    Changed {
        /// The field, what stood there, what stands there.
        texts: Vec<(&'static str, String, String)>,
        /// Source, year, what it was, what it is.
        money: Vec<(String, Option<i64>, i64, i64)>,
        /// The code that it had, where that is another one.
        was: Option<String>,
    },
}

/// A measure that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The measure as it is; of one that is removed, as it was.
    pub measure: Compared,
    /// What became of it.
    pub change: Change,
}

impl Difference {
    /// By how much it costs more, in kopiykas.
    pub fn sum(&self) -> i64 {
        let all = || self.measure.money.values().sum::<i64>();
        match &self.change {
            Change::Added => all(),
            Change::Removed => -all(),
            Change::Changed { money, .. } => money.iter().map(|(_, _, was, is)| is - was).sum(),
        }
    }
}

/// All that differs, in the order of the later version; what is removed comes last. A measure is the same one where its
/// code and title are; then where its title is; then where its code is.
pub fn differences(earlier: &[Compared], later: &[Compared]) -> Vec<Difference> {
    let pairs = pair(earlier, later);
    let mut all = Vec::new();
    for (is, was) in later.iter().zip(&pairs) {
        match was.map(|place| &earlier[place]) {
            None => all.push(Difference { measure: is.clone(), change: Change::Added }),
            Some(was) => {
                all.extend(changed(was, is).map(|change| Difference { measure: is.clone(), change }))
            }
        }
    }
    let kept = |place: &usize| pairs.contains(&Some(*place));
    let gone = (0..earlier.len()).filter(|place| !kept(place));
    all.extend(gone.map(|place| Difference { measure: earlier[place].clone(), change: Change::Removed }));
    all
}

/// For each measure of the later version its place in the earlier one.
fn pair(earlier: &[Compared], later: &[Compared]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; later.len()];
    let mut taken = vec![false; earlier.len()];
    let same: [fn(&Compared, &Compared) -> bool; 3] = [
        |was, is| was.code == is.code && low(&was.title) == low(&is.title),
        |was, is| !is.title.trim().is_empty() && low(&was.title) == low(&is.title),
        |was, is| was.code == is.code,
    ];
    for is_same in same {
        for (pair, is) in pairs.iter_mut().zip(later).filter(|(pair, _)| pair.is_none()) {
            let found = (0..earlier.len()).find(|place| !taken[*place] && is_same(&earlier[*place], is));
            if let Some(place) = found {
                taken[place] = true;
                *pair = Some(place);
            }
        }
    }
    pairs
}

/// Spaces and letter case are no difference.
fn low(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn changed(was: &Compared, is: &Compared) -> Option<Change> {
    let mut texts = Vec::new();
    if low(&was.title) != low(&is.title) {
        texts.push(("title", was.title.clone(), is.title.clone()));
    }
    for ((name, before), (_, after)) in was.texts.iter().zip(&is.texts) {
        if low(before) != low(after) {
            texts.push((name, before.clone(), after.clone()));
        }
    }
    let mut keys: Vec<_> = was.money.keys().chain(is.money.keys()).collect();
    keys.sort();
    keys.dedup();
    let amount = |own: &Compared, key| own.money.get(key).copied().unwrap_or_default();
    let money: Vec<_> = keys
        .into_iter()
        .map(|key| (key.0.clone(), key.1, amount(was, key), amount(is, key)))
        .filter(|(_, _, before, after)| before != after)
        .collect();
    let was = (was.code != is.code).then(|| was.code.clone());
    let is_same = texts.is_empty() && money.is_empty() && was.is_none();
    (!is_same).then_some(Change::Changed { texts, money, was })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(code: &str, title: &str, money: &[(&str, i64, i64)]) -> Compared {
        Compared {
            code: code.into(),
            title: title.into(),
            texts: vec![("executors", "Департамент".into())],
            money: money
                .iter()
                .map(|(source, year, sum)| (((*source).to_owned(), Some(*year)), *sum))
                .collect(),
        }
    }

    #[test]
    fn what_is_equal_is_not_told_however_it_is_spaced() {
        let was = [measure("1.1", "Створення  центру", &[("oblast", 2021, 100)])];
        let is = [measure("1.1", "створення центру", &[("oblast", 2021, 100)])];
        assert_eq!(differences(&was, &is), []);
    }

    #[test]
    fn money_moved_a_measure_renumbered_one_added_and_one_gone() {
        let was = [
            measure("1.1", "Центр", &[("oblast", 2021, 100), ("oblast", 2022, 50)]),
            measure("1.2", "Мережа", &[("local", 2021, 10)]),
            measure("1.3", "Навчання", &[]),
        ];
        let is = [
            measure("1.1", "Центр", &[("oblast", 2021, 80), ("oblast", 2022, 70)]),
            measure("1.2", "Навчання", &[]),
            measure("1.4", "Портал", &[("state", 2022, 5)]),
        ];
        let told = differences(&was, &is);
        assert_eq!(told.len(), 4);
        let moved =
            vec![("oblast".to_owned(), Some(2021), 100, 80), ("oblast".to_owned(), Some(2022), 50, 70)];
        assert_eq!(told[0].change, Change::Changed { texts: vec![], money: moved, was: None });
        assert_eq!(told[0].sum(), 0);
        assert_eq!(told[1].change, Change::Changed { texts: vec![], money: vec![], was: Some("1.3".into()) });
        assert_eq!(
            (told[2].measure.title.as_str(), &told[2].change, told[2].sum()),
            ("Портал", &Change::Added, 5)
        );
        assert_eq!(
            (told[3].measure.title.as_str(), &told[3].change, told[3].sum()),
            ("Мережа", &Change::Removed, -10)
        );
    }

    #[test]
    fn a_measure_that_reads_otherwise_under_its_code_is_changed() {
        let mut is = measure("1.1", "Центр обробки даних", &[]);
        is.texts[0].1 = "Управління".into();
        let told = differences(&[measure("1.1", "Центр", &[])], &[is]);
        let Change::Changed { texts, .. } = &told[0].change else { unreachable!() };
        assert_eq!(texts.len(), 2);
        assert_eq!(texts[0], ("title", "Центр".into(), "Центр обробки даних".into()));
    }
}
