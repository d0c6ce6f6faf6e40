using System.CommandLine;
using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Cli.Labelling;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay label export</c>: draws responses to be labelled, and writes them with what was said.</summary>
internal static class LabelExportCommand
{
    private const string UsualRange = "30d";

    private static readonly Option<string> Count = new("--count") { Description = "How many responses to draw (default: 100).", HelpName = "N" };
    private static readonly Option<string> Range = new("--range") { Description = "Draw from what was received in this time up to now (default: 30d).", HelpName = "TIME" };
    private static readonly Option<string> Slice = new("--slice") { Description = "Draw within the values of this field too, and not only within bands of the score: release, or a field of the metadata.", HelpName = "FIELD" };
    private static readonly Option<string> Arms = new("--arms") { Description = "Percent that are drawn by chance, of what is uncertain, and of what is alarming (default: 50,30,20).", HelpName = "N,N,N" };
    private static readonly Option<string> Bar = new("--bar") { Description = "The score at which good and bad part, near which a response is uncertain (default: the middle of the scale).", HelpName = "SCORE" };
    private static readonly Option<string> Double = new("--double") { Description = "The share that two people are to label (default: 0.2).", HelpName = "SHARE" };
    private static readonly Option<string> Seed = new("--seed") { Description = "Another seed draws others (default: 1).", HelpName = "N" };
    private static readonly Option<bool> Doubles = new("--doubles") { Description = "With --queue: only what two people are to label, for the second one." };
    private static readonly Option<bool> WithScores = new("--with-scores") { Description = "Show what the judge says, and how the item was drawn; labels are then not blind." };
    private static readonly Option<string> Out = new("--out") { Description = "Write to this file: .jsonl or .csv.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("export", "Draw responses for people to label, and write them to a file or stdout.")
        {
            Settings.ConfigOption, RunOptions.Store, LabelOptions.Judge, Count, Range, Slice, Arms, Bar, Double, Seed, LabelOptions.Queue, Doubles, WithScores, Out, LabelOptions.Format,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        string? file = parsed.GetValue(Out);
        string format = parsed.GetValue(LabelOptions.Format) ?? "jsonl";
        if (format is not ("jsonl" or "csv"))
        {
            throw new ConfigurationException($"--format is `{format}`, but must be jsonl or csv.");
        }

        if (file is not null)
        {
            OutFile.ThrowIfUnwritable(file, ".jsonl", ".csv");
        }

        if (parsed.GetValue(Doubles) && parsed.GetValue(LabelOptions.Queue) is null)
        {
            throw new ConfigurationException("--doubles goes with --queue: it writes what was drawn before once more, for a second person.");
        }

        LabelPlan plan = PlanOf(parsed, settings);
        Period period = PeriodOf(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        ILabelStore labels = await store.LabelsAsync(cancellationToken);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        LabelQueue queue = parsed.GetValue(LabelOptions.Queue) is { } id
            ? (await labels.QueuesAsync(cancellationToken)).FirstOrDefault(q => q.Id == id) ?? throw new ConfigurationException($"the ledger holds no queue `{id}`. `assay label status` lists them.")
            : await new LabelDrawing(labels, ledger.Alerts, settings.File.Judges).DrawAsync(parsed.GetValue(LabelOptions.Judge), plan, period, period.Now, cancellationToken);
        LabelItem[] items = [.. (await labels.ItemsAsync(queue.Id, cancellationToken)).Where(i => !parsed.GetValue(Doubles) || i.Raters > 1)];
        var sheet = new LabelSheet(queue, ledger, parsed.GetValue(WithScores));
        if (file is not null)
        {
            await OutFile.WriteAsync(file, stream => sheet.WriteAsync(stream, file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase), items, cancellationToken));
        }
        else
        {
            await using Stream stdout = Console.OpenStandardOutput();
            await sheet.WriteAsync(stdout, format == "csv", items, cancellationToken);
        }

        await Console.Error.WriteLineAsync(TerminalText.Clean(string.Create(CultureInfo.InvariantCulture,
            $"queue {queue.Id}: {items.Length} of {queue.Population} responses of {queue.Judge}, {items.Count(i => i.Raters > 1)} of them for two people. Take labels in with `assay label import FILE`, or give them on the page Label.")));
        return ExitCode.Ok;
    }

    private static LabelPlan PlanOf(ParseResult parsed, Settings settings)
    {
        var usual = new LabelPlan();
        double[] arms = parsed.GetValue(Arms) is { } text ? ReadArms(text) : [usual.Random, usual.Uncertain, usual.Alarm];
        return new LabelPlan
        {
            Count = (int)Number(parsed, Count, 1, LabelPlan.MostItems, isWhole: true, usual.Count),
            Seed = (long)Number(parsed, Seed, 0, int.MaxValue, isWhole: true, usual.Seed),
            Random = arms[0],
            Uncertain = arms[1],
            Alarm = arms[2],
            Doubles = Number(parsed, Double, 0, 1, isWhole: false, usual.Doubles),
            Bar = parsed.GetValue(Bar) is null ? null : Number(parsed, Bar, -1e9, 1e9, isWhole: false, 0),
            Slice = parsed.GetValue(Slice),
        };
    }

    private static double[] ReadArms(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double[] shares = [.. parts.Select(p => double.TryParse(p.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) ? share / 100 : double.NaN)];
        return shares is [> 0, >= 0, >= 0] && Math.Abs(shares.Sum() - 1) < 1e-9
            ? shares
            : throw new ConfigurationException($"--arms is `{text}`, but must be three percentages that make 100, such as 50,30,20; the first, by chance, above 0, for only then every response can be drawn.");
    }

    private static double Number(ParseResult parsed, Option<string> option, double min, double max, bool isWhole, double usual) => parsed.GetValue(option) is not { } text
        ? usual
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= min && number <= max && (!isWhole || number == Math.Floor(number))
            ? number
            : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is `{text}`, but must be {(isWhole ? "a whole" : "a")} number from {min} to {max}."));

    private static Period PeriodOf(ParseResult parsed)
    {
        string range = parsed.GetValue(Range) ?? UsualRange;
        return Duration.TryParse(range, out TimeSpan length) && length > TimeSpan.Zero
            ? Period.Of(length, TimeProvider.System.GetUtcNow())
            : throw new ConfigurationException($"--range is `{range}`, but must be a length of time such as 24h or 30d.");
    }
}
