//! Ukrainian electronic signatures in memory-safe Rust: DSTU 4145-2002 over all ten named curves and bounded explicit ones, the
//! hash GOST 34.311-95, certificates and signed messages as Ukrainian providers write them, a verdict with its reasons.
//!
//! Nothing here reads files, the network or the clock: bytes and times go in, values come out. Numbers are little-endian where
//! the standard's formats are; every function says so.
//!
//! What takes a secret – [`signature::sign`], [`key::PrivateKey::public`] – takes the same time for every secret: no table is
//! looked up by one, no branch depends on one. What verifies is faster and may depend on what everybody knows.
//!
//! ```
//! use dstu::curve::Curve;
//! use dstu::gost34311::Gost34311;
//! use dstu::key::PrivateKey;
//! use dstu::signature::{sign, verify};
//!
//! let curve = Curve::of_degree(257).expect("a named curve");
//! // Both from a source that is fit for keys.
//! let (seed, random) = ([7; 64], [9; 32]);
//! let key = PrivateKey::generate(curve, &seed);
//! let hash = Gost34311::digest("Рішення".as_bytes());
//! let signature = sign(&key, &hash, &random);
//! assert!(verify(&key.public(), &hash, &signature).is_ok());
//! ```

pub mod algorithm;
#[cfg(feature = "containers")]
pub mod asic;
pub mod certificate;
pub mod cms;
pub mod container;
pub mod create;
pub mod crl;
pub mod curve;
pub mod envelope;
pub mod field;
pub mod gost28147;
pub mod gost34311;
mod ids;
pub mod issue;
pub mod key;
mod named;
pub mod ocsp;
mod parameters;
mod read;
#[cfg(test)]
#[path = "../tests/samples/mod.rs"]
mod samples;
pub mod signature;
#[cfg(feature = "containers")]
pub mod signed_file;
pub mod time_stamp;
pub mod trust;
#[cfg(feature = "containers")]
pub mod trust_list;
pub mod verdict;
mod words;
mod write;

/// The examples of the README are compiled too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
