//! Which lanes are where: sets of lanes, and the nested regions that they are in.

use lasynth_core::FaultKind;

/// Groups of 64 lanes in a block: few enough that the variables of a usual program stay in the
/// first-level cache, enough that walking the tree costs little.
pub(super) const BLOCK_GROUPS: usize = 32;

/// A set of lanes of a block; bit `i % 64` of word `i / 64` is lane `i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits {
    words: [u64; BLOCK_GROUPS],
    /// Words in use; the others are 0.
    groups: u8,
}

impl Bits {
    /// No lanes of `groups` groups.
    pub fn none(groups: usize) -> Bits {
        Bits {
            words: [0; BLOCK_GROUPS],
            groups: groups as u8,
        }
    }

    /// The first `count` lanes.
    pub fn first(count: usize) -> Bits {
        let mut bits = Bits::none(count.div_ceil(64));
        for (i, word) in bits.words_mut().iter_mut().enumerate() {
            let left = count - i * 64;
            *word = if left < 64 { (1 << left) - 1 } else { u64::MAX };
        }
        bits
    }

    pub fn words(&self) -> &[u64] {
        &self.words[..usize::from(self.groups)]
    }

    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words[..usize::from(self.groups)]
    }

    pub fn is_empty(&self) -> bool {
        self.words().iter().all(|word| *word == 0)
    }

    /// Keeps the lanes that are also in `other`.
    pub fn keep(&mut self, other: &Bits) {
        for (word, other) in self.words_mut().iter_mut().zip(other.words()) {
            *word &= other;
        }
    }

    /// Removes the lanes of `other`.
    pub fn remove(&mut self, other: &Bits) {
        for (word, other) in self.words_mut().iter_mut().zip(other.words()) {
            *word &= !other;
        }
    }

    /// Adds the lanes of `other`.
    pub fn add(&mut self, other: &Bits) {
        for (word, other) in self.words_mut().iter_mut().zip(other.words()) {
            *word |= other;
        }
    }

    /// The lanes that are also in `other`.
    pub fn and(mut self, other: &Bits) -> Bits {
        self.keep(other);
        self
    }

    /// The lanes that are not in `other`.
    pub fn without(mut self, other: &Bits) -> Bits {
        self.remove(other);
        self
    }

    /// The lowest lane.
    pub fn lowest(&self) -> Option<usize> {
        let word = self.words().iter().position(|word| *word != 0)?;
        Some(word * 64 + self.words()[word].trailing_zeros() as usize)
    }

    /// How many lanes there are.
    pub fn count(&self) -> usize {
        let ones = |word: &u64| word.count_ones() as usize;
        self.words().iter().map(ones).sum()
    }

    pub fn contains(&self, lane: usize) -> bool {
        self.words()[lane / 64] >> (lane % 64) & 1 == 1
    }
}

/// A region of the program that is being walked, and the lanes in it.
#[derive(Clone, Copy, Debug)]
struct Region {
    lanes: Bits,
    /// Lanes of the region around it that still run are not in this one: they took the other side of
    /// a branch, or left the loop or this pass through it.
    leaves_out: bool,
}

/// The regions around the statement that is being walked: the whole program, then one for each side
/// of a branch that the lanes disagree on, and two for each loop (the loop, and one pass through its
/// body). A lane that faults is in none of them.
#[derive(Debug)]
pub struct Regions {
    stack: Vec<Region>,
    /// Lanes that ended with each kind of fault.
    faults: [Bits; 3],
    /// Since the start, all running lanes were in the same place at all times.
    together: bool,
}

/// The kinds of fault of a run, in the order of [`Regions::faults`].
pub const FAULTS: [FaultKind; 3] = [
    FaultKind::OutOfBounds,
    FaultKind::Overflow,
    FaultKind::StepLimit,
];

impl Regions {
    pub fn new() -> Regions {
        Regions {
            stack: Vec::with_capacity(16),
            faults: [Bits::none(0); 3],
            together: true,
        }
    }

    /// All lanes are at the start of the program.
    pub fn start(&mut self, lanes: Bits) {
        self.stack.clear();
        self.stack.push(Region {
            lanes,
            leaves_out: false,
        });
        self.faults = [Bits::none(usize::from(lanes.groups)); 3];
        self.together = true;
    }

    /// Nesting depth of the innermost region.
    pub fn depth(&self) -> u8 {
        (self.stack.len() - 1) as u8
    }

    /// The lanes in the innermost region.
    pub fn here(&self) -> &Bits {
        &self.stack[self.stack.len() - 1].lanes
    }

    /// The lanes that have not faulted.
    pub fn running(&self) -> &Bits {
        &self.stack[0].lanes
    }

    /// The lanes that ended with each kind of fault, in the order of [`FAULTS`].
    pub fn faults(&self) -> &[Bits; 3] {
        &self.faults
    }

    /// Whether all running lanes have been in the same place at all times.
    pub fn together(&self) -> bool {
        self.together
    }

    /// Whether a lane that is not here can see a variable that belongs to the region of depth
    /// `owner`. If not, a write may as well change the variable in all lanes.
    pub fn seen_elsewhere(&self, owner: u8) -> bool {
        // Nothing is further in where a tree uses a variable outside of its scope.
        let inner = self.stack.get(usize::from(owner) + 1..).unwrap_or_default();
        inner.iter().any(|region| region.leaves_out)
    }

    /// Enters a region with all lanes that are here.
    pub fn enter(&mut self) {
        let lanes = *self.here();
        self.stack.push(Region {
            lanes,
            leaves_out: false,
        });
    }

    /// The lanes that are here are about to take different ways.
    pub fn part_ways(&mut self) {
        self.together = false;
    }

    /// Enters a region with some of the lanes that are here.
    pub fn enter_with(&mut self, lanes: Bits) {
        self.stack.push(Region {
            lanes,
            leaves_out: true,
        });
    }

    /// Leaves the innermost region.
    pub fn leave(&mut self) {
        self.stack.pop();
    }

    /// Takes `lanes` out of the regions from depth `outermost` inwards.
    pub fn take_out(&mut self, lanes: &Bits, outermost: u8) {
        let inner = &mut self.stack[usize::from(outermost)..];
        for region in inner.iter_mut() {
            region.lanes.remove(lanes);
        }
        inner[0].leaves_out = true;
        if !inner[0].lanes.is_empty() {
            self.part_ways();
        }
    }

    /// The lanes among `lanes` that are here end with a fault.
    pub fn fault(&mut self, kind: usize, lanes: &Bits) {
        let ended = lanes.and(self.here());
        self.faults[kind].add(&ended);
        for region in &mut self.stack {
            region.lanes.remove(&ended);
        }
    }
}
