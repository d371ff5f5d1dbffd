//! Accounts: passwords, sessions, tokens, powers that end at once.

use oblast_testkit::{Place, at, on_both, region};

on_both! {
    async fn a_password_opens_its_own_account_only(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let account = region.resident.account.unwrap();
        store.set_password(account, "правильний пароль").await.unwrap();
        assert_eq!(store.check_password("resident", "правильний пароль").await.unwrap(), Some(account));
        for (login, password) in [("resident", "інший"), ("nobody", "правильний пароль"), ("head", ""), ("", ""), ("resident' --", "x")] {
            assert_eq!(store.check_password(login, password).await.unwrap(), None, "{login}");
        }
    }
}

on_both! {
    async fn a_session_ends_after_twelve_hours_and_when_left(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let one = store.begin_session(region.resident.account.unwrap()).await.unwrap();
        let two = store.begin_session(region.resident.account.unwrap()).await.unwrap();
        assert!(store.session(&one.secret).await.unwrap().is_some());
        assert!(store.session("забутий").await.unwrap().is_none());
        store.end_session(&one.secret).await.unwrap();
        assert!(store.session(&one.secret).await.unwrap().is_none());
        place.clock.set(at("2026-03-16T18:59:59Z"));
        assert!(store.session(&two.secret).await.unwrap().is_some());
        place.clock.set(at("2026-03-16T19:00:00Z"));
        assert!(store.session(&two.secret).await.unwrap().is_none());
    }
}

on_both! {
    async fn a_dismissed_official_has_no_powers_from_the_next_request(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let session = store.begin_session(region.head.account.unwrap()).await.unwrap();
        assert!(store.session(&session.secret).await.unwrap().unwrap().actor.is_official());
        let mut position = store.load("position", region.head.positions[0].id).await.unwrap().unwrap();
        position.set("valid_until", "2026-03-15");
        store.apply(store.act("position.end").update(position)).await.unwrap();
        assert!(!store.session(&session.secret).await.unwrap().unwrap().actor.is_official());
        let mut account = store.load("account", region.head.account.unwrap()).await.unwrap().unwrap();
        account.set("state", "closed");
        store.apply(store.act("account.close").update(account)).await.unwrap();
        assert!(store.session(&session.secret).await.unwrap().is_none());
    }
}

on_both! {
    async fn a_token_is_known_until_it_is_revoked(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let token = store.issue_token("operator").await.unwrap();
        assert_eq!(store.token(&token).await.unwrap().unwrap().actor.account, region.operator.account);
        assert!(store.token("oblast_wrong").await.unwrap().is_none());
        assert!(store.issue_token("nobody").await.is_err());
        let mut stored = store.select("api_token", "limit 1", &[]).await.unwrap().remove(0);
        stored.set("revoked_at", 1);
        store.apply(store.act("token.revoke").update(stored)).await.unwrap();
        assert!(store.token(&token).await.unwrap().is_none());
    }
}
