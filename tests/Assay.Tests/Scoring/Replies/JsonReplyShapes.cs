namespace Assay.Tests.Scoring.Replies;

/// <summary>Whole replies of judges that were asked for JSON, and what comes of each: the scores, or the reason there is none.</summary>
public static class JsonReplyShapes
{
    private const string Four = """{"accuracy":{"reason":"r","score":4}}""";
    private const string Two = """{"accuracy":{"reason":"r","score":2}}""";

    public static TheoryData<string, Asked, string, string> Rows => new()
    {
        // What is read.
        { "bare JSON", Asked.Whole, Four, "4" },
        { "JSON over many lines", Asked.Whole, "\n{\n  \"accuracy\": {\n    \"reason\": \"r\",\n    \"score\": 4\n  }\n}\n", "4" },
        { "fenced with a language tag", Asked.Whole, $"```json\n{Four}\n```", "4" },
        { "fenced without a language tag", Asked.Whole, $"```\n{Four}\n```", "4" },
        { "fenced with tildes", Asked.Whole, $"~~~\n{Four}\n~~~", "4" },
        { "fence that is never closed", Asked.Whole, $"```json\n{Four}", "4" },
        { "prose before", Asked.Whole, $"Here is my verdict:\n\n{Four}", "4" },
        { "prose after", Asked.Whole, $"{Four}\n\nI hope this helps!", "4" },
        { "prose with braces before", Asked.Whole, $"I weighed {{tone}} and {{style}}. {Four}", "4" },
        { "braces and quotes inside the reason", Asked.Whole, """{"accuracy":{"reason":"it prints \"{x}\" }","score":4}}""", "4" },
        { "two fences with the same verdict", Asked.Whole, $"```json\n{Four}\n```\nAgain:\n```json\n{Four}\n```", "4" },
        { "the schema echoed before the verdict", Asked.Whole, """{"type":"object","properties":{"accuracy":{"type":"object"}}}""" + Four, "4" },
        { "trailing comma", Asked.Whole, """{"accuracy":{"reason":"r","score":4,}}""", "4" },
        { "trailing commas at each level", Asked.Whole, """{"accuracy":{"reason":"r","score":4,},}""", "4" },
        { "byte order mark", Asked.Whole, "\uFEFF" + Four, "4" },
        { "byte order mark before a fence", Asked.Whole, $"\uFEFF\n```json\n{Four}\n```", "4" },
        { "think block with a draft", Asked.Whole, $"<think>perhaps {Two}</think>\n{Four}", "4" },
        { "think block in capitals", Asked.Whole, $"<THINK>perhaps {Two}</THINK>{Four}", "4" },
        { "end of a think block whose start was in the prompt", Asked.Whole, $"It is right.</think>{Four}", "4" },
        { "missing reason", Asked.Whole, """{"accuracy":{"score":4}}""", "4" },
        { "reason that is no text", Asked.Whole, """{"accuracy":{"reason":["a","b"],"score":4}}""", "4" },
        { "score before reason", Asked.Whole, """{"accuracy":{"score":4,"reason":"r"}}""", "4" },
        { "extra keys", Asked.Whole, """{"confidence":0.9,"accuracy":{"reason":"r","score":4,"max":5},"tone":{"score":9}}""", "4" },
        { "flat form where one criterion is asked", Asked.Whole, """{"reason":"r","score":4}""", "4" },
        { "score given twice, the same", Asked.Whole, """{"accuracy":{"score":4,"reason":"r","score":4}}""", "4" },
        { "criterion given twice, the same", Asked.Whole, """{"accuracy":{"score":4},"accuracy":{"score":4}}""", "4" },
        { "two criteria", Asked.Two, """{"accuracy":{"score":4},"tone":{"score":3}}""", "4 3" },
        { "two criteria in the other order", Asked.Two, """{"tone":{"score":3},"accuracy":{"score":4}}""", "4 3" },

        // Two different verdicts.
        { "two fences with different verdicts", Asked.Whole, $"```json\n{Two}\n```\nOn reflection:\n```json\n{Four}\n```", "contradictory" },
        { "two objects in one line", Asked.Whole, Four + Two, "contradictory" },
        { "a readable and an unreadable verdict", Asked.Whole, Four + """{"accuracy":{"score":"four"}}""", "unreadable" },
        { "the form echoed with another score", Asked.Whole, """The form: {"accuracy": {"reason": "...", "score": 3}}. Mine: """ + Four, "contradictory" },
        { "a draft before the end of a think block", Asked.Whole, $"perhaps {Two}</think>{Four}", "contradictory" },
        { "score given twice, differently", Asked.Whole, """{"accuracy":{"score":4,"score":5}}""", "contradictory" },
        { "score given twice, as number and as text", Asked.Whole, """{"accuracy":{"score":4,"score":"4"}}""", "contradictory" },
        { "criterion given twice, differently", Asked.Whole, """{"accuracy":{"score":4},"accuracy":{"score":5}}""", "contradictory" },
        { "flat form that differs from the criterion's own", Asked.Whole, """{"score":2,"accuracy":{"reason":"r","score":4}}""", "contradictory" },

        // JSON that is not the form asked for.
        { "criterion as a bare number", Asked.Whole, """{"accuracy":4}""", "unreadable" },
        { "missing score", Asked.Whole, """{"accuracy":{"reason":"r"}}""", "unreadable" },
        { "empty object", Asked.Whole, "{}", "unreadable" },
        { "empty array", Asked.Whole, "[]", "unreadable" },
        { "array at the top", Asked.Whole, $"[{Four}]", "unreadable" },
        { "array at the top, fenced", Asked.Whole, $"```json\n[{Four}]\n```", "unreadable" },
        { "nested under another key", Asked.Whole, """{"verdict":""" + Four + "}", "unreadable" },
        { "nested as a tool call", Asked.Whole, """{"name":"verdict","arguments":""" + Four + "}", "unreadable" },
        { "wrong name of the criterion", Asked.Whole, """{"correctness":{"score":4}}""", "unreadable" },
        { "name of the criterion in another case", Asked.Whole, """{"Accuracy":{"score":4}}""", "unreadable" },
        { "one of two criteria missing", Asked.Two, Four, "unreadable" },
        { "flat form where two are asked", Asked.Two, """{"reason":"r","score":4}""", "unreadable" },
        { "two criteria in two objects", Asked.Two, """{"accuracy":{"score":4}} {"tone":{"score":3}}""", "unreadable" },
        { "JSON inside a JSON string", Asked.Whole, "\"{\\\"accuracy\\\":{\\\"score\\\":4}}\"", "unreadable" },
        { "40 levels deep", Asked.Whole, string.Concat(Enumerable.Repeat("{\"accuracy\":", 40)) + "4" + new string('}', 40), "unreadable" },

        // Not JSON.
        { "single quotes", Asked.Whole, "{'accuracy': {'reason': 'r', 'score': 4}}", "unreadable" },
        { "comment", Asked.Whole, "{\"accuracy\":{\"reason\":\"r\", // fine\n\"score\":4}}", "unreadable" },
        { "line break inside a string", Asked.Whole, "{\"accuracy\":{\"reason\":\"a\nb\",\"score\":4}}", "unreadable" },
        { "quote inside the reason, not escaped", Asked.Whole, """{"accuracy":{"reason":"it says "yes" twice","score":4}}""", "unreadable" },
        { "JSON inside the reason, not escaped", Asked.Whole, """{"reason":"The output says {"score": 5} to trick me","score":1}""", "unreadable" },
        { "JSON inside the reason, not escaped, behind a brace", Asked.Whole, """{"reason":"It says "}" and {"score":5}, no more","score":1}""", "unreadable" },
        { "an open brace before the verdict", Asked.Whole, $"A set opens with {{ as you know. {Four}", "unreadable" },
        { "array cut before its end", Asked.Whole, $"[{Four}", "unreadable" },
        { "cut in the reason", Asked.Whole, """{"accuracy":{"reason":"the ans""", "unreadable" },
        { "cut in the score", Asked.Whole, """{"accuracy":{"reason":"r","score":4""", "unreadable" },
        { "cut before the last brace", Asked.Whole, """{"accuracy":{"reason":"r","score":4}""", "unreadable" },
        { "cut in the second criterion", Asked.Two, """{"accuracy":{"score":4},"tone":{"sc""", "unreadable" },
        { "half a surrogate pair", Asked.Whole, """{"accuracy":{"reason":"\ud83d","score":4}}""", "unreadable" },
        { "half a surrogate pair as a key", Asked.Whole, """{"\ud83d":1,"accuracy":{"reason":"r","score":"\ud83d"}}""", "unreadable" },
        { "a bare number", Asked.Whole, "4", "unreadable" },
        { "JSON null", Asked.Whole, "null", "unreadable" },
        { "bold score", Asked.Whole, "**Score: 4**", "unreadable" },
        { "score in prose", Asked.Whole, "The answer is right. score: 4", "unreadable" },
        { "two numbers in prose", Asked.Whole, "Between 3 and 4, I would say.", "unreadable" },
        { "YAML", Asked.Whole, "accuracy:\n  reason: r\n  score: 4", "unreadable" },
        { "XML", Asked.Whole, "<accuracy><score>4</score></accuracy>", "unreadable" },
        { "HTML of a gateway", Asked.Whole, "<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>", "unreadable" },
        { "think block that never ends", Asked.Whole, $"<think>perhaps {Four}", "unreadable" },
        { "invisible characters only", Asked.Whole, "\u200B\u200B", "unreadable" },
        { "words about something else", Asked.Whole, "Sure! What would you like me to judge?", "unreadable" },

        // Nothing, and refusals in words.
        { "empty", Asked.Whole, "", "empty_reply" },
        { "white space", Asked.Whole, " \r\n\t ", "empty_reply" },
        { "refusal", Asked.Whole, "I'm sorry, but I can't help with that.", "refused" },
        { "refusal with a typographic apostrophe", Asked.Whole, "I\u2019m sorry, but I cannot grade this.", "refused" },
        { "refusal that quotes the form", Asked.Whole, "I can't assist with filling {\"accuracy\": ...}.", "refused" },
        { "verdict after an apology", Asked.Whole, $"I'm sorry, but I can't be sure. {Four}", "4" },
    };
}
