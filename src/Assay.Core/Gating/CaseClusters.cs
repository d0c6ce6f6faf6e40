using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Assay.Collecting;

namespace Assay.Gating;

/// <summary>
/// Which cases are not independent of each other: those with the same value of a declared field, else of one user or session, else
/// those that go on with the same conversation, or ask the same.
/// </summary>
internal sealed class CaseClusters
{
    private static readonly string[] UsualFields = ["user", "session"];

    private readonly string? _field;
    private readonly HashSet<string> _questions;

    public CaseClusters(string? field, IEnumerable<Response> all)
    {
        _field = field;
        _questions = [.. all.Select(QuestionOf)];
    }

    /// <summary>Null where nothing is told; a cluster of its own where it belongs to no other.</summary>
    public string? Of(Response response) => _field is not null
        ? Value(response, _field)
        : UsualFields.Select(f => Value(response, f)).FirstOrDefault(v => v is not null) ?? Turns(response).First(_questions.Contains);

    /// <summary>What is asked: the question and what users said before it, hashed.</summary>
    public static string QuestionOf(Response response) => Turns(response).Last();

    /// <summary>The hash after each turn of a user, the last of which is the question.</summary>
    private static IEnumerable<string> Turns(Response response)
    {
        byte[] hash = [];
        foreach (string turn in response.Conversation.Where(t => t.Role == "user").Select(t => t.Content).Append(response.Input))
        {
            hash = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(turn)]);
            yield return Convert.ToHexStringLower(hash.AsSpan(0, 16));
        }
    }

    private static string? Value(Response response, string field) =>
        response.Metadata.TryGetValue(field, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? $"{field} {value}" : null;
}
