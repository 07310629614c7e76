"""What events_chaos is made of: the consumers of events, each with what must hold of it in the end, and the shop under load.

A further consumer is a subclass of Consumer, and its name in CONSUMERS of tests/events_chaos.
"""
import json
import os
import random
import threading
import time

from nats_lib import NatsServer, Stream
from pay_shop import Person, figures, kill, tell

OUTBOX = "SELECT position, id, subject FROM outbox UNION ALL SELECT position, id, subject FROM outbox_archive ORDER BY position"


class Consumer:
    """Somebody who gets events. Its own process (a server, a sink) is killed and started again while they come."""

    every = None  # seconds between two kills, on average; None: it is never killed

    def __init__(self, shop):
        self.shop, self.killed = shop, 0

    def settings(self):
        """Of the shop, so that it sends events here: its server, if it has one, runs now. The shop doesn't yet."""
        return {}

    def start(self):
        """The shop runs."""

    def stop(self):
        """At the end, whatever has become of it."""

    def kill(self, dice):
        """Kills it and starts it again."""

    def is_drained(self):
        """Everything has arrived."""
        return True

    def check(self, outbox):
        """Tells what holds; `outbox` is all events as (position, id, subject), in order of position."""


class JetStream(Consumer):
    every = 3.0

    def __init__(self, shop):
        super().__init__(shop)
        self.server = NatsServer(os.path.join(shop.folder, "nats"))

    def settings(self):
        self.server.start()
        return {"BOXOFFICE_NATS_URL": self.server.url}

    def stop(self):
        self.server.kill()

    def kill(self, dice):
        self.server.kill()
        time.sleep(dice.uniform(0, 1))
        self.server.start()
        self.killed += 1

    def is_drained(self):
        return self.shop.number("SELECT COUNT(*) FROM consumers, feed_head WHERE name = 'nats' AND"
                                " consumers.position = feed_head.position") == 1

    def check(self, outbox):
        stream = Stream(self.server.port)
        figures(in_stream=len(stream.positions), repeats=len(stream.positions) - len(set(stream.positions)))
        tell("every event is in the stream at least once, first deliveries in the order of positions", stream.problem(outbox))


class Replica(Consumer):
    """Several of the sample consumer, which keep one table of products by the stream."""

    every = 1.5
    COUNT = 3
    PRODUCTS = ("SELECT id, version, title, price / 100, user_id, quantity, quantity - held - sold, COALESCE(order_id, '')"
                " FROM boxoffice.products ORDER BY id")
    REPLICA = ("SELECT id, version, title, price, user_id, quantity, available, COALESCE(order_id, '')"
               " FROM replica.product_replica ORDER BY id")

    def __init__(self, shop):
        super().__init__(shop)
        self.jobs, self.conf = [], os.path.join(shop.folder, "replica.conf")

    def start(self):
        with open("docs/examples/product_replica.sql", encoding="utf-8") as file:
            self.shop.sql("CREATE DATABASE replica; USE replica;" + file.read() +
                          "GRANT SELECT, INSERT, UPDATE ON replica.* TO boxoffice@localhost;")
        conf = os.path.join(self.shop.var, "boxoffice.conf")
        with open(conf, encoding="utf-8") as file, open(self.conf, "w", encoding="utf-8") as own:
            own.write(file.read() + "BOXOFFICE_DB_NAME=replica\n")
        self.jobs = [self.launch() for _ in range(self.COUNT)]

    def launch(self):
        return self.shop.launch("replicate_products", "--follow", conf=self.conf)

    def stop(self):
        for job in self.jobs:
            self.shop.end(job)

    def kill(self, dice):
        number = dice.randrange(self.COUNT)
        if kill_one_of(self.shop, self.jobs[number], dice):
            self.jobs[number] = self.launch()
        self.killed += 1

    def is_drained(self):
        return self.rows(self.PRODUCTS) == self.rows(self.REPLICA)

    def rows(self, query):
        return [(row[0], int(row[1]), row[2], float(row[3]), *row[4:]) for row in self.shop.sql(query)]

    def check(self, outbox):
        ours, theirs = self.rows(self.PRODUCTS), self.rows(self.REPLICA)
        differ = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]]
        tell("the replica equals the products", None if ours == theirs else f"{len(ours)}, {len(theirs)}: {differ[:2]}")


class Storm(threading.Thread):
    """Kills relays and consumers until it is told to stop."""

    RELAYS, EVERY = 2, 1.0

    def __init__(self, shop, consumers, seed):
        super().__init__()
        self.shop, self.consumers, self.dice, self.over = shop, consumers, random.Random(seed), threading.Event()
        self.relays, self.killed, self.problem = [], 0, None

    def start_relays(self):
        self.relays = [self.shop.launch("relay", "--follow") for _ in range(self.RELAYS)]

    def kill(self, dice):
        """A relay as a whole, or one of its workers alone, which it starts again."""
        number = dice.randrange(self.RELAYS)
        if kill_one_of(self.shop, self.relays[number], dice):
            self.relays[number] = self.shop.launch("relay", "--follow")
        self.killed += 1

    def due(self, every):
        return time.monotonic() + self.dice.uniform(0.3, 1.7) * every

    def run(self):
        try:
            victims = [(self, self.EVERY)] + [(consumer, consumer.every) for consumer in self.consumers if consumer.every]
            when = [self.due(1) for _ in victims]
            while not self.over.wait(0.05):
                for number, (victim, every) in enumerate(victims):
                    if time.monotonic() >= when[number]:
                        victim.kill(self.dice)
                        when[number] = self.due(every)
        except Exception as problem:  # pylint: disable=broad-except
            self.problem = problem

    def stop(self):
        self.over.set()
        self.join()


class Buyers:
    """Orders of 16 people for tickets of one seller: half are paid, some cancelled, the rest run out."""

    PEOPLE, PRODUCTS, SINGLES = 16, 12, 20

    def __init__(self, shop, seed):
        self.shop, self.seed = shop, seed
        self.seller = Person(shop, "seller@example.com")
        self.people = [Person(shop, f"buyer{i}@example.com") for i in range(self.PEOPLE)]
        self.products = [self.sell(f"Concert “{i}” with ünicode", 100000) for i in range(self.PRODUCTS)]
        self.singles = [self.sell(f"Row A, seat {i}", 1) for i in range(self.SINGLES)]
        self.placed = self.refused = 0
        self.lock = threading.Lock()

    def sell(self, title, quantity):
        status, _, body = self.seller.api("POST", "/products", {"title": title, "price": 24.5, "quantity": quantity})
        if status != 201:
            raise SystemExit(f"cannot sell: {status} {body}")
        return json.loads(body)["id"]

    def buy(self, number):
        dice = random.Random(f"{self.seed}/{number}")
        person = self.people[number % self.PEOPLE]
        single = dice.random() < 0.1
        product = dice.choice(self.singles if single else self.products)
        order = person.order(product, f"order-{number}", 1 if single else dice.randint(1, 3))
        with self.lock:
            self.placed, self.refused = self.placed + bool(order), self.refused + (not order)
        if not order:
            return
        way = dice.random()
        if way < 0.5:
            person.pay(order["id"], "tok_visa", f"pay-{number}")
        elif way < 0.7:
            person.api("DELETE", f"/orders/{order['id']}")


def kill_one_of(shop, process, dice):
    """A job as a whole, or one of its workers, which it starts again; true if it was the whole."""
    try:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            children = [int(pid) for pid in file.read().split()]
    except OSError:
        children = []
    victim = dice.choice([process.pid] + children)
    kill(victim)
    if victim == process.pid:
        process.wait()
        shop.jobs.remove(process)
    return victim == process.pid
