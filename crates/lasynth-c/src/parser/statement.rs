//! Statements and bodies.

use super::expression::MAX_BOUND;
use super::{KEYWORDS, Parsed, Parser, comparison};
use crate::lexer::TokenKind;
use crate::syntax::{
    AssignOp, CmpOp, Else, For, ForStep, If, LValue, Stmt, StmtKind, UpdateOp, VarId,
};

impl<'s> Parser<'s> {
    /// Statements up to the closing brace, which is read too; those of the function itself end in
    /// `return a;`.
    pub(super) fn statements(&mut self, outermost: bool) -> Parsed<Vec<Stmt>> {
        let mut body = Vec::new();
        loop {
            match self.token.text {
                "}" if outermost => {
                    return Err(self.fail("expected `return a;` before the `}` of the function"));
                }
                "}" => {
                    self.bump()?;
                    return Ok(body);
                }
                "return" if outermost => {
                    self.last_return()?;
                    return Ok(body);
                }
                _ if self.token.kind == TokenKind::End => {
                    return Err(self.fail(match outermost {
                        true => "expected `return a;` and `}`, found the end of the text",
                        false => "expected `}` to close the block, found the end of the text",
                    }));
                }
                _ => body.push(self.statement()?),
            }
        }
    }

    fn last_return(&mut self) -> Parsed<()> {
        self.bump()?;
        if !self.is("a") || self.next.text != ";" {
            return Err(self.unsupported("the function must end in `return a;`"));
        }
        self.bump()?;
        self.bump()?;
        self.expect("}", "after `return a;`, which is the last statement")?;
        Ok(())
    }

    fn statement(&mut self) -> Parsed<Stmt> {
        let start = self.token.span.start;
        let (kind, semicolon) = match self.token.text {
            "int" => (self.declaration()?, true),
            "if" => (StmtKind::If(self.branch()?), false),
            "for" => (StmtKind::For(self.repeat()?), false),
            "continue" | "break" => (self.jump()?, true),
            _ => (self.assignment()?, true),
        };
        let span = self.span_from(start);
        if semicolon {
            self.end_of_statement(&kind)?;
        }
        Ok(Stmt { kind, span })
    }

    fn end_of_statement(&mut self, kind: &StmtKind) -> Parsed<()> {
        match (self.token.text, kind) {
            (",", StmtKind::Declare { .. }) => Err(self.unsupported(
                "expected `;`, found `,`: every variable has a declaration of its own",
            )),
            ("=" | "+=" | "-=", _) => Err(self.unsupported(format!(
                "expected `;`, found `{}`: only one assignment in a statement",
                self.token.text
            ))),
            _ => self.expect(";", "at the end of the statement").map(|_| ()),
        }
    }

    /// `int name = expr`
    fn declaration(&mut self) -> Parsed<StmtKind> {
        self.bump()?;
        self.refuse_pointer()?;
        let name = self.new_name()?;
        match self.token.text {
            ";" | "," => {
                return Err(self.unsupported(format!(
                    "`{0}` needs an initial value: write `int {0} = 0;`",
                    name.text
                )));
            }
            "[" => return Err(self.unsupported("further arrays are not supported")),
            "(" => return Err(self.unsupported("further functions are not supported")),
            _ => {}
        }
        self.expect("=", "and an initial value")?;
        let init = self.initial_value(name.text)?;
        let var = self.declare(name)?;
        Ok(StmtKind::Declare { var, init })
    }

    fn refuse_pointer(&self) -> Parsed<()> {
        match self.is("*") {
            true => {
                Err(self.unsupported("pointers are not supported; variables are of type `int`"))
            }
            false => Ok(()),
        }
    }

    /// The initial value of a variable that is being declared.
    fn initial_value(&mut self, name: &'s str) -> Parsed<crate::syntax::Expr> {
        self.declaring = Some(name);
        let init = self.expression();
        self.declaring = None;
        init
    }

    fn jump(&mut self) -> Parsed<StmtKind> {
        if self.loops == 0 {
            let found = self.found();
            return Err(self.fail(format!("{found} outside of any `for`")));
        }
        Ok(match self.bump()?.text {
            "continue" => StmtKind::Continue,
            _ => StmtKind::Break,
        })
    }

    fn assignment(&mut self) -> Parsed<StmtKind> {
        if let Some(op) = self.prefix_update()? {
            let target = self.lvalue()?;
            return Ok(StmtKind::Update { target, op });
        }
        let target = self.lvalue()?;
        if let Some(op) = self.postfix_update()? {
            return Ok(StmtKind::Update { target, op });
        }
        let op = match self.token.text {
            "=" => AssignOp::Set,
            "+=" => AssignOp::Add,
            "-=" => AssignOp::Sub,
            other => {
                let found = self.found();
                let message = format!(
                    "expected an assignment (`=`, `+=`, `-=`, `++` or `--`), found {found}"
                );
                let known = ["*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^="];
                return Err(match known.contains(&other) {
                    true => self.unsupported(message),
                    false => self.fail(message),
                });
            }
        };
        self.bump()?;
        let value = self.expression()?;
        Ok(StmtKind::Assign { target, op, value })
    }

    fn prefix_update(&mut self) -> Parsed<Option<UpdateOp>> {
        self.update(UpdateOp::PreInc, UpdateOp::PreDec)
    }

    fn postfix_update(&mut self) -> Parsed<Option<UpdateOp>> {
        self.update(UpdateOp::PostInc, UpdateOp::PostDec)
    }

    fn update(&mut self, inc: UpdateOp, dec: UpdateOp) -> Parsed<Option<UpdateOp>> {
        let op = match self.token.text {
            "++" => inc,
            "--" => dec,
            _ => return Ok(None),
        };
        self.bump()?;
        Ok(Some(op))
    }

    /// What can be assigned. Most of what is no statement at all ends up here.
    fn lvalue(&mut self) -> Parsed<LValue> {
        let text = self.token.text;
        if self.is("a") {
            if self.next.text == "=" {
                return Err(self.fail("the list itself cannot be assigned, only its elements"));
            }
            return Ok(LValue::Elem(self.element()?));
        }
        let statements = "a statement is a declaration, an assignment, an `if`, a `for`, `continue;` or `break;`";
        if self.token.kind == TokenKind::Word {
            if text == "return" {
                return Err(self.unsupported("`return` may stand only at the end of the function; is a `}` missing before it?"));
            }
            if text == "else" {
                return Err(self.fail("`else` without an `if` before it"));
            }
            if KEYWORDS.contains(&text) {
                return Err(self.unsupported(format!("`{text}` is not supported; {statements}")));
            }
            if self.next.text == "(" {
                return Err(self.unsupported(format!("calls are not supported, found `{text}(`")));
            }
            if self.next.text == ":" {
                return Err(self.unsupported("labels are not supported"));
            }
            return Ok(LValue::Var(self.variable()?));
        }
        Err(match text {
            "*" => self.unsupported(
                "pointers are not supported; the elements of the list are `a[0]`, `a[1]`, ...",
            ),
            ";" => self.unsupported(format!("an empty statement is not supported; {statements}")),
            "{" => self.unsupported(format!("a block of its own is not supported; {statements}")),
            "(" => self.unsupported(format!(
                "a parenthesis cannot start a statement; {statements}"
            )),
            _ => {
                let found = self.found();
                self.fail(format!("expected a statement, found {found}: {statements}"))
            }
        })
    }

    fn branch(&mut self) -> Parsed<If> {
        self.bump()?;
        let open = self.expect("(", "after `if`")?;
        let condition = self.condition()?;
        if !self.is(")") {
            let line = lasynth_core::Place::of(self.source, open.span.start as usize).line;
            let found = self.found();
            return Err(self.fail(format!(
                "expected an operator or `)` to end the condition of line {line}, found {found}"
            )));
        }
        self.bump()?;
        let then = self.body("if")?;
        let mut otherwise = None;
        if self.accept("else")? {
            let start = self.token.span.start;
            otherwise = Some(if self.is("if") {
                let next = self.nested(Self::branch)?;
                Else::If(Box::new(next), self.span_from(start))
            } else {
                Else::Block(self.body("else")?)
            });
        }
        Ok(If {
            condition,
            then,
            otherwise,
        })
    }

    /// The body of an `if`, an `else` or a `for`; bare jumps get their braces.
    fn body(&mut self, of: &str) -> Parsed<Vec<Stmt>> {
        match self.token.text {
            "{" => self.nested(|p| {
                p.bump()?;
                p.scoped(|p| p.statements(false))
            }),
            "continue" | "break" => Ok(vec![self.statement()?]),
            _ => {
                let found = self.found();
                Err(self.fail(format!(
                    "expected `{{` to open the body of the `{of}`, found {found}: only `continue;` and `break;` go without braces"
                )))
            }
        }
    }

    fn repeat(&mut self) -> Parsed<For> {
        self.bump()?;
        self.expect("(", "after `for`")?;
        self.scoped(Self::rest_of_for)
    }

    fn rest_of_for(&mut self) -> Parsed<For> {
        let declares = self.accept("int")?;
        let (var, init) = if declares {
            self.refuse_pointer()?;
            let name = self.new_name()?;
            self.expect("=", "and the first value of the `for`")?;
            let init = self.initial_value(name.text)?;
            (self.declare(name)?, init)
        } else {
            let var = self.head_variable("name = value")?;
            self.expect("=", "and the first value of the `for`")?;
            (var, self.expression()?)
        };
        if self.is(",") {
            return Err(self.unsupported("expected `;`, found `,`: a `for` has one variable"));
        }
        self.expect(";", "after the first value of the `for`")?;
        let test_var = self.head_variable("name < bound")?;
        let test = self.test()?;
        let bound = self.operand(MAX_BOUND)?;
        if self.is("+") || self.is("-") {
            return Err(self.unsupported("the bound of a `for` is a constant or a variable; compute it in an earlier statement"));
        }
        if self.is("&&") || self.is("||") {
            return Err(self.unsupported(
                "the test of a `for` is one comparison; put the rest into an `if` with a `break`",
            ));
        }
        self.expect(";", "after the test of the `for`")?;
        let (step_var, step) = self.step()?;
        if self.is(",") {
            return Err(self.unsupported("expected `)`, found `,`: a `for` has one step"));
        }
        self.expect(")", "after the step of the `for`")?;
        self.loops += 1;
        let body = self.body("for")?;
        self.loops -= 1;
        Ok(For {
            declares,
            var,
            init,
            test_var,
            test,
            bound,
            step_var,
            step,
            body,
        })
    }

    /// A variable at the start of a part of a `for` head of the form `pattern`.
    fn head_variable(&mut self, pattern: &str) -> Parsed<VarId> {
        match self.token.kind {
            TokenKind::Word => self.variable(),
            _ => {
                let found = self.found();
                Err(self.fail(format!(
                    "expected the name of a variable, found {found}: this part of a `for` has the form `{pattern}`"
                )))
            }
        }
    }

    fn test(&mut self) -> Parsed<CmpOp> {
        match comparison(self.token.text) {
            Some(CmpOp::Eq) => Err(self
                .unsupported("a `for` cannot test by `==`, only by `<`, `<=`, `>`, `>=` and `!=`")),
            Some(op) => {
                self.bump()?;
                Ok(op)
            }
            None => {
                let found = self.found();
                Err(self.fail(format!(
                    "expected a comparison (`<`, `<=`, `>`, `>=` or `!=`), found {found}"
                )))
            }
        }
    }

    fn step(&mut self) -> Parsed<(VarId, ForStep)> {
        if let Some(op) = self.prefix_update()? {
            return Ok((self.head_variable("++name")?, ForStep::Update(op)));
        }
        let var = self.head_variable("name++")?;
        if let Some(op) = self.postfix_update()? {
            return Ok((var, ForStep::Update(op)));
        }
        let step = match self.token.text {
            "+=" => {
                self.bump()?;
                ForStep::Add(self.step_operand()?)
            }
            "-=" => {
                self.bump()?;
                ForStep::Sub(self.step_operand()?)
            }
            "=" => {
                self.bump()?;
                let from = self.head_variable("name = name + value")?;
                let negative = match self.token.text {
                    "+" => false,
                    "-" => true,
                    _ => {
                        let found = self.found();
                        return Err(self.fail(format!("expected `+` or `-`, found {found}: the step of a `for` has the form `name = name + value`")));
                    }
                };
                self.bump()?;
                let by = self.step_operand()?;
                match negative {
                    false => ForStep::SetAdd(from, by),
                    true => ForStep::SetSub(from, by),
                }
            }
            _ => {
                let found = self.found();
                return Err(self.fail(format!(
                    "expected the step of the `for` (`++`, `--`, `+=`, `-=` or `=`), found {found}"
                )));
            }
        };
        Ok((var, step))
    }

    fn step_operand(&mut self) -> Parsed<crate::syntax::Operand> {
        self.operand(super::expression::MAX_CONST)
    }
}
