"""Starts the three services, sends them requests, and stops them: python start.py REQUESTS"""
import os
import socket
import subprocess
import sys
import time
import urllib.request

here = os.path.dirname(os.path.abspath(__file__))


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


# Those of the tutorial, where they are free.
first = next(at for at in (5000, *range(15000, 30000, 10)) if all(is_free(at + i) for i in range(3)))
children = [
    subprocess.Popen([sys.executable, os.path.join(here, "service.py"), name, str(first + i)])
    for i, name in enumerate(["gateway", "validator", "enricher"])
]


def answers():
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{first}/process", timeout=10).read()
        return True
    except OSError:
        return False


try:
    deadline = time.time() + 60
    while not answers() and time.time() < deadline:
        time.sleep(0.2)
    sent = sum(answers() for _ in range(int(sys.argv[1])))
    # Until the SDK has sent its last batch.
    time.sleep(2 * int(os.environ["OTEL_BSP_SCHEDULE_DELAY"]) / 1000)
finally:
    for child in children:
        child.terminate()
    for child in children:
        child.wait()
sys.exit(0 if sent == int(sys.argv[1]) else 1)
