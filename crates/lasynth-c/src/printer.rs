//! Prints programs as C.

use crate::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Name,
    Operand, Program, Stmt, StmtKind, UpdateOp, VarId,
};
use std::fmt::Write;

/// The canonical text, ending in a newline; parsing it gives the same program. Parentheses stand
/// where the tree or the warnings of C compilers need them: around `&&` and `||` within each other,
/// after `!`, and around what would put two minus signs together.
pub fn print(program: &Program) -> String {
    let mut text = Text {
        out: String::with_capacity(512),
        indent: 0,
    };
    Writer {
        names: &program.names,
        sink: &mut text,
    }
    .program(&program.body);
    text.out
}

/// Number of tokens that [`print`] would write.
pub(crate) fn count(program: &Program) -> usize {
    let mut counter = Counter(0);
    Writer {
        names: &program.names,
        sink: &mut counter,
    }
    .program(&program.body);
    counter.0
}

/// The spelling of a comparison.
pub fn cmp_text(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Lt => "<",
        CmpOp::Le => "<=",
        CmpOp::Gt => ">",
        CmpOp::Ge => ">=",
        CmpOp::Eq => "==",
        CmpOp::Ne => "!=",
    }
}

/// The spelling of `+` and `-`.
pub fn bin_text(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Sub => "-",
    }
}

/// The spelling of an assignment operator.
pub fn assign_text(op: AssignOp) -> &'static str {
    match op {
        AssignOp::Set => "=",
        AssignOp::Add => "+=",
        AssignOp::Sub => "-=",
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Name::Loop(k) => write!(f, "p_{k}"),
            Name::Local(k) => write!(f, "l_{k}"),
        }
    }
}

/// What becomes of the tokens: text, or only their number. One traversal serves both, so that the
/// length of a program is that of its text by construction.
trait Sink {
    /// A token that is neither a name nor a digit.
    fn token(&mut self, text: &str);
    /// A name, one token.
    fn name(&mut self, name: Name);
    /// A digit, one token.
    fn digit(&mut self, value: u8);
    /// A blank between tokens.
    fn blank(&mut self) {}
    /// A new line, indented by `change` levels more than the last.
    fn line(&mut self, _change: i32) {}
}

struct Counter(usize);

impl Sink for Counter {
    fn token(&mut self, _: &str) {
        self.0 += 1;
    }
    fn name(&mut self, _: Name) {
        self.0 += 1;
    }
    fn digit(&mut self, _: u8) {
        self.0 += 1;
    }
}

struct Text {
    out: String,
    indent: i32,
}

impl Sink for Text {
    fn token(&mut self, text: &str) {
        self.out.push_str(text);
    }
    fn name(&mut self, name: Name) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{name}");
    }
    fn digit(&mut self, value: u8) {
        let _ = write!(self.out, "{value}");
    }
    fn blank(&mut self) {
        self.out.push(' ');
    }
    fn line(&mut self, change: i32) {
        self.indent += change;
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
    }
}

struct Writer<'p, S: Sink> {
    names: &'p [Name],
    sink: &'p mut S,
}

impl<S: Sink> Writer<'_, S> {
    fn program(&mut self, body: &[Stmt]) {
        for token in [
            "int", " ", "*", " ", "func_1", "(", "int", " ", "a", "[", "]", ")",
        ] {
            match token {
                " " => self.sink.blank(),
                _ => self.sink.token(token),
            }
        }
        self.sink.line(0);
        self.sink.token("{");
        self.sink.line(1);
        for stmt in body {
            self.stmt(stmt);
            self.sink.line(0);
        }
        self.word("return");
        self.sink.token("a");
        self.sink.token(";");
        self.sink.line(-1);
        self.sink.token("}");
        self.sink.line(0);
    }

    /// A token and a blank.
    fn word(&mut self, text: &str) {
        self.sink.token(text);
        self.sink.blank();
    }

    /// An operator between two blanks.
    fn operator(&mut self, text: &str) {
        self.sink.blank();
        self.word(text);
    }

    fn var(&mut self, var: VarId) {
        self.sink.name(self.names[usize::from(var.0)]);
    }

    fn block(&mut self, body: &[Stmt]) {
        self.sink.line(0);
        self.sink.token("{");
        for (index, stmt) in body.iter().enumerate() {
            self.sink.line(i32::from(index == 0));
            self.stmt(stmt);
        }
        self.sink.line(-i32::from(!body.is_empty()));
        self.sink.token("}");
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Declare { var, init } => {
                self.word("int");
                self.var(*var);
                self.operator("=");
                self.expr(init);
            }
            StmtKind::Assign { target, op, value } => {
                self.lvalue(target);
                self.operator(assign_text(*op));
                self.expr(value);
            }
            StmtKind::Update { target, op } => self.update(*op, |w| w.lvalue(target)),
            StmtKind::If(branch) => return self.branch(branch),
            StmtKind::For(repeat) => return self.repeat(repeat),
            StmtKind::Continue => self.sink.token("continue"),
            StmtKind::Break => self.sink.token("break"),
        }
        self.sink.token(";");
    }

    fn update(&mut self, op: UpdateOp, target: impl FnOnce(&mut Self)) {
        match op {
            UpdateOp::PreInc => self.sink.token("++"),
            UpdateOp::PreDec => self.sink.token("--"),
            UpdateOp::PostInc | UpdateOp::PostDec => {}
        }
        target(self);
        match op {
            UpdateOp::PostInc => self.sink.token("++"),
            UpdateOp::PostDec => self.sink.token("--"),
            UpdateOp::PreInc | UpdateOp::PreDec => {}
        }
    }

    fn branch(&mut self, first: &If) {
        let mut branch = first;
        loop {
            self.word("if");
            self.sink.token("(");
            self.condition(&branch.condition);
            self.sink.token(")");
            self.block(&branch.then);
            match &branch.otherwise {
                None => return,
                Some(Else::Block(body)) => {
                    self.sink.line(0);
                    self.sink.token("else");
                    return self.block(body);
                }
                Some(Else::If(next, _)) => {
                    self.sink.line(0);
                    self.word("else");
                    branch = next;
                }
            }
        }
    }

    fn repeat(&mut self, repeat: &For) {
        self.word("for");
        self.sink.token("(");
        if repeat.declares {
            self.word("int");
        }
        self.var(repeat.var);
        self.operator("=");
        self.expr(&repeat.init);
        self.word(";");
        self.var(repeat.test_var);
        self.operator(cmp_text(repeat.test));
        self.operand(repeat.bound);
        self.word(";");
        let var = repeat.step_var;
        match repeat.step {
            ForStep::Update(op) => self.update(op, |w| w.var(var)),
            ForStep::Add(by) => self.step(var, "+=", by),
            ForStep::Sub(by) => self.step(var, "-=", by),
            ForStep::SetAdd(from, by) => self.set_step(var, from, "+", by),
            ForStep::SetSub(from, by) => self.set_step(var, from, "-", by),
        }
        self.sink.token(")");
        self.block(&repeat.body);
    }

    fn step(&mut self, var: VarId, op: &str, by: Operand) {
        self.var(var);
        self.operator(op);
        self.operand(by);
    }

    fn set_step(&mut self, var: VarId, from: VarId, op: &str, by: Operand) {
        self.var(var);
        self.operator("=");
        self.step(from, op, by);
    }

    fn lvalue(&mut self, target: &LValue) {
        match target {
            LValue::Var(var) => self.var(*var),
            LValue::Elem(elem) => self.elem(elem),
        }
    }

    fn elem(&mut self, elem: &Elem) {
        self.sink.token("a");
        self.sink.token("[");
        match elem.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) => {
                self.operand(x);
                self.operator("+");
                self.operand(y);
            }
            Index::Diff(x, y) => {
                self.operand(x);
                self.operator("-");
                self.operand(y);
            }
        }
        self.sink.token("]");
    }

    fn operand(&mut self, operand: Operand) {
        match operand {
            Operand::Const(value) if value < 0 => self.parenthesised(|w| w.constant(value)),
            Operand::Const(value) => self.constant(value),
            Operand::Var(var) => self.var(var),
        }
    }

    fn constant(&mut self, value: i8) {
        if value < 0 {
            self.sink.token("-");
        }
        self.sink.digit(value.unsigned_abs());
    }

    fn parenthesised(&mut self, inner: impl FnOnce(&mut Self)) {
        self.sink.token("(");
        inner(self);
        self.sink.token(")");
    }

    /// An expression where nothing stands before it that could change its meaning.
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Const(value) => self.constant(*value),
            Expr::Var(var) => self.var(*var),
            Expr::Elem(elem) => self.elem(elem),
            Expr::Neg(inner, _) => {
                self.sink.token("-");
                self.operand_of_sign(inner);
            }
            Expr::Bin(op, left, right, _) => {
                self.expr(left);
                self.operator(bin_text(*op));
                self.operand_of_sign(right);
            }
        }
    }

    /// What follows a `+` or `-`: a sign or an operator within it needs parentheses.
    fn operand_of_sign(&mut self, expr: &Expr) {
        match expr {
            Expr::Neg(..) | Expr::Bin(..) => self.parenthesised(|w| w.expr(expr)),
            Expr::Const(value) if *value < 0 => self.parenthesised(|w| w.expr(expr)),
            Expr::Const(_) | Expr::Var(_) | Expr::Elem(_) => self.expr(expr),
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Or(left, right) => {
                self.part(left, matches!(**left, Condition::And(..)));
                self.operator("||");
                self.part(right, is_chain(right));
            }
            Condition::And(left, right) => {
                self.part(left, matches!(**left, Condition::Or(..)));
                self.operator("&&");
                self.part(right, is_chain(right));
            }
            Condition::Not(inner) => {
                self.sink.token("!");
                let bare = match &**inner {
                    Condition::Not(_) => true,
                    Condition::Truth(Expr::Const(value)) => *value >= 0,
                    Condition::Truth(Expr::Var(_) | Expr::Elem(_)) => true,
                    _ => false,
                };
                self.part(inner, !bare);
            }
            Condition::Cmp(op, left, right) => {
                self.expr(left);
                self.operator(cmp_text(*op));
                self.expr(right);
            }
            Condition::Truth(value) => self.expr(value),
        }
    }

    fn part(&mut self, condition: &Condition, parentheses: bool) {
        if parentheses {
            self.parenthesised(|w| w.condition(condition));
        } else {
            self.condition(condition);
        }
    }
}

fn is_chain(condition: &Condition) -> bool {
    matches!(condition, Condition::Or(..) | Condition::And(..))
}
