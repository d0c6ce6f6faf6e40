using System.Globalization;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Trusting;
using Assay.Server.Queries;

namespace Assay.Server.Dashboard.Pages;

/// <summary>Whether a judge is right on one criterion, by what people labelled.</summary>
/// <param name="Trust">Null where there is no judge.</param>
/// <param name="Criterion">Null where the judge is asked nothing.</param>
/// <param name="Corrected">The means of the range; null where nobody labelled anything of the judge.</param>
/// <param name="Cell">The responses of which people say one grade and the judge one, where they are asked for.</param>
public sealed record TrustModel(IReadOnlyList<string> Judges, JudgeTrust? Trust, CriterionTrust? Criterion, CorrectedPeriod? Corrected, ConfusionCell? Cell)
{
    /// <summary>What was asked for and is not shown, in words.</summary>
    public string? Notice { get; init; }

    internal static async Task<TrustModel> ReadAsync(ServiceState state, Asked asked, CancellationToken cancellationToken)
    {
        View view = asked.View;
        IReadOnlyList<TrustSubject> subjects = await TrustSubjects.ReadAsync(state, cancellationToken);
        string[] judges = [.. subjects.Select(s => s.Judge)];
        if (subjects.Count == 0)
        {
            return new TrustModel(judges, null, null, null, null);
        }

        TrustSubject subject = subjects.FirstOrDefault(s => s.Judge == view.Judge) ?? subjects[0];
        JudgeTrust trust = await state.Trust.ReadAsync(subject, cancellationToken);
        CriterionTrust? criterion = trust.Criteria.FirstOrDefault(c => c.Criterion == view.Criterion) ?? trust.Criteria.FirstOrDefault(c => c.Items > 0) ?? (trust.Criteria.Count > 0 ? trust.Criteria[0] : null);
        CorrectedPeriod? corrected = await new CorrectedMeans(state.Ledger.Labels, state.Ledger).ReadAsync(
            new CorrectionQuestion(subject.Judge, view.Period.From, view.Period.To) { JudgeVersion = subject.JudgeVersion }, cancellationToken);
        (int Human, int Judge)? cell = CellOf(asked.Text("cell"));
        return new TrustModel(judges, trust, criterion, corrected, cell is null ? null : criterion?.Confusion.FirstOrDefault(c => c.Human == cell.Value.Human && c.Judge == cell.Value.Judge))
        {
            Notice = view.Judge is { } other && other != subject.Judge ? $"There is no judge {other}, or nobody labelled what it scored; {subject.Judge} is shown."
                : view.Criterion is { } unknown && criterion is not null && unknown != criterion.Criterion && unknown != "overall" ? $"{subject.Judge} is not asked for {unknown}; {criterion.Criterion} is shown."
                : null,
        };
    }

    /// <exception cref="Microsoft.AspNetCore.Http.BadHttpRequestException">It is no cell.</exception>
    private static (int Human, int Judge)? CellOf(string? text) => text is null ? null
        : text.Split(':') is [var human, var judge] && int.TryParse(human, NumberStyles.None, CultureInfo.InvariantCulture, out int row) && int.TryParse(judge, NumberStyles.None, CultureInfo.InvariantCulture, out int column)
        ? (row, column)
        : throw new Microsoft.AspNetCore.Http.BadHttpRequestException($"`cell` is `{text}`, but must be the places of two grades on the scale, such as 4:2.");
}
