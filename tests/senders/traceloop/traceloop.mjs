// An application that is traced by Traceloop's SDK, with a workflow around its model calls.

import { forceFlush, initialize, withWorkflow } from "@traceloop/node-server-sdk";
import OpenAI from "openai";
import { answer } from "../chats.mjs";

initialize({
  appName: "traceloop",
  baseUrl: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  apiKey: "none",
  instrumentModules: { openAI: OpenAI },
  traceloopSyncEnabled: false,
  silenceInitializationMessage: true,
});
const client = new OpenAI();

await answer((request) => withWorkflow({ name: "answer_the_customer" }, () => client.chat.completions.create(request)));
await forceFlush();
