#!/usr/bin/env python3
"""Writes people_lists.jsonl: 150 functions over lists and integers as people would ask for them.

Each task: level (1 = one or two operations, 2 = a loop with a condition or nested use, 3 = hard),
a name, one English sentence, a Python reference, six examples typed by hand, and a way to draw
plausible inputs for the ten held-out pairs.  `verify.py` checks the result.
"""
import ast, json, os, random, sys

R = random.Random()
TASKS = []


def L(lo, hi, n0=0, n1=8):
    """A list of n0..n1 ints in lo..hi; sometimes the shortest, sometimes one value repeated."""
    n = n0 if R.random() < 0.05 else R.randint(n0, n1)
    return [R.randint(lo, hi) for _ in range(n)]


def I(lo, hi):
    return R.randint(lo, hi)


def C(pool, n0=0, n1=8):
    """A list drawn from a small pool, so that values repeat."""
    n = n0 if R.random() < 0.05 else R.randint(n0, n1)
    return [R.choice(pool) for _ in range(n)]


def S(lo, hi, n0=0, n1=8):
    return sorted(L(lo, hi, n0, n1))


def U(lo, hi, n0=0, n1=8):
    n = R.randint(n0, n1)
    return R.sample(range(lo, hi + 1), n)


def two(lo, hi, n0=0, n1=8, lo2=None, hi2=None):
    n = R.randint(n0, n1)
    lo2, hi2 = (lo if lo2 is None else lo2), (hi if hi2 is None else hi2)
    return [R.randint(lo, hi) for _ in range(n)], [R.randint(lo2, hi2) for _ in range(n)]


def ok_shop(a, b):
    """The shop is never asked to let more people out than are in it."""
    n = 0
    for x in a:
        if n + x < 0:
            return False
        n = min(b, n + x)
    return True


def t(level, name, description, python, examples, draw):
    TASKS.append((level, name, description, python.strip(), examples, draw))


def compile_reference(src):
    if src.startswith("def"):
        env = {}
        exec(src, env)
        return env["f"]
    return eval(src)


exec(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "people_lists_tasks.py")).read())


def pack(args):
    return args[0] if len(args) == 1 else {"args": list(args)}


# Written too, but beyond the 150 (60 + 60 + 30): they go to people_lists_extra.jsonl.
EXTRA = {
    "is it in stock", "late fee by place",
    "apply a mask", "shortage", "fallback values", "best three throws", "evens before odds", "scale to 100",
    "anagrams", "only in one list", "swap two seats", "multiples of 3 or 5", "squeeze repeats", "weighted average",
    "zeros to the end", "decode digits", "pancake flip", "capital letters",
}


def main():
    assert EXTRA <= {task[1] for task in TASKS}
    write("people_lists.jsonl", "d", [task for task in TASKS if task[1] not in EXTRA])
    write("people_lists_extra.jsonl", "dx", [task for task in TASKS if task[1] in EXTRA])


def write(path, prefix, tasks):
    out = []
    for number, (level, name, description, python, text, draw) in enumerate(tasks, 1):
        R.seed(f"people-lists-{name}")
        f = compile_reference(python)
        examples = []
        for line in text.strip().splitlines():
            left, right = line.split("->")
            args = ast.literal_eval("(" + left.strip() + ",)")
            examples.append((args, ast.literal_eval(right.strip())))
        seen = {repr(args) for args, _ in examples}
        heldout, counts = [], {}
        for attempt in range(4000):
            if len(heldout) == 10:
                break
            args = draw()
            args = args if isinstance(args, tuple) else (args,)
            if repr(args) in seen:
                continue
            try:
                result = f(*[list(x) if isinstance(x, list) else x for x in args])
            except (IndexError, ValueError, ZeroDivisionError, StopIteration):
                continue
            cap = 3 if attempt < 1500 else 5 if attempt < 3000 else 10
            if counts.get(repr(result), 0) >= cap:      # no constant answers
                continue
            if attempt < 1500 and args[0] == result and sum(a[0] == r for a, r in heldout) >= 3:
                continue                                        # enough inputs to which nothing happens
            seen.add(repr(args))
            counts[repr(result)] = counts.get(repr(result), 0) + 1
            heldout.append((args, result))
        if len(heldout) < 10:
            print(f"{name}: only {len(heldout)} held-out pairs", file=sys.stderr)
        out.append({"id": f"{prefix}{number:03}", "domain": "lists", "level": level, "name": name,
                    "description": description, "python": python,
                    "examples": [[pack(a), r] for a, r in examples],
                    "heldout": [[pack(a), r] for a, r in heldout]})
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), path), "w") as file:
        for task in out:
            file.write(json.dumps(task) + "\n")


main()
