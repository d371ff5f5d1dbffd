//! Repeated requests: the same key with the same request gives the first result again.

use oblast_kernel::Uuid;

use crate::error::WebError;
use crate::state::App;

/// What the first request under this key created, if there was one; an error where that was another request.
pub async fn first_result(
    app: &App,
    account: Uuid,
    key: &str,
    request: &[u8],
) -> Result<Option<Uuid>, WebError> {
    app.store.earlier(account, key, request).await?.transpose().map_err(|()| WebError::KeyReused)
}
