//! How much of an edge case an input is.
//!
//! People make mistakes at edges, and know best what they want there: nothing in a list, one element,
//! all elements equal, zero, the least and the greatest value. Where several questions are worth the
//! same, the one about an edge case is asked.

use lasynth_core::{Input, Value};

/// Knows the extremes of the values that inputs have.
pub struct EdgeCases {
    /// The least and the greatest integer; `None` where there are no integers.
    extremes: Option<(i32, i32)>,
}

impl EdgeCases {
    /// For inputs like these.
    pub fn new(inputs: &[Input]) -> EdgeCases {
        let all = || inputs.iter().flat_map(|input| &input.0).flat_map(integers);
        EdgeCases {
            extremes: all().min().zip(all().max()),
        }
    }

    /// 0 for an ordinary input, more for one that is an edge case in more ways or a plainer one.
    pub fn score(&self, input: &Input) -> u32 {
        input.0.iter().map(|value| self.of_value(value)).sum()
    }

    fn of_value(&self, value: &Value) -> u32 {
        let integers = integers(value);
        let shape = match (value, &integers[..]) {
            (Value::List(_), []) => 16,
            (Value::List(_), [first, rest @ ..]) if rest.iter().all(|other| other == first) => 8,
            _ => 0,
        };
        let is_extreme =
            |n: i32| (self.extremes).is_some_and(|(least, greatest)| n == least || n == greatest);
        let has = |what: &dyn Fn(i32) -> bool| u32::from(integers.iter().any(|&n| what(n)));
        let contents = 2 * has(&|n| n == 0) + has(&|n| n < 0) + has(&is_extreme);
        shape + contents
    }
}

/// The integers of a value; none of a grid.
fn integers(value: &Value) -> Vec<i32> {
    match value {
        Value::Int(n) => vec![*n],
        Value::List(items) => items.clone(),
        Value::Grid(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn edge_cases_score_more_than_ordinary_inputs() {
        let lists: [&[i32]; 8] = [
            &[3, 1, 2],
            &[3, -1, 2],
            &[3, 0, 2],
            &[9, 1, 2],
            &[2, 2, 2],
            &[0, 0, 0],
            &[5],
            &[],
        ];
        let inputs = lists.map(Input::list);
        let edges = EdgeCases::new(&inputs);
        let mut rows: Vec<(u32, String)> = (inputs.iter())
            .map(|input| (edges.score(input), input.to_string()))
            .collect();
        rows.sort();
        let rows = rows
            .iter()
            .map(|(score, input)| format!("{score:2} {input}\n"));
        expect![[r#"
             0 [3, 1, 2]
             1 [9, 1, 2]
             2 [3, -1, 2]
             2 [3, 0, 2]
             8 [2, 2, 2]
             8 [5]
            10 [0, 0, 0]
            16 []
        "#]]
        .assert_eq(&rows.collect::<String>());
    }
}
