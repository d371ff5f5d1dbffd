//! The beginning of a new register: a commented declaration that is sound as it stands.

const REGISTER: &str = include_str!("skeleton.toml");

/// Why there is no skeleton.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SkeletonError {
    /// The name is none.
    #[error("a name has 1 to 48 lower-case Latin letters, digits and hyphens and begins with a letter")]
    Name,
}

/// `register.toml` of a register of this name.
pub fn register(name: &str) -> Result<String, SkeletonError> {
    let fits = name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
        && name.len() <= 48;
    if fits { Ok(REGISTER.replace("{name}", name)) } else { Err(SkeletonError::Name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skeleton_is_sound_as_it_stands() {
        let text = register("playgrounds").unwrap();
        let parsed = crate::register::parse("register.toml", &text).unwrap();
        assert_eq!((parsed.id.as_str(), parsed.fields.len()), ("playgrounds", 6));
        for wrong in ["", "Playgrounds", "майданчики", "../playgrounds", "play grounds", &"a".repeat(49)]
        {
            assert_eq!(register(wrong), Err(SkeletonError::Name), "{wrong}");
        }
    }
}
