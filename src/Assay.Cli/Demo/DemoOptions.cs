using System.CommandLine;
using System.Globalization;
using Assay.Cli.Commands;
using Assay.Configuring;

namespace Assay.Cli.Demo;

/// <summary>What an invocation of <c>demo</c> asks for.</summary>
internal sealed record DemoOptions
{
    private const int UsualResponses = 20_000;
    private const int MostResponses = 1_000_000;

    /// <summary>How long it serves where nobody can press Ctrl-C and no address was asked for.</summary>
    private static readonly TimeSpan Unattended = TimeSpan.FromMinutes(1);

    private static readonly Option<string> DataOption = new("--data") { Description = "Folder of the ledger (default: a temporary one, removed at the end).", HelpName = "DIR" };
    private static readonly Option<bool> NoOpenOption = new("--no-open") { Description = "Open no browser." };
    private static readonly Option<string> ForOption = new("--for") { Description = "End by itself so long after the figures are there, such as 10m.", HelpName = "TIME" };
    private static readonly Option<string> ResponsesOption = new("--responses") { Description = "How many responses the history has (default 20,000).", HelpName = "N" };
    private static readonly Option<string> AsOfOption = new("--as-of")
    {
        Description = "Begin as if it were this time, such as 2026-11-20T10:00:00Z: for pictures that can be taken again.", HelpName = "TIME",
    };

    /// <summary>Null: the usual address, or a free port.</summary>
    public required string? Urls { get; init; }

    /// <summary>Null: a temporary folder.</summary>
    public required string? Data { get; init; }

    public required bool Opens { get; init; }

    /// <summary>Null: when it is stopped.</summary>
    public required TimeSpan? EndsAfter { get; init; }

    public required int Responses { get; init; }

    public required TimeProvider Clock { get; init; }

    public static void AddTo(Command command)
    {
        foreach (Option option in (Option[])[ServeCommand.Urls, DataOption, NoOpenOption, ForOption, ResponsesOption, AsOfOption])
        {
            command.Add(option);
        }
    }

    /// <exception cref="ConfigurationException">An option cannot be read.</exception>
    public static DemoOptions Read(ParseResult parsed)
    {
        var asked = new Settings(parsed, AssayFile.Empty, Directory.GetCurrentDirectory());
        string? urls = asked.Text(ServeCommand.Urls);
        bool isAttended = !Console.IsOutputRedirected || !Console.IsErrorRedirected;
        return new DemoOptions
        {
            Urls = urls,
            Data = asked.Text(DataOption),
            Opens = isAttended && !asked.Flag(NoOpenOption),
            EndsAfter = asked.Time(ForOption) ?? (isAttended || urls is not null ? null : Unattended),
            Responses = asked.Whole(ResponsesOption, 1, MostResponses) ?? UsualResponses,
            Clock = ClockFrom(asked.Text(AsOfOption)),
        };
    }

    private static TimeProvider ClockFrom(string? asOf) => asOf is null ? TimeProvider.System
        : DateTimeOffset.TryParse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start) ? new ShiftedClock(TimeProvider.System, start)
        : throw new ConfigurationException($"{AsOfOption.Name} is `{asOf}`, but must be a time such as 2026-11-20T10:00:00Z.");
}
