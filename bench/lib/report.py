"""The table: figures, ratios, and the goals with whether they are met, all computed from what was measured."""
import os

import rows
from long_rows import SMALL
from measure import QUICK, ROUNDS, SECONDS_EACH, statuses

TARGETS = {"lighttpd": "Boxoffice, lighttpd", "apache": "Boxoffice, Apache", "php": "PHP-FPM", "node": "Node", "go": "Go"}
GOAL_SHARE_OF_EMPTY, GOAL_SHARE_OF_BARE, GOAL_GROWTH, GOAL_TAIL = 0.7, 0.8, 1.3, 10
GOAL_READS = {"lighttpd": {"php": 4, "node": 3, "go": 1.5}, "apache": {"php": 2.5, "node": 2}}
GOAL_HOT = {"php": 3, "node": 3, "go": 2.5}
GOAL_FREE, GOAL_PAID, GOAL_READS_MEANWHILE, GOAL_FIRST_ORDER_MS = 0.6, 1.5, 0.5, 50
PAID_BEFORE = {8: 0.155, 64: 0.165}  # of commit 3bdbf0a: paid orders for each bare transaction of today; see README.md
GOAL_MAX_MS, GOAL_PROGRAM_MB, GOAL_WHOLE_MB = 500, 2, 150


def goal(text, met):
    return f"{text} **{'met' if met else 'not met'}**"


def at_least(label, got, wanted):
    return goal(f"{label} {got:.2f} of {wanted:g}", got >= wanted)


def at_most(label, got, wanted, unit=""):
    return goal(f"{label} {got:.4g}{unit} of at most {wanted:g}{unit}", got <= wanted)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Table:
    def __init__(self, results):
        self.results, self.lines = results, []

    def cells(self, key, name, show=number):
        """What each target reached; behind a peer's, how many times as much the shop on lighttpd does."""
        ours = self.results.median(*key, "lighttpd", name)
        for target in TARGETS:
            got = self.results.median(*key, target, name)
            if got is None:
                yield ""
            elif target in ("lighttpd", "apache") or not got or not ours:
                yield show(got)
            else:
                yield f"{show(got)} ({ours / got:.2f} ×)"

    def add(self, row, connections, unit, cells, beside, goals):
        self.lines.append((row, str(connections or ""), unit, *cells, beside, "; ".join(goals)))

    def text(self):
        head = ("row", "connections", "unit", *TARGETS.values(), "beside it", "goals")
        return markdown([head, *self.lines])


def markdown(lines):
    head, *rest = lines
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rest)) + "\n"


# ---- each kind of row
def read_row(table, row, connections):
    results, key, goals = table.results, (row, connections), []
    rate = {target: results.median(*key, target) for target in results.samples[key]}
    for server, peers in GOAL_READS.items():
        goals += [at_least(f"{server} / {TARGETS[peer]}", rate[server] / rate[peer], wanted) for peer, wanted in peers.items()]
    goals.append(at_least("lighttpd / empty reply", rate["lighttpd"] / rate["empty lighttpd"], GOAL_SHARE_OF_EMPTY))
    beside = ", ".join(f"{name} {number(rate[name])}" for name in rate if name not in TARGETS)
    table.add(row, connections, "requests/s", table.cells(key, "per_second"), beside, goals if row != "JSON: one product" else goals[-1:])


def clean(results, key):
    """0 oversold and 0 errors, in every run on both servers."""
    return [at_most(f"{server} {what}", results.max(*key, server, what), 0) for what in ("oversold", "errors") for server in ("lighttpd", "apache")]


def order_row(table, row, connections):
    results, key, goals, beside = table.results, (row, connections), [], ""
    if row == "order: one hot row":
        beside = f"bare transaction at its best {number(results.notes['bare'])}"
        if connections == 64:
            ours = results.median(*key, "lighttpd")
            goals = [at_least("lighttpd / bare", ours / results.notes["bare"], GOAL_SHARE_OF_BARE)]
            goals += [at_least(f"lighttpd / {TARGETS[peer]}", ours / results.median(*key, peer), wanted) for peer, wanted in GOAL_HOT.items()]
    table.add(row, connections, "requests/s", table.cells(key, "per_second"), beside, goals + clean(results, key))


def name_of(results, server):
    return results.notes["old"] if server == "old" else server


def free_row(table, row, connections):
    results, key, beside, goals = table.results, (row, connections), [], []
    for server in (name for name in results.samples[key] if not name.startswith("priced")):
        free, priced = results.median(*key, server), results.median(*key, f"priced {server}")
        beside.append(f"{name_of(results, server)}: {number(free)}, priced {number(priced)} ({free / priced:.2f})")
        if server != "old":
            goals.append(at_least(f"{server} / priced", free / priced, GOAL_FREE))
    table.add(row, connections, "orders/s", table.cells(key, "per_second"), "; ".join(beside), goals + clean(results, key))


def paid_row(table, row, connections):
    results, key, bare = table.results, (row, connections), table.results.notes["bare"]
    before, name = PAID_BEFORE[connections] * bare, "3bdbf0a as stored"
    if "old" in results.samples[key]:
        before, name = results.median(*key, "old"), results.notes["old"]
    table.add(row, connections, "paid orders/s", table.cells(key, "per_second"),
              f"{name}: {number(before)} ({before / bare:.3f} of the bare transaction's {number(bare)})",
              [at_least(f"lighttpd / {name}", results.median(*key, "lighttpd") / before, GOAL_PAID), *clean(results, key)])


def meanwhile_row(table, row, connections):
    results, key, beside, goals = table.results, (row, connections), [], []
    alone = row.rpartition(",")[0] + ", alone", connections
    if key == alone:
        return
    for server in results.samples[key]:
        rate, before = results.median(*key, server), results.median(*alone, server)
        p50, p99 = (results.median(*key, server, f"orders_{name}") / 1000 for name in ("p50", "p99"))
        beside.append(f"{name_of(results, server)}: {number(rate)} of {number(before)} alone ({rate / before:.2f}), "
                      f"{number(results.median(*key, server, 'orders_per_second'))} orders/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
        if server != "old":
            goals += [at_least(f"{server} / alone", rate / before, GOAL_READS_MEANWHILE), at_most(f"{server} orders' p99 / p50", p99 / p50, GOAL_TAIL)]
    table.add(row, connections, "requests/s", table.cells(key, "per_second"), "; ".join(beside), goals + clean(results, key))


def first_order_row(table, row, connections):
    results, key = table.results, (row, connections)
    milliseconds = {server: results.median(*key, server, "first") / 1000 for server in results.samples[key]}
    table.add(row, "", "ms", table.cells(key, "first", lambda value: f"{value / 1000:.1f}"),
              ", ".join(f"{name_of(results, server)} {value:.1f}" for server, value in milliseconds.items() if server == "old"),
              [at_most(server, value, GOAL_FIRST_ORDER_MS, " ms") for server, value in milliseconds.items() if server != "old"])


def flash_row(table, row, connections):
    results, key = table.results, (row, connections)
    p99 = ", ".join(f"{target} {results.median(*key, target, 'p99') / 1000:.0f}" for target in results.samples[key])
    table.add(row, connections, "seconds until 500 tickets are sold", table.cells(key, "last_201", lambda value: f"{value:.2f}"), f"p99 in ms: {p99}",
              clean(results, key))


def share_row(table, row, connections, beside):
    results, key = table.results, (row, connections)
    alone = results.median(*key, beside)
    table.add(row, connections, {"sign-in": "sign-ins/s"}.get(row, "rows/s"), table.cells(key, "per_second"),
              f"{beside} {number(alone)} (lighttpd is {results.median(*key, 'lighttpd') / alone:.2f} of it)", [])


def cold_row(table, row, connections):
    results, key, goals = table.results, (row, connections), []
    for server in ("lighttpd", "apache"):
        tail = max(sample["p99"] / max(1, sample["p50"]) for sample in results.samples[key][server])
        goals.append(at_most(f"{server} p99 / p50", tail, GOAL_TAIL))
        goals.append(at_most(f"{server} slowest", results.max(*key, server, "max") / 1000, GOAL_MAX_MS, " ms"))
    milliseconds = [results.median(*key, target, "first") / 1000 for target in TARGETS]
    table.add(row, "", "ms, first request", [f"{value:.1f}" for value in milliseconds], "the peers': from their start", [])
    tails = [f"{results.median(*key, t, 'p50') / 1000:.1f} / {results.median(*key, t, 'p99') / 1000:.1f} / "
             f"{results.max(*key, t, 'max') / 1000:.0f}" for t in TARGETS]
    table.add(row, connections, "ms, p50 / p99 / slowest, JSON list", tails, "", goals)


def memory_row(table, row, connections):
    results, key = table.results, (row, connections)

    def of(target, name):
        return results.median(*key, target, name) / 1024

    table.add(row + ": a process", "", "MB private", [f"{of(t, 'program'):.1f}" for t in TARGETS], "ours: the biggest; peers: the median",
              [at_most(server, of(server, "program"), GOAL_PROGRAM_MB, " MB") for server in ("lighttpd", "apache")])
    table.add(row + ": all processes", "", "MB private (how many)", [f"{of(t, 'all_programs'):.1f} ({1024 * of(t, 'programs'):.0f})" for t in TARGETS],
              "without the database", [])
    table.add(row + ": whole shop idle", "", "MB", [f"{of(t, 'whole'):.0f}" for t in TARGETS],
              "PSS: what is private, and a share of what is shared; ours with server and database, peers without database",
              [at_most(server, of(server, "whole"), GOAL_WHOLE_MB, " MB") for server in ("lighttpd", "apache")])


def growth_row(table, row, connections):
    results, key = table.results, (row, connections)
    sizes = sorted(results.samples[key])
    rate = {size: results.median(*key, size) for size in sizes}
    table.add(row, connections, f"requests/s with {sizes[-1]:,} products", [number(rate[sizes[-1]]), "", "", "", ""],
              ", ".join(f"{size:,}: {number(rate[size])}" for size in sizes[:-1]),
              [at_most(f"{SMALL:,} / {size:,}", rate[SMALL] / rate[size], GOAL_GROWTH) for size in sizes[1:]])


OTHERS = {"flash sale": flash_row, "free tickets": free_row, "paid order": paid_row, "first 201": first_order_row, "cold start": cold_row,
          "memory": memory_row}


def add_row(table, row, connections):
    if row in rows.READS:
        read_row(table, row, connections)
    elif row.startswith("order"):
        order_row(table, row, connections)
    elif row.startswith("reads during orders"):
        meanwhile_row(table, row, connections)
    elif row.startswith("growth"):
        growth_row(table, row, connections)
    elif row in ("expirer", "relay"):
        share_row(table, row, connections, "bare SQL")
    elif row == "sign-in":
        share_row(table, row, connections, "scrypt alone")
    elif not row.startswith("bare"):
        OTHERS[row](table, row, connections)


# ---- details
def detail(results, row, connections, target):
    samples = results.samples[row, connections][target]
    seen = {}
    for sample in samples:
        for status, count in statuses(sample).items():
            seen[status] = seen.get(status, 0) + count

    def of(name, factor=1.0, form="{:,.1f}"):
        value = results.median(row, connections, target, name)
        return form.format(value * factor) if value else ""

    return (row, str(connections), TARGETS.get(target, str(target)), of("per_second"), f"{results.spread(row, connections, target):.0f} %",
            of("p50", 0.001, "{:,.2f}"), of("p99", 0.001, "{:,.2f}"), f"{results.max(row, connections, target, 'max') / 1000:,.1f}",
            of("cpu", 1, "{:,.0f}"), of("database_cpu", 1, "{:,.0f}"), of("bytes", 1, "{:,.0f}"),
            " ".join(f"{status}: {count:,}" for status, count in seen.items()))


def details(results):
    head = ("row", "connections", "who", "a second", "±", "p50 ms", "p99 ms", "slowest ms", "CPU µs", "database CPU µs", "bytes", "answers")
    return markdown([head, *(detail(results, row, connections, target) for row, connections in results.samples if row != "memory"
                             for target in results.samples[row, connections])])


def publish(results, sizes, description):
    table = Table(results)
    for row, connections in results.samples:
        add_row(table, row, connections)
    main = table.text()
    met, missed = main.count("**met**"), main.count("**not met**")
    machine = "".join(f"- {name}: {value}\n" for name, value in description.items())
    far = [f"{TARGETS[name]} {path}: {size}" for (name, path), size in sizes.items() if abs(size - sizes["lighttpd", path]) > 0.05 * size]
    text = f"""# Results

Made by `make bench`; [README.md](README.md) says what each row means and how to repeat it. Medians of {ROUNDS} interleaved runs of
{SECONDS_EACH:g} s each{' (QUICK=1: too short to judge by, it shows that everything runs)' if QUICK else ''}. A peer's figure is followed by how many
times as much the shop on lighttpd does. {met} goals are met, {missed} are not.

{machine}
{main}
## Details

± is half of what lies between the slowest and the fastest run. CPU: of the web server and its programs, a request; the database's
beside it. Bytes: of the last answer's body. {'Answers that differ by more than 5 % in length: ' + ', '.join(far) + '.' if far else
'The answers of all are of the same length, within 5 %.'}

{details(results)}
## What was wrong

{''.join(f'- {fault}' + chr(10) for fault in results.faults) or 'Nothing: every answer was the expected one, and the database holds what was answered.' + chr(10)}"""
    path = os.environ.get("RESULTS", "bench/RESULTS.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{machine}\n{main}\n{met} goals met, {missed} not met; {len(results.faults)} faults; all of it is in {path}")
