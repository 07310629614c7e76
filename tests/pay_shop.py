"""What pay_chaos and pay_race share: a shop of their own, the stand-in for Stripe beside it, clients, and the final account."""
import concurrent.futures
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

BUILD = os.environ.get("BUILD", "build")
KEY, SECRET = "sk_test_x", "whsec_test"
UNKNOWN = (0, 500, 502, 503, 504)  # an answer that doesn't say what has happened
failures = 0


def tell(sentence, problem=None):
    global failures
    failures += problem is not None
    print(f"ok {sentence}" if problem is None else f"not ok {sentence}\n    {problem}", flush=True)


def same(sentence, got, wanted):
    tell(sentence, None if got == wanted else f"got {str(got)[:400]}, not {str(wanted)[:400]}")


def figures(**numbers):
    print("# " + " ".join(f"{name}={value}" for name, value in numbers.items()), flush=True)


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def kill(pid, by=signal.SIGKILL):
    try:
        os.kill(pid, by)
        return 1
    except ProcessLookupError:
        return 0


def run_all(workers, runs):
    """Calls all of these, some at once; the first that fails, or a signal, ends it."""
    pool = concurrent.futures.ThreadPoolExecutor(workers)
    try:
        for future in [pool.submit(run) for run in runs]:
            future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class StandIn:
    """tests/stripe_stand_in, which can be killed and started again."""

    def __init__(self, folder, **options):
        self.folder, self.options, self.port, self.process = folder, options, 0, None
        self.webhook = ""

    def start(self, **changed):
        self.options.update(changed)
        command = ["tests/stripe_stand_in", "--port", str(self.port), "--ledger", os.path.join(self.folder, "ledger"),
                   "--key", KEY, "--secret", SECRET, "--webhook", self.webhook]
        for name, value in self.options.items():
            command += ["--" + name.replace("_", "-"), str(value)]
        with open(os.path.join(self.folder, "stand_in.log"), "ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("port="):
            raise SystemExit("the stand-in does not start")
        self.port = int(line.removeprefix("port="))

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def kill(self):
        self.process.kill()
        self.process.wait()

    def get(self, path):
        status, _, body = Client("127.0.0.1", self.port).ask("GET", path)
        return json.loads(body) if status == 200 else None

    def send(self, path, **form):
        """The buyer sends a form of its pages: status and address that it leads to."""
        client = Client("127.0.0.1", self.port)
        status, headers, _ = client.ask("POST", path, urllib.parse.urlencode(form), {
            "Content-Type": "application/x-www-form-urlencoded"})
        return status, headers.get("Location")


class Client:
    """One connection, made again when it is lost, or idle for so long that the server may be closing it. Status 0: no answer."""

    IDLE_MOST = 1  # seconds

    def __init__(self, host, port, session=None):
        self.host, self.port, self.session, self.connection, self.used = host, port, session, None, 0

    def ask(self, method, path, body=None, headers=()):
        headers = dict(headers)
        if self.session:
            headers["Cookie"] = "session=" + self.session
        if time.monotonic() - self.used > self.IDLE_MOST:
            self.close()
        try:
            if not self.connection:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
            self.used = time.monotonic()
            return answer.status, answer.headers, body
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, {}, ""

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Person:
    """An account of the shop; any number of threads may act for it, each by a connection of its own."""

    def __init__(self, shop, email):
        self.shop, self.local = shop, threading.local()
        self.session = None
        status, headers, body = self.api("POST", "/users/signup", {"email": email, "password": "secret"})
        if status != 201:
            raise SystemExit(f"cannot sign up: {status} {body}")
        self.session = re.search(r"session=([^;]+)", " ".join(headers.get_all("Set-Cookie")))[1]

    def client(self):
        if not hasattr(self.local, "client"):
            self.local.client = Client("127.0.0.1", self.shop.port, self.session)
        self.local.client.session = self.session
        return self.local.client

    def api(self, method, path, thing=None, key=None):
        headers = {"Content-Type": "application/json"} if thing is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        return self.client().ask(method, "/api" + path, json.dumps(thing) if thing is not None else None, headers)

    def api_until_known(self, method, path, thing, key, seconds=40):
        """The same request again until its outcome is known."""
        end = time.monotonic() + seconds
        while True:
            status, _, body = self.api(method, path, thing, key)
            if status not in UNKNOWN or time.monotonic() > end:
                return status, body
            time.sleep(0.3)

    def order(self, product, key, quantity=1):
        status, body = self.api_until_known("POST", "/orders", {"productId": product, "quantity": quantity}, key)
        return json.loads(body) if status == 201 else None

    def pay(self, order, token, key=None):
        status, _, body = self.api("POST", "/payments", {"orderId": order, "token": token}, key)
        return status, body

    def checkout(self, order):
        """The address of the provider's page, as the button on the page of payment leads there; None where it doesn't."""
        _, _, page = self.client().ask("GET", f"/orders/{order}/pay")
        csrf = re.search(r'name="csrf" value="([^"]*)"', page)
        if not csrf:
            return None
        form = urllib.parse.urlencode({"csrf": csrf[1], "orderId": order})
        _, headers, _ = self.client().ask("POST", "/payments/hosted-checkout", form, {
            "Content-Type": "application/x-www-form-urlencoded"})
        place = urllib.parse.urlsplit(headers.get("Location") or "")
        return place.path if place.port == self.shop.stand_in.port else None


class Shop:
    """An instance that pays by the stand-in. Ends with the test, whatever becomes of it."""

    def __init__(self, name, stand_in_options, **settings):
        self.folder = tempfile.mkdtemp(prefix=name + ".", dir=os.environ.get("WORK"))
        os.chmod(self.folder, 0o755)
        self.var, self.port, self.settings = os.path.join(self.folder, "shop"), 0, settings
        self.stand_in = StandIn(self.folder, **stand_in_options)
        self.jobs = []

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("BOXOFFICE_") and not k.startswith("MAKE")
                and k != "MFLAGS"}
        ours = {"BOXOFFICE_SCRYPT_LN": 10, "BOXOFFICE_RATE_LIMIT": 0, "BOXOFFICE_PAYMENT_PROVIDER": "stripe",
                "BOXOFFICE_STRIPE_BASE": self.stand_in.address, "BOXOFFICE_STRIPE_KEY": KEY,
                "BOXOFFICE_STRIPE_WEBHOOK_SECRET": SECRET, "PORT": self.port, "TLS_PORT": self.tls_port, "DEMO": 0, "JOBS": 0,
                "BUILD": BUILD, "VAR": self.var, **self.settings}
        return {**kept, **{k: str(v) for k, v in ours.items()}}

    def instance(self, command):
        return subprocess.run(["scripts/instance", command], env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(1))
        for _ in range(3):
            self.port, self.tls_port, self.stand_in.port = free_ports(3)
            self.stand_in.webhook = f"http://127.0.0.1:{self.port}/api/payments/webhook"
            said = self.instance("start")
            if said.returncode == 0:
                break
            if "is in use" not in said.stdout:
                raise SystemExit("the shop does not start: " + said.stdout)
        with open(os.path.join(self.var, "run-directory"), encoding="utf-8") as file:
            self.run = file.read().strip()
        self.let_programs_die()
        self.stand_in.start()
        return self

    def let_programs_die(self):
        """mod_fcgid stops for a while to start what dies often; here it dies so often on purpose."""
        path = os.path.join(self.run, "etc/apache2/conf-available/boxoffice-fcgid.conf")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub("(?m)^FcgidSpawnScoreUpLimit .*", "FcgidSpawnScoreUpLimit 1000000", text))
        if self.settings.get("SERVER") != "lighttpd":
            with open(os.path.join(self.run, "apache.pid"), encoding="utf-8") as file:
                kill(int(file.read()), signal.SIGUSR1)

    def __exit__(self, *_):
        for job in self.jobs:
            job.kill()
        if self.stand_in.process:
            self.stand_in.kill()
        self.instance("stop")
        kept = os.environ.get("KEEP_LOGS")
        if kept and failures:
            shutil.copytree(self.folder, os.path.join(kept, os.path.basename(self.folder)), dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns("db", "run", "*.sock"))
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text):
        """Rows as tuples of texts."""
        command = ["mariadb", "--no-defaults", f"--socket={self.run}/db.sock", "-N", "-B", "boxoffice"]
        said = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout
        return [tuple(line.split("\t")) for line in said.splitlines()]

    def number(self, text):
        return int(self.sql(text)[0][0])

    def programs(self):
        """The shop's programs that run now, as (name, process)."""
        found = []
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                path = os.readlink(f"/proc/{number}/exe")
            except OSError:
                continue
            if path.startswith(self.run + "/lib/cgi-bin/"):
                found.append((os.path.basename(path), int(number)))
        return found

    def launch(self, job, *options, conf=None):
        with open(os.path.join(self.folder, "jobs.log"), "ab") as log:
            process = subprocess.Popen([os.path.join(BUILD, "jobs", job), *options], stdout=log, stderr=log, env={
                **os.environ, "BOXOFFICE_CONF": conf or os.path.join(self.var, "boxoffice.conf")})
        self.jobs.append(process)
        return process

    def end(self, job):
        job.terminate()
        job.wait()
        self.jobs.remove(job)

    def succeeds(self, sentence, job):
        said = subprocess.run([os.path.join(BUILD, "jobs", job)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False, env={**os.environ, "BOXOFFICE_CONF": os.path.join(self.var, "boxoffice.conf")})
        tell(f"{sentence} ({said.stdout.splitlines()[-1]})" if said.returncode == 0 else sentence,
             None if said.returncode == 0 else said.stdout[-1500:])

    # -- until nothing is pending
    def pending(self):
        return self.number("SELECT (SELECT COUNT(*) FROM payments WHERE status = 'pending')"
                           " + (SELECT COUNT(*) FROM refunds WHERE NOT done)")

    def live(self):
        return self.number("SELECT COUNT(*) FROM orders WHERE status IN ('created', 'awaiting:payment')")

    def settle(self, seconds):
        """The jobs work, and the webhooks come, until nothing is left to settle and no hold runs; how long it took."""
        began = time.monotonic()
        jobs = [self.launch("settle_payments", "--for", str(seconds)), self.launch("expire_orders", "--for", str(seconds))]
        while time.monotonic() < began + seconds and (
                self.live() or self.pending() or self.stand_in.get("/stand-in/stats")["waiting"]):
            self.sql("UPDATE refunds SET due_at = NOW(6) WHERE NOT done AND refusals > 0 AND due_at > NOW(6)")
            time.sleep(0.5)
        for job in jobs:
            self.end(job)
        return time.monotonic() - began


# ---- the account: what the provider's ledger says against what the shop's tables say

class Account:
    ORDERS = "SELECT id, status, total FROM orders"
    PAYMENTS = ("SELECT y.id, y.order_id, y.status, COALESCE(y.provider_id, ''), y.amount,"
                " (SELECT COALESCE(SUM(r.amount), 0) FROM refunds r WHERE r.payment_id = y.id) FROM payments y")
    REFUNDS = "SELECT r.id, r.payment_id, r.amount, r.done FROM refunds r"
    EVENTS = ("SELECT subject, COUNT(*) FROM outbox WHERE subject IN ('order:completed', 'payment:created', 'payment:refunded')"
              " GROUP BY subject")

    def __init__(self, shop):
        self.shop = shop
        self.ledger = shop.stand_in.get("/ledger")
        self.orders = {order: (status, int(total)) for order, status, total in shop.sql(self.ORDERS)}
        self.payments = shop.sql(self.PAYMENTS)
        self.refunds = shop.sql(self.REFUNDS)
        self.events = {subject: int(count) for subject, count in shop.sql(self.EVENTS)}
        self.charges = {}
        for charge in self.ledger["charges"]:
            self.charges.setdefault(charge["order"], []).append(charge)

    def count(self, status):
        return sum(each == status for each, _ in self.orders.values())

    def total(self):
        return sum(total for status, total in self.orders.values() if status == "complete")

    def kept(self, order):
        """What the provider kept of each of the order's charges."""
        return sorted(charge["amount"] - charge["refunded"] for charge in self.charges.get(order, ()))

    def wrong_orders(self):
        """Orders that were paid twice, not paid, or paid though they aren't complete."""
        wrong = []
        for order, (status, total) in self.orders.items():
            kept = [amount for amount in self.kept(order) if amount]
            if kept != ([total] if status == "complete" and total else []):
                wrong.append(f"{order} {status} total {total} kept {kept}")
        return wrong + [f"{order} unknown" for order in self.charges if order not in self.orders]

    def in_ledger(self):
        return sorted((charge["payment"], charge["order"], charge["session"] or charge["payment_intent"], charge["amount"],
                       charge["refunded"]) for charge in self.ledger["charges"])

    def in_payments(self):
        return sorted((payment, order, name, int(amount), int(refunded))
                      for payment, order, status, name, amount, refunded in self.payments if status == "succeeded")

    def refunds_in_ledger(self):
        return sorted((refund["refund"], refund["amount"]) for refund in self.ledger["refunds"])

    def refunds_in_table(self):
        return sorted((refund, int(amount)) for refund, _, amount, done in self.refunds if done == "1")

    @staticmethod
    def differ(one, other):
        """None, or what is only in one of the two."""
        first, second = [e for e in one if e not in other], [e for e in other if e not in one]
        if not first and not second and len(one) == len(other):
            return None
        return f"only there {first[:3]} ({len(first)}), only here {second[:3]} ({len(second)})"

    def check(self):
        same("nothing is left pending", self.shop.pending(), 0)
        same("charges less refunds at the provider are the totals of the complete orders", self.ledger["kept"], self.total())
        wrong = self.wrong_orders()
        tell("each complete order has one charge that is kept, and no other order has any", "; ".join(wrong[:5]) or None)
        tell("payments and the provider's ledger are the same, both ways", self.differ(self.in_ledger(), self.in_payments()))
        tell("refunds and the provider's ledger are the same, both ways",
             self.differ(self.refunds_in_ledger(), self.refunds_in_table()))
        same("each charge, refund and sale is told by one event",
             [self.events.get(subject, 0) for subject in ("payment:created", "payment:refunded", "order:completed")],
             [len(self.ledger["charges"]), len(self.ledger["refunds"]), self.count("complete")])
        same("no transaction is left open", self.shop.number("SELECT COUNT(*) FROM information_schema.innodb_trx"), 0)
        self.shop.succeeds("verify finds every row in order", "verify")
        self.shop.succeeds("reconcile finds the two ledgers the same", "reconcile")

    def figures(self):
        figures(complete=self.count("complete"), cancelled=self.count("cancelled"), created=self.count("created"),
                charges=len(self.ledger["charges"]), refunds=len(self.ledger["refunds"]), received=self.ledger["received"],
                returned=self.ledger["returned"], kept=self.ledger["kept"], totals=self.total())


def check_logs(shop, provoked="status=50[03] |database error|no connection"):
    """No sanitizer's report, no program that died by itself."""
    found = []
    for name in os.listdir(os.path.join(shop.var, "log")):
        with open(os.path.join(shop.var, "log", name), encoding="utf-8", errors="replace") as log:
            found += [line for line in log if re.search("AddressSanitizer|runtime error:|segfault|SIGSEGV|SIGABRT|level=error", line)
                      and not re.search(provoked, line)]
    tell("the logs have no fault of ours", None if not found else "".join(found[:5]))
