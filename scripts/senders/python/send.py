"""Sends the trace of README.md: send.py grpc|http|zipkin ENDPOINT none|gzip."""

import sys

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags


def exporter(protocol, endpoint, compression):
    if protocol == "grpc":
        import grpc
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        chosen = grpc.Compression.Gzip if compression == "gzip" else grpc.Compression.NoCompression
        return OTLPSpanExporter(endpoint=endpoint, insecure=True, compression=chosen)
    if protocol == "zipkin":
        from opentelemetry.exporter.zipkin.json import ZipkinExporter

        return ZipkinExporter(endpoint=f"{endpoint}/api/v2/spans")
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    chosen = Compression.Gzip if compression == "gzip" else Compression.NoCompression
    return OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", compression=chosen)


provider = TracerProvider(resource=Resource.create({"service.name": "orders"}))
provider.add_span_processor(BatchSpanProcessor(exporter(*sys.argv[1:])))
tracer = provider.get_tracer("sender")
linked = SpanContext(
    0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331, True, TraceFlags(TraceFlags.SAMPLED)
)
attributes = {
    "http.route": "/orders/{id}",
    "http.response.status_code": 500,
    "cache.hit": False,
    "ratio": 0.25,
    "tags": ["new", "größer"],
}
with tracer.start_as_current_span(
    "GET /orders/{id}", kind=SpanKind.SERVER, attributes=attributes
) as root:
    with tracer.start_as_current_span(
        "SELECT orders",
        kind=SpanKind.CLIENT,
        attributes={"db.system.name": "postgresql"},
        links=[Link(linked, {"reason": "queued by"})],
    ):
        pass
    root.add_event("exception", {"exception.type": "OutOfStock", "exception.message": "no item 7"})
    root.set_status(Status(StatusCode.ERROR, "out of stock"))
provider.shutdown()
