using System.Collections.Concurrent;
using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Gating;
using Assay.Gating.Statistics;
using Assay.Providers;
using Assay.Providers.Offline;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Spending;
using Assay.Storage.Sqlite.Cache;
using Assay.Surfacing;

namespace Assay.Testing;

/// <summary>
/// A judge for tests, of any framework: says whether answers reach a bar, and throws where they do not or where that cannot be told.
/// Safe to use from tests that run at the same time; make one for all of them, and dispose it at the end.
/// </summary>
public sealed class TestJudge : IAsyncDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(1);

    private readonly Judge _judge;
    private readonly TestJudgeOptions _options;
    private readonly JudgeAccess _access;
    private readonly ChatClientFactory _clients;
    private readonly Budget? _budget;
    private readonly SqliteVerdictCache? _cacheFile;
    private readonly CachedVerdicts? _cache;
    private readonly Redactor _redactor;
    private readonly IReadOnlyList<GateScale> _scales;
    private readonly ConcurrentDictionary<int, IResponseJudge> _samples = new();

    private TestJudge(Judge judge, TestJudgeOptions options, TestSettings settings, string? cache)
    {
        _judge = judge;
        _options = options;
        _redactor = new Redactor(settings.File.Redaction);
        _scales = [.. GateScale.Of(judge.Rubric).Concat(GateScale.Of(judge.Rubric with { Overall = null })).DistinctBy(s => s.Criterion)];
        _clients = new ChatClientFactory(settings.File.Providers, Environment.GetEnvironmentVariable, options.Clock, new ProviderLimits(options.Timeout ?? settings.Timeout ?? DefaultTimeout));
        try
        {
            _budget = BudgetOf(options.BudgetUsd ?? settings.BudgetUsd);
            _access = new JudgeAccess((judge.Panel?.Judges ?? [judge]).ToDictionary(j => j.Version, j => AccessTo(j, settings)), options.Concurrency);
            _cacheFile = cache is null || judge.Model.IsOffline ? null : SqliteVerdictCache.Open(cache, options.Clock);
            _cache = _cacheFile is null ? null : new CachedVerdicts(_cacheFile, options.Clock);
        }
        catch
        {
            _budget?.Dispose();
            _clients.Dispose();
            throw;
        }
    }

    /// <summary>What is asked of an answer.</summary>
    public Rubric Rubric => _judge.Rubric;

    /// <summary>16 hex digits over everything that can change a score.</summary>
    public string Version => _judge.Version;

    /// <summary>The judge that a configuration names.</summary>
    /// <param name="file">Looked for here, then in the folders above the tests' binaries.</param>
    /// <param name="judge">Null: the one that the configuration chooses, or its only one.</param>
    /// <exception cref="ConfigurationException">The file, the judge or its price is missing or wrong.</exception>
    /// <exception cref="ProviderConfigurationException">The judge's provider is unknown or has no key.</exception>
    public static TestJudge Open(string file = "assay.yaml", string? judge = null, TestJudgeOptions? options = null)
    {
        TestSettings settings = TestSettings.Read(file);
        IReadOnlyList<Judge> judges = settings.File.Judges;
        string? name = judge ?? settings.Text("judge");
        Judge chosen = name is null
            ? judges is [var only] ? only : throw new ConfigurationException($"{file} has {judges.Count} judges. Name one of them: TestJudge.Open(\"{file}\", \"NAME\").")
            : judges.FirstOrDefault(j => j.Name == name)
                ?? throw new ConfigurationException($"{file} has no judge `{name}`. {(NearestName.Of(name, judges.Select(j => j.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : $"It has: {string.Join(", ", judges.Select(j => j.Name))}.")}");
        options ??= new TestJudgeOptions();
        return new TestJudge(chosen, options, settings, options.NoCache ? null : options.Cache ?? settings.Cache);
    }

    /// <summary>A judge that is built in code.</summary>
    /// <inheritdoc cref="Open"/>
    public static TestJudge Of(Judge judge, TestJudgeOptions? options = null)
    {
        options ??= new TestJudgeOptions();
        return new TestJudge(judge, options, TestSettings.None, options.NoCache ? null : options.Cache);
    }

    /// <summary>Judges an answer of which nothing but its words is known.</summary>
    /// <inheritdoc cref="Judged(IReadOnlyList{Answer}, Bar, CancellationToken)"/>
    public Task<Judgement> Judged(string output, Bar bar, CancellationToken cancellationToken = default) => Judged([new Answer(output)], bar, cancellationToken);

    /// <inheritdoc cref="Judged(IReadOnlyList{Answer}, Bar, CancellationToken)"/>
    public Task<Judgement> Judged(Answer answer, Bar bar, CancellationToken cancellationToken = default) => Judged([answer], bar, cancellationToken);

    /// <summary>Passes where the mean over the answers reaches the bar.</summary>
    /// <exception cref="BelowBarException">It does not.</exception>
    /// <exception cref="InconclusiveException">It cannot be told, because an answer could not be judged or the samples differ too much.</exception>
    /// <exception cref="ArgumentException">The rubric has no such criterion, or its scale no such bar.</exception>
    public async Task<Judgement> Judged(IReadOnlyList<Answer> answers, Bar bar, CancellationToken cancellationToken = default)
    {
        GateScale scale = ScaleOf(bar, answers);
        bar = bar with { Criterion = scale.Criterion, Margin = bar.Margin ?? scale.Turn };
        Judged[][] judged = [.. answers.Select(_ => new Judged[bar.Samples])];
        var work = new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, answers.Count * bar.Samples), work, async (i, cancel) =>
        {
            (int answer, int sample) = (i / bar.Samples, i % bar.Samples);
            judged[answer][sample] = await JudgeAsync(answers[answer].ToResponse($"answer-{answer}"), sample, cancel);
        });
        Judgement judgement = JudgementOf(bar, scale, [.. answers.Select((a, i) => new JudgedAnswer(a, judged[i], [.. judged[i].Select(j => ScoreOf(j, scale)).OfType<double>()]))]);
        return judgement switch
        {
            { Sampled: null } => throw new InconclusiveException(judgement),
            { Sampled.Mean: var mean } when mean < bar.Score - 1e-9 => throw new BelowBarException(judgement),
            { Sampled.AtLeast: { } least } when least < bar.Score - bar.Margin - 1e-9 => throw new InconclusiveException(judgement),
            _ => judgement,
        };
    }

    /// <summary>What the judge says, without a bar.</summary>
    /// <param name="sample">Which of several samples of the same, from 0.</param>
    public async Task<Judged> JudgeAsync(Response response, int sample = 0, CancellationToken cancellationToken = default)
    {
        IResponseJudge judge = _samples.GetOrAdd(sample, repeat => _access.Open(_judge, _cache?.Sharing, _options.Clock, repeat));
        using PendingVerdict pending = judge.Prepare(_redactor.Redact(response));
        if (_cache is not null)
        {
            await _cache.FindAsync([pending], cancellationToken);
        }

        await judge.TakeTurnAsync(pending, cancellationToken);
        Judged judged = await judge.JudgeAsync(pending, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (_cache is not null)
        {
            await _cache.SaveAsync(judged.Replies);
        }

        return judged;
    }

    /// <summary>Saves what the cache does not have yet, and closes connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_cache is not null)
        {
            await _cache.DisposeAsync();
            await _cacheFile!.DisposeAsync();
        }

        _budget?.Dispose();
        if (_options.Model is null)
        {
            foreach (ModelAccess asked in _access.Models.Values)
            {
                asked.Client.Dispose();
            }
        }

        _clients.Dispose();
    }

    private Judgement JudgementOf(Bar bar, GateScale scale, IReadOnlyList<JudgedAnswer> answers)
    {
        bool isWhole = answers.All(a => a.Score is not null);
        return new Judgement
        {
            Bar = bar,
            Answers = answers,
            Sampled = isWhole ? SampledMean.Of([.. answers.Select(a => a.Scores)]) : null,
            Mean = isWhole ? new ScoreHistogram(scale.Criterion, scale.Min, scale.Max, [.. answers.CountBy(a => a.Score!.Value).Select(c => new ScoreCount(c.Key, c.Value))]).Mean() : null,
            Judge = _judge.Name,
            JudgeVersion = Version,
            Model = _judge.Model.ToString(),
        };
    }

    private GateScale ScaleOf(Bar bar, IReadOnlyList<Answer> answers)
    {
        if (answers.Count == 0)
        {
            throw new ArgumentException("There are no answers to judge.", nameof(answers));
        }

        GateScale scale = bar.Criterion == Bar.Usual ? _scales[0] : _scales.FirstOrDefault(s => s.Criterion == bar.Criterion)
            ?? throw new ArgumentException($"The rubric has no criterion `{bar.Criterion}`. {(NearestName.Of(bar.Criterion, _scales.Select(s => s.Criterion)) is { } nearest ? $"Did you mean `{nearest}`?" : $"It has: {string.Join(", ", _scales.Select(s => s.Criterion))}.")}", nameof(bar));
        return bar.Samples is < 1 or > GateTerms.MostSamples ? throw new ArgumentException($"A bar can have 1 to {GateTerms.MostSamples} samples, not {bar.Samples}.", nameof(bar))
            : !(bar.Score > scale.Min && bar.Score <= scale.Max) ? throw new ArgumentException(FormattableString.Invariant($"A bar of {bar.Score} says nothing about {scale.Criterion}, which goes from {scale.Min} to {scale.Max}."), nameof(bar))
            : scale;
    }

    private static double? ScoreOf(Judged judged, GateScale scale) => judged is Judged.Decided { Verdict: Verdict.Scored scored }
        ? scale.Criterion == GateScale.Overall ? scored.Overall : scored.Scores.First(s => s.Criterion == scale.Criterion).Value
        : null;

    private Budget? BudgetOf(decimal? budgetUsd)
    {
        var caps = new List<SpendingCap>(2);
        if (budgetUsd is { } cap)
        {
            caps.Add(new SpendingCap("the tests' budget", cap));
        }

        if (_judge.Terms.BudgetUsdPerDay is { } perDay)
        {
            // No ledger tells what the judge spent elsewhere today: as much as that is the most that these tests may.
            caps.Add(new SpendingCap($"the budget of the judge {_judge.Name}", perDay, PerDay: true));
        }

        return caps.Count == 0 ? null : new Budget(caps, _options.Clock);
    }

    private ModelAccess AccessTo(Judge judge, TestSettings settings)
    {
        ModelReference model = judge.Model;
        bool asks = judge.Questions.Count > 0;
        bool isFree = !asks || _options.Free || settings.IsFree || _clients.IsFree(model);
        return new ModelAccess
        {
            Client = !asks ? new NoChatClient() : _options.Model ?? (model is { IsHeuristic: true, Model: HeuristicChatClient.Model } ? new HeuristicChatClient() : _clients.Create(model)),
            Price = isFree ? ModelPrice.Free : settings.Prices.Find(model) is { } price ? _clients.Priced(model, price) : throw new ConfigurationException(
                $"no price is known for {model}, so its cost could be neither shown nor capped. Add it to assay.yaml under `prices`, or say that it is free: new TestJudgeOptions {{ Free = true }}."),
            Forms = new ReplyForms(!model.IsOffline && _options.Model is null ? _clients.StrictestForm(model) : ReplyForm.JsonSchema),
            Choices = model.IsOffline || _options.Model is not null ? new ManyChoices(given: false) : _clients.ChoicesOf(model),
            Pacer = model.IsOffline ? null : _clients.PacerFor(model, _options.Concurrency),
            Priority = Priority.Live,
            Budget = _budget,
        };
    }
}
