using System.Diagnostics;
using System.Globalization;
using Assay.Benchmarks.Measuring;
using Assay.Checking;
using Assay.Configuring;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;
using Assay.Surfacing.Alerts.Watching;

namespace Assay.Benchmarks.Dashboard;

/// <summary>How long the watch takes to look at every rule over a large ledger, and how long rules take to be tested on a month of it.</summary>
internal static class AlertTimes
{
    private const string Rules = """
        slices: [route, language, model, tier]
        alerts:
          mean: { mean: { below: 2.5, window: 24h } }
          refunds: { mean: { below: 2.5, window: 24h }, slice: route=refunds, criterion: accuracy }
          last: { mean: { below: 2.5, last: 50 } }
          bad: { bad_share: { budget: 30% } }
          slow: { bad_share: { budget: 30% }, severity: ticket }
          silent: { no_data: { window: 2h } }
        """;

    public static async Task<int> RunAsync(int responses, int rounds)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Fresh(), "assay.db");
        long begun = Stopwatch.GetTimestamp();
        await StoredMonth.FillAsync(path, responses, TimeProvider.System.GetUtcNow());
        Say($"{responses:N0} responses over {StoredMonth.Days} days, stored in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        await using var store = LedgerStore.Of(path);
        await using IServiceLedger ledger = await store.OpenAsync(TimeProvider.System, isService: true, CancellationToken.None);
        AlertSettings settings = AssayFileReader.ReadOrThrow("assay.yaml", Rules, File.ReadAllText).Alerts;
        string judge = (await ledger.AccountAsync(CancellationToken.None)).Judges.Single();
        var judges = new Dictionary<string, JudgeStanding?> { [judge] = new(null, WaitsOnPurpose: false) };
        bool isWithin = true;
        foreach ((string name, AlertSettings looked) in settings.With([]).Select(r => (r.Name, new AlertSettings { Rules = [r], HasDefaults = false })).Prepend(("every rule", settings)))
        {
            var watch = new AlertWatch(ledger, new AlertWatchOptions { Settings = looked, Judges = _ => Task.FromResult<IReadOnlyDictionary<string, JudgeStanding?>>(judges) }, TimeProvider.System);
            var looks = new List<double>();
            for (int round = 0; round < rounds + 1; round++)
            {
                begun = Stopwatch.GetTimestamp();
                await watch.LookAsync(CancellationToken.None);
                looks.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            // The first compiles, and may open an incident.
            Say($"a look at {name}: {looks.Skip(1).Order().ElementAt(rounds / 2):0} ms (the first {looks[0]:0})");
        }

        foreach (AlertRule rule in settings.With([]))
        {
            begun = Stopwatch.GetTimestamp();
            BacktestReport report = await new AlertBacktest(ledger).RunAsync(rule, TimeSpan.FromDays(StoredMonth.Days), TimeProvider.System.GetUtcNow(), CancellationToken.None);
            TimeSpan took = Stopwatch.GetElapsedTime(begun);
            isWithin &= took < TimeSpan.FromSeconds(10);
            Say($"{rule.Name} tested on {StoredMonth.Days} days: {took.TotalSeconds:0.00} s, {report.Looks} looks, {report.Verdict}");
        }

        Console.WriteLine(Machine.Describe());
        return isWithin ? 0 : 1;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
