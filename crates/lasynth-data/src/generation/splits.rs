//! Which split a task goes to.

use super::config::GenConfig;
use super::seeds::mix;
use lasynth_core::{Kind, Mixture};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::{Deserialize, Serialize};

/// Which split the next task goes to.
pub(super) struct Splits {
    wanted: usize,
    splits: Vec<Split>,
    /// The kinds of the domain, in the order in which a split counts them.
    kinds: &'static [Kind],
    rng: ChaCha8Rng,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Split {
    size: usize,
    left: usize,
    room: Room,
}

/// What a split still takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Room {
    /// So many more programs without a loop, and any with one.
    Straight(usize),
    /// So many more of each kind.
    Kinds(Vec<usize>),
}

/// How far the division into splits is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SplitsState {
    splits: Vec<Split>,
    /// Position in the stream of random numbers.
    drawn: u64,
}

impl Split {
    fn new(size: usize, loop_share: f64, mixture: Option<&Mixture>) -> Split {
        Split {
            size,
            left: size,
            room: match mixture {
                None => Room::Straight(((1.0 - loop_share) * size as f64).floor() as usize),
                Some(mixture) => Room::Kinds(mixture.divide(size)),
            },
        }
    }

    /// How likely a program of the kind with this number comes here, in proportion to the others.
    fn weight(&self, kind: usize) -> usize {
        match &self.room {
            Room::Straight(_) => self.left,
            Room::Kinds(kinds) => kinds[kind],
        }
    }

    /// Takes a program of this kind and gives the index of its task; `None` where there is no room.
    fn take(&mut self, kind: usize, has_loop: bool) -> Option<usize> {
        let room = match &mut self.room {
            Room::Straight(_) if has_loop => None,
            Room::Straight(straight) => Some(straight),
            Room::Kinds(kinds) => Some(&mut kinds[kind]),
        };
        if let Some(room) = room {
            *room = room.checked_sub(1)?;
        }
        self.left -= 1;
        Some(self.size - self.left - 1)
    }
}

impl Splits {
    pub(super) fn new(config: &GenConfig, kinds: &'static [Kind]) -> Splits {
        let mixture = config.rules.kinds.as_ref();
        let loop_share = match kinds.iter().any(|kind| kind.has_loop()) {
            true => config.loop_share,
            false => 0.0,
        };
        let split = |&size: &usize| Split::new(size, loop_share, mixture);
        Splits {
            wanted: config.splits.iter().sum(),
            splits: config.splits.iter().map(split).collect(),
            kinds,
            rng: ChaCha8Rng::seed_from_u64(mix(config.seed)),
        }
    }

    pub(super) fn wanted(&self) -> usize {
        self.wanted
    }

    pub(super) fn remaining(&self) -> usize {
        self.splits.iter().map(|split| split.left).sum()
    }

    /// Whether a program of this kind is wanted nowhere any more.
    pub(super) fn is_full(&self, kind: Kind) -> bool {
        let kind = self.number(kind);
        self.splits.iter().all(|split| split.weight(kind) == 0)
    }

    /// The split for a program of the given kind, and the index of the task in it; `None` where it
    /// takes no more programs of this kind. It must not be full.
    pub(super) fn next(&mut self, kind: Kind) -> Option<(usize, usize)> {
        let has_loop = kind.has_loop();
        let kind = self.number(kind);
        let whole: usize = self.splits.iter().map(|split| split.weight(kind)).sum();
        let mut at = (self.rng.next_u64() % whole as u64) as usize;
        let mut chosen = 0;
        while at >= self.splits[chosen].weight(kind) {
            at -= self.splits[chosen].weight(kind);
            chosen += 1;
        }
        Some((chosen, self.splits[chosen].take(kind, has_loop)?))
    }

    fn number(&self, kind: Kind) -> usize {
        let found = self.kinds.iter().position(|known| *known == kind);
        found.expect("programs are of the kinds that their domain lists")
    }

    pub(super) fn state(&self) -> SplitsState {
        SplitsState {
            splits: self.splits.clone(),
            // A run is far from the end of the stream, which has 2^68 words.
            drawn: self.rng.get_word_pos() as u64,
        }
    }

    pub(super) fn restore(&mut self, state: SplitsState) {
        self.splits = state.splits;
        self.rng.set_word_pos(u128::from(state.drawn));
    }
}
