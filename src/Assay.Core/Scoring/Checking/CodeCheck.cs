using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Checking;

/// <summary>Decides by code of the user's own. What it throws, and what takes too long, is no grade.</summary>
public sealed record CodeCheck : Check
{
    private readonly Func<Response, CancellationToken, ValueTask<CheckFinding>> _decide;

    /// <param name="name">What it is called in the judge's version, such as <c>names_the_order</c>.</param>
    /// <param name="scale">The grades that it can give.</param>
    /// <param name="decide">Says what it finds in a response.</param>
    public CodeCheck(string name, Scale scale, Func<Response, CancellationToken, ValueTask<CheckFinding>> decide) => (Name, Scale, _decide) = (name, scale, decide);

    /// <summary>Part of the judge's version: change it whenever the code decides differently.</summary>
    public string CodeVersion { get; init; } = "1";

    /// <summary>How long it may take for a response.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    public override string Name { get; }

    public override Scale Scale { get; }

    public override string Question => $"What does {Name} find?";

    /// <summary>Passes or fails a response.</summary>
    public static CodeCheck Of(string name, Func<Response, bool> passes) =>
        new(name, new Scale.PassFail(), (response, _) => new(passes(response) ? CheckFinding.Pass($"{name} holds") : CheckFinding.Fail($"{name} does not hold")));

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteString("code", Name);
        json.WriteString("version", CodeVersion);
    }

    internal override CheckFinding? Look(Response response) => null;

    internal override async ValueTask<CheckFinding> LookAsync(Response response, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // On another thread: code that does not heed the token is left behind.
            return await Task.Run(async () => await _decide(response, either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            return new CheckFinding.Missing(UnscoredReason.CheckFailed, FormattableString.Invariant($"{Name} took longer than {Deadline.TotalSeconds:0.###} s"));
        }
        catch (Exception e)
        {
            return new CheckFinding.Missing(UnscoredReason.CheckFailed, $"{Name} failed: {e.GetType().Name}: {e.Message}");
        }
    }
}
