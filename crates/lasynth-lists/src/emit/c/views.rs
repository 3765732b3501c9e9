//! Lists whose elements can be reached by their position without being stored.

use super::ints::TEMPORARY;
use super::tree::{Binary, Expr, FALSE, Stmt, add, and, choice, compare, not, sub};
use super::writer::{Element, Frame, Item, Kind, Known, Place, Writer};
use crate::emit::core::{Core, Node};
use crate::emit::guards::nonempty;
use crate::emit::range::Range;
use crate::{Op, Role};

/// The positions from `low` up to `high` of something.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) base: Base,
    pub(super) low: Expr,
    pub(super) high: Expr,
    /// Whether `high` is never below `low`; where it is, the view is empty.
    pub(super) exact: bool,
}

/// What a view's positions are positions of.
#[derive(Clone, Debug)]
pub(super) enum Base {
    /// An array.
    Array(String),
    /// The numbers from this one on.
    From(Expr),
    /// The same number everywhere.
    Constant(Expr),
    /// A body's values on the elements of another view, inside of these loops.
    Map(Box<View>, Box<Core>, Vec<Frame>, Range),
    /// Another view from its end.
    Reversed(Box<View>),
    /// Two views, one after the other.
    Both(Box<View>, Box<View>),
    /// Another view without the element at a place.
    Without(Box<View>, Expr),
    /// Another view with another value at a place.
    With(Box<View>, Expr, Expr),
    /// Another view with two places exchanged.
    Swapped(Box<View>, Expr, Expr),
}

impl View {
    pub(super) fn new(base: Base, low: Expr, high: Expr, exact: bool) -> View {
        View {
            base,
            low,
            high,
            exact,
        }
    }

    /// The number of its elements.
    pub(super) fn length(&self) -> Expr {
        let length = sub(self.high.clone(), self.low.clone());
        match self.exact {
            true => length,
            false => {
                let some = compare(Binary::Gt, self.high.clone(), self.low.clone());
                choice(some, length, Expr::Int(0))
            }
        }
    }
}

impl Writer {
    /// The element at a position, which has to be one of the view.
    pub(super) fn at(&mut self, view: &View, at: Expr) -> Expr {
        match &view.base {
            Base::Array(name) => Expr::at(name, at),
            Base::From(first) => add(first.clone(), at),
            Base::Constant(value) => value.clone(),
            Base::Map(inner, body, frames, range) => {
                let frames = std::mem::replace(&mut self.frames, frames.clone());
                let element = self.at(inner, at.clone());
                let element = match body.uses(Role::Element) {
                    0 | 1 => element,
                    _ => self.bind(element, TEMPORARY),
                };
                let item = Item {
                    element: Element::Int(element),
                    place: Place::In((**inner).clone(), at),
                };
                let value = self.inside(item, None, *range, |writer| writer.int(body));
                self.frames = frames;
                value
            }
            Base::Reversed(inner) => {
                let last = sub(inner.high.clone(), Expr::Int(1));
                self.at(inner, sub(last, at))
            }
            Base::Both(first, second) => {
                let length = first.length();
                let inside = compare(Binary::Lt, at.clone(), length.clone());
                let early = add(first.low.clone(), at.clone());
                let late = add(second.low.clone(), sub(at, length));
                self.choose(
                    inside,
                    |writer| writer.at(first, early),
                    |writer| writer.at(second, late),
                )
            }
            Base::Without(inner, gap) => {
                let before = compare(Binary::Lt, at.clone(), gap.clone());
                let after = add(at.clone(), Expr::Int(1));
                self.choose(
                    before,
                    |writer| writer.at(inner, at),
                    |writer| writer.at(inner, after),
                )
            }
            Base::With(inner, place, value) => {
                let there = compare(Binary::Eq, at.clone(), place.clone());
                self.choose(there, |_| value.clone(), |writer| writer.at(inner, at))
            }
            Base::Swapped(inner, one, other) => {
                let is_one = compare(Binary::Eq, at.clone(), one.clone());
                let is_other = compare(Binary::Eq, at.clone(), other.clone());
                let source = choice(is_other, one.clone(), at);
                let source = choice(is_one, other.clone(), source);
                let source = self.bind(source, &["from"]);
                self.at(inner, source)
            }
        }
    }

    /// One expression or the other, each with the statements it needs.
    pub(super) fn choose(
        &mut self,
        condition: Expr,
        yes: impl FnOnce(&mut Writer) -> Expr,
        no: impl FnOnce(&mut Writer) -> Expr,
    ) -> Expr {
        if let Expr::Int(known) = condition {
            return if known != 0 { yes(self) } else { no(self) };
        }
        let (mut first, yes) = self.branch(yes);
        let (mut second, no) = self.branch(no);
        if first.is_empty() && second.is_empty() {
            return choice(condition, yes, no);
        }
        let value = self.declare(&["value"], None);
        first.extend(super::tree::assign(value.clone(), yes));
        second.extend(super::tree::assign(value.clone(), no));
        self.push(Stmt::If(condition, first, second));
        value
    }

    /// The list as a view, if it can be had as one without being stored. Statements that find its
    /// bounds may be written.
    pub(super) fn view(&mut self, list: &Core) -> Option<View> {
        if let Some(Known::List(view)) = self.known(list) {
            return Some(view);
        }
        let (op, parts) = match list {
            Core::Argument(number) => {
                let (name, length) = self.arguments[usize::from(*number)].clone();
                let length = Expr::Var(length.expect("a list has a length"));
                return Some(View::new(Base::Array(name), Expr::Int(0), length, true));
            }
            Core::Variable(depth, role) => return Some(self.variable_list(*depth, *role)),
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            _ => return None,
        };
        let zero = Expr::Int(0);
        match op {
            Op::Nil => Some(View::new(
                Base::Constant(zero.clone()),
                zero.clone(),
                zero,
                true,
            )),
            Op::Single => {
                let value = self.int(&parts[0]);
                let value = self.bind(value, &["x", "y"]);
                Some(View::new(Base::Constant(value), zero, Expr::Int(1), true))
            }
            Op::Repeat => {
                let value = self.int(&parts[0]);
                let value = self.bind(value, &["value"]);
                let times = self.int(&parts[1]);
                let times = self.bind(times, &["times"]);
                Some(View::new(Base::Constant(value), zero, times, true))
            }
            Op::Range => {
                let first = self.int(&parts[0]);
                let first = self.bind(first, &["from"]);
                let last = self.int(&parts[1]);
                let last = self.bind(last, &["to"]);
                let count = add(sub(last.clone(), first.clone()), Expr::Int(1));
                let some = compare(Binary::Le, first.clone(), last);
                let count = self.bind(choice(some, count, zero.clone()), &["size"]);
                Some(View::new(Base::From(first), zero, count, true))
            }
            Op::Concat | Op::Cons | Op::Append => {
                if !self.is_view(list) {
                    return None;
                }
                let single = |n: usize| crate::emit::core::apply(Op::Single, [parts[n].clone()]);
                let (first, second) = match op {
                    Op::Concat => (parts[0].clone(), parts[1].clone()),
                    Op::Cons => (single(0), parts[1].clone()),
                    _ => (parts[0].clone(), single(1)),
                };
                let (first, second) = (self.view(&first)?, self.view(&second)?);
                let length = add(first.length(), second.length());
                let length = match length {
                    Expr::Binary(..) if first.exact && second.exact => length,
                    length => self.bind(length, &["size"]),
                };
                let base = Base::Both(Box::new(first), Box::new(second));
                Some(View::new(base, zero, length, true))
            }
            Op::Reverse => {
                let inner = self.view(&parts[0])?;
                let inner = View {
                    high: self.plain(inner.high.clone()),
                    ..inner
                };
                let high = sub(inner.high.clone(), inner.low.clone());
                let exact = inner.exact;
                Some(View::new(
                    Base::Reversed(Box::new(inner)),
                    zero,
                    high,
                    exact,
                ))
            }
            Op::Map => {
                let inner = self.view(&parts[1])?;
                let range = self.elements(&parts[1]);
                let (low, high, exact) = (inner.low.clone(), inner.high.clone(), inner.exact);
                let body = Box::new(parts[0].clone());
                let base = Base::Map(Box::new(inner), body, self.frames.clone(), range);
                Some(View::new(base, low, high, exact))
            }
            Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => {
                let view = self.view(&parts[0])?;
                Some(self.cut(op, view, &parts[1], &parts[0]))
            }
            Op::RemoveAt => {
                let inner = self.view(&parts[0])?;
                let gap = self.int(&parts[1]);
                let gap = self.bind(gap, &["at"]);
                let gap = add(inner.low.clone(), gap);
                let (low, high) = (inner.low.clone(), sub(inner.high.clone(), Expr::Int(1)));
                Some(View::new(
                    Base::Without(Box::new(inner), gap),
                    low,
                    high,
                    true,
                ))
            }
            Op::SetAt | Op::Swap => {
                let inner = self.view(&parts[0])?;
                let place = self.int(&parts[1]);
                let place = self.bind(place, &["at", "from"]);
                let place = add(inner.low.clone(), place);
                let value = self.int(&parts[2]);
                let value = self.bind(value, &["value", "to"]);
                let (low, high, exact) = (inner.low.clone(), inner.high.clone(), inner.exact);
                let inner = Box::new(inner);
                let base = match op {
                    Op::SetAt => Base::With(inner, place, value),
                    _ => Base::Swapped(inner, place, add(low.clone(), value)),
                };
                Some(View::new(base, low, high, exact))
            }
            Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile => {
                let view = self.view(&parts[1])?;
                let view = self.trimmed(op, &parts[0], view, self.elements(&parts[1]));
                Some(view)
            }
            Op::GroupAt => self.group_at(&parts[0], &parts[1]),
            _ => None,
        }
    }

    /// Whether [`Writer::view`] would give something; without writing.
    pub(super) fn is_view(&self, list: &Core) -> bool {
        if let Some(Known::List(_)) = self.known(list) {
            return true;
        }
        let Some((op, parts)) = list.op() else {
            return true;
        };
        match op {
            Op::Nil | Op::Single | Op::Repeat | Op::Range => true,
            Op::Cons | Op::Map => self.is_view(&parts[1]),
            Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile => {
                self.is_view(&parts[1])
            }
            Op::Concat => self.is_view(&parts[0]) && self.is_view(&parts[1]),
            Op::Append | Op::Reverse | Op::RemoveAt | Op::SetAt | Op::Swap => {
                self.is_view(&parts[0])
            }
            Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => self.is_view(&parts[0]),
            Op::GroupAt => self.are_views(&parts[0]),
            _ => false,
        }
    }

    /// The list as a view, stored in work space if need be.
    pub(super) fn view_or_store(&mut self, list: &Core) -> View {
        match self.view(list) {
            Some(view) => view,
            None => self.stored(list),
        }
    }

    /// An expression that may stand in a loop's condition.
    pub(super) fn plain(&mut self, value: Expr) -> Expr {
        let plain = match &value {
            Expr::Binary(Binary::Add | Binary::Sub, a, b) => {
                let deep = |e: &Expr| match e {
                    Expr::Binary(Binary::Add | Binary::Sub, a, b) => a.is_atom() && b.is_atom(),
                    e => e.is_atom(),
                };
                deep(a) && deep(b)
            }
            // Arguments do not change.
            Expr::At(array, at) => {
                at.is_atom() && self.arguments.iter().any(|(name, _)| name == array)
            }
            value => value.is_atom(),
        };
        match plain {
            true => value,
            false => self.declare(&["end", "stop"], Some(value)),
        }
    }

    /// The first or last elements of a view.
    pub(super) fn cut(&mut self, op: Op, view: View, term: &Core, list: &Core) -> View {
        let range = self.range(term);
        let number = self.int(term);
        let number = match number {
            number @ (Expr::Int(_) | Expr::Var(_)) => number,
            number
                if range.low >= 0
                    && matches!(number, Expr::Binary(Binary::Sub | Binary::Add, ..)) =>
            {
                self.plain(number)
            }
            number => self.bind(number, &["count"]),
        };
        // A number that is taken only where the list is not empty has a value then.
        let natural_number = range.low >= 0 || is_guarded(term, list);
        let natural = match natural_number {
            true => number.clone(),
            false => {
                let some = compare(Binary::Gt, number.clone(), Expr::Int(0));
                choice(some, number.clone(), Expr::Int(0))
            }
        };
        let View {
            base,
            low,
            high,
            exact,
        } = view;
        let whole = View::new(base.clone(), low.clone(), high.clone(), exact);
        match op {
            Op::Take => {
                let fewer = compare(Binary::Lt, number.clone(), whole.length());
                let end = choice(fewer, add(low.clone(), number), high);
                let end = self.bind_bound(end, &["end", "stop"]);
                View::new(base, low, end, exact && natural_number)
            }
            Op::Drop => {
                // Past the end is no harm, but past all integers.
                let start = match &natural {
                    Expr::Int(constant)
                        if *constant <= 1 << 16 && matches!(low, Expr::Int(0..=65_536)) =>
                    {
                        add(low, natural)
                    }
                    natural if low == Expr::Int(0) => natural.clone(),
                    _ => {
                        let fewer = compare(Binary::Lt, natural.clone(), whole.length());
                        choice(fewer, add(low, natural), high.clone())
                    }
                };
                let none = start == whole.low;
                let start = self.bind_bound(start, &["start", "begin"]);
                View::new(base, start, high, exact && none)
            }
            Op::TakeLast => {
                let fewer = compare(Binary::Lt, number.clone(), whole.length());
                let some = match natural == number {
                    true => fewer,
                    false => and(compare(Binary::Ge, number.clone(), Expr::Int(0)), fewer),
                };
                let start = choice(some, sub(high.clone(), number), low);
                let start = self.bind_bound(start, &["start", "begin"]);
                View::new(base, start, high, exact)
            }
            _ => {
                let none = natural == Expr::Int(0);
                let end = match exact {
                    true if natural == number => sub(high, number),
                    true => {
                        let some = compare(Binary::Gt, number.clone(), Expr::Int(0));
                        choice(some, sub(high.clone(), number), high)
                    }
                    false => {
                        let fewer = compare(Binary::Lt, natural.clone(), whole.length());
                        choice(fewer, sub(high, natural), low.clone())
                    }
                };
                let end = self.bind_bound(end, &["end", "stop"]);
                View::new(base, low, end, exact && none)
            }
        }
    }

    fn bind_bound(&mut self, bound: Expr, wanted: &[&str]) -> Expr {
        match bound {
            Expr::Choice(..) => self.declare(wanted, Some(bound)),
            bound => self.plain(bound),
        }
    }

    /// A view without what does, or does not, satisfy the condition at its ends.
    pub(super) fn trimmed(&mut self, op: Op, condition: &Core, view: View, range: Range) -> View {
        let mut low = view.low.clone();
        let mut high = view.high.clone();
        if op != Op::DropWhileEnd {
            let name = if op == Op::TakeWhile {
                ["end", "stop"]
            } else {
                ["start", "begin"]
            };
            let at = self.declare(&name, Some(view.low.clone()));
            let inside = compare(Binary::Lt, at.clone(), view.high.clone());
            let step = super::tree::increment(at.clone());
            self.run_while(
                inside,
                condition,
                &view,
                at.clone(),
                at.clone(),
                range,
                step,
            );
            match op {
                Op::TakeWhile => high = at,
                _ => low = at,
            }
        }
        if matches!(op, Op::DropWhileEnd | Op::TrimWhile) {
            let at = self.declare(&["end", "stop"], Some(view.high.clone()));
            let inside = compare(Binary::Gt, at.clone(), low.clone());
            let last = sub(at.clone(), Expr::Int(1));
            let step = Stmt::Assign(at.clone(), Some(Binary::Sub), Expr::Int(1));
            self.run_while(inside, condition, &view, last, at.clone(), range, step);
            high = at;
        }
        View::new(view.base, low, high, view.exact)
    }

    /// Steps on as long as the position is inside and the condition holds for the element there.
    #[expect(clippy::too_many_arguments, reason = "a loop has that many parts")]
    fn run_while(
        &mut self,
        inside: Expr,
        condition: &Core,
        view: &View,
        at: Expr,
        _moving: Expr,
        range: Range,
        step: Stmt,
    ) {
        let (mut body, condition) = self.within(Kind::Loop(None), |writer| {
            let item = writer.item_in(view, at, condition);
            writer.inside(item, None, range, |writer| writer.cond(condition))
        });
        if body.is_empty() {
            self.push(Stmt::While(and(inside, condition), vec![step]));
            return;
        }
        if condition != super::tree::TRUE {
            body.push(Stmt::If(not(condition), vec![Stmt::Break], Vec::new()));
        }
        body.push(step);
        self.push(Stmt::While(inside, body));
    }

    /// The item at a position of a view, for this body.
    pub(super) fn item_in(&mut self, view: &View, at: Expr, body: &Core) -> Item {
        let uses = body.uses(Role::Element);
        let element = match uses {
            0 => FALSE,
            _ => self.at(view, at.clone()),
        };
        let element = match uses {
            0 | 1 => element,
            _ => self.bind(element, TEMPORARY),
        };
        Item {
            element: Element::Int(element),
            place: Place::In(view.clone(), at),
        }
    }
}

/// Whether a number is 0 for the empty list that so many elements are taken of.
fn is_guarded(number: &Core, list: &Core) -> bool {
    match number.op() {
        Some((Op::IfInt, [some, _, Core::Constant(0)])) => *some == nonempty(list),
        _ => false,
    }
}
