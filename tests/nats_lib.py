"""What the tests of NATS share: a real nats-server that can be killed, and a reader of its streams (its text protocol, by hand)."""
import json
import os
import re
import socket
import subprocess
import time

STREAM = "BOXOFFICE"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class NatsServer:
    """nats-server with JetStream in a folder of its own. `more`: lines of its configuration."""

    def __init__(self, folder, more="", jetstream='jetstream {{ store_dir: "{store}" }}'):
        self.folder, self.port, self.process = folder, free_port(), None
        os.makedirs(folder, exist_ok=True)
        self.configure(more, jetstream)

    def configure(self, more="", jetstream='jetstream {{ store_dir: "{store}" }}'):
        with open(self.path("nats.conf"), "w", encoding="utf-8") as file:
            file.write(f'listen: "127.0.0.1:{self.port}"\nmax_pending: 1GB\nwrite_deadline: "60s"\n' + jetstream.format(store=self.path("store")) + "\n" + more + "\n")

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def url(self):
        return f"nats://127.0.0.1:{self.port}"

    def start(self):
        with open(self.path("nats.log"), "ab") as log:
            self.process = subprocess.Popen(["nats-server", "-c", self.path("nats.conf")], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        with open(self.path("nats.log"), encoding="utf-8", errors="replace") as log:
            raise SystemExit("nats-server does not start: " + log.read()[-600:])

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.process = None


class Nats:
    """One connection: requests, and what a consumer of a stream is sent."""

    def __init__(self, port, options=None, seconds=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.file = self.socket.makefile("rb")
        self.file.readline()
        connect = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True, "name": "test", **(options or {})}
        self.send(f"CONNECT {json.dumps(connect)}\r\nPING\r\n")
        self.subscriptions = 0
        self.inbox = f"_INBOX.{os.getpid()}.{id(self)}.{time.monotonic_ns()}"
        line = self.file.readline()
        if line != b"PONG\r\n":
            raise OSError(line.decode())

    def close(self):
        self.file.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, text):
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def message(self):
        """The next one: its subject, headers (a dict; None where there are none) and body."""
        while True:
            line = self.file.readline()
            if not line:
                raise OSError("the connection is closed")
            words = line.decode().split()
            if words[0] == "PING":
                self.send("PONG\r\n")
            elif words[0] == "MSG":
                body = self.file.read(int(words[-1]) + 2)[:-2]
                return words[1], None, body
            elif words[0] == "HMSG":
                head, whole = int(words[-2]), int(words[-1])
                bytes_ = self.file.read(whole + 2)[:-2]
                return words[1], headers_of(bytes_[:head]), bytes_[head:]
            elif words[0] == "-ERR":
                raise OSError(line.decode())

    def subscribe(self, subject):
        self.subscriptions += 1
        self.send(f"SUB {subject} {self.subscriptions}\r\n")

    def request(self, subject, thing=None):
        """The answer's JSON; None where nobody answers."""
        inbox = f"{self.inbox}.{self.subscriptions}"
        self.subscribe(inbox)
        body = b"" if thing is None else json.dumps(thing).encode()
        self.send(f"PUB {subject} {inbox} {len(body)}\r\n".encode() + body + b"\r\n")
        _, _, answer = self.message()
        return json.loads(answer) if answer else None

    def stream(self):
        """What the server says of the stream; None where there is none."""
        answer = self.request("$JS.API.STREAM.INFO." + STREAM)
        return None if answer is None or "error" in answer else answer

    def messages(self):
        """All that is in the stream, in its order: (subject, headers, body)."""
        stream = self.stream()
        count = stream["state"]["messages"] if stream else 0
        if not count:
            return []
        inbox = f"{self.inbox}.all"
        self.subscribe(inbox)
        self.create(inbox)
        return [self.message() for _ in range(count)]

    def create(self, inbox):
        """A consumer whose messages come to this inbox; its answer goes nowhere, as messages may be there before it."""
        body = json.dumps({"stream_name": STREAM, "config": {"deliver_subject": inbox, "ack_policy": "none",
                                                             "deliver_policy": "all", "replay_policy": "instant"}}).encode()
        self.send(f"PUB $JS.API.CONSUMER.CREATE.{STREAM} {len(body)}\r\n".encode() + body + b"\r\n")


def headers_of(head):
    return dict(re.findall(r"^([^:\r\n]+): ?([^\r\n]*)\r$", head.decode(), re.M))


class Stream:
    """The stream's events as a reader sees them."""

    def __init__(self, port):
        with Nats(port, seconds=30) as nats:
            self.messages = nats.messages()
        self.ids = [int(headers["Nats-Msg-Id"]) for _, headers, _ in self.messages]
        self.events = [json.loads(body) for _, _, body in self.messages]
        self.positions = [event["position"] for event in self.events]

    def first_deliveries(self):
        """Positions in the order in which each came first."""
        return list(dict.fromkeys(self.positions))

    def problem(self, outbox):
        """None, or how the stream differs from these events: (position, id, subject) in order of position."""
        if self.first_deliveries() != [position for position, _, _ in outbox]:
            missing = sorted({position for position, _, _ in outbox} - set(self.positions))
            return f"first deliveries are not 1 to {len(outbox)} in order: {len(set(self.positions))}, missing {missing[:5]}"
        known = {position: (number, subject) for position, number, subject in outbox}
        for (subject, _, _), number, event in zip(self.messages, self.ids, self.events):
            if known[event["position"]] != (number, event["subject"]) or event["id"] != number or \
                    subject != "boxoffice." + event["subject"].replace(":", "."):
                return f"{subject} {number} is not {known[event['position']]}: {event}"
        return None
