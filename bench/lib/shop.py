"""The shop under measurement: instances by scripts/instance, what is on sale in them, who buys."""
import base64
import functools
import hashlib
import hmac
import json
import os
import subprocess
import time

import machine

BUYERS = 5000
PASSWORD = "a bench of buyers"
HOT, SOLD_OUT, FLASH, FREE = ("c0" + f"{n:022x}" for n in (1, 2, 3, 4))
FIRST = ["Lindqvist", "Øland", "Strauß", "Beaumont", "Okonkwo", "Novák", "Tanaka", "Fernández", "Quartet", "Orchestra", "Brass", "Ensemble",
         "Choir", "Trio", "Circus", "Theatre", "Ballet", "Opera", "Cabaret", "Comedy", "Poetry", "Jazz", "Blues", "Folk", "Baroque", "Swing",
         "Gospel", "Tango", "Flamenco", "Klezmer", "Marching", "Chamber", "Puppets", "Magic", "Dance", "Songs", "Stories", "Strings",
         "Winds", "Drums"]
SECOND = ["Sons", "Daughters", "Friends", "Company", "Band", "Players", "Singers", "Dancers", "Dreamers", "Wanderers", "Sailors", "Bakers",
          "Lanterns", "Mirrors", "Harbours", "Gardens", "Rivers", "Mountains", "Islands", "Meadows", "Foxes", "Wolves", "Swans", "Ravens",
          "Larks", "Owls", "Bears", "Whales", "Embers", "Shadows", "Thunder", "Snow", "Rain", "Frost", "Dawn", "Dusk", "Noon", "Midnight",
          "Summer", "Winter"]
PLACES = ["Göteborg", "Ghent", "Porto", "Kraków", "Zürich", "Malmö", "Lyon", "Bergen", "Turku", "Graz", "Bilbao", "Cork", "Leeds", "Siena",
          "Basel", "Bremen", "Tartu", "Vilnius", "Riga", "Oulu", "Aarhus", "Odense", "Uppsala", "Lund", "Bath", "York", "Derry", "Galway",
          "Nantes", "Lille", "Rouen", "Tours", "Parma", "Turin", "Bari", "Split", "Zadar", "Brno", "Plzeň", "Gdańsk"]


def product_id(number):
    return f"b0{number:022x}"


def buyer_id(number):
    return f"aa{number:022x}"


def word_of(words, number):
    return "ELT(1 + %s MOD %d, %s)" % (number, len(words), ", ".join(f"'{word}'" for word in words))


def stored_password():
    salt = "0123456789abcdef0123456789abcdef"
    key = hashlib.scrypt(PASSWORD.encode(), salt=salt.encode(), n=2 ** 15, r=8, p=3, maxmem=2 ** 28, dklen=32)
    return f"scrypt$15$8$3${salt}${key.hex()}"


def users_sql(count):
    return f"""INSERT INTO users (id, email, password) SELECT CONCAT('aa', LPAD(LOWER(HEX(seq)), 22, '0')),
        CONCAT('buyer', seq, '@example.com'), '{stored_password()}' FROM seq_1_to_{count};\n"""


def products_sql(count):
    """Titles of five words, one of them the product's own number; their words go in by position, so that each index grows in order."""
    parts = [word_of(FIRST, "seq"), word_of(SECOND, "(seq DIV 40)"), "'in'", word_of(PLACES, "(seq DIV 1600)"), "seq"]
    identity, created = "CONCAT('b0', LPAD(LOWER(HEX(seq)), 22, '0'))", "TIMESTAMPADD(SECOND, seq, '2024-01-01')"
    sql = ""
    for low in range(1, count + 1, 250000):
        numbers = f"seq_{low}_to_{min(count, low + 249999)}"
        sql += f"""INSERT INTO products (id, user_id, title, price, created_at) SELECT {identity}, '{buyer_id(1)}',
            CONCAT({parts[0]}, ' & ', {parts[1]}, ' in ', {parts[3]}, ' ', seq), 100 + 25 * (seq MOD 800), {created} FROM {numbers};
            INSERT INTO quotas (id, size) SELECT {identity}, 100000 FROM {numbers};\n"""
        for part in parts:
            sql += f"INSERT INTO product_words (word, created_at, product_id) SELECT {part}, {created}, {identity} FROM {numbers};\n"
    return sql


def orders_sql(count, products, buyers):
    """Complete orders, a ticket each, by buyers and of products in turn."""
    identity, product = "CONCAT('d0', LPAD(LOWER(HEX(seq)), 22, '0'))", f"CONCAT('b0', LPAD(LOWER(HEX(1 + seq MOD {products})), 22, '0'))"
    created = "TIMESTAMPADD(SECOND, seq DIV 4, '2024-01-01')"
    sql = "SET SESSION foreign_key_checks = 0, unique_checks = 0;\n"
    for low in range(1, count + 1, 250000):
        numbers = f"seq_{low}_to_{min(count, low + 249999)}"
        sql += f"""INSERT INTO orders (id, user_id, status, expires_at, total, created_at) SELECT {identity}, CONCAT('aa',
            LPAD(LOWER(HEX(1 + seq MOD {buyers})), 22, '0')), 'complete', {created}, 100, {created} FROM {numbers};
            INSERT INTO order_items (order_id, line, product_id, title, price, quantity) SELECT {identity}, 0, {product},
            CONCAT('Ticket ', seq), 100, 1 FROM {numbers};\n"""
    return sql


def special_sql():
    """The hot row, the one that is sold out, and the flash sale's. They are old: no list shows them."""
    specials = ((HOT, "Much stock", 2500, 100000), (FREE, "Free entry", 0, 100000), (SOLD_OUT, "Sold out", 2500, 10), (FLASH, "Flash sale", 2500, 500))
    rows = ", ".join(f"('{id}', '{buyer_id(1)}', '{title}', {price}, '2020-01-01')" for id, title, price, _ in specials)
    sizes = ", ".join(f"('{id}', {size})" for id, _, _, size in specials)
    return f"INSERT INTO products (id, user_id, title, price, created_at) VALUES {rows}; INSERT INTO quotas (id, size) VALUES {sizes};\n"


# With foreign_key_checks = 0.
NO_PAYMENTS = "TRUNCATE refunds; TRUNCATE payments; TRUNCATE test_refunds; TRUNCATE test_charges;\n"


def fresh_sql():
    """As before the first order, so that each measurement begins alike."""
    return f"""SET foreign_key_checks = 0; {NO_PAYMENTS} TRUNCATE outbox; TRUNCATE claims; TRUNCATE order_items; TRUNCATE orders;
        UPDATE quotas SET held = 0, sold = 0, version = 0 WHERE version > 0 OR sold > 0;
        UPDATE quotas SET sold = size WHERE id = '{SOLD_OUT}';\n"""


class Shop:
    """An instance. With `database`, another shop's: its programs use that one, and its own stays empty."""
    running = []

    def __init__(self, work, name, server, database=None, **settings):
        self.work, self.name, self.server, self.var = work, name, server, f"{work}/{name}"
        self.scripts = "scripts"
        self.port = machine.free_port()
        self.environment = dict(os.environ, VAR=self.var, PORT=str(self.port), TLS_PORT=str(machine.free_port()), SERVER=server, DEMO="0",
                                JOBS="0", BOXOFFICE_RATE_LIMIT="0", **settings)
        self.database = database or self
        if database:
            self.environment.update(BOXOFFICE_DB_SOCKET=database.run + "/db.sock", **{
                name: database.settings[name] for name in ("BOXOFFICE_DB_PASSWORD", "BOXOFFICE_SESSION_KEYS")})

    def start(self):
        Shop.running.append(self)
        done = subprocess.run([f"{self.scripts}/instance", "start"], env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"bench: the shop does not start: {done.stderr.strip()}")
        self.run = machine.read(f"{self.var}/run-directory").strip()
        lines = [line.split("=", 1) for line in machine.read(f"{self.var}/boxoffice.conf").split("\n") if "=" in line and line[0] != "#"]
        self.settings = dict(lines)
        return self

    def another(self, name):
        """One more, not started yet, with this one's database."""
        return Shop(self.work, name, self.server, self.database)

    @functools.cached_property
    def tokens(self):
        return [self.token(1 + i) for i in range(200)]

    def fresh(self):
        self.sql(fresh_sql())

    def stop(self):
        subprocess.run([f"{self.scripts}/instance", "stop"], env=self.environment, capture_output=True)
        Shop.running.remove(self)

    def sql(self, text):
        done = subprocess.run([f"{self.scripts}/instance", "sql"], env=self.database.environment, input=text, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"bench: {done.stderr.strip()[:600]}")
        return done.stdout.strip()

    def pids(self):
        """The web server and the programs."""
        return machine.families(pid for pid, name in machine.named(self.run + "/") if name != "mariadbd")

    def database_pids(self):
        return [int(machine.read(self.database.run + "/db.pid") or 0)]

    def settings_for_peers(self):
        return {"DB_SOCKET": self.run + "/db.sock", "DB_USER": self.settings.get("BOXOFFICE_DB_USER", "boxoffice"),
                "DB_PASSWORD": self.settings["BOXOFFICE_DB_PASSWORD"], "DB_NAME": self.settings.get("BOXOFFICE_DB_NAME", "boxoffice"),
                "SESSION_KEY": self.settings["BOXOFFICE_SESSION_KEYS"].strip('"').split()[0]}

    def token(self, number):
        """A session of a buyer's, as sign-in would make it."""
        def part(value):
            return base64.urlsafe_b64encode(value).rstrip(b"=")

        now = int(time.time())
        claims = {"id": buyer_id(number), "email": f"buyer{number}@example.com", "iat": now, "exp": now + 86400}
        text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
        key = self.database.settings["BOXOFFICE_SESSION_KEYS"].strip('"').split()[0].encode()
        return (text + b"." + part(hmac.new(key, text, "sha256").digest())).decode()
