import type { Files } from './text-files.ts';

const IMPORTS = 'from flask import Flask, jsonify\n';
const APP = 'app = Flask(__name__)\n';

const gateway = `import os
import random
import time

import requests
${IMPORTS}
${APP}

@app.get("/process")
def process():
    time.sleep(random.uniform(0.01, 0.05))
    validate = requests.get(os.environ["VALIDATOR_URL"], timeout=10).json()
    enrich = requests.get(os.environ["ENRICHER_URL"], timeout=10).json()
    return jsonify(gateway="ok", validate=validate, enrich=enrich)


app.run(port=int(os.environ["PORT"]))
`;

const callee = (path: string, seconds: string, answer: string): string => `import os
import random
import time

${IMPORTS}
${APP}

@app.get("${path}")
def answer():
    time.sleep(random.uniform(${seconds}))
    return jsonify(${answer})


app.run(port=int(os.environ["PORT"]))
`;

const RESOURCE = 'resource = Resource.create()\n';

const tracing = `"""Import it first in a service, and call instrument(app)."""
import os

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

SERVICE_NAME = os.environ.get("SERVICE_NAME", "service")

${RESOURCE}provider = TracerProvider(resource=resource)
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)


def instrument(app):
    FlaskInstrumentor().instrument_app(app)
    RequestsInstrumentor().instrument()
`;

const SETTINGS = `# Settings of the SDK, for every service.
settings = {}
`;

const start = `"""Starts the three services. Ctrl-C stops them."""
import os
import signal
import subprocess
import sys

${SETTINGS}
first = int(os.environ.get("FIRST_PORT", "5300"))
here = os.path.dirname(os.path.abspath(__file__))
children = []
for i, name in enumerate(["gateway", "validator", "enricher"]):
    env = {
        **os.environ,
        **settings,
        "PORT": str(first + i),
        "VALIDATOR_URL": f"http://localhost:{first + 1}/validate",
        "ENRICHER_URL": f"http://localhost:{first + 2}/enrich",
        "SERVICE_NAME": f"shop-{name}",
    }
    children.append(subprocess.Popen([sys.executable, f"{name}.py"], cwd=here, env=env))
signal.signal(signal.SIGTERM, lambda *_: [child.terminate() for child in children])
for child in children:
    child.wait()
`;

/** The tutorial's three services in Flask; tracing.py is there, not used, and reads a SERVICE_NAME that it does not use. */
export const pythonServices: Files = {
  'gateway.py': gateway,
  'validator.py': callee('/validate', '0.05, 0.3', 'valid=True, score=random.random()'),
  'enricher.py': callee('/enrich', '0.1, 0.8', 'enriched=True, tags=["user", "premium", "beta"]'),
  'tracing.py': tracing,
  'start.py': start,
  'requirements.txt': `flask
requests
opentelemetry-sdk
opentelemetry-exporter-otlp-proto-http
opentelemetry-instrumentation-flask
opentelemetry-instrumentation-requests
`,
};

const instrumented = (text: string): string =>
  text
    .replace(IMPORTS, `${IMPORTS}\nfrom tracing import instrument\n`)
    .replace(APP, `${APP}instrument(app)\n`);

/** Each service calls instrument(app), and the name that tracing.py reads becomes service.name. */
export const pythonAnswer = (endpoint: string): Files => ({
  ...Object.fromEntries(
    ['gateway.py', 'validator.py', 'enricher.py'].map((name) => [
      name,
      instrumented(pythonServices[name] ?? ''),
    ]),
  ),
  'tracing.py': tracing.replace(
    RESOURCE,
    'resource = Resource.create({"service.name": SERVICE_NAME})\n',
  ),
  'start.py': start.replace(
    SETTINGS,
    `settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": "${endpoint}"}\n`,
  ),
});
