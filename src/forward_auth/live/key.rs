//! Keys of the table: of a cookie's hash so much that nobody finds another cookie with the same.

use std::hash::{BuildHasher, Hash, Hasher};

/// Half of the hash of a cookie: 128 bits, which are as good as chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key([u64; 2]);

impl Key {
    /// The one of this hash.
    pub(super) fn of(hash: &[u8; 32]) -> Self {
        let [first, second, ..] = hash.as_chunks().0 else { return Self([0; 2]) };
        Self([u64::from_le_bytes(*first), u64::from_le_bytes(*second)])
    }

    /// In which of so many parts it is.
    pub(super) fn part(&self, parts: usize) -> usize {
        let [_place, part] = self.0;
        part as usize % parts
    }
}

/// A hash need not be hashed again: whoever wants keys of one place in a table must have us make cookies by the billion.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [place, _part] = self.0;
        state.write_u64(place);
    }
}

/// Takes keys as they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ByKey;

/// What it has taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AsItIs(u64);

impl BuildHasher for ByKey {
    type Hasher = AsItIs;

    fn build_hasher(&self) -> AsItIs {
        AsItIs::default()
    }
}

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, place: u64) {
        self.0 = place;
    }

    /// Keys do not come here.
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.rotate_left(8) ^ u64::from(*byte));
    }
}
