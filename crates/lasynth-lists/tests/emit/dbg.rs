#[test]
fn dbg() {
    let text = std::fs::read_to_string("tests/emit/examples.rs").unwrap();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("        \"") && rest.contains("\" =>") {
            let name = rest.split('"').next().unwrap();
            eprintln!("{}", lasynth_lists::emit::python_function(&crate::examples::example(name), name));
        }
    }
}
