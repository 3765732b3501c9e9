//! Integers that are wanted at every point of a bank, and how terms of the bank are completed to them.
//!
//! Each new term is compared with the target: it may be right everywhere, right on a set of points
//! (which a condition completes), right up to a constant, or right together with one other term of the
//! bank, which is looked up by the hash of what is missing (*meet in the middle*).

use crate::bank::{Bank, Id, Map, UNDEFINED, hash_ints};
use crate::costs::{Costs, UNUSED_ARGUMENT, constant};
use crate::node::{NodeId, Nodes};
use crate::pairs::WantedMask;
use lasynth_lists::Op;

/// Completions that are kept of a target.
const KEPT: usize = 4;
/// Masks that are looked at for conditionals, the cheapest ones.
const MASKS: usize = 300;
/// Conditions that are looked at for conditionals.
const CONDITIONS: usize = 20_000;

/// The cheapest terms for something, and those that nobody has taken yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Best {
    found: Vec<(u32, NodeId)>,
    fresh: Vec<(u32, NodeId)>,
}

impl Best {
    /// Whether a term of this cost is worth having, where `bound` is what it must stay below.
    pub fn wants(&self, cost: u32, bound: u32) -> bool {
        let worst = match self.found.get(KEPT - 1) {
            Some((worst, _)) => *worst,
            None => u32::MAX,
        };
        cost < bound.min(worst)
    }

    pub fn offer(&mut self, cost: u32, bound: u32, node: impl FnOnce() -> NodeId) {
        if self.wants(cost, bound) {
            let entry = (cost, node());
            let at = self.found.partition_point(|(known, _)| *known <= cost);
            self.found.insert(at, entry);
            self.found.truncate(KEPT);
            self.fresh.push(entry);
        }
    }

    pub fn cheapest(&self) -> Option<(u32, NodeId)> {
        self.found.first().copied()
    }

    /// What was found since the last call.
    pub fn take_fresh(&mut self) -> Vec<(u32, NodeId)> {
        std::mem::take(&mut self.fresh)
    }
}

/// Integers that are wanted.
pub(crate) struct Target {
    pub values: Vec<i32>,
    /// For sets of points, the cheapest term that is right there.
    masks: Map<u128, (u32, NodeId)>,
    masks_changed: bool,
    conditions_seen: usize,
    /// The condition that tells the two values apart, where only two are wanted.
    pub condition: Option<WantedMask>,
    pub best: Best,
}

/// What a completion is made with.
pub(crate) struct Maker<'a> {
    pub nodes: &'a mut Nodes,
    pub costs: &'a Costs,
    /// What a completion must cost less than.
    pub bound: u32,
    /// Arguments that have to be in it, or cost.
    pub needed: u8,
    /// Which deductions take part.
    pub switches: crate::Switches,
}

impl Maker<'_> {
    fn unused(&self, arguments: u8) -> u32 {
        UNUSED_ARGUMENT * (self.needed & !arguments).count_ones()
    }

    fn arguments(&self, operands: &[NodeId]) -> u8 {
        operands
            .iter()
            .fold(0, |all, id| all | self.nodes.get(*id).arguments)
    }

    /// Offers an operator over two terms whose costs add up to `below`.
    fn offer(&mut self, best: &mut Best, op: Op, operands: &[NodeId], below: u32) {
        let cost = self.costs.apply(self.nodes, op, operands, below)
            + self.unused(self.arguments(operands));
        let nodes = &mut *self.nodes;
        best.offer(cost, self.bound, || nodes.apply(op, operands));
    }

    fn offer_constant(&mut self, best: &mut Best, op: Op, term: NodeId, value: i32, below: u32) {
        let value_node = self.nodes.constant(value);
        self.offer(best, op, &[term, value_node], below + constant(value));
    }
}

impl Target {
    pub fn new(values: Vec<i32>) -> Target {
        Target {
            condition: WantedMask::of_values(&values),
            values,
            masks: Map::default(),
            masks_changed: false,
            conditions_seen: 0,
            best: Best::default(),
        }
    }

    /// Compares a term of a bank.
    pub fn check(&mut self, bank: &Bank, id: Id, maker: &mut Maker<'_>) {
        let heads = &bank.ints.heads;
        let cost = u32::from(heads.cost[id as usize]);
        self.check_row(
            bank,
            bank.ints.row(id),
            cost,
            heads.node[id as usize],
            maker,
        );
    }

    /// Compares a term that is `row` at the points of the bank.
    pub fn check_row(
        &mut self,
        bank: &Bank,
        row: &[i32],
        cost: u32,
        node: NodeId,
        maker: &mut Maker<'_>,
    ) {
        let wanted = &self.values;
        let (mut mask, mut undefined) = (0u128, 0u128);
        for (point, (have, want)) in row.iter().zip(wanted).enumerate() {
            mask |= u128::from(have == want) << point;
            undefined |= u128::from(*have == UNDEFINED) << point;
        }
        let best = &mut self.best;
        if mask == bank.all {
            let cost = cost + maker.unused(maker.nodes.get(node).arguments);
            best.offer(cost, maker.bound, || node);
            return;
        }
        let right_count = mask.count_ones();
        if mask != 0 && maker.switches.masks {
            let entry = self.masks.entry(mask).or_insert((u32::MAX, 0));
            if cost < entry.0 {
                *entry = (cost, node);
                self.masks_changed = true;
            }
        }
        if right_count * 2 >= bank.points as u32 && undefined == 0 && maker.switches.clamps {
            clamps(best, bank, wanted, row, cost, node, maker);
        }
        if undefined != 0 {
            if mask | undefined == bank.all && right_count > 0 {
                default_of(best, wanted, undefined, cost, node, maker);
            }
            return;
        }
        if !maker.switches.meet {
            return;
        }
        moduli(best, wanted, row, cost, node, maker);
        quotients(best, bank, wanted, row, cost, node, maker);
        sums(best, bank, wanted, row, cost, node, maker);
        products(best, bank, wanted, row, cost, node, maker);
    }

    /// Conditionals: for each condition the cheapest terms that are right where it holds and where it
    /// does not. A constant is right where only one value is wanted.
    pub fn conditionals(&mut self, bank: &Bank, op: Op, maker: &mut Maker<'_>) {
        if !maker.switches.masks {
            return;
        }
        let first = match std::mem::take(&mut self.masks_changed) {
            true => 0,
            false => self.conditions_seen,
        };
        let heads = &bank.bools.heads;
        let last = heads.len().min(CONDITIONS);
        self.conditions_seen = last;
        if first >= last {
            return;
        }
        let mut masks: Vec<(u32, u128, NodeId)> = (self.masks.iter())
            .map(|(mask, (cost, node))| (*cost, *mask, *node))
            .collect();
        masks.sort_unstable();
        masks.truncate(MASKS);
        let wanted = &self.values;
        for n in first..last {
            let when = u32::from(heads.cost[n]);
            let minimal = when + 3 + 1 + 1;
            if !self.best.wants(minimal, maker.bound) {
                continue;
            }
            let holds = bank.bools.masks[n];
            let Some(yes) = right_on(&masks, wanted, holds, op) else {
                continue;
            };
            if !self.best.wants(minimal + yes.0 - 1, maker.bound) {
                continue;
            }
            let Some(no) = right_on(&masks, wanted, bank.all & !holds, op) else {
                continue;
            };
            let operands = [
                heads.node[n],
                yes.1.node(maker.nodes),
                no.1.node(maker.nodes),
            ];
            let below = when + yes.0 + no.0;
            maker.offer(&mut self.best, op, &operands, below);
        }
    }
}

/// A term or a constant.
#[derive(Clone, Copy)]
enum Filler {
    Node(NodeId),
    Constant(i32),
}

impl Filler {
    fn node(self, nodes: &mut Nodes) -> NodeId {
        match self {
            Filler::Node(node) => node,
            Filler::Constant(value) => nodes.constant(value),
        }
    }
}

/// The cheapest that is right on these points.
fn right_on(
    masks: &[(u32, u128, NodeId)],
    wanted: &[i32],
    points: u128,
    op: Op,
) -> Option<(u32, Filler)> {
    let covers = masks.iter().find(|(_, mask, _)| points & !mask == 0);
    let term = covers.map(|(cost, _, node)| (*cost, Filler::Node(*node)));
    if op != Op::IfInt || points == 0 {
        return term;
    }
    let first = wanted[points.trailing_zeros() as usize];
    let cost = constant(first);
    if term.is_some_and(|(known, _)| known <= cost) {
        return term;
    }
    let same = wanted
        .iter()
        .enumerate()
        .all(|(n, v)| points >> n & 1 == 0 || *v == first);
    match same {
        true => Some((cost, Filler::Constant(first))),
        false => term,
    }
}

/// The one value that is wanted wherever the term is undefined.
fn default_of(
    best: &mut Best,
    wanted: &[i32],
    undefined: u128,
    cost: u32,
    node: NodeId,
    maker: &mut Maker<'_>,
) {
    let value = wanted[undefined.trailing_zeros() as usize];
    let mut points = wanted.iter().enumerate();
    if points.all(|(n, want)| undefined >> n & 1 == 0 || *want == value) {
        maker.offer_constant(best, Op::Default, node, value, cost);
    }
}

/// Remainders and quotients by a constant that follows from the differences.
fn moduli(
    best: &mut Best,
    wanted: &[i32],
    row: &[i32],
    cost: u32,
    node: NodeId,
    maker: &mut Maker<'_>,
) {
    if row.len() < 4
        || row
            .iter()
            .zip(wanted)
            .any(|(have, want)| *want < 0 || have < want)
    {
        return;
    }
    let largest = wanted.iter().copied().max().unwrap_or(0);
    let mut divisor = 0;
    for (have, want) in row.iter().zip(wanted) {
        let mut rest = have - want;
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        if divisor == 1 {
            break;
        }
    }
    if divisor > 1 && divisor <= 10_000 {
        if divisor > largest {
            maker.offer_constant(best, Op::Mod, node, divisor, cost);
        } else if divisor == largest && divisor > 2 && wanted.iter().all(|want| *want >= 1) {
            // (t - 1) % c + 1, as on the face of a clock.
            let below = cost + 4 * constant(1);
            let total = below + 2 * 2 + 3 + constant(divisor);
            if best.wants(total, maker.bound) {
                let one = maker.nodes.constant(1);
                let by = maker.nodes.constant(divisor);
                let before = maker.nodes.apply(Op::Sub, &[node, one]);
                let rest = maker.nodes.apply(Op::Mod, &[before, by]);
                maker.offer(best, Op::Add, &[rest, one], total - 4);
            }
        }
    }
    let (mut low, mut high) = (2i64, i64::MAX);
    for (have, want) in row.iter().zip(wanted) {
        let (have, want) = (i64::from(*have), i64::from(*want));
        if want > 0 {
            high = high.min(have / want);
        }
        low = low.max(have / (want + 1) + 1);
        if low > high {
            return;
        }
    }
    if high < i64::MAX && low > 2 {
        let divisors = low..=high.min(low + 1000);
        let cheapest = divisors.min_by_key(|value| (constant(*value as i32), *value));
        if let Some(value) = cheapest {
            maker.offer_constant(best, Op::Div, node, value as i32, cost);
        }
    }
}

/// The term between two limits: where it is more than what is wanted, that is one limit, where it is
/// less, the other; each is a constant or one of the cheapest terms.
fn clamps(
    best: &mut Best,
    bank: &Bank,
    wanted: &[i32],
    row: &[i32],
    cost: u32,
    node: NodeId,
    maker: &mut Maker<'_>,
) {
    if !best.wants(cost + 6, maker.bound) {
        return;
    }
    let mut limited = node;
    let mut below = cost;
    for op in [Op::Min2, Op::Max2] {
        let is_cut = |have: i32, want: i32| match op {
            Op::Min2 => have > want,
            _ => have < want,
        };
        let cut: Vec<usize> = (0..row.len())
            .filter(|n| is_cut(row[*n], wanted[*n]))
            .collect();
        let Some(first) = cut.first() else { continue };
        // A limit must not cut where the term itself is wanted.
        let fits = |limit: &dyn Fn(usize) -> i32| {
            (0..row.len()).all(|n| match is_cut(row[n], wanted[n]) {
                true => limit(n) == wanted[n],
                false => match op {
                    Op::Min2 => limit(n) >= wanted[n],
                    _ => limit(n) <= wanted[n],
                },
            })
        };
        let value = wanted[*first];
        let constant_limit = fits(&|_| value).then(|| (constant(value), Filler::Constant(value)));
        let terms = bank.divisors.iter().filter(|id| {
            let limits = bank.ints.row(**id);
            fits(&|n| limits[n])
        });
        let term_limit = terms.map(|id| {
            let id = *id as usize;
            let node = bank.ints.heads.node[id];
            (u32::from(bank.ints.heads.cost[id]), Filler::Node(node))
        });
        let limit = term_limit
            .chain(constant_limit)
            .min_by_key(|(cost, _)| *cost);
        let Some((limit_cost, limit)) = limit else {
            return;
        };
        let limit = limit.node(maker.nodes);
        let operands = [limited, limit];
        below = maker
            .costs
            .apply(maker.nodes, op, &operands, below + limit_cost);
        if !best.wants(below, maker.bound) {
            return;
        }
        limited = maker.nodes.apply(op, &operands);
    }
    if limited != node {
        let total = below + maker.unused(maker.nodes.get(limited).arguments);
        best.offer(total, maker.bound, || limited);
    }
}

/// Quotients and remainders by one of the cheapest terms of the bank.
fn quotients(
    best: &mut Best,
    bank: &Bank,
    wanted: &[i32],
    row: &[i32],
    cost: u32,
    node: NodeId,
    maker: &mut Maker<'_>,
) {
    let heads = &bank.ints.heads;
    if row.len() < 3 || !best.wants(cost + 4, maker.bound) {
        return;
    }
    // The first point where the quotient is not 0 rules most divisors out.
    let at = wanted.iter().position(|want| *want != 0).unwrap_or(0);
    for by in &bank.divisors {
        let divisors = bank.ints.row(*by);
        let by = *by as usize;
        let (have, want, divisor) = (row[at], wanted[at], divisors[at]);
        // Neither the quotient nor the remainder can be what is wanted.
        let product = i64::from(want) * i64::from(divisor);
        if (i64::from(have) - product).abs() >= i64::from(divisor.unsigned_abs())
            && i64::from(want.unsigned_abs()) >= i64::from(divisor.unsigned_abs())
        {
            continue;
        }
        let divides = |op: fn(i32, i32) -> Option<i32>, point: usize| {
            op(row[point], divisors[point]) == Some(wanted[point])
        };
        for (op, apply) in [
            (Op::Div, i32::checked_div as fn(i32, i32) -> Option<i32>),
            (Op::Mod, i32::checked_rem),
        ] {
            if divides(apply, at) && (0..row.len()).all(|point| divides(apply, point)) {
                let below = cost + u32::from(heads.cost[by]);
                maker.offer(best, op, &[node, heads.node[by]], below);
            }
        }
    }
}

/// What has to be added to the term, or subtracted from it, or what it has to be subtracted from.
fn sums(
    best: &mut Best,
    bank: &Bank,
    wanted: &[i32],
    row: &[i32],
    cost: u32,
    node: NodeId,
    maker: &mut Maker<'_>,
) {
    if !best.wants(cost + 3, maker.bound) {
        return;
    }
    let mut differences = [0; crate::bank::MAX_POINTS];
    let differences = &mut differences[..row.len()];
    for (rest, (have, want)) in differences.iter_mut().zip(row.iter().zip(wanted)) {
        match want.checked_sub(*have) {
            Some(value) => *rest = value,
            None => return,
        }
    }
    let first = differences[0];
    let found = |bank: &Bank, key: &[i32]| {
        let id = bank.ints.heads.find(hash_ints(key))? as usize;
        Some((
            u32::from(bank.ints.heads.cost[id]),
            bank.ints.heads.node[id],
        ))
    };
    if let Some((other_cost, other)) = found(bank, differences) {
        maker.offer(best, Op::Add, &[node, other], cost + other_cost);
    } else if differences.iter().all(|value| *value == first) {
        match first >= 0 {
            true => maker.offer_constant(best, Op::Add, node, first, cost),
            false if first > UNDEFINED => {
                maker.offer_constant(best, Op::Sub, node, -first, cost);
            }
            false => {}
        }
    }
    for value in &mut *differences {
        *value = value.wrapping_neg();
    }
    if let Some((other_cost, other)) = found(bank, differences) {
        maker.offer(best, Op::Sub, &[node, other], cost + other_cost);
    }
    for (sum, (have, want)) in differences.iter_mut().zip(row.iter().zip(wanted)) {
        match want.checked_add(*have) {
            Some(value) => *sum = value,
            None => return,
        }
    }
    let first = differences[0];
    if let Some((other_cost, other)) = found(bank, differences) {
        maker.offer(best, Op::Sub, &[other, node], cost + other_cost);
    } else if differences.iter().all(|value| *value == first) {
        let value = maker.nodes.constant(first);
        maker.offer(best, Op::Sub, &[value, node], cost + constant(first));
    }
}

/// What the term has to be multiplied with.
fn products(
    best: &mut Best,
    bank: &Bank,
    wanted: &[i32],
    row: &[i32],
    cost: u32,
    node: NodeId,
    maker: &mut Maker<'_>,
) {
    if !best.wants(cost + 4, maker.bound) {
        return;
    }
    let mut quotients = [0; crate::bank::MAX_POINTS];
    let quotients = &mut quotients[..row.len()];
    let mut free = 0u128;
    for (point, (have, want)) in row.iter().zip(wanted).enumerate() {
        if *have == 0 && *want == 0 {
            free |= 1 << point;
        } else if *have == 0 || want % have != 0 {
            return;
        } else {
            quotients[point] = want / have;
        }
    }
    let known = (0..row.len()).find(|point| free >> point & 1 == 0);
    let Some(known) = known else {
        return;
    };
    let first = quotients[known];
    let mut points = quotients.iter().enumerate();
    if first > 1 && points.all(|(n, value)| free >> n & 1 == 1 || *value == first) {
        maker.offer_constant(best, Op::Mul, node, first, cost);
    }
    if free == 0
        && let Some(id) = bank.ints.heads.find(hash_ints(quotients))
    {
        let id = id as usize;
        let other_cost = u32::from(bank.ints.heads.cost[id]);
        let other = bank.ints.heads.node[id];
        maker.offer(best, Op::Mul, &[node, other], cost + other_cost);
    }
}
