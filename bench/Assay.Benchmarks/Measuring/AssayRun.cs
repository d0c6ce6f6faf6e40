using System.Globalization;
using System.Text.Json;

namespace Assay.Benchmarks.Measuring;

/// <summary>One <c>assay run</c> with everything on: budget, ledger, cache; each into new files.</summary>
internal sealed record AssayRun(Finished Process, JsonElement Account)
{
    public const string Rubric = "Is the answer right and complete?";

    /// <summary>The time the run itself reports, without the start of the process.</summary>
    public double Seconds => Account.GetProperty("seconds").GetDouble();

    public long Scored => Count("scored");

    public long Count(string name) => Account.GetProperty(name).GetInt64();

    /// <param name="more">Further options.</param>
    public static Measured Start(Uri provider, string responses, int concurrency, string folder, params string[] more) =>
        Measured.StartAssay(ProcessPlace.ClientOf(provider, folder), [.. Arguments(responses, concurrency, folder), .. more]);

    /// <param name="variables">Further variables of its environment.</param>
    /// <inheritdoc cref="Start(Uri, string, int, string, string[])"/>
    public static Measured Start(Uri provider, string responses, int concurrency, string folder, (string Name, string Value)[] variables, params string[] more)
    {
        ProcessPlace place = ProcessPlace.ClientOf(provider, folder);
        return Measured.StartAssay(place with { Environment = [.. place.Environment, .. variables] }, [.. Arguments(responses, concurrency, folder), .. more]);
    }

    public static async Task<AssayRun> FinishAsync(Uri provider, string responses, int concurrency, string folder, params string[] more)
    {
        using Measured process = Start(provider, responses, concurrency, folder, more);
        return Read(await process.FinishAsync());
    }

    public static AssayRun Read(Finished process)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(process.LastLine);
            return new AssayRun(process, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"assay run ended with {process.ExitCode} and no account: {process.Error}", e);
        }
    }

    /// <summary>What became of the responses, in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count("accepted"):N0} accepted = {Scored:N0} scored + unscored {Account.GetProperty("unscored")} + skipped {Account.GetProperty("skipped")} + {Count("owed"):N0} owed; {Count("attempts"):N0} attempts {Account.GetProperty("attempts_by_result")}; end {Account.GetProperty("end")}, exit code {Process.ExitCode}, {Seconds:N1} s");

    private static string[] Arguments(string responses, int concurrency, string folder) =>
    [
        "run", responses, "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", Rubric,
        "--concurrency", concurrency.ToString(CultureInfo.InvariantCulture),
        "--store", Path.Combine(folder, "ledger.db"), "--cache", Path.Combine(folder, "cache.db"), "--budget-usd", "1000", "--json",
    ];
}
