//! Sums, comparisons and loop heads by cost.
//!
//! No two sums of a bank are the same function of what they are made of, and neither are two
//! comparisons: of `x < 1` and `x <= 0` only the one with the smaller constant is there.

use super::grammar::{Atom, Comparison, Edge, Head, Place, Sum, TERMS, constant_cost};
use lasynth_c::syntax::CmpOp;
use std::sync::LazyLock;

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scene {
    /// Outside of loops.
    Straight,
    /// In the body of one loop, where its variable can be read.
    Loop,
    /// In the body of a loop in a loop, where both variables can be read.
    Nested,
}

/// Expressions by cost.
pub(super) struct Bank {
    /// `sums[c]` cost `c`.
    pub(super) sums: Vec<Vec<Sum>>,
    /// `comparisons[c]` cost `c`.
    pub(super) comparisons: Vec<Vec<Comparison>>,
}

/// Sums may cost this much.
pub(super) const MAX_SUM: usize = 14;
/// Comparisons may cost this much.
pub(super) const MAX_COMPARISON: usize = 13;

static BANKS: LazyLock<[Bank; 6]> = LazyLock::new(|| {
    std::array::from_fn(|at| {
        let scene = [Scene::Straight, Scene::Loop, Scene::Nested][at / 2];
        Bank::new(&atoms(scene, at % 2 == 1))
    })
});

/// The expressions of a scene; with the local variable if there is one.
pub(super) fn bank(scene: Scene, local: bool) -> &'static Bank {
    &BANKS[scene as usize * 2 + usize::from(local)]
}

/// What expressions of a scene are made of.
pub(super) fn atoms(scene: Scene, local: bool) -> Vec<Atom> {
    let mut out = Vec::new();
    let near = |out: &mut Vec<Atom>, place: fn(i8) -> Place| {
        out.extend([0, 1, -1].map(|offset| Atom::Elem(place(offset))));
    };
    match scene {
        Scene::Straight => {}
        Scene::Loop => {
            near(&mut out, Place::Outer);
            out.push(Atom::Elem(Place::Mirror));
        }
        Scene::Nested => {
            out.push(Atom::Elem(Place::Outer(0)));
            near(&mut out, Place::Inner);
        }
    }
    if local {
        out.extend([Atom::Local, Atom::Elem(Place::ByLocal)]);
    }
    if scene != Scene::Nested {
        out.extend((0..5).map(|at| Atom::Elem(Place::Fixed(at))));
    }
    match scene {
        Scene::Straight => {}
        Scene::Loop => out.push(Atom::Outer),
        Scene::Nested => out.extend([Atom::Outer, Atom::Inner]),
    }
    out
}

impl Bank {
    fn new(atoms: &[Atom]) -> Bank {
        let mut sums = vec![Vec::new(); MAX_SUM + 1];
        let mut start = Sum::constant(0);
        extend(atoms, &mut start, 0, 0, &mut |sum| {
            if let Some(level) = sums.get_mut(sum.cost() as usize) {
                level.push(*sum);
            }
        });
        // In two loops the counters are compared with nothing: their range says what a test would.
        let nested = atoms.contains(&Atom::Inner);
        let counts = |atom: &Atom| matches!(atom, Atom::Outer | Atom::Inner);
        let atoms: Vec<Atom> = atoms
            .iter()
            .copied()
            .filter(|atom| !nested || !counts(atom))
            .collect();
        let mut comparisons = vec![Vec::new(); MAX_COMPARISON + 1];
        let mut push = |comparison: Comparison| {
            if let Some(level) = comparisons.get_mut(comparison.cost() as usize) {
                level.push(comparison);
            }
        };
        for (at, &left) in atoms.iter().enumerate() {
            thresholds(Sum::atom(left), &mut push);
            for &right in &atoms[at + 1..] {
                for op in ORDER {
                    push(Comparison {
                        left: Sum::atom(left),
                        op,
                        right: Sum::atom(right),
                    });
                }
                // Sums and differences of two atoms against a constant; against 0 a difference is
                // the comparison above.
                for negative in [false, true] {
                    let mut sum = Sum::atom(left);
                    sum.terms[1] = Some((negative, right));
                    thresholds(sum, &mut |comparison| {
                        if !negative || comparison.right != Sum::constant(0) {
                            push(comparison);
                        }
                    });
                }
            }
        }
        Bank { sums, comparisons }
    }
}

const ORDER: [CmpOp; 6] = [
    CmpOp::Gt,
    CmpOp::Lt,
    CmpOp::Ge,
    CmpOp::Le,
    CmpOp::Eq,
    CmpOp::Ne,
];

/// All sums of at least the terms of `sum` with atoms from `at` on added.
fn extend(atoms: &[Atom], sum: &mut Sum, len: usize, at: usize, push: &mut dyn FnMut(&Sum)) {
    for constant in -4..=4 {
        sum.constant = constant;
        if len < TERMS || constant == 0 {
            push(sum);
        }
    }
    sum.constant = 0;
    if len == TERMS {
        return;
    }
    for (index, &atom) in atoms.iter().enumerate().skip(at) {
        for negative in [false, true] {
            if sum.terms[..len].contains(&Some((!negative, atom))) {
                continue;
            }
            // Equal atoms stand next to each other, so that no sum comes twice.
            sum.terms[len] = Some((negative, atom));
            extend(atoms, sum, len + 1, index, push);
            sum.terms[len] = None;
        }
    }
}

/// The comparisons with a constant that differ from each other on integers.
fn thresholds(left: Sum, push: &mut dyn FnMut(Comparison)) {
    let mut with = |op, constant| {
        push(Comparison {
            left,
            op,
            right: Sum::constant(constant),
        });
    };
    for constant in 0..=4 {
        with(CmpOp::Gt, constant);
        with(CmpOp::Le, constant);
        with(CmpOp::Lt, -constant);
        with(CmpOp::Ge, -constant);
    }
    for constant in -4..=4 {
        with(CmpOp::Eq, constant);
        with(CmpOp::Ne, constant);
    }
}

/// A head, and the values that its variable takes, a bit each.
pub(super) struct Ranged {
    /// The first value, end and step of the loop.
    pub(super) head: Head,
    /// Bit `i` is set where the variable takes the value `i`, from 0 to 4.
    pub(super) positions: u8,
}

/// The heads of loops that do not stand in another, cheapest first.
pub(super) fn heads() -> &'static [Ranged] {
    static HEADS: LazyLock<Vec<Ranged>> = LazyLock::new(|| {
        let mut out = Vec::new();
        for first in 0..4 {
            for end in first + 2..=5 {
                out.push(head(first, end, 1));
                out.push(head(end - 1, first - 1, -1));
                if end - first > 2 {
                    out.push(head(first, end, 2));
                }
            }
        }
        // Of ranges with the same values only one is kept.
        out.retain(|head| head.step != 2 || head.end == Edge::Const(5) || is_last_odd(head));
        out.sort_by_key(Head::cost);
        let ranged = |head| Ranged {
            positions: values(&head, 0).fold(0, |set, value| set | 1 << value),
            head,
        };
        out.into_iter().map(ranged).collect()
    });
    &HEADS
}

/// Whether the last value of a range by twos is not that of the range that ends one later.
fn is_last_odd(head: &Head) -> bool {
    matches!((head.first, head.end), (Edge::Const(first), Edge::Const(end)) if (end - first) % 2 == 0)
}

/// The heads of loops in another, cheapest first.
pub(super) fn inner_heads() -> &'static [Head] {
    static HEADS: LazyLock<Vec<Head>> = LazyLock::new(|| {
        let mut out = vec![
            head(0, 5, 1),
            head(0, 4, 1),
            head(1, 5, 1),
            head(4, -1, -1),
            head(3, -1, -1),
            head(4, 0, -1),
        ];
        let until = |first, end| Head {
            first,
            end,
            step: 1,
        };
        out.extend([
            until(Edge::Outer(1), Edge::Const(5)),
            until(Edge::Outer(0), Edge::Const(5)),
            until(Edge::Const(0), Edge::Outer(0)),
            until(Edge::Const(0), Edge::Outer(1)),
            Head {
                first: Edge::Const(4),
                end: Edge::Outer(0),
                step: -1,
            },
        ]);
        out.sort_by_key(Head::cost);
        out
    });
    &HEADS
}

fn head(first: i8, end: i8, step: i8) -> Head {
    Head {
        first: Edge::Const(first),
        end: Edge::Const(end),
        step,
    }
}

/// The values of the variable of a head, in order; `outer` is that of the loop around.
pub(super) fn values(head: &Head, outer: i8) -> impl Iterator<Item = i8> + use<> {
    let at = |edge| match edge {
        Edge::Const(value) => value,
        Edge::Outer(offset) => outer + offset,
    };
    let (first, end, step) = (at(head.first), at(head.end), head.step);
    std::iter::successors(Some(first), move |value| Some(value + step))
        .take_while(move |value| if step > 0 { *value < end } else { *value > end })
}

/// What the cheapest sum costs.
pub(super) const MIN_SUM: u32 = 1;
/// What the cheapest comparison costs.
pub(super) const MIN_COMPARISON: u32 = 3;

const _: () = assert!(constant_cost(0) == MIN_SUM);
