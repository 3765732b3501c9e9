//! Loops over another list that keep some of its elements or go through them in another way.

use super::ints::TEMPORARY;
use super::streams::{Consumer, first_value};
use super::tree::{Binary, Expr, Stmt, and, assign, choice, compare, increment, not, or, sub};
use super::views::View;
use super::writer::{Element, Item, Kind, Needs, Place, Writer};
use crate::emit::core::Core;
use crate::{Op, Role};

impl Writer {
    pub(super) fn filtered(&mut self, op: Op, parts: &[Core], consumer: Consumer) {
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

    pub(super) fn scan(
        &mut self,
        op: Op,
        parts: &[Core],
        spine: Option<(String, Expr)>,
        consumer: Consumer,
    ) {
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

    pub(super) fn reversed(&mut self, list: &Core, consumer: Consumer) {
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
    pub(super) fn distinct(&mut self, list: &Core, consumer: Consumer) {
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

    pub(super) fn first_ones(
        &mut self,
        parts: &[Core],
        spine: Option<(String, Expr)>,
        consumer: Consumer,
    ) {
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
    pub(super) fn is_no_more(&self, term: &Core, number: &Expr, list: &Core, view: &View) -> bool {
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
}
