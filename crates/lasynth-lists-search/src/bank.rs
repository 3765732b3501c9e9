//! Banks: terms by what they give at a number of points.
//!
//! A *point* is a place where a term has a value: an example for terms over the arguments, an element of
//! a list in an example for the body of a loop. A bank keeps one term for every tuple of values
//! (*observational equivalence*), the cheapest one, since it grows by exact cost; the next few that give
//! the same are remembered as alternatives, because they may differ beyond the examples.

use crate::costs::{Class, Part};
use crate::node::{Node, NodeId, Nodes};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Points that a bank can have: conditions are sets of points in one word.
pub(crate) const MAX_POINTS: usize = 128;
/// The value that is undefined. A true value of -2^31 is not told from it; whatever is answered is
/// evaluated exactly.
pub(crate) const UNDEFINED: i32 = i32::MIN;
/// Elements of a list in a bank.
pub(crate) const MAX_ELEMENTS: usize = 256;
/// Integers that others are divided by.
const DIVISORS: usize = 24;
/// Levels of cost.
pub(crate) const LEVELS: usize = 72;
/// Alternatives that are remembered of a term.
const ALTERNATIVES: u8 = 3;
/// How much more than the term an alternative may cost.
const WINDOW: u32 = 2;

pub(crate) type Map<K, V> = HashMap<K, V, FixedState>;

/// Number of a term within its table.
pub(crate) type Id = u32;

/// What all tables keep of a term.
pub(crate) struct Heads {
    pub node: Vec<NodeId>,
    pub cost: Vec<u8>,
    pub class: Vec<Class>,
    pub part: Vec<Part>,
    alternatives: Vec<u8>,
    levels: Vec<Vec<Id>>,
    by_hash: Map<u128, Id>,
}

impl Heads {
    fn new() -> Heads {
        Heads {
            node: Vec::new(),
            cost: Vec::new(),
            class: Vec::new(),
            part: Vec::new(),
            alternatives: Vec::new(),
            levels: vec![Vec::new(); LEVELS],
            by_hash: Map::default(),
        }
    }

    pub fn len(&self) -> usize {
        self.node.len()
    }

    /// The terms of a cost.
    #[inline]
    pub fn level(&self, cost: u32) -> &[Id] {
        self.levels.get(cost as usize).map_or(&[], |level| level)
    }

    pub fn find(&self, key: u128) -> Option<Id> {
        self.by_hash.get(&key).copied()
    }

    fn push(&mut self, key: u128, id: NodeId, node: &Node, cost: u32) -> Id {
        let number = self.node.len() as Id;
        self.by_hash.insert(key, number);
        self.node.push(id);
        self.cost.push(cost as u8);
        self.class.push(node.class);
        self.part.push(node.part);
        self.alternatives.push(0);
        self.levels[cost as usize].push(number);
        number
    }
}

/// Terms that are integers, at every point.
pub(crate) struct Ints {
    pub heads: Heads,
    points: usize,
    values: Vec<i32>,
}

impl Ints {
    #[inline]
    pub fn row(&self, id: Id) -> &[i32] {
        let start = id as usize * self.points;
        &self.values[start..start + self.points]
    }
}

/// Terms that are conditions: the set of points where they hold.
pub(crate) struct Bools {
    pub heads: Heads,
    pub masks: Vec<u128>,
}

/// Where the elements of a list lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: u32,
    pub len: u32,
}

impl Span {
    pub const UNDEFINED: Span = Span {
        start: 0,
        len: u32::MAX,
    };

    pub fn is_defined(self) -> bool {
        self.len != u32::MAX
    }
}

/// Terms that are lists, at every point.
pub(crate) struct Lists {
    pub heads: Heads,
    points: usize,
    elements: Vec<i32>,
    spans: Vec<Span>,
}

impl Lists {
    #[inline]
    pub fn at(&self, id: Id, point: usize) -> Option<&[i32]> {
        let Span { start, len } = self.spans[id as usize * self.points + point];
        match len {
            u32::MAX => None,
            _ => Some(&self.elements[start as usize..(start + len) as usize]),
        }
    }

    /// The lists at all points; `None` where one is undefined.
    pub fn everywhere(&self, id: Id) -> Option<Vec<Vec<i32>>> {
        (0..self.points)
            .map(|point| self.at(id, point).map(<[i32]>::to_vec))
            .collect()
    }
}

/// Scratch space for the values of one term.
#[derive(Default)]
pub(crate) struct Scratch {
    pub ints: Vec<i32>,
    pub elements: Vec<i32>,
    pub spans: Vec<Span>,
}

impl Scratch {
    /// Begins a list term.
    pub fn clear_lists(&mut self) {
        self.elements.clear();
        self.spans.clear();
    }

    /// Ends the list of a point whose elements were appended from `start` on; `None` for an undefined
    /// one.
    pub fn end_list(&mut self, start: usize, defined: bool) {
        let len = self.elements.len() - start;
        if !defined || len > MAX_ELEMENTS {
            self.elements.truncate(start);
            self.spans.push(Span::UNDEFINED);
        } else {
            self.spans.push(Span {
                start: start as u32,
                len: len as u32,
            });
        }
    }

    /// Appends the list of a point.
    pub fn push_list(&mut self, list: Option<&[i32]>) {
        let start = self.elements.len();
        self.elements.extend_from_slice(list.unwrap_or_default());
        self.end_list(start, list.is_some());
    }
}

/// A term that gives the same as another one in a bank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alternative {
    /// The one that is kept.
    pub of: NodeId,
    pub node: Node,
}

/// The banks of one set of points.
pub(crate) struct Bank {
    pub points: usize,
    /// All points.
    pub all: u128,
    /// The cost up to which it has grown.
    pub done: u32,
    pub ints: Ints,
    pub bools: Bools,
    pub lists: Lists,
    pub scratch: Scratch,
    pub alternatives: Vec<Alternative>,
    /// The cheapest integers that are not constants and defined everywhere: what others are divided by.
    pub divisors: Vec<Id>,
}

impl Bank {
    pub fn new(points: usize) -> Bank {
        assert!(points <= MAX_POINTS);
        Bank {
            points,
            all: everything(points),
            done: 0,
            ints: Ints {
                heads: Heads::new(),
                points,
                values: Vec::new(),
            },
            bools: Bools {
                heads: Heads::new(),
                masks: Vec::new(),
            },
            lists: Lists {
                heads: Heads::new(),
                points,
                elements: Vec::new(),
                spans: Vec::new(),
            },
            scratch: Scratch::default(),
            alternatives: Vec::new(),
            divisors: Vec::new(),
        }
    }

    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        let heads = |heads: &Heads| heads.len() * 72;
        4 * self.ints.values.len()
            + 4 * self.lists.elements.len()
            + 8 * self.lists.spans.len()
            + heads(&self.ints.heads)
            + heads(&self.bools.heads)
            + heads(&self.lists.heads)
            + self.alternatives.len() * size_of::<Alternative>()
    }

    /// Takes the integers in the scratch space, if no term gives the same. `cost` is the exact one.
    pub fn add_int(&mut self, nodes: &mut Nodes, node: Node, cost: u32) -> Option<Id> {
        self.add_int_as(nodes, node, None, cost)
    }

    /// The same for a term that is a node already.
    pub fn add_int_as(
        &mut self,
        nodes: &mut Nodes,
        node: Node,
        known: Option<NodeId>,
        cost: u32,
    ) -> Option<Id> {
        let values = &self.scratch.ints;
        if values.iter().all(|value| *value == UNDEFINED) {
            return None;
        }
        let key = hash_ints(values);
        if let Some(same) = self.ints.heads.find(key) {
            remember(
                &mut self.ints.heads,
                same,
                node,
                cost,
                &mut self.alternatives,
            );
            return None;
        }
        let id = known.unwrap_or_else(|| nodes.push(node));
        let number = self.ints.heads.push(key, id, &node, cost);
        if self.divisors.len() < DIVISORS
            && !matches!(node.head, crate::node::Head::Constant(_))
            && !values.contains(&UNDEFINED)
        {
            self.divisors.push(number);
        }
        self.ints.values.extend_from_slice(values);
        Some(number)
    }

    /// Takes a condition, if no term gives the same and it is not the same everywhere.
    pub fn add_bool(&mut self, nodes: &mut Nodes, mask: u128, node: Node, cost: u32) -> Option<Id> {
        self.add_bool_as(nodes, mask, node, None, cost)
    }

    /// The same for a term that is a node already.
    pub fn add_bool_as(
        &mut self,
        nodes: &mut Nodes,
        mask: u128,
        node: Node,
        known: Option<NodeId>,
        cost: u32,
    ) -> Option<Id> {
        if mask == 0 || mask == self.all {
            return None;
        }
        if let Some(same) = self.bools.heads.find(mask) {
            remember(
                &mut self.bools.heads,
                same,
                node,
                cost,
                &mut self.alternatives,
            );
            return None;
        }
        let id = known.unwrap_or_else(|| nodes.push(node));
        let number = self.bools.heads.push(mask, id, &node, cost);
        self.bools.masks.push(mask);
        Some(number)
    }

    /// Takes the lists in the scratch space, if no term gives the same.
    pub fn add_list(&mut self, nodes: &mut Nodes, node: Node, cost: u32) -> Option<Id> {
        self.add_list_as(nodes, node, None, cost)
    }

    /// The same for a term that is a node already.
    pub fn add_list_as(
        &mut self,
        nodes: &mut Nodes,
        node: Node,
        known: Option<NodeId>,
        cost: u32,
    ) -> Option<Id> {
        let Scratch {
            elements, spans, ..
        } = &self.scratch;
        if !spans.iter().any(|span| span.is_defined()) {
            return None;
        }
        let key = hash_spans(elements, spans);
        if let Some(same) = self.lists.heads.find(key) {
            remember(
                &mut self.lists.heads,
                same,
                node,
                cost,
                &mut self.alternatives,
            );
            return None;
        }
        let id = known.unwrap_or_else(|| nodes.push(node));
        let number = self.lists.heads.push(key, id, &node, cost);
        let offset = self.lists.elements.len() as u32;
        self.lists.elements.extend_from_slice(elements);
        let moved = |span: &Span| match span.is_defined() {
            true => Span {
                start: span.start + offset,
                len: span.len,
            },
            false => *span,
        };
        self.lists.spans.extend(spans.iter().map(moved));
        Some(number)
    }
}

/// Remembers an alternative of a term, if there are not enough yet.
fn remember(
    heads: &mut Heads,
    same: Id,
    node: Node,
    cost: u32,
    alternatives: &mut Vec<Alternative>,
) {
    let same = same as usize;
    let count = &mut heads.alternatives[same];
    if *count < ALTERNATIVES && cost <= u32::from(heads.cost[same]) + WINDOW {
        *count += 1;
        alternatives.push(Alternative {
            of: heads.node[same],
            node,
        });
    }
}

/// The set of all of so many points.
pub(crate) fn everything(points: usize) -> u128 {
    match points {
        MAX_POINTS => u128::MAX,
        _ => (1 << points) - 1,
    }
}

/// Mixes a value into a hash.
#[inline]
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    let product = u128::from(hash ^ value) * u128::from(0x9E37_79B9_7F4A_7C15_u64);
    (product as u64) ^ (product >> 64) as u64
}

const SEED: u64 = 0x1234_5678_9ABC_DEF1;

/// A hash of integers at all points.
#[inline]
pub(crate) fn hash_ints(values: &[i32]) -> u128 {
    let mut hash = SEED;
    let mut pairs = values.chunks_exact(2);
    for pair in &mut pairs {
        hash = mix(
            hash,
            u64::from(pair[0] as u32) << 32 | u64::from(pair[1] as u32),
        );
    }
    if let [last] = pairs.remainder() {
        hash = mix(hash, u64::from(*last as u32) | 1 << 40);
    }
    u128::from(hash)
}

/// A hash of lists at all points.
fn hash_spans(elements: &[i32], spans: &[Span]) -> u128 {
    let mut hash = !SEED;
    for span in spans {
        hash = mix(hash, u64::from(span.len) | 1 << 63);
        if span.is_defined() {
            for item in &elements[span.start as usize..(span.start + span.len) as usize] {
                hash = mix(hash, u64::from(*item as u32));
            }
        }
    }
    u128::from(hash)
}

/// The key of lists that are defined at all points.
pub(crate) fn hash_lists<L: AsRef<[i32]>>(lists: &[L]) -> u128 {
    let mut hash = !SEED;
    for list in lists {
        let list = list.as_ref();
        hash = mix(hash, u64::from(list.len() as u32) | 1 << 63);
        for item in list {
            hash = mix(hash, u64::from(*item as u32));
        }
    }
    u128::from(hash)
}

/// A penalty that keeps constants out of places where they mean nothing.
pub(crate) fn is_arithmetic_constant(value: i32) -> bool {
    value <= 10 || matches!(value, 12 | 24 | 60 | 100 | 1000 | 3600)
}
