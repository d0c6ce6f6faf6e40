using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;

namespace Assay.Calibrating.Labelling;

/// <summary>Draws a queue from what a ledger holds, and keeps it there.</summary>
/// <param name="configured">The judges whose rubrics are at hand.</param>
public sealed class LabelDrawing(ILabelStore labels, IAlertRecords alerts, IReadOnlyList<Judge> configured)
{
    /// <summary>More than this is not drawn from at a time.</summary>
    public const int LargestPopulation = 500_000;

    private const int MostIncidents = 1_000;

    /// <param name="judge">Null: the only one there is.</param>
    /// <param name="period">Of receipt.</param>
    /// <exception cref="ConfigurationException">There is nothing to draw from, or it is not clear from what; says what to do.</exception>
    public async Task<LabelQueue> DrawAsync(string? judge, LabelPlan plan, Period period, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LabelledJudge from = await FindAsync(judge, cancellationToken);
        if (plan.Bar is { } bar && !(bar >= from.Main.Min && bar <= from.Main.Max))
        {
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"the bar is {bar}, which is not on the scale of {from.Name}: {from.Main.Min} to {from.Main.Max}."));
        }

        IReadOnlyList<LabelCandidate> candidates = await labels.CandidatesAsync(
            new LabelFrameQuery(from.Name, from.Version, period.From, period.To) { Criteria = [.. from.Criteria.Select(c => c.Name)], Slice = plan.Slice, AtMost = LargestPopulation + 1 }, cancellationToken);
        if (candidates.Count > LargestPopulation)
        {
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{from.Name} scored more than {LargestPopulation:N0} responses in that time, more than is drawn from at once. Take a shorter range."));
        }

        IReadOnlyList<Incident> incidents = await alerts.IncidentsAsync(new IncidentQuery { Since = period.From, AtMost = MostIncidents }, cancellationToken);
        var alarming = incidents.Where(i => i.Subject.Judge is null || i.Subject.Judge == from.Name).SelectMany(i => i.Opening.Worst).Select(w => w.ResponseId).ToHashSet(StringComparer.Ordinal);
        LabelQueue[] earlier = [.. (await labels.QueuesAsync(cancellationToken)).Where(q => q.Judge == from.Name)];
        var frame = new LabelFrame(candidates, (from.Main.Min, from.Main.Max), plan.Bar, alarming);
        LabelSample sample = LabelSample.Draw(frame, plan, earlier);
        if (sample.Items.Count == 0)
        {
            throw new ConfigurationException(candidates.Count == 0
                ? $"{from.Name} ({from.Version}) scored no response in that time whose texts are there: there is nothing to label. Take a longer range; of responses whose content is not kept nobody can read what to label."
                : $"all {candidates.Count.ToString(CultureInfo.InvariantCulture)} responses that {from.Name} scored in that time are in a queue already: `assay label status` lists them.");
        }

        var queue = new LabelQueue
        {
            Id = Id(from, plan, sample, now),
            Judge = from.Name,
            JudgeVersion = from.Version,
            Criteria = from.Criteria,
            From = period.From,
            To = period.To,
            DrawnAt = now,
            Seed = plan.Seed,
            Population = sample.Population,
            Rates = sample.Rates,
            Asked = sample.Items.Count,
        };
        await labels.SaveQueueAsync(queue, sample.Items, sample.DrawnWith, cancellationToken);
        return queue;
    }

    private async Task<LabelledJudge> FindAsync(string? judge, CancellationToken cancellationToken)
    {
        IReadOnlyList<LabelledJudge> stored = await labels.JudgesAsync(cancellationToken);
        string[] names = [.. stored.Select(j => j.Name).Distinct(StringComparer.Ordinal)];
        string name = (judge, names) switch
        {
            (_, []) => throw new ConfigurationException("nothing was scored yet: labels are of responses that a judge scored. Score some with `assay run` or `assay serve`."),
            (null, [var only]) => only,
            (null, _) => throw new ConfigurationException($"the ledger holds several judges. Choose one: {string.Join(", ", names)}."),
            _ => names.Contains(judge, StringComparer.Ordinal) ? judge : throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", names)}."),
        };
        Judge? known = configured.FirstOrDefault(j => j.Name == name && stored.Any(s => s.Name == name && s.Version == j.Version));
        return known is null ? stored.Last(j => j.Name == name) : stored.First(j => j.Name == name && j.Version == known.Version).With(known.Rubric);
    }

    /// <summary>The same for the same draw.</summary>
    private static string Id(LabelledJudge judge, LabelPlan plan, LabelSample sample, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now.UtcDateTime:yyyyMMdd}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{judge.Name} {judge.Version} {plan} {string.Join(' ', sample.Items)}")))[..6]}");
}
