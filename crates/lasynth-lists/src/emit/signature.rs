//! What arguments are called, in all languages.

use crate::Type;

/// The name of each argument, and of the number of its elements where it is a list.
pub(crate) fn names(arguments: &[Type]) -> Vec<(String, Option<String>)> {
    let mut lists = [("a", "n"), ("b", "m"), ("c", "p")].into_iter();
    let mut ints = match arguments.contains(&Type::List) {
        true => ["k", "x", "y"].into_iter(),
        false => ["x", "y", "z"].into_iter(),
    };
    let mut name = |of: &Type| match of {
        Type::List => {
            let (list, length) = lists.next().expect("at most three arguments");
            (list.to_owned(), Some(length.to_owned()))
        }
        _ => {
            let int = ints.next().expect("at most three arguments");
            (int.to_owned(), None)
        }
    };
    arguments.iter().map(&mut name).collect()
}
