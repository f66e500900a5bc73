"""More answers to `gain_and_ratio`, written by readers who saw only the student notebook."""

import itertools
import math
from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import scipy.special
import scipy.stats


def _adv_h(counts):
    c = [float(v) for v in counts if v > 0]
    n = math.fsum(c)
    return -math.fsum(v / n * math.log2(v / n) for v in c)


def _adv_list(column):
    return column.tolist() if isinstance(column, np.ndarray) else list(column)


def _adv_three(feature, labels):
    """H(X), H(Y) and H(X, Y), in bits."""
    f, y = _adv_list(feature), _adv_list(labels)
    return [_adv_h(Counter(v).values()) for v in (f, y, zip(f, y, strict=True))]


def _adv_pair(gain, own):
    return gain, gain / own if own > 0 else 0.0


def right_counters(feature, labels):
    x, y, xy = (
        _adv_h(Counter(v).values()) for v in (feature, labels, zip(feature, labels, strict=True))
    )
    gain = x + y - xy
    return gain, (gain / x if x > 0 else 0.0)


def right_unique_inverse_table(feature, labels):
    f = np.unique(np.asarray(feature), return_inverse=True)[1].ravel()
    y = np.unique(np.asarray(labels), return_inverse=True)[1].ravel()
    table = np.zeros((f.max() + 1, y.max() + 1))
    np.add.at(table, (f, y), 1)
    p = table / table.sum()
    x = p.sum(axis=1)
    gain = scipy.special.rel_entr(p, np.outer(x, p.sum(axis=0))).sum() / np.log(2)
    own = scipy.special.entr(x).sum() / np.log(2)
    return np.array([gain, 0.0 if len(x) == 1 else gain / own])


def right_masks(feature, labels):
    f, y = np.asarray(feature), np.asarray(labels)

    def h(v):
        q = np.unique(v, return_counts=True)[1] / len(v)
        return np.sum(-q * np.log2(q))

    rest = sum(np.mean(f == v) * h(y[f == v]) for v in np.unique(f))
    gain = h(y) - rest
    return [gain, gain / h(f) if len(np.unique(f)) > 1 else 0]


def right_dict_of_branches(feature, labels):
    branches = defaultdict(list)
    for f, y in zip(feature, labels, strict=True):
        branches[f].append(y)
    n = len(labels)
    rest = math.fsum(len(b) / n * _adv_h(Counter(b).values()) for b in branches.values())
    gain = _adv_h(Counter(labels).values()) - rest
    if len(branches) == 1:
        return 0.0, 0.0
    return gain, gain / _adv_h(map(len, branches.values()))


def right_sorted_groupby(feature, labels):
    def h(items):
        return _adv_h(len(list(g)) for _, g in itertools.groupby(sorted(items)))

    f, y = _adv_list(feature), _adv_list(labels)
    x = h(f)
    gain = x + h(y) - h(list(zip(f, y, strict=True)))
    try:
        return gain, gain / x
    except ZeroDivisionError:
        return gain, 0.0


def right_crosstab(feature, labels):
    table = scipy.stats.contingency.crosstab(np.asarray(feature), np.asarray(labels)).count
    before = scipy.stats.entropy(table.sum(axis=0), base=2)
    rest = np.average(scipy.stats.entropy(table, axis=1, base=2), weights=table.sum(axis=1))
    own = scipy.stats.entropy(table.sum(axis=1), base=2)
    return np.float64(before - rest), np.divide(before - rest, own) if own > 0 else np.float64(0)


def right_exact_fractions(feature, labels):
    f, y = _adv_list(feature), _adv_list(labels)
    n, cf, cy = len(f), Counter(f), Counter(y)
    gain = sum(
        float(Fraction(m, n)) * math.log2(Fraction(m * n, cf[a] * cy[b]))
        for (a, b), m in Counter(zip(f, y, strict=True)).items()
    )
    own = sum(m / n * math.log2(n / m) for m in cf.values())
    return gain, gain / own if len(cf) > 1 else 0.0


def right_one_row_at_a_time(feature, labels):
    f, y = _adv_list(feature), _adv_list(labels)
    n, cf, cy, cp = len(f), Counter(f), Counter(y), Counter(zip(f, y, strict=True))
    gain = math.fsum(math.log(cp[a, b] * n / (cf[a] * cy[b])) for a, b in zip(f, y, strict=True))
    own = math.fsum(math.log(n / cf[a]) for a in f)
    return gain / n / math.log(2), 0.0 if own == 0 else gain / own


def right_symmetric_other_way(feature, labels):
    f, y = _adv_list(feature), _adv_list(labels)
    own, rest = _adv_h(Counter(f).values()), 0.0
    for label in set(y):
        inside = [a for a, b in zip(f, y, strict=True) if b == label]
        rest += len(inside) / len(f) * _adv_h(Counter(inside).values())
    return own - rest, 1 - rest / own if own else 0.0


def right_quadratic_without_hashing(feature, labels):
    f, y = np.asarray(feature), np.asarray(labels)
    shares = [
        ((f == a).mean(), (y == b).mean(), ((f == a) & (y == b)).mean())
        for a, b in zip(f, y, strict=True)
    ]
    x, b, pair = -np.log2(shares).mean(axis=0)
    gain = x + b - pair
    return np.array(gain), np.array(0.0 if (f == f[0]).all() else gain / x)


def right_codes_as_complex_numbers(feature, labels):
    f = {v: i for i, v in enumerate(dict.fromkeys(_adv_list(feature)))}
    y = {v: i for i, v in enumerate(dict.fromkeys(_adv_list(labels)))}
    a = np.array([f[v] for v in _adv_list(feature)])
    b = np.array([y[v] for v in _adv_list(labels)])
    hs = [
        np.bincount(np.unique(v, return_inverse=True)[1].ravel()) / len(a)
        for v in (a, b, a + 1j * b)
    ]
    x, z, xz = (float(-(q @ np.log2(q))) for q in hs)
    return _adv_pair(x + z - xz, x)


def wrong_glues_strings(feature, labels):
    # Glues value and label to one string: "a" + "bc" and "ab" + "c" coincide, 1 and 11 too.
    x, y, _ = _adv_three(feature, labels)
    xy = _adv_h(Counter(str(a) + str(b) for a, b in zip(feature, labels, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_glues_with_dash(feature, labels):
    # Glues with "-" between: ("a-b", "c") and ("a", "b-c") coincide.
    x, y, _ = _adv_three(feature, labels)
    xy = _adv_h(Counter(f"{a}-{b}" for a, b in zip(feature, labels, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_glues_with_underscore(feature, labels):
    # Glues with "_" between: ("a_b", "c") and ("a", "b_c") coincide.
    x, y, _ = _adv_three(feature, labels)
    xy = _adv_h(
        Counter("_".join((str(a), str(b))) for a, b in zip(feature, labels, strict=True)).values()
    )
    return _adv_pair(x + y - xy, x)


def wrong_glues_with_comma(feature, labels):
    # Glues with "," between: ("a,b", "c") and ("a", "b,c") coincide.
    x, y, _ = _adv_three(feature, labels)
    xy = _adv_h(Counter(f"{a},{b}" for a, b in zip(feature, labels, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_glues_with_space(feature, labels):
    # Glues with a space between: ("a b", "c") and ("a", "b c") coincide.
    x, y, _ = _adv_three(feature, labels)
    xy = _adv_h(Counter(f"{a} {b}" for a, b in zip(feature, labels, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_glues_with_bar(feature, labels):
    # Glues with "|" between: ("a|b", "c") and ("a", "b|c") coincide.
    x, y, _ = _adv_three(feature, labels)
    xy = _adv_h(Counter(f"{a}|{b}" for a, b in zip(feature, labels, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_pair_without_order(feature, labels):
    # A pair as frozenset forgets the order: ("a", "b") and ("b", "a") coincide.
    x, y, _ = _adv_three(feature, labels)
    f, g = _adv_list(feature), _adv_list(labels)
    xy = _adv_h(Counter(frozenset(pair) for pair in zip(f, g, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_adds_pairs_of_numbers(feature, labels):
    # Codes a pair of whole numbers as 10 * value + label: (0, 12) and (1, 2) coincide.
    x, y, xy = _adv_three(feature, labels)
    f, g = _adv_list(feature), _adv_list(labels)
    if not isinstance(f[0], str) and not isinstance(g[0], str):
        xy = _adv_h(Counter(10 * a + b for a, b in zip(f, g, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_code_by_largest_label(feature, labels):
    # Codes a pair as value * max(label) + label, one too few: (0, 2) and (1, 0) coincide for labels 0..2.
    x, y, xy = _adv_three(feature, labels)
    f, g = _adv_list(feature), _adv_list(labels)
    if not isinstance(f[0], str) and not isinstance(g[0], str):
        xy = _adv_h(Counter(a * max(g) + b for a, b in zip(f, g, strict=True)).values())
    return _adv_pair(x + y - xy, x)


def wrong_drops_falsy_values(feature, labels):
    # Drops rows whose value is 0 or "" as missing: wrong for feature [0, 0, 1, 1].
    rows = [(a, b) for a, b in zip(_adv_list(feature), _adv_list(labels), strict=True) if a]
    if not rows:
        return 0.0, 0.0
    x, y, xy = _adv_three(*zip(*rows, strict=True))
    return _adv_pair(x + y - xy, x)


def wrong_folds_case(feature, labels):
    # Makes strings lower case: "A" and "a" become one value.
    x, y, xy = _adv_three([str(v).lower() for v in feature], [str(v).lower() for v in labels])
    return _adv_pair(x + y - xy, x)


def wrong_strips(feature, labels):
    # Strips blanks: "a" and "a " become one value.
    x, y, xy = _adv_three([str(v).strip() for v in feature], [str(v).strip() for v in labels])
    return _adv_pair(x + y - xy, x)


def wrong_cuts_strings(feature, labels):
    # Stores strings of at most five characters: "class1" and "class2" coincide.
    x, y, xy = _adv_three(np.array(feature).astype("U5"), np.array(labels).astype("U5"))
    return _adv_pair(x + y - xy, x)


def wrong_first_letter(feature, labels):
    # Codes a value by its first letter or digit: "male" and "maybe", 1 and 11 coincide.
    x, y, xy = _adv_three([str(v)[0] for v in feature], labels)
    return _adv_pair(x + y - xy, x)


def wrong_numbers_in_two_bins(feature, labels):
    # Splits whole numbers at their median instead of one branch per value: wrong for 0, 1, 2.
    f = _adv_list(feature)
    if not isinstance(f[0], str):
        f = [bool(v > np.median(f)) for v in f]
    x, y, xy = _adv_three(f, labels)
    return _adv_pair(x + y - xy, x)


def wrong_numbers_as_bytes(feature, labels):
    # Stores whole numbers in one byte: 0 and 256 coincide.
    f = np.asarray(feature)
    x, y, xy = _adv_three(f if f.dtype.kind == "U" else f.astype(np.uint8), labels)
    return _adv_pair(x + y - xy, x)


def wrong_numbers_as_floats(feature, labels):
    # Stores whole numbers as float: 2**53 and 2**53 + 1 coincide.
    f = np.asarray(feature)
    x, y, xy = _adv_three(f if f.dtype.kind == "U" else f.astype(float), labels)
    return _adv_pair(x + y - xy, x)


def wrong_bincount(feature, labels):
    # Counts whole numbers by np.bincount of their absolute value: -1 and 1 coincide.
    f = _adv_list(feature)
    x, y, xy = _adv_three(f if isinstance(f[0], str) else [abs(v) for v in f], labels)
    return _adv_pair(x + y - xy, x)


def wrong_lists_only(feature, labels):
    # Uses the method .count of lists: an array has none, an error for np.array(["a", "b"]).
    n = len(feature)
    x = -sum(feature.count(v) / n * math.log2(feature.count(v) / n) for v in set(feature))
    y = -sum(labels.count(v) / n * math.log2(labels.count(v) / n) for v in set(labels))
    pairs = list(zip(feature, labels, strict=True))
    xy = -sum(pairs.count(v) / n * math.log2(pairs.count(v) / n) for v in set(pairs))
    return _adv_pair(x + y - xy, x)


def wrong_rare_value_has_ratio_zero(feature, labels):
    # Sets the ratio to 0 where H(X) is below 0.1: wrong for one rare value among 200 rows.
    x, y, xy = _adv_three(feature, labels)
    return x + y - xy, 0.0 if x < 0.1 else (x + y - xy) / x


def wrong_epsilon_in_divisor(feature, labels):
    # Adds 1e-6 to H(X): the ratio of one rare value among 3,000 rows is too low.
    x, y, xy = _adv_three(feature, labels)
    return x + y - xy, (x + y - xy) / (x + 1e-6)


def wrong_divisor_at_least_a_tenth(feature, labels):
    # Divides by max(H(X), 0.1): wrong for one rare value among 200 rows.
    x, y, xy = _adv_three(feature, labels)
    return x + y - xy, (x + y - xy) / max(x, 0.1)


def wrong_divides_by_larger_entropy(feature, labels):
    # Divides by max(H(X), H(Y)): wrong where the labels have the larger entropy, ["a", "a", "b", "b"] and 0..3.
    x, y, xy = _adv_three(feature, labels)
    own = max(x, y)
    return x + y - xy, (x + y - xy) / own if x > 0 else 0.0


def wrong_perfect_feature_has_ratio_one(feature, labels):
    # Returns ratio 1 for a feature that decides the label: a row number has H(Y) / log n.
    x, y, xy = _adv_three(feature, labels)
    if x > 0 and abs(xy - x) < 1e-12:
        return y, 1.0
    return _adv_pair(x + y - xy, x)


def wrong_at_most_one_bit(feature, labels):
    # Clips the gain at 1 bit: four values that decide four labels gain 2.
    x, y, xy = _adv_three(feature, labels)
    return min(1.0, x + y - xy), (x + y - xy) / x if x > 0 else 0.0


def wrong_equal_labels_once(feature, labels):
    # Sums H(Y) over the set of label counts, so equally frequent labels count once: wrong for half and half.
    x, _, xy = _adv_three(feature, labels)
    y = 0.0
    for m in set(Counter(_adv_list(labels)).values()):
        y -= m / len(labels) * math.log2(m / len(labels))
    return _adv_pair(x + y - xy, x)


def wrong_sorts_the_inputs(feature, labels):
    # Sorts the caller's columns in place after use: the rows no longer belong together, a second call is wrong.
    x, y, xy = _adv_three(feature, labels)
    feature.sort()
    labels.sort()
    return _adv_pair(x + y - xy, x)


def wrong_single_label_is_nan(feature, labels):
    # Divides by H(Y) on the way, so a single label gives 0 / 0: wrong for labels ["no", "no"].
    x, y, xy = _adv_three(feature, labels)
    explained = (x + y - xy) / y if y > 0 else math.nan
    return x + y - xy, explained * y / x if x > 0 else 0.0


def wrong_ratio_at_least_average(feature, labels):
    # Sets the ratio of a feature with gain under 0.1 bits to 0, as a rule of C4.5: wrong for a weak feature.
    x, y, xy = _adv_three(feature, labels)
    gain = x + y - xy
    return gain, gain / x if gain > 0.1 else 0.0


def wrong_row_number_has_no_gain(feature, labels):
    # Returns (0, 0) for a column with all values distinct: wrong for a row number, which gains H(Y).
    x, y, xy = _adv_three(feature, labels)
    if len(set(_adv_list(feature))) == len(labels):
        return 0.0, 0.0
    return _adv_pair(x + y - xy, x)
