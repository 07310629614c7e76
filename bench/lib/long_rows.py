"""The rows that need instances or data of their own: the jobs, a growing catalogue, cold start, memory."""
import json
import os
import re
import shutil
import statistics
import subprocess
import time

import machine
import peers
import shop as our
from measure import QUICK, ROUNDS, SECONDS_EACH, interleaved, load, request, say, statuses, values

OVERDUE = int(os.environ.get("OVERDUE") or (5000 if QUICK else 50000))
SIZE = int(os.environ.get("SIZE") or (10000 if QUICK else 100000))
SMALL = 1000


# ---- expirer
def overdue_sql(count):
    """Overdue orders of 100 products, a ticket each, as if requests had placed them."""
    identity, product = "CONCAT('e0', LPAD(LOWER(HEX(seq)), 22, '0'))", "CONCAT('b0', LPAD(LOWER(HEX(1 + seq MOD 100)), 22, '0'))"
    moment = "@moment + INTERVAL seq MOD 60000 * 1000 MICROSECOND"
    return our.fresh_sql() + f"""SET @moment = NOW(3) - INTERVAL 1 HOUR;
        INSERT INTO orders (id, user_id, status, expires_at, total, created_at) SELECT {identity}, '{our.buyer_id(1)}', 'created', {moment}, 100,
            @moment FROM seq_1_to_{count};
        INSERT INTO order_items (order_id, line, product_id, title, price, quantity) SELECT {identity}, 0, {product}, 'Overdue', 100, 1
            FROM seq_1_to_{count};
        INSERT INTO claims (order_id, quota_id, user_id, quantity, held_until) SELECT {identity}, {product}, '{our.buyer_id(1)}', 1, {moment}
            FROM seq_1_to_{count};
        UPDATE quotas q JOIN (SELECT quota_id, COUNT(*) AS n FROM claims GROUP BY quota_id) t ON q.id = t.quota_id SET q.held = t.n;\n"""


def run_job(bench):
    job = subprocess.run([f"{bench.build}/jobs/expire_orders"], env=dict(os.environ, BOXOFFICE_CONF=f"{bench.shop.var}/boxoffice.conf"),
                         capture_output=True, text=True)
    return int(values(job.stdout).get("expired", 0))


def run_bare(bench):
    bench.shop.sql(machine.read("bench/expire.sql") * (OVERDUE // 1000))
    return int(bench.shop.sql("SELECT COUNT(*) FROM orders WHERE cancelled_by = 'expiry';"))


def expirer(bench, row):
    def measure(name, work):
        bench.shop.sql(overdue_sql(OVERDUE))
        began = time.monotonic()
        expired = work(bench)
        seconds = time.monotonic() - began
        held, events = map(int, bench.shop.sql("SELECT (SELECT SUM(held) FROM quotas), (SELECT COUNT(*) FROM outbox WHERE subject LIKE 'o%'"
                                               " OR subject LIKE 'e%');").split("\t"))
        if expired != OVERDUE or held or events != 2 * OVERDUE:
            bench.results.fault(f"{row}, {name}: {expired} of {OVERDUE} expired, {held} still held, {events} events")
        return {"requests": expired, "per_second": expired / seconds}

    interleaved(bench.results, row, 1, {"lighttpd": run_job, "bare SQL": run_bare}, measure)
    bench.shop.sql(our.fresh_sql())


# ---- relay: where this shop has one, and the machine the bus
def relay(bench, row):
    job = f"{bench.build}/jobs/relay"
    if not os.path.exists(job) or not shutil.which("nats-server"):
        say(f"{row}: left out, there is no jobs/relay or no nats-server")
        return
    port, events = machine.free_port(), OVERDUE
    bus = subprocess.Popen(["nats-server", "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", f"{bench.work}/nats"], stderr=subprocess.DEVNULL)
    settings = re.sub(r"^#?BOXOFFICE_NATS_URL=.*\n", "", machine.read(f"{bench.shop.var}/boxoffice.conf"), flags=re.M)
    peers.write(f"{bench.work}/relay.conf", settings + f"BOXOFFICE_NATS_URL=nats://127.0.0.1:{port}\n")
    plant = our.fresh_sql() + f"""INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'product:updated',
        CONCAT('b0', LPAD(LOWER(HEX(1 + seq MOD 1000)), 22, '0')), seq, JSON_OBJECT('id', seq, 'version', seq) FROM seq_1_to_{events};\n"""

    def run_relay(_):
        done = subprocess.run([job], env=dict(os.environ, BOXOFFICE_CONF=f"{bench.work}/relay.conf"), capture_output=True, text=True)
        return max([0, *values(done.stdout).values()])

    def run_select(_):
        return bench.shop.sql("SELECT id, subject, data FROM outbox ORDER BY id;").count("\n") + 1

    def measure(name, work):
        bench.shop.sql(plant)
        began = time.monotonic()
        sent = work(bench)
        seconds = time.monotonic() - began
        if sent < events:
            bench.results.fault(f"{row}, {name}: {sent:.0f} of {events} events")
        return {"requests": sent, "per_second": sent / seconds}

    try:
        time.sleep(1)
        interleaved(bench.results, row, 1, {"lighttpd": run_relay, "bare SQL": run_select}, measure)
    finally:
        bus.terminate()
        bus.wait()
    bench.shop.sql(our.fresh_sql())


# ---- growth
def grown_shop(bench, size):
    """A shop of its own with so many products, and twice as many orders, 100 of each buyer's."""
    big = our.Shop(bench.work, f"growth-{size}", "lighttpd").start()
    began, orders = time.monotonic(), 2 * size
    pool = 2048 if SIZE >= 1000000 else 256
    big.sql(f"""SET GLOBAL innodb_buffer_pool_size = {pool} * 1048576; SET GLOBAL innodb_log_file_size = 1073741824;
        SET GLOBAL innodb_flush_log_at_trx_commit = 0;""")
    big.sql(our.users_sql(max(100, orders // 100)) + our.products_sql(size) + our.special_sql() + our.orders_sql(orders, size, orders // 100))
    big.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 1; ANALYZE TABLE products, product_words, orders, order_items, users;")
    say(f"{size} products and {orders} orders: loaded in {time.monotonic() - began:.0f} s")
    return big


def growth_routes(shop, size):
    """Each route asks for a thousand different things from all over the catalogue, and gets as many rows at every size."""
    numbers = [1 + i * size // SMALL for i in range(SMALL)]
    word = our.FIRST
    return {
        "list": [request("GET", f"/api/products?limit=50&after={our.product_id(max(1, n - 60))}") for n in numbers],
        "home": [request("GET", "/")],
        "search, a common word": [request("GET", f"/api/products?limit=20&q={escaped(word[i])}") for i in range(40)],
        "search, a common and a rare word": [request("GET", f"/api/products?limit=20&q={escaped(word[n % 40])}%20{n}")
                                             for n in numbers],
        "product": [request("GET", f"/api/products/{our.product_id(n)}") for n in numbers],
        "my orders": [request("GET", "/api/orders?limit=20", shop.token(1 + i % (2 * size // 100))) for i in range(200)],
        "order": [request("POST", "/api/orders", shop.token(1 + i % 20), json.dumps({"productId": our.product_id(n)})) for i, n in enumerate(numbers)],
    }


def escaped(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def growth(bench, row):
    sizes = sorted({SMALL, min(100000, SIZE), SIZE})
    shops = {size: grown_shop(bench, size) for size in sizes}
    try:
        routes = {size: growth_routes(shop, size) for size, shop in shops.items()}
        for route in routes[SMALL]:
            for size, shop in shops.items():
                load(bench.work, shop, routes[size][route], 8, "x1000" if "search" not in route else "x40")

            def measure(size, shop):
                sample = load(bench.work, shop, routes[size][route], 8, SECONDS_EACH)
                if not set(statuses(sample)) <= {"200", "201"}:
                    bench.results.fault(f"{row}, {route}, {size}: {statuses(sample)}")
                return sample

            interleaved(bench.results, f"{row}: {route}", 8, shops, measure)
    finally:
        for shop in shops.values():
            shop.stop()


# ---- cold start and memory
def first_requests(bench, row):
    """From the start of a server: the first request, and then 64 connections at once, before any process of the program was there."""
    for name in bench.shops:
        for _ in range(ROUNDS):
            cold = our.Shop(bench.work, f"cold-{name}", name, database=bench.shop).start()
            began = time.monotonic()
            peers.ask(cold.port, "GET", "/products/" + our.product_id(500))
            first = time.monotonic() - began
            sample = load(bench.work, cold, [request("GET", "/api/products?limit=50")], 64, max(2, SECONDS_EACH))
            cold.stop()
            bench.results.add(row, 64, name, dict(sample, first=first * 1e6))
            if set(statuses(sample)) != {"200"}:
                bench.results.fault(f"{row}, {name}: {statuses(sample)}")
    for name, peer in bench.peers.items():
        for _ in range(ROUNDS):
            peer.stop()
            first = peer.start("/products/" + our.product_id(500))
            sample = load(bench.work, peer, [request("GET", "/api/products?limit=50")], 64, max(2, SECONDS_EACH))
            bench.results.add(row, 64, name, dict(sample, first=first * 1e6))
    say(f"{row}: " + ", ".join(f"{name} first {bench.results.median(row, 64, name, 'first') / 1000:.0f} ms, most "
                               f"{bench.results.max(row, 64, name, 'max') / 1000:.0f} ms" for name in bench.shops | bench.peers))


ADDRESSES = ("/", "/healthz", "/auth/signin", "/auth/signup", "/auth/signout", "/api/products?limit=50", "/orders", "/api/users/currentuser",
             "/products/" + our.product_id(1))


def memory(bench, row):
    """A fresh shop with its own database, each program asked once: what it has for itself alone. Then the peers, as they are now."""
    for name in bench.shops:
        idle = our.Shop(bench.work, f"idle-{name}", name).start()
        idle.sql(our.users_sql(10) + our.products_sql(SMALL))
        for path in ADDRESSES:
            peers.ask(idle.port, "GET", path)
        peers.ask(idle.port, "POST", "/api/orders", idle.token(2), json.dumps({"productId": our.product_id(2)}))
        peers.ask(idle.port, "POST", "/api/payments", idle.token(2), "{}")
        time.sleep(1)
        members = machine.families(pid for pid, _ in machine.named(idle.run + "/"))
        sizes = {pid: machine.memory_kb(pid) for pid in members}
        programs = [sizes[pid] for pid, program in machine.named(idle.run + "/lib/") if program.endswith(".fcgi")]
        bench.results.add(row, 0, name, {"per_second": 1, "program": max(programs), "programs": len(programs), "all_programs": sum(programs),
                                         "whole": sum(machine.memory_kb(pid, "Pss") for pid in members), "private": sum(sizes.values())})
        idle.stop()
    for name, peer in bench.peers.items():
        sizes = [machine.memory_kb(pid) for pid in peer.pids()]
        bench.results.add(row, 0, name, {"per_second": 1, "program": statistics.median(sizes), "programs": len(sizes), "private": sum(sizes),
                                         "all_programs": sum(sizes), "whole": sum(machine.memory_kb(pid, "Pss") for pid in peer.pids())})
    say(f"{row}: " + ", ".join(f"{name} {bench.results.median(row, 0, name, 'private') / 1024:.0f} MB" for name in bench.shops | bench.peers))
