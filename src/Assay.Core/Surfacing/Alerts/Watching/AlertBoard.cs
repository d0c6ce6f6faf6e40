namespace Assay.Surfacing.Alerts.Watching;

/// <summary>The rules that hold, and where each stands with each of its subjects.</summary>
public sealed record AlertBoard(IReadOnlyList<AlertBoard.Row> Rows)
{
    /// <param name="MutedUntil">Null where it is not muted.</param>
    /// <param name="Standings">Those that there is something to say of.</param>
    public sealed record Row(AlertRule Rule, DateTimeOffset? MutedUntil, IReadOnlyList<Standing> Standings);

    /// <param name="Reading">What the last look saw; null where this process has not looked.</param>
    public sealed record Standing(AlertState State, AlertReading? Reading);

    public static async Task<AlertBoard> ReadAsync(
        IAlertRecords records, IReadOnlyList<AlertRule> rules, IReadOnlyList<(string Rule, AlertReading Reading)> readings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<AlertState> states = await records.StatesAsync(cancellationToken);
        IReadOnlyDictionary<string, DateTimeOffset> mutes = await records.MutesAsync(cancellationToken);
        return new AlertBoard(
        [
            .. rules.Select(rule => new Row(rule, mutes.TryGetValue(rule.Name, out DateTimeOffset until) && until > now ? until : null,
            [
                .. readings.Where(r => r.Rule == rule.Name).Select(r => r.Reading.Subject).Concat(states.Where(s => s.Rule == rule.Name).Select(s => s.Subject)).Distinct()
                    .Select(subject => StandingOf(
                        new AlertState(rule.Name, subject, AlertStage.Ok, now, null),
                        states.FirstOrDefault(s => s.Rule == rule.Name && s.Subject == subject),
                        readings.Where(r => r.Rule == rule.Name && r.Reading.Subject == subject).Select(r => r.Reading).FirstOrDefault())),
            ])),
        ]);
    }

    /// <param name="stored">Null where it is well, or nobody watches; then what is seen now says how it is, and has opened nothing.</param>
    private static Standing StandingOf(AlertState plain, AlertState? stored, AlertReading? reading) => new(
        stored ?? plain with
        {
            Stage = reading?.Signal switch { AlertSignal.Bad or AlertSignal.Suspect => AlertStage.Suspect, AlertSignal.Unknown => AlertStage.NoData, _ => AlertStage.Ok },
        },
        reading);
}
