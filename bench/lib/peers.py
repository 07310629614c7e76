"""The peers and the limits: made ready in a folder of their own, started, and shown to answer what the shop answers."""
import html
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time

import machine

CONNECTIONS = 4 * os.cpu_count()  # to the database, for each peer: PHP's processes, the pools of Node and Go
ROOT = os.geteuid() == 0
OURS_ALONE = {"date", "server", "connection", "keep-alive", "transfer-encoding", "content-length", "content-type", "etag", "x-request-id",
              "link", "location", "last-modified", "accept-ranges"}


def ask(port, method, path, cookie=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": "session=" + cookie} if cookie else {}
    if body:
        headers["Content-Type"] = "application/json"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer, answer.read().decode()


def statements():
    """name -> SQL on one line, of bench/peers/statements.sql"""
    found = re.findall(r"^-- (\w+)\n(.*?)(?=\n\n|\Z)", machine.read("bench/peers/statements.sql"), re.M | re.S)
    return {name: " ".join(sql.split()) for name, sql in found}


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def php(value):
    if isinstance(value, dict):
        return "[" + ", ".join(f"{php(k)} => {php(v)}" for k, v in value.items()) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(php, value)) + "]"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fill_in(source, target, values):
    lines = []
    for line in machine.read(source).split("\n"):
        if line.startswith("@IF_ROOT@"):
            if not ROOT:
                continue
            line = line[len("@IF_ROOT@"):]
        lines.append(re.sub(r"@([A-Z]+)@", lambda match: values[match.group(1)], line))
    write(target, "\n".join(lines))


class Peer:
    """One that answers at a port: a name, and what to start."""

    def __init__(self, work, name, commands, environment):
        self.work, self.name, self.commands, self.environment = work, name, commands, environment
        self.port = int(environment["PORT"])
        self.children = []

    def start(self, path="/api/products?limit=1"):
        """Returns the seconds until the first answer."""
        began = time.monotonic()
        for command in self.commands:
            with open(f"{self.work}/{self.name}.log", "ab") as log:
                self.children.append(subprocess.Popen(
                    ["sh", "-c", 'exec "$@" 8>>"$0"', f"{self.work}/access.log", *command], env=self.environment, stdout=log, stderr=log,
                    stdin=subprocess.DEVNULL, start_new_session=True))
        while time.monotonic() < began + 20:
            try:
                if ask(self.port, "GET", path)[0].status == 200:
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.005)
        raise SystemExit(f"bench: {self.name} does not answer: {machine.read(f'{self.work}/{self.name}.log')[-600:]}")

    def stop(self):
        for child in reversed(self.children):
            members = [pid for pid in machine.families([child.pid]) if pid != child.pid]
            child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            for pid in members:
                try:
                    os.kill(pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
        self.children = []

    def pids(self):
        return machine.families(child.pid for child in self.children)


def build_peers(work):
    subprocess.run(["go", "build", "-o", f"{work}/bin/shop-go", "."], cwd="bench/peers/go", check=True, env=dict(
        os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="", GOCACHE=f"{work}/go-cache"))
    if not os.path.exists("bench/peers/node/node_modules/.package-lock.json"):
        subprocess.run(["npm", "ci", "--prefix", "bench/peers/node", "--ignore-scripts", "--loglevel=error"], check=True)


def build(work, with_peers):
    """Everything that is compiled or installed."""
    for name in ("fcgi", "bin", "static", "shared", "php"):
        os.makedirs(f"{work}/{name}", exist_ok=True)
    texts = statements()
    write(f"{work}/shared/statements.json", json.dumps(texts))
    write(f"{work}/shared/statements.php", f"<?php return {php(texts)};\n")
    write(f"{work}/shared/statements.h", "".join(f"#define SQL_{name} {json.dumps(sql)}\n" for name, sql in texts.items()))
    for name in os.listdir("bench/peers/php"):
        if name.endswith(".php"):
            shutil.copy(f"bench/peers/php/{name}", f"{work}/php/{name}")
    flags = ["cc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra"]
    libraries = subprocess.run(["pkg-config", "--cflags", "--libs", "libmariadb"], capture_output=True, text=True).stdout.split()
    subprocess.run([*flags, "-o", f"{work}/bin/load", "bench/load.c", "bench/request.c", "bench/answer.c"], check=True)
    subprocess.run([*flags, "-o", f"{work}/bin/empty.fcgi", "bench/empty.c", "-lfcgi"], check=True)
    subprocess.run([*flags, "-I", f"{work}/shared", "-o", f"{work}/bin/bare", "bench/bare.c", *libraries, "-pthread"], check=True)
    if with_peers:
        build_peers(work)
    write(f"{work}/access.log", "")
    if ROOT:
        for name in ("fcgi", "access.log"):
            shutil.chown(f"{work}/{name}", "www-data", "www-data")


def shared_headers(work, shop, product):
    """What the shop sends with every answer, the peers send too."""
    kinds = {}
    order = json.dumps({"productId": product})
    for kind, (method, path, cookie, body) in {"read": ("GET", "/", None, None), "change": ("POST", "/api/orders", shop.token(1), order)}.items():
        answer, _ = ask(shop.port, method, path, cookie, body)
        kinds[kind] = {name: value for name, value in answer.getheaders() if name.lower() not in OURS_ALONE}
    write(f"{work}/shared/headers.json", json.dumps(kinds))
    write(f"{work}/shared/headers.php", "<?php return " + php({k: [f"{n}: {v}" for n, v in h.items()] for k, h in kinds.items()}) + ";\n")


def peers(work, shop):
    """php, node, go, and the two web servers alone, by name."""
    answer, home = ask(shop.port, "GET", "/")
    asset = re.search(r"style\.css\?v=([^\"]*)", home)
    common = dict({k: v for k, v in os.environ.items() if not k.startswith("BOXOFFICE_")}, **shop.settings_for_peers(), SHARED=f"{work}/shared",
                  CONNECTIONS=str(CONNECTIONS), ETAG="1" if answer.getheader("ETag") else "", ASSET=asset.group(1) if asset else "",
                  NODE_ENV="production", VIEWS=os.path.abspath("bench/peers/go"))
    ports = {name: str(machine.free_port()) for name in ("php", "node", "go", "lighttpd")}
    values = {"WORK": work, "MODULES": "/usr/lib/apache2/modules", "CONNECTIONS": str(CONNECTIONS)}
    fill_in("bench/peers/php/apache.conf.in", f"{work}/apache.conf", dict(values, PORT=ports["php"]))
    fill_in("bench/peers/php/php-fpm.conf.in", f"{work}/php-fpm.conf", values)
    fill_in("bench/limits/lighttpd.conf.in", f"{work}/lighttpd.conf", dict(values, PORT=ports["lighttpd"]))
    fpm = sorted(name for folder in ("/usr/sbin",) for name in os.listdir(folder) if name.startswith("php-fpm"))[-1]
    opcache = [word for setting in ("enable=1", "validate_timestamps=0", "jit_buffer_size=32M", "jit=tracing") for word in ("-d", "opcache." + setting)]
    commands = {
        "php": [[f"/usr/sbin/{fpm}", "-y", f"{work}/php-fpm.conf", "-F", *opcache],
                ["/usr/sbin/apache2", "-f", f"{work}/apache.conf", "-D", "FOREGROUND"]],
        "node": [["node", "bench/peers/node/server.js"]],
        "go": [[f"{work}/bin/shop-go"]],
        "lighttpd": [["/usr/sbin/lighttpd", "-D", "-f", f"{work}/lighttpd.conf"]],
    }
    return {name: Peer(work, name, commands[name], dict(common, PORT=ports[name])) for name in commands}


# ---- the same answers
def plain(page):
    """A page with neither blanks between tags nor the spellings of a character that mean the same."""
    return re.sub(r"\s+", " ", re.sub(r">\s+", ">", re.sub(r"\s+<", "<", html.unescape(page)))).replace("%2F", "/").replace("%2f", "/").strip()


def difference(ours, theirs, is_json):
    if is_json:
        return "" if json.loads(ours) == json.loads(theirs) else f"{theirs[:200]} and not {ours[:200]}"
    ours, theirs = plain(ours), plain(theirs)
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
    return "" if ours == theirs else f"{theirs[max(0, at - 40):at + 60]!r} and not {ours[max(0, at - 40):at + 60]!r}"


def compare(shop, others, paths):
    """Stops the run where a peer answers something else than the shop."""
    for name, path in ((name, path) for path in paths for name in others):
        right, ours = ask(shop.port, "GET", path)
        answer, theirs = ask(others[name].port, "GET", path)
        wrong = difference(ours, theirs, path.startswith("/api"))
        for header, value in right.getheaders():
            if header.lower() not in OURS_ALONE | {"vary"} and answer.getheader(header) != value:
                wrong = f"{header}: {answer.getheader(header)} and not {value}"
        if wrong:
            raise SystemExit(f"bench: {name} answers {path} with {wrong}")


def compare_orders(shop, others, product):
    """An order's members and its price are the same; its id and time are its own."""
    body = json.dumps({"productId": product})
    _, ours = ask(shop.port, "POST", "/api/orders", shop.token(1), body)
    alike = {"product", "items", "total", "status", "version", "userId", "expiresInSeconds"}
    for name, other in others.items():
        answer, theirs = ask(other.port, "POST", "/api/orders", shop.token(1), body)
        right, got = json.loads(ours), json.loads(theirs)
        if answer.status != 201 or right.keys() != got.keys() or any(right[key] != got[key] for key in alike):
            raise SystemExit(f"bench: {name} answers an order with {answer.status} {theirs} and not {ours}")


def sizes(others, paths):
    """Bytes of each one's answers."""
    return {(name, path): len(ask(other.port, "GET", path)[1].encode()) for name, other in others.items() for path in paths}
