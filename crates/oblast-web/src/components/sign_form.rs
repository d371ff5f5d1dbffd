//! The form that signs: with scripts by a key file in the browser, without them by a signature that was made elsewhere.

use maud::{Markup, html};

use crate::assets;
use crate::error::WebError;
use crate::signing::LARGEST;
use crate::upload::Uploaded;
use crate::visitor::Visitor;

/// What is signed.
pub enum Content<'c> {
    /// A file of ours.
    Address(&'c str),
    /// A text.
    Text(&'c str),
}

/// A form.
pub struct Signed<'s> {
    /// Where it goes.
    pub action: &'s str,
    /// What is signed.
    pub content: Content<'s>,
    /// Hidden inputs.
    pub hidden: Markup,
    /// What is wrong with the signature.
    pub error: Option<&'s str>,
    /// The words on the button.
    pub button: String,
}

/// The sentences that the script says, by their words.
const WORDS: [&str; 11] = [
    "working",
    "format",
    "password",
    "no-key",
    "algorithm",
    "certificate",
    "no-certificate",
    "no-file",
    "expired",
    "content",
    "failed",
];

/// The form.
pub fn form(visitor: &Visitor, own: &Signed<'_>) -> Markup {
    let (address, text) = match own.content {
        Content::Address(address) => (Some(address), None),
        Content::Text(text) => (None, Some(text)),
    };
    html! {
        script type="module" src=(assets::url("sign.js")) {}
        form class="sign" method="post" action=(own.action) enctype="multipart/form-data" data-sign
            data-address=[address] data-text=[text] data-wasm=(assets::url("dstu.wasm")) data-now=(visitor.now.as_second()) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (own.hidden)
            // Filled in by who has scripts; shown by the script.
            div class="sign-key" hidden {
                div class="field" {
                    label for="f-key" { (visitor.t("sign-key")) }
                    p class="hint" id="f-key-hint" { (visitor.t("sign-key-help")) }
                    input id="f-key" type="file" aria-describedby="f-key-hint";
                }
                div class="field" {
                    label for="f-key-password" { (visitor.t("sign-password")) }
                    input id="f-key-password" type="password" autocomplete="off";
                }
                details {
                    summary { (visitor.t("sign-certificate-give")) }
                    div class="field" {
                        label for="f-key-certificate" { (visitor.t("sign-certificate-file")) }
                        input id="f-key-certificate" type="file" accept=".cer,.crt,.pem,.der";
                    }
                }
                p class="sign-told" role="status" aria-live="polite" {}
                div class="actions" { button class="button" type="button" { (own.button) } }
                @for word in WORDS { span hidden data-word=(word) { (visitor.t(&format!("sign-word-{word}"))) } }
            }
            details class="sign-file" open {
                summary { (visitor.t("sign-elsewhere")) }
                p { (visitor.t("sign-elsewhere-help")) }
                @if let Some(text) = text { pre { (text) } }
                div class=(if own.error.is_some() { "field wrong" } else { "field" }) {
                    label for="f-signature" { (visitor.t("sign-signature")) }
                    @if let Some(error) = own.error { p class="error-text" id="f-signature-error" { (error) } }
                    input id="f-signature" type="file" name="file" accept=".p7s,.p7m,.sig"
                        aria-invalid=[own.error.map(|_| "true")] aria-describedby=[own.error.map(|_| "f-signature-error")];
                }
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("sign-send")) } }
            }
        }
    }
}

/// The signature of a form.
pub async fn take(form: &mut Uploaded) -> Result<Vec<u8>, WebError> {
    form.take_bytes(LARGEST).await.map(|(_, bytes)| bytes)
}
