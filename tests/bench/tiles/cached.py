"""A kept tile through deploy/nginx.conf, with and without the check of the area, beside nginx sending the
same bytes from a file. Processor time of nginx (and of tuban, for the check) a request."""
import http.client
import json
import pathlib
import socket
import subprocess
import time
from math import asinh, floor, pi, radians, tan

from peers import cpu_of_process, run

ROOT = pathlib.Path(__file__).resolve().parents[3]
REQUESTS = 8000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")


class Nginx:
    def __init__(self, folder, config):
        self.port = free_port()
        folder.mkdir()
        file = folder / "nginx.conf"
        file.write_text(config.replace("@LISTEN@", f"127.0.0.1:{self.port}").replace("@DIR@", str(folder)))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", file, "-e", folder / "error.log",
                                         "-g", "daemon off; master_process off;"])
        wait_for(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def of_deploy(folder, upstream):
    config = (ROOT / "deploy/nginx.conf").read_text()
    for name, value in {"SERVER_NAME": "_", "UPSTREAM": f"127.0.0.1:{upstream}", "CONF_DIR": "@DIR@",
                        "RUN_DIR": "@DIR@", "LOG_DIR": "@DIR@", "WEB_DIR": "@DIR@", "FILES_DIR": "@DIR@",
                        "CACHE_DIR": "@DIR@/cache", "CACHE_SIZE": "64m", "MAX_BODY": "1m",
                        "SIGN_IN_RATE": "1r/m"}.items():
        config = config.replace(f"@{name}@", value)
    return config


OF_FILE = """worker_processes 1; pid @DIR@/pid; events {}
http { access_log @DIR@/access.log; sendfile on; keepalive_requests 100000; default_type application/octet-stream;
client_body_temp_path @DIR@/b; proxy_temp_path @DIR@/p; fastcgi_temp_path @DIR@/f; uwsgi_temp_path @DIR@/u;
scgi_temp_path @DIR@/s; server { listen @LISTEN@; root @DIR@; } }"""


def microseconds(port, path, headers, processes):
    """Of each process, a request; one connection, so that no waiting is counted."""
    client = http.client.HTTPConnection("127.0.0.1", port)

    def ask(times):
        for _ in range(times):
            client.request("GET", path, headers=headers)
            answer = client.getresponse()
            body = answer.read()
            assert answer.status == 200, answer.status
        return answer, body

    answer, body = ask(200)
    before = [cpu_of_process(p) for p in processes]
    ask(REQUESTS)
    spent = [(cpu_of_process(p) - b) * 1e6 / REQUESTS for p, b in zip(processes, before)]
    return spent, answer, body


def cached_tile(build, folder):
    tuban = build / "server/cli/tuban"
    data = folder / "data"
    run(tuban, "sample", "--data", data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run(tuban, "user", "add", "bench", "--division", "990101000000", "--role", "supervisor", "--data", data,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    token = json.loads(run(tuban, "user", "token", "bench", "--data", data, "--json",
                           stdout=subprocess.PIPE).stdout)["token"]
    port = free_port()
    server = subprocess.Popen([tuban, "serve", "--data", data, "--listen", f"127.0.0.1:{port}",
                               "--behind-proxy"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = []
    try:
        wait_for(port)
        authorization = {"Authorization": f"Bearer {token}"}
        headers = {**authorization, "Accept-Encoding": "gzip"}
        client = http.client.HTTPConnection("127.0.0.1", port)
        client.request("GET", "/tiles/patches.json", headers=authorization)
        described = json.loads(client.getresponse().read())
        path, content = densest(client, headers, described)
        config = of_deploy(folder, port)
        unchecked = config.replace("            auth_request /protected/tile-access;\n", "")
        assert unchecked != config
        checked_nginx = Nginx(folder / "checked", config)
        unchecked_nginx = Nginx(folder / "unchecked", unchecked)
        file_nginx = Nginx(folder / "file", OF_FILE)
        running = [checked_nginx, unchecked_nginx, file_nginx]
        (folder / "file/tile").write_bytes(content)
        for _ in range(2):
            file, _, body = microseconds(file_nginx.port, "/tile", {}, [file_nginx.process.pid])
            kept, answer, kept_body = microseconds(unchecked_nginx.port, path, headers,
                                                   [unchecked_nginx.process.pid])
            assert answer.headers["X-Cache"] == "HIT" and kept_body == body
            checked, answer, _ = microseconds(checked_nginx.port, path, headers,
                                              [checked_nginx.process.pid, server.pid])
            assert answer.headers["X-Cache"] == "HIT"
            print(f"kept tile of {len(body)} bytes, µs a request: file {file[0]:.1f}; proxy cache {kept[0]:.1f} "
                  f"({file[0] / kept[0]:.2f} times the file's requests); with the check nginx {checked[0]:.1f} + "
                  f"tuban {checked[1]:.1f}", flush=True)
    finally:
        for nginx in running:
            nginx.stop()
        server.terminate()
        server.wait()


def densest(client, headers, described):
    """Path and bytes of the largest of the z14 tiles around the middle."""
    west, south, east, north = described["bounds"]
    side = 1 << 14

    def row(latitude):
        return floor((1 - asinh(tan(radians(latitude))) / pi) / 2 * side)

    best = ("", b"")
    for x in range(floor((west + 180) / 360 * side), floor((east + 180) / 360 * side) + 1):
        for y in range(row(north), row(south) + 1):
            path = f"/tiles/patches/{described['area']}/{described['version']}/14/{x}/{y}.mvt"
            client.request("GET", path, headers=headers)
            body = client.getresponse().read()
            if len(body) > len(best[1]):
                best = (path, body)
    return best
