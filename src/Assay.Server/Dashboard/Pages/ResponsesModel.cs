using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard.Pages;

/// <summary>One page of outcomes, newest responses first, with what was asked for.</summary>
public sealed record ResponsesModel
{
    private const int RowsPerPage = 50;

    public required IReadOnlyList<string> Judges { get; init; }

    public required IReadOnlyList<Row> Rows { get; init; }

    public required OutcomeQuery Query { get; init; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public required long? Next { get; init; }

    internal static async Task<ResponsesModel> ReadAsync(ServiceState state, View view, IQueryCollection asked, CancellationToken cancellationToken)
    {
        string? Text(string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;
        var query = new OutcomeQuery(
            view.Judge,
            Enum.GetValues<OutcomeState>().Where(s => s.ToSnakeCase() == Text("outcome")).Select(s => (OutcomeState?)s).FirstOrDefault(),
            Text("reason"), Release: null, long.TryParse(Text("before"), out long before) ? before : null, RowsPerPage)
        {
            Slice = view.Slice,
            Id = Text("id"),
            AtMost = double.TryParse(Text("at_most"), System.Globalization.CultureInfo.InvariantCulture, out double most) ? most : null,
            WithBody = true,
        };
        OutcomePage page = await state.Ledger.ListAsync(query, cancellationToken);
        LedgerAccount account = await state.Ledger.AccountAsync(cancellationToken);
        return new ResponsesModel
        {
            Judges = [.. account.Judges],
            Query = query,
            Next = page.Next,
            Rows = [.. page.Rows.Select(r => new Row(r, ResponseText.Of(r.Body!)))],
        };
    }

    public sealed record Row(OutcomeListing Outcome, ResponseText Said);
}
