//! Sends the trace of README.md: sender grpc|http|json ENDPOINT none|gzip|zstd.

use opentelemetry::trace::{
    Link, Span, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId,
    TraceState, Tracer, TracerProvider,
};
use opentelemetry::{Array, Context, KeyValue, StringValue, Value};
use opentelemetry_otlp::{
    Compression, Protocol, SpanExporter, WithExportConfig, WithHttpConfig, WithTonicConfig,
};
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::Resource;

fn exporter(protocol: &str, endpoint: &str, compression: &str) -> SpanExporter {
    let chosen = match compression {
        "gzip" => Some(Compression::Gzip),
        "zstd" => Some(Compression::Zstd),
        _ => None,
    };
    if protocol == "grpc" {
        let builder = SpanExporter::builder().with_tonic().with_endpoint(endpoint);
        return match chosen {
            Some(one) => builder.with_compression(one).build().unwrap(),
            None => builder.build().unwrap(),
        };
    }
    let encoding = if protocol == "json" { Protocol::HttpJson } else { Protocol::HttpBinary };
    let builder = SpanExporter::builder()
        .with_http()
        .with_protocol(encoding)
        .with_endpoint(format!("{endpoint}/v1/traces"));
    match chosen {
        Some(one) => builder.with_compression(one).build().unwrap(),
        None => builder.build().unwrap(),
    }
}

fn send(arguments: &[String]) {
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter(&arguments[1], &arguments[2], &arguments[3]))
        .with_resource(Resource::builder().with_service_name("orders").build())
        .build();
    let tracer = provider.tracer("sender");
    let mut root = tracer
        .span_builder("GET /orders/{id}")
        .with_kind(SpanKind::Server)
        .with_attributes([
            KeyValue::new("http.route", "/orders/{id}"),
            KeyValue::new("http.response.status_code", 500),
            KeyValue::new("cache.hit", false),
            KeyValue::new("ratio", 0.25),
            KeyValue::new(
                "tags",
                Value::Array(Array::String(vec![
                    StringValue::from("new"),
                    StringValue::from("größer"),
                ])),
            ),
        ])
        .start(&tracer);
    root.add_event(
        "exception",
        vec![
            KeyValue::new("exception.type", "OutOfStock"),
            KeyValue::new("exception.message", "no item 7"),
        ],
    );
    root.set_status(Status::error("out of stock"));
    let parent = Context::new().with_span(root);
    let linked = SpanContext::new(
        TraceId::from_hex("0af7651916cd43dd8448eb211c80319c").unwrap(),
        SpanId::from_hex("b7ad6b7169203331").unwrap(),
        TraceFlags::SAMPLED,
        true,
        TraceState::default(),
    );
    tracer
        .span_builder("SELECT orders")
        .with_kind(SpanKind::Client)
        .with_attributes([KeyValue::new("db.system.name", "postgresql")])
        .with_links(vec![Link::new(linked, vec![KeyValue::new("reason", "queued by")], 0)])
        .start_with_context(&tracer, &parent)
        .end();
    parent.span().end();
    provider.shutdown().unwrap();
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments[1] == "grpc" {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let _guard = runtime.enter();
        send(&arguments);
    } else {
        send(&arguments);
    }
}
