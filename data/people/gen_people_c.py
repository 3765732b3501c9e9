#!/usr/bin/env python3
"""Writes people_c.jsonl: 80 changes of a list of five integers in -4..4, as people would ask for them.

Each: level (1 = straight or one simple loop, 2 = a condition inside of a loop or a comparison of parts,
3 = state, nested loops or several conditions), name, one English sentence, a Python reference (it gets
its own copy), five examples typed by hand.  Held-out inputs are uniform, redrawn while the output leaves
-4..4 and where it would be the third that nothing happens to.  `verify.py` checks the result.
"""
import json, os, random

TASKS = []


def c(level, name, description, python, examples):
    if not python.startswith("lambda"):
        lines = [line for line in python.strip("\n").split("\n")]
        python = "def f(a):\n" + "\n".join("    " + line for line in lines) + "\n    return a"
    TASKS.append((level, name, description, python, examples))


exec(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "people_c_tasks.py")).read())


def main():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "people_c.jsonl"), "w") as file:
        for number, (level, name, description, python, text) in enumerate(TASKS, 1):
            rng = random.Random(f"people-c-{name}")
            if python.startswith("def"):
                env = {}
                exec(python, env)
                f = env["f"]
            else:
                f = eval(python)
            examples = [tuple(json.loads(side) for side in line.split("->")) for line in text.strip().splitlines()]
            seen = [given for given, _ in examples]
            heldout = []
            while len(heldout) < 5:
                given = [rng.randint(-4, 4) for _ in range(5)]
                result = f(list(given))
                unchanged = sum(a == b for a, b in heldout)     # at most two where nothing happens
                if given not in seen and all(-4 <= x <= 4 for x in result) and (result != given or unchanged < 2):
                    seen.append(given)
                    heldout.append((given, result))
            file.write(json.dumps({"id": f"dc{number:03}", "domain": "c", "level": level, "name": name,
                                   "description": description, "python": python,
                                   "examples": examples, "heldout": heldout}) + "\n")


main()
