using System.Text;
using System.Text.Json;
using Assay.Collecting;

namespace Assay.Cli.Demo;

/// <summary>
/// The made-up shop Nordlicht and its support assistant. What is said depends on the seed and on the number of the response, and
/// on nothing else: not on the time at which the demo is started. In release 2.2 most answers to German questions about refunds
/// are bad ones; nothing else changes with any release.
/// </summary>
internal sealed class Shop(IReadOnlyList<ShopTexts> languages, int seed)
{
    public const string BrokenRelease = "2.2";
    public const string BrokenPrompt = "refunds.de";

    private const double BrokenShare = 0.9;
    private const double SlipShare = 0.025;
    private const double ProbeShare = 0.015;
    private const double FollowUpShare = 0.25;
    private const double LowerCaseShare = 0.12;
    private const int PastedOrders = 900;
    private const int CustomersPerLanguage = 1_200;

    /// <summary>A release reaches everybody within this share of the traffic.</summary>
    private const double RollOut = 0.008;

    private static readonly (string Name, double Begin)[] Releases = [("2.0", double.NegativeInfinity), ("2.1", 0.3), (BrokenRelease, 0.66)];

    private static readonly (string Value, double Share)[] Routes = [("shipping", 0.26), ("refunds", 0.28), ("orders", 0.2), ("products", 0.14), ("accounts", 0.12)];
    private static readonly (string Value, double Share)[] Channels = [("web", 0.5), ("app", 0.35), ("mail", 0.15)];
    private static readonly (string Value, double Share)[] Models = [("gpt-4.1-mini", 0.85), ("gpt-4.1", 0.15)];
    private static readonly (Oddity Value, double Share)[] Oddities =
        [(Oddity.None, 0.9915), (Oddity.EmptyOutput, 0.003), (Oddity.NoContent, 0.001), (Oddity.Refusal, 0.004), (Oddity.PastedInput, 0.0005)];

    private readonly (ShopTexts Value, double Share)[] _languages = [.. languages.Select(l => (l, l.Share))];

    /// <summary>What is wrong with a response in a way that a judge is not asked about, or cannot be.</summary>
    private enum Oddity
    {
        None,
        EmptyOutput,
        NoContent,
        Refusal,
        PastedInput,
    }

    /// <param name="position">Where it stands in the history, 0 to 1; more than 1 after it.</param>
    /// <param name="at">When it is said, to the second.</param>
    public Response Respond(int number, double position, DateTimeOffset at)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
        string id = FormattableString.Invariant($"chat-{number + 1:D5}");
        string release = ReleaseAt(position, random.NextDouble());
        if (random.NextDouble() < ProbeShare)
        {
            return new Response { Id = id, Input = "Are you there?", Output = "Yes.", Release = release, OccurredAt = at, Metadata = Fields(("traffic", "probe")), Closed = true };
        }

        string route = Pick(Routes, random);
        ShopTexts texts = Pick(_languages, random);
        string channel = Pick(Channels, random);
        Said said = Say(texts, route, release, random);
        return new Response
        {
            Id = id,
            Input = said.Question,
            Output = said.Answer,
            Context = said.Known,
            Conversation = said.Before,
            Release = release,
            OccurredAt = at,
            Metadata = Fields(
                ("traffic", "customers"), ("route", route), ("language", texts.Language), ("prompt", $"{route}.{texts.Language}"),
                ("channel", channel), ("model", Pick(Models, random)), ("user", User(texts, random))),
            Closed = channel == "mail",
        };
    }

    private static Said Say(ShopTexts texts, string route, string release, Random random)
    {
        var fill = new Placeholders(texts, random);
        IReadOnlyList<ShopTopic> topics = texts.Routes[route];
        ShopTopic topic = Pick(topics, random);
        bool goesOn = random.NextDouble() < FollowUpShare;
        IReadOnlyList<Turn> before = goesOn ? Exchange(texts, Pick(topics, random), fill, random) : [];
        string question = $"{Pick(goesOn ? texts.Also : texts.Begins, random)}{Pick(topic.Ask, random)}{Pick(texts.Ends, random)}";
        question = random.NextDouble() < LowerCaseShare ? question.ToLowerInvariant() : question;
        string answer = $"{Pick(texts.Openings, random)}{Answer(texts, route, topic, release, random)}{Pick(texts.Closings, random)}";
        Oddity oddity = Pick(Oddities, random);
        return new Said(
            fill.In(oddity == Oddity.PastedInput ? Paste(texts, random) : question),
            oddity switch
            {
                Oddity.EmptyOutput => "",
                Oddity.NoContent => "...",
                Oddity.Refusal when texts.Refusals.Count > 0 => Pick(texts.Refusals, random),
                _ => fill.In(answer),
            },
            topic.Know,
            before);
    }

    private static string Answer(ShopTexts texts, string route, ShopTopic topic, string release, Random random)
    {
        // Drawn whether or not they count, so that a release changes nothing but what it breaks.
        (double breaks, double slips) = (random.NextDouble(), random.NextDouble());
        (string slip, string lead, string detail) = (Pick(texts.Slips, random), Pick(topic.Lead, random), Pick(topic.Detail, random));
        return release == BrokenRelease && texts.Broken.TryGetValue(route, out IReadOnlyList<string>? broken) && breaks < BrokenShare ? Pick(broken, random)
            : slips < SlipShare ? slip
            : $"{lead} {detail}";
    }

    private static IReadOnlyList<Turn> Exchange(ShopTexts texts, ShopTopic topic, Placeholders fill, Random random) =>
    [
        new Turn("user", fill.In($"{Pick(texts.Begins, random)}{Pick(topic.Ask, random)}")),
        new Turn("assistant", fill.In($"{Pick(topic.Lead, random)} {Pick(topic.Detail, random)}")),
    ];

    /// <summary>More than a judge's model can take in.</summary>
    private static string Paste(ShopTexts texts, Random random)
    {
        var pasted = new StringBuilder(texts.Pasted).Append('\n');
        for (int i = 0; i < PastedOrders; i++)
        {
            pasted.Append(Placeholders.Order(random)).Append("; ").Append(Pick(texts.Products, random)).Append("; ").Append(Pick(texts.Amounts, random)).Append('\n');
        }

        return pasted.ToString();
    }

    /// <summary>Each speaks one language, and some come more often than others.</summary>
    private string User(ShopTexts texts, Random random)
    {
        int customer = (int)(CustomersPerLanguage * Math.Pow(random.NextDouble(), 1.3));
        return FormattableString.Invariant($"u-{1000 + (customer * _languages.Length) + Array.FindIndex(_languages, l => l.Value == texts)}");
    }

    private static string ReleaseAt(double position, double draw) => Releases.Last(r => (position - r.Begin) / RollOut > draw).Name;

    private static T Pick<T>(IReadOnlyList<T> values, Random random) => values[random.Next(values.Count)];

    private static T Pick<T>((T Value, double Share)[] values, Random random)
    {
        double draw = random.NextDouble() * values.Sum(v => v.Share);
        int i = 0;
        while (i < values.Length - 1 && (draw -= values[i].Share) >= 0)
        {
            i++;
        }

        return values[i].Value;
    }

    private static Dictionary<string, JsonElement> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(f => f.Name, f => JsonElement.Parse($"\"{f.Value}\""), StringComparer.Ordinal);

    private sealed record Said(string Question, string Answer, IReadOnlyList<string> Known, IReadOnlyList<Turn> Before);
}
