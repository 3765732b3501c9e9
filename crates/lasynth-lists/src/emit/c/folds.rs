//! Folds whose accumulator is a list: it lies in an array, and the next one is made where it lies if it
//! only gets longer, and else behind it.

use super::ints::TEMPORARY;
use super::store::LENGTH;
use super::tree::{Binary, Expr, Stmt, assign, compare, increment, sub};
use super::views::{Base, View};
use super::writer::{Element, Kind, WORK, Writer};
use crate::Op;
use crate::emit::core::{Core, apply};

impl Writer {
    /// A fold whose accumulator is a list, in an array from a position on, or in work space that is not
    /// used. With a condition, looks only whether it holds each time.
    pub(super) fn fold_list(
        &mut self,
        parts: &[Core],
        array: &str,
        start: Expr,
        check: Option<(&Core, &Expr)>,
    ) -> View {
        let (body, first, over) = (&parts[0], &parts[1], &parts[2]);
        let range = self.elements(over);
        let list = self.view_or_store(over);
        let list = View {
            high: self.plain(list.high.clone()),
            ..list
        };
        let in_work = array == WORK;
        let start = if in_work { self.top() } else { start };
        let end = match in_work {
            true => self.store_in_work(first, start.clone()),
            false => self.store(first, array, start.clone()),
        };
        let len = self.declare(LENGTH, Some(end));
        if in_work {
            self.note_stored(first);
        }
        let acc = View::new(
            Base::Array(array.to_owned()),
            start.clone(),
            len.clone(),
            true,
        );
        let flag = check.map(|(_, known)| (known.clone(), false));
        self.stoppable(flag, &mut |writer, stop| {
            writer.each_in(&list, over, &mut |writer, item| {
                if in_work {
                    writer.set_top(len.clone());
                }
                let item = writer.repeatable(item, body);
                let accumulator = Some(Element::Group(acc.clone()));
                writer.inside(item, accumulator, range, |writer| {
                    if let Some((condition, known)) = check {
                        let there = writer.cond(condition);
                        let lost = vec![
                            Stmt::Assign(known.clone(), None, Expr::Int(0)),
                            stop.clone(),
                        ];
                        writer.push(Stmt::If(super::tree::not(there), lost, Vec::new()));
                    }
                    if writer.grows(body) {
                        writer.grow(body, array, &start, &len);
                        return;
                    }
                    let end = match in_work {
                        true => writer.store_in_work(body, len.clone()),
                        false => writer.store(body, array, len.clone()),
                    };
                    let end = writer.bind(end, &["end", "stop"]);
                    let made = View::new(Base::Array(array.to_owned()), len.clone(), end, true);
                    let end = writer.moved_down(made, array, start.clone());
                    writer.extend(assign(len.clone(), end));
                });
            });
        });
        acc
    }

    /// Whether the accumulator only gets longer, so that the new one can be made where it lies.
    pub(super) fn grows(&self, body: &Core) -> bool {
        let accumulator = Core::Variable(0, crate::Role::Accumulator);
        if *body == accumulator {
            return true;
        }
        match body.op() {
            Some((Op::Append, parts)) => self.grows(&parts[0]),
            Some((Op::Concat, parts)) => {
                self.grows(&parts[0])
                    && !parts[1].asks_for(crate::Role::Accumulator)
                    && self.is_view(&parts[1])
            }
            Some((Op::Cons, parts)) => parts[1] == accumulator,
            Some((Op::IfList, parts)) => self.grows(&parts[1]) && self.grows(&parts[2]),
            _ => false,
        }
    }

    pub(super) fn grow(&mut self, body: &Core, array: &str, start: &Expr, len: &Expr) {
        let Some((op, parts)) = body.op() else {
            return;
        };
        match op {
            Op::Append => {
                let value = self.int(&parts[1]);
                let value = match parts[1].asks_for(crate::Role::Accumulator) {
                    true => self.declare(TEMPORARY, Some(value)),
                    false => value,
                };
                self.grow(&parts[0], array, start, len);
                self.push(Stmt::Push(array.to_owned(), len.clone(), value));
            }
            Op::Concat => {
                let view = self.view(&parts[1]).expect("it is a view");
                self.grow(&parts[0], array, start, len);
                self.each_in(&view, &apply(Op::Nil, []), &mut |writer, item| {
                    writer.push(Stmt::Push(array.to_owned(), len.clone(), item.int()));
                });
            }
            Op::Cons => {
                let value = self.int(&parts[0]);
                let value = match parts[0].asks_for(crate::Role::Accumulator) {
                    true => self.declare(TEMPORARY, Some(value)),
                    false => value,
                };
                let (body, name) = self.within(Kind::Loop(None), |writer| {
                    let name = writer.fresh(&["j", "k", "l"]);
                    let at = Expr::var(name.clone());
                    let before = Expr::at(array, sub(at.clone(), Expr::Int(1)));
                    writer.push(Stmt::Assign(Expr::at(array, at), None, before));
                    name
                });
                let at = Expr::var(name.clone());
                let inside = compare(Binary::Gt, at.clone(), start.clone());
                let step = vec![Stmt::Assign(at, Some(Binary::Sub), Expr::Int(1))];
                self.push(Stmt::For(vec![(name, len.clone())], inside, step, body));
                self.push(Stmt::Assign(Expr::at(array, start.clone()), None, value));
                self.push(increment(len.clone()));
            }
            _ => {
                let condition = self.cond(&parts[0]);
                let (yes, ()) = self.branch(|writer| writer.grow(&parts[1], array, start, len));
                let (no, ()) = self.branch(|writer| writer.grow(&parts[2], array, start, len));
                self.push(Stmt::If(condition, yes, no));
            }
        }
    }
}
