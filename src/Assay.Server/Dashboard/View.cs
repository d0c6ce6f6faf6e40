using System.Globalization;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Assay.Server.Dashboard;

/// <summary>What a page is to show. All of it stands in the address, so that an address shows the same again.</summary>
public sealed record View
{
    public const string UsualRange = "7d";

    /// <summary>Lists may be of all time; figures are of a range.</summary>
    public const string AllTime = "all";

    public const string ListPath = "/responses";

    public static readonly IReadOnlyList<string> Ranges = ["24h", "7d", "30d", "90d"];

    /// <summary>The page's path, such as <c>/trends</c>.</summary>
    public required string Path { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Scheme and host under which the page was asked for.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whoever asks the same elsewhere needs a key.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>Stands for the state of the ledger that the page shows; another one means that there is something new.</summary>
    public string? Changes { get; init; }

    /// <summary>How far back, such as <c>7d</c>.</summary>
    public string Range { get; init; } = UsualRange;

    public string? Judge { get; init; }

    public string? Criterion { get; init; }

    /// <summary>A declared field.</summary>
    public string? By { get; init; }

    /// <summary>A declared field and its value.</summary>
    public (string Field, string Value)? Slice { get; init; }

    public required Period Period { get; init; }

    /// <exception cref="BadHttpRequestException">The address asks for what cannot be read; names the field.</exception>
    public static View Of(HttpRequest request, DateTimeOffset now)
    {
        IQueryCollection asked = request.Query;
        bool isList = IsList(request.Path.Value!);
        string range = Text(asked, "range") ?? (isList ? AllTime : UsualRange);
        bool isAll = range == AllTime && isList;
        TimeSpan length = default;
        if (!isAll && !(Duration.TryParse(range, out length) && length > TimeSpan.Zero))
        {
            throw new BadHttpRequestException($"`range` is `{range}`, but must be a length of time such as 24h or 30d.");
        }

        return Plain(request, now) with
        {
            Range = range,
            Period = Period.Of(isAll ? now - DateTimeOffset.UnixEpoch : length, now),
            Judge = Text(asked, "judge"),
            Criterion = Text(asked, "criterion"),
            By = Text(asked, "by"),
            Slice = SliceOf(asked),
        };
    }

    /// <summary>Of a page that shows no figures.</summary>
    public static View Plain(HttpRequest request, DateTimeOffset now) => new()
    {
        Path = request.Path.Value ?? "/",
        Now = now,
        Period = Period.Of(TimeSpan.FromDays(7), now),
        Address = $"{request.Scheme}://{request.Host}",
        NeedsKey = request.Cookies.ContainsKey(Sessions.Cookie) || request.Headers.Authorization.Count > 0,
    };

    /// <summary>The address of a page with the same range, judge and slice.</summary>
    /// <param name="changes">Names and values to set; null leaves one out.</param>
    public string Url(string path, params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["range"] = Range == AllTime || (Range == UsualRange && !IsList(path)) ? null : Range,
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

    private static bool IsList(string path) => path == ListPath || path.StartsWith("/export/responses.", StringComparison.Ordinal);

    private static string? Text(IQueryCollection asked, string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;

    private static (string, string)? SliceOf(IQueryCollection asked) => Text(asked, "slice") is not { } text ? null
        : text.Split(':', 2) is [{ Length: > 0 } field, var value] ? (field, value)
        : throw new BadHttpRequestException($"`slice` is `{text}`, but must be a field and its value such as route:refunds.");
}
