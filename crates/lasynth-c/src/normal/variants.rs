//! Programs with the same behaviour, written differently: how often their normal forms agree.

use super::normalise;
use super::statement::{tidy, tree, well_formed};
use super::verify::Behaviour;
use crate::generate::random_program;
use crate::printer::print;
use crate::syntax::*;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn fresh(program: &Program) -> VarId {
    VarId(program.names.len() as u16 + 100)
}

fn plain(kind: StmtKind) -> Stmt {
    Stmt::new(kind)
}

/// A branch that is never taken, and a variable that nothing reads.
fn dead_code(program: &Program, _: &mut ChaCha8Rng) -> Option<Vec<Stmt>> {
    let var = fresh(program);
    let elem = Elem {
        index: Index::At(Operand::Const(2)),
        span: Span::NONE,
    };
    let target = LValue::Elem(elem);
    let mut body = program.body.clone();
    let init = Expr::Const(3);
    body.insert(0, plain(StmtKind::Declare { var, init }));
    body.push(plain(StmtKind::If(If {
        condition: Condition::Cmp(CmpOp::Gt, Expr::Const(1), Expr::Var(var)),
        then: vec![plain(StmtKind::Update {
            target,
            op: UpdateOp::PreInc,
        })],
        otherwise: None,
    })));
    Some(body)
}

/// Every `if` with an `else` turned round.
fn turned(program: &Program, _: &mut ChaCha8Rng) -> Option<Vec<Stmt>> {
    fn turn(body: &mut [Stmt], count: &mut u32) {
        for stmt in body {
            match &mut stmt.kind {
                StmtKind::For(head) => turn(&mut head.body, count),
                StmtKind::If(branch) => {
                    turn(&mut branch.then, count);
                    if let Some(Else::Block(other)) = &mut branch.otherwise {
                        turn(other, count);
                        std::mem::swap(&mut branch.then, other);
                        branch.condition = tidy::negated(&branch.condition);
                        *count += 1;
                    }
                }
                _ => {}
            }
        }
    }
    let mut body = program.body.clone();
    let mut count = 0;
    turn(&mut body, &mut count);
    (count > 0).then_some(body)
}

/// The first loop with constant bounds written out.
fn unrolled(program: &Program, _: &mut ChaCha8Rng) -> Option<Vec<Stmt>> {
    let mut body = program.body.clone();
    let at = body
        .iter()
        .position(|s| matches!(s.kind, StmtKind::For(_)))?;
    let StmtKind::For(head) = body[at].kind.clone() else {
        return None;
    };
    let mut passes = Vec::new();
    for value in tidy::values(&head)? {
        for stmt in &head.body {
            let mut copy = stmt.clone();
            tree::map_reads(&mut copy, &mut |v| match v == head.var {
                true => Operand::Const(value),
                false => Operand::Var(v),
            });
            passes.push(copy);
        }
    }
    body.splice(at..=at, passes);
    Some(body)
}

/// Two neighbours exchanged.
fn exchanged(program: &Program, rng: &mut ChaCha8Rng) -> Option<Vec<Stmt>> {
    let mut body = program.body.clone();
    if body.len() < 2 {
        return None;
    }
    let at = rng.random_range(0..body.len() - 1);
    body.swap(at, at + 1);
    Some(body)
}

/// Comparisons written from the other side and negated: `l < r` as `!(r <= l)`.
fn mirrored(program: &Program, _: &mut ChaCha8Rng) -> Option<Vec<Stmt>> {
    fn condition(c: &mut Condition, count: &mut u32) {
        match c {
            Condition::Or(l, r) | Condition::And(l, r) => {
                condition(l, count);
                condition(r, count);
            }
            Condition::Not(inner) => condition(inner, count),
            Condition::Truth(_) => {}
            Condition::Cmp(op, l, r) => {
                let op = match op {
                    CmpOp::Lt => CmpOp::Le,
                    CmpOp::Le => CmpOp::Lt,
                    CmpOp::Gt => CmpOp::Ge,
                    CmpOp::Ge => CmpOp::Gt,
                    CmpOp::Eq => CmpOp::Ne,
                    CmpOp::Ne => CmpOp::Eq,
                };
                let swapped = Condition::Cmp(op, r.clone(), l.clone());
                *c = Condition::Not(Box::new(swapped));
                *count += 1;
            }
        }
    }
    fn block(body: &mut [Stmt], count: &mut u32) {
        for stmt in body {
            match &mut stmt.kind {
                StmtKind::For(head) => block(&mut head.body, count),
                StmtKind::If(branch) => {
                    condition(&mut branch.condition, count);
                    block(&mut branch.then, count);
                    if let Some(Else::Block(other)) = &mut branch.otherwise {
                        block(other, count);
                    }
                }
                _ => {}
            }
        }
    }
    let mut body = program.body.clone();
    let mut count = 0;
    block(&mut body, &mut count);
    (count > 0).then_some(body)
}

/// The first element read or written at a constant index has its index in a variable.
fn through_a_variable(program: &Program, rng: &mut ChaCha8Rng) -> Option<Vec<Stmt>> {
    let var = fresh(program);
    let mut body = program.body.clone();
    let candidates: Vec<usize> = (0..body.len())
        .filter(|&n| matches!(body[n].kind, StmtKind::Assign { .. }))
        .collect();
    let at = *candidates.choose(rng)?;
    let StmtKind::Assign {
        target: LValue::Elem(elem),
        ..
    } = &mut body[at].kind
    else {
        return None;
    };
    let Index::At(Operand::Const(c)) = elem.index else {
        return None;
    };
    elem.index = Index::At(Operand::Var(var));
    let init = Expr::Const(c);
    body.insert(0, plain(StmtKind::Declare { var, init }));
    Some(body)
}

type Variant = fn(&Program, &mut ChaCha8Rng) -> Option<Vec<Stmt>>;

#[test]
fn variants_of_a_program_have_the_same_normal_form() {
    let variants: [(&str, Variant); 6] = [
        ("dead code", dead_code),
        ("turned", turned),
        ("unrolled", unrolled),
        ("exchanged", exchanged),
        ("mirrored", mirrored),
        ("variable", through_a_variable),
    ];
    let mut same = [0u32; 6];
    let mut all = [0u32; 6];
    let show = std::env::var_os("LASYNTH_SHOW_VARIANTS").is_some();
    for seed in 0..600 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let program = random_program(&mut rng);
        let mut behaviour = Behaviour::of(&program);
        if behaviour.all_faults() {
            continue;
        }
        let normal = normalise(&program);
        for (n, (name, variant)) in variants.iter().enumerate() {
            let Some(body) = variant(&program, &mut rng) else {
                continue;
            };
            let Some(other) = well_formed(&body) else {
                continue;
            };
            if !behaviour.agrees(&other) || !behaviour.is_proved(&other) {
                continue;
            }
            all[n] += 1;
            let found = normalise(&other);
            if found == normal {
                same[n] += 1;
            } else if show {
                println!(
                    "{name}\n{}\n{}\n{}",
                    print(&program),
                    print(&normal),
                    print(&found)
                );
            }
        }
    }
    let total: u32 = all.iter().sum();
    let agree: u32 = same.iter().sum();
    println!("{agree} of {total}: {same:?} of {all:?}");
    assert!(total > 1_000);
    assert!(
        f64::from(agree) > 0.98 * f64::from(total),
        "{agree} of {total}"
    );
}
