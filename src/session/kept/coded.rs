//! Values as bytes and back: numbers in sevens of bits, everything else with its length in front. What cannot be read back is `None`,
//! whatever the bytes are.

use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep values may lie in one another.
const DEEPEST: u16 = 1000;

/// Something that is kept.
pub(super) trait Coded: Sized {
    fn put(&self, made: &mut Made);
    fn take(given: &mut Given<'_>) -> Option<Self>;
}

/// Bytes that are being made.
pub(super) struct Made {
    bytes: Vec<u8>,
    /// The file that all places are in.
    pub(super) file: Arc<str>,
    /// Whether everything could be put.
    pub(super) is_whole: bool,
}

/// Bytes that are being read.
pub(super) struct Given<'b> {
    bytes: &'b [u8],
    /// As [`Made::file`].
    pub(super) file: Arc<str>,
    depth: u16,
}

impl Made {
    pub(super) fn new(file: Arc<str>) -> Self {
        Self { bytes: Vec::new(), file, is_whole: true }
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        bytes.len().put(self);
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes, if they hold everything.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        self.is_whole.then_some(self.bytes)
    }
}

impl<'b> Given<'b> {
    pub(super) fn new(bytes: &'b [u8], file: Arc<str>) -> Self {
        Self { bytes, file, depth: DEEPEST }
    }

    pub(super) fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = usize::take(self)?;
        let (bytes, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(bytes)
    }

    /// Reads what lies one level deeper.
    pub(super) fn inside<T: Coded>(&mut self) -> Option<T> {
        self.depth = self.depth.checked_sub(1)?;
        let inner = T::take(self);
        self.depth += 1;
        inner
    }
}

impl Coded for u64 {
    fn put(&self, made: &mut Made) {
        let mut left = *self;
        while left >= 0x80 {
            made.byte((left & 0x7f) as u8 | 0x80);
            left >>= 7;
        }
        made.byte((left & 0x7f) as u8);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        let mut number = 0;
        for shift in (0..Self::BITS).step_by(7) {
            let byte = given.byte()?;
            number |= Self::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl Coded for u32 {
    fn put(&self, made: &mut Made) {
        u64::from(*self).put(made);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        u64::take(given)?.try_into().ok()
    }
}

impl Coded for usize {
    fn put(&self, made: &mut Made) {
        (*self as u64).put(made);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        u64::take(given)?.try_into().ok()
    }
}

impl Coded for bool {
    fn put(&self, made: &mut Made) {
        made.byte(u8::from(*self));
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        match given.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Coded for String {
    fn put(&self, made: &mut Made) {
        made.bytes(self.as_bytes());
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        std::str::from_utf8(given.bytes()?).ok().map(str::to_owned)
    }
}

impl<T: Coded> Coded for Option<T> {
    fn put(&self, made: &mut Made) {
        self.is_some().put(made);
        if let Some(value) = self {
            value.put(made);
        }
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        if bool::take(given)? { Some(Some(T::take(given)?)) } else { Some(None) }
    }
}

impl<T: Coded> Coded for Box<T> {
    fn put(&self, made: &mut Made) {
        T::put(self, made);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        given.inside().map(Self::new)
    }
}

impl<T: Coded> Coded for Vec<T> {
    fn put(&self, made: &mut Made) {
        self.len().put(made);
        self.iter().for_each(|value| value.put(made));
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        let length = usize::take(given)?;
        // Each value takes a byte at least.
        if length > given.left() {
            return None;
        }
        let mut list = Self::new();
        for _ in 0..length {
            list.push(given.inside()?);
        }
        Some(list)
    }
}

impl<T: Coded> Coded for Box<[T]> {
    fn put(&self, made: &mut Made) {
        self.len().put(made);
        self.iter().for_each(|value| value.put(made));
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        Vec::take(given).map(Self::from)
    }
}

impl<A: Coded, B: Coded> Coded for (A, B) {
    fn put(&self, made: &mut Made) {
        self.0.put(made);
        self.1.put(made);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        Some((A::take(given)?, B::take(given)?))
    }
}

impl<K: Coded + Ord, V: Coded> Coded for BTreeMap<K, V> {
    fn put(&self, made: &mut Made) {
        self.len().put(made);
        for (key, value) in self {
            key.put(made);
            value.put(made);
        }
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        Some(Vec::<(K, V)>::take(given)?.into_iter().collect())
    }
}

/// Structs as their fields, all of which have to be named.
macro_rules! structs {
    ($($name:ident { $($field:ident),* })*) => {
        $(impl Coded for $name {
            fn put(&self, made: &mut Made) {
                let Self { $($field),* } = self;
                $($field.put(made);)*
            }

            fn take(given: &mut Given<'_>) -> Option<Self> {
                Some(Self { $($field: Coded::take(given)?),* })
            }
        })*
    };
}

/// Enums as a number and what it holds; all variants have to be named.
macro_rules! enums {
    ($($name:ident { $($number:literal $variant:ident $(($($part:ident),*))? $({$($field:ident),*})?),* })*) => {
        $(impl Coded for $name {
            fn put(&self, made: &mut Made) {
                match self {
                    $(Self::$variant $(($($part),*))? $({$($field),*})? => {
                        made.byte($number);
                        $($($part.put(made);)*)?
                        $($($field.put(made);)*)?
                    })*
                }
            }

            fn take(given: &mut Given<'_>) -> Option<Self> {
                match given.byte()? {
                    $($number => {
                        $($(let $part = Coded::take(given)?;)*)?
                        Some(Self::$variant $(($($part),*))? $({$($field: Coded::take(given)?),*})?)
                    })*
                    _ => None,
                }
            }
        })*
    };
}

pub(super) use {enums, structs};
