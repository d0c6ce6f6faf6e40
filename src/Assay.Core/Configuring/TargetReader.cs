using Assay.Gating.Prompts;
using Assay.Gating.Targets;

namespace Assay.Configuring;

/// <summary>Reads <c>targets:</c>: what answers the cases of a gate.</summary>
internal static class TargetReader
{
    private static readonly string[] Kinds = ["url", "command", "prompt"];
    private static readonly string[] NotOfModels = ["request", "reply", "headers", "key_variable", "files"];
    private static readonly string[] OfModels = ["model"];

    /// <summary>Null where something is missing or wrong, which the section then says.</summary>
    public static TargetSettings? Read(string name, YamlSection section)
    {
        Uri? url = section.Text("url") is { } address ? Address(section, address) : null;
        IReadOnlyList<string> command = section.Texts("command");
        string? prompt = section.Text("prompt");
        string[] asked = [.. Kinds.Where(section.Has)];
        if (asked.Length != 1)
        {
            section.Error(section.Mark, asked.Length > 1
                ? $"`{section.Path}` has both `{asked[0]}` and `{asked[1]}`. Keep one of them."
                : $"`{section.Path}` has nothing to ask. Write `url: https://host/path`, `command: [program, argument]`, or `prompt: prompts/answer.yaml`.");
        }

        var target = new TargetSettings
        {
            Name = name,
            Url = url,
            Command = command,
            Prompt = prompt,
            Model = PromptFileReader.ModelOf(section),
            Files = section.Texts("files"),
            Request = Request(section),
            Reply = Reply(section),
            Headers = Headers(section),
            KeyVariable = section.Text("key_variable"),
            Timeout = section.Duration("timeout") is { } timeout && timeout > TimeSpan.Zero ? timeout : TargetSettings.DefaultTimeout,
            Concurrency = section.Whole("concurrency", 1, TargetSettings.MostConcurrency) ?? TargetSettings.DefaultConcurrency,
        };
        RefuseOfOthers(section, prompt is not null);

        section.Close();
        return url is null && command.Count == 0 && prompt is null ? null : target;
    }

    /// <summary>What belongs to an address or a command says nothing to a model, and the other way round.</summary>
    private static void RefuseOfOthers(YamlSection section, bool isModel)
    {
        foreach (string key in (isModel ? NotOfModels : OfModels).Where(section.Has))
        {
            section.Error(section.Find(key)!.Start, isModel
                ? $"`{section.Full(key)}` is for an address or a command. What a model is told stands in the prompt file, and its key with the provider."
                : $"`{section.Full(key)}` answers with a prompt file, and there is none. Write `prompt: prompts/answer.yaml`.");
        }
    }

    private static Uri? Address(YamlSection section, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
        {
            return url;
        }

        section.Error(section.Find("url")!.Start, $"`{section.Full("url")}` must be an http or https address without a password, such as http://localhost:8080/chat.");
        return null;
    }

    private static RequestTemplate Request(YamlSection section)
    {
        if (section.Text("request") is not { } text)
        {
            return RequestTemplate.WholeCase;
        }

        try
        {
            return RequestTemplate.Parse(text);
        }
        catch (FormatException error)
        {
            section.Error(section.Find("request")!.Start, $"`{section.Full("request")}` {error.Message} Write it in quotes, such as '{{\"question\": \"{{{{input}}}}\"}}'.");
            return RequestTemplate.WholeCase;
        }
    }

    private static ReplyPath Reply(YamlSection section)
    {
        if (section.Text("reply") is not { } text)
        {
            return ReplyPath.Output;
        }

        if (ReplyPath.TryParse(text) is { } path)
        {
            return path;
        }

        section.Error(section.Find("reply")!.Start, $"`{section.Full("reply")}` is `{text}`, but must be names and numbers with dots between them, such as choices.0.message.content.");
        return ReplyPath.Output;
    }

    private static Dictionary<string, string> Headers(YamlSection section)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        YamlSection? written = section.Section("headers");
        foreach ((string header, _) in written?.Entries() ?? [])
        {
            headers[header] = written!.Text(header) ?? "";
        }

        return headers;
    }
}
