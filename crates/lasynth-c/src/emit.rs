//! Instrumented C: a second printer, for checking programs against a C compiler.
//!
//! [`emit`] writes one program as a C function, either *plain* — the expressions as they are, for a
//! build with address and undefined-behaviour sanitizers — or *checked* and *fuelled*: every element
//! access calls a bounds check, every step takes from a counter, and evaluation is forced to go from
//! left to right, so that the first fault of a run is the same as the executor's. [`harness`] wraps
//! any number of programs and their inputs in a file with a `main` that prints one line a run, which
//! [`parse_outcome`] reads back.
//!
//! Parentheses are written everywhere: this text is for compilers. What people read comes from
//! [`crate::printer`], with which this module shares nothing on purpose.

mod all;

pub use all::{checksum_on_all, harness_on_all};

use crate::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Name,
    Operand, Program, STEP_LIMIT, Stmt, StmtKind, UpdateOp, VarId,
};
use lasynth_core::FaultKind;
use std::fmt::Write;

/// What is added to a program's own text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmitOptions {
    /// Every `a[i]` is `a[chk(i)]`, and operands are evaluated strictly from left to right.
    pub checked: bool,
    /// `tick();` stands before every step.
    pub fuelled: bool,
}

impl EmitOptions {
    /// Plain C, with no checks added: what a person would compile.
    pub const PLAIN: EmitOptions = EmitOptions {
        checked: false,
        fuelled: false,
    };
    /// Everything is added: every run ends, with the same outcome as the executor's.
    pub const INSTRUMENTED: EmitOptions = EmitOptions {
        checked: true,
        fuelled: true,
    };
}

/// A program and the inputs to run it on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The program whose C text is emitted.
    pub program: &'a Program,
    /// Lists of any length but 0.
    pub inputs: &'a [Vec<i32>],
}

/// What one run came to: the list, or what ended it.
pub type Outcome = Result<Vec<i32>, FaultKind>;

/// A C99 file that runs every program on its inputs and prints one line a run, in order.
///
/// Overflow has to trap for the instrumented form to notice it: build with
/// `-fsanitize=signed-integer-overflow -fsanitize-undefined-trap-on-error`. The plain form has no
/// protection at all; it is for runs that are known to be valid and builds that report on their own.
/// Each list is an allocation of exactly its size.
pub fn harness(cases: &[Case<'_>], options: EmitOptions) -> String {
    let mut out = String::from(SUPPORT);
    for (i, case) in cases.iter().enumerate() {
        out.push_str(&emit(case.program, &format!("f{i}"), options));
    }
    out.push_str("\nstatic const struct { int *(*f)(int *); int runs; } cases[] = {\n");
    for (i, case) in cases.iter().enumerate() {
        let _ = writeln!(out, "    {{ f{i}, {} }},", case.inputs.len());
    }
    out.push_str("};\n\nstatic const int inputs[] = {\n");
    for input in cases.iter().flat_map(|case| case.inputs) {
        let _ = write!(out, "    {}", input.len());
        for value in input {
            // INT_MIN has no literal.
            match value {
                &i32::MIN => out.push_str(", (-2147483647 - 1)"),
                value => _ = write!(out, ", {value}"),
            }
        }
        out.push_str(",\n");
    }
    let _ = write!(out, "}};\n\n#define STEP_LIMIT {STEP_LIMIT}\n{MAIN}");
    out
}

/// Reads a line that a [`harness`] printed.
pub fn parse_outcome(line: &str) -> Option<Outcome> {
    match line {
        "out_of_bounds" => Some(Err(FaultKind::OutOfBounds)),
        "overflow" => Some(Err(FaultKind::Overflow)),
        "step_limit" => Some(Err(FaultKind::StepLimit)),
        _ => line
            .strip_prefix("value")?
            .split_ascii_whitespace()
            .map(|word| word.parse().ok())
            .collect::<Option<Vec<i32>>>()
            .map(Ok),
    }
}

/// What the functions of a [`harness`] refer to.
const SUPPORT: &str = r#"#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sigjmp_buf faulted;
static int length;
static int fuel;

static inline int chk(int i)
{
    if (i < 0 || i >= length)
        siglongjmp(faulted, 1);
    return i;
}

static void trap(int signal)
{
    (void)signal;
    siglongjmp(faulted, 2);
}

static inline void tick(void)
{
    if (fuel == 0)
        siglongjmp(faulted, 3);
    fuel--;
}
"#;

const MAIN: &str = r#"
static const char *const outcomes[] = { "value", "out_of_bounds", "overflow", "step_limit" };
static const int *input = inputs;
static size_t number;
static int run, at;
static int *list;

int main(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = trap;
    /* The trap of a sanitizer is one or the other, depending on the processor. */
    sigaction(SIGILL, &action, 0);
    sigaction(SIGTRAP, &action, 0);
    for (number = 0; number < sizeof cases / sizeof *cases; number++) {
        for (run = 0; run < cases[number].runs; run++) {
            int outcome;
            length = *input++;
            list = malloc((size_t)length * sizeof *list);
            if (!list)
                return 2;
            memcpy(list, input, (size_t)length * sizeof *list);
            input += length;
            fuel = STEP_LIMIT;
            outcome = sigsetjmp(faulted, 1);
            if (outcome == 0)
                cases[number].f(list);
            fputs(outcomes[outcome], stdout);
            if (outcome == 0)
                for (at = 0; at < length; at++)
                    printf(" %d", list[at]);
            putchar('\n');
            fflush(stdout);
            free(list);
        }
    }
    return 0;
}
"#;

/// One program as the C function `static int *function(int *a)`. With `checked` or `fuelled` it
/// calls `int chk(int)` and `void tick(void)`, which a [`harness`] defines.
pub fn emit(program: &Program, function: &str, options: EmitOptions) -> String {
    let mut emitter = Emitter {
        names: &program.names,
        options,
        out: String::new(),
        temporaries: 0,
        indent: 1,
    };
    emitter.statements(&program.body);
    let mut out = format!("\nstatic int *{function}(int a[])\n{{\n");
    for i in 0..emitter.temporaries {
        let _ = writeln!(out, "    int t{i};");
    }
    out.push_str(&emitter.out);
    out.push_str("    return a;\n}\n");
    out
}

struct Emitter<'a> {
    names: &'a [Name],
    options: EmitOptions,
    out: String,
    /// Variables that hold a left operand while the right one is evaluated.
    temporaries: usize,
    indent: usize,
}

impl Emitter<'_> {
    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.line("");
            self.tick("; ");
            self.statement(&statement.kind);
            self.out.push('\n');
        }
    }

    fn statement(&mut self, statement: &StmtKind) {
        match statement {
            StmtKind::Declare { var, init } => {
                let text = format!("int {} = {};", self.name(*var), self.expr(init));
                self.out.push_str(&text);
            }
            StmtKind::Assign { target, op, value } => {
                let op = match op {
                    AssignOp::Set => "=",
                    AssignOp::Add => "+=",
                    AssignOp::Sub => "-=",
                };
                let text = match target {
                    LValue::Elem(element) if self.options.checked && can_fault(value) => {
                        let t = self.temporary();
                        let index = self.index(element);
                        format!("{t} = {index}, a[{t}] {op} {};", self.expr(value))
                    }
                    _ => format!("{} {op} {};", self.lvalue(target), self.expr(value)),
                };
                self.out.push_str(&text);
            }
            StmtKind::Update { target, op } => {
                let text = update(&self.lvalue(target), *op);
                self.out.push_str(&text);
                self.out.push(';');
            }
            StmtKind::If(branch) => self.branch(branch),
            StmtKind::For(head) => self.repeat(head),
            StmtKind::Continue => self.out.push_str("continue;"),
            StmtKind::Break => self.out.push_str("break;"),
        }
    }

    fn branch(&mut self, branch: &If) {
        let condition = self.condition(&branch.condition);
        let _ = write!(self.out, "if ({condition}) ");
        self.body(&branch.then);
        match &branch.otherwise {
            None => {}
            Some(Else::Block(statements)) => {
                self.out.push_str(" else ");
                self.body(statements);
            }
            // In braces, because the inner `if` is a step of its own.
            Some(Else::If(inner, _)) => {
                self.out.push_str(" else { ");
                self.tick("; ");
                self.branch(inner);
                self.out.push_str(" }");
            }
        }
    }

    fn repeat(&mut self, head: &For) {
        let init = self.expr(&head.init);
        let int = if head.declares { "int " } else { "" };
        let _ = write!(self.out, "for ({int}{} = {init}; (", self.name(head.var));
        self.tick(", ");
        let bound = self.operand(head.bound);
        let step_var = self.name(head.step_var);
        let step = match head.step {
            ForStep::Update(op) => update(&step_var, op),
            ForStep::Add(by) => format!("{step_var} += {}", self.operand(by)),
            ForStep::Sub(by) => format!("{step_var} -= {}", self.operand(by)),
            ForStep::SetAdd(from, by) => {
                format!("{step_var} = {} + {}", self.name(from), self.operand(by))
            }
            ForStep::SetSub(from, by) => {
                format!("{step_var} = {} - {}", self.name(from), self.operand(by))
            }
        };
        let test_var = self.name(head.test_var);
        let test = comparison(head.test);
        let _ = write!(self.out, "{test_var} {test} {bound}); {step}) ");
        self.body(&head.body);
    }

    fn body(&mut self, statements: &[Stmt]) {
        self.out.push_str("{\n");
        self.indent += 1;
        self.statements(statements);
        self.indent -= 1;
        self.line("}");
    }

    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
        self.out.push_str(text);
    }

    fn tick(&mut self, separator: &str) {
        if self.options.fuelled {
            self.out.push_str("tick()");
            self.out.push_str(separator);
        }
    }

    fn temporary(&mut self) -> String {
        self.temporaries += 1;
        format!("t{}", self.temporaries - 1)
    }

    fn name(&self, var: VarId) -> String {
        match self.names[usize::from(var.0)] {
            Name::Loop(k) => format!("p_{k}"),
            Name::Local(k) => format!("l_{k}"),
        }
    }

    fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Or(l, r) => format!("({} || {})", self.condition(l), self.condition(r)),
            Condition::And(l, r) => format!("({} && {})", self.condition(l), self.condition(r)),
            Condition::Not(inner) => format!("(!{})", self.condition(inner)),
            Condition::Cmp(op, l, r) => self.operation(comparison(*op), l, r),
            Condition::Truth(value) => self.expr(value),
        }
    }

    fn expr(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Const(value) => constant(*value),
            Expr::Var(var) => self.name(*var),
            Expr::Elem(element) => self.element(element),
            Expr::Neg(inner, _) => {
                let text = format!("(-{})", self.expr(inner));
                self.result(text)
            }
            Expr::Bin(BinOp::Add, l, r, _) => {
                let text = self.operation("+", l, r);
                self.result(text)
            }
            Expr::Bin(BinOp::Sub, l, r, _) => {
                let text = self.operation("-", l, r);
                self.result(text)
            }
        }
    }

    /// The result of an operation, in the checked form through a variable: otherwise gcc reads `if (x
    /// - y)` as `x != y` and never notices that the difference overflows.
    fn result(&mut self, text: String) -> String {
        if self.options.checked {
            format!("({} = {text})", self.temporary())
        } else {
            text
        }
    }

    /// `l op r`. C leaves open which operand comes first, but not with a comma in between.
    fn operation(&mut self, op: &str, l: &Expr, r: &Expr) -> String {
        let ordered = self.options.checked && can_fault(l) && can_fault(r);
        let left = self.expr(l);
        if !ordered {
            return format!("({left} {op} {})", self.expr(r));
        }
        let t = self.temporary();
        format!("({t} = {left}, {t} {op} {})", self.expr(r))
    }

    fn lvalue(&mut self, target: &LValue) -> String {
        match target {
            LValue::Var(var) => self.name(*var),
            LValue::Elem(element) => self.element(element),
        }
    }

    fn element(&mut self, element: &Elem) -> String {
        format!("a[{}]", self.index(element))
    }

    fn index(&mut self, element: &Elem) -> String {
        let index = match element.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) => format!("{} + {}", self.operand(x), self.operand(y)),
            Index::Diff(x, y) => format!("{} - {}", self.operand(x), self.operand(y)),
        };
        if self.options.checked {
            format!("chk({index})")
        } else {
            index
        }
    }

    fn operand(&self, operand: Operand) -> String {
        match operand {
            Operand::Const(value) => constant(value),
            Operand::Var(var) => self.name(var),
        }
    }
}

fn can_fault(expr: &Expr) -> bool {
    !matches!(expr, Expr::Const(_) | Expr::Var(_))
}

fn constant(value: i8) -> String {
    if value < 0 {
        format!("({value})")
    } else {
        value.to_string()
    }
}

fn update(target: &str, op: UpdateOp) -> String {
    match op {
        UpdateOp::PreInc => format!("++{target}"),
        UpdateOp::PreDec => format!("--{target}"),
        UpdateOp::PostInc => format!("{target}++"),
        UpdateOp::PostDec => format!("{target}--"),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Lt => "<",
        CmpOp::Le => "<=",
        CmpOp::Gt => ">",
        CmpOp::Ge => ">=",
        CmpOp::Eq => "==",
        CmpOp::Ne => "!=",
    }
}

#[cfg(test)]
mod tests {
    use super::{EmitOptions, emit, parse_outcome};
    use crate::parser::parse;
    use expect_test::{Expect, expect};
    use lasynth_core::FaultKind;

    fn check(statements: &str, options: EmitOptions, expected: Expect) {
        let source = format!("int * func_1(int a[]) {{ {statements} return a; }}");
        let program = parse(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
        expected.assert_eq(&emit(&program, "f", options));
    }

    const PROGRAM: &str = "int l_0 = 1; for (int p_0 = 0; p_0 < 3; p_0 += l_0) { \
        if (!(a[0] - l_0) || a[p_0 - 1] > -a[1]) continue; else if (l_0) { a[p_0] -= (-3); } \
        a[l_0] = a[0] + (a[1] - l_0); }";

    #[test]
    fn plain_text_is_the_program() {
        check(
            PROGRAM,
            EmitOptions::PLAIN,
            expect![[r#"

            static int *f(int a[])
            {
                int l_0 = 1;
                for (int p_0 = 0; (p_0 < 3); p_0 += l_0) {
                    if (((!(a[0] - l_0)) || (a[p_0 - 1] > (-a[1])))) {
                        continue;
                    } else { if (l_0) {
                        a[p_0] -= (-3);
                    } }
                    a[l_0] = (a[0] + (a[1] - l_0));
                }
                return a;
            }
        "#]],
        );
    }

    #[test]
    fn instrumented_text_checks_orders_and_counts() {
        check(
            PROGRAM,
            EmitOptions::INSTRUMENTED,
            expect![[r#"

            static int *f(int a[])
            {
                int t0;
                int t1;
                int t2;
                int t3;
                int t4;
                int t5;
                int t6;
                tick(); int l_0 = 1;
                tick(); for (int p_0 = 0; (tick(), p_0 < 3); p_0 += l_0) {
                    tick(); if (((!(t0 = (a[chk(0)] - l_0))) || (t1 = a[chk(p_0 - 1)], t1 > (t2 = (-a[chk(1)]))))) {
                        tick(); continue;
                    } else { tick(); if (l_0) {
                        tick(); a[chk(p_0)] -= (-3);
                    } }
                    tick(); t3 = chk(l_0), a[t3] = (t6 = (t4 = a[chk(0)], t4 + (t5 = (a[chk(1)] - l_0))));
                }
                return a;
            }
        "#]],
        );
    }

    #[test]
    fn outcomes_are_read_back() {
        assert_eq!(parse_outcome("value 1 -2"), Some(Ok(vec![1, -2])));
        assert_eq!(parse_outcome("value"), Some(Ok(vec![])));
        assert_eq!(parse_outcome("value 1 x"), None);
        assert_eq!(parse_outcome("trouble"), None);
        for kind in [
            FaultKind::OutOfBounds,
            FaultKind::Overflow,
            FaultKind::StepLimit,
        ] {
            assert_eq!(parse_outcome(&kind.to_string()), Some(Err(kind)));
        }
    }
}
