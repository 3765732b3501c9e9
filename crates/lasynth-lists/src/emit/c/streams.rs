//! Lists as loops: what has to be done with each element stands where the element is made, so that
//! `sum(map(.., filter(.., a)))` is one loop and nothing is stored.

use super::ints::TEMPORARY;
use super::tree::{
    Binary, Expr, Stmt, add, and, assign, binary, choice, compare, increment, not, or, sub,
};
use super::views::View;
use super::writer::{Element, Item, Kind, Needs, Place, Writer};
use crate::emit::core::{Core, apply};
use crate::emit::range::Range;
use crate::{Op, Role};

/// What is to be done with an element.
pub(super) type Consumer<'a> = &'a mut dyn FnMut(&mut Writer, Item);

impl Item {
    /// The element, which is an integer.
    pub(super) fn int(&self) -> Expr {
        match &self.element {
            Element::Int(value) => value.clone(),
            Element::Group(_) => unreachable!("a list where an integer is expected"),
        }
    }

    fn plain(value: Expr) -> Item {
        Item {
            element: Element::Int(value),
            place: Place::Stream(None, None),
        }
    }
}

impl Writer {
    /// Writes loops that do something with each element in turn. The consumer learns of the element
    /// what it needs.
    pub(super) fn each(&mut self, list: &Core, needs: Needs, consumer: Consumer) {
        let ranged = matches!(list.op(), Some((Op::Range, _)));
        let prefers_stream = match list.op() {
            Some((
                Op::Concat | Op::Cons | Op::Append | Op::Single | Op::TakeWhile | Op::Nil,
                _,
            )) => true,
            Some((Op::Take, _)) => true,
            Some((Op::Map | Op::RemoveAt, _)) => !needs.any(),
            Some((Op::Reverse, _)) => !needs.any(),
            _ => ranged,
        };
        if needs.any() && matches!(list.op(), Some((Op::Sort | Op::SortBy | Op::FoldList, _))) {
            let view = self.place(list);
            self.each_in(&view, list, consumer);
            return;
        }
        if !prefers_stream || needs.next {
            if let Some(view) = self.view(list) {
                self.spine = None;
                self.each_in(&view, list, consumer);
                return;
            }
            if needs.next {
                let view = self.place(list);
                self.each_in(&view, list, consumer);
                return;
            }
        }
        if !needs.any() {
            self.stream(list, consumer);
            return;
        }
        let index = match needs.index || needs.previous {
            true => Some(self.declare(&["index", "at"], Some(Expr::Int(0)))),
            false => None,
        };
        let previous = match needs.previous {
            true => Some(self.declare(&["prev", "before"], Some(Expr::Int(0)))),
            false => None,
        };
        self.stream(list, &mut |writer, item| {
            let mut value = item.int();
            if previous.is_some() {
                value = writer.bind(value, TEMPORARY);
            }
            let item = Item {
                element: Element::Int(value.clone()),
                place: Place::Stream(index.clone(), previous.clone()),
            };
            consumer(writer, item);
            if let Some(index) = &index {
                writer.push(increment(index.clone()));
            }
            if let Some(previous) = &previous {
                writer.extend(assign(previous.clone(), value));
            }
        });
    }

    /// A loop over a view.
    pub(super) fn each_in(&mut self, view: &View, list: &Core, consumer: Consumer) {
        let over = match list {
            Core::Argument(number) => Some(*number),
            _ => None,
        };
        let high = self.plain(view.high.clone());
        let view = &View {
            high,
            ..view.clone()
        };
        self.counted(
            view.low.clone(),
            view.high.clone(),
            over,
            &mut |writer, at| {
                let element = writer.at(view, at.clone());
                let item = Item {
                    element: Element::Int(element),
                    place: Place::In(view.clone(), at),
                };
                consumer(writer, item);
            },
        );
    }

    /// `for (int i = low; i < high; i++)`.
    pub(super) fn counted(
        &mut self,
        low: Expr,
        high: Expr,
        over: Option<u8>,
        write: &mut dyn FnMut(&mut Writer, Expr),
    ) {
        let (body, name) = self.within(Kind::Loop(over), |writer| {
            let name = writer.fresh(&["i", "j", "k", "l", "q", "r", "s", "t"]);
            write(writer, Expr::var(name.clone()));
            name
        });
        let at = Expr::var(name.clone());
        let inside = compare(Binary::Lt, at.clone(), high);
        self.push(Stmt::For(
            vec![(name, low)],
            inside,
            vec![increment(at)],
            body,
        ));
    }

    /// The consumer's part for one value, inside a branch.
    fn when(&mut self, condition: Expr, write: &mut dyn FnMut(&mut Writer)) {
        match condition {
            super::tree::TRUE => write(self),
            condition => {
                let (body, ()) = self.branch(|writer| write(writer));
                if !body.is_empty() {
                    self.push(Stmt::If(condition, body, Vec::new()));
                }
            }
        }
    }

    /// Runs what is written inside a body, with this item as its loop's.
    fn body<T>(
        &mut self,
        bodies: &[&Core],
        item: Item,
        range: Range,
        write: impl FnOnce(&mut Writer) -> T,
    ) -> T {
        let uses: usize = bodies.iter().map(|body| body.uses(Role::Element)).sum();
        let item = match (&item.element, uses) {
            (Element::Int(value), 2..) => Item {
                element: Element::Int(self.bind(value.clone(), TEMPORARY)),
                ..item
            },
            _ => item,
        };
        self.inside(item, None, range, write)
    }

    /// Elements in their order, the consumer being told nothing but the element.
    pub(super) fn stream(&mut self, list: &Core, consumer: Consumer) {
        let Some((op, parts)) = list.op() else {
            let view = self.view(list).expect("arguments and variables are views");
            self.spine = None;
            self.each_in(&view, list, consumer);
            return;
        };
        if self.known(list).is_some() {
            let view = self.view(list).expect("it is known");
            self.each_in(&view, list, consumer);
            return;
        }
        let safe_in_place = matches!(
            op,
            Op::Map
                | Op::Filter
                | Op::FilterMap
                | Op::TakeWhile
                | Op::DropWhile
                | Op::Take
                | Op::Drop
                | Op::Scan
                | Op::MapGroups
                | Op::IfList
                | Op::Sort
                | Op::SortBy
                | Op::FoldList
                | Op::Unique
                | Op::Reverse
        ) && !parts.iter().any(|body| body.asks_for(Role::Previous));
        // What is evaluated on the way must not take the place that the list is meant for.
        let spine = self.spine.take().filter(|_| safe_in_place);
        if spine.is_some() && !self.is_view(list) && is_made_in_place(op) {
            self.spine = spine;
            let view = self.place(list);
            self.each_in(&view, list, consumer);
            return;
        }
        match op {
            Op::Nil => {}
            Op::Single => {
                let value = self.int(&parts[0]);
                consumer(self, Item::plain(value));
            }
            Op::Cons => {
                let value = self.int(&parts[0]);
                consumer(self, Item::plain(value));
                self.each(&parts[1], Needs::NOTHING, consumer);
            }
            Op::Append => {
                self.each(&parts[0], Needs::NOTHING, consumer);
                let value = self.int(&parts[1]);
                consumer(self, Item::plain(value));
            }
            Op::Concat => {
                self.each(&parts[0], Needs::NOTHING, consumer);
                self.each(&parts[1], Needs::NOTHING, consumer);
            }
            Op::IfList => {
                let condition = self.cond(&parts[0]);
                self.spine.clone_from(&spine);
                let (yes, ()) =
                    self.branch(|writer| writer.each(&parts[1], Needs::NOTHING, consumer));
                self.spine = spine;
                let (no, ()) =
                    self.branch(|writer| writer.each(&parts[2], Needs::NOTHING, consumer));
                self.spine = None;
                self.push(Stmt::If(condition, yes, no));
            }
            Op::Map => {
                let range = self.elements(&parts[1]);
                self.spine = spine;
                self.each(&parts[1], Needs::of(&parts[0]), &mut |writer, item| {
                    let value =
                        writer.body(&[&parts[0]], item, range, |writer| writer.int(&parts[0]));
                    consumer(writer, Item::plain(value));
                });
            }
            Op::Filter | Op::FilterMap => {
                self.spine = spine;
                self.filtered(op, parts, consumer);
            }
            Op::FlatMap => {
                let range = self.elements(&parts[1]);
                self.each(&parts[1], Needs::of(&parts[0]), &mut |writer, item| {
                    writer.body(&[&parts[0]], item, range, |writer| {
                        writer.each(&parts[0], Needs::NOTHING, &mut |writer, item| {
                            writer.outside(|writer| consumer(writer, item));
                        });
                    });
                });
            }
            Op::Scan | Op::Scan1 => self.scan(op, parts, spine, consumer),
            Op::Reverse => self.reversed(&parts[0], consumer),
            Op::Unique => self.distinct(&parts[0], consumer),
            Op::TakeWhile => {
                let range = self.elements(&parts[1]);
                self.spine = spine;
                self.until(
                    &parts[1],
                    Needs::of(&parts[0]),
                    None,
                    &mut |writer, item, stop| {
                        let value = item.int();
                        let value = match parts[0].uses(Role::Element) {
                            0 => value,
                            _ => writer.bind(value, TEMPORARY),
                        };
                        let item = Item {
                            element: Element::Int(value.clone()),
                            ..item
                        };
                        let condition =
                            writer.body(&[&parts[0]], item, range, |writer| writer.cond(&parts[0]));
                        writer.push(Stmt::If(not(condition), vec![stop], Vec::new()));
                        consumer(writer, Item::plain(value));
                    },
                );
            }
            Op::DropWhile => {
                let dropping = self.declare(&["dropping"], Some(Expr::Int(1)));
                let range = self.elements(&parts[1]);
                self.spine = spine;
                self.each(&parts[1], Needs::of(&parts[0]), &mut |writer, item| {
                    let value = writer.bind(item.int(), TEMPORARY);
                    let item = Item {
                        element: Element::Int(value.clone()),
                        ..item
                    };
                    let (mut look, condition) = writer.branch(|writer| {
                        writer.body(&[&parts[0]], item, range, |writer| writer.cond(&parts[0]))
                    });
                    look.push(Stmt::Assign(dropping.clone(), None, condition));
                    writer.push(Stmt::If(dropping.clone(), look, Vec::new()));
                    let kept = not(dropping.clone());
                    writer.when(kept, &mut |writer| {
                        consumer(writer, Item::plain(value.clone()))
                    });
                });
            }
            Op::Take => self.first_ones(parts, spine, consumer),
            Op::Drop => {
                let number = self.int(&parts[1]);
                let number = self.bind(number, &["count"]);
                self.spine = spine;
                self.each(&parts[0], Needs::INDEX, &mut |writer, item| {
                    let index = writer.index(&item);
                    let late = compare(Binary::Ge, index, number.clone());
                    writer.when(late, &mut |writer| {
                        consumer(writer, Item::plain(item.int()));
                    });
                });
            }
            Op::DropLast if parts[1] == Core::Constant(1) => {
                let needs = Needs {
                    previous: true,
                    ..Needs::INDEX
                };
                self.each(&parts[0], needs, &mut |writer, item| {
                    let (index, previous) = match item.place {
                        Place::In(view, at) => {
                            let previous = writer.at(&view, sub(at.clone(), Expr::Int(1)));
                            (sub(at, view.low), previous)
                        }
                        Place::Stream(index, previous) => {
                            (index.expect("asked for"), previous.expect("asked for"))
                        }
                    };
                    let late = compare(Binary::Gt, index, Expr::Int(0));
                    writer.when(late, &mut |writer| {
                        consumer(writer, Item::plain(previous.clone()));
                    });
                });
            }
            Op::RemoveAt | Op::SetAt | Op::InsertAt => self.edited(op, parts, consumer),
            Op::Interleave => self.interleaved(parts, consumer),
            Op::Range => self.numbers(list, parts, consumer),
            Op::RangeStep => self.steps(parts, consumer),
            Op::Digits | Op::DigitsBase => self.digits(parts, consumer),
            Op::Factors => self.factors(parts, consumer),
            Op::MapGroups => {
                let needs = Needs::of(&parts[0]);
                self.spine = spine;
                self.each_group(&parts[1], needs.index, &mut |writer, item| {
                    let value =
                        writer.inside(item, None, Range::ALL, |writer| writer.int(&parts[0]));
                    consumer(writer, Item::plain(value));
                });
            }
            Op::FlatMapGroups => {
                let needs = Needs::of(&parts[0]);
                self.each_group(&parts[1], needs.index, &mut |writer, item| {
                    writer.inside(item, None, Range::ALL, |writer| {
                        writer.each(&parts[0], Needs::NOTHING, &mut |writer, item| {
                            writer.outside(|writer| consumer(writer, item));
                        });
                    });
                });
            }
            Op::Flatten => {
                self.each_group(&parts[0], false, &mut |writer, item| {
                    let Element::Group(view) = item.element else {
                        unreachable!("a loop over lists");
                    };
                    writer.each_in(&view, &apply(Op::Nil, []), consumer);
                });
            }
            _ => {
                let view = self.view_or_store(list);
                self.each_in(&view, list, consumer);
            }
        }
    }

    /// The number of an item in its list.
    pub(super) fn index(&mut self, item: &Item) -> Expr {
        match &item.place {
            Place::In(view, at) => sub(at.clone(), view.low.clone()),
            Place::Stream(index, _) => index.clone().expect("the index was asked for"),
        }
    }

    fn filtered(&mut self, op: Op, parts: &[Core], consumer: Consumer) {
        let over = parts.last().expect("a loop goes over something");
        let range = self.elements(over);
        let condition = &parts[0];
        let body = (op == Op::FilterMap).then(|| &parts[1]);
        let needs = match body {
            Some(body) => Needs::of(condition).and(Needs::of(body)),
            None => Needs::of(condition),
        };
        self.each(over, needs, &mut |writer, item| {
            let bodies: Vec<&Core> = std::iter::once(condition).chain(body).collect();
            let value = item.int();
            let item = match op {
                Op::Filter if condition.uses(Role::Element) > 0 => Item {
                    element: Element::Int(writer.bind(value, TEMPORARY)),
                    ..item
                },
                _ => item,
            };
            writer.body(&bodies, item, range, |writer| {
                let holds = writer.cond(condition);
                writer.when(holds, &mut |writer| {
                    let value = match body {
                        Some(body) => writer.int(body),
                        None => writer.frames_element(),
                    };
                    writer.outside(|writer| consumer(writer, Item::plain(value.clone())));
                });
            });
        });
    }

    /// The element of the innermost loop.
    fn frames_element(&mut self) -> Expr {
        self.variable(0, Role::Element)
    }

    fn scan(&mut self, op: Op, parts: &[Core], spine: Option<(String, Expr)>, consumer: Consumer) {
        let over = parts.last().expect("a loop goes over something");
        let start = match op {
            Op::Scan => self.int(&parts[1]),
            _ => Expr::Int(0),
        };
        let acc = self.declare(super::ints::accumulator_names(&parts[0]), Some(start));
        let mut needs = Needs::of(&parts[0]);
        needs.index |= op == Op::Scan1;
        let range = self.elements(over);
        self.spine = spine;
        self.each(over, needs, &mut |writer, item| {
            let item = Item {
                element: Element::Int(match parts[0].uses(Role::Element) {
                    0 | 1 if op == Op::Scan => item.int(),
                    _ => writer.bind(item.int(), TEMPORARY),
                }),
                ..item
            };
            let index = (op == Op::Scan1).then(|| writer.index(&item));
            let element = item.int();
            let name = acc.clone();
            let accumulator = Some(Element::Int(acc.clone()));
            let (update, ()) = writer.within(
                if index.is_some() {
                    Kind::Branch
                } else {
                    Kind::Plain
                },
                |writer| {
                    writer.inside(item, accumulator, range, |writer| {
                        writer.assign(&name, &parts[0]);
                    });
                },
            );
            match index {
                Some(index) => {
                    let later = compare(Binary::Gt, index, Expr::Int(0));
                    let first = assign(acc.clone(), element);
                    match &update[..] {
                        [Stmt::Assign(_, None, value)] => {
                            let value = choice(later, value.clone(), first_value(&first));
                            writer.extend(assign(acc.clone(), value));
                        }
                        [] => {
                            let first_one = not(later);
                            writer.push(Stmt::If(first_one, first, Vec::new()));
                        }
                        [Stmt::If(test, yes, no)] if no.is_empty() && *yes == first => {
                            let test = or(not(later), test.clone());
                            writer.push(Stmt::If(test, first, Vec::new()));
                        }
                        _ => writer.push(Stmt::If(later, update, first)),
                    }
                }
                None => writer.extend(update),
            }
            consumer(writer, Item::plain(acc.clone()));
        });
    }

    fn reversed(&mut self, list: &Core, consumer: Consumer) {
        let view = self.view_or_store(list);
        let low = view.low.clone();
        let last = sub(view.high.clone(), Expr::Int(1));
        let over = match list {
            Core::Argument(number) => Some(*number),
            _ => None,
        };
        let (body, name) = self.within(Kind::Loop(over), |writer| {
            let name = writer.fresh(&["i", "j", "k", "l", "q", "r", "s", "t"]);
            let value = writer.at(&view, Expr::var(name.clone()));
            consumer(writer, Item::plain(value));
            name
        });
        let at = Expr::var(name.clone());
        let inside = compare(Binary::Ge, at.clone(), low);
        let step = Stmt::Assign(at, Some(Binary::Sub), Expr::Int(1));
        self.push(Stmt::For(vec![(name, last)], inside, vec![step], body));
    }

    /// Each element that is not among those before it.
    fn distinct(&mut self, list: &Core, consumer: Consumer) {
        let view = self.view_or_store(list);
        self.each_in(&view.clone(), list, &mut |writer, item| {
            let Place::In(_, at) = &item.place else {
                unreachable!("views know positions");
            };
            let value = writer.bind(item.int(), TEMPORARY);
            let first = writer.declare(&["j", "k", "l", "first"], Some(view.low.clone()));
            let before = compare(Binary::Lt, first.clone(), at.clone());
            let (mut body, differs) = writer.within(Kind::Loop(None), |writer| {
                let other = writer.at(&view, first.clone());
                compare(Binary::Ne, other, value.clone())
            });
            match body.is_empty() {
                true => {
                    let step = vec![increment(first.clone())];
                    writer.push(Stmt::While(and(before, differs), step));
                }
                false => {
                    body.push(Stmt::If(not(differs), vec![Stmt::Break], Vec::new()));
                    body.push(increment(first.clone()));
                    writer.push(Stmt::While(before, body));
                }
            }
            let new = compare(Binary::Eq, first, at.clone());
            writer.when(new, &mut |writer| {
                consumer(writer, Item::plain(value.clone()))
            });
        });
    }

    fn first_ones(&mut self, parts: &[Core], spine: Option<(String, Expr)>, consumer: Consumer) {
        let number = self.int(&parts[1]);
        let number = self.bind(number, &["count"]);
        // The loop of a view needs no more than one condition more.
        if self.is_view(&parts[0]) && !matches!(parts[0].op(), Some((Op::Concat, _))) {
            let view = self.view(&parts[0]).expect("it is a view");
            self.spine = None;
            let (body, name) = self.within(Kind::Loop(None), |writer| {
                let name = writer.fresh(&["i", "j", "k", "l", "q", "r", "s", "t"]);
                let value = writer.at(&view, Expr::var(name.clone()));
                consumer(writer, Item::plain(value));
                name
            });
            let at = Expr::var(name.clone());
            let index = sub(at.clone(), view.low.clone());
            let no_more = self.is_no_more(&parts[1], &number, &parts[0], &view);
            let few = compare(Binary::Lt, index, number);
            let high = self.plain(view.high.clone());
            let inside = match no_more {
                true => few,
                false => and(few, compare(Binary::Lt, at.clone(), high)),
            };
            self.push(Stmt::For(
                vec![(name, view.low)],
                inside,
                vec![increment(at)],
                body,
            ));
            return;
        }
        self.spine = spine;
        self.until(&parts[0], Needs::INDEX, None, &mut |writer, item, stop| {
            let index = writer.index(&item);
            let enough = compare(Binary::Ge, index, number.clone());
            writer.push(Stmt::If(enough, vec![stop], Vec::new()));
            consumer(writer, Item::plain(item.int()));
        });
    }

    /// Whether a number is surely no larger than the length of a list.
    fn is_no_more(&self, term: &Core, number: &Expr, list: &Core, view: &View) -> bool {
        let position = self.frames.iter().any(|frame| match frame.place() {
            Place::In(other, at) => {
                at == number && other.low == view.low && other.high == view.high
            }
            Place::Stream(..) => false,
        });
        let length = |term: &Core| matches!(term.op(), Some((Op::Len, parts)) if parts[0] == *list);
        let part = |term: &Core| match term.op() {
            Some((Op::Div, [all, Core::Constant(1..)])) => length(all),
            Some((Op::Mod, [_, all])) => length(all),
            _ => false,
        };
        position
            || part(term)
            || matches!(term.op(), Some((Op::IfInt, [_, some, Core::Constant(0)])) if part(some))
    }

    fn edited(&mut self, op: Op, parts: &[Core], consumer: Consumer) {
        let place = self.int(&parts[1]);
        let place = self.bind(place, &["at", "place"]);
        let value = match op {
            Op::RemoveAt => None,
            _ => {
                let value = self.int(&parts[2]);
                Some(self.bind(value, &["value", "item"]))
            }
        };
        if op == Op::InsertAt && self.is_view(&parts[0]) {
            let view = self.view(&parts[0]).expect("it is a view");
            let gap = add(view.low.clone(), place);
            let gap = self.bind(gap, &["gap"]);
            let start = View {
                high: gap.clone(),
                ..view.clone()
            };
            let nothing = apply(Op::Nil, []);
            self.each_in(&start, &nothing, consumer);
            consumer(self, Item::plain(value.expect("a value")));
            let end = View { low: gap, ..view };
            self.each_in(&end, &nothing, consumer);
            return;
        }
        let count = match op {
            Op::InsertAt => Some(self.declare(&["size"], Some(Expr::Int(0)))),
            _ => None,
        };
        self.each(&parts[0], Needs::INDEX, &mut |writer, item| {
            let index = writer.index(&item);
            let there = compare(Binary::Eq, index, place.clone());
            match op {
                Op::RemoveAt => writer.when(not(there), &mut |writer| {
                    consumer(writer, Item::plain(item.int()));
                }),
                Op::SetAt => {
                    let value = value.clone().expect("a value");
                    consumer(writer, Item::plain(choice(there, value, item.int())));
                }
                _ => {
                    let value = value.clone().expect("a value");
                    writer.when(there, &mut |writer| {
                        consumer(writer, Item::plain(value.clone()));
                    });
                    consumer(writer, Item::plain(item.int()));
                }
            }
            if let Some(count) = &count {
                writer.push(increment(count.clone()));
            }
        });
        if let Some(count) = count {
            let at_end = compare(Binary::Eq, place, count);
            let value = value.expect("a value");
            self.when(at_end, &mut |writer| {
                consumer(writer, Item::plain(value.clone()))
            });
        }
    }

    fn interleaved(&mut self, parts: &[Core], consumer: Consumer) {
        let first = self.view_or_store(&parts[0]);
        let second = self.view_or_store(&parts[1]);
        let lengths = [&first, &second].map(|view| {
            let length = view.length();
            match &length {
                Expr::Choice(..) => self.declare(&["size"], Some(length)),
                _ => length,
            }
        });
        let (body, name) = self.within(Kind::Loop(None), |writer| {
            let name = writer.fresh(&["i", "j", "k", "l", "q", "r", "s", "t"]);
            for (view, length) in [&first, &second].into_iter().zip(&lengths) {
                let at = Expr::var(name.clone());
                let there = compare(Binary::Lt, at.clone(), length.clone());
                writer.when(there, &mut |writer| {
                    let value = writer.at(view, add(view.low.clone(), at.clone()));
                    consumer(writer, Item::plain(value));
                });
            }
            name
        });
        let at = Expr::var(name.clone());
        let [one, other] = lengths.map(|length| compare(Binary::Lt, at.clone(), length));
        let inside = if one == other { one } else { or(one, other) };
        self.push(Stmt::For(
            vec![(name, Expr::Int(0))],
            inside,
            vec![increment(at)],
            body,
        ));
    }

    fn numbers(&mut self, list: &Core, parts: &[Core], consumer: Consumer) {
        // Lists end before 65,536 elements, so that a last number near the largest integer is out of
        // reach of a small first one, and `i++` is safe.
        let (from, to) = (self.range(&parts[0]), self.range(&parts[1]));
        if from.high > i64::from(i32::MAX) - 70_000 && to.high >= i64::from(i32::MAX) {
            let view = self.view(list).expect("ranges are views");
            self.each_in(&view, list, consumer);
            return;
        }
        let low = self.int(&parts[0]);
        let high = self.int(&parts[1]);
        let high = self.plain(high);
        self.counted(low, add(high, Expr::Int(1)), None, &mut |writer, at| {
            consumer(writer, Item::plain(at));
        });
    }

    fn steps(&mut self, parts: &[Core], consumer: Consumer) {
        let (from, step) = (self.range(&parts[0]), self.range(&parts[2]));
        let low = self.int(&parts[0]);
        let low = self.bind(low, &["from"]);
        let high = self.int(&parts[1]);
        let high = self.bind(high, &["to"]);
        let by = self.int(&parts[2]);
        let by = match by {
            Expr::Int(0) => Expr::Int(1),
            by => self.bind(by, &["step"]),
        };
        let small = from.low >= -1_000_000_000
            && from.high <= 1_000_000_000
            && step.low >= -10_000
            && step.high <= 10_000;
        let body = |writer: &mut Writer, value: Option<Expr>, consumer: Consumer| {
            writer.within(Kind::Loop(None), |writer| {
                let name = writer.fresh(&["i", "j", "k", "l", "q", "r", "s", "t"]);
                let value = value.unwrap_or(Expr::var(name.clone()));
                consumer(writer, Item::plain(value));
                name
            })
        };
        if small && (step.low > 0 || step.high < 0) {
            let (body, name) = body(self, None, consumer);
            let at = Expr::var(name.clone());
            let test = if step.low > 0 { Binary::Le } else { Binary::Ge };
            let inside = compare(test, at.clone(), high);
            let steps = match by {
                Expr::Int(by) if by < 0 => Stmt::Assign(at, Some(Binary::Sub), Expr::Int(-by)),
                by => Stmt::Assign(at, Some(Binary::Add), by),
            };
            self.push(Stmt::For(vec![(name, low)], inside, vec![steps], body));
            return;
        }
        // The distance may need 33 bits, the count does not.
        let rising = compare(Binary::Gt, by.clone(), Expr::Int(0));
        let up = compare(Binary::Le, low.clone(), high.clone());
        let down = compare(Binary::Ge, low.clone(), high.clone());
        let some = match by {
            Expr::Int(by) if by > 0 => up,
            Expr::Int(_) => down,
            _ => choice(rising, up, down),
        };
        let wide = Expr::Wide(Box::new(high));
        let distance = binary(Binary::Sub, wide, low.clone());
        let steps = binary(Binary::Div, distance, by.clone());
        let count = Expr::Narrow(Box::new(binary(Binary::Add, steps, Expr::Int(1))));
        let count = self.declare(&["size"], Some(choice(some, count, Expr::Int(0))));
        let value = self.declare(&["value"], Some(low));
        let (mut body, name) = body(self, Some(value.clone()), consumer);
        let at = Expr::var(name.clone());
        let more = compare(Binary::Lt, add(at.clone(), Expr::Int(1)), count.clone());
        body.push(Stmt::If(
            more,
            vec![Stmt::Assign(value, Some(Binary::Add), by)],
            Vec::new(),
        ));
        let inside = compare(Binary::Lt, at.clone(), count);
        self.push(Stmt::For(
            vec![(name, Expr::Int(0))],
            inside,
            vec![increment(at)],
            body,
        ));
    }

    /// Digits from the first one on.
    fn digits(&mut self, parts: &[Core], consumer: Consumer) {
        let number = self.int(&parts[0]);
        let number = self.bind(number, &["x", "number"]);
        let base = match parts.get(1) {
            Some(base) => {
                let base = self.int(base);
                match base {
                    // No run has a value here; compilers warn of it all the same.
                    Expr::Int(i32::MIN..2) => Expr::Int(2),
                    base => self.bind(base, &["base"]),
                }
            }
            None => Expr::Int(10),
        };
        let unit = self.declare(&["unit"], Some(Expr::Int(1)));
        let rest = binary(Binary::Div, number.clone(), unit.clone());
        let more = compare(Binary::Ge, rest.clone(), base.clone());
        let grow = Stmt::Assign(unit.clone(), Some(Binary::Mul), base.clone());
        self.push(Stmt::While(more, vec![grow]));
        let (body, ()) = self.within(Kind::Loop(None), |writer| {
            let digit = binary(Binary::Mod, rest, base.clone());
            consumer(writer, Item::plain(digit));
        });
        let step = Stmt::Assign(unit.clone(), Some(Binary::Div), base);
        let inside = compare(Binary::Gt, unit, Expr::Int(0));
        self.push(Stmt::For(Vec::new(), inside, vec![step], body));
    }

    /// Digits from the last one on.
    fn digits_backwards(&mut self, parts: &[Core], consumer: Consumer) {
        let number = self.int(&parts[0]);
        let rest = self.declare(&["rest"], Some(number));
        let (mut body, ()) = self.within(Kind::Loop(None), |writer| {
            let digit = binary(Binary::Mod, rest.clone(), Expr::Int(10));
            consumer(writer, Item::plain(digit));
        });
        body.push(Stmt::Assign(rest.clone(), Some(Binary::Div), Expr::Int(10)));
        let more = compare(Binary::Gt, rest, Expr::Int(0));
        self.push(Stmt::DoWhile(body, more));
    }

    fn factors(&mut self, parts: &[Core], consumer: Consumer) {
        let number = self.int(&parts[0]);
        let rest = self.declare(&["rest"], Some(number));
        let (body, factor) = self.within(Kind::Loop(None), |writer| {
            let factor = Expr::var(writer.fresh(&["d", "factor"]));
            let misses = compare(
                Binary::Ne,
                binary(Binary::Mod, rest.clone(), factor.clone()),
                Expr::Int(0),
            );
            // Past the square root there is nothing left but the rest itself.
            let early = compare(
                Binary::Lt,
                factor.clone(),
                binary(Binary::Div, rest.clone(), factor.clone()),
            );
            let next = choice(early, add(factor.clone(), Expr::Int(1)), rest.clone());
            writer.push(Stmt::While(
                misses,
                vec![Stmt::Assign(factor.clone(), None, next)],
            ));
            consumer(writer, Item::plain(factor.clone()));
            factor
        });
        let step = vec![Stmt::Assign(
            rest.clone(),
            Some(Binary::Div),
            factor.clone(),
        )];
        let Expr::Var(name) = factor else {
            unreachable!("it was made as a variable");
        };
        let more = compare(Binary::Gt, rest, Expr::Int(1));
        self.push(Stmt::For(vec![(name, Expr::Int(2))], more, step, body));
    }

    /// The elements in any order that is convenient, for consumers that do not mind.
    pub(super) fn each_unordered(&mut self, list: &Core, consumer: Consumer) {
        match list.op() {
            Some((Op::Digits, parts)) => self.digits_backwards(parts, consumer),
            Some((Op::Reverse | Op::Sort, parts)) => self.each_unordered(&parts[0], consumer),
            Some((Op::Map, parts))
                if parts[0].element_only() && matches!(parts[1].op(), Some((Op::Digits, _))) =>
            {
                let range = self.elements(&parts[1]);
                self.each_unordered(&parts[1], &mut |writer, item| {
                    let value =
                        writer.body(&[&parts[0]], item, range, |writer| writer.int(&parts[0]));
                    consumer(writer, Item::plain(value));
                });
            }
            _ => self.each(list, Needs::NOTHING, consumer),
        }
    }

    /// The elements until the consumer has had enough; it is given the statement that says so. A
    /// variable that tells whether that has happened can be given.
    pub(super) fn until(
        &mut self,
        list: &Core,
        needs: Needs,
        flag: Option<(Expr, bool)>,
        consumer: &mut dyn FnMut(&mut Writer, Item, Stmt),
    ) {
        self.stoppable(flag, &mut |writer, stop| {
            writer.each(list, needs, &mut |writer, item| {
                consumer(writer, item, stop.clone())
            });
        });
    }
}

fn first_value(first: &[Stmt]) -> Expr {
    match first {
        [Stmt::Assign(_, None, value)] => value.clone(),
        _ => unreachable!("an element is assigned"),
    }
}

/// Lists that are best made where the result will be.
fn is_made_in_place(op: Op) -> bool {
    matches!(
        op,
        Op::Sort | Op::SortBy | Op::FoldList | Op::Unique | Op::Reverse
    )
}
