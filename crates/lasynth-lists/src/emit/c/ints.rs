//! Integers: expressions where C has one, otherwise a variable with a loop before it.

use super::tree::{
    Binary, Expr, Stmt, add, and, arithmetic, assign, binary, choice, compare, increment, not, or,
    sub,
};
use super::views::View;
use super::writer::{Element, Item, Kind, Known, Needs, Writer};
use crate::emit::core::{Core, Node, apply};
use crate::{Op, Role};

/// Names of values that are needed more than once.
pub(super) const TEMPORARY: &[&str] = &["x", "y", "z", "t", "u"];

/// What an accumulator with this body is called.
pub(super) fn accumulator_names(body: &Core) -> &'static [&'static str] {
    match body.op() {
        Some((Op::Add | Op::Sub, parts)) if mentions_accumulator(&parts[0]) => &["sum", "total"],
        Some((Op::Add, _)) => &["sum", "total"],
        Some((Op::Mul, _)) => &["product"],
        Some((Op::Max2, _)) => &["max", "largest"],
        Some((Op::Min2, _)) => &["min", "smallest"],
        Some((Op::Gcd, _)) => &["gcd"],
        _ => &["acc", "value"],
    }
}

fn mentions_accumulator(term: &Core) -> bool {
    *term == Core::Variable(0, Role::Accumulator)
}

impl Writer {
    /// An integer.
    pub(super) fn int(&mut self, term: &Core) -> Expr {
        let (op, parts) = match term {
            Core::Constant(value) => return Expr::Int(*value),
            Core::Argument(number) => {
                return Expr::Var(self.arguments[usize::from(*number)].0.clone());
            }
            Core::Variable(depth, role) => return self.variable(*depth, *role),
            Core::Apply(Node::Op(op), parts) => (*op, parts),
            other => unreachable!("{other:?} is no integer"),
        };
        if let Some(Known::Int(value)) = self.known(term) {
            return value;
        }
        match op {
            Op::Add => {
                let a = self.int(&parts[0]);
                add(a, self.int(&parts[1]))
            }
            Op::Sub => {
                let a = self.int(&parts[0]);
                sub(a, self.int(&parts[1]))
            }
            Op::Mul | Op::Div | Op::Mod => {
                let a = self.int(&parts[0]);
                let b = self.int(&parts[1]);
                let op = match op {
                    Op::Mul => Binary::Mul,
                    Op::Div => Binary::Div,
                    _ => Binary::Mod,
                };
                arithmetic(op, a, b)
            }
            Op::Min2 | Op::Max2 => {
                let a = self.int(&parts[0]);
                let a = self.bind(a, TEMPORARY);
                let b = self.int(&parts[1]);
                let b = self.bind(b, TEMPORARY);
                let test = if op == Op::Min2 {
                    Binary::Lt
                } else {
                    Binary::Gt
                };
                match (&a, &b) {
                    (Expr::Int(_), _) => choice(compare(test, b.clone(), a.clone()), b, a),
                    _ if a == b => a,
                    _ => choice(binary(test, a.clone(), b.clone()), a, b),
                }
            }
            Op::Abs => {
                let a = self.int(&parts[0]);
                self.absolute(a, &parts[0])
            }
            Op::Sign => {
                let a = self.int(&parts[0]);
                let a = self.bind(a, TEMPORARY);
                let above = compare(Binary::Gt, a.clone(), Expr::Int(0));
                sub(above, compare(Binary::Lt, a, Expr::Int(0)))
            }
            Op::IfInt => {
                let condition = self.cond(&parts[0]);
                self.choose(
                    condition,
                    |writer| writer.int(&parts[1]),
                    |writer| writer.int(&parts[2]),
                )
            }
            Op::BoolToInt => self.cond(&parts[0]),
            Op::Len if self.is_view(&parts[0]) => {
                let view = self.view(&parts[0]).expect("it is a view");
                view.length()
            }
            Op::First if self.is_view(&parts[0]) && !self.careful => {
                let view = self.view(&parts[0]).expect("it is a view");
                self.at(&view, view.low.clone())
            }
            Op::Last if self.is_view(&parts[0]) && !self.careful => {
                let view = self.view(&parts[0]).expect("it is a view");
                self.at(&view, sub(view.high.clone(), Expr::Int(1)))
            }
            Op::At if self.is_view(&parts[0]) => {
                let view = self.view(&parts[0]).expect("it is a view");
                let at = self.int(&parts[1]);
                self.at(&view, add(view.low.clone(), at))
            }
            Op::Pow if matches!(parts[1], Core::Constant(0..=3)) => {
                let base = self.int(&parts[0]);
                let base = self.bind(base, TEMPORARY);
                match parts[1] {
                    Core::Constant(0) => Expr::Int(1),
                    Core::Constant(1) => base,
                    Core::Constant(2) => binary(Binary::Mul, base.clone(), base),
                    _ => {
                        let square = binary(Binary::Mul, base.clone(), base.clone());
                        binary(Binary::Mul, square, base)
                    }
                }
            }
            _ => match self.shared(term, |writer| Known::Int(writer.computed(op, parts))) {
                Known::Int(value) => value,
                Known::List(_) => unreachable!("an integer was written"),
            },
        }
    }

    fn absolute(&mut self, value: Expr, term: &Core) -> Expr {
        if self.range(term).low >= 0 {
            return value;
        }
        let value = self.bind(value, TEMPORARY);
        let negative = compare(Binary::Lt, value.clone(), Expr::Int(0));
        let opposite = match &value {
            Expr::Int(constant) => constant.checked_neg().map_or(Expr::Int(0), Expr::Int),
            _ => Expr::Neg(Box::new(value.clone())),
        };
        choice(negative, opposite, value)
    }

    /// An integer that takes statements.
    fn computed(&mut self, op: Op, parts: &[Core]) -> Expr {
        match op {
            Op::Gcd => self.gcd(parts),
            Op::Pow => self.power(parts),
            Op::Sum => {
                let sum = self.declare(&["sum", "total"], Some(Expr::Int(0)));
                // The order matters where partial sums may overflow.
                let any_order = self.elements(&parts[0]).low >= 0;
                let consumer = &mut |writer: &mut Writer, item: Item| {
                    let value = add(sum.clone(), item.int());
                    let value = match value {
                        Expr::Binary(Binary::Add, ref a, _) if **a == sum => value,
                        _ => binary(Binary::Add, sum.clone(), item.int()),
                    };
                    writer.extend(assign(sum.clone(), value));
                };
                match any_order {
                    true => self.each_unordered(&parts[0], consumer),
                    false => self.each(&parts[0], Needs::NOTHING, consumer),
                }
                sum
            }
            Op::Product => {
                let product = self.declare(&["product"], Some(Expr::Int(1)));
                let digits = matches!(parts[0].op(), Some((Op::Digits, _)));
                let consumer = &mut |writer: &mut Writer, item: Item| {
                    writer.push(Stmt::Assign(product.clone(), Some(Binary::Mul), item.int()));
                };
                match digits {
                    true => self.each_unordered(&parts[0], consumer),
                    false => self.each(&parts[0], Needs::NOTHING, consumer),
                }
                product
            }
            Op::Len | Op::Count | Op::CountLess | Op::CountGreater => {
                let value = match op {
                    Op::Len => Expr::Int(0),
                    _ => {
                        let value = self.int(&parts[1]);
                        self.bind(value, TEMPORARY)
                    }
                };
                let count = self.declare(&["count", "number"], Some(Expr::Int(0)));
                self.each_unordered(&parts[0], &mut |writer, item| {
                    let more = increment(count.clone());
                    let test = match op {
                        Op::Len => return writer.push(more),
                        Op::Count => Binary::Eq,
                        Op::CountLess => Binary::Lt,
                        _ => Binary::Gt,
                    };
                    let counts = compare(test, item.int(), value.clone());
                    match counts {
                        super::tree::TRUE => writer.push(more),
                        super::tree::FALSE => {}
                        counts => writer.push(Stmt::If(counts, vec![more], Vec::new())),
                    }
                });
                count
            }
            Op::CountGroups => {
                let count = self.declare(&["count", "number"], Some(Expr::Int(0)));
                self.each_group(&parts[0], false, &mut |writer, _| {
                    writer.push(increment(count.clone()));
                });
                count
            }
            Op::Max | Op::Min => self.extreme(op, &parts[0], None),
            Op::First | Op::Last => self.end(op, &parts[0], None),
            Op::Default => {
                let (op, list) = parts[0].op().expect("an element of a list");
                match op {
                    Op::Max | Op::Min => self.extreme(op, &list[0], Some(&parts[1])),
                    _ => self.end(op, &list[0], Some(&parts[1])),
                }
            }
            Op::At => self.nth(parts),
            Op::Index | Op::FindIndex => self.position(op, parts),
            Op::Fold => {
                let start = self.int(&parts[1]);
                let acc = self.declare(accumulator_names(&parts[0]), Some(start));
                let range = self.elements(&parts[2]);
                let all = self.accumulated(parts);
                self.each(&parts[2], Needs::of(&parts[0]), &mut |writer, item| {
                    let item = writer.repeatable(item, &parts[0]);
                    let accumulator = Some(Element::Int(acc.clone()));
                    writer.inside(item, accumulator, range, |writer| {
                        writer.bound_accumulator(all);
                        writer.assign(&acc, &parts[0]);
                    });
                });
                acc
            }
            _ => unreachable!("{op:?} gives no integer"),
        }
    }

    /// The item with its element as a variable, if the body would repeat more than a variable.
    pub(super) fn repeatable(&mut self, item: Item, body: &Core) -> Item {
        match &item.element {
            Element::Int(value) if body.uses(Role::Element) > 1 => Item {
                element: Element::Int(self.bind(value.clone(), TEMPORARY)),
                ..item
            },
            _ => item,
        }
    }

    /// Gives a variable the value of a term, by `if` rather than `?:`.
    pub(super) fn assign(&mut self, place: &Expr, term: &Core) {
        match term.op() {
            Some((op @ (Op::Min2 | Op::Max2), [a, b]))
                if mentions_accumulator(a) || mentions_accumulator(b) =>
            {
                let other = self.int(if mentions_accumulator(a) { b } else { a });
                let other = self.bind(other, TEMPORARY);
                let test = if op == Op::Min2 {
                    Binary::Lt
                } else {
                    Binary::Gt
                };
                let better = binary(test, other.clone(), place.clone());
                let taken = assign(place.clone(), other);
                self.push(Stmt::If(better, taken, Vec::new()));
            }
            Some((Op::Gcd, [a, b]))
                if mentions_accumulator(a)
                    && self.range(a).low >= 0
                    && !mentions_accumulator(b) =>
            {
                let other = self.int(b);
                let other = self.absolute(other, b);
                let other = self.declare(TEMPORARY, Some(other));
                self.euclid(place, &other);
            }
            Some((Op::IfInt, parts)) if self.known(term).is_none() => {
                let condition = self.cond(&parts[0]);
                let (yes, ()) = self.branch(|writer| writer.assign(place, &parts[1]));
                let (no, ()) = self.branch(|writer| writer.assign(place, &parts[2]));
                match (&yes[..], &no[..]) {
                    ([], []) => {}
                    ([Stmt::Assign(a, None, yes)], [Stmt::Assign(b, None, no)])
                        if a == place && b == place =>
                    {
                        let value = choice(condition, yes.clone(), no.clone());
                        self.extend(assign(place.clone(), value));
                    }
                    ([], _) => self.push(Stmt::If(not(condition), no, Vec::new())),
                    _ => self.push(Stmt::If(condition, yes, no)),
                }
            }
            _ => {
                let value = self.int(term);
                self.extend(assign(place.clone(), value));
            }
        }
    }

    fn gcd(&mut self, parts: &[Core]) -> Expr {
        let a = self.int(&parts[0]);
        let a = self.absolute(a, &parts[0]);
        let gcd = self.declare(&["gcd", "divisor"], Some(a));
        let b = self.int(&parts[1]);
        let b = self.absolute(b, &parts[1]);
        let other = self.declare(&["other"], Some(b));
        self.euclid(&gcd, &other);
        gcd
    }

    /// Makes a variable the greatest common divisor of itself and another one.
    fn euclid(&mut self, gcd: &Expr, other: &Expr) {
        let (body, ()) = self.within(Kind::Loop(None), |writer| {
            let rest = binary(Binary::Mod, gcd.clone(), other.clone());
            let rest = writer.declare(&["rest"], Some(rest));
            writer.extend(assign(gcd.clone(), other.clone()));
            writer.extend(assign(other.clone(), rest));
        });
        let more = compare(Binary::Ne, other.clone(), Expr::Int(0));
        self.push(Stmt::While(more, body));
    }

    fn power(&mut self, parts: &[Core]) -> Expr {
        let base = self.int(&parts[0]);
        let exponent = self.int(&parts[1]);
        let exponent = self.plain(exponent);
        let power = self.declare(&["power"], Some(Expr::Int(1)));
        if matches!(parts[0], Core::Constant(i32::MIN..=-2 | 2..)) {
            self.counted(Expr::Int(0), exponent, None, &mut |writer, _| {
                writer.push(Stmt::Assign(power.clone(), Some(Binary::Mul), base.clone()));
            });
            return power;
        }
        // By squares: a base of 1 may have any exponent.
        let square = self.declare(&["square", "factor"], Some(base));
        let (body, name) = self.within(Kind::Loop(None), |writer| {
            let name = writer.fresh(&["e", "exponent"]);
            let left = Expr::var(name.clone());
            let odd = binary(Binary::Mod, left.clone(), Expr::Int(2));
            let odd = compare(Binary::Ne, odd, Expr::Int(0));
            let multiply = Stmt::Assign(power.clone(), Some(Binary::Mul), square.clone());
            writer.push(Stmt::If(odd, vec![multiply], Vec::new()));
            let more = compare(Binary::Gt, left, Expr::Int(1));
            let grow = Stmt::Assign(square.clone(), Some(Binary::Mul), square.clone());
            writer.push(Stmt::If(more, vec![grow], Vec::new()));
            name
        });
        let left = Expr::var(name.clone());
        let half = Stmt::Assign(left.clone(), Some(Binary::Div), Expr::Int(2));
        let more = compare(Binary::Gt, left, Expr::Int(0));
        self.push(Stmt::For(vec![(name, exponent)], more, vec![half], body));
        power
    }

    /// The largest or smallest element; where there may be none, what to take instead.
    fn extreme(&mut self, op: Op, list: &Core, otherwise: Option<&Core>) -> Expr {
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
    fn instead<'a>(&mut self, otherwise: Option<&'a Core>) -> (Expr, Option<&'a Core>) {
        match otherwise {
            None => (Expr::Int(0), None),
            Some(Core::Constant(value)) => (Expr::Int(*value), None),
            Some(term @ (Core::Argument(_) | Core::Variable(..))) => (self.int(term), None),
            Some(term) => (Expr::Int(0), Some(term)),
        }
    }

    fn at_last(&mut self, late: Option<&Core>, place: &Expr, found: Expr) {
        if let Some(term) = late {
            let (body, ()) = self.branch(|writer| writer.assign(place, term));
            self.push(Stmt::If(not(found), body, Vec::new()));
        }
    }

    /// The first or last element of a list, or what is taken where there is none.
    fn end(&mut self, op: Op, list: &Core, otherwise: Option<&Core>) -> Expr {
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
    fn nth(&mut self, parts: &[Core]) -> Expr {
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
    fn position(&mut self, op: Op, parts: &[Core]) -> Expr {
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
