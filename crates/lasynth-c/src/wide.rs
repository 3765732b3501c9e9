//! Random programs that cover every production of the grammar, for tests.
//!
//! [`crate::generate`] draws what a model is trained on; this draws what a compiler might get wrong:
//! negations and parentheses in odd places, loops that compare one variable and step another, wild
//! indices, values that grow until they overflow, loops without an end, dead code. Most programs are
//! nevertheless tame enough for most of their runs to be valid.

mod expr;
mod extremes;

use crate::syntax::{
    AssignOp, CmpOp, Else, Expr, For, ForStep, If, LValue, MAX_LOCAL_VARS, MAX_LOOP_VARS, Operand,
    Program, Span, Stmt, StmtKind, UpdateOp, VarId,
};
use rand::Rng;
use rand::seq::IndexedRandom;

/// Draws a program within all limits of canonical form. A function of the generator's state alone.
pub fn random_wide_program<R: Rng>(rng: &mut R) -> Program {
    loop {
        let tokens = rng.random_range(10..=230);
        let mut writer = Writer::new(rng, tokens);
        let body = writer.function();
        // Token counts are estimated while drawing, so a few programs come out too long.
        if let Ok(program) = Program::new(body) {
            return program;
        }
    }
}

/// How deep bodies are nested.
const MAX_DEPTH: usize = 4;

const UPDATES: [UpdateOp; 4] = [
    UpdateOp::PreInc,
    UpdateOp::PreDec,
    UpdateOp::PostInc,
    UpdateOp::PostDec,
];

const COMPARISONS: [CmpOp; 6] = [
    CmpOp::Lt,
    CmpOp::Le,
    CmpOp::Gt,
    CmpOp::Ge,
    CmpOp::Ne,
    CmpOp::Eq,
];

/// What a variable is kept for, in programs that are not wild.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Holds an index of a list of 5 throughout.
    Index,
    /// Holds any value, so that it may be no index.
    Data,
    /// Drives a `for` somewhere.
    Loop,
    /// Drives a `for` that is being written and stays within 0..=4 in its body.
    ActiveLoop,
}

struct Writer<'r, R> {
    rng: &'r mut R,
    /// Roles of all variables, in order of declaration.
    roles: Vec<Role>,
    /// Variables that can be named here.
    scope: Vec<VarId>,
    /// Loops around this place.
    loops: usize,
    /// Bodies around this place.
    depth: usize,
    /// Probability of ignoring the roles.
    wild: f64,
    /// Plain C tokens still to be spent.
    tokens: i32,
}

impl<'r, R: Rng> Writer<'r, R> {
    fn new(rng: &'r mut R, tokens: i32) -> Self {
        let wild = *[0.0, 0.0, 0.0, 0.02, 0.1, 0.4].choose(rng).unwrap_or(&0.0);
        Writer {
            rng,
            roles: Vec::new(),
            scope: Vec::new(),
            loops: 0,
            depth: 0,
            wild,
            tokens,
        }
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.rng.random_bool(probability)
    }

    fn wild(&mut self) -> bool {
        let wild = self.wild;
        self.chance(wild)
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.rng.random_range(0..items.len())]
    }

    /// Whether one more variable of this sort may be declared.
    fn can_declare(&self, drives_loop: bool) -> bool {
        let driving = self.roles.iter().filter(|role| drives(**role)).count();
        if drives_loop {
            driving < MAX_LOOP_VARS
        } else {
            self.roles.len() - driving < MAX_LOCAL_VARS
        }
    }

    fn declare(&mut self, role: Role) -> VarId {
        let var = VarId(self.roles.len() as u16);
        self.roles.push(role);
        self.scope.push(var);
        var
    }

    fn role(&self, var: VarId) -> Role {
        self.roles[usize::from(var.0)]
    }

    /// A variable in scope with one of these roles; any variable at all where the program is wild.
    fn variable(&mut self, roles: &[Role]) -> Option<VarId> {
        let wild = self.wild();
        let candidates: Vec<VarId> = self
            .scope
            .iter()
            .copied()
            .filter(|var| wild || roles.contains(&self.role(*var)))
            .collect();
        candidates.choose(self.rng).copied()
    }

    // Statements.

    fn function(&mut self) -> Vec<Stmt> {
        let mut body = Vec::new();
        for _ in 0..self.rng.random_range(0..6) {
            body.push(self.declaration());
        }
        if self.chance(0.06) {
            body.extend(self.growth());
        }
        if self.chance(0.05) {
            body.push(self.endless());
        }
        while self.tokens > 10 {
            body.push(self.statement());
        }
        body
    }

    fn body(&mut self) -> Vec<Stmt> {
        let visible = self.scope.len();
        self.depth += 1;
        let count = self.pick(&[0, 1, 1, 1, 2, 2, 3, 4]);
        let mut body = Vec::new();
        for _ in 0..count {
            if self.tokens > 10 {
                body.push(self.statement());
            }
        }
        if self.loops > 0 && self.chance(0.06) {
            body.push(self.jump());
        }
        self.depth -= 1;
        self.scope.truncate(visible);
        body
    }

    fn statement(&mut self) -> Stmt {
        let nest = self.depth < MAX_DEPTH && self.tokens > 25;
        match self.rng.random_range(0..100) {
            0..12 if self.can_declare(false) => self.declaration(),
            12..32 if nest => {
                let branch = self.branch();
                Stmt::new(StmtKind::If(branch))
            }
            32..52 if nest => self.repeat(),
            52..57 if self.loops > 0 => self.jump(),
            57..72 => self.update(),
            _ => self.assignment(),
        }
    }

    fn jump(&mut self) -> Stmt {
        self.tokens -= 2;
        Stmt::new(if self.chance(0.5) {
            StmtKind::Continue
        } else {
            StmtKind::Break
        })
    }

    fn declaration(&mut self) -> Stmt {
        self.tokens -= 4;
        let index = self.chance(0.6);
        let init = if index {
            self.tokens -= 1;
            Expr::Const(self.rng.random_range(0..=4))
        } else {
            self.expr()
        };
        // Declared only now: the initial value cannot name the variable.
        let var = self.declare(if index { Role::Index } else { Role::Data });
        Stmt::new(StmtKind::Declare { var, init })
    }

    fn target(&mut self) -> LValue {
        let var = if self.chance(0.35) {
            self.variable(&[Role::Data, Role::Loop])
        } else {
            None
        };
        match var {
            Some(var) => {
                self.tokens -= 1;
                LValue::Var(var)
            }
            None => LValue::Elem(self.element()),
        }
    }

    fn assignment(&mut self) -> Stmt {
        self.tokens -= 2;
        let target = self.target();
        let op = self.pick(&[AssignOp::Set, AssignOp::Set, AssignOp::Add, AssignOp::Sub]);
        let value = self.expr();
        Stmt::new(StmtKind::Assign { target, op, value })
    }

    fn update(&mut self) -> Stmt {
        self.tokens -= 2;
        let target = self.target();
        let op = self.pick(&UPDATES);
        Stmt::new(StmtKind::Update { target, op })
    }

    fn branch(&mut self) -> If {
        self.tokens -= 5;
        let condition = self.condition(3);
        let then = self.body();
        let otherwise = match self.rng.random_range(0..6) {
            0 | 1 => {
                self.tokens -= 3;
                Some(Else::Block(self.body()))
            }
            2 if self.tokens > 20 => {
                self.tokens -= 1;
                Some(Else::If(Box::new(self.branch()), Span::NONE))
            }
            _ => None,
        };
        If {
            condition,
            then,
            otherwise,
        }
    }

    /// The variable of a new `for`, and whether its head declares it.
    fn loop_variable(&mut self) -> Option<(VarId, bool)> {
        let may_declare = self.can_declare(true);
        if may_declare && self.chance(0.5) {
            return Some((self.declare(Role::Loop), true));
        }
        let known = self
            .variable(&[Role::Loop])
            .filter(|var| drives(self.role(*var)));
        let fresh = self
            .variable(&[Role::Data])
            .filter(|var| may_declare && !drives(self.role(*var)));
        match (known, fresh) {
            (Some(var), None) => Some((var, false)),
            (Some(var), Some(_)) if self.chance(0.5) => Some((var, false)),
            (_, Some(var)) => Some((var, false)),
            (None, None) if may_declare => Some((self.declare(Role::Loop), true)),
            (None, None) => None,
        }
    }

    fn repeat(&mut self) -> Stmt {
        self.tokens -= 15;
        let visible = self.scope.len();
        let init = if self.chance(0.2) {
            Some(self.expr())
        } else {
            None
        };
        let Some((var, declares)) = self.loop_variable() else {
            return self.update();
        };
        let up = self.chance(0.6);
        let start = if up {
            self.rng.random_range(0..=3)
        } else {
            self.rng.random_range(2..=4)
        };
        let (test, bound) = if up {
            self.pick(&[
                (CmpOp::Lt, Operand::Const(5)),
                (CmpOp::Lt, Operand::Const(4)),
                (CmpOp::Le, Operand::Const(4)),
                (CmpOp::Le, Operand::Const(2)),
                (CmpOp::Ne, Operand::Const(5)),
            ])
        } else {
            self.pick(&[
                (CmpOp::Ge, Operand::Const(0)),
                (CmpOp::Gt, Operand::Const(-1)),
                (CmpOp::Gt, Operand::Const(1)),
                (CmpOp::Ne, Operand::Const(-1)),
            ])
        };
        let one = Operand::Const(if self.chance(0.85) { 1 } else { 2 });
        let minus_one = Operand::Const(-1);
        let step = match (up, self.rng.random_range(0..6)) {
            (true, 0) => ForStep::Update(UpdateOp::PreInc),
            (true, 1 | 2) => ForStep::Update(UpdateOp::PostInc),
            (true, 3) => ForStep::Add(one),
            (true, 4) => ForStep::SetAdd(var, one),
            (true, _) => self.pick(&[ForStep::Sub(minus_one), ForStep::SetSub(var, minus_one)]),
            (false, 0) => ForStep::Update(UpdateOp::PreDec),
            (false, 1 | 2) => ForStep::Update(UpdateOp::PostDec),
            (false, 3) => ForStep::Sub(one),
            (false, 4) => ForStep::SetSub(var, one),
            (false, _) => self.pick(&[ForStep::Add(minus_one), ForStep::SetAdd(var, minus_one)]),
        };
        let mut head = For {
            declares,
            var,
            init: init.clone().unwrap_or(Expr::Const(start)),
            test_var: var,
            test,
            bound,
            step_var: var,
            step,
            body: Vec::new(),
        };
        let odd = self.chance(0.1) || self.wild();
        if odd {
            self.make_odd(&mut head);
        }
        // A value that is not known, or a head that does something else, is no index.
        let tame = init.is_none() && !odd;
        let before = self.role(var);
        self.roles[usize::from(var.0)] = if tame { Role::ActiveLoop } else { Role::Loop };
        self.loops += 1;
        head.body = self.body();
        self.loops -= 1;
        self.roles[usize::from(var.0)] = if before == Role::ActiveLoop {
            before
        } else {
            Role::Loop
        };
        if declares {
            self.scope.truncate(visible);
        }
        Stmt::new(StmtKind::For(head))
    }

    /// Changes parts of a head at random.
    fn make_odd(&mut self, head: &mut For) {
        if self.chance(0.5) {
            head.bound = self.operand();
        }
        if self.chance(0.4) {
            head.test = self.pick(&COMPARISONS[..5]);
        }
        if self.chance(0.3) {
            head.test_var = self.any_variable(head.var);
        }
        if self.chance(0.3) {
            head.step_var = self.any_variable(head.var);
        }
        if self.chance(0.6) {
            let from = self.any_variable(head.step_var);
            let by = self.operand();
            let update = self.pick(&UPDATES);
            head.step = self.pick(&[
                ForStep::Update(update),
                ForStep::Add(by),
                ForStep::Sub(by),
                ForStep::SetAdd(from, by),
                ForStep::SetSub(from, by),
            ]);
        }
    }

    fn any_variable(&mut self, or: VarId) -> VarId {
        self.scope.choose(self.rng).copied().unwrap_or(or)
    }
}

fn drives(role: Role) -> bool {
    matches!(role, Role::Loop | Role::ActiveLoop)
}

#[cfg(test)]
mod tests {
    use super::random_wide_program;
    use crate::parser::parse;
    use crate::printer::print;
    use crate::syntax::{MAX_TOKENS, Program};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn draw(seed: u64) -> Vec<Program> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..500).map(|_| random_wide_program(&mut rng)).collect()
    }

    #[test]
    fn programs_are_canonical_and_within_the_limits() {
        for program in draw(0) {
            let source = print(&program);
            assert_eq!(parse(&source).as_ref(), Ok(&program), "{source}");
            assert!(program.length() <= MAX_TOKENS, "{source}");
        }
    }

    #[test]
    fn the_seed_decides() {
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
