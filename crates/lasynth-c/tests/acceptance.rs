//! The automaton accepts every program that the parser accepts: random texts that follow the grammar
//! of the language with no thought of canonical form, redundant parentheses included.

use lasynth_c::automaton::State;
use lasynth_c::syntax::Program;
use lasynth_c::vocab::{decode, encode, vocabulary};
use lasynth_c::{parser, printer};
use lasynth_core::GrammarState;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

struct Text {
    rng: ChaCha8Rng,
    scope: Vec<String>,
    declared: usize,
    loops: usize,
    /// Statements still to be written; goes down with every one.
    budget: i32,
}

impl Text {
    fn one_in(&mut self, n: u32) -> bool {
        self.rng.random_ratio(1, n)
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of.choose(&mut self.rng).copied().unwrap_or_default()
    }

    fn var(&mut self) -> String {
        self.scope
            .choose(&mut self.rng)
            .cloned()
            .unwrap_or_default()
    }

    fn operand(&mut self, max: i8) -> String {
        match self.rng.random_range(0..4) {
            0 | 1 if !self.scope.is_empty() => self.var(),
            0..=2 => self.rng.random_range(0..=max).to_string(),
            _ => format!("(-{})", self.rng.random_range(0..=4)),
        }
    }

    fn element(&mut self) -> String {
        let first = self.operand(4);
        if self.one_in(2) {
            return format!("a[{first}]");
        }
        let (sign, second) = (self.pick(&["+", "-"]), self.operand(4));
        format!("a[{first} {sign} {second}]")
    }

    fn term(&mut self, operators: &mut u32) -> String {
        match self.rng.random_range(0..12) {
            0 | 1 => format!("- {}", self.term(operators)),
            2 | 3 => format!("({})", self.expr(operators)),
            4..=6 if !self.scope.is_empty() => self.var(),
            4..=7 => self.rng.random_range(0..=4).to_string(),
            _ => self.element(),
        }
    }

    fn expr(&mut self, operators: &mut u32) -> String {
        let mut text = self.term(operators);
        while *operators > 0 && self.one_in(2) {
            *operators -= 1;
            let sign = self.pick(&["+", "-"]);
            text = format!("{text} {sign} {}", self.term(operators));
        }
        text
    }

    fn value(&mut self) -> String {
        let mut operators = self.rng.random_range(0..=2);
        self.expr(&mut operators)
    }

    fn condition(&mut self, depth: u32) -> String {
        let mut text = self.negation(depth);
        while self.one_in(3) {
            let join = self.pick(&["&&", "||"]);
            text = format!("{text} {join} {}", self.negation(depth));
        }
        text
    }

    fn negation(&mut self, depth: u32) -> String {
        match self.rng.random_range(0..8) {
            0 => format!("!{}", self.var_or_element()),
            1 => format!("!(({}))", self.value()),
            2 if depth > 0 => format!("!!({})", self.condition(depth - 1)),
            3 if depth > 0 => format!("!({})", self.condition(depth - 1)),
            2..=4 if depth > 0 => format!("({})", self.condition(depth - 1)),
            2..=5 => self.value(),
            _ => {
                let (left, right) = (self.value(), self.value());
                format!(
                    "{left} {} {right}",
                    self.pick(&["<", "<=", ">", ">=", "==", "!="])
                )
            }
        }
    }

    fn var_or_element(&mut self) -> String {
        match self.scope.is_empty() || self.one_in(2) {
            true => self.element(),
            false => self.var(),
        }
    }

    fn block(&mut self) -> String {
        let outer = self.scope.len();
        let mut text = String::from("{ ");
        while self.budget > 0 && !self.one_in(3) {
            text += &self.statement();
        }
        self.scope.truncate(outer);
        text + "} "
    }

    fn statement(&mut self) -> String {
        self.budget -= 1;
        match self.rng.random_range(0..14) {
            0 | 1 => {
                let value = self.value();
                format!("int {} = {value}; ", self.declare())
            }
            2..=4 => {
                let (target, op) = (self.var_or_element(), self.pick(&["=", "+=", "-="]));
                format!("{target} {op} {}; ", self.value())
            }
            5 => format!("{}{}; ", self.var_or_element(), self.pick(&["++", "--"])),
            6 => format!("{}{}; ", self.pick(&["++", "--"]), self.var_or_element()),
            7 | 8 => self.branch(),
            9 if self.loops > 0 => self.pick(&["continue; ", "break; "]).to_owned(),
            _ => self.repeat(),
        }
    }

    fn branch(&mut self) -> String {
        let condition = self.condition(3);
        let then = self.block();
        let otherwise = match self.rng.random_range(0..4) {
            0 => format!("else {}", self.block()),
            1 => format!("else {}", self.branch()),
            _ => String::new(),
        };
        format!("if ({condition}) {then}{otherwise}")
    }

    fn declare(&mut self) -> String {
        self.declared += 1;
        self.scope.push(format!("v{}", self.declared));
        format!("v{}", self.declared)
    }

    fn repeat(&mut self) -> String {
        let outer = self.scope.len();
        // Often the heads that have tokens of their own, and their neighbours.
        let plain = self.one_in(2);
        let first = if plain {
            self.rng.random_range(0..=4).to_string()
        } else {
            self.value()
        };
        let (int, var) = if self.scope.is_empty() || self.one_in(3) {
            ("int ", self.declare())
        } else {
            ("", self.scope[0].clone())
        };
        let same = |text: &mut Text| if plain { var.clone() } else { text.var() };
        let tested = format!(
            "{} {}",
            same(self),
            self.pick(&["<", "<=", ">", ">=", "!="])
        );
        let bound = if plain {
            self.rng.random_range(0..=5).to_string()
        } else {
            self.operand(5)
        };
        let stepped = same(self);
        let step = match self.rng.random_range(0..6) {
            0 => format!("{stepped}++"),
            1 => format!("{stepped}--"),
            2 => format!("{}{stepped}", self.pick(&["++", "--"])),
            3 => format!("{stepped} {} {}", self.pick(&["+=", "-="]), self.operand(4)),
            _ => {
                let (from, sign) = (self.var(), self.pick(&["+", "-"]));
                format!("{stepped} = {from} {sign} {}", self.operand(4))
            }
        };
        self.loops += 1;
        let body = self.block();
        self.loops -= 1;
        self.scope.truncate(outer);
        format!("for ({int}{var} = {first}; {tested} {bound}; {step}) {body}")
    }
}

fn program(seed: u64) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let budget = rng.random_range(0..12);
    let mut text = Text {
        rng,
        scope: Vec::new(),
        declared: 0,
        loops: 0,
        budget,
    };
    let mut body = String::new();
    while text.budget > 0 {
        body += &text.statement();
    }
    format!("int * func_1(int a[]) {{ {body} return a; }}")
}

/// Reads, and where that succeeds checks, the program of a text.
fn accepted(source: &str) -> Option<Program> {
    let program = match parser::parse(source) {
        Ok(program) => program,
        Err(e) if e.unsupported => return None,
        Err(e) => panic!("{e}\n{source}"),
    };
    let shown = printer::print(&program);
    let mut state = State::new();
    for token in encode(&program) {
        let name = vocabulary().name(token);
        let short = state.shortest();
        assert!(
            state.push(token),
            "`{name}` refused, {short} tokens\n{shown}"
        );
    }
    assert!(state.is_complete(), "{shown}");
    assert_eq!(state.shortest(), program.length(), "{shown}");
    assert_eq!(decode(&encode(&program)).as_ref(), Ok(&program), "{shown}");
    Some(program)
}

#[test]
fn parsed_programs_are_accepted() {
    let programs = (0..4000).filter_map(|seed| accepted(&program(seed)));
    let lengths: Vec<_> = programs.map(|p| p.length()).collect();
    assert!(lengths.len() > 2000, "{}", lengths.len());
    assert!(lengths.iter().any(|length| *length > 220));
}
