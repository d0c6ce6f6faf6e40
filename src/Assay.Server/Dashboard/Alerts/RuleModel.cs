using Assay.Configuring;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;

namespace Assay.Server.Dashboard.Alerts;

/// <summary>What the editor of rules shows.</summary>
public sealed record RuleModel
{
    private const int MostSlices = 30;
    private static readonly TimeSpan TriedOn = TimeSpan.FromDays(30);

    public required RuleForm Form { get; init; }

    /// <summary>The rule of this name that holds; null: it would be a new one.</summary>
    public AlertRule? Stored { get; init; }

    /// <summary>Rules of <c>assay.yaml</c> are changed there, and not here.</summary>
    public bool CanSave => Stored?.Origin != AlertOrigin.File;

    public bool CanRemove => Stored?.Origin == AlertOrigin.Page;

    /// <summary>What is wrong with the text.</summary>
    public IReadOnlyList<Diagnostic> Findings { get; init; } = [];

    /// <summary>Null: it was not tried, or has errors.</summary>
    public BacktestReport? Backtest { get; init; }

    public IReadOnlyList<string> Judges { get; init; } = [];

    public IReadOnlyList<string> Criteria { get; init; } = [];

    /// <summary>Those that were met most, such as <c>route=refunds</c>.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    public IReadOnlyList<string> Receivers { get; init; } = [];

    internal static async Task<RuleModel> ReadAsync(ServiceState state, RuleForm form, bool isTried, CancellationToken cancellationToken)
    {
        AlertRule? stored = form.Name.Length == 0 ? null : (await state.Alerts.RulesAsync(cancellationToken)).FirstOrDefault(r => r.Name == form.Name);
        if (stored is not null && !isTried)
        {
            form = form with { Written = AlertRuleText.Write(stored) };
        }

        AlertNames names = state.Alerts.Options.Names;
        (AlertRule? rule, IReadOnlyList<Diagnostic> findings) = isTried ? AlertRuleReader.Read(form.Name.Length > 0 ? form.Name : "rule", form.Text, names) : (null, []);
        return new RuleModel
        {
            Form = form,
            Stored = stored,
            Findings = findings,
            Backtest = rule is null ? null : await new AlertBacktest(state.Ledger) { Labels = state.Ledger.Labels }.RunAsync(rule, TriedOn, state.Clock.GetUtcNow(), cancellationToken),
            Judges = [.. names.Judges.Keys.Order(StringComparer.Ordinal)],
            Criteria = [.. names.Judges.Where(j => form.Judge is null || j.Key == form.Judge).SelectMany(j => j.Value).Distinct(StringComparer.Ordinal)],
            Slices = stored is null && form.HasSlice ? await SlicesAsync(state, cancellationToken) : [],
            Receivers = names.Receivers ?? [],
        };
    }

    private static async Task<IReadOnlyList<string>> SlicesAsync(ServiceState state, CancellationToken cancellationToken)
    {
        DateTimeOffset now = state.Clock.GetUtcNow();
        var slices = new List<(string Slice, long Scored)>();
        foreach (string field in (await state.Ledger.SliceFieldsAsync(cancellationToken)).Where(f => f != "release"))
        {
            IReadOnlyList<Rollup> rollups = await state.Ledger.RollupsAsync(new RollupQuery(now.AddDays(-7), now) { By = field, OutcomesOnly = true }, cancellationToken);
            slices.AddRange(rollups.Where(r => r.Value is not null).GroupBy(r => r.Value!).Select(g => ($"{field}={g.Key}", g.Sum(r => r.Scored))));
        }

        return [.. slices.OrderByDescending(s => s.Scored).Take(MostSlices).Select(s => s.Slice)];
    }
}
