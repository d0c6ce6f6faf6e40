using System.Buffers;

namespace Assay.Providers.Batches;

/// <summary>
/// What a request of a batch is called at the provider: the batch's token, a dash, and the id it was added under. So a batch is
/// recognised by any of its results, and a result of another batch is never taken for one of this.
/// </summary>
internal static class WireId
{
    /// <summary>Anthropic's limit, kept for all.</summary>
    private const int Longest = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <exception cref="ArgumentException">The id cannot be sent.</exception>
    public static string Of(string token, string customId) =>
        customId.Length > 0 && token.Length + 1 + customId.Length <= Longest && !customId.AsSpan().ContainsAnyExcept(Allowed)
            ? $"{token}-{customId}"
            : throw new ArgumentException($"`{customId}` cannot name a request of a batch: letters, digits, - and _, at most {Longest - 1 - token.Length} of them.", nameof(customId));

    /// <exception cref="ArgumentException">The token has other characters, or leaves no room for an id.</exception>
    public static string CheckedToken(string token) =>
        token.Length is > 0 and < Longest - 1 && token.All(char.IsAsciiLetterOrDigit)
            ? token
            : throw new ArgumentException($"`{token}` is no token of a batch: letters and digits only.", nameof(token));

    /// <summary>The token a result is named with; null where it is none of ours.</summary>
    public static string? TokenOf(string wireId) => wireId.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? wireId[..dash] : null;

    /// <summary>The id as it was added; the whole of it where it belongs to another batch.</summary>
    public static string Without(string? token, string wireId) =>
        token is not null && wireId.Length > token.Length + 1 && wireId[token.Length] == '-' && wireId.StartsWith(token, StringComparison.Ordinal)
            ? wireId[(token.Length + 1)..]
            : wireId;
}
