using Assay.Surfacing.Causes;

namespace Assay.Tests.Surfacing.Causes;

/// <summary>Traffic in which something is wrong, and how a cause is known to be that: 60 % low scores in it, 10 % elsewhere and before.</summary>
internal sealed record PlantedCase(SaidTraffic Traffic, Observation[] Observations, Func<Cause, bool> IsRight)
{
    private const double Usual = 0.1;
    private const double Bad = 0.6;
    private const string Word = "voucher";

    /// <param name="isChange">As many responses before, of which the usual share is low.</param>
    public static PlantedCase Of(Planted planted, int seed, int count, bool isChange)
    {
        var traffic = new SaidTraffic(seed);
        var random = new Random(seed);
        var marked = new HashSet<long>();
        Facet facet = SaidTraffic.Facets[random.Next(SaidTraffic.Facets.Count)];
        int topic = random.Next(SaidTraffic.Topics);
        Observation[] observations =
        [
            .. isChange ? traffic.Draw(count, isBefore: true, (o, t) => Chance(o, t, Usual)) : [],
            .. traffic.Draw(count, isBefore: false, (o, t) => Chance(o, t, Bad)),
        ];
        traffic.Mention(Word, observations.Where(o => marked.Contains(o.Key)));
        return new PlantedCase(traffic, observations, cause => planted switch
        {
            Planted.Slice => cause.Slice is [var only] && only == facet,
            Planted.Word => cause.Kind == CauseKind.Term && cause.Terms.Any(t => t.Split(' ').Contains(Word)),
            Planted.Topic => cause.Kind is CauseKind.Term or CauseKind.Cluster && cause.ExampleKeys.Count(k => traffic.TopicOf[k] == topic) >= 2,
            _ => false,
        });

        double Chance(Observation observation, int ofTopic, double ofPlanted) => Holds(observation, ofTopic) ? ofPlanted : Usual;

        bool Holds(Observation observation, int ofTopic) => planted switch
        {
            Planted.Slice => observation.Facets.Contains(facet),
            Planted.Word => random.Next(10) == 0 && marked.Add(observation.Key),
            Planted.Topic => ofTopic == topic,
            _ => false,
        };
    }

    public Task<IReadOnlyList<Cause>> FindAsync(CancellationToken cancellationToken) => Traffic.FindAsync(Observations, cancellationToken);
}

public enum Planted
{
    Nothing,

    /// <summary>A value of a declared field.</summary>
    Slice,

    /// <summary>A word in one of ten inputs, whatever the fields are.</summary>
    Word,

    /// <summary>What one of twelve texts is about, in any language, whatever the fields are.</summary>
    Topic,
}
