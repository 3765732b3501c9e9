//! Loops whose elements do not come from one loop over another list: numbers in steps, digits, prime
//! factors, two lists by turns, lists with a place changed.

use super::streams::Consumer;
use super::tree::{Binary, Expr, Stmt, add, binary, choice, compare, increment, not, or};
use super::views::View;
use super::writer::{Item, Kind, Needs, Writer};
use crate::Op;
use crate::emit::core::{Core, apply};

impl Writer {
    pub(super) fn edited(&mut self, op: Op, parts: &[Core], consumer: Consumer) {
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

    pub(super) fn interleaved(&mut self, parts: &[Core], consumer: Consumer) {
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

    pub(super) fn numbers(&mut self, list: &Core, parts: &[Core], consumer: Consumer) {
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

    pub(super) fn steps(&mut self, parts: &[Core], consumer: Consumer) {
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
    pub(super) fn digits(&mut self, parts: &[Core], consumer: Consumer) {
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
    pub(super) fn digits_backwards(&mut self, parts: &[Core], consumer: Consumer) {
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

    pub(super) fn factors(&mut self, parts: &[Core], consumer: Consumer) {
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
}
