//! One pair of files.

use super::layout::EXAMPLES;
use super::scan::{Scanned, scan};
use lasynth_c::domain::RestrictedC;
use lasynth_c::probes::{LIST_LEN, MAX_VALUE, MIN_VALUE};
use lasynth_core::{Example, Input, Language, Place, Program, Value};
use lasynth_data::formats::Problem;

/// What a pair of files holds.
#[derive(Debug)]
pub struct Pair {
    /// The program, whose runs give exactly the outputs of the examples.
    pub program: Box<dyn Program>,
    /// The five examples, in the order of the file.
    pub examples: Vec<Example>,
}

/// Reads a pair: the texts of `code_<index>.c` and `code_<index>.out`.
///
/// # Errors
/// If a text is not what it should be, a value is not from -4 to 4, or the program does not give the
/// outputs.
pub fn read_pair(index: u64, c: &str, out: &str) -> Result<Pair, Problem> {
    let c_file = format!("code_{index}.c");
    let out_file = format!("code_{index}.out");
    let Scanned { inputs, program } =
        scan(c).map_err(|(place, message)| Problem::at(&c_file, place, message))?;
    let program = RestrictedC
        .parse(&program)
        .map_err(|error| Problem::at(&c_file, error.place, error.message))?;
    let outputs =
        outputs(out).map_err(|(place, message)| Problem::at(&out_file, place, message))?;
    let mut examples = Vec::with_capacity(EXAMPLES);
    for (i, (input, output)) in inputs.into_iter().zip(outputs).enumerate() {
        let example = Example {
            input: Input::list(&input),
            output: Value::List(output.to_vec()),
        };
        let run = program.run(&example.input).map_err(|fault| {
            let input = &example.input;
            Problem::file(
                &c_file,
                format!("the run on example {}, {input}, is invalid: {fault}", i + 1),
            )
        })?;
        if run != example.output {
            let (found, place) = (
                &example.output,
                Place {
                    line: i + 1,
                    column: 1,
                },
            );
            return Err(Problem::at(
                &out_file,
                place,
                format!(
                    "found {found}, but on {} the program gives {run}",
                    example.input
                ),
            ));
        }
        examples.push(example);
    }
    Ok(Pair { program, examples })
}

/// Reads what the program printed. Errors are a place and what was expected there.
fn outputs(text: &str) -> Result<[[i32; LIST_LEN]; EXAMPLES], (Place, String)> {
    let mut outputs = [[0; LIST_LEN]; EXAMPLES];
    let lines = text.lines().count();
    if lines < EXAMPLES {
        let message = format!(
            "the file has {lines} lines, expected {EXAMPLES}, one for each example (is it cut off?)"
        );
        return Err((Place::of(text, text.len()), message));
    }
    for (number, line) in text.lines().enumerate() {
        let at = |column: usize| Place {
            line: number + 1,
            column,
        };
        let Some(output) = outputs.get_mut(number) else {
            match line.trim().is_empty() {
                true => continue,
                false => {
                    let message = format!("found a line after the {EXAMPLES} of the examples");
                    return Err((at(1), message));
                }
            }
        };
        let words = line.split_whitespace().count();
        if words != LIST_LEN {
            let message = format!("found {words} values, expected {LIST_LEN}");
            return Err((at(1), message));
        }
        for (value, word) in output.iter_mut().zip(line.split_whitespace()) {
            let before = &line[..word.as_ptr() as usize - line.as_ptr() as usize];
            let place = at(before.chars().count() + 1);
            *value = word
                .parse()
                .map_err(|_| (place, format!("expected a number, found `{word}`")))?;
            check_range(*value).map_err(|message| (place, message))?;
        }
    }
    Ok(outputs)
}

/// Whether a value is one that data sets hold.
pub(super) fn check_range(value: i32) -> Result<(), String> {
    match (MIN_VALUE..=MAX_VALUE).contains(&value) {
        true => Ok(()),
        false => Err(format!(
            "found the value {value}; only values from {MIN_VALUE} to {MAX_VALUE} are supported"
        )),
    }
}
