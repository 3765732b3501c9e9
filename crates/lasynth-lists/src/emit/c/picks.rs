//! One element or one position of a list: the largest, the last, the one at a place, the first that
//! fits.

use super::ints::TEMPORARY;
use super::tree::{Binary, Expr, Stmt, add, and, assign, binary, compare, increment, not, or, sub};
use super::views::View;
use super::writer::{Element, Item, Kind, Needs, Writer};
use crate::Op;
use crate::emit::core::{Core, apply};

impl Writer {
    /// The largest or smallest element; where there may be none, what to take instead.
    pub(super) fn extreme(&mut self, op: Op, list: &Core, otherwise: Option<&Core>) -> Expr {
        let (names, test): (&[&str], _) = match op {
            Op::Max => (&["max", "largest"], Binary::Gt),
            _ => (&["min", "smallest"], Binary::Lt),
        };
        let replace = |writer: &mut Writer, best: &Expr, value: Expr, also: Option<Expr>| {
            let value = writer.bind(value, TEMPORARY);
            let better = binary(test, value.clone(), best.clone());
            let mut yes = assign(best.clone(), value);
            let condition = match also {
                None => better,
                Some(found) => {
                    yes.push(Stmt::Assign(found.clone(), None, Expr::Int(1)));
                    or(not(found), better)
                }
            };
            writer.push(Stmt::If(condition, yes, Vec::new()));
        };
        let range = self.elements(list);
        let never_worse = match (op, otherwise) {
            (Op::Max, Some(Core::Constant(least))) => range.low >= i64::from(*least),
            (Op::Min, Some(Core::Constant(most))) => range.high <= i64::from(*most),
            _ => false,
        };
        if never_worse {
            let start = self.int(otherwise.expect("it is a constant"));
            let best = self.declare(names, Some(start));
            self.each_unordered(list, &mut |writer, item| {
                replace(writer, &best, item.int(), None);
            });
            return best;
        }
        if let (Some((Op::Scan1, parts)), None, false) = (list.op(), otherwise, self.careful)
            && self.is_view(&parts[1])
        {
            // The first element is the first best one.
            let view = self.view(&parts[1]).expect("it is a view");
            let range = self.elements(&parts[1]);
            let start = self.at(&view, view.low.clone());
            let acc = self.declare(&["here", "acc"], Some(start));
            let best = self.declare(names, Some(acc.clone()));
            let second = add(view.low.clone(), Expr::Int(1));
            let high = self.plain(view.high.clone());
            self.counted(second, high, None, &mut |writer, at| {
                let item = writer.item_in(&view, at, &parts[0]);
                let accumulator = Some(Element::Int(acc.clone()));
                writer.inside(item, accumulator, range, |writer| {
                    writer.assign(&acc, &parts[0]);
                });
                replace(writer, &best, acc.clone(), None);
            });
            return best;
        }
        if self.is_view(list) && !matches!(list.op(), Some((Op::Concat | Op::Cons | Op::Append, _)))
        {
            let view = self.view(list).expect("it is a view");
            let first = |writer: &mut Writer| writer.at(&view, view.low.clone());
            let start = if let Some(otherwise) = otherwise {
                let some = compare(Binary::Gt, view.high.clone(), view.low.clone());
                self.choose(some, first, |writer| writer.int(otherwise))
            } else if self.careful {
                let some = compare(Binary::Gt, view.high.clone(), view.low.clone());
                self.choose(some, first, |_| Expr::Int(0))
            } else {
                first(self)
            };
            let best = self.declare(names, Some(start));
            let rest = View {
                low: add(view.low.clone(), Expr::Int(1)),
                ..view
            };
            self.each_in(&rest, &apply(Op::Nil, []), &mut |writer, item| {
                replace(writer, &best, item.int(), None);
            });
            return best;
        }
        let (start, late) = self.instead(otherwise);
        let best = self.declare(names, Some(start));
        let found = self.declare(&["found", "any"], Some(Expr::Int(0)));
        self.each_unordered(list, &mut |writer, item| {
            replace(writer, &best, item.int(), Some(found.clone()));
        });
        self.at_last(late, &best, found);
        best
    }

    /// What a variable begins with that may never be set, and what is to be computed only then.
    pub(super) fn instead<'a>(&mut self, otherwise: Option<&'a Core>) -> (Expr, Option<&'a Core>) {
        match otherwise {
            None => (Expr::Int(0), None),
            Some(Core::Constant(value)) => (Expr::Int(*value), None),
            Some(term @ (Core::Argument(_) | Core::Variable(..))) => (self.int(term), None),
            Some(term) => (Expr::Int(0), Some(term)),
        }
    }

    pub(super) fn at_last(&mut self, late: Option<&Core>, place: &Expr, found: Expr) {
        if let Some(term) = late {
            let (body, ()) = self.branch(|writer| writer.assign(place, term));
            self.push(Stmt::If(not(found), body, Vec::new()));
        }
    }

    /// The first or last element of a list, or what is taken where there is none.
    pub(super) fn end(&mut self, op: Op, list: &Core, otherwise: Option<&Core>) -> Expr {
        if self.is_view(list) {
            let view = self.view(list).expect("it is a view");
            let some = compare(Binary::Gt, view.high.clone(), view.low.clone());
            let at = match op {
                Op::First => view.low.clone(),
                _ => sub(view.high.clone(), Expr::Int(1)),
            };
            return self.choose(
                some,
                |writer| writer.at(&view, at),
                |writer| otherwise.map_or(Expr::Int(0), |term| writer.int(term)),
            );
        }
        let names: &[&str] = if op == Op::First {
            &["first"]
        } else {
            &["last"]
        };
        let (start, late) = self.instead(otherwise);
        let place = self.declare(names, Some(start));
        let found = late.map(|_| self.declare(&["found", "any"], Some(Expr::Int(0))));
        let note = |writer: &mut Writer, item: &Item| {
            writer.extend(assign(place.clone(), item.int()));
            if let Some(found) = &found {
                writer.extend(assign(found.clone(), Expr::Int(1)));
            }
        };
        match op {
            Op::First => self.until(list, Needs::NOTHING, None, &mut |writer, item, stop| {
                note(writer, &item);
                writer.push(stop);
            }),
            _ => self.each(list, Needs::NOTHING, &mut |writer, item| {
                note(writer, &item)
            }),
        }
        if let Some(found) = found {
            self.at_last(late, &place, found);
        }
        place
    }

    /// An element of a list that is not stored.
    pub(super) fn nth(&mut self, parts: &[Core]) -> Expr {
        let at = self.int(&parts[1]);
        let at = self.bind(at, &["at", "place"]);
        let (list, falling) = match parts[0].op() {
            Some((Op::Sort, inner)) => (Some(&inner[0]), false),
            Some((Op::Reverse, inner)) => match inner[0].op() {
                Some((Op::Sort, inner)) => (Some(&inner[0]), true),
                _ => (None, false),
            },
            _ => (None, false),
        };
        let value = self.declare(&["value", "element"], Some(Expr::Int(0)));
        let Some(list) = list else {
            self.until(&parts[0], Needs::INDEX, None, &mut |writer, item, stop| {
                let index = writer.index(&item);
                let there = compare(Binary::Eq, index, at.clone());
                let mut body = assign(value.clone(), item.int());
                body.push(stop);
                writer.push(Stmt::If(there, body, Vec::new()));
            });
            return value;
        };
        // Of a sorted list: the element that has so many smaller ones.
        let distinct = matches!(list.op(), Some((Op::Unique, _)));
        self.until(list, Needs::NOTHING, None, &mut |writer, item, stop| {
            let element = writer.bind(item.int(), TEMPORARY);
            let names: &[&str] = if falling { &["greater"] } else { &["less"] };
            let before = writer.declare(names, Some(Expr::Int(0)));
            let same = match distinct {
                true => None,
                false => Some(writer.declare(&["equal"], Some(Expr::Int(0)))),
            };
            writer.each(list, Needs::NOTHING, &mut |writer, item| {
                let other = match same {
                    Some(_) => writer.bind(item.int(), TEMPORARY),
                    None => item.int(),
                };
                let test = if falling { Binary::Gt } else { Binary::Lt };
                let smaller = compare(test, other.clone(), element.clone());
                let otherwise = same.iter().map(|same| {
                    let equal = compare(Binary::Eq, other.clone(), element.clone());
                    Stmt::If(equal, vec![increment(same.clone())], Vec::new())
                });
                let count = vec![increment(before.clone())];
                let otherwise = otherwise.collect();
                writer.push(Stmt::If(smaller, count, otherwise));
            });
            let there = match &same {
                None => compare(Binary::Eq, before, at.clone()),
                Some(same) => and(
                    compare(Binary::Le, before.clone(), at.clone()),
                    compare(Binary::Lt, at.clone(), add(before, same.clone())),
                ),
            };
            let mut body = assign(value.clone(), element);
            body.push(stop);
            writer.push(Stmt::If(there, body, Vec::new()));
        });
        value
    }

    /// The first position of a value, or where a condition holds; the length where there is none.
    pub(super) fn position(&mut self, op: Op, parts: &[Core]) -> Expr {
        let (list, value) = match op {
            Op::Index => {
                let value = self.int(&parts[1]);
                (&parts[0], Some(self.bind(value, TEMPORARY)))
            }
            _ => (&parts[1], None),
        };
        let range = self.elements(list);
        let found = |writer: &mut Writer, item: Item| match &value {
            Some(value) => compare(Binary::Eq, item.int(), value.clone()),
            None => {
                let item = writer.repeatable(item, &parts[0]);
                writer.inside(item, None, range, |writer| writer.cond(&parts[0]))
            }
        };
        let needs = match op {
            Op::Index => Needs::NOTHING,
            _ => Needs::of(&parts[0]),
        };
        if self.is_view(list) {
            let view = self.view(list).expect("it is a view");
            let high = self.plain(view.high.clone());
            let view = View { high, ..view };
            let at = self.declare(&["i", "j", "k", "at"], Some(view.low.clone()));
            let inside = compare(Binary::Lt, at.clone(), view.high.clone());
            let (mut body, holds) = self.within(Kind::Loop(None), |writer| {
                let element = writer.at(&view, at.clone());
                let item = Item {
                    element: Element::Int(element),
                    place: super::writer::Place::In(view.clone(), at.clone()),
                };
                found(writer, item)
            });
            let next = increment(at.clone());
            match body.is_empty() {
                true => self.push(Stmt::While(and(inside, not(holds)), vec![next])),
                false => {
                    body.push(Stmt::If(holds, vec![Stmt::Break], Vec::new()));
                    body.push(next);
                    self.push(Stmt::While(inside, body));
                }
            }
            return sub(at, view.low);
        }
        let at = self.declare(&["i", "j", "k", "at"], Some(Expr::Int(0)));
        self.until(list, needs, None, &mut |writer, item, stop| {
            let holds = found(writer, item);
            writer.push(Stmt::If(holds, vec![stop], Vec::new()));
            writer.push(increment(at.clone()));
        });
        at
    }
}
