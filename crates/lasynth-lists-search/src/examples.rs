//! The examples of a search, in the form in which banks need them.

use lasynth_core::{Input, Value};
use lasynth_lists::{Function, Term, Type, evaluate};

/// What is wanted, for each example.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    Ints(Vec<i32>),
    Lists(Vec<Vec<i32>>),
}

impl Wanted {
    pub fn result(&self) -> Type {
        match self {
            Wanted::Ints(_) => Type::Int,
            Wanted::Lists(_) => Type::List,
        }
    }
}

/// Inputs with the outputs that are wanted. All inputs have the same types.
#[derive(Clone, Debug)]
pub(crate) struct Examples {
    pub arguments: Vec<Type>,
    pub inputs: Vec<Input>,
    pub wanted: Wanted,
}

impl Examples {
    /// `None` where inputs or outputs are not all of the same types, or there are none.
    pub fn of<'a>(pairs: impl Iterator<Item = (&'a Input, &'a Value)>) -> Option<Examples> {
        let pairs: Vec<(&Input, &Value)> = pairs.collect();
        let (first, output) = pairs.first()?;
        let type_of = |value: &Value| match value {
            Value::Int(_) => Some(Type::Int),
            Value::List(_) => Some(Type::List),
            Value::Grid(_) => None,
        };
        let arguments: Vec<Type> = first.0.iter().map(type_of).collect::<Option<_>>()?;
        let result = type_of(output)?;
        for (input, output) in &pairs {
            let types: Option<Vec<Type>> = input.0.iter().map(type_of).collect();
            if types.as_ref() != Some(&arguments) || type_of(output) != Some(result) {
                return None;
            }
        }
        let wanted = match result {
            Type::Int => Wanted::Ints(
                pairs
                    .iter()
                    .filter_map(|(_, output)| match output {
                        Value::Int(number) => Some(*number),
                        _ => None,
                    })
                    .collect(),
            ),
            _ => Wanted::Lists(
                pairs
                    .iter()
                    .filter_map(|(_, output)| Some(output.as_list()?.to_vec()))
                    .collect(),
            ),
        };
        Some(Examples {
            arguments,
            inputs: pairs.iter().map(|(input, _)| (*input).clone()).collect(),
            wanted,
        })
    }

    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    pub fn output(&self, n: usize) -> Value {
        match &self.wanted {
            Wanted::Ints(values) => Value::Int(values[n]),
            Wanted::Lists(lists) => Value::List(lists[n].clone()),
        }
    }

    /// The examples with these numbers.
    pub fn only(&self, numbers: &[usize]) -> Examples {
        Examples {
            arguments: self.arguments.clone(),
            inputs: numbers.iter().map(|n| self.inputs[*n].clone()).collect(),
            wanted: match &self.wanted {
                Wanted::Ints(values) => Wanted::Ints(numbers.iter().map(|n| values[*n]).collect()),
                Wanted::Lists(lists) => {
                    Wanted::Lists(numbers.iter().map(|n| lists[*n].clone()).collect())
                }
            },
        }
    }

    /// The first example whose output a term does not give; the first one where it is no function of
    /// the arguments at all.
    pub fn refutes(&self, term: &Term) -> Option<usize> {
        let function = Function {
            arguments: self.arguments.clone(),
            body: term.clone(),
        };
        if !function.check() {
            return Some(0);
        }
        (0..self.len()).find(|n| evaluate(&function, &self.inputs[*n]) != Ok(self.output(*n)))
    }

    /// The largest number that occurs.
    pub fn largest(&self) -> i32 {
        let of = |value: &Value| match value {
            Value::Int(number) => Some(*number),
            Value::List(items) => items.iter().copied().max(),
            Value::Grid(_) => None,
        };
        let inputs = self
            .inputs
            .iter()
            .flat_map(|input| input.0.iter().filter_map(of));
        let outputs = (0..self.len()).filter_map(|n| of(&self.output(n)));
        inputs.chain(outputs).max().unwrap_or(0)
    }

    /// Whether a negative number occurs.
    pub fn has_negative(&self) -> bool {
        let negative = |value: &Value| match value {
            Value::Int(number) => *number < 0,
            Value::List(items) => items.iter().any(|item| *item < 0),
            Value::Grid(_) => false,
        };
        self.inputs.iter().any(|input| input.0.iter().any(negative))
            || (0..self.len()).any(|n| negative(&self.output(n)))
    }
}
