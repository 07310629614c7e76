"""The rows that a few seconds each suffice for: pages, JSON, orders, the flash sale, sign-in."""
import concurrent.futures
import hashlib
import json
import os
import subprocess
import time

import shop as our
from measure import QUICK, ROUNDS, SECONDS_EACH, interleaved, load, request, say, statuses, values, with_time

PRODUCTS = 1000
READS = {
    "page: home": "/",
    "page: product": "/products/" + our.product_id(500),
    "JSON: list of 50": "/api/products?limit=50",
    "JSON: one product": "/api/products/" + our.product_id(500),
}
WARM_UP = 200 if QUICK else 2000  # requests before a row, for compilers at run time and for processes that come as needed
BARE_CONNECTIONS = (1, 2, 4, 8, 16, 32)


def reads(bench, row):
    path = READS[row]
    size = len(bench.ask(path).encode())
    with open(f"{bench.work}/static/{size}.html", "w", encoding="ascii") as file:
        file.write("x" * size)
    os.chmod(f"{bench.work}/static/{size}.html", 0o644)
    paths = dict.fromkeys(bench.shops, path) | dict.fromkeys(bench.peers, path)
    targets = bench.shops | bench.peers
    for server, limit in bench.limits.items():
        for kind, at in (("static", f"/static/{size}.html"), ("empty", "/empty")):
            targets[f"{kind} {server}"], paths[f"{kind} {server}"] = limit, at
    for name, target in targets.items():
        load(bench.work, target, [request("GET", paths[name])], 64, f"x{WARM_UP}")

    def measure(name, target, connections):
        sample = with_time(target, bench.shop, lambda: load(bench.work, target, [request("GET", paths[name])], connections, SECONDS_EACH))
        if set(statuses(sample)) != {"200"}:
            bench.results.fault(f"{row}, {name}, {connections} connections: {statuses(sample)}")
        return sample

    for connections in (8, 64):
        interleaved(bench.results, row, connections, targets, lambda name, target: measure(name, target, connections))


# ---- orders
def order_requests(shop, products, count=1000):
    """Orders by many buyers, for one ticket of each product in turn."""
    return [request("POST", "/api/orders", shop.tokens[i % len(shop.tokens)], json.dumps({"productId": products[i % len(products)]}))
            for i in range(count)]


# Of a database: what was sold too much of; products of which the last event tells another number than there is; then what a row compares.
SALES = f"""SELECT (SELECT COUNT(*) FROM quotas WHERE held + sold > size),
    (SELECT COUNT(*) FROM quotas q LEFT JOIN (SELECT o.aggregate_id, JSON_VALUE(o.data, '$.available') AS available FROM outbox o JOIN
        (SELECT MAX(id) AS id FROM outbox WHERE subject = 'product:updated' GROUP BY aggregate_id) newest ON newest.id = o.id) last
        ON last.aggregate_id = q.id WHERE q.id <> '{our.SOLD_OUT}' AND q.held + q.sold > 0 AND NOT last.available <=> q.size - q.held - q.sold),
    (SELECT COUNT(*) FROM outbox WHERE subject = 'product:updated'),
    (SELECT COUNT(*) FROM orders), (SELECT COALESCE(SUM(quantity), 0) FROM order_items),
    (SELECT SUM(held) FROM quotas), (SELECT SUM(sold) FROM quotas WHERE id <> '{our.SOLD_OUT}'),
    (SELECT COUNT(*) FROM orders WHERE status = 'complete'), (SELECT COUNT(*) FROM payments WHERE status = 'succeeded'),
    (SELECT COUNT(*) FROM outbox WHERE subject = 'order:created'), (SELECT COUNT(*) FROM outbox WHERE subject = 'order:completed'),
    (SELECT COUNT(*) FROM outbox WHERE subject = 'payment:created');"""
COMPARED = "orders, tickets, held, sold, complete, payments, order:created, order:completed, payment:created"


def check_orders(bench, label, shop, sample, placed, paid=0, charged=0, expected="201"):
    """The database holds what was answered: orders, those complete, payments; nothing is oversold, nobody got another answer."""
    seen = statuses(sample)
    oversold, untold, updates, *found = map(int, shop.sql(SALES).split("\t"))
    sample["oversold"], sample["errors"] = oversold, sum(seen.values()) - seen.get(expected, 0)
    right = [placed, placed, placed - paid, paid, paid, charged, placed, paid, charged]
    if oversold or untold or sample["errors"] or found != right or not min(placed, 1) <= updates <= placed + charged:
        bench.results.fault(f"{label}: answers {seen}, {oversold} oversold, {untold} products of which the last event is wrong, {updates} updates; "
                            f"{COMPARED} are {found} and not {right}")


def check_placed(bench, label, shop, sample, **more):
    check_orders(bench, label, shop, sample, statuses(sample).get("201", 0), **more)


def orders(bench, row, products, sold_out=False):
    requests = order_requests(bench.shop, products)
    targets = bench.shops | bench.peers
    for target in targets.values():
        load(bench.work, target, requests, 64, f"x{WARM_UP}")

    def measure(name, target, connections):
        bench.shop.sql(our.fresh_sql())
        load(bench.work, target, order_requests(bench.shop, [our.SOLD_OUT], connections), connections, f"x{8 * connections}")
        sample = with_time(target, bench.shop, lambda: load(bench.work, target, requests, connections, SECONDS_EACH))
        check_placed(bench, f"{row}, {name}", bench.shop, sample, expected="400" if sold_out else "201")
        return sample

    for connections in (8, 64):
        interleaved(bench.results, row, connections, targets, lambda name, target: measure(name, target, connections))


def bare(bench, row):
    """The transaction alone, at each number of connections; its best counts."""
    environment = dict(os.environ, **bench.shop.settings_for_peers())
    for _ in range(ROUNDS):
        for connections in BARE_CONNECTIONS:
            bench.shop.sql(our.fresh_sql())
            done = subprocess.run([f"{bench.work}/bin/bare", str(connections), str(SECONDS_EACH), our.HOT, our.buyer_id(1)],
                                  env=environment, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"bench: {done.stderr.strip()}")
            bench.results.add(row, connections, "bare", values(done.stdout))
    rates = {connections: bench.results.median(row, connections, "bare") for connections in BARE_CONNECTIONS}
    best = max(rates, key=rates.get)
    bench.results.notes["bare"] = rates[best]
    say(f"{row}: {', '.join(f'{c}: {rate:,.0f}/s' for c, rate in rates.items())}")


def hot(bench, row):
    bare(bench, "bare transaction, one hot row")
    orders(bench, row, [our.HOT])


def many(bench, row):
    orders(bench, row, [our.product_id(1 + i * 7 % PRODUCTS) for i in range(1000)])


def sold_out(bench, row):
    orders(bench, row, [our.SOLD_OUT], sold_out=True)


def flash(bench, row):
    """Each of 5,000 buyers asks once for one of 500 tickets."""
    requests = [request("POST", "/api/orders", bench.token(i), json.dumps({"productId": our.FLASH})) for i in range(our.BUYERS)]

    def measure(name, target, connections):
        bench.shop.sql(our.fresh_sql())
        sample = with_time(target, bench.shop, lambda: load(bench.work, target, requests, connections, f"x{len(requests)}"))
        seen = statuses(sample)
        sample["per_second_sold"] = 500 / sample["last_201"] if sample["last_201"] else 0
        sample["errors"] = sum(count for status, count in seen.items() if status not in ("201", "400"))
        held, oversold = map(int, bench.shop.sql(f"""SELECT held + sold, held + sold > size FROM quotas
            WHERE id = '{our.FLASH}'; """).split("\t"))
        sample["oversold"] = oversold
        if seen.get("201") != 500 or held != 500 or oversold or sample["errors"]:
            bench.results.fault(f"{row}, {name}, {connections} connections: {seen}, {held} held")
        return sample

    for connections in (64, 256):
        interleaved(bench.results, row, connections, bench.shops | bench.peers, lambda name, target: measure(name, target, connections))


# ---- sign-in
def scrypt_alone(seconds):
    """As many at once as there are cores; how many a second."""
    def one(_):
        hashlib.scrypt(our.PASSWORD.encode(), salt=b"0" * 32, n=2 ** 15, r=8, p=3, maxmem=2 ** 28, dklen=32)

    done, began, cores = 0, time.monotonic(), os.cpu_count()
    with concurrent.futures.ThreadPoolExecutor(cores) as pool:
        while time.monotonic() < began + seconds:
            list(pool.map(one, range(2 * cores)))
            done += 2 * cores
    return {"requests": done, "per_second": done / (time.monotonic() - began)}


def sign_in(bench, row):
    requests = [request("POST", "/api/users/signin", "", json.dumps({"email": f"buyer{i}@example.com", "password": our.PASSWORD}))
                for i in range(1, 101)]
    seconds = max(2, 2 * SECONDS_EACH)

    def measure(name, target):
        if target is None:
            return scrypt_alone(seconds)
        sample = with_time(target, bench.shop, lambda: load(bench.work, target, requests, 8, seconds))
        if set(statuses(sample)) != {"200"}:
            bench.results.fault(f"{row}, {name}: {statuses(sample)}")
        return sample

    interleaved(bench.results, row, 8, bench.shops | bench.peers | {"scrypt alone": None}, measure)
