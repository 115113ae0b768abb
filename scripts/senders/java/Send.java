import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.logging.otlp.internal.traces.OtlpStdoutSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.zipkin.ZipkinSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Sends the trace of README.md: Send grpc|http|zipkin ENDPOINT none|gzip, or Send stdout list|lines none. */
public final class Send {
  private static SpanExporter exporter(String protocol, String endpoint, String compression) {
    return switch (protocol) {
      case "grpc" ->
          OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).setCompression(compression).build();
      case "stdout" ->
          OtlpStdoutSpanExporter.builder()
              .setWrapperJsonObject(endpoint.equals("list"))
              .build();
      case "zipkin" ->
          ZipkinSpanExporter.builder().setEndpoint(endpoint + "/api/v2/spans").build();
      default ->
          OtlpHttpSpanExporter.builder()
              .setEndpoint(endpoint + "/v1/traces")
              .setCompression(compression)
              .build();
    };
  }

  public static void main(String[] args) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter(args[0], args[1], args[2])).build())
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), "orders"))))
            .build();
    var tracer = provider.get("sender");
    Span root =
        tracer
            .spanBuilder("GET /orders/{id}")
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.route", "/orders/{id}")
            .setAttribute("http.response.status_code", 500)
            .setAttribute("cache.hit", false)
            .setAttribute("ratio", 0.25)
            .setAttribute(AttributeKey.stringArrayKey("tags"), java.util.List.of("new", "größer"))
            .startSpan();
    SpanContext linked =
        SpanContext.createFromRemoteParent(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    tracer
        .spanBuilder("SELECT orders")
        .setParent(Context.root().with(root))
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("db.system.name", "postgresql")
        .addLink(linked, Attributes.of(AttributeKey.stringKey("reason"), "queued by"))
        .startSpan()
        .end();
    root.addEvent(
        "exception",
        Attributes.of(
            AttributeKey.stringKey("exception.type"), "OutOfStock",
            AttributeKey.stringKey("exception.message"), "no item 7"));
    root.setStatus(StatusCode.ERROR, "out of stock");
    root.end();
    provider.close();
  }
}
