//! Lists as loops: what has to be done with each element stands where the element is made, so that
//! `sum(map(.., filter(.., a)))` is one loop and nothing is stored.

use super::ints::TEMPORARY;
use super::tree::{Binary, Expr, Stmt, assign, compare, increment, not, sub};
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

    pub(super) fn plain(value: Expr) -> Item {
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
    pub(super) fn when(&mut self, condition: Expr, write: &mut dyn FnMut(&mut Writer)) {
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
    pub(super) fn body<T>(
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

    /// The element of the innermost loop.
    pub(super) fn frames_element(&mut self) -> Expr {
        self.variable(0, Role::Element)
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

pub(super) fn first_value(first: &[Stmt]) -> Expr {
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
