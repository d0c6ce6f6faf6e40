using Assay.Scoring.Caching;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Panels;

/// <summary>What gathers while a panel judges one response: who said what, and what it cost.</summary>
/// <param name="questions">By the places of the voters, the number of the first question of each.</param>
internal sealed class PanelAccount(Panel panel, IReadOnlyList<int> questions)
{
    /// <summary>Of a stage that did not decide.</summary>
    public const string Open = "left open";

    private readonly Judged?[] _said = new Judged?[panel.Voters.Count];
    private readonly int[] _stages = new int[panel.Voters.Count];
    private readonly List<int> _asked = [];
    private readonly List<StageVerdict> _verdicts = [];

    /// <summary>By the places of the voters; null for those that were not asked.</summary>
    public IReadOnlyList<Judged?> Said => _said;

    /// <summary>The voters that wait for their next batch.</summary>
    public IReadOnlyList<int> ForBatch => [.. _asked.Where(v => _said[v] is Judged.Parked { WaitsForBatch: true })];

    public void Add(int stage, int voter, Judged judged)
    {
        if (_said[voter] is null)
        {
            _asked.Add(voter);
        }

        _said[voter] = judged;
        _stages[voter] = stage;
    }

    public void Add(StageVerdict verdict) => _verdicts.Add(verdict);

    /// <summary>The verdict stays owed.</summary>
    public Judged Of(Judged stopped) => stopped with
    {
        Attempts = Attempts(),
        Replies = Replies(),
        Heard = [.. _asked.SelectMany(v => _said[v]!.Heard.Select(h => h with { Question = questions[v] + h.Question }))],
    };

    /// <param name="settled">The stage whose verdict it is; where none decided, the last that has one.</param>
    /// <param name="isOpen">None decided.</param>
    public Judged Of(StageOutcome settled, bool isOpen)
    {
        bool leaves = isOpen && panel.LeavesUnscored;
        if (isOpen && settled.Verdict is not null && !leaves)
        {
            _verdicts[settled.Said.Stage] = _verdicts[settled.Said.Stage] with { Decided = true };
        }

        if (isOpen && panel.AsksPeople)
        {
            _verdicts.Add(new StageVerdict(panel.Stages.Count, StageVerdict.People));
        }

        Judged.Decided[] decided = [.. _asked.Select(v => _said[v]).OfType<Judged.Decided>()];
        return new Judged.Decided(VerdictOf(settled, leaves))
        {
            Attempts = Attempts(),
            Replies = Replies(),
            Neutralised = decided.Select(d => d.Neutralised).DefaultIfEmpty().Max(),
            Origin = decided.Select(d => d.Origin).DefaultIfEmpty().MinBy(VerdictWork.Rank),
            SavedUsd = decided.Sum(d => d.SavedUsd),
            WithheldSamples = decided.Sum(d => d.WithheldSamples),
            Panel = new PanelVerdict(_verdicts, [.. _asked.Order().Select(Vote)]),
        };
    }

    private Verdict VerdictOf(StageOutcome settled, bool leaves)
    {
        // A single judge's failure is the panel's, with its reply; of several none is more the reason than another.
        if (settled.Verdict is null)
        {
            return panel.Stages[settled.Said.Stage].Voters is [var only] && _said[only] is Judged.Decided { Verdict: Verdict.Unscored unscored } ? unscored
                : new Verdict.Unscored(UnscoredReason.NoQuorum, settled.Failure!, RawReply: null);
        }

        return leaves
            ? new Verdict.Unscored(UnscoredReason.Undecided, string.Join("; ", _verdicts.Where(v => v.Name != StageVerdict.People).Select(Undecided)), RawReply: null)
            : settled.Verdict;
    }

    private static string Undecided(StageVerdict said) => said.Score is null
        ? $"{said.Name} gave no verdict"
        : FormattableString.Invariant($"{said.Name} said {said.Grade}{(said.Certainty is { } certainty ? FormattableString.Invariant($", certain to {certainty:0.##}") : "")}");

    private PanelVote Vote(int voter)
    {
        Judged judged = _said[voter]!;
        Voter asked = panel.Voters[voter];
        var scored = (judged as Judged.Decided)?.Verdict as Verdict.Scored;
        (string? reason, string? detail) = scored is null ? WhyFailed(judged) : (null, null);
        return new PanelVote(_stages[voter], asked.Judge.Name, asked.Judge.Version, asked.Sample)
        {
            Overall = scored?.Overall,
            Scores = scored?.Scores ?? [],
            Samples = scored is null ? [] : [.. ((Judged.Decided)judged).Samples.Select(s => s with { Reason = null })],
            Reason = reason,
            Detail = detail,
            Origin = (judged as Judged.Decided)?.Origin ?? VerdictOrigin.Call,
            CostUsd = judged.Attempts.Sum(a => a.CostUsd) + ((judged as Judged.Decided)?.HeardUsd ?? 0),
        };
    }

    /// <summary>Why a voter has no verdict.</summary>
    public static (string Reason, string Detail) WhyFailed(Judged judged) => judged switch
    {
        Judged.Decided { Verdict: Verdict.Unscored unscored } => (unscored.Reason.ToSnakeCase(), unscored.Detail),
        Judged.Paused paused => ("paused", paused.Error),
        Judged.Parked parked => ("parked", parked.Error),
        _ => ("", ""),
    };

    /// <summary>Of a panel every voter has its own questions: their numbers follow one another as the keys of what is pending do.</summary>
    private IReadOnlyList<Attempt> Attempts() =>
        [.. _asked.SelectMany(v => _said[v]!.Attempts.Select(a => a with { Question = questions[v] + a.Question, Stage = _stages[v], Member = panel.Voters[v].Name }))];

    private IReadOnlyList<CacheEntry> Replies() => [.. _asked.SelectMany(v => _said[v]!.Replies)];
}
