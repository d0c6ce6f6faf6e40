namespace Assay.Client;

/// <summary>Applies the application's redaction to every text of a response.</summary>
internal static class Redaction
{
    public static void Apply(AssayResponse response, Func<string, string> redact)
    {
        response.Input = redact(response.Input);
        response.Output = redact(response.Output);
        response.Context = [.. response.Context.Select(redact)];
        response.Reference = response.Reference is { } reference ? redact(reference) : null;
        response.Conversation = [.. response.Conversation.Select(t => t with { Content = redact(t.Content) })];
        response.Metadata = response.Metadata.ToDictionary(m => m.Key, m => Redacted(m.Value, redact), StringComparer.Ordinal);
    }

    private static object? Redacted(object? value, Func<string, string> redact) => value switch
    {
        string text => redact(text),
        IEnumerable<string> texts => texts.Select(redact).ToArray(),
        _ => value,
    };
}
