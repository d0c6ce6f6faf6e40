using System.Globalization;
using Assay.Configuring;
using Assay.Surfacing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Assay.Server.Dashboard;

/// <summary>What a page is to show. All of it stands in the address, so that an address shows the same again.</summary>
public sealed record View
{
    public const string UsualRange = "7d";

    public static readonly IReadOnlyList<string> Ranges = ["24h", "7d", "30d", "90d"];

    /// <summary>The page's path, such as <c>/trends</c>.</summary>
    public required string Path { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>How far back, such as <c>7d</c>.</summary>
    public string Range { get; init; } = UsualRange;

    public string? Judge { get; init; }

    public string? Criterion { get; init; }

    /// <summary>A declared field.</summary>
    public string? By { get; init; }

    /// <summary>A declared field and its value.</summary>
    public (string Field, string Value)? Slice { get; init; }

    /// <summary>What was asked for and cannot be read, in words.</summary>
    public string? Problem { get; init; }

    public required Period Period { get; init; }

    public static View Of(HttpRequest request, DateTimeOffset now)
    {
        IQueryCollection asked = request.Query;
        string range = asked["range"].ToString() is { Length: > 0 } given ? given : UsualRange;
        bool isRange = Duration.TryParse(range, out TimeSpan length) && length > TimeSpan.Zero;
        string[] slice = asked["slice"].ToString().Split(':', 2);
        return new View
        {
            Path = request.Path.Value ?? "/",
            Now = now,
            Range = isRange ? range : UsualRange,
            Period = Period.Of(isRange ? length : TimeSpan.FromDays(7), now),
            Judge = Text(asked, "judge"),
            Criterion = Text(asked, "criterion"),
            By = Text(asked, "by"),
            Slice = slice is [{ Length: > 0 } field, var value] ? (field, value) : null,
            Problem = isRange ? null : $"The range \"{range}\" is no time such as 24h or 30d; {UsualRange} is shown.",
        };
    }

    /// <summary>The address of a page with the same range, judge and slice.</summary>
    /// <param name="changes">Names and values to set; null leaves one out.</param>
    public string Url(string path, params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["range"] = Range == UsualRange ? null : Range,
            ["judge"] = Judge,
            ["criterion"] = Criterion,
            ["by"] = path == Path ? By : null,
            ["slice"] = Slice is var (field, value) ? $"{field}:{value}" : null,
        };
        foreach ((string name, string? value1) in changes)
        {
            query[name] = value1;
        }

        return QueryHelpers.AddQueryString(path, query.Where(q => q.Value is not null));
    }

    public string Here(params (string Name, string? Value)[] changes) => Url(Path, changes);

    /// <summary>A time as people read it, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string? Text(IQueryCollection asked, string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;
}
