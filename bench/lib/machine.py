"""What the operating system knows: processes, their time and memory, ports, and the machine's description."""
import os
import re
import subprocess

TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    """A port below the kernel's own range, that nobody listens at."""
    tables = "".join(open(f"/proc/net/{name}").read() for name in ("tcp", "tcp6") if os.path.exists(f"/proc/net/{name}"))
    while True:
        port = 20000 + int.from_bytes(os.urandom(2), "big") % 12000
        if f":{port:04X} " not in tables:
            return port


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def processes():
    """pid -> parent, of all that run."""
    parents = {}
    for name in os.listdir("/proc"):
        stat = read(f"/proc/{name}/stat") if name.isdigit() else ""
        if stat:
            parents[int(name)] = int(stat.rpartition(")")[2].split()[1])
    return parents


def families(roots):
    """The given processes and all that descend from them."""
    parents, found = processes(), set(roots)
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return sorted(pid for pid in found if pid in parents)
        found |= more


def named(path):
    """Processes that execute a file below this path, or name it in their arguments."""
    found = []
    for pid in processes():
        try:
            program = os.readlink(f"/proc/{pid}/exe")
        except OSError:
            continue
        if path in read(f"/proc/{pid}/cmdline") or program.startswith(path):
            found.append((pid, os.path.basename(program)))
    return found


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
        if fields:
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def memory_kb(pid, field="Private_Dirty"):
    return sum(int(size) for size in re.findall(rf"^{field}:\s+(\d+)", read(f"/proc/{pid}/smaps_rollup"), re.M))


def first_line(*command):
    try:
        text = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return "missing"
    return (text.stdout + text.stderr).strip().split("\n")[0]


def describe():
    cpu = re.search(r"^model name\s*: (.*)$", read("/proc/cpuinfo"), re.M)
    memory = int(re.search(r"MemTotal:\s+(\d+)", read("/proc/meminfo")).group(1)) // 1024
    node = "import('node:module').then(({createRequire:c})=>{const r=c('" + os.path.abspath("bench/peers/node") + \
        "/');console.log(['express','ejs','mysql2'].map(n=>n+' '+r(n+'/package.json').version).join(', '))})"
    return {
        "processor": f"{cpu.group(1) if cpu else os.uname().machine}, {os.cpu_count()} cores",
        "memory": f"{memory} MB",
        "kernel": os.uname().release,
        "system": next(iter(re.findall(r'^PRETTY_NAME="(.*)"', read("/etc/os-release"), re.M)), "?"),
        "load before the run": "%.2f, %.2f, %.2f" % os.getloadavg(),
        "Boxoffice": first_line("git", "describe", "--tags", "--always", "--dirty"),
        "MariaDB": first_line("mariadbd", "--version"),
        "Apache": first_line("/usr/sbin/apache2", "-v"),
        "lighttpd": first_line("/usr/sbin/lighttpd", "-v"),
        "PHP": first_line("php", "-v"),
        "Node": first_line("node", "--version") + ": " + first_line("node", "-e", node),
        "Go": first_line("go", "version"),
    }
