//! The forms in which a specification can be written.

use crate::Place;
use expect_test::expect;

/// The same five pairs in every form.
const FORMS: [(&str, &str); 5] = [
    (
        "plain.txt",
        "# add one\n[0, 1, -2, 3, 2] -> [1, 2, -1, 4, 3]\n[3, 3, 0, 1, 1] -> [4, 4, 1, 2, 2]\n\
         [-4, 0, 0, 1, 2] -> [-3, 1, 1, 2, 3]\n",
    ),
    (
        "typeset.txt",
        "0 1 \u{2212}2 3 2 \u{2192} 1 2 \u{2212}1 4 3\n3 3 0 1 1 => 4 4 1 2 2\n\
         \u{2013}4 0 0 1 2 \u{2192} \u{2013}3 1 1 2 3\n",
    ),
    (
        "spec.json",
        "{\"examples\": [[[0, 1, -2, 3, 2], [1, 2, -1, 4, 3]], [[3, 3, 0, 1, 1], [4, 4, 1, 2, 2]],\n\
         [[-4, 0, 0, 1, 2], [-3, 1, 1, 2, 3]]]}",
    ),
    (
        "table.csv",
        "list,output\n\"[0, 1, -2, 3, 2]\",\"[1, 2, -1, 4, 3]\"\n\"3, 3, 0, 1, 1\",\"4, 4, 1, 2, 2\"\n\
         -4 0 0 1 2,-3 1 1 2 3\n",
    ),
    (
        "table",
        "\u{feff}list,output\r\n\"[0, 1, -2, 3, 2]\",\"[1, 2, -1, 4, 3]\"\r\n\
         \"3 3 0 1 1\",\"[4, 4, 1, 2, 2]\"\r\n\"[-4, 0, 0, 1, 2]\",\"[-3, 1, 1, 2, 3]\"\r\n",
    ),
];

#[test]
fn one_specification_in_every_form() {
    let place = Place::with(&FORMS);
    let args = |file| ["synth", "--json", "--mode", "greedy", file];
    let answers = FORMS.map(|(file, text)| {
        let run = place.run(&args(file));
        let piped = place.run_with_input(&args("-"), text);
        [run, piped].map(|run| {
            assert_eq!(run.stderr, "", "{file}: {run}");
            let mut answer = run.json();
            answer["seconds"] = 0.into();
            answer
        })
    });
    let first = &answers[0][0];
    expect![[r#""int * func_1(int a[])\n{\n    for (int p_0 = 0; p_0 < 5; p_0++)\n    {\n        a[p_0]++;\n    }\n    return a;\n}\n""#]]
        .assert_eq(&first["program"].to_string());
    for answer in answers.as_flattened() {
        assert_eq!(answer, first);
    }
}
