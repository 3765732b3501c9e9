//! Between which bounds an integer lies: guards that always hold need not be printed.

use super::core::{Core, Node};
use crate::{Op, Role};

/// All integers from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) low: i64,
    pub(crate) high: i64,
}

const MIN: i64 = i32::MIN as i64;
const MAX: i64 = i32::MAX as i64;

impl Range {
    pub(crate) const ALL: Range = Range::new(MIN, MAX);
    pub(crate) const NATURAL: Range = Range::new(0, MAX);

    pub(crate) const fn new(low: i64, high: i64) -> Range {
        Range { low, high }
    }

    fn union(self, other: Range) -> Range {
        Range::new(self.low.min(other.low), self.high.max(other.high))
    }

    /// What is left where overflow has no value.
    fn clamped(self) -> Range {
        Range::new(self.low.clamp(MIN, MAX), self.high.clamp(MIN, MAX))
    }

    /// Whether it needs no more than 32 bits.
    pub(crate) fn fits(self) -> bool {
        self.low >= MIN && self.high <= MAX
    }
}

/// The bounds of a loop's variables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) element: Range,
    pub(crate) accumulator: Range,
}

impl Bounds {
    /// Of a loop of which no more is known than its elements.
    pub(crate) fn of(element: Range) -> Bounds {
        Bounds {
            element,
            accumulator: Range::ALL,
        }
    }
}

/// The bounds of an integer, given those of the elements of the loops around it, innermost last.
pub(crate) fn range_of(term: &Core, elements: &mut Vec<Bounds>) -> Range {
    exact_range_of(term, elements).clamped()
}

/// The same before overflow is taken into account: of the last operation alone.
pub(crate) fn exact_range_of(term: &Core, elements: &mut Vec<Bounds>) -> Range {
    let (op, parts) = match term {
        Core::Constant(value) => return Range::new((*value).into(), (*value).into()),
        Core::Variable(_, Role::Index) => return Range::new(0, MAX - 1),
        Core::Variable(depth, Role::Element | Role::Next | Role::Previous) => {
            let level = elements.len().checked_sub(1 + usize::from(*depth));
            return level.map_or(Range::ALL, |level| elements[level].element);
        }
        Core::Variable(depth, Role::Accumulator) => {
            let level = elements.len().checked_sub(1 + usize::from(*depth));
            return level.map_or(Range::ALL, |level| elements[level].accumulator);
        }
        Core::Apply(Node::Op(op), parts) => (*op, parts),
        _ => return Range::ALL,
    };
    match op {
        Op::First | Op::Last | Op::Max | Op::Min | Op::At => {
            return elements_of(&parts[0], elements);
        }
        Op::Sum | Op::Product => {
            return match elements_of(&parts[0], elements).low >= 0 {
                true => Range::NATURAL,
                false => Range::ALL,
            };
        }
        Op::Fold => return accumulated(parts, elements),
        _ => {}
    }
    let mut of = |n: usize| range_of(&parts[n], elements);
    match op {
        Op::Add => {
            let (a, b) = (of(0), of(1));
            Range::new(a.low + b.low, a.high + b.high)
        }
        Op::Sub => {
            let (a, b) = (of(0), of(1));
            Range::new(a.low - b.high, a.high - b.low)
        }
        Op::Mul => {
            let (a, b) = (of(0), of(1));
            let all = [
                a.low * b.low,
                a.low * b.high,
                a.high * b.low,
                a.high * b.high,
            ];
            Range::new(
                all.into_iter().min().expect("four"),
                all.into_iter().max().expect("four"),
            )
        }
        Op::Div => match (of(0), of(1)) {
            (a, b) if b.low == b.high && b.low > 0 => Range::new(a.low / b.low, a.high / b.low),
            (a, b) if a.low >= 0 && b.low >= 0 => Range::new(0, a.high),
            _ => Range::new(MIN, MAX + 1),
        },
        Op::Mod => {
            let (a, b) = (of(0), of(1));
            let most = (b.low.abs().max(b.high.abs()) - 1).max(0);
            let low = if a.low >= 0 { 0 } else { a.low.max(-most) };
            let high = if a.high <= 0 { 0 } else { a.high.min(most) };
            Range::new(low, high)
        }
        Op::Min2 => {
            let (a, b) = (of(0), of(1));
            Range::new(a.low.min(b.low), a.high.min(b.high))
        }
        Op::Max2 => {
            let (a, b) = (of(0), of(1));
            Range::new(a.low.max(b.low), a.high.max(b.high))
        }
        Op::Abs => {
            let a = of(0);
            let most = a.low.abs().max(a.high.abs());
            Range::new(if a.low >= 0 { a.low } else { 0 }, most)
        }
        Op::Sign => Range::new(-1, 1),
        Op::BoolToInt => Range::new(0, 1),
        Op::IfInt => of(1).union(of(2)),
        Op::Default => of(0).union(of(1)),
        Op::Gcd
        | Op::Len
        | Op::Count
        | Op::Index
        | Op::CountLess
        | Op::CountGreater
        | Op::FindIndex
        | Op::CountGroups => Range::NATURAL,
        Op::Pow if of(0).low >= 0 => Range::NATURAL,
        _ => Range::ALL,
    }
}

/// The bounds of a fold's accumulator: whether it can become negative.
pub(crate) fn accumulated(parts: &[Core], elements: &mut Vec<Bounds>) -> Range {
    let element = elements_of(&parts[2], elements);
    if range_of(&parts[1], elements).low < 0 {
        return Range::ALL;
    }
    elements.push(Bounds {
        element,
        accumulator: Range::NATURAL,
    });
    let next = range_of(&parts[0], elements);
    elements.pop();
    match next.low >= 0 {
        true => Range::NATURAL,
        false => Range::ALL,
    }
}

/// The bounds of a list's elements.
pub(crate) fn elements_of(list: &Core, elements: &mut Vec<Bounds>) -> Range {
    let Core::Apply(Node::Op(op), parts) = list else {
        return Range::ALL;
    };
    match op {
        Op::Single => range_of(&parts[0], elements),
        Op::Cons => range_of(&parts[0], elements).union(elements_of(&parts[1], elements)),
        Op::Append => range_of(&parts[1], elements).union(elements_of(&parts[0], elements)),
        Op::Concat | Op::Interleave => {
            elements_of(&parts[0], elements).union(elements_of(&parts[1], elements))
        }
        Op::Reverse | Op::Sort | Op::Unique | Op::Tail | Op::Init => {
            elements_of(&parts[0], elements)
        }
        Op::Take | Op::Drop | Op::TakeLast | Op::DropLast | Op::RemoveAt | Op::Swap => {
            elements_of(&parts[0], elements)
        }
        Op::SetAt | Op::InsertAt => {
            range_of(&parts[2], elements).union(elements_of(&parts[0], elements))
        }
        Op::Range => {
            let (from, to) = (range_of(&parts[0], elements), range_of(&parts[1], elements));
            Range::new(from.low, to.high.max(from.low))
        }
        Op::Repeat => range_of(&parts[0], elements),
        Op::Digits => Range::new(0, 9),
        Op::DigitsBase => Range::NATURAL,
        Op::Factors => Range::new(2, MAX),
        Op::IfList => elements_of(&parts[1], elements).union(elements_of(&parts[2], elements)),
        Op::Map | Op::MapGroups => inside(op, parts, 0, elements, range_of),
        Op::FilterMap => inside(op, parts, 1, elements, range_of),
        Op::FlatMap | Op::FlatMapGroups => inside(op, parts, 0, elements, elements_of),
        Op::Filter
        | Op::SortBy
        | Op::TakeWhile
        | Op::DropWhile
        | Op::DropWhileEnd
        | Op::TrimWhile => elements_of(&parts[1], elements),
        _ => Range::ALL,
    }
}

fn inside(
    _op: &Op,
    parts: &[Core],
    body: usize,
    elements: &mut Vec<Bounds>,
    of: fn(&Core, &mut Vec<Bounds>) -> Range,
) -> Range {
    let over = elements_of(parts.last().expect("a loop goes over something"), elements);
    elements.push(Bounds::of(over));
    let range = of(&parts[body], elements);
    elements.pop();
    range
}
