# The tasks of people_c.jsonl; executed by gen_people_c.py.
# ---------------------------------------------------------------- level 1
c(1, "add one", "Add 1 to every element.", "lambda a: [x + 1 for x in a]", """
[1, 2, 3, 0, -1] -> [2, 3, 4, 1, 0]
[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 1]
[-4, -3, -2, -1, 0] -> [-3, -2, -1, 0, 1]
[3, 1, 3, 1, 3] -> [4, 2, 4, 2, 4]
[2, -2, 2, -2, 1] -> [3, -1, 3, -1, 2]
""")
c(1, "change all signs", "Change the sign of every element.", "lambda a: [-x for x in a]", """
[1, 2, 3, 4, 0] -> [-1, -2, -3, -4, 0]
[-1, -1, 2, 2, 0] -> [1, 1, -2, -2, 0]
[0, 0, 0, 0, 0] -> [0, 0, 0, 0, 0]
[4, -4, 3, -3, 1] -> [-4, 4, -3, 3, -1]
[-2, 1, 0, 4, -3] -> [2, -1, 0, -4, 3]
""")
c(1, "backwards", "Turn the list round.", "lambda a: a[::-1]", """
[1, 2, 3, 4, 0] -> [0, 4, 3, 2, 1]
[0, 0, 1, 0, 2] -> [2, 0, 1, 0, 0]
[-1, -2, -3, -4, 4] -> [4, -4, -3, -2, -1]
[3, 3, 0, 1, 1] -> [1, 1, 0, 3, 3]
[4, 2, -2, 0, 1] -> [1, 0, -2, 2, 4]
""")
c(1, "one to the left", "Rotate the list one place to the left.", "lambda a: a[1:] + a[:1]", """
[1, 2, 3, 4, 0] -> [2, 3, 4, 0, 1]
[4, 0, 0, 0, 0] -> [0, 0, 0, 0, 4]
[-1, 1, -1, 1, 2] -> [1, -1, 1, 2, -1]
[0, 1, 2, 3, 4] -> [1, 2, 3, 4, 0]
[3, -3, 0, 2, -2] -> [-3, 0, 2, -2, 3]
""")
c(1, "two to the right", "Rotate the list two places to the right.", "lambda a: a[3:] + a[:3]", """
[1, 2, 3, 4, 0] -> [4, 0, 1, 2, 3]
[0, 0, 0, 1, 2] -> [1, 2, 0, 0, 0]
[-1, -2, 3, 3, 0] -> [3, 0, -1, -2, 3]
[4, 3, 2, 1, 0] -> [1, 0, 4, 3, 2]
[2, 0, -2, 0, 4] -> [0, 4, 2, 0, -2]
""")
c(1, "swap ends", "Swap the first and the last element.", "lambda a: [a[4], a[1], a[2], a[3], a[0]]", """
[1, 2, 3, 4, 0] -> [0, 2, 3, 4, 1]
[4, 0, 0, 0, -4] -> [-4, 0, 0, 0, 4]
[2, 1, 1, 1, 2] -> [2, 1, 1, 1, 2]
[-1, 3, 0, 3, -2] -> [-2, 3, 0, 3, -1]
[0, 1, 2, 3, 4] -> [4, 1, 2, 3, 0]
""")
c(1, "swap in pairs", "Swap the first two and swap the next two; the last one stays.", "lambda a: [a[1], a[0], a[3], a[2], a[4]]", """
[1, 2, 3, 4, 0] -> [2, 1, 4, 3, 0]
[0, 1, 0, 1, 4] -> [1, 0, 1, 0, 4]
[-1, -2, -3, -4, 1] -> [-2, -1, -4, -3, 1]
[3, 3, 2, 0, -2] -> [3, 3, 0, 2, -2]
[4, 0, 1, 2, 3] -> [0, 4, 2, 1, 3]
""")
c(1, "push a zero in front", "Shift everything one place to the right and put 0 in front; the last one is lost.", "lambda a: [0] + a[:4]", """
[1, 2, 3, 4, 1] -> [0, 1, 2, 3, 4]
[4, 4, 0, 0, 0] -> [0, 4, 4, 0, 0]
[-1, -2, -3, -4, 2] -> [0, -1, -2, -3, -4]
[2, 0, 2, 0, 2] -> [0, 2, 0, 2, 0]
[3, 1, -1, 2, -2] -> [0, 3, 1, -1, 2]
""")
c(1, "delete the middle one", "Delete the middle element, close the gap and put 0 at the end.", "lambda a: [a[0], a[1], a[3], a[4], 0]", """
[1, 2, 3, 4, 1] -> [1, 2, 4, 1, 0]
[0, 0, 4, 0, 0] -> [0, 0, 0, 0, 0]
[-1, 2, -3, 4, -2] -> [-1, 2, 4, -2, 0]
[3, 3, 3, 2, 2] -> [3, 3, 2, 2, 0]
[4, 1, 0, -4, 3] -> [4, 1, -4, 3, 0]
""")
c(1, "everybody like the first", "Set all elements to the first one.", "lambda a: [a[0]] * 5", """
[1, 2, 3, 4, 0] -> [1, 1, 1, 1, 1]
[0, 4, 4, 4, 4] -> [0, 0, 0, 0, 0]
[-3, 1, 2, 0, 1] -> [-3, -3, -3, -3, -3]
[4, 4, -4, -4, 0] -> [4, 4, 4, 4, 4]
[2, 0, 0, 0, 3] -> [2, 2, 2, 2, 2]
""")
c(1, "mirror the first half", "Make the list a palindrome: the last two become the first two in reverse.", "lambda a: [a[0], a[1], a[2], a[1], a[0]]", """
[1, 2, 3, 4, 0] -> [1, 2, 3, 2, 1]
[0, 4, 0, 0, 0] -> [0, 4, 0, 4, 0]
[-1, -2, -3, 4, 4] -> [-1, -2, -3, -2, -1]
[3, 0, 1, 0, 2] -> [3, 0, 1, 0, 3]
[4, -4, 2, 1, 1] -> [4, -4, 2, -4, 4]
""")
c(1, "sum of the first two at the end", "Write the sum of the first two elements into the last place.", "lambda a: a[:4] + [a[0] + a[1]]", """
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 3]
[0, 0, 1, 1, 4] -> [0, 0, 1, 1, 0]
[-2, 1, 0, 2, 3] -> [-2, 1, 0, 2, -1]
[2, 2, -1, 0, -4] -> [2, 2, -1, 0, 4]
[-1, -3, 4, 4, 4] -> [-1, -3, 4, 4, -4]
""")
c(1, "relative to the first", "Subtract the first element from every element, itself included.", "lambda a: [x - a[0] for x in a]", """
[1, 2, 3, 4, 0] -> [0, 1, 2, 3, -1]
[0, 1, -1, 2, -2] -> [0, 1, -1, 2, -2]
[-1, 0, 1, 2, 3] -> [0, 1, 2, 3, 4]
[2, 2, 0, -2, 4] -> [0, 0, -2, -4, 2]
[4, 4, 1, 3, 0] -> [0, 0, -3, -1, -4]
""")
c(1, "add the first to the others", "Add the first element to all the others.", "lambda a: [a[0]] + [x + a[0] for x in a[1:]]", """
[1, 2, 3, 0, -1] -> [1, 3, 4, 1, 0]
[0, 4, -4, 2, 1] -> [0, 4, -4, 2, 1]
[-2, 1, 2, 3, 4] -> [-2, -1, 0, 1, 2]
[2, 0, 1, 2, -3] -> [2, 2, 3, 4, -1]
[-1, -1, 0, 3, -3] -> [-1, -2, -1, 2, -4]
""")
c(1, "add the position", "Add its position (0 to 4) to every element.", "lambda a: [x + i for i, x in enumerate(a)]", """
[0, 0, 0, 0, 0] -> [0, 1, 2, 3, 4]
[1, 1, 1, 1, 0] -> [1, 2, 3, 4, 4]
[4, 0, -1, -2, -4] -> [4, 1, 1, 1, 0]
[-3, 2, 2, 0, -1] -> [-3, 3, 4, 3, 3]
[2, 3, -4, 1, -2] -> [2, 4, -2, 4, 2]
""")
c(1, "only the inner ones", "Subtract 1 from the three inner elements.", "lambda a: [a[0], a[1] - 1, a[2] - 1, a[3] - 1, a[4]]", """
[1, 2, 3, 4, 0] -> [1, 1, 2, 3, 0]
[0, 0, 0, 0, 0] -> [0, -1, -1, -1, 0]
[4, -3, 1, 2, -4] -> [4, -4, 0, 1, -4]
[-4, 4, 4, 4, 3] -> [-4, 3, 3, 3, 3]
[2, -1, 0, 1, 2] -> [2, -2, -1, 0, 2]
""")
c(1, "change every other sign", "Change the sign of the second and the fourth element.", "lambda a: [a[0], -a[1], a[2], -a[3], a[4]]", """
[1, 2, 3, 4, 0] -> [1, -2, 3, -4, 0]
[1, 1, 1, 1, 1] -> [1, -1, 1, -1, 1]
[-1, -2, -3, -4, 4] -> [-1, 2, -3, 4, 4]
[0, 0, 2, 3, 2] -> [0, 0, 2, -3, 2]
[4, -4, 4, -4, 4] -> [4, 4, 4, 4, 4]
""")
c(1, "number the places", "Replace the elements by 0, 1, 2, 3, but keep the last one.", "lambda a: [0, 1, 2, 3, a[4]]", """
[1, 2, 3, 4, 0] -> [0, 1, 2, 3, 0]
[4, 4, 4, 4, 4] -> [0, 1, 2, 3, 4]
[0, 0, 0, 0, -3] -> [0, 1, 2, 3, -3]
[-1, 2, -2, 1, 1] -> [0, 1, 2, 3, 1]
[3, 0, 1, 2, -1] -> [0, 1, 2, 3, -1]
""")
c(1, "move one over", "Take 1 from the first element and give it to the last.", "lambda a: [a[0] - 1, a[1], a[2], a[3], a[4] + 1]", """
[1, 2, 3, 4, 0] -> [0, 2, 3, 4, 1]
[0, 0, 0, 0, 0] -> [-1, 0, 0, 0, 1]
[4, 1, 1, 1, 3] -> [3, 1, 1, 1, 4]
[-3, 2, -2, 2, -4] -> [-4, 2, -2, 2, -3]
[2, 4, 4, 4, 2] -> [1, 4, 4, 4, 3]
""")
c(1, "sum of both neighbours in the middle", "The middle element becomes the sum of its two neighbours.", "lambda a: [a[0], a[1], a[1] + a[3], a[3], a[4]]", """
[1, 2, 3, 1, 0] -> [1, 2, 3, 1, 0]
[0, 1, 0, 1, 0] -> [0, 1, 2, 1, 0]
[4, -1, 4, -2, 4] -> [4, -1, -3, -2, 4]
[-3, 3, -4, 0, 1] -> [-3, 3, 3, 0, 1]
[2, 2, 1, -4, -1] -> [2, 2, -2, -4, -1]
""")
c(1, "doubling", "Double every element.", "lambda a: [x + x for x in a]", """
[1, 2, 0, -1, -2] -> [2, 4, 0, -2, -4]
[0, 0, 0, 0, 0] -> [0, 0, 0, 0, 0]
[1, 1, 1, 1, 1] -> [2, 2, 2, 2, 2]
[-2, -2, 0, 2, 1] -> [-4, -4, 0, 4, 2]
[0, 2, 0, -1, 1] -> [0, 4, 0, -2, 2]
""")
c(1, "spread the middle", "Copy the middle element to its two neighbours.", "lambda a: [a[0], a[2], a[2], a[2], a[4]]", """
[1, 2, 3, 4, 0] -> [1, 3, 3, 3, 0]
[0, 1, 0, 1, 2] -> [0, 0, 0, 0, 2]
[-1, 4, -2, 4, 3] -> [-1, -2, -2, -2, 3]
[4, 0, 4, 0, -4] -> [4, 4, 4, 4, -4]
[2, -3, 1, 3, 2] -> [2, 1, 1, 1, 2]
""")
# ---------------------------------------------------------------- level 2
c(2, "without signs", "Make every negative element positive.", "lambda a: [abs(x) for x in a]", """
[1, -2, 3, -4, 0] -> [1, 2, 3, 4, 0]
[-1, -1, -1, -1, -1] -> [1, 1, 1, 1, 1]
[0, 4, 2, 1, 3] -> [0, 4, 2, 1, 3]
[-3, 0, 3, -2, 2] -> [3, 0, 3, 2, 2]
[4, -4, 0, 1, -1] -> [4, 4, 0, 1, 1]
""")
c(2, "no negatives", "Replace negative elements by 0.", "lambda a: [max(x, 0) for x in a]", """
[1, -2, 3, -4, 0] -> [1, 0, 3, 0, 0]
[-1, -2, -3, -4, -1] -> [0, 0, 0, 0, 0]
[4, 3, 2, 1, 0] -> [4, 3, 2, 1, 0]
[-4, 4, -4, 4, -4] -> [0, 4, 0, 4, 0]
[2, 0, -1, 1, 3] -> [2, 0, 0, 1, 3]
""")
c(2, "between -2 and 2", "Clamp every element to -2..2.", "lambda a: [min(2, max(-2, x)) for x in a]", """
[1, -2, 3, -4, 0] -> [1, -2, 2, -2, 0]
[4, 4, 4, 4, 4] -> [2, 2, 2, 2, 2]
[-3, -1, 0, 1, 2] -> [-2, -1, 0, 1, 2]
[-4, 3, -3, 4, 2] -> [-2, 2, -2, 2, 2]
[0, 1, -1, 2, -2] -> [0, 1, -1, 2, -2]
""")
c(2, "fill the zeros", "Replace every 0 by 1.", "lambda a: [1 if x == 0 else x for x in a]", """
[0, 2, 0, 4, 0] -> [1, 2, 1, 4, 1]
[1, 2, 3, 4, -1] -> [1, 2, 3, 4, -1]
[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 1]
[-2, 0, -3, 0, 1] -> [-2, 1, -3, 1, 1]
[4, -4, 0, 3, 2] -> [4, -4, 1, 3, 2]
""")
c(2, "signs", "Replace every element by its sign: -1, 0 or 1.", "lambda a: [(x > 0) - (x < 0) for x in a]", """
[1, -2, 3, -4, 0] -> [1, -1, 1, -1, 0]
[0, 0, 4, 4, -4] -> [0, 0, 1, 1, -1]
[2, 2, 2, 2, 2] -> [1, 1, 1, 1, 1]
[-1, -3, 0, 1, 3] -> [-1, -1, 0, 1, 1]
[0, -2, 4, 0, -1] -> [0, -1, 1, 0, -1]
""")
c(2, "is it positive", "1 for every positive element, 0 for the others.", "lambda a: [int(x > 0) for x in a]", """
[1, -2, 3, -4, 0] -> [1, 0, 1, 0, 0]
[4, 3, 2, 1, 1] -> [1, 1, 1, 1, 1]
[0, 0, 0, 0, 0] -> [0, 0, 0, 0, 0]
[-1, 2, 0, 4, -3] -> [0, 1, 0, 1, 0]
[-2, -3, -4, 1, 2] -> [0, 0, 0, 1, 1]
""")
c(2, "where are the zeros", "1 where the element is 0, else 0.", "lambda a: [int(x == 0) for x in a]", """
[0, 2, 0, -4, 1] -> [1, 0, 1, 0, 0]
[0, 0, 0, 0, 0] -> [1, 1, 1, 1, 1]
[1, -1, 2, -2, 3] -> [0, 0, 0, 0, 0]
[4, 0, 0, 3, 0] -> [0, 1, 1, 0, 1]
[-3, 1, 1, 0, -1] -> [0, 0, 0, 1, 0]
""")
c(2, "fade out", "Move every element one step towards 0.", "lambda a: [x - 1 if x > 0 else x + 1 if x < 0 else 0 for x in a]", """
[1, -2, 3, -4, 0] -> [0, -1, 2, -3, 0]
[4, 4, 0, -1, -1] -> [3, 3, 0, 0, 0]
[0, 0, 0, 0, 0] -> [0, 0, 0, 0, 0]
[2, 1, -1, -2, 3] -> [1, 0, 0, -1, 2]
[-3, 0, 4, 1, -4] -> [-2, 0, 3, 0, -3]
""")
c(2, "loud only", "Set to 0 every element between -1 and 1.", "lambda a: [x if x > 1 or x < -1 else 0 for x in a]", """
[1, -2, 3, -1, 0] -> [0, -2, 3, 0, 0]
[1, 1, -1, -1, 1] -> [0, 0, 0, 0, 0]
[4, 3, 2, -2, -4] -> [4, 3, 2, -2, -4]
[-1, 2, 1, -3, 0] -> [0, 2, 0, -3, 0]
[0, -4, -1, 1, 2] -> [0, -4, 0, 0, 2]
""")
c(2, "wrap at the top", "Add 1 to every element, but 4 becomes -4.", "lambda a: [-4 if x == 4 else x + 1 for x in a]", """
[1, 2, 3, 4, 0] -> [2, 3, 4, -4, 1]
[4, 4, 0, 0, 4] -> [-4, -4, 1, 1, -4]
[-4, -3, -2, -1, 0] -> [-3, -2, -1, 0, 1]
[3, 4, 3, 4, 3] -> [4, -4, 4, -4, 4]
[-1, 2, -2, 1, 4] -> [0, 3, -1, 2, -4]
""")
c(2, "exchange 1 and 2", "Every 1 becomes 2 and every 2 becomes 1.", "lambda a: [2 if x == 1 else 1 if x == 2 else x for x in a]", """
[1, 2, 3, 4, 0] -> [2, 1, 3, 4, 0]
[1, 1, 2, 2, 1] -> [2, 2, 1, 1, 2]
[0, -1, -2, 3, 4] -> [0, -1, -2, 3, 4]
[2, 0, 1, -3, 2] -> [1, 0, 2, -3, 1]
[-4, 1, 4, 2, -2] -> [-4, 2, 4, 1, -2]
""")
c(2, "smaller of it and the first", "No element may be larger than the first: larger ones become equal to it.", "lambda a: [min(x, a[0]) for x in a]", """
[2, 3, 1, 4, 0] -> [2, 2, 1, 2, 0]
[0, 1, -1, 2, -2] -> [0, 0, -1, 0, -2]
[4, 3, 2, 1, 0] -> [4, 3, 2, 1, 0]
[-3, 0, -4, 2, -3] -> [-3, -3, -4, -3, -3]
[1, 1, 4, -1, 3] -> [1, 1, 1, -1, 1]
""")
c(2, "at least the last", "Raise every element that is smaller than the last one to the last one.", "lambda a: [max(x, a[4]) for x in a]", """
[1, 2, 3, 4, 2] -> [2, 2, 3, 4, 2]
[0, 0, 0, 0, 3] -> [3, 3, 3, 3, 3]
[1, -1, 2, -2, 0] -> [1, 0, 2, 0, 0]
[4, 3, 2, 1, -4] -> [4, 3, 2, 1, -4]
[-4, -2, 0, -3, -2] -> [-2, -2, 0, -2, -2]
""")
c(2, "erase copies of the last", "Every element equal to the last one becomes 0, the last one itself stays.", "lambda a: [0 if x == a[4] else x for x in a[:4]] + [a[4]]", """
[1, 2, 1, 3, 1] -> [0, 2, 0, 3, 1]
[4, 4, 4, 4, 4] -> [0, 0, 0, 0, 4]
[1, 2, 3, 4, -1] -> [1, 2, 3, 4, -1]
[-2, 0, -2, 1, -2] -> [0, 0, 0, 1, -2]
[3, -3, 2, 3, 2] -> [3, -3, 0, 3, 2]
""")
c(2, "first pair in order", "Swap the first two elements if they are in the wrong order (the larger first).", "lambda a: sorted(a[:2]) + a[2:]", """
[2, 1, 3, 4, 0] -> [1, 2, 3, 4, 0]
[1, 2, 0, 0, 0] -> [1, 2, 0, 0, 0]
[3, 3, 1, -1, 2] -> [3, 3, 1, -1, 2]
[4, -4, -1, 2, 1] -> [-4, 4, -1, 2, 1]
[-2, 0, 4, 3, 1] -> [-2, 0, 4, 3, 1]
""")
c(2, "larger end to the front", "If the last element is larger than the first, swap the two.", "lambda a: [max(a[0], a[4])] + a[1:4] + [min(a[0], a[4])]", """
[1, 2, 3, 0, 4] -> [4, 2, 3, 0, 1]
[3, 1, 1, 1, 0] -> [3, 1, 1, 1, 0]
[2, 0, 4, 0, 2] -> [2, 0, 4, 0, 2]
[-4, 3, -1, 2, -1] -> [-1, 3, -1, 2, -4]
[0, 4, -4, 1, -2] -> [0, 4, -4, 1, -2]
""")
c(2, "order the first three", "Sort the first three elements, smallest first.", "lambda a: sorted(a[:3]) + a[3:]", """
[3, 2, 1, 0, 4] -> [1, 2, 3, 0, 4]
[0, 1, 2, 4, 3] -> [0, 1, 2, 4, 3]
[2, -1, 0, 1, -4] -> [-1, 0, 2, 1, -4]
[1, 3, -2, 2, 0] -> [-2, 1, 3, 2, 0]
[4, 0, 4, -3, -1] -> [0, 4, 4, -3, -1]
""")
c(2, "all or nothing", "If the first element is negative, set everything to 0; otherwise leave the list.", "lambda a: [0] * 5 if a[0] < 0 else a", """
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 0]
[-1, 2, 3, 4, 0] -> [0, 0, 0, 0, 0]
[0, -2, -3, 1, 1] -> [0, -2, -3, 1, 1]
[-4, -4, 2, 1, 3] -> [0, 0, 0, 0, 0]
[3, -1, 0, -1, 2] -> [3, -1, 0, -1, 2]
""")
c(2, "equal ends", "If the first and the last element are equal, the middle one becomes 0.", "lambda a: [a[0], a[1], 0 if a[0] == a[4] else a[2], a[3], a[4]]", """
[1, 2, 3, 4, 1] -> [1, 2, 0, 4, 1]
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 0]
[-2, 1, 4, 1, -2] -> [-2, 1, 0, 1, -2]
[0, 3, -3, 2, 2] -> [0, 3, -3, 2, 2]
[4, -1, 2, 0, 4] -> [4, -1, 0, 0, 4]
""")
c(2, "by the switch", "If the middle element is positive, add 1 to the others, else subtract 1 from them.", "lambda a: [x if i == 2 else x + 1 if a[2] > 0 else x - 1 for i, x in enumerate(a)]", """
[1, 2, 3, 0, -1] -> [2, 3, 3, 1, 0]
[1, 2, -3, 0, -1] -> [0, 1, -3, -1, -2]
[4, 3, 0, 2, 1] -> [3, 2, 0, 1, 0]
[-4, -2, 1, 3, 0] -> [-3, -1, 1, 4, 1]
[0, 4, -4, -3, 2] -> [-1, 3, -4, -4, 1]
""")
c(2, "number of zeros in front", "Write the number of zeros of the list into the first place.", "lambda a: [a.count(0)] + a[1:]", """
[1, 0, 3, 0, 2] -> [2, 0, 3, 0, 2]
[4, 1, 2, 3, 1] -> [0, 1, 2, 3, 1]
[0, 2, -2, 1, 4] -> [1, 2, -2, 1, 4]
[0, 0, 0, 3, 0] -> [4, 0, 0, 3, 0]
[-3, 0, 1, -1, 4] -> [1, 0, 1, -1, 4]
""")
c(2, "number of positives at the end", "Write the number of positive elements among the first four into the last place.", "lambda a: a[:4] + [sum(x > 0 for x in a[:4])]", """
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 4]
[1, -2, 3, -4, 3] -> [1, -2, 3, -4, 2]
[0, 0, -1, -1, -4] -> [0, 0, -1, -1, 0]
[-3, 0, 2, -1, 2] -> [-3, 0, 2, -1, 1]
[4, 1, 0, 1, -2] -> [4, 1, 0, 1, 3]
""")
c(2, "total in front", "Replace the first element by the sum of all.", "lambda a: [sum(a)] + a[1:]", """
[1, 1, 1, 0, 0] -> [3, 1, 1, 0, 0]
[0, 1, -1, 2, -2] -> [0, 1, -1, 2, -2]
[2, 0, 0, 2, 0] -> [4, 0, 0, 2, 0]
[-1, -3, 4, -4, 1] -> [-3, -3, 4, -4, 1]
[4, -4, 3, -1, -2] -> [0, -4, 3, -1, -2]
""")
c(2, "largest at the end", "Replace the last element by the largest of the list.", "lambda a: a[:4] + [max(a)]", """
[1, 2, 4, 3, 0] -> [1, 2, 4, 3, 4]
[0, 0, 0, 0, 3] -> [0, 0, 0, 0, 3]
[-1, -2, -3, -4, -2] -> [-1, -2, -3, -4, -1]
[3, 1, -2, 0, 2] -> [3, 1, -2, 0, 3]
[-4, 0, -1, 2, -3] -> [-4, 0, -1, 2, 2]
""")
c(2, "smallest everywhere", "Replace every element by the smallest one.", "lambda a: [min(a)] * 5", """
[1, 2, 4, 3, 0] -> [0, 0, 0, 0, 0]
[3, 2, 4, 2, 3] -> [2, 2, 2, 2, 2]
[-1, -2, -3, 1, -2] -> [-3, -3, -3, -3, -3]
[1, 4, 4, 4, 4] -> [1, 1, 1, 1, 1]
[0, -4, 2, 1, 3] -> [-4, -4, -4, -4, -4]
""")
c(2, "steps from the one before", "Replace every element but the first by its difference to the one before it.", "lambda a: [a[0]] + [a[i] - a[i - 1] for i in range(1, 5)]", """
[1, 2, 3, 4, 0] -> [1, 1, 1, 1, -4]
[0, 0, 2, 2, 4] -> [0, 0, 2, 0, 2]
[-1, 0, -2, 1, 1] -> [-1, 1, -2, 3, 0]
[4, 3, 1, -1, -2] -> [4, -1, -2, -2, -1]
[2, 2, 2, 2, 2] -> [2, 0, 0, 0, 0]
""")
c(2, "sum with the next", "Add to every element the one after it; the last one stays.", "lambda a: [a[i] + a[i + 1] for i in range(4)] + [a[4]]", """
[1, 2, 0, 1, 3] -> [3, 2, 1, 4, 3]
[0, 0, 0, 0, 4] -> [0, 0, 0, 4, 4]
[-1, 1, -2, 2, -3] -> [0, -1, 0, -1, -3]
[2, 2, -1, -3, 4] -> [4, 1, -4, 1, 4]
[4, -4, 4, 0, 0] -> [0, 0, 4, 0, 0]
""")
c(2, "did it rise", "1 where the element is larger than the one before it, else 0; the first becomes 0.", "lambda a: [0] + [int(a[i] > a[i - 1]) for i in range(1, 5)]", """
[1, 2, 3, 4, 0] -> [0, 1, 1, 1, 0]
[4, 3, 2, 1, 0] -> [0, 0, 0, 0, 0]
[0, 0, 1, 1, 2] -> [0, 0, 1, 0, 1]
[-2, -1, -3, 4, 4] -> [0, 1, 0, 1, 0]
[3, -3, 3, -3, 3] -> [0, 0, 1, 0, 1]
""")
c(2, "larger of two neighbours", "Every element becomes the larger of itself and the (original) one after it; the last stays.", "lambda a: [max(a[i], a[i + 1]) for i in range(4)] + [a[4]]", """
[1, 2, 3, 4, 0] -> [2, 3, 4, 4, 0]
[4, 3, 2, 1, 0] -> [4, 3, 2, 1, 0]
[0, 2, 0, -2, 0] -> [2, 2, 0, 0, 0]
[-1, -4, -2, -3, -1] -> [-1, -2, -2, -1, -1]
[3, -1, 1, 1, 4] -> [3, 1, 1, 4, 4]
""")
c(2, "even places up", "Add 1 to the first, third and fifth element if they are negative.", "lambda a: [x + 1 if i % 2 == 0 and x < 0 else x for i, x in enumerate(a)]", """
[-1, -1, -1, -1, -1] -> [0, -1, 0, -1, 0]
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 0]
[-4, 2, 1, -2, 3] -> [-3, 2, 1, -2, 3]
[0, -3, -2, 1, -4] -> [0, -3, -1, 1, -3]
[2, 0, -3, -4, 0] -> [2, 0, -2, -4, 0]
""")
c(2, "distance to the next", "Replace every element but the last by its distance (without sign) to the one after it.", "lambda a: [abs(a[i] - a[i + 1]) for i in range(4)] + [a[4]]", """
[1, 2, 4, 4, 0] -> [1, 2, 0, 4, 0]
[4, 3, 1, -2, -2] -> [1, 2, 3, 0, -2]
[0, 0, 0, 0, 3] -> [0, 0, 0, 3, 3]
[-1, 1, -1, 2, 1] -> [2, 2, 3, 1, 1]
[-4, -2, 0, -3, -4] -> [2, 2, 3, 1, -4]
""")
c(2, "place numbers for positives", "Replace every positive element by its position (0 to 4).", "lambda a: [i if x > 0 else x for i, x in enumerate(a)]", """
[1, 2, 3, 4, 1] -> [0, 1, 2, 3, 4]
[-1, -2, -3, -4, 0] -> [-1, -2, -3, -4, 0]
[4, 0, 4, 0, 4] -> [0, 0, 2, 0, 4]
[-3, 2, 0, -1, 3] -> [-3, 1, 0, -1, 4]
[0, -4, 1, 2, -2] -> [0, -4, 2, 3, -2]
""")
c(2, "outside the band", "Elements that are smaller than the first or larger than the last become 0.", "lambda a: [0 if x < a[0] or x > a[4] else x for x in a]", """
[1, 2, 0, 4, 3] -> [1, 2, 0, 0, 3]
[0, 1, -1, 2, 2] -> [0, 1, 0, 2, 2]
[3, 2, 4, 1, 1] -> [0, 0, 0, 0, 0]
[-2, -3, 4, 1, 2] -> [-2, 0, 0, 1, 2]
[-4, 4, 0, -1, 4] -> [-4, 4, 0, -1, 4]
""")
# ---------------------------------------------------------------- level 3
c(3, "record so far", "Every element becomes the largest of the list up to it.", "lambda a: [max(a[:i + 1]) for i in range(5)]", """
[1, 3, 2, 4, 0] -> [1, 3, 3, 4, 4]
[4, 3, 2, 1, 0] -> [4, 4, 4, 4, 4]
[-3, -1, -2, 0, -4] -> [-3, -1, -1, 0, 0]
[0, 1, 2, 3, 4] -> [0, 1, 2, 3, 4]
[2, -2, 3, 3, 1] -> [2, 2, 3, 3, 3]
""")
c(3, "lowest still to come", "Every element becomes the smallest of itself and all after it.", "lambda a: [min(a[i:]) for i in range(5)]", """
[1, 3, 2, 4, 0] -> [0, 0, 0, 0, 0]
[0, 1, 2, 3, 4] -> [0, 1, 2, 3, 4]
[4, 1, 3, 2, 4] -> [1, 1, 2, 2, 4]
[-3, -1, -2, 0, -1] -> [-3, -2, -2, -1, -1]
[2, -4, 3, 3, 1] -> [-4, -4, 1, 1, 1]
""")
c(3, "running total", "Every element becomes the sum of the list up to it.", """
for i in range(1, 5):
    a[i] += a[i - 1]
""", """
[1, 1, 1, 1, 0] -> [1, 2, 3, 4, 4]
[0, 2, 0, 1, 0] -> [0, 2, 2, 3, 3]
[4, -1, -1, -1, -1] -> [4, 3, 2, 1, 0]
[-2, 3, -4, 2, 1] -> [-2, 1, -3, -1, 0]
[0, 0, 0, 0, -3] -> [0, 0, 0, 0, -3]
""")
c(3, "sum from the end", "Every element becomes the sum of itself and all after it.", """
for i in range(3, -1, -1):
    a[i] += a[i + 1]
""", """
[1, 1, 1, 1, 0] -> [4, 3, 2, 1, 0]
[0, 0, 0, 0, 4] -> [4, 4, 4, 4, 4]
[-1, 2, -3, 4, -1] -> [1, 2, 0, 3, -1]
[2, -2, 0, 1, 3] -> [4, 2, 4, 4, 3]
[1, 0, -1, -1, -2] -> [-3, -4, -4, -3, -2]
""")
c(3, "in order", "Sort the list, smallest first.", "lambda a: sorted(a)", """
[3, 1, 2, 4, 0] -> [0, 1, 2, 3, 4]
[0, 1, 2, 3, 4] -> [0, 1, 2, 3, 4]
[4, 4, -1, -1, 2] -> [-1, -1, 2, 4, 4]
[-2, -4, 0, -3, 1] -> [-4, -3, -2, 0, 1]
[4, 3, 1, 0, -4] -> [-4, 0, 1, 3, 4]
""")
c(3, "largest first", "Sort the list, largest first.", "lambda a: sorted(a, reverse=True)", """
[3, 1, 2, 4, 0] -> [4, 3, 2, 1, 0]
[4, 2, 1, 0, -1] -> [4, 2, 1, 0, -1]
[-4, -3, 0, 2, 4] -> [4, 2, 0, -3, -4]
[1, 1, -2, -2, 3] -> [3, 1, 1, -2, -2]
[0, -1, 0, 1, 0] -> [1, 0, 0, 0, -1]
""")
c(3, "one round of bubble sort", "Go through the list once from left to right and swap neighbours that are in the wrong order.", """
for i in range(4):
    if a[i] > a[i + 1]:
        a[i], a[i + 1] = a[i + 1], a[i]
""", """
[3, 1, 2, 4, 0] -> [1, 2, 3, 0, 4]
[0, 1, 2, 3, 4] -> [0, 1, 2, 3, 4]
[4, 3, 2, 1, 0] -> [3, 2, 1, 0, 4]
[-1, 2, 0, -3, 1] -> [-1, 0, -3, 1, 2]
[2, 2, -2, 4, -4] -> [2, -2, 2, -4, 4]
""")
c(3, "nothing after the zero", "Everything after the first 0 becomes 0.", """
seen = False
for i in range(5):
    if seen:
        a[i] = 0
    elif a[i] == 0:
        seen = True
""", """
[1, 2, 0, 4, 3] -> [1, 2, 0, 0, 0]
[0, 1, 2, 3, 4] -> [0, 0, 0, 0, 0]
[1, 2, 3, 4, -1] -> [1, 2, 3, 4, -1]
[-2, 0, -3, 0, 1] -> [-2, 0, 0, 0, 0]
[4, -4, 3, 2, 0] -> [4, -4, 3, 2, 0]
""")
c(3, "ones up to the first negative", "Every element before the first negative one becomes 1.", """
for i in range(5):
    if a[i] < 0:
        break
    a[i] = 1
""", """
[3, 0, -2, 4, 2] -> [1, 1, -2, 4, 2]
[-1, 2, 3, 4, 0] -> [-1, 2, 3, 4, 0]
[0, 1, 2, 3, 4] -> [1, 1, 1, 1, 1]
[4, -4, 0, -1, 3] -> [1, -4, 0, -1, 3]
[2, 2, 0, 3, -3] -> [1, 1, 1, 1, -3]
""")
c(3, "plus one from the first negative on", "Add 1 to every element after the first negative one.", """
seen = False
for i in range(5):
    if seen:
        a[i] += 1
    elif a[i] < 0:
        seen = True
""", """
[1, -2, 3, 1, 0] -> [1, -2, 4, 2, 1]
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 0]
[-1, -1, -1, -1, -1] -> [-1, 0, 0, 0, 0]
[0, 4, 2, -3, 3] -> [0, 4, 2, -3, 4]
[4, -4, -2, 0, 2] -> [4, -4, -1, 1, 3]
""")
c(3, "fill from the left", "Every 0 becomes the element before it (already filled); a 0 in the first place stays.", """
for i in range(1, 5):
    if a[i] == 0:
        a[i] = a[i - 1]
""", """
[1, 0, 3, 0, 0] -> [1, 1, 3, 3, 3]
[0, 0, 2, 0, 1] -> [0, 0, 2, 2, 1]
[4, 3, 2, 1, -1] -> [4, 3, 2, 1, -1]
[-2, 0, 0, 0, 0] -> [-2, -2, -2, -2, -2]
[2, -1, 0, 4, 0] -> [2, -1, -1, 4, 4]
""")
c(3, "erase repeats of neighbours", "An element equal to the original one before it becomes 0.", "lambda a: [a[0]] + [0 if a[i] == a[i - 1] else a[i] for i in range(1, 5)]", """
[1, 1, 2, 2, 2] -> [1, 0, 2, 0, 0]
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 0]
[3, 3, 3, 3, 3] -> [3, 0, 0, 0, 0]
[-1, 4, 4, -1, -1] -> [-1, 4, 0, -1, 0]
[2, -2, 2, -2, -2] -> [2, -2, 2, -2, 0]
""")
c(3, "first copies only", "An element that has occurred earlier in the list becomes 0.", "lambda a: [0 if a[i] in a[:i] else a[i] for i in range(5)]", """
[1, 2, 1, 3, 2] -> [1, 2, 0, 3, 0]
[4, 4, 4, 4, 4] -> [4, 0, 0, 0, 0]
[1, 2, 3, 4, -1] -> [1, 2, 3, 4, -1]
[-2, 3, 3, -2, 1] -> [-2, 3, 0, 0, 1]
[0, -1, 2, -1, 2] -> [0, -1, 2, 0, 0]
""")
c(3, "zeros last", "Move all zeros to the end; the others keep their order.", "lambda a: [x for x in a if x != 0] + [0] * a.count(0)", """
[0, 1, 0, 2, 3] -> [1, 2, 3, 0, 0]
[1, 2, 3, 4, 1] -> [1, 2, 3, 4, 1]
[0, 0, 0, 0, 4] -> [4, 0, 0, 0, 0]
[-1, 0, -2, 0, 3] -> [-1, -2, 3, 0, 0]
[2, 4, 0, -3, -4] -> [2, 4, -3, -4, 0]
""")
c(3, "never below zero", "Running total of the list that is set back to 0 whenever it would become negative.", """
s = 0
for i in range(5):
    s = max(0, s + a[i])
    a[i] = s
""", """
[1, 1, -3, 2, 1] -> [1, 2, 0, 2, 3]
[-2, -1, 3, -1, 2] -> [0, 0, 3, 2, 4]
[1, 1, 1, 1, 0] -> [1, 2, 3, 4, 4]
[4, -4, -4, 0, 3] -> [4, 0, 0, 0, 3]
[-1, 2, -1, -3, -2] -> [0, 2, 1, 0, 0]
""")
c(3, "count as you go", "Every element becomes the number of positive elements up to it.", "lambda a: [sum(x > 0 for x in a[:i + 1]) for i in range(5)]", """
[1, -2, 3, 0, 4] -> [1, 1, 2, 2, 3]
[-1, -2, -3, 0, 0] -> [0, 0, 0, 0, 0]
[2, 2, 2, 2, -1] -> [1, 2, 3, 4, 4]
[0, 4, -4, 1, -1] -> [0, 1, 1, 2, 2]
[-3, 1, 3, 0, 2] -> [0, 1, 2, 2, 3]
""")
c(3, "winning streak", "Every element becomes the number of positive elements in a row that end there.", """
run = 0
for i in range(5):
    run = run + 1 if a[i] > 0 else 0
    a[i] = run
""", """
[1, 2, -1, 3, 4] -> [1, 2, 0, 1, 2]
[0, 0, -1, -1, 0] -> [0, 0, 0, 0, 0]
[4, 1, 2, 3, 0] -> [1, 2, 3, 4, 0]
[-2, 3, 0, 1, -3] -> [0, 1, 0, 1, 0]
[-4, 2, 1, 4, 2] -> [0, 1, 2, 3, 4]
""")
c(3, "how many are larger", "Replace every element by the number of elements that are larger.", "lambda a: [sum(y > x for y in a) for x in a]", """
[1, 2, 3, 4, 0] -> [3, 2, 1, 0, 4]
[2, 2, 2, 2, 2] -> [0, 0, 0, 0, 0]
[-1, 4, -1, 3, 0] -> [3, 0, 3, 1, 2]
[0, 0, 1, 1, -4] -> [2, 2, 0, 0, 4]
[-3, -2, 1, 4, 4] -> [4, 3, 2, 0, 0]
""")
c(3, "where is the largest", "Write the position (0 to 4) of the first largest element into the first place.", "lambda a: [a.index(max(a))] + a[1:]", """
[1, 2, 4, 3, 0] -> [2, 2, 4, 3, 0]
[4, 1, 2, 3, 4] -> [0, 1, 2, 3, 4]
[0, 0, 0, 0, 1] -> [4, 0, 0, 0, 1]
[-2, -1, -3, -1, -4] -> [1, -1, -3, -1, -4]
[2, -2, 1, 3, 3] -> [3, -2, 1, 3, 3]
""")
c(3, "smallest to the front", "Swap the first smallest element with the first element.", """
k = a.index(min(a))
a[0], a[k] = a[k], a[0]
""", """
[1, 2, 4, 3, 0] -> [0, 2, 4, 3, 1]
[0, 1, 2, 3, 4] -> [0, 1, 2, 3, 4]
[3, -1, 2, -1, 4] -> [-1, 3, 2, -1, 4]
[4, 0, -4, 1, -2] -> [-4, 0, 4, 1, -2]
[2, 3, 1, 0, 4] -> [0, 3, 1, 2, 4]
""")
c(3, "cut the peaks", "An inner element that is larger than both neighbours becomes 0 (compare the original values).", "lambda a: [0 if 0 < i < 4 and a[i] > a[i - 1] and a[i] > a[i + 1] else a[i] for i in range(5)]", """
[1, 4, 2, 3, 1] -> [1, 0, 2, 0, 1]
[1, 2, 3, 4, 0] -> [1, 2, 3, 0, 0]
[4, 3, 2, 1, 4] -> [4, 3, 2, 1, 4]
[-3, -1, -2, -2, 1] -> [-3, 0, -2, -2, 1]
[0, 2, 2, -1, 3] -> [0, 2, 2, -1, 3]
""")
c(3, "hit the marked place", "The first element, if it is 0 to 4, names a position; the element there becomes -1.", """
if a[0] >= 0:
    a[a[0]] = -1
""", """
[2, 1, 4, 3, 0] -> [2, 1, -1, 3, 0]
[0, 1, 2, 3, 4] -> [-1, 1, 2, 3, 4]
[-3, 1, 2, 3, 4] -> [-3, 1, 2, 3, 4]
[4, 0, 0, 0, 0] -> [4, 0, 0, 0, -1]
[1, -2, 2, -4, 3] -> [1, -1, 2, -4, 3]
""")
c(3, "turn a negative total", "If the sum of the list is negative, change the sign of every element.", "lambda a: [-x for x in a] if sum(a) < 0 else a", """
[1, 2, -3, 4, 0] -> [1, 2, -3, 4, 0]
[-1, 2, -3, 1, 0] -> [1, -2, 3, -1, 0]
[2, -2, 1, -1, 0] -> [2, -2, 1, -1, 0]
[-4, -4, 4, 3, 0] -> [4, 4, -4, -3, 0]
[4, -1, 2, -4, 3] -> [4, -1, 2, -4, 3]
""")
c(3, "nothing after the largest", "Everything after the first largest element becomes 0.", "lambda a: [x if i <= a.index(max(a)) else 0 for i, x in enumerate(a)]", """
[1, 2, 4, 3, 1] -> [1, 2, 4, 0, 0]
[4, 3, 2, 1, -1] -> [4, 0, 0, 0, 0]
[-4, -3, -2, -1, 1] -> [-4, -3, -2, -1, 1]
[2, 3, -1, 3, 2] -> [2, 3, 0, 0, 0]
[-2, -3, 1, 2, -1] -> [-2, -3, 1, 2, 0]
""")
c(3, "stop at the limit", "Add up the elements from the left, but leave out each one that would bring the sum above 4; every element becomes the sum so far.", """
s = 0
for i in range(5):
    if s + a[i] <= 4:
        s += a[i]
    a[i] = s
""", """
[1, 2, 3, 1, 0] -> [1, 3, 3, 4, 4]
[4, 4, -1, 2, 1] -> [4, 4, 3, 3, 4]
[-1, -1, -2, 3, 3] -> [-1, -2, -4, -1, 2]
[0, 2, 2, 2, -3] -> [0, 2, 4, 4, 1]
[3, -2, 4, 3, 1] -> [3, 1, 1, 4, 4]
""")
