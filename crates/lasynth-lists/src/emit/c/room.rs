//! How many elements an array needs room for.
//!
//! Bounds are sums of products of what is not negative: lengths, numbers among the arguments (a negative
//! one counts as 0), and where it has to be, the values of elements. So the larger of two bounds is the
//! one with the larger coefficients, and nothing ever has to be subtracted.

use super::shape::{is_stored, is_view};
use crate::Op;
use crate::emit::core::Core;
use crate::emit::range::{Bounds, Range, elements_of, range_of};
use lasynth_core::{Input, Value};
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// A quantity that depends on an argument, which is given by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Symbol {
    Length(u8),
    Number(u8),
    Largest(u8),
    SumOf(u8),
    /// The length of the accumulator before a step, while a fold is looked at.
    Before,
    /// The length of a group, while a loop over groups is looked at.
    Group,
}

/// A sum of products: each product's factors, and its coefficient.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Size(BTreeMap<Vec<Symbol>, u64>);

impl Size {
    pub(super) fn constant(value: u64) -> Size {
        Size(if value == 0 {
            BTreeMap::new()
        } else {
            [(Vec::new(), value)].into()
        })
    }

    fn of(symbol: Symbol) -> Size {
        Size([(vec![symbol], 1)].into())
    }

    pub(super) fn plus(mut self, other: &Size) -> Size {
        for (product, count) in &other.0 {
            let sum = self.0.entry(product.clone()).or_default();
            *sum = sum.saturating_add(*count);
        }
        self
    }

    fn times(&self, other: &Size) -> Size {
        let mut result = Size::constant(0);
        for (a, x) in &self.0 {
            for (b, y) in &other.0 {
                let mut product = [&a[..], b].concat();
                product.sort_unstable();
                let sum = result.0.entry(product).or_default();
                *sum = sum.saturating_add(x.saturating_mul(*y));
            }
        }
        result
    }

    /// A bound of the larger one.
    pub(super) fn max(mut self, other: &Size) -> Size {
        for (product, count) in &other.0 {
            let own = self.0.entry(product.clone()).or_default();
            *own = (*own).max(*count);
        }
        self
    }

    fn with(&self, symbol: Symbol, value: &Size) -> Size {
        let mut result = Size::constant(0);
        for (product, count) in &self.0 {
            let mut term = Size::constant(*count);
            for factor in product {
                let factor = if *factor == symbol {
                    value.clone()
                } else {
                    Size::of(*factor)
                };
                term = term.times(&factor);
            }
            result = result.plus(&term);
        }
        result
    }

    fn mentions(&self, symbol: Symbol) -> bool {
        self.0.keys().any(|product| product.contains(&symbol))
    }

    fn value(&self, input: &Input) -> usize {
        let of = |symbol: Symbol| -> u64 {
            let items = |number: u8| input.0[usize::from(number)].as_list().expect("a list");
            match symbol {
                Symbol::Length(number) => items(number).len() as u64,
                Symbol::Number(number) => match input.0[usize::from(number)] {
                    Value::Int(value) => value.max(0) as u64,
                    _ => unreachable!("a number"),
                },
                Symbol::Largest(number) => {
                    items(number).iter().copied().max().unwrap_or(0).max(0) as u64
                }
                Symbol::SumOf(number) => items(number)
                    .iter()
                    .map(|item| i64::from((*item).max(0)))
                    .sum::<i64>() as u64,
                Symbol::Before | Symbol::Group => unreachable!("they have been replaced"),
            }
        };
        let products = self.0.iter().map(|(product, count)| {
            (product.iter()).fold(*count, |total, factor| total.saturating_mul(of(*factor)))
        });
        products.fold(0_u64, u64::saturating_add) as usize
    }
}

/// An upper bound of a number of elements, in terms of the arguments.
#[derive(Clone, Debug)]
pub struct Room {
    size: Option<Size>,
    text: String,
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Room {
    /// The number for an input; `None` where no bound is known before the function has run.
    pub fn for_input(&self, input: &Input) -> Option<usize> {
        self.size.as_ref().map(|size| size.value(input))
    }

    pub(super) fn new(size: Option<Size>, names: &[(String, Option<String>)]) -> Room {
        let text = match &size {
            Some(size) => describe(size, names),
            None => "as many elements as its lists come to have".to_owned(),
        };
        Room { size, text }
    }
}

fn describe(size: &Size, names: &[(String, Option<String>)]) -> String {
    if size.0.is_empty() {
        return "0".to_owned();
    }
    if let Some((&[Symbol::SumOf(number)], 1)) = size
        .0
        .first_key_value()
        .map(|(product, count)| (&product[..], *count))
        && size.0.len() == 1
    {
        return format!(
            "the sum of {}'s positive elements",
            names[usize::from(number)].0
        );
    }
    let mut notes: Vec<String> = Vec::new();
    let mut terms: Vec<String> = Vec::new();
    // Products before constants.
    let mut products: Vec<(&Vec<Symbol>, &u64)> = size.0.iter().collect();
    products.sort_by_key(|(product, _)| std::cmp::Reverse(product.len()));
    for (product, count) in products {
        let mut factors: Vec<String> = Vec::new();
        if *count != 1 || product.is_empty() {
            factors.push(count.to_string());
        }
        for symbol in product {
            let name = |number: &u8| &names[usize::from(*number)];
            factors.push(match symbol {
                Symbol::Length(number) => name(number).1.clone().expect("a list"),
                Symbol::Number(number) => name(number).0.clone(),
                Symbol::Largest(number) => {
                    let note = format!("max is the largest element of {}", name(number).0);
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                    "max".to_owned()
                }
                Symbol::SumOf(number) => {
                    let note = format!("sum is the sum of {}'s positive elements", name(number).0);
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                    "sum".to_owned()
                }
                Symbol::Before | Symbol::Group => unreachable!("they have been replaced"),
            });
        }
        terms.push(factors.join(" * "));
    }
    let mut text = terms.join(" + ");
    for note in notes {
        let _ = write!(text, ", where {note}");
    }
    text
}

/// A loop around a term: what it goes over, and how long its groups and its accumulator are.
struct Around {
    over: Option<Core>,
    group: Option<Size>,
    accumulator: Option<Size>,
}

/// Bounds of lengths inside of loops.
#[derive(Default)]
pub(super) struct Sizes {
    loops: Vec<Around>,
    bounds: Vec<Bounds>,
}

impl Sizes {
    /// Inside of so many loops of which nothing is known.
    pub(super) fn within(loops: usize) -> Sizes {
        let unknown = || Around {
            over: None,
            group: None,
            accumulator: None,
        };
        Sizes {
            loops: std::iter::repeat_with(unknown).take(loops).collect(),
            bounds: vec![Bounds::of(Range::ALL); loops],
        }
    }

    fn inside<T>(&mut self, around: Around, write: impl FnOnce(&mut Sizes) -> T) -> T {
        let range = match &around.over {
            Some(list) => elements_of(list, &mut self.bounds),
            None => Range::ALL,
        };
        self.loops.push(around);
        self.bounds.push(Bounds::of(range));
        let result = write(self);
        self.bounds.pop();
        self.loops.pop();
        result
    }

    /// What a part is that stands so many loops further out.
    fn further_out<T>(&mut self, loops: usize, write: impl FnOnce(&mut Sizes) -> T) -> T {
        let at = self.loops.len() - loops;
        let (aside, bounds) = (self.loops.split_off(at), self.bounds.split_off(at));
        let result = write(self);
        self.loops.extend(aside);
        self.bounds.extend(bounds);
        result
    }

    /// A bound of what has to be stored for a list that is made in an array.
    pub(super) fn stored(&mut self, list: &Core) -> Option<Size> {
        let own = self.length(list)?;
        let Some((op, parts)) = list.op() else {
            return Some(own);
        };
        let inner = |sizes: &mut Sizes, part: &Core| match is_stored(part) {
            true => sizes.stored(part),
            false => Some(Size::constant(0)),
        };
        // What is changed where it lies has to be there as a whole.
        let changed = |sizes: &mut Sizes, part: &Core| match is_view(part) {
            true => Some(Size::constant(0)),
            false => sizes.stored(part),
        };
        Some(match op {
            Op::Concat => {
                let first = self.length(&parts[0])?;
                own.max(&inner(self, &parts[0])?)
                    .max(&inner(self, &parts[1])?.plus(&first))
            }
            Op::Cons => own.max(&inner(self, &parts[1])?.plus(&Size::constant(1))),
            Op::FoldList => {
                // A new accumulator may be made behind the old one.
                let once = self.length(list)?;
                own.plus(&once).plus(&once)
            }
            Op::IfList => own
                .max(&self.stored(&parts[1])?)
                .max(&self.stored(&parts[2])?),
            Op::Take | Op::Drop | Op::Append | Op::InsertAt | Op::Sort | Op::Unique => {
                own.max(&inner(self, &parts[0])?)
            }
            Op::TakeLast | Op::DropLast | Op::RemoveAt | Op::SetAt | Op::Swap | Op::Reverse => {
                own.max(&changed(self, &parts[0])?)
            }
            Op::DropWhileEnd | Op::TrimWhile => own.max(&changed(self, &parts[1])?),
            Op::GroupAt | Op::Flatten => own.max(&self.below_groups(&parts[0])?),
            Op::MapGroups | Op::FlatMapGroups => own.max(&self.below_groups(&parts[1])?),
            Op::Map
            | Op::Filter
            | Op::FilterMap
            | Op::Scan
            | Op::Scan1
            | Op::SortBy
            | Op::TakeWhile
            | Op::DropWhile => own.max(&inner(self, parts.last().expect("a list"))?),
            _ => own,
        })
    }

    /// A bound of what is stored for the list that groups are cut from.
    fn below_groups(&mut self, groups: &Core) -> Option<Size> {
        let (op, parts) = groups.op()?;
        match op {
            Op::FilterGroups => self.below_groups(&parts[1]),
            _ if is_view(&parts[0]) => Some(Size::constant(0)),
            _ => self.stored(&parts[0]),
        }
    }

    /// A bound of a list's length.
    pub(super) fn length(&mut self, list: &Core) -> Option<Size> {
        let (op, parts) = match list {
            Core::Argument(number) => return Some(Size::of(Symbol::Length(*number))),
            Core::Variable(depth, role) => {
                let at = self.loops.len() - 1 - usize::from(*depth);
                return match role {
                    crate::Role::Accumulator => self.loops[at].accumulator.clone(),
                    _ => self.loops[at].group.clone(),
                };
            }
            other => other.op()?,
        };
        let one = Size::constant(1);
        match op {
            Op::Nil => Some(Size::constant(0)),
            Op::Single => Some(one),
            Op::Cons => Some(self.length(&parts[1])?.plus(&one)),
            Op::Append | Op::InsertAt => Some(self.length(&parts[0])?.plus(&one)),
            // A list that is cut in two and put together again.
            Op::Concat | Op::Interleave
                if matches!(
                    (parts[0].op(), parts[1].op()),
                    (Some((Op::Take, one)), Some((Op::Drop, other)))
                        | (Some((Op::Drop, one)), Some((Op::Take, other)))
                        if one == other
                ) =>
            {
                let (_, whole) = parts[0].op().expect("a part of a list");
                self.length(&whole[0])
            }
            Op::Concat | Op::Interleave => {
                Some(self.length(&parts[0])?.plus(&self.length(&parts[1])?))
            }
            Op::Take | Op::TakeLast => match parts[1] {
                Core::Constant(count) => Some(Size::constant(count.max(0) as u64)),
                _ => self.length(&parts[0]),
            },
            Op::Range => self.numbers(&parts[0], &parts[1]),
            Op::RangeStep => match parts[2] {
                Core::Constant(1..) => self.numbers(&parts[0], &parts[1]),
                Core::Constant(i32::MIN..=-1) => self.numbers(&parts[1], &parts[0]),
                _ => None,
            },
            Op::Repeat => self.upper(&parts[1]),
            Op::Digits => Some(Size::constant(10)),
            Op::DigitsBase => Some(Size::constant(31)),
            Op::Factors => Some(Size::constant(30)),
            Op::IfList => Some(self.length(&parts[1])?.max(&self.length(&parts[2])?)),
            Op::FlatMap => self.repeated(&parts[0], &parts[1]),
            Op::MapGroups => self.groups(&parts[1]),
            Op::FlatMapGroups => {
                let count = self.groups(&parts[1])?;
                let all = self.length(Self::cut(&parts[1])?)?;
                let around = Around {
                    over: None,
                    group: Some(Size::of(Symbol::Group)),
                    accumulator: None,
                };
                let body = self.inside(around, |sizes| sizes.length(&parts[0]))?;
                if body == Size::of(Symbol::Group) && Self::is_partition(&parts[1]) {
                    return Some(all);
                }
                Some(count.times(&body.with(Symbol::Group, &all)))
            }
            Op::Flatten if Self::is_partition(&parts[0]) => self.length(Self::cut(&parts[0])?),
            Op::Flatten => {
                let all = self.length(Self::cut(&parts[0])?)?;
                Some(self.groups(&parts[0])?.times(&all))
            }
            Op::GroupAt => self.length(Self::cut(&parts[0])?),
            Op::FoldList => {
                let around = Around {
                    over: Some(parts[2].clone()),
                    group: None,
                    accumulator: Some(Size::of(Symbol::Before)),
                };
                let mut step = self.inside(around, |sizes| sizes.length(&parts[0]))?;
                let start = self.length(&parts[1])?;
                let count = self.length(&parts[2])?;
                let before = step.0.remove(&vec![Symbol::Before]);
                // Longer by so much each time, or of another length altogether.
                if before.is_some_and(|times| times > 1) || step.mentions(Symbol::Before) {
                    return None;
                }
                Some(start.plus(&count.times(&step)).plus(&step))
            }
            Op::Map
            | Op::Filter
            | Op::FilterMap
            | Op::SortBy
            | Op::TakeWhile
            | Op::DropWhile
            | Op::DropWhileEnd
            | Op::TrimWhile
            | Op::Scan
            | Op::Scan1 => self.length(parts.last().expect("a loop goes over something")),
            _ => self.length(&parts[0]),
        }
    }

    /// The list that groups are cut from.
    fn cut(groups: &Core) -> Option<&Core> {
        match groups.op()? {
            (Op::FilterGroups, parts) => Self::cut(&parts[1]),
            (_, parts) => Some(&parts[0]),
        }
    }

    /// Whether no element is in two of the groups.
    fn is_partition(groups: &Core) -> bool {
        match groups.op() {
            Some((Op::FilterGroups, parts)) => Self::is_partition(&parts[1]),
            Some((op, _)) => op != Op::Windows,
            None => false,
        }
    }

    /// How many groups there are.
    fn groups(&mut self, groups: &Core) -> Option<Size> {
        match groups.op()? {
            (Op::FilterGroups, parts) => self.groups(&parts[1]),
            (Op::Split, parts) => Some(self.length(&parts[0])?.plus(&Size::constant(1))),
            (_, parts) => self.length(&parts[0]),
        }
    }

    fn numbers(&mut self, from: &Core, to: &Core) -> Option<Size> {
        let last = self.upper(to)?;
        match from {
            Core::Constant(from @ ..=1) => {
                Some(last.plus(&Size::constant((1 - i64::from(*from)) as u64)))
            }
            _ if range_of(from, &mut self.bounds).low >= 1 => Some(last),
            _ if range_of(from, &mut self.bounds).low >= 0 => Some(last.plus(&Size::constant(1))),
            _ => None,
        }
    }

    /// A list for each element.
    fn repeated(&mut self, body: &Core, over: &Core) -> Option<Size> {
        let around = Around {
            over: Some(over.clone()),
            group: None,
            accumulator: None,
        };
        let each = self.inside(around, |sizes| sizes.length(body))?;
        if let Core::Argument(number) = over
            && each == Size::of(Symbol::Largest(*number))
            && !body.any(0, &mut |part, _| part == over)
        {
            return Some(Size::of(Symbol::SumOf(*number)));
        }
        Some(self.length(over)?.times(&each))
    }

    /// A bound of an integer, or 0 where it is negative.
    fn upper(&mut self, term: &Core) -> Option<Size> {
        let natural = |sizes: &mut Sizes, part: &Core| range_of(part, &mut sizes.bounds).low >= 0;
        let (op, parts) = match term {
            Core::Constant(value) => return Some(Size::constant((*value).max(0) as u64)),
            Core::Argument(number) => return Some(Size::of(Symbol::Number(*number))),
            Core::Variable(depth, role) => {
                let out = 1 + usize::from(*depth);
                let at = self.loops.len().checked_sub(out)?;
                let over = self.loops[at].over.clone()?;
                return match role {
                    crate::Role::Index => self.further_out(out, |sizes| sizes.length(&over)),
                    crate::Role::Accumulator => None,
                    _ => self.further_out(out, |sizes| sizes.largest(&over)),
                };
            }
            other => other.op()?,
        };
        match op {
            Op::Add => Some(self.upper(&parts[0])?.plus(&self.upper(&parts[1])?)),
            Op::Sub | Op::Div if natural(self, &parts[1]) => self.upper(&parts[0]),
            Op::Mul if natural(self, &parts[0]) && natural(self, &parts[1]) => {
                Some(self.upper(&parts[0])?.times(&self.upper(&parts[1])?))
            }
            Op::Mod if natural(self, &parts[1]) => self.upper(&parts[1]),
            Op::Mod if natural(self, &parts[0]) => self.upper(&parts[0]),
            Op::Min2 => self.upper(&parts[0]).or_else(|| self.upper(&parts[1])),
            Op::Max2 => Some(self.upper(&parts[0])?.max(&self.upper(&parts[1])?)),
            Op::Abs if natural(self, &parts[0]) => self.upper(&parts[0]),
            Op::IfInt => Some(self.upper(&parts[1])?.max(&self.upper(&parts[2])?)),
            Op::BoolToInt | Op::Sign => Some(Size::constant(1)),
            Op::Default => Some(self.upper(&parts[0])?.max(&self.upper(&parts[1])?)),
            Op::Len | Op::Count | Op::Index | Op::CountLess | Op::CountGreater => {
                self.length(&parts[0])
            }
            Op::FindIndex => self.length(&parts[1]),
            Op::CountGroups => self.groups(&parts[0]),
            Op::First | Op::Last | Op::Max | Op::Min | Op::At => self.largest(&parts[0]),
            Op::Sum => match parts[0] {
                Core::Argument(number) => Some(Size::of(Symbol::SumOf(number))),
                _ => None,
            },
            _ => None,
        }
    }

    /// A bound of a list's elements, or 0 where none is positive.
    fn largest(&mut self, list: &Core) -> Option<Size> {
        let (op, parts) = match list {
            Core::Argument(number) => return Some(Size::of(Symbol::Largest(*number))),
            other => other.op()?,
        };
        match op {
            Op::Reverse
            | Op::Sort
            | Op::Unique
            | Op::Take
            | Op::Drop
            | Op::TakeLast
            | Op::DropLast
            | Op::RemoveAt
            | Op::Swap => self.largest(&parts[0]),
            Op::Filter
            | Op::SortBy
            | Op::TakeWhile
            | Op::DropWhile
            | Op::DropWhileEnd
            | Op::TrimWhile => self.largest(&parts[1]),
            Op::Range => self.upper(&parts[1]),
            Op::Repeat => self.upper(&parts[0]),
            Op::Digits => Some(Size::constant(9)),
            Op::Map => {
                let around = Around {
                    over: Some(parts[1].clone()),
                    group: None,
                    accumulator: None,
                };
                self.inside(around, |sizes| sizes.upper(&parts[0]))
            }
            _ => None,
        }
    }
}
