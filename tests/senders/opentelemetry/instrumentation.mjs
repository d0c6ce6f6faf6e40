// An application whose client is instrumented by OpenTelemetry: spans tell of the calls, log events tell their texts.

import { createRequire } from "node:module";
import { logs } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { OpenAIInstrumentation } from "@opentelemetry/instrumentation-openai";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { answer } from "../chats.mjs";

const resource = resourceFromAttributes({ "service.name": "instrumentation", "service.version": "1.2.0" });
const spans = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
const events = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })] });
spans.register();
logs.setGlobalLoggerProvider(events);
registerInstrumentations({ instrumentations: [new OpenAIInstrumentation()] });

// The instrumentation takes hold of what is required after it.
const { OpenAI } = createRequire(import.meta.url)("openai");
const client = new OpenAI();

await answer((request) => client.chat.completions.create(request));
await spans.shutdown();
await events.shutdown();
