//! Lists that are written into an array: the result into `out`, what cannot be streamed into work space.

use super::ints::TEMPORARY;
use super::room::Sizes;
use super::shape::is_stored_anyway;
use super::tree::{Binary, Expr, Stmt, add, and, assign, choice, compare, increment, sub};
use super::views::{Base, View};
use super::writer::{Kind, Known, Needs, Place, WORK, Writer};
use crate::Op;
use crate::emit::core::{Core, apply};

pub(super) const LENGTH: &[&str] = &["len", "size", "end"];

impl Writer {
    /// The list in work space, as a view of it.
    pub(super) fn stored(&mut self, list: &Core) -> View {
        let known = self.shared(list, |writer| {
            if let Some((Op::FoldList, parts)) = list.op() {
                let view = writer.fold_list(parts, WORK, Expr::Int(0), None);
                writer.note_stored(list);
                writer.set_top(view.high.clone());
                return Known::List(view);
            }
            let start = writer.top();
            let end = writer.store_in_work(list, start.clone());
            let end = writer.plain(end);
            writer.note_stored(list);
            writer.set_top(end.clone());
            Known::List(View::new(Base::Array(WORK.to_owned()), start, end, true))
        });
        match known {
            Known::List(view) => view,
            Known::Int(_) => unreachable!("a list was stored"),
        }
    }

    /// Writes the list into work space. What has to be stored for it meanwhile lies behind the place
    /// that the whole list will take, which is found out by counting first.
    pub(super) fn store_in_work(&mut self, list: &Core, start: Expr) -> Expr {
        let before = self.clone();
        let end = self.store(list, WORK, start.clone());
        if self.taken.len() == before.taken.len() {
            return end;
        }
        *self = before;
        let size = self.declare(&["room", "space"], Some(start.clone()));
        let (body, ()) = self.within(Kind::Plain, |writer| {
            // What is stored here is given up again, and must not be taken for known later.
            writer.set_top(start.clone());
            writer.each(at_least_as_long(list), Needs::NOTHING, &mut |writer, _| {
                writer.push(increment(size.clone()));
            });
        });
        self.extend(body);
        self.note_stored(at_least_as_long(list));
        let (body, end) = self.within(Kind::Plain, |writer| {
            writer.set_top(size);
            let end = writer.store(list, WORK, start);
            writer.bind(end, LENGTH)
        });
        self.extend(body);
        end
    }

    /// Notes that so much work space is needed for a list.
    pub(super) fn note_stored(&mut self, list: &Core) {
        let size = Sizes::within(self.frames.len()).stored(list);
        self.taken.push(size);
    }

    /// The list where it may lie: in place of the result, as a view, or in work space.
    pub(super) fn place(&mut self, list: &Core) -> View {
        match self.spine.take() {
            Some((array, start)) if !self.is_view(list) => {
                let end = self.store(list, &array, start.clone());
                let end = self.plain(end);
                View::new(Base::Array(array), start, end, true)
            }
            _ => self.view_or_store(list),
        }
    }

    /// Writes the elements into an array from a position on; gives the position after the last one.
    pub(super) fn store(&mut self, list: &Core, array: &str, start: Expr) -> Expr {
        self.spine = None;
        if self.known(list).is_some() {
            return self.copy(list, array, start);
        }
        let Some((op, parts)) = list.op() else {
            return self.copy(list, array, start);
        };
        match op {
            Op::Sort => self.sorted(&parts[0], array, start, false),
            Op::Reverse if matches!(parts[0].op(), Some((Op::Sort, _))) => {
                let (_, inner) = parts[0].op().expect("a sorted list");
                self.sorted(&inner[0], array, start, true)
            }
            Op::Reverse if !self.is_view(&parts[0]) => {
                let end = self.store(&parts[0], array, start.clone());
                let end = self.plain(end);
                self.turn_round(array, start, end.clone());
                end
            }
            Op::SortBy => self.sorted_by(parts, array, start),
            Op::Unique => {
                let len = self.declare(LENGTH, Some(start.clone()));
                self.each(&parts[0], Needs::NOTHING, &mut |writer, item| {
                    let value = writer.bind(item.int(), TEMPORARY);
                    let at = writer.declare(&["j", "k", "l"], Some(start.clone()));
                    let before = compare(Binary::Lt, at.clone(), len.clone());
                    let other = Expr::at(array, at.clone());
                    let inside = and(before, compare(Binary::Ne, other, value.clone()));
                    writer.push(Stmt::While(inside, vec![increment(at.clone())]));
                    let new = compare(Binary::Eq, at, len.clone());
                    let push = vec![Stmt::Push(array.to_owned(), len.clone(), value)];
                    writer.push(Stmt::If(new, push, Vec::new()));
                });
                len
            }
            Op::Nil => start,
            Op::Single => {
                let value = self.int(&parts[0]);
                self.push(Stmt::Assign(Expr::at(array, start.clone()), None, value));
                add(start, Expr::Int(1))
            }
            Op::Cons => {
                let first = apply(Op::Single, [parts[0].clone()]);
                let start = self.store(&first, array, start);
                self.store(&parts[1], array, start)
            }
            Op::Append => {
                let end = self.store(&parts[0], array, start);
                let end = self.plain(end);
                self.store(&apply(Op::Single, [parts[1].clone()]), array, end)
            }
            Op::Concat => {
                let middle = self.store(&parts[0], array, start);
                let middle = self.plain(middle);
                self.store(&parts[1], array, middle)
            }
            Op::IfList => {
                let condition = self.cond(&parts[0]);
                let len = self.declare(LENGTH, None);
                let mut one = |list: &Core| {
                    let (body, ()) = self.branch(|writer| {
                        let end = writer.store(list, array, start.clone());
                        writer.extend(assign(len.clone(), end));
                    });
                    body
                };
                let (yes, no) = (one(&parts[1]), one(&parts[2]));
                self.push(Stmt::If(condition, yes, no));
                len
            }
            Op::Map
                if !self.is_view(&parts[1])
                    && is_stored_anyway(&parts[1])
                    && !Needs::of(&parts[0]).previous =>
            {
                self.mapped_in_place(parts, array, start)
            }
            Op::Swap | Op::SetAt if array != WORK || !self.is_view(list) => {
                self.changed_in_place(op, parts, array, start)
            }
            Op::TakeLast
            | Op::DropLast
            | Op::Swap
            | Op::SetAt
            | Op::RemoveAt
            | Op::DropWhileEnd
            | Op::TrimWhile
            | Op::GroupAt
                if !self.is_view(list) =>
            {
                self.changed_in_place(op, parts, array, start)
            }
            Op::FoldList if array == WORK => {
                let view = self.stored(list);
                self.copy_view(&view, list, array, start)
            }
            Op::FoldList => self.fold_list(parts, array, start, None).high,
            _ => self.copy(list, array, start),
        }
    }

    /// Elements one after the other.
    fn copy(&mut self, list: &Core, array: &str, start: Expr) -> Expr {
        let streams = matches!(
            source(list).op(),
            Some((
                Op::Take | Op::TakeWhile | Op::RemoveAt | Op::Range | Op::Concat,
                _
            ))
        );
        if !streams && self.is_view(list) {
            let view = self.view(list).expect("it is a view");
            if view.exact && view.low == Expr::Int(0) {
                return self.copy_view(&view, list, array, start);
            }
            let len = self.declare(LENGTH, Some(start));
            self.each_in(&view, list, &mut |writer, item| {
                writer.push(Stmt::Push(array.to_owned(), len.clone(), item.int()));
            });
            return len;
        }
        let len = self.declare(LENGTH, Some(start.clone()));
        // In work space there is room for the list itself only, not for longer ones that it is made of.
        self.spine = (array != WORK).then(|| (array.to_owned(), start));
        self.each(list, Needs::NOTHING, &mut |writer, item| {
            writer.push(Stmt::Push(array.to_owned(), len.clone(), item.int()));
        });
        self.spine = None;
        len
    }

    fn copy_view(&mut self, view: &View, list: &Core, array: &str, start: Expr) -> Expr {
        let length = view.length();
        let length = match view.low {
            Expr::Int(0) => self.plain(length),
            _ => self.bind(length, &["count"]),
        };
        let over = match source(list) {
            Core::Argument(number) => Some(*number),
            _ => None,
        };
        self.counted(Expr::Int(0), length.clone(), over, &mut |writer, at| {
            let value = writer.at(view, add(view.low.clone(), at.clone()));
            let place = Expr::at(array, add(start.clone(), at));
            writer.push(Stmt::Assign(place, None, value));
        });
        add(start, length)
    }

    /// The view with a beginning that is never after its end.
    pub(super) fn exact(&mut self, view: View) -> View {
        if view.exact {
            return view;
        }
        let high = self.plain(view.high);
        let some = compare(Binary::Lt, view.low.clone(), high.clone());
        let low = choice(some, view.low, high.clone());
        let low = self.bind(low, &["start", "begin"]);
        View {
            low,
            high,
            exact: true,
            ..view
        }
    }

    fn turn_round(&mut self, array: &str, start: Expr, end: Expr) {
        let (body, names) = self.within(Kind::Loop(None), |writer| {
            let low = writer.fresh(&["i", "j", "k"]);
            let high = writer.fresh(&["j", "k", "l"]);
            let (first, last) = (Expr::var(low.clone()), Expr::var(high.clone()));
            let kept = writer.declare(TEMPORARY, Some(Expr::at(array, first.clone())));
            let other = Expr::at(array, last.clone());
            writer.push(Stmt::Assign(Expr::at(array, first), None, other));
            writer.push(Stmt::Assign(Expr::at(array, last), None, kept));
            (low, high)
        });
        let (first, last) = (Expr::var(names.0.clone()), Expr::var(names.1.clone()));
        let inside = compare(Binary::Lt, first.clone(), last.clone());
        let steps = vec![
            increment(first),
            Stmt::Assign(last, Some(Binary::Sub), Expr::Int(1)),
        ];
        let init = vec![(names.0, start), (names.1, sub(end, Expr::Int(1)))];
        self.push(Stmt::For(init, inside, steps, body));
    }

    fn mapped_in_place(&mut self, parts: &[Core], array: &str, start: Expr) -> Expr {
        let range = self.elements(&parts[1]);
        let end = self.store(&parts[1], array, start.clone());
        let end = self.plain(end);
        let view = View::new(Base::Array(array.to_owned()), start, end.clone(), true);
        self.each_in(&view, &apply(Op::Nil, []), &mut |writer, item| {
            let Place::In(_, at) = item.place.clone() else {
                unreachable!("views know positions");
            };
            let value = writer.inside(item, None, range, |writer| writer.int(&parts[0]));
            writer.extend(assign(Expr::at(array, at), value));
        });
        end
    }

    /// Stores a list, changes or cuts it where it lies, and moves what is left to the beginning.
    fn changed_in_place(&mut self, op: Op, parts: &[Core], array: &str, start: Expr) -> Expr {
        let inner = match op {
            Op::DropWhileEnd | Op::TrimWhile => &parts[1],
            Op::GroupAt => {
                let groups = parts[0].clone();
                let Core::Apply(node, mut operands) = groups else {
                    unreachable!("lists of lists are made by operators");
                };
                if operands.len() < 2 || node != crate::emit::core::Node::Op(Op::FilterGroups) {
                    // The list that is cut into groups lies in work space.
                    self.stored(&operands[0]);
                } else {
                    self.stored_below(&mut operands);
                }
                let view = self
                    .group_at(&parts[0], &parts[1])
                    .expect("the list is stored");
                return self.copy_view(&view, &apply(Op::Nil, []), array, start);
            }
            _ => &parts[0],
        };
        let range = self.elements(inner);
        let end = self.store(inner, array, start.clone());
        let end = self.plain(end);
        let view = View::new(
            Base::Array(array.to_owned()),
            start.clone(),
            end.clone(),
            true,
        );
        let place = |writer: &mut Writer, n: usize| {
            let at = writer.int(&parts[n]);
            add(start.clone(), writer.bind(at, &["at", "place"]))
        };
        match op {
            Op::SetAt => {
                let at = place(self, 1);
                let value = self.int(&parts[2]);
                self.push(Stmt::Assign(Expr::at(array, at), None, value));
                end
            }
            Op::Swap => {
                let (one, other) = (place(self, 1), place(self, 2));
                let (one, other) = (Expr::at(array, one), Expr::at(array, other));
                let kept = self.declare(&["kept", "x"], Some(one.clone()));
                self.push(Stmt::Assign(one, None, other.clone()));
                self.push(Stmt::Assign(other, None, kept));
                end
            }
            Op::RemoveAt => {
                let gap = place(self, 1);
                let last = sub(end, Expr::Int(1));
                self.counted(gap, last.clone(), None, &mut |writer, at| {
                    let next = Expr::at(array, add(at.clone(), Expr::Int(1)));
                    writer.push(Stmt::Assign(Expr::at(array, at), None, next));
                });
                last
            }
            Op::DropWhileEnd | Op::TrimWhile => {
                let view = self.trimmed(op, &parts[0], view, range);
                self.moved_down(view, array, start)
            }
            _ => {
                let view = self.cut(op, view, &parts[1], &parts[0]);
                let view = self.exact(view);
                self.moved_down(view, array, start)
            }
        }
    }

    /// Stores the list that filtered groups are cut from.
    fn stored_below(&mut self, operands: &mut [Core]) {
        let (op, inner) = operands[1]
            .op()
            .expect("lists of lists are made by operators");
        let mut inner = inner.to_vec();
        match op {
            Op::FilterGroups => self.stored_below(&mut inner),
            _ => {
                self.stored(&inner[0]);
            }
        }
    }

    pub(super) fn moved_down(&mut self, view: View, array: &str, start: Expr) -> Expr {
        if view.low == start {
            return view.high;
        }
        let length = view.length();
        let length = self.bind(length, &["count"]);
        self.counted(Expr::Int(0), length.clone(), None, &mut |writer, at| {
            let value = writer.at(&view, add(view.low.clone(), at.clone()));
            let place = Expr::at(array, add(start.clone(), at));
            writer.push(Stmt::Assign(place, None, value));
        });
        add(start, length)
    }
}

/// A list that can be counted without being stored as a whole, and has no fewer elements.
fn at_least_as_long(list: &Core) -> &Core {
    match list.op() {
        Some((
            Op::Sort
            | Op::Reverse
            | Op::Unique
            | Op::SetAt
            | Op::Swap
            | Op::RemoveAt
            | Op::TakeLast
            | Op::DropLast,
            parts,
        )) => at_least_as_long(&parts[0]),
        Some((Op::SortBy | Op::Map | Op::DropWhileEnd | Op::TrimWhile, parts)) => {
            at_least_as_long(&parts[1])
        }
        Some((Op::GroupAt | Op::FilterGroups, parts)) => {
            let last = parts.iter().find(|part| part.is_groups()).expect("groups");
            let (_, inner) = last.op().expect("lists of lists are made by operators");
            match last.op() {
                Some((Op::FilterGroups, _)) => at_least_as_long(last),
                _ => at_least_as_long(&inner[0]),
            }
        }
        _ => list,
    }
}

/// The list that a view has an element for each element of.
fn source(list: &Core) -> &Core {
    match list.op() {
        Some((Op::Map, parts)) => source(&parts[1]),
        Some((Op::Reverse, parts)) => source(&parts[0]),
        _ => list,
    }
}
