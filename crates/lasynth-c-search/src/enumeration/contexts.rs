//! What expressions are worth at every place where the last loop of a program would use them.
//!
//! A loop that assigns nothing but `a[p]`, each position once, and after which the list is as wanted,
//! has no secrets: before each pass the positions that it has been at are as wanted, the others as
//! they were. So all that its body can look at is known without the body, at every pass and for every
//! example; a *context* is such a pass. The same holds outside of loops, with one context an example.

use super::bank::values;
use super::grammar::{Atom, Comparison, Head, Place, Sum};
use super::machine::{Block, Goal, WIDTH};
use lasynth_c::syntax::CmpOp;

/// Contexts at most: 25 examples, five passes.
pub(super) const MOST: usize = 128;

/// A set of contexts.
pub(super) type Set = u128;

/// The contexts of a loop, or of straight statements.
pub(super) struct Contexts {
    /// Number of contexts: that of pass `i` and example `e` is `i * examples + e`.
    pub(super) len: usize,
    /// Number of examples whose run is to be valid.
    pub(super) examples: usize,
    /// The value of the loop variable in each pass.
    passes: Vec<i16>,
    /// The lists before each context.
    lists: Vec<[i16; 5]>,
    /// The local variable in each context.
    local: Vec<i16>,
    /// What is wanted of each position after the last statement, for each example.
    pub(super) wanted: Vec<[i16; 5]>,
}

/// Values in all contexts, and where they exist.
pub(super) struct Values {
    /// One for each context.
    pub(super) of: [i16; MOST],
    /// Where the value exists.
    pub(super) valid: Set,
}

impl Contexts {
    /// The contexts of statements that follow `state`; in a loop if there is a head.
    pub(super) fn new(state: &[Block], goal: &Goal, head: Option<&Head>) -> Contexts {
        let mut starts = Vec::new();
        let mut wanted = Vec::new();
        let mut local = Vec::new();
        for (block, end) in state.iter().zip(&goal.end) {
            for lane in (0..WIDTH).filter(|&lane| end.bad[lane] == 0) {
                let list = |block: &Block| block.list.map(|place| place[lane]);
                starts.push(list(block));
                wanted.push(list(end));
                local.push(block.local[lane]);
            }
        }
        // A last block that is not full repeats its first example. What does not fit in is looked at when
        // a program is verified.
        let examples = goal.live.min(MOST / 5);
        starts.truncate(examples);
        wanted.truncate(examples);
        local.truncate(examples);
        let passes: Vec<i16> = match head {
            None => vec![0],
            Some(head) => values(head, 0).map(i16::from).collect(),
        };
        let mut lists = starts.clone();
        for pass in 1..passes.len() {
            let done = passes[pass - 1] as usize;
            for example in 0..starts.len() {
                let mut list = lists[(pass - 1) * starts.len() + example];
                list[done] = wanted[example][done];
                lists.push(list);
            }
        }
        Contexts {
            len: lists.len(),
            examples: starts.len(),
            local: local.repeat(passes.len()),
            passes,
            lists,
            wanted,
        }
    }

    /// The set of all contexts: a bit for each of the first [`Contexts::len`].
    pub(super) fn all(&self) -> Set {
        match self.len {
            MOST => Set::MAX,
            len => (1 << len) - 1,
        }
    }

    /// What is wanted of the element that a pass is at, in every context.
    pub(super) fn wanted_here(&self) -> [i16; MOST] {
        self.each(|context| {
            let place = self.passes[context / self.examples];
            self.wanted[context % self.examples][place as usize]
        })
    }

    /// Where the element that a pass is at already is as wanted.
    pub(super) fn kept(&self) -> Set {
        let here = self.each(|context| {
            let place = self.passes[context / self.examples];
            self.lists[context][place as usize]
        });
        self.equal(&here, &self.wanted_here())
    }

    fn each(&self, value: impl Fn(usize) -> i16) -> [i16; MOST] {
        let mut out = [0; MOST];
        for (context, out) in out.iter_mut().enumerate().take(self.len) {
            *out = value(context);
        }
        out
    }

    /// The contexts with equal values.
    pub(super) fn equal(&self, x: &[i16; MOST], y: &[i16; MOST]) -> Set {
        self.relate(x, y, |x, y| x == y)
    }

    fn relate(&self, x: &[i16; MOST], y: &[i16; MOST], holds: impl Fn(i16, i16) -> bool) -> Set {
        let mut out = 0;
        for from in (0..self.len).step_by(32) {
            let mut word = 0;
            for bit in 0..32 {
                word |= u32::from(holds(x[from + bit], y[from + bit])) << bit;
            }
            out |= Set::from(word) << from;
        }
        out & self.all()
    }

    /// The values of an atom.
    fn atom(&self, atom: Atom) -> Values {
        let mut valid = self.all();
        let mut of = [0; MOST];
        for (context, out) in of.iter_mut().enumerate().take(self.len) {
            let pass = self.passes[context / self.examples];
            let at = match atom {
                Atom::Outer => {
                    *out = pass;
                    continue;
                }
                Atom::Local => {
                    *out = self.local[context];
                    continue;
                }
                Atom::Elem(Place::Fixed(at)) => at.into(),
                Atom::Elem(Place::Outer(offset)) => pass + i16::from(offset),
                Atom::Elem(Place::Mirror) => 4 - pass,
                Atom::Elem(Place::ByLocal) => self.local[context],
                Atom::Inner | Atom::Elem(Place::Inner(_)) => -1,
            };
            match at {
                0..5 => *out = self.lists[context][at as usize],
                _ => valid &= !(1 << context),
            }
        }
        Values { of, valid }
    }
}

/// Evaluates sums and comparisons in contexts; atoms are worked out once.
pub(super) struct Evaluator<'c> {
    /// The contexts for each of which every expression is evaluated.
    pub(super) contexts: &'c Contexts,
    atoms: Vec<(Atom, Values)>,
}

impl<'c> Evaluator<'c> {
    /// With nothing worked out.
    pub(super) fn new(contexts: &'c Contexts) -> Evaluator<'c> {
        Evaluator {
            contexts,
            atoms: Vec::with_capacity(16),
        }
    }

    fn index(&mut self, atom: Atom) -> usize {
        let found = self.atoms.iter().position(|(known, _)| *known == atom);
        found.unwrap_or_else(|| {
            self.atoms.push((atom, self.contexts.atom(atom)));
            self.atoms.len() - 1
        })
    }

    /// The values of a sum.
    pub(super) fn sum(&mut self, sum: &Sum) -> Values {
        let mut out = Values {
            of: [sum.constant.into(); MOST],
            valid: self.contexts.all(),
        };
        let len = self.contexts.len.next_multiple_of(32);
        for (negative, atom) in sum.atoms() {
            let at = self.index(atom);
            let value = &self.atoms[at].1;
            out.valid &= value.valid;
            let pairs = out.of[..len].iter_mut().zip(&value.of[..len]);
            match negative {
                true => pairs.for_each(|(out, value)| *out = out.wrapping_sub(*value)),
                false => pairs.for_each(|(out, value)| *out = out.wrapping_add(*value)),
            }
        }
        out
    }

    /// Where a sum has a value and it is as given.
    pub(super) fn sum_is(&mut self, sum: &Sum, wanted: &[i16; MOST]) -> Set {
        let values = self.sum(sum);
        self.contexts.equal(&values.of, wanted) & values.valid
    }

    /// Where a comparison holds, and where it can be evaluated.
    pub(super) fn comparison(&mut self, test: &Comparison) -> (Set, Set) {
        let left = self.sum(&test.left);
        let right = self.sum(&test.right);
        let (x, y) = (&left.of, &right.of);
        let holds = match test.op {
            CmpOp::Lt => self.contexts.relate(x, y, |x, y| x < y),
            CmpOp::Le => self.contexts.relate(x, y, |x, y| x <= y),
            CmpOp::Gt => self.contexts.relate(x, y, |x, y| x > y),
            CmpOp::Ge => self.contexts.relate(x, y, |x, y| x >= y),
            CmpOp::Eq => self.contexts.relate(x, y, |x, y| x == y),
            CmpOp::Ne => self.contexts.relate(x, y, |x, y| x != y),
        };
        (holds, left.valid & right.valid)
    }
}
