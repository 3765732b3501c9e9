//! The lines in which two programs differ.

/// What one text has and another has not, line by line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Lines of the first text that are not in the second one.
    pub here: Vec<String>,
    /// Lines of the second text that are not in the first one.
    pub there: Vec<String>,
}

/// Compares two texts by their longest common subsequence of lines, without indentation. Lines of
/// braces alone count for nothing.
pub fn difference(here: &str, there: &str) -> Difference {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim().to_owned());
        let tells = |line: &String| !matches!(line.as_str(), "" | "{" | "}");
        lines.filter(tells).collect()
    };
    let (here, there) = (lines(here), lines(there));
    // `[i][j]`: lines that are common to the texts from these lines on.
    let mut common = vec![vec![0_usize; there.len() + 1]; here.len() + 1];
    for i in (0..here.len()).rev() {
        for j in (0..there.len()).rev() {
            common[i][j] = match here[i] == there[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let mut found = Difference::default();
    let (mut i, mut j) = (0, 0);
    while i < here.len() || j < there.len() {
        if i < here.len() && j < there.len() && here[i] == there[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == there.len() || i < here.len() && common[i + 1][j] >= common[i][j + 1] {
            found.here.push(here[i].clone());
            i += 1;
        } else {
            found.there.push(there[j].clone());
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn lines_that_differ() {
        let table = [
            ("if (a > 0)\n{\n    b;\n}\n", "if (a > 1)\n{\n    b;\n}\n"),
            ("b;\nreturn a;\n", "if (a > 1)\n{\n    b;\n}\nreturn a;\n"),
            ("b;\n", "b;\n"),
            ("b;\nc;\nd;\n", "c;\n"),
        ];
        let rows = table.map(|(here, there)| format!("{:?}\n", difference(here, there)));
        expect![[r#"
            Difference { here: ["if (a > 0)"], there: ["if (a > 1)"] }
            Difference { here: [], there: ["if (a > 1)"] }
            Difference { here: [], there: [] }
            Difference { here: ["b;", "d;"], there: [] }
        "#]]
        .assert_eq(&rows.concat());
    }
}
