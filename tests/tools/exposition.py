#!/usr/bin/python3
"""Reads numbers as Prometheus does (text format 0.0.4), and minds every rule of it: exposition.py URL"""
import re
import sys
import urllib.request

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?(?:[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?|Inf|NaN))$")
problems = []


def family_of(name, types):
    for suffix in ("_bucket", "_sum", "_count"):
        if name.endswith(suffix) and types.get(name[:-len(suffix)]) == "histogram":
            return name[:-len(suffix)]
    return name


def read(text):
    types, helps, samples, order = {}, set(), {}, []
    for line in text.split("\n")[:-1]:
        head = re.match(rf"# (HELP|TYPE) ({NAME}) (.+)$", line)
        if head:
            kind, name, rest = head.groups()
            if name in (helps if kind == "HELP" else types):
                problems.append(f"{kind} of {name} comes twice")
            if kind == "HELP":
                helps.add(name)
            elif rest not in ("counter", "gauge", "histogram"):
                problems.append(f"type {rest}")
            else:
                types[name] = rest
            continue
        sample = SAMPLE.match(line)
        if not sample:
            problems.append(f"not a line: {line!r}")
            continue
        name, labels, value = sample.groups()
        family = family_of(name, types)
        if family not in types or family not in helps:
            problems.append(f"{name} has no head")
        if order and order[-1] != family and family in order:
            problems.append(f"{family} is in two places")
        order.append(family)
        if (name, labels) in samples:
            problems.append(f"{line} comes twice")
        samples[name, labels] = float(value)
        if types.get(family) != "gauge" and float(value) < 0:
            problems.append(f"{line} is negative")
    return types, samples


def check_histogram(name, samples):
    series = {}
    for (sample, labels), value in samples.items():
        if sample == name + "_bucket":
            rest, bound = re.match(r'(.*),le="([^"]*)"$', labels).groups()
            series.setdefault(rest, []).append((float(bound.replace("+Inf", "inf")), value))
    for labels, buckets in series.items():
        counts = [count for _, count in buckets]
        if buckets != sorted(buckets) or counts != sorted(counts) or buckets[-1][0] != float("inf"):
            problems.append(f"buckets of {labels} are out of order")
        if samples.get((name + "_count", labels)) != counts[-1] or (name + "_sum", labels) not in samples:
            problems.append(f"count or sum of {labels} is wrong")
    return len(series)


def main():
    with urllib.request.urlopen(sys.argv[1], timeout=20) as answer:
        text = answer.read().decode("utf-8")
        if answer.headers["Content-Type"] != "text/plain; version=0.0.4; charset=utf-8":
            problems.append(answer.headers["Content-Type"])
    if not text.endswith("\n"):
        problems.append("the last line has no end")
    types, samples = read(text)
    for name, kind in types.items():
        if kind == "histogram" and not check_histogram(name, samples):
            problems.append(f"{name} is empty")
        if kind == "counter" and not name.endswith("_total"):
            problems.append(f"{name} is no total")
    print("\n".join(problems) or f"{len(types)} families, {len(samples)} samples")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
