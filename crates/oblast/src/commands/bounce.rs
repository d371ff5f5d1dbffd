//! `oblast bounce`: a mail that came back (RFC 3464), piped in by the mail server, marks its delivery.

use std::io::Read as _;
use std::process::ExitCode;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use oblast_kernel::Uuid;

use super::{Settings, ask};
use crate::Failure;
use crate::socket::{Answer, Question};

/// The largest mail that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// What a report says about one of our mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The delivery: the left side of the identifier of our mail.
    pub delivery: Uuid,
    /// The status (RFC 3463) and what the other server said.
    pub detail: String,
}

/// Reads standard input.
pub async fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    let mut raw = Vec::new();
    std::io::stdin().take(LARGEST).read_to_end(&mut raw).map_err(Failure::io("standard input"))?;
    let Some(bounce) = read(&raw) else {
        // Out of office, a mere delay, somebody's letter: no error, or the mail server would send it back again.
        println!("no report of a failed delivery of ours: nothing was changed");
        return Ok(ExitCode::SUCCESS);
    };
    let question = Question::Bounce { delivery: bounce.delivery, detail: bounce.detail };
    match ask(settings, question).await? {
        Answer::Bounced(true) => println!("{}: marked as returned", bounce.delivery),
        Answer::Bounced(false) => println!("{}: there is no such delivery", bounce.delivery),
        Answer::Error(words) => return Err(Failure::Words(words)),
        _ => return Err(Failure::words("the server answered something else")),
    }
    Ok(ExitCode::SUCCESS)
}

/// The failed delivery that a mail reports; nothing if it reports none.
pub fn read(raw: &[u8]) -> Option<Bounce> {
    let report = MessageParser::default().parse(raw)?;
    let is = |part: &MessagePart<'_>, kind: &str, sub: &str| {
        part.content_type().is_some_and(|found| {
            found.ctype().eq_ignore_ascii_case(kind)
                && found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(sub))
        })
    };
    let status = report.parts.iter().find(|part| is(part, "message", "delivery-status"))?;
    let status = text_of(status);
    let field = |name: &str| {
        let value = status.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        value.unwrap_or_default()
    };
    if !field("Action").eq_ignore_ascii_case("failed") {
        return None;
    }
    let delivery = report.parts.iter().find_map(returned_id)?;
    let detail = format!("{} {}", field("Status"), field("Diagnostic-Code"));
    Some(Bounce { delivery, detail: detail.trim().to_owned() })
}

fn text_of(part: &MessagePart<'_>) -> String {
    String::from_utf8_lossy(part.contents()).into_owned()
}

/// The identifier of our mail in the part that gives it back, whole or its headers.
fn returned_id(part: &MessagePart<'_>) -> Option<Uuid> {
    let id = |message: &Message<'_>| message.message_id()?.split_once('@')?.0.parse().ok();
    match &part.body {
        PartType::Message(message) => id(message),
        PartType::Text(text) => id(&MessageParser::default().parse_headers(text.as_bytes())?),
        PartType::Binary(bytes) => id(&MessageParser::default().parse_headers(bytes.as_ref())?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "019cf571-c580-707a-ae70-dac13018f807";

    /// As Postfix writes it: the report in three parts, the headers of our mail in the last one.
    fn postfix(action: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n\
             To: noreply@oblast.example\r\n\
             Subject: Undelivered Mail Returned to Sender\r\n\
             Auto-Submitted: auto-replied\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"A1/mx.example\"\r\n\r\n\
             This is a MIME-encapsulated message.\r\n\r\n\
             --A1/mx.example\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n\
             --A1/mx.example\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 16 Mar 2026 09:00:00 +0200 (EET)\r\n\r\n\
             Final-Recipient: rfc822; olena@mail.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
             Remote-MTA: dns; mail.example\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n\
             --A1/mx.example\r\nContent-Description: Undelivered Message Headers\r\nContent-Type: text/rfc822-headers\r\n\r\n\
             From: noreply@oblast.example\r\nTo: olena@mail.example\r\nMessage-ID: <{ID}@oblast.example>\r\n\
             Subject: =?utf-8?b?0JfQsNGP0LLRgw==?=\r\n\r\n--A1/mx.example--\r\n"
        )
    }

    #[test]
    fn a_report_names_the_delivery_and_what_the_server_said() {
        let bounce = read(postfix("failed").as_bytes()).unwrap();
        assert_eq!(bounce.delivery, ID.parse::<Uuid>().unwrap());
        assert_eq!(bounce.detail, "5.1.1 smtp; 550 5.1.1 User unknown");
        let whole = postfix("failed").replace("text/rfc822-headers", "message/rfc822");
        assert_eq!(read(whole.as_bytes()).unwrap().delivery, bounce.delivery, "the whole mail given back");
    }

    #[test]
    fn what_is_no_failure_of_ours_marks_nothing() {
        assert_eq!(read(postfix("delayed").as_bytes()), None, "it is tried on");
        assert_eq!(read(postfix("failed").replace(ID, "somebody-else").as_bytes()), None);
        let letter =
            format!("From: a@b\r\nSubject: Re\r\nIn-Reply-To: <{ID}@oblast.example>\r\n\r\nDyakuyu!\r\n");
        assert_eq!(read(letter.as_bytes()), None);
        assert_eq!(read(b""), None);
    }

    proptest! {
        #[test]
        fn no_mail_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), cut in 0..2_000_usize) {
            let _ = read(&bytes);
            let report = postfix("failed");
            let mut broken = report.as_bytes()[..cut.min(report.len())].to_vec();
            broken.extend(bytes);
            let _ = read(&broken);
        }
    }
}
