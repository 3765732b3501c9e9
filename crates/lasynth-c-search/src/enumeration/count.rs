//! How many programs there are.

use super::bank::{Scene, bank, heads};
use super::grammar::{
    BRANCH, BREAK, CONNECTIVE, Comparison, FURTHER, LOOP, OTHERWISE, SEQUEL, Sum,
};
use super::items::{Flow, by_local, repeated, straight};
use super::last_loop::SET;
use super::search::DEPTH;
use super::straight::ELEMENT;

/// Number of things by cost.
#[derive(Clone)]
struct Series(Vec<u128>);

impl Series {
    /// `count(cost)` for each cost up to a bound.
    fn new(bound: u32, count: impl Fn(u32) -> usize) -> Series {
        Series((0..=bound).map(|cost| count(cost) as u128).collect())
    }

    /// One thing that costs nothing.
    fn one(bound: u32) -> Series {
        Series::new(bound, |cost| usize::from(cost == 0))
    }

    /// These things, each for `by` more.
    fn dearer(&self, by: u32) -> Series {
        let mut out = vec![0; (by as usize).min(self.0.len())];
        out.extend(&self.0[..self.0.len() - out.len()]);
        Series(out)
    }

    /// One of these and one of those.
    fn times(&self, other: &Series) -> Series {
        let mut out = vec![0; self.0.len()];
        for (cost, count) in self.0.iter().enumerate() {
            for (other_cost, other) in other.0[..other.0.len() - cost].iter().enumerate() {
                out[cost + other_cost] += count * other;
            }
        }
        Series(out)
    }

    /// These without those, which are among them.
    fn minus(&self, other: &Series) -> Series {
        Series(self.0.iter().zip(&other.0).map(|(x, y)| x - y).collect())
    }

    /// One of these or one of those.
    fn plus(&self, other: &Series) -> Series {
        Series(self.0.iter().zip(&other.0).map(|(x, y)| x + y).collect())
    }
}

/// Number of programs that cost at most `bound`, spellings of the same behaviour counted each. What the
/// search passes over because a state was reached before is counted, as is what a last statement does
/// more than once.
pub(super) fn programs(bound: u32) -> u128 {
    let loops = |local: bool| {
        Series::new(bound, |cost| {
            let mut count = 0;
            let _ = repeated(cost, local, None, &mut |_| {
                count += 1;
                Flow::Continue(())
            });
            count
        })
    };
    let assigned = |local: bool, elements: bool| {
        Series::new(bound, |cost| {
            let mut count = 0;
            let _ = straight(cost, local, elements, &mut |_| {
                count += 1;
                Flow::Continue(())
            });
            count
        })
    };
    let (without, with) = (loops(false), loops(true));
    let indexed = Series::new(bound, |cost| {
        let mut count = 0;
        let _ = by_local(cost, &mut |_| {
            count += 1;
            Flow::Continue(())
        });
        count
    });
    let start = assigned(false, false);
    let both = assigned(false, true);
    let first = both.minus(&start);
    let last = [false, true].map(|local| final_statements(bound, local));

    // What stands in front so far, by its last statement: a loop, with the local variable or without, an
    // assignment by that variable counted with the former; the start of it; or another assignment.
    let none = || Series::new(bound, |_| 0);
    let mut total = none();
    let [mut loops, mut local, mut started, mut assigned] =
        [Series::one(bound), none(), none(), none()];
    for depth in 0..=DEPTH {
        // Loops end a program as well; the start of a local variable does not.
        total = total.plus(&loops).plus(&local);
        let sequel = if depth == 0 { 0 } else { SEQUEL };
        loops = loops.dearer(sequel);
        let plain = loops.plus(&assigned.dearer(sequel));
        let with_local = started.plus(&local.dearer(sequel));
        for (before, [last, simple]) in [&plain, &with_local].into_iter().zip(&last) {
            total = total.plus(&before.times(last));
            // In front of these the loops are counted above.
            if depth == DEPTH {
                total = total.plus(&before.times(simple));
            }
        }
        (started, assigned) = match depth {
            0 => (start.clone(), first.clone()),
            _ => (loops.times(&start), none()),
        };
        loops = plain.times(&without);
        local = with_local.times(&with.plus(&indexed));
    }
    total.0.iter().sum()
}

/// Last statements: those that are no loops of the first kind, and those that are.
fn final_statements(bound: u32, local: bool) -> [Series; 2] {
    let of = |scene: Scene| {
        let bank = bank(scene, local);
        let level = |cost: u32| bank.sums.get(cost as usize).map_or(0, Vec::<Sum>::len);
        let tests = |cost: u32| {
            bank.comparisons
                .get(cost as usize)
                .map_or(0, Vec::<Comparison>::len)
        };
        (Series::new(bound, level), Series::new(bound, tests))
    };
    let (sums, tests) = of(Scene::Straight);
    let each = sums.dearer(ELEMENT);
    // One or more of five positions.
    let mut assigns = Series::new(bound, |_| 0);
    let mut chosen = Series::one(bound);
    for ways in [5, 10, 10, 5, 1] {
        chosen = chosen.times(&each);
        for (all, count) in assigns.0.iter_mut().zip(&chosen.0) {
            *all += ways * count;
        }
    }
    let branch = tests.times(&assigns).dearer(BRANCH);
    let both = branch.times(&assigns).dearer(OTHERWISE);
    let (sums, tests) = of(Scene::Loop);
    let heads = Series::new(bound, |cost| {
        heads()
            .iter()
            .filter(|ranged| LOOP + ranged.head.cost() == cost)
            .count()
    });
    let set = sums.dearer(SET);
    let joined = tests.times(&tests).dearer(BRANCH + CONNECTIVE).times(&set);
    let one = tests.times(&set).dearer(BRANCH);
    let chained = one.times(&one).dearer(OTHERWISE);
    let full = chained.times(&set).dearer(OTHERWISE);
    let loops = heads.times(&joined.plus(&chained).plus(&full));
    let either = one.times(&set).dearer(OTHERWISE);
    let broken = one.dearer(BREAK + FURTHER);
    let simple = heads.times(&set.plus(&one).plus(&either).plus(&broken));
    let others = assigns.plus(&branch).plus(&both).plus(&loops);
    [others, simple]
}
