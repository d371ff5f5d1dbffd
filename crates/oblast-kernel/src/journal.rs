//! The journal: entries in a hash chain, commitments to rows, signed checkpoints, and their verification.
//!
//! An entry holds no personal data. Of each row that an act changed it holds a commitment: SHA-256 over a
//! random salt and the row's canonical form, so that a guess at a short value cannot be tested against it.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// The predecessor of the first entry.
pub const GENESIS: Digest = [0; 32];

/// The part of an entry that the act decides. Serialised with its keys in this order, it is the `body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What happened, e.g. `case.submit`.
    pub act: String,
    /// When: microseconds since the Unix epoch.
    pub at: i64,
    /// The account that acted; absent for the system itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Uuid>,
    /// The position in which it acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Uuid>,
    /// What the act is about, e.g. (`cases`, id).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<(String, Uuid)>,
    /// For what purpose personal data were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Whose personal data were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Uuid>,
    /// The rows that it changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowChange>,
}

/// One changed row: table, id, its new version and the commitment to its new content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange {
    /// The table.
    pub table: String,
    /// The row.
    pub id: Uuid,
    /// Its version after the act, from 1.
    pub version: i64,
    /// The commitment in hexadecimal.
    pub digest: String,
}

/// An entry as stored and exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The node that wrote it; each node has its own chain.
    pub node: i64,
    /// Its place in the node's chain, from 1.
    pub seq: i64,
    /// The exact text that is hashed.
    pub body: String,
    /// [`chain`] over the predecessor's hash and the body, in hexadecimal.
    pub hash: String,
}

/// The hash of an entry.
pub fn chain(node: i64, seq: i64, previous: &Digest, body: &str) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(b"oblast journal 1\n");
    hasher.update(node.to_be_bytes());
    hasher.update(seq.to_be_bytes());
    hasher.update(previous);
    hasher.update(body.as_bytes());
    hasher.finalize().into()
}

/// The commitment to a row: SHA-256 over the salt and the canonical form.
pub fn commitment(salt: &[u8], canonical: &str) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(b"oblast row 1\n");
    hasher.update((salt.len() as u64).to_be_bytes());
    hasher.update(salt);
    hasher.update(canonical.as_bytes());
    hasher.finalize().into()
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The bytes of hexadecimal text; `None` where it is not.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut out = [0; N];
    for (index, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(out)
}

/// A signed statement that a chain had this head: kept elsewhere, it shows that nothing was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The chain.
    pub node: i64,
    /// The place of the head.
    pub seq: i64,
    /// The hash of the head, in hexadecimal.
    pub hash: String,
    /// When it was signed: microseconds since the Unix epoch.
    pub at: i64,
    /// The Ed25519 key (RFC 8032), in hexadecimal.
    pub public_key: String,
    /// The signature over [`Checkpoint::signed_text`], in hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    /// Signs the head of a chain.
    pub fn sign(node: i64, seq: i64, hash: &Digest, at: i64, key: &SigningKey) -> Self {
        let mut checkpoint = Checkpoint {
            node,
            seq,
            hash: hex(hash),
            at,
            public_key: hex(key.verifying_key().as_bytes()),
            signature: String::new(),
        };
        checkpoint.signature = hex(&key.sign(checkpoint.signed_text().as_bytes()).to_bytes());
        checkpoint
    }

    /// The text under the signature.
    pub fn signed_text(&self) -> String {
        format!("oblast checkpoint 1\n{}\n{}\n{}\n{}\n", self.node, self.seq, self.hash, self.at)
    }

    /// Does the signature hold under the key that the checkpoint names?
    pub fn is_signed(&self) -> bool {
        let key = unhex(&self.public_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let signature = unhex(&self.signature).map(|bytes| Signature::from_bytes(&bytes));
        match (key, signature) {
            (Some(key), Some(signature)) => {
                key.verify_strict(self.signed_text().as_bytes(), &signature).is_ok()
            }
            _ => false,
        }
    }
}

/// What verification found. Each is a sign that somebody wrote past the journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An entry is missing or stands elsewhere.
    #[error("node {node}: entry {expected} is missing or out of order, entry {found} stands in its place")]
    Order {
        /// The chain.
        node: i64,
        /// The entry that should stand here.
        expected: i64,
        /// The entry that does.
        found: i64,
    },
    /// An entry does not hash to what it says, given its predecessor.
    #[error("node {node}: entry {seq} was altered, or its predecessor was")]
    Altered {
        /// The chain.
        node: i64,
        /// The entry.
        seq: i64,
    },
    /// An entry is not what the program writes.
    #[error("node {node}: entry {seq} cannot be read")]
    Unreadable {
        /// The chain.
        node: i64,
        /// The entry.
        seq: i64,
    },
    /// The chain ends before a head that is known to have existed.
    #[error("node {node}: the journal was cut: entry {seq} existed, the last one now is {last}")]
    Truncated {
        /// The chain.
        node: i64,
        /// The head that is known.
        seq: i64,
        /// The head that is here.
        last: i64,
    },
    /// A checkpoint names another hash for an entry.
    #[error("node {node}: entry {seq} is not the one that the checkpoint signed")]
    CheckpointDisagrees {
        /// The chain.
        node: i64,
        /// The entry.
        seq: i64,
    },
    /// A checkpoint's signature does not hold.
    #[error("node {node}: the signature of the checkpoint at entry {seq} does not hold")]
    CheckpointUnsigned {
        /// The chain.
        node: i64,
        /// The entry.
        seq: i64,
    },
    /// A checkpoint is signed by another key than this installation's.
    #[error(
        "node {node}: the checkpoint at entry {seq} is signed by another key than the one in keys/journal.key"
    )]
    CheckpointForeign {
        /// The chain.
        node: i64,
        /// The entry.
        seq: i64,
    },
    /// A row differs from the last entry about it.
    #[error("{table} {id}: the row was changed past the journal")]
    RowChanged {
        /// The table.
        table: String,
        /// The row.
        id: Uuid,
    },
    /// A row has no entry.
    #[error("{table} {id}: the row is not in the journal")]
    RowUnknown {
        /// The table.
        table: String,
        /// The row.
        id: Uuid,
    },
    /// A row is gone.
    #[error("{table} {id}: the row was deleted past the journal")]
    RowMissing {
        /// The table.
        table: String,
        /// The row.
        id: Uuid,
    },
    /// Imported rows differ from the root that was published with them.
    #[error(
        "{table}, import {import}: rows {first} to {last} were changed, added or deleted past the journal"
    )]
    ImportChanged {
        /// The table.
        table: String,
        /// The import.
        import: Uuid,
        /// The first row of the batch, as the file counted them.
        first: i64,
        /// The last one.
        last: i64,
    },
    /// A stored version differs from its entry, has none, or is gone.
    #[error("{table} {id}: version {version} in the history was changed, added or deleted past the journal")]
    VersionChanged {
        /// The table.
        table: String,
        /// The row.
        id: Uuid,
        /// The version.
        version: i64,
    },
}

/// Verifies chains as their entries come, each chain in its order.
#[derive(Default)]
pub struct ChainVerifier {
    heads: BTreeMap<i64, (i64, Digest)>,
    checkpoints: Vec<Checkpoint>,
    findings: Vec<Finding>,
    entries: u64,
}

impl ChainVerifier {
    /// A verifier that also compares with checkpoints held elsewhere.
    pub fn new(checkpoints: Vec<Checkpoint>) -> Self {
        let findings = checkpoints
            .iter()
            .filter(|checkpoint| !checkpoint.is_signed())
            .map(|checkpoint| Finding::CheckpointUnsigned { node: checkpoint.node, seq: checkpoint.seq })
            .collect();
        ChainVerifier { checkpoints, findings, ..Self::default() }
    }

    /// Takes the next entry and gives its body, if that can be read.
    pub fn feed(&mut self, entry: &Entry) -> Option<Body> {
        self.entries += 1;
        let (node, seq) = (entry.node, entry.seq);
        let (last, previous) = self.heads.get(&node).copied().unwrap_or((0, GENESIS));
        if seq != last + 1 {
            self.findings.push(Finding::Order { node, expected: last + 1, found: seq });
        } else if hex(&chain(node, seq, &previous, &entry.body)) != entry.hash {
            self.findings.push(Finding::Altered { node, seq });
        }
        for checkpoint in &self.checkpoints {
            if (checkpoint.node, checkpoint.seq) == (node, seq) && checkpoint.hash != entry.hash {
                self.findings.push(Finding::CheckpointDisagrees { node, seq });
            }
        }
        let body = serde_json::from_str(&entry.body).ok();
        match unhex(&entry.hash) {
            Some(hash) if body.is_some() => {
                self.heads.insert(node, (seq, hash));
            }
            hash => {
                self.findings.push(Finding::Unreadable { node, seq });
                self.heads.insert(node, (seq, hash.unwrap_or(GENESIS)));
            }
        }
        body
    }

    /// The head of a chain is known to be this one: its own note in the database, for instance.
    pub fn expect_head(&mut self, node: i64, seq: i64, hash: &Digest) {
        let (last, found) = self.heads.get(&node).copied().unwrap_or((0, GENESIS));
        if last < seq {
            self.findings.push(Finding::Truncated { node, seq, last });
        } else if last > seq || found != *hash {
            self.findings.push(Finding::Altered { node, seq: last });
        }
    }

    /// The end: what was found, how many entries were read, and the heads by node.
    pub fn finish(mut self) -> (Vec<Finding>, u64, BTreeMap<i64, (i64, Digest)>) {
        for checkpoint in &self.checkpoints {
            let last = self.heads.get(&checkpoint.node).map_or(0, |(last, _)| *last);
            if last < checkpoint.seq {
                self.findings.push(Finding::Truncated { node: checkpoint.node, seq: checkpoint.seq, last });
            }
        }
        (self.findings, self.entries, self.heads)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn journal(count: i64) -> Vec<Entry> {
        let mut previous = GENESIS;
        (1..=count)
            .map(|seq| {
                let body = serde_json::to_string(&Body {
                    act: "test".into(),
                    at: seq,
                    account: None,
                    position: None,
                    subject: None,
                    purpose: None,
                    persons: vec![],
                    rows: vec![],
                })
                .unwrap();
                previous = chain(1, seq, &previous, &body);
                Entry { node: 1, seq, body, hash: hex(&previous) }
            })
            .collect()
    }

    fn verify(entries: &[Entry], checkpoints: Vec<Checkpoint>) -> Vec<Finding> {
        let mut verifier = ChainVerifier::new(checkpoints);
        for entry in entries {
            verifier.feed(entry);
        }
        verifier.finish().0
    }

    fn checkpoint(entries: &[Entry]) -> Checkpoint {
        let head = entries.last().unwrap();
        let key = SigningKey::from_bytes(&[7; 32]);
        Checkpoint::sign(1, head.seq, &unhex(&head.hash).unwrap(), 5, &key)
    }

    #[test]
    fn an_untouched_journal_verifies() {
        let entries = journal(10);
        assert_eq!(verify(&entries, vec![checkpoint(&entries)]), []);
    }

    #[test]
    fn a_cut_tail_is_found_by_a_checkpoint_held_elsewhere() {
        let entries = journal(10);
        let held = checkpoint(&entries);
        assert_eq!(verify(&entries[..8], vec![held]), [Finding::Truncated { node: 1, seq: 10, last: 8 }]);
    }

    #[test]
    fn a_forged_checkpoint_does_not_pass() {
        let entries = journal(3);
        let mut forged = checkpoint(&entries);
        forged.seq = 2;
        assert!(verify(&entries, vec![forged]).contains(&Finding::CheckpointUnsigned { node: 1, seq: 2 }));
    }

    proptest! {
        #[test]
        fn one_changed_character_is_found(at in 0usize..10, position in 0usize..20) {
            let mut entries = journal(10);
            let mut body: Vec<char> = entries[at].body.chars().collect();
            let position = position.min(body.len() - 1);
            body[position] = if body[position] == '1' { '2' } else { '1' };
            entries[at].body = body.into_iter().collect();
            prop_assert!(!verify(&entries, vec![]).is_empty());
        }

        #[test]
        fn a_removed_entry_is_found(at in 0usize..9) {
            let mut entries = journal(10);
            entries.remove(at);
            prop_assert!(!verify(&entries, vec![]).is_empty());
        }

        #[test]
        fn swapped_entries_are_found(at in 0usize..9) {
            let mut entries = journal(10);
            entries.swap(at, at + 1);
            prop_assert!(!verify(&entries, vec![]).is_empty());
        }

        #[test]
        fn hex_is_read_back(bytes in proptest::array::uniform32(0u8..)) {
            prop_assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        }

        #[test]
        fn unhex_takes_anything(text in ".*") {
            let _ = unhex::<4>(&text);
        }
    }
}
