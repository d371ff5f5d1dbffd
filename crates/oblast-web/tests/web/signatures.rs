//! Signatures: who may sign what, what is taken, what anybody can verify.

use std::sync::Arc;

use dstu::algorithm::SigningKey;
use dstu::certificate::Certificate;
use dstu::create::{By, Content, sign};
use dstu::curve::Curve;
use dstu::issue::{Authority, Purpose, Subject, issue};
use dstu::key::PrivateKey;
use dstu::trust::Trust;
use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::journal::{hex, sha256};
use oblast_testkit::{
    HEAD_RNOKPP, MORNING, Place, RESIDENT_RNOKPP, SOCIAL_HEAD_RNOKPP, SOCIAL_RNOKPP, TestApp, at, on_both,
    typed,
};
use oblast_web::signing::Signing;

use crate::documents::decided;

/// A key with its certificate.
struct Holder {
    certificate: Certificate,
    key: SigningKey,
}

fn now() -> i64 {
    at(MORNING).as_second()
}

fn key(seed: u8) -> SigningKey {
    PrivateKey::generate(Curve::of_degree(257).unwrap(), &[seed; 64]).into()
}

fn root() -> Holder {
    let key = key(1);
    let subject = Subject { name: "Центр", purpose: Purpose::Authority, ..Subject::default() };
    let by = Authority { certificate: None, key: &key };
    let span = (now() - 1000, now() + 1_000_000);
    let certificate = issue(&subject, &key.public(), by, &[1], span, &[1; 32]).unwrap();
    Holder { certificate, key }
}

fn holder(subject: Subject<'_>, seed: u8) -> Holder {
    let (root, key) = (root(), key(seed));
    let by = Authority { certificate: Some(&root.certificate), key: &root.key };
    let span = (now() - 1000, now() + 100_000);
    let certificate = issue(&subject, &key.public(), by, &[seed], span, &[1; 32]).unwrap();
    Holder { certificate, key }
}

fn person(name: &str, rnokpp: Option<&str>, is_qualified: bool, seed: u8) -> Holder {
    holder(Subject { name, rnokpp, is_qualified, ..Subject::default() }, seed)
}

fn signed(holder: &Holder, content: &[u8]) -> Vec<u8> {
    let by =
        By { key: &holder.key, certificate: &holder.certificate, beside: &[], now: now(), random: &[7; 32] };
    sign(Content::Detached(content), by).unwrap()
}

async fn app(place: &Place) -> TestApp {
    let stamps = holder(Subject { name: "Час", purpose: Purpose::TimeStamps, ..Subject::default() }, 9);
    let seal = holder(Subject { name: "Печатка", edrpou: Some("00000000"), ..Subject::default() }, 10);
    let signing = Signing {
        trust: Trust::of(vec![root().certificate]),
        stamper: Some(Arc::new(move |asked| {
            let by = By {
                key: &stamps.key,
                certificate: &stamps.certificate,
                beside: &[],
                now: now(),
                random: &[3; 32],
            };
            dstu::time_stamp::respond(asked, by, 1).map_err(|error| error.to_string())
        })),
        seal: Some((seal.key, seal.certificate)),
        ..Signing::default()
    };
    TestApp::signing(place, &[], signing).await
}

async fn document(app: &TestApp, case: Uuid, actor: &Actor, kind: &str) -> Vec<u8> {
    let path = format!("/cases/{case}/sign/{kind}/document.pdf");
    let (cookie, _) = app.sign_in(actor).await;
    let request = axum::http::Request::get(path).header(axum::http::header::COOKIE, cookie);
    app.send_bytes(request.body(axum::body::Body::empty()).unwrap()).await
}

on_both! {
    async fn a_head_signs_and_only_with_their_own_fitting_signature(place: Place) {
        let app = app(&place).await;
        let case = decided(&app).await;
        let page = format!("/cases/{case}/sign/decision");
        let head = app.region.head.clone();
        assert_eq!(app.get(&app.region.neighbour, &page).await.status, 404, "to a stranger there is none");
        let shown = app.get(&app.region.resident, &page).await;
        assert!(shown.status == 200 && !shown.body.contains("data-sign"), "the applicant sees, and signs nothing");
        assert!(app.get(&head, &page).await.body.contains("data-sign"));
        let content = document(&app, case, &head, "decision").await;
        assert!(content.starts_with(b"%PDF-"));

        let number = app.store.case(case).await.unwrap().unwrap().case.text("number").to_owned();
        assert!(app.get(&head, "/signatures").await.body.contains(&number), "it waits for the head");
        assert!(!app.get(&app.region.heritage, "/signatures").await.body.contains(&number), "who approved signs nothing here");
        let own = person("Керівниця", Some(HEAD_RNOKPP), true, 3);
        let send = async |actor: &Actor, bytes: Vec<u8>| app.upload(actor, &page, "x.p7s", &bytes).await;
        let by = By { key: &own.key, certificate: &own.certificate, beside: &[], now: now(), random: &[7; 32] };
        let attached = sign(Content::Attached(&content), by).unwrap();
        let cases: [(Vec<u8>, &str); 7] = [
            (attached, "вкладено в підпис"),
            (b"%PDF-".to_vec(), "Це не файл підпису"),
            (Vec::new(), "Це не файл підпису"),
            (signed(&own, b"another"), "вміст змінено"),
            (signed(&person("Інша", Some(RESIDENT_RNOKPP), true, 4), &content), "Це підпис іншої людини: Інша"),
            (signed(&person("Без коду", None, true, 5), &content), "Це підпис іншої людини"),
            (signed(&person("Керівниця", Some(HEAD_RNOKPP), false, 6), &content), "потрібен вищий рівень"),
        ];
        for (bytes, words) in cases {
            let reply = send(&head, bytes).await;
            assert!(reply.status == 422 && reply.body.contains(words), "{words}: {} {}", reply.status, reply.body);
        }
        // A certificate that nobody here trusts.
        let elsewhere = key(77);
        let by = Authority { certificate: None, key: &elsewhere };
        let subject = Subject { name: "Сам собі", rnokpp: Some(HEAD_RNOKPP), is_qualified: true, ..Subject::default() };
        let certificate = issue(&subject, &elsewhere.public(), by, &[8], (now() - 5, now() + 500), &[1; 32]).unwrap();
        let reply = send(&head, signed(&Holder { certificate, key: elsewhere }, &content)).await;
        assert!(reply.status == 422 && reply.body.contains("не веде до довіреного"), "{}", reply.body);

        assert_eq!(send(&app.region.resident, signed(&own, &content)).await.status, 403, "nobody else signs");
        let reply = send(&head, signed(&own, &content)).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, page.as_str()));
        assert_eq!(send(&head, signed(&own, &content)).await.status, 403, "once");
        assert!(!app.get(&head, "/signatures").await.body.contains(&number), "it waits no more");
        let shown = app.get(&app.region.resident, &page).await.body;
        assert!(shown.contains("підпис дійсний") && shown.contains("час підтверджено позначкою"), "{shown}");
        let cased = app.get(&app.region.resident, &format!("/cases/{case}")).await.body;
        assert!(cased.contains("Керівниця"), "{cased}");

        let code = app.store.issued_document(case, "decision", oblast_kernel::Lang::Uk).await.unwrap().unwrap();
        let checked = app.get(&Actor::default(), &format!("/check/{}", code.text("code"))).await.body;
        assert!(checked.contains("Керівниця"), "{checked}");
        for name in ["signature.p7s", "container.asics", "copy.pdf"] {
            assert_eq!(app.get(&app.region.resident, &format!("{page}/{name}")).await.status, 200, "{name}");
        }
        assert_eq!(app.get(&app.region.resident, &format!("{page}/nothing")).await.status, 404);
        assert_eq!(app.store.verify_files().await.unwrap().1, vec![], "the signature is among the files that are verified");
    }
}

on_both! {
    async fn two_at_once_are_one_signature(place: Place) {
        let app = app(&place).await;
        let case = decided(&app).await;
        let page = format!("/cases/{case}/sign/decision");
        let head = app.region.head.clone();
        let content = document(&app, case, &head, "decision").await;
        let bytes = signed(&person("Керівниця", Some(HEAD_RNOKPP), true, 3), &content);
        let sent = (0..3).map(|_| app.upload(&head, &page, "x.p7s", &bytes));
        let all: Vec<u16> = futures_util::future::join_all(sent).await.iter().map(|reply| reply.status.as_u16()).collect();
        assert_eq!(all.iter().filter(|status| **status == 303).count(), 1, "{all:?}");
        assert!(all.iter().all(|status| matches!(status, 303 | 403 | 409)), "{all:?}");
        assert_eq!(app.store.select("signature", "order by id limit 10", &[]).await.unwrap().len(), 1);
    }
}

on_both! {
    async fn the_applicant_signs_the_application_and_receipts_are_sealed(place: Place) {
        let app = app(&place).await;
        let case = decided(&app).await;
        let page = format!("/cases/{case}/sign/application");
        let resident = app.region.resident.clone();
        let content = document(&app, case, &resident, "application").await;
        let reply = app.upload(&app.region.head, &page, "x.p7s", &signed(&person("Керівниця", Some(HEAD_RNOKPP), true, 3), &content)).await;
        assert_eq!(reply.status, 403, "an official signs no application");
        let own = person("Заявниця", Some(RESIDENT_RNOKPP), true, 4);
        assert_eq!(app.upload(&resident, &page, "x.p7s", &signed(&own, &content)).await.status, 303);
        let code = app.store.issued_document(case, "application", oblast_kernel::Lang::Uk).await.unwrap().unwrap();
        let checked = app.get(&Actor::default(), &format!("/check/{}", code.text("code"))).await.body;
        assert!(!checked.contains("Заявниця"), "residents' names are told to nobody: {checked}");

        assert_eq!(app.get(&resident, &format!("/cases/{case}/receipt.pdf")).await.status, 200);
        let receipt = app.store.issued_document(case, "receipt", oblast_kernel::Lang::Uk).await.unwrap().unwrap();
        let given = app.store.signatures(receipt.id()).await.unwrap();
        assert_eq!((given.len(), given[0].text("slot"), given[0].text("signer")), (1, "seal", "Печатка"));
        let checked = app.get(&Actor::default(), &format!("/check/{}", receipt.text("code"))).await.body;
        assert!(checked.contains("Печатка"), "{checked}");
    }
}

on_both! {
    async fn a_key_signs_in_once_for_each_sentence(place: Place) {
        let app = app(&place).await;
        let own = person("Заявниця", Some(RESIDENT_RNOKPP), true, 4);
        let unknown = person("Чужа", Some("0000100031"), true, 5);
        let challenge = async || {
            let page = app.get(&app.region.neighbour, "/login/key").await.body;
            let begin = page.find("data-text=\"").unwrap() + 11;
            page[begin..].split('"').next().unwrap().to_owned()
        };
        // Whoever is signed in already may sign in as themselves: a visitor's form has no secret, a neighbour's has.
        let enter = async |sentence: &str, holder: &Holder| {
            let word = sentence.rsplit(' ').next().unwrap();
            let caption = format!("{word} /cases");
            app.upload_as(&app.region.neighbour, "/login/key", (0, &caption), "x.p7s", &signed(holder, sentence.as_bytes())).await
        };
        let sentence = challenge().await;
        let reply = enter(&sentence, &own).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/cases"), "{}", reply.body);
        let reply = enter(&sentence, &own).await;
        assert!(reply.status == 422 && reply.body.contains("вже використано"), "{}", reply.body);
        let reply = enter(&challenge().await, &unknown).await;
        assert!(reply.status == 422 && reply.body.contains("Облікового запису"), "{}", reply.body);
        let reply = enter("Вхід до http://oblast.example: вигадане", &own).await;
        assert!(reply.status == 422 && reply.body.contains("вже використано"), "{}", reply.body);
        // An organisation by its seal; not by a person who works there.
        let mut organisation = app.store.new_record("person").unwrap();
        organisation.set("family_name", "ТОВ «Ромашка»");
        organisation.set("given_name", "");
        organisation.set("edrpou", "00032129");
        let mut account = app.store.new_record("account").unwrap();
        account.set("login", "romashka");
        account.set("person", organisation.id());
        account.set("state", "active");
        app.store.apply(app.store.act("region.seed").insert(organisation).insert(account)).await.unwrap();
        let of = |rnokpp, seed| holder(Subject { name: "ТОВ", edrpou: Some("00032129"), rnokpp, ..Subject::default() }, seed);
        let reply = enter(&challenge().await, &of(None, 7)).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        let reply = enter(&challenge().await, &of(Some("0000100031"), 8)).await;
        assert!(reply.status == 422 && reply.body.contains("Облікового запису"), "{}", reply.body);
        // Another sentence under a good word.
        let sentence = challenge().await;
        let word = sentence.rsplit(' ').next().unwrap();
        let bytes = signed(&own, b"something else");
        let reply = app.upload_as(&app.region.neighbour, "/login/key", (0, word), "x.p7s", &bytes).await;
        assert!(reply.status == 422 && reply.body.contains("вміст змінено"), "{}", reply.body);
    }
}

on_both! {
    async fn anybody_verifies_and_nothing_is_kept(place: Place) {
        let app = app(&place).await;
        let own = person("Підписувачка", Some(RESIDENT_RNOKPP), true, 4);
        let message = signed(&own, b"document");
        let container = dstu::asic::write("a.pdf", b"document", &message).unwrap();
        let visitor = Actor::default();
        let ask = async |files: &[(&str, &[u8])]| {
            let mut body = Vec::new();
            for (name, bytes) in files {
                let head = format!("--X\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(bytes);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"--X--\r\n");
            let request = axum::http::Request::post("/verify")
                .header(axum::http::header::CONTENT_TYPE, "multipart/form-data; boundary=X");
            app.send(request.body(axum::body::Body::from(body)).unwrap()).await
        };
        assert_eq!(app.get(&visitor, "/verify").await.status, 200);
        let reply = ask(&[("a.p7s", &message), ("a.pdf", b"document")]).await;
        assert!(reply.status == 200 && reply.body.contains("Підпис дійсний") && reply.body.contains("Підписувачка"), "{}", reply.body);
        assert!(reply.body.contains(&hex(&sha256(b"document"))) && reply.body.contains(RESIDENT_RNOKPP));
        let reply = ask(&[("a.pdf", b"document"), ("a.p7s", &message)]).await;
        assert!(reply.body.contains("Підпис дійсний"), "in any order");
        assert!(ask(&[("a.p7s", &message)]).await.body.contains("немає підписаного вмісту"));
        assert!(ask(&[("a.p7s", &message), ("a.pdf", b"Document")]).await.body.contains("Підпис недійсний"));
        assert!(ask(&[("a.asics", &container)]).await.body.contains("Підпис дійсний"));
        for files in [&[("a.pdf", &b"document"[..])][..], &[], &[("a.asics", b"PK\x03\x04 broken")]] {
            let reply = ask(files).await;
            assert_eq!(reply.status, 422, "{}", reply.body);
        }
        let many: Vec<(&str, &[u8])> = (0..6).map(|_| ("a", &b"x"[..])).collect();
        assert_eq!(ask(&many).await.status, 422);
        assert_eq!(app.store.select("signature", "order by id limit 10", &[]).await.unwrap().len(), 0);
    }
}

on_both! {
    async fn who_signs_in_order_waits_for_the_one_before(place: Place) {
        let app = app(&place).await;
        let programmes = app.store.catalogue().register("social-programmes").unwrap().clone();
        let programme = [("code", "veteran"), ("title", "Ветеранам"), ("amount", "6200,50"), ("terms", "УБД"), ("basis", "Рішення 1")];
        let values = typed(&programmes.fields, &programme);
        app.store.create_record(&app.region.social_head, None, &programmes, &values, None, None).await.unwrap();
        let case = app.granted_payment().await;
        let page = format!("/cases/{case}/sign/decision");
        let (first, second) = (app.region.social.clone(), app.region.social_head.clone());
        let content = document(&app, case, &second, "decision").await;
        let one = signed(&person("Перша", Some(SOCIAL_RNOKPP), true, 3), &content);
        let two = signed(&person("Друга", Some(SOCIAL_HEAD_RNOKPP), true, 4), &content);
        assert_eq!(app.upload(&second, &page, "x.p7s", &two).await.status, 403, "the first one has not signed yet");
        assert_eq!(app.upload(&first, &page, "x.p7s", &one).await.status, 303);
        assert_eq!(app.upload(&second, &page, "x.p7s", &two).await.status, 303);
        let shown = app.get(&second, &page).await.body;
        assert!(shown.contains("Перша") && shown.contains("Друга") && !shown.contains("ще не підписано"), "{shown}");
        // Both stand in one message, each as it was.
        let (cookie, _) = app.sign_in(&second).await;
        let request = axum::http::Request::get(format!("{page}/signature.p7s")).header(axum::http::header::COOKIE, cookie);
        let whole = app.send_bytes(request.body(axum::body::Body::empty()).unwrap()).await;
        let message = dstu::cms::SignedMessage::parse(&whole).unwrap();
        assert_eq!(message.signers.len(), 2);
        assert!(message.signers.iter().all(|signer| message.verify(signer, Some(&content)).is_ok()));
    }
}
