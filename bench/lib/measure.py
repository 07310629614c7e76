"""Runs of the load generator: interleaved, each with its latencies, answers, and the servers' time."""
import os
import re
import statistics
import subprocess
import sys
import tempfile

import machine

ROUNDS = int(os.environ.get("ROUNDS") or (1 if os.environ.get("QUICK", "0") != "0" else 3))
SECONDS_EACH = float(os.environ.get("SECONDS_EACH") or (0.6 if os.environ.get("QUICK", "0") != "0" else 2))
QUICK = os.environ.get("QUICK", "0") != "0"


def say(text):
    print(text, file=sys.stderr, flush=True)


def values(line):
    """name=number pairs of a line."""
    return {name: float(number) for name, number in re.findall(r"(\w+)=([\d.]+)", line)}


def request(method, path, cookie="", body=""):
    return "\t".join((method, path, cookie, body)) + "\n"


def begin_load(work, target, requests, connections, amount):
    """A run that goes on by itself; what it is to send has been written down, so it may begin at once."""
    with tempfile.TemporaryFile("w+") as lines:
        lines.writelines(requests)
        lines.seek(0)
        return subprocess.Popen([f"{work}/bin/load", str(target.port), str(connections), str(amount)], stdin=lines,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish_load(process, target):
    result, complaint = process.communicate()
    if process.returncode:
        raise SystemExit(f"bench: load against {target.name}: {complaint.strip() or process.returncode}")
    return values(result)


def load(work, target, requests, connections, amount):
    """One run against a target; amount: seconds, or "xCOUNT"."""
    return finish_load(begin_load(work, target, requests, connections, amount), target)


def with_time(target, database, work):
    """The result of work(), and microseconds of processor a request: of the web server and its programs, and of the database."""
    before = [machine.cpu_seconds(target.pids()), machine.cpu_seconds(database.database_pids())]
    result = work()
    after = [machine.cpu_seconds(target.pids()), machine.cpu_seconds(database.database_pids())]
    for name, old, new in zip(("cpu", "database_cpu"), before, after):
        result[name] = max(0, new - old) * 1e6 / max(1, result["requests"])
    return result


def statuses(sample):
    return {name[7:]: int(count) for name, count in sample.items() if name.startswith("status_")}


class Results:
    """What was seen: samples by row, connections and target; and what was wrong."""

    def __init__(self):
        self.samples, self.notes, self.faults = {}, {}, []

    def add(self, row, connections, target, sample):
        self.samples.setdefault((row, connections), {}).setdefault(target, []).append(sample)

    def median(self, row, connections, target, name="per_second"):
        samples = self.samples.get((row, connections), {}).get(target)
        return statistics.median(sample.get(name, 0) for sample in samples) if samples else None

    def max(self, row, connections, target, name):
        return max(sample.get(name, 0) for sample in self.samples[row, connections][target])

    def spread(self, row, connections, target):
        """Half of what lies between the slowest and the fastest run, in hundredths of the median."""
        rates = [sample["per_second"] for sample in self.samples[row, connections][target]]
        middle = statistics.median(rates)
        return 50 * (max(rates) - min(rates)) / middle if middle else 0

    def fault(self, text):
        say(f"  WRONG: {text}")
        self.faults.append(text)


def interleaved(results, row, connections, targets, measure, rounds=None):
    """A B C A B C…: measure(name, target) gives a sample."""
    for _ in range(rounds or ROUNDS):
        for name, target in targets.items():
            results.add(row, connections, name, measure(name, target))
    shown = ", ".join(f"{name} {results.median(row, connections, name):,.0f}/s" for name in targets)
    say(f"{row}, {connections} connections: {shown}")
