//! Inputs that tell runners-up from the answer, a different one for each.

use crate::OutcomeId;
use std::cmp::Reverse;

/// For each runner-up, the number of an input on which its outcome differs from the answer's. No two of
/// them are shown alike: each gets an input of its own where that can be, else one where its outcome
/// differs from that of the others with this input. Inputs where both outcomes are ones that an example
/// could have come first, then those of higher `worth`.
///
/// All outcomes are those of groups, so that no two are equal on all inputs.
pub fn telling_inputs(
    answer: &[OutcomeId],
    others: &[&[OutcomeId]],
    worth: impl Fn(usize) -> u32,
) -> Vec<usize> {
    let differing: Vec<Vec<usize>> = (others.iter())
        .map(|other| {
            let mut inputs: Vec<usize> = (0..answer.len())
                .filter(|&input| answer[input] != other[input])
                .collect();
            let in_range = |input: usize| answer[input].in_range() && other[input].in_range();
            inputs.sort_by_key(|&input| Reverse((in_range(input), worth(input))));
            inputs
        })
        .collect();
    // Those with the least choice choose first.
    let mut order: Vec<usize> = (0..others.len()).collect();
    order.sort_by_key(|&other| differing[other].len());
    let mut chosen: Vec<Option<usize>> = vec![None; others.len()];
    for other in order {
        let taken = |input: usize| chosen.contains(&Some(input));
        let shown_alike = |input: usize| {
            let with_it = (0..others.len()).filter(|&n| chosen[n] == Some(input));
            with_it
                .clone()
                .any(|n| others[n][input] == others[other][input])
        };
        let inputs = &differing[other];
        let free = inputs.iter().find(|&&input| !taken(input));
        let apart = free.or_else(|| inputs.iter().find(|&&input| !shown_alike(input)));
        chosen[other] = apart.or(inputs.first()).copied();
    }
    chosen.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    /// Outcomes by letters; capitals are in the range.
    fn outcomes(letters: &str) -> Vec<OutcomeId> {
        let outcome = |letter: char| OutcomeId::new(letter as u64, letter.is_uppercase());
        letters.chars().map(outcome).collect()
    }

    #[test]
    fn no_two_runners_up_are_shown_alike() {
        let table = [
            // The first could have either input, the second only one.
            ("AAAA", vec!["BBAA", "BAAA"]),
            // All differ on the same inputs.
            ("AAAA", vec!["BBBB", "CCCC", "DDDD"]),
            // There is one input, and outcomes differ.
            ("AAAA", vec!["BAAA", "CAAA"]),
            // Outcomes in the range come first, then edge cases.
            ("AAAA", vec!["bBBA"]),
        ];
        let rows = table.map(|(answer, others)| {
            let words: Vec<Vec<OutcomeId>> = others.iter().map(|o| outcomes(o)).collect();
            let words: Vec<&[OutcomeId]> = words.iter().map(|o| &o[..]).collect();
            let inputs = telling_inputs(&outcomes(answer), &words, |input| input as u32);
            format!("{answer} {others:?}: {inputs:?}\n")
        });
        expect![[r#"
            AAAA ["BBAA", "BAAA"]: [1, 0]
            AAAA ["BBBB", "CCCC", "DDDD"]: [3, 2, 1]
            AAAA ["BAAA", "CAAA"]: [0, 0]
            AAAA ["bBBA"]: [2]
        "#]]
        .assert_eq(&rows.concat());
    }
}
