namespace Assay.Calibrating.Labelling;

/// <summary>
/// What was drawn to be labelled, with exact probabilities. Every response has one probability: what chance gives to all, what
/// uncertain ones get besides, and what alarming ones do, at most 1 together. With these, a systematic sample is drawn through the
/// responses in the order of their strata, shuffled within each: so many are drawn as were asked for, each with its probability,
/// and every stratum by its share. See decision 33.
/// </summary>
/// <param name="Rates">With what probability it was drawn.</param>
/// <param name="Population">How many it was drawn from.</param>
/// <param name="Items">In an order that says nothing.</param>
/// <param name="DrawnWith">The probabilities of what earlier queues drew, now that there is this one too; by the ledger's numbers.</param>
public sealed record LabelSample(LabelRates Rates, int Population, IReadOnlyList<LabelItem> Items, IReadOnlyDictionary<long, double> DrawnWith)
{
    /// <param name="earlier">Queues of the judge so far.</param>
    public static LabelSample Draw(LabelFrame frame, LabelPlan plan, IReadOnlyList<LabelQueue> earlier)
    {
        var random = new Random((int)(plan.Seed ^ (plan.Seed >> 32)));
        Drawable[] population =
        [
            .. frame.Candidates.Where(c => c.DrawnWith is null).Select(c => new Drawable(c, frame.IsUncertain(c), frame.IsAlarm(c), frame.Stratum(c), random.NextDouble()))
                .OrderBy(d => d.Stratum, StringComparer.Ordinal).ThenBy(d => d.IsAlarm).ThenBy(d => d.IsUncertain).ThenBy(d => d.Place).ThenBy(d => d.Candidate.Key),
        ];
        LabelRates rates = Rate(population, plan);
        var drawn = new List<(Drawable Item, LabelArm Arm)>();
        double next = random.NextDouble();
        double sum = 0;
        foreach (Drawable item in population)
        {
            double probability = rates.Of(item.IsUncertain, item.IsAlarm);
            sum += probability;
            if (sum > next)
            {
                drawn.Add((item, ArmOf(item, rates, probability, random.NextDouble())));
                next++;
            }
        }

        (Drawable Item, LabelArm Arm)[] order = [.. drawn];
        random.Shuffle(order);
        return new LabelSample(
            rates,
            population.Length,
            [.. order.Select((d, i) => new LabelItem(d.Item.Candidate.Key, d.Item.Candidate.ResponseId, d.Item.Candidate.Revision, i + 1)
            {
                Arm = d.Arm,
                Probability = 1 - ((1 - Before(d.Item, earlier)) * (1 - rates.Of(d.Item.IsUncertain, d.Item.IsAlarm))),
                Stratum = d.Item.Stratum,
                Raters = (int)((i + 1) * plan.Doubles) > (int)(i * plan.Doubles) ? 2 : 1,
            })],
            frame.Candidates.Where(c => c.DrawnWith is not null)
                .ToDictionary(c => c.Key, c => 1 - ((1 - c.DrawnWith!.Value) * (1 - rates.Of(frame.IsUncertain(c), frame.IsAlarm(c))))));
    }

    /// <summary>Rates in the proportions that were asked for, so that as many are expected as were asked for although none can be drawn twice.</summary>
    private static LabelRates Rate(Drawable[] population, LabelPlan plan)
    {
        int count = Math.Min(plan.Count, population.Length);
        if (count == 0)
        {
            return default;
        }

        int uncertain = population.Count(d => d.IsUncertain);
        int alarms = population.Count(d => d.IsAlarm);
        double chance = plan.Random + (uncertain == 0 ? plan.Uncertain : 0) + (alarms == 0 ? plan.Alarm : 0);
        var asked = new LabelRates(chance * count / population.Length, uncertain == 0 ? 0 : plan.Uncertain * count / uncertain, alarms == 0 ? 0 : plan.Alarm * count / alarms);
        (int N, bool IsUncertain, bool IsAlarm)[] classes = [.. population.GroupBy(d => (d.IsUncertain, d.IsAlarm)).Select(g => (g.Count(), g.Key.IsUncertain, g.Key.IsAlarm))];
        double Expected(double times) => classes.Sum(c => c.N * Times(times).Of(c.IsUncertain, c.IsAlarm));
        LabelRates Times(double times) => new(Math.Min(1, asked.Random * times), Math.Min(1, asked.Uncertain * times), Math.Min(1, asked.Alarm * times));
        (double low, double high) = (1, 2);
        while (Expected(high) < count && high < 1e12)
        {
            high *= 2;
        }

        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Expected(middle) < count ? (middle, high) : (low, middle);
        }

        return Times(high);
    }

    /// <summary>By chance with exactly the rate of chance, so that this arm alone is a sample of all.</summary>
    private static LabelArm ArmOf(Drawable item, LabelRates rates, double probability, double draw)
    {
        double place = draw * probability;
        double besides = (item.IsUncertain ? rates.Uncertain : 0) + (item.IsAlarm ? rates.Alarm : 0);
        return place < rates.Random || besides == 0 ? LabelArm.Random
            : (place - rates.Random) / (probability - rates.Random) < (item.IsUncertain ? rates.Uncertain : 0) / besides ? LabelArm.Uncertain
            : LabelArm.Alarm;
    }

    /// <summary>With what probability earlier queues would have drawn it; none where it was not there yet, or not scored.</summary>
    private static double Before(Drawable item, IReadOnlyList<LabelQueue> earlier) => 1 - earlier
        .Where(q => item.Candidate.ReceivedAt >= q.From && item.Candidate.ReceivedAt < q.To && item.Candidate.DecidedAt <= q.DrawnAt)
        .Aggregate(1d, (not, q) => not * (1 - q.Rates.Of(item.IsUncertain, item.IsAlarm)));

    private sealed record Drawable(LabelCandidate Candidate, bool IsUncertain, bool IsAlarm, string Stratum, double Place);
}
