using Assay.Simulator.Dialects;
using Assay.Simulator.Http;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Batches;

internal enum BatchVerb
{
    Upload,
    File,
    Content,
    Create,
    Show,
    List,
    Cancel,
    Results,
}

/// <summary>A call to a batch API.</summary>
/// <param name="Id">Of the file or the batch that is meant; empty where none is.</param>
internal sealed record BatchCall(Dialect Dialect, BatchVerb Verb, string Id, HttpRequest Http)
{
    /// <summary>OpenAI's files may have 200 MB, Anthropic's requests 256 MB; with the form around them.</summary>
    public const long LargestBody = 257L * 1024 * 1024;

    private const string Files = "/v1/files";
    private const string Batches = "/v1/batches";
    private const string MessageBatches = "/v1/messages/batches";

    public bool IsAnthropic => Dialect is AnthropicDialect;

    public string? Owner => Dialect.KeyOf(Http.Headers);

    /// <summary>Null where the request is for something else.</summary>
    public static BatchCall? Find(HttpRequest http)
    {
        var path = http.Path.Value ?? "";
        return Under(Files, path) is { } file ? Of(http, Route.OpenAi, (http.Method, file) switch
            {
                ("POST", []) => (BatchVerb.Upload, ""),
                ("GET", [var id]) => (BatchVerb.File, id),
                ("GET", [var id, "content"]) => (BatchVerb.Content, id),
                _ => null,
            })
            : Under(Batches, path) is { } batch ? Of(http, Route.OpenAi, BatchVerbOf(http.Method, batch))
            : Under(MessageBatches, path) is { } messages ? Of(http, Route.Anthropic, BatchVerbOf(http.Method, messages))
            : null;
    }

    private static (BatchVerb Verb, string Id)? BatchVerbOf(string method, string[] rest) => (method, rest) switch
    {
        ("POST", []) => (BatchVerb.Create, ""),
        ("GET", []) => (BatchVerb.List, ""),
        ("GET", [var id]) => (BatchVerb.Show, id),
        ("GET", [var id, "results"]) => (BatchVerb.Results, id),
        ("POST", [var id, "cancel"]) => (BatchVerb.Cancel, id),
        _ => null,
    };

    private static BatchCall? Of(HttpRequest http, Dialect dialect, (BatchVerb Verb, string Id)? call) =>
        call is var (verb, id) && (verb != BatchVerb.Results || dialect is AnthropicDialect) ? new BatchCall(dialect, verb, id, http) : null;

    /// <summary>What follows in the path, by its parts; null where the path does not begin so.</summary>
    private static string[]? Under(string start, string path) =>
        path == start ? []
        : path.StartsWith(start + "/", StringComparison.Ordinal) ? path[(start.Length + 1)..].Split('/')
        : null;
}
