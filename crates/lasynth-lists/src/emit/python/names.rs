//! What has to stand before a function: imports, and small functions that it calls.

/// What a function needs.
#[derive(Default)]
pub(super) struct Needed {
    imports: Vec<(&'static str, &'static str)>,
    pub(super) quotient: bool,
    pub(super) remainder: bool,
    pub(super) digits: bool,
    pub(super) factors: bool,
    pub(super) split: bool,
}

const QUOTIENT: &str = "def quotient(a: int, b: int) -> int:
    \"\"\"a / b, rounded towards zero.\"\"\"
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q
";

const REMAINDER: &str = "def remainder(a: int, b: int) -> int:
    \"\"\"What is left of a after division by b; it has the sign of a.\"\"\"
    r = abs(a) % abs(b)
    return -r if a < 0 else r
";

const DIGITS: &str = "def digits(x: int, base: int) -> list[int]:
    \"\"\"The digits of x in a base, the first one first.\"\"\"
    result = [x % base]
    while x >= base:
        x //= base
        result.append(x % base)
    return result[::-1]
";

const FACTORS: &str = "def prime_factors(x: int) -> list[int]:
    \"\"\"The prime factors of x, the smallest first.\"\"\"
    result = []
    d = 2
    while d * d <= x:
        while x % d == 0:
            result.append(d)
            x //= d
        d += 1
    return result + [x] if x > 1 else result
";

const SPLIT: &str = "def split(items: list[int], value: int) -> list[list[int]]:
    \"\"\"What lies between the places of a value.\"\"\"
    pieces: list[list[int]] = [[]]
    for item in items:
        if item == value:
            pieces.append([])
        else:
            pieces[-1].append(item)
    return pieces
";

impl Needed {
    pub(super) fn import(&mut self, module: &'static str, name: &'static str) {
        if !self.imports.contains(&(module, name)) {
            self.imports.push((module, name));
        }
    }

    /// The text.
    pub(super) fn before(&self) -> String {
        let mut imports = self.imports.clone();
        imports.sort_unstable();
        let mut text = String::new();
        for chunk in imports.chunk_by(|a, b| a.0 == b.0) {
            let names: Vec<&str> = chunk.iter().map(|(_, name)| *name).collect();
            text.push_str(&format!(
                "from {} import {}\n",
                chunk[0].0,
                names.join(", ")
            ));
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let helpers = [
            (self.quotient, QUOTIENT),
            (self.remainder, REMAINDER),
            (self.digits, DIGITS),
            (self.factors, FACTORS),
            (self.split, SPLIT),
        ];
        for (_, helper) in helpers.iter().filter(|(needed, _)| *needed) {
            text.push_str(helper);
            text.push_str("\n\n");
        }
        text
    }
}
