//! What a form that anybody may send asks of who sends it: nothing of a person, a little of a program.
//!
//! A field that people do not see, which programs fill in; and a proof of work ([Hashcash](http://www.hashcash.org/papers/hashcash.pdf)'s
//! kind, SHA-256), which the browser finds while the form is being filled in. No third party, no picture to be read. Who has no scripts
//! needs no proof, but comes through a narrower gate together with their network.

use maud::{Markup, html};
use oblast_kernel::journal::sha256;

use crate::assets;
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

/// The purpose of its tickets.
const TICKET: &str = "proof of work";
/// How many zero bits a digest has to begin with: 65 536 attempts on the average, a fifth of a second of a desktop, a second of a telephone.
const BITS: u32 = 16;
/// The field that people do not see.
const TRAP: &str = "site";
/// The fields of the proof.
const FIELDS: [&str; 2] = ["work_ticket", "work"];

/// Is it a field of this guard?
pub fn is_field(name: &str) -> bool {
    name == TRAP || FIELDS.contains(&name)
}

/// The inputs inside the form.
pub fn inputs(app: &App, visitor: &Visitor) -> Markup {
    html! {
        script type="module" src=(assets::url("work.js")) {}
        input type="hidden" name=(FIELDS[0]) value=(app.store.ticket(TICKET, ""));
        input type="hidden" name=(FIELDS[1]) data-work=(BITS);
        div class="trap" aria-hidden="true" {
            label for="f-site" { (visitor.t("trap-label")) }
            input id="f-site" name=(TRAP) tabindex="-1" autocomplete="off" data-1p-ignore data-lpignore="true";
        }
    }
}

/// Lets a form pass, or says why not. The gate for everybody comes before: [`crate::gate::Gate::pass`].
pub async fn admit(app: &App, visitor: &Visitor, form: &Submitted) -> Result<(), WebError> {
    if !form.get(TRAP).is_empty() {
        return Err(WebError::Trapped);
    }
    let (ticket, work) = (form.get(FIELDS[0]), form.get(FIELDS[1]));
    if fits(ticket, work) && app.store.take_ticket(TICKET, ticket).await?.is_some() {
        return Ok(());
    }
    app.gate.pass_unproved(visitor)
}

/// Does the digest of the ticket's digest and the number begin with enough zeros?
fn fits(ticket: &str, work: &str) -> bool {
    let is_number = (1..=16).contains(&work.len()) && work.bytes().all(|byte| byte.is_ascii_digit());
    is_number && zeros(&sha256(&[&sha256(ticket.as_bytes())[..], work.as_bytes()].concat())) >= BITS
}

/// The zero bits that a digest begins with.
fn zeros(digest: &[u8]) -> u32 {
    let whole = digest.iter().take_while(|byte| **byte == 0).count();
    u32::try_from(whole).unwrap_or(0) * 8 + digest.get(whole).map_or(0, |byte| byte.leading_zeros())
}

/// The work itself: for tests that come as a browser does.
pub fn found(ticket: &str) -> String {
    let number = (0u64..).find(|number| fits(ticket, &number.to_string()));
    number.map_or_else(String::new, |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_counted_by_bits() {
        for (digest, bits) in [(&[0x80][..], 0), (&[0x01], 7), (&[0, 0x10], 11), (&[0, 0], 16), (&[], 0)] {
            assert_eq!(zeros(digest), bits);
        }
    }

    #[test]
    fn a_proof_is_a_number_of_its_own_ticket() {
        let work = found("квиток");
        assert!(fits("квиток", &work));
        assert!(!fits("інший", &work));
        for wrong in ["", "x", "-1", " 1", "99999999999999999", &format!("0{work}")] {
            assert!(!fits("квиток", wrong), "{wrong}");
        }
    }
}
