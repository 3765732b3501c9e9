//! Enumerated programs as programs of the language.

use super::grammar::{Atom, Comparison, Edge, Head, Node, Place, Sum, Target, Test};
use lasynth_c::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue,
    MAX_LOOP_VARS, Name, Operand, Program, Span, Stmt, StmtKind, UpdateOp, VarId,
};

/// The program, or `None` where it needs more loop variables than the language has.
pub(super) fn spell(nodes: &[Node]) -> Option<Program> {
    let mut speller = Speller::default();
    let body = speller.block(nodes);
    (speller.loops <= MAX_LOOP_VARS).then_some(Program {
        names: speller.names,
        body,
    })
}

#[derive(Default)]
struct Speller {
    names: Vec<Name>,
    loops: usize,
    locals: u8,
    /// The local variable, once it is declared.
    local: Option<VarId>,
    /// The variables of the loops around, the outer one first.
    around: Vec<VarId>,
}

impl Speller {
    fn declare(&mut self, looping: bool) -> VarId {
        let var = VarId(self.names.len() as u16);
        self.names.push(if looping {
            self.loops += 1;
            Name::Loop(self.loops as u8 - 1)
        } else {
            self.locals += 1;
            Name::Local(self.locals - 1)
        });
        var
    }

    fn local(&self) -> VarId {
        self.local
            .expect("the local variable is set before it is used")
    }

    /// What a block declares is known in it only.
    fn block(&mut self, nodes: &[Node]) -> Vec<Stmt> {
        let local = self.local;
        let mut out = Vec::new();
        for node in nodes {
            self.node(node, &mut out);
        }
        self.local = local;
        out
    }

    fn node(&mut self, node: &Node, out: &mut Vec<Stmt>) {
        let kind = match node {
            Node::Set(Target::Local, value) if self.local.is_none() => {
                let init = self.sum(value);
                let var = self.declare(false);
                self.local = Some(var);
                StmtKind::Declare { var, init }
            }
            Node::Set(target, value) => self.set(*target, value),
            Node::Swap(left, right) => {
                let init = Expr::Elem(self.elem(*left));
                let var = self.declare(false);
                let (left, right) = (self.elem(*left), self.elem(*right));
                out.push(Stmt::new(StmtKind::Declare { var, init }));
                out.push(Stmt::new(StmtKind::Assign {
                    target: LValue::Elem(left),
                    op: AssignOp::Set,
                    value: Expr::Elem(right),
                }));
                StmtKind::Assign {
                    target: LValue::Elem(right),
                    op: AssignOp::Set,
                    value: Expr::Var(var),
                }
            }
            Node::If(test, then, otherwise) => StmtKind::If(self.branch(test, then, otherwise)),
            Node::Break => StmtKind::Break,
            Node::For(head, body) => self.repeat(head, body),
        };
        out.push(Stmt::new(kind));
    }

    fn branch(&mut self, test: &Test, then: &[Node], otherwise: &[Node]) -> If {
        If {
            condition: self.test(test),
            then: self.block(then),
            otherwise: match otherwise {
                [] => None,
                [Node::If(test, then, otherwise)] => {
                    let next = self.branch(test, then, otherwise);
                    Some(Else::If(Box::new(next), Span::NONE))
                }
                _ => Some(Else::Block(self.block(otherwise))),
            },
        }
    }

    fn repeat(&mut self, head: &Head, body: &[Node]) -> StmtKind {
        let init = match head.first {
            Edge::Const(value) => Expr::Const(value),
            Edge::Outer(offset) => plus(Expr::Var(self.around[0]), offset),
        };
        let var = self.declare(true);
        // Downwards to 0 the bound is 0 itself: `p >= 0`.
        let (test, bound) = match (head.end, head.step > 0) {
            (Edge::Const(end), true) => (CmpOp::Lt, Operand::Const(end)),
            (Edge::Const(-1), false) => (CmpOp::Ge, Operand::Const(0)),
            (Edge::Const(end), false) => (CmpOp::Gt, Operand::Const(end)),
            (Edge::Outer(0), true) => (CmpOp::Lt, Operand::Var(self.around[0])),
            (Edge::Outer(1), true) => (CmpOp::Le, Operand::Var(self.around[0])),
            (Edge::Outer(_), _) => (CmpOp::Gt, Operand::Var(self.around[0])),
        };
        let step = match head.step {
            1 => ForStep::Update(UpdateOp::PostInc),
            -1 => ForStep::Update(UpdateOp::PostDec),
            by if by > 0 => ForStep::Add(Operand::Const(by)),
            by => ForStep::Sub(Operand::Const(-by)),
        };
        self.around.push(var);
        let body = self.block(body);
        self.around.pop();
        StmtKind::For(For {
            declares: true,
            var,
            init,
            test_var: var,
            test,
            bound,
            step_var: var,
            step,
            body,
        })
    }

    fn set(&mut self, target: Target, value: &Sum) -> StmtKind {
        let same = match target {
            Target::Local => Atom::Local,
            Target::Elem(place) => Atom::Elem(place),
        };
        let target = match target {
            Target::Local => LValue::Var(self.local()),
            Target::Elem(place) => LValue::Elem(self.elem(place)),
        };
        let (op, value) = match without(value, same) {
            None => (AssignOp::Set, *value),
            Some(rest) if rest == Sum::constant(1) || rest == Sum::constant(-1) => {
                let op = match rest.constant {
                    1 => UpdateOp::PostInc,
                    _ => UpdateOp::PostDec,
                };
                return StmtKind::Update { target, op };
            }
            Some(rest) if is_positive_first(&rest) => (AssignOp::Add, rest),
            Some(rest) => (AssignOp::Sub, negated(&rest)),
        };
        StmtKind::Assign {
            target,
            op,
            value: self.sum(&value),
        }
    }

    fn test(&self, test: &Test) -> Condition {
        let pair = |left, right| {
            (
                Box::new(self.comparison(left)),
                Box::new(self.comparison(right)),
            )
        };
        match test {
            Test::One(only) => self.comparison(only),
            Test::And(left, right) => {
                let (left, right) = pair(left, right);
                Condition::And(left, right)
            }
            Test::Or(left, right) => {
                let (left, right) = pair(left, right);
                Condition::Or(left, right)
            }
        }
    }

    fn comparison(&self, comparison: &Comparison) -> Condition {
        Condition::Cmp(
            comparison.op,
            self.sum(&comparison.left),
            self.sum(&comparison.right),
        )
    }

    /// What is added stands before what is subtracted, the constant last unless it alone is added.
    fn sum(&self, sum: &Sum) -> Expr {
        let mut parts: Vec<(bool, Expr)> = sum
            .atoms()
            .map(|(negative, atom)| (negative, self.atom(atom)))
            .collect();
        if sum.constant != 0 || parts.is_empty() {
            match parts.is_empty() {
                true => return Expr::Const(sum.constant),
                false => parts.push((sum.constant < 0, Expr::Const(sum.constant.abs()))),
            }
        }
        parts.sort_by_key(|(negative, _)| *negative);
        let mut parts = parts.into_iter();
        let mut out = match parts.next() {
            Some((true, first)) => Expr::Neg(Box::new(first), Span::NONE),
            Some((false, first)) => first,
            None => Expr::Const(0),
        };
        for (negative, part) in parts {
            let op = if negative { BinOp::Sub } else { BinOp::Add };
            out = Expr::Bin(op, Box::new(out), Box::new(part), Span::NONE);
        }
        out
    }

    fn atom(&self, atom: Atom) -> Expr {
        match atom {
            Atom::Elem(place) => Expr::Elem(self.elem(place)),
            Atom::Outer => Expr::Var(self.around[0]),
            Atom::Inner => Expr::Var(self.around[1]),
            Atom::Local => Expr::Var(self.local()),
        }
    }

    fn elem(&self, place: Place) -> Elem {
        let near = |var, offset: i8| match offset {
            0 => Index::At(Operand::Var(var)),
            _ if offset > 0 => Index::Sum(Operand::Var(var), Operand::Const(offset)),
            _ => Index::Diff(Operand::Var(var), Operand::Const(-offset)),
        };
        let index = match place {
            Place::Fixed(at) => Index::At(Operand::Const(at as i8)),
            Place::Outer(offset) => near(self.around[0], offset),
            Place::Inner(offset) => near(self.around[1], offset),
            Place::Mirror => Index::Diff(Operand::Const(4), Operand::Var(self.around[0])),
            Place::ByLocal => Index::At(Operand::Var(self.local())),
        };
        Elem {
            index,
            span: Span::NONE,
        }
    }
}

fn plus(expr: Expr, offset: i8) -> Expr {
    let op = if offset < 0 { BinOp::Sub } else { BinOp::Add };
    match offset {
        0 => expr,
        _ => Expr::Bin(
            op,
            Box::new(expr),
            Box::new(Expr::Const(offset.abs())),
            Span::NONE,
        ),
    }
}

/// The rest of a sum to which `atom` is added.
fn without(sum: &Sum, atom: Atom) -> Option<Sum> {
    let at = sum
        .terms
        .iter()
        .position(|term| *term == Some((false, atom)))?;
    let mut rest = *sum;
    rest.terms[at..].rotate_left(1);
    let last = rest.terms.len() - 1;
    rest.terms[last] = None;
    Some(rest)
}

fn negated(sum: &Sum) -> Sum {
    Sum {
        terms: sum
            .terms
            .map(|term| term.map(|(negative, atom)| (!negative, atom))),
        constant: -sum.constant,
    }
}

fn is_positive_first(sum: &Sum) -> bool {
    sum.atoms().any(|(negative, _)| !negative) || sum.constant > 0
}
