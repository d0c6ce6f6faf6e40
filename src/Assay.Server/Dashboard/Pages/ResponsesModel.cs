using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard.Pages;

/// <summary>One page of outcomes, newest responses first or the lowest scores first, with what was asked for.</summary>
public sealed record ResponsesModel
{
    public const string Lowest = "lowest";
    private const string Newest = "newest";
    private const int RowsPerPage = 50;

    public required IReadOnlyList<string> Judges { get; init; }

    /// <summary>Reasons why there is no score, as far as there are any in the ledger.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    public required IReadOnlyList<Row> Rows { get; init; }

    public required OutcomeQuery Query { get; init; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public required long? Next { get; init; }

    internal static async Task<ResponsesModel> ReadAsync(ServiceState state, View view, IQueryCollection asked, CancellationToken cancellationToken)
    {
        OutcomeQuery query = QueryOf(view, asked);
        OutcomePage page = await state.Ledger.ListAsync(query, cancellationToken);
        LedgerAccount account = await state.Ledger.AccountAsync(cancellationToken);
        return new ResponsesModel
        {
            Judges = [.. account.Judges],
            Reasons = [.. account.Entries.Where(e => e.Reason.Length > 0 && (query.State is null || e.State == query.State)).Select(e => e.Reason).Distinct().Order(StringComparer.Ordinal)],
            Query = query,
            Next = page.Next,
            Rows = [.. page.Rows.Select(r => new Row(r, ResponseText.Of(r.Body!)))],
        };
    }

    /// <exception cref="BadHttpRequestException">A filter cannot be read; names it.</exception>
    internal static OutcomeQuery QueryOf(View view, IQueryCollection asked)
    {
        string? Text(string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;
        long before = 0;
        double most = 0;
        OutcomeState? state = Enum.GetValues<OutcomeState>().Where(s => s.ToSnakeCase() == Text("outcome")).Select(s => (OutcomeState?)s).FirstOrDefault();
        string? wrong =
            Text("outcome") is { } outcome && state is null ? $"`outcome` is `{outcome}`, but must be scored, unscored, skipped or owed."
            : Text("before") is { } place && !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out before) ? $"`before` is `{place}`, but must be the place where an earlier page ended."
            : Text("at_most") is { } bar && !double.TryParse(bar, NumberStyles.Float, CultureInfo.InvariantCulture, out most) ? $"`at_most` is `{bar}`, but must be a score such as 2.5."
            : Text("order") is { } order && order is not (Lowest or Newest) ? $"`order` is `{order}`, but must be {Newest} or {Lowest}."
            : null;
        return wrong is not null
            ? throw new BadHttpRequestException(wrong)
            : new OutcomeQuery(view.Judge, state, Text("reason"), Release: null, Text("before") is null ? null : before, RowsPerPage)
            {
                Slice = view.Slice,
                Id = Text("id"),
                AtMost = Text("at_most") is null ? null : most,
                From = view.Range == View.AllTime ? null : view.Period.From,
                LowestFirst = Text("order") == Lowest,
                WithBody = true,
            };
    }

    public sealed record Row(OutcomeListing Outcome, ResponseText Said);
}
