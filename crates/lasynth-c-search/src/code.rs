//! From a table of tests to a readable program.
//!
//! The table is first written down as it stands: the inputs saved, a tree of branches, and at each
//! leaf one assignment after the other. The normal form and the minimiser of `lasynth_c` then make
//! the short program of it: loops where lines repeat, `else` where it saves, and temporaries only
//! where an order of assignments needs them.

use crate::decision_table::DecisionTable;
use lasynth_c::behaviour::{AffineForm, N, Rel};
use lasynth_c::normal::minimise;
use lasynth_c::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, If, Index, LValue, Operand, Program, Span,
    Stmt, StmtKind, VarId,
};

/// The largest constant that the language can write.
const MAX_WRITTEN: i16 = 4;

/// The shortest program that is found for a hypothesis; `None` where it takes more tokens or
/// variables than the language allows.
pub fn program(hypothesis: &DecisionTable) -> Option<Program> {
    Some(minimise(&plain(hypothesis)?))
}

/// A program for a hypothesis as it stands.
fn plain(hypothesis: &DecisionTable) -> Option<Program> {
    let mut writer = Writer::default();
    let mut body: Vec<Stmt> = (0..N)
        .map(|i| writer.declare(Expr::Elem(element(i))))
        .collect();
    let cells: Vec<usize> = (0..hypothesis.cells.len()).collect();
    body.extend(writer.tree(hypothesis, &cells, 0));
    Program::new(body).ok()
}

#[derive(Default)]
struct Writer {
    next: u16,
}

impl Writer {
    fn declare(&mut self, init: Expr) -> Stmt {
        self.next += 1;
        let var = VarId(self.next - 1);
        Stmt::new(StmtKind::Declare { var, init })
    }

    /// Branches on the tests from number `t` on, for the cells that are left.
    fn tree(&mut self, hypothesis: &DecisionTable, cells: &[usize], t: usize) -> Vec<Stmt> {
        let result = |cell: usize| &hypothesis.cells[cell].1;
        let Some((&first, rest)) = cells.split_first() else {
            return Vec::new();
        };
        if rest.iter().all(|&cell| result(cell) == result(first)) {
            return match result(first) {
                Some(forms) => leaf(forms),
                None => vec![fault()],
            };
        }
        let holds = |cell: &usize| hypothesis.cells[*cell].0 >> t & 1 == 1;
        let (yes, no): (Vec<usize>, Vec<usize>) = cells.iter().partition(|cell| holds(cell));
        if yes.is_empty() || no.is_empty() {
            return self.tree(hypothesis, cells, t + 1);
        }
        let test = &hypothesis.tests[t];
        let mut out = Vec::new();
        let difference = AffineForm::from_parts(test.w, -test.t);
        // The difference in a variable of its own, which holds any number of terms.
        let var = VarId(self.next);
        out.push(self.declare(Expr::Const(0)));
        out.extend(sum(LValue::Var(var), &difference));
        let op = match test.rel {
            Rel::Gt => CmpOp::Gt,
            Rel::Eq => CmpOp::Eq,
        };
        let then = self.tree(hypothesis, &yes, t + 1);
        let otherwise = self.tree(hypothesis, &no, t + 1);
        out.push(Stmt::new(StmtKind::If(If {
            condition: Condition::Cmp(op, Expr::Var(var), Expr::Const(0)),
            then,
            otherwise: Some(Else::Block(otherwise)),
        })));
        out
    }
}

/// `a[i]`
fn element(i: usize) -> Elem {
    Elem {
        index: Index::At(Operand::Const(i as i8)),
        span: Span::NONE,
    }
}

/// The assignments of a leaf; the inputs are saved in the first variables.
fn leaf(forms: &[AffineForm; N]) -> Vec<Stmt> {
    let changed = forms
        .iter()
        .enumerate()
        .filter(|(i, form)| **form != AffineForm::input(*i));
    changed
        .flat_map(|(i, form)| {
            let target = LValue::Elem(element(i));
            let clear = StmtKind::Assign {
                target: target.clone(),
                op: AssignOp::Set,
                value: Expr::Const(0),
            };
            [Stmt::new(clear)].into_iter().chain(sum(target, form))
        })
        .collect()
}

/// Statements that add a form of the saved inputs to a target, at most three terms each.
fn sum(target: LValue, form: &AffineForm) -> Vec<Stmt> {
    let mut terms: Vec<(bool, Expr)> = Vec::new();
    for j in 0..N {
        let k = form.k(j);
        terms.extend((0..k.abs()).map(|_| (k < 0, Expr::Var(VarId(j as u16)))));
    }
    let mut rest = form.c();
    while rest != 0 {
        let part = rest.clamp(-MAX_WRITTEN, MAX_WRITTEN);
        terms.push((part < 0, Expr::Const(part.abs() as i8)));
        rest -= part;
    }
    terms.sort_by_key(|&(minus, _)| minus);
    let statement = |terms: &[(bool, Expr)]| {
        let minus = terms[0].0;
        let mut terms = terms.iter().cloned();
        let first = terms.next().map_or(Expr::Const(0), |(_, term)| term);
        let value = terms.fold(first, |sum, (its, term)| {
            let op = if its == minus { BinOp::Add } else { BinOp::Sub };
            Expr::Bin(op, Box::new(sum), Box::new(term), Span::NONE)
        });
        let op = if minus { AssignOp::Sub } else { AssignOp::Add };
        Stmt::new(StmtKind::Assign {
            target: target.clone(),
            op,
            value,
        })
    };
    terms.chunks(3).map(statement).collect()
}

/// A statement that is invalid on every list of five elements: `a[4 + 1] = 0;`
fn fault() -> Stmt {
    Stmt::new(StmtKind::Assign {
        target: LValue::Elem(Elem {
            index: Index::Sum(Operand::Const(4), Operand::Const(1)),
            span: Span::NONE,
        }),
        op: AssignOp::Set,
        value: Expr::Const(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::run;
    use expect_test::{Expect, expect};
    use lasynth_c::behaviour::Test;
    use lasynth_c::exec::Executable;
    use lasynth_c::printer::print;
    use lasynth_c::probes::further_probes;

    fn check(hypothesis: &DecisionTable, expected: Expect) {
        let program = program(hypothesis).expect("it is small");
        expected.assert_eq(&print(&program));
        let executable = Executable::new(&program);
        for input in further_probes() {
            assert_eq!(
                run(&executable, input),
                hypothesis.outcome(input),
                "{input:?}"
            );
        }
    }

    fn with(changes: &[(usize, [i16; N], i16)]) -> Option<[AffineForm; N]> {
        let mut forms = AffineForm::inputs();
        for &(i, w, c) in changes {
            forms[i] = AffineForm::from_parts(w, c);
        }
        Some(forms)
    }

    #[test]
    fn straight_lines_become_loops_and_swaps() {
        let all = [0, 1, 2, 3, 4].map(|i| (i, AffineForm::input(i).w(), 2));
        check(
            &DecisionTable {
                tests: vec![],
                cells: vec![(0, with(&all))],
            },
            expect![[r#"
                int * func_1(int a[])
                {
                    for (int p_0 = 0; p_0 < 5; p_0++)
                    {
                        a[p_0] += 2;
                    }
                    return a;
                }
            "#]],
        );
        let swap = [
            (0, AffineForm::input(3).w(), 0),
            (3, AffineForm::input(0).w(), 0),
        ];
        check(
            &DecisionTable {
                tests: vec![],
                cells: vec![(0, with(&swap))],
            },
            expect![[r#"
                int * func_1(int a[])
                {
                    int l_0 = a[0];
                    a[0] = a[3];
                    a[3] = l_0;
                    return a;
                }
            "#]],
        );
    }

    #[test]
    fn cells_become_branches() {
        let test = |w, t| Test { w, t, rel: Rel::Gt };
        check(
            &DecisionTable {
                tests: vec![test([0, 0, 1, 0, 0], 0), test([1, -1, 0, 0, 0], 1)],
                cells: vec![
                    (0, with(&[(4, [0; N], 3)])),
                    (1, with(&[(4, [0; N], 3), (0, [1, 1, 1, -1, 0], 6)])),
                    (2, with(&[])),
                    (3, with(&[(0, [1, 1, 1, -1, 0], 6)])),
                ],
            },
            expect![[r#"
                int * func_1(int a[])
                {
                    if (a[0] - a[1] <= 1)
                    {
                        a[4] = 3;
                    }
                    if (a[2] > 0)
                    {
                        a[0] += 4 + 2 - a[3];
                        a[0] += a[1] + a[2];
                    }
                    return a;
                }
            "#]],
        );
        check(
            &DecisionTable {
                tests: vec![test([0, 0, 1, 0, 0], 2)],
                cells: vec![(0, with(&[(1, [0; N], 1)])), (1, None)],
            },
            expect![[r#"
                int * func_1(int a[])
                {
                    if (a[2] > 2)
                    {
                        a[4 + 1] = 0;
                    }
                    else
                    {
                        a[1] = 1;
                    }
                    return a;
                }
            "#]],
        );
    }
}
