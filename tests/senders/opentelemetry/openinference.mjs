// An application whose client is instrumented by OpenInference; its spans go out as JSON.

import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";
import { answer } from "../chats.mjs";

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": "openinference", "service.version": "1.2.0" }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
// Without a traceConfig, however empty, its variables such as OPENINFERENCE_HIDE_INPUTS are not looked at.
new OpenAIInstrumentation({ tracerProvider: provider, traceConfig: {} }).manuallyInstrument(OpenAI);
const client = new OpenAI();

await answer((request) => client.chat.completions.create(request));
await provider.shutdown();
