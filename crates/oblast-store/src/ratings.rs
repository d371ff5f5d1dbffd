//! Ratings of services by applicants, and the quality of services by month (КМУ 864/2021).

use std::collections::BTreeMap;

use oblast_kernel::access::Actor;
use oblast_kernel::value::ColumnType;

use crate::act::ActError;
use crate::cases::{CaseError, CaseView};
use crate::record::Record;
use crate::{Store, StoreError};

/// What an applicant says of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Would they recommend it: 0 to 10.
    pub loyalty: i64,
    /// How satisfied they are: 1 to 5.
    pub satisfaction: i64,
    /// How easy it was: 1 to 5.
    pub effort: Option<i64>,
    /// How often they had to come.
    pub visits: Option<i64>,
    /// How many minutes they waited in a queue.
    pub waited: Option<i64>,
    /// In words.
    pub comment: Option<String>,
}

/// The figures of a service in a month of decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Decided cases.
    pub decided: i64,
    /// Of them, decided in time.
    pub in_time: i64,
    /// Ratings.
    pub ratings: i64,
    /// Of them 9 and 10.
    pub promoters: i64,
    /// Of them 0 to 6.
    pub detractors: i64,
    /// The sum of satisfaction.
    pub satisfaction: i64,
    /// Ratings that say how often somebody had to come.
    pub visits_rated: i64,
    /// The sum of visits.
    pub visits: i64,
    /// Appeals against decisions of the month.
    pub appeals: i64,
}

impl Quality {
    /// The share decided in time, in tenths of a per cent.
    pub fn share_in_time(&self) -> Option<i64> {
        (self.decided > 0).then(|| (self.in_time * 2_000 + self.decided) / (self.decided * 2))
    }

    /// The loyalty index (NPS), -100 to 100.
    pub fn loyalty_index(&self) -> Option<i64> {
        (self.ratings > 0).then(|| (self.promoters - self.detractors) * 100 / self.ratings)
    }

    /// The mean satisfaction, in tenths.
    pub fn mean_satisfaction(&self) -> Option<i64> {
        (self.ratings > 0).then(|| (self.satisfaction * 20 + self.ratings) / (self.ratings * 2))
    }

    /// The mean number of visits, in tenths.
    pub fn mean_visits(&self) -> Option<i64> {
        (self.visits_rated > 0).then(|| (self.visits * 20 + self.visits_rated) / (self.visits_rated * 2))
    }
}

impl Store {
    /// The rating of a case.
    pub async fn rating(&self, view: &CaseView) -> Result<Option<Record>, StoreError> {
        self.load_by("rating", "case_id", view.case.id().into()).await
    }

    /// Takes the rating of a case that has ended; each is rated once.
    pub async fn rate(&self, actor: &Actor, view: &CaseView, rating: &Rating) -> Result<(), CaseError> {
        if view.is_open() {
            return Err(CaseError::Changed);
        }
        let mut row = self.new_record("rating")?;
        row.set("case_id", view.case.id());
        row.set("loyalty", rating.loyalty);
        row.set("satisfaction", rating.satisfaction);
        row.set("effort", rating.effort);
        row.set("visits", rating.visits);
        row.set("waited", rating.waited);
        row.set("comment", rating.comment.clone());
        row.set("at", self.clock.now().as_microsecond());
        let act = self.act("case.rate").by(actor).about("cases", view.case.id()).insert(row);
        match self.apply(act).await {
            Ok(_) => Ok(()),
            Err(ActError::Duplicate { .. }) => Err(CaseError::Changed),
            Err(error) => Err(error.into()),
        }
    }

    /// The quality of each service by month of decision (`2026-03`), the newest month first.
    pub async fn quality(&self) -> Result<Vec<(String, String, Quality)>, StoreError> {
        let (text, int) = (ColumnType::Text, ColumnType::Int);
        let sql = "select substr(cases.decided_on, 1, 7), cases.procedure, count(*), \
                   cast(coalesce(sum(cases.in_time), 0) as bigint), \
                   count(rating.id), \
                   cast(coalesce(sum(case when rating.loyalty >= 9 then 1 else 0 end), 0) as bigint), \
                   cast(coalesce(sum(case when rating.loyalty <= 6 then 1 else 0 end), 0) as bigint), \
                   cast(coalesce(sum(rating.satisfaction), 0) as bigint), \
                   count(rating.visits), cast(coalesce(sum(rating.visits), 0) as bigint), \
                   cast(coalesce(sum((select count(*) from cases appeal where appeal.appeal_of = cases.id)), 0) \
                   as bigint) \
                   from cases left join rating on rating.case_id = cases.id \
                   where cases.decided_on is not null group by 1, 2 order by 1 desc, 2 limit 1000";
        let kinds = [text, text, int, int, int, int, int, int, int, int, int];
        let rows = self.query(sql, &[], &kinds).await?;
        let mut found = BTreeMap::new();
        for row in rows {
            let quality = Quality {
                decided: row.int(2),
                in_time: row.int(3),
                ratings: row.int(4),
                promoters: row.int(5),
                detractors: row.int(6),
                satisfaction: row.int(7),
                visits_rated: row.int(8),
                visits: row.int(9),
                appeals: row.int(10),
            };
            found.insert((row.text(0).to_owned(), row.text(1).to_owned()), quality);
        }
        Ok(found.into_iter().rev().map(|((month, procedure), quality)| (month, procedure, quality)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_half_up_and_absent_without_ratings() {
        let quality = Quality {
            decided: 3,
            in_time: 2,
            ratings: 4,
            promoters: 3,
            detractors: 1,
            satisfaction: 17,
            visits_rated: 2,
            visits: 3,
            appeals: 0,
        };
        assert_eq!(quality.share_in_time(), Some(667));
        assert_eq!(quality.loyalty_index(), Some(50));
        assert_eq!(quality.mean_satisfaction(), Some(43));
        assert_eq!(quality.mean_visits(), Some(15));
        assert_eq!(Quality::default().loyalty_index(), None);
    }
}
