//! Lists in columns.

use super::lanes::{BLOCK_GROUPS, Bits};
use super::machine::MAX_POSITIONS;
use super::simd::{GROUP, Group, Lane};
use crate::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE};
use std::sync::{LazyLock, OnceLock};

/// Lanes of a block.
const BLOCK: usize = BLOCK_GROUPS * GROUP;

/// Lists of one length, column by column: the inputs of a batch.
#[derive(Debug)]
pub struct Inputs {
    count: usize,
    positions: usize,
    /// The columns, one after the other, each of whole groups; the last list fills what is left.
    wide: OnceLock<Vec<Group<i32>>>,
    /// The same where every value fits.
    narrow: Option<Vec<Group<i8>>>,
}

static ALL: LazyLock<Inputs> = LazyLock::new(|| {
    let range = (MAX_VALUE - MIN_VALUE + 1) as usize;
    let count = range.pow(LIST_LEN as u32);
    let value = |lane: usize, position: usize| {
        let digit = lane / range.pow((LIST_LEN - 1 - position) as u32) % range;
        (digit as i32 + MIN_VALUE) as i8
    };
    Inputs {
        count,
        positions: LIST_LEN,
        wide: OnceLock::new(),
        narrow: Some(columns(count, LIST_LEN, value)),
    }
});

fn columns<T: Lane>(
    count: usize,
    positions: usize,
    value: impl Fn(usize, usize) -> T,
) -> Vec<Group<T>> {
    let groups = count.div_ceil(GROUP);
    let mut columns = vec![Group([T::ZERO; GROUP]); groups * positions];
    for (at, group) in columns.iter_mut().enumerate() {
        for (lane, slot) in group.0.iter_mut().enumerate() {
            let lane = (at % groups * GROUP + lane).min(count - 1);
            *slot = value(lane, at / groups);
        }
    }
    columns
}

impl Inputs {
    /// All lists of five values from -4 to 4, the last value changing fastest: 59,049.
    pub fn all() -> &'static Inputs {
        &ALL
    }

    /// The given lists in their order; in eight bits a value where all values fit.
    ///
    /// # Panics
    /// If there are none, if their lengths differ, or if they have no or more than 10 elements.
    pub fn new<L: AsRef<[i32]>>(lists: &[L]) -> Inputs {
        let positions = lists[0].as_ref().len();
        assert!(
            (1..=MAX_POSITIONS).contains(&positions),
            "lists of 1 to {MAX_POSITIONS} elements"
        );
        assert!(
            lists.iter().all(|list| list.as_ref().len() == positions),
            "lists of one length"
        );
        let fits = |value: &i32| i8::from_value(*value).is_some();
        let at = |lane: usize, position: usize| lists[lane].as_ref()[position];
        let narrow = lists.iter().all(|list| list.as_ref().iter().all(fits));
        let wide = OnceLock::new();
        if !narrow {
            let _ = wide.set(columns(lists.len(), positions, at));
        }
        Inputs {
            count: lists.len(),
            positions,
            wide,
            narrow: narrow
                .then(|| columns(lists.len(), positions, |lane, at_| at(lane, at_) as i8)),
        }
    }

    /// How many lists there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Length of each list.
    pub fn positions(&self) -> usize {
        self.positions
    }

    /// Number of blocks that the lists are walked in.
    pub fn blocks(&self) -> usize {
        self.count.div_ceil(BLOCK)
    }

    /// The list of a lane, from 0, put together from the columns.
    ///
    /// # Panics
    /// If there is no such list.
    pub fn list(&self, lane: usize) -> Vec<i32> {
        assert!(lane < self.count, "list {lane} of {}", self.count);
        let groups = self.count.div_ceil(GROUP);
        let at = |position: usize| position * groups + lane / GROUP;
        (0..self.positions)
            .map(|position| match &self.narrow {
                Some(columns) => columns[at(position)].0[lane % GROUP].into(),
                None => self.wide()[at(position)].0[lane % GROUP],
            })
            .collect()
    }

    /// The first list of a block.
    pub(super) fn first(&self, block: usize) -> usize {
        block * BLOCK
    }

    /// The lanes of a block that stand for lists.
    pub(super) fn lanes(&self, block: usize) -> Bits {
        Bits::first((self.count - block * BLOCK).min(BLOCK))
    }

    /// Groups of a block.
    pub(super) fn groups(&self, block: usize) -> usize {
        (self.count - block * BLOCK).min(BLOCK).div_ceil(GROUP)
    }

    /// The groups of a block in a column, in eight bits.
    pub(super) fn narrow(&self, block: usize, position: usize) -> Option<&[Group<i8>]> {
        let columns = self.narrow.as_deref()?;
        Some(self.part(columns, block, position))
    }

    /// The groups of a block in a column.
    pub(super) fn column(&self, block: usize, position: usize) -> &[Group<i32>] {
        self.part(self.wide(), block, position)
    }

    fn wide(&self) -> &[Group<i32>] {
        self.wide.get_or_init(|| {
            let narrow = self.narrow.as_deref().unwrap_or_default();
            let widen = |group: &Group<i8>| Group(group.0.map(i32::from));
            narrow.iter().map(widen).collect()
        })
    }

    fn part<'a, T>(
        &self,
        columns: &'a [Group<T>],
        block: usize,
        position: usize,
    ) -> &'a [Group<T>] {
        let groups = self.count.div_ceil(GROUP);
        let start = position * groups + block * BLOCK_GROUPS;
        &columns[start..start + self.groups(block)]
    }
}
