//! A contract as ProZorro's public API gives it (`/api/2.5/contracts/{id}`, OpenProcurement).

use jiff::civil::Date;
use serde_json::Value as Json;

use super::{ShapeError, day, kopiykas, text};

/// A contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The number of the contract, where it is given.
    pub number: String,
    /// `active`, `terminated`, `cancelled` or another word of theirs.
    pub status: String,
    /// Was it ended before its time?
    pub is_broken_off: bool,
    /// The amount in kopiykas.
    pub amount: i64,
    /// When it was signed.
    pub signed_on: Option<Date>,
    /// Until when it is.
    pub ends_on: Option<Date>,
    /// The first supplier: name and code.
    pub supplier: (String, String),
}

/// Is this an identifier of a contract: 32 hexadecimal digits?
pub fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Reads the answer.
pub fn contract(answer: &str) -> Result<Contract, ShapeError> {
    let json: Json = serde_json::from_str(answer).map_err(|error| ShapeError::Json(error.to_string()))?;
    let data = json.get("data").ok_or(ShapeError::Missing("data"))?;
    let status = text(&data["status"], 40);
    if status.is_empty() {
        return Err(ShapeError::Missing("status"));
    }
    let value = &data["value"];
    let currency = text(&value["currency"], 10);
    if !currency.is_empty() && currency != "UAH" {
        return Err(ShapeError::Currency(currency));
    }
    let supplier = &data["suppliers"][0];
    Ok(Contract {
        number: text(&data["contractNumber"], 100),
        is_broken_off: status == "cancelled" || !text(&data["terminationDetails"], 10).is_empty(),
        status,
        amount: kopiykas(&value["amount"], "value.amount")?,
        signed_on: day(&data["dateSigned"]),
        ends_on: day(&data["period"]["endDate"]),
        supplier: (text(&supplier["name"], 300), text(&supplier["identifier"]["id"], 12)),
    })
}

impl Contract {
    /// The state of our record.
    pub fn state(&self) -> &'static str {
        match self.status.as_str() {
            "active" | "pending" => "in_force",
            _ if self.is_broken_off => "terminated",
            _ => "completed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"data": {"id": "0f", "contractNumber": "15/26", "status": "active", "dateSigned": "2026-01-20T10:00:00+02:00",
        "value": {"amount": 123456.7, "currency": "UAH"}, "period": {"endDate": "2026-12-31T00:00:00+02:00"},
        "suppliers": [{"name": "ТОВ «Мережа»", "identifier": {"scheme": "UA-EDR", "id": "43220851"}}]}}"#;

    #[test]
    fn a_contract_is_read() {
        let own = contract(ANSWER).unwrap();
        assert_eq!((own.amount, own.number.as_str(), own.state()), (12_345_670, "15/26", "in_force"));
        assert_eq!(
            (own.signed_on.unwrap().to_string(), own.ends_on.unwrap().year()),
            ("2026-01-20".into(), 2026)
        );
        assert_eq!(own.supplier.1, "43220851");
        let ended = ANSWER.replace("\"active\"", "\"terminated\"");
        assert_eq!(contract(&ended).unwrap().state(), "completed");
        let broken = ended.replace("\"id\": \"0f\"", "\"terminationDetails\": \"Відмова\"");
        assert_eq!(contract(&broken).unwrap().state(), "terminated");
    }

    #[test]
    fn what_is_no_contract_is_told() {
        let wrong = |from: &str, to: &str| contract(&ANSWER.replace(from, to)).unwrap_err();
        assert_eq!(wrong("\"data\"", "\"date\""), ShapeError::Missing("data"));
        assert_eq!(wrong("UAH", "EUR"), ShapeError::Currency("EUR".into()));
        assert_eq!(wrong("123456.7", "123456.789"), ShapeError::Amount("123456.789".into()));
        assert_eq!(wrong("123456.7", "null"), ShapeError::Missing("value.amount"));
        assert!(matches!(contract("<html>"), Err(ShapeError::Json(_))));
        assert!(contract("[]").is_err() && contract("{\"data\": 1}").is_err());
        assert!(is_id("0123456789abcdef0123456789abcdef") && !is_id("UA-2026") && !is_id("../../etc"));
    }
}
