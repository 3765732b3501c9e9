//! Lists of Rust: as iterators, as slices and as vectors.

use super::bools::without_first;
use super::{Frame, Printer};
use crate::emit::core::Core;
use crate::emit::range::{Bounds, Range};
use crate::emit::text::Text;
use crate::{Op, Role};

impl Printer {
    /// An iterator of items for bodies that ask for this of their loop, the pattern of an item, and
    /// what is written with the loop around.
    pub(super) fn looped<T>(
        &mut self,
        over: &Core,
        bodies: &[&Core],
        write: impl FnOnce(&mut Printer) -> T,
    ) -> (String, String, T) {
        self.looped_with(over, bodies, None, write)
    }

    pub(super) fn looped_with<T>(
        &mut self,
        over: &Core,
        bodies: &[&Core],
        accumulator: Option<Text>,
        write: impl FnOnce(&mut Printer) -> T,
    ) -> (String, String, T) {
        let asks = |role: Role| bodies.iter().any(|body| body.asks_for(role));
        let neighbours = asks(Role::Next) || asks(Role::Previous);
        let indexed = neighbours || asks(Role::Index);
        let mark = self.taken.len();
        let list = neighbours.then(|| self.slice(over));
        let items = self.iter(over).within(11);
        let element = self.fresh(&["x", "y", "z", "u", "v"]);
        let index = indexed.then(|| self.fresh(&["i", "j", "k"]));
        let counts = indexed && bodies.iter().all(|body| counts_only(body));
        let frame = Frame {
            element: Text::atom(&element),
            index: index.as_deref().map(Text::atom),
            list: list.map(|list| Text::atom(&list.within(11))),
            accumulator,
            previous: None,
            bounds: Bounds::of(self.elements(over)),
            counts,
        };
        let result = self.inside(frame, write);
        self.taken.truncate(mark);
        let element = if asks(Role::Element) {
            element
        } else {
            "_".to_owned()
        };
        match index {
            Some(index) => {
                let items = match counts {
                    true => format!("{items}.enumerate()"),
                    false => format!("(0_i32..).zip({items})"),
                };
                (items, format!("({index}, {element})"), result)
            }
            None => (items, element, result),
        }
    }

    pub(super) fn looped_groups<T>(
        &mut self,
        over: &Core,
        body: &Core,
        write: impl FnOnce(&mut Printer) -> T,
    ) -> (String, String, T) {
        let mark = self.taken.len();
        let items = self.groups(over).within(11);
        let group = self.fresh(&["group", "part"]);
        let index = body
            .asks_for(Role::Index)
            .then(|| self.fresh(&["i", "j", "k"]));
        let frame = Frame {
            element: Text::atom(&group),
            index: index.as_deref().map(Text::atom),
            list: None,
            accumulator: None,
            previous: None,
            bounds: Bounds::of(Range::ALL),
            counts: false,
        };
        let result = self.inside(frame, write);
        self.taken.truncate(mark);
        let group = if body.asks_for(Role::Element) {
            group
        } else {
            "_".to_owned()
        };
        match index {
            Some(index) => (
                format!("(0_i32..).zip({items})"),
                format!("({index}, {group})"),
                result,
            ),
            None => (items, group, result),
        }
    }

    /// The name of an element and the key made of it.
    pub(super) fn keyed(&mut self, key: &Core, over: &Core) -> (String, Text) {
        let name = self.fresh(&["x", "y", "z"]);
        let frame = Frame {
            element: Text::atom(&name),
            index: None,
            list: None,
            accumulator: None,
            previous: None,
            bounds: Bounds::of(self.elements(over)),
            counts: false,
        };
        let key = self.inside(frame, |printer| printer.int(key));
        self.taken.pop();
        (name, key)
    }

    /// A list as the value of the whole function.
    pub(super) fn returned_list(&mut self, list: &Core) -> String {
        match self.chain(list) {
            Some(chain) => format!("{}.collect()", chain.within(11)),
            None => self.vec(list).to_string(),
        }
    }

    /// A vector after `let mut out =`.
    pub(super) fn vec_in_line(&mut self, list: &Core) -> Text {
        self.vec(list)
    }

    /// A list as an iterator of integers.
    pub(super) fn iter(&mut self, list: &Core) -> Text {
        if let Some(chain) = self.chain(list) {
            return chain;
        }
        match self.is_slice(list) {
            true => {
                let slice = self.slice(list).within(11);
                Text::atom(&format!("{slice}.iter().copied()"))
            }
            false => {
                let list = self.vec(list).within(11);
                Text::atom(&format!("{list}.into_iter()"))
            }
        }
    }

    /// A list as a chain of iterators, where it is one.
    pub(super) fn chain(&mut self, list: &Core) -> Option<Text> {
        let (op, parts) = list.op()?;
        let text = match op {
            Op::Map => {
                let (items, pattern, value) =
                    self.looped(&parts[1], &[&parts[0]], |printer| printer.int(&parts[0]));
                format!("{items}.map(|{pattern}| {value})")
            }
            Op::Filter | Op::FilterMap => self.filtered(op, parts),
            Op::FlatMap => {
                let (items, pattern, value) =
                    self.looped(&parts[1], &[&parts[0]], |printer| printer.vec(&parts[0]));
                format!("{items}.flat_map(|{pattern}| {value})")
            }
            Op::TakeWhile | Op::DropWhile => {
                let name = if op == Op::TakeWhile {
                    "take_while"
                } else {
                    "skip_while"
                };
                let (items, pattern, holds) = self.looped(
                    &parts[1],
                    &[&parts[0], &Core::Variable(0, Role::Element)],
                    |printer| printer.cond(&parts[0]),
                );
                let back = match pattern.starts_with('(') {
                    true => ".map(|(_, x)| x)",
                    false => "",
                };
                format!("{items}.{name}(|&{pattern}| {holds}){back}")
            }
            Op::Scan | Op::Scan1 => self.scanned(op, parts),
            Op::MapGroups => {
                let (items, pattern, value) =
                    self.looped_groups(&parts[1], &parts[0], |printer| printer.int(&parts[0]));
                format!("{items}.map(|{pattern}| {value})")
            }
            Op::FlatMapGroups => {
                let (items, pattern, value) =
                    self.looped_groups(&parts[1], &parts[0], |printer| printer.vec(&parts[0]));
                format!("{items}.flat_map(|{pattern}| {value})")
            }
            Op::Flatten => format!("{}.flatten().copied()", self.groups(&parts[0])),
            Op::Reverse if self.is_slice(&parts[0]) => {
                let slice = self.slice(&parts[0]).within(11);
                format!("{slice}.iter().rev().copied()")
            }
            Op::Reverse => format!("{}.into_iter().rev()", self.vec(&parts[0]).within(11)),
            Op::Concat => {
                let (a, b) = (self.iter(&parts[0]).within(11), self.iter(&parts[1]));
                format!("{a}.chain({b})")
            }
            Op::Cons | Op::Append if self.literal(list).is_none() => {
                let (value, rest) = match op {
                    Op::Cons => (&parts[0], &parts[1]),
                    _ => (&parts[1], &parts[0]),
                };
                let (value, rest) = (self.int(value), self.iter(rest));
                match op {
                    Op::Cons => format!("std::iter::once({value}).chain({rest})"),
                    _ => format!("{}.chain([{value}])", rest.within(11)),
                }
            }
            Op::Take | Op::Drop if !self.is_slice(&parts[0]) || self.frames.is_empty() => {
                let name = if op == Op::Take { "take" } else { "skip" };
                let items = self.iter(&parts[0]).within(11);
                let number = self.position(&parts[1]);
                format!("{items}.{name}({number})")
            }
            Op::Range => {
                let (from, to) = (self.int(&parts[0]).within(6), self.int(&parts[1]).within(6));
                let of = match (&parts[0], &parts[1]) {
                    (Core::Constant(from), Core::Constant(_)) => suffix(*from),
                    _ => "",
                };
                format!("({from}{of}..={to})")
            }
            _ => return None,
        };
        Some(Text::atom(&text))
    }

    fn filtered(&mut self, op: Op, parts: &[Core]) -> String {
        let condition = &parts[0];
        let element = Core::Variable(0, Role::Element);
        let (body, over) = match op {
            Op::Filter => (&element, &parts[1]),
            _ => (&parts[1], &parts[2]),
        };
        if let Some(rest) = without_first(condition)
            && let Some(((windows, name), frame)) = self.pairs(over, &[&rest, body])
        {
            let (holds, value) =
                self.inside(frame, |printer| (printer.cond(&rest), printer.int(body)));
            self.taken.pop();
            return format!("{windows}.filter(|{name}| {holds}).map(|{name}| {value})");
        }
        let (items, pattern, (holds, value)) = self.looped(over, &[condition, body], |printer| {
            (printer.cond(condition), printer.int(body))
        });
        let filter = format!("{items}.filter(|&{pattern}| {holds})");
        match (op, pattern.starts_with('(')) {
            (Op::Filter, false) => filter,
            (_, false) => format!("{filter}.map(|{pattern}| {value})"),
            _ => {
                let asks = |role: Role| body.asks_for(role);
                let index = asks(Role::Index) || asks(Role::Next) || asks(Role::Previous);
                let (first, second) = pattern[1..pattern.len() - 1]
                    .split_once(", ")
                    .expect("a pair");
                let first = if index { first } else { "_" };
                let second = if asks(Role::Element) { second } else { "_" };
                format!("{filter}.map(|({first}, {second})| {value})")
            }
        }
    }

    /// The items of a filter, where no more is asked than how many there are.
    pub(super) fn kept(&mut self, parts: &[Core]) -> String {
        let (condition, over) = (&parts[0], &parts[1]);
        if let Some(rest) = without_first(condition)
            && let Some(((windows, name), frame)) = self.pairs(over, &[&rest])
        {
            let holds = self.inside(frame, |printer| printer.cond(&rest));
            self.taken.pop();
            return format!("{windows}.filter(|{name}| {holds})");
        }
        let (items, pattern, holds) =
            self.looped(over, &[condition], |printer| printer.cond(condition));
        format!("{items}.filter(|&{pattern}| {holds})")
    }

    /// Whether a list is made by a chain of iterators.
    pub(super) fn is_chain(&mut self, list: &Core) -> bool {
        self.chain(list).is_some()
    }

    fn scanned(&mut self, op: Op, parts: &[Core]) -> String {
        let over = parts.last().expect("a loop goes over something");
        let start = match op {
            Op::Scan => self.int(&parts[1]),
            _ => Text::number(0),
        };
        let mark = self.taken.len();
        let acc = self.fresh(&["acc", "before"]);
        let (index, element) = (
            Core::Variable(0, Role::Index),
            Core::Variable(0, Role::Element),
        );
        let mut bodies = vec![&parts[0]];
        if op == Op::Scan1 {
            bodies.extend([&index, &element]);
        }
        let accumulator = Some(Text::new(format!("*{acc}"), 9));
        let (items, pattern, step) = self.looped_with(over, &bodies, accumulator, |printer| {
            let next = printer.int(&parts[0]);
            match op {
                Op::Scan => next,
                _ => Text::new(
                    format!(
                        "if {} == 0 {{ {} }} else {{ {next} }}",
                        printer.variable(0, Role::Index),
                        printer.variable(0, Role::Element)
                    ),
                    0,
                ),
            }
        });
        self.taken.truncate(mark);
        let step = match (
            step.to_string().strip_prefix(&format!("*{acc} + ")),
            parts[0].op(),
        ) {
            (Some(rest), Some((Op::Add, _))) => format!("*{acc} += {rest}"),
            _ => format!("*{acc} = {step}"),
        };
        format!("{items}.scan({start}, |{acc}: &mut i32, {pattern}| {{ {step}; Some(*{acc}) }})")
    }

    /// Whether the list is at hand as a slice.
    pub(super) fn is_slice(&self, list: &Core) -> bool {
        match list {
            Core::Argument(_) | Core::Variable(..) => true,
            _ => match list.op() {
                Some((Op::Take | Op::Drop | Op::TakeLast | Op::DropLast, parts)) => {
                    self.is_slice(&parts[0])
                }
                Some((Op::GroupAt, _)) => true,
                _ => false,
            },
        }
    }

    /// A list as something that has positions and the methods of a slice.
    pub(super) fn slice(&mut self, list: &Core) -> Text {
        match list {
            Core::Argument(number) => {
                return Text::atom(&self.arguments[usize::from(*number)]);
            }
            Core::Variable(depth, role) => return self.variable(*depth, *role),
            _ => {}
        }
        let Some((op, parts)) = list.op() else {
            unreachable!("{list:?} is no list");
        };
        if op == Op::GroupAt {
            let groups = self.groups(&parts[0]);
            let at = self.position(&parts[1]);
            return Text::atom(&format!("{groups}.nth({at}).unwrap()"));
        }
        if !self.is_slice(list) {
            return self.vec(list);
        }
        let inner = self.slice(&parts[0]).within(11);
        let number = self.position(&parts[1]);
        Text::atom(&match op {
            Op::Take => format!("{inner}[..{inner}.len().min({number})]"),
            Op::Drop => format!("{inner}[{inner}.len().min({number})..]"),
            Op::TakeLast => format!("{inner}[{inner}.len().saturating_sub({number})..]"),
            _ => format!("{inner}[..{inner}.len().saturating_sub({number})]"),
        })
    }

    /// Lists of lists, as an iterator of slices.
    pub(super) fn groups(&mut self, groups: &Core) -> Text {
        let (op, parts) = groups.op().expect("lists of lists are made by operators");
        if op == Op::FilterGroups {
            let element = Core::Variable(0, Role::Element);
            let both = crate::emit::core::and(parts[0].clone(), Core::Truth(true));
            let (items, pattern, holds) =
                self.looped_groups(&parts[1], &both, |printer| printer.cond(&parts[0]));
            let _ = element;
            return Text::atom(&match pattern.starts_with('(') {
                true => format!("{items}.filter(|&{pattern}| {holds}).map(|(_, group)| group)"),
                false => format!("{items}.filter(|&{pattern}| {holds})"),
            });
        }
        let list = self.slice(&parts[0]).within(11);
        Text::atom(&match op {
            Op::Runs => format!("{list}.chunk_by(|x, y| x == y)"),
            Op::Split => {
                let name = self.fresh(&["x", "y", "z", "u"]);
                let value = self.int(&parts[1]).within(6);
                self.taken.pop();
                format!("{list}.split(|&{name}| {name} == {value})")
            }
            Op::Windows => format!("{list}.windows({})", self.position(&parts[1])),
            _ => format!("{list}.chunks({})", self.position(&parts[1])),
        })
    }
}

/// What makes a constant an `i32` where nothing else does.
pub(super) fn suffix(value: i32) -> &'static str {
    match value {
        i32::MIN | i32::MAX => "",
        _ => "_i32",
    }
}

/// Whether a body uses the index of its loop as a position of lists only.
fn counts_only(body: &Core) -> bool {
    let is_index = |part: &Core, inside: u8| *part == Core::Variable(inside, Role::Index);
    let (mut all, mut positions) = (0, 0);
    body.any(0, &mut |part, inside| {
        all += usize::from(is_index(part, inside));
        if let Some((Op::At | Op::Take | Op::Drop, [_, number])) = part.op() {
            let next = match number.op() {
                Some((Op::Add, [index, Core::Constant(1..)])) => is_index(index, inside),
                _ => is_index(number, inside),
            };
            positions += usize::from(next);
        }
        false
    });
    all == positions
}
