//! Runs enumerated statements on eight inputs at once.

use super::bank::values;
use super::grammar::{Atom, Comparison, Node, Place, Sum, Target, Test};
use crate::{List, ListObservations};
use lasynth_c::syntax::CmpOp;

/// Inputs in a block.
pub(super) const WIDTH: usize = 8;
/// One value for each input of a block; as a mask each is 0 or -1.
pub(super) type Lanes = [i16; WIDTH];
/// The mask in which no lane is chosen.
const NONE: Lanes = [0; WIDTH];
/// A run that stores a larger value is taken for invalid.
const LARGEST: i16 = 2_000;

/// What eight runs have come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Block {
    /// The lists, an element after the other.
    pub(super) list: [Lanes; 5],
    /// Value of the local variable in each run.
    pub(super) local: Lanes,
    /// The runs that have become invalid.
    pub(super) bad: Lanes,
}

/// The inputs, and what is wanted of them.
pub(super) struct Goal {
    /// Before the first statement.
    pub(super) start: Vec<Block>,
    /// The wanted lists; `bad` where the run has to be invalid.
    pub(super) end: Vec<Block>,
    /// Number of observations whose run is to be valid.
    pub(super) live: usize,
}

impl Goal {
    /// What is wanted; the last block is filled up with its first observation.
    pub(super) fn new(observations: &ListObservations) -> Goal {
        let mut goal = Goal {
            start: Vec::new(),
            end: Vec::new(),
            live: observations.outcomes.iter().flatten().count(),
        };
        for from in (0..observations.len()).step_by(WIDTH) {
            let at = |lane| {
                if from + lane < observations.len() {
                    from + lane
                } else {
                    from
                }
            };
            let pack = |list: &dyn Fn(usize) -> List| Block {
                list: std::array::from_fn(|place| {
                    std::array::from_fn(|lane| saturate(list(at(lane))[place]))
                }),
                local: NONE,
                bad: NONE,
            };
            goal.start.push(pack(&|at| observations.inputs[at]));
            let mut end = pack(&|at| observations.outcomes[at].unwrap_or_default());
            end.bad = std::array::from_fn(|lane| mask(observations.outcomes[at(lane)].is_none()));
            goal.end.push(end);
        }
        goal
    }

    /// The positions that are not as wanted in some run, a bit each.
    pub(super) fn wrong(&self, blocks: &[Block]) -> u8 {
        let mut out = 0;
        for (block, end) in blocks.iter().zip(&self.end) {
            for place in 0..5 {
                let differs = |lane: usize| block.list[place][lane] != end.list[place][lane];
                let wrong = (0..WIDTH).any(|lane| end.bad[lane] == 0 && differs(lane));
                out |= u8::from(wrong) << place;
            }
        }
        out
    }

    /// Whether all is as wanted.
    pub(super) fn is_met_by(&self, blocks: &[Block]) -> bool {
        blocks.iter().zip(&self.end).all(|(block, end)| {
            block.bad == end.bad
                && (0..5).all(|place| {
                    (0..WIDTH).all(|lane| {
                        end.bad[lane] != 0 || block.list[place][lane] == end.list[place][lane]
                    })
                })
        })
    }
}

fn saturate(value: i32) -> i16 {
    value.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

#[inline(always)]
fn mask(holds: bool) -> i16 {
    -i16::from(holds)
}

/// Lane by lane. Plain loops over slices are what becomes vector instructions.
#[inline(always)]
fn map(x: Lanes, of: impl Fn(i16) -> i16) -> Lanes {
    let mut out = x;
    for out in &mut out {
        *out = of(*out);
    }
    out
}

#[inline(always)]
fn zip(x: Lanes, y: Lanes, of: impl Fn(i16, i16) -> i16) -> Lanes {
    let mut out = x;
    for (out, y) in out.iter_mut().zip(&y) {
        *out = of(*out, *y);
    }
    out
}

#[inline(always)]
fn and(x: Lanes, y: Lanes) -> Lanes {
    zip(x, y, |x, y| x & y)
}

#[inline(always)]
fn or(x: Lanes, y: Lanes) -> Lanes {
    zip(x, y, |x, y| x | y)
}

#[inline(always)]
fn not(x: Lanes) -> Lanes {
    map(x, |x| !x)
}

#[inline(always)]
fn less(x: Lanes, y: Lanes) -> Lanes {
    zip(x, y, |x, y| mask(x < y))
}

#[inline(always)]
fn equal(x: Lanes, y: Lanes) -> Lanes {
    zip(x, y, |x, y| mask(x == y))
}

/// Where a value is too large to go on with.
#[inline(always)]
fn large(x: Lanes) -> Lanes {
    map(x, |x| mask(!(-LARGEST..=LARGEST).contains(&x)))
}

#[inline(always)]
fn select(which: Lanes, x: Lanes, y: Lanes) -> Lanes {
    or(and(x, which), and(y, not(which)))
}

/// The values of loop variables, outer and inner.
#[derive(Clone, Copy, Default)]
struct Counters {
    outer: i8,
    inner: i8,
}

/// Runs statements on the lanes of all blocks; false as soon as a run is lost.
pub(super) fn run(nodes: &[Node], blocks: &mut [Block], goal: &Goal) -> bool {
    for (block, end) in blocks.iter_mut().zip(&goal.end) {
        block.nodes(nodes, not(block.bad), Counters::default(), 0);
        if (0..WIDTH).any(|lane| block.bad[lane] & !end.bad[lane] != 0) {
            return false;
        }
    }
    true
}

impl Block {
    /// Runs statements on the lanes of `active`; what is left of them goes on after.
    fn nodes(&mut self, nodes: &[Node], active: Lanes, counters: Counters, depth: u8) -> Lanes {
        let mut active = active;
        for node in nodes {
            active = self.node(node, active, counters, depth);
        }
        active
    }

    fn node(&mut self, node: &Node, active: Lanes, counters: Counters, depth: u8) -> Lanes {
        match node {
            Node::Set(target, value) => {
                let value = self.sum(value, active, counters);
                match target {
                    Target::Local => {
                        self.local = select(active, value, self.local);
                        self.bad = or(self.bad, and(active, large(value)));
                    }
                    Target::Elem(place) => self.write(*place, value, active, counters),
                }
                active
            }
            Node::Swap(left, right) => {
                let was = self.read(*left, active, counters);
                let value = self.read(*right, active, counters);
                self.write(*left, value, active, counters);
                self.write(*right, was, active, counters);
                active
            }
            Node::If(test, then, otherwise) => {
                let holds = self.test(test, active, counters);
                let then = self.nodes(then, and(active, holds), counters, depth);
                let otherwise = self.nodes(otherwise, and(active, not(holds)), counters, depth);
                or(then, otherwise)
            }
            Node::Break => NONE,
            Node::For(head, body) => {
                let mut running = active;
                for value in values(head, counters.outer) {
                    let counters = match depth {
                        0 => Counters {
                            outer: value,
                            inner: 0,
                        },
                        _ => Counters {
                            inner: value,
                            ..counters
                        },
                    };
                    running = self.nodes(body, running, counters, depth + 1);
                    // Where something has gone wrong, the rest is of no interest; where it has to, the
                    // others go on.
                    if running == NONE || and(self.bad, running) == running {
                        break;
                    }
                }
                active
            }
        }
    }

    #[inline(always)]
    fn place(place: Place, counters: Counters) -> Option<usize> {
        let at = match place {
            Place::Fixed(at) => at as i8,
            Place::Outer(offset) => counters.outer + offset,
            Place::Inner(offset) => counters.inner + offset,
            Place::Mirror => 4 - counters.outer,
            Place::ByLocal => return None,
        };
        Some(at as usize)
    }

    #[inline(always)]
    fn read(&mut self, place: Place, active: Lanes, counters: Counters) -> Lanes {
        match Block::place(place, counters) {
            Some(at @ 0..5) => self.list[at],
            Some(_) => {
                self.bad = or(self.bad, active);
                NONE
            }
            None => std::array::from_fn(|lane| match self.local[lane] {
                at @ 0..5 => self.list[at as usize][lane],
                _ => {
                    self.bad[lane] |= active[lane];
                    0
                }
            }),
        }
    }

    #[inline(always)]
    fn write(&mut self, place: Place, value: Lanes, active: Lanes, counters: Counters) {
        self.bad = or(self.bad, and(active, large(value)));
        match Block::place(place, counters) {
            Some(at @ 0..5) => self.list[at] = select(active, value, self.list[at]),
            Some(_) => self.bad = or(self.bad, active),
            None => {
                for lane in 0..WIDTH {
                    match self.local[lane] {
                        at @ 0..5 if active[lane] != 0 => {
                            self.list[at as usize][lane] = value[lane]
                        }
                        _ => {
                            let inside = (0..5).contains(&self.local[lane]);
                            self.bad[lane] |= active[lane] & mask(!inside);
                        }
                    }
                }
            }
        }
    }

    fn sum(&mut self, sum: &Sum, active: Lanes, counters: Counters) -> Lanes {
        let mut out = [i16::from(sum.constant); WIDTH];
        for (negative, atom) in sum.atoms() {
            let value = match atom {
                Atom::Elem(place) => self.read(place, active, counters),
                Atom::Outer => [counters.outer.into(); WIDTH],
                Atom::Inner => [counters.inner.into(); WIDTH],
                Atom::Local => self.local,
            };
            out = match negative {
                true => zip(out, value, i16::wrapping_sub),
                false => zip(out, value, i16::wrapping_add),
            };
        }
        out
    }

    fn test(&mut self, test: &Test, active: Lanes, counters: Counters) -> Lanes {
        match test {
            Test::One(only) => self.comparison(only, active, counters),
            Test::And(left, right) => {
                let left = self.comparison(left, active, counters);
                and(left, self.comparison(right, and(active, left), counters))
            }
            Test::Or(left, right) => {
                let left = self.comparison(left, active, counters);
                or(
                    left,
                    self.comparison(right, and(active, not(left)), counters),
                )
            }
        }
    }

    fn comparison(&mut self, test: &Comparison, active: Lanes, counters: Counters) -> Lanes {
        let left = self.sum(&test.left, active, counters);
        let right = self.sum(&test.right, active, counters);
        match test.op {
            CmpOp::Lt => less(left, right),
            CmpOp::Le => not(less(right, left)),
            CmpOp::Gt => less(right, left),
            CmpOp::Ge => not(less(left, right)),
            CmpOp::Eq => equal(left, right),
            CmpOp::Ne => not(equal(left, right)),
        }
    }
}
