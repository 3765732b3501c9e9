//! What terms cost: the lower, the likelier that people write them.
//!
//! A cost is about two thirds of a bit... of a description: the cost of a term is the sum of a cost for
//! every operator, variable and constant ([`base`]), one for parts that people do not put together by
//! what they mean ([`unnatural`]), and one for operands that are rarer under an operator than elsewhere
//! in the corpus ([`crate::corpus`]). Costs are small integers, since banks grow by exact cost.

use crate::corpus::Bigrams;
use crate::node::{Head, Node, NodeId, Nodes};
use lasynth_lists::{Op, Role, Type};

/// What a number stands for in people's minds; of a list, what its elements stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Part {
    /// Anything.
    Neutral,
    /// An element of a list, or what elements add up to less of.
    Element,
    /// A position or a number of elements.
    Position,
    /// 0 or 1 for a condition.
    Flag,
    /// A constant.
    Constant,
    /// An argument that is a number.
    Scalar,
    /// A sum or a product of elements.
    Sum,
}

/// How many parts there are.
pub(crate) const PARTS: usize = 7;

impl Part {
    /// What the value of an operator stands for.
    pub fn of(op: Op, [x, y, z]: [Part; 3]) -> Part {
        use Part::{Constant, Element, Flag, Neutral, Position, Sum};
        match op {
            Op::Add | Op::Sub | Op::Min2 | Op::Max2 => x.join(y),
            Op::Gcd | Op::Pow => Element,
            Op::Mul => match (x, y) {
                (Element, Element | Position) | (Position, Element) => Sum,
                _ => x.join(y),
            },
            Op::Div => match (x, y) {
                (Constant, _) => Neutral,
                (Sum, Position) => Element,
                _ => x,
            },
            Op::Mod => match (x, y) {
                (_, Position) | (Position, _) => Position,
                _ => Neutral,
            },
            Op::IfInt | Op::IfList => y.join(z),
            Op::Abs | Op::Default | Op::First | Op::Last | Op::Max | Op::Min | Op::At => x,
            Op::Sign => Neutral,
            Op::BoolToInt => Flag,
            Op::Len
            | Op::Count
            | Op::Index
            | Op::CountLess
            | Op::CountGreater
            | Op::FindIndex
            | Op::CountGroups => Position,
            Op::Sum => match x {
                Element => Sum,
                Flag => Position,
                other => other,
            },
            Op::Product | Op::Fold => Sum,
            Op::Single
            | Op::Reverse
            | Op::Sort
            | Op::Unique
            | Op::Tail
            | Op::Init
            | Op::Take
            | Op::Drop
            | Op::TakeLast
            | Op::DropLast
            | Op::RemoveAt
            | Op::SetAt
            | Op::InsertAt
            | Op::Swap
            | Op::GroupHeads
            | Op::Map
            | Op::MapGroups
            | Op::FlatMap
            | Op::FlatMapGroups
            | Op::Repeat
            | Op::Runs
            | Op::Split
            | Op::Windows
            | Op::Chunks
            | Op::Flatten
            | Op::GroupAt
            | Op::Interleave => x,
            Op::Cons | Op::Append | Op::Concat => match x {
                Neutral | Constant => y,
                _ => x,
            },
            Op::GroupLengths => Position,
            Op::Filter
            | Op::FilterMap
            | Op::FilterGroups
            | Op::SortBy
            | Op::TakeWhile
            | Op::DropWhile
            | Op::DropWhileEnd
            | Op::TrimWhile => y,
            Op::Digits | Op::DigitsBase | Op::Factors | Op::FoldList | Op::Scan | Op::Scan1 => {
                Element
            }
            _ => Neutral,
        }
    }

    /// What a sum, or either of two values, stands for.
    fn join(self, other: Part) -> Part {
        use Part::{Constant, Element, Flag, Neutral, Scalar, Sum};
        let plain = |part| matches!(part, Neutral | Scalar | Constant | Flag);
        match (self, other) {
            (x, y) if x == y => x,
            (x, y) if plain(x) && plain(y) => match x == Scalar || y == Scalar {
                true => Scalar,
                false => Neutral,
            },
            (x, y) if plain(x) => y,
            (x, y) if plain(y) => x,
            (Element, Sum) | (Sum, Element) => Element,
            _ => Neutral,
        }
    }
}

/// How a node is counted in the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Class(pub u8);

/// How many classes there are at most.
pub(crate) const CLASSES: usize = 128;
/// The class after those of operators: variables, then constants, then arguments.
const LEAVES: u8 = 110;

impl Class {
    pub const fn of_op(op: Op) -> Class {
        Class(op as u8)
    }

    pub fn of_leaf(head: Head, _part: Part) -> Class {
        Class(match head {
            Head::Variable(role) => LEAVES + role as u8,
            Head::NextIndex => LEAVES + 5,
            Head::Constant(0) => LEAVES + 6,
            Head::Constant(1) => LEAVES + 7,
            Head::Constant(2) => LEAVES + 8,
            Head::Constant(10) => LEAVES + 9,
            Head::Constant(_) => LEAVES + 10,
            Head::Argument(_) => LEAVES + 11,
            Head::Apply(op) => op as u8,
        })
    }

    /// The class of an argument that is a list.
    pub const LIST_ARGUMENT: Class = Class(LEAVES + 12);
}

/// What an operator costs by itself.
pub(crate) fn base(op: Op) -> u32 {
    match op {
        Op::BoolToInt | Op::Default => 1,
        Op::Add | Op::Sub | Op::Len | Op::First | Op::Last | Op::At | Op::CountGroups => 2,
        Op::Eq | Op::Lt | Op::Not => 2,
        Op::Nil | Op::Single | Op::Reverse | Op::Sort | Op::Tail | Op::Init => 2,
        Op::Mul | Op::Div | Op::Mod | Op::Abs | Op::Sign | Op::IfInt | Op::IfList => 3,
        Op::Sum | Op::Max | Op::Min => 3,
        Op::Le | Op::Ne | Op::Even | Op::Odd | Op::And | Op::Or | Op::SameList => 3,
        Op::Unique | Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => 3,
        Op::Cons | Op::Append | Op::Concat | Op::Map | Op::Filter | Op::MapGroups => 3,
        Op::FilterGroups | Op::Flatten | Op::GroupAt | Op::Runs => 3,
        Op::Min2 | Op::Max2 | Op::Gcd | Op::Pow | Op::Product => 4,
        Op::Count | Op::Index | Op::FindIndex | Op::CountLess | Op::CountGreater => 4,
        Op::Fold | Op::Contains | Op::All | Op::Any => 4,
        Op::RemoveAt | Op::SetAt | Op::InsertAt | Op::Swap | Op::Interleave => 4,
        Op::Range | Op::Repeat | Op::GroupLengths | Op::GroupHeads => 4,
        Op::FilterMap | Op::FlatMap | Op::FlatMapGroups | Op::SortBy => 4,
        Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile => 4,
        Op::Split | Op::Windows | Op::Chunks => 4,
        Op::RangeStep | Op::Digits | Op::DigitsBase | Op::Factors => 5,
        Op::Scan | Op::Scan1 | Op::FoldList => 5,
    }
}

/// What a constant costs.
pub(crate) fn constant(value: i32) -> u32 {
    match value.unsigned_abs() {
        magnitude if value < 0 => constant_magnitude(magnitude) + 1,
        magnitude => constant_magnitude(magnitude),
    }
}

fn constant_magnitude(value: u32) -> u32 {
    match value {
        0 | 1 => 2,
        2 => 3,
        10 => 4,
        3..=5 | 100 => 5,
        6..=9 | 12 | 24 | 26 | 60 | 1000 | 3600 => 6,
        20 | 30 | 40 | 50 | 70 | 80 | 90 => 7,
        11..=99 => 8,
        _ => 10,
    }
}

/// What a variable of a loop costs.
pub(crate) fn variable(role: Role) -> u32 {
    match role {
        Role::Element | Role::Accumulator => 1,
        Role::Index => 2,
        Role::Next | Role::Previous => 3,
    }
}

/// What `i + 1` costs as a leaf.
pub(crate) const NEXT_INDEX: u32 = 3;
/// What an argument costs.
pub(crate) const ARGUMENT: u32 = 1;
/// What it costs to leave an argument out.
pub(crate) const UNUSED_ARGUMENT: u32 = 8;
/// The largest penalty of one operator.
pub(crate) const MOST_UNNATURAL: u32 = 14;

/// Which parts of the costs count; all by default. For measuring what each is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub parts: bool,
    pub corpus: bool,
}

/// The costs of a search: the tables of penalties of every operator.
pub(crate) struct Costs {
    terms: Terms,
    /// By operator and by the parts of its first two operands.
    unnatural: Vec<[[u8; PARTS]; PARTS]>,
    bigrams: &'static Bigrams,
}

impl Costs {
    pub fn new(terms: Terms) -> Costs {
        let table = |op: &Op| {
            std::array::from_fn(|x| {
                std::array::from_fn(|y| match terms.parts {
                    true => unnatural(*op, ALL_PARTS[x], ALL_PARTS[y]) as u8,
                    false => 0,
                })
            })
        };
        Costs {
            terms,
            unnatural: Op::ALL.iter().map(table).collect(),
            bigrams: Bigrams::of_corpus(),
        }
    }

    /// The penalty of an operand by its class.
    #[inline]
    pub fn operand(&self, op: Op, position: usize, class: Class) -> u32 {
        match self.terms.corpus {
            true => u32::from(self.bigrams.operand(op, position, class)),
            false => 0,
        }
    }

    /// The penalty by what the first two operands stand for.
    #[inline]
    pub fn parts(&self, op: Op, x: Part, y: Part) -> u32 {
        u32::from(self.unnatural[op as usize][x as usize][y as usize])
    }

    /// The penalty of operands under an operator.
    pub fn penalty(&self, nodes: &Nodes, op: Op, operands: &[NodeId]) -> u32 {
        let part = |n: usize| {
            operands
                .get(n)
                .map_or(Part::Neutral, |id| nodes.get(*id).part)
        };
        let classes = (operands.iter().enumerate())
            .map(|(n, id)| self.operand(op, n, nodes.get(*id).class))
            .sum::<u32>();
        self.parts(op, part(0), part(1)) + classes + self.value_penalty(nodes, op, operands)
    }

    /// Penalties that depend on a constant, or on a third operand.
    fn value_penalty(&self, nodes: &Nodes, op: Op, operands: &[NodeId]) -> u32 {
        if !self.terms.parts {
            return 0;
        }
        match op {
            Op::IfInt => match (nodes.get(operands[1]).part, nodes.get(operands[2]).part) {
                (Part::Element, Part::Position) | (Part::Position, Part::Element) => 2,
                _ => 0,
            },
            _ => 0,
        }
    }

    /// The cost of an operator over operands of known cost.
    pub fn apply(&self, nodes: &Nodes, op: Op, operands: &[NodeId], below: u32) -> u32 {
        base(op) + below + self.penalty(nodes, op, operands)
    }

    /// The cost of a whole program but for unused arguments.
    pub fn program(&self, nodes: &Nodes, id: NodeId, result: Type) -> u32 {
        let root = match self.terms.corpus {
            true => u32::from(self.bigrams.root(nodes.get(id).class, result)),
            false => 0,
        };
        self.term(nodes, id) + root
    }

    /// The cost of a term.
    pub fn term(&self, nodes: &Nodes, id: NodeId) -> u32 {
        let Node { head, .. } = *nodes.get(id);
        match head {
            Head::Argument(_) => ARGUMENT,
            Head::Constant(value) => constant(value),
            Head::Variable(role) => variable(role),
            Head::NextIndex => NEXT_INDEX,
            Head::Apply(op) => {
                let operands = nodes.operands(id);
                if let Some(cost) = prefix_cost(nodes, op, operands) {
                    return cost;
                }
                let below = operands.iter().map(|id| self.term(nodes, *id)).sum();
                self.apply(nodes, op, operands, below)
            }
        }
    }
}

/// The cost of the prefixes and suffixes of a list at the position of a loop, which are leaves of its
/// body.
fn prefix_cost(nodes: &Nodes, op: Op, operands: &[NodeId]) -> Option<u32> {
    let is_argument = |id: NodeId| matches!(nodes.get(id).head, Head::Argument(_));
    match op {
        // The element beside the one that the loop is at, or that of another list.
        Op::At => match nodes.get(operands[1]).head {
            Head::Variable(Role::Index) | Head::NextIndex if is_argument(operands[0]) => {
                Some(BESIDE)
            }
            _ => None,
        },
        Op::Take | Op::Drop if is_argument(operands[0]) => match nodes.get(operands[1]).head {
            Head::Variable(Role::Index) | Head::NextIndex => Some(PREFIX),
            _ => None,
        },
        Op::RemoveAt if is_argument(operands[0]) => match nodes.get(operands[1]).head {
            Head::Variable(Role::Index) => Some(WITHOUT),
            _ => None,
        },
        _ => None,
    }
}

/// What `b[i]` and `a[i + 1]` cost in the body of a loop.
pub(crate) const BESIDE: u32 = 3;
/// What `take(l, i)`, `drop(l, i + 1)` and the like cost in the body of a loop.
pub(crate) const PREFIX: u32 = 4;
/// What `remove_at(l, i)` costs there.
pub(crate) const WITHOUT: u32 = 6;

const ALL_PARTS: [Part; PARTS] = [
    Part::Neutral,
    Part::Element,
    Part::Position,
    Part::Flag,
    Part::Constant,
    Part::Scalar,
    Part::Sum,
];

/// What it costs to put together what people do not put together: lengths with elements, flags with
/// anything but flags, constants divided by something.
fn unnatural(op: Op, x: Part, y: Part) -> u32 {
    use Part::{Constant, Element, Flag, Position, Scalar, Sum};
    let mixed = matches!(
        (x, y),
        (Element | Sum, Position) | (Position, Element | Sum)
    );
    let flag = x == Flag || y == Flag;
    match op {
        Op::Add | Op::Sub => match (x, y) {
            _ if mixed => 3,
            (Flag, Element | Sum) | (Element | Sum, Flag) => 2,
            (Flag, Flag | Scalar) | (Scalar, Flag) => 1,
            _ => 0,
        },
        Op::Min2 | Op::Max2 if mixed || flag => 3,
        Op::Mul => match (x, y) {
            _ if flag => 1,
            (Position, Sum) | (Sum, Position) => 2,
            (Sum, Element) | (Element, Sum) => 1,
            _ => 0,
        },
        Op::Div => match (x, y) {
            (Constant, _) => 4,
            (_, Flag) => 6,
            (Flag, _) => 4,
            (Position, Element | Sum) => 3,
            (Element, Position) => 2,
            (Element, Element) => 1,
            _ => 0,
        },
        Op::Mod => match (x, y) {
            (Constant, _) => 5,
            (_, Flag) => 6,
            (Flag, _) => 4,
            (Element | Sum, Position) => 2,
            (Position, Element | Sum) => 3,
            _ => 0,
        },
        Op::Pow => match (x, y) {
            (Flag, _) | (_, Flag | Element | Sum) => 4,
            (Sum, _) => 2,
            _ => 0,
        },
        Op::Gcd => match (x, y) {
            (Position | Constant, _) | (_, Position | Constant) => 3,
            _ => 0,
        },
        Op::Eq | Op::Ne | Op::Lt | Op::Le => match (x, y) {
            _ if flag || mixed => 3,
            (Element, Sum) | (Sum, Element) => 1,
            (Constant, Constant) => 3,
            _ => 0,
        },
        Op::Even | Op::Odd | Op::Sign if x == Flag => 4,
        Op::Abs => match x {
            Flag => 4,
            Position => 2,
            _ => 0,
        },
        Op::At => match (x, y) {
            (_, Flag) => 2,
            (_, Sum) => 3,
            (Element, Element) => 2,
            (_, Constant) => 1,
            _ => 0,
        },
        Op::Count | Op::Index | Op::Contains | Op::CountLess | Op::CountGreater => match (x, y) {
            (_, Flag | Sum) => 3,
            _ if mixed => 3,
            _ => 0,
        },
        Op::Take
        | Op::Drop
        | Op::TakeLast
        | Op::DropLast
        | Op::RemoveAt
        | Op::Windows
        | Op::Chunks => match y {
            Sum => 3,
            Element | Flag => 1,
            _ => 0,
        },
        Op::Range if flag || x == Sum || y == Sum => 2,
        Op::Repeat => match y {
            Constant if x == Constant => 4,
            Sum => 2,
            Element | Flag => 1,
            _ => 0,
        },
        // The operands of `cons` stand in the order of the notation, the number first.
        Op::Cons => match (y, x) {
            (Element, Flag | Position) => 1,
            _ => 0,
        },
        Op::Append => match (x, y) {
            (Element, Flag | Position) => 1,
            _ => 0,
        },
        Op::Digits => match x {
            Flag => 5,
            Position | Sum => 3,
            _ => 0,
        },
        Op::Factors | Op::DigitsBase => match x {
            Flag => 5,
            Position => 2,
            _ => 0,
        },
        Op::Default if x == Flag => 3,
        Op::BoolToInt => 1,
        _ => 0,
    }
}
