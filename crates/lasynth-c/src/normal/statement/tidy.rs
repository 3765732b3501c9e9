//! Preferred spellings of single statements.

use super::super::ir::{Names, Node};
use super::super::spell::{Cases, state};
use crate::behaviour::{AffineForm, N, straight};

use crate::syntax::*;

/// What a sum consists of besides constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Term {
    Var(VarId),
    Elem(Elem),
}

impl Term {
    fn key(&self) -> (u8, u16, u16) {
        let operand = |o: &Operand| match o {
            Operand::Const(c) => (*c + 4) as u16,
            Operand::Var(v) => 100 + v.0,
        };
        match self {
            Term::Elem(Elem {
                index: Index::At(x),
                ..
            }) => (0, operand(x), 0),
            Term::Elem(Elem {
                index: Index::Sum(x, y),
                ..
            }) => (1, operand(x), operand(y)),
            Term::Elem(Elem {
                index: Index::Diff(x, y),
                ..
            }) => (2, operand(x), operand(y)),
            Term::Var(v) => (3, v.0, 0),
        }
    }

    fn expr(&self) -> Expr {
        match self {
            Term::Var(v) => Expr::Var(*v),
            Term::Elem(e) => Expr::Elem(*e),
        }
    }
}

/// Signed terms (subtracted ones marked) and a constant.
#[derive(Clone, Debug, Default, PartialEq)]
struct Terms(Vec<(bool, Term)>, i16);

impl Terms {
    fn of(expr: &Expr) -> Terms {
        let mut out = Terms::default();
        out.add(expr, false);
        out
    }

    fn add(&mut self, expr: &Expr, neg: bool) {
        let term = match expr {
            Expr::Const(c) => {
                self.1 += if neg { -i16::from(*c) } else { i16::from(*c) };
                return;
            }
            Expr::Neg(e, _) => return self.add(e, !neg),
            Expr::Bin(op, l, r, _) => {
                self.add(l, neg);
                return self.add(r, neg != (*op == BinOp::Sub));
            }
            Expr::Var(v) => Term::Var(*v),
            Expr::Elem(e) => Term::Elem(*e),
        };
        match self.0.iter().position(|&(n, t)| n != neg && t == term) {
            Some(at) => {
                self.0.remove(at);
            }
            None => self.0.push((neg, term)),
        }
    }

    /// Takes a term away; whether it was there.
    fn remove(&mut self, neg: bool, term: Term) -> bool {
        let at = self.0.iter().position(|t| *t == (neg, term));
        at.map(|at| self.0.remove(at)).is_some()
    }

    fn negated(mut self) -> Terms {
        self.0.iter_mut().for_each(|(neg, _)| *neg = !*neg);
        self.1 = -self.1;
        self
    }

    /// The expression, if two operators are enough.
    fn expr(mut self) -> Option<Expr> {
        self.0.sort_by_key(|(neg, term)| (*neg, term.key()));
        let mut parts: Vec<(bool, Expr)> = self.0.iter().map(|(n, t)| (*n, t.expr())).collect();
        let mut rest = self.1;
        let mut constants = Vec::new();
        while rest != 0 {
            let chunk = rest.clamp(-4, 4);
            constants.push((chunk < 0, Expr::Const(chunk.unsigned_abs() as i8)));
            rest -= chunk;
        }
        if parts.first().is_none_or(|(neg, _)| *neg) && self.1 > 0 {
            parts.splice(0..0, constants);
        } else {
            parts.extend(constants);
        }
        if parts.len() > 3 {
            return None;
        }
        let mut parts = parts.into_iter();
        let first = match parts.next() {
            None => Expr::Const(0),
            Some((false, e)) => e,
            Some((true, Expr::Const(c))) => Expr::Const(-c),
            Some((true, e)) => Expr::Neg(Box::new(e), Span::NONE),
        };
        Some(parts.fold(first, |l, (neg, r)| {
            let op = if neg { BinOp::Sub } else { BinOp::Add };
            Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
        }))
    }
}

/// The preferred spellings of a statement, its nested blocks untouched.
pub fn stmt(stmt: &Stmt) -> Option<Stmt> {
    Some(Stmt::new(match &stmt.kind {
        StmtKind::Declare { var, init } => {
            let init = Terms::of(init).expr()?;
            StmtKind::Declare { var: *var, init }
        }
        StmtKind::Update { target, op } => StmtKind::Update {
            target: target.clone(),
            op: match op {
                UpdateOp::PreInc | UpdateOp::PostInc => UpdateOp::PostInc,
                UpdateOp::PreDec | UpdateOp::PostDec => UpdateOp::PostDec,
            },
        },
        StmtKind::Assign { target, op, value } => assignment(target, *op, value)?,
        StmtKind::If(branch) => StmtKind::If(self::branch(branch)),
        StmtKind::For(head) => StmtKind::For(self::head(head)?),
        StmtKind::Continue | StmtKind::Break => return None,
    }))
}

/// `x = x + e` as `x += e`, changes by one as `x++` and `x--`.
fn assignment(target: &LValue, op: AssignOp, value: &Expr) -> Option<StmtKind> {
    Change::of(target, op, value).spelled(target)
}

/// What an assignment does to its target.
struct Change {
    /// The terms are added to the old value, rather than put in its place.
    relative: bool,
    terms: Terms,
}

impl Change {
    fn of(target: &LValue, op: AssignOp, value: &Expr) -> Change {
        let own = match target {
            LValue::Var(v) => Term::Var(*v),
            LValue::Elem(e) => Term::Elem(*e),
        };
        let mut terms = Terms::of(value);
        let mut relative = true;
        match op {
            AssignOp::Add => {}
            AssignOp::Sub => terms = terms.negated(),
            AssignOp::Set => relative = terms.remove(false, own),
        }
        // `x += e - x` sets.
        if relative && terms.remove(true, own) {
            relative = false;
        }
        Change { relative, terms }
    }

    fn spelled(self, target: &LValue) -> Option<StmtKind> {
        let Change { relative, terms } = self;
        let target = target.clone();
        if !relative {
            let (op, value) = (AssignOp::Set, terms.expr()?);
            return Some(StmtKind::Assign { target, op, value });
        }
        if terms.0.is_empty() && terms.1.abs() == 1 {
            let op = if terms.1 > 0 {
                UpdateOp::PostInc
            } else {
                UpdateOp::PostDec
            };
            return Some(StmtKind::Update { target, op });
        }
        let subtract = terms.0.iter().all(|(neg, _)| *neg) && terms.1 <= 0;
        let (op, terms) = if subtract {
            (AssignOp::Sub, terms.negated())
        } else {
            (AssignOp::Add, terms)
        };
        let value = terms.expr()?;
        Some(StmtKind::Assign { target, op, value })
    }
}

/// An assignment or a declaration, as its target and what it does to it.
fn change(stmt: &Stmt) -> Option<(LValue, Change)> {
    let (target, change) = match &stmt.kind {
        StmtKind::Assign { target, op, value } => (target.clone(), Change::of(target, *op, value)),
        StmtKind::Update { target, op } => {
            let change = Change::of(target, AssignOp::Add, &Expr::Const(op.amount()));
            (target.clone(), change)
        }
        StmtKind::Declare { var, init } => {
            let target = LValue::Var(*var);
            let change = Change::of(&target, AssignOp::Set, init);
            (target, change)
        }
        _ => return None,
    };
    Some((target, change))
}

/// One statement for two assignments to the same target, as if nothing stood between them.
pub fn merged(first: &Stmt, second: &Stmt) -> Option<Stmt> {
    let (target, mut sum) = change(first)?;
    let (other, more) = change(second)?;
    if target != other || !more.relative || matches!(second.kind, StmtKind::Declare { .. }) {
        return None;
    }
    for (neg, term) in more.terms.0 {
        if !sum.terms.remove(!neg, term) {
            sum.terms.0.push((neg, term));
        }
    }
    sum.terms.1 += more.terms.1;
    let kind = match first.kind {
        StmtKind::Declare { var, .. } => StmtKind::Declare {
            var,
            init: sum.terms.expr()?,
        },
        _ => sum.spelled(&target)?,
    };
    Some(Stmt::new(kind))
}

/// A condition without double negations and with tidy sides.
fn branch(branch: &If) -> If {
    let mut out = branch.clone();
    out.condition = condition(&branch.condition);
    out
}

fn condition(c: &Condition) -> Condition {
    match c {
        Condition::Or(l, r) => Condition::Or(Box::new(condition(l)), Box::new(condition(r))),
        Condition::And(l, r) => Condition::And(Box::new(condition(l)), Box::new(condition(r))),
        Condition::Not(inner) => match condition(inner) {
            truth @ Condition::Truth(_) => Condition::Not(Box::new(truth)),
            other => negated(&other),
        },
        Condition::Cmp(op, l, r) => comparison(*op, l, r).unwrap_or_else(|| c.clone()),
        Condition::Truth(e) => match Terms::of(e).expr() {
            Some(e) => Condition::Truth(e),
            None => c.clone(),
        },
    }
}

/// The opposite of a condition, without a `!` where it can be avoided.
pub fn negated(c: &Condition) -> Condition {
    match c {
        Condition::Or(l, r) => Condition::And(Box::new(negated(l)), Box::new(negated(r))),
        Condition::And(l, r) => Condition::Or(Box::new(negated(l)), Box::new(negated(r))),
        Condition::Not(inner) => condition(inner),
        Condition::Truth(_) => Condition::Not(Box::new(c.clone())),
        Condition::Cmp(op, l, r) => Condition::Cmp(op.negated(), l.clone(), r.clone()),
    }
}

/// Added terms on the left, the rest on the right, the first one positive.
fn comparison(op: CmpOp, l: &Expr, r: &Expr) -> Option<Condition> {
    let mut all = Terms::of(l);
    all.add(r, true);
    all.0.sort_by_key(|(_, term)| term.key());
    let mut op = op;
    if all.0.first()?.0 {
        all = all.negated();
        op = match op {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Ge => CmpOp::Le,
            same => same,
        };
    }
    let (plus, minus): (Vec<_>, Vec<_>) = all.0.into_iter().partition(|(neg, _)| !neg);
    let mut c = -all.1;
    if minus.is_empty() {
        match op {
            CmpOp::Gt if c < 0 => (op, c) = (CmpOp::Ge, c + 1),
            CmpOp::Ge if c > 0 => (op, c) = (CmpOp::Gt, c - 1),
            CmpOp::Lt if c > 0 => (op, c) = (CmpOp::Le, c - 1),
            CmpOp::Le if c < 0 => (op, c) = (CmpOp::Lt, c + 1),
            CmpOp::Ne | CmpOp::Eq if c == 0 && plus.len() == 1 => {
                let truth = Condition::Truth(plus[0].1.expr());
                return Some(match op {
                    CmpOp::Ne => truth,
                    _ => Condition::Not(Box::new(truth)),
                });
            }
            _ => {}
        }
    }
    let left = Terms(plus, if minus.is_empty() || c > 0 { 0 } else { -c });
    let right = if minus.is_empty() || c > 0 { c } else { 0 };
    let right = Terms(minus, 0).negated().with(right);
    Some(Condition::Cmp(op, left.expr()?, right.expr()?))
}

impl Terms {
    fn with(mut self, c: i16) -> Terms {
        self.1 += c;
        self
    }
}

/// A loop over constants counts with `<` and `++`, or `>=` and `--`.
fn head(head: &For) -> Option<For> {
    let values = values(head)?;
    let (&first, &last) = (values.first()?, values.last()?);
    let by = if values.len() == 1 {
        1
    } else {
        values[1] - first
    };
    let (test, bound, op) = match by {
        1 => (CmpOp::Lt, last + 1, UpdateOp::PostInc),
        -1 => (CmpOp::Ge, last, UpdateOp::PostDec),
        _ => return None,
    };
    Some(For {
        init: Expr::Const(first),
        test_var: head.var,
        test,
        bound: Operand::Const(bound),
        step_var: head.var,
        step: ForStep::Update(op),
        ..head.clone()
    })
}

/// The values of the variable of a loop with constant bounds, as long as the body leaves it alone,
/// which is for the caller to see to.
pub fn values(head: &For) -> Option<Vec<i8>> {
    let Expr::Const(init) = head.init else {
        return None;
    };
    let Operand::Const(bound) = head.bound else {
        return None;
    };
    let by = match head.step {
        ForStep::Update(UpdateOp::PreInc | UpdateOp::PostInc) => 1,
        ForStep::Update(UpdateOp::PreDec | UpdateOp::PostDec) => -1,
        ForStep::Add(Operand::Const(c)) => c,
        ForStep::Sub(Operand::Const(c)) => -c,
        ForStep::SetAdd(from, Operand::Const(c)) if from == head.var => c,
        ForStep::SetSub(from, Operand::Const(c)) if from == head.var => -c,
        _ => return None,
    };
    if head.test_var != head.var || head.step_var != head.var {
        return None;
    }
    let mut values = Vec::new();
    let mut value = init;
    while head.test.holds(value, bound) {
        values.push(value);
        value += by;
        if values.len() > 9 {
            return None;
        }
    }
    Some(values)
}

/// The run of assignments to constant positions that starts here, planned anew.
pub fn straightened(first: &Stmt, after: &[Stmt]) -> Option<Vec<Stmt>> {
    let is_plain = |s: &&Stmt| match &s.kind {
        StmtKind::Assign { .. } | StmtKind::Update { .. } => {
            let mut plain = true;
            super::tree::reads(s, &mut |_| plain = false);
            super::tree::writes(s, &mut |_| plain = false);
            plain
        }
        _ => false,
    };
    let more = after.iter().take_while(is_plain).count();
    if more == 0 || !is_plain(&first) {
        return None;
    }
    let mut block = vec![first.clone()];
    block.extend_from_slice(&after[..more]);
    let result = straight(&block).ok()?;
    let cases = Cases {
        states: vec![state(&AffineForm::inputs())],
        slots: N,
    };
    let (_, steps) = cases.settle(&[result], (1 << N) - 1)?;
    let nodes: Vec<Node> = steps.into_iter().map(Node::Assign).collect();
    let mut out = Names::default().block(&nodes);
    out.extend_from_slice(&after[more..]);
    Some(out)
}

/// How many neighbouring assignments stand in the wrong order, and spellings that are not preferred.
pub fn disorder(body: &[Stmt]) -> u32 {
    let mut out = 0;
    for pair in body.windows(2) {
        if let (Some(x), Some(y)) = (position(&pair[0]), position(&pair[1])) {
            out += u32::from(x > y) * 8;
        }
    }
    for s in body {
        out += u32::from(stmt(s).is_some_and(|tidied| tidied != *s));
        match &s.kind {
            StmtKind::For(head) => out += disorder(&head.body),
            StmtKind::If(branch) => {
                let both = branch.otherwise.is_some();
                out += u32::from(both) * clumsiness(&branch.condition);
                out += disorder(&branch.then);
                match &branch.otherwise {
                    Some(Else::Block(body)) => out += disorder(body),
                    Some(Else::If(inner, _)) => {
                        out += disorder(&[Stmt::new(StmtKind::If((**inner).clone()))]);
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }
    out
}

/// How far a condition is from the preferred one of the two ways round.
fn clumsiness(condition: &Condition) -> u32 {
    match condition {
        Condition::Or(..) | Condition::Not(_) => 2,
        Condition::And(..) | Condition::Truth(_) => 0,
        Condition::Cmp(op, ..) => match op {
            CmpOp::Gt | CmpOp::Lt | CmpOp::Ne => 0,
            CmpOp::Eq | CmpOp::Ge | CmpOp::Le => 2,
        },
    }
}

fn position(stmt: &Stmt) -> Option<i8> {
    match &stmt.kind {
        StmtKind::Assign {
            target: LValue::Elem(e),
            ..
        }
        | StmtKind::Update {
            target: LValue::Elem(e),
            ..
        } => match e.index {
            Index::At(Operand::Const(c)) => Some(c),
            _ => None,
        },
        _ => None,
    }
}
