//! Terms and identifiers on the command line.

use std::io::Read as _;
use std::process::ExitCode;

use oblast_kernel::identifier;
use oblast_kernel::term::{Case, answer};
use serde_json::{Value, json};

use crate::Failure;

/// `oblast term`: one case gives one answer, a list gives a list. A case that cannot be counted gives
/// `{"error": ...}` in its place, and the command fails.
pub fn term(as_json: bool) -> Result<ExitCode, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(Failure::io("standard input"))?;
    let input: Value =
        serde_json::from_str(&text).map_err(|error| Failure::words(format!("not JSON: {error}")))?;
    let answers: Vec<Value> = match &input {
        Value::Array(cases) => cases.iter().map(one).collect(),
        case => vec![one(case)],
    };
    let failed = answers.iter().any(|answer| answer.get("error").is_some());
    match (as_json, input.is_array()) {
        (true, true) => println!("{}", Value::Array(answers)),
        (true, false) => answers.iter().for_each(|answer| println!("{answer}")),
        (false, _) => answers.iter().for_each(tell),
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn one(case: &Value) -> Value {
    let counted = serde_json::from_value::<Case>(case.clone()).map_err(|error| error.to_string());
    match counted.and_then(|case| answer(&case).map_err(|error| error.to_string())) {
        Ok(answer) => json!(answer),
        Err(words) => {
            eprintln!("oblast: {words}");
            json!({ "error": words })
        }
    }
}

fn tell(answer: &Value) {
    if let Some(due) = answer["due"].as_str() {
        println!("{due} ({})", answer["citation"].as_str().unwrap_or_default());
        for step in answer["steps"].as_array().into_iter().flatten() {
            println!("  {}", step.as_str().unwrap_or_default());
        }
    }
}

/// `oblast identifier`
pub fn identifier(kind: &str, values: &[String], as_json: bool) -> Result<ExitCode, Failure> {
    let known: Vec<&str> = identifier::KINDS.iter().map(|(name, _)| *name).collect();
    let Some((_, check)) = identifier::KINDS.iter().find(|(name, _)| *name == kind) else {
        return Err(Failure::words(format!("unknown kind `{kind}`; known: {}", known.join(", "))));
    };
    let answers: Vec<Value> = values
        .iter()
        .map(|value| match check(value) {
            Ok(()) => json!({ "value": value, "valid": true, "reason": null }),
            Err(error) => json!({ "value": value, "valid": false, "reason": error.to_string() }),
        })
        .collect();
    if as_json {
        println!("{}", Value::Array(answers));
    } else {
        for answer in &answers {
            let verdict = answer["reason"].as_str().unwrap_or("valid");
            println!("{}: {verdict}", answer["value"].as_str().unwrap_or_default());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// `oblast lemma`
pub fn lemma(text: &str, as_json: bool) -> ExitCode {
    let words: Vec<(String, Vec<String>)> = oblast_lemma::tokens(text)
        .into_iter()
        .map(|token| {
            let lemmas = oblast_lemma::token_terms(&token);
            (token, lemmas)
        })
        .collect();
    if as_json {
        let answers = words.iter().map(|(token, lemmas)| json!({ "token": token, "lemmas": lemmas }));
        println!("{}", Value::Array(answers.collect()));
    } else {
        for (token, lemmas) in &words {
            println!("{token}: {}", lemmas.join(", "));
        }
    }
    ExitCode::SUCCESS
}
