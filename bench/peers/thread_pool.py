"""The recipe most posts about LLM judges give: a pool of ten threads, one call each, a row per result.

usage: thread_pool.py ITEMS.jsonl STORE.db [WORKERS]
OPENAI_BASE_URL and OPENAI_API_KEY say where the judge is. Only the standard library is needed.
"""

import http.client
import json
import os
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.parse import urlsplit

PROMPT = """You are an impartial judge of the answers of a support assistant.

Criterion: accuracy. Is the answer right and complete?
Give a score from 1 (wrong) to 5 (right and complete), and a short reason.

Question:
{input}

Answer:
{output}

Reply with JSON only: {{"accuracy": {{"reason": "...", "score": 3}}}}"""

BASE = urlsplit(os.environ["OPENAI_BASE_URL"])
HEADERS = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"}
CONNECTIONS = threading.local()


def ask(prompt):
    """One call on the connection that the thread keeps open."""
    if not hasattr(CONNECTIONS, "one"):
        CONNECTIONS.one = http.client.HTTPConnection(BASE.hostname, BASE.port, timeout=60)
    body = json.dumps({
        "model": "gpt-4o-mini",
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "user", "content": prompt}],
    })
    CONNECTIONS.one.request("POST", BASE.path + "/chat/completions", body, HEADERS)
    reply = CONNECTIONS.one.getresponse()
    text = reply.read()
    if reply.status != 200:
        raise RuntimeError(f"{reply.status}: {text[:200]!r}")
    return json.loads(text)["choices"][0]["message"]["content"]


def judge(item):
    verdict = json.loads(ask(PROMPT.format(input=item["input"], output=item["output"])))["accuracy"]
    return item["id"], verdict["score"], verdict["reason"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    store = sqlite3.connect(sys.argv[2])
    store.execute("pragma journal_mode = wal")
    store.execute("pragma synchronous = normal")
    store.execute("create table results (id text primary key, score integer, reason text)")
    started = time.perf_counter()
    with ThreadPoolExecutor(int(sys.argv[3]) if len(sys.argv) > 3 else 10) as pool:
        for done in as_completed([pool.submit(judge, item) for item in items]):
            try:
                store.execute("insert into results values (?, ?, ?)", done.result())
                store.commit()
            except Exception as error:  # as in the posts: told, and gone
                print(f"error: {error}", file=sys.stderr)
    stored = store.execute("select count(*) from results").fetchone()[0]
    print(json.dumps({"items": len(items), "scored": stored, "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
