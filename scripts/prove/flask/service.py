"""A service of the tutorial, instrumented by hand: python service.py NAME PORT"""
import random
import sys
import time

import requests
from flask import Flask, jsonify
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

name, port = sys.argv[1], int(sys.argv[2])
provider = TracerProvider(resource=Resource.create({"service.name": name}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
app = Flask(__name__)
FlaskInstrumentor().instrument_app(app)
RequestsInstrumentor().instrument()


def ask(other, path):
    return requests.get(f"http://127.0.0.1:{other}{path}", timeout=10).json()


def process():
    return jsonify(validate=ask(port + 1, "/validate"), enrich=ask(port + 2, "/enrich"))


def validate():
    time.sleep(random.uniform(0, 0.05))
    return jsonify(valid=True)


def enrich():
    time.sleep(random.uniform(0.1, 0.3))
    return jsonify(enriched=True)


paths = {"gateway": process, "validator": validate, "enricher": enrich}
view = paths[name]
app.add_url_rule(f"/{view.__name__}", view_func=view)
app.run(port=port)
