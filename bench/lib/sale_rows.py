"""What happens around a sale: free tickets, orders that are paid, readers meanwhile, and the first order of a cold program."""
import json
import time

import peers
import rows
import shop as our
from measure import ROUNDS, SECONDS_EACH, begin_load, finish_load, interleaved, load, request, say, statuses, with_time
from old_shop import OLD, OldShop

MARGIN = 0.25  # seconds by which orders begin before the readers, and end after them
EXTRA_MAX = 20  # and seconds after which they end whatever the readers do
NEWEST = [our.product_id(rows.PRODUCTS - i) for i in range(8)]
SALES = {"one product": NEWEST[:1], "8 products": NEWEST}
PAGES = {"home": "/", "product": "/products/" + NEWEST[0]}  # both show what is being sold


def shops(bench):
    """Today's on both web servers, and an older one where OLD names it."""
    if OLD and not bench.old:
        bench.old["old"] = OldShop(bench.work).start()
        bench.results.notes["old"] = bench.old["old"].commit
    return bench.shops | bench.old


def made_fresh(bench, shop, connections):
    """As before the first order, with the programs at work."""
    shop.fresh()
    load(bench.work, shop, rows.order_requests(shop, [our.SOLD_OUT], connections), connections, f"x{8 * connections}")


def measured(bench, shop, requests, connections):
    made_fresh(bench, shop, connections)
    return with_time(shop, shop, lambda: load(bench.work, shop, requests, connections, SECONDS_EACH))


# ---- free tickets
def free_tickets(bench, row):
    """Orders of a free product, which are complete at once, and in turn with them orders of one that costs something."""
    targets = {}
    for name, shop in shops(bench).items():
        targets |= {name: (shop, our.FREE), f"priced {name}": (shop, our.HOT)}
        load(bench.work, shop, rows.order_requests(shop, [our.HOT, our.FREE]), 64, f"x{rows.WARM_UP}")

    def measure(name, target, connections):
        shop, product = target
        sample = measured(bench, shop, rows.order_requests(shop, [product]), connections)
        rows.check_placed(bench, f"{row}, {name}", shop, sample, paid=statuses(sample).get("201", 0) if product == our.FREE else 0)
        return sample

    for connections in (8, 64):
        interleaved(bench.results, row, connections, targets, lambda name, target: measure(name, target, connections))


# ---- paid orders
def paid_requests(shop, product):
    """Order and payment in turn, the second with the id that the first was answered."""
    body = json.dumps({"orderId": "@" * 24, "token": "tok_visa"})
    pairs = [(order, "+" + request("POST", "/api/payments", shop.tokens[i % len(shop.tokens)], body))
             for i, order in enumerate(rows.order_requests(shop, [product]))]
    return [half for pair in pairs for half in pair]


def paid_orders(bench, row):
    """An order and its payment with the test provider, one after the other on a connection; both are one."""
    targets = shops(bench)
    if "bare" not in bench.results.notes:
        rows.bare(bench, "bare transaction, one hot row")
    for shop in targets.values():
        load(bench.work, shop, paid_requests(shop, our.HOT), 64, f"x{rows.WARM_UP // 2}")

    def measure(name, shop, connections):
        sample = measured(bench, shop, paid_requests(shop, our.HOT), connections)
        sold = int(sample["requests"])
        rows.check_orders(bench, f"{row}, {name}", shop, sample, sold, paid=sold, charged=sold)
        return sample

    for connections in (8, 64):
        interleaved(bench.results, row, connections, targets, lambda name, shop: measure(name, shop, connections))


# ---- reads during orders
def read_alone(bench, row, shop, path):
    sample = with_time(shop, shop, lambda: load(bench.work, shop, [request("GET", path)], 8, SECONDS_EACH))
    if set(statuses(sample)) != {"200"}:
        bench.results.fault(f"{row}, {shop.name}: {statuses(sample)}")
    return sample


def read_meanwhile(bench, row, shop, path, products):
    """The same while orders run over 64 connections, from before the first reader until after the last."""
    made_fresh(bench, shop, 64)
    orders = begin_load(bench.work, shop, rows.order_requests(shop, products), 64, SECONDS_EACH + EXTRA_MAX)
    try:
        time.sleep(MARGIN)
        sample = read_alone(bench, row, shop, path)
        time.sleep(MARGIN)
    finally:
        orders.terminate()
        ordered = finish_load(orders, shop)
    rows.check_placed(bench, f"{row}, {shop.name}", shop, ordered)
    if ordered["seconds"] < sample["seconds"] + MARGIN:
        bench.results.fault(f"{row}, {shop.name}: orders for {ordered['seconds']} s, readers for {sample['seconds']} s")
    return sample | {f"orders_{name}": ordered[name] for name in ("per_second", "p50", "p99")} | {
        name: ordered[name] for name in ("oversold", "errors")}


def reads_meanwhile(bench, row):
    for page, path in PAGES.items():
        for _ in range(ROUNDS):
            for name, shop in shops(bench).items():
                alone = f"{row}: {page}, alone"
                bench.results.add(alone, 8, name, read_alone(bench, alone, shop, path))
                for sale, products in SALES.items():
                    during = f"{row}: {page}, {sale}"
                    bench.results.add(during, 8, name, read_meanwhile(bench, during, shop, path, products))
        for kind in ("alone", *SALES):
            key = f"{row}: {page}, {kind}", 8
            say(f"{key[0]}: " + ", ".join(f"{name} {bench.results.median(*key, name):,.0f}/s" for name in bench.results.samples[key]))


# ---- the first order
def first_order(bench, row):
    """From the start of a server: the first order, before the program has served anybody or knows the database."""
    for name, running in shops(bench).items():
        for _ in range(ROUNDS):
            running.fresh()
            cold = running.another(f"cold-{name}").start()
            began = time.monotonic()
            answer, _ = peers.ask(cold.port, "POST", "/api/orders", cold.token(1), json.dumps({"productId": our.HOT}))
            seconds = time.monotonic() - began
            sample = {"per_second": 1 / seconds, "first": seconds * 1e6, f"status_{answer.status}": 1}
            rows.check_placed(bench, f"{row}, {name}", running, sample)
            bench.results.add(row, 1, name, sample)
            cold.stop()
    say(f"{row}: " + ", ".join(f"{name} {bench.results.median(row, 1, name, 'first') / 1000:.1f} ms" for name in shops(bench)))


ROWS = {
    "free tickets": free_tickets,
    "paid order": paid_orders,
    "reads during orders": reads_meanwhile,
    "first 201": first_order,
}
