//! The structure of KATOTTH codes (КАТОТТГ, order of the Ministry 290/2020): `UA`, then oblast 2, district 2,
//! community 3, settlement 3, city district 2 digits, then five digits that name the territory alone.

/// How many characters of a code say where it belongs: `UA` and twelve digits.
const STRUCTURE: usize = 14;
/// Where each level ends.
const ENDS: [usize; 5] = [4, 6, 9, 12, 14];

/// A level of territories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Oblast.
    Oblast,
    /// District (район).
    District,
    /// Community (громада).
    Community,
    /// Settlement.
    Settlement,
    /// District of a city.
    CityDistrict,
}

impl Level {
    const ALL: [Level; 5] =
        [Level::Oblast, Level::District, Level::Community, Level::Settlement, Level::CityDistrict];
}

/// The level of a code; `None` where it is none.
pub fn level(code: &str) -> Option<Level> {
    crate::identifier::katotth(code).ok()?;
    let mut begins = 2;
    let mut found = None;
    for (level, end) in Level::ALL.into_iter().zip(ENDS) {
        if code[begins..end].bytes().any(|digit| digit != b'0') {
            found = Some(level);
        }
        begins = end;
    }
    found
}

/// What the codes of a territory and of all within it begin with; `None` where it is no code.
pub fn prefix(code: &str) -> Option<&str> {
    let level = level(code)?;
    Some(&code[..ENDS[level as usize]])
}

/// Does a territory lie within another, or is it the same?
pub fn within(code: &str, outer: &str) -> bool {
    code == outer
        || (prefix(outer).is_some_and(|prefix| code.starts_with(prefix)) && level(code) > level(outer))
}

/// What says to which territory of a level a code belongs: `UA` and the digits down to that level.
pub fn part(code: &str, level: Level) -> Option<&str> {
    code.get(..ENDS[level as usize])
}

/// The structure of the code that such a part belongs to: the part and noughts.
pub fn structure(part: &str) -> String {
    format!("{part:0<STRUCTURE$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBLAST: &str = "UA51000000000030770";
    const DISTRICT: &str = "UA51100000000050001";
    const COMMUNITY: &str = "UA51100270000073549";
    const CITY: &str = "UA51100270010076757";

    #[test]
    fn levels_and_prefixes() {
        assert_eq!(level(OBLAST), Some(Level::Oblast));
        assert_eq!(level(DISTRICT), Some(Level::District));
        assert_eq!(level(COMMUNITY), Some(Level::Community));
        assert_eq!(level(CITY), Some(Level::Settlement));
        assert_eq!(prefix(COMMUNITY), Some("UA5110027"));
        assert_eq!(level("UA51"), None);
        assert_eq!(structure("UA5110027"), "UA511002700000");
    }

    #[test]
    fn what_lies_within_what() {
        assert!(within(CITY, OBLAST) && within(CITY, COMMUNITY) && within(CITY, CITY));
        assert!(!within(OBLAST, CITY) && !within(DISTRICT, COMMUNITY));
        assert!(
            !within("UA51100270000000001", COMMUNITY),
            "the same place under another number is no part of it"
        );
    }
}
