//! The corpus that fuzzing left is read again, as it is, cut and altered: nothing panics.

mod parsers;

use std::path::Path;

use parsers::{TARGETS, read};

#[test]
fn what_was_fuzzed_is_read_whole_cut_and_altered_and_nothing_panics() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for target in TARGETS {
        let folder = corpus.join(target);
        let kept = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for file in kept {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            read(target, &bytes);
            for part in 1..8 {
                read(target, &bytes[..bytes.len() * part / 8]);
                let mut altered = bytes.clone();
                if let Some(byte) = altered.get_mut(bytes.len() * part / 8) {
                    *byte ^= 0x41;
                }
                read(target, &altered);
            }
            count += 1;
        }
        assert!(count > 0, "{target} has a corpus");
    }
}
