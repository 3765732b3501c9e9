//! The statement structure of a program, without its contents.
//!
//! Structures come from programs that somebody else wrote, Csmith for example; [`super::resample()`]
//! draws contents for them that fit the language.

use std::fmt;

/// The statement structure of a program: everything but its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skeleton {
    /// The statements of the function.
    pub body: Vec<Shape>,
}

/// A statement without its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A declaration of a local variable, always at the start of a block.
    Declare {
        /// Whether it is an array.
        array: bool,
    },
    /// An assignment with any operator.
    Assign,
    /// `++x;` and its kin.
    Update,
    /// A branch. A guarded jump is one whose first side is the jump alone and that has no other.
    If {
        /// The statements where the condition holds.
        then: Vec<Shape>,
        /// Those where it does not.
        otherwise: Option<Vec<Shape>>,
    },
    /// A loop and its body.
    For(Vec<Shape>),
    /// `continue;`
    Continue,
    /// `break;`
    Break,
    /// `return` and a value.
    Return,
}

impl Skeleton {
    /// Whether there is a loop anywhere.
    pub fn has_loop(&self) -> bool {
        any(&self.body, &|shape| matches!(shape, Shape::For(_)))
    }

    /// Whether there is an array anywhere.
    pub fn has_array(&self) -> bool {
        any(&self.body, &|shape| {
            matches!(shape, Shape::Declare { array: true })
        })
    }
}

/// Whether a statement of the given sort is among `shapes` or inside them.
fn any(shapes: &[Shape], sort: &dyn Fn(&Shape) -> bool) -> bool {
    shapes.iter().any(|shape| {
        sort(shape)
            || match shape {
                Shape::If { then, otherwise } => {
                    any(then, sort) || otherwise.iter().any(|side| any(side, sort))
                }
                Shape::For(body) => any(body, sort),
                _ => false,
            }
    })
}

impl fmt::Display for Skeleton {
    /// One word a line, indented by nesting.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_shapes(f, &self.body, 0)
    }
}

fn write_shapes(f: &mut fmt::Formatter<'_>, shapes: &[Shape], depth: usize) -> fmt::Result {
    let line = |f: &mut fmt::Formatter<'_>, word: &str| {
        writeln!(f, "{:indent$}{word}", "", indent = 2 * depth)
    };
    for shape in shapes {
        match shape {
            Shape::Declare { array: false } => line(f, "declare")?,
            Shape::Declare { array: true } => line(f, "declare array")?,
            Shape::Assign => line(f, "assign")?,
            Shape::Update => line(f, "update")?,
            Shape::Continue => line(f, "continue")?,
            Shape::Break => line(f, "break")?,
            Shape::Return => line(f, "return")?,
            Shape::If { then, otherwise } => {
                line(f, "if")?;
                write_shapes(f, then, depth + 1)?;
                if let Some(otherwise) = otherwise {
                    line(f, "else")?;
                    write_shapes(f, otherwise, depth + 1)?;
                }
            }
            Shape::For(body) => {
                line(f, "for")?;
                write_shapes(f, body, depth + 1)?;
            }
        }
    }
    Ok(())
}
