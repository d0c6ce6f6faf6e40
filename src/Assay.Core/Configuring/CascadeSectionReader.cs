using Assay.Calibrating.Certainty;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Sampling;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>cascade:</c> of a judge.</summary>
internal sealed class CascadeSectionReader(PanelReader panels, Judge own)
{
    private const string Remedy = "Write for example `stages: [small, {judge: small, samples: 3}, strong, human]`.";
    private const string Gather = "Gather gold first: with `ask: all` in place of a certificate, `assay run` the labelled responses with --out gold.jsonl, then `assay trust cascade gold.jsonl LABELS --out certificate.json`, and write `certificate: certificate.json`.";

    private readonly List<Voter> _voters = [];
    private readonly List<PanelStage> _stages = [];

    /// <summary>How those are asked who are asked several times, by their own version.</summary>
    private readonly Dictionary<string, Judge> _asked = new(StringComparer.Ordinal);

    /// <summary>The stages that tell nothing of how certain they are, with the places where they are named.</summary>
    private readonly List<(YamlNode Node, string Problem)> _untold = [];

    public Panel? Read(YamlSection section)
    {
        int errors = section.File.Diagnostics.Count(d => d.Severity == Severity.Error);
        bool asksPeople = ReadStages(section);
        bool asksAll = section.Text("ask") is { } ask && (ask == "all" || Refuse(section, "ask", $"is `{ask}`. Known: all (every stage is asked of every response, to gather gold)."));
        Escalation.Band? band = PanelReader.Band(section, "band", own);
        string? certificate = section.Text("certificate");
        string? leave = section.Text("leave");
        if (leave is not (null or "verdict" or "unscored"))
        {
            Refuse(section, "leave", $"is `{leave}`. Known: verdict (that of the last stage stays), unscored.");
        }

        Check(section, (band, certificate, asksAll), asksPeople);
        bool isByCertainty = certificate is not null || (asksAll && band is null);
        foreach ((YamlNode node, string problem) in isByCertainty ? _untold : [])
        {
            section.Warning(node.Start, problem);
        }

        Escalation? escalation = band is not null ? band : certificate is null ? null : Certificate(section, certificate);
        section.Close();
        if (section.File.Diagnostics.Count(d => d.Severity == Severity.Error) > errors)
        {
            // What asks whom is known all the same: a certificate may yet be written for it.
            return _stages.Count > 1 && certificate is not null ? Build(section, null, asksPeople, asksAll, leave) : null;
        }

        Panel panel = Build(section, escalation, asksPeople, asksAll, leave);
        return isByCertainty ? panel with { Notes = [.. panel.Notes, .. _untold.Select(u => $"{section.Path}: {u.Problem}")] } : panel;
    }

    private Panel Build(YamlSection section, Escalation? escalation, bool asksPeople, bool asksAll, string? leave) => new()
    {
        Kind = PanelKind.Cascade,
        Voters = _voters,
        Stages = _stages,
        Escalation = escalation,
        AsksAll = asksAll,
        AsksPeople = asksPeople,
        LeavesUnscored = escalation is not null && (leave is null ? escalation is Escalation.Certified : leave == "unscored"),
        Notes = [.. escalation is null or Escalation.Band ? (string[])[$"{section.Path}: {(escalation is null ? "every stage is asked and the last decides" : "not certified: stages decide by a band around a bar")}, and nothing is promised of how often that agrees with people."] : []],
    };

    /// <returns>Whether people come last.</returns>
    private bool ReadStages(YamlSection section)
    {
        bool asksPeople = false;
        var found = new List<(YamlNode Node, Judge Judge, (string? Name, int? Samples, string? Combine) Terms)>();
        IReadOnlyList<(YamlNode Node, string Name, YamlSection? Terms)> asked = PanelReader.Asked(section, "stages", Remedy);
        foreach ((YamlNode node, string name, YamlSection? terms) in asked)
        {
            if (name == StageVerdict.People)
            {
                terms?.Close();
                asksPeople = true;
                if (!ReferenceEquals(node, asked[^1].Node))
                {
                    section.Error(node.Start, $"`{StageVerdict.People}` must be the last stage: what people say is not waited for.");
                }

                continue;
            }

            int? samples = terms?.Whole("samples", 1, 16);
            string? combine = terms?.Text("combine");
            string? given = terms?.Text("name");
            terms?.Close();
            if (panels.Find(section, node, name, own) is { } judge)
            {
                found.Add((node, judge, (given, samples, combine)));
            }
        }

        foreach (var several in found.Where(f => f.Terms.Samples > 1 && f.Judge.Panel is null).GroupBy(f => f.Judge.Version, StringComparer.Ordinal))
        {
            AskDifferently(section, several.First().Node, several.First().Judge);
        }

        found.ForEach(f => Add(section, f.Node, f.Judge, f.Terms));
        return asksPeople;
    }

    /// <summary>Of a judge that is asked several times, each answer must be free to differ, the first one too: it counts among them.</summary>
    private void AskDifferently(YamlSection section, YamlNode node, Judge judge)
    {
        if (judge.TemperatureIsUsual)
        {
            _asked[judge.Version] = judge with { Temperature = Judge.UsualTemperature(SamplePlan.Of(2)) };
        }
        else if (judge.Temperature == 0)
        {
            section.Warning(node.Start, $"{judge.Name} is asked several times at temperature 0, where all of its answers are nearly the same and say nothing of how certain it is. Leave its `temperature` out, which means 1 here, or raise it.");
        }
    }

    private void Add(YamlSection section, YamlNode node, Judge judge, (string? Name, int? Samples, string? Combine) terms)
    {
        string name = terms.Name ?? (_stages.Any(s => s.Name == judge.Name) ? $"{judge.Name} x{terms.Samples ?? 1}" : judge.Name);
        string? problem =
            judge.Panel is { Kind: PanelKind.Cascade } ? $"`{judge.Name}` is a cascade itself: put its stages here in its place."
            : judge.Panel is { Stages.Count: > 1 } ? $"`{judge.Name}` asks some of its members only near a bar: it is a cascade of its own, and cannot be a stage."
            : judge.Panel is not null && (terms.Samples is not null || terms.Combine is not null) ? $"`samples` and `combine` are for single judges; {judge.Name} is a jury, which says itself how it combines."
            : terms.Combine is not (null or "mean" or "median" or "majority") ? $"`combine` of {judge.Name} is `{terms.Combine}`. Known: mean, median, majority."
            : name == StageVerdict.People || _stages.Any(s => s.Name == name) ? $"two stages are called `{name}`. Give one a `name`."
            : null;
        if (problem is not null)
        {
            section.Error(node.Start, problem);
            return;
        }

        if (judge.Panel is { } jury)
        {
            PanelStage whole = jury.Stages[^1];
            // Weights are for the members as they were when they were learnt.
            _stages.Add(whole with { Name = name, Voters = [.. whole.Voters.Select(v => whole.Rule is Combination.Weighted ? Place(jury.Voters[v]) : Place(Several(jury.Voters[v])))] });
            return;
        }

        int samples = terms.Samples ?? 1;
        if (samples == 1 && !judge.IsSampled)
        {
            _untold.Add((node, $"the stage {name} is asked once and its grade counts as it stands: nothing tells how certain it is, so it never decides by a certificate. Ask it several times (`{{judge: {judge.Name}, samples: 3}}`), or give {judge.Name} `scores: weighted` where its endpoint tells token probabilities."));
        }

        Combination rule = terms.Combine switch { "median" => new Combination.Median(), "majority" => new Combination.Majority(), null when own.IsPairwise => new Combination.Majority(), _ => new Combination.Mean() };
        _stages.Add(new PanelStage(name, [.. Enumerable.Range(0, samples).Select(sample => Place(Several(new Voter(judge, sample))))], rule, (samples / 2) + 1));
    }

    private Voter Several(Voter voter) => voter with { Judge = _asked.GetValueOrDefault(voter.Judge.Version, voter.Judge) };

    /// <summary>The place of one who may be asked, each once.</summary>
    private int Place(Voter voter)
    {
        int at = _voters.FindIndex(v => v.Judge.Version == voter.Judge.Version && v.Sample == voter.Sample);
        if (at < 0)
        {
            _voters.Add(voter);
        }

        return at < 0 ? _voters.Count - 1 : at;
    }

    private void Check(YamlSection section, (Escalation.Band? Band, string? Certificate, bool AsksAll) by, bool asksPeople)
    {
        if (_stages.Count + (asksPeople ? 1 : 0) < 2 && section.Find("stages") is YamlSequenceNode { Children.Count: < 2 } list)
        {
            section.Error(list.Start, $"`{section.Full("stages")}` has one stage: a cascade has at least two. {Remedy}");
        }

        if (!PanelScale.IsThere(own.Rubric))
        {
            section.Error(section.Mark, $"`{section.Path}` needs one score to go by: a rubric with one criterion, or with an overall score.");
        }

        if (section.Has("band") && by.Certificate is not null)
        {
            section.Error(section.Find("band")!.Start, $"`{section.Path}` has both a band and a certificate. Keep one.");
        }

        if (!section.Has("band") && by.Certificate is null && !by.AsksAll)
        {
            section.Error(section.Mark, $"`{section.Path}` does not say when a stage decides. {Gather} Or, without a promise, write `band: {{around: 3.5, within: 0.5}}`: what is not near the bar is decided.");
        }
    }

    private Escalation.Certified? Certificate(YamlSection section, string file)
    {
        try
        {
            CertificateFile certificate = CertificateFile.Read(panels.ReadFile(file));
            var panel = new Panel { Kind = PanelKind.Cascade, Voters = _voters, Stages = _stages };
            if (!certificate.Stages.Select(s => s.Name).SequenceEqual(_stages.Select(s => s.Name), StringComparer.Ordinal))
            {
                Refuse(section, "certificate", $"names {file}, which is for the stages {string.Join(", ", certificate.Stages.Select(s => s.Name))}, and these are {string.Join(", ", _stages.Select(s => s.Name))}. {Gather}");
            }
            else if (_stages.Zip(certificate.Stages).FirstOrDefault(s => panel.VersionOf(s.First) != s.Second.Version) is { First: { } stage, Second: var certified })
            {
                Refuse(section, "certificate", $"names {file}, which holds for version {certified.Version} of the stage {stage.Name}; it is {panel.VersionOf(stage)} now, and of that nothing is known. {Gather}");
            }
            else
            {
                return new Escalation.Certified([.. certificate.Stages.Select(s => s.Threshold)], certificate.Promise);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Refuse(section, "certificate", $"cannot be read from {file}: {e.Message} {Gather}");
        }

        return null;
    }

    private static bool Refuse(YamlSection section, string key, string problem)
    {
        section.Error(section.Find(key)!.Start, $"`{section.Full(key)}` {problem}");
        return false;
    }
}
