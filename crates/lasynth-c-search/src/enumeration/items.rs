//! The statements that come before the last: everything of a given cost, one after the other.

use super::bank::{MAX_COMPARISON, MAX_SUM, MIN_COMPARISON, Scene, bank, heads, inner_heads};
use super::grammar::{
    Atom, BRANCH, BREAK, Comparison, Edge, FURTHER, Head, LOOP, NESTING, Node, OTHERWISE, Place,
    STATEMENT, SWAP, Sum, Target, Test,
};
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// Whether an enumeration goes on.
pub(super) type Flow = ControlFlow<()>;
/// Called with every statement that is enumerated; its answer says whether to go on.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&Node) -> Flow;
/// Takes the statements of a body; what it leaves is used again.
type VisitBody<'v> = &'v mut dyn FnMut(&mut Vec<Node>) -> Flow;

/// Which loops to hand over. It spares the effort of making those that [`super::search`] would not run.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Those that need another statement after them, or the others.
    pub(super) late: bool,
    /// The positions that are not yet as wanted, a bit each.
    pub(super) wrong: u8,
}

/// Hands over loops that cost exactly `cost`: all that are wanted and others, or simply all; those with
/// the local variable if there is one.
pub(super) fn repeated(cost: u32, local: bool, wanted: Option<Wanted>, visit: Visit<'_>) -> Flow {
    for ranged in heads() {
        let Some(left) = cost.checked_sub(LOOP + ranged.head.cost()) else {
            continue;
        };
        let mut node = Node::For(ranged.head, Vec::new());
        bodies(Scene::Loop, local, left, wanted, &mut |body| {
            swap_body(&mut node, body);
            let flow = visit(&node);
            swap_body(&mut node, body);
            flow
        })?;
    }
    for outer in heads().iter().map(|ranged| ranged.head) {
        if outer.step.abs() != 1 {
            continue;
        }
        for inner in inner_heads() {
            let spent = 2 * LOOP + NESTING + outer.cost() + inner.cost();
            let Some(left) = cost.checked_sub(spent) else {
                continue;
            };
            let free = is_free(&outer, inner);
            let mut node = Node::For(outer, vec![Node::For(*inner, Vec::new())]);
            bodies(Scene::Nested, local, left, wanted, &mut |body| {
                let has = |kind: fn(Atom) -> bool| body.iter().any(|node| node.has(kind));
                if !has(Atom::is_inner) || !(free || has(Atom::is_outer)) {
                    return Flow::Continue(());
                }
                swap_body(&mut node, body);
                let flow = visit(&node);
                swap_body(&mut node, body);
                flow
            })?;
        }
    }
    Flow::Continue(())
}

/// Whether the body of two loops need not use the variable of the outer one. Where nothing uses it,
/// only the number of passes matters.
pub(super) fn is_free(outer: &Head, inner: &Head) -> bool {
    let plain = outer.first == Edge::Const(0) && outer.step == 1;
    let edges = [inner.first, inner.end];
    plain || edges.iter().any(|edge| matches!(edge, Edge::Outer(_)))
}

/// Exchanges the body of the innermost loop.
fn swap_body(node: &mut Node, body: &mut Vec<Node>) {
    if let Node::For(_, inside) = node {
        match &mut inside[..] {
            [inner @ Node::For(..)] => swap_body(inner, body),
            _ => std::mem::swap(inside, body),
        }
    }
}

/// Hands over the assignments outside of loops that cost exactly `cost`: the first of the local
/// variable if there is none, and those to elements if they are to come too.
pub(super) fn straight(cost: u32, local: bool, elements_too: bool, visit: Visit<'_>) -> Flow {
    let targets = elements(Scene::Straight).filter(|_| elements_too);
    for target in targets.chain((!local).then_some(Target::Local)) {
        for sum in sums(Scene::Straight, local, target, cost) {
            visit(&Node::Set(target, *sum))?;
        }
    }
    Flow::Continue(())
}

/// Hands over the assignments to `a[l]` outside of loops that cost exactly `cost`.
pub(super) fn by_local(cost: u32, visit: Visit<'_>) -> Flow {
    let target = Target::Elem(Place::ByLocal);
    let mut sums = sums(Scene::Straight, true, target, cost);
    sums.try_for_each(|sum| visit(&Node::Set(target, *sum)))
}

/// The bodies of loops that cost exactly `cost`.
fn bodies(
    scene: Scene,
    local: bool,
    cost: u32,
    wanted: Option<Wanted>,
    visit: VisitBody<'_>,
) -> Flow {
    let simple = |cost: u32| at(simple(scene, local), cost);
    let single = |cost: u32| {
        let all = simple(cost).iter();
        all.filter(move |node| {
            !is_shifted(node) && wanted.is_none_or(|wanted| wanted.may_take(scene, node))
        })
    };
    let mut body = Vec::with_capacity(2);
    for node in single(cost).filter(|node| !is_last_value(node)) {
        body.clear();
        body.push(node.clone());
        visit(&mut body)?;
    }
    if let Some(left) = cost.checked_sub(BRANCH) {
        let mut body = vec![Node::If(ANY, vec![Node::Break], Vec::new())];
        for (test, left) in tests(scene, local, left) {
            for node in single(left) {
                if let [Node::If(place, then, _)] = &mut body[..] {
                    *place = Test::One(*test);
                    then[0].clone_from(node);
                }
                visit(&mut body)?;
            }
        }
    }
    if let Some(left) = cost.checked_sub(BRANCH + OTHERWISE) {
        for (test, left) in tests(scene, local, left) {
            for first_cost in 0..left {
                for then in simple(first_cost) {
                    let others = simple(left - first_cost).iter();
                    for otherwise in others.filter(|other| is_choice(then, other)) {
                        let (then, otherwise) = (vec![then.clone()], vec![otherwise.clone()]);
                        body.clear();
                        body.push(Node::If(Test::One(*test), then, otherwise));
                        visit(&mut body)?;
                    }
                }
            }
        }
    }
    if let Some(left) = cost.checked_sub(FURTHER) {
        for first_cost in 0..left {
            for first in simple(first_cost) {
                let others = simple(left - first_cost).iter();
                for second in others.filter(|second| is_pair(first, second)) {
                    body.clear();
                    body.extend([first.clone(), second.clone()]);
                    visit(&mut body)?;
                }
            }
        }
    }
    if scene == Scene::Nested {
        return Flow::Continue(());
    }
    // `if (test) l = sum;` and what uses it.
    if local && let Some(left) = cost.checked_sub(BRANCH + FURTHER) {
        let sets = |node: &Node| matches!(node, Node::Set(Target::Local, _));
        for (test, left) in tests(scene, local, left) {
            for set_cost in 0..left {
                for set in simple(set_cost).iter().filter(|node| sets(node)) {
                    let others = simple(left - set_cost).iter();
                    let branch = Node::If(Test::One(*test), vec![set.clone()], Vec::new());
                    for user in others.filter(|node| !sets(node) && node.has(Atom::is_local)) {
                        body.clear();
                        body.extend([branch.clone(), user.clone()]);
                        visit(&mut body)?;
                        body.swap(0, 1);
                        visit(&mut body)?;
                    }
                }
            }
        }
    }
    if let Some(left) = cost.checked_sub(BRANCH + BREAK) {
        for (test, left) in tests(scene, local, left) {
            for node in simple(left).iter().filter(|node| !is_shifted(node)) {
                let test = Test::One(*test);
                body.clear();
                body.push(Node::If(test, vec![node.clone(), Node::Break], Vec::new()));
                visit(&mut body)?;
            }
            let left = left.saturating_sub(FURTHER);
            for node in simple(left).iter().filter(|node| !is_shifted(node)) {
                let test = Test::One(*test);
                body.clear();
                body.extend([Node::If(test, vec![Node::Break], Vec::new()), node.clone()]);
                visit(&mut body)?;
            }
        }
    }
    Flow::Continue(())
}

/// Stands where a test will be.
const ANY: Test = Test::One(Comparison {
    left: Sum::constant(0),
    op: lasynth_c::syntax::CmpOp::Eq,
    right: Sum::constant(0),
});

impl Wanted {
    /// Whether a loop that assigns nothing else may be wanted.
    fn may_take(self, scene: Scene, node: &Node) -> bool {
        match node {
            Node::Set(Target::Local, _) => self.late,
            Node::Set(Target::Elem(Place::Outer(0)), _) if scene == Scene::Loop => self.late,
            Node::Set(Target::Elem(Place::Fixed(at)), _) => {
                (self.wrong & !(1 << at) != 0) == self.late
            }
            _ => true,
        }
    }
}

/// What can be assigned in a scene besides the local variable.
pub(super) fn elements(scene: Scene) -> impl Iterator<Item = Target> {
    let places: &[Place] = match scene {
        Scene::Straight => &[
            Place::Fixed(0),
            Place::Fixed(1),
            Place::Fixed(2),
            Place::Fixed(3),
            Place::Fixed(4),
        ],
        Scene::Loop => &[
            Place::Outer(0),
            Place::Outer(1),
            Place::Outer(-1),
            Place::Mirror,
            Place::Fixed(0),
            Place::Fixed(1),
            Place::Fixed(2),
            Place::Fixed(3),
            Place::Fixed(4),
        ],
        Scene::Nested => &[Place::Outer(0), Place::Inner(0), Place::Inner(1)],
    };
    places.iter().map(|place| Target::Elem(*place))
}

/// The swaps of a scene.
pub(super) fn swaps(scene: Scene) -> &'static [(Place, Place)] {
    match scene {
        Scene::Straight => &[],
        Scene::Loop => &[
            (Place::Outer(0), Place::Outer(1)),
            (Place::Outer(0), Place::Mirror),
            (Place::Outer(0), Place::Fixed(0)),
            (Place::Outer(0), Place::Fixed(1)),
            (Place::Outer(0), Place::Fixed(2)),
            (Place::Outer(0), Place::Fixed(3)),
            (Place::Outer(0), Place::Fixed(4)),
        ],
        Scene::Nested => &[
            (Place::Inner(0), Place::Inner(1)),
            (Place::Outer(0), Place::Inner(0)),
        ],
    }
}

/// Assignments and swaps in a loop by cost; those with the local variable if there is one.
fn simple(scene: Scene, local: bool) -> &'static [Vec<Node>] {
    static ALL: LazyLock<[Vec<Vec<Node>>; 4]> = LazyLock::new(|| {
        std::array::from_fn(|at| {
            let scene = [Scene::Loop, Scene::Nested][at / 2];
            let local = at % 2 == 1;
            let mut out = vec![Vec::new(); STATEMENT as usize + MAX_SUM + 5];
            for (left, right) in swaps(scene) {
                out[(SWAP + left.cost() + right.cost()) as usize].push(Node::Swap(*left, *right));
            }
            let own = [Target::Local, Target::Elem(Place::ByLocal)];
            let own = own.into_iter().filter(|_| local);
            for target in own.chain(elements(scene)) {
                for (cost, level) in out.iter_mut().enumerate() {
                    let sums = sums(scene, local, target, cost as u32);
                    level.extend(sums.map(|sum| Node::Set(target, *sum)));
                }
            }
            out
        })
    });
    &ALL[2 * usize::from(scene == Scene::Nested) + usize::from(local)]
}

/// The values that an assignment to `target` of exactly `cost` can have.
fn sums(
    scene: Scene,
    local: bool,
    target: Target,
    cost: u32,
) -> impl Iterator<Item = &'static Sum> {
    let left = cost.checked_sub(STATEMENT + target.cost());
    let level = left.map_or(&[][..], |left| at(&bank(scene, local).sums, left));
    let itself = Sum::atom(match target {
        Target::Local => Atom::Local,
        Target::Elem(place) => Atom::Elem(place),
    });
    level.iter().filter(move |sum| **sum != itself)
}

fn at<T>(costed: &[Vec<T>], cost: u32) -> &[T] {
    costed.get(cost as usize).map_or(&[], |level| level)
}

/// The tests for which something of `cost` is left, cheapest first, and what is left.
fn tests(scene: Scene, local: bool, cost: u32) -> impl Iterator<Item = (&'static Comparison, u32)> {
    let bank = bank(scene, local);
    let most = (cost as usize).min(MAX_COMPARISON);
    (MIN_COMPARISON as usize..=most).flat_map(move |test_cost| {
        let level = bank.comparisons[test_cost].iter();
        level.map(move |test| (test, cost - test_cost as u32))
    })
}

/// Whether a statement assigns another element than that which the loop is at. A loop that assigns
/// nothing else can be written with another range.
pub(super) fn is_shifted(node: &Node) -> bool {
    let Node::Set(Target::Elem(place), _) = node else {
        return false;
    };
    matches!(
        place,
        Place::Outer(1 | -1) | Place::Inner(1) | Place::Mirror
    )
}

/// Whether a statement gives the local variable a value that does not depend on it. Of a loop over
/// that only the last pass matters, and what it does can be said without a loop.
pub(super) fn is_last_value(node: &Node) -> bool {
    matches!(node, Node::Set(Target::Local, value) if !value.has(Atom::is_local))
}

/// Whether two statements one after the other are more than a longer sum, and more than two loops.
pub(super) fn is_pair(first: &Node, second: &Node) -> bool {
    let (Node::Set(x, from), Node::Set(y, also_from)) = (first, second) else {
        return first != second;
    };
    let reads = |sum: &Sum, target| {
        sum.has(|atom| match target {
            Target::Local => matches!(atom, Atom::Local | Atom::Elem(Place::ByLocal)),
            Target::Elem(place) => atom == Atom::Elem(place),
        })
    };
    x != y && (reads(also_from, *x) || reads(from, *y))
}

/// Whether two statements are what one condition decides between: two values for the same, or a swap
/// and something else.
pub(super) fn is_choice(then: &Node, otherwise: &Node) -> bool {
    match (then, otherwise) {
        (Node::Set(x, _), Node::Set(y, _)) => x == y && then != otherwise,
        _ => then != otherwise,
    }
}
