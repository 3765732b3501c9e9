//! Canonical form: variable numbering and names, length, kind.

use crate::kind::Kind;
use crate::printer;
use crate::syntax::{
    Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, MAX_LOCAL_VARS, MAX_LOOP_VARS,
    MAX_TOKENS, Name, Operand, Program, Stmt, StmtKind, Unsupported, VarId,
};

impl Program {
    /// Brings a body with arbitrary variable numbers into canonical form: variables are renumbered
    /// in order of declaration and named, `-` before a positive constant is folded into it, limits
    /// are checked. A number that is declared several times (in a copied block, say) gives several
    /// variables; a use belongs to the innermost declaration in scope.
    ///
    /// # Errors
    /// Where the program is beyond the limits of variables or tokens.
    ///
    /// # Panics
    /// If a variable is used outside the scope of its declaration: that is a bug of the caller.
    pub fn new(mut body: Vec<Stmt>) -> Result<Program, Unsupported> {
        let names = name(&number(&mut body))?;
        let program = Program { names, body };
        match program.length() {
            length if length > MAX_TOKENS => Err(Unsupported::Length(length)),
            _ => Ok(program),
        }
    }

    /// Number of plain C tokens of the canonical text, without printing it.
    pub fn length(&self) -> usize {
        printer::count(self)
    }

    /// Which control flow the program contains.
    pub fn kind(&self) -> Kind {
        let mut found = Found::default();
        found.body(&self.body);
        match (found.branch, found.repeat) {
            (false, false) => Kind::Seq,
            (true, false) => Kind::If,
            (false, true) => Kind::For,
            (true, true) => Kind::Mixed,
        }
    }
}

/// Renumbers the variables in order of declaration and tells of each whether it drives a `for`.
pub(crate) fn number(body: &mut [Stmt]) -> Vec<bool> {
    let mut numbering = Numbering::default();
    numbering.body(body);
    numbering.drives
}

/// Names the variables of which [`number`] told whether they drive a `for`.
fn name(drives: &[bool]) -> Result<Vec<Name>, Unsupported> {
    let loops = drives.iter().filter(|drives| **drives).count();
    let locals = drives.len() - loops;
    if loops > MAX_LOOP_VARS {
        return Err(Unsupported::LoopVars(loops));
    }
    if locals > MAX_LOCAL_VARS {
        return Err(Unsupported::LocalVars(locals));
    }
    let (mut next_loop, mut next_local) = (0, 0);
    let mut take = |drives: bool| {
        let counter = if drives {
            &mut next_loop
        } else {
            &mut next_local
        };
        *counter += 1;
        *counter - 1
    };
    Ok(drives
        .iter()
        .map(|&drives| match drives {
            true => Name::Loop(take(true)),
            false => Name::Local(take(false)),
        })
        .collect())
}

#[derive(Default)]
struct Numbering {
    /// Variables in scope, the innermost last: old number, new number.
    scope: Vec<(VarId, VarId)>,
    /// Whether each variable drives a `for`, by new number.
    drives: Vec<bool>,
}

impl Numbering {
    fn body(&mut self, body: &mut [Stmt]) {
        let outer = self.scope.len();
        for stmt in body {
            self.stmt(stmt);
        }
        self.scope.truncate(outer);
    }

    fn declare(&mut self, var: &mut VarId) {
        let new = VarId(u16::try_from(self.drives.len()).expect("far fewer declarations"));
        self.drives.push(false);
        self.scope.push((*var, new));
        *var = new;
    }

    fn var(&self, var: &mut VarId) {
        let found = self.scope.iter().rev().find(|(old, _)| old == var);
        *var = found.expect("variable used outside its scope").1;
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match &mut stmt.kind {
            StmtKind::Declare { var, init } => {
                self.expr(init);
                self.declare(var);
            }
            StmtKind::Assign { target, value, .. } => {
                self.lvalue(target);
                self.expr(value);
            }
            StmtKind::Update { target, .. } => self.lvalue(target),
            StmtKind::If(branch) => self.branch(branch),
            StmtKind::For(repeat) => self.repeat(repeat),
            StmtKind::Continue | StmtKind::Break => {}
        }
    }

    fn branch(&mut self, branch: &mut If) {
        self.condition(&mut branch.condition);
        self.body(&mut branch.then);
        match &mut branch.otherwise {
            None => {}
            Some(Else::Block(body)) => self.body(body),
            Some(Else::If(next, _)) => self.branch(next),
        }
    }

    fn repeat(&mut self, repeat: &mut For) {
        let outer = self.scope.len();
        self.expr(&mut repeat.init);
        match repeat.declares {
            true => self.declare(&mut repeat.var),
            false => self.var(&mut repeat.var),
        }
        self.drives[usize::from(repeat.var.0)] = true;
        self.var(&mut repeat.test_var);
        self.operand(&mut repeat.bound);
        self.var(&mut repeat.step_var);
        match &mut repeat.step {
            ForStep::Update(_) => {}
            ForStep::Add(by) | ForStep::Sub(by) => self.operand(by),
            ForStep::SetAdd(from, by) | ForStep::SetSub(from, by) => {
                self.var(from);
                self.operand(by);
            }
        }
        self.body(&mut repeat.body);
        self.scope.truncate(outer);
    }

    fn lvalue(&self, target: &mut LValue) {
        match target {
            LValue::Var(var) => self.var(var),
            LValue::Elem(elem) => self.elem(elem),
        }
    }

    fn elem(&self, elem: &mut Elem) {
        match &mut elem.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) | Index::Diff(x, y) => {
                self.operand(x);
                self.operand(y);
            }
        }
    }

    fn operand(&self, operand: &mut Operand) {
        if let Operand::Var(var) = operand {
            self.var(var);
        }
    }

    fn expr(&self, expr: &mut Expr) {
        match expr {
            Expr::Const(_) => {}
            Expr::Var(var) => self.var(var),
            Expr::Elem(elem) => self.elem(elem),
            Expr::Neg(inner, _) => {
                self.expr(inner);
                if let Expr::Const(value @ 1..) = **inner {
                    *expr = Expr::Const(-value);
                }
            }
            Expr::Bin(_, left, right, _) => {
                self.expr(left);
                self.expr(right);
            }
        }
    }

    fn condition(&self, condition: &mut Condition) {
        match condition {
            Condition::Or(left, right) | Condition::And(left, right) => {
                self.condition(left);
                self.condition(right);
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Cmp(_, left, right) => {
                self.expr(left);
                self.expr(right);
            }
            Condition::Truth(value) => self.expr(value),
        }
    }
}

/// Which control flow a body contains.
#[derive(Default)]
struct Found {
    branch: bool,
    repeat: bool,
}

impl Found {
    fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::If(branch) => self.branch(branch),
                StmtKind::For(repeat) => {
                    self.repeat = true;
                    self.body(&repeat.body);
                }
                _ => {}
            }
        }
    }

    fn branch(&mut self, branch: &If) {
        self.branch = true;
        self.body(&branch.then);
        match &branch.otherwise {
            None => {}
            Some(Else::Block(body)) => self.body(body),
            Some(Else::If(next, _)) => self.branch(next),
        }
    }
}
