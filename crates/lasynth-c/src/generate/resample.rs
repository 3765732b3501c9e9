//! Csmith's structures, filled with contents of our own.

use super::contents::Contents;
use super::skeleton::{Shape, Skeleton};
use crate::syntax::*;
use rand::Rng;

/// Draws the contents of a program with the structure of `skeleton` for lists of `len` elements: targets, values, conditions,
/// heads of loops and variables are those of [`super::random_program`].
///
/// Three things cannot stay as Csmith has them. A `return` inside the function does not exist in
/// restricted C; what it would hand out is assigned instead, at the end of the function too: without
/// that, straight-line programs would be a fifth shorter than the published ones. A block without a statement gets an
/// assignment. And variables are declared as the contents ask for them, within an inner block only
/// where Csmith declares some, too.
///
/// # Errors
/// Where the program is beyond the limits of variables or tokens; other contents may fit.
pub fn resample<R: Rng>(
    skeleton: &Skeleton,
    len: usize,
    rng: &mut R,
) -> Result<Program, Unsupported> {
    let mut resampler = Resampler {
        contents: Contents::new(rng, len, skeleton.has_loop()),
    };
    let statements = resampler.statements(&skeleton.body);
    Program::new(resampler.contents.finish(statements))
}

struct Resampler<'r, R> {
    contents: Contents<'r, R>,
}

impl<R: Rng> Resampler<'_, R> {
    fn block(&mut self, shapes: &[Shape]) -> Vec<Stmt> {
        let declares = shapes.iter().any(|s| matches!(s, Shape::Declare { .. }));
        self.contents.open_block(declares);
        let statements = self.statements(shapes);
        self.contents.close_block(statements)
    }

    fn statements(&mut self, shapes: &[Shape]) -> Vec<Stmt> {
        let mut statements: Vec<Stmt> = shapes
            .iter()
            .filter_map(|shape| self.statement(shape))
            .collect();
        if statements.is_empty() {
            statements.push(self.contents.assignment());
        }
        statements
    }

    fn statement(&mut self, shape: &Shape) -> Option<Stmt> {
        Some(match shape {
            Shape::Declare { .. } => return None,
            Shape::Assign | Shape::Return => self.contents.assignment(),
            Shape::Update => self.contents.update(),
            Shape::If { then, otherwise } => {
                let condition = self.contents.condition();
                let then = self.block(then);
                let otherwise = otherwise.as_ref().map(|side| Else::Block(self.block(side)));
                Stmt::new(StmtKind::If(If {
                    condition,
                    then,
                    otherwise,
                }))
            }
            Shape::For(body) => {
                let head = self.contents.open_loop();
                let body = self.block(body);
                self.contents.close_loop(head, body)
            }
            Shape::Continue => Stmt::new(StmtKind::Continue),
            Shape::Break => Stmt::new(StmtKind::Break),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probes::LIST_LEN;
    use crate::{parser, printer};
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn drawn(skeleton: &Skeleton, seed: u64) -> Result<Program, Unsupported> {
        resample(skeleton, LIST_LEN, &mut ChaCha8Rng::seed_from_u64(seed))
    }

    /// Any structure that the parser can give.
    fn any_skeleton() -> impl Strategy<Value = Skeleton> {
        shapes(3, false).prop_map(|body| Skeleton { body })
    }

    fn shapes(depth: u32, in_loop: bool) -> BoxedStrategy<Vec<Shape>> {
        let mut choices = vec![
            (
                2,
                any::<bool>()
                    .prop_map(|array| Shape::Declare { array })
                    .boxed(),
            ),
            (6, Just(Shape::Assign).boxed()),
            (2, Just(Shape::Update).boxed()),
            (1, Just(Shape::Return).boxed()),
        ];
        if in_loop {
            choices.push((1, Just(Shape::Break).boxed()));
            choices.push((1, Just(Shape::Continue).boxed()));
        }
        if depth > 0 {
            let side = shapes(depth - 1, in_loop);
            let branch = (side.clone(), proptest::option::of(side))
                .prop_map(|(then, otherwise)| Shape::If { then, otherwise });
            choices.push((2, branch.boxed()));
            choices.push((2, shapes(depth - 1, true).prop_map(Shape::For).boxed()));
        }
        let statement = proptest::strategy::Union::new_weighted(choices);
        proptest::collection::vec(statement, 0..5).boxed()
    }

    /// The structure of a program, with what [`resample`] makes of a skeleton undone as far as it
    /// can be: declarations are left out.
    fn structure(body: &[Stmt]) -> Vec<Shape> {
        body.iter()
            .filter_map(|stmt| {
                Some(match &stmt.kind {
                    StmtKind::Declare { .. } => return None,
                    StmtKind::Assign { .. } => Shape::Assign,
                    StmtKind::Update { .. } => Shape::Update,
                    StmtKind::Continue => Shape::Continue,
                    StmtKind::Break => Shape::Break,
                    StmtKind::For(repeat) => Shape::For(structure(&repeat.body)),
                    StmtKind::If(branch) => Shape::If {
                        then: structure(&branch.then),
                        otherwise: branch.otherwise.as_ref().map(|side| match side {
                            Else::Block(side) => structure(side),
                            Else::If(..) => panic!("resampling makes no `else if`"),
                        }),
                    },
                })
            })
            .collect()
    }

    /// What of a skeleton must be found again in every program made from it.
    fn expected(shapes: &[Shape]) -> Vec<Shape> {
        let mut kept: Vec<Shape> = shapes
            .iter()
            .filter_map(|shape| {
                Some(match shape {
                    Shape::Declare { .. } => return None,
                    Shape::Return => Shape::Assign,
                    Shape::If { then, otherwise } => Shape::If {
                        then: expected(then),
                        otherwise: otherwise.as_ref().map(|side| expected(side)),
                    },
                    Shape::For(body) => Shape::For(expected(body)),
                    other => other.clone(),
                })
            })
            .collect();
        if kept.is_empty() {
            kept.push(Shape::Assign);
        }
        kept
    }

    /// Number of loops inside other loops: each has a variable of its own.
    fn inner_loops(shapes: &[Shape], inside: bool) -> usize {
        shapes
            .iter()
            .map(|shape| match shape {
                Shape::For(body) => usize::from(inside) + inner_loops(body, true),
                Shape::If { then, otherwise } => {
                    inner_loops(then, inside)
                        + otherwise
                            .as_ref()
                            .map_or(0, |side| inner_loops(side, inside))
                }
                _ => 0,
            })
            .sum()
    }

    proptest! {
        #[test]
        fn programs_keep_the_structure_parse_back_and_fit(skeleton in any_skeleton(), seed: u64) {
            let program = match drawn(&skeleton, seed) {
                Ok(program) => program,
                Err(Unsupported::LoopVars(count)) => {
                    prop_assert_eq!(count, 1 + inner_loops(&skeleton.body, false));
                    return Ok(());
                }
                Err(_) => {
                    prop_assert!(skeleton.to_string().lines().count() > 2, "{}", skeleton);
                    return Ok(());
                }
            };
            prop_assert!(program.length() <= MAX_TOKENS);
            prop_assert_eq!(structure(&program.body), expected(&skeleton.body));
            let text = printer::print(&program);
            prop_assert_eq!(parser::parse(&text).map_err(|e| e.to_string()), Ok(program.clone()));
            prop_assert_eq!(drawn(&skeleton, seed), Ok(program));
        }
    }

    #[test]
    fn the_seed_decides_the_contents() {
        let guarded = Shape::If {
            then: vec![Shape::Break],
            otherwise: None,
        };
        let branch = Shape::If {
            then: vec![Shape::Assign, guarded],
            otherwise: Some(vec![Shape::Assign; 2]),
        };
        let skeleton = Skeleton {
            body: vec![Shape::For(vec![branch, Shape::Assign]), Shape::Assign],
        };
        let programs: Vec<Program> = (0..20)
            .filter_map(|seed| drawn(&skeleton, seed).ok())
            .collect();
        assert!(programs.len() > 10);
        for pair in programs.windows(2) {
            assert_ne!(pair[0], pair[1]);
            assert_eq!(structure(&pair[0].body), structure(&pair[1].body));
        }
    }

    #[test]
    fn inner_blocks_declare_only_where_csmith_does() {
        let inner = |declares: bool| {
            let mut body = vec![Shape::Assign; 3];
            if declares {
                body.push(Shape::Declare { array: false });
            }
            let skeleton = Skeleton {
                body: vec![Shape::For(body)],
            };
            (0..300).any(|seed| {
                let program = drawn(&skeleton, seed).unwrap();
                let StmtKind::For(repeat) = &program.body.last().unwrap().kind else {
                    panic!("the loop is the last statement");
                };
                matches!(repeat.body[0].kind, StmtKind::Declare { .. })
            })
        };
        assert!(inner(true));
        assert!(!inner(false));
    }
}
