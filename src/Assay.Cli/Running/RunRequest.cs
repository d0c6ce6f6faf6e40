using System.Runtime.CompilerServices;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Scoring.Running;

namespace Assay.Cli.Running;

/// <summary>What one invocation of <c>run</c> is asked to do.</summary>
internal sealed record RunRequest
{
    public required InputFiles Input { get; init; }

    /// <summary>How responses are made of the input's records; null: each record is one.</summary>
    public PairSource? Pairs { get; init; }

    public required string Store { get; init; }

    /// <summary>A file or <c>redis://...</c>; null: no cache.</summary>
    public string? Cache { get; init; }

    /// <summary>Calls at the same time at most; null: as fits the judge.</summary>
    public int? Concurrency { get; init; }

    public int? Limit { get; init; }

    public IntakeRule Rule { get; init; } = IntakeRule.All;

    /// <summary>What is kept out of every response, before it is stored.</summary>
    public RedactionRules Redaction { get; init; } = RedactionRules.None;

    /// <summary>False: texts are kept no longer than a verdict is owed.</summary>
    public bool KeepsContent { get; init; } = true;

    public decimal? BudgetUsd { get; init; }

    public IReadOnlyList<string> Slices { get; init; } = [];

    public IReadOnlyList<string> Out { get; init; } = [];

    /// <summary>How many responses there are to read; null where the input does not tell.</summary>
    public async Task<long?> CountAsync(CancellationToken cancellationToken) =>
        Pairs is null && await Input.CountRecordsAsync(cancellationToken) is { } records ? Math.Min(records, Limit ?? long.MaxValue) : null;

    /// <summary>The responses of the input as they are stored; not a record further than the limit: the next one may be broken, or never come.</summary>
    public async IAsyncEnumerable<SourcedResponse> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int taken = 0;
        var redaction = new IntakeRedaction(new Redactor(Redaction));
        await foreach (SourcedResponse response in redaction.Apply(Pairs?.ReadAsync(Input, cancellationToken) ?? Input.ReadAsync(cancellationToken), cancellationToken))
        {
            yield return response;
            if (++taken == Limit)
            {
                yield break;
            }
        }
    }
}
