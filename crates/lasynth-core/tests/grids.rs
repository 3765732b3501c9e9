//! Grids as worlds in JSON and as maps, and what is said about those that are none.

use expect_test::{Expect, expect};
use lasynth_core::{Example, Grid, Value, parse_input, parse_spec, parse_value};
use proptest::prelude::*;

fn told(text: &str) -> String {
    match parse_spec(text) {
        Ok(examples) => examples
            .iter()
            .map(|(Example { input, output }, line)| format!("line {line}: {input} -> {output}\n"))
            .collect(),
        Err(error) => format!("{error}\n"),
    }
}

/// A specification of several lines.
fn check_text(text: &str, expected: Expect) {
    expected.assert_eq(&told(text));
}

const WORLD: &str = r#"{"rows": 2, "cols": 3, "crashed": false, "hero": "0:1:east", "blocked": "1:0", "markers": "0:2:3 1:1:10"}"#;

#[test]
fn worlds_in_json() {
    check_text(
        &format!(r#"{{"examples": [[{WORLD}, {WORLD}]]}}"#),
        expect![[r#"
            line 1: #####
            ##X.#
            #.>3#
            ##### -> #####
            ##X.#
            #.>3#
            #####
        "#]],
    );
    check_text(
        &format!("{WORLD}, 2 -> {WORLD}"),
        expect![[r#"
        line 1, column 106: expected the end of the text: a specification is one JSON object, found `,`
    "#]],
    );
    let with = |from: &str, to: &str| {
        let text = format!("[1] -> 2\n  1 -> {}", WORLD.replace(from, to));
        format!("{}\n    {}", to.escape_debug(), told(&text))
    };
    let table = [
        with("\"rows\": 2", "\"rows\": 1"),
        with("\"rows\": 2", "\"rows\": 17"),
        with("\"rows\": 2, ", ""),
        with("\"rows\": 2", "\"rows\": \"2\""),
        with("false", "true"),
        with("0:1:east", "0:1:up"),
        with("0:1:east", "2:1:east"),
        with("0:1:east", "0:1"),
        with("0:1:east", ""),
        with("\"1:0\"", "\"0:1\""),
        with("\"1:0\"", "\"1:0:2\""),
        with("\"1:0\"", "\"1:1\""),
        with("0:2:3", "0:2:0"),
        with("0:2:3", "0:2:11"),
        with("0:2:3", "0:3:1"),
        with(", \"markers\": \"0:2:3 1:1:10\"", ""),
    ];
    expect![[r#"
        \"rows\": 1
            line 2, column 8: this is no grid: a grid with 1 rows, expected 2 to 16
        \"rows\": 17
            line 2, column 8: this is no grid: a grid with 17 rows, expected 2 to 16

            line 2, column 8: this is no grid: missing field `rows`
        \"rows\": \"2\"
            line 2, column 8: this is no grid: invalid type: string "2", expected usize
        true
            line 2, column 8: this is no grid: a crashed world is no value
        0:1:up
            line 2, column 8: this is no grid: the robot faces `up`, expected one of north, east, south, west
        2:1:east
            line 2, column 8: this is no grid: `2:1:east` is no place `row:column:what` in 2 rows and 3 columns
        0:1
            line 2, column 8: this is no grid: `0:1` is no place `row:column:what` in 2 rows and 3 columns

            line 2, column 8: this is no grid: `` is no place `row:column:what` in 2 rows and 3 columns
        \"0:1\"
            line 2, column 8: this is no grid: a robot or markers on a blocked cell
        \"1:0:2\"
            line 2, column 8: this is no grid: `1:0:2` is no place `row:column` in 2 rows and 3 columns
        \"1:1\"
            line 2, column 8: this is no grid: a robot or markers on a blocked cell
        0:2:0
            line 2, column 8: this is no grid: `0:2:0`: expected 1 to 10 markers on a cell
        0:2:11
            line 2, column 8: this is no grid: `0:2:11`: expected 1 to 10 markers on a cell
        0:3:1
            line 2, column 8: this is no grid: `0:3:1` is no place `row:column:what` in 2 rows and 3 columns

            line 2, column 3: expected the input to be a list as in line 1, found an integer; a list of one number is written `[1]`
    "#]].assert_eq(&table.concat());
}

#[test]
fn maps_side_by_side() {
    check_text(
        "\
# a robot that goes one step
#####    #####
#..1#    #..1#
#>.## -> #.>##
#####    #####

######      ######
#.v.9#      #...9#
#.#..#  =>  #.#v.#
######      ######
robot: 2    robot: 3
",
        expect![[r#"
            line 2: #####
            #..1#
            #>.##
            ##### -> #####
            #..1#
            #.>##
            #####
            line 7: ######
            #.v.9#
            #.#..#
            ######
            robot: 2 -> ######
            #...9#
            #.#v.#
            ######
            robot: 3
        "#]],
    );
    // Comments below a pair, carriage returns, a robot on markers in one map only.
    check_text(
        "#### -> ####\r\n#^.#    #.>#\r\n#..#    #..#\r\n####    ####\r\n        robot: 1\r\n# done\r\n",
        expect![[r#"
            line 1: ####
            #^.#
            #..#
            #### -> ####
            #.>#
            #..#
            ####
            robot: 1
        "#]],
    );
}

#[test]
fn maps_one_above_the_other() {
    check_text(
        "\
# first

#####
#..<#
#...#
#####
robot: 3

->

#####
#.<.#
#..3#
#####

#####
#^..#
#...#
#####
\u{2192}
#####
#^..#
#..X#
#####
",
        expect![[r#"
            line 3: #####
            #..<#
            #...#
            #####
            robot: 3 -> #####
            #.<.#
            #..3#
            #####
            line 16: #####
            #^..#
            #...#
            ##### -> #####
            #^..#
            #..X#
            #####
        "#]],
    );
}

#[test]
fn maps_that_are_none() {
    let texts = [
        // A map without a partner, and one with a pair of lists below it.
        "####\n#^.#\n#..#\n####\n",
        "####\n#^.#\n#..#\n####\n[1] -> [2]\n",
        "####\n#^.#\n#..#\n####\n->\n",
        "####\n#^.#\n#..#\n####\n->\n1\n",
        // No arrow, and two of them.
        "####  ####\n#^.#  #^.#\n#..#  #..#\n####  ####\n",
        "####->####\n#^.#->#^.#\n#..#  #..#\n####  ####\n",
        // Rows that are not as wide as the line above them, and a character that is no cell.
        "####\n#^.#\n#...#\n####\n",
        "#####\n#^..#\n#.o.#\n#####\n",
        "####\n#^.#\n#..#\n",
        // Nothing parts the second map of a pair from the next pair.
        "####\n#^.#\n#..#\n####\n->\n####\n#^.#\n#..#\n####\n####\n#^.#\n#..#\n####\n",
        // The robot.
        "####\n#..#\n#..#\n####\n->\n####\n#^.#\n#..#\n####\n",
        "####\n#^^#\n#..#\n####\n->\n####\n#^.#\n#..#\n####\n",
        "####\n#^.#\n#..#\n####\nrobot: 11\n->\n####\n#^.#\n#..#\n####\n",
        "####    ####\n#^.# -> #^.#\n#..#    #..#\n####    ####\nrobot: 1    robot: x\n",
        // Too large, after a line that is fine.
        "[1] -> [2]\n###################\n#^................#\n#.................#\n###################\n",
    ];
    let row = |text: &str| format!("{text}    {}", told(text));
    expect![[r#"
        ####
        #^.#
        #..#
        ####
            line 5, column 1: expected a line `->` and the map of the output below, or both maps side by side with `->` between them
        ####
        #^.#
        #..#
        ####
        [1] -> [2]
            line 5, column 1: expected a line `->` and the map of the output below, or both maps side by side with `->` between them
        ####
        #^.#
        #..#
        ####
        ->
            line 6, column 1: expected the map of the output, in a line of `#`
        ####
        #^.#
        #..#
        ####
        ->
        1
            line 6, column 1: expected the map of the output, in a line of `#`
        ####  ####
        #^.#  #^.#
        #..#  #..#
        ####  ####
            line 1, column 5: expected `->` on one line between the two maps
        ####->####
        #^.#->#^.#
        #..#  #..#
        ####  ####
            line 1, column 5: expected `->` on one line between the two maps
        ####
        #^.#
        #...#
        ####
            line 3, column 1: expected a row of the map between two `#`, as wide as the line above it
        #####
        #^..#
        #.o.#
        #####
            line 3, column 3: found `o` in a map, expected `.` free, `#` blocked, `1` to `9` markers or the robot as `^`, `>`, `v` or `<`
        ####
        #^.#
        #..#
            line 4, column 1: the map is not closed by a line of `#`
        ####
        #^.#
        #..#
        ####
        ->
        ####
        #^.#
        #..#
        ####
        ####
        #^.#
        #..#
        ####
            line 6, column 1: this is no world: 2 robots in one grid, expected one
        ####
        #..#
        #..#
        ####
        ->
        ####
        #^.#
        #..#
        ####
            line 1, column 1: this is no world: 0 robots in one grid, expected one
        ####
        #^^#
        #..#
        ####
        ->
        ####
        #^.#
        #..#
        ####
            line 1, column 1: this is no world: 2 robots in one grid, expected one
        ####
        #^.#
        #..#
        ####
        robot: 11
        ->
        ####
        #^.#
        #..#
        ####
            line 5, column 1: found `robot: 11`, expected the markers under the robot, such as `robot: 3`, from 1 to 10
        ####    ####
        #^.# -> #^.#
        #..#    #..#
        ####    ####
        robot: 1    robot: x
            line 5, column 9: found `robot: x`, expected the markers under the robot, such as `robot: 3`, from 1 to 10
        [1] -> [2]
        ###################
        #^................#
        #.................#
        ###################
            line 2, column 1: this is no world: a grid with 17 columns, expected 2 to 16
    "#]].assert_eq(&texts.map(row).concat());
}

#[test]
fn grids_that_are_none() {
    let robot = 1 << 1;
    let cells = |others: [u16; 3]| [&[robot][..], &others].concat();
    let table: String = [
        Grid::new(2, 2, cells([0, 1 << 4, 1 << 6])),
        Grid::new(2, 17, cells([0, 0, 0])),
        Grid::new(2, 2, vec![robot; 3]),
        Grid::new(2, 2, vec![0; 4]),
        Grid::new(2, 2, cells([1 << 3, 0, 0])),
        Grid::new(2, 2, cells([0, 1 << 4 | 1 << 7, 0])),
        Grid::new(2, 2, cells([0, 1 << 6 | 1 << 7, 0])),
        Grid::new(2, 2, cells([0, 1 << 5, 0])),
    ]
    .map(|grid| grid.map_or_else(|error| error + "\n", |grid| format!("{grid}\n")))
    .concat();
    expect![[r#"
        ####
        ##1#
        #>.#
        ####
        a grid with 17 columns, expected 2 to 16
        3 cells, expected 2 times 2
        0 robots in one grid, expected one
        2 robots in one grid, expected one
        a robot or markers on a blocked cell
        two numbers of markers on one cell
        a border within the grid
    "#]]
    .assert_eq(&table);
}

/// Two maps side by side, the arrow on one of the lines of the lower one.
fn side_by_side(left: &str, right: &str, arrow: usize) -> String {
    let (left, right): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let width = left.iter().map(|line| line.len()).max().unwrap_or_default();
    let lines = left.len().max(right.len());
    let line = |number: usize| {
        let [left, right] = [&left, &right].map(|map| map.get(number).copied().unwrap_or(""));
        let between = if number == arrow { " -> " } else { "    " };
        format!("{left:width$}{between}{right}")
            .trim_end()
            .to_owned()
            + "\n"
    };
    (0..lines).map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn maps_side_by_side_are_read_again(
        rows in Grid::SIDES,
        cols in Grid::SIDES,
        seeds in prop::array::uniform2((any::<prop::sample::Index>(), 0_u16..4, 0_u16..10)),
        arrow in any::<prop::sample::Index>(),
    ) {
        let grids = seeds.map(|(at, direction, markers)| {
            let mut cells = vec![0; rows * cols];
            let markers = if markers == 0 { 0 } else { 1 << (5 + markers) };
            cells[at.index(rows * cols)] = 1 << direction | markers;
            Grid::new(rows, cols, cells).expect("a grid")
        });
        let [left, right] = grids.each_ref().map(Grid::to_string);
        let text = side_by_side(&left, &right, arrow.index(rows + 2));
        let [input, output] = grids.map(Value::Grid);
        let example = Example { input: input.into(), output };
        prop_assert_eq!(parse_spec(&text), Ok(vec![(example, 1)]), "\n{}", text);
    }

    /// Pieces of maps in any order get an answer within the text.
    #[test]
    fn any_pieces_of_maps_get_an_answer(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..16)) {
        let text = pieces.concat();
        if let Err(error) = parse_spec(&text) {
            let line = text.split('\n').nth(error.place.line - 1).unwrap_or_default();
            prop_assert!((1..=line.chars().count() + 1).contains(&error.place.column), "{}\n{}", error, text);
        }
        let _ = (parse_input(&text), parse_value(&text));
    }
}

const PIECES: &[&str] = &[
    "####\n",
    "#^.#\n",
    "#..#\n",
    "#.3#\n",
    "####    ####\n",
    "#^.# -> #v.#\n",
    "->\n",
    "robot: 2\n",
    "robot: 2    robot: 3\n",
    "#",
    "# note\n",
    "\n",
    " ",
    "\u{e4}",
    "X",
    "[1] -> 2\n",
    "1, 2",
];
