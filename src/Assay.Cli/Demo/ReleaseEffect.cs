using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Cli.Demo;

/// <summary>What the broken release did to the slice that it broke, as the judge saw it.</summary>
internal sealed record ReleaseEffect(Estimate Before, Estimate After)
{
    /// <summary>Null where too little was judged to see it.</summary>
    public static async Task<ReleaseEffect?> ReadAsync(IServiceLedger ledger, string judge, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = new RollupQuery(now - TimeSpan.FromDays(Traffic.Days), now) { Judge = judge };
        if ((await Releases.ReadAsync(ledger, judge, now, cancellationToken)).FirstOrDefault(r => r.Name == Shop.BrokenRelease)?.Begin is not { } at)
        {
            return null;
        }

        RollupQuery broken = all with { Slice = ("prompt", Shop.BrokenPrompt) };
        ScoreHistogram? before = (await ledger.RollupsAsync(broken with { To = at }, cancellationToken)).FirstOrDefault(r => r.Scored > 0)?.Main;
        ScoreHistogram? after = (await ledger.RollupsAsync(broken with { From = at }, cancellationToken)).FirstOrDefault(r => r.Scored > 0)?.Main;
        return Difference.Between(before, after) is { High: < 0 } ? new ReleaseEffect(before!.Mean()!, after!.Mean()!) : null;
    }
}
