# The tasks of people_lists.jsonl; executed by gen_people_lists.py.
# ---------------------------------------------------------------- level 1
t(1, "order total with shipping", "Add up the prices and add 5 for shipping.",
  "lambda a: sum(a) + 5", """
[10, 20] -> 35
[3] -> 8
[7, 7, 7] -> 26
[100, 1, 50] -> 156
[] -> 5
[12, 0, 8, 2] -> 27
""", lambda: L(0, 60))
t(1, "average rounded down", "The average of the marks, rounded down, and 0 if there are none.",
  "lambda a: sum(a) // len(a) if a else 0", """
[4, 6] -> 5
[10, 10, 11] -> 10
[] -> 0
[7] -> 7
[1, 2, 3, 4] -> 2
[100, 50, 75] -> 75
""", lambda: L(0, 100))
t(1, "overdraft days", "On how many days was the balance below zero?",
  "lambda a: len([x for x in a if x < 0])", """
[10, -5, 3, -2] -> 2
[1, 2, 3] -> 0
[-1] -> 1
[0, 0, -7] -> 1
[] -> 0
[-4, -4, -4, 20] -> 3
""", lambda: L(-20, 20))
t(1, "passing scores", "Keep the scores that are 50 or more.",
  "lambda a: [x for x in a if x >= 50]", """
[40, 50, 60] -> [50, 60]
[99, 12, 49, 51] -> [99, 51]
[10, 20] -> []
[50] -> [50]
[] -> []
[75, 75, 30] -> [75, 75]
""", lambda: L(30, 70))
t(1, "add a bonus", "Add the bonus b to every score.",
  "lambda a, b: [x + b for x in a]", """
[1, 2, 3], 10 -> [11, 12, 13]
[5], 0 -> [5]
[], 4 -> []
[50, 60, 70], 5 -> [55, 65, 75]
[0, -3], 3 -> [3, 0]
[8, 8], -2 -> [6, 6]
""", lambda: (L(-10, 90), I(-5, 20)))
t(1, "dozens to pieces", "Turn numbers of dozens into numbers of pieces.",
  "lambda a: [x * 12 for x in a]", """
[1, 2] -> [12, 24]
[0] -> [0]
[] -> []
[10, 5, 3] -> [120, 60, 36]
[7, 7] -> [84, 84]
[100] -> [1200]
""", lambda: L(0, 50))
t(1, "minutes to hours and minutes", "Give a number of minutes as a list of hours and minutes.",
  "lambda a: [a // 60, a % 60]", """
90 -> [1, 30]
60 -> [1, 0]
45 -> [0, 45]
0 -> [0, 0]
135 -> [2, 15]
1439 -> [23, 59]
""", lambda: I(0, 2000))
t(1, "temperature range", "The difference between the highest and the lowest temperature.",
  "lambda a: max(a) - min(a)", """
[10, 25, 15] -> 15
[-5, 5] -> 10
[20] -> 0
[3, 3, 3] -> 0
[18, 22, 19, 30, 17] -> 13
[-8, -2, -10] -> 8
""", lambda: L(-15, 35, 1))
t(1, "strip header and footer", "Remove the first and the last entry.",
  "lambda a: a[1:-1]", """
[1, 2, 3] -> [2]
[9, 5, 6, 7, 0] -> [5, 6, 7]
[4, 8] -> []
[7] -> []
[1, 1, 2, 2, 3, 3] -> [1, 2, 2, 3]
[10, 20, 30, 40] -> [20, 30]
""", lambda: L(0, 40, 1))
t(1, "latest entries first", "The last b entries, newest first.",
  "lambda a, b: a[max(0, len(a) - b):][::-1]", """
[1, 2, 3, 4, 5], 2 -> [5, 4]
[1, 2, 3], 3 -> [3, 2, 1]
[7, 8, 9], 1 -> [9]
[4, 6], 0 -> []
[10, 30, 20, 50], 3 -> [50, 20, 30]
[5], 1 -> [5]
""", lambda: (lambda a: (a, I(0, len(a))))(L(0, 30, 0)))
t(1, "best first", "Sort the scores from highest to lowest.",
  "lambda a: sorted(a, reverse=True)", """
[3, 1, 2] -> [3, 2, 1]
[5, 9, 5, 7] -> [9, 7, 5, 5]
[] -> []
[4] -> [4]
[-1, 0, -3] -> [0, -1, -3]
[10, 20, 30, 40] -> [40, 30, 20, 10]
""", lambda: L(-10, 30))
t(1, "tidy list", "Sort the numbers and throw out the duplicates.",
  "lambda a: sorted(set(a))", """
[3, 1, 3, 2] -> [1, 2, 3]
[5, 5, 5] -> [5]
[] -> []
[9, 8, 7] -> [7, 8, 9]
[2, 4, 2, 4, 0] -> [0, 2, 4]
[1] -> [1]
""", lambda: L(-3, 9, 0, 10))
t(1, "how many different customers", "Given the customer number of each visit, how many different customers were there?",
  "lambda a: len(set(a))", """
[1, 2, 1, 3] -> 3
[5, 5, 5, 5] -> 1
[] -> 0
[10, 20, 30] -> 3
[7, 8, 8, 7, 9, 9] -> 3
[4] -> 1
""", lambda: L(1, 8, 0, 12))
t(1, "runner-up", "The second highest score (the same as the highest if two share it).",
  "lambda a: sorted(a)[-2]", """
[10, 30, 20] -> 20
[5, 9] -> 5
[7, 7, 1] -> 7
[1, 2, 3, 4, 5] -> 4
[50, 20, 40, 10] -> 40
[3, 8, 6, 8] -> 8
""", lambda: L(0, 50, 2))
t(1, "how many share first place", "How many players have the highest score?",
  "lambda a: a.count(max(a))", """
[10, 20, 20] -> 2
[5] -> 1
[3, 3, 3] -> 3
[1, 9, 2, 9, 9] -> 3
[40, 30, 20] -> 1
[7, 8, 8, 1] -> 2
""", lambda: L(5, 9, 1, 10))
t(1, "winner number", "The number of the first player (counting from 1) with the best score.",
  "lambda a: a.index(max(a)) + 1", """
[10, 30, 20] -> 2
[5] -> 1
[7, 7] -> 1
[1, 2, 3, 9] -> 4
[0, 4, 8, 8, 3] -> 3
[50, 10, 20] -> 1
""", lambda: L(0, 20, 1))
t(1, "seat of a guest", "The index of guest b in the list, or -1 if the guest is not there.",
  "lambda a, b: a.index(b) if b in a else -1", """
[4, 7, 9], 7 -> 1
[4, 7, 9], 5 -> -1
[], 3 -> -1
[8, 8, 8], 8 -> 0
[1, 2, 3, 4, 5], 5 -> 4
[6, 2, 6, 2], 2 -> 1
""", lambda: (L(0, 9, 0), I(0, 9)))
t(1, "running total", "The running total of the amounts.",
  "lambda a: [sum(a[:i + 1]) for i in range(len(a))]", """
[1, 2, 3] -> [1, 3, 6]
[10, -5, 20] -> [10, 5, 25]
[] -> []
[7] -> [7]
[0, 0, 4, 4] -> [0, 0, 4, 8]
[100, 50, -150] -> [100, 150, 0]
""", lambda: L(-20, 50))
t(1, "daily use from meter readings", "From the meter readings compute the use between each reading and the next.",
  "lambda a: [y - x for x, y in zip(a, a[1:])]", """
[100, 110, 125] -> [10, 15]
[5, 5] -> [0]
[1000] -> []
[0, 7, 9, 20] -> [7, 2, 11]
[300, 350, 420, 421, 500] -> [50, 70, 1, 79]
[40, 42, 42, 50] -> [2, 0, 8]
""", lambda: S(0, 200, 1))
t(1, "invoice total", "Multiply each price in a by the quantity in b and add up.",
  "lambda a, b: sum(x * y for x, y in zip(a, b))", """
[10, 20], [1, 2] -> 50
[5], [3] -> 15
[], [] -> 0
[7, 8, 9], [0, 1, 0] -> 8
[100, 50, 25], [1, 1, 4] -> 250
[3, 3], [2, 5] -> 21
""", lambda: two(1, 50, 0, 6, 0, 6))
t(1, "best of two attempts", "Each athlete has two attempts; keep the better one.",
  "lambda a, b: [max(x, y) for x, y in zip(a, b)]", """
[3, 8], [5, 6] -> [5, 8]
[10], [10] -> [10]
[], [] -> []
[1, 2, 3], [3, 2, 1] -> [3, 2, 3]
[0, 50, 70], [20, 40, 90] -> [20, 50, 90]
[6, 7], [0, 0] -> [6, 7]
""", lambda: two(0, 60, 0, 7))
t(1, "in both lists", "The elements of the first list that are also in the second.",
  "lambda a, b: [x for x in a if x in b]", """
[1, 2, 3], [2, 3, 4] -> [2, 3]
[5, 6], [7] -> []
[8, 8, 9], [8] -> [8, 8]
[], [1, 2] -> []
[10, 20, 30], [30, 10] -> [10, 30]
[4, 4], [] -> []
""", lambda: (L(0, 9, 0, 7), L(0, 9, 0, 6)))
t(1, "who has not paid", "The members in the first list who are missing from the second list.",
  "lambda a, b: [x for x in a if x not in b]", """
[1, 2, 3, 4], [2, 4] -> [1, 3]
[5, 6], [] -> [5, 6]
[7], [7] -> []
[10, 11, 12], [12, 9, 10] -> [11]
[], [3] -> []
[8, 2, 6], [1] -> [8, 2, 6]
""", lambda: (U(1, 12, 0, 8), U(1, 12, 0, 7)))
t(1, "one sorted list of two", "Put both lists together and sort.",
  "lambda a, b: sorted(a + b)", """
[1, 5], [3] -> [1, 3, 5]
[], [2, 1] -> [1, 2]
[9, 7], [8, 7] -> [7, 7, 8, 9]
[4], [] -> [4]
[10, 30, 50], [20, 40] -> [10, 20, 30, 40, 50]
[0, 0], [0, -1] -> [-1, 0, 0, 0]
""", lambda: (L(-5, 40, 0, 6), L(-5, 40, 0, 6)))
t(1, "is it in stock", "1 if article b is in the list, else 0.",
  "lambda a, b: 1 if b in a else 0", """
[3, 5, 7], 5 -> 1
[3, 5, 7], 6 -> 0
[], 1 -> 0
[2, 2], 2 -> 1
[10, 11, 12, 13], 13 -> 1
[8], 9 -> 0
""", lambda: (L(0, 6, 0, 6), I(0, 6)))
t(1, "limit to percent", "Force every value into 0..100.",
  "lambda a: [min(100, max(0, x)) for x in a]", """
[50, 120, -10] -> [50, 100, 0]
[0, 100] -> [0, 100]
[] -> []
[101, 99, -1, 1] -> [100, 99, 0, 1]
[-50, 500] -> [0, 100]
[33] -> [33]
""", lambda: L(-60, 160))
t(1, "fill missing with zero", "A missing reading is written -1; replace each by 0.",
  "lambda a: [0 if x == -1 else x for x in a]", """
[5, -1, 7] -> [5, 0, 7]
[-1, -1] -> [0, 0]
[3, 2, 1] -> [3, 2, 1]
[] -> []
[-2, -1, 0, 1] -> [-2, 0, 0, 1]
[8, -1] -> [8, 0]
""", lambda: C([-1, -1, -1, -3, 0, 2, 5, 9, 14]))
t(1, "next dealer", "Move the first player to the end of the table order.",
  "lambda a: a[1:] + a[:1]", """
[1, 2, 3] -> [2, 3, 1]
[5, 9] -> [9, 5]
[4] -> [4]
[] -> []
[7, 7, 8] -> [7, 8, 7]
[10, 20, 30, 40] -> [20, 30, 40, 10]
""", lambda: L(1, 20))
t(1, "sum of digits", "The sum of the digits of a number.",
  "lambda a: sum(int(d) for d in str(a))", """
123 -> 6
9 -> 9
100 -> 1
0 -> 0
4567 -> 22
99 -> 18
""", lambda: I(0, 10 ** R.randint(1, 6)))
t(1, "number backwards", "Write the number backwards.",
  "lambda a: int(str(a)[::-1])", """
123 -> 321
40 -> 4
7 -> 7
1002 -> 2001
555 -> 555
98 -> 89
""", lambda: I(1, 10 ** R.randint(1, 6)))
t(1, "even house numbers", "Keep the even house numbers.",
  "lambda a: [x for x in a if x % 2 == 0]", """
[1, 2, 3, 4] -> [2, 4]
[7, 9] -> []
[10] -> [10]
[] -> []
[12, 15, 18, 21, 24] -> [12, 18, 24]
[6, 6, 5] -> [6, 6]
""", lambda: L(1, 60))
t(1, "every b-th sample", "Take every b-th sample, starting with the first.",
  "lambda a, b: a[::b]", """
[1, 2, 3, 4, 5], 2 -> [1, 3, 5]
[10, 20, 30, 40], 3 -> [10, 40]
[6, 7, 8], 1 -> [6, 7, 8]
[], 2 -> []
[9, 8, 7, 6, 5, 4, 3], 3 -> [9, 6, 3]
[5, 5, 2], 4 -> [5]
""", lambda: (L(0, 30, 0, 12), I(1, 4)))
t(1, "times table", "The first b multiples of a.",
  "lambda a, b: [a * i for i in range(1, b + 1)]", """
3, 4 -> [3, 6, 9, 12]
7, 2 -> [7, 14]
5, 0 -> []
1, 5 -> [1, 2, 3, 4, 5]
10, 3 -> [10, 20, 30]
0, 2 -> [0, 0]
""", lambda: (I(0, 15), I(0, 10)))
t(1, "divisors", "All divisors of a number.",
  "lambda a: [d for d in range(1, a + 1) if a % d == 0]", """
6 -> [1, 2, 3, 6]
7 -> [1, 7]
1 -> [1]
12 -> [1, 2, 3, 4, 6, 12]
9 -> [1, 3, 9]
20 -> [1, 2, 4, 5, 10, 20]
""", lambda: I(2, 100))
t(1, "when do they meet again", "Two buses leave every a and every b minutes; after how many minutes do they leave together again (least common multiple)?",
  "lambda a, b: a * b // __import__('math').gcd(a, b)", """
4, 6 -> 12
5, 7 -> 35
10, 10 -> 10
3, 9 -> 9
1, 8 -> 8
12, 18 -> 36
""", lambda: (I(1, 30), I(1, 30)))
t(1, "share in percent", "What percentage of the total is each amount (rounded down)?",
  "lambda a: [x * 100 // sum(a) for x in a]", """
[1, 1] -> [50, 50]
[10, 30] -> [25, 75]
[5] -> [100]
[1, 1, 1] -> [33, 33, 33]
[0, 20, 80] -> [0, 20, 80]
[3, 4, 5] -> [25, 33, 41]
""", lambda: L(0, 60, 1, 6))
t(1, "price after discount", "The price a after a discount of b percent, rounded down.",
  "lambda a, b: a * (100 - b) // 100", """
100, 20 -> 80
50, 10 -> 45
99, 50 -> 49
80, 0 -> 80
200, 25 -> 150
30, 100 -> 0
""", lambda: (I(1, 500), R.choice([0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100])))
t(1, "leap year", "1 if the year is a leap year, else 0.",
  "lambda a: 1 if (a % 4 == 0 and a % 100 != 0) or a % 400 == 0 else 0", """
2020 -> 1
2021 -> 0
1900 -> 0
2000 -> 1
2024 -> 1
2100 -> 0
""", lambda: R.choice([1600, 1700, 1800, 1996, 2200, 2400, 1950, 2004, 2008, 2012, 2023, 2026, 1999, 2018, 1500, 2300, 2800, 1988]))
t(1, "late fee by place", "Add its index (from 0) to each value.",
  "lambda a: [x + i for i, x in enumerate(a)]", """
[10, 10, 10] -> [10, 11, 12]
[5] -> [5]
[] -> []
[3, 0, 7, 1] -> [3, 1, 9, 4]
[0, 0] -> [0, 1]
[20, 15, 30] -> [20, 16, 32]
""", lambda: L(0, 40))
t(1, "two shops together", "Add the sales of two shops day by day.",
  "lambda a, b: [x + y for x, y in zip(a, b)]", """
[1, 2, 3], [10, 20, 30] -> [11, 22, 33]
[5], [5] -> [10]
[], [] -> []
[0, 7], [4, 0] -> [4, 7]
[100, 200], [50, 25] -> [150, 225]
[3, 3, 3, 3], [1, 2, 3, 4] -> [4, 5, 6, 7]
""", lambda: two(0, 90, 0, 7))
t(1, "there and back", "The stops of a bus that drives to the end and back again: the list followed by its reverse.",
  "lambda a: a + a[::-1]", """
[1, 2, 3] -> [1, 2, 3, 3, 2, 1]
[5] -> [5, 5]
[] -> []
[4, 9] -> [4, 9, 9, 4]
[0, 0, 7] -> [0, 0, 7, 7, 0, 0]
[10, 20, 30, 40] -> [10, 20, 30, 40, 40, 30, 20, 10]
""", lambda: L(0, 40, 0, 8))
t(1, "number of outfits", "The number of combinations is the product of all the counts.",
  "lambda a: __import__('math').prod(a)", """
[2, 3] -> 6
[5] -> 5
[4, 4, 4] -> 64
[] -> 1
[1, 7, 1, 2] -> 14
[3, 0, 9] -> 0
""", lambda: L(0 if R.random() < 0.2 else 1, 8, 0, 6))
t(1, "is it in order", "1 if the numbers never go down, else 0.",
  "lambda a: 1 if a == sorted(a) else 0", """
[1, 2, 3] -> 1
[3, 2, 1] -> 0
[5, 5, 6] -> 1
[] -> 1
[1, 4, 2, 8] -> 0
[9] -> 1
""", lambda: S(0, 20, 0, 7) if R.random() < 0.5 else L(0, 20, 2, 7))
t(1, "podium", "The b highest values, highest first.",
  "lambda a, b: sorted(a, reverse=True)[:b]", """
[5, 1, 9, 7], 3 -> [9, 7, 5]
[4, 8], 1 -> [8]
[2, 2, 3], 2 -> [3, 2]
[10, 20], 5 -> [20, 10]
[6, 7], 0 -> []
[], 3 -> []
""", lambda: (L(0, 50), I(0, 4)))
t(1, "drop the worst test", "The total of the marks without the lowest one.",
  "lambda a: sum(a) - min(a)", """
[5, 8, 10] -> 18
[7] -> 0
[6, 6] -> 6
[90, 40, 70, 80] -> 240
[0, 3, 4] -> 7
[1, 2, 3, 4, 5] -> 14
""", lambda: L(0, 100, 1))
t(1, "noise gate", "Set every value that is below the threshold b to 0.",
  "lambda a, b: [x if x >= b else 0 for x in a]", """
[1, 5, 10], 5 -> [0, 5, 10]
[3, 3, 3], 4 -> [0, 0, 0]
[], 2 -> []
[20, 7, 12, 9], 10 -> [20, 0, 12, 0]
[8], 1 -> [8]
[6, 2, 6, 1], 6 -> [6, 0, 6, 0]
""", lambda: (L(1, 30), I(1, 25)))
t(1, "drop leading zeros", "Remove the zeros at the start.",
  """def f(a):
    while a and a[0] == 0:
        a = a[1:]
    return a""", """
[0, 0, 5, 3] -> [5, 3]
[1, 0, 2] -> [1, 0, 2]
[0, 0] -> []
[] -> []
[0, 7, 0, 0] -> [7, 0, 0]
[4] -> [4]
""", lambda: [0] * I(0, 3) + C([0, 0, 3, 5, 8, 1], 0, 6))
t(1, "every card twice", "Write every element twice in a row.",
  "lambda a: [y for x in a for y in (x, x)]", """
[1, 2] -> [1, 1, 2, 2]
[7] -> [7, 7]
[] -> []
[3, 3] -> [3, 3, 3, 3]
[9, 0, 4] -> [9, 9, 0, 0, 4, 4]
[5, 6, 7, 8] -> [5, 5, 6, 6, 7, 7, 8, 8]
""", lambda: L(0, 20, 0, 8))
t(1, "median", "The middle one of an odd number of values when sorted.",
  "lambda a: sorted(a)[len(a) // 2]", """
[3, 1, 2] -> 2
[9] -> 9
[10, 50, 20, 40, 30] -> 30
[7, 7, 1] -> 7
[4, 0, 8] -> 4
[100, 1, 2, 3, 4] -> 3
""", lambda: (lambda n: L(0, 50, n, n))(R.choice([1, 3, 5, 5, 7])))
t(1, "sum of squares", "The sum of the squares.",
  "lambda a: sum(x * x for x in a)", """
[1, 2, 3] -> 14
[5] -> 25
[] -> 0
[-2, 2] -> 8
[0, 10] -> 100
[3, 4] -> 25
""", lambda: L(-9, 9))
t(1, "biggest error", "The largest deviation from zero, whatever its sign.",
  "lambda a: max(abs(x) for x in a)", """
[1, -5, 3] -> 5
[4] -> 4
[-2, -1] -> 2
[0, 0] -> 0
[7, -6, 2, -8] -> 8
[10, -3] -> 10
""", lambda: L(-30, 30, 1))
t(1, "countdown", "Count down from the number to 0.",
  "lambda a: list(range(a, -1, -1))", """
3 -> [3, 2, 1, 0]
0 -> [0]
1 -> [1, 0]
5 -> [5, 4, 3, 2, 1, 0]
2 -> [2, 1, 0]
10 -> [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
""", lambda: I(4, 18))
t(1, "round-robin matches", "How many matches are played when each of n teams meets every other once?",
  "lambda a: a * (a - 1) // 2", """
2 -> 1
4 -> 6
1 -> 0
10 -> 45
3 -> 3
20 -> 190
""", lambda: I(5, 60))
t(1, "seconds to clock", "Give a number of seconds as hours, minutes and seconds.",
  "lambda a: [a // 3600, a // 60 % 60, a % 60]", """
3661 -> [1, 1, 1]
59 -> [0, 0, 59]
3600 -> [1, 0, 0]
125 -> [0, 2, 5]
0 -> [0, 0, 0]
7384 -> [2, 3, 4]
""", lambda: I(0, 20000))
t(1, "swap ends", "Swap the first and the last element.",
  "lambda a: [a[-1]] + a[1:-1] + [a[0]]", """
[1, 2, 3] -> [3, 2, 1]
[4, 9] -> [9, 4]
[1, 2, 3, 4, 5] -> [5, 2, 3, 4, 1]
[7, 0, 0, 8] -> [8, 0, 0, 7]
[6, 5, 6] -> [6, 5, 6]
[10, 20, 30, 40] -> [40, 20, 30, 10]
""", lambda: L(0, 30, 2))
t(1, "length up to the end mark", "How many entries come before the first 0 (all of them if there is none)?",
  "lambda a: a.index(0) if 0 in a else len(a)", """
[5, 3, 0, 7] -> 2
[0, 1] -> 0
[4, 4, 4] -> 3
[] -> 0
[1, 0, 0] -> 1
[9, 8, 7, 6, 0] -> 4
""", lambda: C([0, 1, 2, 3, 4, 5, 6], 0, 9))
t(1, "money left", "How much of the budget b is left after all expenses?",
  "lambda a, b: b - sum(a)", """
[10, 20], 100 -> 70
[], 50 -> 50
[5], 5 -> 0
[30, 40], 60 -> -10
[1, 1, 1], 10 -> 7
[25, 25, 25], 200 -> 125
""", lambda: (L(1, 40, 0, 6), I(20, 150)))
t(1, "boxes needed", "How many boxes for b pieces each are needed to pack a pieces?",
  "lambda a, b: (a + b - 1) // b", """
10, 5 -> 2
11, 5 -> 3
0, 4 -> 0
1, 10 -> 1
12, 12 -> 1
100, 30 -> 4
""", lambda: (I(0, 120), I(1, 24)))
t(1, "all the same", "1 if all readings are the same, else 0.",
  "lambda a: 1 if len(set(a)) <= 1 else 0", """
[4, 4, 4] -> 1
[4, 4, 5] -> 0
[] -> 1
[9] -> 1
[1, 2] -> 0
[3, 3, 3, 3, 2] -> 0
""", lambda: [I(0, 9)] * I(1, 6) if R.random() < 0.5 else C([1, 2, 3], 2, 6))
t(1, "round to tens", "Round every price to the nearest ten (5 goes up).",
  "lambda a: [(x + 5) // 10 * 10 for x in a]", """
[12, 18] -> [10, 20]
[25] -> [30]
[] -> []
[4, 5, 6] -> [0, 10, 10]
[100, 99, 101] -> [100, 100, 100]
[0, 55, 74] -> [0, 60, 70]
""", lambda: L(0, 150))
t(1, "above the minimum", "Subtract the smallest value from all of them.",
  "lambda a: [x - min(a) for x in a]", """
[5, 7, 6] -> [0, 2, 1]
[3] -> [0]
[10, 10] -> [0, 0]
[-2, 0, 4] -> [0, 2, 6]
[100, 90, 95, 120] -> [10, 0, 5, 30]
[1, 2, 3] -> [0, 1, 2]
""", lambda: L(-10, 40, 1))
t(1, "trace of a square matrix", "The matrix is written row by row and has b columns; add up its main diagonal.",
  "lambda a, b: sum(a[i * (b + 1)] for i in range(b))", """
[1, 2, 3, 4], 2 -> 5
[5], 1 -> 5
[1, 0, 0, 0, 1, 0, 0, 0, 1], 3 -> 3
[1, 2, 3, 4, 5, 6, 7, 8, 9], 3 -> 15
[0, 9, 9, 0], 2 -> 0
[10, 1, 1, 20], 2 -> 30
""", lambda: (lambda n: ([I(0, 12) for _ in range(n * n)], n))(I(1, 4)))

# ---------------------------------------------------------------- level 2
t(2, "days it got warmer", "On how many days was it warmer than the day before?",
  "lambda a: len([1 for x, y in zip(a, a[1:]) if y > x])", """
[10, 12, 11] -> 1
[1, 2, 3, 4] -> 3
[5, 5, 5] -> 0
[] -> 0
[8] -> 0
[20, 18, 19, 25, 25, 30] -> 3
""", lambda: L(10, 20, 0, 10))
t(2, "longest run", "The length of the longest run of equal values.",
  """def f(a):
    best = run = 0
    for i in range(len(a)):
        run = run + 1 if i > 0 and a[i] == a[i - 1] else 1
        best = max(best, run)
    return best""", """
[1, 1, 2] -> 2
[5, 5, 5, 5] -> 4
[1, 2, 3] -> 1
[] -> 0
[3, 3, 0, 0, 0, 3] -> 3
[7] -> 1
""", lambda: C([1, 2, 2], 0, 14))
t(2, "run lengths", "The lengths of the runs of equal neighbours.",
  "lambda a: [len(list(g)) for k, g in __import__('itertools').groupby(a)]", """
[1, 1, 2] -> [2, 1]
[5, 5, 5] -> [3]
[] -> []
[0, 1, 0, 0] -> [1, 1, 2]
[4, 4, 6, 6, 6, 4] -> [2, 3, 1]
[9] -> [1]
""", lambda: C([0, 1], 0, 12))
t(2, "squeeze repeats", "Of neighbouring equal values keep only one.",
  "lambda a: [x for i, x in enumerate(a) if i == 0 or a[i - 1] != x]", """
[1, 1, 2, 2, 1] -> [1, 2, 1]
[7, 7, 7] -> [7]
[1, 2, 3] -> [1, 2, 3]
[] -> []
[5, 5, 0, 5, 5, 5] -> [5, 0, 5]
[4] -> [4]
""", lambda: C([1, 2, 3], 0, 12))
t(2, "balance without overdraft", "Start with 0, add each transaction, but the balance never drops below 0; give the final balance.",
  """def f(a):
    s = 0
    for x in a:
        s = max(0, s + x)
    return s""", """
[10, -3] -> 7
[5, -10, 4] -> 4
[-5] -> 0
[] -> 0
[-2, 8, -3, -10, 6] -> 6
[20, -20, 1] -> 1
""", lambda: L(-15, 12, 0, 9))
t(2, "peaks", "The values that are greater than both neighbours.",
  "lambda a: [a[i] for i in range(1, len(a) - 1) if a[i] > a[i - 1] and a[i] > a[i + 1]]", """
[1, 5, 2] -> [5]
[3, 1, 4, 1, 5, 2] -> [4, 5]
[1, 2, 3] -> []
[] -> []
[9, 2, 2, 7, 7, 1] -> []
[0, 8, 3, 6, 5] -> [8, 6]
""", lambda: L(0, 9, 0, 12))
t(2, "moving average of three", "The average (rounded down) of each three consecutive values.",
  "lambda a: [(a[i] + a[i + 1] + a[i + 2]) // 3 for i in range(len(a) - 2)]", """
[1, 2, 3] -> [2]
[10, 20, 30, 40] -> [20, 30]
[5, 5] -> []
[] -> []
[1, 1, 2, 9] -> [1, 4]
[3, 6, 0, 9, 12] -> [3, 5, 7]
""", lambda: L(0, 40, 0, 9))
t(2, "best stretch of b days", "The largest total of b consecutive days.",
  "lambda a, b: max(sum(a[i:i + b]) for i in range(len(a) - b + 1))", """
[1, 2, 3, 4], 2 -> 7
[5, 1, 1, 5], 2 -> 6
[3, 9, 4], 1 -> 9
[2, 2, 2], 3 -> 6
[10, 0, 10, 0, 10], 3 -> 20
[7, 8, 1, 1, 9], 2 -> 15
""", lambda: (lambda a: (a, I(1, min(4, len(a)))))(L(0, 20, 1, 9)))
t(2, "record so far", "At each moment, the highest value so far.",
  "lambda a: [max(a[:i + 1]) for i in range(len(a))]", """
[1, 3, 2, 5] -> [1, 3, 3, 5]
[9, 8, 7] -> [9, 9, 9]
[] -> []
[4] -> [4]
[2, 2, 6, 1, 6, 7] -> [2, 2, 6, 6, 6, 7]
[-5, -7, 0] -> [-5, -5, 0]
""", lambda: L(-5, 20, 0, 9))
t(2, "how many can I afford", "I buy the things in order until the money b does not suffice for the next one; how many do I get?",
  """def f(a, b):
    n = 0
    for x in a:
        if x > b:
            break
        b -= x
        n += 1
    return n""", """
[5, 5, 5], 12 -> 2
[10], 9 -> 0
[1, 2, 3], 6 -> 3
[], 10 -> 0
[4, 8, 1], 10 -> 1
[2, 2, 2, 2, 2], 7 -> 3
""", lambda: (L(1, 15, 0, 9), I(5, 50)))
t(2, "carry readings forward", "Replace each 0 (no reading) by the last reading before it (0 if there was none).",
  """def f(a):
    out, last = [], 0
    for x in a:
        if x != 0:
            last = x
        out.append(last)
    return out""", """
[5, 0, 0, 7] -> [5, 5, 5, 7]
[0, 3, 0] -> [0, 3, 3]
[1, 2] -> [1, 2]
[] -> []
[0, 0] -> [0, 0]
[9, 0, 4, 0, 0, 2] -> [9, 9, 4, 4, 4, 2]
""", lambda: C([0, 0, 0, 3, 5, 8, 12], 0, 10))
t(2, "ranks", "The rank of each score: 1 for the best, equal scores share a rank.",
  "lambda a: [1 + len([y for y in a if y > x]) for x in a]", """
[10, 30, 20] -> [3, 1, 2]
[5, 5] -> [1, 1]
[7] -> [1]
[] -> []
[9, 9, 1, 4] -> [1, 1, 4, 3]
[2, 8, 8, 8, 3] -> [5, 1, 1, 1, 4]
""", lambda: L(0, 12, 0, 8))
t(2, "above average", "How many values are above the average?",
  "lambda a: len([x for x in a if x * len(a) > sum(a)])", """
[1, 2, 3] -> 1
[5, 5, 5] -> 0
[] -> 0
[10, 1, 1, 1] -> 1
[8, 9, 1] -> 2
[0, 4, 4, 4, 4] -> 4
""", lambda: L(0, 20, 0, 9))
t(2, "sort by last digit", "Sort the numbers by their last digit, keeping the order of those that agree.",
  "lambda a: sorted(a, key=lambda x: x % 10)", """
[19, 21, 10] -> [10, 21, 19]
[35, 15, 25] -> [35, 15, 25]
[] -> []
[8] -> [8]
[92, 41, 52, 31] -> [41, 31, 92, 52]
[100, 7, 13, 30] -> [100, 30, 13, 7]
""", lambda: L(0, 99, 0, 9))
t(2, "evens before odds", "First the even numbers, then the odd ones, each in the given order.",
  "lambda a: [x for x in a if x % 2 == 0] + [x for x in a if x % 2 == 1]", """
[1, 2, 3, 4] -> [2, 4, 1, 3]
[5, 7] -> [5, 7]
[8, 6] -> [8, 6]
[] -> []
[3, 10, 9, 0, 1] -> [10, 0, 3, 9, 1]
[2, 1] -> [2, 1]
""", lambda: L(0, 30, 0, 10))
t(2, "longest winning streak", "Goal differences of the matches; the longest streak of matches won (above 0).",
  """def f(a):
    best = run = 0
    for x in a:
        run = run + 1 if x > 0 else 0
        best = max(best, run)
    return best""", """
[1, 2, -1, 3] -> 2
[-1, 0, -2] -> 0
[1, 1, 1] -> 3
[] -> 0
[0, 4, 0, 2, 1, 5, -3, 1] -> 3
[-2, 6] -> 1
""", lambda: C([-2, -1, 0, 1, 1, 2, 3, 1], 0, 14))
t(2, "zip two lists", "Take one from the first list, one from the second, and so on (both are equally long).",
  "lambda a, b: [y for p in zip(a, b) for y in p]", """
[1, 2], [10, 20] -> [1, 10, 2, 20]
[5], [6] -> [5, 6]
[], [] -> []
[7, 8, 9], [0, 0, 0] -> [7, 0, 8, 0, 9, 0]
[3, 3], [4, 5] -> [3, 4, 3, 5]
[1, 3, 5, 7], [2, 4, 6, 8] -> [1, 2, 3, 4, 5, 6, 7, 8]
""", lambda: two(0, 20, 0, 8))
t(2, "right colour at the right place", "How many positions of the guess agree with the secret code?",
  "lambda a, b: len([1 for x, y in zip(a, b) if x == y])", """
[1, 2, 3, 4], [1, 3, 3, 2] -> 2
[5, 5], [5, 5] -> 2
[1, 2], [2, 1] -> 0
[], [] -> 0
[6, 1, 6, 1], [6, 6, 6, 6] -> 2
[3, 2, 1], [1, 2, 3] -> 1
""", lambda: two(1, 3, 0, 8))
t(2, "best three throws", "Add up the three best results (all of them if there are fewer).",
  "lambda a: sum(sorted(a)[-3:])", """
[1, 2, 3, 4] -> 9
[10, 10] -> 20
[] -> 0
[5, 50, 7, 60, 6] -> 117
[8] -> 8
[3, 3, 3, 3, 3] -> 9
""", lambda: L(0, 50, 0, 8))
t(2, "pay with overtime", "10 an hour, and 15 for each hour of a day beyond 8: the pay for a week of daily hours.",
  "lambda a: sum(10 * min(x, 8) + 15 * max(0, x - 8) for x in a)", """
[8] -> 80
[9] -> 95
[8, 8, 4] -> 200
[] -> 0
[10, 2] -> 130
[0, 12, 8] -> 220
""", lambda: L(0, 13, 0, 7))
t(2, "entrance fees", "Visitors below 6 are free, below 18 pay 5, others 10; what do the visitors with these ages pay together?",
  "lambda a: sum(0 if x < 6 else 5 if x < 18 else 10 for x in a)", """
[5, 17, 30] -> 15
[2, 3] -> 0
[6] -> 5
[18] -> 10
[40, 38, 10, 7, 4] -> 30
[] -> 0
""", lambda: L(1, 40, 0, 8))
t(2, "school grades", "Turn percentages into grades: 90 or more is 1, 75 or more is 2, 50 or more is 3, else 4.",
  "lambda a: [1 if x >= 90 else 2 if x >= 75 else 3 if x >= 50 else 4 for x in a]", """
[95, 80, 60, 20] -> [1, 2, 3, 4]
[90, 89] -> [1, 2]
[75, 74] -> [2, 3]
[50, 49] -> [3, 4]
[] -> []
[100, 0, 77, 55] -> [1, 4, 2, 3]
""", lambda: L(30, 100, 0, 8))
t(2, "decode digits", "Read a list of digits as a number.",
  """def f(a):
    n = 0
    for d in a:
        n = 10 * n + d
    return n""", """
[1, 2, 3] -> 123
[7] -> 7
[0, 5] -> 5
[] -> 0
[9, 0, 0, 1] -> 9001
[4, 4] -> 44
""", lambda: L(0, 9, 0, 8))
t(2, "binary digits", "The binary digits of a number, most significant first.",
  "lambda a: [int(c) for c in bin(a)[2:]]", """
5 -> [1, 0, 1]
1 -> [1]
8 -> [1, 0, 0, 0]
7 -> [1, 1, 1]
10 -> [1, 0, 1, 0]
2 -> [1, 0]
""", lambda: I(3, 600))
t(2, "primes up to n", "All prime numbers up to n.",
  "lambda a: [p for p in range(2, a + 1) if all(p % d != 0 for d in range(2, p))]", """
10 -> [2, 3, 5, 7]
2 -> [2]
1 -> []
13 -> [2, 3, 5, 7, 11, 13]
20 -> [2, 3, 5, 7, 11, 13, 17, 19]
4 -> [2, 3]
""", lambda: I(0, 60))
t(2, "judges' score", "Strike out one lowest and one highest mark and average the rest, rounded down.",
  "lambda a: (sum(a) - min(a) - max(a)) // (len(a) - 2)", """
[5, 6, 7] -> 6
[9, 1, 8, 7] -> 7
[10, 10, 10] -> 10
[3, 3, 8, 9, 9] -> 6
[0, 5, 10] -> 5
[6, 8, 9, 7, 2] -> 7
""", lambda: L(0, 10, 3, 9))
t(2, "first alarm", "The first reading above the limit b, or -1 if there is none.",
  "lambda a, b: next((x for x in a if x > b), -1)", """
[10, 25, 30], 20 -> 25
[1, 2, 3], 5 -> -1
[7, 7], 7 -> -1
[], 0 -> -1
[50, 20, 60], 40 -> 50
[4, 8, 9, 12], 8 -> 9
""", lambda: (L(0, 30, 0, 8), I(5, 28)))
t(2, "last even number", "The last even number, or 0 if there is none.",
  "lambda a: ([0] + [x for x in a if x % 2 == 0])[-1]", """
[1, 2, 3] -> 2
[4, 6, 8] -> 8
[5, 7] -> 0
[] -> 0
[10, 3, 12, 9, 11] -> 12
[6] -> 6
""", lambda: L(1, 30, 0, 7))
t(2, "totals per section", "A 0 separates sections; the total of each section.",
  """def f(a):
    out = [0]
    for x in a:
        if x == 0:
            out.append(0)
        else:
            out[-1] += x
    return out""", """
[1, 2, 0, 3] -> [3, 3]
[5] -> [5]
[0] -> [0, 0]
[4, 0, 0, 6] -> [4, 0, 6]
[1, 1, 1, 0, 2, 2, 0, 3] -> [3, 4, 3]
[7, 0] -> [7, 0]
""", lambda: C([0, 0, 2, 3, 5, 1], 1, 12))
t(2, "weekly totals", "Add up the values in groups of 7; the last group may be short.",
  "lambda a: [sum(a[i:i + 7]) for i in range(0, len(a), 7)]", """
[1, 1, 1, 1, 1, 1, 1] -> [7]
[1, 2, 3] -> [6]
[] -> []
[1, 1, 1, 1, 1, 1, 1, 5] -> [7, 5]
[2, 0, 0, 0, 0, 0, 0, 3, 4] -> [2, 7]
[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 100] -> [21, 70, 100]
""", lambda: L(0, 20, 0, 20))
t(2, "column sums", "A table is written row by row with b columns; add up each column.",
  "lambda a, b: [sum(a[j::b]) for j in range(b)]", """
[1, 2, 3, 4], 2 -> [4, 6]
[1, 2, 3], 3 -> [1, 2, 3]
[5, 6, 7], 1 -> [18]
[1, 2, 3, 4, 5, 6], 3 -> [5, 7, 9]
[1, 0, 1, 0, 1, 0], 2 -> [3, 0]
[10, 20, 30, 40, 50, 60, 70, 80], 4 -> [60, 80, 100, 120]
""", lambda: (lambda b: (L(0, 30, 3 * b, 3 * b) if R.random() < .5 else L(0, 30, 2 * b, 2 * b), b))(I(1, 5)))
t(2, "count the votes", "Votes for the candidates 1 to b: how many votes did each get?",
  "lambda a, b: [a.count(i) for i in range(1, b + 1)]", """
[1, 2, 1, 3], 3 -> [2, 1, 1]
[2, 2], 2 -> [0, 2]
[], 2 -> [0, 0]
[4, 1, 4], 4 -> [1, 0, 0, 2]
[1, 1, 1], 1 -> [3]
[3, 5, 3, 2, 2, 3], 5 -> [0, 2, 3, 0, 1]
""", lambda: (lambda b: (L(1, b, 0, 10), b))(I(1, 6)))
t(2, "rounds won", "How many more rounds did the first team win than the second?",
  "lambda a, b: sum((x > y) - (x < y) for x, y in zip(a, b))", """
[3, 5, 2], [1, 4, 6] -> 1
[1, 1], [2, 2] -> -2
[4], [4] -> 0
[], [] -> 0
[9, 8, 7], [0, 8, 1] -> 2
[2, 7, 1, 0], [5, 7, 3, 2] -> -3
""", lambda: two(0, 6, 0, 8))
t(2, "floors travelled", "A lift visits these floors in order; how many floors does it travel?",
  "lambda a: sum(abs(x - y) for x, y in zip(a, a[1:]))", """
[0, 3] -> 3
[5, 2, 4] -> 5
[1] -> 0
[] -> 0
[0, 10, 0] -> 20
[2, 2, 7, 6] -> 6
""", lambda: L(-2, 12, 0, 9))
t(2, "alternating sum", "First minus second plus third minus fourth and so on.",
  "lambda a: sum(a[::2]) - sum(a[1::2])", """
[5, 3] -> 2
[1, 2, 3] -> 2
[7] -> 7
[] -> 0
[10, 1, 10, 1] -> 18
[0, 4, 2, 8, 1] -> -9
""", lambda: L(0, 20, 0, 9))
t(2, "put on the shelf", "Insert the value c at index b.",
  "lambda a, b, c: a[:b] + [c] + a[b:]", """
[1, 2, 3], 1, 9 -> [1, 9, 2, 3]
[1, 2, 3], 0, 7 -> [7, 1, 2, 3]
[5, 6], 2, 8 -> [5, 6, 8]
[], 0, 4 -> [4]
[10, 20, 30, 40], 3, 35 -> [10, 20, 30, 35, 40]
[0, 0], 1, 5 -> [0, 5, 0]
""", lambda: (lambda a: (a, I(0, len(a)), I(0, 50)))(L(0, 50, 0, 8)))
t(2, "swap two seats", "Swap the elements at the indices b and c.",
  """def f(a, b, c):
    a = a[:]
    a[b], a[c] = a[c], a[b]
    return a""", """
[1, 2, 3, 4], 0, 2 -> [3, 2, 1, 4]
[5, 6], 0, 1 -> [6, 5]
[7, 8, 9], 1, 1 -> [7, 8, 9]
[10, 20, 30, 40, 50], 3, 1 -> [10, 40, 30, 20, 50]
[4], 0, 0 -> [4]
[1, 2, 3, 4, 5, 6], 5, 2 -> [1, 2, 6, 4, 5, 3]
""", lambda: (lambda a: (a, I(0, len(a) - 1), I(0, len(a) - 1)))(L(0, 50, 1, 9)))
t(2, "priority passenger", "Move the person at index b to the front of the queue.",
  "lambda a, b: [a[b]] + a[:b] + a[b + 1:]", """
[1, 2, 3, 4], 2 -> [3, 1, 2, 4]
[5, 6], 1 -> [6, 5]
[7, 8, 9], 0 -> [7, 8, 9]
[4], 0 -> [4]
[10, 20, 30, 40, 50], 4 -> [50, 10, 20, 30, 40]
[3, 3, 8, 1], 2 -> [8, 3, 3, 1]
""", lambda: (lambda a: (a, I(0, len(a) - 1)))(L(0, 40, 1, 9)))
t(2, "zeros to the end", "Move all zeros to the end; the others keep their order.",
  "lambda a: [x for x in a if x != 0] + [0] * a.count(0)", """
[0, 1, 0, 2] -> [1, 2, 0, 0]
[3, 4] -> [3, 4]
[0, 0] -> [0, 0]
[] -> []
[5, 0, -1, 0, 2] -> [5, -1, 2, 0, 0]
[0, 9] -> [9, 0]
""", lambda: C([0, 0, 1, 2, 3, -4, 7], 0, 10))
t(2, "pancake flip", "Turn over the first b pancakes.",
  "lambda a, b: a[:b][::-1] + a[b:]", """
[1, 2, 3, 4], 2 -> [2, 1, 3, 4]
[1, 2, 3], 3 -> [3, 2, 1]
[5, 6, 7], 0 -> [5, 6, 7]
[9, 8], 1 -> [9, 8]
[4, 1, 3, 2, 5], 4 -> [2, 3, 1, 4, 5]
[], 0 -> []
""", lambda: (lambda a: (a, I(0, len(a))))(L(1, 20, 0, 9)))
t(2, "rotate to the smallest", "Rotate the list so that it begins with its first smallest element.",
  "lambda a: a[a.index(min(a)):] + a[:a.index(min(a))]", """
[3, 1, 2] -> [1, 2, 3]
[5, 6, 7] -> [5, 6, 7]
[4] -> [4]
[9, 8, 2, 7] -> [2, 7, 9, 8]
[6, 0, 5, 0] -> [0, 5, 0, 6]
[10, 20, 30, 5] -> [5, 10, 20, 30]
""", lambda: L(0, 20, 1, 9))
t(2, "stock after orders", "Stock per article minus what is ordered, never below 0.",
  "lambda a, b: [max(0, x - y) for x, y in zip(a, b)]", """
[10, 5], [3, 5] -> [7, 0]
[2], [6] -> [0]
[], [] -> []
[8, 0, 20], [1, 1, 1] -> [7, 0, 19]
[4, 4, 4], [0, 4, 9] -> [4, 0, 0]
[100, 50], [99, 60] -> [1, 0]
""", lambda: two(0, 20, 0, 7))
t(2, "what to reorder", "For each article with fewer than b in stock order as many as are needed to have c, else 0.",
  "lambda a, b, c: [c - x if x < b else 0 for x in a]", """
[2, 8], 5, 10 -> [8, 0]
[5], 5, 20 -> [0]
[4], 5, 20 -> [16]
[], 3, 9 -> []
[0, 1, 2, 3], 2, 6 -> [6, 5, 0, 0]
[10, 12, 7, 30], 11, 25 -> [15, 0, 18, 0]
""", lambda: (lambda b: (L(0, 20, 0, 7), b, b + I(0, 20)))(I(1, 15)))
t(2, "days since the last accident", "Numbers of accidents per day; for each day count the days since the last day with an accident (0 on that day itself), counting from 0 before the first day.",
  """def f(a):
    out, n = [], 0
    for x in a:
        n = 0 if x > 0 else n + 1
        out.append(n)
    return out""", """
[0, 0, 1, 0] -> [1, 2, 0, 1]
[1, 1] -> [0, 0]
[] -> []
[0, 0, 0] -> [1, 2, 3]
[2, 0, 0, 0, 1, 0] -> [0, 1, 2, 3, 0, 1]
[0, 3] -> [1, 0]
""", lambda: C([0, 0, 0, 1, 2], 0, 12))
t(2, "only in one list", "The values that are in exactly one of the two lists (first those of a, then those of b).",
  "lambda a, b: [x for x in a if x not in b] + [x for x in b if x not in a]", """
[1, 2], [2, 3] -> [1, 3]
[4, 5], [4, 5] -> []
[], [7] -> [7]
[6, 8], [] -> [6, 8]
[1, 2, 3, 4], [9, 3, 1] -> [2, 4, 9]
[10, 20], [30, 40] -> [10, 20, 30, 40]
""", lambda: (U(0, 12, 0, 7), U(0, 12, 0, 7)))
t(2, "anagrams", "1 if the second list has the same elements as the first in some order, else 0.",
  "lambda a, b: 1 if sorted(a) == sorted(b) else 0", """
[1, 2, 3], [3, 1, 2] -> 1
[1, 2], [1, 3] -> 0
[], [] -> 1
[5, 5, 6], [5, 6, 6] -> 0
[4], [4] -> 1
[7, 8], [7, 8, 8] -> 0
""", lambda: (lambda a: (a, R.sample(a, len(a)) if R.random() < .5 else L(0, 3, len(a), len(a))))(L(0, 3, 1, 5)))
t(2, "missing tickets", "Which of the numbers from 1 to b are missing in the list?",
  "lambda a, b: [i for i in range(1, b + 1) if i not in a]", """
[1, 3], 4 -> [2, 4]
[], 3 -> [1, 2, 3]
[2, 1], 2 -> []
[5, 2, 6], 6 -> [1, 3, 4]
[7, 1, 4], 7 -> [2, 3, 5, 6]
[10, 3], 3 -> [1, 2]
""", lambda: (lambda b: (U(1, b, 0, b), b))(I(2, 12)))
t(2, "clock after b minutes", "The time is hours and minutes; give the time b minutes later (24 hour clock).",
  "lambda a, b: [(a[0] * 60 + a[1] + b) // 60 % 24, (a[1] + b) % 60]", """
[10, 20], 15 -> [10, 35]
[9, 50], 20 -> [10, 10]
[23, 30], 45 -> [0, 15]
[0, 0], 0 -> [0, 0]
[12, 0], 125 -> [14, 5]
[22, 59], 61 -> [0, 0]
""", lambda: ([I(0, 23), I(0, 59)], I(0, 300)))
t(2, "caesar cipher", "Shift letters numbered 0..25 by b places, round the end of the alphabet.",
  "lambda a, b: [(x + b) % 26 for x in a]", """
[0, 1, 2], 3 -> [3, 4, 5]
[25], 1 -> [0]
[], 5 -> []
[7, 4, 11, 11, 14], 13 -> [20, 17, 24, 24, 1]
[20, 25, 24], 4 -> [24, 3, 2]
[10, 3], 0 -> [10, 3]
""", lambda: (L(0, 25, 0, 8), I(0, 25)))
t(2, "capital letters", "Character codes of a text; turn lower case letters (97 to 122) into capitals by subtracting 32, leave the rest.",
  "lambda a: [x - 32 if 97 <= x <= 122 else x for x in a]", """
[97, 98, 99] -> [65, 66, 67]
[72, 105] -> [72, 73]
[32, 122] -> [32, 90]
[] -> []
[65, 123, 96, 33] -> [65, 123, 96, 33]
[110, 111, 46, 49] -> [78, 79, 46, 49]
""", lambda: [R.choice([I(97, 122), I(65, 90), I(97, 122), I(32, 64), I(91, 126)]) for _ in range(I(0, 9))])
t(2, "number of words", "Character codes of a text with words separated by one or more spaces (32); how many words are there?",
  "lambda a: len([1 for i, x in enumerate(a) if x != 32 and (i == 0 or a[i - 1] == 32)])", """
[72, 105] -> 1
[72, 105, 32, 121, 111, 117] -> 2
[] -> 0
[32, 32] -> 0
[97, 32, 32, 98, 32, 99] -> 3
[32, 65, 32] -> 1
""", lambda: [32 if R.random() < .4 else I(97, 122) for _ in range(I(1, 14))])
t(2, "deepest nesting", "1 opens and -1 closes a bracket; how deep do the brackets get?",
  """def f(a):
    depth = best = 0
    for x in a:
        depth += x
        best = max(best, depth)
    return best""", """
[1, -1] -> 1
[1, 1, -1, -1] -> 2
[] -> 0
[1, -1, 1, 1, -1, -1] -> 2
[1, 1, 1, -1, -1, -1, 1, -1] -> 3
[1, -1, 1, -1] -> 1
""", lambda: (lambda n: next(s for s in iter(lambda: R.sample([1] * n + [-1] * n, 2 * n), None) if all(sum(s[:i]) >= 0 for i in range(2 * n + 1))))(I(1, 6)))
t(2, "waiting times", "Serving times of the people in a queue; how long does each wait before being served?",
  "lambda a: [sum(a[:i]) for i in range(len(a))]", """
[5, 3, 2] -> [0, 5, 8]
[10] -> [0]
[] -> []
[1, 1, 1, 1] -> [0, 1, 2, 3]
[4, 0, 6] -> [0, 4, 4]
[7, 2, 9, 30] -> [0, 7, 9, 18]
""", lambda: L(0, 15, 0, 9))
t(2, "battery level", "A battery starts at b percent; each entry charges or drains it, but it stays within 0..100; give the level after each step.",
  """def f(a, b):
    out = []
    for x in a:
        b = min(100, max(0, b + x))
        out.append(b)
    return out""", """
[10, -20], 50 -> [60, 40]
[60], 50 -> [100]
[-60, 30], 50 -> [0, 30]
[], 80 -> []
[20, 20, -50, -80], 70 -> [90, 100, 50, 0]
[-5, 5], 100 -> [95, 100]
""", lambda: (L(-60, 60, 0, 8), I(0, 100)))
t(2, "jumps in the signal", "How many times does the signal change by more than b between neighbouring samples?",
  "lambda a, b: len([1 for x, y in zip(a, a[1:]) if abs(x - y) > b])", """
[1, 5, 6], 2 -> 1
[10, 0, 10], 5 -> 2
[3, 4, 5], 1 -> 0
[7], 0 -> 0
[], 3 -> 0
[0, 3, 9, 4, 4, 20], 4 -> 3
""", lambda: (L(0, 15, 0, 10), I(0, 8)))
t(2, "order of finish", "The numbers of the runners (from 0) in the order of their times, fastest first.",
  "lambda a: sorted(range(len(a)), key=lambda i: a[i])", """
[30, 10, 20] -> [1, 2, 0]
[5] -> [0]
[] -> []
[1, 2, 3] -> [0, 1, 2]
[9, 7, 9, 4] -> [3, 1, 0, 2]
[50, 40, 60, 20, 30] -> [3, 4, 1, 0, 2]
""", lambda: L(10, 40, 0, 9))
t(2, "savings with interest", "Start with a, each year the money grows by 10 percent (rounded down); the amounts at the end of each of b years.",
  """def f(a, b):
    out = []
    for _ in range(b):
        a = a + a // 10
        out.append(a)
    return out""", """
100, 2 -> [110, 121]
50, 1 -> [55]
100, 0 -> []
9, 3 -> [9, 9, 9]
200, 3 -> [220, 242, 266]
10, 4 -> [11, 12, 13, 14]
""", lambda: (I(0, 500), I(0, 7)))
t(2, "income tax", "Nothing on the first 1000, 10 percent on the next 4000, 20 percent on the rest.",
  "lambda a: max(0, min(a, 5000) - 1000) // 10 + max(0, a - 5000) // 5", """
800 -> 0
2000 -> 100
5000 -> 400
6000 -> 600
1000 -> 0
10000 -> 1400
""", lambda: R.choice([I(0, 120) * 10, I(100, 500) * 10, I(500, 2000) * 10]))
t(2, "multiples of 3 or 5", "The sum of all numbers below n that are multiples of 3 or 5.",
  "lambda a: sum(i for i in range(a) if i % 3 == 0 or i % 5 == 0)", """
10 -> 23
4 -> 3
3 -> 0
6 -> 8
16 -> 60
1 -> 0
""", lambda: I(5, 150))
t(2, "evaluate a polynomial", "The coefficients are given from the constant term upwards; evaluate at b.",
  "lambda a, b: sum(c * b ** i for i, c in enumerate(a))", """
[1, 2], 3 -> 7
[5], 10 -> 5
[], 4 -> 0
[0, 0, 1], 5 -> 25
[2, -1, 3], 2 -> 12
[1, 1, 1, 1], 1 -> 4
""", lambda: (L(-5, 6, 0, 5), I(-3, 5)))
t(2, "number of sessions", "Sorted click times; a new session begins when more than b passed since the last click.",
  "lambda a, b: len([1 for i in range(len(a)) if i == 0 or a[i] - a[i - 1] > b])", """
[1, 2, 10, 11], 5 -> 2
[5], 3 -> 1
[], 3 -> 0
[0, 3, 6, 9], 3 -> 1
[0, 10, 20], 9 -> 3
[1, 2, 3, 30, 31, 60], 20 -> 3
""", lambda: (S(0, 60, 0, 10), I(1, 12)))
t(2, "day of the year", "The day of the year for [month, day] (no leap year).",
  "lambda a: sum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][:a[0] - 1]) + a[1]", """
[1, 1] -> 1
[2, 1] -> 32
[3, 1] -> 60
[12, 31] -> 365
[7, 4] -> 185
[1, 31] -> 31
""", lambda: [I(1, 12), I(1, 28)])
t(2, "scale to 100", "Scale the values so that the largest becomes 100 (rounded down).",
  "lambda a: [x * 100 // max(a) for x in a]", """
[5, 10] -> [50, 100]
[3] -> [100]
[1, 2, 3] -> [33, 66, 100]
[0, 20, 50] -> [0, 40, 100]
[200, 100, 150] -> [100, 50, 75]
[7, 7] -> [100, 100]
""", lambda: L(0, 60, 1, 8))
t(2, "digital root", "Add up the digits, again and again until one digit is left.",
  """def f(a):
    while a > 9:
        a = sum(int(d) for d in str(a))
    return a""", """
38 -> 2
9 -> 9
0 -> 0
99 -> 9
12345 -> 6
10 -> 1
""", lambda: I(0, 10 ** R.randint(1, 6)))
t(2, "widest gap", "The widest gap between neighbouring positions after sorting (0 if fewer than two).",
  "lambda a: max([y - x for x, y in zip(sorted(a), sorted(a)[1:])], default=0)", """
[1, 4, 2] -> 2
[10, 0] -> 10
[5] -> 0
[] -> 0
[3, 3, 9, 20, 8] -> 11
[6, 6, 6] -> 0
""", lambda: L(0, 50, 0, 8))
t(2, "fallback values", "Take the value from the first list, but where that is 0 take the one from the second.",
  "lambda a, b: [x if x != 0 else y for x, y in zip(a, b)]", """
[1, 0, 3], [7, 8, 9] -> [1, 8, 3]
[0], [5] -> [5]
[], [] -> []
[0, 0], [0, 4] -> [0, 4]
[6, 2], [1, 1] -> [6, 2]
[0, 10, 0, 20], [5, 5, 6, 6] -> [5, 10, 6, 20]
""", lambda: (lambda n: (C([0, 0, 4, 9, 15], n, n), L(0, 30, n, n)))(I(0, 8)))
t(2, "apply a mask", "Keep the values of the first list where the second list has a 1.",
  "lambda a, b: [x for x, y in zip(a, b) if y == 1]", """
[5, 6, 7], [1, 0, 1] -> [5, 7]
[8], [0] -> []
[], [] -> []
[1, 2, 3, 4], [0, 0, 1, 1] -> [3, 4]
[9, 9], [1, 1] -> [9, 9]
[10, 20, 30], [0, 1, 0] -> [20]
""", lambda: two(0, 40, 0, 9, 0, 1))
t(2, "look up in a price list", "The first list holds the prices of articles 0, 1, 2, ...; what do the articles in the second list cost together?",
  "lambda a, b: sum(a[i] for i in b)", """
[10, 20, 30], [0, 2] -> 40
[5, 7], [1, 1, 1] -> 21
[4], [] -> 0
[1, 2, 3, 4], [3] -> 4
[50, 60, 70], [2, 1, 0] -> 180
[8, 9], [0, 0, 1] -> 25
""", lambda: (lambda a: (a, L(0, len(a) - 1, 0, 6)))(L(1, 60, 1, 7)))
t(2, "knock-out round", "Neighbours play each other (first against second, third against fourth, ...); the larger number advances; an odd one at the end advances too.",
  "lambda a: [max(a[i:i + 2]) for i in range(0, len(a), 2)]", """
[3, 8, 5, 1] -> [8, 5]
[4, 4] -> [4]
[9] -> [9]
[] -> []
[1, 2, 7] -> [2, 7]
[6, 5, 2, 3, 8, 9] -> [6, 3, 9]
""", lambda: L(1, 20, 0, 10))
t(2, "only once", "The values that occur exactly once.",
  "lambda a: [x for x in a if a.count(x) == 1]", """
[1, 2, 1] -> [2]
[3, 3] -> []
[4, 5, 6] -> [4, 5, 6]
[] -> []
[7, 8, 7, 9, 8, 1] -> [9, 1]
[2, 2, 2, 5] -> [5]
""", lambda: L(0, 6, 0, 9))
t(2, "repeat as told", "Write each value of the first list as often as the second list says.",
  "lambda a, b: [x for x, n in zip(a, b) for _ in range(n)]", """
[1, 2], [2, 3] -> [1, 1, 2, 2, 2]
[5], [0] -> []
[], [] -> []
[7, 8, 9], [1, 0, 2] -> [7, 9, 9]
[4, 4], [1, 2] -> [4, 4, 4]
[0, 6], [3, 1] -> [0, 0, 0, 6]
""", lambda: two(0, 20, 0, 6, 0, 3))
t(2, "is it a triangle", "1 if three sides of these lengths can form a triangle, else 0.",
  "lambda a, b, c: 1 if a + b > c and a + c > b and b + c > a else 0", """
3, 4, 5 -> 1
1, 2, 3 -> 0
10, 2, 3 -> 0
5, 5, 5 -> 1
2, 9, 4 -> 0
1, 1, 7 -> 0
""", lambda: (I(1, 10), I(1, 10), I(1, 10)))
t(2, "shortage", "Needed and available per article; how many pieces are missing altogether?",
  "lambda a, b: sum(max(0, x - y) for x, y in zip(a, b))", """
[5, 5], [3, 9] -> 2
[1], [1] -> 0
[], [] -> 0
[10, 0, 4], [4, 4, 0] -> 10
[2, 3], [0, 0] -> 5
[6, 7, 8], [9, 6, 3] -> 6
""", lambda: two(0, 15, 0, 7))
t(2, "overlap of two meetings", "Two meetings are given as [start, end]; how long do they overlap?",
  "lambda a, b: max(0, min(a[1], b[1]) - max(a[0], b[0]))", """
[1, 5], [3, 8] -> 2
[0, 2], [5, 6] -> 0
[2, 9], [4, 6] -> 2
[1, 3], [3, 4] -> 0
[10, 20], [10, 20] -> 10
[7, 12], [0, 8] -> 1
""", lambda: (sorted(U(0, 20, 2, 2)), sorted(U(0, 20, 2, 2))))
t(2, "values in a band", "How many values lie between b and c inclusive?",
  "lambda a, b, c: len([x for x in a if b <= x <= c])", """
[1, 5, 9], 2, 8 -> 1
[3, 3, 7], 3, 7 -> 3
[], 0, 10 -> 0
[10, 20, 30, 40], 15, 35 -> 2
[4, 6], 5, 5 -> 0
[8, 2, 12, 0, 5], 0, 5 -> 3
""", lambda: (L(0, 40, 0, 10),) + tuple(sorted([I(0, 40), I(0, 40)])))
t(2, "weighted average", "The average of the marks a with weights b, rounded down.",
  "lambda a, b: sum(x * w for x, w in zip(a, b)) // sum(b)", """
[10, 20], [1, 1] -> 15
[10, 20], [3, 1] -> 12
[5], [2] -> 5
[90, 60, 30], [1, 2, 0] -> 70
[4, 8, 6], [1, 1, 2] -> 6
[100, 0], [1, 3] -> 25
""", lambda: two(0, 100, 1, 6, 0, 4))

# ---------------------------------------------------------------- level 3
t(3, "best profit", "Buy once and sell later at these prices; the best profit possible (0 if none).",
  "lambda a: max([a[j] - a[i] for i in range(len(a)) for j in range(i, len(a))], default=0)", """
[1, 5, 3] -> 4
[9, 7, 4] -> 0
[7, 1, 5, 3, 6, 4] -> 5
[] -> 0
[2] -> 0
[10, 2, 9, 1, 4] -> 7
""", lambda: L(1, 30, 0, 9))
t(3, "worst drawdown", "The largest fall of a fund from its highest value so far.",
  """def f(a):
    high, worst = 0, 0
    for x in a:
        high = max(high, x)
        worst = max(worst, high - x)
    return worst""", """
[10, 8, 12] -> 2
[1, 2, 3] -> 0
[20, 5, 30, 10] -> 20
[] -> 0
[100, 90, 95, 70, 120, 100] -> 30
[7] -> 0
""", lambda: L(5, 60, 0, 9))
t(3, "inversions", "How many pairs are in the wrong order (the larger before the smaller)?",
  "lambda a: len([1 for i in range(len(a)) for j in range(i) if a[j] > a[i]])", """
[1, 2, 3] -> 0
[2, 1] -> 1
[3, 2, 1] -> 3
[] -> 0
[4, 4, 1] -> 2
[2, 5, 3, 1] -> 4
""", lambda: L(0, 12, 0, 8))
t(3, "pairs with a given sum", "How many pairs of entries add up to b?",
  "lambda a, b: len([1 for i in range(len(a)) for j in range(i) if a[i] + a[j] == b])", """
[1, 2, 3, 4], 5 -> 2
[5, 5], 10 -> 1
[5], 10 -> 0
[1, 1, 1], 2 -> 3
[], 4 -> 0
[7, 3, 8, 2, 5], 10 -> 2
""", lambda: (L(0, 6, 0, 8), I(2, 10)))
t(3, "most frequent", "The most frequent value; the first of them when several are equally frequent.",
  "lambda a: max(a, key=a.count)", """
[1, 2, 2] -> 2
[5] -> 5
[3, 1, 3, 1] -> 3
[7, 8, 9] -> 7
[4, 6, 6, 4, 6] -> 6
[0, 2, 5, 5, 2, 2] -> 2
""", lambda: L(1, 5, 1, 10))
t(3, "check digit of a card", "Luhn sum: the digits are given; counted from the right, every second digit is doubled (9 is subtracted if that exceeds 9); 1 if the total is divisible by 10, else 0.",
  """def f(a):
    s = 0
    for i, d in enumerate(reversed(a)):
        if i % 2 == 1:
            d = d * 2 - 9 if d * 2 > 9 else d * 2
        s += d
    return 1 if s % 10 == 0 else 0""", """
[1, 8] -> 1
[1, 7] -> 0
[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3] -> 1
[5, 9] -> 1
[0, 0, 0] -> 1
[4, 2, 4, 2, 4, 3] -> 0
""", lambda: (lambda a: a if R.random() < .3 else a + [(10 - sum((d if i % 2 else (2 * d - 9 if 2 * d > 9 else 2 * d)) for i, d in enumerate(reversed(a)))) % 10])(L(0, 9, 2, 11)))
t(3, "ISBN-10 check", "The ten digits of an ISBN are multiplied by 10, 9, ..., 1 and added; give the remainder by 11.",
  "lambda a: sum((10 - i) * d for i, d in enumerate(a)) % 11", """
[0, 3, 0, 6, 4, 0, 6, 1, 5, 2] -> 0
[1, 0, 0, 0, 0, 0, 0, 0, 0, 0] -> 10
[0, 0, 0, 0, 0, 0, 0, 0, 0, 7] -> 7
[0, 0, 0, 0, 0, 0, 0, 0, 3, 0] -> 6
[0, 2, 0, 0, 0, 0, 0, 0, 0, 0] -> 7
[1, 1, 1, 1, 1, 1, 1, 1, 1, 1] -> 0
""", lambda: L(0, 9, 10, 10))
t(3, "darts from b", "Start at b; each throw is subtracted, but a throw that would take the rest below 0 does not count; what is left?",
  """def f(a, b):
    for x in a:
        if x <= b:
            b -= x
    return b""", """
[20, 30], 101 -> 51
[60, 50], 100 -> 40
[50, 60, 40], 100 -> 10
[], 301 -> 301
[10, 10], 20 -> 0
[25, 30, 20, 6], 50 -> 5
""", lambda: (L(1, 60, 0, 8), I(30, 180)))
t(3, "thermostat", "The heating goes on (1) below 18 degrees and off (0) above 21, otherwise it stays as it was; it starts off. Give its state after each reading.",
  """def f(a):
    out, on = [], 0
    for x in a:
        on = 1 if x < 18 else 0 if x > 21 else on
        out.append(on)
    return out""", """
[20, 17, 19, 22, 20] -> [0, 1, 1, 0, 0]
[18] -> [0]
[15, 18, 21] -> [1, 1, 1]
[] -> []
[25, 16, 21, 30, 18, 10] -> [0, 1, 1, 0, 0, 1]
[17, 20, 23, 19] -> [1, 1, 0, 0]
""", lambda: L(14, 25, 0, 10))
t(3, "undo", "A 0 undoes the last remaining entry; what is left at the end?",
  """def f(a):
    out = []
    for x in a:
        out = out[:-1] if x == 0 else out + [x]
    return out""", """
[1, 2, 0, 3] -> [1, 3]
[5, 0] -> []
[0, 4] -> [4]
[] -> []
[1, 2, 3, 0, 0, 4] -> [1, 4]
[7, 8, 9] -> [7, 8, 9]
""", lambda: C([0, 0, 1, 2, 3, 4], 0, 11))
t(3, "first repeated", "The first value that has already been seen before, or 0 if all differ.",
  "lambda a: next((x for i, x in enumerate(a) if x in a[:i]), 0)", """
[1, 2, 1] -> 1
[3, 4, 5] -> 0
[] -> 0
[6, 7, 7, 6] -> 7
[2, 9, 8, 2, 9] -> 2
[5, 5] -> 5
""", lambda: L(1, 12, 0, 7))
t(3, "right colour at the wrong place", "Mastermind: how many pegs of the guess have a colour of the secret (counted with multiplicity), not counting those at the right place?",
  "lambda a, b: sum(min(a.count(x), b.count(x)) for x in set(a)) - sum(x == y for x, y in zip(a, b))", """
[1, 2, 3, 4], [2, 1, 3, 5] -> 2
[1, 1, 2, 2], [2, 2, 1, 1] -> 4
[1, 2, 3, 4], [1, 2, 3, 4] -> 0
[5, 5, 5, 1], [1, 1, 1, 5] -> 2
[3, 3, 1, 6], [1, 4, 4, 4] -> 1
[2, 2, 2, 2], [2, 5, 6, 2] -> 0
""", lambda: two(1, 4, 4, 4))
t(3, "transpose", "A table is written row by row with b columns; write it column by column.",
  "lambda a, b: [x for j in range(b) for x in a[j::b]]", """
[1, 2, 3, 4], 2 -> [1, 3, 2, 4]
[1, 2, 3], 3 -> [1, 2, 3]
[5, 6, 7], 1 -> [5, 6, 7]
[1, 2, 3, 4, 5, 6], 3 -> [1, 4, 2, 5, 3, 6]
[1, 2, 3, 4, 5, 6], 2 -> [1, 3, 5, 2, 4, 6]
[9, 8, 7, 6, 5, 4, 3, 2], 4 -> [9, 5, 8, 4, 7, 3, 6, 2]
""", lambda: (lambda b, r: (L(0, 30, b * r, b * r), b))(I(1, 4), I(1, 4)))
t(3, "next larger price", "For each price the next later price that is larger, or 0 if there is none.",
  "lambda a: [next((y for y in a[i + 1:] if y > x), 0) for i, x in enumerate(a)]", """
[1, 3, 2] -> [3, 0, 0]
[5, 4, 6] -> [6, 6, 0]
[2, 2] -> [0, 0]
[] -> []
[4, 1, 2, 8, 5] -> [8, 2, 8, 0, 0]
[1, 2, 3, 4] -> [2, 3, 4, 0]
""", lambda: L(1, 20, 0, 8))
t(3, "visitors at closing time", "People arrive (positive) and leave (negative) but never more than b fit: those who do not fit go away; the number in the shop at the end.",
  """def f(a, b):
    n = 0
    for x in a:
        n = min(b, n + x)
    return n""", """
[5, -2, 4], 10 -> 7
[8, 5], 10 -> 10
[8, 5, -3], 10 -> 7
[], 4 -> 0
[6, 6, -6, 2], 6 -> 2
[3, -1, 2, 2], 4 -> 4
""", lambda: (lambda: next((s, b) for s, b in iter(lambda: (L(-6, 9, 0, 8), I(4, 14)), None) if ok_shop(s, b)))())
t(3, "longest climb", "The length of the longest stretch in which each value is larger than the one before.",
  """def f(a):
    best = run = 0
    for i in range(len(a)):
        run = run + 1 if i > 0 and a[i] > a[i - 1] else 1
        best = max(best, run)
    return best""", """
[1, 2, 3, 1] -> 3
[5, 4, 3] -> 1
[2, 2] -> 1
[] -> 0
[3, 1, 4, 6, 9, 2, 7] -> 4
[8, 9] -> 2
""", lambda: L(0, 15, 0, 10))
t(3, "h-index", "The largest h such that at least h papers have h or more citations.",
  "lambda a: sum(x > i for i, x in enumerate(sorted(a, reverse=True)))", """
[3, 0, 6, 1, 5] -> 3
[0, 0] -> 0
[10] -> 1
[] -> 0
[4, 4, 4, 4] -> 4
[1, 1, 8, 2] -> 2
""", lambda: L(0, 10, 0, 10))
t(3, "change in coins", "Pay the amount with as few coins of the given values (largest first) as the greedy way needs; how many of each coin?",
  """def f(a, b):
    out = []
    for c in b:
        out.append(a // c)
        a = a % c
    return out""", """
37, [20, 10, 5, 1] -> [1, 1, 1, 2]
0, [10, 1] -> [0, 0]
99, [50, 20, 10, 5, 2, 1] -> [1, 2, 0, 1, 2, 0]
12, [5, 2] -> [2, 1]
7, [] -> []
60, [25, 10, 5] -> [2, 1, 0]
""", lambda: (I(0, 150), R.choice([[50, 20, 10, 5, 2, 1], [25, 10, 5, 1], [10, 5, 1], [100, 50, 20], [20, 5, 1], [8, 4, 2, 1]])))
t(3, "free seats in a row", "0 is a free seat, 1 a taken one; how many more people can sit so that no two sit side by side, filling from the left?",
  """def f(a):
    a, n = a[:], 0
    for i in range(len(a)):
        if a[i] == 0 and (i == 0 or a[i - 1] == 0) and (i == len(a) - 1 or a[i + 1] == 0):
            a[i] = 1
            n += 1
    return n""", """
[0, 0, 0] -> 2
[1, 0, 0, 0, 1] -> 1
[1, 1] -> 0
[] -> 0
[0] -> 1
[0, 0, 1, 0, 0, 0, 0] -> 3
""", lambda: C([0, 0, 0, 0, 1], 0, 14))
t(3, "first missing number", "The smallest positive number that is not in the list.",
  """def f(a):
    n = 1
    while n in a:
        n += 1
    return n""", """
[1, 2, 4] -> 3
[2, 3] -> 1
[] -> 1
[3, 1, 2] -> 4
[5, 1, 0, 2, 2] -> 3
[-1, 7] -> 1
""", lambda: [1] * (R.random() < .6) + L(-1, 6, 0, 8))
t(3, "chapters in reverse", "Reverse the list in blocks of b: each block of b elements is reversed, the blocks stay in order.",
  "lambda a, b: [x for i in range(0, len(a), b) for x in a[i:i + b][::-1]]", """
[1, 2, 3, 4], 2 -> [2, 1, 4, 3]
[1, 2, 3, 4, 5, 6], 3 -> [3, 2, 1, 6, 5, 4]
[7, 8, 9], 1 -> [7, 8, 9]
[1, 2, 3, 4, 5], 2 -> [2, 1, 4, 3, 5]
[], 3 -> []
[5, 6, 7], 4 -> [7, 6, 5]
""", lambda: (L(0, 30, 0, 11), I(1, 5)))
t(3, "rule of the neighbours", "One step of a row of cells, 0 dead or 1 alive: a cell lives in the next step if exactly one of its two neighbours is alive (outside is dead).",
  "lambda a: [([0] + a)[i] ^ (a + [0])[i + 1] for i in range(len(a))]", """
[0, 1, 0] -> [1, 0, 1]
[1, 1] -> [1, 1]
[0] -> [0]
[] -> []
[1, 0, 1, 1, 0] -> [0, 0, 1, 1, 1]
[0, 0, 0, 1, 0, 0] -> [0, 0, 1, 0, 1, 0]
""", lambda: L(0, 1, 1, 12))
t(3, "next row of Pascal's triangle", "From a row of Pascal's triangle compute the next one.",
  "lambda a: [x + y for x, y in zip([0] + a, a + [0])]", """
[1] -> [1, 1]
[1, 1] -> [1, 2, 1]
[1, 2, 1] -> [1, 3, 3, 1]
[1, 3, 3, 1] -> [1, 4, 6, 4, 1]
[1, 4, 6, 4, 1] -> [1, 5, 10, 10, 5, 1]
[1, 5, 10, 10, 5, 1] -> [1, 6, 15, 20, 15, 6, 1]
""", lambda: [1] + L(0, 25, 1, 8) + [1] if R.random() < .6 else [__import__('math').comb(n, k) for n in [I(6, 12)] for k in range(n + 1)])
t(3, "keep the last copy", "Of values that occur more than once keep only the last copy.",
  "lambda a: [x for i, x in enumerate(a) if x not in a[i + 1:]]", """
[1, 2, 1] -> [2, 1]
[3, 3, 3] -> [3]
[4, 5] -> [4, 5]
[] -> []
[6, 7, 6, 8, 7] -> [6, 8, 7]
[1, 2, 3, 2] -> [1, 3, 2]
""", lambda: L(0, 6, 0, 9))
t(3, "collatz steps", "Halve an even number, triple an odd one and add 1; after how many steps is 1 reached?",
  """def f(a):
    n = 0
    while a != 1:
        a = a // 2 if a % 2 == 0 else 3 * a + 1
        n += 1
    return n""", """
1 -> 0
2 -> 1
3 -> 7
8 -> 3
6 -> 8
10 -> 6
""", lambda: I(4, 40))
t(3, "fuel for the trip", "Distances between petrol stations; the tank takes b and is filled at a station only when it does not suffice for the next distance; how many times do we refuel?",
  """def f(a, b):
    tank, n = b, 0
    for x in a:
        if tank < x:
            tank = b
            n += 1
        tank -= x
    return n""", """
[5, 5], 10 -> 0
[5, 6], 10 -> 1
[3, 3, 3, 3], 6 -> 1
[], 8 -> 0
[4, 7, 2, 5, 9], 10 -> 3
[8, 8, 8], 8 -> 2
""", lambda: (lambda b: (L(1, b, 0, 9), b))(I(5, 20)))
t(3, "equilibrium point", "The first index where the sum before it equals the sum after it, or -1.",
  "lambda a: next((i for i in range(len(a)) if sum(a[:i]) == sum(a[i + 1:])), -1)", """
[1, 5, 1] -> 1
[1, 2, 3] -> -1
[7] -> 0
[] -> -1
[2, 3, 4, 1, 4] -> 2
[0, 0, 5] -> 2
""", lambda: (lambda a: a if R.random() < .35 else a + [I(0, 9)] + R.sample(a, len(a)))(L(0, 6, 0, 4)))
t(3, "median of neighbours", "Remove spikes: replace each inner value by the median of itself and its two neighbours; the ends stay.",
  "lambda a: [sorted(a[i - 1:i + 2])[1] if 0 < i < len(a) - 1 else x for i, x in enumerate(a)]", """
[1, 9, 2] -> [1, 2, 2]
[5, 6, 7] -> [5, 6, 7]
[4, 8] -> [4, 8]
[] -> []
[3, 3, 50, 3, 4] -> [3, 3, 3, 4, 4]
[0, 10, 5, 1, 7] -> [0, 5, 5, 5, 7]
""", lambda: L(0, 30, 0, 9))
t(3, "busy stretches", "How many stretches of b consecutive days had a total of more than c?",
  "lambda a, b, c: len([1 for i in range(len(a) - b + 1) if sum(a[i:i + b]) > c])", """
[1, 5, 2], 2, 6 -> 1
[3, 3, 3], 2, 6 -> 0
[4, 9, 1], 1, 3 -> 2
[2, 2], 3, 0 -> 0
[10, 0, 0, 10, 1], 3, 10 -> 1
[5, 6, 7, 8], 2, 12 -> 2
""", lambda: (L(0, 12, 0, 10), I(1, 4), I(3, 25)))
t(3, "largest island", "Land heights above 0 form islands separated by 0; the largest total height of an island (0 if there is none).",
  """def f(a):
    best = run = 0
    for x in a:
        run = run + x if x > 0 else 0
        best = max(best, run)
    return best""", """
[1, 2, 0, 4] -> 4
[0, 0] -> 0
[3, 3, 0, 5] -> 6
[] -> 0
[0, 7, 0, 2, 2, 2, 0] -> 7
[1, 1, 1, 0, 1, 1] -> 3
""", lambda: C([0, 0, 1, 2, 3, 5], 0, 13))
