// Sends the trace of README.md: send grpc|http|zipkin ENDPOINT none|gzip.
package main

import (
	"context"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/zipkin"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func exporter(protocol, endpoint, compression string) (sdktrace.SpanExporter, error) {
	ctx := context.Background()
	switch protocol {
	case "grpc":
		options := []otlptracegrpc.Option{otlptracegrpc.WithEndpointURL(endpoint), otlptracegrpc.WithInsecure()}
		if compression == "gzip" {
			options = append(options, otlptracegrpc.WithCompressor("gzip"))
		}
		return otlptracegrpc.New(ctx, options...)
	case "zipkin":
		return zipkin.New(endpoint + "/api/v2/spans")
	default:
		options := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(endpoint + "/v1/traces")}
		if compression == "gzip" {
			options = append(options, otlptracehttp.WithCompression(otlptracehttp.GzipCompression))
		}
		return otlptracehttp.New(ctx, options...)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	to, err := exporter(os.Args[1], os.Args[2], os.Args[3])
	must(err)
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(to),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "orders"))),
	)
	tracer := provider.Tracer("sender")
	traceID, err := trace.TraceIDFromHex("0af7651916cd43dd8448eb211c80319c")
	must(err)
	spanID, err := trace.SpanIDFromHex("b7ad6b7169203331")
	must(err)
	linked := trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: traceID, SpanID: spanID, TraceFlags: trace.FlagsSampled, Remote: true,
	})
	ctx, root := tracer.Start(context.Background(), "GET /orders/{id}",
		trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(
			attribute.String("http.route", "/orders/{id}"),
			attribute.Int("http.response.status_code", 500),
			attribute.Bool("cache.hit", false),
			attribute.Float64("ratio", 0.25),
			attribute.StringSlice("tags", []string{"new", "größer"}),
		))
	_, child := tracer.Start(ctx, "SELECT orders",
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("db.system.name", "postgresql")),
		trace.WithLinks(trace.Link{
			SpanContext: linked,
			Attributes:  []attribute.KeyValue{attribute.String("reason", "queued by")},
		}))
	child.End()
	root.AddEvent("exception", trace.WithAttributes(
		attribute.String("exception.type", "OutOfStock"),
		attribute.String("exception.message", "no item 7")))
	root.SetStatus(codes.Error, "out of stock")
	root.End()
	must(provider.Shutdown(context.Background()))
}
