// An application that writes the spans of its model calls itself, in the words of OpenTelemetry's GenAI conventions.

import { SpanKind, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";
import { answer } from "../chats.mjs";

const client = new OpenAI();
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": "by-hand", "service.version": "1.2.0" }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const tracer = trace.getTracer("by-hand");

function complete(request) {
  return tracer.startActiveSpan("answer the customer", (outer) =>
    tracer.startActiveSpan(`chat ${request.model}`, { kind: SpanKind.CLIENT }, async (span) => {
      const completion = await client.chat.completions.create(request);
      span.setAttributes({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": request.model,
        "gen_ai.request.temperature": request.temperature,
        "gen_ai.response.id": completion.id,
        "gen_ai.response.model": completion.model,
        "gen_ai.response.finish_reasons": completion.choices.map((choice) => choice.finish_reason),
        "gen_ai.usage.input_tokens": completion.usage.prompt_tokens,
        "gen_ai.usage.output_tokens": completion.usage.completion_tokens,
        "gen_ai.input.messages": JSON.stringify(request.messages.map(told)),
        "gen_ai.output.messages": JSON.stringify(completion.choices.map((choice) => ({ ...told(choice.message), finish_reason: choice.finish_reason }))),
      });
      span.end();
      outer.end();
      return completion;
    }),
  );
}

// OpenAI's form of a message in that of the conventions.
function told({ role, content, tool_calls = [], tool_call_id }) {
  if (role === "tool") {
    return { role, parts: [{ type: "tool_call_response", id: tool_call_id, response: content }] };
  }
  const said = typeof content === "string" ? [{ type: "text", text: content }] : (content ?? []);
  const calls = tool_calls.map((call) => ({ type: "tool_call", id: call.id, name: call.function.name, arguments: JSON.parse(call.function.arguments) }));
  return { role, parts: [...said.map(part), ...calls] };
}

function part({ type, text, image_url }) {
  return type === "text" ? { type, content: text } : { type: "uri", modality: "image", uri: image_url.url };
}

await answer(complete);
await provider.shutdown();
