//! The end of a function: what is found is returned where it is found.

use super::tree::{Expr, FALSE, Stmt, TRUE, not};
use super::writer::Writer;
use crate::Op;
use crate::emit::core::{Core, Node};

impl Writer {
    /// All that has been written.
    pub(super) fn finish(mut self) -> Vec<Stmt> {
        let block = self.blocks.pop().expect("the function's own block");
        block.body
    }

    /// Writes what returns an integer.
    pub(super) fn return_int(&mut self, term: &Core) {
        match term.op() {
            Some((Op::IfInt, parts)) => {
                let condition = self.cond(&parts[0]);
                let short = |n: usize| {
                    matches!(
                        parts[n],
                        Core::Constant(_) | Core::Argument(_) | Core::Variable(..)
                    )
                };
                if short(1) && short(2) {
                    let value = self.choose(
                        condition,
                        |writer| writer.int(&parts[1]),
                        |writer| writer.int(&parts[2]),
                    );
                    self.push(Stmt::Return(value));
                    return;
                }
                // The shorter case first: the other one needs no braces then.
                let (first, test, second) = match short(2) {
                    true => (&parts[2], not(condition.clone()), &parts[1]),
                    false => (&parts[1], condition.clone(), &parts[2]),
                };
                let (leave, ()) = self.branch(|writer| writer.return_int(first));
                self.push(Stmt::If(test, leave, Vec::new()));
                self.return_int(second);
            }
            Some((Op::BoolToInt, parts)) => self.return_cond(&parts[0], TRUE, FALSE),
            _ => {
                let value = self.int(term);
                self.push(Stmt::Return(value));
            }
        }
    }

    /// Writes what returns one constant where a condition holds, and another where it does not.
    fn return_cond(&mut self, term: &Core, yes: Expr, no: Expr) {
        match term {
            Core::Apply(node @ Node::Op(Op::Any | Op::All | Op::Contains), parts) => {
                let all = *node == Node::Op(Op::All);
                let (decided, otherwise) = if all { (no, yes) } else { (yes, no) };
                self.deciding(*node, parts, None, &mut |writer, found, _| match found {
                    FALSE => {}
                    found => {
                        let leave = vec![Stmt::Return(decided.clone())];
                        writer.push(Stmt::If(found, leave, Vec::new()));
                    }
                });
                self.push(Stmt::Return(otherwise));
            }
            Core::Apply(Node::Op(Op::Not), parts) => self.return_cond(&parts[0], no, yes),
            Core::Apply(Node::Op(op @ (Op::And | Op::Or)), parts) if self.is_loop(&parts[1]) => {
                let first = self.cond(&parts[0]);
                let (test, result) = match op {
                    Op::And => (not(first), no.clone()),
                    _ => (first, yes.clone()),
                };
                self.push(Stmt::If(test, vec![Stmt::Return(result)], Vec::new()));
                self.return_cond(&parts[1], yes, no);
            }
            Core::Apply(Node::Op(Op::SameList), parts)
                if self.is_view(&parts[0]) && self.is_view(&parts[1]) =>
            {
                self.return_same(parts, yes, no);
            }
            _ => {
                let condition = self.cond(term);
                let value = match (yes, no) {
                    (TRUE, FALSE) => condition,
                    (FALSE, TRUE) => not(condition),
                    (yes, no) => super::tree::choice(condition, yes, no),
                };
                self.push(Stmt::Return(value));
            }
        }
    }

    /// Whether a condition takes more than an expression.
    fn is_loop(&self, term: &Core) -> bool {
        let mut writer = self.clone();
        let (body, _) = writer.branch(|writer| writer.cond(term));
        !body.is_empty()
    }

    fn return_same(&mut self, parts: &[Core], yes: Expr, no: Expr) {
        use super::tree::{Binary, add, compare, sub};
        let first = self.view(&parts[0]).expect("it is a view");
        let second = self.view(&parts[1]).expect("it is a view");
        let leave = vec![Stmt::Return(no)];
        let lengths = compare(Binary::Ne, first.length(), second.length());
        if lengths != FALSE {
            self.push(Stmt::If(lengths, leave.clone(), Vec::new()));
        }
        let high = self.plain(first.high.clone());
        self.counted(first.low.clone(), high, None, &mut |writer, at| {
            let one = writer.at(&first, at.clone());
            let at = add(sub(at, first.low.clone()), second.low.clone());
            let other = writer.at(&second, at);
            let differs = compare(Binary::Ne, one, other);
            writer.push(Stmt::If(differs, leave.clone(), Vec::new()));
        });
        self.push(Stmt::Return(yes));
    }

    /// Writes what puts a list into `out` and returns its length.
    pub(super) fn return_list(&mut self, term: &Core) {
        match term.op() {
            Some((Op::IfList, parts)) => {
                let condition = self.cond(&parts[0]);
                if matches!(parts[2].op(), Some((Op::Nil, _))) {
                    let leave = vec![Stmt::Return(Expr::Int(0))];
                    self.push(Stmt::If(not(condition), leave, Vec::new()));
                    self.return_list(&parts[1]);
                    return;
                }
                let (yes, ()) = self.branch(|writer| writer.return_list(&parts[1]));
                self.push(Stmt::If(condition, yes, Vec::new()));
                self.return_list(&parts[2]);
            }
            _ => {
                let end = self.store(term, "out", Expr::Int(0));
                self.push(Stmt::Return(end));
            }
        }
    }
}
