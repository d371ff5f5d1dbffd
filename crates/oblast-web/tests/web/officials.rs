//! Officials: appointed by hand and from a spreadsheet, dismissed, invited anew; four eyes.

use oblast_kernel::access::{Actor, Role};
use oblast_testkit::{Place, Reply, TestApp, on_both};

const NEW: [(&str, &str); 8] = [
    ("family_name", "Гайдай"),
    ("given_name", "Зоряна"),
    ("login", "z.haidai"),
    ("role", "specialist"),
    ("title", "спеціалістка"),
    ("email", "z@example.com"),
    ("rnokpp", ""),
    ("from", "16.03.2026"),
];

fn with<'a>(form: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    form.iter().filter(|(own, _)| *own != name).copied().chain([(name, value)]).collect()
}

/// The code of the only invitation of a page.
fn code(reply: &Reply) -> String {
    let rest = reply.body.split("http://oblast.example/welcome/").nth(1).expect("an invitation");
    rest.split(['<', '"', ',']).next().unwrap().trim().to_owned()
}

on_both! {
    async fn a_head_appoints_and_dismisses_in_their_own_body_only(place: Place) {
        let app = TestApp::new(&place).await;
        let head = &app.region.head;
        let own = head.positions[0].body.to_string();
        let form = with(&NEW, "body", &own);
        for (name, value, words) in [
            ("login", "Гайдай", "малих латинських літер"),
            ("family_name", "Гaйдай", "змішано кирилицю й латиницю"),
            ("given_name", "", "Заповніть це поле"),
            ("rnokpp", "1234567890", "контрольна цифра"),
            ("email", "хтось", "Перевірте адресу"),
            ("from", "31.02.2026", "дати"),
            ("body", &app.region.centre.to_string(), "Такої установи немає"),
            ("login", "resident", "належить іншій людині"),
        ] {
            let reply = app.post(head, "/officials/new", &with(&form, name, value)).await;
            assert_eq!(reply.status, 422, "{name} {value}");
            assert!(reply.body.contains(words), "{name} {value}: {words}");
            assert!(reply.body.contains("value=\"спеціалістка\""), "what was typed stays");
        }
        assert_eq!(app.post(head, "/officials/new", &with(&form, "role", "operator")).await.status, 403);
        let appointed = app.post(head, "/officials/new", &form).await;
        assert_eq!(appointed.status, 200);
        let welcome = format!("/welcome/{}", code(&appointed));
        let password = "лелека гніздо вітряк";
        let entered = app.post_with("", &welcome, &[("password", password), ("password_again", password)]).await;
        assert_eq!(app.get_with(&entered.cookie(), "/queue").await.status, 200);

        let list = app.get(head, "/officials").await;
        assert!(list.body.contains("z.haidai") && !list.body.contains("<code>operator</code>"), "their own body alone");
        let all = app.store.officials_of(None, "z.hai", None, 10).await.unwrap();
        let card = format!("/officials/{}", all[0].position);
        for other in [&app.region.social_head, &app.region.heritage] {
            assert_eq!(app.get(other, &card).await.status, 404);
            assert_eq!(app.post(other, &format!("{card}/dismiss"), &[("basis", "наказ")]).await.status, 404);
        }
        assert_eq!(app.post(head, &format!("{card}/dismiss"), &[("basis", "")]).await.status, 422);
        assert_eq!(app.post(head, &format!("{card}/dismiss"), &[("basis", "наказ 5-к")]).await.status, 303);
        assert_eq!(app.get_with(&entered.cookie(), "/queue").await.status, 303, "signed out at once");
        assert_eq!(app.post(head, &format!("{card}/dismiss"), &[("basis", "наказ 5-к")]).await.status, 409);
        let oneself = format!("/officials/{}/dismiss", head.positions[0].id);
        assert_eq!(app.post(head, &oneself, &[("basis", "наказ")]).await.status, 403);
    }
}

async fn second_operator(app: &TestApp) -> Actor {
    app.official_of("operator2", Role::Operator, "UA01").await
}

on_both! {
    async fn what_is_dangerous_takes_two_operators(place: Place) {
        let app = TestApp::new(&place).await;
        let (first, second) = (app.region.operator.clone(), second_operator(&app).await);
        let body = first.positions[0].body.to_string();
        let form = with(&with(&NEW, "body", &body), "role", "operator");
        let asked = app.post(&first, "/officials/new", &form).await;
        assert_eq!((asked.status.as_u16(), asked.location()), (303, "/approvals"));
        assert!(app.store.officials_of(None, "z.hai", None, 10).await.unwrap().is_empty(), "nobody is appointed yet");
        let approval = app.store.approvals().await.unwrap().remove(0);
        let path = format!("/approvals/{}", approval.id());
        let own = app.post(&first, &path, &[("decision", "approve")]).await;
        assert_eq!(own.status, 403, "not by who asked");
        assert_eq!(app.post(&app.region.head, &path, &[("decision", "approve")]).await.status, 403);
        assert!(app.get(&second, "/approvals").await.body.contains("z.haidai"));
        let done = app.post(&second, &path, &[("decision", "approve")]).await;
        assert!(!code(&done).is_empty());
        assert_eq!(app.post(&second, &path, &[("decision", "approve")]).await.status, 409, "once");
        assert_eq!(app.store.officials_of(None, "z.hai", None, 10).await.unwrap()[0].role, "operator");

        // A head's account is begun anew by two; a specialist's by one.
        let head = format!("/officials/{}/invite", app.region.head.positions[0].id);
        assert_eq!(app.post(&first, &head, &[("reason", "загублено телефон")]).await.location(), "/approvals");
        let approval = app.store.approvals().await.unwrap().remove(0);
        assert_eq!(app.post(&first, &format!("/approvals/{}", approval.id()), &[("decision", "refuse")]).await.status, 303);
        assert_eq!(app.post(&second, &format!("/approvals/{}", approval.id()), &[("decision", "approve")]).await.status, 409);
        let specialist = format!("/officials/{}/invite", app.region.heritage.positions[0].id);
        let invited = app.post(&first, &specialist, &[("reason", "загублено телефон")]).await;
        assert!(app.store.invited(&code(&invited)).await.unwrap().is_some());
    }
}

fn table(rows: &[&str]) -> Vec<u8> {
    let head = "Прізвище;Ім’я;По батькові;РНОКПП;Логін;Пошта;Установа;Роль;Посада;З дня";
    std::iter::once(head).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n").into_bytes()
}

on_both! {
    async fn a_thousand_officials_come_from_a_spreadsheet_all_or_nobody(place: Place) {
        let app = TestApp::new(&place).await;
        let operator = &app.region.operator;
        let send = async |caption: &str, bytes: &[u8]| {
            app.upload_as(operator, "/officials/table", (0, caption), "люди.csv", bytes).await
        };
        let good: Vec<String> = (0..1000)
            .map(|number| format!("Прізвище;Ім’я;;;official{number};o{number}@example.com;heritage;спеціаліст;спеціаліст;"))
            .collect();
        let mut rows: Vec<&str> = good.iter().map(String::as_str).collect();
        rows[500] = "Гaйдай;Зоряна;;;official500;;heritage;спеціаліст;посада;";
        rows[501] = "Гайдай;Зоряна;;;official501;;немає такої;оператор;посада;32.01.2026";
        rows[502] = "Інший;Хтось;;;official503;;heritage;спеціаліст;посада;";
        let reply = send("slips", &table(&rows)).await;
        assert_eq!(reply.status, 422);
        for words in ["змішано кирилицю й латиницю", "Такої установи немає", "Цей логін уже є в таблиці", "Помилки: "] {
            assert!(reply.body.contains(words), "{words}");
        }
        assert!(app.store.officials_of(None, "official", None, 10).await.unwrap().is_empty(), "nobody was appointed");

        let rows: Vec<&str> = good.iter().map(String::as_str).collect();
        let checked = send("check", &table(&rows)).await;
        assert!(checked.status == 200 && checked.body.contains("Рядків: 1 000") || checked.body.contains("Рядків: 1000"), "{}", checked.body);
        assert!(app.store.officials_of(None, "official", None, 10).await.unwrap().is_empty(), "only checked");
        let made = send("csv", &table(&rows)).await;
        assert_eq!(made.status, 200);
        assert_eq!(made.body.matches("http://oblast.example/welcome/").count(), 1000);
        let one = made.body.lines().find(|line| line.contains("official777,")).unwrap();
        let secret = one.rsplit('/').next().unwrap().trim_end_matches(['"', '\r']);
        assert_eq!(app.store.invited(secret).await.unwrap().unwrap().login, "official777");
        let again = send("slips", &table(&rows)).await;
        assert_eq!(again.status, 422, "they hold these positions already");
        for (name, bytes) in [("x.csv", &b""[..]), ("x.xlsx", &b"PK\x03\x04"[..]), ("x.pdf", &b"%PDF"[..]), ("x.csv", &b"a;b\n1;2"[..])] {
            let reply = app.upload_as(operator, "/officials/table", (0, "slips"), name, bytes).await;
            assert_eq!(reply.status, 422, "{name}");
        }
        assert_eq!(app.upload_as(&app.region.head, "/officials/table", (0, "slips"), "x.csv", b"").await.status, 403);
    }
}
