//! Small changes of a program.

use lasynth_c::behaviour::N;
use lasynth_c::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, If, Index, LValue, Operand, Program, Span,
    Stmt, StmtKind, UpdateOp,
};
use rand::Rng;

/// A part of a program that can be changed.
enum Site<'p> {
    Block(&'p mut Vec<Stmt>),
    Stmt(&'p mut Stmt),
    Condition(&'p mut Condition),
    Expr(&'p mut Expr),
    Elem(&'p mut Elem),
    Bound(&'p mut Operand),
}

/// A copy of a program with one change somewhere; `None` where the change leads nowhere.
pub fn mutate<R: Rng>(program: &Program, rng: &mut R) -> Option<Program> {
    let mut body = program.body.clone();
    let mut count = 0;
    block(&mut body, &mut |_| count += 1);
    let chosen = rng.random_range(0..count);
    let mut at = 0;
    block(&mut body, &mut |site| {
        if at == chosen {
            change(site, rng);
        }
        at += 1;
    });
    let changed = Program::new(body).ok()?;
    (changed != *program).then_some(changed)
}

fn block(body: &mut Vec<Stmt>, visit: &mut impl FnMut(Site<'_>)) {
    visit(Site::Block(body));
    for statement in body {
        visit(Site::Stmt(statement));
        match &mut statement.kind {
            StmtKind::Declare { init, .. } => expr(init, visit),
            StmtKind::Assign { target, value, .. } => {
                lvalue(target, visit);
                expr(value, visit);
            }
            StmtKind::Update { target, .. } => lvalue(target, visit),
            StmtKind::If(branch) => branches(branch, visit),
            StmtKind::For(head) => {
                expr(&mut head.init, visit);
                visit(Site::Bound(&mut head.bound));
                block(&mut head.body, visit);
            }
            StmtKind::Continue | StmtKind::Break => {}
        }
    }
}

fn branches(branch: &mut If, visit: &mut impl FnMut(Site<'_>)) {
    condition(&mut branch.condition, visit);
    block(&mut branch.then, visit);
    match &mut branch.otherwise {
        None => {}
        Some(Else::Block(body)) => block(body, visit),
        Some(Else::If(inner, _)) => branches(inner, visit),
    }
}

fn condition(its: &mut Condition, visit: &mut impl FnMut(Site<'_>)) {
    visit(Site::Condition(its));
    match its {
        Condition::Or(l, r) | Condition::And(l, r) => {
            condition(l, visit);
            condition(r, visit);
        }
        Condition::Not(inner) => condition(inner, visit),
        Condition::Cmp(_, l, r) => {
            expr(l, visit);
            expr(r, visit);
        }
        Condition::Truth(value) => expr(value, visit),
    }
}

fn expr(its: &mut Expr, visit: &mut impl FnMut(Site<'_>)) {
    visit(Site::Expr(its));
    match its {
        Expr::Const(_) | Expr::Var(_) => {}
        Expr::Elem(elem) => visit(Site::Elem(elem)),
        Expr::Neg(inner, _) => expr(inner, visit),
        Expr::Bin(_, l, r, _) => {
            expr(l, visit);
            expr(r, visit);
        }
    }
}

fn lvalue(target: &mut LValue, visit: &mut impl FnMut(Site<'_>)) {
    if let LValue::Elem(elem) = target {
        visit(Site::Elem(elem));
    }
}

fn change<R: Rng>(site: Site<'_>, rng: &mut R) {
    match site {
        Site::Block(body) => change_block(body, rng),
        Site::Stmt(statement) => change_statement(statement, rng),
        Site::Condition(condition) => change_condition(condition, rng),
        Site::Expr(expr) => change_expr(expr, rng),
        Site::Elem(elem) => elem.index = index(elem.index, rng),
        Site::Bound(bound) => *bound = Operand::Const(rng.random_range(0..=N as i8)),
    }
}

/// A statement less, one more, or two in the other order.
fn change_block<R: Rng>(body: &mut Vec<Stmt>, rng: &mut R) {
    let at = rng.random_range(0..=body.len());
    match rng.random_range(0..4) {
        0 | 1 if at < body.len() => {
            if !matches!(body[at].kind, StmtKind::Declare { .. }) {
                body.remove(at);
            }
        }
        2 if at + 1 < body.len() => {
            let fixed = |s: &Stmt| matches!(s.kind, StmtKind::Declare { .. });
            if !fixed(&body[at]) && !fixed(&body[at + 1]) {
                body.swap(at, at + 1);
            }
        }
        _ => {
            let first = body
                .iter()
                .take_while(|s| matches!(s.kind, StmtKind::Declare { .. }));
            let at = at.max(first.count());
            body.insert(at, assignment(rng));
        }
    }
}

/// `a[i] = value;`
fn assignment<R: Rng>(rng: &mut R) -> Stmt {
    let value = value(rng);
    let op = match rng.random_range(0..4) {
        0 => AssignOp::Add,
        _ => AssignOp::Set,
    };
    let target = LValue::Elem(element(rng));
    Stmt::new(StmtKind::Assign { target, op, value })
}

fn element<R: Rng>(rng: &mut R) -> Elem {
    Elem {
        index: Index::At(Operand::Const(rng.random_range(0..N as i8))),
        span: Span::NONE,
    }
}

/// A constant, an element, or a sum of two of these.
fn value<R: Rng>(rng: &mut R) -> Expr {
    let mut atom = || match rng.random_range(0..2) {
        0 => Expr::Const(rng.random_range(-4..=4)),
        _ => Expr::Elem(element(rng)),
    };
    let first = atom();
    let second = atom();
    match rng.random_range(0..4) {
        0 => Expr::Bin(BinOp::Add, Box::new(first), Box::new(second), Span::NONE),
        1 => Expr::Bin(BinOp::Sub, Box::new(first), Box::new(second), Span::NONE),
        _ => first,
    }
}

fn change_statement<R: Rng>(statement: &mut Stmt, rng: &mut R) {
    match &mut statement.kind {
        StmtKind::Assign { op, .. } if rng.random() => {
            *op = [AssignOp::Set, AssignOp::Add, AssignOp::Sub][rng.random_range(0..3)];
        }
        StmtKind::Update { op, .. } if rng.random() => {
            *op = match op.amount() {
                1 => UpdateOp::PostDec,
                _ => UpdateOp::PostInc,
            };
        }
        StmtKind::Assign { .. } | StmtKind::Update { .. } => {
            let then = vec![statement.clone()];
            let condition = comparison(rng);
            *statement = Stmt::new(StmtKind::If(If {
                condition,
                then,
                otherwise: None,
            }));
        }
        StmtKind::If(branch) => match (rng.random_range(0..4), branch.then.len()) {
            (0, 1) if !is_declaration(&branch.then[0]) => *statement = branch.then[0].clone(),
            (1, _) => branch.otherwise = None,
            (2, _) if branch.otherwise.is_none() => {
                branch.otherwise = Some(Else::Block(vec![assignment(rng)]));
            }
            _ => {}
        },
        StmtKind::Continue => statement.kind = StmtKind::Break,
        StmtKind::Break => statement.kind = StmtKind::Continue,
        StmtKind::Declare { .. } | StmtKind::For(_) => {}
    }
}

fn is_declaration(statement: &Stmt) -> bool {
    matches!(statement.kind, StmtKind::Declare { .. })
}

fn comparison<R: Rng>(rng: &mut R) -> Condition {
    let right = match rng.random_range(0..3) {
        0 => Expr::Elem(element(rng)),
        _ => Expr::Const(rng.random_range(-3..=3)),
    };
    Condition::Cmp(comparator(rng), Expr::Elem(element(rng)), right)
}

fn comparator<R: Rng>(rng: &mut R) -> CmpOp {
    use CmpOp::{Eq, Ge, Gt, Le, Lt, Ne};
    [Lt, Le, Gt, Ge, Eq, Ne][rng.random_range(0..6)]
}

fn change_condition<R: Rng>(condition: &mut Condition, rng: &mut R) {
    match condition {
        Condition::Cmp(op, ..) if rng.random() => *op = comparator(rng),
        Condition::Or(l, _) | Condition::And(l, _) | Condition::Not(l) => {
            *condition = (**l).clone()
        }
        Condition::Cmp(..) | Condition::Truth(_) => *condition = comparison(rng),
    }
}

fn change_expr<R: Rng>(expr: &mut Expr, rng: &mut R) {
    match expr {
        Expr::Const(c) if rng.random() => {
            let step = if rng.random() { 1 } else { -1 };
            *c = (*c + step).clamp(-4, 4);
        }
        Expr::Bin(op, l, r, _) => match rng.random_range(0..3) {
            0 => {
                *op = match op {
                    BinOp::Add => BinOp::Sub,
                    BinOp::Sub => BinOp::Add,
                }
            }
            1 => *expr = (**l).clone(),
            _ => *expr = (**r).clone(),
        },
        Expr::Const(_) | Expr::Var(_) | Expr::Elem(_) | Expr::Neg(..) => *expr = value(rng),
    }
}

/// Another index near the old one.
fn index<R: Rng>(old: Index, rng: &mut R) -> Index {
    let one = Operand::Const(1);
    match old {
        Index::At(Operand::Var(var)) => match rng.random_range(0..3) {
            0 => Index::Sum(Operand::Var(var), one),
            1 => Index::Diff(Operand::Var(var), one),
            _ => Index::At(Operand::Const(rng.random_range(0..N as i8))),
        },
        Index::Sum(var, _) | Index::Diff(var, _) => Index::At(var),
        Index::At(Operand::Const(_)) => Index::At(Operand::Const(rng.random_range(0..N as i8))),
    }
}
