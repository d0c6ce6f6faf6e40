using Assay.Calibrating.Anchors;
using Assay.Configuring;

namespace Assay.Surfacing.Alerts.Watching;

/// <summary>What a service watches, and whom it tells.</summary>
public sealed record AlertWatchOptions
{
    public AlertSettings Settings { get; init; } = AlertSettings.Usual;

    /// <summary>What rules that are made on the page may name.</summary>
    public AlertNames Names { get; init; } = AlertNames.Any;

    /// <summary>Everybody who can be told.</summary>
    public IReadOnlyList<string> Receivers { get; init; } = [];

    /// <summary>Why the scores of a judge, of a criterion or of all (null), may page nobody; null: they may.</summary>
    public Func<string, string?, CancellationToken, Task<string?>> Advisory { get; init; } = (_, _, _) => Task.FromResult<string?>(null);

    /// <summary>Has all anchors of the subject's judge scored, and says where that stands; null where it has none, or is of another version.</summary>
    public Func<AlertSubject, AnchorCheck?> CheckAnchors { get; init; } = _ => null;

    /// <summary>The judges that are watched, with how each is now.</summary>
    public required Func<CancellationToken, Task<IReadOnlyDictionary<string, JudgeStanding?>>> Judges { get; init; }
}
