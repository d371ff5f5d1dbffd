//! The texts of notices, for the cabinet and for messages. No personal data stands in a subject.

use fluent_bundle::FluentValue;
use oblast_kernel::{Lang, Text, Uuid};
use oblast_store::notices::Delivery;
use oblast_store::steps::STEP_TAKEN;
use oblast_store::{Store, StoreError};
use serde_json::{Value as Json, json};

use crate::{format, texts};

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The subject of a mail.
    pub subject: String,
    /// The text of a mail.
    pub body: String,
    /// The text of a short message.
    pub short: String,
}

impl Message {
    /// The message of a delivery; `public_url` is how the platform is reached.
    pub async fn of(store: &Store, delivery: &Delivery, public_url: &str) -> Result<Message, StoreError> {
        let (subject, body) =
            words(store, delivery.lang, &delivery.template, &delivery.args, delivery.case).await?;
        let path = path(&delivery.template, &delivery.args, delivery.case);
        let link = path.map_or_else(String::new, |path| format!("{public_url}{path}"));
        let foot = texts::text(delivery.lang, "notice-foot", &[]);
        Ok(Message {
            short: format!("{subject}. {link}"),
            body: format!("{body}\n\n{link}\n\n{foot}\n"),
            subject,
        })
    }
}

/// The template of notices whose words a system brings itself.
pub const TOLD: &str = "told";

/// The variables of such a notice: its words and the page that it is about.
pub fn told(subject: &Text, body: &Text, path: &str) -> Json {
    json!({
        "subject": { "uk": subject.get(Lang::Uk), "en": subject.get(Lang::En) },
        "body": { "uk": body.get(Lang::Uk), "en": body.get(Lang::En) },
        "path": path,
    })
}

/// The words about a step that the other side took: which, with which record.
fn step_words(store: &Store, lang: Lang, args: &Json) -> (String, String) {
    let text = |name: &str| args.get(name).and_then(Json::as_str).unwrap_or_default();
    let register = store.catalogue().register(text("register"));
    let step = register.and_then(|register| register.step(text("step")));
    let title = register.map_or_else(|| text("register").to_owned(), |own| own.title.get(lang).to_owned());
    let args: Vec<(&str, FluentValue<'_>)> = vec![
        ("register", title.into()),
        ("step", step.map_or_else(|| text("step").to_owned(), |own| own.title.get(lang).to_owned()).into()),
        ("number", text("number").to_owned().into()),
    ];
    let say = |part: &str| texts::text(lang, &format!("notice-step-{part}"), &args);
    (say("subject"), say("body"))
}

fn told_words(args: &Json, part: &str, lang: Lang) -> String {
    args[part][lang.tag()].as_str().unwrap_or_default().to_owned()
}

/// The page that a notice is about.
pub fn path(template: &str, args: &Json, case: Option<Uuid>) -> Option<String> {
    match (template, case) {
        (_, Some(case)) => Some(format!("/cases/{case}")),
        (TOLD, None) => args.get("path").and_then(Json::as_str).map(str::to_owned),
        ("mandate", None) => Some("/mandates".to_owned()),
        (template, None) if template.starts_with("security-") => Some("/account".to_owned()),
        (STEP_TAKEN, None) => {
            let part = |name: &str| args.get(name).and_then(Json::as_str);
            Some(format!("/registers/{}/{}", part("register")?, part("record")?))
        }
        _ => None,
    }
}

/// The subject and the text of a notice.
pub async fn words(
    store: &Store,
    lang: Lang,
    template: &str,
    args: &Json,
    case: Option<Uuid>,
) -> Result<(String, String), StoreError> {
    if template == TOLD {
        return Ok(["subject", "body"].map(|part| told_words(args, part, lang)).into());
    }
    if template == STEP_TAKEN {
        return Ok(step_words(store, lang, args));
    }
    let case = match case {
        Some(case) => store.load("cases", case).await?,
        None => None,
    };
    let number = case.as_ref().map(|case| case.text("number").to_owned()).unwrap_or_default();
    let text = |name: &str| args.get(name).and_then(Json::as_str).unwrap_or_default();
    let service = store.catalogue().service(text("service"));
    let title = service.map_or_else(String::new, |service| service.procedure.title.get(lang).to_owned());
    let args: Vec<(&str, FluentValue<'_>)> = vec![
        ("number", number.into()),
        ("service", title.into()),
        ("due", format::stored_date(text("due"), lang).into()),
        ("until", format::stored_date(text("until"), lang).into()),
    ];
    let say = |part: &str| texts::text(lang, &format!("notice-{template}-{part}"), &args);
    Ok((say("subject"), say("body")))
}
