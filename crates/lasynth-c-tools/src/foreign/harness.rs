//! The C text around a function: it reads inputs from its arguments, calls the function on each, and
//! prints the results.

use super::signature::{Argument, Gives, Signature};
use super::{MAX_ROOM, MAX_STEPS};
use lasynth_core::{Input, Value};
use std::fmt::Write;

/// What a line of results begins with, so that it is told from what the function prints itself.
const RESULT: &str = "lasynth-result";

/// What stands before the name of the user's function, which may be that of one in the system's library.
pub(super) const PREFIX: &str = "lasynth_user_";

/// What every harness has. It includes nothing, because the user's functions may have the names of those
/// in the system's headers.
const COMMON: &str = r#"
#undef main
#define LASYNTH_TEXT(text) LASYNTH_QUOTED(text)
#define LASYNTH_QUOTED(text) #text
extern int lasynth_flush(void *) __asm__(LASYNTH_TEXT(__USER_LABEL_PREFIX__) "fflush");
#ifdef __clang__
#define LASYNTH_QUIET __attribute__((no_sanitize("coverage")))
#else
#define LASYNTH_QUIET __attribute__((no_sanitize_coverage))
#endif
#ifndef LASYNTH_NO_STEPS
#if !defined(__clang__) && (!defined(__GNUC__) || __GNUC__ < 12)
#error this compiler cannot count steps
#endif
static long lasynth_steps;
LASYNTH_QUIET void __sanitizer_cov_trace_pc(void)
{
    if (++lasynth_steps == LASYNTH_MAX_STEPS)
    {
        __builtin_printf("\nlasynth-step-limit\n");
        lasynth_flush(0);
        __builtin__Exit(3);
    }
}
#define LASYNTH_START lasynth_steps = 0
#else
#define LASYNTH_START
#endif
static char *lasynth_text;
static long lasynth_elements, lasynth_units;
struct lasynth_list { int *items; int length; };
static int lasynth_number(void)
{
    long number = 0, sign = *lasynth_text == '-' ? -1 : 1;
    for (lasynth_text += sign < 0; *lasynth_text >= '0' && *lasynth_text <= '9'; lasynth_text++)
    {
        number = 10 * number + (*lasynth_text - '0');
    }
    lasynth_text += *lasynth_text == ',';
    return (int)(sign * number);
}
static int lasynth_int(void)
{
    int number = lasynth_number();
    lasynth_units += number > 0 ? number : 0;
    return number;
}
static struct lasynth_list lasynth_list(void)
{
    struct lasynth_list list = { 0, lasynth_number() };
    list.items = __builtin_malloc(list.length * sizeof(int));
    for (int i = 0; i < list.length; i++)
    {
        list.items[i] = lasynth_number();
    }
    lasynth_elements += list.length;
    return list;
}
static struct lasynth_list lasynth_copy(const int items[], int length)
{
    struct lasynth_list list = { __builtin_malloc(length * sizeof(int)), length };
    for (int i = 0; i < length; i++)
    {
        list.items[i] = items[i];
    }
    return list;
}
static struct lasynth_list lasynth_out(int fill)
{
    long n = lasynth_elements + 1, room = n * n + 1000 + lasynth_units;
    room = room < LASYNTH_MAX_ROOM ? room : LASYNTH_MAX_ROOM;
    struct lasynth_list list = { __builtin_malloc(room * sizeof(int)), (int)room };
    for (int i = 0; i < list.length; i++)
    {
        list.items[i] = fill;
    }
    return list;
}
static void lasynth_length(int length, int room)
{
    if (length < 0 || length > room)
    {
        __builtin_printf("\nlasynth-length %d of %d\n", length, room);
        lasynth_flush(0);
        __builtin__Exit(3);
    }
}
"#;

/// The rest of every harness.
const MAIN: &str = r#"
int main(int count, char **texts)
{
    for (int i = 1; i < count; i++)
    {
        struct lasynth_list first = lasynth_call(texts[i], 1515870810);
        struct lasynth_list second = lasynth_call(texts[i], -1448498775);
        int same = first.length == second.length;
        for (int k = 0; same && k < first.length; k++)
        {
            same = first.items[k] == second.items[k];
        }
        if (!same)
        {
            __builtin_printf("\nlasynth-changes\n");
            lasynth_flush(0);
            __builtin__Exit(3);
        }
        __builtin_printf("\nlasynth-result");
        for (int k = 0; k < first.length; k++)
        {
            __builtin_printf(" %d", first.items[k]);
        }
        __builtin_printf("\n");
        lasynth_flush(0);
        __builtin_free(first.items);
        __builtin_free(second.items);
    }
    return 0;
}
"#;

/// The text that is compiled: the user's own as it is, so that its lines keep their numbers, and below
/// it what calls the function.
pub(super) fn harness(source: &str, signature: &Signature) -> String {
    let common = COMMON.replace("LASYNTH_MAX_STEPS", &MAX_STEPS.to_string());
    let common = common.replace("LASYNTH_MAX_ROOM", &MAX_ROOM.to_string());
    let name = &signature.name;
    // A local name of the harness may be the same as that of the function.
    let function = format!("static __typeof__({name}) *lasynth_function = {name};\n#undef {name}");
    let mut text = format!(
        "{source}\n#line 1 \"harness.c\"\n{function}{common}\nstatic struct lasynth_list lasynth_call(char *text, int fill)\n{{\n    \
         lasynth_text = text;\n    lasynth_elements = lasynth_units = 0;\n"
    );
    let mut passed = Vec::new();
    let mut lists = Vec::new();
    for (index, argument) in signature.arguments.iter().enumerate() {
        let kind = match argument {
            Argument::Int => {
                passed.push(format!("x{index}"));
                "int x"
            }
            Argument::List { length, .. } => {
                passed.push(format!("x{index}.items"));
                if *length {
                    passed.push(format!("x{index}.length"));
                }
                lists.push(index);
                "struct lasynth_list x"
            }
        };
        let reader = kind.trim_end_matches(" x").trim_start_matches("struct ");
        let reader = reader.trim_start_matches("lasynth_");
        let _ = writeln!(text, "    {kind}{index} = lasynth_{reader}();");
    }
    if signature.result == Gives::Out {
        text += "    struct lasynth_list out = lasynth_out(fill);\n";
        passed.push("out.items".to_owned());
    }
    if signature.has_work {
        text += "    struct lasynth_list work = lasynth_out(~fill);\n";
        passed.push("work.items".to_owned());
    }
    let call = format!("lasynth_function({})", passed.join(", "));
    let first = lists.first().copied().unwrap_or_default();
    let copy = match signature.result {
        Gives::Int => format!("int result = {call};\n    {}", copied("&result", "1")),
        Gives::Out => format!(
            "int length = {call};\n    lasynth_length(length, out.length);\n    {}\n    __builtin_free(out.items);",
            copied("out.items", "length")
        ),
        Gives::InPlace(index) => format!(
            "{call};\n    {}",
            copied(&format!("x{index}.items"), &format!("x{index}.length"))
        ),
        Gives::Pointer => format!(
            "const int *result = {call};\n    {}",
            copied("result", &format!("x{first}.length"))
        ),
    };
    let _ = writeln!(text, "    LASYNTH_START;\n    {copy}");
    for index in lists {
        let _ = writeln!(text, "    __builtin_free(x{index}.items);");
    }
    if signature.has_work {
        text += "    __builtin_free(work.items);\n";
    }
    text + "    return copy;\n}\n" + MAIN
}

fn copied(items: &str, length: &str) -> String {
    format!("struct lasynth_list copy = lasynth_copy({items}, {length});")
}

/// An input as the harness reads it: numbers with commas between them, each list after its length.
pub(super) fn argument(input: &Input) -> String {
    let mut numbers: Vec<String> = Vec::new();
    for value in &input.0 {
        match value {
            Value::Int(number) => numbers.push(number.to_string()),
            Value::List(items) => {
                numbers.push(items.len().to_string());
                numbers.extend(items.iter().map(i32::to_string));
            }
            // No function takes one.
            Value::Grid(_) => {}
        }
    }
    numbers.join(",")
}

/// The results that were printed, in order. What the function itself prints is passed over.
pub(super) fn results(printed: &[u8], lists: bool) -> Vec<Value> {
    let printed = String::from_utf8_lossy(printed);
    let result = |line: &str| {
        let numbers = line.strip_prefix(RESULT)?.split_whitespace();
        let numbers: Result<Vec<i32>, _> = numbers.map(str::parse).collect();
        match (numbers.ok()?, lists) {
            (numbers, true) => Some(Value::List(numbers)),
            (numbers, false) => numbers.first().copied().map(Value::Int),
        }
    };
    // A line that was cut off by the end of the process has no newline.
    let complete = printed.rfind('\n').map_or("", |end| &printed[..end]);
    complete.lines().filter_map(result).collect()
}
