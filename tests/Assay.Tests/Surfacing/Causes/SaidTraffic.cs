using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Tests.Surfacing.Causes;

/// <summary>
/// Made-up traffic with texts: a route, a language and a channel that are known of each response, and a topic that only its words
/// tell. Words are drawn by Zipf's law from those of the language, of the route and of the topic.
/// </summary>
internal sealed class SaidTraffic(int seed, int inputWords = 12, int outputWords = 25)
{
    public const int Topics = 12;

    private const int Spoken = 3;
    private const int CommonWords = 400;
    private const int OwnWords = 40;

    private static readonly string[] Routes = ["refunds", "delivery", "orders", "account", "products", "other"];
    private static readonly string[] Languages = ["en", "de", "fr"];
    private static readonly string[] Channels = ["web", "app", "mail"];
    private static readonly string[] Syllables = ["ba", "re", "tin", "lo", "ku", "sam", "del", "vi", "nor", "pa", "ge", "mil", "to", "ran", "su", "fe", "lin", "dor", "ka", "wes"];
    private static readonly string[] LowReasons = ["The answer is wrong about {0}", "It does not say what {0} asks", "It leaves out {0} and makes no sense", "It contradicts {0}"];
    private static readonly string[] GoodReasons = ["The answer is right about {0}", "It says what {0} asks", "It explains {0} well", "It is complete on {0}"];
    private static readonly string[] Codes = ["wrong_fact", "incomplete", "off_topic"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<long, Said> _said = [];
    private readonly Dictionary<string, string[]> _words = [];

    /// <summary>Which topic each response has, by its number.</summary>
    public Dictionary<long, int> TopicOf { get; } = [];

    public static IReadOnlyList<Facet> Facets => [.. Routes.Select(r => new Facet("route", r)), .. Languages.Select(l => new Facet("language", l)), .. Channels.Select(c => new Facet("channel", c))];

    /// <param name="bad">How probable a low score is.</param>
    public Observation[] Draw(int count, bool isBefore, Func<Observation, int, double> bad)
    {
        var observations = new Observation[count];
        for (int i = 0; i < count; i++)
        {
            (string route, string language, string channel) = (Pick(Routes), Pick(Languages), Pick(Channels));
            int topic = _random.Next(Topics);
            var o = new Observation(_random.NextInt64(), 0, isBefore, [new("route", route), new("language", language), new("channel", channel)]);
            bool isBad = _random.NextDouble() < bad(o, topic);
            observations[i] = o with { Score = isBad ? 1 + _random.Next(2) : 3 + _random.Next(3), Failure = isBad ? Pick(Codes) : null };
            TopicOf[o.Key] = topic;
            string[] common = Words(language, CommonWords);
            string[] own = [.. Words($"{language} {route}", OwnWords)];
            string[] ofTopic = Words($"{language} topic {topic}", OwnWords);
            _said[o.Key] = new Said(o.Key, Text(inputWords, common, own, ofTopic), Text(outputWords, common, own, ofTopic), string.Format(System.Globalization.CultureInfo.InvariantCulture, Pick(isBad ? LowReasons : GoodReasons), Zipf(ofTopic)));
        }

        return observations;
    }

    /// <summary>Puts a word into the input of a share of the responses.</summary>
    public void Mention(string word, IEnumerable<Observation> observations)
    {
        foreach (Observation o in observations)
        {
            _said[o.Key] = _said[o.Key] with { Input = $"{_said[o.Key].Input} {word}" };
        }
    }

    /// <summary>Changes what is said of responses.</summary>
    public void Say(IEnumerable<Observation> observations, Func<Said, Said> change)
    {
        foreach (Observation o in observations)
        {
            _said[o.Key] = change(_said[o.Key]);
        }
    }

    public Task<IReadOnlyList<Said>> ReadAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Said>>([.. keys.Where(_said.ContainsKey).Select(k => _said[k])]);

    public async Task<IReadOnlyList<Cause>> FindAsync(IReadOnlyList<Observation> observations, CancellationToken cancellationToken) =>
        (await CauseFinder.FindAsync(observations, low: 2, ReadAsync, cancellationToken)).Causes;

    private string Text(int words, params string[][] kinds) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Zipf(kinds[_random.Next(kinds.Length)])));

    private string Zipf(string[] words) => words[(int)(Math.Pow(words.Length + 1, _random.NextDouble()) - 1)];

    private string[] Words(string of, int count)
    {
        if (!_words.TryGetValue(of, out string[]? words))
        {
            _words[of] = words = [.. Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, 2 + _random.Next(Spoken)).Select(_ => Pick(Syllables))))];
        }

        return words;
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
