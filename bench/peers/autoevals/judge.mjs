// A loop over a classifier of autoevals with a number of calls at once; nothing is stored.
// usage: node judge.mjs ITEMS.jsonl [CONCURRENCY]
// OPENAI_BASE_URL and OPENAI_API_KEY say where the judge is.

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { LLMClassifierFromTemplate, init } from "autoevals";
import OpenAI from "openai";

// One client for all calls: without it autoevals makes one for each.
init({ client: new OpenAI() });

const grade = LLMClassifierFromTemplate({
  name: "accuracy",
  promptTemplate: `You are an impartial judge of the answers of a support assistant. Is the answer right and complete?

[Question]
{{input}}

[Answer]
{{output}}

1: wrong
2: mostly wrong
3: in part right
4: right with gaps
5: right and complete`,
  choiceScores: { 1: 0, 2: 0.25, 3: 0.5, 4: 0.75, 5: 1 },
  model: "gpt-4o-mini",
  temperature: 0,
  useCoT: true,
});

const [file, concurrency = "64"] = process.argv.slice(2);
const items = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
let next = 0;
let scored = 0;
let failed = 0;

async function work() {
  while (next < items.length) {
    const { input, output } = items[next++];
    try {
      const { score } = await grade({ input, output });
      score === null ? failed++ : scored++;
    } catch {
      failed++;
    }
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, work));
console.log(JSON.stringify({ items: items.length, scored, failed, seconds: (performance.now() - started) / 1000 }));
