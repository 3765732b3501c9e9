//! Conditions: expressions where C has one, otherwise a flag with a loop before it.

use super::ints::TEMPORARY;
use super::tree::{
    Binary, Expr, FALSE, Stmt, TRUE, add, and, assign, compare, element_first, increment, not, or,
};
use super::writer::{Element, Item, Known, Needs, Writer};
use crate::emit::core::{Core, Node};
use crate::{Op, Role};

impl Writer {
    /// A condition, which is 0 or 1 as an integer.
    pub(super) fn cond(&mut self, term: &Core) -> Expr {
        let (node, parts) = match term {
            Core::Truth(known) => return Expr::Int((*known).into()),
            Core::Has(depth, role) => return self.has(*depth, *role),
            Core::Apply(node, parts) => (*node, parts),
            other => unreachable!("{other:?} is no condition"),
        };
        if let Some(Known::Int(value)) = self.known(term) {
            return value;
        }
        let op = match node {
            Node::Op(op) => op,
            Node::IfBool => {
                let condition = self.cond(&parts[0]);
                return self.choose(
                    condition,
                    |writer| writer.cond(&parts[1]),
                    |writer| writer.cond(&parts[2]),
                );
            }
            Node::Defined(_) => return self.flag(term, node, parts),
        };
        match op {
            Op::Eq | Op::Ne | Op::Lt | Op::Le => {
                let a = self.int(&parts[0]);
                let b = self.int(&parts[1]);
                let op = match op {
                    Op::Eq => Binary::Eq,
                    Op::Ne => Binary::Ne,
                    Op::Lt => Binary::Lt,
                    _ => Binary::Le,
                };
                element_first(op, a, b)
            }
            Op::Even | Op::Odd => {
                let value = self.int(&parts[0]);
                let rest = match value {
                    Expr::Int(value) => Expr::Int(value % 2),
                    value => Expr::Binary(Binary::Mod, Box::new(value), Box::new(Expr::Int(2))),
                };
                let test = if op == Op::Even {
                    Binary::Eq
                } else {
                    Binary::Ne
                };
                compare(test, rest, Expr::Int(0))
            }
            Op::Not => not(self.cond(&parts[0])),
            Op::And | Op::Or => {
                let first = self.cond(&parts[0]);
                match (&first, op) {
                    (&FALSE, Op::And) | (&TRUE, Op::Or) => return first,
                    (&TRUE, Op::And) | (&FALSE, Op::Or) => return self.cond(&parts[1]),
                    _ => {}
                }
                let (mut body, second) = self.branch(|writer| writer.cond(&parts[1]));
                if body.is_empty() {
                    return match op {
                        Op::And => and(first, second),
                        _ => or(first, second),
                    };
                }
                let start = Expr::Int((op == Op::Or).into());
                let holds = self.declare(&["holds", "fits"], Some(start));
                body.extend(assign(holds.clone(), second));
                let look = if op == Op::And { first } else { not(first) };
                self.push(Stmt::If(look, body, Vec::new()));
                holds
            }
            _ => self.flag(term, node, parts),
        }
    }

    fn flag(&mut self, term: &Core, node: Node, parts: &[Core]) -> Expr {
        let known = self.shared(term, |writer| {
            Known::Int(match node {
                Node::Op(Op::Contains | Op::Any | Op::All) => writer.quantified(node, parts),
                Node::Op(Op::SameList) => writer.same(parts),
                Node::Defined(op) => writer.defined(op, parts),
                other => unreachable!("{other:?} gives no condition"),
            })
        });
        match known {
            Known::Int(value) => value,
            Known::List(_) => unreachable!("a flag was written"),
        }
    }

    /// Calls the consumer with the condition that decides, for each element in turn, whether it is the
    /// one that is looked for. It answers for `contains`, `any` and `all`.
    pub(super) fn deciding(
        &mut self,
        node: Node,
        parts: &[Core],
        flag: Option<(Expr, bool)>,
        consumer: &mut dyn FnMut(&mut Writer, Expr, Stmt),
    ) {
        let Node::Op(op) = node else {
            unreachable!("an operator was asked for");
        };
        if op == Op::Contains {
            let value = self.int(&parts[1]);
            let value = self.bind(value, TEMPORARY);
            self.until(
                &parts[0],
                Needs::NOTHING,
                flag,
                &mut |writer, item, stop| {
                    let there = compare(Binary::Eq, item.int(), value.clone());
                    consumer(writer, there, stop);
                },
            );
            return;
        }
        let body = &parts[0];
        let decide = &mut |writer: &mut Writer, item: Item, stop: Stmt, range| {
            let item = writer.repeatable(item, body);
            let holds = writer.inside(item, None, range, |writer| writer.cond(body));
            let decided = if op == Op::Any { holds } else { not(holds) };
            consumer(writer, decided, stop);
        };
        if parts[1].is_groups() {
            self.until_group(
                &parts[1],
                Needs::of(body).index,
                flag,
                &mut |writer, item, stop| {
                    decide(writer, item, stop, crate::emit::range::Range::ALL);
                },
            );
            return;
        }
        let range = self.elements(&parts[1]);
        self.until(
            &parts[1],
            Needs::of(body),
            flag,
            &mut |writer, item, stop| {
                decide(writer, item, stop, range);
            },
        );
    }

    fn quantified(&mut self, node: Node, parts: &[Core]) -> Expr {
        let all = node == Node::Op(Op::All);
        let names: &[&str] = if all {
            &["all", "every"]
        } else {
            &["found", "any"]
        };
        let flag = self.declare(names, Some(Expr::Int(all.into())));
        self.deciding(
            node,
            parts,
            Some((flag.clone(), !all)),
            &mut |writer, decided, stop| {
                let set = Stmt::Assign(flag.clone(), None, Expr::Int((!all).into()));
                match decided {
                    FALSE => {}
                    TRUE => {
                        writer.push(set);
                        writer.push(stop);
                    }
                    decided => writer.push(Stmt::If(decided, vec![set, stop], Vec::new())),
                }
            },
        );
        flag
    }

    fn same(&mut self, parts: &[Core]) -> Expr {
        let (first, second) = match self.is_view(&parts[1]) {
            true => (&parts[0], &parts[1]),
            false => (&parts[1], &parts[0]),
        };
        let second = self.view_or_store(second);
        let length = second.length();
        if self.is_view(first) {
            let first = self.view(first).expect("it is a view");
            let equal = compare(Binary::Eq, first.length(), length);
            let same = self.declare(&["same", "equal"], Some(equal));
            self.counted(
                first.low.clone(),
                first.high.clone(),
                None,
                &mut |writer, at| {
                    let one = writer.at(&first, at.clone());
                    let at = add(super::tree::sub(at, first.low.clone()), second.low.clone());
                    let other = writer.at(&second, at);
                    writer.extend(assign(same.clone(), compare(Binary::Eq, one, other)));
                },
            );
            let body = &mut self.blocks.last_mut().expect("a block is open").body;
            if let Some(Stmt::For(_, condition, _, _)) = body.last_mut() {
                let inside = std::mem::replace(condition, TRUE);
                *condition = and(same.clone(), inside);
            }
            return same;
        }
        let same = self.declare(&["same", "equal"], Some(Expr::Int(1)));
        let count = self.declare(&["count", "size"], Some(Expr::Int(0)));
        let flag = Some((same.clone(), false));
        self.until(first, Needs::NOTHING, flag, &mut |writer, item, stop| {
            let inside = compare(Binary::Lt, count.clone(), length.clone());
            let value = item.int();
            let at = add(second.low.clone(), count.clone());
            let (mut look, equal) =
                writer.branch(|writer| compare(Binary::Eq, value, writer.at(&second, at)));
            let differs = vec![Stmt::Assign(same.clone(), None, Expr::Int(0)), stop];
            match look.is_empty() {
                true => writer.push(Stmt::If(not(and(inside, equal)), differs, Vec::new())),
                false => {
                    let holds = writer.declare(&["holds", "match"], Some(Expr::Int(0)));
                    look.extend(assign(holds.clone(), equal));
                    writer.push(Stmt::If(inside, look, Vec::new()));
                    writer.push(Stmt::If(not(holds), differs, Vec::new()));
                }
            }
            writer.push(increment(count.clone()));
        });
        and(same, compare(Binary::Eq, count, length))
    }

    /// Whether the body of a fold or scan has a value each time.
    fn defined(&mut self, op: Op, parts: &[Core]) -> Expr {
        if op == Op::FoldList {
            let known = self.declare(&["known", "defined"], Some(Expr::Int(1)));
            let start = self.top();
            self.fold_list(
                &parts[1..],
                super::writer::WORK,
                start,
                Some((&parts[0], &known)),
            );
            return known;
        }
        let (check, body) = (&parts[0], &parts[1]);
        let over = parts.last().expect("a loop goes over something");
        let start = match op {
            Op::Scan1 => Expr::Int(0),
            _ => self.int(&parts[2]),
        };
        let acc = self.declare(super::ints::accumulator_names(body), Some(start));
        let known = self.declare(&["known", "defined"], Some(Expr::Int(1)));
        let mut needs = Needs::of(check).and(Needs::of(body));
        needs.index |= op == Op::Scan1;
        let range = self.elements(over);
        let flag = Some((known.clone(), false));
        self.until(over, needs, flag, &mut |writer, item, stop| {
            let value = writer.bind(item.int(), TEMPORARY);
            let item = Item {
                element: Element::Int(value.clone()),
                ..item
            };
            let index = (op == Op::Scan1).then(|| writer.index(&item));
            let accumulator = Some(Element::Int(acc.clone()));
            let (rest, ()) = writer.branch(|writer| {
                writer.inside(item, accumulator, range, |writer| {
                    let there = writer.cond(check);
                    let lost = vec![Stmt::Assign(known.clone(), None, Expr::Int(0)), stop];
                    writer.push(Stmt::If(not(there), lost, Vec::new()));
                    writer.assign(&acc, body);
                });
            });
            match index {
                None => writer.extend(rest),
                Some(index) => {
                    let later = compare(Binary::Gt, index, Expr::Int(0));
                    let first = assign(acc.clone(), value);
                    writer.push(Stmt::If(later, rest, first));
                }
            }
        });
        let _ = Role::Accumulator;
        known
    }
}
