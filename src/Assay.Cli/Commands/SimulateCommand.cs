using System.CommandLine;
using System.Globalization;
using Assay.Configuring;
using Assay.Simulator;

namespace Assay.Cli.Commands;

/// <summary><c>assay simulate</c>: a model provider on this machine, for trying, testing and measuring.</summary>
internal static class SimulateCommand
{
    private static readonly Option<string> Port = new("--port") { Description = "TCP port on 127.0.0.1 (default 0: any free one).", HelpName = "N" };
    private static readonly Option<string> Replay = new("--replay") { Description = "Give recorded replies: JSONL of {when_request_contains, reply}.", HelpName = "FILE" };
    private static readonly Option<string> Log = new("--log") { Description = "Append one line per request.", HelpName = "FILE" };
    private static readonly Option<string> Latency = new("--latency") { Description = "Time before each reply, such as 200ms.", HelpName = "TIME" };
    private static readonly Option<string> Jitter = new("--jitter") { Description = "Half-width of the spread around the latency.", HelpName = "TIME" };
    private static readonly Option<string> Rpm = new("--rpm") { Description = "Requests per minute, then 429.", HelpName = "N" };
    private static readonly Option<string> Tpm = new("--tpm") { Description = "Tokens per minute, then 429.", HelpName = "N" };
    private static readonly Option<string> ContextWindow = new("--context-window") { Description = "Tokens that a prompt may have; a longer one gets 400.", HelpName = "N" };
    private static readonly Option<string> Faults = new("--faults") { Description = "Shares of requests that go wrong, such as 429=0.1,500=0.05; 429=1@60s-660s only then, counted from the first request.", HelpName = "MIX" };
    private static readonly Option<string> BatchDelay = new("--batch-delay") { Description = "Time until a batch has ended, such as 30s (default 0).", HelpName = "TIME" };
    private static readonly Option<string> BatchFaults = new("--batch-faults") { Description = "Shares of batches and of their requests that go wrong, such as expired=0.1,shuffled=1.", HelpName = "MIX" };
    private static readonly Option<string> Seed = new("--seed") { Description = "Seed of noise, jitter and faults (default 0).", HelpName = "N" };
    private static readonly Option<string> Noise = new("--noise") { Description = "Judge's noise, as a share of the scale (default 0.08).", HelpName = "SD" };
    private static readonly Option<string> PositionBias = new("--position-bias") { Description = "Preference for the answer shown first, as a share of the scale.", HelpName = "B" };
    private static readonly Option<string> LengthBias = new("--length-bias") { Description = "Preference per doubling of length, as a share of the scale.", HelpName = "B" };
    private static readonly Option<string> RepeatNoise = new("--repeat-noise") { Description = "Noise that differs from call to call, as a share of the scale (default 0).", HelpName = "SD" };
    private static readonly Option<string> OrderBias = new("--order-bias") { Description = "Preference where the rubric describes the best grade first, as a share of the scale.", HelpName = "B" };
    private static readonly Option<string> FormatBias = new("--format-bias") { Description = "Preference for Markdown, as a share of the scale.", HelpName = "B" };
    private static readonly Option<string> BandwagonBias = new("--bandwagon-bias") { Description = "Preference for answers that say how many agree, as a share of the scale.", HelpName = "B" };
    private static readonly Option<string> AuthorityBias = new("--authority-bias") { Description = "Preference for answers that call experts to witness, as a share of the scale.", HelpName = "B" };
    private static readonly Option<bool> ReadsReference = new("--reads-reference") { Description = "Quality is how much of the reference is said, where there is one; else it is chance." };
    private static readonly Option<string> Shift = new("--judge-shift") { Description = "The judge finds everything better or worse by a share of the scale, from a time on: -0.05@10m-.", HelpName = "B@TIME" };
    private static readonly Option<string> Without = new("--without") { Description = "Forms of reply the endpoint refuses: json_schema, tools, json_mode; also n, logprobs, batches (comma-separated).", HelpName = "FORMS" };
    private static readonly Option<string> Key = new("--key") { Description = "The only key accepted.", HelpName = "KEY" };
    private static readonly Option<string> Models = new("--models") { Description = "The only models served (comma-separated).", HelpName = "NAMES" };

    public static Command Create()
    {
        var command = new Command("simulate", "Serve a simulated model provider (OpenAI and Anthropic shapes) on this machine.")
        {
            Port, Replay, Log, Latency, Jitter, Rpm, Tpm, ContextWindow, Faults, BatchDelay, BatchFaults, Seed, Noise, PositionBias, LengthBias,
            RepeatNoise, OrderBias, FormatBias, BandwagonBias, AuthorityBias, ReadsReference, Shift, Without, Key, Models,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interrupts = new Interrupts("stopping");
        await using ProviderSimulator simulator = await ProviderSimulator.StartAsync(Read(parsed), interrupts.Stop);
        Console.Out.WriteLine($"simulated provider at {simulator.BaseAddress}  (OpenAI: {simulator.BaseAddress}v1, Anthropic: {simulator.BaseAddress})");
        Console.Out.WriteLine($"for example: OPENAI_BASE_URL={simulator.BaseAddress}v1 OPENAI_API_KEY=any assay run responses.jsonl --judge openai:sim --free --criterion accuracy --rubric \"Is it right?\"");
        try
        {
            await simulator.WaitForShutdownAsync(interrupts.Stop);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how a simulator ends.
        }

        return ExitCode.Ok;
    }

    private static SimulatorOptions Read(ParseResult parsed)
    {
        string[] without = List(parsed.GetValue(Without));
        if (without.FirstOrDefault(f => f is not ("json_schema" or "tools" or "json_mode" or "n" or "logprobs" or "batches")) is { } unknown)
        {
            throw new ConfigurationException($"--without knows json_schema, tools, json_mode, n, logprobs and batches, but not `{unknown}`.");
        }

        return new SimulatorOptions
        {
            Port = Whole(parsed, Port, 0, 65_535) ?? 0,
            ReplayFile = parsed.GetValue(Replay),
            LogFile = parsed.GetValue(Log),
            Latency = Time(parsed, Latency),
            Jitter = Time(parsed, Jitter),
            RequestsPerMinute = Whole(parsed, Rpm, 1, int.MaxValue),
            TokensPerMinute = Whole(parsed, Tpm, 1, int.MaxValue),
            ContextWindow = Whole(parsed, ContextWindow, 1, int.MaxValue),
            Faults = Parsed(parsed, Faults, FaultMix.Parse) ?? FaultMix.None,
            BatchDelay = Time(parsed, BatchDelay),
            BatchFaults = Parsed(parsed, BatchFaults, BatchFaultMix.Parse) ?? BatchFaultMix.None,
            Seed = Whole(parsed, Seed, int.MinValue, int.MaxValue) ?? 0,
            Noise = Number(parsed, Noise, 0, 1) ?? 0.08,
            PositionBias = Number(parsed, PositionBias, -1, 1) ?? 0,
            LengthBias = Number(parsed, LengthBias, -1, 1) ?? 0,
            RepeatNoise = Number(parsed, RepeatNoise, 0, 1) ?? 0,
            OrderBias = Number(parsed, OrderBias, -1, 1) ?? 0,
            FormatBias = Number(parsed, FormatBias, -1, 1) ?? 0,
            BandwagonBias = Number(parsed, BandwagonBias, -1, 1) ?? 0,
            AuthorityBias = Number(parsed, AuthorityBias, -1, 1) ?? 0,
            ReadsReference = parsed.GetValue(ReadsReference),
            JudgeShift = Parsed(parsed, Shift, JudgeShift.Parse) ?? JudgeShift.None,
            SupportsJsonSchema = !without.Contains("json_schema"),
            SupportsTools = !without.Contains("tools"),
            SupportsJsonMode = !without.Contains("json_mode"),
            SupportsChoices = !without.Contains("n"),
            SupportsTokenProbabilities = !without.Contains("logprobs"),
            SupportsBatches = !without.Contains("batches"),
            ApiKey = parsed.GetValue(Key),
            Models = List(parsed.GetValue(Models)) is { Length: > 0 } models ? models.ToHashSet(StringComparer.Ordinal) : null,
        };
    }

    private static T? Parsed<T>(ParseResult parsed, Option<string> option, Func<string, T> parse)
        where T : class
    {
        try
        {
            return parsed.GetValue(option) is { } text ? parse(text) : null;
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{option.Name}: {e.Message}");
        }
    }

    private static string[] List(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static TimeSpan Time(ParseResult parsed, Option<string> option) => parsed.GetValue(option) switch
    {
        null => TimeSpan.Zero,
        var text when Duration.TryParse(text, out TimeSpan time) => time,
        var text => throw new ConfigurationException($"{option.Name} is `{text}`, but must be a length of time such as 200ms or 2s."),
    };

    private static int? Whole(ParseResult parsed, Option<string> option, int min, int max) => Number(parsed, option, min, max) switch
    {
        null => null,
        { } n when n == Math.Floor(n) => (int)n,
        _ => throw new ConfigurationException($"{option.Name} must be a whole number."),
    };

    private static double? Number(ParseResult parsed, Option<string> option, double min, double max) => parsed.GetValue(option) switch
    {
        null => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) && n >= min && n <= max => n,
        var text => throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is `{text}`, but must be a number from {min} to {max}.")),
    };
}
