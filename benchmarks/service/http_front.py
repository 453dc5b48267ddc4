"""The HTTP front as a process: requests a second by wrk, and what idle WebSockets cost."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

BUILD = pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release"
CONNECTIONS = 64
SECONDS = 5
SOCKETS = 1000
# Goals.
LEAST_PER_SECOND = 10_000
MOST_SOCKETS_MB = 50

GREETING = ("GET /watch HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
WATCH = {"id": 1, "method": "assay.v1.CampaignService/WatchCampaignStatus",
         "request": {"name": "campaigns/news"}}
STATUS_CALL = """
wrk.method = "POST"
wrk.body = '{"name": "campaigns/news"}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Assay-Request"] = "1"
"""


class Service:
    """assay serve over a campaign of ten items."""

    def __init__(self, folder):
        binary = os.environ.get("ASSAY_BINARY", str(BUILD / "assay"))
        data, items = f"{folder}/data", pathlib.Path(folder, "items.csv")
        items.write_text("id,text\n" + "".join(f"{i},text number {i}\n" for i in range(10)))
        subprocess.run([binary, "--data", data, "campaign", "create", "news", "--dataset", items,
                        "--question", "What?", "--classes", "a,b", "--start"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [binary, "--data", data, "--json", "serve", "--listen", "127.0.0.1:0", "--http",
             "127.0.0.1:0"], stdout=subprocess.PIPE)
        self.http = json.loads(self.process.stdout.readline())["http_address"]

    def stop(self):
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)

    def resident_mb(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) / 1024

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run_wrk(service, path, script=None):
    """(requests a second, p99 in ms, server CPU us a request) of one run without a failed answer."""
    before = service.cpu_seconds()
    text = subprocess.run(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency",
         *(["-s", script] if script else []), f"http://{service.http}{path}"],
        check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(f"{path}: {text}")
    cpu = service.cpu_seconds() - before
    count = int(re.search(r"(\d+) requests in", text)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
            float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], cpu / count * 1e6)


def open_sockets(service, watch):
    """SOCKETS WebSockets that say nothing, or watch a campaign and have its first message."""
    host, port = service.http.rsplit(":", 1)
    order = json.dumps(WATCH).encode()
    # A client's frame is masked; the mask may be zeros.
    frame = b"\x81" + bytes([0x80 | 126]) + len(order).to_bytes(2, "big") + bytes(4) + order
    opened = []
    for _ in range(SOCKETS):
        client = socket.create_connection((host, int(port)))
        client.sendall(GREETING.format(host=service.http).encode() + (frame if watch else b""))
        wanted = b'"message"' if watch else b"\r\n\r\n"
        answer = b""
        while wanted not in answer:
            piece = client.recv(65536)
            if not piece:
                raise RuntimeError(f"no WebSocket: {answer!r}")
            answer += piece
        opened.append(client)
    return opened


def bench_requests(options, service, report):
    script = tempfile.NamedTemporaryFile("w", suffix=".lua")
    script.write(STATUS_CALL)
    script.flush()
    report.line(f"wrk with 2 threads and {CONNECTIONS} connections for {SECONDS} s on the same two "
                f"cores, without TLS and keys; medians of {max(options.repeats, 3)} rounds.")
    report.line()
    report.head("request", "a second", "p99 ms", "server CPU us")
    missed = []
    for name, path, lua in (("GET / (the page)", "/", None), ("GET /readyz", "/readyz", None),
                            ("POST CampaignService/GetCampaignStatus",
                             "/assay.v1.CampaignService/GetCampaignStatus", script.name)):
        runs = [run_wrk(service, path, lua) for _ in range(max(options.repeats, 3))]
        rate, p99, cpu = (statistics.median(column) for column in zip(*runs))
        report.row(name, f"**{rate:,.0f}**", f"{p99:.1f}", f"{cpu:.0f}")
        if rate < LEAST_PER_SECOND:
            missed.append(f"http: {name}: {rate:,.0f} a second, goal {LEAST_PER_SECOND:,}")
    report.line()
    return missed


def bench_sockets(report):
    report.head("WebSockets", "MB before", "MB with them", "KB each")
    missed = []
    for what, watch in ((f"{SOCKETS:,} idle", False), (f"{SOCKETS:,} with a watch each", True)):
        with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
            service = Service(folder)
            try:
                before = service.resident_mb()
                opened = open_sockets(service, watch)
                time.sleep(1)
                after = service.resident_mb()
                for client in opened:
                    client.close()
            finally:
                service.stop()
        report.row(what, f"{before:.0f}", f"{after:.0f}", f"{(after - before) * 1024 / SOCKETS:.1f}")
        if not watch and after - before >= MOST_SOCKETS_MB:
            missed.append(f"http: {what} WebSockets cost {after - before:.0f} MB, goal below "
                          f"{MOST_SOCKETS_MB}")
    report.line()
    return missed


def bench(options, report):
    """Prints the tables; returns the goals that were missed."""
    report.line("## HTTP: requests a second, idle WebSockets")
    report.line()
    if shutil.which("wrk") is None:
        report.line("skipped: there is no wrk")
        report.line()
        return []
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        service = Service(folder)
        try:
            missed = bench_requests(options, service, report)
        finally:
            service.stop()
    return missed + bench_sockets(report)
