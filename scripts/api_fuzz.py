"""Opens the demo's doors, signs people in, and runs Schemathesis as each of them; see scripts/api-fuzz."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

PASSWORD = "eleven copper kettles sing"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
# Whose requests end sessions or change who may come in: sent by somebody without a session alone.
SIGN_IN = r"/(sign-in|enrolment|session|sessions|credentials|accounts)(/|$)"

HOOKS = '''
import json, os, zlib
import schemathesis

KNOWN = json.loads(os.environ["ALMONER_KNOWN"])


def draw(value, of):
    # Chance comes from what was generated, so that a failure can be generated again.
    return zlib.crc32(str(value).encode()) % of


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    for name, values in KNOWN.items():
        if path_parameters and name in path_parameters and draw(path_parameters[name], 5):
            path_parameters[name] = values[draw(path_parameters[name], len(values))]
    return path_parameters


@schemathesis.hook
def map_headers(context, headers):
    for name in list(headers or {}):
        value = headers[name]
        if name.lower() == "x-project" or name.lower() == "x-purpose" and draw(value, 2):
            del headers[name]
        elif name.lower() == "if-match" and draw(value, 2):
            headers[name] = ['"0"', '"1"', KNOWN["version"][0]][draw(value, 3)]
    return headers
'''


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def code(secret, step):
    """RFC 6238 with SHA-1 and six digits."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Browser:
    def __init__(self, port):
        self.port, self.cookies, self.csrf = port, {}, ""

    def headers(self):
        return {
            "Origin": f"https://localhost:{self.port}",
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": AGENT,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRF-Token": self.csrf,
        }

    def ask(self, method, path, body=None):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)
        headers = {**self.headers(), "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("set-cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        answer = json.loads(response.read() or b"null")
        if response.status >= 400:
            raise SystemExit(f"{method} {path}: {response.status} {answer}")
        self.csrf = answer.get("csrf", self.csrf) if isinstance(answer, dict) else self.csrf
        return answer

    def enrol(self, name, link):
        token = link.split("#")[1]
        page = self.ask("POST", "/api/v1/enrolment", {"token": token})
        # The code of now and the one after it: both hold even if the next half minute begins meanwhile.
        step = int(time.time()) // 30
        text = page["totp"]["secret"]
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        body = {"token": token, "ceremony": page["ceremony"], "password": PASSWORD, "code": code(secret, step)}
        self.ask("POST", "/api/v1/enrolment/finish", body)
        self.ask("POST", "/api/v1/sign-in", {"name": name, "password": PASSWORD, "code": code(secret, step + 1)})


def open_demo(binary, folder):
    """The demo with its doors open, and the links that it prints, by sign-in name, for the research zone."""
    research, phi = free_port(), free_port()
    arguments = ["demo", "--out", os.path.join(folder, "demo"), "--patients", "24"]
    arguments += ["--port", str(research), "--phi-port", str(phi)]
    child = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, text=True, env={})
    links, name = {}, None
    for line in child.stdout:
        if found := re.search(r"signs in as `(\w+)`", line):
            name = found.group(1)
        if f"https://localhost:{research}/enrol#" in line and name not in links:
            links[name] = line.strip()
        if line.startswith("stop with"):
            return child, research, links
    raise SystemExit("the demo ended before its doors were open")


def run(schemathesis, document, port, extent, hooks, known, headers, extra):
    phases, cases = ("examples,coverage,fuzzing", 25) if extent == "full" else ("examples,fuzzing", 8)
    command = [schemathesis, "run", document, "--url", f"https://localhost:{port}", "--tls-verify", "false"]
    command += ["--checks", CHECKS, "--max-examples", str(cases), "--seed", "1", "--no-color", "--workers", "2"]
    command += ["--phases", phases, "--continue-on-failure", *extra]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "almoner_hooks", "PYTHONPATH": hooks, "ALMONER_KNOWN": json.dumps(known)}
    return subprocess.run(command, env=environment, cwd=hooks).returncode


def main():
    binary, extent, document = sys.argv[1], sys.argv[2], os.path.abspath(sys.argv[3])
    schemathesis = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    folder = tempfile.mkdtemp(prefix="almoner-fuzz-")
    failed = []
    child, port, links = open_demo(binary, folder)
    try:
        people = {}
        for name in ["cora", "ines", "petra", "olga"]:
            people[name] = Browser(port)
            people[name].enrol(name, links[name])
        cora = people["cora"]
        trials = cora.ask("GET", "/api/v1/trials?limit=5")["items"]
        rows = cora.ask("GET", f"/api/v1/trials/{trials[0]['nct_id']}/candidates")["items"]
        known = {
            "nct_id": [trials[0]["nct_id"]],
            "study_id": [row["study_id"] for row in rows[:5]],
            "version": [trials[0]["version"]],
            "other": [trials[0]["version"]],
            "run": ["1"],
            "index": ["0", "5"],
        }
        with open(os.path.join(folder, "almoner_hooks.py"), "w") as file:
            file.write(HOOKS)
        for name, browser in people.items():
            headers = {key: value for key, value in browser.headers().items() if key != "X-Purpose"}
            print(f"== as {name}", flush=True)
            if run(schemathesis, document, port, extent, folder, known, headers, ["--exclude-path-regex", SIGN_IN]):
                failed.append(name)
        # Reading accounts, sessions and factors ends nothing.
        print("== as olga, of accounts", flush=True)
        headers = {key: value for key, value in people["olga"].headers().items() if key != "X-Purpose"}
        if run(schemathesis, document, port, extent, folder, known, headers, ["--include-path-regex", SIGN_IN, "--include-method", "GET"]):
            failed.append("olga, of accounts")
        print("== as nobody", flush=True)
        headers = {"Origin": f"https://localhost:{port}", "Sec-Fetch-Site": "same-origin", "User-Agent": AGENT}
        if run(schemathesis, document, port, extent, folder, known, headers, []):
            failed.append("nobody")
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        raise SystemExit(f"answers that the document does not describe, or server errors: {', '.join(failed)}")


main()
