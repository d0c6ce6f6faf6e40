using Assay.Configuring;

namespace Assay.Server.Queries;

/// <summary>The judge that a question names must be at work here, or have judged before: a slip is told, and not answered with nothing.</summary>
internal static class AskedJudge
{
    /// <returns>What is wrong with the name; null where there is such a judge, or none was named.</returns>
    public static async Task<string?> WrongAsync(ServiceState state, string? judge, CancellationToken cancellationToken)
    {
        string[] working = [.. state.Judges.Select(j => j.Judge.Name)];
        if (judge is null || working.Contains(judge, StringComparer.Ordinal))
        {
            return null;
        }

        string[] known = [.. working.Union((await state.Ledger.AccountAsync(cancellationToken)).Judges, StringComparer.Ordinal)];
        return known.Contains(judge, StringComparer.Ordinal) ? null
            : $"`judge` is `{judge}`, but there is none of that name. {(NearestName.Of(judge, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"There are: {string.Join(", ", known)}.")}";
    }
}
