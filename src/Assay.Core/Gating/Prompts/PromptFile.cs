using System.Security.Cryptography;
using System.Text.Json;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Gating.Prompts;

/// <summary>A prompt of an application as it stands in a file: what a model is told for a case, which model, and how it is asked.</summary>
public sealed record PromptFile
{
    /// <summary>The file's path, as reports call the prompt.</summary>
    public required string Name { get; init; }

    /// <summary>The whole text of the file.</summary>
    public required string Source { get; init; }

    public required IReadOnlyList<PromptMessage> Messages { get; init; }

    /// <summary>Null: the file names none.</summary>
    public ModelReference? Model { get; init; }

    public PromptParameters Parameters { get; init; } = new();

    /// <summary>16 hex digits over messages, model and parameters: two files that ask the same are the same version, whatever else stands in them.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Definition()))[..16];

    /// <summary>What the model is told for a case. Turns before its question come before the last message of the user, unless the prompt says where.</summary>
    public IReadOnlyList<ChatMessage> Render(Response of)
    {
        var messages = Messages.Select(m => new ChatMessage(new ChatRole(m.Role), m.Text.Render(field => CaseFields.Value(field, of)))).ToList();
        if (of.Conversation.Count > 0 && !Messages.Any(m => m.Text.Uses(CaseFields.Conversation)))
        {
            int last = messages.FindLastIndex(m => m.Role == ChatRole.User);
            messages.InsertRange(last < 0 ? messages.Count : last, of.Conversation.Select(t => new ChatMessage(new ChatRole(t.Role), t.Content)));
        }

        return messages;
    }

    /// <summary>Before anything is asked: every variable must be a field of every case.</summary>
    /// <exception cref="ConfigurationException">One is not; names file, line, variable and case.</exception>
    public void ThrowIfMissing(IReadOnlyList<SourcedResponse> cases)
    {
        Diagnostic[] missing =
        [
            .. from field in Messages.SelectMany(m => m.Text.Fields).DistinctBy(f => f.Field, StringComparer.Ordinal)
               let without = cases.Where(c => CaseFields.IsMissing(field.Field, c.Response)).ToList()
               where without.Count > 0
               select new Diagnostic(Name, field.Place.Line, field.Place.Column, Severity.Error, Missing(field.Field, without, cases.Count)),
        ];
        if (missing.Length > 0)
        {
            throw new ConfigurationException(missing);
        }
    }

    private static string Missing(string field, List<SourcedResponse> without, int all)
    {
        SourcedResponse first = without[0];
        string hint = CaseFields.Nearest(field, first.Response) is { } nearest ? $"Did you mean {{{{{nearest}}}}}?" : $"Give the case a field `{field}`, or keep the part with {{{{#{field}}}}}...{{{{/{field}}}}} only where there is one.";
        return FormattableString.Invariant($"{{{{{field}}}}} is no field of {(without.Count == all ? "any case" : $"{without.Count:N0} of {all:N0} cases")}, such as {first.Response.Id} ({first.Place}). {hint}");
    }

    private byte[] Definition()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", Model?.ToString());
            json.WriteStartArray("messages");
            foreach (PromptMessage message in Messages)
            {
                json.WriteStartArray();
                json.WriteStringValue(message.Role);
                json.WriteStringValue(message.Text.Text);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            WriteParameters(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteNumber("max_output_tokens", Parameters.MaxOutputTokens);
        if (Parameters.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (Parameters.TopP is { } topP)
        {
            json.WriteNumber("top_p", topP);
        }

        if (Parameters.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        json.WriteStartArray("stop");
        foreach (string stop in Parameters.Stop)
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }
}
