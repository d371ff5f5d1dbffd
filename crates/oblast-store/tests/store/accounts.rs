//! Accounts: passwords, sessions, tokens, second factors, invitations, powers that end at once.

use jiff::civil::date;
use oblast_kernel::access::Role;
use oblast_kernel::{Uuid, Value};
use oblast_store::accounts::factors::base32;
use oblast_store::accounts::limits::Subject;
use oblast_store::accounts::officials::{Appointment, Known, NotAppointed};
use oblast_store::accounts::sessions::{Ending, Entry, NewSession, Way};
use oblast_store::cases::Application;
use oblast_store::duties::NewDeputy;
use oblast_store::{Record, Store};
use oblast_testkit::{APPLICATION, PERMIT, Place, RESIDENT_RNOKPP, Region, at, on_both, region, typed};
use totp_rs::{Algorithm, Builder};

async fn begin(store: &Store, account: Option<Uuid>) -> NewSession {
    store.begin_session(account.unwrap(), &Entry::password()).await.unwrap()
}

async fn runs(store: &Store, session: &NewSession) -> bool {
    store.session(&session.secret, "").await.unwrap().is_some()
}

on_both! {
    async fn a_password_opens_its_own_account_only(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let account = region.resident.account.unwrap();
        store.set_password(account, "правильний пароль").await.unwrap();
        assert_eq!(store.check_password("resident", "правильний пароль").await.unwrap().account(), Some(account));
        for (login, password) in [
            ("resident", "інший"),
            ("nobody", "правильний пароль"),
            ("head", ""),
            ("", ""),
            ("resident' --", "x"),
            // A Cyrillic letter that looks alike.
            ("rеsident", "правильний пароль"),
        ] {
            assert_eq!(store.check_password(login, password).await.unwrap().account(), None, "{login}");
        }
    }
}

on_both! {
    async fn a_session_ends_after_twelve_hours_when_idle_and_when_left(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let resident = region.resident.account;
        let (one, two) = (begin(&store, resident).await, begin(&store, resident).await);
        assert!(runs(&store, &one).await);
        assert!(store.session("забутий", "").await.unwrap().is_none());
        store.end_session(&one.secret).await.unwrap();
        assert!(!runs(&store, &one).await);
        // Used each quarter of an hour until the twelfth hour is full.
        for minutes in (15..720).step_by(15) {
            place.clock.set(at("2026-03-16T07:00:00Z") + jiff::SignedDuration::from_mins(minutes));
            assert!(runs(&store, &two).await, "{minutes}");
        }
        place.clock.set(at("2026-03-16T19:00:00Z"));
        assert!(!runs(&store, &two).await);
        let idle = begin(&store, resident).await;
        place.clock.set(at("2026-03-16T19:29:59Z"));
        assert!(runs(&store, &idle).await);
        place.clock.set(at("2026-03-16T19:59:59Z"));
        assert!(!runs(&store, &idle).await, "half an hour after it was last used");
    }
}

on_both! {
    async fn sessions_are_listed_and_ended_by_their_holder_only(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let entry = Entry { way: Way::Passkey, agent: "Firefox/140.0".into(), address: "192.0.2.7".into() };
        let phone = store.begin_session(region.resident.account.unwrap(), &entry).await.unwrap();
        let (desk, foreign) = (begin(&store, region.resident.account).await, begin(&store, region.neighbour.account).await);
        let listed = store.sessions(region.resident.account.unwrap()).await.unwrap();
        assert_eq!(listed.len(), 2);
        let own = listed.iter().find(|own| own.id == phone.id).unwrap();
        assert_eq!((own.agent.as_str(), own.address.as_str(), own.is_strong()), ("Firefox/140.0", "192.0.2.7", true));
        store.end_sessions(&region.resident, Ending::One(foreign.id)).await.unwrap();
        assert!(runs(&store, &foreign).await, "another's session is not theirs to end");
        store.end_sessions(&region.resident, Ending::AllBut(desk.id)).await.unwrap();
        assert!(runs(&store, &desk).await && runs(&store, &foreign).await);
        assert!(store.session(&phone.secret, "Firefox/140.0").await.unwrap().is_none());
    }
}

on_both! {
    async fn a_stolen_cookie_ends_the_session_and_its_holder_is_told(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let entry = Entry { way: Way::Password, agent: "Mozilla/5.0 (X11; Linux) Firefox/140.0".into(), address: String::new() };
        let session = store.begin_session(region.resident.account.unwrap(), &entry).await.unwrap();
        let updated = "Mozilla/5.0 (X11; Linux) Firefox/141.2";
        assert!(store.session(&session.secret, updated).await.unwrap().is_some(), "browsers are updated");
        assert!(store.session(&session.secret, "curl/8.5.0").await.unwrap().is_none());
        assert!(store.session(&session.secret, updated).await.unwrap().is_none(), "and nobody has it any more");
        let notices = store.notices(region.resident.person.unwrap(), None, 10).await.unwrap();
        assert_eq!(notices[0].text("template"), "security-stolen");
    }
}

async fn taken(store: &Store, region: &Region) -> Record {
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let application = Application::online(region.resident.person.unwrap(), region.centre, &values);
    let case = store.submit_case(&region.resident, &service, &application, None).await.unwrap().id;
    let task = store.case(case).await.unwrap().unwrap().tasks[0].clone();
    let administrator = &region.administrator;
    store
        .assign_task(
            administrator,
            administrator.first_position(),
            &task,
            task.version(),
            administrator.account,
        )
        .await
        .unwrap();
    store.load("task", task.id()).await.unwrap().unwrap()
}

on_both! {
    async fn a_dismissed_official_has_no_powers_from_the_next_request(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let task = taken(&store, &region).await;
        assert_eq!(task.reference("assignee"), region.administrator.account);
        let position = region.head.positions[0].id;
        store.name_deputy(&region.head, &NewDeputy { position, login: "administrator", days: (date(2026, 3, 16), date(2026, 3, 20)), basis: "наказ 7", services: &[] }).await.unwrap();
        let session = begin(&store, region.administrator.account).await;
        let token = store.issue_token("administrator").await.unwrap();
        let actor = store.session(&session.secret, "").await.unwrap().unwrap().actor;
        assert_eq!(actor.positions.len(), 2, "their own and the one in which they deputise");

        let own = store.load("position", region.administrator.positions[0].id).await.unwrap().unwrap();
        store.dismiss(&region.operator, None, &own, "наказ 12-к").await.unwrap();
        assert!(store.session(&session.secret, "").await.unwrap().is_none());
        assert!(store.token(&token).await.unwrap().is_none());
        let again = begin(&store, region.administrator.account).await;
        assert!(!store.session(&again.secret, "").await.unwrap().unwrap().actor.is_official(), "as a resident they may come");
        assert!(store.load("task", task.id()).await.unwrap().unwrap().get("assignee").is_null(), "the task lies open again");
        assert!(store.colleagues(Role::Administrator, region.centre, None).await.unwrap().is_empty());

        // Who deputises for a dismissed one has nothing to deputise in.
        store.name_deputy(&region.head, &NewDeputy { position, login: "heritage", days: (date(2026, 3, 16), date(2026, 3, 20)), basis: "наказ 7", services: &[] }).await.unwrap();
        let deputy = begin(&store, region.heritage.account).await;
        assert_eq!(store.session(&deputy.secret, "").await.unwrap().unwrap().actor.positions.len(), 2);
        let own = store.load("position", position).await.unwrap().unwrap();
        store.dismiss(&region.operator, None, &own, "наказ 13-к").await.unwrap();
        assert_eq!(store.session(&deputy.secret, "").await.unwrap().unwrap().actor.positions.len(), 1);
        assert!(store.dismiss(&region.operator, None, &own, "удруге").await.is_err(), "of two at once one");
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

/// What an app shows at the clock of a place.
fn code(place: &Place, secret: &[u8]) -> String {
    use oblast_kernel::Clock as _;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_secret(secret.to_vec())
        .build()
        .unwrap();
    totp.generate(u64::try_from(place.clock.now().as_second()).unwrap()).to_string()
}

on_both! {
    async fn a_code_of_the_app_is_good_once_and_a_recovery_code_too(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (head, account) = (&region.head, region.head.account.unwrap());
        let (shown, ticket) = store.new_authenticator(account);
        let secret = store.offered_authenticator(account, &ticket).unwrap();
        assert_eq!(base32(&secret), shown);
        assert!(store.offered_authenticator(region.resident.account.unwrap(), &ticket).is_none(), "a ticket of another");
        assert!(store.add_authenticator(head, &secret, "000000").await.unwrap().is_none());
        assert!(!store.factors(account).await.unwrap().any(), "nothing is kept until a first code came");
        let recovery = store.add_authenticator(head, &secret, &code(&place, &secret)).await.unwrap().unwrap();
        assert!(!store.check_code(account, &code(&place, &secret)).await.unwrap(), "the first code is used up");
        place.clock.set(at("2026-03-16T07:02:00Z"));
        let now = code(&place, &secret);
        place.clock.set(at("2026-03-16T07:02:30Z"));
        assert!(store.check_code(account, &now).await.unwrap(), "the telephone goes half a minute slow");
        assert!(!store.check_code(account, &now).await.unwrap(), "seen over a shoulder");
        assert!(!store.check_code(region.resident.account.unwrap(), &now).await.unwrap());
        let typed = recovery[3].to_lowercase().replace('-', " ");
        assert!(!store.take_recovery_code(region.resident.account.unwrap(), &typed).await.unwrap());
        assert!(store.take_recovery_code(account, &typed).await.unwrap());
        assert!(!store.take_recovery_code(account, &typed).await.unwrap());
        assert_eq!(store.factors(account).await.unwrap().recovery, 9);
        let renewed = store.renew_recovery_codes(head).await.unwrap();
        assert!(!store.take_recovery_code(account, &recovery[0]).await.unwrap(), "old ones are void");
        assert!(store.take_recovery_code(account, &renewed[0]).await.unwrap());
        let kept = store.query("select secret from authenticator", &[], &[oblast_kernel::value::ColumnType::Bytes]).await.unwrap();
        let Value::Bytes(kept) = kept[0].get(0) else { unreachable!() };
        assert!(!kept.windows(20).any(|part| part == secret.as_slice()), "the secret is not there in the clear");
        store.remove_authenticator(head).await.unwrap();
        assert!(!store.factors(account).await.unwrap().any());
    }
}

on_both! {
    async fn wrong_passwords_are_counted_by_account_and_address_known_or_not(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        for login in ["resident", "nobody-here"] {
            let subjects = Subject::of_password(login, "192.0.2.1");
            for attempt in 0..5 {
                assert_eq!(store.attempt(&subjects).await.unwrap(), None, "{login} {attempt}");
            }
            assert!(store.attempt(&subjects).await.unwrap().is_some_and(|seconds| seconds <= 61), "{login}");
            assert_eq!(store.attempt(&Subject::of_password(login, "198.51.100.1")).await.unwrap(), None, "its holder elsewhere may");
        }
        place.clock.set(at("2026-03-16T07:01:00Z"));
        let subjects = Subject::of_password("resident", "192.0.2.1");
        assert_eq!(store.attempt(&subjects).await.unwrap(), None, "a minute later one more");
        store.attempt_succeeded(&subjects).await.unwrap();
        for _ in 0..4 {
            assert_eq!(store.attempt(&subjects).await.unwrap(), None, "and after a right one from the beginning");
        }
        // From many addresses: the login itself has its limit, and its holder is told, once.
        for host in 0..40 {
            let subjects = Subject::of_password("resident", &format!("203.0.113.{host}"));
            if store.attempt(&subjects).await.unwrap().is_none() {
                store.warn_of_attempts("resident", &subjects[1]).await.unwrap();
            }
        }
        assert!(store.attempt(&Subject::of_password("resident", "203.0.113.99")).await.unwrap().is_some());
        let notices = store.notices(region.resident.person.unwrap(), None, 50).await.unwrap();
        assert_eq!(notices.iter().filter(|notice| notice.text("template") == "security-attempts").count(), 1);
        place.clock.set(at("2026-03-16T09:00:00Z"));
        assert_eq!(store.attempt(&Subject::of_password("resident", "203.0.113.99")).await.unwrap(), None);
        store.forget_old_attempts().await.unwrap();
    }
}

on_both! {
    async fn many_attempts_at_once_are_no_way_around_the_limit(place: Place) {
        let store = place.open().await;
        let _ = region(&store).await;
        let tries = (0..40).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.attempt(&Subject::of_password("resident", "192.0.2.1")).await.unwrap().is_none() })
        });
        let mut passed = 0;
        for one in tries.collect::<Vec<_>>() {
            passed += u32::from(one.await.unwrap());
        }
        assert_eq!(passed, 5);
    }
}

fn appointment(login: &str, region: &Region) -> Appointment {
    Appointment {
        login: login.into(),
        family_name: "Гайдай".into(),
        given_name: "Зоряна".into(),
        patronymic: String::new(),
        rnokpp: String::new(),
        email: "z@example.com".into(),
        body: region.centre,
        role: Role::Administrator,
        title: "Адміністраторка".into(),
        from: date(2026, 3, 16),
    }
}

on_both! {
    async fn who_is_appointed_comes_in_by_an_invitation_that_is_good_once(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let new = appointment("z.haidai", &region);
        assert_eq!(store.recognise(&new).await.unwrap(), Ok(Known::Nobody));
        let second = Appointment { role: Role::Specialist, ..new.clone() };
        let appointed = store
            .appoint(&region.operator, region.operator.first_position(), &[(new.clone(), Known::Nobody), (second, Known::Nobody)])
            .await
            .unwrap();
        assert_eq!(appointed.len(), 1, "one account with both positions");
        let secret = appointed[0].invitation.clone().unwrap();
        assert_eq!(store.recognise(&new).await.unwrap(), Err(NotAppointed::Holds));
        let other = Appointment { family_name: "Інша".into(), ..new.clone() };
        assert_eq!(store.recognise(&other).await.unwrap(), Err(NotAppointed::LoginTaken));
        let of_resident = Appointment { rnokpp: RESIDENT_RNOKPP.into(), ..appointment("new.login", &region) };
        assert_eq!(store.recognise(&of_resident).await.unwrap(), Err(NotAppointed::OtherName));
        let invited = store.invited(&secret).await.unwrap().unwrap();
        assert_eq!((invited.login.as_str(), invited.name.as_str()), ("z.haidai", "Гайдай Зоряна"));
        assert!(store.accept_invitation("не той", "лелека гніздо вітряк").await.unwrap().is_none());
        let account = store.accept_invitation(&secret, "лелека гніздо вітряк").await.unwrap().unwrap();
        assert!(store.accept_invitation(&secret, "інший пароль зовсім").await.unwrap().is_none(), "good once");
        assert_eq!(store.check_password("z.haidai", "лелека гніздо вітряк").await.unwrap().account(), Some(account));
        let session = begin(&store, Some(account)).await;
        assert_eq!(store.session(&session.secret, "").await.unwrap().unwrap().actor.positions.len(), 2);
        // Who lost everything gets a new one: what was before opens nothing.
        let again = store.invite(&region.operator, None, account).await.unwrap();
        assert_eq!(store.check_password("z.haidai", "лелека гніздо вітряк").await.unwrap().account(), None);
        assert!(!runs(&store, &session).await);
        place.clock.set(at("2026-03-30T07:00:01Z"));
        assert!(store.invited(&again).await.unwrap().is_none(), "two weeks later it is void");
    }
}

on_both! {
    async fn a_ticket_is_good_once_for_its_purpose_and_for_ten_minutes(place: Place) {
        let store = place.open().await;
        let ticket = store.ticket("вхід", "далі");
        assert_eq!(store.take_ticket("інше", &ticket).await.unwrap(), None);
        assert_eq!(store.take_ticket("вхід", &format!("{ticket}A")).await.unwrap(), None);
        assert_eq!(store.read_ticket("вхід", &ticket).as_deref(), Some("далі"));
        assert_eq!(store.take_ticket("вхід", &ticket).await.unwrap().as_deref(), Some("далі"));
        assert_eq!(store.take_ticket("вхід", &ticket).await.unwrap(), None);
        let late = store.ticket("вхід", "далі");
        place.clock.set(at("2026-03-16T07:10:01Z"));
        assert_eq!(store.take_ticket("вхід", &late).await.unwrap(), None);
        assert_ne!(store.ticket("вхід", "далі"), store.ticket("вхід", "далі"));
    }
}

on_both! {
    async fn a_subject_of_a_provider_is_one_accounts_only(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (resident, neighbour) = (region.resident.account.unwrap(), region.neighbour.account.unwrap());
        assert!(store.tie_outside(resident, "id", "subject-1").await.unwrap());
        assert!(!store.tie_outside(neighbour, "id", "subject-1").await.unwrap());
        assert_eq!(store.account_outside("id", "subject-1").await.unwrap(), Some(resident));
        assert_eq!(store.account_outside("other", "subject-1").await.unwrap(), None);
        let tied = store.outside_identities(resident).await.unwrap().remove(0);
        store.untie_outside(&region.neighbour, tied.id()).await.unwrap();
        assert_eq!(store.account_outside("id", "subject-1").await.unwrap(), Some(resident), "not theirs to untie");
        store.untie_outside(&region.resident, tied.id()).await.unwrap();
        assert_eq!(store.account_outside("id", "subject-1").await.unwrap(), None);
        assert!(store.tie_outside(neighbour, "id", "subject-1").await.unwrap(), "free again");
    }
}

on_both! {
    async fn who_appoints_comes_to_nobodys_cases_by_their_tax_number(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        // Somebody who applied on paper: a person with a number and a case, without an account.
        let number = "0000100027";
        let names = [("family_name", "Гайдай"), ("given_name", "Зоряна"), ("rnokpp", number)];
        let paper = store.new_person(&names).unwrap();
        let person = paper.id();
        store.apply(store.act("person.seed").insert(paper)).await.unwrap();
        let service = store.catalogue().service(PERMIT).unwrap().clone();
        let values = typed(&service.procedure.fields, APPLICATION);
        let application = Application::online(person, region.centre, &values);
        store.submit_case(&region.administrator, &service, &application, None).await.unwrap();
        let new = Appointment { rnokpp: number.into(), ..appointment("z.haidai", &region) };
        assert_eq!(store.recognise(&new).await.unwrap(), Ok(Known::Nobody));
        let made = store.appoint(&region.operator, None, &[(new, Known::Nobody)]).await.unwrap();
        let account = store.load("account", made[0].account).await.unwrap().unwrap();
        assert_ne!(account.reference("person"), Some(person));
        let session = begin(&store, Some(account.id())).await;
        let actor = store.session(&session.secret, "").await.unwrap().unwrap().actor;
        assert!(store.cases_of(actor.person.unwrap(), &[], None, 10).await.unwrap().is_empty());
        let wrong = Appointment { rnokpp: number.into(), family_name: "Інша".into(), ..appointment("other", &region) };
        assert_eq!(store.recognise(&wrong).await.unwrap(), Err(NotAppointed::OtherName), "a slip of the number is told");
    }
}
