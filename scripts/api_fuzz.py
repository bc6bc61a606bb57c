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
import uuid

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
        if name.lower() == "x-purpose" and "purpose" in KNOWN and draw(value, 8):
            headers[name] = KNOWN["purpose"][draw(value, len(KNOWN["purpose"]))]
        elif name.lower() == "x-project" or name.lower() == "x-purpose" and draw(value, 2):
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
    def __init__(self, origin):
        self.origin, self.cookies, self.csrf = origin, {}, ""
        self.port = int(origin.rsplit(":", 1)[1])

    def headers(self):
        return {
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": AGENT,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRF-Token": self.csrf,
        }

    def ask(self, method, path, body=None, **more):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)
        headers = {**self.headers(), "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()), **more}
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
        body = {"name": name, "password": PASSWORD, "code": code(secret, step + 1)}
        self.person = self.ask("POST", "/api/v1/sign-in", body)["person"]


def open_demo(binary, folder):
    """The demo with its doors open; of each door its origin and the links that it prints, by sign-in name; who its clinician is."""
    ports = free_port(), free_port()
    research, phi = f"https://localhost:{ports[0]}", f"https://phi.localhost:{ports[1]}"
    arguments = ["demo", "--out", os.path.join(folder, "demo"), "--patients", "24"]
    arguments += ["--port", str(ports[0]), "--phi-port", str(ports[1])]
    child = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, text=True, env={})
    links, name, practitioner = {research: {}, phi: {}}, None, None
    for line in child.stdout:
        if found := re.search(r"signs in as `(\w+)`", line):
            name = found.group(1)
        if found := re.search(r"beside Clara: (\S+)", line):
            practitioner = found.group(1)
        for origin, of_door in links.items():
            if f"{origin}/enrol#" in line:
                of_door.setdefault(name, line.strip())
        if line.startswith("stop with"):
            return child, (research, links[research]), (phi, links[phi]), practitioner
    raise SystemExit("the demo ended before its doors were open")


def run(schemathesis, document, origin, extent, hooks, known, headers, extra):
    phases, cases = ("examples,coverage,fuzzing", 25) if extent == "full" else ("examples,fuzzing", 8)
    # Names below `localhost` are not known everywhere; the address is the same.
    address = f"https://127.0.0.1:{origin.rsplit(':', 1)[1]}"
    command = [schemathesis, "run", document, "--url", address, "--tls-verify", "false"]
    command += ["--checks", CHECKS, "--max-examples", str(cases), "--seed", "1", "--no-color", "--workers", "2"]
    command += ["--phases", phases, "--continue-on-failure", *extra]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "almoner_hooks", "PYTHONPATH": hooks, "ALMONER_KNOWN": json.dumps(known)}
    for _ in range(2):
        done = subprocess.run(command, env=environment, cwd=hooks, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(done.stdout, flush=True)
        # A connection that broke under way is no answer; what was answered badly is in any case.
        if done.returncode == 0 or "= FAILURES =" in done.stdout or "Network Error" not in done.stdout:
            break
    return done.returncode


def known_at_research(people):
    cora = people["cora"]
    trials = cora.ask("GET", "/api/v1/trials?limit=5")["items"]
    rows = cora.ask("GET", f"/api/v1/trials/{trials[0]['nct_id']}/candidates")["items"]
    return {
        "nct_id": [trials[0]["nct_id"]],
        "study_id": [row["study_id"] for row in rows[:5]],
        "version": [trials[0]["version"]],
        "other": [trials[0]["version"]],
        "run": ["1"],
        "index": ["0", "5"],
    }


def known_at_phi(people, practitioner):
    clara, petra, olga = people["clara"], people["petra"], people["olga"]
    # With words, which the policies ask for after hours.
    link, why = {"practitioner": practitioner}, {"X-Justification": "she treats them"}
    olga.ask("PUT", f"/phi/v1/clinicians/{clara.person}", link, **{"X-Purpose": "HSYSADMIN", **why})
    patients = clara.ask("GET", "/phi/v1/my-patients?limit=5", **{"X-Purpose": "TREAT", **why})["items"]
    petra.ask("POST", "/phi/v1/deid", {"notes": 4}, **{"X-Purpose": "HOPERAT", **why})
    notes = petra.ask("GET", "/phi/v1/deid", **{"X-Purpose": "HOPERAT", **why})["items"]
    alerts = petra.ask("GET", "/phi/v1/alerts", **{"X-Purpose": "HCOMPL", **why})["items"]
    return {
        "patient": [row["patient"] for row in patients],
        "nct_id": ["NCT99000001"],
        "note": [row["note"] for row in notes],
        "alert": [row["alert"] for row in alerts[:3]],
        "person": [clara.person],
        "purpose": ["TREAT", "HOPERAT", "HCOMPL", "HSYSADMIN", "CLINTRCH", "HRESCH", "ETREAT"],
        "version": ["0"],
        "index": ["0", "5"],
    }


def at_door(door, document, names, known_of, run_as):
    """Everybody of a door, then of accounts who may read them, then nobody. Gives back who was answered badly."""
    origin, links = door
    people = {name: Browser(origin) for name in names}
    for name, browser in people.items():
        browser.enrol(name, links[name])
    known, failed = known_of(people), []
    for name, browser in people.items():
        print(f"== as {name}, of {os.path.basename(document)}", flush=True)
        if run_as(document, origin, known, browser.headers(), ["--exclude-path-regex", SIGN_IN]):
            failed.append(name)
    # Reading accounts, sessions and factors ends nothing.
    print("== as olga, of accounts", flush=True)
    reads = ["--include-path-regex", SIGN_IN, "--include-method", "GET"]
    if run_as(document, origin, known, people["olga"].headers(), reads):
        failed.append("olga, of accounts")
    print("== as nobody", flush=True)
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin", "User-Agent": AGENT}
    if run_as(document, origin, known, headers, []):
        failed.append("nobody")
    return failed


def main():
    binary, extent, documents = sys.argv[1], sys.argv[2], [os.path.abspath(path) for path in sys.argv[3:]]
    schemathesis = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    folder = tempfile.mkdtemp(prefix="almoner-fuzz-")
    with open(os.path.join(folder, "almoner_hooks.py"), "w") as file:
        file.write(HOOKS)

    def run_as(document, origin, known, headers, extra):
        return run(schemathesis, document, origin, extent, folder, known, headers, extra)

    child, research, phi, practitioner = open_demo(binary, folder)
    try:
        failed = at_door(research, documents[0], ["cora", "ines", "petra", "olga"], known_at_research, run_as)
        failed += at_door(phi, documents[1], ["clara", "petra", "olga"], lambda people: known_at_phi(people, practitioner), run_as)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        raise SystemExit(f"answers that the documents do not describe, or server errors: {', '.join(failed)}")


main()
