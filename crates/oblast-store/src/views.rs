//! Lists as people keep them for themselves: filters, order, columns under a name.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::{Row, Store, StoreError};

/// How many views an account keeps of a register.
pub const MOST: usize = 20;

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// The query of the list.
    pub query: String,
}

impl Store {
    /// The views that an account keeps of a register, in the order in which they were saved.
    pub async fn views(&self, account: Uuid, register: &str) -> Result<Vec<SavedView>, StoreError> {
        let sql = "select id, title, query from saved_view where account = $1 and register = $2 order by saved_at, id";
        let columns = [ColumnType::Id, ColumnType::Text, ColumnType::Text];
        let rows = self.query(sql, &[account.into(), register.into()], &columns).await?;
        let view = |row: &Row| SavedView {
            id: row.id(0),
            title: row.text(1).to_owned(),
            query: row.text(2).to_owned(),
        };
        Ok(rows.iter().map(view).collect())
    }

    /// Saves a view; one of the same name is saved anew. `false` where there are as many as may be.
    pub async fn save_view(
        &self,
        account: Uuid,
        register: &str,
        title: &str,
        query: &str,
    ) -> Result<bool, StoreError> {
        let views = self.views(account, register).await?;
        let same = views.iter().find(|view| view.title == title);
        let now = self.clock.now();
        if let Some(view) = same {
            let sql = "update saved_view set query = $1 where id = $2";
            self.scratch(sql, vec![query.into(), view.id.into()]).await?;
            return Ok(true);
        }
        if views.len() >= MOST {
            return Ok(false);
        }
        let sql = "insert into saved_view (id, account, register, title, query, saved_at) \
                   values ($1, $2, $3, $4, $5, $6)";
        let values: Vec<Value> = vec![
            self.ids.id(now).into(),
            account.into(),
            register.into(),
            title.into(),
            query.into(),
            now.as_microsecond().into(),
        ];
        self.scratch(sql, values).await?;
        Ok(true)
    }

    /// Forgets a view of an account.
    pub async fn forget_view(&self, account: Uuid, id: Uuid) -> Result<(), StoreError> {
        let sql = "delete from saved_view where id = $1 and account = $2";
        self.scratch(sql, vec![id.into(), account.into()]).await.map(|_| ())
    }
}
