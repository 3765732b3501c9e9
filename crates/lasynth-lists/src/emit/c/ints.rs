//! Integers: expressions where C has one, otherwise a variable with a loop before it.

use super::tree::{
    Binary, Expr, Stmt, add, arithmetic, assign, binary, choice, compare, increment, not, sub,
};
use super::writer::{Element, Item, Kind, Known, Needs, Writer};
use crate::emit::core::{Core, Node};
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
}
