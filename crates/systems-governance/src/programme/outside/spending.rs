//! Transactions as the portal of public finance gives them (`/api/v2/api/transactions/`, spending.gov.ua): a JSON list.

use jiff::civil::Date;
use serde_json::Value as Json;

use super::{ShapeError, day, kopiykas, text};

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Its number.
    pub id: String,
    /// When it was paid.
    pub paid_on: Date,
    /// The EDRPOU of who pays.
    pub payer: String,
    /// Who is paid, and their code. A person's code is not kept: the portal hides it, and we need none.
    pub payee: (String, String),
    /// What for.
    pub purpose: String,
    /// Programme classification code.
    pub kpk: String,
    /// Economic classification code.
    pub kekv: String,
    /// Kopiykas; below nought where money came back.
    pub amount: i64,
}

/// Reads an answer: a list, or a list under `data` or `items`. One transaction that is none is an error: it is not known what
/// else is different.
pub fn transactions(answer: &str) -> Result<Vec<Transaction>, ShapeError> {
    let json: Json = serde_json::from_str(answer).map_err(|error| ShapeError::Json(error.to_string()))?;
    let list = [&json, &json["data"], &json["items"]].into_iter().find_map(Json::as_array);
    list.ok_or(ShapeError::Missing("a list of transactions"))?.iter().map(transaction).collect()
}

fn transaction(json: &Json) -> Result<Transaction, ShapeError> {
    let needed = |name: &'static str, longest: usize| {
        let text = text(&json[name], longest);
        if text.is_empty() { Err(ShapeError::Missing(name)) } else { Ok(text) }
    };
    let purpose = text(&json["payment_details"], 500);
    let payee_code = text(&json["recipt_edrpou"], 12);
    Ok(Transaction {
        id: needed("id", 60)?,
        paid_on: day(&json["trans_date"]).ok_or(ShapeError::Missing("trans_date"))?,
        payer: needed("payer_edrpou", 12)?,
        // Eight digits are an organisation; a person has ten.
        payee: (
            text(&json["recipt_name"], 300),
            if payee_code.len() == 8 { payee_code } else { String::new() },
        ),
        purpose: if purpose.is_empty() { "–".to_owned() } else { purpose },
        kpk: text(&json["kpk"], 10),
        kekv: text(&json["kekv"], 10),
        amount: kopiykas(&json["amount"], "amount")?,
    })
}

/// Are these capital costs? By the economic classification: class 3 is capital, class 2 current.
pub fn costs(kekv: &str) -> Option<&'static str> {
    match kekv.as_bytes().first() {
        Some(b'3') => Some("capital"),
        Some(b'2') => Some("current"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"[{"id": 991, "trans_date": "2026-02-10", "payer_edrpou": "00032129", "recipt_edrpou": "43220851", "recipt_name": "ТОВ «Мережа»",
        "payment_details": "Оплата за договором", "kpk": "0117530", "kekv": 3110, "amount": 50000.5}]"#;

    #[test]
    fn transactions_are_read() {
        let all = transactions(ANSWER).unwrap();
        assert_eq!((all.len(), all[0].id.as_str(), all[0].amount), (1, "991", 5_000_050));
        assert_eq!((costs(&all[0].kekv), costs("2210"), costs("")), (Some("capital"), Some("current"), None));
        assert_eq!(transactions(&format!("{{\"data\": {ANSWER}}}")).unwrap(), all);
        let person = transactions(&ANSWER.replace("43220851", "0000100010")).unwrap();
        assert_eq!(person[0].payee.1, "", "codes of persons are not kept");
        assert_eq!(transactions("[]").unwrap(), []);
    }

    #[test]
    fn what_is_no_transaction_is_told() {
        let wrong = |from: &str, to: &str| transactions(&ANSWER.replace(from, to)).unwrap_err();
        assert_eq!(wrong("2026-02-10", "10 лютого"), ShapeError::Missing("trans_date"));
        assert_eq!(wrong("\"id\": 991", "\"id\": null"), ShapeError::Missing("id"));
        assert_eq!(wrong("50000.5", "\"багато\""), ShapeError::Amount("багато".into()));
        assert!(transactions("{}").is_err() && transactions("").is_err() && transactions("[1]").is_err());
    }
}
