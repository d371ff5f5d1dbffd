//! Merkle tree hashes (RFC 9162, 2.1.1): one digest that stands for many, each of which it proves.

use sha2::{Digest as _, Sha256};

use crate::journal::Digest;

/// The hash of a leaf.
pub fn leaf(content: &Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(content);
    hasher.finalize().into()
}

/// The root over leaves that are hashed already; of none, SHA-256 of nothing.
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
            let mut hasher = Sha256::new();
            hasher.update([1]);
            hasher.update(root(left));
            hasher.update(root(right));
            hasher.finalize().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{hex, sha256};

    #[test]
    fn the_empty_tree_is_as_the_standard_says() {
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn another_leaf_another_order_another_number_give_another_root() {
        let leaves: Vec<Digest> = (0..7_u8).map(|n| leaf(&sha256(&[n]))).collect();
        let whole = root(&leaves);
        let (mut changed, mut swapped) = (leaves.clone(), leaves.clone());
        changed[3] = leaf(&sha256(&[9]));
        swapped.swap(5, 6);
        for other in [&changed[..], &swapped, &leaves[..6]] {
            assert_ne!(root(other), whole);
        }
        // The left part is the largest power of two that is smaller.
        let mut hasher = Sha256::new();
        hasher.update([1]);
        hasher.update(root(&leaves[..4]));
        hasher.update(root(&leaves[4..]));
        let joined: Digest = hasher.finalize().into();
        assert_eq!(joined, whole);
    }
}
