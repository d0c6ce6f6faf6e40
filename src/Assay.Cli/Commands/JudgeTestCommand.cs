using System.CommandLine;
using System.Globalization;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;
using Assay.Scoring.Spending;
using Assay.Surfacing;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay judge test</c>: asks a judge about one response and shows exactly what was sent, what came back, and how it was read.</summary>
internal static class JudgeTestCommand
{
    private static readonly Option<string> Input = new("--input") { Description = "What the user asked.", HelpName = "TEXT", Required = true };
    private static readonly Option<string> Output = new("--output") { Description = "What the application answered.", HelpName = "TEXT", Required = true };
    private static readonly Option<string> Against = new("--against") { Description = "For a judge that compares: what the output is compared with.", HelpName = "TEXT" };
    private static readonly Option<string[]> Context = new("--context") { Description = "What the application knew. Repeatable.", HelpName = "TEXT" };
    private static readonly Option<string> Reference = new("--reference") { Description = "The right answer.", HelpName = "TEXT" };

    public static Command Create()
    {
        var command = new Command("test", "Ask a judge about one response; shows the prompt, the raw reply and the reading.") { Input, Output, Against, Context, Reference };
        JudgeOptions.AddTo(command);
        command.Add(JudgeOptions.Samples);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        Judge judge = JudgeSelection.Select(settings);
        if (judge.IsPairwise != parsed.GetValue(Against) is not null)
        {
            throw new ConfigurationException(judge.IsPairwise ? $"the judge {judge.Name} says which of two outputs is better. Give the other one with --against TEXT." : $"--against is for judges with `mode: pairwise`, and {judge.Name} grades one output.");
        }

        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        using var interrupts = new Interrupts();
        var conversations = new List<RecordingChatClient>();
        using Budget? budget = settings.Money(JudgeOptions.BudgetUsd) is { } cap ? new Budget(cap) : null;
        JudgeAccess access = session.Plain(Record, budget);
        var response = new Response
        {
            Id = "test",
            Input = parsed.GetValue(Input)!,
            Output = parsed.GetValue(Output)!,
            Rival = parsed.GetValue(Against) is { } other ? new Rival(other) : null,
            Context = parsed.GetValue(Context) ?? [],
            Reference = parsed.GetValue(Reference),
        };
        Judged judged = await access.Open(session.Judge, sharing: null, TimeProvider.System).JudgeAsync(response, interrupts.Stop);

        IAnsiConsole console = Terminal.Out();
        foreach ((string title, string text) in conversations.SelectMany(c => c.Parts))
        {
            console.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
            console.WriteLine(TerminalText.Clean(text));
            console.WriteLine();
        }

        console.MarkupLine("[bold]verdict[/]");
        return Show(console, judged);

        IChatClient Record(Judge asked, IChatClient client)
        {
#pragma warning disable CA2000 // The session owns the client that this one wraps.
            conversations.Add(new RecordingChatClient(client, judge.Panel is null ? null : TerminalText.Clean(asked.Name)));
#pragma warning restore CA2000
            return conversations[^1];
        }
    }

    private static int Show(IAnsiConsole console, Judged judged)
    {
        foreach (Attempt attempt in judged.Attempts)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{attempt.Result.ToSnakeCase()} · {attempt.Form.ToSnakeCase()} · {attempt.InputTokens} tokens in, {attempt.OutputTokens} out · ${attempt.CostUsd:0.######} · {attempt.Duration.TotalMilliseconds:0} ms{(attempt.Error is { } e ? $" · {TerminalText.Clean(e)}" : "")}"));
        }

        if (judged is Judged.Decided { Panel: { } panel })
        {
            PanelText.Write(console, panel);
        }

        foreach (IGrouping<string, ScoreSample> samples in ((judged as Judged.Decided)?.Samples ?? []).GroupBy(s => s.Criterion))
        {
            console.WriteLine(TerminalText.Clean($"{samples.Key}: {SampleText.Of([.. samples])}"));
        }

        switch (judged)
        {
            case Judged.Decided { Verdict: Verdict.Scored scored }:
                foreach (CriterionScore score in scored.Scores)
                {
                    console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.Criterion}: {score.Label ?? $"{score.Value:0.##}"}  {TerminalText.Clean(score.Reason ?? "")}"));
                }

                return ExitCode.Ok;
            case Judged.Decided { Verdict: Verdict.Unscored unscored }:
                console.WriteLine($"unscored: {unscored.Reason.ToSnakeCase()}: {TerminalText.Clean(unscored.Detail)}");
                return ExitCode.Inconclusive;
            case Judged.Paused { Reason: PauseReason.Budget, Error: var error }:
                console.WriteLine(TerminalText.Clean(error));
                return ExitCode.BudgetReached;
            case Judged.Paused { Error: var error }:
                console.WriteLine(TerminalText.Clean(error));
                return ExitCode.Provider;
            default:
                console.WriteLine(TerminalText.Clean(((Judged.Parked)judged).Error));
                return ExitCode.Provider;
        }
    }
}
