//! Printing and parsing are inverse to each other, and no text makes the parser fall over.

use lasynth_c::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue,
    MAX_LOCAL_VARS, MAX_LOOP_VARS, Operand, Program, Span, Stmt, StmtKind, UpdateOp, VarId,
};
use lasynth_c::wide::random_wide_program;
use lasynth_c::{lexer::count_tokens, parser::parse, printer::print};
use lasynth_sandbox::{CcError, Compiler};
use proptest::prelude::*;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::AtomicBool;

/// Builds random trees that are valid but need not be sensible.
struct Builder {
    rng: ChaCha8Rng,
    scope: Vec<VarId>,
    declared: u16,
    loops: usize,
    locals: usize,
    inside_for: bool,
}

/// A random program within the limits.
fn random_program(seed: u64) -> Program {
    let mut builder = Builder {
        rng: ChaCha8Rng::seed_from_u64(seed),
        scope: Vec::new(),
        declared: 0,
        loops: 0,
        locals: 0,
        inside_for: false,
    };
    loop {
        builder.declared = 0;
        builder.loops = 0;
        builder.locals = 0;
        let statements = builder.rng.random_range(0..8);
        if let Ok(program) = Program::new(builder.body(statements, 3)) {
            return program;
        }
    }
}

impl Builder {
    fn body(&mut self, statements: usize, depth: usize) -> Vec<Stmt> {
        let outer = self.scope.len();
        let body = (0..statements).map(|_| self.stmt(depth)).collect();
        self.scope.truncate(outer);
        body
    }

    fn inner(&mut self, depth: usize) -> Vec<Stmt> {
        let statements = self.rng.random_range(0..4);
        self.body(statements, depth - 1)
    }

    fn new_var(&mut self) -> VarId {
        // Any distinct numbers will do.
        self.declared += 1;
        VarId(1_000 - self.declared)
    }

    fn stmt(&mut self, depth: usize) -> Stmt {
        Stmt::new(match self.rng.random_range(0..10) {
            0..3 if self.locals < MAX_LOCAL_VARS => {
                self.locals += 1;
                let init = self.expr(2);
                let var = self.new_var();
                self.scope.push(var);
                StmtKind::Declare { var, init }
            }
            0..5 => StmtKind::Assign {
                target: self.lvalue(),
                op: *[AssignOp::Set, AssignOp::Add, AssignOp::Sub]
                    .choose(&mut self.rng)
                    .unwrap(),
                value: self.expr(2),
            },
            5 => StmtKind::Update {
                target: self.lvalue(),
                op: self.update(),
            },
            6 | 7 if depth > 0 => StmtKind::If(self.branch(depth)),
            8 if depth > 0 && self.loops < MAX_LOOP_VARS => self.repeat(depth),
            _ if self.inside_for && self.rng.random() => StmtKind::Continue,
            _ if self.inside_for => StmtKind::Break,
            _ => StmtKind::Update {
                target: self.lvalue(),
                op: self.update(),
            },
        })
    }

    fn update(&mut self) -> UpdateOp {
        let all = [
            UpdateOp::PreInc,
            UpdateOp::PreDec,
            UpdateOp::PostInc,
            UpdateOp::PostDec,
        ];
        *all.choose(&mut self.rng).unwrap()
    }

    fn branch(&mut self, depth: usize) -> If {
        If {
            condition: self.condition(3),
            then: self.inner(depth),
            otherwise: match self.rng.random_range(0..4) {
                0 => Some(Else::Block(self.inner(depth))),
                1 if depth > 1 => Some(Else::If(Box::new(self.branch(depth - 1)), Span::NONE)),
                _ => None,
            },
        }
    }

    fn repeat(&mut self, depth: usize) -> StmtKind {
        let outer = self.scope.len();
        self.loops += 1;
        let init = self.expr(2);
        let reused = self.scope.choose(&mut self.rng).copied();
        let (declares, var) = match reused {
            Some(var) if self.rng.random() => (false, var),
            _ => (true, self.new_var()),
        };
        self.scope.push(var);
        let any = |b: &mut Self| *b.scope.choose(&mut b.rng).unwrap();
        let tests = [CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge, CmpOp::Ne];
        let step = match self.rng.random_range(0..5) {
            0 => ForStep::Add(self.operand()),
            1 => ForStep::Sub(self.operand()),
            2 => ForStep::SetAdd(any(self), self.operand()),
            3 => ForStep::SetSub(any(self), self.operand()),
            _ => ForStep::Update(self.update()),
        };
        let outside = std::mem::replace(&mut self.inside_for, true);
        let repeat = For {
            declares,
            var,
            init,
            test_var: any(self),
            test: *tests.choose(&mut self.rng).unwrap(),
            bound: match self.rng.random_range(0..3) {
                0 => Operand::Const(5),
                _ => self.operand(),
            },
            step_var: any(self),
            step,
            body: self.inner(depth),
        };
        self.inside_for = outside;
        self.scope.truncate(outer);
        StmtKind::For(repeat)
    }

    fn condition(&mut self, depth: usize) -> Condition {
        let part = |b: &mut Self| Box::new(b.condition(depth - 1));
        match self.rng.random_range(0..6) {
            0 if depth > 0 => Condition::Or(part(self), part(self)),
            1 if depth > 0 => Condition::And(part(self), part(self)),
            2 if depth > 0 => Condition::Not(part(self)),
            3 => Condition::Truth(self.expr(2)),
            _ => {
                let all = [
                    CmpOp::Lt,
                    CmpOp::Le,
                    CmpOp::Gt,
                    CmpOp::Ge,
                    CmpOp::Eq,
                    CmpOp::Ne,
                ];
                let op = *all.choose(&mut self.rng).unwrap();
                Condition::Cmp(op, self.expr(2), self.expr(2))
            }
        }
    }

    /// An expression with at most `operators` binary operators.
    fn expr(&mut self, operators: usize) -> Expr {
        let simple = if operators == 0 { 6 } else { 9 };
        match self.rng.random_range(0..simple) {
            0 | 1 => Expr::Const(self.rng.random_range(-4..=4)),
            2 | 3 => Expr::Elem(self.elem()),
            4 => match self.scope.choose(&mut self.rng) {
                Some(var) => Expr::Var(*var),
                None => Expr::Elem(self.elem()),
            },
            5 => match self.expr(operators) {
                // What reads as a negative constant is one.
                Expr::Const(value @ 1..) => Expr::Const(-value),
                inner => Expr::Neg(Box::new(inner), Span::NONE),
            },
            _ => {
                let left = self.rng.random_range(0..operators);
                let op = *[BinOp::Add, BinOp::Sub].choose(&mut self.rng).unwrap();
                let (l, r) = (self.expr(left), self.expr(operators - 1 - left));
                Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
            }
        }
    }

    fn lvalue(&mut self) -> LValue {
        match self.scope.choose(&mut self.rng) {
            Some(var) if self.rng.random() => LValue::Var(*var),
            _ => LValue::Elem(self.elem()),
        }
    }

    fn elem(&mut self) -> Elem {
        let index = match self.rng.random_range(0..4) {
            0 => Index::Sum(self.operand(), self.operand()),
            1 => Index::Diff(self.operand(), self.operand()),
            _ => Index::At(self.operand()),
        };
        let span = Span::NONE;
        Elem { index, span }
    }

    fn operand(&mut self) -> Operand {
        match self.scope.choose(&mut self.rng) {
            Some(var) if self.rng.random() => Operand::Var(*var),
            _ => Operand::Const(self.rng.random_range(-4..=4)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parsing_undoes_printing(seed: u64) {
        let program = random_program(seed);
        let text = print(&program);
        let again = parse(&text);
        prop_assert_eq!(again.as_ref(), Ok(&program), "{}", text);
        prop_assert_eq!(count_tokens(&text), Ok(program.length()), "{}", text);
    }

    #[test]
    fn canonical_form_is_a_fixed_point(seed: u64) {
        let program = random_program(seed);
        prop_assert_eq!(Program::new(program.body.clone()), Ok(program));
    }

    #[test]
    fn any_text_gets_an_answer(text: String) {
        let _ = (parse(&text), count_tokens(&text));
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = (parse(&text), count_tokens(&text));
    }

    /// Tokens of the language in any order, as the body of a function.
    #[test]
    fn any_tokens_get_an_answer(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60)) {
        let text = format!("int * func_1(int a[]) {{ {} return a; }}", tokens.join(" "));
        if let Ok(program) = parse(&text) {
            prop_assert_eq!(parse(&print(&program)), Ok(program));
        }
    }

    /// A program with a few characters changed, which gets further into the parser than garbage.
    #[test]
    fn damaged_programs_get_an_answer(seed: u64, edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(TOKENS), 0_usize..4), 1..4)) {
        let mut text: Vec<char> = print(&random_program(seed)).chars().collect();
        for (at, token, cut) in edits {
            let start = at.index(text.len());
            let end = (start + cut).min(text.len());
            text.splice(start..end, token.chars());
        }
        let text: String = text.into_iter().collect();
        match parse(&text) {
            Ok(program) => prop_assert_eq!(parse(&print(&program)), Ok(program)),
            Err(error) => {
                let line = text.split('\n').nth(error.place.line - 1).unwrap_or_default();
                prop_assert!((1..=line.chars().count() + 1).contains(&error.place.column), "{}\n{}", error, text);
            }
        }
    }
}

const TOKENS: &[&str] = &[
    "a",
    "[",
    "]",
    "a[0]",
    "a[(-1)]",
    "(",
    ")",
    "{",
    "}",
    ";",
    "=",
    "+=",
    "-=",
    "++",
    "--",
    "+",
    "-",
    "<",
    "<=",
    "==",
    "!=",
    "!",
    "&&",
    "||",
    "0",
    "1",
    "5",
    "07",
    "int",
    "x",
    "int x = 1;",
    "x++;",
    "if (",
    "else",
    "for (",
    "for (int i = 0; i < 5; i++) {",
    "continue;",
    "break;",
    "return",
    "\u{e4}",
    "'",
    "/*",
    "*/",
    "//",
    "\n",
    "*",
    ",",
    "while",
];

/// What is printed compiles without the warnings that parentheses can avoid. Unused variables,
/// comparisons of a value with itself and their like are not the printer's affair.
#[test]
fn printed_programs_compile_without_warnings_about_parentheses() {
    let programs = (0..300).map(|seed| {
        print(&random_program(seed)).replace("func_1(int a[])", &format!("f{seed}(int a[])"))
    });
    let prototypes: String = (0..300)
        .map(|k| format!("int * f{k}(int a[]);\n"))
        .collect();
    let text = prototypes + &programs.collect::<String>();
    let flags = [
        "-std=c99",
        "-pedantic-errors",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-Wno-unused",
        "-Wno-tautological-compare",
        "-Wno-array-bounds",
        "-fsyntax-only",
    ];
    match Compiler::new("gcc").compile(&text, &flags, &AtomicBool::new(false)) {
        Err(error @ CcError::Start { .. }) => eprintln!("skipped: {error}"),
        Err(error) => panic!("{error}"),
        Ok(_) => {}
    }
}

/// What the printer writes is C, and nothing but C, over the whole grammar.
#[test]
fn printed_programs_are_standard_c() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let text: String = (0..2_000)
        .map(|i| print(&random_wide_program(&mut rng)).replace("func_1", &format!("func_{i}")))
        .collect();
    let flags = ["-std=c99", "-pedantic-errors", "-w", "-fsyntax-only"];
    match Compiler::new("gcc").compile(&text, &flags, &AtomicBool::new(false)) {
        Err(error @ CcError::Start { .. }) => eprintln!("skipped: {error}"),
        Err(error) => panic!("{error}"),
        Ok(_) => {}
    }
}
