using System.Globalization;
using Assay.Calibrating.Anchors;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Figures;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;

namespace Assay.Server.Outbound.Notices;

/// <summary>What a notice says to people, in parts that each way lays out for itself. All of its text is <see cref="UnlinkedText"/>.</summary>
internal sealed record NoticeMessage
{
    /// <summary>What happened, and the rule.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence with the figure.</summary>
    public required string Statement { get; init; }

    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>Null where nothing explains it.</summary>
    public string? Cause { get; init; }

    /// <summary>The lowest responses, as a heading and what was said; nothing where that is not kept, or there is no room for it.</summary>
    public IReadOnlyList<(string Heading, IReadOnlyList<(string Name, string Text)> Said)> Examples { get; init; } = [];

    /// <summary>Where more is seen; null where nobody said from where the dashboard is.</summary>
    public string? Link { get; init; }

    /// <summary>Whose figure it is, and what to know the notice by when it comes twice.</summary>
    public required IReadOnlyList<string> Origin { get; init; }

    /// <param name="publicUrl">From where the dashboard is seen by those who are told; null: it is not known.</param>
    /// <param name="room">How long the parts of it may be.</param>
    public static NoticeMessage Of(AlertNotice notice, Uri? publicUrl, NoticeRoom room)
    {
        Incident incident = notice.Incident;
        AlertEvidence evidence = notice.Event == NoticeEvent.Closed && incident.Closing is { } closing ? closing : incident.Opening;
        string happened = notice.Event switch
        {
            NoticeEvent.Test => "Test",
            NoticeEvent.Closed => "Closed",
            _ when evidence.Judge is { Attribution: Attribution.Judge } => "Judge moved",
            _ => incident.Severity == AlertSeverity.Page ? "Alert" : "Ticket",
        };
        return new NoticeMessage
        {
            Title = UnlinkedText.Line($"{happened}: {incident.Rule}", room.Name),
            Statement = UnlinkedText.Line(evidence.Judge is { } judge ? $"{evidence.Statement}; {judge.Statement}" : evidence.Statement, 6 * room.Name),
            Facts = [.. FactsOf(notice, evidence).Select(f => (f.Name, UnlinkedText.Line(f.Value, room.Name)))],
            Cause = notice.Event == NoticeEvent.Opened && evidence.Cause is { } cause ? UnlinkedText.Line(Text(cause), 2 * room.Name) : null,
            Examples = notice.Event == NoticeEvent.Opened ? [.. evidence.Worst.Select(w => Example(w, notice.Texts.GetValueOrDefault(w.ResponseId), room))] : [],
            Link = publicUrl is null ? null
                : notice.Event == NoticeEvent.Test ? publicUrl.AbsoluteUri
                : $"{publicUrl.AbsoluteUri.TrimEnd('/')}/alerts/incidents/{incident.Id}",
            Origin = [.. Origins(notice, evidence).Select(o => UnlinkedText.Line(o, room.Name))],
        };
    }

    private static IEnumerable<(string Name, string Value)> FactsOf(AlertNotice notice, AlertEvidence evidence)
    {
        AlertSubject subject = notice.Incident.Subject;
        Func<double, string> figure = subject.Kind is "bad_share" or "coverage" or "disagreement" or "budget" ? Figure.Percent : Figure.Score;
        if (evidence.Value is { } value)
        {
            yield return ("Now", Text(value, figure));
        }

        if (evidence.Baseline is { } baseline)
        {
            yield return ("Before", Text(baseline, figure));
        }

        if (evidence.Change is { } change)
        {
            yield return ("Change", $"{Signed(change.Value)}{(change is { Low: { } low, High: { } high } ? $" ({Signed(low)} to {Signed(high)})" : "")}");
        }

        if (evidence.CorrectedText is { } corrected)
        {
            yield return ("By people's labels", corrected);
        }

        if (evidence.Advisory is { } advisory)
        {
            yield return ("Advisory when it opened", advisory);
        }

        if (evidence.Threshold is { } threshold)
        {
            yield return ("Threshold", subject.Kind == "owed" ? Figure.Ago(TimeSpan.FromSeconds(threshold)) : figure(threshold));
        }

        if (subject.Criterion is { } criterion)
        {
            yield return ("Criterion", criterion);
        }

        if (subject.Slice is var (field, of))
        {
            yield return ("Slice", $"{field}={of}");
        }

        if (subject.Release is { } release)
        {
            yield return ("Since release", release);
        }

        if (notice is { Event: NoticeEvent.Closed, Incident: { OpenedAt: var opened, ClosedAt: { } closed } })
        {
            yield return ("Was open for", Figure.Ago(closed - opened));
        }
    }

    private static IEnumerable<string> Origins(AlertNotice notice, AlertEvidence evidence)
    {
        if (notice.Incident.Subject is { Judge: { } judge } subject)
        {
            yield return $"Judge {judge}{(subject.JudgeVersion is { } version ? $", version {version}" : "")}";
        }

        if (notice.Event != NoticeEvent.Test)
        {
            yield return $"Responses from {View.Time(evidence.From)} to {View.Time(evidence.To)}";
        }

        yield return $"Told at {View.Time(notice.At)}";
        yield return $"Notice {notice.Id}";
    }

    private static (string, IReadOnlyList<(string, string)>) Example(WorstResponse worst, NoticeText? text, NoticeRoom room)
    {
        string heading = UnlinkedText.Line($"{Figure.Score(worst.Score)} · {worst.ResponseId}", room.Name);
        (string Name, string? Text)[] said = [("Asked", text?.Input), ("Answered", text?.Output), ("Judge", text?.Reason)];
        return (heading, room.Text == 0 ? [] : [.. said.Where(s => !string.IsNullOrWhiteSpace(s.Text)).Select(s => (s.Name, UnlinkedText.Block(s.Text!.Trim(), room.Text)))]);
    }

    private static string Text(LeadingCause cause) => string.Create(
        CultureInfo.InvariantCulture, $"{cause.Label}{(cause.ShareOfDrop is { } share ? $" explains {Text(share, Figure.Percent, withN: false)} of it" : "")}; {cause.Support:N0} responses");

    private static string Text(Estimate estimate, Func<double, string> figure, bool withN = true) =>
        $"{figure(estimate.Mean)}{(estimate is { Low: { } low, High: { } high } ? $" ({figure(low)} to {figure(high)})" : "")}{(withN ? $", n {Figure.Count(estimate.N)}" : "")}";

    private static string Signed(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);
}

/// <summary>How long parts of a message may be, in characters.</summary>
/// <param name="Name">A name, or a line with one.</param>
/// <param name="Text">What was asked, answered or given as a reason; 0: none of it is told.</param>
internal sealed record NoticeRoom(int Name, int Text);
