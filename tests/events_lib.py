"""What events_chaos is made of: the consumers of events, each with what must hold of it in the end, and the shop under load.

A further consumer is a subclass of Consumer, and its name in CONSUMERS of tests/events_chaos.
"""
import json
import os
import random
import subprocess
import threading
import time

from nats_lib import NatsServer, Stream
from pay_shop import Client, Person, figures, kill, same, tell

OUTBOX = "SELECT position, id, subject FROM outbox UNION ALL SELECT position, id, subject FROM outbox_archive ORDER BY position"


class Consumer:
    """Somebody who gets events. Its own process (a server, a sink) is killed and started again while they come."""

    every = None  # seconds between two kills, on average; None: it is never killed
    storm = None  # who kills, once it is there

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
    PRODUCTS = ("SELECT p.id, p.revision + q.version, p.title, p.price / 100, p.user_id, q.size, q.size - q.held - q.sold,"
                " COALESCE(IF(q.size = 1, (SELECT c.order_id FROM boxoffice.claims c WHERE c.quota_id = q.id LIMIT 1), NULL), '')"
                " FROM boxoffice.products p JOIN boxoffice.quotas q ON q.id = p.id ORDER BY p.id")
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


class Server(Consumer):
    """One that is a server of tests/, with a journal of what it got; killed, it comes back at the same port."""

    every = 3.0
    command = ""

    def __init__(self, shop):
        super().__init__(shop)
        self.journal = os.path.join(shop.folder, os.path.basename(self.command) + ".journal")
        self.port, self.process = 0, None

    def run(self):
        self.process = subprocess.Popen([self.command, "--port", str(self.port), "--journal", self.journal], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().removeprefix("port="))

    def stop(self):
        if self.process:
            kill(self.process.pid)
            self.process.wait()

    def kill(self, dice):
        self.stop()
        time.sleep(dice.uniform(0, 1))
        self.run()
        self.killed += 1

    def entries(self):
        """What was written before it was answered; a kill may have cut off a line, whose sender got no answer."""
        with open(self.journal, encoding="utf-8") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except json.JSONDecodeError:
                    continue


class Endpoint(Server):
    """The operator's webhook, which gets everything."""

    command = "tests/webhook_endpoint"
    TOKEN = "0123456789abcdef0123456789abcdef"

    def settings(self):
        self.run()
        return {"BOXOFFICE_WEBHOOK_ALLOW_PRIVATE": "1", "BOXOFFICE_ADMIN_TOKEN": self.TOKEN}

    def start(self):
        status, _, body = Client("127.0.0.1", self.shop.port).ask(
            "POST", "/api/webhooks", json.dumps({"url": f"http://127.0.0.1:{self.port}/ok", "subjects": ["*"]}),
            {"Content-Type": "application/json", "Authorization": "Bearer " + self.TOKEN})
        if status != 201:
            raise SystemExit(f"cannot make a webhook: {status} {body}")

    def is_drained(self):
        return self.shop.number("SELECT COUNT(*) FROM deliveries WHERE state = 'pending'") == 0 and self.shop.number(
            "SELECT COUNT(*) FROM consumers, feed_head WHERE name = 'webhooks' AND consumers.position = feed_head.position") == 1

    def check(self, outbox):
        got = [json.loads(entry["body"])["position"] for entry in self.entries()]
        first = list(dict.fromkeys(got))
        figures(at_endpoint=len(got), endpoint_repeats=len(got) - len(first))
        tell("every event is at the endpoint at least once, first deliveries in the order of positions",
             None if first == [position for position, _, _ in outbox] else f"{len(first)} of {len(outbox)}")


class Mailbox(Server):
    """The buyers' mail."""

    command = "tests/mail_sink"

    def settings(self):
        self.run()
        return {"BOXOFFICE_SMTP_URL": f"smtp://127.0.0.1:{self.port}", "BOXOFFICE_MAIL_FROM": "tickets@example.com"}

    def is_drained(self):
        return self.shop.number("SELECT COUNT(*) FROM mails WHERE state IN ('pending', 'sending')") == 0 and self.shop.number(
            "SELECT COUNT(*) FROM consumers, feed_head WHERE name = 'mail' AND consumers.position = feed_head.position") == 1

    def check(self, outbox):
        got = [entry["id"] for entry in self.entries()]
        repeats = len(got) - len(set(got))
        wanted = self.shop.number("SELECT COUNT(*) FROM mails WHERE state = 'sent'")
        kills = self.killed + self.storm.killed
        figures(mails=len(got), mail_repeats=repeats, kills=kills)
        same("each mail that was planned has arrived", len(set(got)), wanted)
        same("none has failed", self.shop.number("SELECT COUNT(*) FROM mails WHERE state = 'failed'"), 0)
        same("each complete order has its confirmation", self.shop.number("SELECT COUNT(*) FROM orders WHERE status = 'complete'"),
             self.shop.number("SELECT COUNT(*) FROM mails WHERE kind = 'confirmation' AND state = 'sent'"))
        tell("each mail came once, and once more for a kill at the most", None if repeats <= kills else f"{repeats} for {kills} kills")


class Storm(threading.Thread):
    """Kills relays and consumers until it is told to stop."""

    RELAYS, EVERY = 2, 1.0

    def __init__(self, shop, consumers, seed):
        super().__init__()
        self.shop, self.consumers, self.dice, self.over = shop, consumers, random.Random(seed), threading.Event()
        self.relays, self.killed, self.problem = [], 0, None
        for consumer in consumers:
            consumer.storm = self

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
