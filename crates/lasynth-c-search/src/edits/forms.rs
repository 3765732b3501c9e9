//! What random programs and edits are made of.

use lasynth_c::behaviour::N;
use lasynth_c::syntax::{
    CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Operand, Program, Stmt,
    StmtKind, VarId,
};

/// Loops and branches around each other, as random programs have them. Edits put further conditions
/// around simple statements only.
const DEPTH: usize = 3;

/// Whether everything in a program is in random programs or is brought in by edits. Chains lead to such
/// programs and to no others; whether to each of them is not said.
pub fn are_known(program: &Program) -> bool {
    let around = Around {
        depth: 0,
        looping: false,
    };
    let driver = outer_loops(&program.body);
    let one = driver.windows(2).all(|pair| pair[0] == pair[1]);
    one && block(&program.body, around)
}

/// The variables of the loops that stand in no other. Random programs have one for all of them.
fn outer_loops(body: &[Stmt]) -> Vec<VarId> {
    let mut out = Vec::new();
    for statement in body {
        match &statement.kind {
            StmtKind::For(head) => out.push(head.var),
            StmtKind::If(branch) => {
                out.extend(outer_loops(&branch.then));
                if let Some(Else::Block(body)) = &branch.otherwise {
                    out.extend(outer_loops(body));
                }
            }
            _ => {}
        }
    }
    out
}

/// What a statement stands in.
#[derive(Clone, Copy)]
struct Around {
    depth: usize,
    looping: bool,
}

/// Declarations come first.
fn block(body: &[Stmt], around: Around) -> bool {
    let is_declaration = |s: &&Stmt| matches!(s.kind, StmtKind::Declare { .. });
    let first = body.iter().take_while(is_declaration).count();
    body[first..].iter().all(|s| !is_declaration(&s)) && body.iter().all(|s| statement(s, around))
}

fn statement(statement: &Stmt, around: Around) -> bool {
    match &statement.kind {
        StmtKind::Declare { init, .. } => expr(init) && !reads_variable(init),
        StmtKind::Assign { target, value, .. } => lvalue(target) && expr(value),
        StmtKind::Update { target, .. } => lvalue(target),
        StmtKind::If(its) => branch(its, around),
        StmtKind::For(head) => around.depth < DEPTH && repeated(head, around),
        StmtKind::Continue | StmtKind::Break => true,
    }
}

fn branch(its: &If, around: Around) -> bool {
    let inside = Around {
        depth: around.depth + 1,
        ..around
    };
    let condition = match &its.condition {
        Condition::Cmp(_, left, right) => expr(left) && expr(right),
        Condition::Truth(value) => expr(value),
        Condition::Or(..) | Condition::And(..) | Condition::Not(_) => false,
    };
    let otherwise = match &its.otherwise {
        None => true,
        Some(Else::Block(body)) => block(body, inside),
        Some(Else::If(..)) => false,
    };
    condition && block(&its.then, inside) && otherwise
}

fn repeated(head: &For, around: Around) -> bool {
    let own = |var: VarId| var == head.var;
    let step = match head.step {
        ForStep::Update(op) => op.amount(),
        ForStep::Add(Operand::Const(by @ 1..=2)) => by,
        ForStep::Sub(Operand::Const(by @ 1..=2)) => -by,
        ForStep::SetAdd(from, Operand::Const(by @ 1..=2)) if own(from) => by,
        ForStep::SetSub(from, Operand::Const(by @ 1..=2)) if own(from) => -by,
        _ => return false,
    };
    let test = match step > 0 {
        true => matches!(head.test, CmpOp::Lt | CmpOp::Le),
        false => matches!(head.test, CmpOp::Gt | CmpOp::Ge),
    };
    let inside = Around {
        depth: around.depth + 1,
        looping: true,
    };
    test && head.declares == around.looping
        && own(head.test_var)
        && own(head.step_var)
        && matches!(head.bound, Operand::Const(0..=5))
        && expr(&head.init)
        && !reads_variable(&head.init)
        && block(&head.body, inside)
}

fn expr(its: &Expr) -> bool {
    match its {
        Expr::Const(_) | Expr::Var(_) => true,
        Expr::Elem(elem) => element(elem),
        Expr::Neg(..) => false,
        Expr::Bin(_, left, right, _) => expr(left) && expr(right),
    }
}

fn reads_variable(its: &Expr) -> bool {
    match its {
        Expr::Const(_) => false,
        Expr::Var(_) => true,
        Expr::Elem(elem) => !matches!(elem.index, Index::At(Operand::Const(_))),
        Expr::Neg(inner, _) => reads_variable(inner),
        Expr::Bin(_, left, right, _) => reads_variable(left) || reads_variable(right),
    }
}

fn lvalue(target: &LValue) -> bool {
    match target {
        LValue::Var(_) => true,
        LValue::Elem(elem) => element(elem),
    }
}

fn element(elem: &Elem) -> bool {
    match elem.index {
        Index::At(Operand::Const(at)) => (0..N as i8).contains(&at),
        Index::At(Operand::Var(_)) => true,
        Index::Sum(first, second) | Index::Diff(first, second) => {
            matches!(first, Operand::Var(_)) && second == Operand::Const(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Edits;
    use super::super::mutate::mutate;
    use expect_test::expect;
    use lasynth_c::domain::CProgram;
    use lasynth_c::generate::random_program;
    use lasynth_c::parser::parse;
    use lasynth_c::printer::print;
    use lasynth_search::Proposer;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// Everything that a chain can come to is in the space.
    #[test]
    fn chains_stay_in_it() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..300 {
            let mut program = random_program(&mut rng);
            for _ in 0..100 {
                if parse(&print(&program)).as_ref() == Ok(&program) {
                    assert!(
                        Edits::default().contains(&CProgram::new(program.clone())),
                        "{}",
                        print(&program)
                    );
                }
                if let Some(next) = mutate(&program, &mut rng) {
                    program = next;
                }
            }
        }
    }

    #[test]
    fn forms() {
        let table = [
            "int p_0 = 0; for (p_0 = 0; p_0 < 5; p_0++) { a[p_0] = 0; }",
            "for (int p_0 = 0; p_0 < 5; p_0++) { a[p_0] = 0; }",
            "int p_0 = 0; for (p_0 = 0; p_0 != 5; p_0++) { a[p_0] = 0; }",
            "int p_0 = 0; for (p_0 = 4; p_0 >= 0; p_0 -= 2) { a[p_0 - 1] = 0; }",
            "int p_0 = 0; for (p_0 = 4; p_0 >= 0; p_0 -= 3) { a[p_0] = 0; }",
            "if (a[0] > 0) { a[1] = 4; }",
            "if (a[0] > 0 && a[1] > 0) { a[1] = 4; }",
            "if (a[0] > 0) { a[1] = 4; } else { if (a[1]) { a[2]++; } }",
            "if (a[0] > 0) { a[1] = 4; } else if (a[1]) { a[2]++; }",
            "a[0] = 1; int l_0 = a[2]; a[l_0] = 3;",
            "int l_0 = a[2]; a[l_0] = 3;",
            "a[0] = -a[1];",
        ]
        .map(|text| {
            let source = format!("int * func_1(int a[])\n{{\n{text}\nreturn a;\n}}\n");
            let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
            let known = if Edits::default().contains(&CProgram::new(program.clone())) {
                "+"
            } else {
                "-"
            };
            format!("{known} {text}\n")
        });
        expect![[r#"
            + int p_0 = 0; for (p_0 = 0; p_0 < 5; p_0++) { a[p_0] = 0; }
            - for (int p_0 = 0; p_0 < 5; p_0++) { a[p_0] = 0; }
            - int p_0 = 0; for (p_0 = 0; p_0 != 5; p_0++) { a[p_0] = 0; }
            + int p_0 = 0; for (p_0 = 4; p_0 >= 0; p_0 -= 2) { a[p_0 - 1] = 0; }
            - int p_0 = 0; for (p_0 = 4; p_0 >= 0; p_0 -= 3) { a[p_0] = 0; }
            + if (a[0] > 0) { a[1] = 4; }
            - if (a[0] > 0 && a[1] > 0) { a[1] = 4; }
            + if (a[0] > 0) { a[1] = 4; } else { if (a[1]) { a[2]++; } }
            - if (a[0] > 0) { a[1] = 4; } else if (a[1]) { a[2]++; }
            - a[0] = 1; int l_0 = a[2]; a[l_0] = 3;
            + int l_0 = a[2]; a[l_0] = 3;
            - a[0] = -a[1];
        "#]]
        .assert_eq(&table.concat());
    }
}
