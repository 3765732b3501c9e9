//! What functions look like as C, which is read by people.

use crate::examples::example;
use expect_test::{Expect, expect};
use lasynth_lists::emit::c_function;

fn check(name: &str, expected: Expect) {
    expected.assert_eq(&c_function(&example(name), name).text);
}

#[test]
fn increment() {
    check(
        "increment",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int increment(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[i] + 1;
            return n;
        }
    "#]],
    );
}

#[test]
fn keep_above() {
    check(
        "keep_above",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int keep_above(const int a[], int n, int k, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++)
                if (a[i] > k)
                    out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn sum_of_even_squares() {
    check(
        "sum_of_even_squares",
        expect![[r#"
        int sum_of_even_squares(const int a[], int n)
        {
            int sum = 0;
            for (int i = 0; i < n; i++)
                if (a[i] % 2 == 0)
                    sum += a[i] * a[i];
            return sum;
        }
    "#]],
    );
}

#[test]
fn maximum() {
    check(
        "maximum",
        expect![[r#"
        int maximum(const int a[], int n)
        {
            int max = a[0];
            for (int i = 1; i < n; i++)
                if (a[i] > max)
                    max = a[i];
            return max;
        }
    "#]],
    );
}

#[test]
fn spread() {
    check(
        "spread",
        expect![[r#"
        int spread(const int a[], int n)
        {
            if (n == 0)
                return 0;
            int max = a[0];
            int min = a[0];
            for (int i = 1; i < n; i++) {
                if (a[i] > max)
                    max = a[i];
                if (a[i] < min)
                    min = a[i];
            }
            return max - min;
        }
    "#]],
    );
}

#[test]
fn reverse() {
    check(
        "reverse",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int reverse(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[n - 1 - i];
            return n;
        }
    "#]],
    );
}

#[test]
fn sort() {
    check(
        "sort",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int sort(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++) {
                int j = i;
                while (j > 0 && out[j - 1] > a[i]) {
                    out[j] = out[j - 1];
                    j--;
                }
                out[j] = a[i];
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn sort_falling() {
    check(
        "sort_falling",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int sort_falling(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++) {
                int j = i;
                while (j > 0 && out[j - 1] < a[i]) {
                    out[j] = out[j - 1];
                    j--;
                }
                out[j] = a[i];
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn unique() {
    check(
        "unique",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int unique(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++) {
                int j = 0;
                while (j < len && out[j] != a[i])
                    j++;
                if (j == len)
                    out[len++] = a[i];
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn count_distinct() {
    check(
        "count_distinct",
        expect![[r#"
        int count_distinct(const int a[], int n)
        {
            int count = 0;
            for (int i = 0; i < n; i++) {
                int j = 0;
                while (j < i && a[j] != a[i])
                    j++;
                if (j == i)
                    count++;
            }
            return count;
        }
    "#]],
    );
}

#[test]
fn distinct_falling() {
    check(
        "distinct_falling",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int distinct_falling(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++) {
                int j = 0;
                while (j < len && out[j] != a[i])
                    j++;
                if (j == len)
                    out[len++] = a[i];
            }
            for (int i = 1; i < len; i++) {
                int x = out[i];
                int j = i;
                while (j > 0 && out[j - 1] < x) {
                    out[j] = out[j - 1];
                    j--;
                }
                out[j] = x;
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn second_largest() {
    check(
        "second_largest",
        expect![[r#"
        int second_largest(const int a[], int n)
        {
            for (int i = 0; i < n; i++) {
                int greater = 0;
                int equal = 0;
                for (int j = 0; j < n; j++) {
                    if (a[j] > a[i])
                        greater++;
                    else if (a[j] == a[i])
                        equal++;
                }
                if (greater <= 1 && greater + equal > 1)
                    return a[i];
            }
            return 0;
        }
    "#]],
    );
}

#[test]
fn median() {
    check(
        "median",
        expect![[r#"
        int median(const int a[], int n)
        {
            int at = n / 2;
            for (int i = 0; i < n; i++) {
                int less = 0;
                int equal = 0;
                for (int j = 0; j < n; j++) {
                    if (a[j] < a[i])
                        less++;
                    else if (a[j] == a[i])
                        equal++;
                }
                if (less <= at && at < less + equal)
                    return a[i];
            }
            return 0;
        }
    "#]],
    );
}

#[test]
fn is_palindrome() {
    check(
        "is_palindrome",
        expect![[r#"
        int is_palindrome(const int a[], int n)
        {
            for (int i = 0; i < n; i++)
                if (a[i] != a[n - 1 - i])
                    return 0;
            return 1;
        }
    "#]],
    );
}

#[test]
fn is_sorted() {
    check(
        "is_sorted",
        expect![[r#"
        int is_sorted(const int a[], int n)
        {
            for (int i = 1; i < n; i++)
                if (a[i] < a[i - 1])
                    return 0;
            return 1;
        }
    "#]],
    );
}

#[test]
fn dot_product() {
    check(
        "dot_product",
        expect![[r#"
        int dot_product(const int a[], int n, const int b[], int m)
        {
            (void)m;
            int sum = 0;
            for (int i = 0; i < n; i++)
                sum += a[i] * b[i];
            return sum;
        }
    "#]],
    );
}

#[test]
fn places_that_differ() {
    check(
        "places_that_differ",
        expect![[r#"
        int places_that_differ(const int a[], int n, const int b[], int m)
        {
            int count = 0;
            for (int i = 0; i < n; i++)
                if (i < m && a[i] != b[i])
                    count++;
            return count;
        }
    "#]],
    );
}

#[test]
fn differences() {
    check(
        "differences",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int differences(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n - 1; i++)
                out[len++] = a[i + 1] - a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn running_sum() {
    check(
        "running_sum",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int running_sum(const int a[], int n, int out[])
        {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[i];
                out[i] = sum;
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn running_maximum() {
    check(
        "running_maximum",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int running_maximum(const int a[], int n, int out[])
        {
            int max = 0;
            for (int i = 0; i < n; i++) {
                if (i == 0 || a[i] > max)
                    max = a[i];
                out[i] = max;
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn records() {
    check(
        "records",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int records(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++) {
                int found = 0;
                for (int j = 0; j < i; j++) {
                    if (a[i] <= a[j]) {
                        found = 1;
                        break;
                    }
                }
                if (!found)
                    out[len++] = a[i];
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn count_peaks() {
    check(
        "count_peaks",
        expect![[r#"
        int count_peaks(const int a[], int n)
        {
            int count = 0;
            for (int i = 1; i + 1 < n; i++)
                if (a[i] > a[i - 1] && a[i] > a[i + 1])
                    count++;
            return count;
        }
    "#]],
    );
}

#[test]
fn total_climb() {
    check(
        "total_climb",
        expect![[r#"
        int total_climb(const int a[], int n)
        {
            int sum = 0;
            for (int i = 1; i < n; i++)
                if (a[i] > a[i - 1])
                    sum += a[i] - a[i - 1];
            return sum;
        }
    "#]],
    );
}

#[test]
fn digit_sum() {
    check(
        "digit_sum",
        expect![[r#"
        int digit_sum(int x)
        {
            int sum = 0;
            int rest = x;
            do {
                sum += rest % 10;
                rest /= 10;
            } while (rest > 0);
            return sum;
        }
    "#]],
    );
}

#[test]
fn is_prime() {
    check(
        "is_prime",
        expect![[r#"
        int is_prime(int x)
        {
            if (x <= 0)
                return 0;
            int count = 0;
            int rest = x;
            for (int d = 2; rest > 1; rest /= d) {
                while (rest % d != 0)
                    d = d < rest / d ? d + 1 : rest;
                count++;
            }
            return count == 1;
        }
    "#]],
    );
}

#[test]
fn gcd_of_all() {
    check(
        "gcd_of_all",
        expect![[r#"
        int gcd_of_all(const int a[], int n)
        {
            int gcd = 0;
            for (int i = 0; i < n; i++) {
                int x = a[i] < 0 ? -a[i] : a[i];
                while (x != 0) {
                    int rest = gcd % x;
                    gcd = x;
                    x = rest;
                }
            }
            return gcd;
        }
    "#]],
    );
}

#[test]
fn divisors() {
    check(
        "divisors",
        expect![[r#"
        /* Returns the length of the result; room needed in out: x. */
        int divisors(int x, int out[])
        {
            int len = 0;
            for (int i = 1; i <= x; i++)
                if (x % i == 0)
                    out[len++] = i;
            return len;
        }
    "#]],
    );
}

#[test]
fn rotate_left() {
    check(
        "rotate_left",
        expect![[r#"
            /* Returns the length of the result; room needed in out: n. */
            int rotate_left(const int a[], int n, int k, int out[])
            {
                int count = n > 0 ? k % n : 0;
                int len = 0;
                for (int i = count; i < n; i++)
                    out[len++] = a[i];
                for (int i = 0; i < count; i++)
                    out[len++] = a[i];
                return len;
            }
        "#]],
    );
}

#[test]
fn take() {
    check(
        "take",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int take(const int a[], int n, int k, int out[])
        {
            int len = 0;
            for (int i = 0; i < k && i < n; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn drop() {
    check(
        "drop",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int drop(const int a[], int n, int k, int out[])
        {
            int len = 0;
            for (int i = k > 0 ? k : 0; i < n; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn tail() {
    check(
        "tail",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int tail(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 1; i < n; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn last_ones() {
    check(
        "last_ones",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int last_ones(const int a[], int n, int k, int out[])
        {
            int len = 0;
            for (int i = k >= 0 && k < n ? n - k : 0; i < n; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn without_last_ones() {
    check(
        "without_last_ones",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int without_last_ones(const int a[], int n, int k, int out[])
        {
            int end = k > 0 ? n - k : n;
            int len = 0;
            for (int i = 0; i < end; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn append_reversed() {
    check(
        "append_reversed",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n + m. */
        int append_reversed(const int a[], int n, const int b[], int m, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[i];
            for (int i = 0; i < m; i++)
                out[n + i] = b[m - 1 - i];
            return n + m;
        }
    "#]],
    );
}

#[test]
fn interleave() {
    check(
        "interleave",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n + m. */
        int interleave(const int a[], int n, const int b[], int m, int out[])
        {
            int len = 0;
            for (int i = 0; i < n || i < m; i++) {
                if (i < n)
                    out[len++] = a[i];
                if (i < m)
                    out[len++] = b[i];
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn write_twice() {
    check(
        "write_twice",
        expect![[r#"
        /* Returns the length of the result; room needed in out: 2 * n. */
        int write_twice(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++) {
                out[len++] = a[i];
                out[len++] = a[i];
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn as_often() {
    check(
        "as_often",
        expect![[r#"
        /* Returns the length of the result; room needed in out: the sum of a's positive elements. */
        int as_often(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++)
                for (int j = 0; j < a[i]; j++)
                    out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn longest_run() {
    check(
        "longest_run",
        expect![[r#"
        int longest_run(const int a[], int n)
        {
            int max = 0;
            for (int i = 0, j = 0; i < n; i = j) {
                j = i + 1;
                while (j < n && a[j] == a[i])
                    j++;
                if (j - i > max)
                    max = j - i;
            }
            return max;
        }
    "#]],
    );
}

#[test]
fn group_heads() {
    check(
        "group_heads",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int group_heads(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++)
                if (i == 0 || a[i] != a[i - 1])
                    out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn run_lengths() {
    check(
        "run_lengths",
        expect![[r#"
        /* Returns the length of the result; room needed in out: 2 * n. */
        int run_lengths(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0, j = 0; i < n; i = j) {
                j = i + 1;
                while (j < n && a[j] == a[i])
                    j++;
                out[len++] = a[i];
                out[len++] = j - i;
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn trim_zeros() {
    check(
        "trim_zeros",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int trim_zeros(const int a[], int n, int out[])
        {
            int start = 0;
            while (start < n && a[start] == 0)
                start++;
            int end = n;
            while (end > start && a[end - 1] == 0)
                end--;
            int len = 0;
            for (int i = start; i < end; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn index_of_maximum() {
    check(
        "index_of_maximum",
        expect![[r#"
        int index_of_maximum(const int a[], int n)
        {
            int max = a[0];
            for (int i = 1; i < n; i++)
                if (a[i] > max)
                    max = a[i];
            int i = 0;
            while (i < n && a[i] != max)
                i++;
            return i;
        }
    "#]],
    );
}

#[test]
fn above_average() {
    check(
        "above_average",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int above_average(const int a[], int n, int out[])
        {
            int len = 0;
            int sum = 0;
            for (int i = 0; i < n; i++)
                sum += a[i];
            for (int i = 0; i < n; i++)
                if (a[i] > sum / n)
                    out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn curve_marks() {
    check(
        "curve_marks",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int curve_marks(const int a[], int n, int out[])
        {
            if (n == 0)
                return 0;
            int max = a[0];
            for (int i = 1; i < n; i++)
                if (a[i] > max)
                    max = a[i];
            for (int i = 0; i < n; i++)
                out[i] = a[i] + (100 - max);
            return n;
        }
    "#]],
    );
}

#[test]
fn sort_by_size() {
    check(
        "sort_by_size",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int sort_by_size(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++) {
                int key = a[i] < 0 ? -a[i] : a[i];
                int j = i;
                while (j > 0 && (out[j - 1] < 0 ? -out[j - 1] : out[j - 1]) > key) {
                    out[j] = out[j - 1];
                    j--;
                }
                out[j] = a[i];
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn three_groups() {
    check(
        "three_groups",
        expect![[r#"
        /* Returns the length of the result; room needed in out: 3 * n. */
        int three_groups(const int a[], int n, int k, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++)
                if (a[i] < k)
                    out[len++] = a[i];
            for (int i = 0; i < n; i++)
                if (a[i] == k)
                    out[len++] = a[i];
            for (int i = 0; i < n; i++)
                if (a[i] > k)
                    out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn inversions() {
    check(
        "inversions",
        expect![[r#"
        int inversions(const int a[], int n)
        {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                int count = 0;
                for (int j = i + 1; j < n; j++)
                    if (a[j] < a[i])
                        count++;
                sum += count;
            }
            return sum;
        }
    "#]],
    );
}

#[test]
fn best_stretch() {
    check(
        "best_stretch",
        expect![[r#"
        int best_stretch(const int a[], int n)
        {
            int here = a[0];
            int max = here;
            for (int i = 1; i < n; i++) {
                int x = here + a[i];
                here = x > a[i] ? x : a[i];
                if (here > max)
                    max = here;
            }
            return max;
        }
    "#]],
    );
}

#[test]
fn times_table() {
    check(
        "times_table",
        expect![[r#"
        /* Returns the length of the result; room needed in out: y. */
        int times_table(int x, int y, int out[])
        {
            int len = 0;
            for (int i = 1; i <= y; i++)
                out[len++] = i * x;
            return len;
        }
    "#]],
    );
}

#[test]
fn moving_average() {
    check(
        "moving_average",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int moving_average(const int a[], int n, int k, int out[])
        {
            int len = 0;
            for (int i = 0; i <= n - k; i++) {
                int sum = 0;
                for (int j = i; j < i + k; j++)
                    sum += a[j];
                out[len++] = sum / k;
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn sums_between_zeros() {
    check(
        "sums_between_zeros",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n + 1. */
        int sums_between_zeros(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0, j = 0; i <= n; i = j + 1) {
                j = i;
                while (j < n && a[j] != 0)
                    j++;
                int sum = 0;
                for (int k = i; k < j; k++)
                    sum += a[k];
                out[len++] = sum;
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn swap_ends() {
    check(
        "swap_ends",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int swap_ends(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[i];
            int kept = out[0];
            out[0] = out[n - 1];
            out[n - 1] = kept;
            return n;
        }
    "#]],
    );
}

#[test]
fn balance() {
    check(
        "balance",
        expect![[r#"
        int balance(const int a[], int n, int k)
        {
            int acc = k;
            for (int i = 0; i < n; i++)
                if (acc + a[i] >= 0)
                    acc += a[i];
            return acc;
        }
    "#]],
    );
}

#[test]
fn contains() {
    check(
        "contains",
        expect![[r#"
        int contains(const int a[], int n, int k)
        {
            for (int i = 0; i < n; i++)
                if (a[i] == k)
                    return 1;
            return 0;
        }
    "#]],
    );
}

#[test]
fn product_of_others() {
    check(
        "product_of_others",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int product_of_others(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++) {
                int product = 1;
                for (int j = 0; j < i; j++)
                    product *= a[j];
                int product2 = 1;
                for (int j = i + 1; j < n; j++)
                    product2 *= a[j];
                out[i] = product * product2;
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn clamp() {
    check(
        "clamp",
        expect![[r#"
        int clamp(int x, int y, int z)
        {
            int t = z < x ? z : x;
            return y > t ? y : t;
        }
    "#]],
    );
}

#[test]
fn limits_reached() {
    check(
        "limits_reached",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int limits_reached(const int a[], int n, const int b[], int m, int out[])
        {
            for (int i = 0; i < n; i++) {
                int count = 0;
                for (int j = 0; j < m; j++)
                    if (b[j] <= a[i])
                        count++;
                out[i] = count;
            }
            return n;
        }
    "#]],
    );
}

#[test]
fn polynomial() {
    check(
        "polynomial",
        expect![[r#"
        int polynomial(const int a[], int n, int k)
        {
            int sum = 0;
            for (int i = 0; i < n; i++)
                sum = sum * k + a[i];
            return sum;
        }
    "#]],
    );
}

#[test]
fn smallest_positive() {
    check(
        "smallest_positive",
        expect![[r#"
        int smallest_positive(const int a[], int n)
        {
            int min = 0;
            int found = 0;
            for (int i = 0; i < n; i++) {
                if (a[i] > 0 && (!found || a[i] < min)) {
                    min = a[i];
                    found = 1;
                }
            }
            return min;
        }
    "#]],
    );
}

#[test]
fn remove_first() {
    check(
        "remove_first",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int remove_first(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 1; i < n; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn insert() {
    check(
        "insert",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n + 1. */
        int insert(const int a[], int n, int k, int x, int out[])
        {
            int len = 0;
            for (int i = 0; i < k; i++)
                out[len++] = a[i];
            out[len++] = x;
            for (int i = k; i < n; i++)
                out[len++] = a[i];
            return len;
        }
    "#]],
    );
}

#[test]
fn halves_swapped() {
    check(
        "halves_swapped",
        expect![[r#"
            /* Returns the length of the result; room needed in out: n. */
            int halves_swapped(const int a[], int n, int out[])
            {
                int count = n / 2;
                int len = 0;
                for (int i = count; i < n; i++)
                    out[len++] = a[i];
                for (int i = 0; i < count; i++)
                    out[len++] = a[i];
                return len;
            }
        "#]],
    );
}

#[test]
fn zeros_to_end() {
    check(
        "zeros_to_end",
        expect![[r#"
        /* Returns the length of the result; room needed in out: 2 * n. */
        int zeros_to_end(const int a[], int n, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++)
                if (a[i] != 0)
                    out[len++] = a[i];
            int count = 0;
            for (int i = 0; i < n; i++)
                if (a[i] == 0)
                    count++;
            for (int i = 0; i < count; i++)
                out[len + i] = 0;
            return len + count;
        }
    "#]],
    );
}

#[test]
fn first_or_none() {
    check(
        "first_or_none",
        expect![[r#"
        int first_or_none(const int a[], int n, int k)
        {
            for (int i = 0; i < n; i++)
                if (a[i] > k)
                    return a[i];
            return -1;
        }
    "#]],
    );
}

#[test]
fn merge_sorted() {
    check(
        "merge_sorted",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n + m. */
        int merge_sorted(const int a[], int n, const int b[], int m, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++) {
                int j = len++;
                while (j > 0 && out[j - 1] > a[i]) {
                    out[j] = out[j - 1];
                    j--;
                }
                out[j] = a[i];
            }
            for (int i = 0; i < m; i++) {
                int j = len++;
                while (j > 0 && out[j - 1] > b[i]) {
                    out[j] = out[j - 1];
                    j--;
                }
                out[j] = b[i];
            }
            return len;
        }
    "#]],
    );
}

#[test]
fn digits() {
    check(
        "digits",
        expect![[r#"
        /* Returns the length of the result; room needed in out: 10. */
        int digits(int x, int out[])
        {
            int len = 0;
            int unit = 1;
            while (x / unit >= 10)
                unit *= 10;
            for (; unit > 0; unit /= 10)
                out[len++] = x / unit % 10;
            return len;
        }
    "#]],
    );
}

#[test]
fn sign_of_each() {
    check(
        "sign_of_each",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int sign_of_each(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = (a[i] > 0) - (a[i] < 0);
            return n;
        }
    "#]],
    );
}

#[test]
fn relu() {
    check(
        "relu",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int relu(const int a[], int n, int out[])
        {
            for (int i = 0; i < n; i++)
                out[i] = a[i] > 0 ? a[i] : 0;
            return n;
        }
    "#]],
    );
}

#[test]
fn smallest_gap() {
    check(
        "smallest_gap",
        expect![[r#"
        /* Room needed in tmp, which is work space: n. */
        int smallest_gap(const int a[], int n, int tmp[])
        {
            int min = 0;
            int found = 0;
            for (int i = 0; i < n; i++) {
                int j = i;
                while (j > 0 && tmp[j - 1] > a[i]) {
                    tmp[j] = tmp[j - 1];
                    j--;
                }
                tmp[j] = a[i];
            }
            for (int i = 1; i < n; i++) {
                if (tmp[i] > tmp[i - 1]) {
                    int x = tmp[i] - tmp[i - 1];
                    if (!found || x < min) {
                        min = x;
                        found = 1;
                    }
                }
            }
            return min;
        }
    "#]],
    );
}

#[test]
fn in_both() {
    check(
        "in_both",
        expect![[r#"
        /* Returns the length of the result; room needed in out: n. */
        int in_both(const int a[], int n, const int b[], int m, int out[])
        {
            int len = 0;
            for (int i = 0; i < n; i++) {
                int found = 0;
                for (int j = 0; j < m; j++) {
                    if (b[j] == a[i]) {
                        found = 1;
                        break;
                    }
                }
                if (found)
                    out[len++] = a[i];
            }
            return len;
        }
    "#]],
    );
}
